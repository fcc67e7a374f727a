//! What can go wrong when content is measured or checked.

use std::io;
use std::path::PathBuf;

use crate::evidence::{FileKind, FileState, PartSize};
use crate::merkle::Hash;

/// Why content could not be measured or checked.
///
/// Content that differs is no error: it is what a
/// [`ContentReport`](crate::evidence::ContentReport) says. Paths are shown quoted and escaped,
/// since a file name can hold anything.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EvidenceError {
    /// The file was changed or replaced while it was read: the digests are of no one state.
    #[error("{path:?} changed while it was read: {before} before, {after} after")]
    Changed {
        /// The file.
        path: PathBuf,
        /// What was seen before the first byte was read.
        before: FileState,
        /// What was seen after the last; its size is the number of bytes read, where the two
        /// are not the same.
        after: FileState,
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

/// Why a part list is not the one that was signed.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PartListError {
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
