//! What is acknowledged stays, nothing looks recorded that is not, and every refusal is typed.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "functions that only tests call"
)]

mod acts;
#[path = "../common/by_index.rs"]
mod by_index;
mod cache;
#[path = "../common/counted.rs"]
mod counted;
mod damage;
mod erase;
mod faults;
mod files;
mod index;
mod key_ends;
mod prune;
mod prune_again;
mod requests;
mod scrub;
#[path = "../common/seeded.rs"]
mod seeded;
mod shared;

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use handseal::Timestamp;
use handseal::event::{At, Body, Noted, Salts, Subject};
use handseal::identity::{CaseId, OsEntropy, SigningKey, Trust};
use handseal::ledger::{RecordKind, RecordReader, SignedCheckpoint};
use handseal::store::{Actor, CaseFile, Opening, Store};
use handseal::verify::{Class, Report, Verifier};

/// A directory of its own, removed at the end.
struct Directory(PathBuf);

impl Directory {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("handseal-store-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

fn root() -> SigningKey {
    SigningKey::from_seed(&[1; 32])
}

fn heads() -> SigningKey {
    SigningKey::from_seed(&[2; 32])
}

fn at() -> Timestamp {
    "2041-06-01T09:30:00Z".parse().unwrap()
}

fn opened<T>(make: impl FnOnce(&Opening<'_>) -> T) -> T {
    make(&Opening {
        organisation: "A",
        jurisdiction: "ZZ",
        origin: "custody.example",
        root: &root(),
        checkpoint_key: &heads(),
        successors: &[],
        at: at(),
    })
}

/// Begins a ledger with a case in it.
fn begun<S: Store>(store: S) -> (CaseFile<S>, CaseId) {
    let mut case = opened(|opening| CaseFile::create_in(store, opening, &mut OsEntropy)).unwrap();
    let id = case.open_case("1/41", &Actor::organisation(&root()), at(), &mut OsEntropy).unwrap();
    (case, id)
}

fn remark(text: &str) -> Body {
    let text = Salts::new(&mut OsEntropy).unwrap().commit(text);
    Noted { text, entry: None }.into()
}

/// Notes something about the case.
fn note<S: Store>(
    case: &mut CaseFile<S>,
    id: CaseId,
    text: &str,
) -> Result<handseal::store::Recorded, handseal::store::CaseError> {
    let key = root();
    case.act(remark(text), &[Subject::Case(id)], &Actor::organisation(&key), At::device(at()))
}

fn trust() -> Trust {
    Trust::new().root(Actor::organisation(&root()).id.org())
}

fn verified(bytes: &[u8], head: Option<SignedCheckpoint>) -> Report {
    let verifier = Verifier::new(&trust(), at());
    let verifier = match head {
        Some(head) => verifier.anchor(head),
        None => verifier,
    };
    verifier.verify_bytes(bytes).unwrap()
}

fn failures(report: &Report) -> Vec<String> {
    let failures = report.findings.iter().filter(|f| f.code.class() == Class::Failure);
    failures.map(|failure| failure.code.to_string()).collect()
}

/// Where each record stands.
fn records(bytes: &[u8]) -> Vec<(RecordKind, std::ops::Range<usize>)> {
    let mut reader = RecordReader::new(std::io::Cursor::new(bytes));
    let mut records = Vec::new();
    while let Some(record) = reader.next_record().unwrap() {
        records.push((record.kind, record.range.start as usize..record.range.end as usize));
    }
    records
}
