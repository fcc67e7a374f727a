//! What the fold sees in an entry, besides its effect.

use crate::custody::violation::Violation;
use crate::encoding::{Timestamp, codes};
use crate::event::{EntryHash, Subject};
use crate::identity::{ItemId, PartyId};

/// Something that the fold saw in an entry. The verifier turns each into a finding.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Observation {
    /// An acceptance or refusal and a withdrawal of one offer, or a holder and its registrar, acted
    /// at one place.
    Crossed {
        /// Whose chain.
        subject: Subject,
        /// The other entry.
        other: EntryHash,
    },
    /// A content measured at a hand-over is not the one recorded.
    DigestMismatch {
        /// Which.
        item: ItemId,
        /// What was recorded, in hexadecimal of SHA-256.
        expected: [u8; 32],
        /// What was measured.
        found: [u8; 32],
        /// The party that the item came from.
        from: Option<PartyId>,
        /// The party that measured.
        by: PartyId,
    },
    /// A withdrawal before the answer was due.
    Early {
        /// Whose chain.
        subject: Subject,
        /// When the answer was due.
        answer_by: Timestamp,
        /// When it was withdrawn.
        found: Timestamp,
    },
    /// A second entry at one place by one who had the pen.
    Forked {
        /// Whose chain.
        subject: Subject,
        /// The entry already there.
        other: EntryHash,
    },
    /// An answer after it was due.
    Late {
        /// Whose chain.
        subject: Subject,
        /// When the answer was due.
        answer_by: Timestamp,
        /// When it was given.
        found: Timestamp,
    },
    /// The state rests on an entry that could not be checked.
    NotChecked {
        /// Whose chain.
        subject: Subject,
        /// The index of the entry that could not be checked.
        because: u64,
    },
    /// The place could not be judged in the order of the ledger: a second read settles it.
    Pending(Unsettled),
    /// An act against the table.
    Rule {
        /// Whose chain.
        subject: Subject,
        /// How.
        violation: Violation,
    },
    /// The number of a seal is not the one recorded.
    SealMismatch {
        /// Which.
        item: ItemId,
        /// What was recorded.
        expected: String,
        /// What was seen.
        found: String,
    },
    /// The entry is stated to have happened before the entry it follows.
    TimeRegressed {
        /// Whose chain.
        subject: Subject,
        /// The time of the entry before.
        before: Timestamp,
        /// The time of this one.
        found: Timestamp,
    },
}

codes! {
    /// How a link departs from the next place of its chain.
    pub enum Place {
        /// The first entry of the chain that is held is not its first.
        Beginning => "beginning",
        /// Places between the last entry held and this one are empty.
        Hole => "hole",
        /// The place is the next one, but the previous entry named is another.
        Previous => "previous",
        /// The place is behind the last entry held.
        Taken => "taken",
    }
}

/// A link that is not the next of its chain, to be settled by a second read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Unsettled {
    /// Whose chain.
    pub subject: Subject,
    /// The place that the link names.
    pub seq: u64,
    /// The previous entry that the link names.
    pub prev: Option<EntryHash>,
    /// The entry that the link is part of.
    pub entry: EntryHash,
    /// Its index in the ledger.
    pub index: u64,
    /// Who signed it.
    pub signer: PartyId,
    /// How the link departs.
    pub place: Place,
    /// The organisation whose pen the missing stretch was, as far as the chain shows.
    pub pen: Option<crate::identity::OrgId>,
}
