//! A subject's chain, as far as it was folded: its tip, what stands at it, and what contests it.

use crate::custody::state::CustodyState;
use crate::custody::transition::Move;
use crate::encoding::Timestamp;
use crate::event::{EntryHash, EventType, Link};
use crate::identity::{OrgId, PartyId};

/// The last entry of a chain or of a branch of it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Tip {
    /// Its place.
    pub seq: u64,
    /// Its name.
    pub hash: EntryHash,
    /// The entry before it.
    pub prev: Option<EntryHash>,
    /// Its index in the ledger.
    pub index: u64,
    /// The party that it counts for.
    pub actor: PartyId,
    /// The party that signed it.
    pub signer: PartyId,
    /// Its type.
    pub event_type: Option<EventType>,
    /// When its act happened, at the earliest.
    pub earliest: Option<Timestamp>,
}

/// What stands at the tip of a chain.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Standing {
    /// A case, and who is in charge.
    Case(PartyId),
    /// A chain whose pen does not move.
    Fixed,
    /// An item in a state.
    Item(CustodyState),
    /// A ledger, and the organisation that keeps it: the one that opened it.
    Ledger(OrgId),
    /// Nothing held shows it: it rests on the entry at this index, which could not be checked.
    NotShown(u64),
}

impl Standing {
    /// The party that holds the item, or that held it last.
    pub(crate) const fn holder(&self) -> Option<PartyId> {
        match self {
            Self::Item(state) => state.holder(),
            Self::Case(_) | Self::Fixed | Self::Ledger(_) | Self::NotShown(_) => None,
        }
    }
}

/// One line of entries.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Branch {
    pub(crate) tip: Tip,
    pub(crate) standing: Standing,
    /// What stood before the tip, to judge a second entry at its place.
    pub(crate) before: Standing,
    /// The latest entry that changed the state.
    pub(crate) last: Option<Move>,
    /// The same, before the tip.
    pub(crate) last_before: Option<Move>,
    /// The latest offer, kept after its answer: the other answer can still arrive.
    pub(crate) offer: Option<OfferPlace>,
    /// Whether it has every entry from the first on, and each was taken. One that is missing may have
    /// named a case. V4.4
    pub(crate) whole: bool,
}

impl Branch {
    /// A line whose state nothing held shows: it rests on the entry at `because`.
    pub(crate) const fn not_shown(tip: Tip, because: u64) -> Self {
        Self {
            tip,
            // C6.6: nothing from before is annullable.
            standing: Standing::NotShown(because),
            before: Standing::NotShown(because),
            last: None,
            last_before: None,
            offer: None,
            whole: false,
        }
    }
}

/// An offer and its place.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct OfferPlace {
    pub(crate) seq: u64,
    pub(crate) entry: EntryHash,
    pub(crate) state: CustodyState,
    /// The answer folded first.
    pub(crate) answer: Option<Answer>,
}

/// An answer to an offer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Answer {
    pub(crate) entry: EntryHash,
    pub(crate) actor: PartyId,
    pub(crate) signer: PartyId,
    pub(crate) event_type: EventType,
}

/// A second branch and the two entries that crossed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Contest {
    pub(crate) rival: Branch,
    /// The entry with which the main branch parts, and who signed it.
    pub(crate) main_root: (EntryHash, PartyId),
    /// The entry with which the rival branch parts, and who signed it.
    pub(crate) rival_root: (EntryHash, PartyId),
}

/// A subject's chain.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Chain {
    pub(crate) main: Branch,
    /// Rare and large: boxed, since a chain is moved about with each of its entries.
    pub(crate) contest: Option<Box<Contest>>,
    /// A line that begins with an entry that could not be checked. It waits beside the main line:
    /// the next checked entry there ends it, so that it takes nobody's place.
    pub(crate) doubtful: Option<Box<Branch>>,
}

impl Chain {
    pub(crate) const fn new(main: Branch) -> Self {
        Self { main, contest: None, doubtful: None }
    }

    /// The branch that a link extends. C3.1, C7.5
    pub(crate) fn branch_after(&self, seq: u64, prev: Option<EntryHash>) -> Option<Line> {
        let follows = |tip: &Tip| tip.seq.checked_add(1) == Some(seq) && Some(tip.hash) == prev;
        if follows(&self.main.tip) {
            return Some(Line::Main);
        }
        if self.contest.as_ref().is_some_and(|contest| follows(&contest.rival.tip)) {
            return Some(Line::Rival);
        }
        self.doubtful.as_ref().filter(|branch| follows(&branch.tip)).map(|_| Line::Doubtful)
    }

    /// The offer that a link follows, when it has an answer already.
    pub(crate) fn answered_at(&self, link: &Link) -> Option<(OfferPlace, Answer)> {
        let rival = self.contest.as_ref().map(|contest| &contest.rival);
        [Some(&self.main), rival]
            .into_iter()
            .flatten()
            .filter_map(|branch| branch.offer)
            .filter(|place| {
                place.seq.checked_add(1) == Some(link.seq) && link.prev.0 == Some(place.entry)
            })
            .find_map(|place| Some((place, place.answer?)))
    }

    /// The state of the item, when the chain shows exactly one.
    pub(crate) const fn item_state(&self) -> Option<CustodyState> {
        match (&self.contest, self.latest().standing) {
            (None, Standing::Item(state)) => Some(state),
            _ => None,
        }
    }

    /// The line that tells the state: the doubtful one as long as the main one does not go on.
    pub(crate) const fn latest(&self) -> &Branch {
        match &self.doubtful {
            Some(branch) => branch,
            None => &self.main,
        }
    }

    /// The line that the next entry belongs on: the doubtful one once it shows a state again.
    pub(crate) const fn going_on(&self) -> &Branch {
        match &self.doubtful {
            Some(branch) if !matches!(branch.standing, Standing::NotShown(_)) => branch,
            Some(_) | None => &self.main,
        }
    }
}

/// Which line of a chain.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Line {
    Doubtful,
    Main,
    Rival,
}
