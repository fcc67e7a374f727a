//! Where the chunks are.

use crate::interop::ewf::layout::{checked, length, u32_at, u64_at};
use crate::interop::ewf::segment::{Section, Segment};
use crate::interop::ewf::{Damage, EwfError, MediaRange, Place, SectionKind, Unsupported, Volume};

const HEADER: u64 = 24;
const ENTRY: u64 = 4;
const FOOTER: u64 = 4;
/// Chunks of one table: EnCase writes 16375 or 65534. With 31 bits for the place of a chunk, a table of one
/// mebi is already of chunks of 2 KiB.
const MAX_ENTRIES: u64 = 1 << 20;
/// The bit of an entry that says that the chunk is compressed.
const COMPRESSED: u32 = 1 << 31;

/// A table that is known to be there; its entries are read when their turn comes.
#[derive(Clone, Copy, Debug)]
pub(super) struct TablePlace {
    /// Which file of the set, counted from 0.
    pub(super) segment: usize,
    section: Section,
    /// Its second table, where it has one.
    pub(super) copy: Option<Section>,
    /// The first of its chunks, over the whole set.
    first_chunk: u64,
    pub(super) count: u64,
    base: u64,
    /// The bytes of the file among which the chunks are.
    chunks: (u64, u64),
}

impl TablePlace {
    /// Reads the header of a table. Libewf: "Table section".
    pub(super) fn read(
        segment: (usize, &Segment),
        section: Section,
        sectors: Option<Section>,
        first_chunk: u64,
    ) -> Result<Self, EwfError> {
        let (number, file) = segment;
        let damaged = |damage| file.damaged(&section, damage);
        if section.length() < HEADER {
            let (expected, found) = (HEADER, section.length());
            return Err(damaged(Damage::Length { expected, found }));
        }
        let mut header = [0; 24];
        file.read(section.data, &mut header)?;
        let header = checked(&header).map_err(damaged)?;
        let count = u64::from(u32_at(header, 0).map_err(damaged)?);
        let base = u64_at(header, 8).map_err(damaged)?;
        if count > MAX_ENTRIES {
            return Err(damaged(Damage::Limit { limit: MAX_ENTRIES }));
        }
        let expected = HEADER.saturating_add(count.saturating_mul(ENTRY)).saturating_add(FOOTER);
        let found = section.length();
        // The first EnCase puts the chunks behind the entries, and has no sectors section.
        let Some(sectors) = sectors else {
            let found = Unsupported::EnCase1;
            return Err(EwfError::Unsupported { path: file.path(), found });
        };
        if found != expected {
            return Err(damaged(Damage::Length { expected, found }));
        }
        let chunks = (sectors.data, sectors.end);
        Ok(Self { segment: number, section, copy: None, first_chunk, count, base, chunks })
    }

    /// Whether a section directly behind it is its second table.
    pub(super) const fn has_behind(&self, segment: usize, section: &Section) -> bool {
        self.segment == segment
            && self.section.end == section.offset
            && self.copy.is_none()
            && matches!(self.section.kind, SectionKind::Table)
    }

    /// The same table where it stands when all before it are known.
    pub(super) const fn at_chunk(self, first_chunk: u64) -> Self {
        Self { first_chunk, ..self }
    }

    /// The bytes of the medium that its chunks have.
    pub(super) fn media(&self, volume: &Volume) -> MediaRange {
        volume.media(self.first_chunk, self.count)
    }

    /// Reads its entries from whichever of its two tables has its checksum.
    pub(super) fn entries_of_either(
        &self,
        file: &Segment,
        volume: &Volume,
    ) -> Result<Entries, EwfError> {
        let first = Self { copy: None, ..*self };
        first.entries(file, volume).or_else(|damage| {
            let copy = self.copy.filter(|copy| copy.length() == self.section.length());
            let copy = copy.ok_or(damage)?;
            Self { section: copy, copy: None, ..*self }.entries(file, volume)
        })
    }

    /// Reads its entries, and compares its second table with it.
    pub(super) fn entries(&self, file: &Segment, volume: &Volume) -> Result<Entries, EwfError> {
        let damaged = |section: &Section, damage| EwfError::Damaged {
            place: Box::new(self.place(file.place_of(section), volume)),
            damage,
        };
        let data = file.data(&self.section, u64::MAX)?;
        let entries = data.get(24..).unwrap_or_default();
        let entries = checked(entries).map_err(|damage| damaged(&self.section, damage))?;
        if let Some(copy) = &self.copy {
            let (expected, found) = (length(&data), copy.length());
            if found != expected {
                return Err(damaged(copy, Damage::Length { expected, found }));
            }
            if file.data(copy, u64::MAX)? != data {
                return Err(damaged(copy, Damage::CopyDiffers));
            }
        }
        let (entries, _) = entries.as_chunks::<4>();
        let entries = entries.iter().copied().map(u32::from_le_bytes).collect();
        Ok(Entries { table: *self, entries })
    }

    fn place(&self, place: Place, volume: &Volume) -> Place {
        let media = Some(self.media(volume));
        Place { chunk: Some(self.first_chunk), media, ..place }
    }
}

/// The entries of a table.
pub(super) struct Entries {
    table: TablePlace,
    entries: Vec<u32>,
}

/// Where a chunk is, and how it is stored.
#[derive(Clone, Copy)]
pub(super) struct ChunkPlace {
    /// Counted over the whole set.
    pub(super) number: u64,
    pub(super) compressed: bool,
    /// Its bytes in the file.
    pub(super) start: u64,
    pub(super) end: u64,
}

impl ChunkPlace {
    /// The bytes that lie between it and the next one, if it is where a chunk can be.
    pub(super) const fn stored(&self) -> u64 {
        self.end.saturating_sub(self.start)
    }
}

impl Entries {
    /// Which file of the set they are in.
    pub(super) const fn segment(&self) -> usize {
        self.table.segment
    }

    /// A chunk of the table, counted from 0. `None` behind its last. An error if it is nowhere a chunk can be.
    pub(super) fn chunk(&self, index: usize) -> Option<Result<ChunkPlace, (ChunkPlace, Damage)>> {
        let entry = *self.entries.get(index)?;
        let place = |entry: u32| self.table.base.saturating_add(u64::from(entry & !COMPRESSED));
        let (least, most) = self.table.chunks;
        let next = index.checked_add(1).and_then(|next| self.entries.get(next));
        let (start, end) = (place(entry), next.map_or(most, |next| place(*next)));
        let number = u64::try_from(index).unwrap_or(u64::MAX);
        let number = self.table.first_chunk.saturating_add(number);
        let chunk = ChunkPlace { number, compressed: entry & COMPRESSED != 0, start, end };
        if least <= start && start < end && end <= most {
            return Some(Ok(chunk));
        }
        Some(Err((chunk, Damage::NoPlace { start, end })))
    }
}
