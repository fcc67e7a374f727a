//! The retention of the record itself ends: what is to be erased is recorded first.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::encoding::Timestamp;
use crate::event::{
    At, Body, EntryHash, EventType, Kept, Pruned, PrunedEntry, SignedEvent, Statement, Subject, Why,
};
use crate::identity::{CaseId, ItemId, RequestId};
use crate::store::actor::Actor;
use crate::store::append::Recorded;
use crate::store::case_file::CaseFile;
use crate::store::contract::Store;
use crate::store::entries::Shown;
use crate::store::error::CaseError;
use crate::store::positions::Sought;
use crate::store::source::Source;
use crate::verify::listed;

/// What is to be erased from the record of a case, on what ground, and what is left of it.
///
/// # Examples
///
/// ```
/// use handseal::event::{Kept, Why};
/// use handseal::store::Pruning;
/// # use handseal::identity::{CaseId, OsEntropy};
/// # let case = CaseId::generate(&mut OsEntropy)?;
///
/// let pruning = Pruning::new(Why::code("retention_ended"), Kept::Entry).case(case);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Pruning {
    ground: Why,
    kept: Kept,
    cases: BTreeSet<CaseId>,
    items: BTreeSet<ItemId>,
    requests: BTreeSet<RequestId>,
    entries: BTreeSet<u64>,
    held: StillHeld,
}

/// Whether the record of an item is erased that the ledger's own parties still hold.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum StillHeld {
    Pruned,
    Refused,
}

/// What was recorded as pruned, and what was left as it is.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Listed {
    /// The `pruned` entries.
    pub recorded: Vec<Recorded>,
    /// The indices of entries that concern a subject that is not pruned, too. They stay, with their
    /// values: name them with [`Pruning::entry`] to erase the values of all.
    pub left: Vec<u64>,
}

impl Pruning {
    /// Erases on this ground, and leaves this of each entry.
    ///
    /// Of an entry on the chain of a case only values are erased, whatever is asked: who was in
    /// charge must show, or nobody could tell whether the pruning was for that party to do.
    #[must_use]
    pub const fn new(ground: Why, kept: Kept) -> Self {
        Self {
            ground,
            kept,
            cases: BTreeSet::new(),
            items: BTreeSet::new(),
            requests: BTreeSet::new(),
            entries: BTreeSet::new(),
            held: StillHeld::Refused,
        }
    }

    /// The chain of a case, those of its items that belong to no other case, and its requests.
    #[must_use]
    pub fn case(mut self, case: CaseId) -> Self {
        self.cases.insert(case);
        self
    }

    /// The chain of an item.
    #[must_use]
    pub fn item(mut self, item: ItemId) -> Self {
        self.items.insert(item);
        self
    }

    /// The chains of a request, on all its sides.
    #[must_use]
    pub fn request(mut self, request: RequestId) -> Self {
        self.requests.insert(request);
        self
    }

    /// The values of the entry with this index, whatever it is about. The entry itself stays, unless
    /// all its chains are pruned: a hole in another chain would hide what follows there.
    #[must_use]
    pub fn entry(mut self, index: u64) -> Self {
        self.entries.insert(index);
        self
    }

    /// Also of items that the ledger's own parties still hold.
    #[must_use]
    pub const fn even_if_held(mut self) -> Self {
        self.held = StillHeld::Pruned;
        self
    }
}

/// What the record says of an entry that was pruned.
#[derive(Clone, Debug)]
pub(crate) struct Fate {
    pub(crate) entry: EntryHash,
    pub(crate) kept: Kept,
    /// The chain on which it says so.
    pub(crate) says: Subject,
}

/// How many entries one `pruned` lists: each takes at most 70 bytes, and a record 262 144.
const PER_RECORD: usize = 2048;

impl<S: Store> CaseFile<S> {
    /// Records that entries are pruned: on the chain of the one case concerned when the actor is in
    /// charge of it, else on the chain of the ledger, as its registrar. Nothing is erased yet:
    /// [`CaseFile::write_pruned`] and [`erase_pruned`](crate::store::erase_pruned) do as the record
    /// says. An entry of which the record tells as much already is not listed again.
    ///
    /// # Errors
    ///
    /// [`CaseError::MustStay`] for an entry of the directory or of the ledger that is named,
    /// [`CaseError::EntryNotHeld`] for one that is not here, [`CaseError::StillHeld`] for an item
    /// that the ledger's own parties hold, [`CaseError::NothingToPrune`] when nothing is left to be
    /// listed, [`CaseError::UnknownSubject`], [`CaseError::Refused`] when it is not the actor's to do, and
    /// what [`CaseFile::record`] answers.
    ///
    /// # Specification
    ///
    /// `spec::format` §7, F7.17 to F7.19.
    pub fn prune(
        &mut self,
        pruning: &Pruning,
        actor: &Actor<'_>,
        at: Timestamp,
    ) -> Result<Listed, CaseError> {
        self.check_writable()?;
        self.commit()?;
        let wanted = self.wanted(pruning)?;
        self.check_not_held(pruning, &wanted)?;
        let told = self.pruned()?;
        let (entries, left) = self.list(pruning, &wanted, &told)?;
        if entries.is_empty() {
            return Err(CaseError::NothingToPrune);
        }
        let chain = [self.chain_for(pruning, actor)?];
        let staged = entries.chunks(PER_RECORD).try_for_each(|entries| {
            let body = Pruned { ground: pruning.ground.clone(), entries: entries.to_vec() };
            let event = self.signed(body, &chain, actor, At::device(at))?;
            self.stage(event).map(|_| ())
        });
        let recorded = self.commit()?;
        staged.map(|()| Listed { recorded, left })
    }

    /// The subjects whose chains are pruned.
    fn wanted(&mut self, pruning: &Pruning) -> Result<HashSet<Subject>, CaseError> {
        let named = pruning.cases.iter().copied().map(Subject::Case);
        let named: Vec<_> = named.chain(pruning.items.iter().copied().map(Subject::Item)).collect();
        if let Some(unknown) = named.iter().find(|subject| !self.fold.register.holds(subject)) {
            return Err(CaseError::UnknownSubject { subject: Box::new(unknown.clone()) });
        }
        let mut wanted: HashSet<_> = named.into_iter().collect();
        for item in self.fold.register.items() {
            let Some(facts) = self.fold.register.facts(item) else { continue };
            let mut cases = facts.cases.iter();
            if !facts.cases.is_empty() && cases.all(|case| pruning.cases.contains(case)) {
                wanted.insert(Subject::Item(item));
            }
        }
        let mut requests = pruning.requests.clone();
        let mut sides = Vec::new();
        self.each_entry(&mut |_, event| {
            let case = made_in(event);
            for link in event.links() {
                let Subject::Request(id, _) = link.subject else { continue };
                if case.is_some_and(|case| pruning.cases.contains(&case)) {
                    requests.insert(id);
                }
                sides.push((id, link.subject.clone()));
            }
        })?;
        let sides = sides.into_iter().filter(|(id, _)| requests.contains(id));
        wanted.extend(sides.map(|(_, side)| side));
        Ok(wanted)
    }

    fn check_not_held(
        &self,
        pruning: &Pruning,
        wanted: &HashSet<Subject>,
    ) -> Result<(), CaseError> {
        if pruning.held == StillHeld::Pruned {
            return Ok(());
        }
        let may_be_held = |item: &ItemId| self.fold.may_be_held_here(*item);
        match wanted.iter().filter_map(Subject::item).filter(may_be_held).min() {
            Some(item) => Err(CaseError::StillHeld { item }),
            None => Ok(()),
        }
    }

    /// The entries to be listed, and those that are left because they concern others, too. What the
    /// record tells already is neither.
    fn list(
        &mut self,
        pruning: &Pruning,
        wanted: &HashSet<Subject>,
        told: &BTreeMap<u64, Fate>,
    ) -> Result<(Vec<PrunedEntry>, Vec<u64>), CaseError> {
        let (mut entries, mut left) = (Vec::new(), Vec::new());
        let mut named = pruning.entries.clone();
        let mut refused = None;
        self.each_entry(&mut |index, event| {
            let asked = named.remove(&index);
            let mut links = event.links().iter();
            let touched = links.any(|link| wanted.contains(&link.subject));
            if let (true, Some(event_type)) = (asked, must_stay(event)) {
                refused.get_or_insert(CaseError::MustStay { index, event_type });
            }
            if must_stay(event).is_some() || !(asked || touched) {
                return;
            }
            let alone = event.links().iter().all(|link| wanted.contains(&link.subject));
            let kept = if alone && may_be_stub(event) { pruning.kept } else { Kept::Entry };
            let fate = told.get(&index).filter(|fate| fate.entry == event.hash());
            if fate.is_some_and(|fate| fate.kept == Kept::Hash || kept == Kept::Entry) {
                return;
            }
            if !(asked || alone) {
                left.push(index);
            } else if kept == Kept::Hash || !event.disclosures().is_empty() {
                entries.push(PrunedEntry { kept, entry: event.hash(), index });
            }
        })?;
        if let Some(error) = refused {
            return Err(error);
        }
        match named.first() {
            Some(index) => Err(CaseError::EntryNotHeld { index: *index }),
            None => Ok((entries, left)),
        }
    }

    /// Where it is recorded. Entries that are named can be about any case: that is the registrar's.
    fn chain_for(&self, pruning: &Pruning, actor: &Actor<'_>) -> Result<Subject, CaseError> {
        let facts = pruning.items.iter().filter_map(|item| self.fold.register.facts(*item));
        let mut cases: BTreeSet<_> = facts.flat_map(|facts| facts.cases.iter().copied()).collect();
        cases.extend(&pruning.cases);
        let only = cases.first().filter(|_| cases.len() == 1).copied().map(Subject::Case);
        let named = !pruning.entries.is_empty() || !pruning.requests.is_empty();
        let in_charge = |case: &Subject| self.fold.register.officer(case) == Some(actor.holder());
        match only.filter(|case| !named && in_charge(case)) {
            Some(case) => Ok(case),
            None => Ok(Subject::Ledger(self.origin()?.clone())),
        }
    }

    /// What the `pruned` entries of this ledger list, by index.
    pub(crate) fn pruned(&mut self) -> Result<BTreeMap<u64, Fate>, CaseError> {
        self.pruned_as_told(&mut Source::Whole(None))
    }

    /// [`pruned`](Self::pruned), by what a source has.
    pub(crate) fn pruned_as_told(
        &mut self,
        source: &mut Source,
    ) -> Result<BTreeMap<u64, Fate>, CaseError> {
        let mut told = Vec::new();
        self.visit(source, &[Sought::Pruned], &mut |index, shown| {
            if let Shown::Entry(event) = shown
                && let Statement::Known(known) = event.statement()
                && matches!(known.body, Body::Pruned(_))
            {
                told.push((index, event.clone()));
            }
        })?;
        let mut pruned = BTreeMap::new();
        for (index, event) in &told {
            let Statement::Known(known) = event.statement() else { continue };
            let Some((subject, entries)) = listed(&self.fold, known, event.claims().iss) else {
                continue;
            };
            for entry in entries.iter().filter(|entry| entry.index < *index) {
                let fate = Fate { entry: entry.entry, kept: entry.kept, says: subject.clone() };
                let before = pruned.insert(entry.index, fate);
                if let Some(stub) = before.filter(|fate| fate.kept == Kept::Hash) {
                    pruned.insert(entry.index, stub);
                }
            }
        }
        Ok(pruned)
    }
}

/// The case in which a request is made.
fn made_in(event: &SignedEvent) -> Option<CaseId> {
    let Statement::Known(known) = event.statement() else {
        return None;
    };
    if let Body::Requested(body) = &known.body {
        body.terms.case
    } else if let Body::Registered(body) = &known.body {
        body.terms.case
    } else {
        None
    }
}

/// Whose keys were good, whose ledger it is and what was pruned must show: without these entries the
/// others cannot be verified.
pub(crate) fn must_stay(event: &SignedEvent) -> Option<EventType> {
    let Statement::Known(known) = event.statement() else {
        return None;
    };
    let event_type = known.body.event_type();
    matches!(
        event_type,
        EventType::Founded
            | EventType::Enrolled
            | EventType::Rotated
            | EventType::Revoked
            | EventType::Succeeded
            | EventType::Opened
            | EventType::CheckpointKeyChanged
            | EventType::Pruned
            | EventType::Timestamped
    )
    .then_some(event_type)
}

/// Whether a hole in its chains hides nothing but those chains: neither who may sign nor who is in
/// charge of a case.
pub(crate) fn may_be_stub(event: &SignedEvent) -> bool {
    let on_evidence =
        |subject: &Subject| matches!(subject, Subject::Item(_) | Subject::Request(..));
    !event.links().is_empty() && event.links().iter().all(|link| on_evidence(&link.subject))
}
