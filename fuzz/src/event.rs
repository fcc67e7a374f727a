//! Entries: one form, tied to the bytes received, and by nobody's key that did not sign them.

use ciborium::Value;
use handseal::cose::Sign1;
use handseal::encoding::scan_prefix;
use handseal::event::{EntryHash, Event, EventDraft, SignedEvent, Statement};

use crate::case;

/// The input is an entry and, behind it, a disclosures record or nothing.
pub fn check(bytes: &[u8]) {
    let Ok(length) = scan_prefix(bytes) else {
        assert!(
            SignedEvent::parse(bytes.to_vec()).is_err(),
            "parsed, and does not scan"
        );
        return;
    };
    let (entry, record) = bytes.split_at(length);
    let Ok(event) = SignedEvent::parse(entry.to_vec()) else {
        return;
    };
    assert_eq!(event.as_bytes(), entry);
    assert_eq!(event.hash(), EntryHash::of(entry));
    let again = SignedEvent::parse(event.as_bytes().to_vec()).expect("parsed once");
    assert_eq!(again.hash(), event.hash());
    assert_eq!(again.claims(), event.claims());
    assert_eq!(again.statement(), event.statement());
    if let Statement::Known(known) = event.statement() {
        drafted_again(known, &event);
    }
    let case = case::seed();
    for key in &case.keys {
        if event.clone().verify(key).is_ok() {
            let signed = case.entries.iter().any(|(known, _)| known == entry);
            assert!(signed, "verified, and never signed");
        }
    }
    if !record.is_empty() {
        disclosed(event, record);
    }
}

/// The event that was read, drafted anew, has the payload that was received.
fn drafted_again(known: &Event, event: &SignedEvent) {
    let sign1 = Sign1::parse(event.as_bytes()).expect("parsed once");
    let key = &case::seed().keys[0];
    let draft = EventDraft::new(known.clone(), event.claims().iss, key, None);
    let draft = draft.expect("what was read can be written").to_bytes();
    let parts: Value = ciborium::from_reader(draft.as_slice()).expect("a draft is CBOR");
    let parts = parts.into_array().expect("a draft is an array");
    assert_eq!(
        parts[2].as_bytes().map(Vec::as_slice),
        Some(sign1.payload())
    );
}

/// Values that open commitments are written back as they came, and can be forgotten again.
fn disclosed(mut event: SignedEvent, record: &[u8]) {
    let (hash, before) = (event.hash(), event.withheld());
    let opened = event.disclose(record);
    assert_eq!(event.hash(), hash);
    if opened.is_err() {
        assert_eq!(event.withheld(), before, "refused, and opened all the same");
        assert!(event.disclosures().is_empty());
        return;
    }
    assert_eq!(event.disclosures(), record);
    if let Statement::Known(_) = event.statement() {
        let record: Value = ciborium::from_reader(record).expect("accepted");
        let opened = record.as_array().map_or(0, Vec::len);
        assert_eq!(event.withheld().len() + opened, before.len());
    }
    let redacted = event.redact(&|_| false);
    assert_eq!(redacted.hash(), hash);
    assert_eq!(redacted.withheld(), before);
    assert!(redacted.disclosures().is_empty());
}
