//! Some bytes of a content, under its part root.

use std::io::{self, Read};
use std::ops::Range;

use handseal::evidence::{
    KeptParts, Measurement, Options, PartList, PartListError, PartSize, PartTree, PartsProof,
    RangeError, Sha256Digest, measure_reader, verify_range_of_content,
};
use handseal::merkle::{ProofError, empty_root};

use crate::{damaged, wide};

const PART: usize = 4096;

fn content(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at % 251) as u8).collect()
}

fn measured(content: &[u8]) -> Measurement {
    let part_size = PartSize::new(wide(PART)).unwrap();
    let options = Options { part_size, parts: KeptParts::All, ..Options::default() };
    measure_reader(content, options).unwrap()
}

fn tree(measured: &Measurement) -> PartTree {
    PartTree { size: measured.size, part_size: measured.part_size, root: measured.part_root }
}

fn narrow(range: &Range<u64>) -> Range<usize> {
    usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap()
}

/// Numbers around which something could be off by one.
fn edges(length: usize) -> Vec<usize> {
    let mut edges: Vec<usize> = (0..=length / PART + 1)
        .flat_map(|part| [part * PART, part * PART + 1, (part * PART).saturating_sub(1)])
        .chain([0, 1, length.saturating_sub(1), length])
        .filter(|at| *at <= length)
        .collect();
    edges.sort_unstable();
    edges.dedup();
    edges
}

#[test]
fn range_at_a_boundary_is_refused_or_covers_other_bytes() {
    for length in [1, PART - 1, PART, PART + 1, 2 * PART, 5 * PART + 7, 8 * PART] {
        let content = content(length);
        let measured = measured(&content);
        let (tree, list) = (tree(&measured), measured.parts.unwrap());
        for from in edges(length) {
            for to in edges(length).into_iter().filter(|to| *to > from) {
                let proof = list.range_proof(wide(from)..wide(to)).unwrap();
                let covered = from / PART * PART..to.div_ceil(PART) * PART;
                let covered = covered.start..covered.end.min(length);
                let range = wide(covered.start)..wide(covered.end);
                assert_eq!(proof.bytes(&tree), Some(range.clone()));
                let shown = verify_range_of_content(&content[covered], &tree, &proof).unwrap();
                assert_eq!(shown, range, "{from} to {to} of {length}");
            }
        }
    }
}

#[test]
fn bytes_that_are_not_there_are_proven() {
    for (length, asked) in [(0, 0..0), (0, 0..1), (5, 5..6), (5, 0..6), (5, 2..2), (5, 6..u64::MAX)]
    {
        let content = content(length);
        let measured = measured(&content);
        let (tree, list) = (tree(&measured), measured.parts.unwrap());
        let digests: Vec<u8> = list.digests().iter().flat_map(|digest| digest.0).collect();
        let from_list = PartsProof::from_list(digests.as_slice(), &tree, asked.clone());
        for error in [list.range_proof(asked.clone()).unwrap_err(), from_list.unwrap_err()] {
            let RangeError::Outside { asked: named, size } = error else { panic!("{error}") };
            assert_eq!((named, size), (asked.clone(), wide(length)));
        }
    }
    let empty = PartTree { size: 0, part_size: PartSize::DEFAULT, root: empty_root() };
    let proof = PartsProof { first: 0, last: 0, path: Vec::new() };
    let error = verify_range_of_content(&b""[..], &empty, &proof).unwrap_err();
    let outside = ProofError::IndexOutside { index: 0, size: 0 };
    assert!(matches!(error, RangeError::Proof(found) if found == outside), "{error}");
}

#[test]
fn changed_byte_is_shown() {
    let content = content(6 * PART + 9);
    let measured = measured(&content);
    let (tree, list) = (tree(&measured), measured.parts.unwrap());
    for asked in [0..1, 4096..12_288, 20_000..wide(content.len())] {
        let proof = list.range_proof(asked).unwrap();
        let shown = content[narrow(&proof.bytes(&tree).unwrap())].to_vec();
        for at in (0..shown.len()).step_by(509).chain([shown.len() - 1]) {
            let mut changed = shown.clone();
            changed[at] ^= 0x40;
            let error = verify_range_of_content(changed.as_slice(), &tree, &proof).unwrap_err();
            let mismatch = matches!(error, RangeError::Proof(ProofError::RootMismatch { .. }));
            assert!(mismatch, "byte {at}: {error}");
        }
        for path in damaged(&proof.path).into_iter().filter(|path| *path != proof.path) {
            let other = PartsProof { path, ..proof.clone() };
            verify_range_of_content(shown.as_slice(), &tree, &other).unwrap_err();
        }
    }
}

#[test]
fn bytes_too_few_or_too_many_are_shown() {
    let content = content(3 * PART + 100);
    let measured = measured(&content);
    let (tree, list) = (tree(&measured), measured.parts.unwrap());
    let proof = list.range_proof(8192..8193).unwrap();
    for found in [0, 1, PART - 1] {
        let error =
            verify_range_of_content(&content[2 * PART..][..found], &tree, &proof).unwrap_err();
        let RangeError::Missing { expected: 4096, found: named } = error else { panic!("{error}") };
        assert_eq!(named, wide(found));
    }
    let error = verify_range_of_content(&content[2 * PART..], &tree, &proof).unwrap_err();
    assert!(matches!(error, RangeError::LeftOver { expected: 4096 }), "{error}");
    // The last part is short: the part size is not what is expected of it.
    let proof = list.range_proof(12_288..12_289).unwrap();
    let error = verify_range_of_content(io::repeat(0), &tree, &proof).unwrap_err();
    assert!(matches!(error, RangeError::LeftOver { expected: 100 }), "{error}");
}

#[test]
fn part_size_or_size_that_was_not_signed_is_not_noticed() {
    let content = content(4 * PART);
    let measured = measured(&content);
    let (signed, list) = (tree(&measured), measured.parts.unwrap());
    let proof = list.range_proof(0..4096).unwrap();
    let other = PartTree { part_size: PartSize::new(8192).unwrap(), ..signed };
    let error = verify_range_of_content(&content[..8192], &other, &proof).unwrap_err();
    assert!(matches!(error, RangeError::Proof(ProofError::PathTooLong { .. })), "{error}");
    let other = PartTree { size: signed.size + 1, ..signed };
    verify_range_of_content(&content[..4096], &other, &proof).unwrap_err();
}

/// Gives one byte at a time, and stops now and then as signals make it.
struct Slow<'a>(&'a [u8], bool);

impl Read for Slow<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.1 = !self.1;
        if self.1 {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let count = buffer.len().min(self.0.len()).min(1);
        buffer[..count].copy_from_slice(&self.0[..count]);
        self.0 = &self.0[count..];
        Ok(count)
    }
}

#[test]
fn pieces_of_the_reader_matter() {
    let content = content(2 * PART + 3);
    let measured = measured(&content);
    let (tree, list) = (tree(&measured), measured.parts.unwrap());
    let proof = list.range_proof(5000..wide(content.len())).unwrap();
    let shown = verify_range_of_content(Slow(&content[PART..], false), &tree, &proof).unwrap();
    assert_eq!(shown, 4096..wide(content.len()));
    let digests: Vec<u8> = list.digests().iter().flat_map(|digest| digest.0).collect();
    let read = PartsProof::from_list(Slow(&digests, false), &tree, 5000..wide(content.len()));
    assert_eq!(read.unwrap(), proof);
}

/// A list of 2²⁰ parts, which stand for 4 GiB that are nowhere.
fn synthetic() -> (PartTree, PartList) {
    let part_size = PartSize::new(4096).unwrap();
    let count = 1_u64 << 20;
    let size = count * 4096 - 1000;
    let digests = (0..count).map(|index| Sha256Digest::of(&index.to_be_bytes())).collect();
    let list = PartList::new(size, part_size, digests).unwrap();
    (PartTree { size, part_size, root: list.root() }, list)
}

#[test]
fn proof_grows_with_the_content() {
    let (tree, list) = synthetic();
    let digests: Vec<u8> = list.digests().iter().flat_map(|digest| digest.0).collect();
    let middle = 1 << 31;
    for asked in [middle - 1..middle + 1, 12_345..2_222_222_222] {
        let proof = list.range_proof(asked).unwrap();
        assert!(proof.path.len() <= 2 * 19, "{} hashes", proof.path.len());
    }
    let one = list.range_proof(0..1).unwrap();
    assert_eq!(one.path.len(), 20);
    assert_eq!(PartsProof::from_list(digests.as_slice(), &tree, 0..1).unwrap(), one);
}

#[test]
fn list_of_another_content_makes_a_proof() {
    let measured = measured(&content(5 * PART));
    let (tree, list) = (tree(&measured), measured.parts.unwrap());
    let digests: Vec<u8> = list.digests().iter().flat_map(|digest| digest.0).collect();
    let made = |bytes: &[u8]| PartsProof::from_list(bytes, &tree, 0..1).unwrap_err();
    let mut changed = digests.clone();
    changed[100] ^= 1;
    let error = made(&changed);
    assert!(matches!(error, RangeError::List(PartListError::WrongRoot { .. })), "{error}");
    let longer = [digests.as_slice(), &[0; 32]].concat();
    for (bytes, count) in [(&digests[..128], 4), (&digests[..0], 0), (longer.as_slice(), 6)] {
        let RangeError::List(PartListError::WrongCount { expected: 5, found }) = made(bytes) else {
            panic!("{count}")
        };
        assert_eq!(found, count);
    }
    let error = made(&digests[..130]);
    assert!(matches!(error, RangeError::ListTorn { offset: 128 }), "{error}");
    let endless = PartsProof::from_list(io::repeat(7), &tree, 0..1).unwrap_err();
    assert!(matches!(endless, RangeError::List(PartListError::WrongCount { .. })), "{endless}");
}
