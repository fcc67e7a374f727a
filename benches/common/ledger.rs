//! A ledger of any length over few subjects: some people keep some items and put them here and there.

use std::error::Error;

use handseal::Timestamp;
use handseal::cose::Sign1;
use handseal::event::{At, PartyKind, Salts, SignedEvent, Stored, Subject};
use handseal::identity::{
    CaseId, ItemId, OsEntropy, PartyId, PublicKey, Signer, SigningKey, Trust,
};
use handseal::ledger::{RecordKind, RecordReader, SignedCheckpoint};
use handseal::store::{Actor, CaseFile, Enrolment, Opening, Store};

/// Few, as in most cases: the state that a verifier keeps for each subject must not hide in a bench.
const PEOPLE: usize = 4;
const ITEMS_OF_EACH: usize = 4;

/// How many events are written with one sync while a ledger is made.
const GROUP: u64 = 1_000;

/// 2041-06-01T06:00:00Z
const START: i64 = 2_253_679_200;

/// A ledger under construction.
pub struct Maker<S: Store> {
    /// The ledger.
    pub case: CaseFile<S>,
    root: SigningKey,
    checkpoint_key: SigningKey,
    people: Vec<(PartyId, SigningKey)>,
    id: CaseId,
    items: Vec<ItemId>,
    made: u64,
    salts: Salts,
}

impl<S: Store> Maker<S> {
    /// Begins a ledger: its organisation, its people, and the items that they keep.
    pub fn new(store: S) -> Result<Self, Box<dyn Error>> {
        let mut entropy = OsEntropy;
        let root = SigningKey::generate(&mut entropy)?;
        let checkpoint_key = SigningKey::generate(&mut entropy)?;
        let opening = Opening {
            organisation: "Example Police",
            jurisdiction: "EX",
            origin: "custody.example.org",
            root: &root,
            checkpoint_key: &checkpoint_key,
            successors: &[],
            at: at(0)?,
        };
        let mut case = CaseFile::create_in(store, &opening, &mut entropy)?;
        let (mut people, mut items) = (Vec::new(), Vec::new());
        let chief = Actor::organisation(&root);
        let id = case.open_case("2041/26", &chief, at(0)?, &mut entropy)?;
        for _ in 0..PEOPLE {
            let key = SigningKey::generate(&mut entropy)?;
            let enrolment = Enrolment {
                kind: PartyKind::Person,
                name: "A. Example",
                roles: &[],
                units: &[],
                key: Some(&key),
            };
            let party = case.enrol(&enrolment, &chief, at(0)?, &mut entropy)?;
            let things = [("Telephone, black", Some("S-20411")); ITEMS_OF_EACH];
            let actor = Actor::new(party, &key);
            items.extend(case.collect(id, &things, &actor, at(0)?, &mut entropy)?);
            people.push((party, key));
        }
        let salts = Salts::new(&mut entropy)?;
        Ok(Self { case, root, checkpoint_key, people, id, items, made: 0, salts })
    }

    /// The next event, signed and not recorded.
    pub fn next_event(&mut self) -> Result<SignedEvent, Box<dyn Error>> {
        self.made += 1;
        let turn = usize::try_from(self.made)? % self.items.len();
        let item = self.items[turn];
        let (party, key) = &self.people[turn / ITEMS_OF_EACH];
        let place = self.salts.commit("Evidence store, room 2, shelf 14, box 3");
        let at = at(i64::try_from(self.made)?)?;
        let actor = Actor::new(*party, key);
        let event =
            self.case.signed(Stored { place }, &[Subject::Item(item)], &actor, At::device(at))?;
        Ok(event)
    }

    /// Stages the next event.
    pub fn stage(&mut self) -> Result<(), Box<dyn Error>> {
        let event = self.next_event()?;
        self.case.stage(event)?;
        Ok(())
    }

    /// Appends until the ledger has this many entries.
    pub fn fill(&mut self, entries: u64) -> Result<(), Box<dyn Error>> {
        while self.case.size() < entries {
            self.stage()?;
            if self.case.size().is_multiple_of(GROUP) {
                self.case.commit()?;
            }
        }
        self.case.commit()?;
        Ok(())
    }

    /// One more item, about which nothing happens that is not asked for.
    pub fn collect_one(&mut self) -> Result<ItemId, Box<dyn Error>> {
        let (party, key) = &self.people[0];
        let (actor, now) = (Actor::new(*party, key), at(i64::try_from(self.made)?)?);
        let things = [("Telephone, grey", Some("S-20412"))];
        Ok(self.case.collect(self.id, &things, &actor, now, &mut OsEntropy)?[0])
    }

    /// One entry about that item.
    pub fn store_one(&mut self, item: ItemId) -> Result<(), Box<dyn Error>> {
        let (party, key) = &self.people[0];
        let (actor, now) = (Actor::new(*party, key), at(i64::try_from(self.made)?)?);
        let place = self.salts.commit("Evidence store, room 3, shelf 2, box 1");
        self.case.act(Stored { place }, &[Subject::Item(item)], &actor, At::device(now))?;
        Ok(())
    }

    /// The ledger is made: who signs its heads.
    pub fn into_key_of_heads(self) -> SigningKey {
        self.checkpoint_key
    }

    /// The head over all of it, as its keeper remembers it.
    pub fn head(&mut self) -> Result<SignedCheckpoint, Box<dyn Error>> {
        Ok(self.case.checkpoint(&self.checkpoint_key)?)
    }

    /// The one root to be trusted.
    pub fn trust(&self) -> Trust {
        Trust::new().root(self.root.public_key().thumbprint())
    }

    /// After everything in it.
    pub fn now(&self) -> Result<Timestamp, Box<dyn Error>> {
        at(i64::try_from(self.made)? + 1)
    }

    /// The keys of everybody who signs.
    pub fn keys(&self) -> Vec<PublicKey> {
        let people = self.people.iter().map(|(_, key)| key);
        people.chain([&self.root]).map(|key| key.public_key().clone()).collect()
    }
}

fn at(second: i64) -> Result<Timestamp, Box<dyn Error>> {
    Ok(Timestamp::from_unix(START + second, 0, 0)?)
}

/// A message with its signature and the key that made it, ready for a bare check.
pub struct Message {
    /// What was signed.
    pub message: Vec<u8>,
    /// By whom.
    pub key: ed25519_dalek::VerifyingKey,
    /// With what result.
    pub signature: ed25519_dalek::Signature,
}

/// Everything that is signed in a ledger, taken out of it beforehand.
pub fn messages(file: &[u8], keys: &[PublicKey]) -> Result<Vec<Message>, Box<dyn Error>> {
    let mut messages = Vec::new();
    let mut reader = RecordReader::new(file);
    while let Some(record) = reader.next_record()? {
        if record.kind != RecordKind::Entry {
            continue;
        }
        let entry = Sign1::parse(record.content())?;
        let key = keys.iter().find(|key| key.thumbprint() == entry.header().kid);
        messages.push(Message {
            message: entry.to_be_signed(),
            key: key.ok_or("an unknown key")?.as_bytes().try_into()?,
            signature: ed25519_dalek::Signature::from_bytes(entry.signature().as_bytes()),
        });
    }
    Ok(messages)
}
