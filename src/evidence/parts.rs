//! The parts of content: their digests, their tree, and the proof of one.

use std::ops::Range;

use crate::evidence::{PartListError, PartSize, Sha256Digest};
use crate::merkle::{
    Frontier, Hash, InclusionProof, ProofError, Tree, TreeError, leaf_hash, verify_inclusion,
};

/// The digests of all parts of one content, in order.
///
/// 32 bytes for each part, 32 MiB for a tebibyte at the default part size. Content
/// without bytes has no parts, and the root of the empty tree.
///
/// F9.6: parts are never salted. Whoever is shown this list or the proof of one part can compare the
/// digests with those of known bytes, and so can tell which known parts the content has.
///
/// # Specification
/// RFC 9162 §2.1; the leaf data are the 32 bytes of each part's plain SHA-256.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PartList {
    size: u64,
    part_size: PartSize,
    /// Exactly one for each part that `size` and `part_size` make: what lets an index stand for
    /// a byte range.
    digests: Vec<Sha256Digest>,
}

impl PartList {
    /// Returns the list of parts of content of `size` bytes.
    ///
    /// # Errors
    /// [`PartListError::WrongCount`] unless there is one digest for each part.
    pub fn new(
        size: u64,
        part_size: PartSize,
        digests: Vec<Sha256Digest>,
    ) -> Result<Self, PartListError> {
        let list = Self { size, part_size, digests };
        let (expected, found) = (part_size.count(size), list.count());
        if found != expected {
            return Err(PartListError::WrongCount { expected, found });
        }
        Ok(list)
    }

    /// The list of a hasher, which makes a digest exactly when a part ends.
    pub(crate) const fn of_measured(
        size: u64,
        part_size: PartSize,
        digests: Vec<Sha256Digest>,
    ) -> Self {
        Self { size, part_size, digests }
    }

    /// Returns the size of the content.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Returns the part size.
    #[must_use]
    pub const fn part_size(&self) -> PartSize {
        self.part_size
    }

    /// Returns the digests.
    #[must_use]
    pub fn digests(&self) -> &[Sha256Digest] {
        &self.digests
    }

    /// Returns the number of parts.
    #[must_use]
    pub fn count(&self) -> u64 {
        u64::try_from(self.digests.len()).unwrap_or(u64::MAX)
    }

    /// Returns the bytes of the content that a part covers.
    #[must_use]
    pub fn part_range(&self, index: u64) -> Option<Range<u64>> {
        self.part_size.range(index, self.size)
    }

    /// Returns the root over all parts.
    #[must_use]
    pub fn root(&self) -> Hash {
        let mut frontier = Frontier::new();
        for digest in &self.digests {
            frontier.append(part_leaf(digest));
        }
        frontier.root()
    }

    /// Returns the tree over all parts, for a caller that makes many proofs.
    #[must_use]
    pub fn tree(&self) -> Tree {
        let mut tree = Tree::new();
        for digest in &self.digests {
            tree.append(part_leaf(digest));
        }
        tree
    }

    /// Returns the proof that a part belongs to this content, for [`verify_part`].
    ///
    /// It shows the digests of neighbouring parts: see [`PartList`].
    ///
    /// # Errors
    /// [`TreeError::IndexOutside`] if there is no such part.
    pub fn inclusion_proof(&self, index: u64) -> Result<InclusionProof, TreeError> {
        self.tree().inclusion_proof(index, self.count())
    }

    /// Verifies that this list is the one whose size, part size and root were signed.
    ///
    /// # What this proves
    /// Every digest of the list is that of the part at its place in the signed content.
    ///
    /// # What this does not prove
    /// Anything about bytes at hand: none are read.
    ///
    /// # Errors
    /// [`PartListError::WrongSize`], [`PartListError::WrongPartSize`],
    /// [`PartListError::WrongRoot`].
    ///
    /// # Specification
    /// RFC 9162 §2.1.1.
    pub fn verify(&self, size: u64, part_size: PartSize, root: Hash) -> Result<(), PartListError> {
        if self.size != size {
            return Err(PartListError::WrongSize { expected: size, found: self.size });
        }
        // The root does not commit to the part size.
        if self.part_size != part_size {
            let found = self.part_size;
            return Err(PartListError::WrongPartSize { expected: part_size, found });
        }
        let found = self.root();
        if found != root {
            return Err(PartListError::WrongRoot { expected: root, found });
        }
        Ok(())
    }
}

/// The leaf of a part in the tree over all parts. F9.2
pub(crate) fn part_leaf(digest: &Sha256Digest) -> Hash {
    leaf_hash(digest.as_bytes())
}

/// Verifies that bytes are one part of signed content, without the rest of it.
///
/// `count` comes from the signed size and part size, by [`PartSize::count`]; `root` is the signed
/// part root.
///
/// # What this proves
/// The content that was signed has exactly these bytes as its part `index`.
///
/// # What this does not prove
/// Anything about the other parts, or who signed the root.
///
/// # Errors
/// [`ProofError`]: for other bytes, another index or path, [`ProofError::RootMismatch`].
///
/// # Examples
/// ```
/// use handseal::evidence::{Options, PartSize, measure_reader, verify_part};
///
/// let content = vec![7; 10_000];
/// let options = Options { part_size: PartSize::new(4096)?, ..Options::default() };
/// let parts = measure_reader(content.as_slice(), options)?.parts.ok_or("too many")?;
///
/// let proof = parts.inclusion_proof(2)?;
/// verify_part(&content[8192..], 2, parts.count(), &proof.path, parts.root())?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Specification
/// RFC 9162 §2.1.3.2; the leaf data are the 32 bytes of the part's SHA-256. F9.4
pub fn verify_part(
    bytes: &[u8],
    index: u64,
    count: u64,
    path: &[Hash],
    root: Hash,
) -> Result<(), ProofError> {
    verify_inclusion(part_leaf(&Sha256Digest::of(bytes)), index, count, path, root)
}
