//! One of every error about some bytes of a content.

use std::error::Error;
use std::io;

use handseal::cose::VerifyError;
use handseal::encoding::{DecodeError, DecodeErrorKind, FieldPath};
use handseal::event::EntryError;
use handseal::evidence::directory::{EntryPath, EntryType, ManifestError};
use handseal::evidence::{
    ContentReport, EvidenceError, Expected, Options, PartListError, RangeError, check_content,
    measure_reader,
};
use handseal::identity::{ItemId, SignatureError};
use handseal::merkle::{ProofError, TreeError};
use handseal::verify::{Code, ContentProofError, Kind, NotShown};

use crate::errors::said;

pub(crate) fn ranges() -> Vec<(&'static str, Box<dyn Error>)> {
    let source = || io::Error::from(io::ErrorKind::UnexpectedEof);
    let decode = || DecodeError {
        kind: DecodeErrorKind::UnknownCode { found: "a\nb".into() },
        offset: 40,
        path: FieldPath::new(),
    };
    let item = || ItemId::from([1; 16]);
    let path = |bytes: &[u8]| EntryPath::new(bytes).unwrap();
    let count = || PartListError::WrongCount { expected: 2, found: 3 };
    Vec::from(said![
        ProofError::RangeEmpty { first: 3, last: 2 },
        ProofError::TooFewLeaves { expected: 3, found: 2 },
        ProofError::TooManyLeaves { expected: 3 },
        TreeError::RangeEmpty { first: 3, last: 2 },
        RangeError::LeftOver { expected: 4096 },
        RangeError::List(count()),
        RangeError::ListTorn { offset: 64 },
        RangeError::Missing { expected: 4096, found: 9 },
        RangeError::Outside { asked: 4..9, size: 8 },
        RangeError::Proof(ProofError::IndexOutside { index: 8, size: 8 }),
        RangeError::Read { offset: 9, source: source() },
        RangeError::Tree(TreeError::IndexOutside { index: 8, size: 8 }),
        ContentProofError::Decode(decode()),
        ContentProofError::Entry { offset: 72, source: EntryError::Subject },
        ContentProofError::List(count()),
        ContentProofError::Manifest(ManifestError::NoSuchEntry { path: path(b"a\xff") }),
        ContentProofError::NoContent { item: item() },
        ContentProofError::NoDirectory { item: item() },
        ContentProofError::NoPartTree { item: item() },
        ContentProofError::NotDisclosed { item: item() },
        ContentProofError::OtherDescriptor { expected: [1; 32], found: [2; 32] },
        ContentProofError::OtherKind { expected: Kind::Parts, found: Kind::DirectoryEntry },
        ContentProofError::OtherMetadata { expected: path(b"a"), found: path(b"b\n") },
        ContentProofError::Place(ProofError::IndexOutside { index: 8, size: 8 }),
        ContentProofError::Range(RangeError::LeftOver { expected: 4096 }),
        NotShown::Bytes(RangeError::LeftOver { expected: 4096 }),
        NotShown::Entry(ProofError::IndexOutside { index: 8, size: 8 }),
        NotShown::EntryFailed { index: 3, code: Code::LinkForked },
        NotShown::EntryNotAsked,
        NotShown::EntryNotChecked { index: 3, code: Code::KeyUnknown },
        NotShown::EntryNotHeld,
        NotShown::Metadata(ProofError::IndexOutside { index: 8, size: 8 }),
        NotShown::NoFile { entry_type: EntryType::Link },
        NotShown::OtherFile(Box::new(other_file())),
        NotShown::Read { source: Box::new(EvidenceError::Read { offset: 9, source: source() }) },
        NotShown::Signature(VerifyError::Signature(SignatureError::Mismatch)),
    ])
}

fn other_file() -> ContentReport {
    let measured = measure_reader(&b"one"[..], Options::default()).unwrap();
    check_content(&b"two"[..], &Expected::from(&measured)).unwrap()
}
