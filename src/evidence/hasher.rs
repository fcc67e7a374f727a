//! One pass over content: the digest of the whole and of every part.

use sha2::{Digest, Sha256};

use crate::evidence::{PartList, PartSize, Sha256Digest, Sha512Digest};

/// What to measure besides the SHA-256 of the whole and of the parts.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Options {
    /// Size of the parts.
    pub part_size: PartSize,
    /// Whether the whole is hashed with SHA-512 too.
    pub sha512: Sha512,
}

/// Whether the whole is hashed with SHA-512 as well as with SHA-256.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Sha512 {
    /// Hash with SHA-512 too.
    Compute,
    /// SHA-256 alone.
    #[default]
    Skip,
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
    /// SHA-256 of every part.
    pub parts: PartList,
}

/// Measures content that a tool hands over piece by piece, as it reads.
///
/// The pieces can be of any length; only their concatenation counts. Memory grows by one digest,
/// 32 bytes, for each part.
///
/// # Examples
/// ```
/// use handseal::evidence::{ItemHasher, Options, Sha256Digest};
///
/// let mut hasher = ItemHasher::new(Options::default());
/// hasher.update(b"ab");
/// hasher.update(b"c");
/// let measurement = hasher.finish();
/// assert_eq!((measurement.size, measurement.sha256), (3, Sha256Digest::of(b"abc")));
/// ```
#[derive(Clone, Debug)]
pub struct ItemHasher {
    size: u64,
    whole: WholeHasher,
    /// Depends on nothing in `whole`, so that parts can be hashed elsewhere.
    parts: PartHasher,
    digests: Vec<Sha256Digest>,
}

impl ItemHasher {
    /// Returns a hasher that has seen nothing.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self {
            size: 0,
            whole: WholeHasher::new(options.sha512),
            parts: PartHasher::new(options.part_size),
            digests: Vec::new(),
        }
    }

    /// Takes the next bytes of the content.
    pub fn update(&mut self, bytes: &[u8]) {
        self.size = self.size.saturating_add(length(bytes));
        self.whole.update(bytes);
        self.parts.update(bytes, |digest| self.digests.push(digest));
    }

    /// Returns what was measured.
    #[must_use]
    pub fn finish(self) -> Measurement {
        let part_size = self.parts.part_size;
        let mut digests = self.digests;
        digests.extend(self.parts.finish());
        let (sha256, sha512) = self.whole.finish();
        let parts = PartList::of_measured(self.size, part_size, digests);
        Measurement { size: self.size, sha256, sha512, parts }
    }
}

/// The digests of the whole.
#[derive(Clone, Debug)]
pub(crate) struct WholeHasher {
    sha256: Sha256,
    sha512: Option<sha2::Sha512>,
}

impl WholeHasher {
    pub(crate) fn new(sha512: Sha512) -> Self {
        let sha512 = match sha512 {
            Sha512::Compute => Some(sha2::Sha512::new()),
            Sha512::Skip => None,
        };
        Self { sha256: Sha256::new(), sha512 }
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.sha256.update(bytes);
        if let Some(sha512) = &mut self.sha512 {
            sha512.update(bytes);
        }
    }

    pub(crate) fn finish(self) -> (Sha256Digest, Option<Sha512Digest>) {
        let sha512 = self.sha512.map(|sha512| Sha512Digest(sha512.finalize().into()));
        (Sha256Digest(self.sha256.finalize().into()), sha512)
    }
}

/// The digest of each part, handed out when the part ends.
#[derive(Clone, Debug)]
pub(crate) struct PartHasher {
    part_size: PartSize,
    /// Bytes of the current part in `sha256`, always fewer than a part has.
    filled: u64,
    sha256: Sha256,
}

impl PartHasher {
    pub(crate) fn new(part_size: PartSize) -> Self {
        Self { part_size, filled: 0, sha256: Sha256::new() }
    }

    pub(crate) fn update(&mut self, bytes: &[u8], mut ended: impl FnMut(Sha256Digest)) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let room = self.part_size.bytes().saturating_sub(self.filled);
            let (within, after) = split_at_most(rest, room);
            self.sha256.update(within);
            self.filled = self.filled.saturating_add(length(within));
            if self.filled == self.part_size.bytes() {
                ended(Sha256Digest(self.sha256.finalize_reset().into()));
                self.filled = 0;
            }
            rest = after;
        }
    }

    /// The digest of the last part, if it is shorter than the others.
    pub(crate) fn finish(self) -> Option<Sha256Digest> {
        (self.filled > 0).then(|| Sha256Digest(self.sha256.finalize().into()))
    }
}

/// The first `most` bytes, and the rest.
pub(crate) fn split_at_most(bytes: &[u8], most: u64) -> (&[u8], &[u8]) {
    let at = usize::try_from(most).unwrap_or(usize::MAX);
    bytes.split_at_checked(at).unwrap_or((bytes, &[]))
}

pub(crate) fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}
