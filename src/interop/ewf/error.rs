//! Why an image could not be read.

use std::path::PathBuf;

use crate::evidence::EvidenceError;
use crate::interop::ewf::{Damage, Place, SectionKind};

/// Why an image could not be read.
///
/// A stored digest that differs is no error: it is what
/// [`EwfMeasurement`](crate::interop::ewf::EwfMeasurement) says. Paths are shown quoted and escaped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EwfError {
    /// Something in the image is not as it was written.
    #[error("{place}: {damage}")]
    Damaged {
        /// Where.
        place: Box<Place>,
        /// What.
        damage: Damage,
    },
    /// A file could not be opened or read, or changed meanwhile; or the pass was broken off.
    #[error(transparent)]
    Evidence(Box<EvidenceError>),
    /// Not a name that the first segment of an image has.
    #[error("{path:?} does not end in .E01 or .e01")]
    Name {
        /// The file.
        path: PathBuf,
    },
    /// The segments are more than there are names.
    #[error("there is no name for segment {number}")]
    NoName {
        /// Which segment.
        number: u32,
    },
    /// A section that every image has.
    #[error("{path:?} has no {section} section where there should be one")]
    MissingSection {
        /// The file.
        path: PathBuf,
        /// What is not there.
        section: SectionKind,
    },
    /// The last segment held says that another follows.
    #[error("segment {number} is missing: {path:?} says that it follows")]
    MissingSegment {
        /// Which.
        number: u32,
        /// The file before it.
        path: PathBuf,
    },
    /// A file that does not begin as a segment does.
    #[error("{path:?} is not an EWF segment")]
    NotEwf {
        /// The file.
        path: PathBuf,
    },
    /// A segment of another image, or of one that was acquired another time.
    #[error("{place}: of another image than the first segment")]
    OtherImage {
        /// Where it says so.
        place: Box<Place>,
    },
    /// A segment where another belongs.
    #[error("{path:?} is segment {found}, where segment {expected} belongs")]
    SegmentNumber {
        /// The file.
        path: PathBuf,
        /// The number that belongs there.
        expected: u32,
        /// The number in the file.
        found: u32,
    },
    /// A segment behind the one that ends the image.
    #[error("{path:?} follows the segment that ends the image")]
    SegmentTooMany {
        /// The file.
        path: PathBuf,
    },
    /// An image of a kind that is not read here.
    #[error("{path:?} is {found}, which is not read here")]
    Unsupported {
        /// The file.
        path: PathBuf,
        /// What it is.
        found: Unsupported,
    },
}

/// A kind of image that is not read here.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Unsupported {
    /// Its tables hold the chunks themselves.
    #[error("an image of the first EnCase")]
    EnCase1,
    /// Files, not a medium: `.L01`, `.Lx01`.
    #[error("an image of logical files")]
    Logical,
    /// Written by SMART: `.s01`.
    #[error("a SMART image")]
    Smart,
    /// The second version of the format: `.Ex01`.
    #[error("an image of the second version (Ex01)")]
    Version2,
}

impl From<EvidenceError> for EwfError {
    fn from(error: EvidenceError) -> Self {
        Self::Evidence(Box::new(error))
    }
}
