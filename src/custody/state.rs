//! The states of an item.

use crate::encoding::{Timestamp, codes};
use crate::event::EntryHash;
use crate::identity::PartyId;

codes! {
    /// How an item's life ended.
    pub enum End {
        /// It was destroyed.
        Destroyed => "destroyed",
        /// It went back to whom it belongs.
        Returned => "returned",
    }
}

codes! {
    /// The name of a state, as the table in `spec::custody` has it.
    pub enum StateKind {
        /// Returned or destroyed.
        Ended => "Ended",
        /// Held by one party.
        Held => "Held",
        /// Lost.
        Lost => "Lost",
        /// Offered to one party, which has not answered.
        Offered => "Offered",
        /// With someone without keys.
        Outside => "Outside",
        /// Not begun.
        Unknown => "Unknown",
    }
}

/// Where an item is, as the chain records it.
///
/// Two branches at once (contested), and a state that nothing held shows, are the register's to
/// say: see [`Register`](crate::custody::Register).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum CustodyState {
    /// Returned or destroyed; `by` was the last holder.
    Ended {
        /// The last holder.
        by: PartyId,
        /// How.
        how: End,
    },
    /// Held by one party.
    Held {
        /// The holder.
        by: PartyId,
    },
    /// Lost by its holder.
    Lost {
        /// The last holder.
        by: PartyId,
    },
    /// Offered; custody has not moved.
    Offered {
        /// Until when an answer is expected.
        answer_by: Timestamp,
        /// The holder, who gives.
        from: PartyId,
        /// The entry.
        offer: EntryHash,
        /// The only party that can accept or refuse.
        to: PartyId,
    },
    /// With someone without keys.
    Outside {
        /// The holder who let it out.
        by: PartyId,
        /// The entry.
        entry: EntryHash,
    },
    /// Not begun.
    Unknown,
}

impl CustodyState {
    /// The name of the state.
    #[must_use]
    pub const fn kind(&self) -> StateKind {
        match self {
            Self::Ended { .. } => StateKind::Ended,
            Self::Held { .. } => StateKind::Held,
            Self::Lost { .. } => StateKind::Lost,
            Self::Offered { .. } => StateKind::Offered,
            Self::Outside { .. } => StateKind::Outside,
            Self::Unknown => StateKind::Unknown,
        }
    }

    /// The party that holds the item, or that held it last.
    #[must_use]
    pub const fn holder(&self) -> Option<PartyId> {
        match self {
            Self::Ended { by, .. }
            | Self::Held { by }
            | Self::Lost { by }
            | Self::Outside { by, .. } => Some(*by),
            Self::Offered { from, .. } => Some(*from),
            Self::Unknown => None,
        }
    }
}
