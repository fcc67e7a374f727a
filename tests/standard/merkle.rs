//! Trees and proofs judged from outside: published vectors, and a crate written by others.
use ct_merkle::digest::Output;
use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ct_merkle::{
    ConsistencyProof, InclusionProof, RootHash, indices_for_consistency_proof,
    indices_for_inclusion_proof,
};
use proptest::prelude::{ProptestConfig, any, prop, proptest};
use sha2::Sha256;

use handseal::merkle::{
    Frontier, Hash, MAX_PATH, MAX_SIZE, ProofError, Tree, empty_root, evaluate_inclusion,
    leaf_hash, verify_consistency, verify_inclusion,
};

/// The leaves of the tree that implementations of RFC 6962 share as their test vector.
const CLASSIC_LEAVES: [&[u8]; 8] = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57",
    b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
];

const CLASSIC_ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn tree(leaves: &[Vec<u8>]) -> Tree {
    let mut tree = Tree::new();
    for leaf in leaves {
        tree.append(leaf_hash(leaf));
    }
    tree
}

fn judge(leaves: &[Vec<u8>]) -> MemoryBackedTree<Sha256, Vec<u8>> {
    let mut tree = MemoryBackedTree::new();
    for leaf in leaves {
        tree.push(leaf.clone());
    }
    tree
}

fn leaves(count: usize) -> Vec<Vec<u8>> {
    (0..count)
        .map(|index| [&[0xa5].repeat(index % 70), &index.to_be_bytes()[..]].concat())
        .collect()
}

fn wide(n: usize) -> u64 {
    u64::try_from(n).unwrap()
}

fn digests(path: &[Hash]) -> Vec<Output<Sha256>> {
    path.iter().map(|hash| Output::<Sha256>::from(hash.0)).collect()
}

fn hashes(bytes: &[u8]) -> Vec<Hash> {
    bytes.chunks_exact(32).map(|hash| Hash(hash.try_into().unwrap())).collect()
}

fn head(root: Hash, size: u64) -> RootHash<Sha256> {
    RootHash::new(Output::<Sha256>::from(root.0), size)
}

#[test]
fn the_classic_tree_has_its_published_roots() {
    let mut frontier = Frontier::new();
    let mut tree = Tree::new();
    assert_eq!(empty_root().to_string(), CLASSIC_ROOTS[0]);
    assert_eq!(tree.root(), empty_root());
    for (leaf, root) in CLASSIC_LEAVES.iter().zip(&CLASSIC_ROOTS[1..]) {
        frontier.append(leaf_hash(leaf));
        tree.append(leaf_hash(leaf));
        assert_eq!(frontier.root().to_string(), *root);
        assert_eq!(tree.root().to_string(), *root);
        assert_eq!(root.parse::<Hash>().unwrap(), tree.root());
    }
}

#[test]
fn another_implementation_has_the_same_roots() {
    let leaves = leaves(130);
    let mut frontier = Frontier::new();
    let mut theirs = MemoryBackedTree::<Sha256, Vec<u8>>::new();
    for leaf in &leaves {
        assert_eq!(theirs.root(), head(frontier.root(), frontier.size()));
        frontier.append(leaf_hash(leaf));
        theirs.push(leaf.clone());
    }
    assert_eq!(theirs.root(), head(tree(&leaves).root(), 130));
}

/// Whether an inclusion proof holds. Two answers, which must be one.
fn includes(leaf: &Vec<u8>, index: usize, size: usize, path: &[Hash], root: Hash) -> bool {
    let (index, size) = (wide(index), wide(size));
    let carried = InclusionProof::from_digests(&digests(path));
    let theirs = head(root, size).verify_inclusion(leaf, index, &carried).is_ok();
    let ours = verify_inclusion(leaf_hash(leaf), index, size, path, root).is_ok();
    assert_eq!(ours, theirs, "leaf {index} of {size}");
    ours
}

/// Whether a consistency proof holds. Two answers, which must be one.
fn extends(from: usize, old_root: Hash, to: usize, root: Hash, path: &[Hash]) -> bool {
    let (from, to) = (wide(from), wide(to));
    let carried = ConsistencyProof::from_digests(&digests(path));
    let theirs = head(root, to).verify_consistency(&head(old_root, from), &carried).is_ok();
    let ours = verify_consistency(from, old_root, to, root, path).is_ok();
    assert_eq!(ours, theirs, "{from} to {to}");
    ours
}

/// One step away from a path: a bit changed in each hash, each replaced, dropped, repeated and
/// swapped with the next; one hash more at either end.
fn altered(path: &[Hash]) -> Vec<Vec<Hash>> {
    let stranger = leaf_hash(b"stranger");
    let mut all = vec![[path, &[stranger]].concat(), [&[stranger], path].concat()];
    for at in 0..path.len() {
        let mut changed = vec![path.to_vec(); 3];
        changed[0][at].0[at % 32] ^= 1 << (at % 8);
        changed[1][at] = stranger;
        changed[2].insert(at, path[at]);
        all.extend(changed);
        all.push([&path[..at], &path[at + 1..]].concat());
        if at + 1 < path.len() {
            let mut swapped = path.to_vec();
            swapped.swap(at, at + 1);
            all.push(swapped);
        }
    }
    all
}

/// A tree by each of two implementations, and the proofs of both.
struct Twins {
    leaves: Vec<Vec<u8>>,
    ours: Tree,
    theirs: MemoryBackedTree<Sha256, Vec<u8>>,
}

impl Twins {
    fn new(size: usize) -> Self {
        let leaves = leaves(size);
        let twins = Self { ours: tree(&leaves), theirs: judge(&leaves), leaves };
        assert_eq!(twins.theirs.root(), head(twins.ours.root(), wide(size)));
        twins
    }

    /// The proof of one leaf, the same from both, accepted by both; altered, refused by both.
    fn check_inclusion(&self, index: usize) {
        let (size, root, leaf) = (self.leaves.len(), self.ours.root(), &self.leaves[index]);
        let path = self.ours.inclusion_proof(wide(index), wide(size)).unwrap().path;
        assert_eq!(path, hashes(self.theirs.prove_inclusion(index).as_bytes()));
        assert!(includes(leaf, index, size, &path, root));
        for altered in altered(&path) {
            assert!(!includes(leaf, index, size, &altered, root), "leaf {index} of {size}");
        }
        assert!(!includes(&b"stranger".to_vec(), index, size, &path, root));
        assert!(!includes(leaf, index, size, &path, leaf_hash(b"stranger")));
        for other in [index + 1, index.wrapping_sub(1), index ^ 2, size] {
            assert!(!includes(leaf, other, size, &path, root), "leaf {index} as {other}");
        }
    }

    /// The proof that one size is a prefix, the same from both, accepted by both; altered, refused
    /// by both.
    fn check_consistency(&self, from: usize) {
        let (to, root) = (self.leaves.len(), self.ours.root());
        let old_root = self.ours.root_at(wide(from)).unwrap();
        let path = self.ours.consistency_proof(wide(from), wide(to)).unwrap().path;
        assert_eq!(path, hashes(self.theirs.prove_consistency(to - from).as_bytes()));
        assert!(extends(from, old_root, to, root, &path));
        for altered in altered(&path) {
            assert!(!extends(from, old_root, to, root, &altered), "{from} to {to}");
        }
        let stranger = leaf_hash(b"stranger");
        assert!(!extends(from, stranger, to, root, &path));
        assert!(!extends(from, old_root, to, stranger, &path));
        for other in [0, from - 1, to + 1] {
            assert!(!extends(other, old_root, to, root, &path), "{from} as {other} to {to}");
        }
    }
}

#[test]
fn another_implementation_disagrees_on_a_tree_of_up_to_64_leaves() {
    for size in 0..=64 {
        let twins = Twins::new(size);
        for index in 0..size {
            twins.check_inclusion(index);
            twins.check_consistency(index + 1);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn another_implementation_disagrees_on_a_larger_tree(
        size in 65..3000_usize,
        index in any::<prop::sample::Index>(),
    ) {
        let twins = Twins::new(size);
        twins.check_inclusion(index.index(size));
        twins.check_consistency(index.index(size) + 1);
    }
}

#[test]
fn another_implementation_has_the_same_path_lengths_at_the_largest_sizes() {
    // One hash more than any path has: the error names the length that these sizes need.
    let path = [empty_root(); MAX_PATH + 1];
    let near = |n: u64| (n.saturating_sub(2)..=n.saturating_add(2)).filter(|n| *n <= MAX_SIZE);
    let edges: Vec<u64> = [1, 63, 64, 1 << 32, (1 << 62) + (1 << 40), 1 << 62, MAX_SIZE]
        .into_iter()
        .flat_map(near)
        .collect();
    for (from, to) in edges.iter().flat_map(|from| edges.iter().map(move |to| (*from, *to))) {
        if from < to {
            let expected = indices_for_inclusion_proof(to, from).len();
            let error = evaluate_inclusion(empty_root(), from, to, &path).unwrap_err();
            assert_eq!(error, ProofError::PathTooLong { expected, found: path.len() });
        }
        if 0 < from && from < to {
            let added = to.checked_sub(from).unwrap();
            let expected = indices_for_consistency_proof(from, added).len();
            let error =
                verify_consistency(from, empty_root(), to, empty_root(), &path).unwrap_err();
            assert_eq!(error, ProofError::PathTooLong { expected, found: path.len() });
        }
    }
}
