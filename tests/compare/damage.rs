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

/// Damage after which no record is told apart, before the heads that show the fork.
#[test]
fn fork_behind_damage_is_passed_over() {
    let (one, other) = (history(Way::Ones, 2), history(Way::Twos, 2));
    let at = |entry: usize| other.groups[entry].start;
    let broken = |at: usize, byte: u8| {
        let mut bytes = other.bytes.clone();
        bytes[at] = byte;
        bytes
    };
    let mut longer = other.bytes.clone();
    // The length of the entry, in two bytes, reaches over those behind it.
    assert_eq!(longer[at(5)], 0x59);
    longer[at(5) + 1] = 0x07;
    let damaged = [
        // Nothing of this format begins there; it ends nowhere; it swallows what follows; the keeper and the keys, and
        // the header, are gone.
        (broken(at(2), 0xff), Some(at(2))),
        (broken(at(2), 0x5b), Some(at(2))),
        (longer, None),
        (broken(at(0) + 40, 0xff), None),
        (broken(at(1) + 40, 0xff), None),
        (broken(at(0), 0xff), Some(at(0))),
        (broken(0, 0), Some(0)),
    ];
    for (number, (bytes, unread)) in damaged.into_iter().enumerate() {
        let compared = compare_bytes(&one.bytes, &bytes, &one);
        let page = compared.to_string();
        assert!(page.starts_with("FORK, DAMAGED — "), "{number}: {page}");
        assert_eq!((compared.same, compared.other.signed), (Some(6), Some(8)), "{number}: {page}");
        let expected =
            unread.map(|start| u64::try_from(start).unwrap()..u64::try_from(bytes.len()).unwrap());
        if number != 2 {
            assert_eq!(compared.other.unread, expected, "{number}: {page}");
        }
        if let Some(unread) = &expected {
            assert!(
                page.contains(&format!("unread  bytes {} to {}:", unread.start, unread.end)),
                "{page}"
            );
        }
        let fork = fork_of(compared);
        assert_eq!((fork.index, fork.entries), (Some(6), None), "{number}");
        fork.proof.unwrap().verify_under_keys(&[heads_key(&one)]).unwrap();
    }
}

/// What is the same is no fork, wherever the heads are found that show it.
#[test]
fn heads_behind_damage_do_not_say_what_is_the_same() {
    let whole = history(Way::Ones, 2);
    for at in [0, whole.groups[0].start, whole.groups[2].start] {
        let mut bytes = whole.bytes.clone();
        bytes[at] = 0xff;
        let compared = compare_bytes(&whole.bytes, &bytes, &whole);
        assert_eq!((why(&compared), compared.same), (NotCompared::Damaged, Some(8)));
        // Of a head alone nobody can tell the ledger, where the file does not say the keys.
        let file = std::io::Cursor::new(&bytes);
        let head = whole.head_at(7);
        let now = crate::at(crate::NOW);
        let compared =
            handseal::verify::compare_with_head(&whole.trust(), now, file, head).unwrap();
        let same = (at == whole.groups[2].start).then_some(7);
        assert_eq!((why(&compared), compared.same), (NotCompared::Damaged, same));
        assert_eq!(compared.one.searched, same.is_some());
        let page = compared.to_string();
        assert_eq!(page.contains("no key is known to know them by"), same.is_none(), "{page}");
    }
}

/// A head of another ledger, or by another key, is not one of this.
#[test]
fn head_that_is_not_the_ledgers_is_found_behind_damage() {
    let (one, other) = (history(Way::Ones, 2), history(Way::Twos, 2));
    let end = one.groups[2].start;
    let strange = crate::forks::other_ledger();
    let origin = one.origin.as_str();
    let forged = one.head_of(origin, 7, [7; 32], crate::cases::LAB);
    for head in [strange.head(), forged] {
        let bytes = [&one.bytes[..end], &[0xff], head.to_string().as_bytes()].concat();
        let compared = compare_bytes(&other.bytes, &bytes, &one);
        assert_eq!((why(&compared), compared.other.signed), (NotCompared::Damaged, None));
    }
    // With the right one it is.
    let bytes = [&one.bytes[..end], &[0xff], one.head().to_string().as_bytes(), b"more"].concat();
    let compared = compare_bytes(&other.bytes, &bytes, &one);
    assert_eq!(compared.other.signed, Some(8));
    assert!(fork_of(compared).proof.is_some());
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
    assert_eq!((empty.other.unread, empty.other.searched), (None, true));
    assert!(!empty.one.searched);
}
