//! Single objects: items of CBOR, envelopes, payloads, keys, notes, proofs, tokens. F1 to F4, F6, F8, F12.

mod bodies;
mod cbor;
mod cosignatures;
mod envelopes;
mod esp256;
mod headers;
mod keys;
mod lists;
mod misbehaviour;
mod names;
mod notes;
mod payloads;
mod proofs;
mod tokens;

use ciborium::Value;
use handseal::event::{EventType, SignedEvent};
use handseal::identity::Signer as _;

use crate::events::{bare, full};
use crate::forge::{self, Step};
use crate::hex::hex;
use crate::vector::{Question, Vector, object};

pub(crate) fn all() -> Vec<Vector> {
    let families = [
        bodies::all(),
        lists::all(),
        cbor::all(),
        cosignatures::all(),
        envelopes::all(),
        esp256::all(),
        headers::all(),
        keys::all(),
        misbehaviour::all(),
        notes::all(),
        payloads::all(),
        names::all(),
        proofs::all(),
        tokens::all(),
    ];
    families.into_iter().flatten().collect()
}

/// Is this an entry of the format, under the key that signs all of these?
fn event(bytes: &[u8]) -> Question {
    let key = hex(forge::key().public_key().as_bytes());
    object("event", &[("hex", hex(bytes).into()), ("key", key.into())])
}

/// The payload of an event of a type, with every optional field.
fn payload(event_type: EventType) -> Value {
    forge::payload_of(&forge::signed(&full(event_type)))
}

/// The payload of an event of a type without any optional field.
fn plain(event_type: EventType) -> Value {
    forge::payload_of(&forge::signed(&bare(event_type)))
}

/// An entry with this payload, signed anew.
fn with_payload(payload: &Value) -> Question {
    event(&forge::entry(payload))
}

/// The path to a place in a payload, such as `body.items.0.id`.
fn path(text: &str) -> Vec<Step> {
    let step = |part: &str| part.parse().map_or_else(|_| Step::key(part), Step::Index);
    text.split('.').map(step).collect()
}

/// The payload with another value at a place.
fn at(payload: &Value, place: &str, value: impl Into<Value>) -> Value {
    forge::with(payload, &path(place), value.into())
}

/// The payload with one field more in the map at a place.
fn more(payload: &Value, place: &str, name: &str, value: impl Into<Value>) -> Value {
    let mut payload = payload.clone();
    let map =
        if place.is_empty() { &mut payload } else { forge::at_mut(&mut payload, &path(place)) };
    map.as_map_mut().unwrap().push((name.into(), value.into()));
    payload
}

/// The payload without a field of the map at a place.
fn without(payload: &Value, place: &str, name: &str) -> Value {
    let mut payload = payload.clone();
    let map =
        if place.is_empty() { &mut payload } else { forge::at_mut(&mut payload, &path(place)) };
    map.as_map_mut().unwrap().retain(|(key, _)| key.as_text() != Some(name));
    payload
}

/// The bytes of the plainest act on an item: where it was put.
fn stored() -> SignedEvent {
    forge::signed(&bare(EventType::Stored))
}
