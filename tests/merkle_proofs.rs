//! Proofs that must be refused, each test named after the defect.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests may panic, and count in small numbers"
)]

use handseal::merkle::{
    Hash, MAX_PATH, MAX_SIZE, ProofError, Tree, TreeError, empty_root, evaluate_inclusion,
    leaf_hash, node_hash, verify_consistency, verify_inclusion,
};

const COUNT: u64 = 40;

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

fn stranger() -> Hash {
    leaf_hash(b"stranger")
}

/// Every damage of one step that a path can suffer: a bit changed in each hash, each hash
/// replaced, dropped, repeated, swapped with each later one; the path cut before each; one hash
/// too many at either end.
fn damaged(path: &[Hash]) -> Vec<Vec<Hash>> {
    let mut all = Vec::new();
    let mut with = |change: &dyn Fn(&mut Vec<Hash>)| {
        let mut copy = path.to_vec();
        change(&mut copy);
        all.push(copy);
    };
    with(&|path| path.push(stranger()));
    with(&|path| path.insert(0, stranger()));
    for at in 0..path.len() {
        with(&|path| path[at].0[at % 32] ^= 1);
        with(&|path| path[at] = stranger());
        with(&|path| path.truncate(at));
        with(&|path| *path = [&path[..at], &path[at + 1..]].concat());
        with(&|path| path.insert(at, path[at]));
        for other in at + 1..path.len() {
            with(&|path| path.swap(at, other));
        }
    }
    all
}

#[test]
fn tree_forgets_how_many_leaves_it_has() {
    for size in [0, 1, 2, COUNT] {
        assert_eq!(tree(size).size(), size);
        let beyond = TreeError::SizeNotHeld { size: size + 1, held: size };
        assert_eq!(tree(size).inclusion_proof(0, size + 1), Err(beyond));
    }
}

#[test]
fn damaged_inclusion_path_is_refused() {
    let whole = tree(COUNT);
    for size in 1..=COUNT {
        let root = whole.root_at(size).unwrap();
        for index in 0..size {
            let proof = whole.inclusion_proof(index, size).unwrap();
            verify_inclusion(leaf(index), index, size, &proof.path, root).unwrap();
            let expected = proof.path.len();
            for path in damaged(&proof.path) {
                let error = verify_inclusion(leaf(index), index, size, &path, root).unwrap_err();
                let found = path.len();
                let mismatch = matches!(error, ProofError::RootMismatch { .. });
                let too_long = ProofError::PathTooLong { expected, found };
                let too_short = ProofError::PathTooShort { expected, found };
                assert_eq!(found == expected, mismatch, "{index} of {size}: {error}");
                assert_eq!(found > expected, error == too_long, "{index} of {size}: {error}");
                assert_eq!(found < expected, error == too_short, "{index} of {size}: {error}");
            }
        }
    }
}

#[test]
fn damaged_consistency_path_is_refused() {
    let whole = tree(COUNT);
    for to in 1..=COUNT {
        let root = whole.root_at(to).unwrap();
        for from in 1..=to {
            let old_root = whole.root_at(from).unwrap();
            let sound = whole.consistency_proof(from, to).unwrap().path;
            verify_consistency(from, old_root, to, root, &sound).unwrap();
            let expected = sound.len();
            for path in damaged(&sound) {
                let error = verify_consistency(from, old_root, to, root, &path).unwrap_err();
                let found = path.len();
                let mismatch = matches!(
                    error,
                    ProofError::RootMismatch { .. } | ProofError::OldRootMismatch { .. }
                );
                let too_long = ProofError::PathTooLong { expected, found };
                let too_short = ProofError::PathTooShort { expected, found };
                assert_eq!(found == expected, mismatch, "{from} to {to}: {error}");
                assert_eq!(found > expected, error == too_long, "{from} to {to}: {error}");
                assert_eq!(found < expected, error == too_short, "{from} to {to}: {error}");
            }
        }
    }
}

#[test]
fn inclusion_proof_of_another_leaf_index_or_root_is_refused() {
    let whole = tree(COUNT);
    let root = whole.root();
    for index in 0..COUNT {
        let path = whole.inclusion_proof(index, COUNT).unwrap().path;
        for other in (0..COUNT).filter(|other| *other != index) {
            verify_inclusion(leaf(other), index, COUNT, &path, root).unwrap_err();
            verify_inclusion(leaf(index), other, COUNT, &path, root).unwrap_err();
            let older = whole.root_at(other).unwrap();
            let found = root;
            assert_eq!(
                verify_inclusion(leaf(index), index, COUNT, &path, older),
                Err(ProofError::RootMismatch { expected: older, found })
            );
        }
    }
}

#[test]
fn inclusion_proof_of_another_size_is_refused_under_that_sizes_root() {
    let whole = tree(COUNT);
    for size in 1..=COUNT {
        for index in 0..size {
            let path = whole.inclusion_proof(index, size).unwrap().path;
            for other in (index + 1..=COUNT).filter(|other| *other != size) {
                let root = whole.root_at(other).unwrap();
                verify_inclusion(leaf(index), index, other, &path, root).unwrap_err();
            }
        }
    }
}

#[test]
fn consistency_proof_of_other_sizes_or_roots_is_refused() {
    let whole = tree(20);
    let root = |size| whole.root_at(size).unwrap();
    for to in 1..=20 {
        for from in 1..=to {
            let path = whole.consistency_proof(from, to).unwrap().path;
            for other in (1..=20).filter(|other| *other != from && *other <= to) {
                verify_consistency(other, root(other), to, root(to), &path).unwrap_err();
                verify_consistency(from, root(other), to, root(to), &path).unwrap_err();
            }
            for other in (from..=20).filter(|other| *other != to) {
                verify_consistency(from, root(from), other, root(other), &path).unwrap_err();
                verify_consistency(from, root(from), to, root(other), &path).unwrap_err();
            }
        }
    }
}

#[test]
fn rewritten_leaf_has_no_consistency_proof() {
    let (before, mut after) = (tree(6), Tree::new());
    for index in 0..11 {
        after.append(if index == 2 { stranger() } else { leaf(index) });
    }
    let path = after.consistency_proof(6, 11).unwrap().path;
    let error = verify_consistency(6, before.root(), 11, after.root(), &path).unwrap_err();
    let found = after.root_at(6).unwrap();
    assert_eq!(error, ProofError::OldRootMismatch { expected: before.root(), found });
}

#[test]
fn index_outside_the_tree_is_refused() {
    for (index, size) in [(0, 0), (1, 1), (8, 8), (9, 8), (u64::MAX, MAX_SIZE)] {
        let error = evaluate_inclusion(leaf(0), index, size, &[]).unwrap_err();
        assert_eq!(error, ProofError::IndexOutside { index, size });
    }
    let whole = tree(8);
    let outside = |index, size| Err(TreeError::IndexOutside { index, size });
    assert_eq!(whole.inclusion_proof(8, 8), outside(8, 8));
    assert_eq!(whole.inclusion_proof(5, 5), outside(5, 5));
    assert_eq!(whole.inclusion_proof(0, 0), outside(0, 0));
    assert_eq!(whole.inclusion_proof(0, 9), Err(TreeError::SizeNotHeld { size: 9, held: 8 }));
    assert_eq!(whole.root_at(9), Err(TreeError::SizeNotHeld { size: 9, held: 8 }));
}

#[test]
fn consistency_from_the_empty_tree_is_refused() {
    let whole = tree(8);
    for (to, root) in [(0, empty_root()), (8, whole.root())] {
        for path in [&[][..], &[root]] {
            let error = verify_consistency(0, empty_root(), to, root, path).unwrap_err();
            assert_eq!(error, ProofError::SizeZero);
        }
    }
    assert_eq!(whole.consistency_proof(0, 8), Err(TreeError::SizeZero));
}

#[test]
fn reversed_sizes_are_refused() {
    let whole = tree(8);
    let older = whole.root_at(5).unwrap();
    let path = whole.consistency_proof(5, 8).unwrap().path;
    let error = verify_consistency(8, whole.root(), 5, older, &path).unwrap_err();
    assert_eq!(error, ProofError::SizesReversed { from: 8, to: 5 });
    assert_eq!(whole.consistency_proof(8, 5), Err(TreeError::SizesReversed { from: 8, to: 5 }));
    assert_eq!(whole.consistency_proof(8, 9), Err(TreeError::SizeNotHeld { size: 9, held: 8 }));
}

#[test]
fn two_roots_of_one_size_are_refused() {
    let root = tree(8).root();
    verify_consistency(8, root, 8, root, &[]).unwrap();
    assert_eq!(
        verify_consistency(8, stranger(), 8, root, &[]),
        Err(ProofError::RootMismatch { expected: root, found: stranger() })
    );
    assert_eq!(
        verify_consistency(8, root, 8, root, &[root]),
        Err(ProofError::PathTooLong { expected: 0, found: 1 })
    );
}

#[test]
fn inner_node_passed_off_as_a_leaf_is_refused() {
    let whole = tree(4);
    let node = node_hash(leaf(0), leaf(1));
    let sibling = node_hash(leaf(2), leaf(3));
    assert_eq!(node_hash(node, sibling), whole.root());

    // The 64 bytes below the node, given as leaf data, hash under the other prefix.
    let data = [leaf(0).0, leaf(1).0].concat();
    assert_ne!(leaf_hash(&data), node);
    verify_inclusion(leaf_hash(&data), 0, 2, &[sibling], whole.root()).unwrap_err();

    // The node itself, given as a leaf hash, needs the size of the tree to be a lie.
    assert_eq!(
        verify_inclusion(node, 0, 4, &[sibling], whole.root()),
        Err(ProofError::PathTooShort { expected: 2, found: 1 })
    );
}

#[test]
fn path_of_65_hashes_is_refused() {
    let path = vec![stranger(); MAX_PATH + 1];
    for (size, expected) in [(1, 0), (2, 1), (COUNT, 6), (MAX_SIZE, 63)] {
        assert_eq!(
            evaluate_inclusion(leaf(0), 0, size, &path),
            Err(ProofError::PathTooLong { expected, found: 65 })
        );
    }
    for (from, to, expected) in [(1, 2, 1), (7, 8, 4), (MAX_SIZE - 1, MAX_SIZE, MAX_PATH)] {
        assert_eq!(
            verify_consistency(from, leaf(0), to, leaf(1), &path),
            Err(ProofError::PathTooLong { expected, found: 65 })
        );
    }
}

#[test]
fn sizes_at_the_limit_neither_overflow_nor_hang() {
    for index in [0, 1, MAX_SIZE / 2 - 1, MAX_SIZE / 2, MAX_SIZE - 2, MAX_SIZE - 1] {
        let error = evaluate_inclusion(leaf(0), index, MAX_SIZE, &[]).unwrap_err();
        assert_eq!(error, ProofError::PathTooShort { expected: 63, found: 0 });
        evaluate_inclusion(leaf(0), index, MAX_SIZE, &[stranger(); 63]).unwrap();
    }
    // On the right edge only the left siblings of complete subtrees remain.
    evaluate_inclusion(leaf(0), MAX_SIZE / 2, MAX_SIZE / 2 + 1, &[stranger()]).unwrap();

    for size in [MAX_SIZE + 1, u64::MAX] {
        let refused = Err(ProofError::SizeTooLarge { size });
        assert_eq!(evaluate_inclusion(leaf(0), 0, size, &[]).map(drop), refused);
        assert_eq!(verify_consistency(1, leaf(0), size, leaf(1), &[]), refused);
        assert_eq!(verify_consistency(size, leaf(0), size, leaf(0), &[]), refused);
    }
}

#[test]
fn lengths_named_in_errors_are_those_of_real_paths() {
    let whole = tree(COUNT);
    let long = vec![stranger(); MAX_PATH];
    for size in 1..=COUNT {
        for index in 0..size {
            let expected = whole.inclusion_proof(index, size).unwrap().path.len();
            assert_eq!(
                evaluate_inclusion(leaf(index), index, size, &long),
                Err(ProofError::PathTooLong { expected, found: MAX_PATH })
            );
            let from = index + 1;
            let expected = whole.consistency_proof(from, size).unwrap().path.len();
            assert_eq!(
                verify_consistency(from, leaf(0), size, leaf(1), &long),
                Err(ProofError::PathTooLong { expected, found: MAX_PATH })
            );
        }
    }
}
