//! Any input is answered in little stack, time and memory.

use std::io::Cursor;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use handseal::encoding::{MAX_RECORD, scan};
use handseal::event::SignedEvent;
use handseal::identity::Trust;
use handseal::ledger::{
    Header, RecordError, RecordReader, SignedCheckpoint, SignedNote, entry_record,
};
use handseal::verify::{Class, Limits, Verdict, Verifier};

use crate::now;

/// The stack of the threads in which input is answered.
pub(crate) const STACK: usize = 256 * 1024;
/// Generous: this library is not optimised in tests, and the machine is shared.
pub(crate) const TIME: Duration = Duration::from_secs(20);
const MANY: usize = 16 << 20;

type Reader = fn(&[u8]);

/// Reads the input with everything that reads bytes, in a small thread.
fn answer(name: &str, input: Vec<u8>) {
    let input = Arc::new(input);
    let each: [(&str, Reader); 6] = [
        ("scan", |bytes| drop(scan(bytes))),
        ("entry", |bytes| drop(SignedEvent::parse(bytes.to_vec()))),
        ("head", |bytes| drop(SignedCheckpoint::parse(bytes))),
        ("note", |bytes| drop(SignedNote::parse(bytes))),
        ("records", read_records),
        ("file", verify),
    ];
    for (reader, read) in each {
        let input = Arc::clone(&input);
        let thread = thread::Builder::new().stack_size(STACK).spawn(move || {
            let start = Instant::now();
            read(&input);
            start.elapsed()
        });
        let took = thread.unwrap().join().unwrap_or_else(|_| panic!("{reader} panics on {name}"));
        assert!(took < TIME, "{reader} takes {took:?} on {name}");
    }
}

fn read_records(bytes: &[u8]) {
    let mut reader = RecordReader::new(Cursor::new(bytes));
    let mut before = 0;
    loop {
        match reader.next_record() {
            Ok(None) => break,
            Ok(Some(record)) => {
                assert!(record.range.start >= before && record.range.end > record.range.start);
                assert!(record.bytes.len() <= MAX_RECORD + 5);
                before = record.range.end;
            }
            Err(RecordError::Oversized { range, .. }) => before = range.end,
            Err(_) => break,
        }
    }
}

fn verify(bytes: &[u8]) {
    let verifier = Verifier::new(&Trust::new(), now());
    let report = verifier.verify_bytes(bytes).unwrap();
    assert_ne!(report.verdict, Verdict::Consistent);
    assert!(report.findings.len() <= Limits::default().findings + 2);
    let length = u64::try_from(bytes.len()).unwrap();
    for finding in &report.findings {
        if let Some(range) = &finding.location.bytes {
            assert!(range.start <= range.end && range.end <= length, "{finding:?}");
        }
    }
    // The page and the machine's form are made of it in the same stack.
    assert!(report.to_string().len() < 4 << 20);
    assert!(serde_json::to_vec(&report).unwrap().len() < 64 << 20);
}

fn behind_a_header(rest: impl IntoIterator<Item = u8>) -> Vec<u8> {
    let mut file = Header::Ledger.to_bytes();
    file.extend(rest);
    file
}

#[test]
fn same_byte_over_and_over_is_answered() {
    for byte in [0x00, 0x81, 0xff] {
        over_and_over(byte, MANY);
    }
    for byte in [0x41, 0x58, 0x9f, 0xa1, 0xd2, 0xf9] {
        over_and_over(byte, MANY / 256);
    }
}

fn over_and_over(byte: u8, times: usize) {
    let many = vec![byte; times];
    answer(&format!("{times} times {byte:02x}"), many.clone());
    answer(&format!("a header and {times} times {byte:02x}"), behind_a_header(many));
}

/// Where the library is not optimised this takes minutes at full length.
#[test]
fn every_byte_over_and_over_is_answered() {
    let times = if cfg!(debug_assertions) { 4096 } else { MANY };
    (0..=255).for_each(|byte| over_and_over(byte, times));
}

#[test]
fn huge_lengths_are_answered() {
    for head in [0x5b, 0x7b, 0x9b, 0xbb, 0xdb, 0x5a, 0x9a, 0xba] {
        let mut bytes = vec![head];
        bytes.extend([0xff; 8]);
        answer("a huge length", bytes.clone());
        bytes.resize(1 << 20, 0);
        answer("a huge length and zeros", bytes.clone());
        answer("a header and a huge length", behind_a_header(bytes));
    }
}

#[test]
fn tiny_records_are_answered() {
    tiny_records(if cfg!(debug_assertions) { 20_000 } else { 1_000_000 });
}

fn tiny_records(count: usize) {
    // Empty and short strings, lists and maps, and what begins no record.
    let tiny: [&[u8]; 8] = [
        &[0x40],
        &[0x60],
        &[0x80],
        &[0xa0],
        &[0x41, 0x00],
        &[0x61, 0x0a],
        &[0x40, 0x80],
        &[0xa1, 0x65, b'p', b'r', b'o', b'o', b'f', 0x60],
    ];
    for record in tiny {
        let file = behind_a_header(record.repeat(count));
        answer(&format!("records of {record:02x?}"), file);
    }
}

#[test]
fn many_stubs_before_many_failures_are_answered() {
    let mut file = Header::Ledger.to_bytes();
    for _ in 0..20_000 {
        file.extend(entry_record(&[9; 32]));
    }
    file.extend([0x40].repeat(50_000));
    answer("stubs, then failures", file);
}

#[test]
fn random_bytes_are_answered() {
    // A xorshift: the same bytes in each run.
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut bytes = Vec::with_capacity(MANY);
    while bytes.len() < MANY {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend(state.to_be_bytes());
    }
    answer("random bytes", bytes.clone());
    answer("a header and random bytes", behind_a_header(bytes.iter().copied()));
    // Records with random bytes in them, as large as they can be.
    let mut file = Header::Ledger.to_bytes();
    for chunk in bytes.chunks(MAX_RECORD) {
        file.extend(entry_record(chunk));
    }
    answer("large records of random bytes", file);
}

#[test]
fn lists_of_many_items_are_answered() {
    // One record as large as it can be, of the smallest items, again and again.
    let mut record = vec![0x9a];
    record.extend(u32::try_from(MAX_RECORD - 5).unwrap().to_be_bytes());
    record.resize(MAX_RECORD, 0);
    answer("lists of many items", behind_a_header(record.repeat(64)));
    // A list with one item more than fits.
    record.extend([0, 0, 0, 0, 0, 0]);
    record[1..5].copy_from_slice(&u32::try_from(MAX_RECORD + 1).unwrap().to_be_bytes());
    answer("lists too long", behind_a_header(record.repeat(60)));
}

#[test]
fn failures_are_of_the_class_of_failures_in_hostile_files() {
    let report =
        Verifier::new(&Trust::new(), now()).verify_bytes(&behind_a_header([0x40; 100])).unwrap();
    assert!(report.findings.iter().any(|f| f.code.class() == Class::Failure));
}
