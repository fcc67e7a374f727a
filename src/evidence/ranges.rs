//! Ranges of bytes that could not be read.

use std::ops::Range;

/// The most ranges of a content that are named as unreadable: they travel in one record.
pub const MAX_UNREADABLE: usize = 1000;

/// Ranges that ascend and do not touch. Of more than [`MAX_UNREADABLE`] those are joined that have the
/// fewest bytes between them: a range can then name bytes that could be read, and none is left out. F9.8
#[derive(Clone, Debug, Default)]
pub(crate) struct Ranges {
    all: Vec<Range<u64>>,
    joined: u64,
}

impl Ranges {
    /// Adds a range, wherever it lies.
    pub(crate) fn add(&mut self, range: Range<u64>) {
        if range.is_empty() {
            return;
        }
        // Those that it touches, and those behind them.
        let from = self.all.partition_point(|each| each.end < range.start);
        let to = self.all.partition_point(|each| each.start <= range.end);
        let touched = self.all.get(from..to).unwrap_or_default();
        let start = touched.first().map_or(range.start, |first| first.start.min(range.start));
        let end = touched.last().map_or(range.end, |last| last.end.max(range.end));
        self.all.splice(from..to, std::iter::once(start..end));
        // To join costs as much for many as for one.
        if self.all.len() >= MAX_UNREADABLE.saturating_mul(2) {
            self.join();
        }
    }

    /// Whether a byte of this range is in one of them.
    pub(crate) fn meets(&self, range: &Range<u64>) -> bool {
        let at = self.all.partition_point(|each| each.end <= range.start);
        self.all.get(at).is_some_and(|each| each.start < range.end)
    }

    /// What of a range is in none of them.
    pub(crate) fn outside(&self, range: Range<u64>) -> Vec<Range<u64>> {
        outside(range, &self.all)
    }

    /// All of them that are below `size`, at most [`MAX_UNREADABLE`], and how many bytes they name that
    /// lay between two.
    pub(crate) fn below(mut self, size: u64) -> (Vec<Range<u64>>, u64) {
        self.all.retain(|range| range.start < size);
        if let Some(last) = self.all.last_mut() {
            last.end = last.end.min(size);
        }
        self.join();
        (self.all, self.joined)
    }

    fn join(&mut self) {
        let surplus = self.all.len().saturating_sub(MAX_UNREADABLE);
        if surplus == 0 {
            return;
        }
        let before = self.all.iter().zip(self.all.iter().skip(1));
        let between = before.map(|(one, next)| next.start.saturating_sub(one.end));
        let mut between: Vec<_> = between.zip(1_usize..).collect();
        between.sort_unstable();
        between.truncate(surplus);
        between.sort_unstable_by_key(|(_, at)| *at);
        let mut closed = between.into_iter().peekable();
        let mut joined: Vec<Range<u64>> = Vec::new();
        for (at, range) in std::mem::take(&mut self.all).into_iter().enumerate() {
            match (closed.next_if(|(_, next)| *next == at), joined.last_mut()) {
                (Some((bytes, _)), Some(last)) => {
                    self.joined = self.joined.saturating_add(bytes);
                    last.end = range.end;
                }
                (_, _) => joined.push(range),
            }
        }
        self.all = joined;
    }
}

/// What of a range is in none of these, which ascend.
pub(crate) fn outside(range: Range<u64>, known: &[Range<u64>]) -> Vec<Range<u64>> {
    let (mut rest, mut from) = (Vec::new(), range.start);
    let at = known.partition_point(|each| each.end <= range.start);
    for each in known.iter().skip(at).take_while(|each| each.start < range.end) {
        if from < each.start {
            rest.push(from..each.start);
        }
        from = each.end;
    }
    if from < range.end {
        rest.push(from..range.end);
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_that_touch_or_overlap_are_two() {
        let mut ranges = Ranges::default();
        for range in [8..9, 3..5, 5..7, 6..6, 8..12] {
            ranges.add(range);
        }
        assert!(ranges.meets(&(6..8)) && ranges.meets(&(11..20)));
        assert!(!ranges.meets(&(7..8)) && !ranges.meets(&(0..3)) && !ranges.meets(&(12..13)));
        assert_eq!(ranges.below(10), (vec![3..7, 8..10], 0));
    }

    #[test]
    fn unreadable_byte_is_left_out_where_there_are_more_than_a_record_can_name() {
        let mut ranges = Ranges::default();
        let odd = |at: u64| at * 1000 + u64::from(at.is_multiple_of(7));
        for at in 0..5000 {
            ranges.add(odd(at)..odd(at) + 10);
        }
        let (named, joined) = ranges.below(u64::MAX);
        assert_eq!(named.len(), MAX_UNREADABLE);
        assert!(named.windows(2).all(|pair| pair[0].end < pair[1].start));
        for at in 0..5000 {
            let within = |range: &Range<u64>| range.start <= odd(at) && odd(at) + 10 <= range.end;
            assert!(named.iter().any(within), "{at}");
        }
        let bytes: u64 = named.iter().map(|range| range.end - range.start).sum();
        assert_eq!(bytes, 5000 * 10 + joined);
    }

    #[test]
    fn nearest_ranges_stay_apart() {
        let mut ranges = Ranges::default();
        for at in 0..1000_u64 {
            ranges.add(at * 100..at * 100 + 1);
        }
        ranges.add(99_903..99_904);
        let (named, joined) = ranges.below(u64::MAX);
        assert_eq!((named.len(), joined), (MAX_UNREADABLE, 2));
        assert_eq!(named.last(), Some(&(99_900..99_904)));
    }

    #[test]
    fn range_that_comes_late_is_lost_or_out_of_order() {
        let mut ranges = Ranges::default();
        for range in [20..30, 40..50, 0..5, 60..70, 28..61, 5..6] {
            ranges.add(range);
        }
        assert_eq!(ranges.below(100), (vec![0..6, 20..70], 0));
    }

    #[test]
    fn range_that_is_known_in_part_is_taken_as_known() {
        let known = [10..20, 30..40];
        assert_eq!(outside(12..18, &known), []);
        assert_eq!(outside(5..45, &known), [5..10, 20..30, 40..45]);
        assert!(outside(15..35, &known).into_iter().eq(std::iter::once(20..30)));
        assert!(outside(40..41, &known).into_iter().eq(std::iter::once(40..41)));
    }
}
