//! Measurements: known digests, lengths around every boundary, and any way of handing over bytes.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::arithmetic_side_effects,
    reason = "tests may panic, and count in small numbers"
)]

use std::io::{self, Read};

use proptest::prelude::*;

use handseal::evidence::{
    DigestAlgorithm, DigestSet, EvidenceError, ItemHasher, Measurement, Options, PartList,
    PartListError, PartSize, PartSizeError, Sha256Digest, measure_reader, verify_part,
};
use handseal::merkle::{ProofError, TreeError, empty_root, leaf_hash, node_hash};

const PART: usize = 4096;

/// Bytes with a period of 251, a prime, so that no two parts or blocks are alike.
fn content(length: usize) -> Vec<u8> {
    (0..length).map(|at| u8::try_from(at % 251).unwrap()).collect()
}

fn part_size() -> PartSize {
    PartSize::new(u64::try_from(PART).unwrap()).unwrap()
}

fn options() -> Options {
    Options {
        part_size: part_size(),
        digests: DigestSet::NONE.with(DigestAlgorithm::Sha512),
        ..Options::default()
    }
}

fn measured(content: &[u8]) -> Measurement {
    measure_reader(content, options()).unwrap()
}

#[test]
fn digests_are_those_that_the_standard_tools_print() {
    let million = vec![b'a'; 1_000_000];
    let known: [(&[u8], &str, &str); 3] = [
        (
            b"",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce\
             47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
        ),
        (
            b"abc",
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a\
             2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        ),
        (
            &million,
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
            "e718483d0ce769644e2e42c7bc15b4638e1f98b13b2044285632a803afa973eb\
             de0ff244877ea60a4cb0432ce577c31beb009c5c2c49aa2e4eadb217ad8cc09b",
        ),
    ];
    for (content, sha256, sha512) in known {
        let measurement = measured(content);
        assert_eq!(measurement.sha256.to_string(), sha256);
        assert_eq!(measurement.sha512.unwrap().to_string(), sha512);
        assert_eq!(sha512.parse(), Ok(measurement.sha512.unwrap()));
    }
}

#[test]
fn sha512_is_left_out_unless_asked_for() {
    let measurement = measure_reader(&b"abc"[..], Options::default()).unwrap();
    assert_eq!(measurement.sha512, None);
    assert_eq!(measurement.part_size.bytes(), 1_048_576);
}

#[test]
fn parts_are_the_plain_digests_of_their_bytes_at_every_boundary() {
    let lengths =
        [0, 1, 63, 64, 65, PART - 1, PART, PART + 1, 2 * PART - 1, 2 * PART, 2 * PART + 1];
    for length in lengths {
        let content = content(length);
        let measurement = measured(&content);
        assert_eq!(measurement.size, u64::try_from(length).unwrap());
        assert_eq!(measurement.sha256, Sha256Digest::of(&content), "length {length}");

        let list = measurement.parts.unwrap();
        let chunks: Vec<_> = content.chunks(PART).collect();
        let digests: Vec<_> = chunks.iter().map(|part| Sha256Digest::of(part)).collect();
        assert_eq!(list.digests(), digests, "length {length}");
        let mut start = 0;
        for (index, chunk) in (0..).zip(&chunks) {
            let end = start + u64::try_from(chunk.len()).unwrap();
            assert_eq!(list.part_range(index), Some(start..end));
            start = end;
        }
        assert_eq!(list.part_range(list.count()), None);
    }
}

#[test]
fn part_root_is_the_tree_over_plain_digests() {
    let content = content(2 * PART + 1);
    let leaf = |part: &[u8]| leaf_hash(Sha256Digest::of(part).as_bytes());
    let [one, two, three] = [&content[..PART], &content[PART..2 * PART], &content[2 * PART..]];
    let root = node_hash(node_hash(leaf(one), leaf(two)), leaf(three));
    assert_eq!(measured(&content).part_root, root);
    assert_eq!(measured(one).part_root, leaf(one));
}

#[test]
fn content_without_bytes_has_no_parts() {
    let parts = measured(b"").parts.unwrap();
    assert_eq!((parts.count(), parts.root()), (0, empty_root()));
    assert_eq!(parts.part_range(0), None);
    assert_eq!(parts.inclusion_proof(0), Err(TreeError::IndexOutside { index: 0, size: 0 }));
}

#[test]
fn part_of_other_bytes_index_or_count_is_refused() {
    let content = content(5 * PART + 7);
    let parts = measured(&content).parts.unwrap();
    let (count, root) = (parts.count(), parts.root());
    for (index, part) in (0..).zip(content.chunks(PART)) {
        let path = parts.inclusion_proof(index).unwrap().path;
        verify_part(part, index, count, &path, root).unwrap();

        let mut damaged = part.to_vec();
        damaged[0] ^= 1;
        let mismatch = verify_part(&damaged, index, count, &path, root).unwrap_err();
        assert!(matches!(mismatch, ProofError::RootMismatch { expected, .. } if expected == root));
        verify_part(&part[1..], index, count, &path, root).unwrap_err();
        verify_part(part, (index + 1) % count, count, &path, root).unwrap_err();
        verify_part(part, index, count + 3, &path, root).unwrap_err();
    }
}

#[test]
fn part_list_of_another_length_is_refused() {
    let digest = Sha256Digest::of(b"");
    for (size, expected) in [(0, 0), (1, 1), (4096, 1), (4097, 2), (8192, 2)] {
        for found in (0..4).filter(|found| *found != expected) {
            let digests = vec![digest; usize::try_from(found).unwrap()];
            let error = PartList::new(size, part_size(), digests).unwrap_err();
            assert_eq!(error, PartListError::WrongCount { expected, found });
        }
        let digests = vec![digest; usize::try_from(expected).unwrap()];
        assert_eq!(PartList::new(size, part_size(), digests).unwrap().count(), expected);
    }
}

#[test]
fn part_sizes_outside_the_rule_are_refused() {
    for found in [0, 64, 4095, (1 << 30) + 1, (1 << 30) + 64, u64::MAX] {
        assert_eq!(PartSize::new(found), Err(PartSizeError::OutsideRange { found }));
    }
    for found in [4097, 4096 + 63, (1 << 20) + 32] {
        assert_eq!(PartSize::new(found), Err(PartSizeError::NotAMultiple { found }));
    }
    for bytes in [4096, 4096 + 64, 1 << 20, 1 << 30] {
        assert_eq!(PartSize::new(bytes).unwrap().bytes(), bytes);
    }
}

#[test]
fn ranges_at_the_end_of_the_largest_content_do_not_overflow() {
    let (size, part) = (u64::MAX, part_size());
    let last = part.count(size) - 1;
    assert_eq!(part.range(last, size), Some(u64::MAX - 4095..u64::MAX));
    assert_eq!(part.range(last + 1, size), None);
    assert_eq!(part.range(u64::MAX, size), None);
}

/// Gives its bytes, then fails.
struct Broken<'a>(&'a [u8]);

impl Read for Broken<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.0.is_empty() {
            return Err(io::Error::other("cable pulled"));
        }
        self.0.read(buffer)
    }
}

/// Is interrupted before every byte.
struct Interrupted<'a>(&'a [u8], u32);

impl Read for Interrupted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.1 += 1;
        if self.1 % 2 == 1 {
            return Err(io::ErrorKind::Interrupted.into());
        }
        self.0.read(&mut buffer[..1])
    }
}

#[test]
fn reader_that_fails_is_an_error_that_says_where() {
    let content = content(5000);
    let error = measure_reader(Broken(&content), options()).unwrap_err();
    let EvidenceError::Read { offset, source } = error else { panic!("{error}") };
    assert_eq!((offset, source.to_string().as_str()), (5000, "cable pulled"));
}

#[test]
fn interrupted_reader_is_read_on() {
    let content = content(100);
    let measurement = measure_reader(Interrupted(&content, 0), options()).unwrap();
    assert_eq!(measurement, measured(&content));
}

#[test]
fn a_small_stack_is_enough() {
    let measure = || measure_reader(io::repeat(1).take(16 << 20), options()).unwrap().size;
    let thread = std::thread::Builder::new().stack_size(256 * 1024).spawn(measure).unwrap();
    assert_eq!(thread.join().unwrap(), 16 << 20);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn how_bytes_are_handed_over_changes_nothing(
        length in 0..3 * PART + 2,
        cuts in prop::collection::vec(0..3 * PART + 2, 0..12),
    ) {
        let content = content(length);
        let mut cuts: Vec<_> = cuts.into_iter().map(|cut| cut.min(length)).collect();
        cuts.push(length);
        cuts.sort_unstable();

        let mut hasher = ItemHasher::new(options());
        let mut start = 0;
        for cut in cuts {
            hasher.update(&content[start..cut]);
            start = cut;
        }
        prop_assert_eq!(hasher.finish(), measured(&content));
    }
}
