//! Leaves that follow each other, in a tree.

use std::ops::RangeInclusive;

use handseal::merkle::{
    Hash, MAX_RANGE_PATH, MAX_SIZE, ProofError, RangeEvaluation, RangeProver, Tree, TreeError,
    evaluate_inclusion, evaluate_range, leaf_hash, node_hash, verify_range,
};
use proptest::prelude::*;

use crate::{damaged, stranger, wide};

fn leaf(index: u64) -> Hash {
    leaf_hash(&index.to_be_bytes())
}

fn tree(size: u64) -> Tree {
    let mut tree = Tree::new();
    for index in 0..size {
        tree.append(leaf(index));
    }
    tree
}

fn leaves(range: RangeInclusive<u64>) -> Vec<Hash> {
    range.map(leaf).collect()
}

fn refusal(
    hashes: Vec<Hash>,
    range: RangeInclusive<u64>,
    size: u64,
    path: &[Hash],
    root: Hash,
) -> ProofError {
    verify_range(hashes, range, size, path, root).unwrap_err()
}

/// The split of RFC 9162 §2.1.1: the largest power of two smaller than `n`.
fn split(n: u64) -> u64 {
    let mut k = 1;
    while k < n.div_ceil(2) {
        k *= 2;
    }
    k
}

/// The root over leaves `start..end` by plain recursion: hashes of the path where the range is not, leaves
/// where it is.
fn plain(
    range: &RangeInclusive<u64>,
    start: u64,
    end: u64,
    leaves: &mut dyn Iterator<Item = Hash>,
    path: &mut dyn Iterator<Item = Hash>,
) -> Option<Hash> {
    if *range.end() < start || *range.start() >= end {
        return path.next();
    }
    if end - start == 1 {
        return leaves.next();
    }
    let middle = start + split(end - start);
    let left = plain(range, start, middle, leaves, path)?;
    Some(node_hash(left, plain(range, middle, end, leaves, path)?))
}

/// How many hashes are around a range, by the same recursion.
fn around(range: &RangeInclusive<u64>, start: u64, end: u64) -> usize {
    if *range.end() < start || *range.start() >= end {
        return 1;
    }
    if *range.start() <= start && end - 1 <= *range.end() {
        return 0;
    }
    let middle = start + split(end - start);
    around(range, start, middle) + around(range, middle, end)
}

#[test]
fn range_of_one_leaf_is_weaker_than_its_inclusion_proof() {
    for size in 1..=40 {
        let whole = tree(size);
        for index in 0..size {
            let range = whole.range_proof(index..=index, size).unwrap();
            let inclusion = whole.inclusion_proof(index, size).unwrap();
            let mut sorted = [range.path.clone(), inclusion.path.clone()];
            sorted.iter_mut().for_each(|path| path.sort());
            assert_eq!(sorted[0], sorted[1], "leaf {index} of {size}");
            let evaluated = evaluate_range([leaf(index)], index..=index, size, &range.path);
            assert_eq!(evaluated, evaluate_inclusion(leaf(index), index, size, &inclusion.path));
        }
    }
}

#[test]
fn damaged_path_is_accepted() {
    for size in 1..=18 {
        let whole = tree(size);
        let root = whole.root();
        for first in 0..size {
            for last in first..size {
                let proof = whole.range_proof(first..=last, size).unwrap();
                for path in damaged(&proof.path) {
                    if path == proof.path {
                        continue;
                    }
                    let hashes = leaves(first..=last);
                    let error = refusal(hashes, first..=last, size, &path, root);
                    let (expected, found) = (proof.path.len(), path.len());
                    let named = match found {
                        found if found > expected => ProofError::PathTooLong { expected, found },
                        found if found < expected => ProofError::PathTooShort { expected, found },
                        _ => {
                            assert!(matches!(error, ProofError::RootMismatch { .. }), "{error}");
                            continue;
                        }
                    };
                    assert_eq!(error, named);
                }
            }
        }
    }
}

#[test]
fn damaged_leaves_are_accepted() {
    for size in 1..=18 {
        let whole = tree(size);
        for first in 0..size {
            for last in first..size {
                let proof = whole.range_proof(first..=last, size).unwrap();
                let hashes = leaves(first..=last);
                let expected = wide(hashes.len());
                for other in damaged(&hashes).into_iter().filter(|other| *other != hashes) {
                    let found = wide(other.len());
                    let error = refusal(other, first..=last, size, &proof.path, whole.root());
                    match found {
                        found if found > expected => {
                            assert_eq!(error, ProofError::TooManyLeaves { expected });
                        }
                        found if found < expected => {
                            assert_eq!(error, ProofError::TooFewLeaves { expected, found });
                        }
                        _ => assert!(matches!(error, ProofError::RootMismatch { .. }), "{error}"),
                    }
                }
            }
        }
    }
}

#[test]
fn proof_holds_for_another_range() {
    let size = 13;
    let whole = tree(size);
    for first in 0..size {
        for last in first..size {
            let proof = whole.range_proof(first..=last, size).unwrap();
            for other in 0..size {
                let shifted = other..=other + (last - first);
                if other == first || *shifted.end() >= size {
                    continue;
                }
                let hashes = leaves(first..=last);
                refusal(hashes, shifted, size, &proof.path, whole.root());
            }
        }
    }
}

#[test]
fn range_that_is_not_there_is_proven_or_accepted() {
    let whole = tree(7);
    for (range, size) in [(7..=7, 7), (3..=7, 7), (0..=u64::MAX, 7), (0..=0, 0)] {
        let (index, empty) = (*range.end(), Tree::new());
        let outside = TreeError::IndexOutside { index, size };
        assert_eq!(RangeProver::new(range.clone(), size).unwrap_err(), outside);
        let held = if size == 0 { &empty } else { &whole };
        assert_eq!(held.range_proof(range.clone(), size).unwrap_err(), outside);
        let outside = ProofError::IndexOutside { index, size };
        assert_eq!(refusal(vec![leaf(0)], range, size, &[], whole.root()), outside);
    }
    #[allow(clippy::reversed_empty_ranges, reason = "it is what must be refused")]
    for range in [3..=2, u64::MAX..=0] {
        let (first, last) = (*range.start(), *range.end());
        let empty = TreeError::RangeEmpty { first, last };
        assert_eq!(whole.range_proof(range.clone(), 7).unwrap_err(), empty);
        assert_eq!(RangeProver::new(range.clone(), 7).unwrap_err(), empty);
        let empty = ProofError::RangeEmpty { first, last };
        assert_eq!(refusal(Vec::new(), range, 7, &[], whole.root()), empty);
    }
    let held = TreeError::SizeNotHeld { size: 8, held: 7 };
    assert_eq!(whole.range_proof(0..=0, 8).unwrap_err(), held);
}

#[test]
fn prover_with_other_leaves_than_the_tree_has_makes_a_proof() {
    for given in [0, 4, 6, 9] {
        let mut prover = RangeProver::new(1..=2, 5).unwrap();
        (0..given).for_each(|index| prover.append(leaf(index)));
        assert_eq!(prover.finish().unwrap_err(), TreeError::SizeNotHeld { size: 5, held: given });
    }
}

/// A verifier that waits for its end never answers.
#[test]
fn endless_leaves_are_read_to_the_end() {
    let whole = tree(9);
    let proof = whole.range_proof(2..=4, 9).unwrap();
    let endless = std::iter::repeat(leaf(2));
    let error = verify_range(endless, 2..=4, 9, &proof.path, whole.root()).unwrap_err();
    assert_eq!(error, ProofError::TooManyLeaves { expected: 3 });
}

#[test]
fn longest_path_is_longer_than_said_or_size_has_no_limit() {
    let half = MAX_SIZE / 2;
    let range = half - 1..=half;
    assert_eq!(around(&range, 0, MAX_SIZE), MAX_RANGE_PATH);
    let path = vec![stranger(); MAX_RANGE_PATH];
    evaluate_range(leaves(0..=1), range.clone(), MAX_SIZE, &path).unwrap();
    let size = MAX_SIZE + 1;
    let error = evaluate_range(leaves(0..=1), range, size, &path).unwrap_err();
    assert_eq!(error, ProofError::SizeTooLarge { size });
}

#[test]
fn ranges_of_a_million_leaves_are_kept_in_memory() {
    // What it keeps does not depend on how many leaves it has seen: a clone of the state shows it.
    let size = 1 << 20;
    let mut evaluation = RangeEvaluation::new(0..=size - 1, size, &[]).unwrap();
    let mut longest = 0;
    for index in 0..size {
        evaluation.append(leaf(index)).unwrap();
        if index % 65_521 == 0 {
            longest = longest.max(format!("{evaluation:?}").len());
        }
    }
    // Twenty hashes of 64 digits, and the words around them.
    assert!(longest < 4000, "{longest}");
    assert_eq!(evaluation.finish().unwrap(), tree(size).root());
}

/// A size of any magnitude, and a short range in it.
fn big() -> impl Strategy<Value = (u64, RangeInclusive<u64>)> {
    let size = (0..=63_u32).prop_flat_map(|bits| 1..=1_u64 << bits);
    size.prop_flat_map(|size| (Just(size), 0..size, 0..40_u64)).prop_map(|(size, first, more)| {
        let last = first.saturating_add(more).min(size - 1);
        (size, first..=last)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn big_tree_is_evaluated_otherwise_than_by_plain_recursion(
        (size, range) in big(), salt: u64, at: prop::sample::Index,
    ) {
        let count = around(&range, 0, size);
        prop_assert!(count <= MAX_RANGE_PATH);
        let path: Vec<_> = (0..wide(count)).map(|at| leaf(salt ^ at)).collect();
        let hashes = leaves(range.clone());
        let found = evaluate_range(hashes.clone(), range.clone(), size, &path).unwrap();
        let expected =
            plain(&range, 0, size, &mut hashes.iter().copied(), &mut path.iter().copied());
        prop_assert_eq!(Some(found), expected);
        if count > 0 {
            let (one, two) = (at.index(count), wide(count) / 2);
            let mut others = vec![path.clone(); 3];
            others[0][one].0[7] ^= 1;
            others[1].swap(one, usize::try_from(two).unwrap());
            others[2].remove(one);
            for other in others.into_iter().filter(|other| *other != path) {
                let other = evaluate_range(hashes.clone(), range.clone(), size, &other);
                prop_assert_ne!(other, Ok(found));
            }
        }
    }
}
