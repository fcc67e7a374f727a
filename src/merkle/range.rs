//! Proofs about leaves that follow each other.
//!
//! Around the range stand subtrees that have no leaf of it. Their hashes and the leaves of the range make
//! the root again. Both sides meet in [`Gaps`], which says where these subtrees are.

use std::ops::{Range, RangeInclusive};

use crate::merkle::verify::{bit_length, check_root, check_size};
use crate::merkle::{Frontier, Hash, ProofError, RangeProof, TreeError};

/// The leaves before and behind a range, subtree by subtree from left to right.
///
/// Before it they are the complete subtrees that make up a tree of `first` leaves. Behind it each is the
/// sibling of what has been put together so far; the last may be incomplete, as RFC 9162 §2.1.1 cuts it.
#[derive(Clone, Debug)]
pub(super) struct Gaps {
    first: u64,
    last: u64,
    size: u64,
    next: u64,
}

impl Gaps {
    pub(super) fn around(leaves: RangeInclusive<u64>, size: u64) -> Result<Self, TreeError> {
        let (first, last) = leaves.into_inner();
        if first > last {
            return Err(TreeError::RangeEmpty { first, last });
        }
        if last >= size {
            return Err(TreeError::IndexOutside { index: last, size });
        }
        Ok(Self { first, last, size, next: 0 })
    }

    pub(super) const fn proof(&self, path: Vec<Hash>) -> RangeProof {
        RangeProof { first: self.first, last: self.last, size: self.size, path }
    }
}

impl Iterator for Gaps {
    type Item = Range<u64>;

    fn next(&mut self) -> Option<Range<u64>> {
        // The next subtree before the range is the largest that is left of it.
        let before = self.first.checked_sub(self.next).and_then(u64::checked_ilog2);
        let start = match before {
            Some(_) => self.next,
            None => self.next.max(self.last.saturating_add(1)),
        };
        if start >= self.size {
            return None;
        }
        let level = before.unwrap_or_else(|| start.trailing_zeros());
        let end = start.saturating_add(1_u64.checked_shl(level)?).min(self.size);
        self.next = end;
        Some(start..end)
    }
}

/// Makes the proof of a range from leaf hashes that come one after the other.
///
/// For a tree that is not in memory: it keeps one hash for each bit of the size. [`Tree`] makes the same
/// proof from a tree that is.
///
/// [`Tree`]: crate::merkle::Tree
///
/// # Examples
/// ```
/// use handseal::merkle::{RangeProver, Tree, leaf_hash};
///
/// let (mut prover, mut tree) = (RangeProver::new(1..=2, 5)?, Tree::new());
/// for data in ["a", "b", "c", "d", "e"] {
///     prover.append(leaf_hash(data.as_bytes()));
///     tree.append(leaf_hash(data.as_bytes()));
/// }
/// assert_eq!(prover.finish()?, tree.range_proof(1..=2, 5)?);
/// # Ok::<(), handseal::merkle::TreeError>(())
/// ```
#[derive(Clone, Debug)]
pub struct RangeProver {
    /// The proof without its path.
    around: Gaps,
    gaps: Gaps,
    /// The subtree whose leaves are coming, or come next.
    gap: Option<Range<u64>>,
    subtree: Frontier,
    path: Vec<Hash>,
    taken: u64,
}

impl RangeProver {
    /// Begins a proof that these leaves are in a tree of `size` leaves.
    ///
    /// # Errors
    /// [`TreeError::RangeEmpty`] or [`TreeError::IndexOutside`].
    pub fn new(leaves: RangeInclusive<u64>, size: u64) -> Result<Self, TreeError> {
        let around = Gaps::around(leaves, size)?;
        let mut gaps = around.clone();
        let gap = gaps.next();
        let (subtree, path) = (Frontier::new(), Vec::new());
        Ok(Self { around, gaps, gap, subtree, path, taken: 0 })
    }

    /// Takes the next leaf of the tree, given as its leaf hash, be it of the range or not.
    pub fn append(&mut self, leaf: Hash) {
        let index = self.taken;
        self.taken = self.taken.saturating_add(1);
        let Some(gap) = self.gap.clone().filter(|gap| gap.contains(&index)) else {
            return;
        };
        self.subtree.append(leaf);
        if self.taken == gap.end {
            self.path.push(self.subtree.root());
            self.subtree = Frontier::new();
            self.gap = self.gaps.next();
        }
    }

    /// Returns the proof.
    ///
    /// # Errors
    /// [`TreeError::SizeNotHeld`] unless there were as many leaves as the tree has.
    pub fn finish(self) -> Result<RangeProof, TreeError> {
        let (size, held) = (self.around.size, self.taken);
        if held != size {
            return Err(TreeError::SizeNotHeld { size, held });
        }
        Ok(self.around.proof(self.path))
    }
}

/// The root that a path and the leaves of a range lead to, for leaves that come one after the other.
///
/// It keeps one hash for each bit of the size and the path, whatever the length of the range.
#[derive(Clone, Debug)]
pub struct RangeEvaluation {
    tree: Frontier,
    behind: Vec<Hash>,
    expected: u64,
    found: u64,
}

impl RangeEvaluation {
    /// Begins with a path, before any leaf is known.
    ///
    /// # Errors
    /// [`ProofError::SizeTooLarge`], [`ProofError::RangeEmpty`], [`ProofError::IndexOutside`], or a path
    /// whose length is not that of this range and size: [`ProofError::PathTooLong`],
    /// [`ProofError::PathTooShort`].
    pub fn new(leaves: RangeInclusive<u64>, size: u64, path: &[Hash]) -> Result<Self, ProofError> {
        check_size(size)?;
        let (first, last) = leaves.into_inner();
        let Some(count) = last.checked_sub(first).map(|more| more.saturating_add(1)) else {
            return Err(ProofError::RangeEmpty { first, last });
        };
        // Of an empty tree, every index is outside.
        let outside = ProofError::IndexOutside { index: last, size };
        let end = size.checked_sub(1).filter(|end| last <= *end).ok_or(outside)?;
        // One complete subtree before the range for each bit set in the number of leaves there.
        let before = width(first.count_ones());
        let expected = before.saturating_add(siblings_behind(last, end));
        let found = path.len();
        if found > expected {
            return Err(ProofError::PathTooLong { expected, found });
        }
        let (before, behind) = path
            .split_at_checked(before)
            .filter(|_| found == expected)
            .ok_or(ProofError::PathTooShort { expected, found })?;
        let tree = Frontier::of_subtrees(before.to_vec(), first);
        Ok(Self { tree, behind: behind.to_vec(), expected: count, found: 0 })
    }

    /// Takes the next leaf of the range, given as its leaf hash.
    ///
    /// # Errors
    /// [`ProofError::TooManyLeaves`] behind the last of the range.
    pub fn append(&mut self, leaf: Hash) -> Result<(), ProofError> {
        if self.found == self.expected {
            return Err(ProofError::TooManyLeaves { expected: self.expected });
        }
        self.found = self.found.saturating_add(1);
        self.tree.append(leaf);
        Ok(())
    }

    /// Returns the root.
    ///
    /// # Errors
    /// [`ProofError::TooFewLeaves`] unless all leaves of the range were given.
    pub fn finish(mut self) -> Result<Hash, ProofError> {
        let (expected, found) = (self.expected, self.found);
        if found != expected {
            return Err(ProofError::TooFewLeaves { expected, found });
        }
        for sibling in self.behind {
            // Its sibling is the smallest complete subtree so far, and as large or larger.
            let level = self.tree.size().trailing_zeros();
            self.tree.append_subtree(sibling, level);
        }
        Ok(self.tree.root())
    }
}

/// Returns the root that the leaf hashes of a range and a path lead to.
///
/// For a caller that compares the root itself.
///
/// # Errors
/// Those of [`RangeEvaluation`]. An endless iterator is left behind the last leaf of the range.
pub fn evaluate_range(
    hashes: impl IntoIterator<Item = Hash>,
    leaves: RangeInclusive<u64>,
    size: u64,
    path: &[Hash],
) -> Result<Hash, ProofError> {
    let mut evaluation = RangeEvaluation::new(leaves, size, path)?;
    for hash in hashes {
        evaluation.append(hash)?;
    }
    evaluation.finish()
}

/// Verifies that leaves which follow each other are in a tree, at these indices, under a root.
///
/// The caller hashes the leaf data itself with [`leaf_hash`](crate::merkle::leaf_hash), and takes `size`
/// and `root` from one signed head. Memory does not grow with the number of leaves.
///
/// # What this proves
/// The tree that this head names has these leaves at these indices, and no others between them.
///
/// # What this does not prove
/// That the head is signed, by whom, or that it is the only one; what else is in the tree. Nor
/// that `size` is right if it did not come with the root: one path can verify under several.
///
/// # Errors
/// Those of [`RangeEvaluation`], and [`ProofError::RootMismatch`].
///
/// # Examples
/// ```
/// use handseal::merkle::{Tree, leaf_hash, verify_range};
///
/// let leaves = ["a", "b", "c", "d", "e"].map(|data| leaf_hash(data.as_bytes()));
/// let mut tree = Tree::new();
/// for leaf in leaves {
///     tree.append(leaf);
/// }
/// let proof = tree.range_proof(1..=3, 5)?;
/// verify_range(leaves[1..=3].iter().copied(), 1..=3, 5, &proof.path, tree.root())?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Specification
/// RFC 9162 §2.1.1 for the tree. It defines no such proof: for one leaf this is §2.1.3, with the same
/// hashes from left to right.
pub fn verify_range(
    hashes: impl IntoIterator<Item = Hash>,
    leaves: RangeInclusive<u64>,
    size: u64,
    path: &[Hash],
    root: Hash,
) -> Result<(), ProofError> {
    check_root(evaluate_range(hashes, leaves, size, path)?, root)
}

/// The subtrees behind leaf `last` in a tree whose last leaf is `end`: one for each level below the one
/// where their paths meet on which `last` lies to the left.
fn siblings_behind(last: u64, end: u64) -> usize {
    let meet = bit_length(last ^ end);
    let below = u64::BITS.checked_sub(meet).and_then(|above| u64::MAX.checked_shr(above));
    width((!last & below.unwrap_or(0)).count_ones())
}

fn width(count: u32) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}
