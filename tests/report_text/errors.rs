//! One of every error.

use std::error::Error;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use handseal::cose::{CoseError, CoseErrorKind, VerifyError};
use handseal::custody::{StateKind, Violation};
use handseal::encoding::{DecodeError, DecodeErrorKind, FieldPath, HexError, Kind, TimestampError};
use handseal::event::{DisclosureError, DraftError, EntryError, EventType, ShapeError};
use handseal::identity::{
    AgentError, Algorithm, EntropyError, IdError, KeyError, KeyFileError, OriginError, PartyId,
    PemError, SignError, SignErrorKind, SignatureError, SshError, Thumbprint, TokenError,
    TokenUriError, TokenUriErrorKind,
};

/// Names each value by the path that makes it, and says what it says.
macro_rules! said {
    ($($made:expr),* $(,)?) => {
        [$((stringify!($made), Box::new($made) as Box<dyn Error>)),*]
    };
}
pub(crate) use said;

pub(crate) fn path() -> PathBuf {
    PathBuf::from("a\nb.custody")
}

pub(crate) fn party() -> PartyId {
    PartyId::organisation(Thumbprint([7; 32]))
}

fn decode(kind: DecodeErrorKind) -> DecodeError {
    DecodeError { kind, offset: 40, path: FieldPath::new() }
}

pub(crate) fn decode_kinds() -> Vec<(&'static str, Box<dyn Error>)> {
    Vec::from(said![
        DecodeError { kind: DecodeErrorKind::FloatForbidden, offset: 40, path: FieldPath::new() },
        DecodeErrorKind::DepthExceeded { limit: 8 },
        DecodeErrorKind::DuplicateKey,
        DecodeErrorKind::FloatForbidden,
        DecodeErrorKind::Identifier { expected: "an item id" },
        DecodeErrorKind::IndefiniteLength,
        DecodeErrorKind::KeyTypeForbidden { found: Kind::Array },
        DecodeErrorKind::LimitExceeded { limit: 8, found: 9 },
        DecodeErrorKind::MissingField { name: "links" },
        DecodeErrorKind::NegativeForbidden,
        DecodeErrorKind::NonShortestHead,
        DecodeErrorKind::OutOfOrder,
        DecodeErrorKind::PublicKey,
        DecodeErrorKind::Repeated,
        DecodeErrorKind::ReservedHead { initial: 0x1c },
        DecodeErrorKind::SimpleForbidden,
        DecodeErrorKind::TagForbidden { tag: 2 },
        DecodeErrorKind::Timestamp(TimestampError::LeapSecond),
        DecodeErrorKind::TooFew { expected: 1, found: 0 },
        DecodeErrorKind::TrailingBytes { count: 3 },
        DecodeErrorKind::Truncated { expected: 5, found: 2 },
        DecodeErrorKind::UnexpectedInteger { expected: -19, found: -8 },
        DecodeErrorKind::UnexpectedText { expected: "inclusion", found: "a\nb".into() },
        DecodeErrorKind::UnexpectedType { expected: Kind::Map, found: Kind::Null },
        DecodeErrorKind::UnknownCode { found: "a\nb".into() },
        DecodeErrorKind::UnknownField { name: "a\nb".into() },
        DecodeErrorKind::UnknownNumber { found: -8 },
        DecodeErrorKind::UnsortedKeys,
        DecodeErrorKind::Utf8,
        DecodeErrorKind::WrongLength { expected: 32, found: 31 },
        HexError::NotADigit { offset: 3, found: '\n' },
        HexError::WrongLength { expected: 64, found: 63 },
        TimestampError::Date { year: 2041, month: 2, day: 30 },
        TimestampError::FractionTooLong { digits: 10 },
        TimestampError::FractionTrailingZero,
        TimestampError::Hour { found: 24 },
        TimestampError::LeapSecond,
        TimestampError::Minute { found: 60 },
        TimestampError::Nanosecond { found: 1_000_000_000 },
        TimestampError::Offset { minutes: 1440 },
        TimestampError::Second { found: 61 },
        TimestampError::Syntax { offset: 10 },
        TimestampError::Year { unix_seconds: i64::MAX },
        TimestampError::ZeroOffset,
    ])
}

pub(crate) fn sign_error(kind: SignErrorKind) -> SignError {
    SignError { kind, source: None }
}

pub(crate) fn keys() -> Vec<(&'static str, Box<dyn Error>)> {
    let [expected, found] = [Thumbprint([1; 32]), Thumbprint([2; 32])];
    let source = || io::Error::from(io::ErrorKind::PermissionDenied);
    Vec::from(said![
        KeyError::MixedOrder,
        KeyError::NotBuiltIn { algorithm: Algorithm::Esp256 },
        KeyError::NotCanonical,
        KeyError::NotOnCurve,
        KeyError::SecretOutOfRange,
        KeyError::SmallOrder,
        KeyError::WrongLength { expected: 32, found: 31 },
        SignatureError::HighS,
        SignatureError::Mismatch,
        SignatureError::NonCanonicalR,
        SignatureError::NonCanonicalS,
        SignatureError::ROutOfRange,
        SignatureError::RNotOnCurve,
        SignatureError::SOutOfRange,
        SignatureError::SmallOrderR,
        SignatureError::WrongLength { expected: 64, found: 63 },
        SignError { kind: SignErrorKind::Refused, source: None },
        SignErrorKind::Mismatch,
        SignErrorKind::NotHeld { expected },
        SignErrorKind::Refused,
        SignErrorKind::Unavailable,
        SignErrorKind::WrongKey { expected, found },
        SignErrorKind::WrongPin,
        AgentError::Closed,
        AgentError::Connect(source()),
        AgentError::Failure,
        AgentError::Malformed(SshError::NoKey),
        AgentError::OtherAnswer { expected: 14, found: 6 },
        AgentError::Signature,
        AgentError::Slow { patience: Duration::from_millis(300) },
        AgentError::TooLong { limit: 262_144, found: 262_145 },
        TokenError::NoPin,
        TokenError::NoToken { uri: "pkcs11:token=a%0Ab".into() },
        TokenError::SeveralTokens { count: 2, uri: "pkcs11:token=a%0Ab".into() },
        TokenError::SignatureLength { expected: 64, found: 63 },
        TokenError::Slow { patience: Duration::from_millis(300) },
        TokenUriError { kind: TokenUriErrorKind::NoValue, offset: 7 },
        TokenUriErrorKind::NoKey { found: "a\nb\u{202e}".into() },
        TokenUriErrorKind::NoValue,
        TokenUriErrorKind::NotEncoded,
        TokenUriErrorKind::Number { name: "slot-id" },
        TokenUriErrorKind::PinValue,
        TokenUriErrorKind::Scheme,
        TokenUriErrorKind::Twice { name: "token".into() },
        TokenUriErrorKind::Unknown { name: "a\nb\u{202e}".into() },
        SshError::Base64 { offset: 12 },
        SshError::Form,
        SshError::Key(KeyError::SmallOrder),
        SshError::NoKey,
        SshError::OtherType { found: "a\nb".into() },
        SshError::SecondLine { offset: 80 },
        SshError::Trailing { offset: 51, count: 4 },
        SshError::Truncated { offset: 15 },
        SshError::TypesDiffer,
        EntropyError { source: Box::new(source()) },
        PemError::Key(KeyError::SmallOrder),
        PemError::MalformedKey,
        PemError::NotDer { offset: Some(3) },
        PemError::NotPem,
        PemError::OpenSsh,
        PemError::OtherAlgorithm,
        PemError::OtherLabel { expected: "PRIVATE KEY" },
        KeyFileError::Exists { path: path() },
        KeyFileError::Io { operation: "open", path: path(), source: source() },
        KeyFileError::NotProtected { path: path() },
        KeyFileError::NotRegular { path: path() },
        KeyFileError::Pem { path: path(), source: PemError::NotPem },
        KeyFileError::Protected { path: path() },
        KeyFileError::Protection { path: path(), source: Box::new(source()) },
        KeyFileError::TooLong { path: path(), limit: 16384 },
        KeyFileError::WidePermissions { path: path(), expected: 0o600, found: 0o644 },
        KeyFileError::WrongPassphrase { path: path() },
        IdError { expected: "item: and 32 digits" },
        OriginError::Entropy(EntropyError { source: Box::new(source()) }),
        OriginError::Name(IdError { expected: "a name" }),
        VerifyError::OtherAlgorithm { expected: Algorithm::Ed25519, found: Algorithm::Esp256 },
        VerifyError::OtherKey { expected, found },
        VerifyError::Signature(SignatureError::Mismatch),
    ])
}

pub(crate) fn events() -> Vec<(&'static str, Box<dyn Error>)> {
    let event_type = EventType::Accepted;
    let cose = |kind| CoseError { kind, offset: 12 };
    let [expected, found] = [Thumbprint([1; 32]), Thumbprint([2; 32])];
    Vec::from(said![
        CoseError { kind: CoseErrorKind::DetachedPayload, offset: 12 },
        CoseErrorKind::ContentType { found: "a\nb".into() },
        CoseErrorKind::Decode(DecodeErrorKind::Utf8),
        CoseErrorKind::DetachedPayload,
        CoseErrorKind::Elements { expected: 4, found: 3 },
        CoseErrorKind::MissingLabel { map: "protected header", label: 4 },
        CoseErrorKind::OtherTag { expected: 18, found: 98 },
        CoseErrorKind::SignatureLength { expected: 64, found: 63 },
        CoseErrorKind::UnknownAlgorithm { found: -8 },
        CoseErrorKind::UnknownLabel { map: "protected header", label: 2 },
        CoseErrorKind::UnprotectedNotEmpty { found: 1 },
        EntryError::Cose(cose(CoseErrorKind::DetachedPayload)),
        EntryError::Decode(decode(DecodeErrorKind::Utf8)),
        EntryError::Issuer(IdError { expected: "a party" }),
        EntryError::Shape(ShapeError::NoLink),
        EntryError::Subject,
        DisclosureError::Decode(decode(DecodeErrorKind::Utf8)),
        DisclosureError::Unmatched { index: 2, range: 10..20 },
        ShapeError::EmptyExt,
        ShapeError::ItemTwice { event_type },
        ShapeError::ItemsDiffer { event_type },
        ShapeError::LinkOrder { index: 1 },
        ShapeError::NoLink,
        ShapeError::SubjectsMixed { event_type },
        ShapeError::Previous { seq: 0 },
        ShapeError::Previous { seq: 1 },
        ShapeError::NoItem { event_type },
        ShapeError::Place { event_type, seq: 0 },
        ShapeError::PossessionMissing { event_type: EventType::Enrolled },
        ShapeError::NoPlaceAfter { seq: u64::MAX },
        ShapeError::Subject { event_type, expected_not: "case" },
        ShapeError::UnitWithKey,
        DraftError::Decode(decode(DecodeErrorKind::Utf8)),
        DraftError::Entry(EntryError::Subject),
        DraftError::Disclosure(DisclosureError::Unmatched { index: 0, range: 1..9 }),
        DraftError::Key(KeyError::SmallOrder),
        DraftError::TooLarge { limit: 262_144, found: 262_145 },
        DraftError::Sign(sign_error(SignErrorKind::Refused)),
        DraftError::Signature(SignatureError::Mismatch),
        DraftError::WrongAlgorithm { expected: Algorithm::Esp256, found: Algorithm::Ed25519 },
        DraftError::WrongKey { expected, found },
        Violation::NotAnnullable,
        Violation::NotHolder { event_type, expected: party(), found: party() },
        Violation::NoPen { holder: Some(party()), found: party() },
        Violation::NoPen { holder: None, found: party() },
        Violation::WrongState { event_type, state: StateKind::Ended },
    ])
}
