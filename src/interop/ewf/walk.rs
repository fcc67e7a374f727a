//! All sections of all segments, one after the other, and what they hold.

use crate::evidence::SeenFile;
use crate::interop::ewf::case::{MAX_HEADER, text_of_bytes, text_of_utf16};
use crate::interop::ewf::lost::{Faults, Lost, is_passable};
use crate::interop::ewf::segment::{FIRST_SECTION, Section, Segment};
use crate::interop::ewf::table::TablePlace;
use crate::interop::ewf::unread::unread_sectors;
use crate::interop::ewf::volume::SMART_VOLUME;
use crate::interop::ewf::{
    CaseMetadata, Damage, EwfError, MediaRange, Place, SectionKind, StoredDigests, Unsupported,
    Volume,
};

/// Headers that are read: a tool writes three at most. Each can be decompressed to far more than it is.
const MAX_HEADERS: u32 = 16;
/// Tables that are read: at the least that EnCase puts into one, 512 TiB of the medium.
const MAX_TABLES: usize = 1 << 20;

/// What the sections of an image say.
#[derive(Default)]
pub(super) struct Contents {
    volume: Option<Volume>,
    headers: u32,
    utf16: CaseMetadata,
    bytes: CaseMetadata,
    digests: StoredDigests,
    unread: Vec<MediaRange>,
    tables: Vec<TablePlace>,
    chunks: u64,
    /// What was wrong, where the walk goes on behind it.
    faults: Option<Faults>,
}

/// What follows the segment.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Follows {
    Nothing,
    Segment,
}

/// The contents of a set that is whole.
#[derive(Debug)]
pub(super) struct Whole {
    pub(super) volume: Volume,
    pub(super) case: CaseMetadata,
    pub(super) digests: StoredDigests,
    pub(super) unread: Vec<MediaRange>,
    pub(super) tables: Vec<TablePlace>,
    pub(super) lost: Option<Lost>,
}

impl Contents {
    /// Of a set that may be damaged: what is wrong is kept, as far as the walk can go on behind it.
    pub(super) fn salvaged() -> Self {
        Self { faults: Some(Faults::default()), ..Self::default() }
    }

    /// Chunks are missing here, as this says; where that ends the walk, it is the error.
    pub(super) fn miss(&mut self, error: EwfError) -> Result<(), EwfError> {
        match &mut self.faults {
            // Without its volume nothing is known of a medium.
            Some(faults) if self.volume.is_some() && is_passable(&error) => {
                faults.miss(error, self.tables.len());
                Ok(())
            }
            Some(_) | None => Err(error),
        }
    }

    /// Something is wrong that no chunk rests on.
    fn note(&mut self, error: EwfError) -> Result<(), EwfError> {
        match &mut self.faults {
            Some(faults) if is_passable(&error) => {
                faults.note(error);
                Ok(())
            }
            Some(_) | None => Err(error),
        }
    }

    /// Reads a segment: which file of the set it is, counted from 0, and the number that it should have.
    pub(super) fn segment(
        &mut self,
        (index, expected): (usize, u32),
        seen: &SeenFile,
    ) -> Result<Follows, EwfError> {
        let file = Segment::open(seen)?;
        let found = u32::from(file.number()?);
        if found != expected {
            return Err(EwfError::SegmentNumber { path: file.path(), expected, found });
        }
        let mut sectors = None;
        let before = (self.tables.len(), self.chunks);
        let mut section = file.section(FIRST_SECTION)?;
        while !section.is_last() {
            if let Err(error) = self.section((index, &file), section, &mut sectors) {
                match section.kind {
                    // Its chunks are those of another medium.
                    _ if matches!(error, EwfError::OtherImage { .. }) => {
                        self.tables.truncate(before.0);
                        self.chunks = before.1;
                        return Err(error);
                    }
                    SectionKind::Table | SectionKind::Table2 => self.miss(error)?,
                    SectionKind::Data
                    | SectionKind::Digest
                    | SectionKind::Error2
                    | SectionKind::Hash
                    | SectionKind::Header
                    | SectionKind::Header2 => self.note(error)?,
                    SectionKind::Done
                    | SectionKind::Logical
                    | SectionKind::Next
                    | SectionKind::Other
                    | SectionKind::Sectors
                    | SectionKind::Volume => return Err(error),
                }
            }
            // A section ends behind where it begins, so the walk ends.
            section = file.section(section.end)?;
        }
        let is_end = section.kind == SectionKind::Done;
        let follows = if is_end { Follows::Nothing } else { Follows::Segment };
        file.finish()?;
        Ok(follows)
    }

    fn section(
        &mut self,
        segment: (usize, &Segment),
        section: Section,
        sectors: &mut Option<Section>,
    ) -> Result<(), EwfError> {
        let (index, file) = segment;
        let damaged = |damage| file.damaged(&section, damage);
        match section.kind {
            SectionKind::Volume | SectionKind::Data => self.volume(file, &section)?,
            SectionKind::Header | SectionKind::Header2 => self.header(file, &section)?,
            SectionKind::Sectors => *sectors = Some(section),
            SectionKind::Table | SectionKind::Table2 => {
                let last = self.tables.last_mut();
                match last.filter(|table| table.has_behind(index, &section)) {
                    Some(table) => table.copy = Some(section),
                    None => {
                        self.table(segment, section, *sectors)?;
                        *sectors = None;
                    }
                }
            }
            SectionKind::Hash => {
                let stored = StoredDigests::hash(&file.structure(&section)?);
                stored.and_then(|stored| self.digests.join(stored)).map_err(damaged)?;
            }
            SectionKind::Digest => {
                let stored = StoredDigests::digest(&file.structure(&section)?);
                stored.and_then(|stored| self.digests.join(stored)).map_err(damaged)?;
            }
            SectionKind::Error2 => {
                let volume = self.known_volume(file)?;
                for (first, count) in unread_sectors(file, &section)? {
                    self.unread.push(volume.sectors(first, count).map_err(damaged)?);
                }
            }
            SectionKind::Logical => {
                let found = Unsupported::Logical;
                return Err(EwfError::Unsupported { path: file.path(), found });
            }
            SectionKind::Done | SectionKind::Next | SectionKind::Other => {}
        }
        Ok(())
    }

    /// The first one says what the medium is; the others must say the same.
    fn volume(&mut self, file: &Segment, section: &Section) -> Result<(), EwfError> {
        if section.length() == SMART_VOLUME {
            let found = Unsupported::Smart;
            return Err(EwfError::Unsupported { path: file.path(), found });
        }
        let volume = Volume::parse(&file.structure(section)?);
        let volume = volume.map_err(|damage| file.damaged(section, damage))?;
        if *self.volume.get_or_insert(volume) != volume {
            let place = Box::new(file.place_of(section));
            return Err(EwfError::OtherImage { place });
        }
        Ok(())
    }

    fn known_volume(&self, file: &Segment) -> Result<Volume, EwfError> {
        let section = SectionKind::Volume;
        self.volume.ok_or_else(|| EwfError::MissingSection { path: file.path(), section })
    }

    fn header(&mut self, file: &Segment, section: &Section) -> Result<(), EwfError> {
        let damaged = |damage| file.damaged(section, damage);
        self.headers = self.headers.saturating_add(1);
        if self.headers > MAX_HEADERS {
            return Err(damaged(Damage::Limit { limit: u64::from(MAX_HEADERS) }));
        }
        let stored = file.data(section, MAX_HEADER)?;
        if section.kind == SectionKind::Header2 {
            self.utf16.complete(&text_of_utf16(&stored).map_err(damaged)?);
        } else {
            self.bytes.complete(&text_of_bytes(&stored).map_err(damaged)?);
        }
        Ok(())
    }

    fn table(
        &mut self,
        segment: (usize, &Segment),
        section: Section,
        sectors: Option<Section>,
    ) -> Result<(), EwfError> {
        let (_, file) = segment;
        let volume = self.known_volume(file)?;
        if self.tables.len() >= MAX_TABLES {
            let limit = u64::try_from(MAX_TABLES).unwrap_or(u64::MAX);
            return Err(file.damaged(&section, Damage::Limit { limit }));
        }
        let table = TablePlace::read(segment, section, sectors, self.chunks)?;
        let (expected, found) = (volume.chunks(), self.chunks.saturating_add(table.count));
        if found > expected {
            return Err(file.damaged(&section, Damage::ChunkCount { expected, found }));
        }
        self.chunks = found;
        self.tables.push(table);
        Ok(())
    }

    /// What was found; `last` is the last segment. If something is missing, that is an error, or what is lost.
    pub(super) fn whole(mut self, last: &SeenFile) -> Result<(Whole, Vec<EwfError>), EwfError> {
        let file = Segment::open(last)?;
        let volume = self.known_volume(&file)?;
        let (expected, found) = (volume.chunks(), self.chunks);
        let is_told = self.faults.as_ref().is_some_and(Faults::has_missed);
        if found != expected && !is_told {
            let damage = Damage::ChunkCount { expected, found };
            let media = Some(volume.media(found, expected.saturating_sub(found)));
            let place = file.place(last.size());
            let place = Place { chunk: Some(found), media, ..place };
            self.miss(EwfError::Damaged { place: Box::new(place), damage })?;
        }
        let mut case = self.utf16;
        case.fill_up(self.bytes);
        let Self { digests, unread, tables, faults, .. } = self;
        let (faults, tables, lost) = match faults {
            Some(faults) => faults.place(tables, &volume),
            None => (Vec::new(), tables, None),
        };
        Ok((Whole { volume, case, digests, unread, tables, lost }, faults))
    }
}
