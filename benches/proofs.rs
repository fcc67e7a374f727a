//! What do proofs cost beside the hashes that they are made of?
//!
//! The other side is a bare chain of as many node hashes as the path is long, since a verifier makes
//! at least these. Making a proof hashes nothing where whole subtrees are kept: it is set beside the
//! same chain, to show that it does not grow with the tree.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    reason = "a measurement that cannot be made stops"
)]

mod common;

use std::hint::black_box;

use common::ratio;
use criterion::{BenchmarkId, Criterion, Throughput};
use handseal::merkle::{Hash, Tree, leaf_hash, node_hash, verify_consistency, verify_inclusion};

/// A case, a large case, a small organisation's ledger, a national one's.
const SIZES: [u64; 4] = [1 << 10, 1 << 13, 1 << 17, 1 << 20];

/// How often one measured round makes or verifies a proof: enough that the clock is not what is seen.
const ROUND: u64 = 200;

fn main() {
    let mut criterion = Criterion::default().configure_from_args().sample_size(20);
    let mut tree = Tree::new();
    for size in SIZES {
        if !ratio::measuring() && size > SIZES[0] {
            break;
        }
        while tree.size() < size {
            tree.append(leaf_hash(&tree.size().to_be_bytes()));
        }
        inclusion(&mut criterion, &tree, size);
        consistency(&mut criterion, &tree, size);
    }
    criterion.final_summary();
}

fn inclusion(criterion: &mut Criterion, tree: &Tree, size: u64) {
    // Neither at an edge nor in the middle.
    let (index, root) = (size / 3, tree.root());
    let leaf = leaf_hash(&index.to_be_bytes());
    let make = || tree.inclusion_proof(black_box(index), size).expect("within the tree");
    let path = make().path;
    let verify = || verify_inclusion(leaf, index, size, black_box(&path), root).expect("made here");
    let chain = || chained(leaf, black_box(&path));
    declare(criterion, "inclusion", size, make, verify);
    compare("inclusion", size, make, verify, chain);
}

fn consistency(criterion: &mut Criterion, tree: &Tree, size: u64) {
    let (from, root) = (size / 3, tree.root());
    let old = tree.root_at(from).expect("within the tree");
    let make = || tree.consistency_proof(black_box(from), size).expect("within the tree");
    let path = make().path;
    let verify = || verify_consistency(from, old, size, root, black_box(&path)).expect("made here");
    // Two roots come out of one path, so most of its hashes are used twice.
    let chain = || (chained(old, black_box(&path)), chained(root, black_box(&path)));
    declare(criterion, "consistency", size, make, verify);
    compare("consistency", size, make, verify, chain);
}

fn declare<A, B>(
    criterion: &mut Criterion,
    kind: &str,
    size: u64,
    make: impl Fn() -> A,
    verify: impl Fn() -> B,
) {
    let mut group = criterion.benchmark_group(kind);
    group.throughput(Throughput::Elements(1));
    group.bench_function(BenchmarkId::new("make", size), |bench| bench.iter(&make));
    group.bench_function(BenchmarkId::new("verify", size), |bench| bench.iter(&verify));
    group.finish();
}

fn compare<A, B, C>(
    kind: &str,
    size: u64,
    make: impl Fn() -> A,
    verify: impl Fn() -> B,
    chain: impl Fn() -> C,
) {
    let chain = || repeated(&chain);
    let name = |act: &str| format!("{act} {kind} proof in {size} / its hashes alone, x{ROUND}");
    ratio::print(&name("make"), 51, || repeated(&make), chain);
    ratio::print(&name("verify"), 51, || repeated(&verify), chain);
}

fn repeated<T>(run: impl Fn() -> T) {
    for _ in 0..ROUND {
        black_box(run());
    }
}

fn chained(leaf: Hash, path: &[Hash]) -> Hash {
    path.iter().fold(leaf, |hash, other| node_hash(hash, *other))
}
