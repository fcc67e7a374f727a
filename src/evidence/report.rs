//! What a check of content found.

use std::ops::Range;

use crate::evidence::{Md5Digest, Sha1Digest, Sha256Digest, Sha512Digest};
use crate::merkle::Hash;

/// The most differing parts that a report lists one by one; beyond that it counts them.
///
/// Enough to see a pattern; at about 100 bytes each, a report stays small whatever the content.
pub const MAX_LISTED_DIFFERENCES: usize = 1000;

/// What was expected against what was found.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Comparison<T> {
    /// They are equal.
    Match,
    /// They are not.
    Differs {
        /// What was signed.
        expected: T,
        /// What the content has.
        found: T,
    },
    /// It rests on bytes that could not be read.
    NotRead,
}

impl<T: PartialEq> Comparison<T> {
    pub(crate) fn of(expected: T, found: T) -> Self {
        if expected == found { Self::Match } else { Self::Differs { expected, found } }
    }

    pub(crate) fn of_both(expected: Option<T>, found: Option<T>) -> Option<Self> {
        Some(Self::of(expected?, found?))
    }

    /// Both in words, if they differ.
    pub(crate) fn difference(self) -> Option<(String, String)>
    where
        T: std::fmt::Display,
    {
        match self {
            Self::Match | Self::NotRead => None,
            Self::Differs { expected, found } => Some((expected.to_string(), found.to_string())),
        }
    }

    const fn conclusion(&self) -> Conclusion {
        match self {
            Self::Match => Conclusion::Match,
            Self::Differs { .. } => Conclusion::Differs,
            Self::NotRead => Conclusion::NotRead,
        }
    }
}

/// Whether content is what was signed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Conclusion {
    /// Everything that was compared is equal.
    Match,
    /// Something is not.
    Differs,
    /// Nothing differs, and not all of it could be read.
    NotRead,
    /// Nothing differs but bytes that nobody recorded: they could not be read when the content was measured, and could
    /// now. [`ContentReport::not_recorded`]
    NotRecorded,
}

/// What [`check_content`](crate::evidence::check_content) found.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct ContentReport {
    /// Number of bytes.
    pub size: Comparison<u64>,
    /// SHA-256 of the whole.
    pub sha256: Comparison<Sha256Digest>,
    /// SHA-512 of the whole; `None` if none was signed.
    pub sha512: Option<Comparison<Sha512Digest>>,
    /// SHA-1 of the whole; `None` if none was signed. A match is not relied on.
    pub sha1: Option<Comparison<Sha1Digest>>,
    /// MD5 of the whole; `None` if none was signed. A match is not relied on.
    pub md5: Option<Comparison<Md5Digest>>,
    /// The parts, over the signed size only.
    pub parts: PartsReport,
    /// The bytes that could not be read, beyond those of [`Expected::unreadable`], in ascending order: at most
    /// [`MAX_UNREADABLE`](crate::evidence::MAX_UNREADABLE) ranges, of which those are joined that lie nearest to each other.
    ///
    /// [`Expected::unreadable`]: crate::evidence::Expected::unreadable
    pub unread: Vec<Range<u64>>,
    /// Why something could not be read, as far as anybody said: the first [`MAX_UNREADABLE`](crate::evidence::MAX_UNREADABLE)
    /// faults, in ascending order.
    pub faults: Vec<ReadFault>,
    /// Those of [`Expected::unreadable`] that could be read now, at least in part, and are not zeros, where everything else
    /// is as it was signed: with zeros in their place, as they were hashed when they could not be read, the content, or the
    /// part that they are in, is the one signed. What the bytes ought to be nobody recorded. Format F9.9.
    ///
    /// [`Expected::unreadable`]: crate::evidence::Expected::unreadable
    pub not_recorded: Vec<Range<u64>>,
}

/// Bytes that could not be read, and why.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ReadFault {
    /// The bytes.
    pub range: Range<u64>,
    /// What whoever read them said.
    pub why: String,
}

impl ContentReport {
    /// Returns whether everything that was compared is equal.
    ///
    /// A match of one digest is not enough where another was signed too.
    #[must_use]
    pub fn conclusion(&self) -> Conclusion {
        let compared = [
            Some(self.size.conclusion()),
            Some(self.sha256.conclusion()),
            self.sha512.map(|sha512| sha512.conclusion()),
            self.sha1.map(|sha1| sha1.conclusion()),
            self.md5.map(|md5| md5.conclusion()),
            Some(self.parts.conclusion()),
        ];
        if compared.contains(&Some(Conclusion::Differs)) {
            return Conclusion::Differs;
        }
        match (self.unread.is_empty(), self.not_recorded.is_empty()) {
            (false, _) => Conclusion::NotRead,
            (true, false) => Conclusion::NotRecorded,
            (true, true) => Conclusion::Match,
        }
    }

    /// What rests on all bytes is not compared where not all were read.
    pub(crate) fn without_digests(self) -> Self {
        let parts = match self.parts {
            PartsReport::Root(_) => PartsReport::Root(Comparison::NotRead),
            parts @ (PartsReport::Listed { .. } | PartsReport::NotChecked) => parts,
        };
        Self {
            sha256: Comparison::NotRead,
            sha512: self.sha512.map(|_| Comparison::NotRead),
            sha1: self.sha1.map(|_| Comparison::NotRead),
            md5: self.md5.map(|_| Comparison::NotRead),
            parts,
            ..self
        }
    }

    /// Returns the signed bytes that are not there, if the content ends too early.
    #[must_use]
    pub fn missing(&self) -> Option<Range<u64>> {
        match self.size {
            Comparison::Differs { expected, found } if found < expected => Some(found..expected),
            Comparison::Differs { .. } | Comparison::Match | Comparison::NotRead => None,
        }
    }

    /// Returns the bytes after the signed end, if the content goes on.
    #[must_use]
    pub fn extra(&self) -> Option<Range<u64>> {
        match self.size {
            Comparison::Differs { expected, found } if found > expected => Some(expected..found),
            Comparison::Differs { .. } | Comparison::Match | Comparison::NotRead => None,
        }
    }
}

/// What was found about the parts.
///
/// Bytes after the signed end belong to no part: they are [`ContentReport::extra`].
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum PartsReport {
    /// Compared one by one with a list that makes the signed root.
    Listed {
        /// Parts that differ. A part that the content has no byte of is not counted: it is
        /// [`ContentReport::missing`]. Nor is one that was not read whole.
        differing: u64,
        /// The first [`MAX_LISTED_DIFFERENCES`] of them.
        first: Vec<PartDifference>,
        /// What is as it was signed, whatever became of the rest.
        whole: WholeParts,
        /// The parts that the content has no byte of.
        missing: Option<MissingParts>,
    },
    /// No part root was signed.
    NotChecked,
    /// Only the root over them was at hand: a difference shows, not where it is.
    Root(Comparison<Hash>),
}

impl PartsReport {
    const fn conclusion(&self) -> Conclusion {
        match self {
            Self::Listed { differing: 0, .. } | Self::NotChecked => Conclusion::Match,
            Self::Listed { .. } => Conclusion::Differs,
            Self::Root(root) => root.conclusion(),
        }
    }
}

/// How much of a content is as it was signed: the parts whose bytes are all there and unchanged.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct WholeParts {
    /// How many.
    pub parts: u64,
    /// The bytes that they have together.
    pub bytes: u64,
}

/// Parts at the end that a content has no byte of.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct MissingParts {
    /// Index of the first, from 0.
    pub first: u64,
    /// Index of the last.
    pub last: u64,
    /// The bytes they cover in the signed content.
    pub bytes: Range<u64>,
}

impl MissingParts {
    /// How many they are.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.last.saturating_sub(self.first).saturating_add(1)
    }
}

/// A part that is not what was signed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PartDifference {
    /// Index of the part, from 0.
    pub index: u64,
    /// The bytes it covers in the signed content. Content that ends within it has fewer.
    pub range: Range<u64>,
    /// The signed digest.
    pub expected: Sha256Digest,
    /// The digest of the bytes that are there.
    pub found: Sha256Digest,
}
