//! Signed heads changed: those in the file, and those remembered.

use handseal::identity::Signer as _;
use handseal::ledger::{CosignerKey, KeyName, NoteText, RecordKind, SignedCheckpoint, SignedNote};
use handseal::merkle::Hash;

use super::base::Base;
use super::cbor::Node;
use super::chance::Chance;
use crate::asked::Question;
use crate::cases::{HEADS, key};

pub(crate) fn mutant(base: &Base, chance: &mut Chance) -> (String, Question) {
    let mut records = base.records.clone();
    let place = *chance.of(&base.places(RecordKind::Checkpoint));
    let Node::Text(mut note) = Node::read(&records[place].1) else { panic!("no note") };
    if chance.below(4) == 0 {
        return cosigned(base, &note, chance);
    }
    let what = change(base, &mut note, chance);
    if chance.below(2) == 0 {
        records[place].1 = Node::Text(note).to_bytes();
        (format!("{what}, record {place}"), base.ask(&records))
    } else {
        let mut question = base.question.clone();
        if chance.below(2) == 0 {
            question.heads.clear();
        }
        question.heads.push(note);
        (format!("{what}, remembered"), question)
    }
}

/// Heads with lines by cosigners, of whom some are known, and perhaps a bit of a line flipped.
fn cosigned(base: &Base, note: &[u8], chance: &mut Chance) -> (String, Question) {
    let mut question = base.question.clone();
    question.heads.push(note.to_vec());
    for head in &mut question.heads {
        for _ in 0..chance.below(4) {
            let number = 40 + u8::try_from(chance.below(4)).unwrap();
            let name = KeyName::parse(&format!("cosigner.example.org/{number}")).unwrap();
            let time = [0, 1, 2_254_000_000, (1 << 63) - 1][chance.below(4)];
            let signed = SignedCheckpoint::parse(head).unwrap().cosigned(name, time, &key(number));
            *head = signed.unwrap().to_string().into_bytes();
        }
        if chance.below(4) == 0 {
            let at = head.len() - 2 - chance.below(100);
            // The next digit of Base64, mostly.
            head[at] = if head[at] == b'A' { b'B' } else { b'A' };
        }
    }
    question.heads.retain(|head| SignedCheckpoint::parse(head).is_ok());
    let known = |number: u8| {
        let name = KeyName::parse(&format!("cosigner.example.org/{number}")).unwrap();
        CosignerKey::new(name, key(number).public_key().clone()).unwrap().to_string()
    };
    let count = 1 + chance.below(3);
    let keys = (40..40 + u8::try_from(count).unwrap()).map(known).collect();
    question.cosigners = Some((keys, 1 + chance.below(count) as u64));
    ("heads with cosignatures".to_owned(), question)
}

fn change(base: &Base, note: &mut Vec<u8>, chance: &mut Chance) -> &'static str {
    let size = u64::try_from(chance.below(30)).unwrap();
    match chance.below(8) {
        0 => {
            let at = chance.below(note.len());
            note[at] ^= 1 << chance.below(8);
            "bit of a head flipped"
        }
        1 => {
            *note = base.head(size, [7; 32]);
            "head of other entries"
        }
        2 => {
            let mut tree = handseal::merkle::Tree::new();
            (0..size).for_each(|leaf| {
                tree.append(Hash([u8::try_from(leaf).unwrap(); 32]));
            });
            *note = base.head(size, tree.root().0);
            "head of another tree"
        }
        3 => {
            let line = note.iter().rposition(|byte| *byte == b'\xe2').unwrap();
            let line = note[line..].to_vec();
            note.extend(line);
            "signature line twice"
        }
        4 => {
            note.truncate(chance.below(note.len()));
            "head cut"
        }
        5 => {
            *note = signed(note, |text| text.push_str("a further line\n"), HEADS);
            "head with a further line"
        }
        6 => {
            *note = signed(note, |_| {}, 20);
            "head by another key"
        }
        _ => {
            *note = signed(note, |text| text.insert(text.find('\n').unwrap() + 1, '0'), HEADS);
            "size with a leading zero"
        }
    }
}

/// The text of a note, changed and signed again.
fn signed(note: &[u8], change: fn(&mut String), number: u8) -> Vec<u8> {
    let note = SignedNote::parse(note).unwrap();
    let name = note.signatures()[0].name().clone();
    let mut text = note.unverified_text().as_str().to_owned();
    change(&mut text);
    let signed = SignedNote::sign(NoteText::new(text).unwrap(), name, &key(number)).unwrap();
    signed.to_string().into_bytes()
}
