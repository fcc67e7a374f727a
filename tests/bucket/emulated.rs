//! By the protocol, against an emulator of S3; and with a network in between that does what networks do.

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use handseal::evidence::{Options, measure_reader};
use handseal::store::bucket::{Bucket, BucketError, BucketReader, BucketStore, Patience};
use handseal::store::{CaseError, StoreError};

use crate::programs::{LOCKED, SHARED, emulator, folder, interpreter, run};
use crate::proxy::{Conditions, Fault, Proxy};
use crate::{assert_consistent, begun, heads, note, note_at_last, open_case, opened};

/// Of a writer that waits for nobody long.
const SHORT: Patience = Patience {
    attempts: 4,
    answer: Duration::from_millis(1500),
    pause: Duration::from_millis(10),
    total: Duration::from_secs(12),
};

/// A prefix that nobody else has.
pub(crate) fn prefix_of_its_own() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("cases/{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

/// A prefix of its own in a bucket of a store on this machine.
pub(crate) fn bucket_on(port: u16, bucket: &str, patience: Patience) -> Bucket {
    let url = format!("s3://{bucket}/{}", prefix_of_its_own());
    let endpoint = format!("http://127.0.0.1:{port}");
    let options = [
        ("endpoint", endpoint.as_str()),
        ("allow_http", "true"),
        ("region", "us-east-1"),
        ("access_key_id", "key"),
        ("secret_access_key", "secret"),
    ];
    Bucket::at(&url, options, patience).unwrap()
}

/// A prefix of its own in the emulator, behind a network that does what it is told, and the same prefix without.
struct Proxied {
    proxy: Proxy,
    bucket: Bucket,
    direct: Bucket,
}

impl Proxied {
    /// None where there is no emulator.
    fn with(conditions: Conditions) -> Option<Self> {
        let port = emulator()?;
        let proxy = Proxy::before(port, conditions);
        let bucket = bucket_on(proxy.port, SHARED, SHORT);
        let direct = bucket_on(port, SHARED, SHORT).beside(bucket.prefix()).unwrap();
        Some(Self { proxy, bucket, direct })
    }
}

#[test]
fn four_writers_race_on_an_emulated_store() {
    let Some(port) = emulator() else { return };
    let bucket = bucket_on(port, SHARED, Patience::default());
    let (_, common) = begun(&bucket);
    let recorded: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|writer| {
                // Nothing is shared but the store.
                let bucket = bucket_on(port, SHARED, Patience::default()).beside(bucket.prefix());
                scope.spawn(move || {
                    let mut case = opened(&bucket.unwrap());
                    let own = open_case(&mut case, &writer.to_string()).unwrap();
                    let mut recorded = Vec::new();
                    for act in 0..5 {
                        recorded.push(note(&mut case, own, &act.to_string()).unwrap());
                        recorded.push(note_at_last(&mut case, common, &act.to_string()));
                    }
                    recorded
                })
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let indices: BTreeSet<_> = recorded.iter().map(|recorded| recorded.index).collect();
    assert_eq!(indices.len(), 40);
    let mut case = opened(&bucket);
    assert_eq!(case.size(), 3 + 4 + 40);
    assert_consistent(&bucket, case.checkpoint(&heads()).unwrap());
}

#[test]
fn store_that_ignores_conditions_is_refused_and_nothing_is_written() {
    let stripped = Proxied::with(Conditions::Stripped);
    let Some(Proxied { bucket, direct: honest, proxy: _proxy }) = stripped else { return };
    let error = BucketStore::create(bucket.clone()).err().unwrap();
    let StoreError::Bucket(error) = error else { panic!("{error}") };
    assert!(matches!(*error, BucketError::NotConditional { writers: 8, won: 8 }), "{error}");
    assert!(matches!(BucketReader::open(&honest), Err(BucketError::Empty { .. })));
    // The same at a ledger that is there.
    begun(&honest);
    let error = handseal::store::CaseFile::open_bucket(&bucket, &crate::trust()).err().unwrap();
    assert!(matches!(error, CaseError::Store(StoreError::Bucket(_))), "{error}");
    assert_eq!(opened(&honest).size(), 3);
}

/// Each fault once or several times in a row, at the writing of one act.
#[test]
fn act_is_recorded_once_whatever_becomes_of_its_requests() {
    let Some(Proxied { proxy, bucket, .. }) = Proxied::with(Conditions::Kept) else { return };
    let (mut case, id) = begun(&bucket);
    let faults: [&[Fault]; 12] = [
        &[Fault::Answered(500)],
        &[Fault::Answered(429), Fault::Answered(503)],
        &[Fault::CutWithin],
        &[Fault::CutWithin, Fault::Answered(500), Fault::CutWithin],
        &[Fault::AnswerLost],
        &[Fault::DoneAndAnswered(500)],
        &[Fault::DoneAndAnswered(429)],
        &[Fault::Answered(500), Fault::AnswerLost],
        &[Fault::DoneInSilence],
        &[Fault::Silence],
        &[Fault::Late],
        &[Fault::Silence, Fault::AnswerLost],
    ];
    for (number, planned) in faults.iter().enumerate() {
        let before = case.size();
        proxy.plan("PUT", "/records/", planned.iter().copied());
        let recorded = note(&mut case, id, &format!("{planned:?}")).unwrap();
        assert_eq!((proxy.left(), recorded.index), (0, before), "{planned:?}");
        proxy.wait_for_late();
        assert_eq!(opened(&bucket).size(), 3 + number as u64 + 1, "{planned:?}");
        proxy.clear();
    }
    // The same where the object cannot be read back at once.
    proxy.plan("PUT", "/records/", [Fault::AnswerLost]);
    proxy.plan("GET", "/records/", [Fault::Answered(503), Fault::CutWithin]);
    note(&mut case, id, "read back late").unwrap();
    assert_eq!(proxy.left(), 0);
    assert_consistent(&bucket, case.checkpoint(&heads()).unwrap());
    assert_eq!(case.size(), 3 + 13);
}

/// The faults of a store that is away for longer than anybody waits.
fn away(fault: Fault) -> Vec<Fault> {
    vec![fault; 4]
}

#[test]
fn what_could_not_be_decided_is_decided_later() {
    let Some(port) = emulator() else { return };
    let proxy = Proxy::before(port, Conditions::Kept);
    for first in [Fault::AnswerLost, Fault::CutWithin, Fault::Answered(500)] {
        let bucket = bucket_on(proxy.port, SHARED, SHORT);
        let (mut case, id) = begun(&bucket);
        proxy.plan("PUT", "/records/", [first].into_iter().chain(away(Fault::Answered(503))));
        proxy.plan("GET", "/records/", away(Fault::Answered(503)));
        let error = note(&mut case, id, "x").unwrap_err();
        let CaseError::Undecided { entries, source } = &error else { panic!("{error}") };
        assert!(matches!(source, StoreError::Undecided { .. }) && entries.len() == 1);
        // Nothing more is written, and nothing looks recorded.
        assert!(!case.holds_entry(entries[0]) && case.size() == 3);
        let again = note(&mut case, id, "y").unwrap_err();
        assert!(matches!(again, CaseError::Store(StoreError::Poisoned)), "{again}");
        proxy.clear();
        assert_eq!(case.catch_up().unwrap(), 1);
        assert!(case.holds_entry(entries[0]));
        note(&mut case, id, "y").unwrap();
        assert_eq!(opened(&bucket).size(), 5);
        assert_consistent(&bucket, case.checkpoint(&heads()).unwrap());
    }
}

#[test]
fn what_could_not_be_decided_is_lost_when_another_was_first() {
    let Some(Proxied { proxy, bucket, direct }) = Proxied::with(Conditions::Kept) else { return };
    let (mut case, id) = begun(&bucket);
    proxy.plan("PUT", "/records/", away(Fault::CutWithin));
    proxy.plan("GET", "/records/", away(Fault::Answered(503)));
    let error = note(&mut case, id, "x").unwrap_err();
    let CaseError::Undecided { entries, .. } = error else { panic!("{error}") };
    // While it is away, too.
    proxy.plan("PUT", "/records/", away(Fault::CutWithin));
    proxy.plan("GET", "/records/", away(Fault::Answered(503)));
    let error = case.catch_up().unwrap_err();
    assert!(matches!(error, CaseError::Store(StoreError::Undecided { .. })), "{error}");
    proxy.clear();
    open_case(&mut opened(&direct), "first").unwrap();
    assert_eq!(case.catch_up().unwrap(), 1);
    assert!(!case.holds_entry(entries[0]));
    assert_eq!(note(&mut case, id, "x").unwrap().index, 4);
    assert_consistent(&bucket, case.checkpoint(&heads()).unwrap());
}

/// Others were first, and it is known where what they wrote ends, but not what it says.
#[test]
fn handle_that_could_not_read_what_others_wrote_writes_behind_it() {
    let Some(Proxied { proxy, bucket, direct }) = Proxied::with(Conditions::Kept) else { return };
    let (mut case, id) = begun(&bucket);
    note(&mut opened(&direct), id, "first").unwrap();
    proxy.plan("GET", "/records/", away(Fault::Answered(503)));
    let error = case.catch_up().unwrap_err();
    assert!(matches!(error, CaseError::Store(_)), "{error}");
    proxy.clear();
    let error = note(&mut case, id, "second").unwrap_err();
    assert!(matches!(error, CaseError::Store(StoreError::Poisoned)), "{error}");
    assert_eq!(case.catch_up().unwrap(), 1);
    assert_eq!(note(&mut case, id, "second").unwrap().index, 4);
    assert_consistent(&bucket, case.checkpoint(&heads()).unwrap());
}

#[test]
fn group_that_could_not_be_decided_has_no_effect_until_it_is() {
    let Some(Proxied { proxy, bucket, .. }) = Proxied::with(Conditions::Kept) else { return };
    let (mut case, id) = begun(&bucket);
    let key = crate::root();
    let subject = [handseal::event::Subject::Case(id)];
    for number in 0..3 {
        let at = handseal::event::At::device(crate::at());
        let actor = handseal::store::Actor::organisation(&key);
        let event = case.signed(crate::remark(&number.to_string()), &subject, &actor, at).unwrap();
        case.stage(event).unwrap();
    }
    proxy.plan("PUT", "/records/", [Fault::AnswerLost]);
    proxy.plan("GET", "/records/", away(Fault::Answered(503)));
    proxy.plan("PUT", "/records/", away(Fault::Answered(503)));
    let error = case.commit().unwrap_err();
    let CaseError::Undecided { entries, .. } = error else { panic!("{error}") };
    assert_eq!((entries.len(), case.size()), (3, 3));
    proxy.clear();
    assert_eq!(case.catch_up().unwrap(), 3);
    assert!(entries.iter().all(|entry| case.holds_entry(*entry)));
    assert_consistent(&bucket, case.checkpoint(&heads()).unwrap());
}

#[test]
fn requests_are_bounded_in_number_and_time() {
    let Some(Proxied { proxy, bucket, .. }) = Proxied::with(Conditions::Kept) else { return };
    begun(&bucket);
    proxy.plan("GET", "list-type", vec![Fault::Answered(500); 50]);
    let error = BucketReader::open(&bucket).err().unwrap();
    assert!(matches!(error, BucketError::Unavailable { attempts: 4, .. }), "{error}");
    assert_eq!(proxy.left(), 46);
    proxy.clear();
    let patience = Patience { total: Duration::from_millis(900), ..SHORT };
    let hasty = bucket_on(proxy.port, SHARED, patience).beside(bucket.prefix()).unwrap();
    proxy.plan("GET", "list-type", vec![Fault::Silence; 50]);
    let begun = Instant::now();
    let error = BucketReader::open(&hasty).err().unwrap();
    assert!(matches!(error, BucketError::Unavailable { .. }), "{error}");
    assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
    proxy.clear();
}

#[test]
fn racing_writers_lose_nothing_to_lost_answers() {
    let Some(port) = emulator() else { return };
    let proxy = Proxy::before(port, Conditions::Kept);
    let patience = Patience { attempts: 12, ..SHORT };
    let bucket = bucket_on(proxy.port, SHARED, patience);
    let (_, common) = begun(&bucket);
    let many = [Fault::AnswerLost, Fault::DoneAndAnswered(500), Fault::Answered(503)];
    proxy.plan("PUT", "/records/", many.into_iter().cycle().take(30));
    let recorded: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..3)
            .map(|writer| {
                let bucket = &bucket;
                scope.spawn(move || {
                    let mut case = opened(bucket);
                    let own = open_case(&mut case, &writer.to_string()).unwrap();
                    let mut recorded = Vec::new();
                    for act in 0..4 {
                        recorded.push(note(&mut case, own, &act.to_string()).unwrap());
                        recorded.push(note_at_last(&mut case, common, &act.to_string()));
                    }
                    recorded
                })
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let entries: BTreeSet<_> = recorded.iter().map(|recorded| recorded.entry).collect();
    assert_eq!((entries.len(), proxy.left()), (24, 0));
    let mut case = opened(&bucket);
    assert_eq!(case.size(), 3 + 3 + 24);
    assert!(entries.iter().all(|entry| case.holds_entry(*entry)));
    assert_consistent(&bucket, case.checkpoint(&heads()).unwrap());
}

/// Every object is locked for a day by the rule of the bucket: nothing that is written has to be written again.
#[test]
fn bucket_that_locks_its_objects_is_written() {
    let Some(port) = emulator() else { return };
    let bucket = bucket_on(port, LOCKED, SHORT);
    let (mut case, id) = begun(&bucket);
    note(&mut case, id, "x").unwrap();
    let measured = bucket.upload(&b"the content"[..], Options::default()).unwrap();
    assert_consistent(&bucket, case.checkpoint(&heads()).unwrap());
    let content = bucket.content(&measured.sha256).unwrap();
    assert_eq!(measure_reader(content, Options::default()).unwrap(), measured);
    // The store itself says so of what is behind the digest, and of a record.
    let known = format!("content/{}", measured.sha256);
    for key in [known.as_str(), "records/00000000000000000000"] {
        let key = format!("{}/{key}", bucket.prefix());
        let script = folder().join("retention.py");
        let mut asked = Command::new(interpreter().unwrap());
        let said = run(asked.arg(script).args([&port.to_string(), LOCKED, &key])).unwrap();
        assert_eq!(said.trim(), "COMPLIANCE AccessDenied");
    }
}

/// A content whose upload meets each fault.
#[test]
fn content_is_uploaded_whatever_becomes_of_its_requests() {
    let Some(Proxied { proxy, bucket, .. }) = Proxied::with(Conditions::Kept) else { return };
    let bytes = vec![7; 9 * 1024 * 1024];
    proxy.plan("PUT", "/uploads/", [Fault::CutWithin, Fault::AnswerLost, Fault::Answered(503)]);
    proxy.plan("PUT", "/ended/", [Fault::DoneAndAnswered(500), Fault::AnswerLost]);
    proxy.plan("PUT", "/content/", [Fault::AnswerLost]);
    proxy.plan("GET", "/uploads/", [Fault::CutWithin, Fault::Answered(429)]);
    let measured = bucket.upload(bytes.as_slice(), Options::default()).unwrap();
    assert!(proxy.left() <= 1, "{}", proxy.left());
    let content = bucket.content(&measured.sha256).unwrap();
    assert_eq!(measure_reader(content, Options::default()).unwrap(), measured);
    assert_eq!(bucket.uploads().unwrap(), []);
}
