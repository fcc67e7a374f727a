//! The names of all entries of a case.

use std::collections::HashSet;

use crate::encoding::{Persist, StateError, StateReader, StateWriter};
use crate::event::EntryHash;

/// The names of all entries of a case: the many that were there, sorted, so that a cache is read in one go; and those
/// that came since.
#[derive(Debug, Default)]
pub(crate) struct Held {
    sorted: Vec<EntryHash>,
    since: HashSet<EntryHash>,
}

/// The length of a name in bytes.
const NAME: usize = 32;

impl Held {
    pub(crate) fn insert(&mut self, entry: EntryHash) {
        self.since.insert(entry);
    }

    pub(crate) fn contains(&self, entry: &EntryHash) -> bool {
        self.since.contains(entry) || self.sorted.binary_search(entry).is_ok()
    }

    /// Sorts in what came since.
    pub(crate) fn sort(&mut self) {
        self.sorted.extend(self.since.drain());
        // A sorted list with few behind it is a merge.
        self.sorted.sort();
        self.sorted.dedup();
    }
}

impl Persist for Held {
    /// What came since is not written: it is [sorted in](Held::sort) before.
    fn persist(&self, out: &mut StateWriter) {
        out.length(self.sorted.len());
        self.sorted.iter().for_each(|entry| out.raw(entry.as_bytes()));
    }

    fn restore(input: &mut StateReader<'_>) -> Result<Self, StateError> {
        let refused = input.refused();
        let length = input.length()?;
        let bytes = input.raw(length.checked_mul(NAME).ok_or(refused)?)?;
        let (names, _) = bytes.as_chunks::<NAME>();
        let sorted: Vec<_> = names.iter().map(|name| EntryHash::from(*name)).collect();
        if !sorted.is_sorted_by(|one, next| one < next) {
            return Err(refused);
        }
        Ok(Self { sorted, since: HashSet::new() })
    }
}
