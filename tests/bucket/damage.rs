//! What is missing, foreign or damaged in a bucket has a name.

use handseal::store::bucket::{BucketError, BucketReader};
use handseal::store::{CaseError, CaseFile, StoreError};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};

use crate::{begun, beneath, in_memory, note, objects, open_case, opened, trust};

fn put(store: &dyn ObjectStore, key: &str, bytes: &[u8]) {
    beneath(async { store.put(&Path::from(key), bytes.to_vec().into()).await }).unwrap();
}

fn delete(store: &dyn ObjectStore, key: &str) {
    beneath(async { store.delete(&Path::from(key)).await }).unwrap();
}

#[test]
fn object_that_is_missing_is_named() {
    let (bucket, memory) = in_memory();
    let (mut case, id) = begun(&bucket);
    note(&mut case, id, "x").unwrap();
    let keys: Vec<_> = objects(&*memory).into_iter().map(|(key, _)| key).collect();
    delete(&*memory, &keys[1]);
    let error = BucketReader::open(&bucket).err().unwrap();
    let missing: u64 = keys[1].rsplit('/').next().unwrap().parse().unwrap();
    let BucketError::Misplaced { key, expected } = &error else { panic!("{error}") };
    assert_eq!((key, *expected), (&keys[2], missing));
    let error = CaseFile::open_bucket(&bucket, &trust()).err().unwrap();
    assert!(matches!(error, CaseError::Store(StoreError::Bucket(_))), "{error}");
}

#[test]
fn object_that_goes_while_it_is_read_is_named() {
    let (bucket, memory) = in_memory();
    begun(&bucket);
    let mut reader = BucketReader::open(&bucket).unwrap();
    let (last, _) = objects(&*memory).pop().unwrap();
    delete(&*memory, &last);
    let error = std::io::copy(&mut reader, &mut std::io::sink()).unwrap_err();
    let error = error.get_ref().unwrap().downcast_ref::<BucketError>().unwrap();
    assert!(matches!(error, BucketError::Lost { key } if *key == last), "{error}");
}

#[test]
fn foreign_and_overlapping_objects_are_named() {
    for foreign in ["cases/1/records/readme.txt", "cases/1/records/00000000000000000001"] {
        let (bucket, memory) = in_memory();
        begun(&bucket);
        put(&*memory, foreign, b"x");
        let error = BucketReader::open(&bucket).err().unwrap();
        assert!(matches!(&error, BucketError::Misplaced { key, .. } if key == foreign), "{error}");
    }
}

#[test]
fn object_without_bytes_is_named() {
    let (bucket, memory) = in_memory();
    let (mut case, id) = begun(&bucket);
    let end = crate::concatenated(&*memory).len();
    let key = format!("cases/1/records/{end:020}");
    put(&*memory, &key, b"");
    let error = BucketReader::open(&bucket).err().unwrap();
    assert!(matches!(&error, BucketError::Lost { key: found } if *found == key), "{error}");
    let error = note(&mut case, id, "x").unwrap_err();
    assert!(matches!(error, CaseError::Store(StoreError::Bucket(_))), "{error}");
}

#[test]
fn prefix_without_a_ledger_is_named() {
    let (bucket, _) = in_memory();
    let error = BucketReader::open(&bucket).err().unwrap();
    assert!(matches!(error, BucketError::Empty { prefix } if prefix == "cases/1"));
}

#[test]
fn what_others_damage_is_not_written_upon() {
    let (bucket, memory) = in_memory();
    let (mut case, id) = begun(&bucket);
    let end = crate::concatenated(&*memory).len();
    put(&*memory, &format!("cases/1/records/{end:020}"), b"no record");
    let error = note(&mut case, id, "x").unwrap_err();
    assert!(matches!(error, CaseError::ReadOnly { .. }), "{error}");
    let before = objects(&*memory);
    let error = note(&mut case, id, "x").unwrap_err();
    assert!(matches!(error, CaseError::ReadOnly { .. }), "{error}");
    assert_eq!(objects(&*memory), before);
    // Nothing is cut from it.
    let case = opened(&bucket);
    assert_eq!(case.size(), 3);
    assert!(case.read_only().is_some());
}

#[test]
fn ledger_of_another_is_beside() {
    let (bucket, _) = in_memory();
    let (mut case, _) = begun(&bucket);
    let other = bucket.beside("cases/10").unwrap();
    begun(&other);
    // `cases/1` is no prefix of `cases/10` here.
    open_case(&mut case, "x").unwrap();
    assert_eq!((opened(&bucket).size(), opened(&other).size()), (4, 3));
}
