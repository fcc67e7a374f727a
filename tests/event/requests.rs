//! Requests, conditions and pruned entries that the format refuses: §6 of it.

use ciborium::{Value, cbor};
use handseal::encoding::DecodeErrorKind;
use handseal::event::{
    Body, DraftError, EntryError, EventDraft, EventType, NamedParty, ShapeError, SignedEvent,
    Statement, Subject,
};
use handseal::identity::Signer as _;

use crate::events::{Maker, full};
use crate::forge::{self, Step, at, encoded, entry, key, payload_of, refusal, signed, with};

const TOO_FEW: DecodeErrorKind = DecodeErrorKind::TooFew { expected: 1, found: 0 };

fn payload(event_type: EventType) -> Value {
    payload_of(&signed(&full(event_type)))
}

/// A place in the body.
fn body(steps: &[&str]) -> Vec<Step> {
    let steps = steps.iter().map(|step| match step.parse() {
        Ok(index) => Step::Index(index),
        Err(_) => Step::key(step),
    });
    std::iter::once(Step::key("body")).chain(steps).collect()
}

fn decode(payload: &Value) -> DecodeErrorKind {
    refusal(payload).decode().unwrap().clone()
}

fn moved(event_type: EventType, seq: u64) -> Value {
    let payload = payload(event_type);
    let link = |name| [Step::key("links"), Step::Index(0), Step::key(name)];
    let prev = if seq == 0 { Value::Null } else { Value::Bytes(vec![7; 32]) };
    with(&with(&payload, &link("seq"), seq.into()), &link("prev"), prev)
}

/// The types that stand on one side of a request and nowhere else.
fn about_requests() -> impl Iterator<Item = EventType> {
    let is_side = |event_type: &EventType| {
        let links = full(*event_type).links;
        links.iter().any(|link| matches!(link.subject, Subject::Request(..)))
    };
    EventType::ALL.iter().copied().filter(is_side)
}

#[test]
fn event_of_a_request_that_links_two_sides_is_refused() {
    assert_eq!(about_requests().count(), 19);
    for event_type in about_requests() {
        let mut event = full(event_type);
        event.links.extend(Maker::new(9, Vec::new(), 1).event(event_type).links);
        event.links.sort_by(|a, b| a.subject.cmp(&b.subject));
        assert_eq!(event.links.len(), 2);
        let expected = ShapeError::Subject { event_type, expected_not: "request" };
        match EventDraft::new(event, forge::signer(), key().public_key(), None).unwrap_err() {
            DraftError::Entry(EntryError::Shape(error)) => assert_eq!(error, expected),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn request_made_at_place_one_is_refused() {
    for event_type in [EventType::Requested, EventType::Registered] {
        let expected = EntryError::Shape(ShapeError::Place { event_type, seq: 1 });
        assert_eq!(refusal(&moved(event_type, 1)), expected);
        assert!(SignedEvent::parse(entry(&moved(event_type, 0))).is_ok());
    }
}

#[test]
fn question_asked_at_place_zero_is_refused() {
    for event_type in [EventType::Asked, EventType::Produced, EventType::Cancelled] {
        let expected = EntryError::Shape(ShapeError::Place { event_type, seq: 0 });
        assert_eq!(refusal(&moved(event_type, 0)), expected);
        assert!(SignedEvent::parse(entry(&moved(event_type, 1))).is_ok());
    }
}

#[test]
fn record_pruned_at_place_zero_is_refused() {
    let event_type = EventType::Pruned;
    let expected = EntryError::Shape(ShapeError::Place { event_type, seq: 0 });
    assert_eq!(refusal(&moved(event_type, 0)), expected);
}

#[test]
fn named_party_that_names_nobody_is_refused() {
    let nobody = cbor!({"as" => "addressee"}).unwrap();
    let place = body(&["terms", "parties", "0"]);
    assert_eq!(decode(&with(&payload(EventType::Requested), &place, nobody)), TOO_FEW);

    let mut event = full(EventType::Requested);
    if let Body::Requested(requested) = &mut event.body {
        let capacity = "addressee".to_owned();
        requested.terms.parties = vec![NamedParty { capacity, party: None, described: None }];
    }
    assert!(EventDraft::new(event, forge::signer(), key().public_key(), None).is_err());
}

#[test]
fn one_notified_or_sent_to_without_a_name_is_refused() {
    for (event_type, steps) in [
        (EventType::Notified, &["whom"][..]),
        (EventType::Transmitted, &["to"]),
        (EventType::Declined, &["redirected"]),
        (EventType::Incident, &["notified", "0", "to"]),
    ] {
        let nobody = with(&payload(event_type), &body(steps), Value::Map(Vec::new()));
        assert_eq!(decode(&nobody), TOO_FEW, "{event_type:?}");
    }
}

#[test]
fn condition_of_empty_purposes_is_refused() {
    for (event_type, steps) in [
        (EventType::Offered, &["conditions", "0", "purposes"][..]),
        (EventType::Produced, &["conditions", "0", "purposes"]),
        (EventType::Requested, &["terms", "conditions", "0", "purposes"]),
    ] {
        let (payload, place) = (payload(event_type), body(steps));
        assert_eq!(decode(&with(&payload, &place, Value::Array(Vec::new()))), TOO_FEW);
        let one = with(&payload, &place, Value::Array(vec!["proceedings".into()]));
        assert!(SignedEvent::parse(entry(&one)).is_ok());
    }
}

#[test]
fn condition_of_an_unknown_kind_is_refused() {
    for found in ["", "Purpose", "do_not_copy"] {
        let place = body(&["conditions", "0", "kind"]);
        let unknown = with(&payload(EventType::Offered), &place, found.into());
        assert_eq!(decode(&unknown), DecodeErrorKind::UnknownCode { found: found.into() });
    }
}

/// F6.9: a condition handed on is the same bytes, also where its words are withheld.
#[test]
fn condition_copied_from_a_withheld_one_is_the_same_bytes() {
    let place = body(&["conditions", "0"]);
    let first = signed(&full(EventType::Produced));
    let withheld = SignedEvent::parse(first.as_bytes().to_vec()).unwrap();
    let Statement::Known(known) = withheld.statement() else {
        panic!("what was signed is understood");
    };
    let Body::Produced(produced) = &known.body else {
        panic!("it is what it was");
    };
    let mut offer = full(EventType::Offered);
    if let Body::Offered(offered) = &mut offer.body {
        offered.conditions.clone_from(&produced.conditions);
    }
    let (before, after) = (payload_of(&first), payload_of(&signed(&offer)));
    let bytes = |payload: &Value| encoded(at(payload, &place).unwrap());
    assert_eq!(bytes(&before), bytes(&after));
}

#[test]
fn period_of_more_than_32_bits_is_refused() {
    let place = body(&["period", "amount"]);
    let found = 1 << 32;
    let longer = with(&payload(EventType::Extended), &place, found.into());
    let limit = u64::from(u32::MAX);
    assert_eq!(decode(&longer), DecodeErrorKind::LimitExceeded { limit, found });
}

#[test]
fn answer_that_produces_nothing_is_refused() {
    let nothing = with(&payload(EventType::Produced), &body(&["items"]), Value::Array(Vec::new()));
    assert_eq!(decode(&nothing), TOO_FEW);
}

#[test]
fn pruned_entries_out_of_order_repeated_or_none_are_refused() {
    let (payload, place) = (payload(EventType::Pruned), body(&["entries"]));
    let one = |index: u64| {
        cbor!({"kept" => "hash", "entry" => Value::Bytes(vec![7; 32]), "index" => index}).unwrap()
    };
    let pruned = |indices: &[u64]| {
        let entries = indices.iter().copied().map(one).collect();
        with(&payload, &place, Value::Array(entries))
    };
    assert!(SignedEvent::parse(entry(&pruned(&[0, 3, 4]))).is_ok());
    assert_eq!(decode(&pruned(&[])), TOO_FEW);
    for indices in [[3, 0], [3, 3]] {
        assert_eq!(decode(&pruned(&indices)), DecodeErrorKind::OutOfOrder, "{indices:?}");
    }
}

/// F6.8: the fields that are there are in clear, and what they say can be withheld one by one.
#[test]
fn field_of_a_request_is_withheld_by_its_id() {
    let entry = signed(&full(EventType::Requested));
    let withheld = SignedEvent::parse(entry.as_bytes().to_vec()).unwrap().withheld();
    let paths: Vec<_> = withheld.iter().map(ToString::to_string).collect();
    let place = body(&["terms", "fields"]);
    let payload = payload_of(&entry);
    for (id, value) in at(&payload, &place).and_then(Value::as_map).unwrap() {
        assert!(value.is_bytes());
        let path = format!("body.terms.fields[{:?}]", id.as_text().unwrap());
        assert!(paths.contains(&path), "{path} in {paths:?}");
    }
}
