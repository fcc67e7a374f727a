//! Events are held against the rules, written with one write, made durable, acknowledged.

use std::ops::Range;

use crate::encoding::Encoder;
use crate::event::{EntryHash, Link, SignedEvent, Subject};
use crate::store::case_file::{CaseFile, Durability};
use crate::store::contract::{Store, Writers};
use crate::store::error::{CaseError, StoreError};
use crate::store::head::digest_of;
use crate::store::positions::{Sought, sought_by};
use crate::store::race::Before;
use crate::verify::{Assessment, Class, Code, Finding};

/// Where an event was recorded.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Recorded {
    /// Its index in the ledger.
    pub index: u64,
    /// Its name.
    pub entry: EntryHash,
}

impl<S: Store> CaseFile<S> {
    /// Records signed events: checks each against the rules, writes them with one write, and
    /// answers once they are durable.
    ///
    /// # Errors
    ///
    /// [`CaseError::ChainMoved`] when an event does not take the next place of its chains,
    /// [`CaseError::Refused`] when the rules do not allow it; the events before it in the group are
    /// then recorded, it and those behind it are not. [`CaseError::Store`] when nothing is known of
    /// the disk any more; [`CaseError::ReadOnly`].
    ///
    /// Where [many](Writers::Many) write, what others recorded meanwhile is taken first, and then these events behind it, as long
    /// as their links are still next. Where they are not: [`CaseError::Overtaken`]; where others are first again and again:
    /// [`CaseError::Outrun`]. [`CaseError::Undecided`] when it is not known whether they were recorded.
    pub fn record(
        &mut self,
        events: impl IntoIterator<Item = SignedEvent>,
    ) -> Result<Vec<Recorded>, CaseError> {
        if self.store.writers() == Writers::Many {
            return self.record_raced(events.into_iter().collect());
        }
        let mut refused = None;
        for event in events {
            if let Err(error) = self.stage(event) {
                refused = Some(error);
                break;
            }
        }
        let recorded = self.commit()?;
        refused.map_or(Ok(recorded), Err)
    }

    /// Checks one signed event against the rules and takes it into the next group. It is neither
    /// written nor acknowledged before [`CaseFile::commit`]; the next event can be drafted on it.
    ///
    /// # Errors
    ///
    /// As [`CaseFile::record`]; the group is then as it was.
    pub fn stage(&mut self, event: SignedEvent) -> Result<Recorded, CaseError> {
        self.check_next(&event)?;
        self.take(event, Own::Yes)
    }

    /// Whether nothing is staged that was not written.
    pub(crate) const fn is_settled(&self) -> bool {
        self.group.bytes.is_empty()
    }

    pub(crate) fn is_staged(&self, entry: EntryHash) -> bool {
        self.group.entries.iter().any(|(recorded, _, _)| recorded.entry == entry)
    }

    pub(crate) fn check_next(&self, event: &SignedEvent) -> Result<(), CaseError> {
        for found in event.links() {
            let expected = self.fold.register.next_link(&found.subject);
            if expected != *found {
                return Err(CaseError::ChainMoved {
                    subject: Box::new(found.subject.clone()),
                    expected: Box::new(expected),
                    found: Box::new(found.clone()),
                });
            }
        }
        Ok(())
    }

    pub(crate) fn check_writable(&self) -> Result<(), CaseError> {
        match &self.read_only {
            Some(finding) => Err(CaseError::ReadOnly { finding: Box::new(finding.clone()) }),
            None if self.poisoned => Err(CaseError::Store(StoreError::Poisoned)),
            None => Ok(()),
        }
    }

    /// Judges an event and takes its effect; its bytes join the group.
    pub(crate) fn take(&mut self, event: SignedEvent, own: Own) -> Result<Recorded, CaseError> {
        let kept = (self.store.writers() == Writers::Many).then(|| event.clone());
        let judged = self.judge(event, own)?;
        if let Some(event) = kept {
            self.keep_before(event, &judged, own);
        }
        self.fold.append(&judged.recorded.entry);
        self.fold.apply(judged.assessment, judged.recorded.index);
        // Not on the disk yet, so not to be read back from it.
        for link in &judged.records.links {
            self.tips.remove(&link.subject);
        }
        let recorded = judged.recorded;
        self.group.add(recorded, judged.records);
        Ok(recorded)
    }

    /// Holds an event against the rules, without any effect.
    pub(crate) fn judge(&self, event: SignedEvent, own: Own) -> Result<Judged, CaseError> {
        self.check_writable()?;
        let index = self.fold.tree.size();
        let recorded = Recorded { index, entry: event.hash() };
        let (links, sought) = (event.links().to_vec(), sought_by(&event));
        let (entry, disclosures) = (event.as_bytes(), event.disclosures());
        let most =
            entry.len().saturating_add(disclosures.len()).saturating_add(Encoder::LONGEST_HEAD);
        let mut records = Encoder::with_capacity(most);
        records.bytes(entry);
        let length = records.written();
        records.raw(disclosures);
        let bytes = records.into_bytes();
        let assessment = self.fold.assess(event, index);
        if let Some(finding) = assessment.findings.iter().find(|finding| own.refuses(finding)) {
            return Err(CaseError::Refused { finding: Box::new(finding.clone()) });
        }
        if own == Own::Yes
            && let Some(pending) = assessment.pending.first()
        {
            let subject = Box::new(pending.subject.clone());
            return Err(CaseError::UnknownSubject { subject });
        }
        let records = Records { links, sought, bytes, length };
        Ok(Judged { recorded, records, assessment })
    }

    /// Writes the group with one write and one sync, and acknowledges it.
    ///
    /// # Errors
    ///
    /// [`CaseError::Store`]: nothing of the group is acknowledged, and nothing is written through
    /// this handle any more. Where many write, as [`CaseFile::record`].
    pub fn commit(&mut self) -> Result<Vec<Recorded>, CaseError> {
        if self.store.writers() == Writers::Many {
            return self.commit_raced();
        }
        let group = std::mem::take(&mut self.group);
        self.write_group(group).map_err(|failed| failed.error.into())
    }

    /// Writes a group and acknowledges it; gives it back with the error where that failed.
    pub(crate) fn write_group(
        &mut self,
        mut group: Group,
    ) -> Result<Vec<Recorded>, Box<NotWritten>> {
        if group.bytes.is_empty() {
            return Ok(Vec::new());
        }
        let written = match self.durability {
            Durability::AtOnce => self.write(&group.bytes),
            Durability::Shared => self.append(&group.bytes),
        };
        let range = match written {
            Ok(range) => range,
            Err(error) => return Err(Box::new(NotWritten { group, error })),
        };
        if let Some((assessment, recorded)) = group.alone.take() {
            self.fold.append(&recorded.entry);
            self.fold.apply(*assessment, recorded.index);
        }
        self.unattested.extend(group.digests);
        for (position, sought) in group.sought {
            self.positions.note(position, sought);
        }
        for (recorded, links, place) in &group.entries {
            self.held.insert(recorded.entry);
            let place =
                range.start.saturating_add(place.start)..range.start.saturating_add(place.end);
            for link in links {
                self.tips.insert(link.subject.clone(), place.clone());
            }
        }
        Ok(group.entries.into_iter().map(|(recorded, _, _)| recorded).collect())
    }
}

/// An event that the rules allow, and its records.
pub(crate) struct Judged {
    pub(crate) recorded: Recorded,
    pub(crate) records: Records,
    pub(crate) assessment: Assessment,
}

/// The records of an event, and what it is found by.
pub(crate) struct Records {
    pub(crate) links: Vec<Link>,
    sought: Vec<Sought>,
    bytes: Vec<u8>,
    /// The length of the entry's own record.
    length: usize,
}

/// A group that was not written, and why.
pub(crate) struct NotWritten {
    pub(crate) group: Group,
    pub(crate) error: StoreError,
}

/// Whether an event is this process's own act or comes from elsewhere.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Own {
    No,
    Yes,
}

impl Own {
    /// Own acts must be good; what comes from elsewhere must not be a failure nor unverified.
    fn refuses(self, finding: &Finding) -> bool {
        match (finding.code.class(), self) {
            (Class::Failure, _) => true,
            (Class::NotChecked, Self::Yes) => !matches!(
                finding.code,
                // What was done is recorded, even where a condition forbids it.
                Code::RequestConditionNotTold | Code::RequestUseNotTold
            ),
            (Class::NotChecked, Self::No) => matches!(finding.code, Code::KeyUnknown),
            (Class::Irregularity, Self::Yes) => {
                matches!(
                    finding.code,
                    Code::CustodyMoveForbidden
                        | Code::RequestMoveForbidden
                        | Code::RoleOutsidePolicy
                )
            }
            (Class::Irregularity, Self::No) | (Class::Note, _) => false,
        }
    }
}

/// Events on their way to the store.
#[derive(Default)]
pub(crate) struct Group {
    bytes: Vec<u8>,
    pub(crate) entries: Vec<(Recorded, Vec<Link>, Range<u64>)>,
    digests: Vec<[u8; 32]>,
    sought: Vec<(u64, Vec<Sought>)>,
    /// What the one event of the group comes to, where it has no effect before it is written.
    pub(crate) alone: Option<(Box<Assessment>, Recorded)>,
    /// What is needed where another writer is first.
    pub(crate) before: Option<Before>,
}

impl Group {
    /// Whether an event of it takes a place on the chain of a subject.
    pub(crate) fn takes(&self, subject: &Subject) -> bool {
        let mut links = self.entries.iter().flat_map(|(_, links, _)| links);
        links.any(|link| link.subject == *subject)
    }

    /// Adds an event by its records.
    pub(crate) fn add(&mut self, recorded: Recorded, records: Records) {
        let Records { links, sought, bytes, length } = records;
        self.sought.push((recorded.index, sought));
        self.digests.push(*recorded.entry.as_bytes());
        let disclosures = bytes.get(length..).unwrap_or_default();
        if !disclosures.is_empty() {
            self.digests.push(digest_of(disclosures));
        }
        let start = u64::try_from(self.bytes.len()).unwrap_or(u64::MAX);
        let end = start.saturating_add(u64::try_from(length).unwrap_or(u64::MAX));
        self.bytes.extend_from_slice(&bytes);
        self.entries.push((recorded, links, start..end));
    }
}
