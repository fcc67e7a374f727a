//! What a rule says at its edge: digests of several kinds, sources without a case, what is counted.

use std::io::Cursor;

use handseal::event::{
    AcquiredItem, Checked, Content, Descriptor, Subject, TakenOver, TakenOverItem,
};
use handseal::evidence::Sha256Digest;
use handseal::ledger::{RecordKind, RecordReader};
use handseal::verify::{Code, ContentSource, Detail, Step, Verdict, VerifierError};

use crate::cases::Ledger;
use crate::cast::{ANA, Cast, SPARE, assert_refused, assert_shows, at, cast, seen};
use crate::key_life::founded;

/// A content of three bytes with these older digests beside its SHA-256.
fn content(ledger: &mut Ledger, md5: Option<u8>, sha1: Option<u8>) -> Content {
    let descriptor = Descriptor {
        md5: md5.map(|byte| [byte; 16]),
        sha1: sha1.map(|byte| [byte; 20]),
        part_root: Some([3; 32]),
        ..Descriptor::of(3, Sha256Digest([4; 32]))
    };
    Content { part_size: 4096, descriptor: ledger.salts.commit(descriptor) }
}

/// C5.2: digests are compared with those of their own kind.
#[test]
fn digest_is_compared_with_that_of_another_kind_or_not_with_its_own() {
    for (found, differs) in [
        ((Some(1), Some(2)), false),
        ((Some(1), None), false),
        ((None, Some(2)), false),
        ((None, None), false),
        ((Some(2), Some(2)), true),
        ((Some(1), Some(1)), true),
    ] {
        let Cast { mut ledger, ana, carl, .. } = cast();
        let id = ledger.item();
        let recorded = content(&mut ledger, Some(1), Some(2));
        let mut body = ledger.acquired(id, b"abc");
        body.items = vec![AcquiredItem::of(id, recorded)];
        let item = [Subject::Item(id)];
        ledger.act(body, &item, &ana);
        let body = ledger.offered(&carl);
        ledger.act(body, &item, &ana);
        let mut body = ledger.accepted(&item);
        let content = Some(content(&mut ledger, found.0, found.1));
        body.items = vec![Checked { content, unchecked: None, ..body.items[0].clone() }];
        let index = ledger.act(body, &item, &carl);
        let mismatch = [at(Code::CustodyDigestMismatch, index, &item[0])];
        if differs {
            assert_shows(&ledger, Verdict::Irregular, &mismatch);
        } else {
            assert_shows(&ledger, Verdict::Consistent, &[]);
        }
    }
}

/// V4.4: the chain of the source is whole, so nothing that may have named a case is missing.
#[test]
fn item_derived_from_one_of_no_case_is_taken_for_one_of_some_case() {
    let Cast { mut ledger, ana, .. } = cast();
    let id = ledger.item();
    let history = ledger.words("none known");
    let taken = TakenOverItem { id, content: None, history, description: None };
    let source = [Subject::Item(id)];
    let body = TakenOver { case: None, from: None, items: vec![taken], ground: None };
    ledger.act(body, &source, &ana);
    let made = ledger.item();
    let body = ledger.derived(&source, &[made]);
    let mut both = [Subject::Item(id), Subject::Item(made)];
    both.sort_unstable();
    ledger.act(body, &both, &ana);
    let report = ledger.report();
    let found = report.findings.iter().filter(|finding| finding.code == Code::ItemNoCase);
    let mut items: Vec<_> =
        found.map(|finding| finding.location.subject.clone().unwrap()).collect();
    items.sort_unstable();
    assert_eq!(items, both);
}

/// What is signed under a stolen key is not counted among what is signed.
#[test]
fn unproven_entry_is_counted_as_signed() {
    let mut cast = cast();
    let (chief, ana) = (cast.chief.clone(), cast.ana.clone());
    cast.ledger.collect(&ana);
    let counted = |ledger: &Ledger| {
        let report = ledger.report();
        let line = report.coverage.iter().find(|line| line.step == Step::Signature).unwrap();
        (line.checked, line.not_checked)
    };
    let (before, without) = counted(&cast.ledger);
    assert_eq!(without, 0);
    let body = cast.ledger.stolen(&chief, ANA, None);
    cast.ledger.act(body, &[Subject::Party(ana.id)], &chief);
    assert_eq!(counted(&cast.ledger), (before, 1));
}

/// V2.5: who says that a key was in other hands, under that key, is believed in that.
#[test]
fn entry_that_tells_of_the_theft_of_its_own_key_is_unproven() {
    let mut cast = cast();
    let second = cast.registrar_and("assistant");
    let body = cast.ledger.stolen(&second, SPARE, None);
    cast.ledger.act(body, &[Subject::Party(second.id)], &second);
    assert_eq!(seen(&cast.ledger.report()), []);
}

/// A misplaced record is said once, also where the file is read twice.
#[test]
fn disclosures_in_the_wrong_place_are_said_twice() {
    let mut cast = cast();
    let (chief, ana) = (cast.chief.clone(), cast.ana.clone());
    let item = [cast.ledger.collect(&ana)];
    let body = cast.ledger.stored();
    let index = cast.ledger.act(body, &item, &ana);
    let group = cast.ledger.groups[usize::try_from(index).unwrap()].clone();
    let mut reader = RecordReader::after_header(&cast.ledger.bytes[group], 0);
    let mut again = Vec::new();
    while let Some(record) = reader.next_record().unwrap() {
        if record.kind == RecordKind::Disclosures {
            again = record.bytes;
        }
    }
    cast.ledger.bytes.extend(&again);
    let body = cast.ledger.stolen(&chief, ANA, None);
    cast.ledger.act(body, &[Subject::Party(ana.id)], &chief);
    let report = cast.ledger.report();
    let count = |code| report.findings.iter().filter(|finding| finding.code == code).count();
    assert!(!again.is_empty() && count(Code::KeyUnproven) > 0, "{report}");
    assert_eq!(count(Code::DisclosureMisplaced), 1, "{report}");
}

/// V2.12: as many roles as are shown leave none to be counted.
#[test]
fn roles_that_are_not_shown_are_counted_wrongly() {
    for (held, rest) in [(15, None), (16, None), (17, Some("and 1 more"))] {
        let mut cast = cast();
        let chief = cast.chief.clone();
        let mut roles: Vec<_> = (0..held).map(|number| format!("role-{number:02}")).collect();
        roles.sort();
        let names: Vec<_> = roles.iter().map(String::as_str).collect();
        let party = cast.ledger.enrol(30, &chief, &names);
        let body = cast.ledger.destroyed();
        let item = [cast.ledger.collect(&party)];
        let index = cast.ledger.act(body, &item, &party);
        let report = cast.ledger.report();
        let outside = report.findings.iter().find(|finding| {
            finding.code == Code::RoleOutsidePolicy && finding.location.entry == Some(index)
        });
        let Detail::Texts { found, .. } = &outside.unwrap().detail else { panic!("{report}") };
        let last = found.rsplit(", ").next().unwrap();
        assert_eq!(last, rest.unwrap_or(&roles[held - 1]));
    }
}

/// A name that no item bears is a mistake of who asks, but where an altered file may have changed the name.
#[test]
fn parts_of_an_item_that_is_not_there_are_passed_over() {
    let mut cast = cast();
    let item = cast.ledger.item();
    let verify =
        |ledger: &Ledger| ledger.verifier().parts(item, vec![0; 32]).verify_bytes(&ledger.bytes);
    let error = verify(&cast.ledger).unwrap_err();
    assert!(!matches!(error, VerifierError::NamedTwice { .. }), "{error}");
    let last = cast.ledger.bytes.len() - 5;
    cast.ledger.bytes[last] ^= 1;
    assert_eq!(verify(&cast.ledger).unwrap().verdict, Verdict::Contradicted);
}

/// The content cannot be compared, since what was signed of it is not there.
#[test]
fn content_whose_digests_are_withheld_is_said_to_be_compared_in_part() {
    let Cast { mut ledger, ana, .. } = cast();
    let id = ledger.item();
    let body = ledger.acquired(id, b"abc");
    let event = ledger.signed(body, &[Subject::Item(id)], &ana);
    ledger.push(&event.redact(&|_| false));
    let given = ContentSource::Reader(Box::new(Cursor::new(b"abc".to_vec())));
    let report = ledger.verifier().anchor(ledger.head()).content(id, given);
    let page = report.verify_bytes(&ledger.bytes).unwrap().to_string();
    let says = |text| page.lines().any(|line| line.trim() == text);
    assert!(says("its digests are withheld"), "{page}");
    assert!(!says("not all of it could be compared"), "{page}");
}

/// The entry is signed with the one key that it carries, on behalf of the organisation itself.
#[test]
fn succession_that_carries_another_key_than_it_is_signed_with_is_no_succession() {
    let (mut ledger, chief, ana) = founded();
    let body = ledger.succeeded(30, None);
    let event = ledger.signed(body, &[Subject::Party(chief.id)], &chief.with_key(SPARE));
    assert_refused(&ledger, &event, Code::KeyUnregistered);
    let body = ledger.succeeded(SPARE, None);
    let event = ledger.signed(body, &[Subject::Party(ana.id)], &ana.with_key(SPARE));
    assert_refused(&ledger, &event, Code::KeyUnregistered);
}
