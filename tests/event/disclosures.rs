//! Values behind commitments: opened, withheld, forgotten, and never another than was signed.

use ciborium::{Value, cbor};
use handseal::encoding::{DecodeErrorKind, FieldPath, Kind};
use handseal::event::{
    Body, DisclosureError, Event, EventType, NotUnderstood, SignedEvent, Statement,
};
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};

use crate::events::{any_event, bare, full};
use crate::forge::{self, Step, encoded, payload_of, signed};

/// An event of many values of all types: words, a content, bytes of an embedding tool.
fn entry() -> SignedEvent {
    signed(&full(EventType::Acquired))
}

fn withheld(entry: &SignedEvent) -> SignedEvent {
    SignedEvent::parse(entry.as_bytes().to_vec()).unwrap()
}

fn list(entry: &SignedEvent) -> Vec<Value> {
    let record: Value = ciborium::from_reader(entry.disclosures()).unwrap();
    record.into_array().unwrap()
}

/// What a record of these disclosures is answered with.
fn refusal(entry: &SignedEvent, disclosures: &[Value]) -> DisclosureError {
    let mut entry = withheld(entry);
    let record = encoded(&Value::Array(disclosures.to_vec()));
    let error = entry.disclose(&record).unwrap_err();
    // The entry stays as it was.
    assert_eq!(entry.disclosures(), b"");
    assert_eq!(entry.withheld(), withheld(&entry).withheld());
    error
}

/// That the disclosure at `index` is refused, by its bytes.
fn assert_unmatched(entry: &SignedEvent, disclosures: &[Value], index: usize) {
    let head = encoded(&Value::Array(disclosures.to_vec())).len()
        - disclosures.iter().map(|d| encoded(d).len()).sum::<usize>();
    let before = disclosures[..index].iter().map(|d| encoded(d).len());
    let start = head + before.sum::<usize>();
    let range = start..start + encoded(&disclosures[index]).len();
    assert_eq!(refusal(entry, disclosures), DisclosureError::Unmatched { index, range });
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_selection_of_values_can_be_withheld_and_the_entry_stays(
        event in any_event(), choices in prop::collection::vec(any::<bool>(), 1..40),
    ) {
        let entry = signed(&event);
        let all = withheld(&entry).withheld();
        let kept: Vec<&FieldPath> = all.iter().zip(choices.iter().cycle())
            .filter_map(|(path, keep)| keep.then_some(path)).collect();
        let rest: Vec<FieldPath> = all.iter().filter(|path| !kept.contains(path)).cloned().collect();
        prop_assert_eq!(kept.len() + rest.len(), all.len(), "a path stands for two values");

        let redacted = entry.clone().redact(&|path| kept.contains(&path));
        prop_assert_eq!(redacted.as_bytes(), entry.as_bytes());
        prop_assert_eq!(redacted.hash(), entry.hash());
        prop_assert_eq!(redacted.withheld(), rest.clone());
        prop_assert_eq!(redacted.disclosures().is_empty(), kept.is_empty());

        let mut received = withheld(&entry);
        if !kept.is_empty() {
            received.disclose(redacted.disclosures()).unwrap();
        }
        prop_assert_eq!(received.withheld(), rest);
        prop_assert_eq!(received.statement(), redacted.statement());
        prop_assert_eq!(received.disclosures(), redacted.disclosures());

        // The rest can follow later.
        if !entry.disclosures().is_empty() {
            received.disclose(entry.disclosures()).unwrap();
        }
        prop_assert_eq!(received.statement(), entry.statement());
        prop_assert_eq!(received.disclosures(), entry.disclosures());
    }
}

#[test]
fn values_disclosed_before_stay_disclosed() {
    let entry = entry();
    let one = |wanted: &str| {
        let path = |path: &FieldPath| path.to_string() == wanted;
        entry.clone().redact(&path).disclosures().to_vec()
    };
    let mut received = withheld(&entry);
    received.disclose(&one("body.method")).unwrap();
    received.disclose(&one("body.tool.name")).unwrap();
    assert_eq!(received.withheld().len(), entry_values() - 2);

    let mut again = withheld(&entry);
    again.disclose(received.disclosures()).unwrap();
    assert_eq!(again.statement(), received.statement());
}

fn entry_values() -> usize {
    withheld(&entry()).withheld().len()
}

#[test]
fn words_of_a_late_record_can_be_withheld() {
    let entry = signed(&full(EventType::Lost));
    let paths: Vec<_> = withheld(&entry).withheld();
    let paths: Vec<_> = paths.iter().map(ToString::to_string).collect();
    assert_eq!(
        paths,
        [
            "at.recorded_late.why.words",
            "ext[\"z\"]",
            "ext[\"org.example.b\"]",
            "body.circumstances.words",
        ]
    );
}

#[test]
fn open_value_is_not_given_or_a_withheld_one_is() {
    let entry = entry();
    assert_eq!(withheld(&entry).disclosed(), []);
    let given: Vec<_> = entry.disclosed().into_iter().map(|(path, _)| path).collect();
    assert_eq!(given, withheld(&entry).withheld());
}

#[test]
fn changed_salt_is_refused() {
    let entry = entry();
    for index in 0..entry_values() {
        let mut disclosures = list(&entry);
        let salt = disclosures[index].as_array_mut().unwrap()[0].as_bytes_mut();
        salt.unwrap()[15] ^= 1;
        assert_unmatched(&entry, &disclosures, index);
    }
}

#[test]
fn changed_value_is_refused() {
    let entry = entry();
    for index in 0..entry_values() {
        let mut disclosures = list(&entry);
        match &mut disclosures[index].as_array_mut().unwrap()[1] {
            Value::Text(text) => text.push('!'),
            Value::Bytes(bytes) => bytes.push(0),
            Value::Map(pairs) => pairs[0].1 = 5.into(),
            other => panic!("unexpected value {other:?}"),
        }
        assert_unmatched(&entry, &disclosures, index);
    }
}

#[test]
fn swapped_disclosures_are_refused() {
    let entry = entry();
    for index in 1..entry_values() {
        let mut disclosures = list(&entry);
        disclosures.swap(index - 1, index);
        assert_unmatched(&entry, &disclosures, index);
    }
}

#[test]
fn repeated_disclosure_is_refused() {
    let entry = entry();
    for index in 0..entry_values() {
        let mut disclosures = list(&entry);
        disclosures.insert(index, disclosures[index].clone());
        assert_unmatched(&entry, &disclosures, index + 1);
    }
}

#[test]
fn disclosure_of_another_entry_is_refused() {
    let (entry, other) = (entry(), signed(&bare(EventType::Labelled)));
    for index in 0..=entry_values() {
        let mut disclosures = list(&entry);
        disclosures.insert(index, list(&other)[0].clone());
        assert_unmatched(&entry, &disclosures, index);
    }
}

#[test]
fn record_of_another_form_is_refused() {
    let entry = entry();
    let kind = |record: &[u8]| match withheld(&entry).disclose(record).unwrap_err() {
        DisclosureError::Decode(error) => (error.kind, error.offset),
        other => panic!("{other:?}"),
    };
    let wrong_length = |expected, found| DecodeErrorKind::WrongLength { expected, found };
    assert_eq!(kind(b"\x80"), (wrong_length(1, 0), 0));
    assert_eq!(
        kind(b"\xa0"),
        (DecodeErrorKind::UnexpectedType { expected: Kind::Array, found: Kind::Map }, 0)
    );
    let mut trailing = entry.disclosures().to_vec();
    trailing.push(0xf6);
    assert_eq!(kind(&trailing), (DecodeErrorKind::TrailingBytes { count: 1 }, trailing.len() - 1));
    let long = [b"\x98\x01".as_slice(), &encoded(&list(&entry)[0].clone())[..]].concat();
    assert_eq!(kind(&long), (DecodeErrorKind::NonShortestHead, 0));
    assert!(matches!(kind(b"").0, DecodeErrorKind::Truncated { .. }));
}

/// A `stored` event whose place commits to `disclosure`, and that disclosure in a record.
fn committing_to(disclosure: &Value) -> (SignedEvent, Vec<u8>) {
    let payload = payload_of(&signed(&bare(EventType::Stored)));
    let commitment = Sha256::digest(encoded(disclosure)).to_vec();
    let place = [Step::key("body"), Step::key("place")];
    let payload = forge::with(&payload, &place, Value::Bytes(commitment));
    let record = encoded(&Value::Array(vec![disclosure.clone()]));
    (SignedEvent::parse(forge::entry(&payload)).unwrap(), record)
}

#[test]
fn committed_value_of_another_type_is_refused_where_it_stands() {
    let salt = Value::Bytes(vec![5; 16]);
    let refusal = |disclosure: Value| {
        let (mut entry, record) = committing_to(&disclosure);
        match entry.disclose(&record).unwrap_err() {
            DisclosureError::Decode(error) => error.to_string(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(
        refusal(Value::Array(vec![salt.clone(), 7.into()])),
        "expected text, found integer at byte 19 in body.place"
    );
    assert_eq!(
        refusal(Value::Array(vec![Value::Bytes(vec![5; 15]), "x".into()])),
        "expected length 16, found 15 at byte 2 in body.place"
    );
    assert_eq!(
        refusal(Value::Array(vec![salt.clone()])),
        "expected length 2, found 1 at byte 1 in body.place"
    );
    assert_eq!(
        refusal(cbor!(["x", salt]).unwrap()),
        "expected byte string, found text at byte 2 in body.place"
    );
    let (mut entry, record) = committing_to(&Value::Array(vec![salt, "x".into()]));
    entry.disclose(&record).unwrap();
    assert!(matches!(
        entry.statement(),
        Statement::Known(event) if place_of(event) == Some("x")
    ));
}

fn place_of(event: &Event) -> Option<&str> {
    match &event.body {
        Body::Stored(stored) => stored.place.value().map(String::as_str),
        other => panic!("{other:?}"),
    }
}

#[test]
fn redaction_of_an_event_that_is_not_understood_forgets_all_values() {
    let payload = payload_of(&signed(&full(EventType::Stored)));
    let payload = forge::with(&payload, &[Step::key("type")], "teleported".into());
    let mut entry = SignedEvent::parse(forge::entry(&payload)).unwrap();
    assert!(matches!(entry.statement(), Statement::NotUnderstood(NotUnderstood::Type { .. })));
    let record = signed(&full(EventType::Stored)).disclosures().to_vec();
    entry.disclose(&record).unwrap();
    assert_eq!(entry.disclosures(), record);
    assert_eq!(entry.redact(&|_| true).disclosures(), b"");
}
