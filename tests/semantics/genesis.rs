//! How a ledger begins: V4.1, V4.2, V10.1.

use handseal::event::Subject;
use handseal::identity::Trust;
use handseal::verify::{Code, Verdict, Verifier};

use crate::cases::{HEADS, LAB, Ledger, NOW, at as minute};
use crate::cast::{SPARE, assert_refused, assert_says, assert_shows, at, cast, entry, file};

#[test]
fn ledger_without_an_entry_is_incomplete() {
    let ledger = Ledger::empty();
    let report = ledger.verifier().verify_bytes(&ledger.bytes).unwrap();
    let expected = [file(Code::AnchorAbsent), file(Code::LedgerEmpty)];
    assert_says(&report, Verdict::Incomplete, &expected);
}

#[test]
fn ledger_that_nobody_founded_has_no_genesis() {
    let mut ledger = Ledger::empty();
    ledger.open();
    let report = ledger.report();
    let expected = [
        entry(Code::KeyUnregistered, 0),
        entry(Code::LedgerGenesisMissing, 0),
        file(Code::AnchorUnusable),
    ];
    assert_says(&report, Verdict::Contradicted, &expected);
}

#[test]
fn ledger_that_was_never_opened_has_no_genesis() {
    let mut ledger = Ledger::empty();
    let chief = ledger.found(1);
    ledger.enrol(10, &chief, &[]);
    let report = ledger.verifier().verify_bytes(&ledger.bytes).unwrap();
    let expected = [file(Code::LedgerGenesisMissing), file(Code::AnchorAbsent)];
    assert_says(&report, Verdict::Contradicted, &expected);
}

#[test]
fn entry_between_founding_and_opening_is_misplaced() {
    let mut ledger = Ledger::empty();
    ledger.chief = ledger.found(1);
    let chief = ledger.chief.clone();
    let body = ledger.case_opened();
    let case = Subject::Case(ledger.case);
    ledger.act(body, &[case], &chief);
    ledger.open();
    assert_shows(&ledger, Verdict::Contradicted, &[entry(Code::LedgerGenesisMisplaced, 1)]);
}

#[test]
fn registrar_enrolled_before_the_opening_is_no_defect() {
    let mut ledger = Ledger::empty();
    ledger.chief = ledger.found(1);
    let chief = ledger.chief.clone();
    let registrar = ledger.enrol(10, &chief, &["registrar"]);
    let body = ledger.opening(&registrar, HEADS);
    let subject = Subject::Ledger(ledger.origin.clone());
    ledger.act(body, &[subject], &registrar);
    assert_shows(&ledger, Verdict::Consistent, &[]);
}

#[test]
fn founding_that_is_not_the_first_entry_founds_nothing_here() {
    let mut ledger = Ledger::empty();
    let lab = ledger.found(LAB);
    let chief = ledger.found(1);
    let (code, index) = (Code::LedgerGenesisMisplaced, 1);
    let report = ledger.verifier().verify_bytes(&ledger.bytes).unwrap();
    assert_eq!(report.keeper.as_ref().map(|(org, _)| *org), Some(lab.id.org()));
    assert_ne!(lab.id, chief.id);
    let expected = [entry(code, index), file(Code::LedgerGenesisMissing), file(Code::AnchorAbsent)];
    assert_says(&report, Verdict::Contradicted, &expected);
}

#[test]
fn organisation_founded_twice_is_forked() {
    let mut cast = cast();
    let chief = cast.chief.clone();
    let body = cast.ledger.founded(1);
    let subject = Subject::Party(chief.id);
    let mut event = cast.ledger.event(body, &[subject.clone()]);
    event.links = vec![handseal::event::Link::genesis(subject.clone())];
    let again = crate::cases::sign(event, &chief);
    let index = cast.ledger.push_aside(&again);
    let code = Code::LinkForked;
    assert_shows(&cast.ledger, Verdict::Contradicted, &[at(code, index, &subject)]);
}

#[test]
fn ledger_opened_twice_is_forked() {
    let mut ledger = Ledger::opened();
    let chief = ledger.chief.clone();
    let body = ledger.opening(&chief, SPARE);
    let subject = Subject::Ledger(ledger.origin.clone());
    let mut event = ledger.event(body, &[subject.clone()]);
    event.links = vec![handseal::event::Link::genesis(subject.clone())];
    let again = crate::cases::sign(event, &chief);
    crate::cast::assert_moved(&ledger, &again);
    let index = ledger.push_aside(&again);
    // The second key signs no heads.
    let code = Code::LinkForked;
    assert_shows(&ledger, Verdict::Contradicted, &[at(code, index, &subject)]);
}

#[test]
fn ledger_opened_by_one_who_is_no_registrar_has_no_genesis() {
    let mut ledger = Ledger::empty();
    ledger.chief = ledger.found(1);
    let chief = ledger.chief.clone();
    let ana = ledger.enrol(10, &chief, &[]);
    let body = ledger.opening(&ana, HEADS);
    let subject = Subject::Ledger(ledger.origin.clone());
    let opened = ledger.signed(body, &[subject], &ana);
    ledger.push(&opened);
    let report = ledger.verifier().verify_bytes(&ledger.bytes).unwrap();
    assert_eq!(report.verdict, Verdict::Contradicted);
    assert_eq!(report.findings[0].code, Code::RoleForbidden);
    assert_eq!(report.findings[0].location.entry, Some(2));
}

#[test]
fn key_that_already_speaks_for_a_party_signs_no_heads() {
    let mut cast = cast();
    let chief = cast.chief.clone();
    let key = crate::cast::ANA;
    let opening = cast.ledger.opening(&chief, key);
    let body = handseal::event::CheckpointKeyChanged {
        by: opening.by,
        key: opening.key,
        possession: opening.possession,
    };
    let subject = Subject::Ledger(cast.ledger.origin.clone());
    let event = cast.ledger.signed(body, &[subject], &chief);
    assert_refused(&cast.ledger, &event, Code::KeyRepeated);
    let index = cast.ledger.push(&event);
    let expected = [entry(Code::KeyRepeated, index)];
    assert_shows(&cast.ledger, Verdict::Contradicted, &expected);
}

#[test]
fn root_that_was_not_given_is_unknown_and_nothing_is_contradicted() {
    let cast = cast();
    let trust = Trust::new();
    let report = Verifier::new(&trust, minute(NOW)).anchor(cast.ledger.head());
    let report = report.verify_bytes(&cast.ledger.bytes).unwrap();
    assert_eq!(report.verdict, Verdict::Incomplete);
    let unknown = |finding: &&handseal::verify::Finding| finding.code == Code::KeyUnknown;
    let entries: Vec<_> = report.findings.iter().filter(unknown).collect();
    assert_eq!(entries.len(), 8);
}

/// The founding came too late to found the ledger: its opening gives it neither an origin nor a key.
#[test]
fn ledger_opened_under_a_founding_that_is_not_its_first_entry_has_a_key() {
    let mut ledger = Ledger::empty();
    let chief = crate::cases::root(crate::cases::CHIEF);
    let early = ledger.own(&chief);
    let body = ledger.noted();
    let first = ledger.act(body, &[early], &chief);
    ledger.chief = ledger.found(crate::cases::CHIEF);
    ledger.open();
    let report = ledger.report();
    let expected = [
        entry(Code::KeyUnregistered, first),
        entry(Code::LedgerGenesisMissing, first),
        file(Code::AnchorUnusable),
    ];
    assert_says(&report, Verdict::Contradicted, &expected);
    assert_eq!(report.origin, None);
}
