//! What is measured of content, and what comes out.

use std::ops::Range;

use crate::evidence::lane::{Lanes, MeasuredParts, PartsLane};
use crate::evidence::{
    DigestSet, Md5Digest, PartList, PartSize, Sha1Digest, Sha256Digest, Sha512Digest,
};
use crate::merkle::Hash;

/// What to measure besides the SHA-256 of the whole and the root over the parts.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Options {
    /// Size of the parts.
    pub part_size: PartSize,
    /// Which digests of the whole are made beside its SHA-256.
    pub digests: DigestSet,
    /// Which digests of parts are kept in memory.
    pub parts: KeptParts,
    /// What becomes of bytes that cannot be read.
    pub read_errors: ReadErrors,
}

/// What becomes of bytes that cannot be read.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum ReadErrors {
    /// They are zeros in the content, and their ranges are recorded: of files and devices, and of a reader that says that it
    /// goes on behind them ([`PassedOver`](crate::evidence::PassedOver)).
    Record,
    /// The pass ends there.
    #[default]
    Refuse,
}

/// Which digests of parts are kept in memory: 32 bytes for each.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum KeptParts {
    /// All, however many: 32 MiB for a tebibyte at the default part size.
    All,
    /// Those of content with at most 256 parts, which is what a descriptor carries.
    #[default]
    Few,
}

impl KeptParts {
    /// The most part digests that a descriptor carries (format §9).
    pub(crate) const FEW: usize = 256;

    pub(crate) const fn most(self) -> usize {
        match self {
            Self::All => usize::MAX,
            Self::Few => Self::FEW,
        }
    }
}

/// What one pass over content found.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Measurement {
    /// Number of bytes.
    pub size: u64,
    /// SHA-256 of the whole.
    pub sha256: Sha256Digest,
    /// SHA-512 of the whole, if it was asked for.
    pub sha512: Option<Sha512Digest>,
    /// SHA-1 of the whole, if it was asked for: for matching existing records, never relied on.
    pub sha1: Option<Sha1Digest>,
    /// MD5 of the whole, if it was asked for: for matching existing records, never relied on.
    pub md5: Option<Md5Digest>,
    /// Size of the parts.
    pub part_size: PartSize,
    /// The root over all parts.
    pub part_root: Hash,
    /// SHA-256 of every part, if all of them were kept.
    pub parts: Option<PartList>,
    /// The bytes that could not be read, in ascending order. Zeros stand in their place, and in an image of another tool
    /// whatever that tool put there.
    pub unreadable: Vec<Range<u64>>,
    /// How many of the bytes named in `unreadable` were read all the same: of more than
    /// [`MAX_UNREADABLE`](crate::evidence::MAX_UNREADABLE) ranges those that lie nearest to each other are named as one.
    pub joined: u64,
}

impl Measurement {
    pub(crate) fn of(
        size: u64,
        part_size: PartSize,
        lanes: Lanes<PartsLane<MeasuredParts<'_>>>,
    ) -> Self {
        let (whole, parts) = lanes.finish();
        let (part_root, digests) = parts.finish().finish();
        Self {
            size,
            sha256: whole.sha256,
            sha512: whole.sha512,
            sha1: whole.sha1,
            md5: whole.md5,
            part_size,
            part_root,
            unreadable: Vec::new(),
            joined: 0,
            parts: digests.map(|digests| PartList::of_measured(size, part_size, digests)),
        }
    }
}
