//! One of every error.

use std::error::Error;
use std::io;
use std::path::PathBuf;

use handseal::cose::{CoseError, CoseErrorKind, VerifyError};
use handseal::custody::{StateKind, Violation};
use handseal::encoding::{DecodeError, DecodeErrorKind, FieldPath, HexError, Kind, TimestampError};
use handseal::event::{
    DisclosureError, DraftError, EntryError, EntryHash, EventType, Link, ShapeError, Subject,
};
use handseal::evidence::{
    EvidenceError, FileKind, FileState, PartListError, PartSize, PartSizeError,
};
use handseal::identity::{
    Algorithm, EntropyError, IdError, ItemId, KeyError, KeyFileError, OriginError, PartyId,
    PemError, SignError, SignErrorKind, SignatureError, Thumbprint,
};
use handseal::ledger::{
    CheckpointError, CheckpointErrorKind, CheckpointSignError, KeyId, KeyName, KeyNameError,
    NoteError, NoteErrorKind, NoteSignError, OpenError, RecordError, SignedCheckpointError,
    VerifierKeyError,
};
use handseal::merkle::{Hash, ProofError, TreeError};
use handseal::store::{CaseError, CaseFile, StoreError};
use handseal::verify::{Finding, VerifierError};

/// Names each value by the path that makes it, and says what it says.
macro_rules! said {
    ($($made:expr),* $(,)?) => {
        [$((stringify!($made), Box::new($made) as Box<dyn Error>)),*]
    };
}

fn path() -> PathBuf {
    PathBuf::from("a\nb.custody")
}

fn party() -> PartyId {
    PartyId::organisation(Thumbprint([7; 32]))
}

fn decode(kind: DecodeErrorKind) -> DecodeError {
    DecodeError { kind, offset: 40, path: FieldPath::new() }
}

pub(crate) fn decode_kinds() -> Vec<(&'static str, Box<dyn Error>)> {
    Vec::from(said![
        decode(DecodeErrorKind::FloatForbidden),
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

fn sign_error(kind: SignErrorKind) -> SignError {
    SignError { kind, source: None }
}

pub(crate) fn keys() -> Vec<(&'static str, Box<dyn Error>)> {
    let [expected, found] = [Thumbprint([1; 32]), Thumbprint([2; 32])];
    let source = || io::Error::from(io::ErrorKind::PermissionDenied);
    Vec::from(said![
        KeyError::MixedOrder,
        KeyError::NotCanonical,
        KeyError::NotOnCurve,
        KeyError::SmallOrder,
        KeyError::WrongLength { expected: 32, found: 31 },
        SignatureError::Mismatch,
        SignatureError::NonCanonicalR,
        SignatureError::NonCanonicalS,
        SignatureError::RNotOnCurve,
        SignatureError::SmallOrderR,
        SignatureError::WrongLength { expected: 64, found: 63 },
        sign_error(SignErrorKind::Refused),
        SignErrorKind::Refused,
        SignErrorKind::Unavailable,
        SignErrorKind::WrongKey { expected, found },
        EntropyError { source: Box::new(source()) },
        PemError::Key(KeyError::SmallOrder),
        PemError::MalformedKey,
        PemError::NotDer { offset: Some(3) },
        PemError::NotPem,
        PemError::OtherAlgorithm,
        PemError::OtherLabel { expected: "PRIVATE KEY" },
        KeyFileError::Exists { path: path() },
        KeyFileError::Io { operation: "open", path: path(), source: source() },
        KeyFileError::NotRegular { path: path() },
        KeyFileError::Pem { path: path(), source: PemError::NotPem },
        KeyFileError::TooLong { path: path(), limit: 16384 },
        KeyFileError::WidePermissions { path: path(), expected: 0o600, found: 0o644 },
        IdError { expected: "item: and 32 digits" },
        OriginError::Entropy(EntropyError { source: Box::new(source()) }),
        OriginError::Name(IdError { expected: "a name" }),
        VerifyError::OtherAlgorithm { expected: Algorithm::Ed25519, found: Algorithm::Ed25519 },
        VerifyError::OtherKey { expected, found },
        VerifyError::Signature(SignatureError::Mismatch),
    ])
}

pub(crate) fn events() -> Vec<(&'static str, Box<dyn Error>)> {
    let event_type = EventType::Accepted;
    let cose = |kind| CoseError { kind, offset: 12 };
    let [expected, found] = [Thumbprint([1; 32]), Thumbprint([2; 32])];
    Vec::from(said![
        cose(CoseErrorKind::DetachedPayload),
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
        ShapeError::Previous { seq: 0 },
        ShapeError::Previous { seq: 1 },
        ShapeError::NoItem { event_type },
        ShapeError::Place { event_type, seq: 0 },
        ShapeError::PossessionMissing { event_type: EventType::Enrolled },
        ShapeError::NoPlaceAfter { seq: u64::MAX },
        ShapeError::Subject { event_type, expected_not: "case" },
        DraftError::Decode(decode(DecodeErrorKind::Utf8)),
        DraftError::Entry(EntryError::Subject),
        DraftError::Disclosure(DisclosureError::Unmatched { index: 0, range: 1..9 }),
        DraftError::Key(KeyError::SmallOrder),
        DraftError::TooLarge { limit: 262_144, found: 262_145 },
        DraftError::Sign(sign_error(SignErrorKind::Refused)),
        DraftError::Signature(SignatureError::Mismatch),
        DraftError::WrongKey { expected, found },
        Violation::NotAnnullable,
        Violation::NotHolder { event_type, expected: party(), found: party() },
        Violation::NoPen { holder: Some(party()), found: party() },
        Violation::NoPen { holder: None, found: party() },
        Violation::WrongState { event_type, state: StateKind::Ended },
    ])
}

pub(crate) fn ledgers() -> Vec<(&'static str, Box<dyn Error>)> {
    let [expected, found] = [Hash([1; 32]), Hash([2; 32])];
    let source = || io::Error::from(io::ErrorKind::UnexpectedEof);
    let name = || KeyName::parse("custody.example/0").unwrap();
    let id = KeyId([1, 2, 3, 4]);
    let note = |kind| NoteError { kind, offset: 7 };
    let checkpoint = |kind| CheckpointError { kind, line: 2 };
    Vec::from(said![
        ProofError::IndexOutside { index: 8, size: 8 },
        ProofError::OldRootMismatch { expected, found },
        ProofError::PathTooLong { expected: 3, found: 4 },
        ProofError::PathTooShort { expected: 3, found: 2 },
        ProofError::RootMismatch { expected, found },
        ProofError::SizeTooLarge { size: u64::MAX },
        ProofError::SizeZero,
        ProofError::SizesReversed { from: 9, to: 8 },
        TreeError::IndexOutside { index: 8, size: 8 },
        TreeError::SizeNotHeld { size: 9, held: 8 },
        TreeError::SizesReversed { from: 9, to: 8 },
        TreeError::SizeZero,
        RecordError::Io { offset: 9, source: source() },
        RecordError::Oversized { range: 9..300_000, limit: 262_149, found: 299_991 },
        RecordError::Torn { range: 9..12 },
        RecordError::Unframed { range: 9..12 },
        KeyNameError::Character { found: ' ', offset: 3 },
        KeyNameError::Empty,
        VerifierKeyError::Base64,
        VerifierKeyError::Id,
        VerifierKeyError::Key(KeyError::SmallOrder),
        VerifierKeyError::Name(KeyNameError::Empty),
        VerifierKeyError::OtherId { expected: id, found: KeyId([0; 4]) },
        VerifierKeyError::Shape,
        VerifierKeyError::SignatureType { expected: 1, found: 4 },
        note(NoteErrorKind::Utf8),
        NoteErrorKind::Base64,
        NoteErrorKind::ControlCharacter { found: 13 },
        NoteErrorKind::KeyName(KeyNameError::Empty),
        NoteErrorKind::NoEmptyLine,
        NoteErrorKind::NoFinalNewline,
        NoteErrorKind::SignatureLine,
        NoteErrorKind::SignatureTooShort { minimum: 5, found: 4 },
        NoteErrorKind::TooLong { limit: 1_000_000 },
        NoteErrorKind::TooManySignatures { limit: 100 },
        NoteErrorKind::Utf8,
        OpenError::AmbiguousKeys { name: name(), id },
        OpenError::BadSignature { name: name(), id, offset: 80, source: SignatureError::Mismatch },
        OpenError::NoKnownKey { found: 2 },
        OpenError::NotByOrigin { origin: "custody.example/0".to_owned() },
        NoteSignError::Note(note(NoteErrorKind::Utf8)),
        NoteSignError::Sign(sign_error(SignErrorKind::Refused)),
        NoteSignError::Unverifiable(SignatureError::Mismatch),
        checkpoint(CheckpointErrorKind::EmptyLine),
        CheckpointErrorKind::ControlCharacter { found: 13 },
        CheckpointErrorKind::EmptyLine,
        CheckpointErrorKind::MissingLine,
        CheckpointErrorKind::NoFinalNewline,
        CheckpointErrorKind::RootBase64,
        CheckpointErrorKind::RootLength { expected: 32, found: 31 },
        CheckpointErrorKind::SizeLeadingZero,
        CheckpointErrorKind::SizeNotDecimal,
        CheckpointErrorKind::SizeOverflow,
        SignedCheckpointError::Checkpoint(checkpoint(CheckpointErrorKind::EmptyLine)),
        SignedCheckpointError::Note(note(NoteErrorKind::Utf8)),
        CheckpointSignError::Note(NoteSignError::Sign(sign_error(SignErrorKind::Refused))),
        CheckpointSignError::Origin(KeyNameError::Empty),
    ])
}

/// Why a file of zeros cannot be opened.
fn finding() -> Box<Finding> {
    match CaseFile::open_bytes(vec![0; 4], &handseal::identity::Trust::new()) {
        Err(CaseError::ReadOnly { finding }) => finding,
        Err(_) | Ok(_) => panic!("zeros are a case"),
    }
}

pub(crate) fn files() -> Vec<(&'static str, Box<dyn Error>)> {
    let source = || io::Error::from(io::ErrorKind::StorageFull);
    let state = |size| FileState { size, modified: None, id: None };
    let size = |bytes| PartSize::new(bytes).unwrap();
    let hash = |byte| Hash([byte; 32]);
    Vec::from(said![
        EvidenceError::Changed { path: path(), before: state(4), after: state(5) },
        EvidenceError::NotRegular { path: path(), found: FileKind::Fifo },
        EvidenceError::Open { path: path(), source: source() },
        EvidenceError::PartList(PartListError::WrongCount { expected: 2, found: 3 }),
        EvidenceError::Read { offset: 9, source: source() },
        EvidenceError::ReadFile { path: path(), offset: 9, source: source() },
        PartListError::WrongCount { expected: 2, found: 3 },
        PartListError::WrongPartSize { expected: size(4096), found: size(8192) },
        PartListError::WrongRoot { expected: hash(1), found: hash(2) },
        PartListError::WrongSize { expected: 10, found: 11 },
        PartSizeError::NotAMultiple { found: 4097 },
        PartSizeError::OutsideRange { found: 1 },
        VerifierError::AmbiguousLabel { label: "a\nb".to_owned(), found: 2 },
        VerifierError::Content {
            item: ItemId::from([1; 16]),
            source: Box::new(EvidenceError::Read { offset: 9, source: source() }),
        },
        VerifierError::Open { path: path(), source: source() },
        VerifierError::Read { offset: 9, source: source() },
        VerifierError::UnknownItem { name: "a\nb".to_owned() },
        StoreError::Exists { path: path() },
        StoreError::Io { path: path(), operation: "write", source: source() },
        StoreError::Locked { path: path() },
        StoreError::NotRegular { path: path() },
        StoreError::Poisoned,
    ])
}

pub(crate) fn cases() -> Vec<(&'static str, Box<dyn Error>)> {
    let source = || io::Error::from(io::ErrorKind::StorageFull);
    let subject = || Subject::Item(ItemId::from([1; 16]));
    let checkpoint = || CheckpointError { kind: CheckpointErrorKind::EmptyLine, line: 1 };
    Vec::from(said![
        CaseError::ChainMoved {
            subject: Box::new(subject()),
            expected: Box::new(Link::after(subject(), 2, EntryHash::of(b"two"))),
            found: Box::new(Link::after(subject(), 1, EntryHash::of(b"one"))),
        },
        CaseError::Checkpoint(checkpoint()),
        CaseError::CheckpointSign(Box::new(CheckpointSignError::Origin(KeyNameError::Empty))),
        CaseError::Draft(Box::new(DraftError::Entry(EntryError::Subject))),
        CaseError::Entropy(EntropyError { source: Box::new(source()) }),
        CaseError::Import { index: 3, source: Box::new(EntryError::Subject) },
        CaseError::NotCheckpointKey,
        CaseError::NotEnrolled { party: party() },
        CaseError::NotReadBack { range: 10..20 },
        CaseError::Origin(OriginError::Name(IdError { expected: "a name" })),
        CaseError::OfferNotOpen { offer: EntryHash::of(b"offer") },
        CaseError::ReadOnly { finding: finding() },
        CaseError::Refused { finding: finding() },
        CaseError::Store(StoreError::Poisoned),
        CaseError::Tree(TreeError::SizeZero),
        CaseError::UnknownSubject { subject: Box::new(subject()) },
        CaseError::Verify(Box::new(VerifierError::Read { offset: 9, source: source() })),
    ])
}
