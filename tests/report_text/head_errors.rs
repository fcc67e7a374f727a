//! One of every error about signed heads that contradict each other.

use std::error::Error;

use handseal::cose::VerifyError;
use handseal::encoding::{DecodeError, DecodeErrorKind, FieldPath};
use handseal::event::EntryError;
use handseal::identity::SignatureError;
use handseal::ledger::{CheckpointError, NoteError, NoteErrorKind};
use handseal::ledger::{CheckpointErrorKind, OpenError, SignedCheckpointError};
use handseal::merkle::{Hash, ProofError};
use handseal::verify::{Code, MisbehaviourError, NotProven};

use crate::errors::said;

pub(crate) fn heads() -> Vec<(&'static str, Box<dyn Error>)> {
    let decode = || DecodeError {
        kind: DecodeErrorKind::UnknownCode { found: "a\nb".into() },
        offset: 40,
        path: FieldPath::new(),
    };
    let note = NoteError { kind: NoteErrorKind::NoEmptyLine, offset: 12 };
    let checkpoint = CheckpointError { kind: CheckpointErrorKind::MissingLine, line: 2 };
    let origin = |text: &str| text.to_owned();
    Vec::from(said![
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
