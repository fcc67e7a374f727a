//! What a `pruned` entry says of the entries that it lists: V1.10, V1.12, V3.9.
//!
//! The findings that it speaks of were made before it was read: they are settled where it stands,
//! and nothing of the entries is kept in memory for it.

use crate::event::{Body, EntryHash, Event, PrunedEntry, Subject};
use crate::identity::PartyId;
use crate::verify::code::Code;
use crate::verify::finding::{Detail, Finding, Location};
use crate::verify::fold::Fold;
use crate::verify::walk::Walk;

/// A `pruned` entry about this ledger that takes its effect.
#[derive(Clone, Debug)]
pub(crate) struct Declaration {
    index: u64,
    by: PartyId,
    subject: Subject,
    ground: Option<String>,
    entries: Vec<PrunedEntry>,
}

/// A listed entry that no finding shows: the second read tells what stands at its index.
#[derive(Clone, Debug)]
pub(crate) struct Listed {
    pub(crate) index: u64,
    pub(crate) entry: EntryHash,
    pub(crate) otherwise: Finding,
}

/// The entries that a `pruned` of this ledger's own organisation lists. Indices are of one ledger:
/// what another organisation pruned from its own file says nothing of this one.
pub(crate) fn listed<'e>(
    fold: &Fold,
    event: &'e Event,
    signer: PartyId,
) -> Option<(&'e Subject, &'e [PrunedEntry])> {
    let Body::Pruned(body) = &event.body else {
        return None;
    };
    let subject = &event.links.first()?.subject;
    let keeper = fold.keeper.filter(|keeper| *keeper == signer.org())?;
    let stands = if let Subject::Ledger(origin) = subject {
        // An extract does not judge the chain of the ledger, so the right is asked for here.
        fold.origin.as_ref() == Some(origin) && fold.directory.registrar_of(signer) == Some(keeper)
    } else {
        matches!(subject, Subject::Case(_)) && fold.register.covers(subject)
    };
    stands.then_some((subject, body.entries.as_slice()))
}

pub(crate) fn declaration(
    fold: &Fold,
    event: &Event,
    signer: PartyId,
    index: u64,
) -> Option<Declaration> {
    let (subject, entries) = listed(fold, event, signer)?;
    let ground = if let Body::Pruned(body) = &event.body { body.ground.code.clone() } else { None };
    let (subject, entries) = (subject.clone(), entries.to_vec());
    Some(Declaration { index, by: event.actor(signer), subject, ground, entries })
}

impl Walk {
    /// V1.12: says of the findings so far whose cause it is, and leaves the rest to the second read.
    pub(super) fn take_declaration(&mut self, declared: &Declaration, place: &Location) {
        let Declaration { index, by, ground, .. } = declared;
        let says = Detail::Pruned { entry: *index, by: *by, ground: ground.clone() };
        for (number, entry) in declared.entries.iter().enumerate() {
            let otherwise = declared.elsewhere(number, entry, place);
            let shown = self.findings.prune(entry, &says);
            if entry.index >= *index || shown.is_some_and(|found| found != entry.entry) {
                self.findings.push(otherwise);
            } else if shown.is_none() {
                let (index, entry) = (entry.index, entry.entry);
                self.open.listed.push(Listed { index, entry, otherwise });
            }
        }
    }
}

impl Declaration {
    /// V3.9: another entry stands at the index that is given. A case can have come from another
    /// ledger of the same organisation, whose indices say nothing of this one: V3.4.
    fn elsewhere(&self, number: usize, entry: &PrunedEntry, place: &Location) -> Finding {
        let code = match &self.subject {
            Subject::Ledger(_) => Code::CitationMismatch,
            Subject::Case(_)
            | Subject::Item(_)
            | Subject::Own(..)
            | Subject::Party(_)
            | Subject::Request(..) => Code::LinkNotHeld,
        };
        let location = Location {
            subject: Some(self.subject.clone()),
            field: Some(format!("body.entries[{number}]")),
            ..place.clone()
        };
        Finding::new(code, location, Detail::Other(entry.entry))
    }
}
