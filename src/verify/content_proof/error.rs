//! Why a content proof is not one, and why it does not show what it should.

use crate::cose::VerifyError;
use crate::encoding::{DecodeError, Hex};
use crate::event::EntryError;
use crate::evidence::{PartListError, RangeError};
use crate::identity::ItemId;
use crate::merkle::ProofError;
use crate::verify::Code;

/// Why a content proof could not be made, or bytes are not one that fits together.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ContentProofError {
    /// The bytes are not what the format says.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// What should be the entry is not one.
    #[error("no entry at byte {offset}")]
    Entry {
        /// Where it begins.
        offset: usize,
        /// Why. Its own offset is from the beginning of the entry.
        source: EntryError,
    },
    /// A part list that is not the one of the content.
    #[error(transparent)]
    List(#[from] PartListError),
    /// The entry states no content of this item.
    #[error("the entry states no content of {item}")]
    NoContent {
        /// The item.
        item: ItemId,
    },
    /// The content was not cut into parts when it was described, as one whose digest was imported.
    #[error("the entry states no parts for the content of {item}")]
    NoPartTree {
        /// The item.
        item: ItemId,
    },
    /// The descriptor is withheld in the entry at hand, so it cannot be shown to others.
    #[error("the digests of {item} are withheld")]
    NotDisclosed {
        /// The item.
        item: ItemId,
    },
    /// The descriptor is not the one that the entry commits to.
    #[error("descriptor with commitment {} expected, one with {} found", Hex(.expected), Hex(.found))]
    OtherDescriptor {
        /// The commitment in the entry.
        expected: [u8; 32],
        /// What the descriptor hashes to.
        found: [u8; 32],
    },
    /// The content has no such bytes or parts, or the path has not the length for them.
    #[error(transparent)]
    Range(#[from] RangeError),
}

impl From<ProofError> for ContentProofError {
    fn from(error: ProofError) -> Self {
        Self::Range(error.into())
    }
}

/// Why a content proof does not show the bytes that were given with it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotShown {
    /// The bytes are not the ones, or could not be read.
    #[error(transparent)]
    Bytes(#[from] RangeError),
    /// The case was verified without asking about the entry.
    #[error("the case was not asked about the entry")]
    EntryNotAsked,
    /// What the case says of the entry is a failure.
    #[error("the case does not bear the entry out, at entry {index}: {}", .code.name())]
    EntryFailed {
        /// The index of the entry.
        index: u64,
        /// The first failure.
        code: Code,
    },
    /// The case has the entry, and it could not be checked.
    #[error("the case could not check the entry, at entry {index}: {}", .code.name())]
    EntryNotChecked {
        /// The index of the entry.
        index: u64,
        /// Why.
        code: Code,
    },
    /// The case does not have the entry.
    #[error("the case does not have the entry")]
    EntryNotHeld,
    /// The entry is not signed by the key.
    #[error(transparent)]
    Signature(#[from] VerifyError),
}
