//! What can go wrong when content is measured or checked.

use std::error::Error;
use std::io;
use std::ops::Range;
use std::path::PathBuf;

use crate::evidence::{FileKind, FileState, PartSize};
use crate::merkle::{Hash, ProofError, TreeError};

/// Why content could not be measured or checked.
///
/// Content that differs is no error: it is what a
/// [`ContentReport`](crate::evidence::ContentReport) says. Paths are shown quoted and escaped,
/// since a file name can hold anything.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EvidenceError {
    /// The caller broke it off.
    #[error("broken off after {done} bytes")]
    Cancelled {
        /// Bytes read before.
        done: u64,
    },
    /// The file was changed or replaced while it was read: the digests are of no one state.
    #[error("{path:?} changed while it was read: {before} before, {after} after")]
    Changed {
        /// The file.
        path: PathBuf,
        /// What was seen before the first byte was read.
        before: Box<FileState>,
        /// What was seen after the last; its size is the number of bytes read, where the two
        /// are not the same.
        after: Box<FileState>,
    },
    /// A source of several files that has none.
    #[error("no segments are named")]
    NoSegments,
    /// Something that is not a block device.
    #[error("{path:?} is not a block device but {}", .found.map_or("a regular file".to_owned(), |found| found.to_string()))]
    NotADevice {
        /// What was to be read.
        path: PathBuf,
        /// What it is; `None` for a regular file.
        found: Option<FileKind>,
    },
    /// Something that is not a regular file: its bytes are not one fixed content.
    #[error("{path:?} is not a regular file but {found}")]
    NotRegular {
        /// What was to be read.
        path: PathBuf,
        /// What it is.
        found: FileKind,
    },
    /// The file cannot be opened, or its state not be asked for.
    #[error("cannot open {path:?}")]
    Open {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// The digests of the parts could not be written where they were asked for.
    #[error("cannot write the digests of the parts")]
    PartDigests {
        /// What the writer says.
        source: io::Error,
    },
    /// A part list that does not belong to this content.
    #[error(transparent)]
    PartList(#[from] PartListError),
    /// A reader failed.
    #[error("cannot read content at byte {offset}")]
    Read {
        /// Bytes read before.
        offset: u64,
        /// What the reader says.
        source: io::Error,
    },
    /// A file could not be read to its end.
    #[error("cannot read {path:?} at byte {offset}")]
    ReadFile {
        /// The file.
        path: PathBuf,
        /// Bytes read before.
        offset: u64,
        /// What the operating system says.
        source: io::Error,
    },
}

/// An error with all that it rests on.
pub(crate) fn said(error: &dyn Error) -> String {
    let mut said = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        said.push_str(": ");
        said.push_str(&error.to_string());
        source = error.source();
    }
    said
}

/// Why a part list is not the one that was signed.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PartListError {
    /// Nobody signed a root over the parts.
    #[error("no part list can be believed: the content was recorded without a root over its parts")]
    NotSigned,
    /// The list ends inside a digest.
    #[error("part list ends inside the digest at byte {offset}")]
    Torn {
        /// Where the digest begins.
        offset: u64,
    },
    /// Too few or too many digests for content of that size.
    #[error("{expected} part digests expected, {found} found")]
    WrongCount {
        /// Parts that the content has.
        expected: u64,
        /// Digests in the list.
        found: u64,
    },
    /// The list divides content at another part size.
    #[error("part list for parts of {expected} bytes expected, for {found} bytes found")]
    WrongPartSize {
        /// The signed part size.
        expected: PartSize,
        /// That of the list.
        found: PartSize,
    },
    /// The digests do not make the signed root.
    #[error("part list with root {expected} expected, its root is {found}")]
    WrongRoot {
        /// The signed root.
        expected: Hash,
        /// That of the list.
        found: Hash,
    },
    /// The list is of content of another size.
    #[error("part list for {expected} bytes of content expected, for {found} bytes found")]
    WrongSize {
        /// The signed size.
        expected: u64,
        /// That of the list.
        found: u64,
    },
}

/// Why some bytes of a content could not be proven.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RangeError {
    /// More bytes than the parts have.
    #[error("{expected} bytes expected, more found")]
    LeftOver {
        /// Bytes that the parts have.
        expected: u64,
    },
    /// A part list that does not belong to this content.
    #[error(transparent)]
    List(#[from] PartListError),
    /// A part list that ends inside a digest.
    #[error("part list ends inside the digest at byte {offset}")]
    ListTorn {
        /// Where the digest begins.
        offset: u64,
    },
    /// Fewer bytes than the parts have.
    #[error("{expected} bytes expected, only {found} found")]
    Missing {
        /// Bytes that the parts have.
        expected: u64,
        /// Bytes that are there.
        found: u64,
    },
    /// The content has no such bytes, or none are asked for.
    #[error("content of {size} bytes has no bytes {} to {}", .asked.start, .asked.end)]
    Outside {
        /// What was asked for.
        asked: Range<u64>,
        /// Bytes that the content has.
        size: u64,
    },
    /// The bytes and the path do not lead to the signed root.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// The reader failed.
    #[error("cannot read at byte {offset}")]
    Read {
        /// Bytes read before.
        offset: u64,
        /// What the reader says.
        source: io::Error,
    },
    /// No proof can be made.
    #[error(transparent)]
    Tree(#[from] TreeError),
}

/// Why a number of bytes is not a part size.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PartSizeError {
    /// Not a multiple of the block of SHA-256.
    #[error("part size {found} is not a multiple of {}", PartSize::UNIT)]
    NotAMultiple {
        /// Bytes asked for.
        found: u64,
    },
    /// Smaller or greater than a part may be.
    #[error("part size {found} is not between {} and {}", PartSize::LEAST, PartSize::MOST)]
    OutsideRange {
        /// Bytes asked for.
        found: u64,
    },
}
