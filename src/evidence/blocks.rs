//! Where a read failed, block by block: so no byte is given up that can be read.

/// What is left out at once where bytes cannot be read: systems read pages, and fail by pages.
const BLOCK: u64 = 4096;

/// Where the reading of a file is, and how much is read at once.
#[derive(Debug, Default)]
pub(crate) struct Blocks {
    at: u64,
    /// How much the last read asked for.
    asked: u64,
    /// A longer read failed: up to here one block is read at once.
    single_to: u64,
}

/// What became of a read that failed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Passed {
    /// Nothing: the error is not within the file.
    Nothing,
    /// So many bytes cannot be read, and are left out.
    Over(u64),
    /// It is to be read again, less of it at once.
    Retry,
}

impl Blocks {
    /// The byte that is read next.
    pub(crate) const fn at(&self) -> u64 {
        self.at
    }

    /// How much of what is wanted is to be read at once.
    pub(crate) fn wanted(&mut self, wanted: u64) -> u64 {
        let single = self.at < self.single_to;
        let most = if single { self.block_end().saturating_sub(self.at) } else { wanted };
        self.asked = wanted.min(most);
        self.asked
    }

    /// So many bytes were read.
    pub(crate) fn read(&mut self, count: usize) {
        self.at = self.at.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
    }

    /// The read failed, of a file of this size.
    pub(crate) fn failed(&mut self, size: u64) -> Passed {
        let (block_end, asked_to) = (self.block_end(), self.at.saturating_add(self.asked));
        if block_end < asked_to.min(size) {
            self.single_to = asked_to;
            return Passed::Retry;
        }
        let to = block_end.min(size);
        let skipped = to.saturating_sub(self.at);
        self.at = self.at.max(to);
        if skipped == 0 { Passed::Nothing } else { Passed::Over(skipped) }
    }

    fn block_end(&self) -> u64 {
        let block = self.at.checked_div(BLOCK).unwrap_or(0).saturating_add(1);
        block.saturating_mul(BLOCK)
    }
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects, reason = "tests, on small numbers")]
mod tests {
    use super::*;

    /// Reads a medium of which some blocks fail, and with them any read that touches one. Gives what was left out,
    /// and how many reads it took.
    fn left_out(size: u64, bad: &[u64], at_once: u64) -> (Vec<(u64, u64)>, usize) {
        let (mut blocks, mut left, mut reads) = (Blocks::default(), Vec::new(), 0);
        loop {
            let wanted = blocks.wanted(at_once.min(size + 1 - blocks.at()));
            reads += 1;
            let span = blocks.at()..(blocks.at() + wanted).min(size);
            let hit = |bad: &u64| bad * BLOCK < span.end && span.start < (bad + 1) * BLOCK;
            if !span.is_empty() && bad.iter().any(hit) {
                let from = blocks.at();
                match blocks.failed(size) {
                    Passed::Over(count) => left.push((from, from + count)),
                    Passed::Retry => {}
                    Passed::Nothing => panic!("the read at {from} is within the file"),
                }
                continue;
            }
            if span.is_empty() {
                return (left, reads);
            }
            blocks.read(usize::try_from(span.end - span.start).unwrap());
        }
    }

    #[test]
    fn good_block_beside_a_bad_one_is_left_out() {
        let mebibyte = 1 << 20;
        let (left, reads) = left_out(4 * mebibyte + 100, &[300, 302, 1024], mebibyte);
        let block = |number: u64| (number * BLOCK, (number + 1) * BLOCK);
        let last = (1024 * BLOCK, 4 * mebibyte + 100);
        assert_eq!(left, [block(300), block(302), last]);
        // Only what failed as a whole is read block by block.
        assert!(reads < 300, "{reads}");
    }

    #[test]
    fn read_that_begins_inside_a_block_leaves_out_the_bytes_before_it() {
        let mut blocks = Blocks::default();
        assert_eq!(blocks.wanted(1000), 1000);
        blocks.read(1000);
        assert_eq!(blocks.wanted(10_000), 10_000);
        assert_eq!(blocks.failed(50_000), Passed::Retry);
        assert_eq!(blocks.wanted(10_000), 3096);
        assert_eq!(blocks.failed(50_000), Passed::Over(3096));
        assert_eq!((blocks.at(), blocks.wanted(10_000)), (4096, 4096));
    }

    #[test]
    fn error_behind_the_end_is_taken_as_unreadable_bytes() {
        let mut blocks = Blocks::default();
        blocks.wanted(4096);
        blocks.read(4096);
        blocks.wanted(1);
        assert_eq!(blocks.failed(4096), Passed::Nothing);
    }
}
