//! Verification of proofs: the two numbered algorithms of RFC 9162, line by line.

use crate::merkle::{Hash, MAX_SIZE, node_hash};

/// Why a proof does not hold.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ProofError {
    /// The index is not below the size.
    #[error("leaf {index} is not in a tree of size {size}")]
    IndexOutside {
        /// Index of the leaf.
        index: u64,
        /// Size of the tree.
        size: u64,
    },
    /// A consistency proof leads to another older root.
    #[error("older root {expected} expected, the proof leads to {found}")]
    OldRootMismatch {
        /// Older root given by the caller.
        expected: Hash,
        /// Older root that the path makes.
        found: Hash,
    },
    /// The path has more hashes than these sizes need.
    #[error("path of {expected} hashes expected, {found} found")]
    PathTooLong {
        /// Hashes that a path for these sizes has.
        expected: usize,
        /// Hashes given.
        found: usize,
    },
    /// The path has fewer hashes than these sizes need.
    #[error("path of {expected} hashes expected, only {found} found")]
    PathTooShort {
        /// Hashes that a path for these sizes has.
        expected: usize,
        /// Hashes given.
        found: usize,
    },
    /// A range without leaves: a proof of one would be a yes about nothing.
    #[error("no leaves from {first} to {last}")]
    RangeEmpty {
        /// First leaf of the range.
        first: u64,
        /// Last leaf of the range.
        last: u64,
    },
    /// The proof leads to another root; for consistency, to another newer root.
    #[error("root {expected} expected, the proof leads to {found}")]
    RootMismatch {
        /// Root given by the caller.
        expected: Hash,
        /// Root that the path makes.
        found: Hash,
    },
    /// The size is beyond what a path can lead up to.
    #[error("tree size {size} is greater than {MAX_SIZE}")]
    SizeTooLarge {
        /// Size given by the caller.
        size: u64,
    },
    /// A consistency proof from the empty tree. Every tree extends it, so to accept one would be
    /// a yes about nothing.
    #[error("a consistency proof from the empty tree proves nothing")]
    SizeZero,
    /// The older size is greater than the newer.
    #[error("older size {from} is greater than newer size {to}")]
    SizesReversed {
        /// Older size given by the caller.
        from: u64,
        /// Newer size given by the caller.
        to: u64,
    },
    /// Fewer leaves are given than the range has.
    #[error("{expected} leaves expected, only {found} found")]
    TooFewLeaves {
        /// Leaves that the range has.
        expected: u64,
        /// Leaves given.
        found: u64,
    },
    /// More leaves are given than the range has.
    #[error("{expected} leaves expected, more found")]
    TooManyLeaves {
        /// Leaves that the range has.
        expected: u64,
    },
}

/// Returns the root that an audit path leads to from a leaf hash.
///
/// For a caller that compares the root itself, as one who checks a signature over it does.
///
/// # Errors
/// [`ProofError::IndexOutside`], [`ProofError::SizeTooLarge`], or a path whose length is not
/// that of this index and size: [`ProofError::PathTooLong`], [`ProofError::PathTooShort`].
///
/// # Specification
/// RFC 9162 §2.1.3.2, steps 1 to 4 and the first half of 5. F8.5
pub fn evaluate_inclusion(
    leaf: Hash,
    index: u64,
    size: u64,
    path: &[Hash],
) -> Result<Hash, ProofError> {
    check_size(size)?;
    // RFC 9162 §2.1.3.2 step 1; of an empty tree, every index is outside
    let last = size.checked_sub(1).filter(|last| index <= *last);
    // step 2
    let mut sn = last.ok_or(ProofError::IndexOutside { index, size })?;
    let mut fn_ = index;
    let expected = inclusion_length(fn_, sn);
    // step 3
    let mut r = leaf;
    // step 4
    for p in path {
        // step 4.a
        if sn == 0 {
            return Err(ProofError::PathTooLong { expected, found: path.len() });
        }
        // step 4.b
        if is_odd(fn_) || fn_ == sn {
            // step 4.b.i
            r = node_hash(*p, r);
            // step 4.b.ii
            while !is_odd(fn_) && fn_ != 0 {
                fn_ >>= 1;
                sn >>= 1;
            }
        } else {
            // step 4.b, otherwise
            r = node_hash(r, *p);
        }
        // step 4.c
        fn_ >>= 1;
        sn >>= 1;
    }
    // step 5: sn
    if sn != 0 {
        return Err(ProofError::PathTooShort { expected, found: path.len() });
    }
    Ok(r)
}

/// Verifies that a leaf is in a tree, at an index, under a root.
///
/// The caller hashes the leaf data itself with [`leaf_hash`](crate::merkle::leaf_hash), and
/// takes `size` and `root` from one signed head.
///
/// # What this proves
/// The tree that this head names has this leaf at this index.
///
/// # What this does not prove
/// That the head is signed, by whom, or that it is the only one; what else is in the tree. Nor
/// that `size` is right if it did not come with the root: one path can verify under several.
///
/// # Errors
/// Those of [`evaluate_inclusion`], and [`ProofError::RootMismatch`].
///
/// # Examples
/// ```
/// use handseal::merkle::{leaf_hash, node_hash, verify_inclusion};
///
/// let (left, right) = (leaf_hash(b"left"), leaf_hash(b"right"));
/// verify_inclusion(right, 1, 2, &[left], node_hash(left, right))?;
/// # Ok::<(), handseal::merkle::ProofError>(())
/// ```
///
/// # Specification
/// RFC 9162 §2.1.3.2. F8.3
pub fn verify_inclusion(
    leaf: Hash,
    index: u64,
    size: u64,
    path: &[Hash],
    root: Hash,
) -> Result<(), ProofError> {
    let found = evaluate_inclusion(leaf, index, size, path)?;
    // RFC 9162 §2.1.3.2 step 5: r
    if found != root {
        return Err(ProofError::RootMismatch { expected: root, found });
    }
    Ok(())
}

/// Verifies that the tree of an older head is a prefix of the tree of a newer one.
///
/// Sizes and roots come from two signed heads. Between equal sizes the path must be empty and
/// the roots equal. RFC 9162 defines no proof from size 0: see [`ProofError::SizeZero`].
///
/// # What this proves
/// The newer tree begins with all leaves of the older one, in the same order.
///
/// # What this does not prove
/// That either head is signed, or what was appended. Nor that no third head exists which
/// contradicts both: for that, heads are compared with those that others keep.
///
/// # Errors
/// [`ProofError::SizeTooLarge`], [`ProofError::SizeZero`], [`ProofError::SizesReversed`]; a path
/// of another length than these sizes need: [`ProofError::PathTooLong`],
/// [`ProofError::PathTooShort`]; another root: [`ProofError::OldRootMismatch`],
/// [`ProofError::RootMismatch`].
///
/// # Examples
/// ```
/// use handseal::merkle::{Tree, leaf_hash, verify_consistency};
///
/// let mut tree = Tree::new();
/// tree.append(leaf_hash(b"monday"));
/// let remembered = (tree.size(), tree.root());
/// tree.append(leaf_hash(b"tuesday"));
/// let proof = tree.consistency_proof(remembered.0, tree.size())?;
/// verify_consistency(remembered.0, remembered.1, tree.size(), tree.root(), &proof.path)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Specification
/// RFC 9162 §2.1.4.2. F8.4
pub fn verify_consistency(
    from: u64,
    old_root: Hash,
    to: u64,
    root: Hash,
    path: &[Hash],
) -> Result<(), ProofError> {
    check_sizes(from, to)?;
    let found = path.len();
    let expected = consistency_length(from, to);
    if from == to {
        // RFC 9162 §2.1.4.1: PROOF(n, D_n) is empty. §2.1.4.2 leaves this case to the caller.
        if found != expected {
            return Err(ProofError::PathTooLong { expected, found });
        }
        return check_root(old_root, root);
    }
    // RFC 9162 §2.1.4.2 step 1
    let (first, rest) = path.split_first().ok_or(ProofError::PathTooShort { expected, found })?;
    // step 2: the older root stands before the path
    let power = from.is_power_of_two();
    let (seed, rest) = if power { (old_root, path) } else { (*first, rest) };
    // step 3: neither size is 0
    let (mut fn_, mut sn) = (from.wrapping_sub(1), to.wrapping_sub(1));
    // step 4
    while is_odd(fn_) {
        fn_ >>= 1;
        sn >>= 1;
    }
    // step 5
    let (mut fr, mut sr) = (seed, seed);
    // step 6
    for c in rest {
        // step 6.a
        if sn == 0 {
            return Err(ProofError::PathTooLong { expected, found });
        }
        // step 6.b
        if is_odd(fn_) || fn_ == sn {
            // step 6.b.i
            fr = node_hash(*c, fr);
            // step 6.b.ii
            sr = node_hash(*c, sr);
            // step 6.b.iii
            while !is_odd(fn_) && fn_ != 0 {
                fn_ >>= 1;
                sn >>= 1;
            }
        } else {
            // step 6.b, otherwise
            sr = node_hash(sr, *c);
        }
        // step 6.c
        fn_ >>= 1;
        sn >>= 1;
    }
    // step 7: sn first, so that a path cut short is not called another tree
    if sn != 0 {
        return Err(ProofError::PathTooShort { expected, found });
    }
    // step 7: fr, then sr
    if fr != old_root {
        return Err(ProofError::OldRootMismatch { expected: old_root, found: fr });
    }
    check_root(sr, root)
}

pub(super) fn check_root(found: Hash, expected: Hash) -> Result<(), ProofError> {
    if found != expected {
        return Err(ProofError::RootMismatch { expected, found });
    }
    Ok(())
}

/// RFC 9162 §2.1.4.2 is defined for `0 < from < to`; equal sizes are the caller's.
const fn check_sizes(from: u64, to: u64) -> Result<(), ProofError> {
    if from == 0 {
        return Err(ProofError::SizeZero);
    }
    if from > to {
        return Err(ProofError::SizesReversed { from, to });
    }
    check_size(to)
}

pub(super) const fn check_size(size: u64) -> Result<(), ProofError> {
    if size > MAX_SIZE {
        return Err(ProofError::SizeTooLarge { size });
    }
    Ok(())
}

/// `LSB(n)` is set.
const fn is_odd(n: u64) -> bool {
    n & 1 == 1
}

/// The length of the audit path of leaf `index` in a tree whose last leaf is `last`.
///
/// Below the level where the two paths meet, every level has a sibling; above it, the leaf lies
/// on the right edge, where only the levels in which it is a right child have one.
fn inclusion_length(index: u64, last: u64) -> usize {
    let meet = bit_length(index ^ last);
    let above = index.checked_shr(meet).unwrap_or(0).count_ones();
    usize::try_from(meet.saturating_add(above)).unwrap_or(usize::MAX)
}

/// The length of a consistency path: that of the audit path from the last complete subtree of
/// the older tree upwards, and that subtree itself unless it is the whole older tree.
fn consistency_length(from: u64, to: u64) -> usize {
    if from == to {
        return 0;
    }
    let level = from.trailing_zeros();
    let subtree = from.wrapping_sub(1) >> level;
    let siblings = inclusion_length(subtree, to.wrapping_sub(1) >> level);
    siblings.saturating_add(usize::from(!from.is_power_of_two()))
}

/// Bits needed to write `n`: 0 for 0.
pub(super) const fn bit_length(n: u64) -> u32 {
    u64::BITS.wrapping_sub(n.leading_zeros())
}
