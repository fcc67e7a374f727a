//! Which subtrees make a root or a proof, wherever their roots are kept.

use std::ops::Range;

use crate::merkle::{Hash, TreeError, empty_root, node_hash};

/// The leaves whose roots are the path of a leaf in the tree of `size` leaves, in the order of the path.
///
/// # Errors
/// [`TreeError::IndexOutside`].
///
/// # Specification
/// RFC 9162 §2.1.3.1, `PATH(m, D_n)`, walked from the root down.
pub(crate) fn inclusion_path(index: u64, size: u64) -> Result<Vec<Range<u64>>, TreeError> {
    if index >= size {
        return Err(TreeError::IndexOutside { index, size });
    }
    let mut path = Vec::new();
    let (mut start, mut end) = (0, size);
    while let Some(middle) = split(start, end) {
        if index < middle {
            // PATH(m, D[0:k]) : MTH(D[k:n])
            path.push(middle..end);
            end = middle;
        } else {
            // PATH(m - k, D[k:n]) : MTH(D[0:k])
            path.push(start..middle);
            start = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// The leaves whose roots are the proof that the tree of `to` leaves extends that of `from`, in its order.
///
/// # Errors
/// [`TreeError::SizesReversed`] or [`TreeError::SizeZero`].
///
/// # Specification
/// RFC 9162 §2.1.4.1, `PROOF(m, D_n)`, walked from the root down.
pub(crate) fn consistency_path(from: u64, to: u64) -> Result<Vec<Range<u64>>, TreeError> {
    if from > to {
        return Err(TreeError::SizesReversed { from, to });
    }
    if from == 0 {
        return Err(TreeError::SizeZero);
    }
    let mut path = Vec::new();
    let (mut start, mut end) = (0, to);
    while let Some(middle) = split(start, end).filter(|_| from != end) {
        if from <= middle {
            // SUBPROOF(m, D[0:k], b) : MTH(D[k:n])
            path.push(middle..end);
            end = middle;
        } else {
            // SUBPROOF(m - k, D[k:n], false) : MTH(D[0:k])
            path.push(start..middle);
            start = middle;
        }
    }
    // SUBPROOF(m, D_m, b): b is still true while no step has gone to the right. The verifier
    // then knows this subtree: it is the older tree itself.
    if start != 0 {
        path.push(start..end);
    }
    path.reverse();
    Ok(path)
}

/// The complete subtrees that make up some leaves, the largest first, each by its level and its index there.
///
/// The first leaf is a multiple of the smallest power of two not below their number, as of every range in
/// RFC 9162 §2.1.
pub(crate) fn subtrees(leaves: Range<u64>) -> impl Iterator<Item = (u32, u64)> {
    let mut position = leaves.start;
    std::iter::from_fn(move || {
        // The largest complete subtree that fits comes first; the rest is below its parent.
        let level = leaves.end.checked_sub(position)?.checked_ilog2()?;
        let index = position >> level;
        position = position.saturating_add(1 << level);
        Some((level, index))
    })
}

/// The root over complete subtrees, the largest first.
pub(crate) fn join(roots: impl DoubleEndedIterator<Item = Hash>) -> Hash {
    roots.rev().reduce(|right, left| node_hash(left, right)).unwrap_or_else(empty_root)
}

/// Where RFC 9162 §2.1.1 splits the leaves `start..end`: after the largest power of two
/// smaller than their number. `None` for a single leaf.
fn split(start: u64, end: u64) -> Option<u64> {
    let last = end.checked_sub(start)?.checked_sub(1)?;
    start.checked_add(1 << last.checked_ilog2()?)
}
