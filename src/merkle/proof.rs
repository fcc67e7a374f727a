//! What a prover hands to a verifier.

use crate::merkle::Hash;

/// The largest tree size that proofs are made and verified for: 2⁶³ leaves.
///
/// A consistency path is one hash longer than the tree is high, so this is the size up to
/// which no path is longer than [`MAX_PATH`].
pub const MAX_SIZE: u64 = 1 << 63;

/// The most hashes that the path of a proof can have, whatever the sizes.
///
/// A reader of proofs can refuse more than this before it allocates anything.
pub const MAX_PATH: usize = 64;

/// The audit path of one leaf, as [`Tree::inclusion_proof`](crate::merkle::Tree::inclusion_proof) makes it.
///
/// It says what it was made for. A verifier takes the size and the root from the signed head
/// it checks against, never from here: one path can verify under several sizes.
///
/// # Specification
/// RFC 9162 §2.1.3.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct InclusionProof {
    /// Index of the leaf, from 0.
    pub index: u64,
    /// Size of the tree that the path leads up to.
    pub size: u64,
    /// Sibling hashes from the leaf upwards.
    pub path: Vec<Hash>,
}

/// The most hashes that the path of a range can have, whatever the sizes.
///
/// On each of the 63 levels below a root of [`MAX_SIZE`] leaves there is one subtree before the range and
/// one behind it at most, and none on the level where the two edges of the range part.
pub const MAX_RANGE_PATH: usize = 124;

/// What leads from leaves that follow each other to the root, as
/// [`Tree::range_proof`](crate::merkle::Tree::range_proof) and
/// [`RangeProver`](crate::merkle::RangeProver) make it.
///
/// The path has the hash of each subtree that has no leaf of the range, and whose parent has one, from
/// left to right. For one leaf these are the hashes of its [`InclusionProof`], in that order.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RangeProof {
    /// Index of the first leaf, from 0.
    pub first: u64,
    /// Index of the last leaf.
    pub last: u64,
    /// Size of the tree that the path leads up to.
    pub size: u64,
    /// The hashes, from left to right.
    pub path: Vec<Hash>,
}

/// The proof that one tree is a prefix of another, as
/// [`Tree::consistency_proof`](crate::merkle::Tree::consistency_proof) makes it.
///
/// It says what it was made for; both sizes and both roots come from signed heads.
///
/// # Specification
/// RFC 9162 §2.1.4.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ConsistencyProof {
    /// Size of the older tree.
    pub from: u64,
    /// Size of the newer tree.
    pub to: u64,
    /// The hashes, in the order of RFC 9162 §2.1.4.1.
    pub path: Vec<Hash>,
}
