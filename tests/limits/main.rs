//! Each limit holds at N and is named at N + 1, and any input is answered in little stack, time and
//! memory.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "functions that only tests call"
)]

#[allow(dead_code, reason = "each test crate uses a part of it")]
#[path = "../common/cases.rs"]
mod cases;
mod hostile;
mod request_files;
mod requests;

use std::io::Cursor;

use handseal::encoding::{DecodeErrorKind, MAX_DEPTH, MAX_RECORD, Timestamp, scan};
use handseal::event::{At, DraftError, EntryHash, Event, EventDraft, Link, Noted, Salts, Subject};
use handseal::identity::{CaseId, OsEntropy, PartyId, Signer, SigningKey, Trust};
use handseal::ledger::{
    Checkpoint, Header, RecordError, RecordKind, RecordReader, SignedCheckpoint, SignedNote,
    entry_record,
};
use handseal::merkle::{Hash, MAX_PATH, MAX_SIZE, verify_inclusion};
use handseal::store::{Actor, CaseFile, MemoryStore, Opening};
use handseal::verify::{Code, Limits, Verdict, Verifier};

fn now() -> Timestamp {
    "2041-06-01T09:30:00Z".parse().unwrap()
}

/// A byte string that makes a record of exactly `length` bytes.
fn record_of(length: usize) -> Vec<u8> {
    let mut record = vec![0x5a];
    let content = length - 5;
    record.extend(u32::try_from(content).unwrap().to_be_bytes());
    record.resize(length, 0);
    record
}

#[test]
fn record_of_256_kib_is_read_and_one_byte_more_is_not() {
    assert_eq!(scan(&record_of(MAX_RECORD)), Ok(()));
    let error = scan(&record_of(MAX_RECORD + 1)).unwrap_err();
    let limit = u64::try_from(MAX_RECORD).unwrap();
    let found = limit + 1;
    assert_eq!(error.kind, DecodeErrorKind::LimitExceeded { limit, found });
}

#[test]
fn containers_eight_deep_are_read_and_nine_are_not() {
    let nested = |depth: usize| {
        let mut bytes = vec![0x81; depth];
        bytes.push(0);
        bytes
    };
    assert_eq!(scan(&nested(MAX_DEPTH)), Ok(()));
    let error = scan(&nested(MAX_DEPTH + 1)).unwrap_err();
    assert!(matches!(error.kind, DecodeErrorKind::DepthExceeded { .. }), "{error}");
}

/// A draft of a remark with a text of this length.
fn remark(length: usize) -> Result<EventDraft, DraftError> {
    let key = SigningKey::from_seed(&[1; 32]);
    let text = Salts::new(&mut OsEntropy).unwrap().commit("x".repeat(length));
    let case = Subject::Case(CaseId::from([7; 16]));
    let event = Event::new(
        At::device(now()),
        Noted { text, entry: None },
        vec![Link::after(case, 1, EntryHash::of(b"before"))],
    );
    let org = PartyId::organisation(key.public_key().thumbprint());
    EventDraft::new(event, org, key.public_key(), None)
}

#[test]
fn disclosures_of_256_kib_are_drafted_and_one_byte_more_are_not() {
    // A list of one list of a salt of 16 bytes and a text with a head of 5.
    let most = MAX_RECORD - 1 - 1 - 17 - 5;
    let key = SigningKey::from_seed(&[1; 32]);
    let event = remark(most).unwrap().sign(&key).unwrap();
    assert_eq!(event.disclosures().len(), MAX_RECORD);
    let DraftError::TooLarge { limit, found } = remark(most + 1).unwrap_err() else {
        panic!("of another kind");
    };
    assert_eq!((limit, found), (MAX_RECORD, MAX_RECORD + 1));
}

#[test]
fn record_in_a_file_above_the_limit_is_named_and_reading_goes_on() {
    let mut file = Header::Ledger.to_bytes();
    let start = u64::try_from(file.len()).unwrap();
    // An entry of 256 KiB stands in a record of five bytes more.
    file.extend(record_of(MAX_RECORD + 5));
    file.extend(record_of(MAX_RECORD + 6));
    file.extend(entry_record(b"after"));
    let mut reader = RecordReader::new(Cursor::new(&file));
    reader.next_record().unwrap().unwrap();
    let most = reader.next_record().unwrap().unwrap();
    assert_eq!(most.content().len(), MAX_RECORD);
    let Err(RecordError::Oversized { range, .. }) = reader.next_record() else {
        panic!("one byte too many was read");
    };
    assert_eq!(range.start, start + u64::try_from(MAX_RECORD).unwrap() + 5);
    assert_eq!(reader.next_record().unwrap().unwrap().content(), b"after");
    assert!(reader.next_record().unwrap().is_none());
}

#[test]
fn findings_above_the_limit_are_counted_and_said() {
    let stubs = |count: usize| {
        let mut file = Header::Ledger.to_bytes();
        file.extend(entry_record(b"no event"));
        (0..count).for_each(|_| file.extend(entry_record(&[9; 32])));
        file
    };
    let verify = |count: usize, limit: usize| {
        let verifier = Verifier::new(&Trust::new(), now())
            .limits(Limits { findings: limit, ..Limits::default() });
        verifier.verify_bytes(&stubs(count)).unwrap()
    };
    let all = verify(20, 1000).findings.len();
    assert!(!verify(20, all).findings.iter().any(|f| f.code == Code::LimitsReached));
    let report = verify(20, all - 1);
    let said = report.findings.iter().filter(|f| f.code == Code::LimitsReached);
    assert_eq!(said.count(), 1);
    assert!(report.findings.len() <= all + 1);
}

#[test]
fn failure_behind_the_limit_of_findings_is_not_lost() {
    let mut file = Header::Ledger.to_bytes();
    (0..50).for_each(|_| file.extend(entry_record(&[9; 32])));
    file.extend(entry_record(b"no event"));
    let verifier =
        Verifier::new(&Trust::new(), now()).limits(Limits { findings: 10, ..Limits::default() });
    let report = verifier.verify_bytes(&file).unwrap();
    assert_eq!(report.verdict, Verdict::Contradicted);
    assert!(report.findings.iter().any(|f| f.code == Code::EntryMalformed));
}

#[test]
fn path_of_64_hashes_is_followed_and_a_longer_one_is_refused() {
    let path = vec![Hash([3; 32]); MAX_PATH + 1];
    let leaf = Hash([1; 32]);
    for length in [MAX_PATH, MAX_PATH + 1] {
        let root = Hash([2; 32]);
        assert!(verify_inclusion(leaf, 0, MAX_SIZE, &path[..length], root).is_err());
    }
    // The greatest tree has paths of 63 hashes.
    let mut root = leaf;
    for hash in &path[..63] {
        root = handseal::merkle::node_hash(root, *hash);
    }
    assert!(verify_inclusion(leaf, 0, MAX_SIZE, &path[..63], root).is_ok());
    assert!(verify_inclusion(leaf, 0, MAX_SIZE + 1, &path[..64], root).is_err());
}

/// An extract whose first inclusion proof has a path of this length.
fn extract_with_path(length: usize) -> Vec<u8> {
    let (root, heads) = (SigningKey::from_seed(&[1; 32]), SigningKey::from_seed(&[2; 32]));
    let opening = Opening {
        organisation: "A",
        jurisdiction: "ZZ",
        origin: "custody.example",
        root: &root,
        checkpoint_key: &heads,
        successors: &[],
        at: now(),
    };
    let mut case = CaseFile::create_in(MemoryStore::new(), &opening, &mut OsEntropy).unwrap();
    let subject = Subject::Party(Actor::organisation(&root).id);
    let mut extract = Vec::new();
    case.extract(&[subject], &heads, &mut extract).unwrap();
    let mut reader = RecordReader::new(Cursor::new(&extract));
    let range = loop {
        let record = reader.next_record().unwrap().unwrap();
        if record.kind == RecordKind::Proof {
            break record.range;
        }
    };
    let mut proof = b"\xa3\x64path\x98".to_vec();
    proof.push(u8::try_from(length).unwrap());
    (0..length).for_each(|_| proof.extend(entry_record(&[7; 32])));
    proof.extend(b"\x65index\x00\x65proof\x69inclusion");
    let (start, end) = (range.start as usize, range.end as usize);
    extract.splice(start..end, proof);
    extract
}

#[test]
fn proof_in_a_file_with_more_than_64_hashes_is_malformed() {
    let codes = |length: usize| {
        let verifier = Verifier::new(&Trust::new(), now());
        let report = verifier.verify_bytes(&extract_with_path(length)).unwrap();
        let codes = report.findings.iter().map(|finding| finding.code);
        codes.filter(|code| code.name().starts_with("proof.")).collect::<Vec<_>>()
    };
    assert_eq!(codes(MAX_PATH), [Code::ProofMismatch]);
    assert!(codes(MAX_PATH + 1).contains(&Code::ProofMalformed));
}

#[test]
fn note_with_100_signatures_is_read_and_with_101_is_not() {
    let key = SigningKey::from_seed(&[1; 32]);
    let checkpoint = Checkpoint::new("a.example/0", 1, [1; 32]).unwrap();
    let signed = SignedCheckpoint::sign(checkpoint, &key).unwrap().to_string();
    let (text, line) = signed.split_once("\n\n").unwrap();
    let note = |count: usize| format!("{text}\n\n{}", line.repeat(count));
    assert!(SignedNote::parse(note(100).as_bytes()).is_ok());
    assert!(SignedNote::parse(note(101).as_bytes()).is_err());
}
