//! One of every error about signed heads that contradict each other.

use std::error::Error;

use handseal::cose::VerifyError;
use handseal::encoding::{DecodeError, DecodeErrorKind, FieldPath};
use handseal::event::EntryError;
use handseal::identity::{SignatureError, Signer as _, SigningKey};
use handseal::ledger::{
    Checkpoint, CheckpointError, CheckpointErrorKind, CosignatureError, CosignatureRequestError,
    CosignerKey, CosignerPolicyError, KeyName, NoteError, NoteErrorKind, NoteSignError, OpenError,
    SignedCheckpoint, SignedCheckpointError, VerifierKeyError,
};
use handseal::merkle::{Hash, ProofError};
use handseal::store::{CosignError, CosignerError, StoreError};
use handseal::verify::{Code, Contradiction, Misbehaviour, MisbehaviourError, NotProven};

use crate::errors::said;

/// Two heads of one size, by one key.
fn fork() -> Misbehaviour {
    let head = |root| {
        let head = Checkpoint::new("a/\u{202e}1", 7, [root; 32]).unwrap();
        SignedCheckpoint::sign(head, &SigningKey::from_seed(&[7; 32])).unwrap()
    };
    Misbehaviour::of([head(1), head(2)], Contradiction::Roots).unwrap()
}

pub(crate) fn heads() -> Vec<(&'static str, Box<dyn Error>)> {
    let decode = || DecodeError {
        kind: DecodeErrorKind::UnknownCode { found: "a\nb".into() },
        offset: 40,
        path: FieldPath::new(),
    };
    let note = NoteError { kind: NoteErrorKind::NoEmptyLine, offset: 12 };
    let checkpoint = CheckpointError { kind: CheckpointErrorKind::MissingLine, line: 2 };
    let origin = |text: &str| text.to_owned();
    let name = |text| KeyName::parse(text).unwrap();
    let cosigner = |text, seed| {
        let key = SigningKey::from_seed(&[seed; 32]);
        CosignerKey::new(name(text), key.public_key().clone()).unwrap()
    };
    Vec::from(said![
        CosignatureError::Length { name: name("a.example"), expected: 72, found: 64 },
        CosignatureError::Signature { name: name("a.example"), source: SignatureError::Mismatch },
        CosignatureError::Time { name: name("a.example"), limit: 7, found: 8 },
        CosignerPolicyError::NothingAsked,
        CosignerPolicyError::OutOfReach { threshold: 3, known: 2 },
        CosignerPolicyError::SameKey { first: name("a.example"), second: name("b.example") },
        CosignerPolicyError::SameName { name: name("a.example") },
        CosignatureRequestError::Head(SignedCheckpointError::Note(note)),
        CosignatureRequestError::Hash { line: 2 },
        CosignatureRequestError::NoLine { line: 2 },
        CosignatureRequestError::OldSize,
        CosignatureRequestError::ProofTooLong { limit: 63 },
        NoteSignError::Time { limit: 7, found: 8 },
        StoreError::NotACosigner { path: "a\nb".into(), source: VerifierKeyError::Shape },
        StoreError::NotAHead { path: "a\nb".into() },
        StoreError::NotAMemory { path: "a\nb".into() },
        CosignError::BadProof { source: ProofError::SizeZero },
        CosignError::ClockBehind { held: 8, found: 7 },
        CosignError::Fork { proof: Box::new(fork()) },
        CosignError::Open(OpenError::NoKnownKey { found: 1 }),
        CosignError::SizesReversed { old: 8, new: 7 },
        CosignError::Sign(NoteSignError::Time { limit: 7, found: 8 }),
        CosignError::Stale { held: 7 },
        CosignError::Store(StoreError::Poisoned),
        CosignError::UnknownOrigin { origin: origin("a\n/1") },
        CosignerError::Key(VerifierKeyError::Shape),
        CosignerError::OtherCosigner {
            expected: Box::new(cosigner("a.example", 7)),
            found: Box::new(cosigner("a\u{202e}example", 8)),
        },
        MisbehaviourError::Decode(decode()),
        MisbehaviourError::Entry { number: 1, source: EntryError::Subject },
        MisbehaviourError::Head { number: 0, source: SignedCheckpointError::Note(note) },
        MisbehaviourError::Head {
            number: 1,
            source: SignedCheckpointError::Checkpoint(checkpoint)
        },
        MisbehaviourError::HeadsOutOfOrder { first: 8, second: 7 },
        MisbehaviourError::OtherLedger { first: origin("a/1"), second: origin("b\n/2") },
        MisbehaviourError::Proof {
            number: 1,
            source: ProofError::IndexOutside { index: 8, size: 8 }
        },
        MisbehaviourError::Same { found: Hash([3; 32]) },
        MisbehaviourError::Sizes { first: 7, second: 8 },
        NotProven::Head { number: 1, source: OpenError::NoKnownKey { found: 1 } },
        NotProven::OtherType { number: 2 },
        NotProven::Registration { number: 2, code: Code::KeyUnknown },
        NotProven::Signature {
            number: 0,
            source: VerifyError::Signature(SignatureError::Mismatch),
        },
    ])
}
