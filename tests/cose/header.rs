//! The protected header.

use coset::cbor::{Value, cbor};
use handseal::{
    cose::CoseErrorKind,
    encoding::{DecodeErrorKind, Kind},
};

use super::{event, event_with, header, key, parameters, refused};

#[test]
fn algorithm_twice_is_refused() {
    let mut parameters = parameters();
    parameters.insert(1, (1.into(), (-8).into()));
    let (kind, _) = refused(&event_with(parameters));
    assert_eq!(kind, CoseErrorKind::Decode(DecodeErrorKind::DuplicateKey));
}

#[test]
fn algorithm_of_another_kind_is_refused() {
    // The polymorphic EdDSA, ES256, ESP384, ML-DSA-65, none.
    for found in [-8, -7, -51, -49, 0] {
        let mut parameters = parameters();
        parameters[0].1 = found.into();
        let (kind, offset) = refused(&event_with(parameters));
        assert_eq!(kind, CoseErrorKind::UnknownAlgorithm { found });
        // Tag, array, head of the byte string (2), head of the map, label.
        assert_eq!(offset, 1 + 1 + 2 + 1 + 1);
    }
    let mut parameters = parameters();
    parameters[0].1 = "Ed25519".into();
    let kind = DecodeErrorKind::UnexpectedType { expected: Kind::Integer, found: Kind::Text };
    assert_eq!(refused(&event_with(parameters)).0, CoseErrorKind::Decode(kind));
}

#[test]
fn unknown_crit_is_refused() {
    let mut parameters = parameters();
    parameters.insert(1, (2.into(), cbor!([1]).unwrap()));
    let (kind, _) = refused(&event_with(parameters));
    assert_eq!(kind, CoseErrorKind::UnknownLabel { map: "header parameter", label: 2 });
}

#[test]
fn other_header_parameter_is_refused() {
    for label in [5, 16, 33, -1] {
        let mut parameters = parameters();
        let place = if label == 5 { 3 } else { 4 };
        parameters.insert(place, (label.into(), Value::Bytes(vec![0])));
        let (kind, _) = refused(&event_with(parameters));
        assert_eq!(kind, CoseErrorKind::UnknownLabel { map: "header parameter", label });
    }
    let mut parameters = parameters();
    parameters.push(("reg".into(), 1.into()));
    let kind = DecodeErrorKind::UnexpectedType { expected: Kind::Integer, found: Kind::Text };
    assert_eq!(refused(&event_with(parameters)).0, CoseErrorKind::Decode(kind));
}

#[test]
fn missing_header_parameter_is_named() {
    for (index, label) in [1, 3, 4, 15].into_iter().enumerate() {
        let mut parameters = parameters();
        parameters.remove(index);
        let (kind, _) = refused(&event_with(parameters));
        assert_eq!(kind, CoseErrorKind::MissingLabel { map: "header parameter", label });
    }
}

#[test]
fn missing_or_other_claim_is_named() {
    let with_claims = |claims: Value| {
        let mut parameters = parameters();
        parameters[3].1 = claims;
        refused(&event_with(parameters)).0
    };
    let missing = |label| CoseErrorKind::MissingLabel { map: "claim", label };
    let unknown = |label| CoseErrorKind::UnknownLabel { map: "claim", label };
    assert_eq!(with_claims(cbor!({2 => "item:1"}).unwrap()), missing(1));
    assert_eq!(with_claims(cbor!({1 => "ana"}).unwrap()), missing(2));
    assert_eq!(with_claims(cbor!({1 => "ana", 6 => 0}).unwrap()), missing(2));
    assert_eq!(with_claims(cbor!({1 => "ana", 2 => "item:1", 4 => 0}).unwrap()), unknown(4));
    assert_eq!(
        with_claims(cbor!({1 => "ana", 2 => "item:1", 6 => 0, 7 => 0}).unwrap()),
        unknown(7)
    );
}

#[test]
fn content_type_of_something_else_is_refused() {
    let mut parameters = parameters();
    parameters[1].1 = "application/cbor".into();
    let kind = CoseErrorKind::ContentType { found: "application/cbor".into() };
    assert_eq!(refused(&event_with(parameters)).0, kind);
}

#[test]
fn key_id_of_another_length_is_refused() {
    let mut parameters = parameters();
    parameters[2].1 = Value::Bytes(vec![0; 31]);
    let kind = DecodeErrorKind::WrongLength { expected: 32, found: 31 };
    assert_eq!(refused(&event_with(parameters)).0, CoseErrorKind::Decode(kind));
}

#[test]
fn protected_header_followed_by_a_byte_is_refused() {
    let mut protected = header(&key()).to_bytes();
    protected.push(0);
    let kind = DecodeErrorKind::TrailingBytes { count: 1 };
    assert_eq!(refused(&event(&protected)).0, CoseErrorKind::Decode(kind));
}

#[test]
fn empty_protected_header_is_refused() {
    let missing = CoseErrorKind::MissingLabel { map: "header parameter", label: 1 };
    assert_eq!(refused(&event(b"\xa0")).0, missing);
    // RFC 9052 §3 lets an empty map be an empty string; the profile does not.
    assert!(matches!(
        refused(&event(b"")).0,
        CoseErrorKind::Decode(DecodeErrorKind::Truncated { .. })
    ));
}
