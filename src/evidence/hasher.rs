//! Content that a tool hands over piece by piece, and the digests of its parts.

use std::fmt;
use std::io::Write;

use sha2::{Digest, Sha256};

use crate::evidence::lane::{Lanes, MeasuredParts, PartsLane};
use crate::evidence::{Measurement, Options, PartSize, Sha256Digest};

/// Measures content that a tool hands over piece by piece, as it reads.
///
/// The pieces can be of any length; only their concatenation counts. One thread hashes:
/// [`Pass`](crate::evidence::Pass) reads by itself, and hashes on several.
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
pub struct ItemHasher {
    size: u64,
    options: Options,
    lanes: Lanes<PartsLane<MeasuredParts<'static>>>,
}

impl ItemHasher {
    /// Returns a hasher that has seen nothing.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self { size: 0, options, lanes: measuring(options, None) }
    }

    /// Takes the next bytes of the content.
    pub fn update(&mut self, bytes: &[u8]) {
        self.size = self.size.saturating_add(length(bytes));
        self.lanes.each().into_iter().for_each(|lane| lane.update(bytes));
    }

    /// Returns what was measured.
    #[must_use]
    pub fn finish(self) -> Measurement {
        Measurement::of(self.size, self.options.part_size, self.lanes)
    }
}

impl fmt::Debug for ItemHasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { size, options, .. } = self;
        f.debug_struct("ItemHasher").field("size", size).field("options", options).finish()
    }
}

/// Lanes that measure, and write the digests of the parts where they are asked to.
pub(crate) fn measuring(
    options: Options,
    written_to: Option<&mut (dyn Write + Send)>,
) -> Lanes<PartsLane<MeasuredParts<'_>>> {
    let parts = MeasuredParts::new(options.parts.most(), written_to);
    Lanes::new(options.digests, PartsLane::new(options.part_size, u64::MAX, parts))
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

    /// Bytes that the current part still takes.
    pub(crate) const fn room(&self) -> u64 {
        self.part_size.bytes().saturating_sub(self.filled)
    }

    /// Takes bytes of the current part, for which there is room. Returns its digest if it ends there.
    pub(crate) fn within(&mut self, bytes: &[u8]) -> Option<Sha256Digest> {
        self.sha256.update(bytes);
        self.filled = self.filled.saturating_add(length(bytes));
        (self.room() == 0).then(|| {
            self.filled = 0;
            Sha256Digest(self.sha256.finalize_reset().into())
        })
    }

    pub(crate) fn update(&mut self, bytes: &[u8], ended: impl FnMut(Sha256Digest)) {
        let (mut rest, mut ended) = (bytes, ended);
        while !rest.is_empty() {
            let (within, after) = split_at_most(rest, self.room());
            self.within(within).map(&mut ended);
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

/// The first `most` bytes.
pub(crate) fn split_at_most_mut(bytes: &mut [u8], most: u64) -> &mut [u8] {
    let end = usize::try_from(most).unwrap_or(usize::MAX).min(bytes.len());
    bytes.get_mut(..end).unwrap_or_default()
}

pub(crate) fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}
