//! All chains, folded entry by entry in the order of the ledger.
//!
//! [`Register::judge`] looks and changes nothing; [`Register::apply`] takes what it found. So the
//! writer can ask before it appends what the verifier will say afterwards.

use std::collections::{HashMap, HashSet};

use crate::custody::chain::{Branch, Chain, Standing, Tip};
use crate::custody::item::{Change, ItemFacts};
use crate::custody::observation::Observation;
use crate::custody::state::{CustodyState, StateKind};
use crate::encoding::{Timestamp, persist};
use crate::event::{EntryHash, Link, Subject};
use crate::identity::{ItemId, OrgId, PartyId};

/// What the signer of an event may do beyond what every enrolled party may.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Rights {
    /// The organisation of which the signer is a registrar, or which it is itself.
    pub registrar_of: Option<OrgId>,
    /// The organisation that keeps the ledger.
    pub keeper: OrgId,
}

/// What an entry would change, and what is to be said of it.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Judgement {
    /// What the fold saw.
    pub observations: Vec<Observation>,
    pub(crate) chains: Vec<(Subject, Chain)>,
    pub(crate) items: Vec<(ItemId, Change)>,
    pub(crate) holdings: Vec<(ItemId, CustodyState, Option<Timestamp>)>,
}

impl Judgement {
    /// Whether the entry takes a place of this subject's chain.
    pub(crate) fn takes(&self, subject: &Subject) -> bool {
        self.chains.iter().any(|(taken, _)| taken == subject)
    }
}

/// All chains of a ledger, as far as they were folded.
#[derive(Clone, Debug, Default)]
pub struct Register {
    pub(crate) chains: HashMap<Subject, Chain>,
    pub(crate) items: HashMap<ItemId, ItemFacts>,
    /// In an extract, the subjects whose chains are judged.
    listed: Option<HashSet<Subject>>,
}

persist!(struct Register { chains, items, listed });

impl Register {
    /// Nothing folded yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Judges the chains of these subjects only, and leaves all others out.
    pub(crate) fn only(&mut self, subjects: HashSet<Subject>) {
        self.listed = Some(subjects);
    }

    pub(crate) fn covers(&self, subject: &Subject) -> bool {
        self.listed.as_ref().is_none_or(|listed| listed.contains(subject))
    }

    /// Takes the effects of the entry at `index`.
    pub fn apply(&mut self, judgement: Judgement, index: u64) -> Vec<Observation> {
        for (subject, chain) in judgement.chains {
            if let Some(item) = subject.item() {
                self.items.entry(item).or_default();
            }
            self.chains.insert(subject, chain);
        }
        for (item, change) in judgement.items {
            self.items.entry(item).or_default().apply(change);
        }
        for (item, state, since) in judgement.holdings {
            self.items.entry(item).or_default().hold(&state, index, since);
        }
        judgement.observations
    }

    /// Takes note of an entry that could not be checked: it moves nothing, but what follows it on
    /// its chains rests on it. C6.1
    pub fn doubt(&mut self, links: &[Link], entry: EntryHash, actor: PartyId, index: u64) {
        for link in
            links.iter().filter(|link| self.covers(&link.subject)).cloned().collect::<Vec<_>>()
        {
            let tip = Tip {
                seq: link.seq,
                hash: entry,
                prev: link.prev.0,
                index,
                actor,
                signer: actor,
                event_type: None,
                earliest: None,
            };
            match self.chains.get_mut(&link.subject) {
                // Only at the end of a line: elsewhere nothing could follow it.
                Some(chain) if chain.branch_after(link.seq, link.prev.0).is_some() => {
                    chain.doubtful = Some(Box::new(Branch::not_shown(tip, index)));
                }
                Some(_) => {}
                None => {
                    let branch = Branch::not_shown(tip, index);
                    self.chains.insert(link.subject.clone(), Chain::new(branch));
                    if let Some(item) = link.subject.item() {
                        self.items.entry(item).or_default();
                    }
                }
            }
        }
    }

    /// The next place of a subject's chain, as a link to it.
    #[must_use]
    pub fn next_link(&self, subject: &Subject) -> Link {
        match self.chains.get(subject) {
            Some(chain) => {
                let tip = &chain.going_on().tip;
                Link::after(subject.clone(), tip.seq.saturating_add(1), tip.hash)
            }
            None => Link::genesis(subject.clone()),
        }
    }

    /// The last entry of a subject's chain.
    #[must_use]
    pub fn tip(&self, subject: &Subject) -> Option<&Tip> {
        self.chains.get(subject).map(|chain| &chain.going_on().tip)
    }

    /// The state of an item, when the chain shows exactly one.
    #[must_use]
    pub fn state(&self, item: ItemId) -> Option<CustodyState> {
        match self.chains.get(&Subject::Item(item)) {
            Some(chain) => chain.item_state(),
            None => Some(CustodyState::Unknown),
        }
    }

    /// The two states of a contested item.
    #[must_use]
    pub fn contested(&self, item: ItemId) -> Option<[StateKind; 2]> {
        let chain = self.chains.get(&Subject::Item(item))?;
        let contest = chain.contest.as_ref()?;
        match (chain.main.standing, contest.rival.standing) {
            (Standing::Item(a), Standing::Item(b)) => Some([a.kind(), b.kind()]),
            _ => Some([StateKind::Unknown, StateKind::Unknown]),
        }
    }

    /// The index of the entry that could not be checked and on which the state of a subject rests.
    #[must_use]
    pub fn rests_on(&self, subject: &Subject) -> Option<u64> {
        let chain = self.chains.get(subject)?;
        match chain.latest().standing {
            Standing::NotShown(index) => Some(index),
            Standing::Case(_) | Standing::Fixed | Standing::Item(_) | Standing::Ledger(_) => None,
        }
    }

    /// Whether an item can belong to no case but those recorded of it: nothing that may have named
    /// one is missing.
    pub(crate) fn has_all_cases(&self, item: ItemId) -> bool {
        self.shows_cases(item, self.chains.get(&Subject::Item(item)))
    }

    /// Whether the chain is held from the first entry on, each entry was taken, and the same is so of
    /// what the item was derived from. V4.4
    pub(super) fn shows_cases(&self, item: ItemId, chain: Option<&Chain>) -> bool {
        let facts = self.items.get(&item);
        chain.is_some_and(|chain| chain.latest().whole)
            && facts.is_none_or(|facts| !facts.sources_not_shown)
    }

    /// The party in charge of a case.
    #[must_use]
    pub fn officer(&self, case: &Subject) -> Option<PartyId> {
        match self.chains.get(case)?.main.standing {
            Standing::Case(officer) => Some(officer),
            Standing::Fixed | Standing::Item(_) | Standing::Ledger(_) | Standing::NotShown(_) => {
                None
            }
        }
    }

    /// Whether any entry of a subject's chain was seen.
    #[must_use]
    pub fn holds(&self, subject: &Subject) -> bool {
        self.chains.contains_key(subject)
    }

    /// What is recorded of an item beside its state.
    #[must_use]
    pub fn facts(&self, item: ItemId) -> Option<&ItemFacts> {
        self.items.get(&item)
    }

    /// Every item, sorted by id.
    #[must_use]
    pub fn items(&self) -> Vec<ItemId> {
        let mut items: Vec<_> = self.items.keys().copied().collect();
        items.sort_unstable();
        items
    }

    /// Every offer without an answer, sorted by item.
    #[must_use]
    pub fn open_offers(&self) -> Vec<(ItemId, CustodyState)> {
        let offered = |item: ItemId| match self.state(item)? {
            state @ CustodyState::Offered { .. } => Some((item, state)),
            CustodyState::Ended { .. }
            | CustodyState::Held { .. }
            | CustodyState::Lost { .. }
            | CustodyState::Outside { .. }
            | CustodyState::Unknown => None,
        };
        self.items().into_iter().filter_map(offered).collect()
    }
}
