//! Content compared with what was signed about it.

use std::io::Read;
use std::ops::Range;
use std::path::Path;

use crate::evidence::gaps::Unread;
use crate::evidence::lane::{Lane, Lanes, PartDigest, PartSink, PartsLane, Whole};
use crate::evidence::parts::part_leaf;
use crate::evidence::refill::{NotZero, recorded};
use crate::evidence::{
    Comparison, Conclusion, ContentReport, ContentSource, DigestAlgorithm, EvidenceError,
    MAX_LISTED_DIFFERENCES, Md5Digest, Measurement, MissingParts, PartDifference, PartList,
    PartListError, PartSize, PartsReport, Pass, Sha1Digest, Sha256Digest, Sha512Digest, WholeParts,
};
use crate::merkle::{Frontier, Hash};

/// What content should be: values that the caller has verified a signature over.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// Number of bytes.
    pub size: u64,
    /// SHA-256 of the whole.
    pub sha256: Sha256Digest,
    /// SHA-512 of the whole, if it was signed.
    pub sha512: Option<Sha512Digest>,
    /// SHA-1 of the whole, if it was signed.
    pub sha1: Option<Sha1Digest>,
    /// MD5 of the whole, if it was signed.
    pub md5: Option<Md5Digest>,
    /// The parts.
    pub parts: ExpectedParts<'a>,
    /// The bytes that could not be read when it was measured, in ascending order. That they cannot be read now
    /// is as it was; that they can be read now, and are others than those that were hashed in their place, is told apart
    /// from damage ([`ContentReport::not_recorded`]).
    pub unreadable: &'a [Range<u64>],
}

/// What is known about the parts of the content expected.
#[derive(Clone, Copy, Debug)]
pub enum ExpectedParts<'a> {
    /// A signed root, and the digests under it: damage is located.
    Listed {
        /// The signed part size.
        part_size: PartSize,
        /// The signed root.
        root: Hash,
        /// The digests, from anyone: believed only if they make the signed root.
        list: &'a PartList,
    },
    /// No part root was signed, as when only a digest of the whole was imported.
    NotSigned,
    /// A signed root alone: damage is found, not located.
    Root {
        /// The signed part size.
        part_size: PartSize,
        /// The signed root.
        root: Hash,
    },
}

impl<'a> From<&'a Measurement> for Expected<'a> {
    fn from(measurement: &'a Measurement) -> Self {
        let Measurement { size, sha256, sha512, sha1, md5, .. } = *measurement;
        let (part_size, root) = (measurement.part_size, measurement.part_root);
        let parts = match &measurement.parts {
            Some(list) => ExpectedParts::Listed { part_size, root, list },
            None => ExpectedParts::Root { part_size, root },
        };
        Self { size, sha256, sha512, sha1, md5, parts, unreadable: &measurement.unreadable }
    }
}

/// Returns how content differs from what was signed, if it does.
///
/// The content is read once, in constant memory. The reader must come to an end; bound one that
/// may not with [`Read::take`], or use [`check_file`].
///
/// # What this proves
/// Where [`ContentReport::conclusion`] is a match: the reader gave the bytes that the expected
/// digests were made from, no more and no fewer.
///
/// # What this does not prove
/// That the expected values were signed, by whom or when; that the reader will give the same
/// again.
///
/// # Errors
/// [`EvidenceError::PartList`], before anything is read, if the list of
/// [`ExpectedParts::Listed`] is not the signed one; [`EvidenceError::Read`]. Content that
/// differs is not an error.
///
/// # Examples
/// ```
/// use handseal::evidence::{
///     Conclusion, Expected, Options, PartsReport, check_content, measure_reader,
/// };
///
/// let measured = measure_reader(&b"as collected"[..], Options::default())?;
/// let report = check_content(&b"as c0llected"[..], &Expected::from(&measured))?;
/// assert_eq!(report.conclusion(), Conclusion::Differs);
/// assert!(matches!(report.parts, PartsReport::Listed { differing: 1, .. }));
/// # Ok::<(), handseal::evidence::EvidenceError>(())
/// ```
/// F9.5
pub fn check_content(
    reader: impl Read,
    expected: &Expected<'_>,
) -> Result<ContentReport, EvidenceError> {
    Pass::new().check(ContentSource::Reader(Box::new(reader)), expected)
}

/// Returns how a regular file differs from what was signed, if it does.
///
/// The file is opened and watched as [`measure_file`](crate::evidence::measure_file) does it.
///
/// # What this proves
/// What [`check_content`] proves, of one state of the file.
///
/// # What this does not prove
/// What [`check_content`] does not.
///
/// # Errors
/// Those of [`measure_file`](crate::evidence::measure_file), and [`EvidenceError::PartList`].
pub fn check_file(
    path: impl AsRef<Path>,
    expected: &Expected<'_>,
) -> Result<ContentReport, EvidenceError> {
    Pass::new().check(ContentSource::File(path.as_ref().to_path_buf()), expected)
}

/// A check under way.
pub(crate) struct ContentCheck<'a> {
    expected: &'a Expected<'a>,
    unread: Unread,
    lanes: Lanes<Option<PartsLane<Against<'a>>>>,
    not_zero: NotZero,
}

impl<'a> ContentCheck<'a> {
    pub(crate) fn new(expected: &'a Expected<'a>, unread: &Unread) -> Result<Self, PartListError> {
        let ranges = recorded(expected.unreadable);
        let against = match expected.parts {
            ExpectedParts::Listed { part_size, root, list } => {
                list.verify(expected.size, part_size, root)?;
                let against = AgainstList::new(list, unread.clone(), expected.unreadable);
                Some((part_size, Against::List(against)))
            }
            ExpectedParts::NotSigned => None,
            ExpectedParts::Root { part_size, root } => {
                let against =
                    Against::Root { expected: root, found: Frontier::new(), zeroed: None };
                Some((part_size, against))
            }
        };
        let parts = against
            .map(|(size, against)| PartsLane::refilled(size, expected.size, &ranges, against));
        let signed = [
            expected.sha512.map(|_| DigestAlgorithm::Sha512),
            expected.sha1.map(|_| DigestAlgorithm::Sha1),
            expected.md5.map(|_| DigestAlgorithm::Md5),
        ];
        let signed = signed.into_iter().flatten().collect();
        let lanes = Lanes::refilled(signed, &ranges, parts);
        let not_zero = NotZero::new(ranges, unread.clone());
        Ok(Self { expected, unread: unread.clone(), lanes, not_zero })
    }

    pub(crate) fn lanes(&mut self) -> Vec<&mut dyn Lane> {
        let mut lanes = self.lanes.each();
        if self.not_zero.is_wanted() {
            lanes.push(&mut self.not_zero);
        }
        lanes
    }

    pub(crate) fn finish(self, size: u64) -> ContentReport {
        let (given, zeroed, parts) = self.lanes.finish_both();
        let (unread, _) = self.unread.of(size);
        let parts = parts.map_or_else(PartsFound::default, |parts| parts.finish().found());
        let report = |whole: &Whole, parts| ContentReport {
            size: Comparison::of(self.expected.size, size),
            sha256: Comparison::of(self.expected.sha256, whole.sha256),
            sha512: Comparison::of_both(self.expected.sha512, whole.sha512),
            sha1: Comparison::of_both(self.expected.sha1, whole.sha1),
            md5: Comparison::of_both(self.expected.md5, whole.md5),
            parts,
            unread: unread.clone(),
            faults: self.unread.faults(),
            not_recorded: Vec::new(),
        };
        // F9.9: zeros stand in the ranges only where the bytes given are not the ones recorded.
        let with_zeros = zeroed.map(|whole| report(&whole, parts.zeroed));
        let with_zeros = with_zeros.filter(|report| report.conclusion() == Conclusion::Match);
        let given = report(&given, parts.given);
        let (report, all) = match with_zeros {
            Some(zeroed) if given.conclusion() == Conclusion::Differs => (zeroed, true),
            Some(_) | None => (given, false),
        };
        let refilled = |index: &usize| all || parts.refilled.get(*index) == Some(&true);
        let others = self.not_zero.finish().into_iter().filter(refilled);
        let not_recorded = others.filter_map(|index| self.expected.unreadable.get(index));
        let not_recorded = not_recorded.map(|range| range.start..range.end.min(size)).collect();
        let report = ContentReport { not_recorded, ..report };
        if report.unread.is_empty() { report } else { report.without_digests() }
    }
}

/// What the parts are compared with.
enum Against<'a> {
    List(AgainstList<'a>),
    Root {
        expected: Hash,
        found: Frontier,
        /// Over the parts with zeros in the recorded ranges, from the first that differs so.
        zeroed: Option<Frontier>,
    },
}

/// What was found of the parts.
struct PartsFound {
    given: PartsReport,
    zeroed: PartsReport,
    /// The recorded ranges that have something of a part that is as recorded with zeros there, and else is not.
    refilled: Vec<bool>,
}

impl Default for PartsFound {
    fn default() -> Self {
        let none = PartsReport::NotChecked;
        Self { given: none.clone(), zeroed: none, refilled: Vec::new() }
    }
}

impl Against<'_> {
    fn found(self) -> PartsFound {
        match self {
            Self::List(AgainstList { list, next, differing, first, whole, refilled, .. }) => {
                let missing = list.missing_from(next);
                let given = PartsReport::Listed { differing, first, whole, missing };
                PartsFound { zeroed: given.clone(), given, refilled }
            }
            Self::Root { expected, found, zeroed } => {
                let given = Comparison::of(expected, found.root());
                let zeroed = zeroed.map_or(given, |found| Comparison::of(expected, found.root()));
                let (given, zeroed) = (PartsReport::Root(given), PartsReport::Root(zeroed));
                PartsFound { given, zeroed, refilled: Vec::new() }
            }
        }
    }
}

/// A list that the parts are compared with one by one.
struct AgainstList<'a> {
    list: &'a PartList,
    unread: Unread,
    ranges: &'a [Range<u64>],
    refilled: Vec<bool>,
    next: usize,
    differing: u64,
    first: Vec<PartDifference>,
    whole: WholeParts,
}

impl<'a> AgainstList<'a> {
    fn new(list: &'a PartList, unread: Unread, ranges: &'a [Range<u64>]) -> Self {
        let refilled = vec![false; ranges.len()];
        let (first, whole) = (Vec::new(), WholeParts::default());
        Self { list, unread, ranges, refilled, next: 0, differing: 0, first, whole }
    }

    fn part_ended(&mut self, digest: PartDigest) {
        let index = u64::try_from(self.next).unwrap_or(u64::MAX);
        let expected = self.list.digests().get(self.next).copied();
        self.next = self.next.saturating_add(1);
        let (Some(range), Some(expected)) = (self.list.part_range(index), expected) else {
            return;
        };
        if self.unread.meets(&range) {
            // It is neither whole nor known to differ.
            return;
        }
        let with_zeros = digest.given != expected && digest.zeroed == Some(expected);
        if with_zeros {
            let from = self.ranges.partition_point(|each| each.end <= range.start);
            let to = self.ranges.partition_point(|each| each.start < range.end);
            self.refilled.iter_mut().take(to).skip(from).for_each(|refilled| *refilled = true);
        }
        if with_zeros || digest.given == expected {
            let bytes = range.end.saturating_sub(range.start);
            self.whole.parts = self.whole.parts.saturating_add(1);
            self.whole.bytes = self.whole.bytes.saturating_add(bytes);
            return;
        }
        self.differing = self.differing.saturating_add(1);
        if self.first.len() < MAX_LISTED_DIFFERENCES {
            self.first.push(PartDifference { index, range, expected, found: digest.given });
        }
    }
}

impl PartSink for Against<'_> {
    fn part_ended(&mut self, digest: PartDigest) {
        match self {
            Self::List(against) => against.part_ended(digest),
            Self::Root { found, zeroed, .. } => {
                if digest.zeroed.is_some() && zeroed.is_none() {
                    *zeroed = Some(found.clone());
                }
                found.append(part_leaf(&digest.given));
                if let Some(zeroed) = zeroed {
                    zeroed.append(part_leaf(&digest.zeroed.unwrap_or(digest.given)));
                }
            }
        }
    }
}

impl PartList {
    /// The parts from this one on, and their bytes, if there are any.
    fn missing_from(&self, part: usize) -> Option<MissingParts> {
        let first = u64::try_from(part).ok()?;
        let start = self.part_range(first)?.start;
        let (last, end) = (self.count().checked_sub(1)?, self.size());
        Some(MissingParts { first, last, bytes: start..end })
    }
}
