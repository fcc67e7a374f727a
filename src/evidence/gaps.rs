//! What could not be read of a content, and stands in it as zeros.

use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::evidence::hasher::{length, split_at_most_mut};
use crate::evidence::ranges::{MAX_UNREADABLE, Ranges, outside};
use crate::evidence::report::ReadFault;

/// What could not be read so far: told by whoever reads to whoever hashes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Unread(Arc<Mutex<Found>>);

#[derive(Debug, Default)]
struct Found {
    /// All of it, and what of it was not known before.
    all: Ranges,
    new: Ranges,
    faults: Vec<ReadFault>,
}

impl Unread {
    fn found(&self) -> MutexGuard<'_, Found> {
        // Nothing panics while it is held.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether something of these bytes was not read, and that was not known before.
    pub(crate) fn meets(&self, range: &Range<u64>) -> bool {
        self.found().new.meets(range)
    }

    /// What of these bytes was read.
    pub(crate) fn read_of(&self, range: Range<u64>) -> Vec<Range<u64>> {
        self.found().all.outside(range)
    }

    /// All of a content of this size that was not known before, and how many bytes are named with them that were read.
    pub(crate) fn of(&self, size: u64) -> (Vec<Range<u64>>, u64) {
        self.found().new.clone().below(size)
    }

    /// Why something could not be read, as far as anybody said.
    pub(crate) fn faults(&self) -> Vec<ReadFault> {
        self.found().faults.clone()
    }
}

/// The unreadable ranges of a content, and where its reading is.
pub(crate) struct Gaps {
    /// Bytes handed out: those read and those that are zeros.
    done: u64,
    /// Zeros that are still to be handed out.
    owed: u64,
    /// What is known to be unreadable already, and not noted.
    known: Vec<Range<u64>>,
    /// Behind this no zeros are handed out: nothing there is compared.
    most: u64,
    unread: Unread,
}

impl Gaps {
    pub(crate) const fn new(known: Vec<Range<u64>>, unread: Unread) -> Self {
        Self { done: 0, owed: 0, known, most: u64::MAX, unread }
    }

    /// The same, which hands out no zeros behind so many bytes: what calls itself a medium of any size, and holds nothing
    /// of it, is no work.
    pub(crate) fn at_most(self, most: u64) -> Self {
        Self { most, ..self }
    }

    /// So many bytes were read.
    pub(crate) fn passed(&mut self, count: usize) {
        self.done = self.done.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
    }

    /// The bytes handed out so far.
    pub(crate) const fn done(&self) -> u64 {
        self.done
    }

    /// So many bytes cannot be read, and why.
    pub(crate) fn add(&mut self, count: u64, why: impl FnOnce() -> String) {
        let from = self.done.saturating_add(self.owed);
        let count = count.min(self.most.saturating_sub(from));
        if count == 0 {
            return;
        }
        let range = from..from.saturating_add(count);
        self.owed = self.owed.saturating_add(count);
        self.note(range.clone());
        let faults = &mut self.unread.found().faults;
        // One fault is mostly met block by block.
        if let Some(last) = faults.last_mut().filter(|last| last.range.end == range.start) {
            last.range.end = range.end;
        } else if faults.len() < MAX_UNREADABLE {
            faults.push(ReadFault { range, why: why() });
        }
    }

    /// These cannot be read, and something stands in their place already.
    pub(crate) fn note(&self, range: Range<u64>) {
        let mut found = self.unread.found();
        found.all.add(range.clone());
        outside(range, &self.known).into_iter().for_each(|range| found.new.add(range));
    }

    /// Puts zeros where bytes are owed. Returns how many.
    pub(crate) fn fill(&mut self, buffer: &mut [u8]) -> usize {
        let zeros = split_at_most_mut(buffer, self.owed);
        zeros.fill(0);
        let count = zeros.len();
        self.owed = self.owed.saturating_sub(length(zeros));
        self.passed(count);
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_gaps_are_one_and_zeros_stand_for_each_of_their_bytes() {
        let unread = Unread::default();
        let (mut gaps, mut buffer) = (Gaps::new(Vec::new(), unread.clone()), [7; 5]);
        assert_eq!(gaps.fill(&mut buffer), 0);
        gaps.passed(3);
        gaps.add(4, String::new);
        gaps.add(4, String::new);
        assert_eq!((gaps.fill(&mut buffer), buffer), (5, [0; 5]));
        buffer = [7; 5];
        assert_eq!((gaps.fill(&mut buffer), buffer), (3, [0, 0, 0, 7, 7]));
        assert_eq!(gaps.fill(&mut buffer), 0);
        gaps.passed(1);
        gaps.add(2, String::new);
        assert_eq!(unread.of(14), (vec![3..11, 12..14], 0));
    }

    #[test]
    fn gap_without_an_end_is_filled_behind_what_is_compared() {
        let unread = Unread::default();
        let (mut gaps, mut buffer) = (Gaps::new(Vec::new(), unread.clone()).at_most(6), [7; 5]);
        gaps.passed(2);
        gaps.add(1 << 59, String::new);
        assert_eq!((gaps.fill(&mut buffer), buffer), (4, [0, 0, 0, 0, 7]));
        gaps.add(1, String::new);
        assert_eq!(gaps.fill(&mut buffer), 0);
        assert!(unread.of(6).0.into_iter().eq(std::iter::once(2..6)));
    }

    #[test]
    fn gap_that_is_known_already_is_noted() {
        let unread = Unread::default();
        let mut gaps = Gaps::new(vec![3..11, 20..30], unread.clone());
        gaps.passed(4);
        gaps.add(6, String::new);
        gaps.fill(&mut [0; 6]);
        gaps.add(2, String::new);
        assert!(unread.of(40).0.into_iter().eq(std::iter::once(11..12)));
    }
}
