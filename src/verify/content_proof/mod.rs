//! Content proofs: some of an item's content, shown with one small file and nothing else of the case.
//!
//! `bytes` is the proof of some bytes, `entry` that of one entry of a directory; both rest on what an
//! entry of the ledger states, `stated`. `wire` is the form of the file, `judge` holds a proof against a
//! key or a verified case, `shown` is the answer, `standing` is what a case says of the entry that the
//! proof rests on. A proof that exists fits together: its entry records a content of the item, its
//! descriptor opens the commitment in that entry, and its paths have their lengths. Nothing of that is
//! verified.

mod bytes;
mod entry;
mod error;
mod judge;
mod shown;
mod standing;
mod stated;
mod wire;

pub use bytes::BytesProof;
pub use entry::{DirectoryEntryProof, MetadataShown};
pub use error::{ContentProofError, NotShown};
pub use shown::{BytesInCase, BytesUnderKey, EntryInCase, EntryUnderKey, ShownEntry};
pub(crate) use standing::Standings;
pub use standing::{EntryStanding, VerifiedEntry};
pub use wire::{Kind, MAX_CONTENT_PROOF};

use crate::event::EntryHash;
use crate::identity::ItemId;

/// A file that shows some of the content of an item (format §10).
#[derive(Clone, Debug)]
pub enum ContentProof {
    /// Some bytes.
    Bytes(Box<BytesProof>),
    /// One entry of a directory.
    DirectoryEntry(Box<DirectoryEntryProof>),
}

impl ContentProof {
    /// Returns the item.
    #[must_use]
    pub const fn item(&self) -> ItemId {
        match self {
            Self::Bytes(proof) => proof.item(),
            Self::DirectoryEntry(proof) => proof.item(),
        }
    }

    /// Returns the name of the entry of the ledger that the proof rests on: what
    /// [`Verifier::entry`](crate::verify::Verifier::entry) is asked about.
    #[must_use]
    pub const fn entry_hash(&self) -> EntryHash {
        match self {
            Self::Bytes(proof) => proof.entry_hash(),
            Self::DirectoryEntry(proof) => proof.entry_hash(),
        }
    }
}
