//! Proof files of one entry of a directory.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use ciborium::Value;
use handseal::encoding::DecodeErrorKind;
use handseal::event::{AcquiredItem, Content, SignedEvent, Subject};
use handseal::evidence::directory::{
    DirectoryMeasurement, DirectoryOptions, DirectoryPass, DirectorySecret, EntryPath, EntryType,
    ManifestError, ManifestReader,
};
use handseal::evidence::{DigestAlgorithm, DigestSet, RangeError, Sha256Digest};
use handseal::identity::{ItemId, PublicKey, Signer as _};
use handseal::merkle::ProofError;
use handseal::verify::{
    BytesProof, ContentProof, ContentProofError, DirectoryEntryProof, Kind, MetadataShown, NotShown,
};

use crate::cases::{CHIEF, LAB, Ledger, key};
use crate::edit::{edited, refusal};
use crate::made::{Made, acquired};

/// A folder of its own, removed at the end.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        // Several tests make the same directory at the same time.
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("entries-{number}-{name}");
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A case in which a directory was acquired.
pub(crate) struct Desk {
    pub(crate) ledger: Ledger,
    pub(crate) entry: SignedEvent,
    pub(crate) item: ItemId,
    pub(crate) measured: DirectoryMeasurement,
    pub(crate) manifest: Vec<u8>,
}

pub(crate) const MAIL: &[u8] = b"From: a";

impl Desk {
    /// A directory with `mail/one.eml`, a link to it, a directory, and so many files more.
    pub(crate) fn new(name: &str, more: usize) -> Self {
        let scratch = Scratch::new(name);
        let folder = &scratch.0;
        fs::create_dir(folder.join("mail")).unwrap();
        fs::write(folder.join("mail/one.eml"), MAIL).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink("mail/one.eml", folder.join("shortcut")).unwrap();
        for file in 0..more {
            fs::write(folder.join(format!("private-{file}")), file.to_string()).unwrap();
        }
        let digests = DigestAlgorithm::ALL.iter().copied();
        let digests = digests.fold(DigestSet::NONE, DigestSet::with);
        let options = DirectoryOptions { digests, ..DirectoryOptions::default() };
        let mut manifest = Vec::new();
        let pass = DirectoryPass::new().manifest(&mut manifest);
        let secret = DirectorySecret::from_bytes([7; 32]);
        let measured = pass.measure(folder, options, &secret).unwrap();
        let mut ledger = Ledger::new();
        let (item, chief) = (ledger.item(), ledger.chief.clone());
        let content = Content::directory(&measured, &mut ledger.salts);
        let body = acquired(&ledger, vec![AcquiredItem::of(item, content)]);
        let entry = ledger.signed(body, &[Subject::Item(item)], &chief);
        ledger.push(&entry);
        Self { ledger, entry, item, measured, manifest }
    }

    pub(crate) fn proof(&self, path: &str, metadata: MetadataShown) -> DirectoryEntryProof {
        let reader = ManifestReader::new(self.manifest.as_slice()).unwrap();
        let path = EntryPath::new(path).unwrap();
        DirectoryEntryProof::of(&self.entry, self.item, &path, reader, metadata).unwrap()
    }

    pub(crate) fn mail(&self) -> Vec<u8> {
        self.proof("mail/one.eml", MetadataShown::All).to_bytes()
    }

    pub(crate) fn key(&self) -> PublicKey {
        key(CHIEF).public_key().clone()
    }
}

#[test]
fn entry_of_a_directory_is_not_shown() {
    let desk = Desk::new("shown", 3);
    for (path, entry_type) in [
        ("mail", EntryType::Directory),
        ("mail/one.eml", EntryType::File),
        ("shortcut", EntryType::Link),
    ] {
        for metadata in [MetadataShown::All, MetadataShown::None] {
            let file = desk.proof(path, metadata).to_bytes();
            let proof = DirectoryEntryProof::parse(&file).unwrap();
            assert_eq!((proof.to_bytes(), proof.item()), (file, desk.item));
            let shown = proof.verify_under_key(&desk.key()).unwrap();
            assert_eq!((shown.item, shown.entry), (desk.item, desk.entry.hash()));
            assert_eq!(shown.key, desk.key().thumbprint());
            let entry = &shown.shown.entry;
            assert_eq!((entry.path.as_bytes(), entry.entry_type), (path.as_bytes(), entry_type));
            assert_eq!(shown.shown.count, 6);
            let told = shown.shown.metadata.map(|told| told.path);
            assert_eq!(told, (metadata == MetadataShown::All).then(|| entry.path.clone()));
        }
    }
}

#[test]
fn entry_of_a_directory_is_not_shown_in_a_case() {
    let desk = Desk::new("case", 2);
    let proof = desk.proof("mail/one.eml", MetadataShown::None);
    let verifier = desk.ledger.verifier().anchor(desk.ledger.head()).entry(proof.entry_hash());
    let report = verifier.verify_bytes(&desk.ledger.bytes).unwrap();
    let shown = proof.verify_in_case(&report).unwrap();
    assert_eq!((shown.item, shown.case), (desk.item, report.verdict));
    assert_eq!(shown.entry.signer(), desk.ledger.chief.id);
    assert_eq!(shown.shown.entry.sha256(), Some(Sha256Digest::of(MAIL)));
    let error = proof.verify_in_case(&desk.ledger.report()).unwrap_err();
    assert!(matches!(error, NotShown::EntryNotAsked), "{error}");
}

#[test]
fn other_bytes_are_those_of_the_file() {
    let desk = Desk::new("bytes", 1);
    let proof = desk.proof("mail/one.eml", MetadataShown::None);
    let shown = proof.verify_under_key(&desk.key()).unwrap().shown;
    shown.verify_file(MAIL).unwrap();
    let error = shown.verify_file(&b"From: b"[..]).unwrap_err();
    let NotShown::OtherFile(report) = &error else { panic!("{error}") };
    assert_ne!(report.sha256, handseal::evidence::Comparison::Match);
    assert!(error.to_string().contains("SHA-256"), "{error}");
    for (bytes, missing) in [(&b"From: "[..], true), (b"", true), (b"From: a ", false)] {
        let NotShown::Bytes(error) = shown.verify_file(bytes).unwrap_err() else { panic!() };
        match error {
            RangeError::Missing { expected: 7, found } => {
                assert!(missing && found == u64::try_from(bytes.len()).unwrap());
            }
            RangeError::LeftOver { expected: 7 } => assert!(!missing),
            error => panic!("{error}"),
        }
    }
    // A device without an end.
    let error = shown.verify_file(std::io::repeat(b'F')).unwrap_err();
    assert!(matches!(error, NotShown::Bytes(RangeError::LeftOver { .. })), "{error}");
    let failing = (&MAIL[..3]).chain(Failing);
    assert!(matches!(shown.verify_file(failing).unwrap_err(), NotShown::Read { .. }));
    let link = desk.proof("shortcut", MetadataShown::None);
    let error = link.verify_under_key(&desk.key()).unwrap().shown.verify_file(MAIL).unwrap_err();
    assert!(matches!(error, NotShown::NoFile { entry_type: EntryType::Link }), "{error}");
}

struct Failing;

impl std::io::Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(std::io::Error::from_raw_os_error(5))
    }
}

/// Each doubling of the directory adds one hash of 34 bytes to each path.
#[test]
fn proof_grows_with_the_directory() {
    let sizes = [2_usize, 5, 8].map(|power| {
        let desk = Desk::new(&format!("grows-{power}"), (1 << power) - 3);
        assert_eq!(desk.measured.entries, 1 << power);
        desk.proof("mail/one.eml", MetadataShown::None).to_bytes().len()
    });
    assert!(sizes[2] < 1500, "{sizes:?}");
    assert!(sizes[1] - sizes[0] <= 3 * 34 + 8 && sizes[2] - sizes[1] <= 3 * 34 + 8, "{sizes:?}");
}

#[test]
fn proof_of_one_entry_shows_another() {
    let desk = Desk::new("secrecy", 5);
    let file = desk.mail();
    let holds = |needle: &[u8]| file.windows(needle.len()).any(|bytes| bytes == needle);
    assert!(holds(b"mail/one.eml"));
    for needle in [&b"private"[..], b"shortcut", &[7; 32], &Sha256Digest::of(b"0").0] {
        assert!(!holds(needle), "{needle:?}");
    }
}

fn place(error: ContentProofError) -> ProofError {
    let ContentProofError::Place(error) = error else { panic!("{error}") };
    error
}

#[test]
fn proof_that_does_not_fit_is_read() {
    let desk = Desk::new("fit", 3);
    let file = desk.mail();
    let error = refusal(&file, |parts| *parts.shown("index") = Value::from(6));
    assert_eq!(place(error), ProofError::IndexOutside { index: 6, size: 6 });
    let error = refusal(&file, |parts| drop(parts.path().pop()));
    assert!(matches!(place(error), ProofError::PathTooShort { .. }));
    let error = refusal(&file, |parts| parts.path().push(Value::Bytes(vec![1; 32])));
    assert!(matches!(place(error), ProofError::PathTooLong { .. }));
    let error = refusal(&file, |parts| *parts.path() = vec![Value::Bytes(vec![1; 32]); 65]);
    let ContentProofError::Decode(error) = error else { panic!("{error}") };
    assert_eq!(error.kind, DecodeErrorKind::LimitExceeded { limit: 64, found: 65 });
    let other = desk.proof("mail", MetadataShown::All).to_bytes();
    let told = crate::edit::Parts::of(&other).shown("metadata").clone();
    let error = refusal(&file, |parts| *parts.shown("metadata") = told);
    assert!(matches!(error, ContentProofError::OtherMetadata { .. }), "{error}");

    let made = Made::new();
    let bytes = made.proof().to_bytes();
    let entry = crate::edit::Parts::of(&file).get("shows").clone();
    let error = refusal(&bytes, |parts| *parts.get("shows") = entry);
    assert!(matches!(error, ContentProofError::NoDirectory { item } if item == made.one.id));
    let parts = crate::edit::Parts::of(&bytes).get("shows").clone();
    let error = refusal(&file, |fields| *fields.get("shows") = parts);
    assert!(matches!(error, ContentProofError::NoPartTree { item } if item == desk.item));
    assert!(matches!(
        BytesProof::parse(&file).unwrap_err(),
        ContentProofError::OtherKind { expected: Kind::Parts, found: Kind::DirectoryEntry }
    ));
    assert!(matches!(
        DirectoryEntryProof::parse(&bytes).unwrap_err(),
        ContentProofError::OtherKind { expected: Kind::DirectoryEntry, found: Kind::Parts }
    ));
}

#[test]
fn entry_that_was_not_signed_is_shown() {
    let desk = Desk::new("forged", 3);
    let (file, key) = (desk.mail(), desk.key());
    let refused =
        |file: &[u8]| DirectoryEntryProof::parse(file).unwrap().verify_under_key(&key).unwrap_err();
    let root = |error: &ProofError| matches!(error, ProofError::RootMismatch { .. });
    let moved = edited(&file, |parts| *parts.shown("index") = Value::from(0));
    assert!(matches!(refused(&moved), NotShown::Entry(error) if root(&error)));
    let longer = edited(&file, |parts| {
        let Value::Map(entry) = parts.shown("entry") else { panic!() };
        let size = entry.iter_mut().find(|(name, _)| name.as_text() == Some("size")).unwrap();
        size.1 = Value::from(8);
    });
    assert!(matches!(refused(&longer), NotShown::Entry(error) if root(&error)));
    let salted = edited(&file, |parts| {
        let Value::Map(told) = parts.shown("metadata") else { panic!() };
        told[1].1 = Value::Bytes(vec![0; 16]);
    });
    assert!(matches!(refused(&salted), NotShown::Metadata(error) if root(&error)));
    let proof = DirectoryEntryProof::parse(&file).unwrap();
    let error = proof.verify_under_key(handseal::identity::Signer::public_key(&self::key(LAB)));
    assert!(matches!(error.unwrap_err(), NotShown::Signature(_)));
}

#[test]
fn manifest_of_another_directory_makes_a_proof() {
    let (desk, other) = (Desk::new("mine", 3), Desk::new("other", 4));
    let of = |manifest: &[u8], path: &str| {
        let reader = ManifestReader::new(manifest).unwrap();
        let path = EntryPath::new(path).unwrap();
        let none = MetadataShown::None;
        DirectoryEntryProof::of(&desk.entry, desk.item, &path, reader, none).unwrap_err()
    };
    let error = of(&other.manifest, "mail/one.eml");
    let named = matches!(error, ContentProofError::Manifest(ManifestError::OtherListing { .. }));
    assert!(named, "{error}");
    let error = of(&desk.manifest, "mail/two.eml");
    let named = matches!(error, ContentProofError::Manifest(ManifestError::NoSuchEntry { .. }));
    assert!(named, "{error}");
}

#[test]
fn changed_bit_of_a_file_still_shows_an_entry() {
    let desk = Desk::new("bits", 3);
    let (file, key) = (desk.mail(), desk.key());
    for at in 0..file.len() {
        for bit in [0, 3, 7] {
            let mut changed = file.clone();
            changed[at] ^= 1 << bit;
            match ContentProof::parse(&changed) {
                Ok(ContentProof::DirectoryEntry(proof)) => {
                    assert_eq!(proof.to_bytes(), changed, "byte {at}");
                    let refused = proof.verify_under_key(&key).is_err();
                    assert!(refused, "bit {bit} of byte {at}");
                }
                Ok(ContentProof::Bytes(_)) => panic!("bit {bit} of byte {at}"),
                Err(_) => {}
            }
        }
    }
}
