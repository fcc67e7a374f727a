//! The recursive definitions of RFC 9162 §2.1, as plain as the text; they judge the fast code.
#![allow(clippy::arithmetic_side_effects, reason = "tests only, on small numbers")]

use crate::merkle::{Hash, empty_root, leaf_hash, node_hash};

/// §2.1.1, `MTH(D_n)`.
pub(crate) fn mth(d: &[Vec<u8>]) -> Hash {
    match d {
        [] => empty_root(),
        [leaf] => leaf_hash(leaf),
        _ => {
            let k = largest_power_of_two_below(d.len());
            node_hash(mth(&d[..k]), mth(&d[k..]))
        }
    }
}

/// §2.1.3.1, `PATH(m, D_n)`.
pub(crate) fn path(m: usize, d: &[Vec<u8>]) -> Vec<Hash> {
    if d.len() == 1 {
        return Vec::new();
    }
    let k = largest_power_of_two_below(d.len());
    let (mut below, sibling) =
        if m < k { (path(m, &d[..k]), mth(&d[k..])) } else { (path(m - k, &d[k..]), mth(&d[..k])) };
    below.push(sibling);
    below
}

/// The hashes around leaves `first..=last`, from left to right, by the split of §2.1.1.
pub(crate) fn around(first: usize, last: usize, d: &[Vec<u8>]) -> Vec<Hash> {
    if (first, last) == (0, d.len() - 1) {
        return Vec::new();
    }
    let k = largest_power_of_two_below(d.len());
    let (left, right) = d.split_at(k);
    let before = if first < k { around(first, last.min(k - 1), left) } else { vec![mth(left)] };
    let behind =
        if last >= k { around(first.max(k) - k, last - k, right) } else { vec![mth(right)] };
    [before, behind].concat()
}

/// §2.1.4.1, `PROOF(m, D_n)`.
pub(crate) fn proof(m: usize, d: &[Vec<u8>]) -> Vec<Hash> {
    subproof(m, d, Older::Whole)
}

/// The flag `b` of `SUBPROOF`: whether the subtree is the older tree, so that its hash is known.
#[derive(Clone, Copy)]
enum Older {
    Whole,
    Part,
}

/// §2.1.4.1, `SUBPROOF(m, D_n, b)`.
fn subproof(m: usize, d: &[Vec<u8>], b: Older) -> Vec<Hash> {
    if m == d.len() {
        return match b {
            Older::Whole => Vec::new(),
            Older::Part => vec![mth(d)],
        };
    }
    let k = largest_power_of_two_below(d.len());
    let (mut below, sibling) = if m <= k {
        (subproof(m, &d[..k], b), mth(&d[k..]))
    } else {
        (subproof(m - k, &d[k..], Older::Part), mth(&d[..k]))
    };
    below.push(sibling);
    below
}

/// The k of §2.1.1: the largest power of two smaller than n, `k < n <= 2k`.
fn largest_power_of_two_below(n: usize) -> usize {
    let mut k = 1;
    while k * 2 < n {
        k *= 2;
    }
    k
}

mod tests {
    use super::*;
    use crate::merkle::{
        Frontier, RangeProver, Tree, verify_consistency, verify_inclusion, verify_range,
    };

    fn leaves(count: usize) -> Vec<Vec<u8>> {
        (0..count).map(|index| format!("leaf {index}").into_bytes()).collect()
    }

    fn tree(data: &[Vec<u8>]) -> Tree {
        let mut tree = Tree::new();
        for leaf in data {
            tree.append(leaf_hash(leaf));
        }
        tree
    }

    fn wide(n: usize) -> u64 {
        u64::try_from(n).unwrap()
    }

    #[test]
    fn every_root_is_that_of_the_definition() {
        let data = leaves(1025);
        let (mut growing, mut frontier) = (Tree::new(), Frontier::new());
        let whole = tree(&data);
        for size in 0..=data.len() {
            let boundary = matches!(size, 0..=130 | 255..=257 | 511..=513 | 1023..=1025);
            assert_eq!((growing.size(), frontier.size()), (wide(size), wide(size)));
            assert_eq!(growing.root(), frontier.root(), "size {size}");
            assert_eq!(growing.root(), whole.root_at(wide(size)).unwrap(), "size {size}");
            if boundary {
                assert_eq!(growing.root(), mth(&data[..size]), "size {size}");
            }
            if let Some(leaf) = data.get(size) {
                assert_eq!(growing.append(leaf_hash(leaf)), wide(size));
                assert_eq!(frontier.append(leaf_hash(leaf)), wide(size));
            }
        }
    }

    fn check_inclusion(whole: &Tree, data: &[Vec<u8>], root: Hash, index: usize) {
        let size = wide(data.len());
        let made = whole.inclusion_proof(wide(index), size).unwrap();
        assert_eq!(made.path, path(index, data), "leaf {index} of {size}");
        let leaf = leaf_hash(&data[index]);
        verify_inclusion(leaf, wide(index), size, &made.path, root).unwrap();
    }

    fn check_consistency(whole: &Tree, data: &[Vec<u8>], root: Hash, from: usize) {
        let size = wide(data.len());
        let made = whole.consistency_proof(wide(from), size).unwrap();
        assert_eq!(made.path, proof(from, data), "{from} to {size}");
        let old_root = mth(&data[..from]);
        verify_consistency(wide(from), old_root, size, root, &made.path).unwrap();
    }

    #[test]
    fn every_small_proof_is_that_of_the_definition() {
        let data = leaves(44);
        let whole = tree(&data);
        for size in 1..=data.len() {
            let root = mth(&data[..size]);
            for index in 0..size {
                check_inclusion(&whole, &data[..size], root, index);
                check_consistency(&whole, &data[..size], root, index + 1);
            }
        }
    }

    #[test]
    fn proofs_at_boundaries_are_those_of_the_definition() {
        let data = leaves(1025);
        let whole = tree(&data);
        for size in [127, 128, 129, 130, 255, 256, 257, 1023, 1024, 1025] {
            let edges = [0, 1, 62, 63, 64, 65, 126, size / 2 - 1, size / 2, size - 2, size - 1];
            let root = mth(&data[..size]);
            for index in edges {
                check_inclusion(&whole, &data[..size], root, index);
                check_consistency(&whole, &data[..size], root, index + 1);
            }
        }
    }
    #[test]
    fn range_proof_is_not_that_of_the_definition() {
        let data = leaves(64);
        let hashes: Vec<_> = data.iter().map(|leaf| leaf_hash(leaf)).collect();
        let whole = tree(&data);
        for size in 1..=data.len() {
            let (root, hashes) = (mth(&data[..size]), &hashes[..size]);
            for first in 0..size {
                for last in first..size {
                    let (range, leaves) = (wide(first)..=wide(last), &hashes[first..=last]);
                    let made = whole.range_proof(range.clone(), wide(size)).unwrap();
                    let said = format!("leaves {first} to {last} of {size}");
                    assert_eq!(made.path, around(first, last, &data[..size]), "{said}");
                    let mut prover = RangeProver::new(range.clone(), wide(size)).unwrap();
                    hashes.iter().for_each(|leaf| prover.append(*leaf));
                    assert_eq!(prover.finish().unwrap(), made, "{said}");
                    let leaves = leaves.iter().copied();
                    verify_range(leaves, range, wide(size), &made.path, root).unwrap();
                }
            }
        }
    }
}
