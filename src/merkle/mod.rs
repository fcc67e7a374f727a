//! Merkle trees: leaf data in, one root out, and short proofs about both.
//!
//! This layer turns a sequence of leaf hashes into a tree head (a size and a root), and
//! answers questions from a head alone: is this leaf at this index (inclusion), and is
//! that older tree a prefix of this one (consistency). RFC 9162 §2.1 defines all of it, with
//! SHA-256 as the hash. `range` has a third, of the same trees: are these leaves, one behind the other,
//! at these indices.
//!
//! [`Tree`] keeps every complete subtree and makes proofs; [`Frontier`] keeps only what the
//! next root needs; the `verify_*` functions need neither. A verifier takes the size and the
//! root from a signed head, never from a proof, and hashes the leaf data itself.

mod hash;
mod paths;
mod proof;
mod range;
#[cfg(test)]
mod reference;
mod tree;
mod verify;

pub use hash::{Hash, empty_root, leaf_hash, node_hash};
pub(crate) use paths::{consistency_path, inclusion_path, join, subtrees};
pub use proof::{ConsistencyProof, InclusionProof, MAX_PATH, MAX_RANGE_PATH, MAX_SIZE, RangeProof};
pub use range::{RangeEvaluation, RangeProver, evaluate_range, verify_range};
pub use tree::{Frontier, Tree, TreeError};
pub use verify::{ProofError, evaluate_inclusion, verify_consistency, verify_inclusion};
