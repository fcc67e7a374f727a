//! Two case files.

use handseal::event::Subject;
use handseal::identity::Signer as _;
use handseal::merkle::{Hash, verify_consistency};
use handseal::store::CaseFile;
use handseal::verify::{Contradiction, NotCompared, Relation, Which};

use crate::cases::{CHIEF, HEADS, Ledger, key, root};
use crate::forks::{Way, heads_key, history};
use crate::{compare, compare_bytes, fork_of, why};

#[test]
fn copy_is_the_same() {
    let one = history(Way::Ones, 2);
    let compared = compare(&one, &history(Way::Ones, 2));
    assert!(matches!(compared.relation, Relation::Same), "{compared}");
    assert_eq!((compared.exit_code(), compared.one.size, compared.one.signed), (0, 8, Some(8)));
}

/// The same entries under other heads, or under none.
#[test]
fn copy_without_its_heads_is_the_same() {
    let one = history(Way::Ones, 2);
    let mut bare = one.bytes.clone();
    bare.truncate(one.groups[7].end);
    let compared = compare_bytes(&one.bytes, &bare, &one);
    assert!(matches!(compared.relation, Relation::Same), "{compared}");
    assert_eq!((compared.one.signed, compared.other.signed), (Some(8), Some(7)));
}

#[test]
fn older_copy_is_extended_with_a_proof_of_it() {
    let (old, new) = (history(Way::Ones, 1), history(Way::Ones, 3));
    let compared = compare(&old, &new);
    let Relation::Extends { longer: Which::Other, joint: Some(joint) } = compared.relation else {
        panic!("{compared}")
    };
    let key = heads_key(&old);
    let [older, newer] = [&joint.older, &joint.newer].map(|head| {
        let head = head.open(std::slice::from_ref(&key)).unwrap();
        (head.checkpoint().size(), Hash(*head.checkpoint().root()))
    });
    assert_eq!((older.0, newer.0), (7, 9));
    verify_consistency(older.0, older.1, newer.0, newer.1, &joint.proof.path).unwrap();
    let Relation::Extends { longer: Which::One, .. } = compare(&new, &old).relation else {
        panic!()
    };
}

#[test]
fn fork_names_the_first_entry_that_differs_and_proves_it() {
    for (ones, twos) in [(1, 1), (1, 2), (2, 1), (3, 3), (5, 2)] {
        let (one, other) = (history(Way::Ones, ones), history(Way::Twos, twos));
        let compared = compare(&one, &other);
        assert_eq!(compared.exit_code(), 1);
        let fork = fork_of(compared);
        assert_eq!(fork.index, Some(6));
        assert_eq!(fork.entries, Some([one.hash(6), other.hash(6)]));
        let proof = fork.proof.unwrap();
        let Contradiction::Leaves { index: 6, .. } = proof.shows() else { panic!() };
        let proven = proof.verify_under_keys(&[heads_key(&one)]).unwrap();
        assert_eq!((proven.sizes, proven.index), ([7, 7], Some(6)), "the smallest that there are");
        assert_eq!(proven.keys, [key(HEADS).public_key().thumbprint(); 2]);
        let proven = proof.verify_under_root(root(CHIEF).id.org()).unwrap();
        assert_eq!(proven.root, Some(root(CHIEF).id.org()));
    }
}

/// What was not signed can be taken back: nothing is contradicted.
#[test]
fn fork_above_the_last_signed_head_has_no_proof() {
    let (one, mut other) = (history(Way::Ones, 1), history(Way::Ones, 0));
    let chief = other.chief.clone();
    other.collect_all(3, &chief);
    let fork = fork_of(compare(&one, &other));
    assert_eq!(fork.index, Some(6));
    assert!(fork.proof.is_none());
}

#[test]
fn ledgers_of_two_origins_are_no_fork() {
    let one = history(Way::Ones, 1);
    let other = crate::forks::other_ledger();
    assert_eq!(why(&compare(&one, &other)), NotCompared::OtherLedger);
    assert_eq!(compare(&one, &other).exit_code(), 3);
}

#[test]
fn ledger_that_was_never_opened_is_not_compared() {
    let one = history(Way::Ones, 1);
    let empty = Ledger::empty();
    assert_eq!(why(&compare(&one, &empty)), NotCompared::NoLedger);
}

/// An extract is compared by its head.
#[test]
fn extract_is_an_older_head_of_its_ledger() {
    let old = history(Way::Ones, 1);
    let mut case = CaseFile::open_bytes(old.bytes.clone(), &old.trust()).unwrap();
    let mut extract = Vec::new();
    case.extract(&[Subject::Case(old.case)], &key(HEADS), &mut extract).unwrap();
    let same = compare_bytes(&old.bytes, &extract, &old);
    assert!(matches!(same.relation, Relation::Same), "{same}");
    let new = history(Way::Ones, 3);
    let ahead = compare_bytes(&new.bytes, &extract, &new);
    assert!(matches!(ahead.relation, Relation::Extends { longer: Which::One, .. }), "{ahead}");
    let forked = fork_of(compare_bytes(&history(Way::Twos, 2).bytes, &extract, &new));
    assert!(matches!(forked.proof.unwrap().shows(), Contradiction::Roots));
    let behind = compare_bytes(&history(Way::Ones, 0).bytes, &extract, &new);
    assert_eq!(why(&behind), NotCompared::HeadIsLarger);
    let twice = compare_bytes(&extract, &extract, &new);
    assert!(matches!(twice.relation, Relation::Same), "{twice}");
}
