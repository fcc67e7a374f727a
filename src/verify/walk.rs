//! Verification, V1 to V9, on one page.
//!
//! The records of the file come in windows, each in three stages. It is screened and decoded, and its
//! signatures are checked, both on as many threads as the caller gives (`window`, `ahead`). Then it is folded,
//! on one thread and in the order of the file: each entry, with the disclosures and the proof behind it, goes
//! through V1 to V6; heads in the file through V8. Only the fold finds anything, so the report is the same
//! whatever was done ahead of it. Then come the remembered heads, the second read for what the order of the
//! ledger could not settle, and the content.

use std::collections::HashMap;
use std::io::{Read, Seek, SeekFrom};
use std::num::NonZeroUsize;

use crate::encoding::Timestamp;
use crate::event::EntryHash;
use crate::ledger::{Header, Record, RecordError, RecordKind, RecordReader, SignedCheckpoint};
use crate::verify::ahead::Ahead;
use crate::verify::attested::{Authorities, Stamps};
use crate::verify::code::Code;
use crate::verify::conclude::{self, Counts};
use crate::verify::content_proof::Standings;
use crate::verify::earlier::Snapshots;
use crate::verify::elsewhere::{self, BesideLedger};
use crate::verify::entry::Group;
use crate::verify::error::VerifierError;
use crate::verify::extract_head::ExtractHead;
use crate::verify::finding::{Cause, Detail, Finding, Location, code_of_record};
use crate::verify::findings::Findings;
use crate::verify::fold::Fold;
use crate::verify::given::Given;
use crate::verify::heads::Heads;
use crate::verify::report::{Report, Scope};
use crate::verify::settle::{Open, Settlement};
use crate::verify::verifier::Verifier;
use crate::verify::window::{Decoded, Window};

/// Verifies a file.
pub(crate) fn walk(
    verifier: &Verifier<'_>,
    mut source: impl Read + Seek,
    mut given: Given<'_>,
) -> Result<Report, VerifierError> {
    let mut walk = Walk::new(verifier);
    walk.ask_for_snapshots(verifier, &given)?;
    (walk.fold.elsewhere, walk.beside) =
        elsewhere::read(verifier, std::mem::take(&mut given.beside))?;
    let scope = walk.read_once(&mut source)?;
    if scope == Scope::Unreadable {
        return conclude::report(walk, verifier, scope, given);
    }
    walk.settle(&mut source)?;
    walk.stamped_heads();
    conclude::report(walk, verifier, scope, given)
}

/// Which read of the file this is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Pass {
    First,
    Second,
}

/// One verification under way.
pub(crate) struct Walk {
    pub(crate) fold: Fold,
    pub(crate) findings: Findings,
    pub(crate) counts: Counts,
    pub(crate) heads: Heads,
    pub(crate) stamps: Stamps,
    pub(super) authorities: Authorities,
    pub(super) now: Timestamp,
    pub(crate) standings: Standings,
    /// Where the entry stands that must found the ledger.
    pub(crate) first: Location,
    pub(super) open: Open,
    pub(super) settlement: Option<Settlement>,
    pub(super) header: u64,
    pub(super) end: u64,
    pub(super) extract: Option<ExtractHead>,
    /// What was taken from the files that stand beside this one.
    pub(crate) beside: Vec<BesideLedger>,
    /// Where the entries by the keeper's people stand, when this file stands beside another.
    pub(super) places: Option<HashMap<EntryHash, u64>>,
    pub(super) group: Option<Group>,
    /// The index of the last entry read.
    pub(super) last_index: Option<u64>,
    /// Where the record before this one begins.
    pub(super) previous: u64,
    pub(super) checkpoint_read: bool,
    pub(super) snapshots: Snapshots,
    pub(super) threads: NonZeroUsize,
    /// How many bytes the tables of keys may have.
    pub(super) table_bytes: usize,
}

impl Walk {
    pub(super) fn new(verifier: &Verifier<'_>) -> Self {
        Self {
            fold: Fold::new(verifier.trust.clone(), verifier.policies.clone(), Some(verifier.now))
                .with_journal(verifier),
            findings: Findings::new(verifier.limits.findings),
            counts: Counts::default(),
            heads: Heads::new(verifier.heads.clone(), verifier.cosigners.clone()),
            stamps: Stamps::default(),
            authorities: verifier.authorities.clone(),
            now: verifier.now,
            standings: Standings::new(&verifier.entries),
            first: Location::default(),
            open: Open::default(),
            settlement: None,
            header: 0,
            end: 0,
            extract: None,
            beside: Vec::new(),
            places: None,
            group: None,
            last_index: None,
            previous: 0,
            checkpoint_read: false,
            snapshots: Snapshots::default(),
            threads: verifier.given.threads,
            table_bytes: verifier.limits.tables,
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

    /// Reads the file from its first byte to its last, and holds remembered heads against it.
    pub(super) fn read_once(
        &mut self,
        source: &mut (impl Read + Seek),
    ) -> Result<Scope, VerifierError> {
        let Some(scope) = self.header(&mut *source)? else {
            return Ok(Scope::Unreadable);
        };
        if let Scope::Extract(subjects) = &scope {
            self.enter_extract(subjects, source)?;
        }
        self.resume(source)?;
        self.records(source, Pass::First)?;
        self.heads_at_the_end();
        Ok(scope)
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
        let location = Location { bytes: Some(range), ..Location::default() };
        self.findings.push(Finding::new(Code::FileHeader, location, detail));
        Ok(None)
    }

    /// Reads an extract's checkpoint first: every path in it leads to that one root.
    fn enter_extract(
        &mut self,
        subjects: &[crate::event::Subject],
        source: &mut (impl Read + Seek),
    ) -> Result<(), VerifierError> {
        self.fold.only(subjects);
        self.extract = Some(ExtractHead::first_of(Self::reader(source, self.header)?));
        Ok(())
    }

    fn reader<S: Read + Seek>(
        source: &mut S,
        offset: u64,
    ) -> Result<RecordReader<&mut S>, VerifierError> {
        source
            .seek(SeekFrom::Start(offset))
            .map_err(|source| VerifierError::Read { offset, source })?;
        Ok(RecordReader::after_header(source, offset))
    }

    /// Reads every record behind the header, in three stages.
    fn records(
        &mut self,
        source: &mut (impl Read + Seek),
        pass: Pass,
    ) -> Result<(), VerifierError> {
        let earlier = self.snapshots.begin().filter(|_| pass == Pass::First);
        let (offset, last) = earlier.unwrap_or((self.header, None));
        self.last_index = last;
        let mut reader = Self::reader(source, offset)?;
        let mut ahead = Ahead::new(self.threads, self.table_bytes);
        let mut before = Window::default();
        while !before.last {
            // V1: where records begin and end, and what they are.
            let mut window = Window::read(&mut reader)?;
            window.decode(self.threads);
            // V2.1, and meanwhile V1 to V8 of the window before.
            if pass == Pass::First {
                ahead.choose_keys(&window, &before, &self.fold.directory);
            }
            ahead.check(&mut window, || self.window(std::mem::take(&mut before), pass));
            before = window;
        }
        self.window(before, pass);
        self.close_group(pass);
        Ok(())
    }

    /// Takes the records of a window in their order.
    fn window(&mut self, window: Window, pass: Pass) {
        for item in window.items {
            match item.read {
                Ok(record) => {
                    let start = record.range.start;
                    self.end = record.range.end;
                    self.record(record, item.decoded, pass);
                    self.previous = start;
                }
                Err(error) => self.unreadable(&error, pass),
            }
        }
    }

    fn record(&mut self, record: Record, decoded: Option<Decoded>, pass: Pass) {
        // V8.2: the checkpoint of an extract is its last record.
        if self.extract.is_some() && self.checkpoint_read && pass == Pass::First {
            let location = Location { bytes: Some(record.range.clone()), ..Location::default() };
            let finding = Finding::new(Code::CheckpointMisplaced, location, Detail::None);
            self.findings.push(finding);
        }
        if let Some(decoded) = decoded {
            self.close_group(pass);
            self.group = Some(Group::new(record, decoded));
            return;
        }
        match record.kind {
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
            // These were decoded, and a header can only be the first record.
            RecordKind::Entry | RecordKind::Header | RecordKind::Stub => {}
        }
    }

    /// V1.2 to V1.4
    fn unreadable(&mut self, error: &RecordError, pass: Pass) {
        self.close_group(pass);
        let (RecordError::Oversized { range, .. }
        | RecordError::Torn { range }
        | RecordError::Unframed { range }) = error
        else {
            return;
        };
        // A wrong length in the record before puts the next one in the wrong place.
        let unframed = matches!(error, RecordError::Unframed { .. });
        let start = if unframed { self.previous } else { range.start };
        (self.previous, self.end) = (range.start, range.end);
        if let (Pass::First, Some(code)) = (pass, code_of_record(error)) {
            let location = Location { bytes: Some(start..range.end), ..Location::default() };
            let detail = Detail::Record { range: range.clone() };
            self.findings.push(Finding::new(code, location, detail));
            self.fold.damage(self.last_index.map_or(0, |last| last.saturating_add(1)));
        }
    }

    /// V1.9: at most one disclosures record, right behind its entry.
    fn disclosures(&mut self, record: Record, pass: Pass) {
        // F7.5
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
                let range = self.previous..record.range.end;
                let location = Location { bytes: Some(range), ..Location::default() };
                let finding = Finding::new(Code::DisclosureMisplaced, location, Detail::None);
                self.findings.push(finding);
            }
            _ => {}
        }
    }

    /// V8.1 to V8.4 in a whole ledger; the one checkpoint of an extract is judged at its end.
    fn checkpoint(&mut self, record: &Record) {
        self.checkpoint_read = true;
        // F7.6
        if self.extract.is_none() {
            self.stamps.made(&self.fold.tree);
            let findings = self.heads.record(record, &self.fold);
            self.findings.extend(findings);
        }
    }

    fn close_group(&mut self, pass: Pass) {
        let Some(group) = self.group.take() else {
            return;
        };
        let index = self.index_of(&group);
        self.last_index = Some(index);
        match pass {
            Pass::First => self.first_read(group, index),
            Pass::Second => self.see_again(&group, index),
        }
    }

    /// V2.5, V3.2 to V3.9: what only the whole file tells.
    pub(super) fn settle(&mut self, source: &mut (impl Read + Seek)) -> Result<(), VerifierError> {
        let open = std::mem::take(&mut self.open);
        let settlement = Settlement::new(open, &self.fold, &self.heads);
        // Of an extract the whole tree is not here.
        let asks_again = self.extract.is_none() && self.stamps.asks_again();
        if !settlement.is_needed() && !asks_again {
            return Ok(());
        }
        self.settlement = Some(settlement);
        self.records(source, Pass::Second)?;
        self.check_old()?;
        if let Some(mut settlement) = self.settlement.take() {
            let unproven = settlement.unproven();
            self.counts.unproven(&unproven);
            self.findings.extend(unproven);
            let findings = settlement.findings();
            self.findings.extend(findings);
        }
        Ok(())
    }

    /// V8.5 to V8.10
    fn heads_at_the_end(&mut self) {
        let findings = match &self.extract {
            None => self.heads.finish(&self.fold, self.end),
            Some(extract) => {
                let location = Location {
                    bytes: extract.location.bytes.clone().or(Some(self.header..self.end)),
                    ..Location::default()
                };
                let head = extract.checkpoint.as_ref();
                self.heads.finish_extract(head, &extract.joints, &self.fold, &location)
            }
        };
        self.findings.extend(findings);
    }

    /// A cause for what depends on an entry that could not be taken.
    pub(crate) fn damage(&self) -> Option<Cause> {
        self.fold.first_damage.map(Cause::Entry)
    }
}
