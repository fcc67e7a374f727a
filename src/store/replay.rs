//! Records are replayed: each entry is judged as a verifier judges it, until the first damage.

use std::ops::Range;

use crate::encoding::scan_prefix;
use crate::event::SignedEvent;
use crate::ledger::{Record, RecordError, RecordKind};
use crate::store::batch::read_batch;
use crate::store::cache;
use crate::store::case_file::CaseFile;
use crate::store::contract::Store;
use crate::store::entries::stub_of;
use crate::store::error::CaseError;
use crate::store::head::digest;
use crate::store::positions::{Sought, sought_by};
use crate::verify::{
    Class, Code, Detail, Finding, Location, code_of_disclosure, code_of_entry, code_of_record,
};

/// Replays what stands in the store behind what was replayed or written. Answers the first damage.
pub(crate) fn follow<S: Store>(
    case: &mut CaseFile<S>,
) -> Result<Option<(Finding, Follows)>, CaseError> {
    let mut replay = Replay { damage: None, pending: None };
    let mut offset = case.followed;
    // Records are taken in batches: the reader borrows the store that the case owns.
    while let Some(batch) = read_batch(&mut case.store, offset)? {
        offset = batch.end;
        for record in batch.records {
            replay.record(case, record);
        }
        // Reading can fail from here on and be tried again, and goes on behind what was taken.
        case.followed = replay.taken_until(offset);
        if let Some(error) = batch.error {
            replay.drop_torn(case, &error)?;
            replay.close(case);
            replay.unreadable(&error);
            case.followed = replay.taken_until(offset);
            if !matches!(error, RecordError::Oversized { .. }) {
                break;
            }
        }
    }
    replay.close(case);
    case.followed = replay.taken_until(offset);
    replay.look_behind(case)?;
    case.followed = offset;
    Ok(replay.damage)
}

/// A replay under way.
struct Replay {
    /// The first failure, and whether a whole well-signed entry follows it.
    damage: Option<(Finding, Follows)>,
    pending: Option<(Record, Option<Record>)>,
}

/// Whether a whole well-signed entry follows a damage.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Follows {
    Nothing,
    WholeEntry,
}

/// What every entry begins with: tag 18, four elements.
const ENTRY: [u8; 2] = [0xd2, 0x84];

/// Past the head of any record, and so past where the damaged entry itself begins.
const LONGEST_HEAD: u64 = 9;

/// An entry that begins in one stretch of this size ends in the next: no record is longer.
const STEP: u64 = 262_144;

/// Every whole entry that begins in the first half of these bytes, or in the second and ends there.
fn entries_within(bytes: &[u8]) -> impl Iterator<Item = SignedEvent> + '_ {
    let begins = |(place, start): (usize, &[u8])| (start == ENTRY).then_some(place);
    let begun = bytes.windows(ENTRY.len()).enumerate().filter_map(begins);
    begun.filter_map(|place| {
        let rest = bytes.get(place..)?;
        let length = scan_prefix(rest).ok()?;
        SignedEvent::parse(rest.get(..length)?.to_vec()).ok()
    })
}

impl Replay {
    fn record<S: Store>(&mut self, case: &mut CaseFile<S>, record: Record) {
        match record.kind {
            RecordKind::Entry | RecordKind::Stub => {
                self.close(case);
                self.pending = Some((record, None));
            }
            RecordKind::Disclosures => match &mut self.pending {
                Some((entry, disclosures @ None)) if entry.kind == RecordKind::Entry => {
                    *disclosures = Some(record);
                }
                _ => {
                    // What stands before it is judged first: the cut is made at the first damage.
                    self.close(case);
                    self.fail(Code::DisclosureMisplaced, Detail::None, record.range);
                }
            },
            RecordKind::Checkpoint => {
                self.close(case);
                self.checkpoint(case, &record);
            }
            RecordKind::Proof | RecordKind::Header => {
                self.close(case);
                self.fail(Code::ProofMalformed, Detail::None, record.range);
            }
        }
    }

    /// Up to where records took effect, of those up to an offset: nothing does from a damage on.
    fn taken_until(&self, offset: u64) -> u64 {
        let damage = self.damage.as_ref().and_then(|(finding, _)| finding.location.bytes.as_ref());
        let pending = self.pending.as_ref().map(|(entry, _)| entry.range.start);
        damage.map(|bytes| bytes.start).or(pending).unwrap_or(offset)
    }

    fn fail(&mut self, code: Code, detail: Detail, range: Range<u64>) {
        if self.damage.is_none() {
            let location = Location { bytes: Some(range), ..Location::default() };
            self.damage = Some((Finding::new(code, location, detail), Follows::Nothing));
        }
    }

    /// An entry and its disclosures are one write: with torn disclosures it was never acknowledged,
    /// and left alone it would stand for ever without its values.
    fn drop_torn<S: Store>(
        &mut self,
        case: &mut CaseFile<S>,
        error: &RecordError,
    ) -> Result<(), CaseError> {
        let RecordError::Torn { range } = error else {
            return Ok(());
        };
        let head = case.store.read(range.start..range.start.saturating_add(1))?;
        let is_list = head.first().is_some_and(|byte| byte.wrapping_shr(5) == 4);
        if is_list && let Some((entry, None)) = self.pending.take_if(|(_, own)| own.is_none()) {
            let range = entry.range.start..range.end;
            let detail = Detail::Record { range: range.clone() };
            self.fail(Code::FileTorn, detail, range);
        }
        Ok(())
    }

    /// One altered length hides the records behind it, and they are no torn tail: a whole entry is
    /// looked for at every byte behind the head of what is damaged.
    fn look_behind<S: Store>(&mut self, case: &mut CaseFile<S>) -> Result<(), CaseError> {
        let Some((finding, Follows::Nothing)) = &self.damage else {
            return Ok(());
        };
        let damage = finding.location.bytes.clone().unwrap_or_default();
        let mut offset = damage.start.saturating_add(LONGEST_HEAD);
        while offset < case.store.length() {
            let window = offset..offset.saturating_add(STEP).saturating_add(STEP);
            let bytes = case.store.read(window.clone())?;
            offset = offset.saturating_add(STEP);
            for event in entries_within(&bytes) {
                self.take(case, event, &window, window.clone());
            }
            if matches!(self.damage, Some((_, Follows::WholeEntry))) {
                break;
            }
        }
        Ok(())
    }

    fn unreadable(&mut self, error: &RecordError) {
        if let (
            Some(code),
            RecordError::Oversized { range, .. }
            | RecordError::Torn { range }
            | RecordError::Unframed { range },
        ) = (code_of_record(error), error)
        {
            self.fail(code, Detail::Record { range: range.clone() }, range.clone());
        }
    }

    /// Takes the entry that was read last with its disclosures.
    fn close<S: Store>(&mut self, case: &mut CaseFile<S>) {
        let Some((entry, disclosures)) = self.pending.take() else {
            return;
        };
        let range = entry.range.start
            ..disclosures.as_ref().map_or(entry.range.end, |record| record.range.end);
        if entry.kind == RecordKind::Stub {
            return self.stub(case, &entry);
        }
        if !entry.has_shortest_head() {
            return self.fail(Code::EntryNondeterministic, Detail::None, range);
        }
        let mut event = match SignedEvent::parse(entry.content().to_vec()) {
            Ok(event) => event,
            Err(error) => {
                return self.fail(code_of_entry(&error), Detail::Entry(error), range);
            }
        };
        if let Some(record) = &disclosures
            && let Err(error) = event.disclose(&record.bytes)
        {
            return self.fail(code_of_disclosure(&error), Detail::Disclosure(error), range);
        }
        let records = [Some(&entry), disclosures.as_ref()];
        let digests = records.into_iter().flatten().map(digest);
        if self.take(case, event, &entry.range, range) {
            case.unattested.extend(digests);
        }
    }

    /// A pruned entry keeps its place. What rests on it is not shown, and nothing follows there.
    fn stub<S: Store>(&mut self, case: &mut CaseFile<S>, record: &Record) {
        let Some(hash) = stub_of(record).filter(|_| record.has_shortest_head()) else {
            return self.fail(Code::EntryNondeterministic, Detail::None, record.range.clone());
        };
        if self.damage.is_none() {
            let index = case.fold.tree.size();
            case.fold.append(&hash);
            case.fold.damage(index);
            case.held.insert(hash);
            case.positions.note(index, vec![Sought::Stub(hash)]);
            case.unattested.push(digest(record));
        }
    }

    /// Answers whether the event was taken.
    fn take<S: Store>(
        &mut self,
        case: &mut CaseFile<S>,
        event: SignedEvent,
        place: &Range<u64>,
        range: Range<u64>,
    ) -> bool {
        let index = case.fold.tree.size();
        let (hash, links, sought) = (event.hash(), event.links().to_vec(), sought_by(&event));
        // A writer trusts the organisation whose ledger it writes.
        if index == 0 {
            case.trust(event.claims().iss.org());
        }
        let mut assessment = case.fold.assess(event, index);
        let findings = std::mem::take(&mut assessment.findings);
        let failure = findings.into_iter().find(|finding| finding.code.class() == Class::Failure);
        let whole = failure.as_ref().is_none_or(|finding| finding.code != Code::SignatureMismatch);
        if let Some(finding) = failure {
            self.fail(finding.code, finding.detail, range);
        }
        match &mut self.damage {
            // Nothing is taken any more. But this entry is whole, no torn tail, and what is said
            // against it may follow from the damage: an enrolment that is not read, for one.
            Some((_, follows)) if whole => *follows = Follows::WholeEntry,
            Some(_) => {}
            None => {
                case.fold.append(&hash);
                case.fold.apply(assessment, index);
                case.held.insert(hash);
                case.positions.note(index, sought);
                for link in links {
                    case.tips.insert(link.subject, place.clone());
                }
            }
        }
        self.damage.is_none()
    }

    fn checkpoint<S: Store>(&mut self, case: &mut CaseFile<S>, record: &Record) {
        if self.damage.is_some() {
            return;
        }
        let head = cache::head_of(&case.fold, record);
        if head.is_some() {
            case.head_start = record.range.start;
            case.attested = record.range.end;
            case.unattested.clear();
            case.last_head = head;
        } else {
            self.fail(Code::CheckpointMisplaced, Detail::None, record.range.clone());
        }
    }
}
