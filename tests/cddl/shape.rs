//! The table of `src/spec/format.md` §6, which subjects a type links and at which places, against what
//! the library signs.

use std::collections::BTreeMap;

use handseal::event::{Body, EntryHash, EventDraft, EventType, Link, Subject};
use handseal::identity::{CaseId, Origin, PartyId, RequestId, Signer as _};

use crate::bodies::every_event;
use crate::events::{case, item, origin, party, with_everything};

const SPECIFICATION: &str = include_str!("../../src/spec/format.md");

/// One row: the kinds of subject, how many links, at which places.
type Row = (Vec<&'static str>, &'static str, &'static str);

fn rows() -> BTreeMap<&'static str, Row> {
    SPECIFICATION
        .lines()
        .skip_while(|line| *line != "| type | subjects | links | place |")
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| {
            let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
            let subjects = cells[1].split(", ").collect();
            (cells[0].trim_matches('`'), (subjects, cells[2], cells[3]))
        })
        .collect()
}

fn subjects() -> [(&'static str, Subject); 6] {
    [
        ("case", Subject::Case(case())),
        ("item", Subject::Item(item(1))),
        ("ledger", Subject::Ledger(origin())),
        ("own", Subject::Own(party(), origin())),
        ("party", Subject::Party(party())),
        ("request", Subject::Request(RequestId::from([4; 16]), party())),
    ]
}

/// None of these is one of [`subjects`].
fn other_subjects() -> [(&'static str, Subject); 6] {
    let org = PartyId::organisation(party().org());
    [
        ("case", Subject::Case(CaseId::from([9; 16]))),
        ("item", Subject::Item(item(9))),
        ("ledger", Subject::Ledger(other_origin())),
        ("own", Subject::Own(org, origin())),
        ("party", Subject::Party(org)),
        ("request", Subject::Request(RequestId::from([9; 16]), org)),
    ]
}

fn other_origin() -> Origin {
    "other.example/00112233445566778899aabbccddeeff".parse().unwrap()
}

fn link(subject: Subject, seq: u64) -> Link {
    match seq {
        0 => Link::genesis(subject),
        _ => Link::after(subject, seq, EntryHash::from([6; 32])),
    }
}

fn is_signed(body: &Body, links: Vec<Link>) -> bool {
    let mut event = with_everything(body.clone());
    event.links = links;
    EventDraft::new(event, party(), crate::key().public_key(), None).is_ok()
}

#[test]
fn table_of_subjects_and_places_is_that_of_the_code() {
    let rows = rows();
    assert_eq!(rows.len(), EventType::ALL.len());
    // A derivation links sources and new items at different places: F6.3, below.
    for body in every_event().iter().filter(|body| !matches!(body, Body::Derived(_))) {
        let code = body.event_type().code();
        let (kinds, count, place) = &rows[code];
        for (kind, subject) in subjects() {
            for (seq, places) in [(0, ["first", "any"]), (1, ["later", "any"])] {
                let stands = match *place {
                    "remark" => seq == 1 || kind == "own",
                    place => places.contains(&place),
                };
                let expected = kinds.contains(&kind) && stands;
                let signed = is_signed(body, vec![link(subject.clone(), seq)]);
                assert_eq!(signed, expected, "{code} on {kind} at {seq}");
            }
        }
        if *count == "one" {
            let seq = u64::from(*place == "later");
            let of_kind = |all: [(&str, Subject); 6]| {
                let found = all.into_iter().find(|(kind, _)| kinds.contains(kind));
                link(found.unwrap().1, seq)
            };
            let links = vec![of_kind(subjects()), of_kind(other_subjects())];
            assert!(!is_signed(body, links), "{code} with two links");
        }
    }
}

#[test]
fn source_at_the_first_place_or_new_item_at_a_later_one_is_refused() {
    let derived = every_event().into_iter().find(|body| matches!(body, Body::Derived(_))).unwrap();
    let links = |source, made| {
        let subject = |number| Subject::Item(item(number));
        vec![link(subject(1), source), link(subject(2), made)]
    };
    assert!(is_signed(&derived, links(1, 0)));
    for (source, made) in [(0, 0), (1, 1), (0, 1)] {
        assert!(!is_signed(&derived, links(source, made)));
    }
}
