//! Records of a file: how they are framed, told apart, and read one after the other.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::io::{Cursor, Read};

use handseal::encoding::DecodeErrorKind;
use handseal::ledger::{
    Header, Record, RecordError, RecordKind, RecordReader, checkpoint_record, entry_record,
};

/// A source that gives a few bytes at a time, as a pipe does.
struct Trickle<'a>(&'a [u8]);

impl Read for Trickle<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = buffer.len().min(self.0.len()).min(7);
        let (given, rest) = self.0.split_at(count);
        buffer[..count].copy_from_slice(given);
        self.0 = rest;
        Ok(count)
    }
}

/// A byte string with a head of this width behind its first byte.
fn string(width: usize, content: &[u8]) -> Vec<u8> {
    let first = match width {
        0 => return [&[0x40 + u8::try_from(content.len()).unwrap()], content].concat(),
        1 => 0x58,
        2 => 0x59,
        4 => 0x5a,
        _ => 0x5b,
    };
    let length = (content.len() as u64).to_be_bytes();
    [&[first], &length[8 - width..], content].concat()
}

fn file(records: &[Vec<u8>]) -> Vec<u8> {
    [Header::Ledger.to_bytes(), records.concat()].concat()
}

/// What is read of a file, up to the first record that cannot be.
fn read(source: impl Read) -> (Vec<Record>, Option<RecordError>) {
    let mut reader = RecordReader::new(source);
    let mut records = Vec::new();
    loop {
        match reader.next_record() {
            Ok(Some(record)) => records.push(record),
            Ok(None) => return (records, None),
            Err(error) => return (records, Some(error)),
        }
    }
}

/// The one record behind the header.
fn only(record: Vec<u8>) -> Record {
    let (records, error) = read(Cursor::new(file(&[record])));
    assert!(error.is_none(), "{error:?}");
    assert_eq!(records.len(), 2);
    records[1].clone()
}

/// F7.11: two files with the same entries would differ otherwise.
#[test]
fn head_that_is_longer_than_its_content_needs_is_not_noticed() {
    for (length, shortest) in
        [(0, 0), (23, 0), (24, 1), (0xff, 1), (0x100, 2), (0xffff, 2), (0x1_0000, 4)]
    {
        let content = vec![7; length];
        for width in [0, 1, 2, 4, 8].into_iter().filter(|width| *width >= shortest) {
            let record = only(string(if length < 24 { width } else { width.max(1) }, &content));
            assert_eq!(record.content(), content, "{length} {width}");
            assert_eq!(record.kind, RecordKind::Entry);
            assert_eq!(record.has_shortest_head(), width == shortest, "{length} {width}");
        }
    }
}

#[test]
fn kind_of_a_record_is_mistaken() {
    for width in [1, 2, 4, 8] {
        assert_eq!(only(string(width, &[7; 32])).kind, RecordKind::Stub);
        assert_eq!(only(string(width, &[7; 33])).kind, RecordKind::Entry);
    }
    assert_eq!(only(checkpoint_record("a note")).kind, RecordKind::Checkpoint);
    assert_eq!(only(checkpoint_record("a note")).content(), b"a note");
    assert_eq!(only(entry_record(b"entry")).content(), b"entry");
    assert_eq!(only(vec![0x82, 1, 2]).kind, RecordKind::Disclosures);
    assert_eq!(only(vec![0xa0]).kind, RecordKind::Proof);
}

#[test]
fn disclosures_are_miscounted() {
    assert_eq!(only(vec![0x80]).count_disclosures(), Ok(0));
    assert_eq!(only(vec![0x83, 0x80, 0x80, 0x80]).count_disclosures(), Ok(3));
    let error = only(vec![0xa0]).count_disclosures().unwrap_err();
    assert!(matches!(error.kind, DecodeErrorKind::UnexpectedType { .. }), "{error}");
}

#[test]
fn source_that_gives_few_bytes_at_a_time_is_read_otherwise() {
    let large = vec![7; 300_000];
    let middle = vec![8; 200_000];
    let records = [&large[..], b"", b"x", &[9; 32], &middle, &middle, &large[..], b"last"];
    let records: Vec<_> = records.iter().map(|content| string(4, content)).collect();
    let bytes = file(&records);
    let mut at_once = RecordReader::new(Cursor::new(&bytes));
    let mut trickling = RecordReader::new(Trickle(&bytes));
    let mut whole = 0;
    loop {
        let [one, other] = [
            at_once.next_record().map_err(|error| error.to_string()),
            trickling.next_record().map_err(|error| error.to_string()),
        ];
        assert_eq!(one, other);
        assert_eq!(at_once.offset(), trickling.offset());
        match one {
            Ok(None) => break,
            Ok(Some(_)) => whole += 1,
            Err(said) => assert!(said.contains("the format allows"), "{said}"),
        }
    }
    // The header and all but the two that are too large.
    assert_eq!(whole, records.len() - 1);
    assert_eq!(trickling.offset(), bytes.len() as u64);
}

/// A list of byte strings that is too large, cut behind each of them and inside.
#[test]
fn large_record_that_is_torn_is_called_something_else() {
    let element = string(4, &[7; 100_000]);
    let list = [vec![0x84], element.repeat(4)].concat();
    let head = file(&[]).len();
    for end in [1, 2, 6, 1 + element.len(), 1 + 3 * element.len(), list.len() - 1] {
        let bytes = file(&[list[..end].to_vec()]);
        let (records, error) = read(Cursor::new(&bytes));
        assert_eq!(records.len(), 1);
        let Some(RecordError::Torn { range }) = error else { panic!("{end}: {error:?}") };
        assert_eq!(range, head as u64..bytes.len() as u64);
    }
    let (_, error) = read(Cursor::new(file(std::slice::from_ref(&list))));
    let Some(RecordError::Oversized { range, .. }) = error else { panic!("{error:?}") };
    assert_eq!(range, head as u64..(head + list.len()) as u64);
    // What no record is, behind what a record can hold.
    let broken = [&list[..1 + 3 * element.len()], &[0xff]].concat();
    let bytes = file(&[broken]);
    let (_, error) = read(Cursor::new(&bytes));
    let Some(RecordError::Unframed { range }) = error else { panic!("{error:?}") };
    assert_eq!(range, head as u64..bytes.len() as u64);
}
