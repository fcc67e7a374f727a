//! Extracts by the index of a case, held against those that are made by reading all of it.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use handseal::event::Subject;
use handseal::identity::{Signer, Trust};
use handseal::ledger::CosignatureRequest;
use handseal::store::{CaseError, CaseFile, FileStore};

use crate::counted::Counted;

/// Makes extracts of a case in both ways, each by a writer that replayed it and by one that has a cache, and compares them.
pub(crate) fn makes_the_same_extracts(
    bytes: &[u8],
    trust: &Trust,
    key: &dyn Signer,
    asked: &[&[Subject]],
) {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("handseal-by-index-{}-{number}.custody", std::process::id());
    let path = std::env::temp_dir().join(name);
    fs::write(&path, bytes).unwrap();
    let read = Counted::default();
    let opened = || {
        let store = FileStore::open_in(read.clone(), &path).unwrap();
        CaseFile::open_in(store, trust).unwrap().0
    };
    let mut case = opened();
    case.checkpoint(key).unwrap();
    // None is written where the writer's own trust is not what it was opened with; then all is replayed again.
    let _ = case.renew_cache().unwrap();
    drop(case);
    let whole = fs::read(&path).unwrap();
    let mut plain = CaseFile::open_bytes(whole.clone(), trust).unwrap();
    for _ in 0..2 {
        let mut case = opened();
        assert!(case.renew_index().unwrap());
        for subjects in asked {
            let (mut expected, mut found) = (Vec::new(), Vec::new());
            let extract = plain.extract(subjects, key, &mut expected).unwrap();
            read.taken("custody");
            assert_eq!(case.extract(subjects, key, &mut found).unwrap(), extract);
            assert_eq!(found, expected, "{subjects:?}");
            // Each entry was read once at most, with the byte behind it. Reading all takes several times as much.
            assert!(read.taken("custody") <= whole.len() as u64 + case.size());
            let sizes: Vec<_> = (1..=case.size()).collect();
            let (mut expected, mut found) = (Vec::new(), Vec::new());
            plain.extract_joined(subjects, key, &sizes, &mut expected).unwrap();
            case.extract_joined(subjects, key, &sizes, &mut found).unwrap();
            assert_eq!(found, expected, "{subjects:?}");
        }
        for size in 0..=case.size() + 1 {
            let request = |found: Result<CosignatureRequest, CaseError>| {
                found.map(|request| request.to_string()).map_err(|error| error.to_string())
            };
            let expected = request(plain.cosignature_request(size, key));
            assert_eq!(request(case.cosignature_request(size, key)), expected);
        }
        drop(case);
        // The second time all is replayed.
        let _ = fs::remove_file(beside(&path, "cache"));
    }
    assert_eq!(fs::read(&path).unwrap(), whole);
    fs::remove_file(beside(&path, "index")).unwrap();
    fs::remove_file(&path).unwrap();
}

fn beside(path: &std::path::Path, ending: &str) -> PathBuf {
    path.with_extension(format!("custody.{ending}"))
}
