//! Records that stand for something else than a whole entry: V1.

use handseal::event::{EntryHash, Link, Subject};
use handseal::ledger::entry_record;
use handseal::verify::{Code, Verdict};

use crate::cast::{Cast, about, assert_says, assert_shows, cast, entry, file, seen};

fn with_item() -> (Cast, [Subject; 1]) {
    let mut cast = cast();
    let item = [cast.ledger.collect(&cast.ana.clone())];
    (cast, item)
}

#[test]
fn value_that_is_withheld_is_not_checked() {
    let (mut cast, item) = with_item();
    let body = cast.ledger.stored();
    let event = cast.ledger.signed(body, &item, &cast.ana.clone());
    let index = cast.ledger.push(&event.redact(&|_| false));
    let report = cast.ledger.report();
    assert_says(&report, Verdict::Incomplete, &[entry(Code::FieldWithheld, index)]);
    let field = report.findings[0].location.field.as_deref();
    assert_eq!(field, Some("body.place"));
}

#[test]
fn disclosure_of_another_entry_is_a_mismatch() {
    let (mut cast, item) = with_item();
    let ana = cast.ana.clone();
    let body = cast.ledger.stored();
    let event = cast.ledger.signed(body, &item, &ana);
    let body = cast.ledger.stored();
    let other = cast.ledger.signed(body, &item, &ana);
    let index = cast.ledger.push_records(event.as_bytes(), other.disclosures());
    let expected = [entry(Code::DisclosureMismatch, index), about(Code::CustodyNotShown, &item[0])];
    assert_shows(&cast.ledger, Verdict::Contradicted, &expected);
}

#[test]
fn second_disclosures_record_is_misplaced() {
    let (mut cast, item) = with_item();
    let body = cast.ledger.stored();
    let event = cast.ledger.signed(body, &item, &cast.ana.clone());
    cast.ledger.push(&event);
    cast.ledger.bytes.extend(event.disclosures());
    let expected = [file(Code::DisclosureMisplaced)];
    assert_shows(&cast.ledger, Verdict::Contradicted, &expected);
}

/// A stub takes the place of its entry in the tree.
#[test]
fn stub_in_the_place_of_an_entry_is_not_checked_and_the_head_stands() {
    let (mut cast, item) = with_item();
    let ana = cast.ana.clone();
    let body = cast.ledger.stored();
    let event = cast.ledger.signed(body, &item, &ana);
    let start = cast.ledger.bytes.len();
    cast.ledger.bytes.extend(entry_record(event.hash().as_bytes()));
    let index = cast.ledger.count(event.hash(), start);
    assert_shows(&cast.ledger, Verdict::Incomplete, &[entry(Code::EntryNotShown, index)]);
    // What follows it rests on what is not shown.
    let body = cast.ledger.accessed();
    let mut next = cast.ledger.event(body, &item);
    next.links = vec![Link::after(item[0].clone(), 2, event.hash())];
    cast.ledger.push(&crate::cases::sign(next, &ana));
    let report = cast.ledger.report();
    assert_eq!(report.verdict, Verdict::Incomplete, "{report}");
}

/// 59 00 20 and 32 bytes: the same hash in a longer head would be a second file for one ledger.
#[test]
fn stub_with_a_longer_head_than_needed_is_nondeterministic() {
    let mut cast = cast();
    let hash = EntryHash::of(b"an entry");
    let start = cast.ledger.bytes.len();
    cast.ledger.bytes.extend([0x59, 0x00, 0x20]);
    cast.ledger.bytes.extend(hash.as_bytes());
    let index = cast.ledger.count(hash, start);
    let expected = [entry(Code::EntryNondeterministic, index)];
    assert_shows(&cast.ledger, Verdict::Contradicted, &expected);
}

#[test]
fn entry_with_a_longer_head_than_needed_is_nondeterministic() {
    let (mut cast, item) = with_item();
    let body = cast.ledger.accessed();
    let event = cast.ledger.signed(body, &item, &cast.ana.clone());
    let start = cast.ledger.bytes.len();
    let length = u32::try_from(event.as_bytes().len()).unwrap();
    cast.ledger.bytes.push(0x5a);
    cast.ledger.bytes.extend(length.to_be_bytes());
    cast.ledger.bytes.extend(event.as_bytes());
    let index = cast.ledger.count(event.hash(), start);
    let report = cast.ledger.report();
    assert_eq!(report.verdict, Verdict::Contradicted);
    assert_eq!(seen(&report)[0], entry(Code::EntryNondeterministic, index));
}

#[test]
fn checkpoint_with_a_longer_head_than_needed_is_malformed() {
    let mut cast = cast();
    let note = cast.ledger.head().to_string();
    let length = u32::try_from(note.len()).unwrap();
    cast.ledger.bytes.push(0x7a);
    cast.ledger.bytes.extend(length.to_be_bytes());
    cast.ledger.bytes.extend(note.as_bytes());
    let expected = [file(Code::CheckpointMalformed)];
    assert_shows(&cast.ledger, Verdict::Contradicted, &expected);
}

/// Its end is found by its lengths, so the entries behind it are read.
#[test]
fn record_of_a_megabyte_is_oversized_and_what_follows_is_read() {
    let (mut cast, item) = with_item();
    let start = cast.ledger.bytes.len();
    let mut array = vec![0x9a, 0x00, 0x10, 0x00, 0x00];
    array.extend(std::iter::repeat_n(0x00, 1 << 20));
    cast.ledger.bytes.extend(&array);
    let end = cast.ledger.bytes.len();
    let body = cast.ledger.accessed();
    cast.ledger.act(body, &item, &cast.ana.clone());
    let report = cast.ledger.report();
    assert_says(&report, Verdict::Contradicted, &[file(Code::EntryOversized)]);
    let [start, end] = [start, end].map(|at| u64::try_from(at).unwrap());
    assert_eq!(report.findings[0].location.bytes, Some(start..end));
    assert_eq!(report.entries, cast.ledger.size());
}

#[test]
fn proof_in_a_whole_ledger_of_a_kind_not_known_is_not_checked() {
    let mut cast = cast();
    // {"proof": "timestamp"}
    cast.ledger.bytes.extend(b"\xa1\x65proof\x69timestamp");
    let expected = [file(Code::ProofNotUnderstood)];
    assert_shows(&cast.ledger, Verdict::Incomplete, &expected);
}

#[test]
fn map_that_proves_nothing_is_malformed() {
    let mut cast = cast();
    cast.ledger.bytes.extend(b"\xa1\x65proof\x01");
    let expected = [file(Code::ProofMalformed)];
    assert_shows(&cast.ledger, Verdict::Contradicted, &expected);
}

#[test]
fn number_where_a_record_should_be_is_unframed() {
    let mut cast = cast();
    cast.ledger.bytes.push(0x05);
    let report = cast.ledger.report();
    assert_eq!(report.verdict, Verdict::Contradicted);
    assert!(seen(&report).contains(&file(Code::RecordUnframed)));
}

/// Its links are not known: what follows it rests on what is not shown, and is no mismatch.
#[test]
fn entry_behind_one_with_a_longer_head_than_needed_is_a_mismatch() {
    let (mut cast, item) = with_item();
    let ana = cast.ana.clone();
    let body = cast.ledger.accessed();
    let event = cast.ledger.signed(body, &item, &ana);
    let start = cast.ledger.bytes.len();
    let length = u32::try_from(event.as_bytes().len()).unwrap();
    cast.ledger.bytes.push(0x5a);
    cast.ledger.bytes.extend(length.to_be_bytes());
    cast.ledger.bytes.extend(event.as_bytes());
    let framed = cast.ledger.count(event.hash(), start);
    let body = cast.ledger.accessed();
    let mut next = cast.ledger.event(body, &item);
    next.links = vec![Link::after(item[0].clone(), 2, event.hash())];
    let index = cast.ledger.push(&crate::cases::sign(next, &ana));
    let expected = [
        entry(Code::EntryNondeterministic, framed),
        crate::cast::at(Code::CustodyNotShown, index, &item[0]),
        about(Code::CustodyNotShown, &item[0]),
    ];
    assert_shows(&cast.ledger, Verdict::Contradicted, &expected);
}
