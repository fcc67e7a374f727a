//! The offer as a value that must be answered.

use crate::encoding::Timestamp;
use crate::event::EntryHash;
use crate::identity::{ItemId, PartyId};

/// An offer that waits for its answer.
///
/// In the hand of a program it must be answered: `CaseFile::accept`, `CaseFile::refuse` and
/// `CaseFile::withdraw` consume it. On disk it is a state that any process on either side finds
/// again with `CaseFile::open_offers`. An offer that is dropped stays open and is reported as
/// unanswered once its time is over.
#[derive(Clone, Debug, Eq, PartialEq)]
#[must_use = "custody has not moved until the offer is accepted, refused or withdrawn"]
pub struct TransferOffer {
    pub(crate) entry: EntryHash,
    pub(crate) items: Vec<ItemId>,
    pub(crate) from: PartyId,
    pub(crate) to: PartyId,
    pub(crate) answer_by: Timestamp,
}

impl TransferOffer {
    /// The entry that offers.
    #[must_use]
    pub const fn entry(&self) -> EntryHash {
        self.entry
    }

    /// The items that are still without an answer, sorted.
    #[must_use]
    pub fn items(&self) -> &[ItemId] {
        &self.items
    }

    /// The giver.
    #[must_use]
    pub const fn from(&self) -> PartyId {
        self.from
    }

    /// The only party that can accept or refuse.
    #[must_use]
    pub const fn to(&self) -> PartyId {
        self.to
    }

    /// Until when an answer is expected.
    #[must_use]
    pub const fn answer_by(&self) -> Timestamp {
        self.answer_by
    }
}
