//! Some bytes of a content, proven without the rest.
//!
//! A tree over parts can prove whole parts only: the bytes shown reach from the beginning of the part that
//! has the first byte asked for to the end of the part that has the last. With a smaller part size less is
//! shown beside what was asked for, and there are more digests to keep.

use std::io::Read;
use std::ops::{Range, RangeInclusive};

use crate::evidence::file::read_once;
use crate::evidence::hasher::{PartHasher, length, split_at_most};
use crate::evidence::parts::part_leaf;
use crate::evidence::{PartList, PartListError, PartSize, RangeError, Sha256Digest};
use crate::merkle::{Frontier, Hash, ProofError, RangeEvaluation, RangeProver, TreeError};

/// How much is read at once, and all the memory that bytes take.
const PIECE: usize = 64 * 1024;

/// What was signed about the parts of a content.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PartTree {
    /// Number of bytes of the content.
    pub size: u64,
    /// Size of the parts.
    pub part_size: PartSize,
    /// The root over all parts.
    pub root: Hash,
}

/// Proof that parts which follow each other belong to a content, as [`PartList::range_proof`] makes it.
///
/// The path is that of the parts' [`RangeProof`](crate::merkle::RangeProof); it shows digests of other
/// parts, as [`PartList`] says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PartsProof {
    /// Index of the first part, from 0.
    pub first: u64,
    /// Index of the last part.
    pub last: u64,
    /// The hashes of the subtrees around them, from left to right.
    pub path: Vec<Hash>,
}

impl PartSize {
    /// Returns the parts that have these bytes of content of `size` bytes; `None` where there are no
    /// such bytes.
    ///
    /// # Examples
    /// ```
    /// use handseal::evidence::PartSize;
    ///
    /// let size = PartSize::new(4096)?;
    /// assert_eq!(size.parts_of(&(4000..4100), 10_000), Some(0..=1));
    /// assert_eq!(size.bytes_of(&(0..=1), 10_000), Some(0..8192));
    /// # Ok::<(), handseal::evidence::PartSizeError>(())
    /// ```
    #[must_use]
    pub fn parts_of(self, bytes: &Range<u64>, size: u64) -> Option<RangeInclusive<u64>> {
        let part = |byte: u64| byte.checked_div(self.bytes());
        if bytes.start >= bytes.end || bytes.end > size {
            return None;
        }
        Some(part(bytes.start)?..=part(bytes.end.checked_sub(1)?)?)
    }

    /// Returns the bytes that these parts cover in content of `size` bytes; `None` where there are no
    /// such parts.
    #[must_use]
    pub fn bytes_of(self, parts: &RangeInclusive<u64>, size: u64) -> Option<Range<u64>> {
        let [first, last] = [*parts.start(), *parts.end()].map(|part| self.range(part, size));
        Some(first?.start..last?.end).filter(|bytes| bytes.start < bytes.end)
    }
}

impl PartTree {
    /// Returns the number of parts.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.part_size.count(self.size)
    }

    /// The parts that have these bytes.
    fn parts_of(&self, bytes: &Range<u64>) -> Result<RangeInclusive<u64>, RangeError> {
        let outside = RangeError::Outside { asked: bytes.clone(), size: self.size };
        self.part_size.parts_of(bytes, self.size).ok_or(outside)
    }
}

impl PartsProof {
    /// Returns the parts.
    #[must_use]
    pub const fn parts(&self) -> RangeInclusive<u64> {
        self.first..=self.last
    }

    /// Returns the bytes that the parts cover: what has to be shown for this proof to be verified.
    #[must_use]
    pub fn bytes(&self, tree: &PartTree) -> Option<Range<u64>> {
        tree.part_size.bytes_of(&self.parts(), tree.size)
    }

    /// Makes a proof from a part list that is read once and never in memory, 32 bytes for each part
    /// (format F9.3).
    ///
    /// # Errors
    /// [`RangeError::Outside`]; [`RangeError::List`] if the list has not one digest for each part, or
    /// does not make the signed root; [`RangeError::Read`], with the place in the list.
    pub fn from_list(
        list: impl Read,
        tree: &PartTree,
        bytes: Range<u64>,
    ) -> Result<Self, RangeError> {
        let mut prover = RangeProver::new(tree.parts_of(&bytes)?, tree.count())?;
        let mut whole = Frontier::new();
        // One more than there should be, so that a list that goes on is told from one that does not.
        let most = tree.count().saturating_add(1);
        read_digests(list, most, |digest| {
            prover.append(part_leaf(&digest));
            whole.append(part_leaf(&digest));
        })?;
        let (expected, found) = (tree.count(), whole.size());
        if found != expected {
            return Err(PartListError::WrongCount { expected, found }.into());
        }
        if whole.root() != tree.root {
            let (expected, found) = (tree.root, whole.root());
            return Err(PartListError::WrongRoot { expected, found }.into());
        }
        Ok(Self::of(prover)?)
    }

    fn of(prover: RangeProver) -> Result<Self, TreeError> {
        let proof = prover.finish()?;
        Ok(Self { first: proof.first, last: proof.last, path: proof.path })
    }
}

impl PartList {
    /// Returns the proof for the parts that have these bytes, for [`verify_range_of_content`].
    ///
    /// The parts are whole, so more bytes than those asked for may have to be shown:
    /// [`PartsProof::bytes`] says which.
    ///
    /// # Errors
    /// [`RangeError::Outside`] for no bytes at all, or bytes behind the end.
    pub fn range_proof(&self, bytes: Range<u64>) -> Result<PartsProof, RangeError> {
        let (size, part_size) = (self.size(), self.part_size());
        let outside = RangeError::Outside { asked: bytes.clone(), size };
        let parts = part_size.parts_of(&bytes, size).ok_or(outside)?;
        let mut prover = RangeProver::new(parts, self.count())?;
        self.digests().iter().for_each(|digest| prover.append(part_leaf(digest)));
        Ok(PartsProof::of(prover)?)
    }
}

/// Verifies that a reader gives some whole parts of signed content, and nothing else; answers which bytes
/// of the content they are.
///
/// The bytes are read once, in constant memory, and never beyond the first that is too many.
///
/// # What this proves
/// The content that was signed has exactly these bytes at the range in the answer.
///
/// # What this does not prove
/// Anything about the other bytes, or who signed the root. The range is of whole parts, and so may be
/// wider than the one that somebody asked about.
///
/// # Errors
/// [`RangeError::Missing`] and [`RangeError::LeftOver`] for another number of bytes,
/// [`RangeError::Read`], and [`RangeError::Proof`]: for other bytes or another path
/// [`ProofError::RootMismatch`]; for parts that the content does not have, or a path of another length,
/// before anything is read.
///
/// # Examples
/// ```
/// use handseal::evidence::{
///     KeptParts, Options, PartSize, PartTree, measure_reader, verify_range_of_content,
/// };
///
/// let content: Vec<u8> = (0..20_000_u32).flat_map(u32::to_be_bytes).collect();
/// let options = Options { part_size: PartSize::new(4096)?, ..Options::default() };
/// let measured = measure_reader(content.as_slice(), options)?;
/// let tree =
///     PartTree { size: measured.size, part_size: measured.part_size, root: measured.part_root };
///
/// let proof = measured.parts.ok_or("not kept")?.range_proof(9000..9100)?;
/// let shown = &content[8192..12_288];
/// assert_eq!(verify_range_of_content(shown, &tree, &proof)?, 8192..12_288);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Specification
/// F9.2 for the tree.
pub fn verify_range_of_content(
    mut bytes: impl Read,
    tree: &PartTree,
    proof: &PartsProof,
) -> Result<Range<u64>, RangeError> {
    let mut evaluation = RangeEvaluation::new(proof.parts(), tree.count(), &proof.path)?;
    let (index, size) = (proof.last, tree.count());
    let covered = proof.bytes(tree).ok_or(ProofError::IndexOutside { index, size })?;
    let expected = covered.end.saturating_sub(covered.start);
    let mut hasher = PartHasher::new(tree.part_size);
    let mut taken = Ok(());
    let mut take = |digest: Sha256Digest| {
        let next = evaluation.append(part_leaf(&digest));
        taken = taken.and(next);
    };
    let mut buffer = vec![0; PIECE];
    let mut found = 0;
    loop {
        let room = expected.saturating_sub(found);
        // Where nothing more belongs there, one byte is asked for all the same.
        let wanted = split_mut_at_most(&mut buffer, room.max(1));
        let read = read_once(&mut bytes, wanted)
            .map_err(|source| RangeError::Read { offset: found, source })?;
        match (read, room) {
            (0, 0) => break,
            (0, _) => return Err(RangeError::Missing { expected, found }),
            (_, 0) => return Err(RangeError::LeftOver { expected }),
            (read, _) => {
                let (piece, _) = split_at_most(wanted, u64::try_from(read).unwrap_or(u64::MAX));
                hasher.update(piece, &mut take);
                found = found.saturating_add(length(piece));
            }
        }
    }
    hasher.finish().map(take);
    taken?;
    let root = evaluation.finish()?;
    if root != tree.root {
        return Err(ProofError::RootMismatch { expected: tree.root, found: root }.into());
    }
    Ok(covered)
}

fn split_mut_at_most(buffer: &mut [u8], most: u64) -> &mut [u8] {
    let most = usize::try_from(most).unwrap_or(usize::MAX).min(buffer.len());
    buffer.split_at_mut(most).0
}

/// Hands out the digests of a part list, at most so many.
fn read_digests(
    list: impl Read,
    most: u64,
    mut digest: impl FnMut(Sha256Digest),
) -> Result<(), RangeError> {
    let mut list = std::io::BufReader::with_capacity(PIECE, list);
    for index in 0..most {
        let offset = index.saturating_mul(32);
        let mut one = [0; 32];
        let mut rest = one.as_mut_slice();
        while !rest.is_empty() {
            match read_once(&mut list, rest)
                .map_err(|source| RangeError::Read { offset, source })?
            {
                0 if rest.len() == 32 => return Ok(()),
                0 => return Err(RangeError::ListTorn { offset }),
                read => rest = rest.split_at_mut_checked(read).map_or(&mut [], |(_, rest)| rest),
            }
        }
        digest(Sha256Digest(one));
    }
    Ok(())
}
