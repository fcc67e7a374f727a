//! Acts, as the fold of requests takes them.

use crate::encoding::Timestamp;
use crate::event::{EntryHash, Event};
use crate::identity::PartyId;
use crate::law::clock::DatedAct;

/// An entry, and where it stands.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Mark {
    /// Its index in the ledger.
    pub index: u64,
    /// Its name.
    pub entry: EntryHash,
}

/// An act on a request or on evidence, with what the fold knows of the one who acts.
#[derive(Clone, Copy, Debug)]
pub struct StatedAct<'a> {
    /// What was signed.
    pub event: &'a Event,
    /// Where it stands.
    pub mark: Mark,
    /// The unit signed for, or the signer.
    pub actor: PartyId,
}

impl StatedAct<'_> {
    /// When it happened, at the earliest.
    pub(crate) const fn earliest(&self) -> Option<Timestamp> {
        self.event.at.time.earliest()
    }
}

/// An act on a side of a request, as clocks see it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SideAct {
    /// Whose side.
    pub party: PartyId,
    /// The entry.
    pub entry: EntryHash,
    /// What, and when.
    pub dated: DatedAct,
}

impl SideAct {
    /// Where it stands.
    #[must_use]
    pub const fn mark(&self) -> Mark {
        Mark { index: self.dated.entry, entry: self.entry }
    }
}
