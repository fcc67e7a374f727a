//! The second read: what the first could not settle in ledger order. V2.5, V3.2 to V3.9.
//!
//! A link that is not the next of its chain can be a hole, an entry out of order, a second entry at
//! a taken place, or a stretch that another organisation keeps. Which one, only the whole file
//! tells; the first read does not keep it in memory, so it is read once more, and only when there
//! is something to settle.

use std::collections::HashMap;
use std::ops::Range;

use crate::custody::{Place, Unsettled};
use crate::event::{EntryHash, SignedEvent, Statement, Subject};
use crate::identity::{OrgId, PartyId};
use crate::verify::citations::Cited;
use crate::verify::code::Code;
use crate::verify::compromise::{Compromise, StolenKeys};
use crate::verify::finding::{Cause, Detail, Finding, Location};
use crate::verify::fold::Fold;
use crate::verify::heads::Heads;
use crate::verify::pruned::Listed;

/// What the first read left open, each with the bytes of its entry.
#[derive(Debug, Default)]
pub(crate) struct Open {
    pub(crate) links: Vec<(Unsettled, Range<u64>)>,
    pub(crate) cited: Vec<(Cited, Range<u64>)>,
    pub(crate) listed: Vec<Listed>,
    /// Keys that somebody else had, each with the start of the record that says so.
    pub(crate) stolen: Vec<(Compromise, u64)>,
    /// Where the records start of entries that were not taken.
    pub(crate) untaken: Vec<u64>,
}

/// An entry seen in the second read.
#[derive(Clone, Debug)]
struct Seen {
    /// Where its record starts. In a damaged extract two entries can claim one index, and one can
    /// stand twice: only the place in the file tells them apart.
    start: u64,
    signer: PartyId,
    hash: EntryHash,
}

/// What the second read looks for and finds.
pub(crate) struct Settlement {
    open: Open,
    keeper: Option<OrgId>,
    first_damage: Option<u64>,
    hashes: HashMap<EntryHash, Option<Found>>,
    places: HashMap<(Subject, u64), Vec<Seen>>,
    /// What `pruned` entries list, by index.
    listed: HashMap<u64, Vec<Listed>>,
    elsewhere: Vec<Finding>,
    stolen: StolenKeys,
}

#[derive(Clone, Debug)]
struct Found {
    index: u64,
    /// Where its record starts.
    start: u64,
    /// The places that it takes; none are known of a stub or of a version not understood.
    places: Option<Vec<(Subject, u64)>>,
    earliest: Option<crate::encoding::Timestamp>,
}

impl Settlement {
    pub(crate) fn new(mut open: Open, fold: &Fold, heads: &Heads) -> Self {
        let (keeper, first_damage) = (fold.keeper, fold.first_damage);
        let mut hashes = HashMap::new();
        let mut places = HashMap::new();
        for (link, _) in &open.links {
            hashes.extend(link.prev.map(|prev| (prev, None)));
            places.insert((link.subject.clone(), link.seq), Vec::new());
            if let Some(before) = link.seq.checked_sub(1) {
                places.insert((link.subject.clone(), before), Vec::new());
            }
        }
        hashes.extend(open.cited.iter().map(|(cited, _)| (cited.entry, None)));
        let mut listed: HashMap<u64, Vec<Listed>> = HashMap::new();
        for entry in std::mem::take(&mut open.listed) {
            listed.entry(entry.index).or_default().push(entry);
        }
        let (stated, untaken) =
            (std::mem::take(&mut open.stolen), std::mem::take(&mut open.untaken));
        let stolen = StolenKeys::new(stated, untaken, heads);
        let elsewhere = Vec::new();
        Self { open, keeper, first_damage, hashes, places, listed, elsewhere, stolen }
    }

    pub(crate) fn is_needed(&self) -> bool {
        let Open { links, cited, .. } = &self.open;
        let waits = !(links.is_empty() && cited.is_empty() && self.listed.is_empty());
        waits || !self.stolen.is_empty()
    }

    /// V3.9: compares what stands at an index with what a `pruned` entry lists there.
    pub(crate) fn see_listed(&mut self, index: u64, hash: EntryHash) {
        let Some(listed) = self.listed.remove(&index) else { return };
        let others = listed.into_iter().filter(|listed| listed.entry != hash);
        self.elsewhere.extend(others.map(|listed| listed.otherwise));
    }

    /// Takes note in the second read of an entry whose places nobody can tell: a stub, or bytes that
    /// are refused.
    pub(crate) fn see_untold(&mut self, index: u64, hash: EntryHash, start: u64) {
        if let Some(found @ None) = self.hashes.get_mut(&hash) {
            *found = Some(Found { index, start, places: None, earliest: None });
        }
    }

    /// Takes note of an entry in the second read.
    pub(crate) fn see(&mut self, index: u64, event: &SignedEvent, bytes: &Range<u64>) {
        self.stolen.see(index, event, bytes);
        let start = bytes.start;
        let (hash, signer) = (event.hash(), event.claims().iss);
        for link in event.links() {
            if let Some(seen) = self.places.get_mut(&(link.subject.clone(), link.seq)) {
                seen.push(Seen { start, signer, hash });
            }
        }
        if let Some(found @ None) = self.hashes.get_mut(&hash) {
            let places =
                event.links().iter().map(|link| (link.subject.clone(), link.seq)).collect();
            let earliest = match event.statement() {
                Statement::Known(known) => known.at.time.earliest(),
                Statement::NotUnderstood(_) => None,
            };
            let places = (!event.links().is_empty()).then_some(places);
            *found = Some(Found { index, start, places, earliest });
        }
    }

    /// V2.5: entries under keys that were stolen.
    pub(crate) fn unproven(&mut self) -> Vec<Finding> {
        self.stolen.take_findings()
    }

    /// The findings that follow on links and citations.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        let Open { links, cited, .. } = &self.open;
        let links = links.iter().map(|(link, bytes)| self.settle_link(link, bytes));
        let cited = cited.iter().filter_map(|(cited, bytes)| self.settle_citation(cited, bytes));
        links.chain(cited).chain(self.elsewhere.iter().cloned()).collect()
    }

    fn settle_link(&self, link: &Unsettled, bytes: &Range<u64>) -> Finding {
        let location = Location {
            entry: Some(link.index),
            hash: Some(link.entry),
            subject: Some(link.subject.clone()),
            field: Some("links".to_owned()),
            bytes: Some(bytes.clone()),
        };
        let place = Detail::Place { seq: link.seq, prev: link.prev };
        let damage = self.first_damage.filter(|index| *index < link.index).map(Cause::Entry);
        let finding =
            |code, detail, cause| Finding::new(code, location.clone(), detail).caused_by(cause);
        if link.place == Place::Taken {
            return self.settle_taken(link, bytes.start, place, &finding);
        }
        let prev = link.prev.and_then(|prev| self.hashes.get(&prev)).and_then(Option::as_ref);
        match prev {
            // V3.6
            Some(found) if found.start > bytes.start => finding(Code::LinkReordered, place, None),
            // V6.1: it may follow the entry named, whose places nobody here can tell.
            Some(Found { index, places: None, .. }) => {
                finding(Code::CustodyNotShown, Detail::None, Some(Cause::Entry(*index)))
            }
            // V6.1: it stands at the place before and took none: it rests on what was not taken.
            Some(Found { index, places: Some(places), .. })
                if self.first_damage.is_some_and(|damage| damage < *index)
                    && is_before(link, places) =>
            {
                finding(Code::CustodyNotShown, Detail::None, Some(Cause::Entry(*index)))
            }
            // V3.5: the entry named is here, at another place.
            Some(_) => finding(Code::LinkMismatch, place, damage),
            None => match self.standing_before(link) {
                // V3.5: another entry stands there, perhaps an altered one.
                Some(other) => {
                    let cause = damage.filter(|_| self.first_damage.is_some());
                    finding(Code::LinkMismatch, Detail::Other(other.hash), cause)
                }
                None => self.settle_missing(link, place, damage, &finding),
            },
        }
    }

    fn standing_before(&self, link: &Unsettled) -> Option<&Seen> {
        let before = link.seq.checked_sub(1)?;
        self.places.get(&(link.subject.clone(), before))?.first()
    }

    /// V3.2 to V3.4: nothing stands at the place before.
    fn settle_missing(
        &self,
        link: &Unsettled,
        place: Detail,
        damage: Option<Cause>,
        finding: &dyn Fn(Code, Detail, Option<Cause>) -> Finding,
    ) -> Finding {
        // Whoever had the pen of the missing stretch keeps it: only the ledger's own organisation
        // must hold it here.
        let own = match link.place {
            Place::Beginning => self.keeper == Some(link.signer.org()),
            Place::Hole | Place::Previous | Place::Taken => {
                link.pen.is_some() && link.pen == self.keeper
            }
        };
        let code = match (own, link.place) {
            (true, Place::Beginning) => Code::LinkGenesisMissing,
            (true, Place::Hole | Place::Previous | Place::Taken) => Code::LinkGap,
            (false, _) => Code::LinkNotHeld,
        };
        finding(code, place, damage)
    }

    /// V3.1, V3.6 to V3.8: the place is behind the tip.
    fn settle_taken(
        &self,
        link: &Unsettled,
        start: u64,
        place: Detail,
        finding: &dyn Fn(Code, Detail, Option<Cause>) -> Finding,
    ) -> Finding {
        let seen = self.places.get(&(link.subject.clone(), link.seq));
        let first = seen.and_then(|seen| seen.iter().find(|other| other.start != start));
        match first {
            Some(other) if other.hash == link.entry => {
                finding(Code::EntryRepeated, Detail::Other(other.hash), None)
            }
            Some(other) if other.signer == link.signer => {
                finding(Code::LinkForked, Detail::Other(other.hash), None)
            }
            Some(other) => finding(Code::LinkNoPen, Detail::Other(other.hash), None),
            // A hole that is filled too late.
            None => finding(Code::LinkReordered, place, None),
        }
    }

    fn settle_citation(&self, cited: &Cited, bytes: &Range<u64>) -> Option<Finding> {
        let location = Location {
            entry: Some(cited.index),
            hash: Some(cited.citing),
            subject: Some(cited.subject.clone()),
            field: Some(cited.field.clone().into_owned()),
            bytes: Some(bytes.clone()),
        };
        let detail = Detail::Other(cited.entry);
        let damage = self.first_damage.filter(|index| *index < cited.index).map(Cause::Entry);
        let Some(found) = self.hashes.get(&cited.entry).and_then(Option::as_ref) else {
            return Some(Finding::new(Code::LinkNotHeld, location, detail).caused_by(damage));
        };
        if found.start > bytes.start {
            return Some(Finding::new(Code::LinkReordered, location, detail));
        }
        let Some(places) = &found.places else {
            let cause = Some(Cause::Entry(found.index));
            return Some(Finding::new(Code::LinkNotHeld, location, detail).caused_by(cause));
        };
        if !places.contains(&(cited.subject.clone(), cited.seq)) {
            return Some(Finding::new(Code::CitationMismatch, location, detail));
        }
        match (found.earliest, cited.latest) {
            (Some(bound), Some(found)) if bound.is_after(&found) => {
                let detail = Detail::Times { bound, found };
                Some(Finding::new(Code::TimeRegressed, location, detail))
            }
            _ => None,
        }
    }
}

/// Whether one of these places is the one before the link's.
fn is_before(link: &Unsettled, places: &[(Subject, u64)]) -> bool {
    let before = link.seq.checked_sub(1);
    places.iter().any(|(subject, seq)| *subject == link.subject && Some(*seq) == before)
}
