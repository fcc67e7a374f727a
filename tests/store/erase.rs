//! A case file that is replaced by one without what was pruned.

use std::fs;

use handseal::identity::CaseId;
use handseal::ledger::{RecordKind, SignedCheckpoint};
use handseal::store::{CaseError, CaseFile, FileStore, Recovery, StoreError, erase_pruned};

use crate::prune::{SECRET, assert_incomplete, chief, collected, ended, holds};
use crate::{Directory, at, begun, failures, heads, note, records, root, trust, verified};

fn on_disk(directory: &Directory) -> (std::path::PathBuf, SignedCheckpoint, CaseId) {
    let path = directory.path("a.custody");
    let (mut case, id) = begun(FileStore::create(&path).unwrap());
    collected(&mut case, id, SECRET);
    let key = root();
    case.prune(&ended(id), &chief(&key), at()).unwrap();
    let head = case.checkpoint(&heads()).unwrap();
    (path, head, id)
}

#[test]
fn file_is_replaced_and_nothing_of_the_erased_bytes_is_kept_beside_it() {
    let directory = Directory::new();
    let (path, head, id) = on_disk(&directory);
    assert!(holds(&fs::read(&path).unwrap(), SECRET));
    let erased = erase_pruned(&path, &trust()).unwrap();
    assert_eq!(erased.entries, 2);
    for entry in fs::read_dir(&directory.0).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.file_name(), "a.custody");
        assert!(!holds(&fs::read(entry.path()).unwrap(), SECRET));
    }
    assert_incomplete(&fs::read(&path).unwrap(), head);
    let (mut case, recovery) = CaseFile::open(&path, &trust()).unwrap();
    assert_eq!((recovery, case.read_only()), (Recovery::Clean, None));
    note(&mut case, id, "after").unwrap();
    let head = case.checkpoint(&heads()).unwrap();
    assert_incomplete(&fs::read(&path).unwrap(), head);
    drop(case);
    // Once more erases nothing more.
    let before = fs::read(&path).unwrap();
    assert_eq!(erase_pruned(&path, &trust()).unwrap().entries, 0);
    assert!(fs::read(&path).unwrap() == before);
}

#[test]
fn crash_before_the_new_file_has_its_name_leaves_the_old_one() {
    let directory = Directory::new();
    let (path, head, _) = on_disk(&directory);
    let old = fs::read(&path).unwrap();
    // What a process leaves that ends in the middle of writing.
    let beside = directory.path("a.custody.pruning");
    fs::write(&beside, &old[..old.len() / 2]).unwrap();
    assert!(fs::read(&path).unwrap() == old);
    assert_eq!(failures(&verified(&old, Some(head.clone()))), [""; 0]);
    let (case, recovery) = CaseFile::open(&path, &trust()).unwrap();
    assert_eq!(recovery, Recovery::Clean);
    drop(case);
    // The next attempt begins anew.
    erase_pruned(&path, &trust()).unwrap();
    assert!(!beside.exists());
    assert_incomplete(&fs::read(&path).unwrap(), head);
}

#[test]
fn file_that_cannot_be_replaced_stays_as_it_was() {
    let directory = Directory::new();
    let (path, _, _) = on_disk(&directory);
    let old = fs::read(&path).unwrap();
    fs::create_dir(directory.path("a.custody.pruning")).unwrap();
    let error = erase_pruned(&path, &trust()).unwrap_err();
    assert!(matches!(error, CaseError::Store(StoreError::Io { .. })), "{error}");
    assert!(fs::read(&path).unwrap() == old);
}

#[test]
fn file_that_another_process_writes_is_not_replaced() {
    let directory = Directory::new();
    let (path, _, _) = on_disk(&directory);
    let (case, _) = CaseFile::open(&path, &trust()).unwrap();
    let error = erase_pruned(&path, &trust()).unwrap_err();
    assert!(matches!(error, CaseError::Store(StoreError::Locked { .. })), "{error}");
    drop(case);
    erase_pruned(&path, &trust()).unwrap();
}

#[test]
fn damaged_file_is_not_replaced() {
    let directory = Directory::new();
    let (path, _, _) = on_disk(&directory);
    let mut bytes = fs::read(&path).unwrap();
    let entry = records(&bytes).into_iter().filter(|(kind, _)| *kind == RecordKind::Entry);
    let end = entry.map(|(_, range)| range.end).nth(2).unwrap();
    bytes[end - 1] ^= 1;
    fs::write(&path, &bytes).unwrap();
    let error = erase_pruned(&path, &trust()).unwrap_err();
    assert!(matches!(error, CaseError::ReadOnly { .. }), "{error}");
    assert!(fs::read(&path).unwrap() == bytes);
    assert_eq!(fs::read_dir(&directory.0).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn link_to_a_case_stays_a_link_and_the_rights_stay() {
    use std::os::unix::fs::PermissionsExt;
    let directory = Directory::new();
    let (path, _, _) = on_disk(&directory);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let link = directory.path("link");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    erase_pruned(&link, &trust()).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(!holds(&fs::read(&path).unwrap(), SECRET));
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
}
