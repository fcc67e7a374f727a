//! Content compared with what was signed about it.

use std::io::Read;
use std::path::Path;

use crate::evidence::file::EvidenceFile;
use crate::evidence::hasher::{PartHasher, WholeHasher, length, split_at_most};
use crate::evidence::measure::{ReadFault, read_to_end};
use crate::evidence::parts::part_leaf;
use crate::evidence::{
    Comparison, ContentReport, EvidenceError, MAX_LISTED_DIFFERENCES, Measurement, PartDifference,
    PartList, PartListError, PartSize, PartsReport, Sha256Digest, Sha512, Sha512Digest,
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
    /// The parts.
    pub parts: ExpectedParts<'a>,
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
        let list = &measurement.parts;
        let parts = ExpectedParts::Listed { part_size: list.part_size(), root: list.root(), list };
        let Measurement { size, sha256, sha512, .. } = *measurement;
        Self { size, sha256, sha512, parts }
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
    mut reader: impl Read,
    expected: &Expected<'_>,
) -> Result<ContentReport, EvidenceError> {
    let mut check = ContentCheck::new(expected)?;
    read_to_end(&mut reader, &mut |bytes| check.update(bytes))
        .map_err(|ReadFault { offset, source }| EvidenceError::Read { offset, source })?;
    Ok(check.finish())
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
    let mut check = ContentCheck::new(expected)?;
    EvidenceFile::open(path.as_ref())?.read(&mut |bytes| check.update(bytes))?;
    Ok(check.finish())
}

/// A check under way.
struct ContentCheck<'a> {
    expected: &'a Expected<'a>,
    size: u64,
    whole: WholeHasher,
    parts: Option<PartsCheck<'a>>,
}

impl<'a> ContentCheck<'a> {
    fn new(expected: &'a Expected<'a>) -> Result<Self, PartListError> {
        let sha512 = expected.sha512.map_or(Sha512::Skip, |_| Sha512::Compute);
        let parts = PartsCheck::new(expected)?;
        Ok(Self { expected, size: 0, whole: WholeHasher::new(sha512), parts })
    }

    fn update(&mut self, bytes: &[u8]) {
        self.whole.update(bytes);
        if let Some(parts) = &mut self.parts {
            // What follows the signed end belongs to no part, else an intact last part would
            // be called damaged because something was appended.
            let (signed, _) = split_at_most(bytes, self.expected.size.saturating_sub(self.size));
            parts.hasher.update(signed, |digest| parts.against.part_ended(digest));
        }
        self.size = self.size.saturating_add(length(bytes));
    }

    fn finish(self) -> ContentReport {
        let (sha256, found512) = self.whole.finish();
        let sha512 = self.expected.sha512.zip(found512);
        ContentReport {
            size: Comparison::of(self.expected.size, self.size),
            sha256: Comparison::of(self.expected.sha256, sha256),
            sha512: sha512.map(|(expected, found)| Comparison::of(expected, found)),
            parts: self.parts.map_or(PartsReport::NotChecked, PartsCheck::finish),
        }
    }
}

struct PartsCheck<'a> {
    hasher: PartHasher,
    against: Against<'a>,
}

impl<'a> PartsCheck<'a> {
    fn new(expected: &Expected<'a>) -> Result<Option<Self>, PartListError> {
        let (part_size, against) = match expected.parts {
            ExpectedParts::Listed { part_size, root, list } => {
                list.verify(expected.size, part_size, root)?;
                (part_size, Against::List { list, next: 0, differing: 0, first: Vec::new() })
            }
            ExpectedParts::NotSigned => return Ok(None),
            ExpectedParts::Root { part_size, root } => {
                (part_size, Against::Root { expected: root, found: Frontier::new() })
            }
        };
        Ok(Some(Self { hasher: PartHasher::new(part_size), against }))
    }

    fn finish(self) -> PartsReport {
        let mut against = self.against;
        if let Some(digest) = self.hasher.finish() {
            against.part_ended(digest);
        }
        match against {
            Against::List { differing, first, .. } => PartsReport::Listed { differing, first },
            Against::Root { expected, found } => {
                PartsReport::Root(Comparison::of(expected, found.root()))
            }
        }
    }
}

/// What the parts are compared with.
enum Against<'a> {
    List { list: &'a PartList, next: usize, differing: u64, first: Vec<PartDifference> },
    Root { expected: Hash, found: Frontier },
}

impl Against<'_> {
    fn part_ended(&mut self, found: Sha256Digest) {
        match self {
            Self::List { list, next, differing, first } => {
                if let Some(difference) = list.difference(*next, found) {
                    *differing = differing.saturating_add(1);
                    if first.len() < MAX_LISTED_DIFFERENCES {
                        first.push(difference);
                    }
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
    fn difference(&self, part: usize, found: Sha256Digest) -> Option<PartDifference> {
        let expected = self.digests().get(part).copied().filter(|expected| *expected != found)?;
        let index = u64::try_from(part).ok()?;
        Some(PartDifference { index, range: self.part_range(index)?, expected, found })
    }
}
