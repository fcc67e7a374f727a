//! What the header claims against what the payload says, and what is kept without being understood.

use ciborium::Value;
use handseal::cose::{Claims, EventVersion, ProtectedHeader, VerifyError};
use handseal::event::{EntryError, EventType, NotUnderstood, SignedEvent, Statement};
use handseal::identity::{Signer as _, SigningKey};

use crate::events::full;
use crate::forge::{
    Step, at, encoded, entry, entry_of_bytes, envelope, key, payload_of, signed, signer, with,
};

const OTHER: &str = "item:00112233445566778899aabbccddeeff";

fn payload() -> Value {
    payload_of(&signed(&full(EventType::Stored)))
}

fn subject_at(index: usize) -> String {
    let place = [Step::key("links"), Step::Index(index), Step::key("id")];
    let payload = payload();
    at(&payload, &place).and_then(Value::as_text).unwrap().into()
}

#[test]
fn header_about_another_subject_than_the_first_link_is_refused() {
    let payload = encoded(&payload());
    let iss = signer().to_string();
    assert!(SignedEvent::parse(entry_of_bytes(&payload, &iss, &subject_at(0))).is_ok());
    for sub in [&subject_at(1), OTHER, "", "item:1", "ana"] {
        let read = SignedEvent::parse(entry_of_bytes(&payload, &iss, sub));
        assert_eq!(read.unwrap_err(), EntryError::Subject, "{sub}");
    }
}

#[test]
fn header_about_another_subject_than_an_event_of_unknown_type_is_refused() {
    let payload = with(&payload(), &[Step::key("type")], "teleported".into());
    let (payload, iss) = (encoded(&payload), signer().to_string());
    assert!(SignedEvent::parse(entry_of_bytes(&payload, &iss, &subject_at(0))).is_ok());
    let read = SignedEvent::parse(entry_of_bytes(&payload, &iss, OTHER));
    assert_eq!(read.unwrap_err(), EntryError::Subject);
}

#[test]
fn issuer_that_is_no_party_is_refused() {
    let payload = encoded(&payload());
    let org = signer().to_string();
    for iss in [
        String::new(),
        "ana".to_owned(),
        org.to_uppercase(),
        format!("{org}/"),
        format!("party:{org}"),
        format!("{org}/{org}"),
    ] {
        let read = SignedEvent::parse(entry_of_bytes(&payload, &iss, &subject_at(0)));
        assert!(matches!(read, Err(EntryError::Issuer(_))), "{iss}");
    }
}

#[test]
fn unknown_type_is_kept_with_its_links_and_moves_nothing() {
    let stored = full(EventType::Stored);
    for body in [Value::Map(vec![("x".into(), 1.into())]), Value::Null, 5.into()] {
        let payload = with(&payload(), &[Step::key("type")], "teleported".into());
        let payload = with(&payload, &[Step::key("body")], body);
        let read = SignedEvent::parse(entry(&payload)).unwrap();
        assert_eq!(read.links(), stored.links);
        assert_eq!(
            read.statement(),
            &Statement::NotUnderstood(NotUnderstood::Type {
                event_type: "teleported".to_owned(),
                links: stored.links.clone(),
            })
        );
        let verified = read.verify(key().public_key()).unwrap();
        assert_eq!(verified.event(), None);
        assert_eq!(verified.signer(), signer());
    }
}

/// All types have one frame, so that a type made up does not get around its rules.
#[test]
fn unknown_type_in_a_frame_that_is_wrong_is_refused() {
    let unknown = with(&payload(), &[Step::key("type")], "teleported".into());
    let mut extra = unknown.as_map().unwrap().clone();
    extra.push(("zz".into(), Value::Null));
    let links = [Step::key("links")];
    let mut reversed = at(&unknown, &links).and_then(Value::as_array).unwrap().clone();
    reversed.reverse();
    for wrong in [
        Value::Map(extra),
        with(&unknown, &links, Value::Array(Vec::new())),
        with(&unknown, &links, Value::Array(reversed)),
        with(&unknown, &[Step::key("at")], Value::Null),
        with(&unknown, &[Step::key("ext")], Value::Map(Vec::new())),
    ] {
        assert!(SignedEvent::parse(entry(&wrong)).is_err(), "{wrong:?}");
    }
}

#[test]
fn unknown_version_is_kept_and_moves_nothing() {
    let header = ProtectedHeader {
        algorithm: key().public_key().algorithm(),
        version: EventVersion::CURRENT,
        kid: key().public_key().thumbprint(),
        claims: Claims { iss: &signer().to_string(), sub: OTHER, iat: None },
    };
    // Of the same length, so no head changes.
    let mut protected = header.to_bytes();
    let version = protected.windows(3).position(|w| w == b"v1+").unwrap();
    protected[version + 1] = b'2';
    for payload in [&b""[..], b"not CBOR", b"\xa0", &encoded(&payload())] {
        let read = SignedEvent::parse(envelope(&protected, payload)).unwrap();
        assert_eq!(read.links(), []);
        assert_eq!(
            read.statement(),
            &Statement::NotUnderstood(NotUnderstood::Version {
                version: 2,
                subject: OTHER.parse().unwrap(),
            })
        );
        let verified = read.verify(key().public_key()).unwrap();
        assert_eq!(verified.event(), None);
    }
}

#[test]
fn event_is_not_verified_under_another_key() {
    let entry = signed(&full(EventType::Stored));
    let other = SigningKey::from_seed(&[8; 32]);
    let error = entry.verify(other.public_key()).unwrap_err();
    assert_eq!(
        error,
        VerifyError::OtherKey {
            expected: other.public_key().thumbprint(),
            found: key().public_key().thumbprint(),
        }
    );
}

#[test]
fn claims_are_those_of_the_header() {
    let entry = signed(&full(EventType::Stored));
    let claims = entry.claims();
    assert_eq!(claims.iss, signer());
    assert_eq!(claims.kid, key().public_key().thumbprint());
    assert_eq!(claims.algorithm, key().public_key().algorithm());
    assert_eq!(claims.signed_at, Some(2_253_691_800));
}
