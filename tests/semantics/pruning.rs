//! Entries that were pruned: withheld and not missing, and whose word that is. V1.10, V1.12, V3.9.

use handseal::event::{Kept, Pruned, PrunedEntry, Subject, Why};
use handseal::ledger::{Header, RecordKind, RecordReader, entry_record};
use handseal::verify::{Class, Code, Detail, Report, Verdict};

use crate::cases::Ledger;
use crate::cast::{Cast, about, assert_says, at, cast, entry, seen};

fn with_item() -> (Cast, [Subject; 1]) {
    let mut cast = cast();
    let item = [cast.ledger.collect(&cast.ana.clone())];
    (cast, item)
}

/// Entry 9 has values.
fn with_values() -> Cast {
    let (mut cast, item) = with_item();
    let body = cast.ledger.stored();
    cast.ledger.act(body, &item, &cast.ana.clone());
    cast
}

fn listing(ledger: &Ledger, kept: Kept, indices: &[u64]) -> Pruned {
    let entries = indices.iter().map(|index| {
        let entry = ledger.hash(*index);
        PrunedEntry { kept, entry, index: *index }
    });
    Pruned { ground: Why::code("retention_ended"), entries: entries.collect() }
}

fn prune(cast: &mut Cast, kept: Kept, indices: &[u64]) -> u64 {
    let body = listing(&cast.ledger, kept, indices);
    let case = Subject::Case(cast.ledger.case);
    cast.ledger.act(body, &[case], &cast.chief.clone())
}

/// The file with these entries as stubs.
fn stubbed(ledger: &Ledger, indices: &[u64]) -> Vec<u8> {
    let mut bytes = Header::Ledger.to_bytes();
    let mut end = bytes.len();
    for (index, group) in ledger.groups.iter().enumerate() {
        let index = index as u64;
        // Checkpoints stand between the groups.
        bytes.extend(&ledger.bytes[end..group.start]);
        end = group.end;
        if indices.contains(&index) {
            bytes.extend(entry_record(ledger.hash(index).as_bytes()));
        } else {
            bytes.extend(&ledger.bytes[group.clone()]);
        }
    }
    bytes.extend(&ledger.bytes[end..]);
    bytes
}

/// The file without the values of this entry.
fn without_values(ledger: &Ledger, index: u64) -> Vec<u8> {
    let group = ledger.groups[usize::try_from(index).unwrap()].clone();
    let mut reader = RecordReader::after_header(&ledger.bytes[group.clone()], 0);
    let first = reader.next_record().unwrap().unwrap();
    assert_eq!(first.kind, RecordKind::Entry);
    let mut bytes = ledger.bytes[..group.start].to_vec();
    bytes.extend(first.bytes);
    bytes.extend(&ledger.bytes[group.end..]);
    bytes
}

fn verified(ledger: &Ledger, bytes: &[u8]) -> Report {
    ledger.verifier().anchor(ledger.head()).verify_bytes(bytes).unwrap()
}

fn detail(report: &Report, code: Code) -> &Detail {
    &report.findings.iter().find(|finding| finding.code == code).unwrap().detail
}

#[track_caller]
fn assert_no_failure(report: &Report) {
    let failures = report.findings.iter().filter(|f| f.code.class() == Class::Failure);
    assert_eq!(failures.count(), 0, "{report}");
    assert_eq!(report.verdict, Verdict::Incomplete, "{report}");
}

#[test]
fn pruned_entry_is_withheld_and_not_missing() {
    let (mut cast, _) = with_item();
    let ledger = Subject::Ledger(cast.ledger.origin.clone());
    let body = listing(&cast.ledger, Kept::Hash, &[8]);
    let says = cast.ledger.act(body, &[ledger], &cast.registrar.clone());
    let report = verified(&cast.ledger, &stubbed(&cast.ledger, &[8]));
    assert_says(&report, Verdict::Incomplete, &[entry(Code::EntryPruned, 8)]);
    let by = cast.registrar.id;
    let ground = Some("retention_ended".to_owned());
    let expected = Detail::Pruned { entry: says, by, ground };
    assert_eq!(*detail(&report, Code::EntryPruned), expected);
    let bytes = report.findings[0].location.bytes.clone().unwrap();
    assert_eq!(bytes.end - bytes.start, 34);
}

#[test]
fn stub_that_nobody_declared_is_not_shown() {
    let (mut cast, item) = with_item();
    let ana = cast.ana.clone();
    let body = cast.ledger.stored();
    cast.ledger.act(body, &item, &ana);
    prune(&mut cast, Kept::Hash, &[8]);
    let report = verified(&cast.ledger, &stubbed(&cast.ledger, &[8, 9]));
    let expected = [entry(Code::EntryPruned, 8), entry(Code::EntryNotShown, 9)];
    assert_says(&report, Verdict::Incomplete, &expected);
}

#[test]
fn stub_of_an_entry_of_which_only_values_were_pruned_is_not_shown() {
    let (mut cast, _) = with_item();
    prune(&mut cast, Kept::Entry, &[8]);
    let report = verified(&cast.ledger, &stubbed(&cast.ledger, &[8]));
    assert_says(&report, Verdict::Incomplete, &[entry(Code::EntryNotShown, 8)]);
}

#[test]
fn withheld_value_of_a_pruned_entry_says_who_pruned_it() {
    let mut cast = with_values();
    let says = prune(&mut cast, Kept::Entry, &[9]);
    let report = verified(&cast.ledger, &without_values(&cast.ledger, 9));
    assert_eq!(seen(&report)[0], entry(Code::FieldWithheld, 9));
    assert_no_failure(&report);
    let by = cast.chief.id;
    let ground = Some("retention_ended".to_owned());
    let expected = Detail::Pruned { entry: says, by, ground };
    assert_eq!(*detail(&report, Code::FieldWithheld), expected);
}

#[test]
fn withheld_value_that_nobody_pruned_names_nobody() {
    let cast = with_values();
    let report = verified(&cast.ledger, &without_values(&cast.ledger, 9));
    assert_eq!(*detail(&report, Code::FieldWithheld), Detail::None);
}

#[test]
fn pruned_by_one_without_the_right_changes_nothing() {
    for of_the_ledger in [true, false] {
        let (mut cast, _) = with_item();
        let body = listing(&cast.ledger, Kept::Hash, &[8]);
        let subject = if of_the_ledger {
            Subject::Ledger(cast.ledger.origin.clone())
        } else {
            Subject::Case(cast.ledger.case)
        };
        let index = cast.ledger.act(body, &[subject.clone()], &cast.ana.clone());
        let report = verified(&cast.ledger, &stubbed(&cast.ledger, &[8]));
        let expected = [entry(Code::EntryNotShown, 8), at(Code::LinkNoPen, index, &subject)];
        assert_says(&report, Verdict::Contradicted, &expected);
    }
}

/// Its indices are of its own ledger, not of this one.
#[test]
fn pruned_of_another_organisation_says_nothing_of_this_file() {
    let (mut cast, _) = with_item();
    let mut body = listing(&cast.ledger, Kept::Hash, &[8]);
    body.entries[0].entry = cast.ledger.hash(3);
    let lab = cast.lab.clone();
    let id = handseal::identity::CaseId::generate(&mut cast.ledger.entropy).unwrap();
    let opened = cast.ledger.case_opened();
    cast.ledger.act(opened, &[Subject::Case(id)], &lab);
    cast.ledger.act(body, &[Subject::Case(id)], &lab);
    let report = verified(&cast.ledger, &stubbed(&cast.ledger, &[8]));
    assert_says(&report, Verdict::Incomplete, &[entry(Code::EntryNotShown, 8)]);
}

#[test]
fn pruned_that_lists_another_entry_at_an_index_is_a_mismatch() {
    // Entry 8 as a stub, without its values, whole; and an entry that comes only later.
    for (stub, values, index) in
        [(true, true, 8), (false, false, 9), (false, true, 8), (false, true, 11)]
    {
        let (mut cast, item) = with_item();
        let stored = cast.ledger.stored();
        cast.ledger.act(stored, &item, &cast.ana.clone());
        let mut body = listing(&cast.ledger, Kept::Hash, &[8]);
        body.entries[0] = PrunedEntry { entry: cast.ledger.hash(7), index, kept: Kept::Hash };
        let ledger = Subject::Ledger(cast.ledger.origin.clone());
        let says = cast.ledger.act(body, &[ledger.clone()], &cast.chief.clone());
        let stored = cast.ledger.stored();
        cast.ledger.act(stored, &item, &cast.ana.clone());
        let bytes = match (stub, values) {
            (true, _) => stubbed(&cast.ledger, &[8]),
            (false, false) => without_values(&cast.ledger, 9),
            (false, true) => cast.ledger.bytes.clone(),
        };
        let report = verified(&cast.ledger, &bytes);
        let failures: Vec<_> =
            report.findings.iter().filter(|f| f.code.class() == Class::Failure).collect();
        assert_eq!(failures.len(), 1, "{report}");
        assert_eq!(failures[0].code, Code::CitationMismatch);
        assert_eq!(failures[0].location.entry, Some(says));
        assert_eq!(failures[0].location.field.as_deref(), Some("body.entries[0]"));
        assert!(!seen(&report).contains(&entry(Code::EntryPruned, 8)), "{report}");
    }
}

/// A case can come from another ledger of the same organisation.
#[test]
fn pruned_of_a_case_that_lists_what_does_not_stand_here_is_not_checked() {
    let (mut cast, _) = with_item();
    let mut body = listing(&cast.ledger, Kept::Hash, &[8]);
    body.entries[0].entry = cast.ledger.hash(7);
    let case = Subject::Case(cast.ledger.case);
    let says = cast.ledger.act(body, &[case.clone()], &cast.chief.clone());
    let report = cast.ledger.report();
    assert_says(&report, Verdict::Incomplete, &[at(Code::LinkNotHeld, says, &case)]);
}

#[test]
fn head_still_verifies_after_pruning() {
    let (mut cast, item) = with_item();
    let ana = cast.ana.clone();
    let early = cast.ledger.head();
    cast.ledger.checkpoint();
    let body = cast.ledger.stored();
    cast.ledger.act(body, &item, &ana);
    prune(&mut cast, Kept::Hash, &[8, 9]);
    cast.ledger.checkpoint();
    let bytes = stubbed(&cast.ledger, &[8, 9]);
    let verifier = cast.ledger.verifier().anchor(early).anchor(cast.ledger.head());
    let report = verifier.verify_bytes(&bytes).unwrap();
    let expected = [entry(Code::EntryPruned, 8), entry(Code::EntryPruned, 9)];
    assert_says(&report, Verdict::Incomplete, &expected);
    assert_eq!(
        report.head.unwrap().root,
        handseal::merkle::Hash(*cast.ledger.head().unverified().root())
    );
}

#[test]
fn chain_that_begins_with_stubs_is_not_shown_and_not_a_gap() {
    for stubs in [vec![8], vec![9], vec![8, 9], vec![8, 9, 10]] {
        let (mut cast, item) = with_item();
        let ana = cast.ana.clone();
        for _ in 0..4 {
            let body = cast.ledger.stored();
            cast.ledger.act(body, &item, &ana);
        }
        prune(&mut cast, Kept::Hash, &stubs);
        let report = verified(&cast.ledger, &stubbed(&cast.ledger, &stubs));
        assert_no_failure(&report);
        let last = *stubs.last().unwrap();
        let mut expected: Vec<_> =
            stubs.iter().map(|stub| entry(Code::EntryPruned, *stub)).collect();
        expected.extend((last + 1..13).map(|next| at(Code::CustodyNotShown, next, &item[0])));
        expected.push(about(Code::CustodyNotShown, &item[0]));
        expected.sort_by_key(|(_, entry, _)| entry.unwrap_or(u64::MAX));
        assert_says(&report, Verdict::Incomplete, &expected);
        let first = report.findings.iter().find(|f| f.code == Code::CustodyNotShown).unwrap();
        let because = &report.findings[first.because_of.unwrap()];
        assert_eq!((because.code, because.location.entry), (Code::EntryPruned, Some(last)));
    }
}

#[test]
fn item_derived_from_a_pruned_one_is_not_shown_and_not_a_mismatch() {
    let (mut cast, item) = with_item();
    let ana = cast.ana.clone();
    let made = cast.ledger.item();
    let body = cast.ledger.derived(&item, &[made]);
    let made = [Subject::Item(made)];
    let subjects = [item[0].clone(), made[0].clone()];
    cast.ledger.act(body, &subjects, &ana);
    for _ in 0..2 {
        let body = cast.ledger.stored();
        cast.ledger.act(body, &made, &ana);
    }
    prune(&mut cast, Kept::Hash, &[8]);
    assert_no_failure(&verified(&cast.ledger, &stubbed(&cast.ledger, &[8])));
    assert_no_failure(&verified(&cast.ledger, &stubbed(&cast.ledger, &[8, 9])));
}

#[test]
fn citation_of_a_pruned_entry_is_not_held() {
    let (mut cast, item) = with_item();
    let (ana, ben) = (cast.ana.clone(), cast.ben.clone());
    let cited = cast.ledger.cite(&item[0]);
    let body = cast.ledger.stored();
    cast.ledger.act(body, &item, &ana);
    let body = cast.ledger.noted_of(Some(cited));
    let own = cast.ledger.own(&ben);
    let noted = cast.ledger.act(body, &[own], &ben);
    prune(&mut cast, Kept::Hash, &[8, 9]);
    let report = verified(&cast.ledger, &stubbed(&cast.ledger, &[8, 9]));
    let expected = [
        entry(Code::EntryPruned, 8),
        entry(Code::EntryPruned, 9),
        at(Code::LinkNotHeld, noted, &item[0]),
    ];
    assert_says(&report, Verdict::Incomplete, &expected);
}

/// A stub in the place of an enrolment is nobody's to declare away: what rests on it stays open.
#[test]
fn directory_entry_that_is_a_stub_leaves_its_keys_unknown() {
    let (mut cast, _) = with_item();
    prune(&mut cast, Kept::Hash, &[3]);
    let report = verified(&cast.ledger, &stubbed(&cast.ledger, &[3]));
    assert_eq!(seen(&report)[..2], [entry(Code::EntryPruned, 3), entry(Code::KeyUnknown, 8)]);
    assert_no_failure(&report);
}

#[test]
fn ground_that_is_hostile_stays_on_its_line() {
    let (mut cast, _) = with_item();
    let mut body = listing(&cast.ledger, Kept::Hash, &[8]);
    body.ground = Why::code("x\nCONSISTENT\u{1b}[2J");
    let case = Subject::Case(cast.ledger.case);
    cast.ledger.act(body, &[case], &cast.chief.clone());
    let report = verified(&cast.ledger, &stubbed(&cast.ledger, &[8]));
    let message = report.findings[0].message();
    assert!(message.ends_with(r#"on the ground "x\nCONSISTENT\u{1b}[2J""#), "{message}");
}

#[test]
fn ground_in_words_alone_is_left_out() {
    let (mut cast, _) = with_item();
    let mut body = listing(&cast.ledger, Kept::Hash, &[8]);
    body.ground = Why::words(cast.ledger.words("the court said so"));
    let case = Subject::Case(cast.ledger.case);
    cast.ledger.act(body, &[case], &cast.chief.clone());
    let report = verified(&cast.ledger, &stubbed(&cast.ledger, &[8]));
    assert!(matches!(detail(&report, Code::EntryPruned), Detail::Pruned { ground: None, .. }));
}
