//! A ledger in a bucket: many write it, one wins each place, nothing is lost, and a bucket that does not keep its promise is
//! refused.
//!
//! What needs a program that is not there is skipped, and says so; with `HANDSEAL_FIELD_TOOLS=required`, and for
//! Ceph `HANDSEAL_CEPH=required`, it fails then.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "functions that only tests call"
)]

mod address;
mod ceph;
mod content;
mod damage;
mod emulated;
mod ignored;
mod memory;
mod moved;
mod program;
mod programs;
mod proxy;
mod raced;

use std::sync::Arc;

use handseal::Timestamp;
use handseal::event::{At, Body, Noted, Salts, Subject};
use handseal::identity::{CaseId, OsEntropy, SigningKey, Trust};
use handseal::ledger::SignedCheckpoint;
use handseal::store::bucket::{Bucket, BucketReader, BucketStore, Patience};
use handseal::store::{Actor, CaseError, CaseFile, Opening, Recorded, Store};
use handseal::verify::{Report, Verdict, Verifier};
use object_store::ObjectStore;
use object_store::memory::InMemory;

fn root() -> SigningKey {
    SigningKey::from_seed(&[1; 32])
}

fn heads() -> SigningKey {
    SigningKey::from_seed(&[2; 32])
}

fn at() -> Timestamp {
    "2041-06-01T09:30:00Z".parse().unwrap()
}

fn trust() -> Trust {
    Trust::new().root(Actor::organisation(&root()).id.org())
}

fn created<S: Store>(store: S) -> Result<CaseFile<S>, CaseError> {
    let opening = Opening {
        organisation: "A",
        jurisdiction: "ZZ",
        origin: "custody.example",
        root: &root(),
        checkpoint_key: &heads(),
        successors: &[],
        at: at(),
    };
    CaseFile::create_in(store, &opening, &mut OsEntropy)
}

/// A prefix in a bucket in memory, and that bucket.
fn in_memory() -> (Bucket, Arc<InMemory>) {
    let memory = Arc::new(InMemory::new());
    (Bucket::on(memory.clone(), "cases/1", Patience::default()).unwrap(), memory)
}

/// A new ledger there, with a case in it.
fn begun(bucket: &Bucket) -> (CaseFile<BucketStore>, CaseId) {
    let mut case = created(BucketStore::create(bucket.clone()).unwrap()).unwrap();
    let id = open_case(&mut case, "1/41").unwrap();
    (case, id)
}

fn opened(bucket: &Bucket) -> CaseFile<BucketStore> {
    CaseFile::open_bucket(bucket, &trust()).unwrap()
}

fn open_case<S: Store>(case: &mut CaseFile<S>, reference: &str) -> Result<CaseId, CaseError> {
    case.open_case(reference, &Actor::organisation(&root()), at(), &mut OsEntropy)
}

fn remark(text: &str) -> Body {
    let text = Salts::new(&mut OsEntropy).unwrap().commit(text);
    Noted { text, entry: None }.into()
}

/// Notes something about a case.
fn note<S: Store>(case: &mut CaseFile<S>, id: CaseId, text: &str) -> Result<Recorded, CaseError> {
    let key = root();
    case.act(remark(text), &[Subject::Case(id)], &Actor::organisation(&key), At::device(at()))
}

/// As [`note`], as often as another writer is first.
fn note_at_last<S: Store>(case: &mut CaseFile<S>, id: CaseId, text: &str) -> Recorded {
    let mut done = note(case, id, text).map(|recorded| vec![recorded]);
    loop {
        match done {
            Ok(recorded) => return recorded[0],
            Err(CaseError::Overtaken { drafts, recorded }) => {
                assert!(recorded.is_empty() && drafts.len() == 1);
                let event = drafts[0].clone().sign(&root()).unwrap();
                done = case.record([event]);
            }
            Err(error) => panic!("{error}"),
        }
    }
}

fn verified(bucket: &Bucket, head: SignedCheckpoint) -> Report {
    let reader = BucketReader::open(bucket).unwrap();
    Verifier::new(&trust(), at()).anchor(head).verify(reader).unwrap()
}

fn assert_consistent(bucket: &Bucket, head: SignedCheckpoint) {
    let report = verified(bucket, head);
    assert_eq!(report.verdict, Verdict::Consistent, "{report}");
}

/// Does something with a store beneath all that is tested.
fn beneath<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(work)
}

/// The keys of all objects, and their bytes, in order.
fn objects(store: &dyn ObjectStore) -> Vec<(String, Vec<u8>)> {
    use futures_util::TryStreamExt;
    use object_store::ObjectStoreExt;
    beneath(async {
        let mut listed: Vec<_> = store.list(None).try_collect().await.unwrap();
        listed.sort_by(|one, other| one.location.cmp(&other.location));
        let mut found = Vec::new();
        for object in listed {
            let bytes = store.get(&object.location).await.unwrap().bytes().await.unwrap();
            found.push((object.location.to_string(), bytes.to_vec()));
        }
        found
    })
}

/// The bytes of the ledger, as whoever knows only the layout reads them.
fn concatenated(store: &dyn ObjectStore) -> Vec<u8> {
    let records = |(key, _): &(String, Vec<u8>)| key.starts_with("cases/1/records/");
    objects(store).into_iter().filter(records).flat_map(|(_, bytes)| bytes).collect()
}
