//! Entries changed and signed again by the key that signed them.

use handseal::identity::Signer as _;
use handseal::ledger::RecordKind;

use super::base::{Base, Entry};
use super::cbor::Node;
use super::chance::Chance;
use super::edits::edit;
use crate::asked::Question;
use crate::cases::key;

pub(crate) fn mutant(base: &Base, chance: &mut Chance) -> (String, Question) {
    let mut records = base.records.clone();
    let places = base.places(RecordKind::Entry);
    // What stands last contradicts nothing behind it, so half of all changes are made there.
    let place = if chance.below(2) == 0 { *chance.of(&places) } else { places[places.len() - 1] };
    let mut entry = Entry::read(&records[place].1);
    let (what, bytes) = change(&mut entry, chance);
    records[place].1 = bytes;
    // Heads in the file are of the entries as they were.
    if base.header.ends_with(b"ledger") && chance.below(2) == 0 {
        records.retain(|(kind, _)| *kind != RecordKind::Checkpoint);
    }
    let mut question = base.ask(&records);
    match chance.below(3) {
        0 => question.heads.clear(),
        1 => {}
        _ => question.heads = vec![base.head_over(&records)],
    }
    (format!("{what}, record {place}"), question)
}

fn change(entry: &mut Entry, chance: &mut Chance) -> (String, Vec<u8>) {
    let what = match chance.below(12) {
        0..=4 => format!("payload: {}", edit(&mut entry.payload, chance)),
        5 => format!("header: {}", edit(&mut entry.protected, chance)),
        6 => format!("header: {}", header(entry, chance)),
        7 | 8 => format!("links: {}", links(entry, chance)),
        9 => format!("event: {}", event(entry, chance)),
        10 => {
            entry.key = 1 + u8::try_from(chance.below(14)).unwrap();
            "signed by another".to_owned()
        }
        _ => {
            let mut envelope = entry.envelope();
            let what = edit(&mut envelope, chance);
            return (format!("envelope: {what}"), Node::Bytes(envelope.to_bytes()).to_bytes());
        }
    };
    (what, entry.to_record())
}

fn header(entry: &mut Entry, chance: &mut Chance) -> &'static str {
    match chance.below(6) {
        0 => {
            *entry.label(1) = Node::Negative(*chance.of(&[7, 6, 34, 8, 17, 19]));
            "another algorithm"
        }
        1 => {
            let version = *chance.of(&["2", "0", "01", "4294967295", "4294967296", "", "1 "]);
            *entry.label(3) =
                Node::text(&format!("application/vnd.handseal.event.v{version}+cbor"));
            "another version"
        }
        2 => {
            let other = key(1 + u8::try_from(chance.below(14)).unwrap());
            *entry.label(4) = Node::Bytes(other.public_key().thumbprint().as_bytes().to_vec());
            "another key id"
        }
        3 => {
            let alg = entry.label(1).clone();
            entry.unprotected = Node::Map(vec![(Node::Unsigned(1), alg)]);
            "a label in both maps"
        }
        4 => {
            let pair = (Node::Unsigned(6), Node::Unsigned(chance.number()));
            entry.label(15).pairs().push(pair);
            "a time of signing"
        }
        _ => {
            let pair = (Node::Unsigned(2), Node::Array(vec![Node::Unsigned(1)]));
            entry.protected.pairs().insert(1, pair);
            "a critical parameter"
        }
    }
}

fn links(entry: &mut Entry, chance: &mut Chance) -> &'static str {
    let links = entry.links();
    let place = chance.below(links.len());
    match chance.below(7) {
        0 => {
            links.insert(place, links[place].clone());
            "one twice"
        }
        1 => {
            links.reverse();
            "in the other order"
        }
        2 => {
            let Node::Unsigned(seq) = links[place].field("seq") else { panic!("no number") };
            *seq = seq.wrapping_add(*chance.of(&[1, 2, u64::MAX]));
            "another place"
        }
        3 => {
            *links[place].field("prev") = Node::Bytes(vec![chance.byte(); 32]);
            "another previous entry"
        }
        4 => {
            *links[place].field("prev") = Node::null();
            "no previous entry"
        }
        5 => {
            *links[place].field("prev") = Node::null();
            *links[place].field("seq") = Node::Unsigned(0);
            "first of its chain"
        }
        _ => {
            let Node::Text(id) = links[place].field("id") else { panic!("no text") };
            let last = id.len() - 1;
            id[last] = if id[last] == b'0' { b'1' } else { b'0' };
            "another subject"
        }
    }
}

fn event(entry: &mut Entry, chance: &mut Chance) -> &'static str {
    const INSTANTS: [&str; 5] = [
        "1999-12-31T23:59:59Z",
        "2099-01-01T00:00:00Z",
        "2041-06-01T00:00:60Z",
        "2041-06-01T00:00:00+00:00",
        "2041-06-01T12:00:00.5+14:00",
    ];
    const TYPES: [&str; 8] =
        ["stored", "accepted", "offered", "noted", "lost", "collected", "withdrawn", "of tomorrow"];
    match chance.below(3) {
        0 => {
            *entry.payload.field("at").field("time") =
                Node::text(INSTANTS[chance.below(INSTANTS.len())]);
            "another time"
        }
        1 => {
            *entry.payload.field("type") = Node::text(TYPES[chance.below(TYPES.len())]);
            "another type"
        }
        _ => {
            let other = entry.claim(1).clone();
            let pairs = entry.payload.pairs();
            // Behind `at` and before `body`: shorter keys stand first.
            pairs.insert(1, (Node::text("for"), other));
            "for the signer itself"
        }
    }
}
