//! A pruning that is asked for twice is recorded once.

use handseal::event::{Kept, Why};
use handseal::identity::OsEntropy;
use handseal::store::{CaseError, CaseFile, MemoryStore, Pruning};

use crate::prune::{SECRET, chief, collected, ended};
use crate::{at, begun, root};

#[track_caller]
fn assert_nothing_to_prune(case: &mut CaseFile<MemoryStore>, pruning: &Pruning) {
    let size = case.size();
    let error = case.prune(pruning, &chief(&root()), at()).unwrap_err();
    assert!(matches!(error, CaseError::NothingToPrune), "{error}");
    assert_eq!(case.size(), size);
}

#[test]
fn case_that_is_pruned_and_not_yet_erased_is_not_recorded_again() {
    let (mut case, id) = begun(MemoryStore::new());
    collected(&mut case, id, SECRET);
    let key = root();
    let values = Pruning::new(Why::code("test"), Kept::Entry).case(id).even_if_held();
    case.prune(&values, &chief(&key), at()).unwrap();
    assert_nothing_to_prune(&mut case, &values);
    // More is to be erased than the record says: that is recorded.
    case.prune(&ended(id), &chief(&key), at()).unwrap();
    assert_nothing_to_prune(&mut case, &ended(id));
    assert_nothing_to_prune(&mut case, &values);
    // What came since is listed alone.
    collected(&mut case, id, "a laptop");
    let listed = case.prune(&ended(id), &chief(&key), at()).unwrap();
    assert_eq!(listed.recorded.len(), 1);
    assert_nothing_to_prune(&mut case, &ended(id));
}

#[test]
fn shared_entry_whose_values_are_listed_is_no_longer_left() {
    let (mut case, id) = begun(MemoryStore::new());
    let key = root();
    let things = [(SECRET, None), ("a laptop", None)];
    let items = case.collect(id, &things, &chief(&key), at(), &mut OsEntropy).unwrap();
    case.label(&[(items[0], "EX-1")], &chief(&key), at(), &mut OsEntropy).unwrap();
    let pruning = Pruning::new(Why::code("returned"), Kept::Hash).item(items[0]).even_if_held();
    let listed = case.prune(&pruning, &chief(&key), at()).unwrap();
    let [shared] = listed.left[..] else { panic!("{listed:?}") };
    case.prune(&pruning.clone().entry(shared), &chief(&key), at()).unwrap();
    assert_nothing_to_prune(&mut case, &pruning.clone().entry(shared));
    case.label(&[(items[0], "EX-2")], &chief(&key), at(), &mut OsEntropy).unwrap();
    let listed = case.prune(&pruning, &chief(&key), at()).unwrap();
    assert_eq!(listed.left, [0; 0]);
}
