//! One case, many threads: nobody is answered before what it did is durable, and nothing is lost or done twice.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use std::{io, thread};

use handseal::event::{At, Subject};
use handseal::identity::{CaseId, OsEntropy, Signer};
use handseal::store::{
    Actor, CaseError, CaseFile, FileStore, MemoryStore, Recorded, SharedCase, Store, StoreError,
    Syncing,
};

use crate::{Directory, at, begun, failures, heads, remark, root, trust, verified};

/// A store of which it is known what is durable, and whose syncs take their time.
#[derive(Clone, Default)]
struct Slow {
    bytes: Arc<Mutex<Vec<u8>>>,
    durable: Arc<AtomicU64>,
    syncs: Arc<AtomicU64>,
    fails: Arc<AtomicBool>,
}

impl Slow {
    fn sync_to(&self, length: u64) -> Result<(), StoreError> {
        thread::sleep(Duration::from_millis(1));
        self.syncs.fetch_add(1, Ordering::SeqCst);
        if self.fails.swap(false, Ordering::SeqCst) {
            let (path, source) = (PathBuf::from("slow"), io::Error::other("unplugged"));
            return Err(StoreError::Io { path, operation: "sync", source });
        }
        self.durable.fetch_max(length, Ordering::SeqCst);
        Ok(())
    }
}

impl Store for Slow {
    fn length(&self) -> u64 {
        self.bytes.lock().unwrap().len() as u64
    }

    fn append(&mut self, bytes: &[u8]) -> Result<Range<u64>, StoreError> {
        let start = self.length();
        self.bytes.lock().unwrap().extend(bytes);
        Ok(start..self.length())
    }

    fn sync(&mut self) -> Result<(), StoreError> {
        self.sync_to(self.length())
    }

    fn syncing(&self) -> Result<Syncing, StoreError> {
        let (store, length) = (self.clone(), self.length());
        Ok(Box::new(move || store.sync_to(length)))
    }

    fn read(&mut self, range: Range<u64>) -> Result<Vec<u8>, StoreError> {
        let bytes = self.bytes.lock().unwrap();
        let end = (range.end as usize).min(bytes.len());
        Ok(bytes.get(range.start as usize..end).unwrap_or_default().to_vec())
    }
}

/// Notes something about a case of this thread's own, or of all.
fn noted<S: Store>(case: &mut CaseFile<S>, id: CaseId) -> Result<(Recorded, u64), CaseError> {
    let key = root();
    let actor = Actor::organisation(&key);
    let recorded = case.act(remark("x"), &[Subject::Case(id)], &actor, At::device(at()))?;
    Ok((recorded, case.store().length()))
}

/// What was answered to so many threads that noted something so many times each, on one chain.
fn race<S: Store + Send>(
    shared: &SharedCase<S>,
    id: CaseId,
    (threads, times): (usize, usize),
    seen: &(impl Fn(u64) + Sync),
) -> Vec<Result<Recorded, CaseError>> {
    thread::scope(|scope| {
        let work = || {
            let note = |_| {
                let (recorded, end) = shared.durably(|case| noted(case, id))?;
                seen(end);
                Ok(recorded)
            };
            (0..times).map(note).collect::<Vec<_>>()
        };
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    })
}

fn indices(answers: Vec<Result<Recorded, CaseError>>) -> Vec<u64> {
    let mut indices: Vec<_> = answers.into_iter().map(|answer| answer.unwrap().index).collect();
    indices.sort_unstable();
    indices
}

#[test]
fn racing_appends_leave_a_gap_or_a_duplicate() {
    let (case, id) = begun(MemoryStore::new());
    let first = case.size();
    let shared = SharedCase::new(case);
    let found = indices(race(&shared, id, (64, 1_000), &|_| ()));
    assert!(found.into_iter().eq(first..first + 64_000));
    let mut case = shared.into_case().unwrap();
    let head = case.checkpoint(&heads()).unwrap();
    let report = verified(case.store().as_bytes(), Some(head));
    assert_eq!((failures(&report), report.entries), (vec![], first + 64_000));
}

#[test]
fn act_is_answered_before_it_is_durable_or_pays_for_a_sync_of_its_own() {
    let store = Slow::default();
    let (case, id) = begun(store.clone());
    let before = store.syncs.load(Ordering::SeqCst);
    let shared = SharedCase::new(case);
    let answers = race(&shared, id, (16, 50), &|end| {
        assert!(store.durable.load(Ordering::SeqCst) >= end);
    });
    assert_eq!(indices(answers).len(), 800);
    let syncs = store.syncs.load(Ordering::SeqCst) - before;
    assert!(syncs * 2 < 800, "{syncs} syncs");
}

#[test]
fn sync_that_failed_is_acknowledged_to_somebody() {
    let store = Slow::default();
    let (case, id) = begun(store.clone());
    let shared = SharedCase::new(case);
    indices(race(&shared, id, (8, 5), &|_| ()));
    let durable = store.durable.load(Ordering::SeqCst);
    store.fails.store(true, Ordering::SeqCst);
    let answers = race(&shared, id, (8, 5), &|_| ());
    for answer in &answers {
        let error = answer.as_ref().unwrap_err();
        let known = [
            matches!(error, CaseError::Store(StoreError::Io { operation: "sync", .. })),
            matches!(error, CaseError::Store(StoreError::Poisoned)),
        ];
        assert!(known.contains(&true), "{error}");
    }
    assert_eq!(store.durable.load(Ordering::SeqCst), durable);
    let error = shared.durably(|case| case.checkpoint(&heads())).unwrap_err();
    assert!(matches!(error, CaseError::Store(StoreError::Poisoned)), "{error}");
    assert!(shared.into_case().is_err());
}

#[test]
fn thread_that_panics_leaves_the_others_waiting_or_writing() {
    let (case, id) = begun(Slow::default());
    let shared = SharedCase::new(case);
    thread::scope(|scope| {
        let panics =
            scope.spawn(|| shared.durably(|_| -> Result<(), CaseError> { panic!("at work") }));
        assert!(panics.join().is_err());
    });
    let error = shared.durably(|case| noted(case, id)).unwrap_err();
    assert!(matches!(error, CaseError::Store(StoreError::Poisoned)), "{error}");
}

#[test]
fn refused_work_forgets_what_it_recorded_before() {
    let store = Slow::default();
    let (case, id) = begun(store.clone());
    let shared = SharedCase::new(case);
    let refused = shared.durably(|case| {
        noted(case, id)?;
        case.open_case("1/41", &Actor::organisation(&heads()), at(), &mut OsEntropy)
    });
    assert!(refused.is_err());
    assert_eq!(store.durable.load(Ordering::SeqCst), store.length());
}

#[test]
fn staged_act_is_left_to_the_next_caller() {
    let store = Slow::default();
    let (case, id) = begun(store.clone());
    let shared = SharedCase::new(case);
    let key = root();
    let actor = Actor::organisation(&key);
    let staged = shared.durably(|case| {
        let (subjects, at) = ([Subject::Case(id)], At::device(at()));
        let draft = case.draft(remark("x"), &subjects, actor.id, None, key.public_key(), at)?;
        case.stage(draft.sign(&key)?)
    });
    let index = staged.unwrap().index;
    assert_eq!(store.durable.load(Ordering::SeqCst), store.length());
    let mut case = shared.into_case().unwrap();
    assert_eq!((case.size(), case.commit().unwrap()), (index + 1, vec![]));
}

#[test]
fn extract_leaves_before_its_entries_are_durable() {
    let store = Slow::default();
    let (case, id) = begun(store.clone());
    let shared = SharedCase::new(case);
    struct Out(Slow);
    impl io::Write for Out {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            assert_eq!(self.0.durable.load(Ordering::SeqCst), self.0.length());
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut out = Out(store);
    shared
        .durably(|case| {
            noted(case, id)?;
            case.extract(&[Subject::Case(id)], &heads(), &mut out)
        })
        .unwrap();
}

#[test]
fn sync_by_another_handle_gives_the_lock_back() {
    let directory = Directory::new();
    let path = directory.path("a.custody");
    let (case, id) = begun(FileStore::create(&path).unwrap());
    let shared = SharedCase::new(case);
    indices(race(&shared, id, (8, 20), &|_| ()));
    let error = CaseFile::open(&path, &trust()).err().unwrap();
    assert!(matches!(error, CaseError::Store(StoreError::Locked { .. })), "{error}");
    let size = shared.into_case().unwrap().size();
    assert_eq!(CaseFile::open(&path, &trust()).unwrap().0.size(), size);
}
