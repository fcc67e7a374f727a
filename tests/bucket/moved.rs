//! A case moves between a file and a bucket: the same bytes, the same heads.

use std::io::Read;
use std::path::PathBuf;

use handseal::event::{Kept, Why};
use handseal::store::bucket::{BucketError, BucketReader};
use handseal::store::{
    Actor, CaseError, CaseFile, FileStore, Pruning, Store, StoreError, erase_pruned,
};
use object_store::ObjectStoreExt;
use object_store::path::Path;

use crate::{
    assert_consistent, at, begun, beneath, concatenated, created, heads, in_memory, note, objects,
    open_case, root, trust,
};

/// A directory of its own, removed at the end.
pub(crate) struct Directory(PathBuf);

impl Directory {
    pub(crate) fn new(name: &str) -> Self {
        let name = format!("handseal-bucket-{}-{name}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// A case in a file with so many remarks of that length.
fn in_file(path: PathBuf, remarks: usize, length: usize) -> CaseFile {
    let mut case = created(FileStore::create(path).unwrap()).unwrap();
    let id = open_case(&mut case, "1/41").unwrap();
    case.checkpoint(&heads()).unwrap();
    for _ in 0..remarks {
        note(&mut case, id, &"x".repeat(length)).unwrap();
    }
    case.checkpoint(&heads()).unwrap();
    case
}

#[test]
fn case_goes_from_a_file_to_a_bucket_and_back() {
    let directory = Directory::new("both-ways");
    let (bucket, memory) = in_memory();
    let mut file = in_file(directory.path("a.custody"), 60, 200_000);
    let bytes = std::fs::read(directory.path("a.custody")).unwrap();
    let mut there = file.copy_to_bucket(&bucket).unwrap();
    assert!(concatenated(&*memory) == bytes);
    // In objects of a few mebibytes.
    assert_eq!(objects(&*memory).len(), 3);
    let head = file.checkpoint(&heads()).unwrap();
    assert_eq!(there.checkpoint(&heads()).unwrap(), head);
    assert_consistent(&bucket, head);
    // The same call again finds what is there.
    file.copy_to_bucket(&bucket).unwrap();

    // It goes on there, and comes back.
    open_case(&mut there, "2/41").unwrap();
    there.checkpoint(&heads()).unwrap();
    let mut back = there.copy_to_file(directory.path("b.custody")).unwrap();
    let bytes = std::fs::read(directory.path("b.custody")).unwrap();
    assert!(concatenated(&*memory) == bytes);
    assert_eq!(back.checkpoint(&heads()).unwrap(), there.checkpoint(&heads()).unwrap());
    open_case(&mut back, "3/41").unwrap();
    assert_eq!(back.size(), there.size() + 1);
    // To another bucket, too.
    let other = bucket.beside("cases/2").unwrap();
    let mut other = there.copy_to_bucket(&other).unwrap();
    assert_eq!(other.checkpoint(&heads()).unwrap(), there.checkpoint(&heads()).unwrap());
    // Nothing is left beside the file.
    let names = std::fs::read_dir(&directory.0).unwrap().count();
    assert_eq!(names, 2);
}

#[test]
fn copy_replaces_nothing() {
    let directory = Directory::new("replaces-nothing");
    let (bucket, memory) = in_memory();
    let (mut there, _) = begun(&bucket);
    let before = objects(&*memory);
    let mut file = in_file(directory.path("a.custody"), 1, 10);
    let error = file.copy_to_bucket(&bucket).err().unwrap();
    assert!(matches!(error, CaseError::Store(StoreError::Exists { .. })), "{error}");
    assert_eq!(objects(&*memory), before);
    drop(file);
    let bytes = std::fs::read(directory.path("a.custody")).unwrap();
    let error = there.copy_to_file(directory.path("a.custody")).err().unwrap();
    assert!(matches!(error, CaseError::Store(StoreError::Exists { .. })), "{error}");
    assert!(std::fs::read(directory.path("a.custody")).unwrap() == bytes);
}

#[test]
fn half_a_copy_is_no_ledger_and_is_completed() {
    let directory = Directory::new("half");
    let (bucket, memory) = in_memory();
    let mut file = in_file(directory.path("a.custody"), 60, 200_000);
    file.copy_to_bucket(&bucket).unwrap();
    let whole = objects(&*memory);
    for (key, _) in &whole {
        // The first object is the last to be written; others can be missing with it.
        for gone in [key, &whole[0].0] {
            beneath(async { drop(memory.delete(&Path::from(gone.as_str())).await) });
        }
        let error = BucketReader::open(&bucket).err().unwrap();
        let named = BucketError::Misplaced { key: String::new(), expected: 0 };
        assert_eq!(std::mem::discriminant(&error), std::mem::discriminant(&named), "{error}");
        assert!(CaseFile::open_bucket(&bucket, &trust()).is_err());
        file.copy_to_bucket(&bucket).unwrap();
        assert!(objects(&*memory) == whole);
    }
}

#[test]
fn record_is_erased_by_way_of_a_file() {
    let directory = Directory::new("erased");
    let (bucket, memory) = in_memory();
    let (mut case, id) = begun(&bucket);
    note(&mut case, id, "to be forgotten").unwrap();
    let key = root();
    let chief = Actor::organisation(&key);
    let pruning = Pruning::new(Why::code("retention_ended"), Kept::Hash).case(id);
    case.prune(&pruning, &chief, at()).unwrap();
    let head = case.checkpoint(&heads()).unwrap();
    drop(case.copy_to_file(directory.path("a.custody")).unwrap());
    let erased = erase_pruned(directory.path("a.custody"), &trust()).unwrap();
    assert!(erased.values > 0);
    let (mut file, _) = CaseFile::open(directory.path("a.custody"), &trust()).unwrap();
    let anew = bucket.beside("cases/2").unwrap();
    let mut there = file.copy_to_bucket(&anew).unwrap();
    // The same head over less.
    assert_eq!(there.checkpoint(&heads()).unwrap(), head);
    let mut bytes = Vec::new();
    BucketReader::open(&anew).unwrap().read_to_end(&mut bytes).unwrap();
    assert!(bytes.len() < concatenated(&*memory).len());
    assert_eq!(there.store().length(), bytes.len() as u64);
}
