//! Parts of an event that do not fit together: links, places, subjects, items, keys.

use ciborium::{Value, cbor};
use handseal::DecodeErrorKind;
use handseal::event::{
    DraftError, EntryError, EntryHash, EventDraft, EventType, Link, ShapeError, SignedEvent,
    Subject,
};
use handseal::identity::Signer as _;
use proptest::prelude::*;

use crate::events::{Maker, bare, full};
use crate::forge::{self, Step, at, entry, key, payload_of, refusal, signed, with};

const PARTY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
const RANDOM: &str = "00112233445566778899aabbccddeeff";

fn links_of(event_type: EventType) -> (Value, Vec<Value>) {
    let payload = payload_of(&signed(&full(event_type)));
    let links = at(&payload, &[Step::key("links")]).unwrap();
    let links = links.as_array().unwrap().clone();
    (payload, links)
}

fn with_links(payload: &Value, links: Vec<Value>) -> Value {
    with(payload, &[Step::key("links")], Value::Array(links))
}

fn shape(payload: &Value) -> ShapeError {
    match refusal(payload) {
        EntryError::Shape(error) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn event_without_a_link_is_refused() {
    for event_type in EventType::ALL {
        let (payload, _) = links_of(*event_type);
        assert_eq!(shape(&with_links(&payload, Vec::new())), ShapeError::NoLink);
    }
}

#[test]
fn links_out_of_order_or_repeated_are_refused() {
    let (payload, links) = links_of(EventType::Stored);
    assert_eq!(links.len(), 2);
    let reversed: Vec<_> = links.iter().rev().cloned().collect();
    let wrong = ShapeError::LinkOrder { index: 1 };
    assert_eq!(shape(&with_links(&payload, reversed)), wrong);
    let twice = vec![links[0].clone(), links[0].clone(), links[1].clone()];
    assert_eq!(shape(&with_links(&payload, twice)), wrong);
    let last_twice = vec![links[0].clone(), links[1].clone(), links[1].clone()];
    let wrong = ShapeError::LinkOrder { index: 2 };
    assert_eq!(shape(&with_links(&payload, last_twice)), wrong);
}

#[test]
fn previous_entry_at_the_first_place_or_none_at_a_later_one_is_refused() {
    for event_type in EventType::ALL {
        let (payload, links) = links_of(*event_type);
        for index in 0..links.len() {
            let link = |name| [Step::key("links"), Step::Index(index), Step::key(name)];
            let seq = at(&payload, &link("seq")).and_then(Value::as_integer);
            let seq = u64::try_from(seq.unwrap()).unwrap();
            let prev = if seq == 0 { Value::Bytes(vec![7; 32]) } else { Value::Null };
            let wrong = with(&payload, &link("prev"), prev);
            assert_eq!(shape(&wrong), ShapeError::Previous { seq });
        }
    }
}

#[test]
fn place_that_no_place_can_follow_is_refused() {
    let place = [Step::key("links"), Step::Index(0), Step::key("seq")];
    for event_type in [EventType::Stored, EventType::Noted, EventType::Revoked] {
        let (payload, _) = links_of(event_type);
        let seq = u64::MAX;
        let wrong = with(&payload, &place, seq.into());
        assert_eq!(shape(&wrong), ShapeError::NoPlaceAfter { seq });
        let last = with(&payload, &place, (u64::MAX - 1).into());
        assert!(SignedEvent::parse(entry(&last)).is_ok());
    }
}

/// The types that begin a chain, and those that may: a remark only its signer's own, as here. `derived` does both, and has its own test.
const FIRST: [EventType; 8] = [
    EventType::Acquired,
    EventType::CaseOpened,
    EventType::Collected,
    EventType::Founded,
    EventType::Opened,
    EventType::Registered,
    EventType::Requested,
    EventType::TakenOver,
];
const EITHER: [EventType; 14] = [
    EventType::Acknowledged,
    EventType::Authorisation,
    EventType::Corrected,
    EventType::Enrolled,
    EventType::Incident,
    EventType::Noted,
    EventType::Notified,
    EventType::Objected,
    EventType::Received,
    EventType::Rotated,
    EventType::Transmitted,
    EventType::Validated,
    EventType::Witnessed,
    EventType::Yielded,
];

#[test]
fn event_that_begins_a_chain_later_in_it_and_any_other_at_its_beginning_are_refused() {
    for event_type in EventType::ALL.iter().copied() {
        let (payload, mut links) = links_of(event_type);
        let subject = at(&links[0], &[Step::key("id")]).unwrap().clone();
        let prev = Value::Bytes(vec![7; 32]);
        let (seq, link) = if FIRST.contains(&event_type) {
            (3, cbor!({"id" => subject, "seq" => 3, "prev" => prev}))
        } else {
            (0, cbor!({"id" => subject, "seq" => 0, "prev" => null}))
        };
        links[0] = link.unwrap();
        let wrong = with_links(&payload, links);
        if EITHER.contains(&event_type) {
            assert!(SignedEvent::parse(entry(&wrong)).is_ok(), "{event_type:?}");
        } else if event_type != EventType::Derived {
            assert_eq!(shape(&wrong), ShapeError::Place { event_type, seq });
        }
    }
}

#[test]
fn source_that_begins_and_derived_item_that_goes_on_are_refused() {
    let event = full(EventType::Derived);
    let event_type = EventType::Derived;
    for index in 0..event.links.len() {
        let mut event = event.clone();
        let link = &mut event.links[index];
        let seq = if link.seq == 0 { 3 } else { 0 };
        *link = if seq == 0 {
            Link::genesis(link.subject.clone())
        } else {
            Link::after(link.subject.clone(), seq, EntryHash::from([7; 32]))
        };
        let draft = EventDraft::new(event, forge::signer(), key().public_key(), None);
        match draft.unwrap_err() {
            DraftError::Entry(EntryError::Shape(error)) => {
                assert_eq!(error, ShapeError::Place { event_type, seq });
            }
            other => panic!("{other:?}"),
        }
    }
}

/// The kinds of subject that a type is about.
fn kinds(event_type: EventType) -> &'static [&'static str] {
    match event_type.code() {
        "founded" | "enrolled" | "revoked" | "succeeded" => &["party"],
        "opened" | "checkpoint_key_changed" | "timestamped" => &["ledger"],
        "case_opened" | "case_handed_on" => &["case"],
        "rotated" | "acknowledged" | "yielded" => &["own"],
        "noted" | "corrected" | "incident" | "witnessed" | "annulled" => {
            &["item", "own", "case", "ledger", "request"]
        }
        "pruned" => &["case", "ledger"],
        "asked" | "authorisation" | "cancelled" | "clarified" | "confirmed" | "declined"
        | "expired" | "extended" | "narrowed" | "notified" | "objected" | "preservation_ended"
        | "preserved" | "produced" | "received" | "registered" | "requested" | "transmitted"
        | "validated" => &["request"],
        _ => &["item"],
    }
}

#[test]
fn subject_of_another_kind_is_refused() {
    let subjects = [
        ("case", format!("case:{RANDOM}")),
        ("item", format!("item:{RANDOM}")),
        ("ledger", format!("ledger:x/{RANDOM}")),
        ("own", format!("own:{PARTY}/x/{RANDOM}")),
        ("party", format!("party:{PARTY}")),
        ("request", format!("request:{RANDOM}/{PARTY}")),
    ];
    for event_type in EventType::ALL {
        let (payload, mut links) = links_of(*event_type);
        for (kind, subject) in &subjects {
            links.truncate(1);
            *forge::at_mut(&mut links[0], &[Step::key("id")]) = subject.as_str().into();
            let read = SignedEvent::parse(entry(&with_links(&payload, links.clone())));
            let wrong = EntryError::Shape(ShapeError::Subject {
                event_type: *event_type,
                expected_not: kind,
            });
            assert_eq!(
                read.err() == Some(wrong),
                !kinds(*event_type).contains(kind),
                "{event_type:?} about {kind}"
            );
        }
    }
}

/// Only the types made for it begin the chain of a case, a ledger, an item or a side of a request.
#[test]
fn remark_that_begins_any_chain_but_its_signers_own_is_refused() {
    for event_type in [EventType::Noted, EventType::Incident] {
        for (subject, begins) in [
            (format!("own:{PARTY}/x/{RANDOM}"), true),
            (format!("case:{RANDOM}"), false),
            (format!("ledger:x/{RANDOM}"), false),
            (format!("item:{RANDOM}"), false),
            (format!("request:{RANDOM}/{PARTY}"), false),
        ] {
            let (payload, _) = links_of(event_type);
            let link = cbor!({"id" => subject, "seq" => 0, "prev" => null}).unwrap();
            let first = with_links(&payload, vec![link]);
            if begins {
                assert!(SignedEvent::parse(entry(&first)).is_ok());
            } else {
                assert_eq!(shape(&first), ShapeError::Place { event_type, seq: 0 });
            }
        }
    }
}

#[test]
fn remark_about_subjects_of_several_kinds_is_refused() {
    let event_type = EventType::Noted;
    let (payload, _) = links_of(event_type);
    let links = [format!("item:{RANDOM}"), format!("own:{PARTY}/x/{RANDOM}")].map(|subject| {
        let prev = Value::Bytes(vec![7; 32]);
        cbor!({"id" => subject, "seq" => 3, "prev" => prev}).unwrap()
    });
    let mixed = with_links(&payload, links.to_vec());
    assert_eq!(shape(&mixed), ShapeError::SubjectsMixed { event_type });
}

/// A reason that says nothing, and a recipient who is nobody.
#[test]
fn why_without_code_and_words_and_recipient_without_a_name_are_refused() {
    let empty = Value::Map(Vec::new());
    for (event_type, field) in [
        (EventType::Lost, "circumstances"),
        (EventType::Disclosed, "under"),
        (EventType::Disclosed, "to"),
    ] {
        let (payload, _) = links_of(event_type);
        let place = [Step::key("body"), Step::key(field)];
        let refused = refusal(&with(&payload, &place, empty.clone()));
        let kind = DecodeErrorKind::TooFew { expected: 1, found: 0 };
        assert_eq!(refused.decode(), Some(&kind), "{field}");
    }
}

#[test]
fn second_subject_is_refused_where_there_is_one() {
    for event_type in [EventType::Founded, EventType::Opened, EventType::CaseOpened] {
        let mut maker = Maker::new(9, Vec::new(), 0);
        let (first, second) = (bare(event_type), maker.event(event_type));
        let mut event = first.clone();
        event.links.extend(second.links);
        event.links.sort_by(|a, b| a.subject.cmp(&b.subject));
        let error = EventDraft::new(event, forge::signer(), key().public_key(), None);
        assert!(matches!(
            error,
            Err(DraftError::Entry(EntryError::Shape(ShapeError::Subject { .. })))
        ));
    }
}

const LISTING: [EventType; 11] = [
    EventType::Accepted,
    EventType::Acquired,
    EventType::Checked,
    EventType::Collected,
    EventType::Derived,
    EventType::Labelled,
    EventType::ReceivedBack,
    EventType::Refused,
    EventType::Sealed,
    EventType::TakenOver,
    EventType::Unsealed,
];

#[test]
fn items_that_differ_from_the_linked_ones_are_refused() {
    let place = [Step::key("body"), Step::key("items")];
    for event_type in LISTING {
        let (payload, _) = links_of(event_type);
        let items = at(&payload, &place).and_then(Value::as_array).unwrap();
        let refused = |items: Vec<Value>| shape(&with(&payload, &place, Value::Array(items)));

        assert_eq!(refused(Vec::new()), ShapeError::NoItem { event_type });
        let differ = ShapeError::ItemsDiffer { event_type };
        let place_of_derived = |error: &ShapeError| {
            event_type == EventType::Derived && matches!(error, ShapeError::Place { .. })
        };
        let mut swapped = items.clone();
        swapped.reverse();
        assert_eq!(refused(swapped), differ);
        assert_eq!(refused(items[..1].to_vec()), differ);
        let mut other = items.clone();
        let id = format!("item:{}", "f".repeat(32));
        *forge::at_mut(&mut other[1], &[Step::key("id")]) = id.into();
        let error = refused(other);
        assert!(error == differ || place_of_derived(&error), "{error:?}");
        let twice = vec![items[0].clone(), items[0].clone(), items[1].clone()];
        assert_eq!(refused(twice), ShapeError::ItemTwice { event_type });
        let more = [items.as_slice(), &items[..1]].concat();
        assert_eq!(refused(more), differ);
    }
    let (payload, _) = links_of(EventType::Derived);
    let place = [Step::key("body"), Step::key("from")];
    let none = with(&payload, &place, Value::Array(Vec::new()));
    let event_type = EventType::Derived;
    assert_eq!(shape(&none), ShapeError::NoItem { event_type });
}

#[test]
fn item_that_is_its_own_source_is_refused() {
    let (payload, _) = links_of(EventType::Derived);
    let (from, items) = (
        [Step::key("body"), Step::key("from"), Step::Index(0)],
        [Step::key("body"), Step::key("items"), Step::Index(0), Step::key("id")],
    );
    let id = at(&payload, &items).unwrap().clone();
    assert!(matches!(
        shape(&with(&payload, &from, id)),
        ShapeError::Place { .. } | ShapeError::ItemTwice { .. } | ShapeError::ItemsDiffer { .. }
    ));
}

#[test]
fn enrolled_key_without_proof_of_possession_and_proof_without_key_are_refused() {
    let (payload, _) = links_of(EventType::Enrolled);
    let body = at(&payload, &[Step::key("body")]).and_then(Value::as_map);
    for missing in ["key", "pop"] {
        let mut body = body.unwrap().clone();
        body.retain(|(key, _)| key.as_text() != Some(missing));
        let event_type = EventType::Enrolled;
        assert_eq!(
            shape(&with(&payload, &[Step::key("body")], Value::Map(body))),
            ShapeError::PossessionMissing { event_type }
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// What the reader refuses is not signed either.
    #[test]
    fn links_in_any_order_are_drafted_sorted(seed: u64, choices in prop::collection::vec(any::<u16>(), 0..40)) {
        let mut event = Maker::new(seed, choices, 1).event(EventType::Stored);
        let sorted = event.links.clone();
        event.links.reverse();
        let draft = EventDraft::new(event, forge::signer(), key().public_key(), None).unwrap();
        let entry = draft.sign(&key()).unwrap();
        prop_assert_eq!(entry.links(), sorted);
        prop_assert!(entry.links().iter().all(|link| matches!(link.subject, Subject::Item(_))));
    }
}
