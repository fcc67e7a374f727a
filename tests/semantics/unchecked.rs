//! Entries that cannot be checked, and what rests on them: C6, V2.10.

use ciborium::Value;
use handseal::cose::{Claims, EventVersion, ProtectedHeader, Sign1, assemble, to_be_signed};
use handseal::event::{Link, SignedEvent, Subject};
use handseal::identity::Signer as _;
use handseal::verify::{Code, Report, Verdict};

use crate::cases::{Party, sign};
use crate::cast::{Cast, about, assert_says, at, cast, entry, seen};

/// Signs a payload as it is, of whatever type and version.
fn forged(payload: &[u8], subject: &Subject, by: &Party, version: u8) -> SignedEvent {
    let key = by.key();
    let (iss, sub) = (by.id.to_string(), subject.to_string());
    let header = ProtectedHeader {
        algorithm: key.public_key().algorithm(),
        version: EventVersion::CURRENT,
        kid: key.public_key().thumbprint(),
        claims: Claims { iss: &iss, sub: &sub, iat: None },
    };
    let mut protected = header.to_bytes();
    let place = protected.windows(4).position(|bytes| bytes == b".v1+");
    protected[place.unwrap() + 2] = version;
    let signature = key.sign(&to_be_signed(&protected, payload)).unwrap();
    SignedEvent::parse(assemble(&protected, payload, &signature)).unwrap()
}

/// An act of next year, at the next place of the item.
fn of_unknown_type(cast: &mut Cast, item: &Subject, by: &Party) -> SignedEvent {
    let body = cast.ledger.accessed();
    let known = cast.ledger.signed(body, &[item.clone()], by);
    let sign1 = Sign1::parse(known.as_bytes()).unwrap();
    let mut payload: Value = ciborium::from_reader(sign1.payload()).unwrap();
    for (name, value) in payload.as_map_mut().unwrap() {
        if name.as_text() == Some("type") {
            *value = Value::Text("teleported".to_owned());
        }
    }
    let mut bytes = Vec::new();
    ciborium::into_writer(&payload, &mut bytes).unwrap();
    forged(&bytes, item, by, b'1')
}

fn with_item() -> (Cast, [Subject; 1]) {
    let mut cast = cast();
    let item = [cast.ledger.collect(&cast.ana.clone())];
    (cast, item)
}

fn holder(report: &Report) -> Option<handseal::identity::PartyId> {
    report.items[0].holder
}

#[test]
fn entry_of_an_unknown_type_is_kept_and_moves_nothing() {
    let (mut cast, item) = with_item();
    let ana = cast.ana.clone();
    let event = of_unknown_type(&mut cast, &item[0], &ana);
    let index = cast.ledger.push(&event);
    let expected = [entry(Code::EntryNotUnderstood, index), about(Code::CustodyNotShown, &item[0])];
    let report = cast.ledger.report();
    assert_says(&report, Verdict::Incomplete, &expected);
    assert_eq!(report.findings[1].because_of, Some(0));
}

#[test]
fn entry_of_an_unknown_version_is_kept_and_not_understood() {
    let (mut cast, item) = with_item();
    let ana = cast.ana.clone();
    let event = forged(b"\xa0", &item[0], &ana, b'2');
    let index = cast.ledger.push(&event);
    let report = cast.ledger.report();
    assert_eq!(seen(&report)[0], entry(Code::EntryNotUnderstood, index));
    assert_eq!(report.verdict, Verdict::Incomplete, "{report}");
}

/// Next year's files are not broken in this year's verifier.
#[test]
fn what_follows_an_entry_of_an_unknown_version_is_not_checked() {
    let (mut cast, item) = with_item();
    let ana = cast.ana.clone();
    let event = forged(b"\xa0", &item[0], &ana, b'2');
    let index = cast.ledger.push(&event);
    let body = cast.ledger.stored();
    let mut next = cast.ledger.event(body, &item);
    next.links = vec![Link::after(item[0].clone(), 2, event.hash())];
    let next = cast.ledger.push(&sign(next, &ana));
    let report = cast.ledger.report();
    let expected = [
        entry(Code::EntryNotUnderstood, index),
        at(Code::CustodyNotShown, next, &item[0]),
        about(Code::CustodyNotShown, &item[0]),
    ];
    assert_says(&report, Verdict::Incomplete, &expected);
}

/// Nobody can hide a forgery behind a new type.
#[test]
fn entry_of_an_unknown_type_by_a_foreign_key_is_a_failure() {
    let (mut cast, item) = with_item();
    let ana = cast.ana.with_key(crate::cast::BEN);
    let event = of_unknown_type(&mut cast, &item[0], &ana);
    let index = cast.ledger.push(&event);
    let report = cast.ledger.report();
    assert_eq!(seen(&report)[0], entry(Code::KeyForeign, index));
    assert_eq!(report.verdict, Verdict::Contradicted);
}

/// What rests on it is not checked and never a failure, until the chain shows the holder again.
#[test]
fn what_follows_an_entry_that_is_not_understood_is_not_checked_until_an_acceptance() {
    let (mut cast, item) = with_item();
    let (ana, ben) = (cast.ana.clone(), cast.ben.clone());
    let event = of_unknown_type(&mut cast, &item[0], &ana);
    let index = cast.ledger.push(&event);
    let body = cast.ledger.stored();
    let stored = cast.ledger.act(body, &item, &ben);
    let body = cast.ledger.offered(&ana);
    let offered = cast.ledger.act(body, &item, &ben);
    let body = cast.ledger.accepted(&item);
    cast.ledger.act(body, &item, &ana);
    let body = cast.ledger.stored();
    cast.ledger.act(body, &item, &ana);
    let report = cast.ledger.report();
    let expected = [
        entry(Code::EntryNotUnderstood, index),
        at(Code::CustodyNotShown, stored, &item[0]),
        at(Code::CustodyNotShown, offered, &item[0]),
    ];
    assert_says(&report, Verdict::Incomplete, &expected);
    assert_eq!(holder(&report), Some(ana.id));
}

#[test]
fn refusal_of_an_offer_after_what_is_not_shown_shows_the_giver() {
    for refuses in [true, false] {
        let (mut cast, item) = with_item();
        let (ana, ben) = (cast.ana.clone(), cast.ben.clone());
        let event = of_unknown_type(&mut cast, &item[0], &ana);
        cast.ledger.push(&event);
        let body = cast.ledger.offered_until(&ana, 0);
        cast.ledger.act(body, &item, &ben);
        if refuses {
            let body = cast.ledger.refused(&item);
            cast.ledger.act(body, &item, &ana);
        } else {
            let body = cast.ledger.withdrawn();
            cast.ledger.act(body, &item, &ben);
        }
        assert_eq!(holder(&cast.ledger.report()), Some(ben.id), "{refuses}");
    }
}

/// The offer itself was the entry that could not be checked.
#[test]
fn acceptance_of_an_offer_that_could_not_be_checked_shows_the_holder() {
    let (mut cast, item) = with_item();
    let (ana, ben) = (cast.ana.clone(), cast.ben.clone());
    let body = cast.ledger.offered(&ben);
    let offer = cast.ledger.signed(body, &item, &ana.with_key(crate::cast::BEN));
    let index = cast.ledger.push(&offer);
    let body = cast.ledger.accepted(&item);
    let next = cast.ledger.act(body, &item, &ben);
    let report = cast.ledger.report();
    let expected = [entry(Code::KeyForeign, index), at(Code::CustodyNotShown, next, &item[0])];
    assert_says(&report, Verdict::Contradicted, &expected);
    assert_eq!(holder(&report), Some(ben.id));
}

/// A later entry of the chain by C3.1 is judged as if the doubtful one were not there.
#[test]
fn entry_that_could_not_be_checked_takes_nobodys_place() {
    let (mut cast, item) = with_item();
    let (ana, ben) = (cast.ana.clone(), cast.ben.clone());
    let body = cast.ledger.lost();
    let doubtful = cast.ledger.signed(body, &item, &ana.with_key(crate::cast::BEN));
    let index = cast.ledger.push_aside(&doubtful);
    let body = cast.ledger.offered(&ben);
    // `push` notes the places that an entry takes, and the doubtful one took none.
    cast.ledger.act(body, &item, &ana);
    let body = cast.ledger.accepted(&item);
    cast.ledger.act(body, &item, &ben);
    let report = cast.ledger.report();
    assert_says(&report, Verdict::Contradicted, &[entry(Code::KeyForeign, index)]);
    assert_eq!(holder(&report), Some(ben.id));
}
