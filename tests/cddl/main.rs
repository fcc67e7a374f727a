//! The grammar `src/spec/handseal.cddl` against records that the library wrote.
//!
//! The validator knows no tags and does not anchor regular expressions, so [`Grammar`] takes the two
//! tags off and anchors the expressions; that the tags are there is asserted by hand. It also cannot
//! see what ciborium hides from it: the order of keys, the shortest form. Those are `tests/encoding.rs`.

#![allow(
    clippy::wildcard_enum_match_arm,
    clippy::cloned_ref_to_slice_refs,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "functions that only tests call"
)]

mod bodies;
mod events;
mod fragments;
mod requests;
mod shape;

use cddl_cat::{cbor::validate_cbor, context::BasicContext, flatten::flatten_from_str};
use ciborium::Value;
use handseal::cose::Sign1;
use handseal::event::{Body, EventDraft, EventType, SignedEvent};
use handseal::identity::{Signer as _, SigningKey};
use handseal::ledger::{Header, checkpoint_record, entry_record};

use crate::bodies::every_event;
use crate::events::{item, party};

const GRAMMAR: &str = include_str!("../../src/spec/handseal.cddl");

struct Grammar(BasicContext);

impl Grammar {
    fn new() -> Self {
        let untagged = GRAMMAR.replace("#6.18(", "(").replace("#6.55799(", "(");
        let anchored: String = untagged
            .split_inclusive('\n')
            .map(|line| match line.split_once(".regexp \"") {
                Some((before, rest)) => {
                    let (expression, after) = rest.rsplit_once('"').unwrap();
                    format!("{before}.regexp \"^({expression})$\"{after}")
                }
                None => line.to_owned(),
            })
            .collect();
        Self(BasicContext::new(flatten_from_str(&anchored).unwrap()))
    }

    fn accepts(&self, rule: &str, value: &Value) -> bool {
        let definition = self.0.rules.get(rule).unwrap();
        validate_cbor(definition, value, &self.0).is_ok()
    }
}

fn value(bytes: &[u8]) -> Value {
    ciborium::from_reader(bytes).unwrap()
}

fn untagged(bytes: &[u8], expected: u64) -> Value {
    match value(bytes) {
        Value::Tag(tag, content) if tag == expected => *content,
        other => panic!("expected tag {expected}, found {other:?}"),
    }
}

fn key() -> SigningKey {
    SigningKey::from_seed(&[7; 32])
}

fn draft(body: &Body) -> EventDraft {
    let event = events::with_everything(body.clone());
    EventDraft::new(event, party(), key().public_key(), None).unwrap()
}

fn signed(body: &Body) -> SignedEvent {
    draft(body).sign(&key()).unwrap()
}

fn payload(event: &SignedEvent) -> Value {
    value(Sign1::parse(event.as_bytes()).unwrap().payload())
}

/// The value of a text key, to be changed.
fn field<'a>(map: &'a mut Value, name: &str) -> &'a mut Value {
    let pairs = map.as_map_mut().unwrap();
    let found = pairs.iter_mut().find(|(key, _)| key.as_text() == Some(name));
    &mut found.unwrap().1
}

#[test]
fn every_event_type_is_in_the_grammar() {
    let grammar = Grammar::new();
    let mut seen = Vec::new();
    for body in every_event() {
        let (event, code) = (signed(&body), body.event_type().code());
        assert!(grammar.accepts("event", &payload(&event)), "{code}");
        assert!(grammar.accepts("event-not-understood", &payload(&event)));
        assert!(grammar.accepts("entry", &untagged(event.as_bytes(), 18)), "{code}");
        if !event.disclosures().is_empty() {
            assert!(grammar.accepts("disclosures", &value(event.disclosures())), "{code}");
        }
        seen.push(body.event_type());
    }
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen, EventType::ALL);
}

#[test]
fn field_of_another_name_is_refused() {
    let grammar = Grammar::new();
    for body in every_event() {
        let event = payload(&signed(&body));
        let fields = field(&mut event.clone(), "body").as_map().unwrap().len();
        for index in 0..fields {
            let mut renamed = event.clone();
            field(&mut renamed, "body").as_map_mut().unwrap()[index].0 = "unheard_of".into();
            let code = body.event_type().code();
            assert!(!grammar.accepts("event", &renamed), "{code}, field {index}");
        }
    }
}

#[test]
fn field_of_another_type_is_refused() {
    let grammar = Grammar::new();
    for body in every_event() {
        let event = payload(&signed(&body));
        let fields = field(&mut event.clone(), "body").as_map().unwrap().len();
        for index in 0..fields {
            let mut changed = event.clone();
            field(&mut changed, "body").as_map_mut().unwrap()[index].1 = Value::Bool(true);
            let code = body.event_type().code();
            assert!(!grammar.accepts("event", &changed), "{code}, field {index}");
        }
    }
}

#[test]
fn body_under_another_type_is_refused() {
    let grammar = Grammar::new();
    for body in every_event() {
        let code = body.event_type().code();
        let mut event = payload(&signed(&body));
        let other = if code == "founded" { "lost" } else { "founded" };
        *field(&mut event, "type") = other.into();
        assert!(!grammar.accepts("event", &event), "{code} as {other}");
        *field(&mut event, "type") = "unheard_of".into();
        assert!(!grammar.accepts("event", &event), "{code} as unheard_of");
        assert!(grammar.accepts("event-not-understood", &event), "{code}");
    }
}

#[test]
fn frame_with_a_foreign_or_missing_field_is_refused() {
    let grammar = Grammar::new();
    let event = payload(&signed(&every_event()[0]));
    let mut foreign = event.clone();
    foreign.as_map_mut().unwrap().push(("extra".into(), Value::Null));
    assert!(!grammar.accepts("event", &foreign));
    for name in ["at", "body", "type", "links"] {
        let mut without = event.clone();
        without.as_map_mut().unwrap().retain(|(key, _)| key.as_text() != Some(name));
        assert!(!grammar.accepts("event", &without), "{name}");
    }
    let mut timeless = event;
    *field(field(&mut timeless, "at"), "time") = "yesterday".into();
    assert!(!grammar.accepts("event", &timeless));
}

#[test]
fn envelope_with_another_part_is_refused() {
    let grammar = Grammar::new();
    let entry = untagged(signed(&every_event()[0]).as_bytes(), 18);
    let with = |index: usize, part: Value| {
        let mut changed = entry.clone();
        changed.as_array_mut().unwrap()[index] = part;
        grammar.accepts("entry", &changed)
    };
    assert!(!with(0, Value::Bytes(vec![0xa0])));
    assert!(!with(1, Value::Map(vec![(4.into(), Value::Bytes(vec![0; 32]))])));
    assert!(!with(2, Value::Null));
    assert!(!with(3, Value::Bytes(vec![0; 63])));
}

#[test]
fn every_kind_of_record_is_in_the_grammar() {
    let grammar = Grammar::new();
    for header in [Header::Ledger, Header::Extract(vec![handseal::event::Subject::Item(item(1))])] {
        assert!(grammar.accepts("header", &untagged(&header.to_bytes(), 55_799)));
    }
    let stub = value(&entry_record(&[0; 32]));
    assert!(grammar.accepts("stub", &stub) && !grammar.accepts("disclosures", &stub));
    let checkpoint = value(&checkpoint_record("ledger.example/1\n"));
    assert!(grammar.accepts("checkpoint", &checkpoint));
    let draft = value(&draft(&every_event()[0]).to_bytes());
    assert!(grammar.accepts("draft", &draft));

    let path = || Value::Array(vec![Value::Bytes(vec![0; 32])]);
    let inclusion = |proof: &str| {
        Value::Map(vec![
            ("path".into(), path()),
            ("index".into(), 3.into()),
            ("proof".into(), proof.into()),
        ])
    };
    assert!(grammar.accepts("proof", &inclusion("inclusion")));
    assert!(!grammar.accepts("proof", &inclusion("consistency")));
    let consistency = Value::Map(vec![
        ("to".into(), 7.into()),
        ("from".into(), 3.into()),
        ("path".into(), path()),
        ("proof".into(), "consistency".into()),
    ]);
    assert!(grammar.accepts("proof", &consistency));
}

#[test]
fn disclosed_descriptor_is_in_the_grammar() {
    let grammar = Grammar::new();
    let acquired =
        every_event().into_iter().find(|body| body.event_type() == EventType::Acquired).unwrap();
    let disclosures = value(signed(&acquired).disclosures());
    let descriptors: Vec<_> = disclosures
        .as_array()
        .unwrap()
        .iter()
        .map(|disclosure| &disclosure.as_array().unwrap()[1])
        .filter(|value| value.is_map())
        .collect();
    assert_eq!(descriptors.len(), 1);
    assert!(grammar.accepts("descriptor", descriptors[0]));
}
