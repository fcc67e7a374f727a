//! The entries that register the keys of two heads, out of those that register anything.

use std::collections::HashSet;

use crate::event::{Body, EntryHash, EventType, SignedEvent, Statement, Subject};
use crate::identity::{PartyId, Thumbprint};

/// Whether an entry can stand in a proof of misbehaviour. F13.8
pub(crate) fn registers(event: &SignedEvent) -> bool {
    let Statement::Known(known) = event.statement() else { return false };
    matches!(
        known.body.event_type(),
        EventType::CheckpointKeyChanged
            | EventType::Enrolled
            | EventType::Founded
            | EventType::Opened
            | EventType::Rotated
            | EventType::Succeeded
    )
}

/// What registers these keys for the heads of a ledger, who signed that, and who enrolled those.
pub(super) fn registering<'e>(
    entries: impl Iterator<Item = &'e SignedEvent> + Clone,
    origin: &str,
    keys: &[Thumbprint],
) -> Vec<SignedEvent> {
    let mut wanted: HashSet<EntryHash> = HashSet::new();
    let mut parties: Vec<PartyId> = Vec::new();
    for entry in entries.clone().filter(|entry| registers_head_key(entry, origin, keys)) {
        wanted.insert(entry.hash());
        parties.push(entry.claims().iss);
    }
    let mut seen = HashSet::new();
    while let Some(party) = parties.pop() {
        if !seen.insert(party) {
            continue;
        }
        parties.push(PartyId::organisation(party.org()));
        for entry in entries.clone().filter(|entry| about(entry) == Some(party)) {
            wanted.insert(entry.hash());
            parties.push(entry.claims().iss);
        }
    }
    // Each once, in its order: the two files have most of them both.
    entries.filter(|entry| wanted.remove(&entry.hash())).cloned().collect()
}

fn registers_head_key(entry: &SignedEvent, origin: &str, keys: &[Thumbprint]) -> bool {
    let Statement::Known(known) = entry.statement() else { return false };
    let key = if let Body::Opened(body) = &known.body {
        &body.key
    } else if let Body::CheckpointKeyChanged(body) = &known.body {
        &body.key
    } else {
        return false;
    };
    let own = known
        .links
        .iter()
        .any(|link| matches!(&link.subject, Subject::Ledger(ledger) if ledger.as_str() == origin));
    own && keys.contains(&key.thumbprint())
}

/// The party that an entry founds or enrols, or whose key it changes.
fn about(entry: &SignedEvent) -> Option<PartyId> {
    match &entry.links().first()?.subject {
        Subject::Party(party) | Subject::Own(party, _) => Some(*party),
        Subject::Case(_) | Subject::Item(_) | Subject::Ledger(_) | Subject::Request(..) => None,
    }
}
