//! One of every error of directories and their manifests.

use std::error::Error;
use std::ffi::OsString;
use std::io;

use handseal::encoding::scan;
use handseal::evidence::directory::{
    DirectoryError, EntryPath, EntryPathError, EntryType, ManifestError, Unread,
};
use handseal::evidence::{Sha256Digest, Sha512Digest};
use handseal::identity::ItemId;
use handseal::merkle::Hash;
use handseal::verify::VerifierError;

use crate::errors::{path, said};

pub(crate) fn directories() -> Vec<(&'static str, Box<dyn Error>)> {
    let source = || io::Error::from(io::ErrorKind::StorageFull);
    let below = || b"a\nb/\xff".to_vec();
    let at = |path: &str| EntryPath::new(path).unwrap();
    let decode = || scan(&[0xff]).unwrap_err();
    let [expected, found] = [1, 2].map(|byte| Sha256Digest([byte; 32]));
    let item = ItemId::from([1; 16]);
    Vec::from(said![
        DirectoryError::Cancelled { done: 9 },
        DirectoryError::Manifest(ManifestError::NoSuchEntry { path: at("a") }),
        DirectoryError::NotADirectory { path: path(), found: EntryType::Link },
        DirectoryError::Name { path: below(), source: EntryPathError::Component { index: 1 } },
        DirectoryError::NotUnicode { name: OsString::from("a\nb") },
        DirectoryError::Open { path: path(), source: source() },
        DirectoryError::PathTooLong { directory: below(), limit: 65_536 },
        DirectoryError::Unread { path: below(), why: Unread::Changed, source: None },
        DirectoryError::Unread { path: below(), why: Unread::Denied, source: Some(source()) },
        DirectoryError::Write { source: source() },
        EntryPathError::Component { index: 1 },
        EntryPathError::TooLong { found: 65_537 },
        ManifestError::Damaged { entry: Some(3), at: 90, source: decode() },
        ManifestError::Damaged { entry: None, at: 0, source: decode() },
        ManifestError::OutOfOrder { entry: 3, at: 90, before: at("b"), path: at("a\nb") },
        ManifestError::OtherMetadata { entry: 3, at: 90, expected: at("a"), found: at("b") },
        ManifestError::NoSuchEntry { path: at("a\nb") },
        ManifestError::OtherListing { expected, found },
        ManifestError::OtherListingSha512 {
            expected: Box::new(Sha512Digest([1; 64])),
            found: Box::new(Sha512Digest([2; 64])),
        },
        ManifestError::OtherRoot { tree: "content", expected: Hash([1; 32]), found: Hash([2; 32]) },
        ManifestError::Read { at: 90, source: source() },
        VerifierError::NoDirectory { item },
    ])
}
