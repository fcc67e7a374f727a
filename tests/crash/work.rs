//! What is done on a disk whose power is cut.

use std::path::Path;

use handseal::Timestamp;
use handseal::event::{At, Body, EntryHash, Kept, Noted, Salts, SignedEvent, Subject, Why};
use handseal::identity::{CaseId, SigningKey, Trust};
use handseal::ledger::{RecordKind, RecordReader, SignedCheckpoint};
use handseal::store::{
    Actor, CaseError, CaseFile, FileStore, Opening, Pruning, Recorded, SharedCase, Store,
    erase_pruned_in,
};

use crate::disk::{Disk, Image};
use crate::seeded::Seeded;

pub(crate) const CASE: &str = "/evidence/a.custody";

/// Something that is done, and what was acknowledged of it.
pub(crate) type Work = fn(&Disk, &mut Done) -> Result<(), CaseError>;

/// What was acknowledged so far.
#[derive(Clone, Default)]
pub(crate) struct Done {
    pub(crate) entries: Vec<EntryHash>,
    pub(crate) head: Option<SignedCheckpoint>,
}

impl Done {
    /// What stood on the disk before.
    pub(crate) fn of(image: &Image) -> Self {
        let bytes = image.get(Path::new(CASE));
        Self { entries: bytes.map(|bytes| entries(bytes)).unwrap_or_default(), head: None }
    }

    fn take(&mut self, recorded: &[Recorded]) {
        self.entries.extend(recorded.iter().map(|recorded| recorded.entry));
    }
}

/// The entry hashes of a file as far as records can be read.
pub(crate) fn entries(bytes: &[u8]) -> Vec<EntryHash> {
    let mut reader = RecordReader::new(bytes);
    let mut all = Vec::new();
    while let Ok(Some(record)) = reader.next_record() {
        match record.kind {
            RecordKind::Entry => all.push(EntryHash::of(record.content())),
            RecordKind::Stub => {
                let hex: String =
                    record.content().iter().map(|byte| format!("{byte:02x}")).collect();
                all.push(hex.parse().unwrap());
            }
            RecordKind::Checkpoint
            | RecordKind::Disclosures
            | RecordKind::Header
            | RecordKind::Proof => {}
        }
    }
    all
}

pub(crate) fn root() -> SigningKey {
    SigningKey::from_seed(&[9; 32])
}

/// The first and the second key that signs heads.
pub(crate) fn heads(number: u8) -> SigningKey {
    SigningKey::from_seed(&[number; 32])
}

pub(crate) fn at() -> Timestamp {
    "2041-06-01T09:30:00Z".parse().unwrap()
}

pub(crate) fn trust() -> Trust {
    Trust::new().root(Actor::organisation(&root()).id.org())
}

fn created(disk: &Disk, entropy: &mut Seeded) -> Result<CaseFile<FileStore<Disk>>, CaseError> {
    let (root, heads) = (root(), heads(1));
    let opening = Opening {
        organisation: "A",
        jurisdiction: "ZZ",
        origin: "custody.example",
        root: &root,
        checkpoint_key: &heads,
        successors: &[],
        at: at(),
    };
    CaseFile::create_in(FileStore::create_in(disk.clone(), CASE)?, &opening, entropy)
}

fn signed<S: Store>(
    case: &mut CaseFile<S>,
    (id, text): (CaseId, &str),
    entropy: &mut Seeded,
) -> Result<SignedEvent, CaseError> {
    let (key, text) = (root(), Salts::new(entropy)?.commit(text));
    let body: Body = Noted { text, entry: None }.into();
    let actor = Actor::organisation(&key);
    case.signed(body, &[Subject::Case(id)], &actor, At::device(at()))
}

/// Opens a case and notes something about it.
pub(crate) fn note<S: Store>(case: &mut CaseFile<S>, text: &str) -> Result<(), CaseError> {
    let mut entropy = Seeded::new(1_000 + case.size());
    let id = case.open_case(text, &Actor::organisation(&root()), at(), &mut entropy)?;
    let event = signed(case, (id, text), &mut entropy)?;
    case.record([event]).map(drop)
}

/// Creates a ledger and records one by one, in a group, and under heads of two keys; closes it and opens it again.
pub(crate) fn record(disk: &Disk, done: &mut Done) -> Result<(), CaseError> {
    let mut entropy = Seeded::new(1);
    let key = root();
    let chief = Actor::organisation(&key);
    let mut case = created(disk, &mut entropy)?;
    done.entries = entries(&disk.live()[Path::new(CASE)]);
    let id = case.open_case("1/41", &chief, at(), &mut entropy)?;
    done.entries = entries(&disk.live()[Path::new(CASE)]);
    for text in ["one", "two", "three", "four"] {
        let event = signed(&mut case, (id, text), &mut entropy)?;
        done.take(&case.record([event])?);
    }
    for text in ["five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"] {
        let event = signed(&mut case, (id, text), &mut entropy)?;
        case.stage(event)?;
    }
    done.take(&case.commit()?);
    done.head = Some(case.checkpoint(&heads(1))?);
    done.take(&[case.change_checkpoint_key(&heads(2), &chief, at())?]);
    done.head = Some(case.checkpoint(&heads(2))?);
    drop(case);
    let (mut case, _) = CaseFile::open_in(FileStore::open_in(disk.clone(), CASE)?, &trust())?;
    let long = "a long note ".repeat(60);
    let event = signed(&mut case, (id, &long), &mut entropy)?;
    done.take(&case.record([event])?);
    done.head = Some(case.checkpoint(&heads(2))?);
    Ok(())
}

/// A ledger of whose entries some are to be erased.
pub(crate) fn prune(disk: &Disk, done: &mut Done) -> Result<(), CaseError> {
    let mut entropy = Seeded::new(2);
    let key = root();
    let chief = Actor::organisation(&key);
    let mut case = created(disk, &mut entropy)?;
    let id = case.open_case("1/41", &chief, at(), &mut entropy)?;
    prune_all(&mut case, id)?;
    done.head = Some(case.checkpoint(&heads(1))?);
    Ok(())
}

/// Records a thing, and that the retention of its case ended.
pub(crate) fn prune_all<S: Store>(case: &mut CaseFile<S>, id: CaseId) -> Result<(), CaseError> {
    let (key, mut entropy) = (root(), Seeded::new(3));
    let chief = Actor::organisation(&key);
    case.collect(id, &[("the diary of a witness", Some("S-1"))], &chief, at(), &mut entropy)?;
    let pruning = Pruning::new(Why::code("retention_ended"), Kept::Hash).case(id).even_if_held();
    case.prune(&pruning, &chief, at()).map(drop)
}

/// Writes the ledger anew without them.
pub(crate) fn erase(disk: &Disk, _done: &mut Done) -> Result<(), CaseError> {
    erase_pruned_in(disk.clone(), Path::new(CASE), &trust()).map(drop)
}

/// Writes caches beside a case: the first, and one in its place.
pub(crate) fn cache(disk: &Disk, done: &mut Done) -> Result<(), CaseError> {
    let (mut case, _) = CaseFile::open_in(FileStore::open_in(disk.clone(), CASE)?, &trust())?;
    for text in ["before", "between"] {
        note(&mut case, text)?;
        done.head = Some(case.checkpoint(&heads(1))?);
        done.entries = entries(&disk.live()[Path::new(CASE)]);
        assert!(case.renew_cache()?);
    }
    Ok(())
}

/// Makes an index beside a case, and lets it grow.
pub(crate) fn index(disk: &Disk, done: &mut Done) -> Result<(), CaseError> {
    let (mut case, _) = CaseFile::open_in(FileStore::open_in(disk.clone(), CASE)?, &trust())?;
    for text in ["before", "between"] {
        note(&mut case, text)?;
        done.head = Some(case.checkpoint(&heads(1))?);
        done.entries = entries(&disk.live()[Path::new(CASE)]);
        assert!(case.renew_index()?);
    }
    Ok(())
}

/// Records several acts by writes of their own, and makes them durable by one sync.
pub(crate) fn share(disk: &Disk, done: &mut Done) -> Result<(), CaseError> {
    let mut entropy = Seeded::new(4);
    let key = root();
    let mut case = created(disk, &mut entropy)?;
    done.entries = entries(&disk.live()[Path::new(CASE)]);
    let id = case.open_case("1/41", &Actor::organisation(&key), at(), &mut entropy)?;
    done.entries = entries(&disk.live()[Path::new(CASE)]);
    let shared = SharedCase::new(case);
    for round in 0..2 {
        let recorded = shared.durably(|case| {
            let mut all = Vec::new();
            for text in ["one", "two", "three"] {
                let event = signed(case, (id, text), &mut entropy)?;
                all.extend(case.record([event])?);
            }
            Ok(all)
        })?;
        done.take(&recorded);
        if round == 0 {
            done.head = Some(shared.durably(|case| case.checkpoint(&heads(1)))?);
        }
    }
    Ok(())
}
