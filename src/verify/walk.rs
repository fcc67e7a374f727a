//! Verification, V1 to V9, on one page.
//!
//! The records of the file come one after the other. Each entry, with the disclosures and the proof
//! behind it, goes through V1 to V6; heads in the file through V8. Then come the second read for
//! what the order of the ledger could not settle, the remembered heads, and the content.

use std::io::{Read, Seek, SeekFrom};

use crate::event::{DisclosureError, EntryHash, SignedEvent};
use crate::ledger::{Header, Record, RecordError, RecordKind, RecordReader, SignedCheckpoint};
use crate::merkle::{Hash, leaf_hash, verify_inclusion};
use crate::verify::code::Code;
use crate::verify::conclude::{self, Counts};
use crate::verify::finding::{
    Cause, Detail, Finding, Location, code_of_disclosure, code_of_entry, code_of_record,
};
use crate::verify::findings::Findings;
use crate::verify::fold::{Fold, SignatureCheck};
use crate::verify::heads::Heads;
use crate::verify::proof::{ConsistencyRecord, ProofRecord};
use crate::verify::report::{Report, Scope};
use crate::verify::settle::{Open, Settlement};
use crate::verify::verifier::{Given, Verifier, VerifierError};

/// Verifies a file.
pub(crate) fn walk(
    verifier: &Verifier<'_>,
    mut source: impl Read + Seek,
    given: Given<'_>,
) -> Result<Report, VerifierError> {
    let mut walk = Walk::new(verifier);
    let Some(scope) = walk.header(&mut source)? else {
        return conclude::report(walk, verifier, Scope::Unreadable, given);
    };
    if let Scope::Extract(subjects) = &scope {
        walk.enter_extract(subjects, &mut source)?;
    }
    walk.records(&mut source, Pass::First)?;
    walk.settle(&mut source)?;
    walk.heads_at_the_end();
    conclude::report(walk, verifier, scope, given)
}

/// Which read of the file this is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Pass {
    First,
    Second,
}

/// An entry and what follows it.
struct Group {
    entry: Record,
    disclosures: Option<Record>,
    inclusion: Option<(u64, Vec<Hash>)>,
    /// Where the last record behind the entry ends, whatever it is.
    end: u64,
}

/// The checkpoint of an extract and what joins it to other heads.
#[derive(Debug, Default)]
struct ExtractHead {
    checkpoint: Option<SignedCheckpoint>,
    location: Location,
    joints: Vec<ConsistencyRecord>,
}

/// One verification under way.
pub(crate) struct Walk {
    pub(crate) fold: Fold,
    pub(crate) findings: Findings,
    pub(crate) counts: Counts,
    pub(crate) heads: Heads,
    /// Where the entry stands that must found the ledger.
    pub(crate) first: Location,
    open: Open,
    settlement: Option<Settlement>,
    header: u64,
    end: u64,
    extract: Option<ExtractHead>,
    group: Option<Group>,
    /// The index of the last entry read.
    last_index: Option<u64>,
    /// Where the record before this one begins.
    previous: u64,
    checkpoint_read: bool,
}

impl Walk {
    fn new(verifier: &Verifier<'_>) -> Self {
        Self {
            fold: Fold::new(verifier.trust.clone(), Some(verifier.now)),
            findings: Findings::new(verifier.limits.findings),
            counts: Counts::default(),
            heads: Heads::new(verifier.heads.clone()),
            first: Location::default(),
            open: Open::default(),
            settlement: None,
            header: 0,
            end: 0,
            extract: None,
            group: None,
            last_index: None,
            previous: 0,
            checkpoint_read: false,
        }
    }

    /// Where the header ends.
    pub(crate) const fn header_end(&self) -> u64 {
        self.header
    }

    /// The head of an extract, when its checkpoint was read.
    pub(crate) fn extract_head(&self) -> Option<&SignedCheckpoint> {
        self.extract.as_ref()?.checkpoint.as_ref()
    }

    /// V1.1: the file begins with our header.
    fn header(&mut self, source: impl Read) -> Result<Option<Scope>, VerifierError> {
        let mut reader = RecordReader::new(source);
        let (detail, range) = match reader.next_record() {
            Ok(Some(record)) => match Header::from_bytes(&record.bytes) {
                Ok(header) => {
                    self.header = record.range.end;
                    self.end = record.range.end;
                    return Ok(Some(match header {
                        Header::Ledger => Scope::Ledger,
                        Header::Extract(subjects) => Scope::Extract(subjects),
                    }));
                }
                Err(error) => (Detail::Decode(error.kind), record.range),
            },
            Ok(None) => (Detail::None, 0..0),
            Err(RecordError::Io { offset, source }) => {
                return Err(VerifierError::Read { offset, source });
            }
            Err(
                RecordError::Oversized { range, .. }
                | RecordError::Torn { range }
                | RecordError::Unframed { range },
            ) => (Detail::None, range),
        };
        let location = Location {
            bytes: Some(range),
            ..Location::default()
        };
        self.findings
            .push(Finding::new(Code::FileHeader, location, detail));
        Ok(None)
    }

    /// Reads an extract's checkpoint first: every path in it leads to that one root.
    fn enter_extract(
        &mut self,
        subjects: &[crate::event::Subject],
        source: &mut (impl Read + Seek),
    ) -> Result<(), VerifierError> {
        let fold = Fold::new(self.fold.trust().clone(), self.fold.now());
        self.fold = fold.only(subjects);
        let mut head = ExtractHead::default();
        let mut reader = self.reader(source)?;
        while let Ok(Some(record)) = reader.next_record() {
            // V8.2: any behind the first is out of place.
            if record.kind == RecordKind::Checkpoint && head.location.bytes.is_none() {
                let read = SignedCheckpoint::parse(record.content()).ok();
                head.checkpoint = read.filter(|_| record.has_shortest_head());
                head.location.bytes = Some(record.range);
            }
        }
        self.extract = Some(head);
        Ok(())
    }

    fn reader<'s, S: Read + Seek>(
        &self,
        source: &'s mut S,
    ) -> Result<RecordReader<&'s mut S>, VerifierError> {
        let offset = self.header;
        source
            .seek(SeekFrom::Start(offset))
            .map_err(|source| VerifierError::Read { offset, source })?;
        Ok(RecordReader::after_header(source, offset))
    }

    /// Reads every record behind the header.
    fn records(
        &mut self,
        source: &mut (impl Read + Seek),
        pass: Pass,
    ) -> Result<(), VerifierError> {
        self.last_index = None;
        let mut reader = self.reader(source)?;
        loop {
            match reader.next_record() {
                Ok(Some(record)) => {
                    let start = record.range.start;
                    self.end = record.range.end;
                    self.record(record, pass);
                    self.previous = start;
                }
                Ok(None) => break,
                Err(RecordError::Io { offset, source }) => {
                    return Err(VerifierError::Read { offset, source });
                }
                Err(error) => {
                    if !self.unreadable(&error, pass) {
                        break;
                    }
                }
            }
        }
        self.close_group(pass);
        Ok(())
    }

    fn record(&mut self, record: Record, pass: Pass) {
        // V8.2: the checkpoint of an extract is its last record.
        if self.extract.is_some() && self.checkpoint_read && pass == Pass::First {
            let location = Location {
                bytes: Some(record.range.clone()),
                ..Location::default()
            };
            let finding = Finding::new(Code::CheckpointMisplaced, location, Detail::None);
            self.findings.push(finding);
        }
        match record.kind {
            RecordKind::Entry | RecordKind::Stub => {
                self.close_group(pass);
                self.group = Some(Group {
                    end: record.range.end,
                    entry: record,
                    disclosures: None,
                    inclusion: None,
                });
            }
            RecordKind::Disclosures | RecordKind::Proof => {
                if let Some(group) = &mut self.group {
                    group.end = record.range.end;
                }
                if record.kind == RecordKind::Proof {
                    self.proof(record, pass);
                } else {
                    self.disclosures(record, pass);
                }
            }
            RecordKind::Checkpoint => {
                self.close_group(pass);
                if pass == Pass::First {
                    self.checkpoint(&record);
                }
            }
            // A header can only be the first record.
            RecordKind::Header => {}
        }
    }

    /// V1.2 to V1.4. Answers whether reading goes on.
    fn unreadable(&mut self, error: &RecordError, pass: Pass) -> bool {
        self.close_group(pass);
        let (RecordError::Oversized { range, .. }
        | RecordError::Torn { range }
        | RecordError::Unframed { range }) = error
        else {
            return false;
        };
        let (goes_on, start) = match error {
            RecordError::Oversized { .. } => (true, range.start),
            // A wrong length in the record before puts the next one in the wrong place.
            RecordError::Unframed { .. } => (false, self.previous.max(self.header)),
            RecordError::Torn { .. } | RecordError::Io { .. } => (false, range.start),
        };
        self.end = range.end;
        if let (Pass::First, Some(code)) = (pass, code_of_record(error)) {
            let location = Location {
                bytes: Some(start..range.end),
                ..Location::default()
            };
            let detail = Detail::Record {
                range: range.clone(),
            };
            self.findings.push(Finding::new(code, location, detail));
            self.fold.damage(self.fold.tree.size());
        }
        goes_on
    }

    /// V1.9: at most one disclosures record, right behind its entry.
    fn disclosures(&mut self, record: Record, pass: Pass) {
        match &mut self.group {
            Some(group)
                if group.entry.kind == RecordKind::Entry
                    && group.disclosures.is_none()
                    && group.inclusion.is_none() =>
            {
                group.disclosures = Some(record);
            }
            _ if pass == Pass::First => {
                // A split record is one alteration: the record before is named with it.
                let range = self.previous.max(self.header)..record.range.end;
                let location = Location {
                    bytes: Some(range),
                    ..Location::default()
                };
                let finding = Finding::new(Code::DisclosureMisplaced, location, Detail::None);
                self.findings.push(finding);
            }
            _ => {}
        }
    }

    /// V8.11, V8.14
    fn proof(&mut self, record: Record, pass: Pass) {
        let location = Location {
            bytes: Some(record.range.clone()),
            ..Location::default()
        };
        let read = ProofRecord::from_bytes(&record.bytes);
        let finding = match (read, &mut self.extract, &mut self.group) {
            (Ok(ProofRecord::Inclusion(proof)), Some(_), Some(group))
                if group.inclusion.is_none() =>
            {
                group.inclusion = Some((proof.index, proof.path()));
                return;
            }
            (Ok(ProofRecord::Consistency(joint)), Some(extract), _) => {
                if pass == Pass::First {
                    extract.joints.push(joint);
                }
                return;
            }
            (Ok(ProofRecord::NotUnderstood(found)), _, _) => {
                let detail = Detail::Texts {
                    expected: "a known proof".to_owned(),
                    found,
                };
                Finding::new(Code::ProofNotUnderstood, location, detail)
            }
            (Ok(_), _, _) => Finding::new(Code::ProofMalformed, location, Detail::None),
            (Err(error), _, _) => {
                Finding::new(Code::ProofMalformed, location, Detail::Decode(error.kind))
            }
        };
        if pass == Pass::First {
            self.findings.push(finding);
        }
    }

    /// V8.1 to V8.4 in a whole ledger; the one checkpoint of an extract is judged at its end.
    fn checkpoint(&mut self, record: &Record) {
        self.checkpoint_read = true;
        if self.extract.is_none() {
            let findings = self.heads.record(record, &self.fold);
            self.findings.extend(findings);
        }
    }

    fn close_group(&mut self, pass: Pass) {
        let Some(group) = self.group.take() else {
            return;
        };
        let index = self.index_of(&group, pass);
        self.last_index = Some(index);
        match pass {
            Pass::First => self.entry(group, index),
            Pass::Second => self.see_again(&group, index),
        }
    }

    /// The index of an entry: counted in a ledger, proven in an extract.
    fn index_of(&self, group: &Group, pass: Pass) -> u64 {
        let next = match self.last_index {
            Some(last) => last.saturating_add(1),
            None => 0,
        };
        match (&self.extract, &group.inclusion, pass) {
            (Some(_), Some((index, _)), _) => *index,
            (Some(_) | None, _, Pass::First | Pass::Second) => next,
        }
    }

    /// V1 to V6 for one entry.
    fn entry(&mut self, group: Group, index: u64) {
        let stub = group.entry.kind == RecordKind::Stub;
        let hash = match <[u8; 32]>::try_from(group.entry.content()) {
            Ok(bytes) if stub => EntryHash::from(bytes),
            Ok(_) | Err(_) => EntryHash::of(group.entry.content()),
        };
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
        // V1.6, V1.11
        if stub {
            let code = if group.entry.has_shortest_head() {
                Code::EntryNotShown
            } else {
                Code::EntryNondeterministic
            };
            self.findings.push(Finding::new(code, place, Detail::None));
            self.fold.damage(index);
            return;
        }
        if let Some(event) = self.read_entry(&group, index, &place) {
            self.judge(event, index, &place);
        }
    }

    /// The leaf is hashed here, whatever is said of the entry. V8.11, V8.12 in an extract.
    fn place_in_tree(&mut self, group: &Group, index: u64, hash: &EntryHash, place: &Location) {
        if self.extract.is_none() {
            self.fold.append(hash);
            self.heads.appended(&self.fold.tree);
            return;
        }
        let ascending = self.last_proven_before(index);
        let location = Location {
            bytes: Some(group.entry.range.start..group.end),
            ..place.clone()
        };
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
                self.findings
                    .push(Finding::new(Code::ProofMismatch, location, detail));
            }
        }
    }

    fn last_proven_before(&mut self, index: u64) -> bool {
        let ascending = self.counts.last_proven.is_none_or(|last| last < index);
        self.counts.last_proven = Some(index);
        ascending
    }

    /// V1.4 to V1.10
    fn read_entry(&mut self, group: &Group, index: u64, place: &Location) -> Option<SignedEvent> {
        let bytes = group.entry.content().to_vec();
        let framed = group.entry.has_shortest_head();
        let mut event = match SignedEvent::parse(bytes) {
            Ok(event) if framed => event,
            Ok(_) => {
                let code = Code::EntryNondeterministic;
                self.findings
                    .push(Finding::new(code, place.clone(), Detail::None));
                self.fold.damage(index);
                return None;
            }
            Err(error) => {
                let code = code_of_entry(&error);
                let detail = Detail::Entry(error);
                self.findings
                    .push(Finding::new(code, place.clone(), detail));
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
        let withheld = event.withheld();
        for path in withheld {
            let location = Location {
                field: Some(path.to_string()),
                ..place.clone()
            };
            self.findings
                .push(Finding::new(Code::FieldWithheld, location, Detail::None));
            self.counts.withheld = self.counts.withheld.saturating_add(1);
        }
        Some(event)
    }

    fn refuse_disclosures(
        &mut self,
        event: &SignedEvent,
        record: &Record,
        error: DisclosureError,
        index: u64,
        place: &Location,
    ) {
        // The commitment may be what was altered, and not the value.
        let start = place.bytes.as_ref().map_or(0, |entry| entry.start);
        let location = Location {
            bytes: Some(start..record.range.end),
            ..place.clone()
        };
        let code = code_of_disclosure(&error);
        self.findings
            .push(Finding::new(code, location, Detail::Disclosure(error)));
        self.fold.damage(index);
        self.fold
            .register
            .doubt(event.links(), event.hash(), event.claims().iss, index);
    }

    /// V2 to V6
    fn judge(&mut self, event: SignedEvent, index: u64, place: &Location) {
        let mut assessment = self.fold.assess(event, index, SignatureCheck::Verify);
        for finding in &mut assessment.findings {
            finding.location.bytes.clone_from(&place.bytes);
        }
        self.counts.judged(&assessment);
        self.findings
            .extend(std::mem::take(&mut assessment.findings));
        self.open.links.append(&mut assessment.pending);
        self.open.cited.append(&mut assessment.cited);
        self.fold.apply(assessment, index);
    }

    /// V3.2 to V3.9: what only the whole file tells.
    fn settle(&mut self, source: &mut (impl Read + Seek)) -> Result<(), VerifierError> {
        let open = std::mem::take(&mut self.open);
        let settlement = Settlement::new(open, self.fold.keeper, self.fold.first_damage);
        if !settlement.is_needed() {
            return Ok(());
        }
        self.settlement = Some(settlement);
        self.records(source, Pass::Second)?;
        if let Some(settlement) = self.settlement.take() {
            let findings = settlement.findings();
            self.counts.settled(&findings);
            self.findings.extend(findings);
        }
        Ok(())
    }

    fn see_again(&mut self, group: &Group, index: u64) {
        let Some(settlement) = &mut self.settlement else {
            return;
        };
        let content = group.entry.content();
        if group.entry.kind == RecordKind::Stub {
            if let Ok(hash) = <[u8; 32]>::try_from(content) {
                settlement.see_stub(index, EntryHash::from(hash));
            }
        } else if let Ok(event) = SignedEvent::parse(content.to_vec()) {
            settlement.see(index, &event, &group.entry.range);
        }
    }

    /// V8.5 to V8.10
    fn heads_at_the_end(&mut self) {
        let findings = match &self.extract {
            None => self.heads.finish(&self.fold, self.end),
            Some(extract) => {
                let location = Location {
                    bytes: extract
                        .location
                        .bytes
                        .clone()
                        .or(Some(self.header..self.end)),
                    ..Location::default()
                };
                let head = extract.checkpoint.as_ref();
                self.heads
                    .finish_extract(head, &extract.joints, &self.fold, &location)
            }
        };
        self.findings.extend(findings);
    }

    /// A cause for what depends on an entry that could not be taken.
    pub(crate) fn damage(&self) -> Option<Cause> {
        self.fold.first_damage.map(Cause::Entry)
    }
}
