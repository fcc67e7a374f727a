//! Trees that grow: one that can prove, one that only knows its root.

use std::ops::{Range, RangeInclusive};

use crate::encoding::persist;
use crate::merkle::paths::{consistency_path, inclusion_path, join, subtrees};
use crate::merkle::range::Gaps;
use crate::merkle::{ConsistencyProof, Hash, InclusionProof, RangeProof, empty_root, node_hash};

/// Why a tree cannot make the root or proof asked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TreeError {
    /// The leaf is not in the tree of that size.
    #[error("leaf {index} is not in a tree of size {size}")]
    IndexOutside {
        /// Index asked for.
        index: u64,
        /// Size asked for.
        size: u64,
    },
    /// A range without leaves: nothing can be proven of it.
    #[error("no leaves from {first} to {last}")]
    RangeEmpty {
        /// First leaf asked for.
        first: u64,
        /// Last leaf asked for.
        last: u64,
    },
    /// The tree has fewer leaves than that.
    #[error("size {size} asked for, {held} leaves held")]
    SizeNotHeld {
        /// Size asked for.
        size: u64,
        /// Leaves held.
        held: u64,
    },
    /// The older size is greater than the newer.
    #[error("older size {from} is greater than newer size {to}")]
    SizesReversed {
        /// Older size asked for.
        from: u64,
        /// Newer size asked for.
        to: u64,
    },
    /// A consistency proof from the empty tree, which every tree extends: it proves nothing.
    #[error("no consistency proof starts at the empty tree")]
    SizeZero,
}

/// An append-only Merkle tree that makes proofs for every size it ever had.
///
/// It keeps the root of every complete subtree, about two hashes per leaf. A root or a proof
/// then costs O(log n).
///
/// # Examples
/// ```
/// use handseal::merkle::{Tree, leaf_hash, verify_inclusion};
///
/// let mut tree = Tree::new();
/// for data in ["first", "second", "third"] {
///     tree.append(leaf_hash(data.as_bytes()));
/// }
/// let proof = tree.inclusion_proof(1, 3)?;
/// verify_inclusion(leaf_hash(b"second"), 1, 3, &proof.path, tree.root())?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Specification
/// RFC 9162 §2.1.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// `levels[k][i]` is the root of leaves `i·2ᵏ .. (i+1)·2ᵏ`; only complete subtrees stand
    /// here, so nothing written is ever changed.
    levels: Vec<Vec<Hash>>,
    size: u64,
}

impl Tree {
    /// Returns the tree without leaves.
    #[must_use]
    pub const fn new() -> Self {
        Self { levels: Vec::new(), size: 0 }
    }

    /// Appends a leaf, given as its leaf hash, and returns its index.
    pub fn append(&mut self, leaf: Hash) -> u64 {
        let index = self.size;
        let mut node = Some(leaf);
        let mut levels = self.levels.iter_mut();
        while let Some(root) = node {
            let Some(level) = levels.next() else {
                self.levels.push(vec![root]);
                break;
            };
            level.push(root);
            // A level of even length has just completed a pair, and with it a subtree above.
            node = match level.as_chunks::<2>() {
                (pairs, []) => pairs.last().map(|[left, right]| node_hash(*left, *right)),
                _ => None,
            };
        }
        // Memory ends long before 2⁶⁴ leaves of 32 bytes do.
        self.size = self.size.saturating_add(1);
        index
    }

    /// Returns the number of leaves.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Returns the root over all leaves.
    #[must_use]
    pub fn root(&self) -> Hash {
        // The last subtree of every level of odd length has no parent yet: these are the
        // subtrees that bit by bit make up the size, the smallest and rightmost first.
        let unpaired = self.levels.iter().filter_map(|level| match level.as_chunks::<2>() {
            (_, [last]) => Some(*last),
            _ => None,
        });
        unpaired.reduce(|right, left| node_hash(left, right)).unwrap_or_else(empty_root)
    }

    /// Returns the root that the tree had at `size` leaves.
    ///
    /// # Errors
    /// [`TreeError::SizeNotHeld`] if it never had that many.
    pub fn root_at(&self, size: u64) -> Result<Hash, TreeError> {
        self.range_root(0..size)
    }

    /// Returns the proof that the leaf at `index` is in the tree of `size` leaves.
    ///
    /// # Errors
    /// [`TreeError::SizeNotHeld`] or [`TreeError::IndexOutside`].
    ///
    /// # Specification
    /// RFC 9162 §2.1.3.1.
    pub fn inclusion_proof(&self, index: u64, size: u64) -> Result<InclusionProof, TreeError> {
        self.check_size(size)?;
        let path = self.roots(inclusion_path(index, size)?)?;
        Ok(InclusionProof { index, size, path })
    }

    /// Returns the proof that the tree of `from` leaves is a prefix of the tree of `to`.
    ///
    /// Between equal sizes the path is empty.
    ///
    /// # Errors
    /// [`TreeError::SizeNotHeld`], [`TreeError::SizesReversed`] or [`TreeError::SizeZero`].
    ///
    /// # Specification
    /// RFC 9162 §2.1.4.1.
    pub fn consistency_proof(&self, from: u64, to: u64) -> Result<ConsistencyProof, TreeError> {
        self.check_size(to)?;
        let path = self.roots(consistency_path(from, to)?)?;
        Ok(ConsistencyProof { from, to, path })
    }

    /// Returns the proof that leaves which follow each other are in the tree of `size` leaves, for
    /// [`verify_range`](crate::merkle::verify_range).
    ///
    /// # Errors
    /// [`TreeError::SizeNotHeld`], [`TreeError::RangeEmpty`] or [`TreeError::IndexOutside`].
    pub fn range_proof(
        &self,
        leaves: RangeInclusive<u64>,
        size: u64,
    ) -> Result<RangeProof, TreeError> {
        self.check_size(size)?;
        let gaps = Gaps::around(leaves, size)?;
        let path = self.roots(gaps.clone())?;
        Ok(gaps.proof(path))
    }

    fn check_size(&self, size: u64) -> Result<(), TreeError> {
        if size > self.size {
            return Err(TreeError::SizeNotHeld { size, held: self.size });
        }
        Ok(())
    }

    fn roots(&self, all: impl IntoIterator<Item = Range<u64>>) -> Result<Vec<Hash>, TreeError> {
        all.into_iter().map(|leaves| self.range_root(leaves)).collect()
    }

    fn range_root(&self, leaves: Range<u64>) -> Result<Hash, TreeError> {
        let missing = TreeError::SizeNotHeld { size: leaves.end, held: self.size };
        let roots = subtrees(leaves).map(|(level, index)| self.subtree(level, index));
        let roots = roots.collect::<Option<Vec<_>>>().ok_or(missing)?;
        Ok(join(roots.into_iter()))
    }

    fn subtree(&self, level: u32, index: u64) -> Option<Hash> {
        let level = self.levels.get(usize::try_from(level).ok()?)?;
        level.get(usize::try_from(index).ok()?).copied()
    }
}

/// An append-only Merkle tree that knows only its size and root.
///
/// It keeps one hash per bit of the size, so it costs the same for ten leaves as for ten
/// thousand million. A clone is a remembered state.
///
/// # Examples
/// ```
/// use handseal::merkle::{Frontier, Tree, empty_root, leaf_hash};
///
/// let (mut frontier, mut tree) = (Frontier::new(), Tree::new());
/// assert_eq!(frontier.root(), empty_root());
/// frontier.append(leaf_hash(b"one"));
/// tree.append(leaf_hash(b"one"));
/// assert_eq!((frontier.size(), frontier.root()), (tree.size(), tree.root()));
/// ```
///
/// # Specification
/// RFC 9162 §2.1.2.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Frontier {
    /// The roots of the complete subtrees that make up the tree, the largest first: one for
    /// each bit set in `size`.
    subtrees: Vec<Hash>,
    size: u64,
}

persist!(struct Frontier { subtrees, size });

impl Frontier {
    /// Returns the tree without leaves.
    #[must_use]
    pub const fn new() -> Self {
        Self { subtrees: Vec::new(), size: 0 }
    }

    /// The tree of `size` leaves whose complete subtrees these are, one for each bit set in it.
    pub(crate) const fn of_subtrees(subtrees: Vec<Hash>, size: u64) -> Self {
        Self { subtrees, size }
    }

    /// Appends a leaf, given as its leaf hash, and returns its index.
    pub fn append(&mut self, leaf: Hash) -> u64 {
        self.append_subtree(leaf, 0)
    }

    /// Appends a subtree of 2ˡᵉᵛᵉˡ leaves, where the size is a multiple of that, and returns the index
    /// of its first. With fewer leaves it must be the last: [`Frontier::root`] joins it all the same.
    pub(super) fn append_subtree(&mut self, root: Hash, level: u32) -> u64 {
        self.append_noting(root, level, |_| {})
    }

    /// As [`append_subtree`](Self::append_subtree), and tells the root of every subtree that is complete with it: its own
    /// first, each of the others twice as large as the one before.
    pub(crate) fn append_noting(
        &mut self,
        root: Hash,
        level: u32,
        mut note: impl FnMut(Hash),
    ) -> u64 {
        let index = self.size;
        note(root);
        // RFC 9162 §2.1.2 step 2.c: merge once for each low bit set in the index.
        let mut subtree = root;
        for _ in 0..index.checked_shr(level).unwrap_or(0).trailing_ones() {
            if let Some(left) = self.subtrees.pop() {
                subtree = node_hash(left, subtree);
                note(subtree);
            }
        }
        self.subtrees.push(subtree);
        // Nobody hashes 2⁶⁴ leaves.
        self.size = self.size.saturating_add(1_u64.checked_shl(level).unwrap_or(0));
        index
    }

    /// Returns the number of leaves.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Returns the root over all leaves.
    #[must_use]
    pub fn root(&self) -> Hash {
        // RFC 9162 §2.1.2 step 3: merge what is left, from the right.
        let subtrees = self.subtrees.iter().rev().copied();
        subtrees.reduce(|right, left| node_hash(left, right)).unwrap_or_else(empty_root)
    }
}
