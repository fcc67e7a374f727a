//! Damaged and torn files are answered as the verifier answers them.

use handseal::verify::{Code, NotCompared, Relation};

use crate::forks::{Way, history};
use crate::{compare_bytes, why};

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
