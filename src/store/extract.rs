//! What leaves an organisation: the chains of some subjects and what they rest on.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::io::Write;

use crate::event::{Body, EntryHash, SignedEvent, Statement, Subject};
use crate::identity::{Origin, PartyId, Signer};
use crate::ledger::{Header, SignedCheckpoint, checkpoint_record, entry_record};
use crate::merkle::{Hash, leaf_hash, verify_inclusion};
use crate::store::case_file::CaseFile;
use crate::store::closure::named_parties;
use crate::store::contract::Store;
use crate::store::entries::{Shown, failed};
use crate::store::error::CaseError;
use crate::store::positions::{Sought, registers, settles};
use crate::store::source::Source;
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
    /// In a file of some thousand entries only those are read that are in it, and a few nodes of the tree for each, by an index beside
    /// the file, `<case>.index`. It can be deleted at any time: then the file is read once, and it is there again.
    /// What it tells is held against the head; where it does not lead there, the whole file is read, and the extract is the same. Which entries belong to an
    /// extract is told by the case as it was opened: from a cache as well as that can be believed
    /// ([`CaseFile::open`]).
    ///
    /// # Errors
    ///
    /// [`CaseError::UnknownSubject`], what [`CaseFile::checkpoint`] answers, [`CaseError::NotReadBack`] when what is
    /// read does not lead to the head, and [`CaseError::Store`] when reading or writing fails. Unless
    /// writing failed, nothing was written. Where the whole file is read, which is so from the first
    /// failure on, damage anywhere in it is answered so: of whatever item the extract is.
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
        let root = Hash(*head.unverified().root());
        let asked = Asked { subjects, remembered, head: &head };
        let (bytes, extract) =
            self.by_index_or_whole(root, &mut |case, source| case.assemble(source, &asked))?;
        out.write_all(&bytes).map_err(|source| failed("write", source))?;
        Ok(extract)
    }

    /// An extract, from a source.
    fn assemble(
        &mut self,
        source: &mut Source,
        asked: &Asked<'_>,
    ) -> Result<(Vec<u8>, Extract), CaseError> {
        let head = asked.head.unverified();
        let (to, root) = (head.size(), Hash(*head.root()));
        let mut wanted = self.close_over(source, asked.subjects)?;
        self.add_who_pruned(source, &mut wanted)?;
        let (found, stamped) = self.select(source, &wanted)?;
        self.check_chains(source, &wanted)?;
        let mut records = BTreeMap::new();
        self.visit_at(source, found.clone(), &mut |index, shown| {
            if found.contains(&index) {
                records.insert(index, (shown.hash(), records_of(shown)));
            }
        })?;
        let range = 0..self.store.length();
        let not_read_back = || CaseError::NotReadBack { range: range.clone() };
        if !self.makes(source, to, root) {
            return Err(not_read_back());
        }
        let subjects: Vec<_> = wanted.into_iter().collect();
        let entries = u64::try_from(records.len()).unwrap_or(u64::MAX);
        let mut bytes = Header::Extract(subjects.clone()).to_bytes();
        for (index, (hash, records)) in records {
            let path = source.inclusion(index, to)?;
            let stands = verify_inclusion(leaf_hash(hash.as_bytes()), index, to, &path, root);
            stands.map_err(|_| not_read_back())?;
            bytes.extend(records);
            bytes.extend(InclusionRecord::new(index, &path).to_record());
        }
        let stamped = stamped.into_iter().filter(|from| (1..to).contains(from));
        for from in asked.remembered.iter().copied().chain(stamped).collect::<BTreeSet<_>>() {
            let path = self.consistency(source, from, to)?;
            bytes.extend(ConsistencyRecord::new(from, to, &path).to_record());
        }
        bytes.extend(checkpoint_record(&asked.head.to_string()));
        Ok((bytes, Extract { subjects, entries, head: asked.head.clone() }))
    }

    /// Where a cache told which entries belong to the chains: whether none is missing that another one of them names.
    fn check_chains(
        &mut self,
        source: &mut Source,
        wanted: &BTreeSet<Subject>,
    ) -> Result<(), CaseError> {
        if matches!(source, Source::Whole(_)) || !self.positions.were_told() {
            return Ok(());
        }
        for subject in wanted {
            let mut entries = Vec::new();
            let chain = [Sought::Linked(subject.clone())];
            self.visit(source, &chain, &mut |index, shown| {
                let Shown::Entry(event) = shown else { return };
                let links = event.links().iter().filter(|link| link.subject == *subject);
                entries.extend(links.map(|link| (index, event.hash(), link.prev.0)));
            })?;
            if self.lacks(subject, &entries) {
                return Err(CaseError::NotReadBack { range: 0..self.store.length() });
            }
        }
        Ok(())
    }

    /// The cases on whose chains it says that an entry of these chains was pruned.
    fn add_who_pruned(
        &mut self,
        source: &mut Source,
        wanted: &mut BTreeSet<Subject>,
    ) -> Result<(), CaseError> {
        // In a ledger that can be written, nothing but a stub is not taken.
        if self.fold.first_damage.is_none() {
            return Ok(());
        }
        let (mut stubs, mut followed) = (HashMap::new(), Vec::new());
        let chains: Vec<_> = wanted.iter().cloned().map(Sought::Linked).collect();
        self.visit(source, &chains, &mut |index, shown| match shown {
            Shown::Entry(event) => followed.extend(follows(event, wanted, &stubs)),
            Shown::Stub(hash) => drop(stubs.insert(hash, index)),
        })?;
        if followed.is_empty() {
            return Ok(());
        }
        let pruned = self.pruned_as_told(source)?;
        let says = followed.iter().filter_map(|index| Some(pruned.get(index)?.says.clone()));
        wanted.extend(says.filter(|chain| matches!(chain, Subject::Case(_))));
        Ok(())
    }

    /// The entries that belong into the extract; and the sizes of the heads whose time is attested, of which the
    /// entries are all there.
    fn select(
        &mut self,
        source: &mut Source,
        wanted: &BTreeSet<Subject>,
    ) -> Result<(BTreeSet<u64>, Vec<u64>), CaseError> {
        let origin = self.fold.origin.clone();
        let mut sought = vec![Sought::Timestamped];
        sought.extend(origin.clone().map(|own| Sought::Linked(Subject::Ledger(own))));
        for subject in wanted {
            sought.extend([Sought::Linked(subject.clone()), Sought::Settled(subject.clone())]);
        }
        let mut selection = Selection::of(wanted, origin);
        self.visit(source, &sought, &mut |index, shown| selection.see(index, shown))?;
        let Selection { mut found, mut signers, mut directory, stamped, .. } = selection;
        signers.push(PartyId::organisation(self.keeper()));
        let mut read = HashSet::new();
        let needed = loop {
            let (needed, parties) = rests_on(&directory, signers.clone());
            let new: Vec<_> = parties.into_iter().filter(|party| read.insert(*party)).collect();
            // Where all is read, all of the directory was.
            if new.is_empty() || matches!(source, Source::Whole(_)) {
                break needed;
            }
            let sought: Vec<_> = new.into_iter().map(Sought::Directory).collect();
            self.visit(source, &sought, &mut |index, shown| {
                if let Shown::Entry(event) = shown {
                    note_registrar(&mut directory, index, event);
                }
            })?;
        };
        found.extend(needed);
        Ok((found, stamped))
    }
}

/// What an extract is asked for.
struct Asked<'a> {
    subjects: &'a [Subject],
    remembered: &'a [u64],
    head: &'a SignedCheckpoint,
}

/// Of each party, where it is registered, and by whom.
type Registrations = BTreeMap<PartyId, BTreeMap<u64, PartyId>>;

/// What belongs into an extract, as far as it was seen.
struct Selection<'a> {
    wanted: &'a BTreeSet<Subject>,
    origin: Option<Origin>,
    stubs: HashMap<EntryHash, u64>,
    directory: Registrations,
    found: BTreeSet<u64>,
    signers: Vec<PartyId>,
    stamped: Vec<u64>,
}

impl<'a> Selection<'a> {
    fn of(wanted: &'a BTreeSet<Subject>, origin: Option<Origin>) -> Self {
        Self {
            wanted,
            origin,
            stubs: HashMap::new(),
            directory: Registrations::new(),
            found: BTreeSet::new(),
            signers: Vec::new(),
            stamped: Vec::new(),
        }
    }

    fn see(&mut self, index: u64, shown: Shown<'_>) {
        let event = match shown {
            Shown::Entry(event) => event,
            Shown::Stub(hash) => {
                self.stubs.insert(hash, index);
                return;
            }
        };
        note_registrar(&mut self.directory, index, event);
        let opens = event.links().iter().any(|link| {
            matches!(&link.subject, Subject::Ledger(own) if Some(own) == self.origin.as_ref())
        });
        if let Statement::Known(known) = event.statement()
            && let Body::Timestamped(body) = &known.body
        {
            self.stamped.push(body.size);
        }
        if opens || belongs(event, self.wanted) {
            self.found.insert(index);
            self.found.extend(follows(event, self.wanted, &self.stubs));
            self.signers.push(event.claims().iss);
            self.signers.extend(named_parties(event));
        }
    }
}

fn note_registrar(directory: &mut Registrations, index: u64, event: &SignedEvent) {
    if let Some(party) = registers(event) {
        directory.entry(party).or_default().insert(index, event.claims().iss);
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

/// Whether an entry is one of the chains asked for, or settles an entry of theirs.
fn belongs(event: &SignedEvent, wanted: &BTreeSet<Subject>) -> bool {
    let linked = event.links().iter().any(|link| wanted.contains(&link.subject));
    linked || settles(event).is_some_and(|subject| wanted.contains(subject))
}

/// The directory entries of these parties, of who registered them, and of their organisations; and all these parties.
fn rests_on(
    directory: &Registrations,
    mut parties: Vec<PartyId>,
) -> (BTreeSet<u64>, HashSet<PartyId>) {
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
    (indices, seen)
}
