//! One entry with its disclosures and its proof: V1 to V6, V8.11 and V8.12.

use crate::event::{DisclosureError, EntryError, EntryHash, SignedEvent};
use crate::ledger::{Record, SignedCheckpoint};
use crate::merkle::{Hash, leaf_hash, verify_inclusion};
use crate::verify::code::Code;
use crate::verify::finding::{Detail, Finding, Location, code_of_disclosure, code_of_entry};
use crate::verify::walk::Walk;
use crate::verify::window::Decoded;

/// An entry and what follows it.
pub(super) struct Group {
    pub(super) entry: Record,
    pub(super) decoded: Decoded,
    pub(super) disclosures: Option<Record>,
    pub(super) inclusion: Option<(u64, Vec<Hash>)>,
    /// Where the last record behind the entry ends, whatever it is.
    pub(super) end: u64,
}

impl Group {
    pub(super) const fn new(entry: Record, decoded: Decoded) -> Self {
        let end = entry.range.end;
        Self { entry, decoded, disclosures: None, inclusion: None, end }
    }
}

impl Walk {
    /// The index of an entry: counted in a ledger, proven in an extract. F7.4
    pub(super) fn index_of(&self, group: &Group) -> u64 {
        let next = match self.last_index {
            Some(last) => last.saturating_add(1),
            None => 0,
        };
        match (&self.extract, &group.inclusion) {
            (Some(_), Some((index, _))) => *index,
            (Some(_) | None, _) => next,
        }
    }

    /// V1 to V6 for one entry.
    pub(super) fn entry(&mut self, mut group: Group, index: u64) {
        let hash = group.decoded.hash;
        let place = Location {
            entry: Some(index),
            hash: Some(hash),
            bytes: Some(group.entry.range.clone()),
            ..Location::default()
        };
        if index == 0 {
            self.first = place.clone();
        }
        self.counts.entries = self.counts.entries.saturating_add(1);
        self.place_in_tree(&group, index, &hash, &place);
        self.standings.held(hash, index);
        // V1.6, V1.11
        let Some(decoded) = group.decoded.event.take() else {
            let code = if group.entry.has_shortest_head() {
                Code::EntryNotShown
            } else {
                Code::EntryNondeterministic
            };
            self.findings.push(Finding::new(code, place, Detail::None));
            self.fold.damage(index);
            self.counts.stubs = self.counts.stubs.saturating_add(1);
            return;
        };
        match self.read_entry(decoded, &group, index, &place) {
            Some(event) => self.judge(event, index, &place),
            None => self.open.untaken.push(group.entry.range.start),
        }
    }

    /// The leaf is hashed here, whatever is said of the entry. V8.11, V8.12 in an extract.
    pub(super) fn place_in_tree(
        &mut self,
        group: &Group,
        index: u64,
        hash: &EntryHash,
        place: &Location,
    ) {
        if self.extract.is_none() {
            self.fold.append(hash);
            self.heads.appended(&self.fold.tree);
            return;
        }
        let ascending = self.last_proven_before(index);
        let location =
            Location { bytes: Some(group.entry.range.start..group.end), ..place.clone() };
        // F7.12, F7.13
        let Some((_, path)) = group.inclusion.as_ref().filter(|_| ascending) else {
            let finding = Finding::new(Code::ProofMalformed, location, Detail::None);
            self.findings.push(finding);
            return;
        };
        let Some(head) = self.extract_head().map(SignedCheckpoint::unverified) else {
            return;
        };
        let leaf = leaf_hash(hash.as_bytes());
        match verify_inclusion(leaf, index, head.size(), path, Hash(*head.root())) {
            Ok(()) => self.counts.included = self.counts.included.saturating_add(1),
            Err(error) => {
                let detail = Detail::Proof(error);
                self.findings.push(Finding::new(Code::ProofMismatch, location, detail));
            }
        }
    }

    pub(super) fn last_proven_before(&mut self, index: u64) -> bool {
        let ascending = self.counts.last_proven.is_none_or(|last| last < index);
        self.counts.last_proven = Some(index);
        ascending
    }

    /// V1.4 to V1.10
    pub(super) fn read_entry(
        &mut self,
        decoded: Result<SignedEvent, EntryError>,
        group: &Group,
        index: u64,
        place: &Location,
    ) -> Option<SignedEvent> {
        let framed = group.entry.has_shortest_head();
        let mut event = match decoded {
            Ok(event) if framed => event,
            Ok(_) => {
                let code = Code::EntryNondeterministic;
                self.findings.push(Finding::new(code, place.clone(), Detail::None));
                self.fold.damage(index);
                return None;
            }
            Err(error) => {
                let code = code_of_entry(&error);
                let detail = Detail::Entry(error);
                self.findings.push(Finding::new(code, place.clone(), detail));
                self.fold.damage(index);
                return None;
            }
        };
        self.counts.well_formed = self.counts.well_formed.saturating_add(1);
        if index == 0 {
            self.fold.keeper = Some(event.claims().iss.org());
        }
        if let Some(record) = &group.disclosures
            && let Err(error) = event.disclose(&record.bytes)
        {
            self.refuse_disclosures(&event, record, error, index, place);
            return None;
        }
        for path in event.lend_withheld() {
            let location = Location { field: Some(path.to_string()), ..place.clone() };
            self.findings.push(Finding::new(Code::FieldWithheld, location, Detail::None));
            self.counts.withheld = self.counts.withheld.saturating_add(1);
        }
        Some(event)
    }

    pub(super) fn refuse_disclosures(
        &mut self,
        event: &SignedEvent,
        record: &Record,
        error: DisclosureError,
        index: u64,
        place: &Location,
    ) {
        // The commitment may be what was altered, and not the value.
        let start = place.bytes.as_ref().map_or(0, |entry| entry.start);
        let location = Location { bytes: Some(start..record.range.end), ..place.clone() };
        let code = code_of_disclosure(&error);
        self.findings.push(Finding::new(code, location, Detail::Disclosure(error)));
        self.fold.damage(index);
        self.fold.register.doubt(event.links(), event.hash(), event.claims().iss, index);
        self.fold.requests.doubt(event.links(), index);
    }

    /// V2 to V6
    pub(super) fn judge(&mut self, event: SignedEvent, index: u64, place: &Location) {
        let mut assessment = self.fold.assess(event, index);
        for finding in &mut assessment.findings {
            finding.location.bytes.clone_from(&place.bytes);
        }
        self.counts.judged(&assessment);
        self.standings.judged(&assessment);
        self.findings.extend(std::mem::take(&mut assessment.findings));
        let bytes = place.bytes.clone().unwrap_or_default();
        let pending = std::mem::take(&mut assessment.pending).into_iter();
        self.open.links.extend(pending.map(|link| (link, bytes.clone())));
        let cited = std::mem::take(&mut assessment.cited).into_iter();
        self.open.cited.extend(cited.map(|cited| (cited, bytes.clone())));
        if let Some(declared) = self.fold.declared(&assessment, index) {
            self.take_declaration(&declared, place);
        }
        if let Some(stamp) = self.fold.stamped(&assessment) {
            let found = self.stamps.take(&stamp, &self.authorities, self.now, place);
            self.findings.extend(found);
        }
        match (assessment.verified(), &mut self.places) {
            (None, _) => self.open.untaken.push(bytes.start),
            (Some(event), Some(places)) if self.fold.keeper == Some(event.signer().org()) => {
                // Where it stands again, it was there before.
                places.entry(event.signed().hash()).or_insert(index);
            }
            (Some(_), _) => {}
        }
        self.fold.apply(assessment, index);
        let stolen = std::mem::take(&mut self.fold.compromises).into_iter();
        self.open.stolen.extend(stolen.map(|compromise| (compromise, bytes.start)));
    }

    pub(super) fn see_again(&mut self, group: &Group, index: u64) {
        let hash = group.decoded.hash;
        self.stamps.see(&hash);
        self.see_old(&hash, group);
        let Some(settlement) = &mut self.settlement else { return };
        let range = &group.entry.range;
        settlement.see_listed(index, hash);
        // V1.6: of an entry whose record departs from the one encoding the links are not known.
        match &group.decoded.event {
            Some(Ok(event)) if group.entry.has_shortest_head() => {
                settlement.see(index, event, range);
            }
            Some(Ok(_) | Err(_)) | None => settlement.see_untold(index, hash, range.start),
        }
    }
}
