//! The size of a part, and where each part lies.

use std::fmt;
use std::ops::Range;

use crate::evidence::PartSizeError;

/// The number of bytes in every part of one content but the last.
///
/// 1 MiB unless asked otherwise: damage is located to a mebibyte, at 32 bytes of digest for
/// each.
///
/// # Examples
/// ```
/// use handseal::evidence::PartSize;
///
/// let size = PartSize::new(65_536)?;
/// assert_eq!(size.count(100_000), 2);
/// assert_eq!(size.range(1, 100_000), Some(65_536..100_000));
/// # Ok::<(), handseal::evidence::PartSizeError>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct PartSize(u64);

impl PartSize {
    /// The smallest part size, 4 KiB: the sector and page size of current media.
    pub const LEAST: u64 = 4096;
    /// The greatest part size, 1 GiB: a part must fit in memory to be proven alone.
    pub const MOST: u64 = 1 << 30;
    /// Part sizes are multiples of this, the block of SHA-256 (FIPS 180-4 §5.2.1), so that no
    /// block lies in two parts.
    pub const UNIT: u64 = 64;
    /// 1 MiB.
    pub const DEFAULT: Self = Self(1 << 20);

    /// Returns a part size of so many bytes.
    ///
    /// # Errors
    /// [`PartSizeError`] unless it is a multiple of [`PartSize::UNIT`] from [`PartSize::LEAST`]
    /// to [`PartSize::MOST`]. F9.1
    pub const fn new(bytes: u64) -> Result<Self, PartSizeError> {
        if bytes < Self::LEAST || bytes > Self::MOST {
            return Err(PartSizeError::OutsideRange { found: bytes });
        }
        if !bytes.is_multiple_of(Self::UNIT) {
            return Err(PartSizeError::NotAMultiple { found: bytes });
        }
        Ok(Self(bytes))
    }

    /// Returns the number of bytes.
    #[must_use]
    pub const fn bytes(self) -> u64 {
        self.0
    }

    /// Returns the number of parts of content of `size` bytes: none if it is empty.
    #[must_use]
    pub const fn count(self, size: u64) -> u64 {
        size.div_ceil(self.0)
    }

    /// Returns the bytes that part `index` covers in content of `size` bytes; the last part may
    /// be shorter than the others.
    #[must_use]
    pub fn range(self, index: u64, size: u64) -> Option<Range<u64>> {
        let start = index.checked_mul(self.0)?;
        let end = start.saturating_add(self.0).min(size);
        (start < end).then_some(start..end)
    }
}

impl Default for PartSize {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl fmt::Display for PartSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
