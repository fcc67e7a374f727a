//! Entries that our writer would not write, well signed all the same.

use ciborium::Value;
use handseal::cose::{Claims, EventVersion, ProtectedHeader, Sign1, assemble, to_be_signed};
use handseal::event::{EntryError, Event, EventDraft, SignedEvent};
use handseal::identity::{PartyId, Signer as _, SigningKey};

pub(crate) fn key() -> SigningKey {
    SigningKey::from_seed(&[7; 32])
}

/// The party that signs: an organisation with its root key.
pub(crate) fn signer() -> PartyId {
    PartyId::organisation(key().public_key().thumbprint())
}

pub(crate) fn draft(event: &Event) -> EventDraft {
    let at = "2041-06-01T09:30:00Z".parse().unwrap();
    EventDraft::new(event.clone(), signer(), key().public_key(), Some(at)).unwrap()
}

pub(crate) fn signed(event: &Event) -> SignedEvent {
    draft(event).sign(&key()).unwrap()
}

pub(crate) fn payload_of(entry: &SignedEvent) -> Value {
    let sign1 = Sign1::parse(entry.as_bytes()).unwrap();
    ciborium::from_reader(sign1.payload()).unwrap()
}

/// The deterministic encoding, by a writer that is not ours.
pub(crate) fn encoded(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(&sorted(value), &mut bytes).unwrap();
    bytes
}

/// RFC 8949 §4.2.1: keys in the order of their encodings.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Map(pairs) => {
            let mut pairs: Vec<_> = pairs.iter().map(|(k, v)| (k.clone(), sorted(v))).collect();
            pairs.sort_by_cached_key(|(key, _)| encoded(key));
            Value::Map(pairs)
        }
        Value::Array(values) => Value::Array(values.iter().map(sorted).collect()),
        other => other.clone(),
    }
}

/// An entry with this payload, about the subject of its first link where it has one.
pub(crate) fn entry(payload: &Value) -> Vec<u8> {
    let subject = at(payload, &[Step::key("links"), Step::Index(0), Step::key("id")]);
    let subject = subject.and_then(Value::as_text);
    let subject = subject.unwrap_or("item:00000000000000000000000000000000");
    entry_of_bytes(&encoded(payload), &signer().to_string(), subject)
}

pub(crate) fn entry_of_bytes(payload: &[u8], iss: &str, sub: &str) -> Vec<u8> {
    let key = key();
    let header = ProtectedHeader {
        algorithm: key.public_key().algorithm(),
        version: EventVersion::CURRENT,
        kid: key.public_key().thumbprint(),
        claims: Claims { iss, sub, iat: None },
    };
    envelope(&header.to_bytes(), payload)
}

pub(crate) fn envelope(protected: &[u8], payload: &[u8]) -> Vec<u8> {
    let signature = key().sign(&to_be_signed(protected, payload)).unwrap();
    assemble(protected, payload, &signature)
}

pub(crate) fn refusal(payload: &Value) -> EntryError {
    SignedEvent::parse(entry(payload)).unwrap_err()
}

/// One step into a value.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Step {
    Index(usize),
    Key(String),
}

impl Step {
    pub(crate) fn key(name: &str) -> Self {
        Self::Key(name.to_owned())
    }
}

/// Every place inside a value, the value itself first.
pub(crate) fn places(value: &Value) -> Vec<Vec<Step>> {
    let mut found = vec![Vec::new()];
    let mut inside = |step: Step, value: &Value| {
        for mut place in places(value) {
            place.insert(0, step.clone());
            found.push(place);
        }
    };
    match value {
        Value::Map(pairs) => {
            pairs.iter().for_each(|(key, value)| inside(Step::key(key.as_text().unwrap()), value))
        }
        Value::Array(values) => {
            values.iter().enumerate().for_each(|(index, value)| inside(Step::Index(index), value))
        }
        _ => {}
    }
    found
}

pub(crate) fn at<'a>(value: &'a Value, place: &[Step]) -> Option<&'a Value> {
    place.iter().try_fold(value, |value, step| match step {
        Step::Index(index) => value.as_array()?.get(*index),
        Step::Key(name) => {
            let mut pairs = value.as_map()?.iter();
            pairs.find_map(|(key, value)| (key.as_text() == Some(name)).then_some(value))
        }
    })
}

pub(crate) fn at_mut<'a>(value: &'a mut Value, place: &[Step]) -> &'a mut Value {
    place.iter().fold(value, |value, step| match step {
        Step::Index(index) => &mut value.as_array_mut().unwrap()[*index],
        Step::Key(name) => {
            let mut pairs = value.as_map_mut().unwrap().iter_mut();
            let found =
                pairs.find_map(|(key, value)| (key.as_text() == Some(name)).then_some(value));
            found.unwrap()
        }
    })
}

/// The payload with another value at a place.
pub(crate) fn with(payload: &Value, place: &[Step], value: Value) -> Value {
    let mut payload = payload.clone();
    *at_mut(&mut payload, place) = value;
    payload
}
