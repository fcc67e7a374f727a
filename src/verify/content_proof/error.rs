//! Why a content proof is not one, and why it does not show what it should.

use crate::cose::VerifyError;
use crate::encoding::{DecodeError, Hex};
use crate::event::EntryError;
use crate::evidence::directory::{EntryPath, EntryType, ManifestError};
use crate::evidence::{ContentReport, EvidenceError, PartListError, RangeError};
use crate::identity::ItemId;
use crate::merkle::ProofError;
use crate::verify::Code;
use crate::verify::content_proof::Kind;

/// Why a content proof could not be made, or bytes are not one that fits together.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ContentProofError {
    /// The bytes are not what the format says.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// What should be the entry is not one.
    #[error("no entry at byte {offset}")]
    Entry {
        /// Where it begins.
        offset: usize,
        /// Why. Its own offset is from the beginning of the entry.
        source: EntryError,
    },
    /// A part list that is not the one of the content.
    #[error(transparent)]
    List(#[from] PartListError),
    /// A manifest that is not the one of the directory, or has no such entry.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// The entry states no content of this item.
    #[error("the entry states no content of {item}")]
    NoContent {
        /// The item.
        item: ItemId,
    },
    /// The content is not that of a directory.
    #[error("the entry states no directory as the content of {item}")]
    NoDirectory {
        /// The item.
        item: ItemId,
    },
    /// The content was not cut into parts when it was described, as one whose digest was imported.
    #[error("the entry states no parts for the content of {item}")]
    NoPartTree {
        /// The item.
        item: ItemId,
    },
    /// The descriptor is withheld in the entry at hand, so it cannot be shown to others.
    #[error("the digests of {item} are withheld")]
    NotDisclosed {
        /// The item.
        item: ItemId,
    },
    /// The descriptor is not the one that the entry commits to.
    #[error("descriptor with commitment {} expected, one with {} found", Hex(.expected), Hex(.found))]
    OtherDescriptor {
        /// The commitment in the entry.
        expected: [u8; 32],
        /// What the descriptor hashes to.
        found: [u8; 32],
    },
    /// A proof of another kind than the one asked for.
    #[error("a proof of {} expected, one of {} found", .expected.words(), .found.words())]
    OtherKind {
        /// What was asked for.
        expected: Kind,
        /// What it is.
        found: Kind,
    },
    /// Metadata of another path than that of the entry.
    #[error("metadata of {expected} expected, those of {found} found")]
    OtherMetadata {
        /// The path of the entry.
        expected: EntryPath,
        /// The path of the metadata.
        found: EntryPath,
    },
    /// The directory has no entry at this index, or a path has not the length for it.
    #[error(transparent)]
    Place(ProofError),
    /// The content has no such bytes or parts, or the path has not the length for them.
    #[error(transparent)]
    Range(#[from] RangeError),
}

impl From<ProofError> for ContentProofError {
    fn from(error: ProofError) -> Self {
        Self::Range(error.into())
    }
}

/// Why a content proof does not show what it should.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotShown {
    /// The bytes are not the ones, or could not be read.
    #[error(transparent)]
    Bytes(#[from] RangeError),
    /// The entry of the directory, or the path beside it, is not the one that leads to the signed root.
    #[error("the entry of the directory is not as signed")]
    Entry(#[source] ProofError),
    /// The case was verified without asking about the entry.
    #[error("the case was not asked about the entry")]
    EntryNotAsked,
    /// What the case says of the entry is a failure.
    #[error("the case does not bear the entry out, at entry {index}: {}", .code.name())]
    EntryFailed {
        /// The index of the entry.
        index: u64,
        /// The first failure.
        code: Code,
    },
    /// The case has the entry, and it could not be checked.
    #[error("the case could not check the entry, at entry {index}: {}", .code.name())]
    EntryNotChecked {
        /// The index of the entry.
        index: u64,
        /// Why.
        code: Code,
    },
    /// The case does not have the entry.
    #[error("the case does not have the entry")]
    EntryNotHeld,
    /// The metadata of the entry, or the path beside them, are not those that lead to the signed root.
    #[error("the metadata of the entry are not as signed")]
    Metadata(#[source] ProofError),
    /// Bytes were given for an entry that is no file, or none that was read.
    #[error("the entry is no file that was read: it is a {entry_type}")]
    NoFile {
        /// What it is.
        entry_type: EntryType,
    },
    /// The bytes are as many as the file has, and others.
    #[error("the bytes are not those of the file: {}", difference(.0))]
    OtherFile(Box<ContentReport>),
    /// The bytes could not be read.
    #[error("the bytes of the file cannot be read")]
    Read {
        /// Why.
        source: Box<EvidenceError>,
    },
    /// The entry is not signed by the key.
    #[error(transparent)]
    Signature(#[from] VerifyError),
}

/// The digest that differs.
fn difference(report: &ContentReport) -> String {
    let digests = [
        ("SHA-256", report.sha256.difference()),
        ("SHA-512", report.sha512.and_then(|sha512| sha512.difference())),
        ("SHA-1", report.sha1.and_then(|sha1| sha1.difference())),
        ("MD5", report.md5.and_then(|md5| md5.difference())),
    ];
    let differs = digests.into_iter().find_map(|(name, differs)| Some((name, differs?)));
    differs.map_or_else(String::new, |(name, (expected, found))| {
        format!("{name} {expected} expected, they have {found}")
    })
}
