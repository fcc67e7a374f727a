//! Why bytes are not an entry, and why a value does not open a commitment.

use std::ops::Range;

use crate::cose::CoseError;
use crate::encoding::{DecodeError, DecodeErrorKind};
use crate::event::shape::ShapeError;
use crate::identity::IdError;

/// Why bytes are not one well-formed, deterministic event.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EntryError {
    /// The envelope is not a COSE_Sign1 of our profile.
    #[error(transparent)]
    Cose(#[from] CoseError),
    /// The payload is not the map of an event.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The signer's id in the header is not one.
    #[error("the issuer is not {}", .0.expected)]
    Issuer(IdError),
    /// The parts do not fit together.
    #[error(transparent)]
    Shape(#[from] ShapeError),
    /// The subject in the header is not the subject of the first link.
    #[error("the header is about another subject than the first link")]
    Subject,
}

impl EntryError {
    /// The error of the CBOR reader, when that is what refused the bytes.
    #[must_use]
    pub const fn decode(&self) -> Option<&DecodeErrorKind> {
        match self {
            Self::Decode(error) => Some(&error.kind),
            Self::Cose(error) => error.decode(),
            Self::Issuer(_) | Self::Shape(_) | Self::Subject => None,
        }
    }
}

/// Why a disclosures record does not belong to its entry.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DisclosureError {
    /// The record, or the value of a disclosure, is not what the format says.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// A disclosure opens no commitment that stands after the one opened before it.
    #[error("disclosure {index} opens no commitment of the entry at its place")]
    Unmatched {
        /// The disclosure, counted from 0.
        index: usize,
        /// Its bytes in the record.
        range: Range<usize>,
    },
}
