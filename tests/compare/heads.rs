//! A case file and a remembered head.

use handseal::verify::{Contradiction, NotCompared, Relation, Which};

use crate::cases::LAB;
use crate::forks::{Way, heads_key, history};
use crate::{compare_head, fork_of, why};

#[test]
fn head_over_everything_is_the_same() {
    let case = history(Way::Ones, 2);
    let compared = compare_head(&case, &case.head());
    assert!(matches!(compared.relation, Relation::Same), "{compared}");
}

#[test]
fn older_head_is_extended() {
    let case = history(Way::Ones, 3);
    let compared = compare_head(&case, &case.head_at(7));
    let Relation::Extends { longer: Which::One, joint: Some(joint) } = compared.relation else {
        panic!("{compared}")
    };
    assert_eq!((joint.proof.from, joint.proof.to), (7, 9));
}

#[test]
fn larger_head_shows_nothing() {
    let (old, new) = (history(Way::Ones, 1), history(Way::Ones, 3));
    let compared = compare_head(&old, &new.head());
    assert_eq!((why(&compared), compared.exit_code()), (NotCompared::HeadIsLarger, 3));
}

#[test]
fn head_of_the_same_size_and_another_root_is_a_fork() {
    let (case, other) = (history(Way::Twos, 2), history(Way::Ones, 2));
    let proof = fork_of(compare_head(&case, &other.head())).proof.unwrap();
    assert!(matches!(proof.shows(), Contradiction::Roots));
    proof.verify_under_keys(&[heads_key(&case)]).unwrap();
}

/// The tree of the head is not at hand: the path to what the file has in its place is the proof.
#[test]
fn older_head_that_the_file_does_not_begin_with_is_a_fork() {
    for size in 7..11 {
        let (mut case, other) = (history(Way::Twos, 0), history(Way::Ones, 5));
        let chief = case.chief.clone();
        for _ in 0..6 {
            case.collect_all(2, &chief);
        }
        case.checkpoint();
        let proof = fork_of(compare_head(&case, &other.head_at(size))).proof.unwrap();
        assert!(matches!(proof.shows(), Contradiction::Prefix { .. }));
        let proven = proof.verify_under_keys(&[heads_key(&case)]).unwrap();
        assert_eq!(proven.sizes, [size, 12]);
    }
}

#[test]
fn head_that_an_unsigned_end_contradicts_is_a_fork_without_proof() {
    let (mut case, other) = (history(Way::Ones, 0), history(Way::Ones, 1));
    let chief = case.chief.clone();
    case.collect_all(2, &chief);
    let fork = fork_of(compare_head(&case, &other.head()));
    assert!(fork.proof.is_none() && fork.index.is_none());
}

#[test]
fn head_by_another_key_shows_nothing() {
    let case = history(Way::Ones, 1);
    let root = *case.head().unverified().root();
    let forged = case.head_of(case.origin.as_str(), 7, root, LAB);
    assert_eq!(why(&compare_head(&case, &forged)), NotCompared::HeadNotSigned);
    let elsewhere = crate::forks::other_ledger();
    assert_eq!(why(&compare_head(&case, &elsewhere.head())), NotCompared::OtherLedger);
}

/// A head in the file that its entries do not make was signed all the same.
#[test]
fn head_in_a_damaged_file_still_contradicts() {
    let (case, other) = (history(Way::Twos, 1), history(Way::Ones, 1));
    let mut damaged = history(Way::Twos, 1);
    let last = case.groups[6].end - 1;
    damaged.bytes[last] ^= 1;
    let proof = fork_of(compare_head(&damaged, &other.head())).proof.unwrap();
    assert!(matches!(proof.shows(), Contradiction::Roots));
}
