//! At which positions of a ledger stands what an extract looks for.

use std::collections::{BTreeSet, HashMap};

use crate::encoding::{Persist, StateError, StateReader, StateWriter, persist};
use crate::event::{Body, EntryHash, EventType, SignedEvent, Statement, Subject};
use crate::identity::PartyId;

/// What entries are looked for by.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) enum Sought {
    /// Entries that register a party or a key of it, or end that.
    Directory(PartyId),
    /// Entries with a link to a subject.
    Linked(Subject),
    /// Entries that say what was pruned.
    Pruned,
    /// Entries that acknowledge or yield one of a subject's chain.
    Settled(Subject),
    /// The stubs of an entry.
    Stub(EntryHash),
    /// Entries that hold a time-stamp token.
    Timestamped,
}

persist!(enum Sought {
    0 => Directory(party),
    1 => Linked(subject),
    2 => Pruned,
    3 => Settled(subject),
    4 => Stub(entry),
    5 => Timestamped,
});

/// What an entry is found by.
pub(crate) fn sought_by(event: &SignedEvent) -> Vec<Sought> {
    let links = event.links().iter();
    let mut sought: Vec<_> = links.map(|link| Sought::Linked(link.subject.clone())).collect();
    sought.extend(registers(event).map(Sought::Directory));
    sought.extend(settles(event).cloned().map(Sought::Settled));
    if let Statement::Known(known) = event.statement() {
        let event_type = known.body.event_type();
        sought.extend((event_type == EventType::Pruned).then_some(Sought::Pruned));
        sought.extend((event_type == EventType::Timestamped).then_some(Sought::Timestamped));
    }
    sought
}

/// The party whose enrolment, key or end a directory event is about.
pub(crate) fn registers(event: &SignedEvent) -> Option<PartyId> {
    let Statement::Known(known) = event.statement() else {
        return None;
    };
    let subject = &known.links.first()?.subject;
    match (known.body.event_type(), subject) {
        (
            EventType::Founded | EventType::Enrolled | EventType::Revoked | EventType::Succeeded,
            Subject::Party(party),
        ) => Some(*party),
        (EventType::Rotated, Subject::Own(party, _)) => Some(*party),
        _ => None,
    }
}

/// The subject of which an entry acknowledges or yields one.
pub(crate) fn settles(event: &SignedEvent) -> Option<&Subject> {
    let Statement::Known(known) = event.statement() else {
        return None;
    };
    if let Body::Acknowledged(body) = &known.body {
        Some(&body.entry.subject)
    } else if let Body::Yielded(body) = &known.body {
        Some(&body.entry.subject)
    } else {
        None
    }
}

/// Of each thing that is looked for, the positions in the ledger, ascending.
#[derive(Debug, Default)]
pub(crate) struct Positions {
    lists: HashMap<Sought, Vec<u64>>,
    /// Whether a cache told them, and not the entries themselves.
    told: bool,
}

impl Positions {
    /// Takes note of the entry at a position behind all others.
    pub(crate) fn note(&mut self, position: u64, sought: Vec<Sought>) {
        for sought in sought {
            let list = self.lists.entry(sought).or_default();
            if list.last() != Some(&position) {
                list.push(position);
            }
        }
    }

    /// Where any of these stands.
    pub(crate) fn of(&self, sought: &[Sought]) -> BTreeSet<u64> {
        let lists = sought.iter().filter_map(|sought| self.lists.get(sought));
        lists.flatten().copied().collect()
    }

    /// The stub of an entry that stands last before a position.
    pub(crate) fn stub_before(&self, entry: EntryHash, position: u64) -> Option<u64> {
        let stubs = self.lists.get(&Sought::Stub(entry))?;
        stubs.iter().rev().find(|stub| **stub < position).copied()
    }

    pub(crate) const fn were_told(&self) -> bool {
        self.told
    }

    /// Whether these can be positions of a ledger of that size.
    pub(crate) fn fit(&self, size: u64) -> bool {
        self.lists.values().all(|list| {
            let ascending = list.is_sorted_by(|one, next| one < next);
            ascending && list.last().is_some_and(|last| *last < size)
        })
    }
}

#[cfg(test)]
impl Positions {
    /// As a cache could tell them that leaves one out.
    pub(crate) fn told_without(&mut self, sought: &Sought, position: u64) {
        self.told = true;
        self.lists.entry(sought.clone()).or_default().retain(|kept| *kept != position);
    }
}

impl Persist for Positions {
    fn persist(&self, out: &mut StateWriter) {
        self.lists.persist(out);
    }

    fn restore(input: &mut StateReader<'_>) -> Result<Self, StateError> {
        Ok(Self { lists: Persist::restore(input)?, told: true })
    }
}
