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
