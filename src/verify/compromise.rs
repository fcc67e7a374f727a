//! What a stolen key signed before it was revoked: V2.5.
//!
//! When the revocation is read, the entries that it throws doubt on stand before it. The second read
//! looks at them once more: what a head covers that somebody outside had before the theft stays good.

use std::collections::HashMap;
use std::ops::Range;

use crate::encoding::{Timestamp, persist};
use crate::event::{Body, EntryHash, Event, SignedEvent, Statement, Subject};
use crate::identity::{PartyId, Thumbprint};
use crate::verify::code::Code;
use crate::verify::directory::Change;
use crate::verify::finding::{Cause, Detail, Finding, Location};
use crate::verify::heads::Heads;

/// A key that somebody else had, as an entry says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Compromise {
    pub(super) party: PartyId,
    kid: Thumbprint,
    /// Since when; none where nobody says.
    since: Option<Timestamp>,
    /// The entry that says so.
    entry: EntryHash,
}

persist!(struct Compromise { party, kid, since, entry });

/// The compromises that an entry states.
pub(crate) fn stated(changes: &[Change], entry: EntryHash) -> impl Iterator<Item = Compromise> {
    changes.iter().filter_map(move |change| match change {
        Change::Compromised(party, kid, since) => {
            Some(Compromise { party: *party, kid: *kid, since: *since, entry })
        }
        Change::CheckpointKey(..)
        | Change::Ended(..)
        | Change::Key(..)
        | Change::Party(..)
        | Change::Successors(..) => None,
    })
}

/// A stretch of the ledger in which a key may have been in other hands.
#[derive(Debug)]
struct Stretch {
    /// The first index that no head of before covers.
    from: u64,
    /// Where the record of the revocation starts: indices can be given twice in a damaged extract.
    until: u64,
    entry: EntryHash,
}

/// What the second read asks of entries under keys that were stolen.
#[derive(Debug)]
pub(crate) struct StolenKeys {
    stretches: HashMap<(PartyId, Thumbprint), Vec<Stretch>>,
    /// Parties whose rights come from an entry that is not proven, and which.
    rest: HashMap<PartyId, (u64, EntryHash)>,
    /// Keys that an entry registers which is not proven: no enrolment shows them good.
    planted: HashMap<(PartyId, Thumbprint), (u64, EntryHash)>,
    /// Where the records start of entries that were not taken, ascending.
    untaken: Vec<u64>,
    findings: Vec<Finding>,
}

impl StolenKeys {
    /// What was stated, each with the start of the record that states it.
    pub(crate) fn new(stated: Vec<(Compromise, u64)>, untaken: Vec<u64>, heads: &Heads) -> Self {
        let mut stretches: HashMap<_, Vec<_>> = HashMap::new();
        for (Compromise { party, kid, since, entry }, until) in stated {
            let from = since.map_or(0, |since| heads.covered_before(&since));
            stretches.entry((party, kid)).or_default().push(Stretch { from, until, entry });
        }
        let (rest, planted) = (HashMap::new(), HashMap::new());
        Self { stretches, rest, planted, untaken, findings: Vec::new() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.stretches.is_empty()
    }

    /// Looks at an entry once more.
    pub(crate) fn see(&mut self, index: u64, event: &SignedEvent, bytes: &Range<u64>) {
        let Statement::Known(known) = event.statement() else {
            return;
        };
        if self.is_empty() || self.untaken.binary_search(&bytes.start).is_ok() {
            return;
        }
        let unproven = self.unproven(index, event, bytes.start);
        self.pass_on(event, known, unproven.is_some().then(|| (index, event.hash())));
        if let Some((detail, cause)) = unproven {
            let location = Location {
                entry: Some(index),
                hash: Some(event.hash()),
                bytes: Some(bytes.clone()),
                ..Location::default()
            };
            self.findings.push(Finding::new(Code::KeyUnproven, location, detail).caused_by(cause));
        }
    }

    /// The key that an entry registers rests on it, and behind an enrolment the rights of the party.
    fn pass_on(&mut self, event: &SignedEvent, known: &Event, unproven: Option<(u64, EntryHash)>) {
        let (party, key) = match (&known.body, known.links.first().map(|link| &link.subject)) {
            (Body::Enrolled(body), Some(Subject::Party(party))) => {
                match unproven {
                    Some(by) => drop(self.rest.insert(*party, by)),
                    None => drop(self.rest.remove(party)),
                }
                (*party, body.key.as_ref())
            }
            (Body::Rotated(body), _) => (event.claims().iss, Some(&body.key)),
            _ => return,
        };
        // No entry registers it again (V2.9): the doubt of a key does not end.
        if let (Some(key), Some(by)) = (key, unproven) {
            self.planted.insert((party, key.thumbprint()), by);
        }
    }

    fn unproven(
        &self,
        index: u64,
        event: &SignedEvent,
        start: u64,
    ) -> Option<(Detail, Option<Cause>)> {
        let claims = event.claims();
        let within = |stretch: &&Stretch| index >= stretch.from && start < stretch.until;
        let stretches = self.stretches.get(&(claims.iss, claims.kid));
        let stolen = stretches.and_then(|all| all.iter().find(within));
        if let Some(stretch) = stolen {
            return Some((Detail::Other(stretch.entry), None));
        }
        let planted = self.planted.get(&(claims.iss, claims.kid));
        let (index, entry) = planted.or_else(|| self.rest.get(&claims.iss))?;
        Some((Detail::Other(*entry), Some(Cause::Entry(*index))))
    }

    pub(crate) fn take_findings(&mut self) -> Vec<Finding> {
        std::mem::take(&mut self.findings)
    }
}
