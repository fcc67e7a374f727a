//! One of every error of ledgers, files and cases.

use std::error::Error;
use std::io;

use handseal::event::{DraftError, EntryError, EntryHash, EventType, Link, Subject};
use handseal::evidence::{
    EvidenceError, FileKind, FileState, PartListError, PartSize, PartSizeError, PassedOver,
};
use handseal::identity::{
    Algorithm, EntropyError, IdError, ItemId, KeyError, OriginError, RequestId, SignErrorKind,
    SignatureError, Thumbprint,
};
use handseal::ledger::{
    CheckpointError, CheckpointErrorKind, CheckpointSignError, KeyId, KeyName, KeyNameError,
    NoteError, NoteErrorKind, NoteSignError, OpenError, RecordError, SignedCheckpointError,
    VerifierKeyError,
};
use handseal::merkle::{Hash, ProofError, TreeError};
use handseal::store::{CaseError, CaseFile, StoreError};
use handseal::verify::{Code, Finding, NoSnapshot, SnapshotError, VerifierError, Writer};

use crate::errors::{party, path, said, sign_error};

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
        VerifierKeyError::Algorithm { expected: Algorithm::Ed25519, found: Algorithm::Esp256 },
        VerifierKeyError::Base64,
        VerifierKeyError::Id,
        VerifierKeyError::Key(KeyError::SmallOrder),
        VerifierKeyError::Name(KeyNameError::Empty),
        VerifierKeyError::OtherId { expected: id, found: KeyId([0; 4]) },
        VerifierKeyError::Shape,
        VerifierKeyError::SignatureType { expected: 1, found: 4 },
        NoteError { kind: NoteErrorKind::Utf8, offset: 7 },
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
        NoteSignError::Key(VerifierKeyError::Shape),
        NoteSignError::Note(note(NoteErrorKind::Utf8)),
        NoteSignError::Sign(sign_error(SignErrorKind::Refused)),
        NoteSignError::Unverifiable(SignatureError::Mismatch),
        CheckpointError { kind: CheckpointErrorKind::EmptyLine, line: 2 },
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
    let state = |size| Box::new(FileState { size, modified: None, changed: None, id: None });
    let size = |bytes| PartSize::new(bytes).unwrap();
    let instant = || "2041-06-01T09:30:00Z".parse().unwrap();
    let hash = |byte| Hash([byte; 32]);
    Vec::from(said![
        EvidenceError::Changed { path: path(), before: state(4), after: state(5) },
        EvidenceError::Cancelled { done: 9 },
        EvidenceError::NoSegments,
        EvidenceError::NotADevice { path: path(), found: None },
        EvidenceError::NotADevice { path: path(), found: Some(FileKind::Fifo) },
        EvidenceError::NotRegular { path: path(), found: FileKind::Fifo },
        EvidenceError::Open { path: path(), source: source() },
        EvidenceError::PartDigests { source: source() },
        EvidenceError::PartList(PartListError::WrongCount { expected: 2, found: 3 }),
        EvidenceError::Read { offset: 9, source: source() },
        EvidenceError::ReadFile { path: path(), offset: 9, source: source() },
        PassedOver { bytes: 4096, why: "checksum 1 expected, 2 found".into() },
        PartListError::NotSigned,
        PartListError::Torn { offset: 64 },
        PartListError::WrongCount { expected: 2, found: 3 },
        PartListError::WrongPartSize { expected: size(4096), found: size(8192) },
        PartListError::WrongRoot { expected: hash(1), found: hash(2) },
        PartListError::WrongSize { expected: 10, found: 11 },
        PartSizeError::NotAMultiple { found: 4097 },
        PartSizeError::OutsideRange { found: 1 },
        VerifierError::AmbiguousLabel { label: "a\nb".to_owned(), found: 2 },
        VerifierError::Cancelled { item: ItemId::from([1; 16]), done: 9 },
        VerifierError::NamedTwice { item: ItemId::from([1; 16]), name: "a\nb".to_owned() },
        VerifierError::Open { path: path(), source: source() },
        VerifierError::Read { offset: 9, source: source() },
        NoSnapshot::Beside,
        NoSnapshot::NoHead,
        NoSnapshot::NotKept { code: Code::SignatureMismatch },
        NoSnapshot::NotLedger,
        NoSnapshot::TooMany,
        SnapshotError::Altered,
        SnapshotError::Changed { size: 9 },
        SnapshotError::Later { then: instant(), now: instant() },
        SnapshotError::Malformed,
        SnapshotError::NeedsAll { what: "use logs" },
        SnapshotError::NotAtHead { size: 9 },
        SnapshotError::OlderHead { size: 9 },
        SnapshotError::OtherHead { expected: hash(1), found: hash(2) },
        SnapshotError::OtherLedger,
        SnapshotError::OtherQuestion { what: "trust" },
        SnapshotError::OtherVersion,
        VerifierError::Snapshot(SnapshotError::Altered),
        VerifierError::UnknownItem { name: "a\nb".to_owned() },
        VerifierError::UnknownRequest { request: RequestId::from([1; 16]) },
        StoreError::Exists { path: path() },
        StoreError::Io { path: path(), operation: "write", source: source() },
        StoreError::Locked {
            path: path(),
            writer: Writer { process: Some(4_711), program: Some("collect".to_owned()) },
        },
        StoreError::NotRegular { path: path() },
        StoreError::Poisoned,
    ])
}

pub(crate) fn cases() -> Vec<(&'static str, Box<dyn Error>)> {
    let source = || io::Error::from(io::ErrorKind::StorageFull);
    let subject = || Subject::Item(ItemId::from([1; 16]));
    let checkpoint = || CheckpointError { kind: CheckpointErrorKind::EmptyLine, line: 1 };
    Vec::from(said![
        CaseError::ActNotHeld {
            request: RequestId::from([3; 16]),
            event_type: EventType::Authorisation,
        },
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
        CaseError::ImportRecord { source: RecordError::Torn { range: 900..1_000 } },
        CaseError::NoSuchKey { party: party(), kid: Thumbprint([7; 32]) },
        CaseError::LastRegistrar { party: party() },
        CaseError::EntryNotHeld { index: 3 },
        CaseError::MustStay { index: 3, event_type: EventType::Enrolled },
        CaseError::NothingToPrune,
        CaseError::StillHeld { item: ItemId::from([1; 16]) },
        CaseError::NotARequestAct { event_type: EventType::Noted },
        CaseError::NeverOpened,
        CaseError::NotCheckpointKey,
        CaseError::NotOfAHead,
        CaseError::NotEnrolled { party: party() },
        CaseError::NotOnChain { entry: EntryHash::of(b"entry"), subject: Box::new(subject()) },
        CaseError::NotReadBack { range: 10..20 },
        CaseError::Origin(OriginError::Name(IdError { expected: "a name" })),
        CaseError::OfferNotOpen { offer: EntryHash::of(b"offer") },
        CaseError::ReadOnly { finding: finding() },
        CaseError::Refused { finding: finding() },
        CaseError::RequestNotHeld { request: RequestId::from([3; 16]) },
        CaseError::Store(StoreError::Poisoned),
        CaseError::Token(handseal::timestamp::TokenError::Nonce),
        CaseError::TokenRecorded { index: 12 },
        CaseError::Tree(TreeError::SizeZero),
        CaseError::UnknownSubject { subject: Box::new(subject()) },
        CaseError::Verify(Box::new(VerifierError::Read { offset: 9, source: source() })),
    ])
}
