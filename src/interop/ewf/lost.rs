//! What is missing of a damaged set, and where its other chunks stand.

use std::io::ErrorKind;

use crate::evidence::{EvidenceError, said};
use crate::interop::ewf::table::TablePlace;
use crate::interop::ewf::{EwfError, MediaRange, Volume};

/// Faults that are kept; further ones are of the same kind.
const MAX_FAULTS: usize = 1000;

/// Chunks that no table shows: one stretch of the medium.
#[derive(Debug)]
pub(super) struct Lost {
    /// How many tables stand before it.
    pub(super) before: usize,
    pub(super) media: MediaRange,
    /// What was wrong there.
    pub(super) why: String,
}

/// What was wrong with a set, and between which tables.
#[derive(Default)]
pub(super) struct Faults {
    all: Vec<EwfError>,
    why: Option<(String, u64)>,
    /// How many tables were known when the first chunks were missed, and when the last were.
    missed: Option<(usize, usize)>,
}

impl Faults {
    pub(super) fn note(&mut self, error: EwfError) {
        if self.all.len() < MAX_FAULTS {
            self.all.push(error);
        }
    }

    pub(super) fn miss(&mut self, error: EwfError, tables: usize) {
        self.missed = Some((self.missed.map_or(tables, |(first, _)| first), tables));
        match &mut self.why {
            Some((_, more)) => *more = more.saturating_add(1),
            None => self.why = Some((said(&error), 0)),
        }
        self.note(error);
    }

    pub(super) const fn has_missed(&self) -> bool {
        self.missed.is_some()
    }

    /// Puts the tables where they belong. How many chunks the medium has is known: those before the first fault are
    /// counted from its beginning, those behind the last from its end. What lies between two faults is nowhere.
    pub(super) fn place(
        self,
        mut tables: Vec<TablePlace>,
        volume: &Volume,
    ) -> (Vec<EwfError>, Vec<TablePlace>, Option<Lost>) {
        let count = |tables: &[TablePlace]| {
            tables.iter().map(|table| table.count).fold(0, u64::saturating_add)
        };
        let (all, chunks) = (self.all, volume.chunks());
        let missed = self.missed.filter(|_| count(&tables) != chunks);
        let Some((before, behind)) = missed else {
            return (all, tables, None);
        };
        tables.drain(before..behind);
        let first = count(tables.get(..before).unwrap_or_default());
        let mut next = chunks;
        for table in tables.iter_mut().skip(before).rev() {
            next = next.saturating_sub(table.count);
            *table = table.at_chunk(next);
        }
        let media = volume.media(first, next.saturating_sub(first));
        let why = match self.why {
            Some((why, 0)) => why,
            Some((why, more)) => format!("{why}, and {more} more"),
            None => String::new(),
        };
        (all, tables, Some(Lost { before, media, why }))
    }
}

/// Whether what lies behind may be read all the same: not where a file changes meanwhile, or is of a kind that is not
/// read here.
pub(super) fn is_passable(error: &EwfError) -> bool {
    match error {
        EwfError::Damaged { .. }
        | EwfError::MissingSection { .. }
        | EwfError::MissingSegment { .. }
        | EwfError::NotEwf { .. }
        | EwfError::OtherImage { .. }
        | EwfError::SegmentNumber { .. } => true,
        EwfError::Evidence(error) => match error.as_ref() {
            EvidenceError::ReadFile { source, .. } => {
                !matches!(source.kind(), ErrorKind::InvalidInput | ErrorKind::PermissionDenied)
            }
            EvidenceError::NotRegular { .. } | EvidenceError::Open { .. } => true,
            EvidenceError::Cancelled { .. }
            | EvidenceError::Changed { .. }
            | EvidenceError::NoSegments
            | EvidenceError::NotADevice { .. }
            | EvidenceError::PartDigests { .. }
            | EvidenceError::PartList(_)
            | EvidenceError::Read { .. } => false,
        },
        EwfError::Name { .. }
        | EwfError::NoName { .. }
        | EwfError::SegmentTooMany { .. }
        | EwfError::Unsupported { .. } => false,
    }
}
