//! Damaged and torn files are answered as the verifier answers them.

use handseal::verify::{Code, Contradiction, NotCompared, Relation};

use crate::forks::{Way, heads_key, history};
use crate::{compare_bytes, fork_of, why};

/// The file with one bit of an entry flipped.
fn flipped(of: &crate::cases::Ledger, entry: usize) -> Vec<u8> {
    let mut bytes = of.bytes.clone();
    let middle = of.groups[entry].start.midpoint(of.groups[entry].end);
    bytes[middle] ^= 1;
    bytes
}

/// The entry that was altered is not where the histories part.
#[test]
fn damaged_entry_is_taken_for_the_first_difference_of_a_fork() {
    let (one, other) = (history(Way::Ones, 2), history(Way::Twos, 2));
    for entry in 2..6 {
        let compared = compare_bytes(&one.bytes, &flipped(&other, entry), &one);
        assert_eq!((compared.exit_code(), compared.one.is_damaged()), (1, false));
        assert!(compared.other.is_damaged());
        // Both have a signed head over the first six entries.
        assert_eq!(compared.same, Some(6));
        let page = compared.to_string();
        assert!(page.starts_with("FORK, DAMAGED — "), "{page}");
        assert!(page.contains("The other is damaged (below)"), "{page}");
        assert!(
            page.contains("Shown: their histories are the same in the first 6 entries."),
            "{page}"
        );
        assert!(page.contains("By the signed heads the first entry that differs is 6."), "{page}");
        let fork = fork_of(compared);
        assert_eq!((fork.index, fork.entries), (Some(6), None), "entry {entry}");
        fork.proof.unwrap().verify_under_keys(&[heads_key(&one)]).unwrap();
    }
}

/// Damage behind the fork leaves the entries before it to be shown.
#[test]
fn damage_behind_a_fork_hides_where_it_begins() {
    let (one, other) = (history(Way::Ones, 3), history(Way::Twos, 3));
    let compared = compare_bytes(&one.bytes, &flipped(&other, 8), &one);
    assert!(compared.other.is_damaged());
    let fork = fork_of(compared);
    assert_eq!((fork.index, fork.entries), (Some(6), Some([one.hash(6), other.hash(6)])));
    assert!(matches!(fork.proof.unwrap().shows(), Contradiction::Leaves { index: 6, .. }));
}

/// Heads narrow it down, where they do not tell it.
#[test]
fn first_difference_that_no_heads_tell_is_guessed() {
    let (one, other) = (history(Way::Ones, 3), history(Way::Twos, 3));
    let mut damaged = flipped(&other, 2);
    // Its heads over 6, 7 and 8 entries are gone, those over 9 are not.
    let heads: Vec<_> = (5..8).map(|at| other.groups[at].end..other.groups[at + 1].start).collect();
    for head in heads.into_iter().rev() {
        damaged.drain(head);
    }
    let compared = compare_bytes(&one.bytes, &damaged, &one);
    assert_eq!(compared.same, Some(2));
    let page = compared.to_string();
    assert!(page.contains("it is one from 2 on, and below 9."), "{page}");
    let fork = fork_of(compared);
    assert_eq!((fork.index, fork.entries), (None, None));
}

#[test]
fn damaged_copy_does_not_say_what_is_the_same() {
    let whole = history(Way::Ones, 2);
    let compared = compare_bytes(&whole.bytes, &flipped(&whole, 3), &whole);
    assert_eq!((why(&compared), compared.same), (NotCompared::Damaged, Some(8)));
    let page = compared.to_string();
    assert!(page.starts_with("DAMAGED — "), "{page}");
    assert!(page.contains("Shown: their histories are the same in the first 8 entries."), "{page}");
}

/// Neither has leaves to hold against the other: what both signed shows it.
#[test]
fn heads_of_two_damaged_copies_do_not_say_what_is_the_same() {
    let whole = history(Way::Ones, 2);
    let compared = compare_bytes(&flipped(&whole, 3), &flipped(&whole, 4), &whole);
    assert_eq!((why(&compared), compared.same), (NotCompared::Damaged, Some(8)));
}

/// The entries of the whole copy make the head, which only the damaged one has signed.
#[test]
fn head_of_a_damaged_copy_that_the_other_makes_does_not_say_what_is_the_same() {
    let whole = history(Way::Ones, 2);
    let headless = &whole.bytes[..whole.groups[7].end];
    let compared = compare_bytes(headless, &flipped(&whole, 3), &whole);
    assert_eq!((why(&compared), compared.same), (NotCompared::Damaged, Some(8)));
}

#[test]
fn torn_file_is_no_fork() {
    let whole = history(Way::Ones, 2);
    for end in [whole.groups[7].end - 1, whole.groups[6].start + 3, 30] {
        let compared = compare_bytes(&whole.bytes, &whole.bytes[..end], &whole);
        assert_eq!((why(&compared), compared.exit_code()), (NotCompared::Damaged, 1));
        let found = compared.other.findings.iter().find(|finding| finding.code == Code::FileTorn);
        assert_eq!(
            found.unwrap().location.bytes.as_ref().unwrap().end,
            u64::try_from(end).unwrap()
        );
        assert!(compared.to_string().starts_with("DAMAGED"), "{compared}");
        assert!(compared.to_string().contains("file.torn"), "{compared}");
    }
}

/// A cut between two records is an older copy: only a head from elsewhere shows more.
#[test]
fn file_cut_between_two_entries_is_an_older_copy() {
    let whole = history(Way::Ones, 2);
    let compared = compare_bytes(&whole.bytes, &whole.bytes[..whole.groups[6].end], &whole);
    assert!(matches!(compared.relation, Relation::Extends { .. }), "{compared}");
}

#[test]
fn flipped_bit_is_a_fork() {
    let whole = history(Way::Ones, 2);
    let mut flipped = 0;
    for at in (0..whole.bytes.len()).step_by(3) {
        let mut bytes = whole.bytes.clone();
        bytes[at] ^= 1 << (at % 8);
        let compared = compare_bytes(&whole.bytes, &bytes, &whole);
        match compared.relation {
            // Behind the last signed head a stretch can be read as a record of something else; no signature is
            // there to contradict another.
            Relation::NotShown(why) => {
                flipped += 1;
                let other = [NotCompared::OtherLedger, NotCompared::NoLedger].contains(&why);
                assert!(other || compared.exit_code() == 1, "byte {at}: {compared}");
            }
            Relation::Fork(fork) => {
                assert!(fork.proof.is_none(), "byte {at}: a proof of a flipped bit");
                panic!("byte {at}: {fork:?}");
            }
            Relation::Same | Relation::Extends { .. } => {
                let failed = compared
                    .other
                    .findings
                    .iter()
                    .any(|finding| finding.code.class() == handseal::verify::Class::Failure);
                assert!(!failed, "byte {at}: {compared}");
            }
        }
    }
    assert!(flipped > 500, "{flipped}");
}

#[test]
fn file_of_something_else_is_damaged() {
    let whole = history(Way::Ones, 1);
    let compared = compare_bytes(&whole.bytes, b"not a case", &whole);
    assert_eq!((why(&compared), compared.exit_code()), (NotCompared::Damaged, 1));
    let empty = compare_bytes(&whole.bytes, b"", &whole);
    assert_eq!(why(&empty), NotCompared::Damaged);
}
