//! What leaves an organisation: the chains of some subjects and what they rest on.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io::{self, Seek, SeekFrom, Write};

use crate::event::{Body, EventType, SignedEvent, Statement, Subject};
use crate::identity::{PartyId, Signer};
use crate::ledger::{
    Header, Record, RecordKind, RecordReader, SignedCheckpoint, checkpoint_record, entry_record,
};
use crate::merkle::{Tree, leaf_hash};
use crate::store::case_file::CaseFile;
use crate::store::closure::named_parties;
use crate::store::contract::{Store, StoreReader};
use crate::store::error::{CaseError, StoreError};
use crate::verify::{ConsistencyRecord, InclusionRecord};

/// What an extract holds.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Extract {
    /// The subjects whose chains it shows: those asked for, their sources, cases and requests.
    pub subjects: Vec<Subject>,
    /// The number of entries in it.
    pub entries: u64,
    /// The head that its proofs lead to.
    pub head: SignedCheckpoint,
}

/// An entry on the way into an extract.
struct Found {
    index: u64,
    event: SignedEvent,
}

impl<S: Store> CaseFile<S> {
    /// Writes an extract: the chains of these subjects, the chains of their cases and of the items
    /// they were derived from, every side of the requests that the items are under and of those that
    /// these rest on, the authorisations that are cited, what acknowledges or yields entries of
    /// theirs, the directory entries that their signers rest on, and for each entry its place in the
    /// ledger. A head is signed over everything recorded first, unless the last one covers it.
    ///
    /// Of a side of a request that is asked for alone, the entry that says what is asked travels
    /// along, and no other side.
    ///
    /// It verifies alone. It does not show that nothing was added to the chains after the head, nor
    /// anything of the rest of the ledger.
    ///
    /// # Errors
    ///
    /// [`CaseError::UnknownSubject`], what [`CaseFile::checkpoint`] answers, and
    /// [`CaseError::Store`] when reading or writing fails.
    pub fn extract(
        &mut self,
        subjects: &[Subject],
        key: &dyn Signer,
        out: &mut dyn Write,
    ) -> Result<Extract, CaseError> {
        self.extract_joined(subjects, key, &[], out)
    }

    /// As [`CaseFile::extract`], with proofs that the extract's head extends these heads: sizes
    /// that the receiver remembers.
    ///
    /// # Errors
    ///
    /// As [`CaseFile::extract`]; [`CaseError::Tree`] for a size that the ledger does not have.
    pub fn extract_joined(
        &mut self,
        subjects: &[Subject],
        key: &dyn Signer,
        remembered: &[u64],
        out: &mut dyn Write,
    ) -> Result<Extract, CaseError> {
        for subject in subjects {
            if !self.fold.register.holds(subject) {
                return Err(CaseError::UnknownSubject { subject: Box::new(subject.clone()) });
            }
        }
        let head = self.checkpoint(key)?;
        let wanted = self.close_over(subjects)?;
        let (tree, found) = self.select(&wanted)?;
        let subjects: Vec<_> = wanted.into_iter().collect();
        let entries = u64::try_from(found.len()).unwrap_or(u64::MAX);
        let write = |out: &mut dyn Write, bytes: &[u8]| {
            out.write_all(bytes).map_err(|source| failed("write", source))
        };
        write(out, &Header::Extract(subjects.clone()).to_bytes())?;
        for Found { index, event } in &found {
            write(out, &entry_record(event.as_bytes()))?;
            write(out, event.disclosures())?;
            let proof =
                tree.inclusion_proof(*index, head.unverified().size()).map_err(CaseError::Tree)?;
            write(out, &InclusionRecord::new(*index, &proof.path).to_record())?;
        }
        for from in remembered {
            let to = head.unverified().size();
            let proof = tree.consistency_proof(*from, to).map_err(CaseError::Tree)?;
            write(out, &ConsistencyRecord::new(*from, to, &proof.path).to_record())?;
        }
        write(out, &checkpoint_record(&head.to_string()))?;
        Ok(Extract { subjects, entries, head })
    }

    /// The tree, and the entries that belong into the extract, in the order of the ledger.
    fn select(&mut self, wanted: &BTreeSet<Subject>) -> Result<(Tree, Vec<Found>), CaseError> {
        let mut tree = Tree::new();
        let mut found = BTreeMap::new();
        let mut directory: BTreeMap<PartyId, Vec<(u64, PartyId)>> = BTreeMap::new();
        let mut signers = Vec::new();
        let (keeper, origin) = (PartyId::organisation(self.keeper()), self.fold.origin.clone());
        self.each_entry(&mut |index, event| {
            tree.append(leaf_hash(event.hash().as_bytes()));
            let signer = event.claims().iss;
            if let Some(party) = registers(event) {
                directory.entry(party).or_default().push((index, signer));
            }
            let opens = event.links().iter().any(|link| {
                matches!(&link.subject, Subject::Ledger(own) if Some(own) == origin.as_ref())
            });
            if opens || belongs(event, wanted) {
                found.insert(index, None);
                signers.push(signer);
                signers.extend(named_parties(event));
            }
        })?;
        signers.push(keeper);
        found.extend(rests_on(&directory, signers).into_iter().map(|index| (index, None)));
        self.each_entry(&mut |index, event| {
            if let Some(place) = found.get_mut(&index) {
                *place = Some(event.clone());
            }
        })?;
        let entries = found
            .into_iter()
            .filter_map(|(index, event)| Some(Found { index, event: event? }))
            .collect();
        Ok((tree, entries))
    }

    /// Reads every entry with its disclosures from the store.
    pub(crate) fn each_entry(
        &mut self,
        see: &mut dyn FnMut(u64, &SignedEvent),
    ) -> Result<(), CaseError> {
        let mut source = StoreReader::new(&mut self.store);
        source.seek(SeekFrom::Start(0)).map_err(|source| failed("read", source))?;
        let mut reader = RecordReader::new(source);
        let mut index = 0;
        let mut pending: Option<Record> = None;
        let mut done = false;
        while !done {
            let next = reader.next_record();
            let next = next.map_err(|error| failed("read", io::Error::other(error)))?;
            done = next.is_none();
            let disclosures = next.as_ref().filter(|next| next.kind == RecordKind::Disclosures);
            if let Some(entry) = pending.take() {
                let range = entry.range.clone();
                let damaged = || CaseError::NotReadBack { range: range.clone() };
                let mut event =
                    SignedEvent::parse(entry.content().to_vec()).map_err(|_| damaged())?;
                if let Some(record) = disclosures {
                    event.disclose(&record.bytes).map_err(|_| damaged())?;
                }
                see(index, &event);
                index = index.saturating_add(1);
            }
            pending = next.filter(|next| next.kind == RecordKind::Entry);
        }
        Ok(())
    }
}

fn failed(operation: &'static str, source: io::Error) -> CaseError {
    CaseError::Store(StoreError::Io { path: std::path::PathBuf::new(), operation, source })
}

/// The party whose enrolment, key or end a directory event is about.
fn registers(event: &SignedEvent) -> Option<PartyId> {
    let Statement::Known(known) = event.statement() else {
        return None;
    };
    let subject = &known.links.first()?.subject;
    match (known.body.event_type(), subject) {
        (EventType::Founded | EventType::Enrolled | EventType::Revoked, Subject::Party(party)) => {
            Some(*party)
        }
        (EventType::Rotated, Subject::Own(party, _)) => Some(*party),
        _ => None,
    }
}

/// Whether an entry is one of the chains asked for, or settles an entry of theirs.
fn belongs(event: &SignedEvent, wanted: &BTreeSet<Subject>) -> bool {
    let linked = event.links().iter().any(|link| wanted.contains(&link.subject));
    let Statement::Known(known) = event.statement() else {
        return linked;
    };
    let settled = if let Body::Acknowledged(body) = &known.body {
        Some(&body.entry.subject)
    } else if let Body::Yielded(body) = &known.body {
        Some(&body.entry.subject)
    } else {
        None
    };
    linked || settled.is_some_and(|subject| wanted.contains(subject))
}

/// The directory entries of these parties, of who registered them, and of their organisations.
fn rests_on(
    directory: &BTreeMap<PartyId, Vec<(u64, PartyId)>>,
    mut parties: Vec<PartyId>,
) -> BTreeSet<u64> {
    let mut seen = HashSet::new();
    let mut indices = BTreeSet::new();
    while let Some(party) = parties.pop() {
        if !seen.insert(party) {
            continue;
        }
        parties.push(PartyId::organisation(party.org()));
        for (index, registrar) in directory.get(&party).into_iter().flatten() {
            indices.insert(*index);
            parties.push(*registrar);
        }
    }
    indices
}
