//! Ranges that were recorded as unread, and can be read by now.
//!
//! Zeros were hashed in their place (F9.8). Bytes that stand there now are no damage, and nobody recorded what they ought
//! to be: the content is hashed as it is given, and from the first byte that differs once more with zeros there.

use std::ops::Range;
use std::sync::Arc;

use crate::evidence::gaps::Unread;
use crate::evidence::hasher::{length, split_at_most};
use crate::evidence::lane::Lane;

static ZEROS: [u8; 4096] = [0; 4096];

/// Ranges that ascend; none of them where there are none, as of most contents.
pub(crate) type Recorded = Option<Arc<[Range<u64>]>>;

/// The ranges of a content that could not be read when it was measured.
pub(crate) fn recorded(ranges: &[Range<u64>]) -> Recorded {
    (!ranges.is_empty()).then(|| ranges.into())
}

/// Where the next bytes lie.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Place {
    Outside,
    /// In the range with this index.
    Range(usize),
}

/// Cuts content where recorded ranges begin and end.
#[derive(Clone, Debug)]
pub(crate) struct Refill {
    at: u64,
    next: usize,
    ranges: Recorded,
}

impl Refill {
    pub(crate) const fn new(ranges: Recorded) -> Self {
        Self { at: 0, next: 0, ranges }
    }

    /// The bytes up to the next cut, where they lie, and the rest.
    pub(crate) fn cut<'b>(&mut self, bytes: &'b [u8]) -> (&'b [u8], Place, &'b [u8]) {
        let ranges = self.ranges.as_deref().unwrap_or_default();
        while ranges.get(self.next).is_some_and(|range| range.end <= self.at) {
            self.next = self.next.saturating_add(1);
        }
        let (most, place) = match ranges.get(self.next) {
            None => (u64::MAX, Place::Outside),
            Some(range) if self.at < range.start => {
                (range.start.saturating_sub(self.at), Place::Outside)
            }
            Some(range) => (range.end.saturating_sub(self.at), Place::Range(self.next)),
        };
        let (piece, rest) = split_at_most(bytes, most);
        self.at = self.at.saturating_add(length(piece));
        (piece, place, rest)
    }
}

pub(crate) fn are_zeros(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| *byte == 0)
}

/// Hands out so many zeros.
pub(crate) fn zeros(mut count: u64, mut take: impl FnMut(&[u8])) {
    while count > 0 {
        let (piece, _) = split_at_most(&ZEROS, count);
        take(piece);
        count = count.saturating_sub(length(piece));
    }
}

/// A digest of content as it is given and, where that is another, of content with zeros in its recorded ranges.
pub(crate) struct Twin<L> {
    refill: Refill,
    given: L,
    zeroed: Option<L>,
}

impl<L> Twin<L> {
    pub(crate) const fn new(lane: L, ranges: Recorded) -> Self {
        Self { refill: Refill::new(ranges), given: lane, zeroed: None }
    }

    pub(crate) fn finish(self) -> (L, Option<L>) {
        (self.given, self.zeroed)
    }
}

impl<L: Lane + Clone> Lane for Twin<L> {
    fn update(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let (piece, place, after) = self.refill.cut(rest);
            rest = after;
            let is_read = place != Place::Outside;
            if is_read && self.zeroed.is_none() && !are_zeros(piece) {
                self.zeroed = Some(self.given.clone());
            }
            self.given.update(piece);
            match &mut self.zeroed {
                Some(zeroed) if is_read => zeros(length(piece), |zeros| zeroed.update(zeros)),
                Some(zeroed) => zeroed.update(piece),
                None => {}
            }
        }
    }
}

/// Which recorded ranges have a byte that was read now and is not zero.
pub(crate) struct NotZero {
    refill: Refill,
    unread: Unread,
    found: Vec<usize>,
}

impl NotZero {
    pub(crate) const fn new(ranges: Recorded, unread: Unread) -> Self {
        Self { refill: Refill::new(ranges), unread, found: Vec::new() }
    }

    /// Whether there are ranges to look at.
    pub(crate) fn is_wanted(&self) -> bool {
        self.refill.ranges.is_some()
    }

    /// Their indices, which ascend.
    pub(crate) fn finish(self) -> Vec<usize> {
        self.found
    }
}

impl Lane for NotZero {
    fn update(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let start = self.refill.at;
            let (piece, place, after) = self.refill.cut(rest);
            rest = after;
            let Place::Range(index) = place else { continue };
            if self.found.last() == Some(&index) || are_zeros(piece) {
                continue;
            }
            let read = self.unread.read_of(start..self.refill.at);
            let is_other = |range: &Range<u64>| {
                let (_, from) = split_at_most(piece, range.start.saturating_sub(start));
                let (bytes, _) = split_at_most(from, range.end.saturating_sub(range.start));
                !are_zeros(bytes)
            };
            if read.iter().any(is_other) {
                self.found.push(index);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use sha2::{Digest as _, Sha256};

    use super::*;

    fn digest(bytes: &[u8]) -> [u8; 32] {
        Sha256::digest(bytes).into()
    }

    #[test]
    fn second_digest_is_not_of_the_content_with_zeros_however_it_is_read() {
        let bytes: Vec<u8> = (1..=200).collect();
        let ranges = [0..3, 50..120, 199..200];
        let mut zeroed = bytes.clone();
        for range in ranges.clone() {
            zeroed[range].fill(0);
        }
        let wide = |at: usize| u64::try_from(at).unwrap();
        let ranges = recorded(&ranges.map(|range| wide(range.start)..wide(range.end)));
        for size in [1, 2, 7, 49, 50, 64, 200] {
            let mut twin = Twin::new(Sha256::new(), ranges.clone());
            bytes.chunks(size).for_each(|piece| Lane::update(&mut twin, piece));
            let (given, second) = twin.finish();
            assert_eq!(<[u8; 32]>::from(given.finalize()), digest(&bytes), "{size}");
            assert_eq!(<[u8; 32]>::from(second.unwrap().finalize()), digest(&zeroed), "{size}");
            let mut twin = Twin::new(Sha256::new(), ranges.clone());
            zeroed.chunks(size).for_each(|piece| Lane::update(&mut twin, piece));
            assert!(twin.finish().1.is_none(), "{size}");
        }
    }
}
