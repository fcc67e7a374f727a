//! Whole records changed, and the framing around them.

use handseal::event::EntryHash;
use handseal::ledger::RecordKind;

use super::base::{Base, Record};
use super::cbor::Node;
use super::chance::Chance;
use super::edits::edit;
use super::forget_perhaps;
use crate::asked::Question;

pub(crate) fn mutant(base: &Base, chance: &mut Chance) -> (String, Question) {
    let mut records = base.records.clone();
    let place = chance.below(records.len());
    let what = change(&mut records, place, chance);
    let mut question = base.ask(&records);
    forget_perhaps(&mut question, chance);
    (format!("{what}, record {place}"), question)
}

fn change(records: &mut Vec<Record>, place: usize, chance: &mut Chance) -> &'static str {
    let other = chance.below(records.len());
    match chance.below(9) {
        0 => {
            records.remove(place);
            "dropped"
        }
        1 => {
            records.swap(place, other);
            "swapped with another"
        }
        2 => {
            let next = (place + 1) % records.len();
            records.swap(place, next);
            "swapped with the next"
        }
        3 => {
            records.insert(other, records[place].clone());
            "repeated elsewhere"
        }
        4 => {
            records[place] = records[other].clone();
            "replaced by another"
        }
        5 => {
            let head = Node::Long(*chance.of(&[2, 4, 8]), Box::new(Node::read(&records[place].1)));
            records[place].1 = head.to_bytes();
            "head longer than needed"
        }
        6 => stub(&mut records[place]),
        7 => {
            let unknown = Node::Map(vec![(Node::text("proof"), Node::text("of another kind"))]);
            records.insert(place, (RecordKind::Proof, unknown.to_bytes()));
            "a proof of another kind before"
        }
        _ => {
            let mut tree = Node::read(&records[place].1);
            let name = edit(&mut tree, chance);
            records[place].1 = tree.to_bytes();
            name
        }
    }
}

/// An entry gives way to its hash.
fn stub(record: &mut Record) -> &'static str {
    let bytes = match Node::read(&record.1) {
        Node::Bytes(content) => content,
        _ => record.1.clone(),
    };
    record.1 = Node::Bytes(EntryHash::of(&bytes).as_bytes().to_vec()).to_bytes();
    "a hash in its place"
}
