//! One writer, and what is in the bucket afterwards.

use std::io::{Read, Seek, SeekFrom};

use handseal::identity::OsEntropy;
use handseal::store::bucket::{BucketReader, BucketStore, Probed};
use handseal::store::{Actor, CaseError, CaseFile, SharedCase, Store, StoreError, Writers};
use handseal::verify::Verifier;

use crate::{
    assert_consistent, at, begun, concatenated, created, heads, in_memory, note, objects,
    open_case, opened, root, trust,
};

#[test]
fn objects_one_behind_the_other_are_the_file() {
    let (bucket, memory) = in_memory();
    let (mut case, id) = begun(&bucket);
    for number in 0..5 {
        note(&mut case, id, &number.to_string()).unwrap();
    }
    case.checkpoint(&heads()).unwrap();
    note(&mut case, id, "behind the head").unwrap();
    let head = case.checkpoint(&heads()).unwrap();

    // The key of each is the number of bytes before it.
    let objects = objects(&*memory);
    let mut offset = 0;
    for (key, bytes) in &objects {
        assert_eq!(*key, format!("cases/1/records/{offset:020}"));
        offset += bytes.len();
    }
    // Header and first entries, the case, five notes, a head, one note, a head.
    assert_eq!(objects.len(), 10);

    let bytes = concatenated(&*memory);
    let mut read = Vec::new();
    BucketReader::open(&bucket).unwrap().read_to_end(&mut read).unwrap();
    assert_eq!(read, bytes);
    assert_eq!(case.store().length(), bytes.len() as u64);
    let verifier = || Verifier::new(&trust(), at()).anchor(head.clone());
    let reader = BucketReader::open(&bucket).unwrap();
    let of_bucket = verifier().verify(reader).unwrap();
    let of_file = verifier().verify_bytes(&bytes).unwrap();
    assert_eq!(of_bucket.to_string(), of_file.to_string());
    assert_consistent(&bucket, head);

    // It opens from these bytes as any case does.
    let from_bytes = CaseFile::open_bytes(bytes, &trust()).unwrap();
    assert_eq!(from_bytes.size(), opened(&bucket).size());
}

#[test]
fn probe_leaves_nothing_and_is_told() {
    let (bucket, memory) = in_memory();
    assert_eq!(bucket.probe().unwrap(), Probed { races: 5, writers: 8 });
    assert!(objects(&*memory).is_empty());
    let store = BucketStore::create(bucket).unwrap();
    assert_eq!(store.probed(), Probed { races: 5, writers: 8 });
    assert_eq!(store.writers(), Writers::Many);
}

#[test]
fn ledger_is_not_begun_where_one_is() {
    let (bucket, _) = in_memory();
    begun(&bucket);
    let error = BucketStore::create(bucket.clone()).err().unwrap();
    assert!(matches!(error, StoreError::Exists { .. }), "{error}");
    assert_eq!(opened(&bucket).size(), 3);
}

#[test]
fn of_two_that_begin_a_ledger_one_does() {
    let (bucket, _) = in_memory();
    let [one, other] = [(); 2].map(|()| BucketStore::create(bucket.clone()).unwrap());
    let mut case = created(one).unwrap();
    let error = created(other).err().unwrap();
    assert!(matches!(error, CaseError::Store(StoreError::Taken { offset: 0 })), "{error}");
    // Nothing of the second is in it.
    let head = case.checkpoint(&heads()).unwrap();
    assert_eq!(opened(&bucket).size(), 2);
    assert_consistent(&bucket, head);
}

#[test]
fn reader_reads_anywhere() {
    let (bucket, memory) = in_memory();
    let (mut case, id) = begun(&bucket);
    for _ in 0..40 {
        note(&mut case, id, &"x".repeat(9000)).unwrap();
    }
    // One object larger than a piece, and than what is kept.
    let events: Vec<_> = (0..60)
        .map(|number| {
            let body = crate::remark(&"y".repeat(200_000 + number));
            let subject = handseal::event::Subject::Case(id);
            let key = root();
            let at = handseal::event::At::device(at());
            let event = case.signed(body, &[subject], &Actor::organisation(&key), at).unwrap();
            case.stage(event).unwrap()
        })
        .collect();
    assert_eq!(case.commit().unwrap(), events);
    let bytes = concatenated(&*memory);
    assert!(objects(&*memory).last().unwrap().1.len() > 11_000_000);
    let mut reader = BucketReader::open(&bucket).unwrap();
    assert_eq!(reader.length(), bytes.len() as u64);
    let mut state = 7_u64;
    for _ in 0..300 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let start = (state >> 20) as usize % bytes.len();
        let length = (state >> 50) as usize * 100;
        let end = (start + length).min(bytes.len());
        reader.seek(SeekFrom::Start(start as u64)).unwrap();
        let mut found = vec![0; end - start];
        reader.read_exact(&mut found).unwrap();
        assert!(found == bytes[start..end], "{start}..{end}");
    }
    assert_eq!(reader.seek(SeekFrom::End(-1)).unwrap(), bytes.len() as u64 - 1);
    assert!(reader.seek(SeekFrom::Current(-i64::MAX)).is_err());
    let mut read = Vec::new();
    reader.rewind().unwrap();
    reader.read_to_end(&mut read).unwrap();
    assert!(read == bytes);
}

#[test]
fn reader_sees_what_was_there_when_it_was_opened() {
    let (bucket, memory) = in_memory();
    let (mut case, id) = begun(&bucket);
    let mut reader = BucketReader::open(&bucket).unwrap();
    let before = concatenated(&*memory);
    note(&mut case, id, "later").unwrap();
    let mut read = Vec::new();
    reader.read_to_end(&mut read).unwrap();
    assert_eq!(read, before);
}

#[test]
fn threads_share_a_handle() {
    let (bucket, _) = in_memory();
    let (case, _) = begun(&bucket);
    let shared = SharedCase::new(case);
    let mut elsewhere = opened(&bucket);
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let shared = &shared;
            scope.spawn(move || {
                for number in 0..5 {
                    let reference = format!("{thread}/{number}");
                    shared.durably(|case| open_case(case, &reference)).unwrap();
                }
            });
        }
        for number in 0..5 {
            open_case(&mut elsewhere, &format!("elsewhere/{number}")).unwrap();
        }
    });
    let mut case = shared.into_case().unwrap();
    let head = case.checkpoint(&heads()).unwrap();
    assert_eq!(case.size(), 3 + 20 + 5);
    assert_consistent(&bucket, head);
}

#[test]
fn bucket_is_used_on_the_thread_of_an_executor() {
    let (bucket, _) = in_memory();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let (mut case, id) = begun(&bucket);
        note(&mut case, id, "from an executor").unwrap();
        let actor = root();
        let actor = Actor::organisation(&actor);
        case.open_case("2/41", &actor, at(), &mut OsEntropy).unwrap();
        assert_eq!(opened(&bucket).size(), 5);
        drop((case, bucket));
    });
}
