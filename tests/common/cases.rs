//! Case files into which anything can be written: well signed, and as wrong as a test wants it.
//!
//! Keys, ids and salts depend on fixed seeds, times on a count of minutes, so the bytes of a case
//! are the same in every run.

#[path = "case_bodies.rs"]
mod case_bodies;
#[path = "seeded.rs"]
mod seeded;

use std::collections::HashMap;
use std::ops::Range;

use handseal::Timestamp;
use handseal::event::{
    At, Body, Citation, EntryHash, Event, EventDraft, Link, PartyKind, Salts, SignedEvent, Subject,
};
use handseal::identity::{
    CaseId, ItemId, Origin, PartyId, Signature, Signer as _, SigningKey, Trust,
};
use handseal::ledger::{Checkpoint, Header, SignedCheckpoint, checkpoint_record, entry_record};
use handseal::merkle::{Tree, leaf_hash};
use handseal::store::{CaseError, CaseFile};
use handseal::verify::{Report, Verifier};

#[allow(unused_imports, reason = "each test crate uses a part of it")]
pub(crate) use case_bodies::possession;
pub(crate) use seeded::Seeded;

/// A party, its key, and the entry that gave it its rights.
#[derive(Clone, Debug)]
pub(crate) struct Party {
    pub(crate) id: PartyId,
    pub(crate) key: u8,
    pub(crate) by: Citation,
}

impl Party {
    pub(crate) fn key(&self) -> SigningKey {
        key(self.key)
    }

    /// The same party, signing with another key.
    pub(crate) fn with_key(&self, key: u8) -> Self {
        Self { key, ..self.clone() }
    }
}

/// The key of a number: from `ESP256` on of that algorithm, below of Ed25519.
pub(crate) fn key(number: u8) -> SigningKey {
    if number < ESP256 {
        SigningKey::from_seed(&[number; 32])
    } else {
        SigningKey::from_scalar(&[number; 32]).unwrap()
    }
}

pub(crate) const ESP256: u8 = 200;

pub(crate) const CHIEF: u8 = 1;
pub(crate) const HEADS: u8 = 2;
pub(crate) const LAB: u8 = 3;

/// A ledger under construction.
pub(crate) struct Ledger {
    pub(crate) bytes: Vec<u8>,
    /// Where each entry stands with its disclosures.
    pub(crate) groups: Vec<Range<usize>>,
    pub(crate) origin: Origin,
    pub(crate) entropy: Seeded,
    pub(crate) salts: Salts,
    pub(crate) chief: Party,
    /// The root of the other organisation.
    pub(crate) lab: Party,
    /// Minutes since the beginning.
    pub(crate) minute: u32,
    /// The latest minute of any act.
    pub(crate) latest: u32,
    pub(crate) case: CaseId,
    hashes: Vec<EntryHash>,
    next: HashMap<Subject, Link>,
    tree: Tree,
}

/// An instant so many minutes after the beginning.
pub(crate) fn at(minute: u32) -> Timestamp {
    let (days, hours) = (minute / 1440, minute / 60 % 24);
    let text = format!("2041-06-{:02}T{hours:02}:{:02}:00Z", days + 1, minute % 60);
    text.parse().unwrap()
}

/// An instant behind all acts of a test.
pub(crate) const NOW: u32 = 20 * 1440;

pub(crate) fn root(number: u8) -> Party {
    let id = PartyId::organisation(key(number).public_key().thumbprint());
    let by = Citation { subject: Subject::Party(id), seq: 0, entry: EntryHash::of(b"not founded") };
    Party { id, key: number, by }
}

impl Ledger {
    /// Nothing but the header.
    pub(crate) fn empty() -> Self {
        let mut entropy = Seeded::new(1);
        Self {
            bytes: Header::Ledger.to_bytes(),
            groups: Vec::new(),
            origin: Origin::generate("custody.example.org", &mut entropy).unwrap(),
            salts: Salts::new(&mut entropy).unwrap(),
            case: CaseId::generate(&mut entropy).unwrap(),
            entropy,
            chief: root(CHIEF),
            lab: root(LAB),
            minute: 0,
            latest: 0,
            hashes: Vec::new(),
            next: HashMap::new(),
            tree: Tree::new(),
        }
    }

    /// `founded` and `opened`: entries 0 and 1.
    pub(crate) fn opened() -> Self {
        Self::opened_with(&[])
    }

    /// The same, of an organisation that named these keys as successors of its root.
    pub(crate) fn opened_with(successors: &[u8]) -> Self {
        let mut ledger = Self::empty();
        let chief = ledger.found_with(CHIEF, successors);
        ledger.chief = chief;
        ledger.open();
        ledger
    }

    /// A ledger with a case, whose officer is the chief: entry 2.
    pub(crate) fn new() -> Self {
        let mut ledger = Self::opened();
        let body = ledger.case_opened();
        ledger.act(body, &[Subject::Case(ledger.case)], &ledger.chief.clone());
        ledger
    }

    /// Founds an organisation.
    pub(crate) fn found(&mut self, number: u8) -> Party {
        self.found_with(number, &[])
    }

    fn found_with(&mut self, number: u8, successors: &[u8]) -> Party {
        let party = root(number);
        let mut body = self.founded(number);
        body.successors.extend(successors.iter().map(|of| key(*of).public_key().thumbprint()));
        let index = self.act(body, &[Subject::Party(party.id)], &party);
        let entry = self.hash(index);
        Party { by: Citation { entry, ..party.by }, ..party }
    }

    pub(crate) fn open(&mut self) -> u64 {
        let chief = self.chief.clone();
        let body = self.opening(&chief, HEADS);
        let subject = Subject::Ledger(self.origin.clone());
        self.act(body, &[subject], &chief)
    }

    /// The other organisation's own ledger, opened by its root: entries 0 and 1.
    pub(crate) fn of_lab() -> Self {
        let mut ledger = Self::empty();
        ledger.origin = Origin::generate("lab.example.org", &mut Seeded::new(2)).unwrap();
        ledger.lab = ledger.found(LAB);
        ledger.chief = ledger.lab.clone();
        ledger.open();
        ledger
    }

    /// Records the founding of the other organisation.
    pub(crate) fn import_lab(&mut self) {
        self.lab = self.found(LAB);
    }

    /// Enrols a person.
    pub(crate) fn enrol(&mut self, number: u8, registrar: &Party, roles: &[&str]) -> Party {
        let id = self.party_id(registrar.id);
        let body = self.enrolled(PartyKind::Person, Some(number), id, registrar, roles);
        self.enrol_as(number, id, body, registrar)
    }

    pub(crate) fn enrol_as(
        &mut self,
        number: u8,
        id: PartyId,
        body: impl Into<Body>,
        registrar: &Party,
    ) -> Party {
        let subject = Subject::Party(id);
        let seq = self.next(&subject).seq;
        let index = self.act(body, std::slice::from_ref(&subject), registrar);
        let entry = self.hash(index);
        let by = Citation { subject, seq, entry };
        Party { id, key: number, by }
    }

    pub(crate) fn party_id(&mut self, of: PartyId) -> PartyId {
        PartyId::generate(of.org(), &mut self.entropy).unwrap()
    }

    pub(crate) fn item(&mut self) -> ItemId {
        ItemId::generate(&mut self.entropy).unwrap()
    }

    /// Collects a thing and answers its subject.
    pub(crate) fn collect(&mut self, by: &Party) -> Subject {
        let id = self.item();
        let body = self.collected(&[id]);
        self.act(body, &[Subject::Item(id)], by);
        Subject::Item(id)
    }

    /// Collects several things in one act; the subjects are sorted.
    pub(crate) fn collect_all(&mut self, count: usize, by: &Party) -> Vec<Subject> {
        let mut ids: Vec<_> = (0..count).map(|_| self.item()).collect();
        ids.sort_unstable();
        let body = self.collected(&ids);
        let subjects: Vec<_> = ids.into_iter().map(Subject::Item).collect();
        self.act(body, &subjects, by);
        subjects
    }

    pub(crate) fn own(&self, party: &Party) -> Subject {
        Subject::Own(party.id, self.origin.clone())
    }

    /// The next place of a chain.
    pub(crate) fn next(&self, subject: &Subject) -> Link {
        let next = self.next.get(subject).cloned();
        next.unwrap_or_else(|| Link::genesis(subject.clone()))
    }

    /// The place of the entry at the tip of a chain.
    pub(crate) fn cite(&self, subject: &Subject) -> Citation {
        let next = self.next(subject);
        Citation { subject: subject.clone(), seq: next.seq - 1, entry: next.prev.0.unwrap() }
    }

    /// An event at the next place of each chain, a minute after the last one.
    pub(crate) fn event(&mut self, body: impl Into<Body>, subjects: &[Subject]) -> Event {
        self.minute += 1;
        self.latest = self.latest.max(self.minute);
        let links = subjects.iter().map(|subject| self.next(subject)).collect();
        Event::new(At::device(at(self.minute)), body, links)
    }

    pub(crate) fn signed(
        &mut self,
        body: impl Into<Body>,
        subjects: &[Subject],
        by: &Party,
    ) -> SignedEvent {
        sign(self.event(body, subjects), by)
    }

    /// Appends an entry with its disclosures, whatever it says.
    pub(crate) fn push(&mut self, event: &SignedEvent) -> u64 {
        self.skip(event);
        self.push_records(event.as_bytes(), event.disclosures())
    }

    /// Leaves an entry out: what follows names it all the same.
    pub(crate) fn skip(&mut self, event: &SignedEvent) {
        for link in event.links() {
            let next = Link::after(link.subject.clone(), link.seq + 1, event.hash());
            self.next.insert(link.subject.clone(), next);
        }
    }

    /// Appends an entry that takes no place of its chains.
    pub(crate) fn push_aside(&mut self, event: &SignedEvent) -> u64 {
        self.push_records(event.as_bytes(), event.disclosures())
    }

    pub(crate) fn push_records(&mut self, entry: &[u8], disclosures: &[u8]) -> u64 {
        let start = self.bytes.len();
        self.bytes.extend(entry_record(entry));
        self.bytes.extend(disclosures);
        self.count(EntryHash::of(entry), start)
    }

    /// Notes an entry that was written by hand from `start` on.
    pub(crate) fn count(&mut self, hash: EntryHash, start: usize) -> u64 {
        self.groups.push(start..self.bytes.len());
        self.hashes.push(hash);
        self.tree.append(leaf_hash(hash.as_bytes()))
    }

    /// Does one act, and answers its index.
    pub(crate) fn act(&mut self, body: impl Into<Body>, subjects: &[Subject], by: &Party) -> u64 {
        let event = self.signed(body, subjects, by);
        self.push(&event)
    }

    pub(crate) fn hash(&self, index: u64) -> EntryHash {
        self.hashes[usize::try_from(index).unwrap()]
    }

    pub(crate) fn size(&self) -> u64 {
        self.tree.size()
    }

    /// The tree over all entries.
    pub(crate) const fn tree(&self) -> &Tree {
        &self.tree
    }

    /// A head over the first entries, signed by the ledger's key.
    pub(crate) fn head_at(&self, size: u64) -> SignedCheckpoint {
        let root = self.tree.root_at(size).unwrap();
        self.head_of(self.origin.as_str(), size, root.0, HEADS)
    }

    pub(crate) fn head_of(
        &self,
        origin: &str,
        size: u64,
        root: [u8; 32],
        number: u8,
    ) -> SignedCheckpoint {
        let checkpoint = Checkpoint::new(origin, size, root).unwrap();
        SignedCheckpoint::sign(checkpoint, &key(number)).unwrap()
    }

    pub(crate) fn head(&self) -> SignedCheckpoint {
        self.head_at(self.size())
    }

    /// Appends a checkpoint record.
    pub(crate) fn checkpoint(&mut self) -> Range<usize> {
        let head = self.head();
        self.push_checkpoint(&head.to_string())
    }

    pub(crate) fn push_checkpoint(&mut self, note: &str) -> Range<usize> {
        let start = self.bytes.len();
        self.bytes.extend(checkpoint_record(note));
        start..self.bytes.len()
    }

    /// Trusts both organisations.
    pub(crate) fn trust(&self) -> Trust {
        let [chief, lab] = [CHIEF, LAB].map(|number| key(number).public_key().thumbprint());
        Trust::new().root(chief).root(lab)
    }

    /// Verifies at the minute of the latest act.
    pub(crate) fn verifier(&self) -> Verifier<'static> {
        Verifier::new(&self.trust(), at(self.latest))
    }

    /// Verifies against a remembered head over everything.
    pub(crate) fn report(&self) -> Report {
        let verifier = self.verifier().anchor(self.head());
        verifier.verify_bytes(&self.bytes).unwrap()
    }

    /// What a writer of this case answers to the event.
    pub(crate) fn write(&self, event: &SignedEvent) -> Result<(), CaseError> {
        let mut case = CaseFile::open_bytes(self.bytes.clone(), &self.trust()).unwrap();
        assert_eq!(case.read_only(), None);
        case.record([event.clone()]).map(|_| ())
    }
}

pub(crate) fn sign(event: Event, by: &Party) -> SignedEvent {
    let key = by.key();
    let draft = EventDraft::new(event, by.id, key.public_key(), None).unwrap();
    draft.sign(&key).unwrap()
}

pub(crate) fn no_possession() -> Signature {
    Signature([0; 64])
}
