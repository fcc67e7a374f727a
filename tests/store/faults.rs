//! Stores that fail: nothing is acknowledged that is not durable.

use std::cell::RefCell;
use std::io;
use std::ops::Range;
use std::path::PathBuf;
use std::rc::Rc;

use handseal::identity::OsEntropy;
use handseal::store::{CaseError, CaseFile, MemoryStore, Store, StoreError, Syncing};

use crate::{at, begun, failures, heads, note, opened, records, remark, root, verified};

/// What goes wrong next.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Fault {
    #[default]
    Nothing,
    /// The next write fails after so many bytes.
    Append(usize),
    /// The next sync fails.
    Sync,
}

/// A store that a test makes fail. It does not keep the contract: it goes on after an error.
#[derive(Clone, Debug, Default)]
struct Faulty {
    bytes: Rc<RefCell<Vec<u8>>>,
    fault: Rc<RefCell<Fault>>,
    log: Rc<RefCell<Vec<&'static str>>>,
}

impl Faulty {
    fn take(&self) -> Fault {
        std::mem::take(&mut *self.fault.borrow_mut())
    }
}

fn failed(operation: &'static str) -> StoreError {
    StoreError::Io {
        path: PathBuf::from("faulty"),
        operation,
        source: io::Error::from(io::ErrorKind::StorageFull),
    }
}

impl Store for Faulty {
    fn length(&self) -> u64 {
        self.bytes.borrow().len() as u64
    }

    fn append(&mut self, bytes: &[u8]) -> Result<Range<u64>, StoreError> {
        self.log.borrow_mut().push("append");
        let start = self.length();
        if let Fault::Append(length) = *self.fault.borrow() {
            self.bytes.borrow_mut().extend(&bytes[..length.min(bytes.len())]);
        } else {
            self.bytes.borrow_mut().extend(bytes);
            return Ok(start..self.length());
        }
        self.take();
        Err(failed("write"))
    }

    fn sync(&mut self) -> Result<(), StoreError> {
        self.log.borrow_mut().push("sync");
        if *self.fault.borrow() == Fault::Sync {
            self.take();
            return Err(failed("sync"));
        }
        Ok(())
    }

    fn syncing(&self) -> Result<Syncing, StoreError> {
        unreachable!("one thread writes")
    }

    fn read(&mut self, range: Range<u64>) -> Result<Vec<u8>, StoreError> {
        let bytes = self.bytes.borrow();
        let end = (range.end as usize).min(bytes.len());
        Ok(bytes.get(range.start as usize..end).unwrap_or_default().to_vec())
    }
}

fn is_io(error: &CaseError) -> bool {
    matches!(error, CaseError::Store(StoreError::Io { .. }))
}

fn is_poisoned(error: &CaseError) -> bool {
    matches!(error, CaseError::Store(StoreError::Poisoned))
}

#[test]
fn failed_write_or_sync_is_not_acknowledged_and_nothing_is_written_after_it() {
    for fault in [Fault::Append(0), Fault::Append(40), Fault::Sync] {
        let store = Faulty::default();
        let (mut case, id) = begun(store.clone());
        note(&mut case, id, "before").unwrap();
        *store.fault.borrow_mut() = fault;
        let error = note(&mut case, id, "lost").unwrap_err();
        assert!(is_io(&error), "{fault:?}: {error}");
        let written = store.bytes.borrow().len();
        // The store works again, but what it holds is not known any more.
        let error = note(&mut case, id, "after").unwrap_err();
        assert!(is_poisoned(&error), "{fault:?}: {error}");
        assert!(is_poisoned(&case.checkpoint(&heads()).unwrap_err()), "{fault:?}");
        assert_eq!(store.bytes.borrow().len(), written, "{fault:?}");
    }
}

#[test]
fn failed_write_of_a_head_is_not_acknowledged() {
    for fault in [Fault::Append(0), Fault::Append(40), Fault::Sync] {
        let store = Faulty::default();
        let (mut case, id) = begun(store.clone());
        *store.fault.borrow_mut() = fault;
        assert!(is_io(&case.checkpoint(&heads()).unwrap_err()), "{fault:?}");
        assert!(is_poisoned(&note(&mut case, id, "after").unwrap_err()), "{fault:?}");
        assert!(is_poisoned(&case.checkpoint(&heads()).unwrap_err()), "{fault:?}");
    }
}

#[test]
fn failed_beginning_is_no_case() {
    for fault in [Fault::Append(0), Fault::Append(7), Fault::Sync] {
        let store = Faulty::default();
        *store.fault.borrow_mut() = fault;
        let made = opened(|opening| CaseFile::create_in(store, opening, &mut OsEntropy));
        assert!(made.is_err_and(|error| is_io(&error)), "{fault:?}");
    }
}

#[test]
fn case_after_a_short_write_opens_without_the_event_that_was_not_acknowledged() {
    for length in [0, 1, 100, 10_000] {
        let store = Faulty::default();
        let (mut case, id) = begun(store.clone());
        let before = case.size();
        *store.fault.borrow_mut() = Fault::Append(length);
        note(&mut case, id, "lost").unwrap_err();
        let bytes = store.bytes.borrow().clone();
        let mut case = CaseFile::open_bytes(bytes, &crate::trust()).unwrap();
        // A write that failed at its very end may be there.
        assert!(case.size() == before || length == 10_000 && case.size() == before + 1);
        note(&mut case, id, "again").unwrap();
        let head = case.checkpoint(&heads()).unwrap();
        let report = verified(case.store().as_bytes(), Some(head));
        assert_eq!(failures(&report), [""; 0], "{report}");
    }
}

#[test]
fn group_is_one_write_and_one_sync_and_is_acknowledged_together() {
    let store = Faulty::default();
    let (mut case, id) = begun(store.clone());
    store.log.borrow_mut().clear();
    let (key, before) = (root(), store.bytes.borrow().len());
    let actor = handseal::store::Actor::organisation(&key);
    let subjects = [handseal::event::Subject::Case(id)];
    for number in 0..3 {
        let at = handseal::event::At::device(at());
        let event = case.signed(remark(&number.to_string()), &subjects, &actor, at).unwrap();
        case.stage(event).unwrap();
    }
    assert_eq!(store.bytes.borrow().len(), before);
    let recorded = case.commit().unwrap();
    assert_eq!(*store.log.borrow(), ["append", "sync"]);
    let indices: Vec<_> = recorded.iter().map(|recorded| recorded.index).collect();
    assert_eq!(indices, [3, 4, 5]);
    assert!(case.commit().unwrap().is_empty());
}

#[test]
fn bit_that_flips_before_the_head_is_not_signed() {
    let (mut case, id) = begun(Faulty::default());
    note(&mut case, id, "kept").unwrap();
    case.checkpoint(&heads()).unwrap();
    let length = case.store().bytes.borrow().len();
    note(&mut case, id, "rots").unwrap();
    let bytes = case.store().bytes.borrow().clone();
    let entry = records(&bytes).into_iter().find(|(_, range)| range.start >= length).unwrap().1;
    for place in [entry.start, entry.start + 40, entry.end - 1] {
        case.store().bytes.borrow_mut()[place] ^= 0x10;
        let Err(CaseError::NotReadBack { range }) = case.checkpoint(&heads()) else {
            panic!("byte {place} was signed over");
        };
        assert!((range.start as usize..range.end as usize).contains(&place));
        case.store().bytes.borrow_mut()[place] ^= 0x10;
    }
    case.checkpoint(&heads()).unwrap();
}

#[test]
fn bit_that_flips_in_the_disclosures_is_not_signed_over() {
    let (mut case, id) = begun(Faulty::default());
    note(&mut case, id, "rots").unwrap();
    let last = case.store().bytes.borrow().len() - 1;
    case.store().bytes.borrow_mut()[last] ^= 1;
    assert!(matches!(case.checkpoint(&heads()), Err(CaseError::NotReadBack { .. })));
}

#[test]
fn entry_that_rots_is_not_signed_over() {
    let (mut case, id) = begun(Faulty::default());
    let bytes = case.store().bytes.borrow().clone();
    let mut entries = records(&bytes).into_iter().rev();
    let (_, tip) = entries.find(|(kind, _)| kind.code() == "entry").unwrap();
    case.store().bytes.borrow_mut()[tip.end - 1] ^= 1;
    let error = note(&mut case, id, "after").unwrap_err();
    assert!(matches!(error, CaseError::NotReadBack { .. }), "{error}");
}

#[test]
fn store_in_memory_keeps_what_it_was_given() {
    let mut store = MemoryStore::new();
    assert_eq!(store.append(b"one").unwrap(), 0..3);
    assert_eq!(store.append(b"two").unwrap(), 3..6);
    assert_eq!(store.read(2..100).unwrap(), b"etwo");
    assert_eq!(store.read(100..200).unwrap(), b"");
    assert_eq!((store.length(), store.as_bytes()), (6, b"onetwo".as_slice()));
}
