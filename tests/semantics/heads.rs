//! Heads in the file and heads that somebody remembers: V8.

use handseal::ledger::{Checkpoint, KeyName, NoteText, SignedCheckpoint, SignedNote};
use handseal::verify::{Code, Report, Verdict};

use crate::cases::{HEADS, Ledger, key};
use crate::cast::{Cast, SPARE, assert_says, cast, entry, file};

/// A ledger of twelve entries.
fn ledger() -> Ledger {
    let Cast { mut ledger, ana, .. } = cast();
    let own = [ledger.own(&ana)];
    while ledger.size() < 12 {
        let body = ledger.noted();
        ledger.act(body, &own, &ana);
    }
    ledger
}

fn against(ledger: &Ledger, heads: &[SignedCheckpoint]) -> Report {
    let verifier = ledger.verifier();
    let verifier = heads.iter().cloned().fold(verifier, |v, head| v.anchor(head));
    verifier.verify_bytes(&ledger.bytes).unwrap()
}

#[test]
fn ledger_without_a_remembered_head_is_incomplete() {
    let report = against(&ledger(), &[]);
    assert_says(&report, Verdict::Incomplete, &[file(Code::AnchorAbsent)]);
}

#[test]
fn head_of_another_ledger_is_unusable() {
    let ledger = ledger();
    let origin = "other.example.org/00112233445566778899aabbccddeeff";
    let root = *ledger.head().unverified().root();
    let head = ledger.head_of(origin, 12, root, HEADS);
    let report = against(&ledger, &[head]);
    assert_says(&report, Verdict::Incomplete, &[file(Code::AnchorUnusable)]);
}

#[test]
fn head_signed_by_another_key_is_unusable() {
    let ledger = ledger();
    let root = *ledger.head().unverified().root();
    let head = ledger.head_of(ledger.origin.as_str(), 12, root, SPARE);
    let report = against(&ledger, &[head]);
    assert_says(&report, Verdict::Incomplete, &[file(Code::AnchorUnusable)]);
}

#[test]
fn head_larger_than_the_ledger_shows_that_it_was_cut() {
    let ledger = ledger();
    let head = ledger.head_of(ledger.origin.as_str(), 13, [7; 32], HEADS);
    let report = against(&ledger, &[head]);
    assert_says(&report, Verdict::Contradicted, &[file(Code::AnchorTruncated)]);
}

#[test]
fn head_with_another_root_shows_that_the_past_was_rewritten() {
    let ledger = ledger();
    for size in [7, 12] {
        let head = ledger.head_of(ledger.origin.as_str(), size, [7; 32], HEADS);
        let report = against(&ledger, &[head]);
        let expected = [file(Code::AnchorRootMismatch)];
        assert_says(&report, Verdict::Contradicted, &expected);
    }
}

/// All entries are well signed; only the head that somebody kept tells.
#[test]
fn past_rewritten_by_one_with_all_keys_is_caught_by_a_remembered_head_only() {
    let remembered = ledger().head();
    let Cast { mut ledger, ana, .. } = cast();
    let own = [ledger.own(&ana)];
    let _ = ledger.words("another salt");
    while ledger.size() < 12 {
        let body = ledger.noted();
        ledger.act(body, &own, &ana);
    }
    assert_eq!(against(&ledger, &[ledger.head()]).verdict, Verdict::Consistent);
    let report = against(&ledger, &[remembered]);
    let expected = [file(Code::AnchorRootMismatch)];
    assert_says(&report, Verdict::Contradicted, &expected);
}

#[test]
fn entries_above_the_remembered_head_are_uncovered() {
    let ledger = ledger();
    let report = against(&ledger, &[ledger.head_at(9)]);
    let expected = [entry(Code::AnchorUncovered, 9)];
    assert_says(&report, Verdict::Incomplete, &expected);
}

#[test]
fn older_head_beside_the_newest_changes_nothing() {
    let ledger = ledger();
    let report = against(&ledger, &[ledger.head_at(5), ledger.head(), ledger.head_at(9)]);
    assert_says(&report, Verdict::Consistent, &[]);
}

#[test]
fn two_remembered_heads_of_one_size_that_differ_are_a_fork() {
    let ledger = ledger();
    let other = ledger.head_of(ledger.origin.as_str(), 12, [7; 32], HEADS);
    let report = against(&ledger, &[ledger.head(), other.clone()]);
    assert_says(&report, Verdict::Contradicted, &[file(Code::AnchorForked)]);
}

#[test]
fn remembered_head_that_differs_from_one_signed_in_the_file_is_a_fork() {
    let mut ledger = ledger();
    let other = ledger.head_of(ledger.origin.as_str(), 12, [7; 32], HEADS);
    ledger.push_checkpoint(&other.to_string());
    let report = against(&ledger, &[ledger.head()]);
    let expected = [file(Code::CheckpointRootMismatch), file(Code::AnchorForked)];
    assert_says(&report, Verdict::Contradicted, &expected);
}

/// One note pushed into the file, and what is said of it.
/// The entries make the root of the one in the file, and the other is signed all the same.
#[test]
fn remembered_head_that_differs_from_a_good_one_in_the_file_is_a_fork() {
    let mut ledger = ledger();
    ledger.checkpoint();
    let head = ledger.head_of(ledger.origin.as_str(), 12, [7; 32], HEADS);
    let report = against(&ledger, &[head]);
    assert_says(&report, Verdict::Contradicted, &[file(Code::AnchorForked)]);
}

/// A fork is proven by two heads that the ledger signed, and not by one that anybody wrote.
#[test]
fn remembered_head_beside_one_by_another_key_is_no_fork() {
    let ledger = ledger();
    let other = ledger.head_of(ledger.origin.as_str(), 12, [7; 32], SPARE);
    let report = against(&ledger, &[other, ledger.head()]);
    assert_says(&report, Verdict::Incomplete, &[file(Code::AnchorUnusable)]);
}

fn of_record(note: &str, ledger: &mut Ledger) -> Report {
    ledger.push_checkpoint(note);
    against(ledger, &[ledger.head()])
}

#[test]
fn checkpoint_in_its_place_is_no_finding_and_no_anchor() {
    let mut ledger = ledger();
    ledger.checkpoint();
    assert_says(&against(&ledger, &[ledger.head()]), Verdict::Consistent, &[]);
    let report = against(&ledger, &[]);
    assert_says(&report, Verdict::Incomplete, &[file(Code::AnchorAbsent)]);
}

#[test]
fn checkpoint_for_another_number_of_entries_is_misplaced() {
    let mut ledger = ledger();
    let note = ledger.head_at(11).to_string();
    let expected = [file(Code::CheckpointMisplaced)];
    assert_says(&of_record(&note, &mut ledger), Verdict::Contradicted, &expected);
}

#[test]
fn checkpoint_of_another_ledger_is_misplaced() {
    let mut ledger = ledger();
    let origin = "other.example.org/00112233445566778899aabbccddeeff";
    let root = *ledger.head().unverified().root();
    let note = ledger.head_of(origin, 12, root, HEADS).to_string();
    let expected = [file(Code::CheckpointMisplaced)];
    assert_says(&of_record(&note, &mut ledger), Verdict::Contradicted, &expected);
}

#[test]
fn checkpoint_repeated_is_misplaced() {
    let mut ledger = ledger();
    ledger.checkpoint();
    let note = ledger.head().to_string();
    let expected = [file(Code::CheckpointMisplaced)];
    assert_says(&of_record(&note, &mut ledger), Verdict::Contradicted, &expected);
}

#[test]
fn checkpoint_by_another_key_is_a_signature_failure() {
    let mut ledger = ledger();
    let root = *ledger.head().unverified().root();
    let note = ledger.head_of(ledger.origin.as_str(), 12, root, SPARE).to_string();
    let expected = [file(Code::CheckpointSignature)];
    assert_says(&of_record(&note, &mut ledger), Verdict::Contradicted, &expected);
}

#[test]
fn checkpoint_with_a_signature_line_by_an_unknown_key_is_a_signature_failure() {
    let mut ledger = ledger();
    let head = ledger.head();
    let text = NoteText::new(head.unverified().to_string()).unwrap();
    let name = KeyName::parse("witness.example.org").unwrap();
    let other = SignedNote::sign(text, name, &key(SPARE)).unwrap().to_string();
    let line = other.lines().last().unwrap();
    let note = format!("{head}{line}\n");
    let expected = [file(Code::CheckpointSignature)];
    assert_says(&of_record(&note, &mut ledger), Verdict::Contradicted, &expected);
}

#[test]
fn checkpoint_with_another_root_is_a_mismatch() {
    let mut ledger = ledger();
    let note = ledger.head_of(ledger.origin.as_str(), 12, [7; 32], HEADS);
    ledger.push_checkpoint(&note.to_string());
    let report = against(&ledger, &[ledger.head_at(5)]);
    assert_eq!(report.verdict, Verdict::Contradicted);
    let expected = file(Code::CheckpointRootMismatch);
    assert!(crate::cast::seen(&report).contains(&expected), "{report}");
}

#[test]
fn text_that_is_no_checkpoint_is_malformed() {
    let mut ledger = ledger();
    let expected = [file(Code::CheckpointMalformed)];
    let report = of_record("a text\n", &mut ledger);
    assert_says(&report, Verdict::Contradicted, &expected);
}

/// The key in force at the size of a head signs it, and no other.
#[test]
fn head_is_signed_by_the_key_in_force_at_its_size() {
    let mut cast = cast();
    let chief = cast.chief.clone();
    let before = cast.ledger.head();
    let opening = cast.ledger.opening(&chief, SPARE);
    let body = handseal::event::CheckpointKeyChanged {
        by: opening.by,
        key: opening.key,
        possession: opening.possession,
    };
    let subject = handseal::event::Subject::Ledger(cast.ledger.origin.clone());
    cast.ledger.act(body, &[subject], &chief);
    let ledger = &cast.ledger;
    let head = |number: u8| {
        let old = ledger.head();
        let root = *old.unverified().root();
        ledger.head_of(ledger.origin.as_str(), ledger.size(), root, number)
    };
    let report = against(ledger, &[before.clone(), head(SPARE)]);
    assert_says(&report, Verdict::Consistent, &[]);
    let report = against(ledger, &[head(HEADS)]);
    assert_says(&report, Verdict::Incomplete, &[file(Code::AnchorUnusable)]);
    let _: &Checkpoint = before.unverified();
}
