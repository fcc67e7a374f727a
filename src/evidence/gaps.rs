//! What could not be read of a content, and stands in it as zeros.

use std::ops::Range;

use crate::evidence::EvidenceError;
use crate::evidence::hasher::{length, split_at_most_mut};

/// The most ranges of a content that are recorded as unreadable: they travel in one record.
pub const MAX_UNREADABLE: usize = 1000;

/// The unreadable ranges of a content, and where its reading is.
pub(crate) struct Gaps {
    /// Bytes handed out: those read and those that are zeros.
    done: u64,
    /// Zeros that are still to be handed out.
    owed: u64,
    ranges: Vec<Range<u64>>,
}

impl Gaps {
    pub(crate) const fn new() -> Self {
        Self { done: 0, owed: 0, ranges: Vec::new() }
    }

    /// So many bytes were read.
    pub(crate) fn passed(&mut self, count: usize) {
        self.done = self.done.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
    }

    /// So many bytes cannot be read.
    pub(crate) fn add(&mut self, count: u64) -> Result<(), EvidenceError> {
        let from = self.done.saturating_add(self.owed);
        let to = from.saturating_add(count);
        self.owed = self.owed.saturating_add(count);
        if let Some(last) = self.ranges.last_mut().filter(|last| last.end == from) {
            last.end = to;
            return Ok(());
        }
        if self.ranges.len() == MAX_UNREADABLE {
            return Err(EvidenceError::TooManyUnreadable { offset: from });
        }
        self.ranges.push(from..to);
        Ok(())
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

    pub(crate) fn ranges(self) -> Vec<Range<u64>> {
        self.ranges
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_gaps_are_one_and_zeros_stand_for_each_of_their_bytes() {
        let (mut gaps, mut buffer) = (Gaps::new(), [7; 5]);
        assert_eq!(gaps.fill(&mut buffer), 0);
        gaps.passed(3);
        gaps.add(4).unwrap();
        gaps.add(4).unwrap();
        assert_eq!((gaps.fill(&mut buffer), buffer), (5, [0; 5]));
        buffer = [7; 5];
        assert_eq!((gaps.fill(&mut buffer), buffer), (3, [0, 0, 0, 7, 7]));
        assert_eq!(gaps.fill(&mut buffer), 0);
        gaps.passed(1);
        gaps.add(2).unwrap();
        assert_eq!(gaps.ranges(), [3..11, 12..14]);
    }

    #[test]
    fn more_gaps_than_a_record_can_name_are_refused() {
        let mut gaps = Gaps::new();
        for _ in 0..MAX_UNREADABLE {
            gaps.add(1).unwrap();
            gaps.fill(&mut [0; 1]);
            gaps.passed(1);
        }
        let error = gaps.add(1).unwrap_err();
        assert!(matches!(error, EvidenceError::TooManyUnreadable { offset: 2000 }), "{error}");
    }
}
