//! Proof files under a verified case.

use handseal::event::Subject;
use handseal::evidence::RangeError;
use handseal::identity::Trust;
use handseal::ledger::{Header, Record, RecordKind, RecordReader, entry_record};
use handseal::store::CaseFile;
use handseal::verify::{
    BytesProof, Code, EntryStanding, Limits, NotShown, Report, Verdict, Verifier,
};

use crate::cases::{HEADS, NOW, at, key};
use crate::made::{Made, acquired};

fn refused(made: &Made, report: &Report) -> NotShown {
    made.proof().verify_in_case(report, made.shown()).unwrap_err()
}

#[test]
fn entry_of_a_verified_case_is_not_borne_out() {
    let made = Made::new();
    let proof = made.proof();
    let report = made.report(&proof);
    let shown = proof.verify_in_case(&report, made.shown()).unwrap();
    assert_eq!((shown.item, shown.bytes, shown.size), (made.one.id, 4096..12_288, 5 * 4096 + 7));
    assert_eq!((shown.entry.index(), shown.entry.hash()), (made.index, made.acquired.hash()));
    assert_eq!(shown.entry.signer(), made.ledger.chief.id);
    assert_eq!((shown.case, shown.entry.found()), (report.verdict, &[][..]));
    let error = proof.verify_in_case(&report, &b"other"[..]).unwrap_err();
    assert!(matches!(error, NotShown::Bytes(RangeError::Missing { .. })), "{error}");
}

#[test]
fn case_that_was_not_asked_bears_an_entry_out() {
    let made = Made::new();
    let report = made.ledger.report();
    assert_eq!(report.standing(made.acquired.hash()), None);
    assert!(matches!(refused(&made, &report), NotShown::EntryNotAsked));
    let other = BytesProof::of(&made.checked, made.one.id, 0..1, &made.one.list).unwrap();
    assert!(matches!(refused(&made, &made.report(&other)), NotShown::EntryNotAsked));
}

#[test]
fn entry_that_the_case_does_not_have_is_borne_out() {
    let mut made = Made::new();
    let start = made.ledger.groups[usize::try_from(made.index).unwrap()].start;
    made.ledger.bytes.truncate(start);
    let report = made.report(&made.proof());
    assert!(matches!(refused(&made, &report), NotShown::EntryNotHeld));
    // Only its hash is there.
    let mut stub = Made::new();
    let range = stub.ledger.groups[usize::try_from(stub.index).unwrap()].clone();
    stub.ledger.bytes.splice(range, entry_record(stub.acquired.hash().as_bytes()));
    let error = refused(&stub, &stub.report(&stub.proof()));
    let NotShown::EntryNotChecked { index, code: Code::EntryNotShown } = error else {
        panic!("{error}")
    };
    assert_eq!(index, stub.index);
    for bytes in [Header::Ledger.to_bytes(), Vec::new()] {
        let report = empty_report(&made, &bytes);
        assert!(matches!(refused(&made, &report), NotShown::EntryNotHeld));
    }
}

fn empty_report(made: &Made, bytes: &[u8]) -> Report {
    let verifier = Verifier::new(&made.ledger.trust(), at(NOW)).entry(made.acquired.hash());
    verifier.verify_bytes(bytes).unwrap()
}

#[test]
fn entry_under_no_root_given_is_borne_out() {
    let made = Made::new();
    let report = made.report_of(Verifier::new(&Trust::new(), at(NOW)), &made.proof());
    let error = refused(&made, &report);
    assert!(matches!(error, NotShown::EntryNotChecked { code: Code::KeyUnknown, .. }), "{error}");
}

#[test]
fn withheld_values_keep_an_entry_from_being_borne_out() {
    let mut made = Made::new();
    let range = made.ledger.groups[usize::try_from(made.index).unwrap()].clone();
    let proof = made.proof();
    made.ledger.bytes.splice(range, entry_record(made.acquired.as_bytes()));
    let report = made.report(&proof);
    let shown = proof.verify_in_case(&report, made.shown()).unwrap();
    assert_eq!(shown.case, Verdict::Incomplete);
    assert_eq!(shown.entry.found(), [Code::FieldWithheld]);
}

/// What a receiver abroad has: the chain of one item, and neither the content nor the rest of the ledger.
#[test]
fn entry_of_an_extract_is_not_borne_out() {
    let made = Made::new();
    let proof = made.proof();
    let item = Subject::Item(made.one.id);
    let bytes = made.ledger.bytes.clone();
    let mut case = CaseFile::open_bytes(bytes, &made.ledger.trust()).unwrap();
    let mut extract = Vec::new();
    case.extract(std::slice::from_ref(&item), &key(HEADS), &mut extract).unwrap();
    let verifier = || made.ledger.verifier().entry(proof.entry_hash());
    let report = verifier().verify_bytes(&extract).unwrap();
    let shown = proof.verify_in_case(&report, made.shown()).unwrap();
    assert_eq!((shown.entry.index(), shown.bytes), (made.index, 4096..12_288));
    // An extract about something else has the entry only if it rests on it.
    let mut other = Vec::new();
    let case_subject = Subject::Case(made.ledger.case);
    case.extract(&[case_subject], &key(HEADS), &mut other).unwrap();
    let report = verifier().verify_bytes(&other).unwrap();
    assert!(matches!(refused(&made, &report), NotShown::EntryNotHeld));
    // The entry is there, and its place in the ledger is not proven.
    let mut reader = RecordReader::new(extract.as_slice());
    let records = std::iter::from_fn(|| reader.next_record().unwrap()).collect::<Vec<_>>();
    let entry = |record: &&Record| record.content() == made.acquired.as_bytes();
    let behind = records.iter().skip_while(|record| !entry(record));
    let inclusion = behind.into_iter().find(|record| record.kind == RecordKind::Proof).unwrap();
    let in_a_hash = usize::try_from(inclusion.range.start).unwrap() + 12;
    extract[in_a_hash] ^= 1;
    let report = verifier().verify_bytes(&extract).unwrap();
    let error = refused(&made, &report);
    let named = matches!(error, NotShown::EntryFailed { code: Code::ProofMismatch, .. });
    assert!(named, "{error}");
}

#[test]
fn entry_that_fails_is_borne_out() {
    // Somebody else acquires the item that the chief has acquired already.
    let mut made = Made::new();
    let chief = made.ledger.chief.clone();
    let other = made.ledger.enrol(9, &chief, &[]);
    let stated = match made.acquired.statement() {
        handseal::event::Statement::Known(event) => event.clone(),
        handseal::event::Statement::NotUnderstood(_) => panic!(),
    };
    let handseal::event::Body::Acquired(body) = stated.body else { panic!() };
    let again = acquired(&made.ledger, body.items);
    let event = handseal::event::Event::new(stated.at, again, stated.links);
    let entry = crate::cases::sign(event, &other);
    made.ledger.push_aside(&entry);
    let proof = BytesProof::of(&entry, made.one.id, 5000..9000, &made.one.list).unwrap();
    let report = made.report(&proof);
    let error = proof.verify_in_case(&report, made.shown()).unwrap_err();
    assert!(matches!(error, NotShown::EntryFailed { .. }), "{error}");
    // The key alone says what it says, and no more.
    let key = other.key();
    let key = handseal::identity::Signer::public_key(&key);
    proof.verify_under_key(key, made.shown()).unwrap();
    // The first entry is as it was, in a case that has a failure.
    let proof = made.proof();
    let shown = proof.verify_in_case(&made.report(&proof), made.shown()).unwrap();
    assert_eq!(shown.case, Verdict::Contradicted);
}

#[test]
fn failure_behind_the_limit_of_findings_is_not_minded() {
    let mut made = Made::new();
    let range = made.ledger.groups[usize::try_from(made.index).unwrap()].clone();
    made.ledger.bytes.splice(range, entry_record(made.acquired.as_bytes()));
    let verifier = made.ledger.verifier().limits(Limits { findings: 0, ..Limits::default() });
    let error = refused(&made, &made.report_of(verifier, &made.proof()));
    assert!(
        matches!(error, NotShown::EntryNotChecked { code: Code::LimitsReached, .. }),
        "{error}"
    );
}

#[test]
fn same_entry_asked_about_twice_has_two_answers() {
    let made = Made::new();
    let hash = made.acquired.hash();
    let verifier = made.ledger.verifier().entry(hash);
    let report = made.report_of(verifier, &made.proof());
    assert_eq!(report.standings.len(), 2);
    assert_eq!(report.standings[0], report.standings[1]);
    assert!(matches!(report.standing(hash), Some(EntryStanding::Verified(_))));
}
