//! Case files on disk: who may write them, and what is no case file at all.

use std::fs;
use std::io::{self, Write};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use handseal::identity::{OsEntropy, Trust};
use handseal::ledger::{RecordKind, RecordReader};
use handseal::store::{CaseError, CaseFile, FileStore, Recovery, StoreError, recover};
use handseal::verify::Verifier;

use crate::{Directory, at, begun, failures, heads, note, opened, records, trust, verified};

fn store_error(result: Result<(CaseFile, Recovery), CaseError>) -> StoreError {
    match result {
        Err(CaseError::Store(error)) => error,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it opened"),
    }
}

#[test]
fn second_writer_is_refused_until_the_first_is_gone() {
    let directory = Directory::new();
    let path = directory.path("a.custody");
    let (case, _) = begun(FileStore::create(&path).unwrap());
    let error = store_error(CaseFile::open(&path, &trust()));
    let StoreError::Locked { path: locked, writer } = &error else {
        panic!("{error}");
    };
    assert_eq!(*locked, path);
    if cfg!(target_os = "linux") {
        assert_eq!(writer.process, Some(std::process::id()), "{error}");
        assert!(writer.program.as_ref().is_some_and(|program| !program.is_empty()), "{error}");
    }
    assert!(matches!(recover(&path, &trust()), Err(CaseError::Store(StoreError::Locked { .. }))));
    drop(case);
    assert_eq!(CaseFile::open(&path, &trust()).unwrap().1, Recovery::Clean);
}

#[test]
fn reader_is_not_kept_out_by_a_writer() {
    let directory = Directory::new();
    let path = directory.path("a.custody");
    let (mut case, _) = begun(FileStore::create(&path).unwrap());
    let head = case.checkpoint(&heads()).unwrap();
    let verifier = Verifier::new(&trust(), at()).anchor(head);
    let report = verifier.verify_file(&path).unwrap();
    assert_eq!(failures(&report), [""; 0]);
}

/// While a record is written, some of its bytes are there before the others.
#[test]
fn record_that_is_being_written_is_shown_in_half() {
    let directory = Directory::new();
    let path = directory.path("a.custody");
    let (mut case, id) = begun(FileStore::create(&path).unwrap());
    note(&mut case, id, &"long ".repeat(50)).unwrap();
    let whole = fs::read(&path).unwrap();
    let all = case.size();
    let entry = records(&whole).into_iter().rev().find(|(kind, _)| *kind == RecordKind::Entry);
    let begins = entry.unwrap().1.start;
    let seen = || Verifier::new(&trust(), at()).verify_file(&path).unwrap();
    for length in (begins + 1..whole.len()).step_by(7) {
        fs::write(&path, &whole[..length]).unwrap();
        // The entry alone is a whole record: that its values are still to come, nobody can see.
        let expected = all - u64::from(!is_entry(&whole[begins..length]));
        let report = seen();
        assert_eq!((failures(&report), report.entries), (vec![], expected), "{length}: {report}");
    }
    // Nobody writes it any more: it is torn.
    drop(case);
    fs::write(&path, &whole[..whole.len() - 1]).unwrap();
    assert_eq!(failures(&seen()), ["file.torn"]);
}

fn is_entry(bytes: &[u8]) -> bool {
    let mut reader = RecordReader::after_header(bytes, 1);
    matches!(reader.next_record(), Ok(Some(_))) && matches!(reader.next_record(), Ok(None))
}

#[test]
fn reader_beside_a_writer_finds_a_failure() {
    let directory = Directory::new();
    let path = directory.path("a.custody");
    let (mut case, id) = begun(FileStore::create(&path).unwrap());
    let ended = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut sizes = Vec::new();
            while !ended.load(Ordering::Relaxed) {
                let report = Verifier::new(&trust(), at()).verify_file(&path).unwrap();
                assert_eq!(failures(&report), [""; 0], "{report}");
                sizes.push(report.entries);
            }
            sizes
        });
        for number in 0..60 {
            note(&mut case, id, &"long ".repeat(number * 80)).unwrap();
        }
        ended.store(true, Ordering::Relaxed);
        let sizes = reader.join().unwrap();
        assert!(sizes.is_sorted(), "{sizes:?}");
    });
}

/// A program that is just being started has the handles of this one until it runs.
#[cfg(unix)]
#[test]
fn case_that_was_closed_while_a_program_started_is_still_locked() {
    let directory = Directory::new();
    let path = directory.path("a.custody");
    drop(FileStore::create(&path).unwrap());
    let ended = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !ended.load(Ordering::Relaxed) {
                Command::new("true").status().unwrap();
            }
        });
        let opened: Result<Vec<_>, _> =
            (0..5_000).map(|_| FileStore::open(&path).map(drop)).collect();
        ended.store(true, Ordering::Relaxed);
        opened.unwrap();
    });
}

#[test]
fn new_case_does_not_replace_a_file() {
    let directory = Directory::new();
    let path = directory.path("a.custody");
    fs::write(&path, b"precious").unwrap();
    let made = opened(|opening| CaseFile::create(&path, opening, &mut OsEntropy));
    assert!(matches!(made, Err(CaseError::Store(StoreError::Exists { .. }))));
    assert_eq!(fs::read(&path).unwrap(), b"precious");
}

#[test]
fn path_that_is_not_there_is_a_typed_error() {
    let directory = Directory::new();
    let error = store_error(CaseFile::open(directory.path("none"), &trust()));
    let StoreError::Io { operation, source, .. } = error else {
        panic!("{error}");
    };
    assert_eq!((operation, source.kind()), ("open", io::ErrorKind::NotFound));
    let made = FileStore::create(directory.path("no/such/directory"));
    assert!(matches!(made, Err(StoreError::Io { operation: "create", .. })));
}

#[test]
fn directory_is_no_case() {
    let directory = Directory::new();
    let error = store_error(CaseFile::open(&directory.0, &trust()));
    assert!(matches!(error, StoreError::NotRegular { .. }), "{error}");
}

#[cfg(unix)]
#[test]
fn link_to_nothing_and_device_are_no_case() {
    let directory = Directory::new();
    let path = directory.path("link");
    std::os::unix::fs::symlink(directory.path("nothing"), &path).unwrap();
    let error = store_error(CaseFile::open(&path, &trust()));
    assert!(matches!(error, StoreError::Io { .. }), "{error}");
    assert!(matches!(FileStore::create(&path), Err(StoreError::Exists { .. })));
    let error = store_error(CaseFile::open("/dev/null", &trust()));
    assert!(matches!(error, StoreError::NotRegular { .. }), "{error}");
}

#[cfg(unix)]
#[test]
fn fifo_is_refused_without_waiting_for_a_writer() {
    let directory = Directory::new();
    let path = directory.path("fifo");
    let made = std::process::Command::new("mkfifo").arg(&path).status();
    if !made.is_ok_and(|status| status.success()) {
        return;
    }
    let error = store_error(CaseFile::open(&path, &trust()));
    assert!(matches!(error, StoreError::NotRegular { .. }), "{error}");
    let verifier = Verifier::new(&trust(), at());
    verifier.verify_file(&path).unwrap_err();
}

#[cfg(unix)]
#[test]
fn file_that_may_not_be_written_is_a_typed_error() {
    use std::os::unix::fs::PermissionsExt;
    let directory = Directory::new();
    let path = directory.path("a.custody");
    drop(begun(FileStore::create(&path).unwrap()));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
    // The superuser may write it all the same.
    if fs::OpenOptions::new().write(true).open(&path).is_ok() {
        return;
    }
    let StoreError::Io { operation, source, .. } = store_error(CaseFile::open(&path, &trust()))
    else {
        panic!("of another kind");
    };
    assert_eq!((operation, source.kind()), ("open", io::ErrorKind::PermissionDenied));
}

#[test]
fn file_of_another_kind_is_not_opened_and_not_changed() {
    let directory = Directory::new();
    let path = directory.path("a.custody");
    for bytes in [b"".as_slice(), b"%PDF-1.7", &[0xd9, 0xd9, 0xf7], &[0; 1000]] {
        fs::write(&path, bytes).unwrap();
        let opened = CaseFile::open(&path, &trust());
        assert!(matches!(opened, Err(CaseError::ReadOnly { .. })), "{bytes:?}");
        assert!(matches!(recover(&path, &trust()), Err(CaseError::ReadOnly { .. })), "{bytes:?}");
        assert_eq!(fs::read(&path).unwrap(), bytes);
    }
}

#[test]
fn reopened_case_goes_on_where_it_was() {
    let directory = Directory::new();
    let path = directory.path("a.custody");
    let (mut case, id) = begun(FileStore::create(&path).unwrap());
    note(&mut case, id, "one").unwrap();
    let (size, links) = (case.size(), case.next_links(&[handseal::event::Subject::Case(id)]));
    drop(case);
    let (mut case, recovery) = CaseFile::open(&path, &Trust::new()).unwrap();
    assert_eq!(recovery, Recovery::Clean);
    assert_eq!(case.size(), size);
    assert_eq!(case.next_links(&[handseal::event::Subject::Case(id)]), links);
    note(&mut case, id, "two").unwrap();
    let head = case.checkpoint(&heads()).unwrap();
    let report = verified(&fs::read(&path).unwrap(), Some(head));
    assert_eq!(failures(&report), [""; 0], "{report}");
}

/// Takes so many bytes and then no more.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(self.0);
        self.0 -= taken;
        if taken == 0 {
            return Err(io::Error::from(io::ErrorKind::StorageFull));
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn extract_to_a_full_disk_is_a_typed_error_and_the_case_goes_on() {
    let directory = Directory::new();
    let (mut case, id) = begun(FileStore::create(directory.path("a.custody")).unwrap());
    let subjects = [handseal::event::Subject::Case(id)];
    for room in [0, 10, 500] {
        let error = case.extract(&subjects, &heads(), &mut Full(room)).unwrap_err();
        assert!(matches!(error, CaseError::Store(StoreError::Io { .. })), "{error}");
    }
    note(&mut case, id, "after").unwrap();
    let mut extract = Vec::new();
    case.extract(&subjects, &heads(), &mut extract).unwrap();
    assert_eq!(failures(&verified(&extract, None)), [""; 0]);
}

#[test]
fn reader_that_looks_whether_a_case_is_written_keeps_a_writer_out() {
    let directory = Directory::new();
    let path = directory.path("a.custody");
    drop(begun(FileStore::create(&path).unwrap()));
    let ended = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while !ended.load(Ordering::Relaxed) {
                    Verifier::new(&trust(), at()).verify_file(&path).unwrap();
                }
            });
        }
        let opened: Result<Vec<_>, _> =
            (0..2_000).map(|_| FileStore::open(&path).map(drop)).collect();
        ended.store(true, Ordering::Relaxed);
        opened.unwrap();
    });
}
