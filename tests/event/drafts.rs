//! Drafts: signed here, elsewhere, later, or not at all.

use ciborium::Value;
use handseal::encoding::{DecodeErrorKind, MAX_RECORD};
use handseal::event::{
    Body, DraftError, EntryError, Event, EventDraft, EventType, Noted, Salts, ShapeError,
};
use handseal::identity::{
    Algorithm, KeyError, PublicKey, SignError, SignErrorKind, Signature, Signer, SigningKey,
};
use proptest::prelude::*;

use crate::events::{Seeded, any_event, bare, full};
use crate::forge::{draft, encoded, key, signed, signer};

fn other() -> SigningKey {
    SigningKey::from_seed(&[8; 32])
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn draft_is_carried_to_the_signer_and_the_signature_back(event in any_event()) {
        let draft = draft(&event);
        let carried = EventDraft::from_bytes(&draft.to_bytes()).unwrap();
        prop_assert_eq!(carried.to_bytes(), draft.to_bytes());
        prop_assert_eq!(carried.key().as_bytes(), draft.key().as_bytes());
        prop_assert_eq!(carried.to_be_signed(), draft.to_be_signed());

        let signature = key().sign(&carried.to_be_signed()).unwrap();
        let entry = draft.attach(&signature).unwrap();
        let here = signed(&event);
        prop_assert_eq!(entry.as_bytes(), here.as_bytes());
        prop_assert_eq!(entry.statement(), here.statement());
        let there = carried.attach(&signature).unwrap();
        prop_assert_eq!(there.statement(), entry.statement());
    }
}

#[test]
fn signature_by_another_key_is_refused() {
    let draft = draft(&full(EventType::Offered));
    let signature = other().sign(&draft.to_be_signed()).unwrap();
    let error = draft.clone().attach(&signature).unwrap_err();
    assert!(matches!(error, DraftError::Signature(_)));
    let error = draft.attach(&Signature([0; 64])).unwrap_err();
    assert!(matches!(error, DraftError::Signature(_)));
}

#[test]
fn signature_over_another_draft_is_refused() {
    let (offered, stored) = (bare(EventType::Offered), bare(EventType::Stored));
    let signature = key().sign(&draft(&stored).to_be_signed()).unwrap();
    let error = draft(&offered).attach(&signature).unwrap_err();
    assert!(matches!(error, DraftError::Signature(_)));
}

#[test]
fn signer_with_another_key_is_not_asked() {
    struct Other(SigningKey);
    impl Signer for Other {
        fn public_key(&self) -> &PublicKey {
            self.0.public_key()
        }

        fn sign(&self, _message: &[u8]) -> Result<Signature, SignError> {
            panic!("asked to sign");
        }
    }
    let error = draft(&bare(EventType::Stored)).sign(&Other(other()));
    match error.unwrap_err() {
        DraftError::WrongKey { expected, found } => {
            assert_eq!(expected, key().public_key().thumbprint());
            assert_eq!(found, other().public_key().thumbprint());
        }
        error => panic!("{error:?}"),
    }
}

#[test]
fn signer_that_refuses_says_why() {
    struct Locked(SigningKey);
    impl Signer for Locked {
        fn public_key(&self) -> &PublicKey {
            self.0.public_key()
        }

        fn sign(&self, _message: &[u8]) -> Result<Signature, SignError> {
            Err(SignError::new(SignErrorKind::Refused))
        }
    }
    match draft(&bare(EventType::Stored)).sign(&Locked(key())) {
        Err(DraftError::Sign(error)) => assert_eq!(error.kind, SignErrorKind::Refused),
        other => panic!("{other:?}"),
    }
}

/// A remark of so many bytes.
fn noted(length: usize) -> Event {
    let mut salts = Salts::new(&mut Seeded::new(3)).unwrap();
    let text = salts.commit("x".repeat(length));
    let body = Noted { text, entry: None };
    Event { body: body.into(), ..bare(EventType::Noted) }
}

fn new_draft(event: Event) -> Result<EventDraft, DraftError> {
    EventDraft::new(event, signer(), key().public_key(), None)
}

#[test]
fn event_or_disclosures_above_256_kib_are_refused_with_their_size() {
    let disclosures = |event: &Event| signed(event).disclosures().len();
    let above = MAX_RECORD - disclosures(&noted(100_000)) + 100_000;
    assert_eq!(disclosures(&noted(above)), MAX_RECORD);
    match new_draft(noted(above + 1)).unwrap_err() {
        DraftError::TooLarge { limit, found } => {
            assert_eq!((limit, found), (MAX_RECORD, MAX_RECORD + 1));
        }
        other => panic!("{other:?}"),
    }

    let long = |length: usize| Event { lang: Some("x".repeat(length)), ..bare(EventType::Stored) };
    let entry = |length| signed(&long(length)).as_bytes().len();
    let above = MAX_RECORD - entry(100_000) + 100_000;
    assert_eq!(new_draft(long(above)).map(|_| ()).ok(), Some(()));
    for more in [100, 1_000_000] {
        match new_draft(long(above + more)).unwrap_err() {
            DraftError::TooLarge { limit, found } => {
                assert_eq!(limit, MAX_RECORD);
                assert!(found > limit && found <= limit + more, "{found}");
            }
            other => panic!("{other:?}"),
        }
    }
}

/// It holds two records, each as long as one may be.
#[test]
fn draft_longer_than_one_record_is_read() {
    let event = Event { lang: Some("x".repeat(200_000)), ..noted(200_000) };
    let draft = new_draft(event).unwrap();
    let bytes = draft.to_bytes();
    assert!(bytes.len() > MAX_RECORD);
    let read = EventDraft::from_bytes(&bytes).unwrap();
    assert_eq!(read.to_bytes(), bytes);
}

/// The elements of a draft's bytes, to be spoilt.
fn elements(event: &Event) -> Vec<Value> {
    let bytes = draft(event).to_bytes();
    let draft: Value = ciborium::from_reader(bytes.as_slice()).unwrap();
    draft.into_array().unwrap()
}

fn refusal(elements: Vec<Value>) -> DraftError {
    EventDraft::from_bytes(&encoded(&Value::Array(elements))).unwrap_err()
}

#[test]
fn bytes_that_are_no_draft_are_refused() {
    let whole = elements(&full(EventType::Stored));
    for length in 0..4 {
        match refusal(whole[..length].to_vec()) {
            DraftError::Decode(error) => {
                let (expected, found) = (4, length);
                assert_eq!(error.kind, DecodeErrorKind::WrongLength { expected, found });
            }
            other => panic!("{other:?}"),
        }
    }
    for index in 0..4 {
        let mut elements = whole.clone();
        elements[index] = "text".into();
        assert!(matches!(refusal(elements), DraftError::Decode(_)));
    }
    let mut bytes = encoded(&Value::Array(whole));
    bytes.push(0);
    for end in 0..bytes.len() - 1 {
        assert!(EventDraft::from_bytes(&bytes[..end]).is_err(), "{end}");
    }
    assert!(matches!(EventDraft::from_bytes(&bytes), Err(DraftError::Decode(_))));
}

#[test]
fn draft_of_something_else_than_an_event_is_not_signed() {
    let mut elements = elements(&full(EventType::Stored));
    elements[2] = Value::Bytes(b"\xa0".to_vec());
    assert!(matches!(refusal(elements.clone()), DraftError::Entry(EntryError::Decode(_))));
    elements[1] = Value::Bytes(b"\xa0".to_vec());
    assert!(matches!(refusal(elements), DraftError::Entry(EntryError::Cose(_))));
}

#[test]
fn draft_whose_event_names_another_key_is_refused() {
    let mut elements = elements(&full(EventType::Stored));
    elements[0] = record(-19, other().public_key().as_bytes());
    match refusal(elements.clone()) {
        DraftError::WrongKey { expected, found } => {
            assert_eq!(expected, other().public_key().thumbprint());
            assert_eq!(found, key().public_key().thumbprint());
        }
        other => panic!("{other:?}"),
    }
    elements[0] = record(-19, &[0; 32]);
    assert!(matches!(refusal(elements.clone()), DraftError::Key(KeyError::SmallOrder)));
    for (algorithm, length) in [(-8, 32), (-19, 64), (-9, 32)] {
        elements[0] = record(algorithm, &vec![7; length]);
        assert!(matches!(refusal(elements.clone()), DraftError::Decode(_)), "{algorithm}");
    }
}

fn record(algorithm: i64, key: &[u8]) -> Value {
    let pairs = [("alg", algorithm.into()), ("key", Value::Bytes(key.to_vec()))];
    Value::Map(pairs.map(|(name, value)| (name.into(), value)).to_vec())
}

/// A draft for a card, and an event in it whose header names what the card has not.
#[test]
fn draft_whose_header_names_another_algorithm_is_signed() {
    let card = SigningKey::from_scalar(&[1; 32]).unwrap();
    let event = full(EventType::Stored);
    let draft = EventDraft::new(event, signer(), card.public_key(), None).unwrap();
    let carried = EventDraft::from_bytes(&draft.to_bytes()).unwrap();
    carried.sign(&card).unwrap();
    let mut bytes = draft.to_bytes();
    // The algorithm in the header: the map of four, the label 1, -9.
    let place = bytes.windows(3).position(|three| three == [0xa4, 0x01, 0x28]).unwrap();
    bytes[place + 2] = 0x32;
    let refused = EventDraft::from_bytes(&bytes).unwrap_err();
    assert!(
        matches!(
            refused,
            DraftError::WrongAlgorithm { expected: Algorithm::Esp256, found: Algorithm::Ed25519 }
        ),
        "{refused:?}"
    );
}

#[test]
fn draft_with_values_of_another_event_is_refused() {
    let mut stored = elements(&full(EventType::Stored));
    stored[3] = elements(&bare(EventType::Labelled))[3].clone();
    assert!(matches!(refusal(stored), DraftError::Disclosure(_)));
}

#[test]
fn event_that_no_reader_takes_is_not_drafted() {
    let mut event = bare(EventType::Stored);
    event.links.clear();
    assert!(matches!(
        new_draft(event),
        Err(DraftError::Entry(EntryError::Shape(ShapeError::NoLink)))
    ));
    let mut event = bare(EventType::Stored);
    event.ext = Some(std::collections::BTreeMap::new());
    assert!(matches!(
        new_draft(event),
        Err(DraftError::Entry(EntryError::Shape(ShapeError::EmptyExt)))
    ));
    let mut event = full(EventType::Sealed);
    if let Body::Sealed(body) = &mut event.body {
        body.items.reverse();
    }
    assert!(matches!(
        new_draft(event),
        Err(DraftError::Entry(EntryError::Shape(ShapeError::ItemsDiffer { .. })))
    ));
}
