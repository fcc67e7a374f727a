//! Content compared with what was signed about it.

use std::io::Read;
use std::ops::Range;
use std::path::Path;

use crate::evidence::gaps::Unread;
use crate::evidence::lane::{Lane, Lanes, PartSink, PartsLane};
use crate::evidence::parts::part_leaf;
use crate::evidence::{
    Comparison, ContentReport, ContentSource, DigestAlgorithm, EvidenceError,
    MAX_LISTED_DIFFERENCES, Md5Digest, Measurement, PartDifference, PartList, PartListError,
    PartSize, PartsReport, Pass, Sha1Digest, Sha256Digest, Sha512Digest, WholeParts,
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
    /// is as it was.
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
}

impl<'a> ContentCheck<'a> {
    pub(crate) fn new(expected: &'a Expected<'a>, unread: &Unread) -> Result<Self, PartListError> {
        let against = match expected.parts {
            ExpectedParts::Listed { part_size, root, list } => {
                list.verify(expected.size, part_size, root)?;
                let (first, whole) = (Vec::new(), WholeParts::default());
                let unread = unread.clone();
                let against = Against::List { list, unread, next: 0, differing: 0, first, whole };
                Some((part_size, against))
            }
            ExpectedParts::NotSigned => None,
            ExpectedParts::Root { part_size, root } => {
                Some((part_size, Against::Root { expected: root, found: Frontier::new() }))
            }
        };
        let parts = against.map(|(size, against)| PartsLane::new(size, expected.size, against));
        let signed = [
            expected.sha512.map(|_| DigestAlgorithm::Sha512),
            expected.sha1.map(|_| DigestAlgorithm::Sha1),
            expected.md5.map(|_| DigestAlgorithm::Md5),
        ];
        let signed = signed.into_iter().flatten().collect();
        let unread = unread.clone();
        Ok(Self { expected, unread, lanes: Lanes::new(signed, parts) })
    }

    pub(crate) fn lanes(&mut self) -> Vec<&mut dyn Lane> {
        self.lanes.each()
    }

    pub(crate) fn finish(self, size: u64) -> ContentReport {
        let (whole, parts) = self.lanes.finish();
        let (unread, _) = self.unread.of(size);
        let report = ContentReport {
            size: Comparison::of(self.expected.size, size),
            sha256: Comparison::of(self.expected.sha256, whole.sha256),
            sha512: Comparison::of_both(self.expected.sha512, whole.sha512),
            sha1: Comparison::of_both(self.expected.sha1, whole.sha1),
            md5: Comparison::of_both(self.expected.md5, whole.md5),
            parts: parts.map_or(PartsReport::NotChecked, |parts| parts.finish().report()),
            unread,
        };
        if report.unread.is_empty() { report } else { report.without_digests() }
    }
}

/// What the parts are compared with.
enum Against<'a> {
    List {
        list: &'a PartList,
        unread: Unread,
        next: usize,
        differing: u64,
        first: Vec<PartDifference>,
        whole: WholeParts,
    },
    Root {
        expected: Hash,
        found: Frontier,
    },
}

impl Against<'_> {
    fn report(self) -> PartsReport {
        match self {
            Self::List { differing, first, whole, .. } => {
                PartsReport::Listed { differing, first, whole }
            }
            Self::Root { expected, found } => {
                PartsReport::Root(Comparison::of(expected, found.root()))
            }
        }
    }
}

impl PartSink for Against<'_> {
    fn part_ended(&mut self, found: Sha256Digest) {
        match self {
            Self::List { list, unread, next, differing, first, whole } => {
                let range = u64::try_from(*next).ok().and_then(|at| list.part_range(at));
                if range.is_some_and(|range| unread.meets(&range)) {
                    // It is neither whole nor known to differ.
                } else if let Some(difference) = list.difference(*next, found) {
                    *differing = differing.saturating_add(1);
                    if first.len() < MAX_LISTED_DIFFERENCES {
                        first.push(difference);
                    }
                } else if let Some(bytes) = list.bytes_of(*next) {
                    whole.parts = whole.parts.saturating_add(1);
                    whole.bytes = whole.bytes.saturating_add(bytes);
                }
                *next = next.saturating_add(1);
            }
            Self::Root { found: frontier, .. } => {
                frontier.append(part_leaf(&found));
            }
        }
    }
}

impl PartList {
    /// The number of bytes of a part.
    fn bytes_of(&self, part: usize) -> Option<u64> {
        let range = self.part_range(u64::try_from(part).ok()?)?;
        range.end.checked_sub(range.start)
    }

    fn difference(&self, part: usize, found: Sha256Digest) -> Option<PartDifference> {
        let expected = self.digests().get(part).copied().filter(|expected| *expected != found)?;
        let index = u64::try_from(part).ok()?;
        Some(PartDifference { index, range: self.part_range(index)?, expected, found })
    }
}
