//! The envelope: what is accepted, and what each defect is called and where it is found.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod header;

use coset::cbor::{Value, cbor};
use handseal::{
    cose::{
        Claims, CoseErrorKind, EventVersion, ProtectedHeader, Sign1, VerifyError, assemble,
        to_be_signed,
    },
    encoding::{DecodeErrorKind, Kind, MAX_RECORD},
    identity::{Signature, SignatureError, Signer as _, SigningKey},
};

const CONTENT_TYPE: &str = "application/vnd.handseal.event.v1+cbor";
const PAYLOAD: &[u8] = b"\xa1\x64type\x64note";

fn key() -> SigningKey {
    SigningKey::from_seed(&[7; 32])
}

fn header(key: &SigningKey) -> ProtectedHeader<'static> {
    ProtectedHeader {
        algorithm: key.public_key().algorithm(),
        version: EventVersion::CURRENT,
        kid: key.public_key().thumbprint(),
        claims: Claims { iss: "ana", sub: "item:1", iat: Some(1_700_000_000) },
    }
}

fn event(protected: &[u8]) -> Vec<u8> {
    let signature = key().sign(&to_be_signed(protected, PAYLOAD)).unwrap();
    assemble(protected, PAYLOAD, &signature)
}

fn encoded(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    coset::cbor::into_writer(value, &mut bytes).unwrap();
    bytes
}

/// The four elements of a well-formed event, to be spoilt.
fn elements() -> Vec<Value> {
    let protected = header(&key()).to_bytes();
    let signature = key().sign(&to_be_signed(&protected, PAYLOAD)).unwrap();
    vec![
        Value::Bytes(protected),
        Value::Map(Vec::new()),
        Value::Bytes(PAYLOAD.to_vec()),
        Value::Bytes(signature.as_bytes().to_vec()),
    ]
}

fn tagged(tag: u64, elements: Vec<Value>) -> Vec<u8> {
    encoded(&Value::Tag(tag, Box::new(Value::Array(elements))))
}

/// The pairs of a well-formed protected header, to be spoilt.
fn parameters() -> Vec<(Value, Value)> {
    vec![
        (1.into(), (-19).into()),
        (3.into(), CONTENT_TYPE.into()),
        (4.into(), Value::Bytes(key().public_key().thumbprint().as_bytes().to_vec())),
        (15.into(), cbor!({1 => "ana", 2 => "item:1", 6 => 1_700_000_000}).unwrap()),
    ]
}

fn event_with(parameters: Vec<(Value, Value)>) -> Vec<u8> {
    event(&encoded(&Value::Map(parameters)))
}

#[track_caller]
fn refused(bytes: &[u8]) -> (CoseErrorKind, usize) {
    let error = Sign1::parse(bytes).unwrap_err();
    assert!(error.offset <= bytes.len());
    (error.kind, error.offset)
}

#[test]
fn well_formed_event_is_read_from_the_bytes_received() {
    let bytes = tagged(18, elements());
    assert_eq!(bytes, event(&header(&key()).to_bytes()));
    assert_eq!(bytes, event_with(parameters()));
    let received = Sign1::parse(&bytes).unwrap();
    assert_eq!(received.verify(key().public_key()), Ok(()));
    assert_eq!(received.header(), &header(&key()));
    assert_eq!(&bytes[received.ranges().protected.clone()], received.protected());
    assert_eq!(&bytes[received.ranges().payload.clone()], PAYLOAD);
    assert_eq!(&bytes[received.ranges().signature.clone()], received.signature().as_bytes());
}

#[test]
fn event_without_a_clock_has_no_iat() {
    let mut header = header(&key());
    header.claims.iat = None;
    let bytes = event(&header.to_bytes());
    assert_eq!(Sign1::parse(&bytes).unwrap().header().claims.iat, None);
}

#[test]
fn unknown_version_is_well_signed_all_the_same() {
    let mut parameters = parameters();
    parameters[1].1 = "application/vnd.handseal.event.v2+cbor".into();
    let bytes = event_with(parameters);
    let received = Sign1::parse(&bytes).unwrap();
    assert_eq!(received.header().version.number(), 2);
    assert_eq!(received.verify(key().public_key()), Ok(()));
}

#[test]
fn every_flipped_bit_is_refused() {
    let bytes = event(&header(&key()).to_bytes());
    for index in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[index] ^= 1 << (index % 8);
        let verified = Sign1::parse(&changed).is_ok_and(|e| e.verify(key().public_key()).is_ok());
        assert!(!verified, "byte {index}");
    }
}

#[test]
fn every_cut_is_refused() {
    let bytes = event(&header(&key()).to_bytes());
    for length in 0..bytes.len() {
        assert!(Sign1::parse(&bytes[..length]).is_err(), "{length} bytes");
    }
}

#[test]
fn event_under_another_key_is_not_a_bad_signature() {
    let bytes = event(&header(&key()).to_bytes());
    let other = SigningKey::from_seed(&[8; 32]);
    assert_eq!(
        Sign1::parse(&bytes).unwrap().verify(other.public_key()),
        Err(VerifyError::OtherKey {
            expected: other.public_key().thumbprint(),
            found: key().public_key().thumbprint(),
        })
    );
}

#[test]
fn event_signed_by_another_key_than_it_names_is_refused() {
    let protected = header(&key()).to_bytes();
    let other = SigningKey::from_seed(&[8; 32]);
    let signature = other.sign(&to_be_signed(&protected, PAYLOAD)).unwrap();
    let bytes = assemble(&protected, PAYLOAD, &signature);
    assert_eq!(
        Sign1::parse(&bytes).unwrap().verify(key().public_key()),
        Err(VerifyError::Signature(SignatureError::Mismatch))
    );
}

#[test]
fn signature_over_the_bare_payload_is_refused() {
    let signature = key().sign(PAYLOAD).unwrap();
    let bytes = assemble(&header(&key()).to_bytes(), PAYLOAD, &signature);
    assert!(Sign1::parse(&bytes).unwrap().verify(key().public_key()).is_err());
}

#[test]
fn missing_tag_is_refused() {
    let bytes = encoded(&Value::Array(elements()));
    let kind = DecodeErrorKind::UnexpectedType { expected: Kind::Tag, found: Kind::Array };
    assert_eq!(refused(&bytes), (CoseErrorKind::Decode(kind), 0));
}

#[test]
fn other_tag_is_refused() {
    let kind = CoseErrorKind::OtherTag { expected: 18, found: 55_799 };
    assert_eq!(refused(&tagged(55_799, elements())), (kind, 0));
    let kind = DecodeErrorKind::TagForbidden { tag: 98 };
    assert_eq!(refused(&tagged(98, elements())), (CoseErrorKind::Decode(kind), 0));
}

#[test]
fn tag_twice_is_refused() {
    let twice = [b"\xd2".as_slice(), &tagged(18, elements())].concat();
    let kind = DecodeErrorKind::TagForbidden { tag: 18 };
    assert_eq!(refused(&twice), (CoseErrorKind::Decode(kind), 1));
}

#[test]
fn three_or_five_elements_are_refused() {
    let mut elements = elements();
    elements.push(Value::Map(Vec::new()));
    let kind = CoseErrorKind::Elements { expected: 4, found: 5 };
    assert_eq!(refused(&tagged(18, elements.clone())), (kind, 1));
    elements.truncate(3);
    let kind = CoseErrorKind::Elements { expected: 4, found: 3 };
    assert_eq!(refused(&tagged(18, elements)), (kind, 1));
}

#[test]
fn algorithm_in_the_unprotected_header_is_refused() {
    let mut elements = elements();
    elements[1] = cbor!({1 => -19}).unwrap();
    let (kind, _) = refused(&tagged(18, elements.clone()));
    assert_eq!(kind, CoseErrorKind::UnprotectedNotEmpty { found: 1 });
    // And nowhere else.
    elements[0] = Value::Bytes(encoded(&Value::Map(parameters().split_off(1))));
    let (kind, _) = refused(&tagged(18, elements));
    assert_eq!(kind, CoseErrorKind::MissingLabel { map: "header parameter", label: 1 });
}

#[test]
fn anything_in_the_unprotected_header_is_refused() {
    let mut elements = elements();
    elements[1] = cbor!({"note" => "not signed"}).unwrap();
    let bytes = tagged(18, elements);
    let at = Sign1::parse(&tagged(18, self::elements())).unwrap().ranges().protected.end;
    assert_eq!(refused(&bytes), (CoseErrorKind::UnprotectedNotEmpty { found: 1 }, at));
}

#[test]
fn nil_payload_is_refused() {
    let mut elements = elements();
    elements[2] = Value::Null;
    assert_eq!(refused(&tagged(18, elements)).0, CoseErrorKind::DetachedPayload);
}

#[test]
fn detached_payload_signed_over_elsewhere_is_refused() {
    let mut elements = elements();
    // An empty one is not detached, and is not what was signed.
    elements[2] = Value::Bytes(Vec::new());
    let bytes = tagged(18, elements);
    assert_eq!(
        Sign1::parse(&bytes).unwrap().verify(key().public_key()),
        Err(VerifyError::Signature(SignatureError::Mismatch))
    );
}

#[test]
fn signature_of_63_or_65_bytes_is_refused() {
    for found in [0, 63, 65] {
        let mut elements = elements();
        elements[3] = Value::Bytes(vec![0; found]);
        let kind = CoseErrorKind::SignatureLength { expected: 64, found };
        assert_eq!(refused(&tagged(18, elements)).0, kind);
    }
}

#[test]
fn trailing_bytes_are_refused() {
    let mut bytes = tagged(18, elements());
    let end = bytes.len();
    bytes.push(0);
    let kind = CoseErrorKind::Decode(DecodeErrorKind::TrailingBytes { count: 1 });
    assert_eq!(refused(&bytes), (kind, end));
}

#[test]
fn event_longer_than_a_record_is_refused() {
    let protected = header(&key()).to_bytes();
    let whole = |payload: usize| assemble(&protected, &vec![0; payload], &Signature([0; 64]));
    let longest = MAX_RECORD - (whole(100_000).len() - 100_000);
    assert_eq!(whole(longest).len(), MAX_RECORD);
    assert!(Sign1::parse(&whole(longest)).is_ok());
    assert!(matches!(
        refused(&whole(longest + 1)).0,
        CoseErrorKind::Decode(DecodeErrorKind::LimitExceeded { .. })
    ));
}
