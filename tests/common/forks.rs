//! Ledgers that share a beginning and then go different ways.

use ciborium::Value;
use handseal::identity::{Origin, Signer as _};
use handseal::ledger::{KeyName, VerifierKey};

use crate::cases::{CHIEF, HEADS, Ledger, key};

/// What a ledger goes on with behind its common beginning of six entries, of which the last is signed over.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Way {
    /// Acts of one item each.
    Ones,
    /// Acts of two items each.
    Twos,
}

/// A beginning of six entries with a signed head, so many acts more, and a signed head after each.
pub(crate) fn history(way: Way, more: usize) -> Ledger {
    let mut ledger = Ledger::new();
    let chief = ledger.chief.clone();
    let ana = ledger.enrol(10, &chief, &[]);
    ledger.collect(&ana);
    ledger.collect(&ana);
    ledger.checkpoint();
    for _ in 0..more {
        ledger.collect_all(if way == Way::Ones { 1 } else { 2 }, &ana);
        ledger.checkpoint();
    }
    ledger
}

/// The key that signs the heads of these ledgers, as others know it.
pub(crate) fn heads_key(ledger: &Ledger) -> VerifierKey {
    let name = KeyName::parse(ledger.origin.as_str()).unwrap();
    VerifierKey::new(name, key(HEADS).public_key().clone()).unwrap()
}

/// A document with one change to what stands behind its header.
pub(crate) fn edited(file: &[u8], change: impl FnOnce(&mut Vec<Value>)) -> Vec<u8> {
    let Value::Tag(55_799, inner) = ciborium::from_reader(file).unwrap() else { panic!() };
    let Value::Array(mut all) = *inner else { panic!() };
    change(&mut all);
    let mut bytes = Vec::new();
    ciborium::into_writer(&Value::Tag(55_799, Box::new(Value::Array(all))), &mut bytes).unwrap();
    bytes
}

/// A field of a map.
pub(crate) fn field<'v>(map: &'v mut Value, name: &str) -> &'v mut Value {
    let fields = map.as_map_mut().unwrap();
    &mut fields.iter_mut().find(|(key, _)| key.as_text() == Some(name)).unwrap().1
}

/// The ledger of the same organisation with another origin.
pub(crate) fn other_ledger() -> Ledger {
    let mut ledger = Ledger::empty();
    let mut entropy = crate::cases::Seeded::new(77);
    ledger.origin = Origin::generate("custody.example.org", &mut entropy).unwrap();
    let chief = ledger.found(CHIEF);
    ledger.chief = chief;
    ledger.open();
    ledger.checkpoint();
    ledger
}
