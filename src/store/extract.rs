//! What leaves an organisation: the chains of some subjects and what they rest on.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::io::Write;

use crate::event::{Body, EntryHash, EventType, SignedEvent, Statement, Subject};
use crate::identity::{PartyId, Signer};
use crate::ledger::{Header, SignedCheckpoint, checkpoint_record, entry_record};
use crate::merkle::{Tree, leaf_hash};
use crate::store::case_file::CaseFile;
use crate::store::closure::named_parties;
use crate::store::contract::Store;
use crate::store::entries::{Shown, failed};
use crate::store::error::CaseError;
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

/// An entry or a stub on the way into an extract, as its records.
struct Found {
    index: u64,
    records: Vec<u8>,
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
    /// anything of the rest of the ledger. Where an entry of these chains was pruned, its stub is
    /// there as far as a shown entry follows it.
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
    /// that the receiver remembers. The heads whose time is attested are joined to it in any case.
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
        let mut wanted = self.close_over(subjects)?;
        self.add_who_pruned(&mut wanted)?;
        let (tree, found, stamped) = self.select(&wanted)?;
        let subjects: Vec<_> = wanted.into_iter().collect();
        let entries = u64::try_from(found.len()).unwrap_or(u64::MAX);
        let write = |out: &mut dyn Write, bytes: &[u8]| {
            out.write_all(bytes).map_err(|source| failed("write", source))
        };
        write(out, &Header::Extract(subjects.clone()).to_bytes())?;
        for Found { index, records } in &found {
            write(out, records)?;
            let proof =
                tree.inclusion_proof(*index, head.unverified().size()).map_err(CaseError::Tree)?;
            write(out, &InclusionRecord::new(*index, &proof.path).to_record())?;
        }
        let to = head.unverified().size();
        let stamped = stamped.into_iter().filter(|from| (1..to).contains(from));
        for from in remembered.iter().copied().chain(stamped).collect::<BTreeSet<_>>() {
            let proof = tree.consistency_proof(from, to).map_err(CaseError::Tree)?;
            write(out, &ConsistencyRecord::new(from, to, &proof.path).to_record())?;
        }
        write(out, &checkpoint_record(&head.to_string()))?;
        Ok(Extract { subjects, entries, head })
    }

    /// The cases on whose chains it says that an entry of these chains was pruned.
    fn add_who_pruned(&mut self, wanted: &mut BTreeSet<Subject>) -> Result<(), CaseError> {
        // In a ledger that can be written, nothing but a stub is not taken.
        if self.fold.first_damage.is_none() {
            return Ok(());
        }
        let (mut stubs, mut followed) = (HashMap::new(), Vec::new());
        self.each_shown(&mut |index, shown| match shown {
            Shown::Entry(event) => followed.extend(follows(event, wanted, &stubs)),
            Shown::Stub(hash) => drop(stubs.insert(hash, index)),
        })?;
        let pruned = self.pruned()?;
        let says = followed.iter().filter_map(|index| Some(pruned.get(index)?.says.clone()));
        wanted.extend(says.filter(|chain| matches!(chain, Subject::Case(_))));
        Ok(())
    }

    /// The tree, and the entries that belong into the extract, in the order of the ledger.
    /// Then the sizes of the heads whose time is attested, of which the entries are all there.
    fn select(
        &mut self,
        wanted: &BTreeSet<Subject>,
    ) -> Result<(Tree, Vec<Found>, Vec<u64>), CaseError> {
        let mut stamped = Vec::new();
        let mut tree = Tree::new();
        let mut found = BTreeMap::new();
        let mut directory: BTreeMap<PartyId, Vec<(u64, PartyId)>> = BTreeMap::new();
        let mut signers = Vec::new();
        let (keeper, origin) = (PartyId::organisation(self.keeper()), self.fold.origin.clone());
        let mut stubs = HashMap::new();
        self.each_shown(&mut |index, shown| {
            let event = match shown {
                Shown::Entry(event) => event,
                Shown::Stub(hash) => {
                    tree.append(leaf_hash(hash.as_bytes()));
                    stubs.insert(hash, index);
                    return;
                }
            };
            tree.append(leaf_hash(event.hash().as_bytes()));
            let signer = event.claims().iss;
            if let Some(party) = registers(event) {
                directory.entry(party).or_default().push((index, signer));
            }
            let opens = event.links().iter().any(|link| {
                matches!(&link.subject, Subject::Ledger(own) if Some(own) == origin.as_ref())
            });
            if let Statement::Known(known) = event.statement()
                && let Body::Timestamped(body) = &known.body
            {
                stamped.push(body.size);
            }
            if opens || belongs(event, wanted) {
                found.insert(index, None);
                found.extend(follows(event, wanted, &stubs).map(|stub| (stub, None)));
                signers.push(signer);
                signers.extend(named_parties(event));
            }
        })?;
        signers.push(keeper);
        found.extend(rests_on(&directory, signers).into_iter().map(|index| (index, None)));
        self.each_shown(&mut |index, shown| {
            if let Some(place) = found.get_mut(&index) {
                *place = Some(records_of(shown));
            }
        })?;
        let entries = found
            .into_iter()
            .filter_map(|(index, records)| Some(Found { index, records: records? }))
            .collect();
        Ok((tree, entries, stamped))
    }
}

/// The stubs that an entry follows on the chains asked for. What stands before them, nobody can tell.
fn follows<'a>(
    event: &'a SignedEvent,
    wanted: &'a BTreeSet<Subject>,
    stubs: &'a HashMap<EntryHash, u64>,
) -> impl Iterator<Item = u64> + 'a {
    let links = event.links().iter().filter(|link| wanted.contains(&link.subject));
    links.filter_map(|link| stubs.get(&link.prev.0?).copied())
}

fn records_of(shown: Shown<'_>) -> Vec<u8> {
    match shown {
        Shown::Entry(event) => {
            let mut records = entry_record(event.as_bytes());
            records.extend_from_slice(event.disclosures());
            records
        }
        Shown::Stub(hash) => entry_record(hash.as_bytes()),
    }
}

/// The party whose enrolment, key or end a directory event is about.
fn registers(event: &SignedEvent) -> Option<PartyId> {
    let Statement::Known(known) = event.statement() else {
        return None;
    };
    let subject = &known.links.first()?.subject;
    match (known.body.event_type(), subject) {
        (
            EventType::Founded | EventType::Enrolled | EventType::Revoked | EventType::Succeeded,
            Subject::Party(party),
        ) => Some(*party),
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
