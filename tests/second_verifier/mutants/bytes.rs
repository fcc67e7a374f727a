//! Bytes changed without knowing what they are.

use super::base::Base;
use super::chance::Chance;
use super::forget_perhaps;
use crate::asked::Question;

pub(crate) fn mutant(base: &Base, chance: &mut Chance) -> (String, Question) {
    let mut question = base.question.clone();
    forget_perhaps(&mut question, chance);
    let file = &mut question.file;
    let (at, length) = (chance.below(file.len()), chance.below(40));
    let end = (at + length).min(file.len());
    let what = match chance.below(10) {
        0..=4 => {
            file[at] ^= 1 << chance.below(8);
            "bit flipped"
        }
        5 => {
            file[at] = chance.byte();
            "byte replaced"
        }
        6 => {
            file.truncate(at);
            "cut"
        }
        7 => {
            file.drain(at..end);
            "bytes dropped"
        }
        8 => {
            let bytes: Vec<_> = (0..=length).map(|_| chance.byte()).collect();
            file.splice(at..at, bytes);
            "bytes inserted"
        }
        _ => {
            let bytes = file[at..end].to_vec();
            let to = chance.below(file.len());
            file.splice(to..to, bytes);
            "bytes repeated elsewhere"
        }
    };
    (format!("{what} at {at}"), question)
}
