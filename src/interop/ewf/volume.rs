//! The size of the medium, of its sectors and of its chunks.

use crate::interop::ewf::layout::{bytes_at, checked, u32_at, u64_at};
use crate::interop::ewf::{Damage, MediaRange};

/// Bytes of a volume section.
pub(super) const VOLUME: usize = 1052;
/// Bytes of that of SMART.
pub(super) const SMART_VOLUME: u64 = 94;
/// Bytes of the largest chunk that is read: 32768 sectors, the most that tools offer, of 4096 bytes.
const MAX_CHUNK: u64 = 128 << 20;

/// The medium, as the image describes it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Volume {
    /// Bytes of a sector.
    pub sector_size: u32,
    /// Sectors of a chunk; the last chunk can have fewer.
    pub chunk_sectors: u32,
    /// Sectors of the medium.
    pub sectors: u64,
    /// What the tool drew at random for the image, so that its segments are known as such; all zero where it
    /// drew nothing.
    pub set: [u8; 16],
}

impl Volume {
    /// Libewf: "Volume section", "Data section".
    pub(super) fn parse(data: &[u8; VOLUME]) -> Result<Self, Damage> {
        let data = checked(data)?;
        let volume = Self {
            chunk_sectors: u32_at(data, 8)?,
            sector_size: u32_at(data, 12)?,
            sectors: u64_at(data, 16)?,
            set: bytes_at(data, 64)?,
        };
        let chunk = volume.chunk_size();
        let bytes = volume.sectors.checked_mul(u64::from(volume.sector_size));
        if chunk == 0 || chunk > MAX_CHUNK || bytes.is_none() {
            return Err(Damage::Geometry);
        }
        let (expected, found) = (volume.chunks(), u64::from(u32_at(data, 4)?));
        if expected != found {
            return Err(Damage::ChunkCount { expected, found });
        }
        Ok(volume)
    }

    /// Bytes of a whole chunk.
    #[must_use]
    pub fn chunk_size(&self) -> u64 {
        u64::from(self.chunk_sectors).saturating_mul(u64::from(self.sector_size))
    }

    /// Bytes of the medium.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.sectors.saturating_mul(u64::from(self.sector_size))
    }

    /// How many chunks the medium has.
    #[must_use]
    pub fn chunks(&self) -> u64 {
        self.sectors.div_ceil(u64::from(self.chunk_sectors).max(1))
    }

    /// The bytes of the medium that some chunks hold.
    pub(super) fn media(&self, first_chunk: u64, count: u64) -> MediaRange {
        let byte = |chunk: u64| chunk.saturating_mul(self.chunk_size()).min(self.size());
        let offset = byte(first_chunk);
        let end = byte(first_chunk.saturating_add(count));
        MediaRange { offset, length: end.saturating_sub(offset) }
    }

    /// The bytes of the medium that some sectors are, if it has them.
    pub(super) fn sectors(&self, first: u64, count: u64) -> Result<MediaRange, Damage> {
        let end = first.checked_add(count).filter(|end| *end <= self.sectors);
        if end.is_none() {
            return Err(Damage::OutsideMedia);
        }
        let byte = |sector: u64| sector.saturating_mul(u64::from(self.sector_size));
        Ok(MediaRange { offset: byte(first), length: byte(count) })
    }
}
