//! Digests of content, as types that cannot be mistaken for tree nodes or for each other.

use sha2::{Digest, Sha256};

use crate::encoding::{codes, impl_hex};

/// The SHA-256 of content or of one part: what `sha256sum` prints.
///
/// # Examples
/// ```
/// use handseal::evidence::Sha256Digest;
///
/// let printed = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
/// assert_eq!(printed.parse::<Sha256Digest>()?, Sha256Digest::of(b"abc"));
/// # Ok::<(), handseal::encoding::HexError>(())
/// ```
///
/// # Specification
/// FIPS 180-4 §6.2.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Sha256Digest(pub [u8; 32]);

impl_hex!(Sha256Digest, 32);

impl Sha256Digest {
    /// Returns the digest of bytes that are all in memory.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

/// The SHA-512 of content: a second algorithm, for the decades.
///
/// # Specification
/// FIPS 180-4 §6.4.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Sha512Digest(pub [u8; 64]);

impl_hex!(Sha512Digest, 64);

/// The SHA-1 of content, to match records that have no other digest.
///
/// Two contents with one SHA-1 can be made on purpose: it says which record is meant, never that
/// the content is the same.
///
/// # Specification
/// FIPS 180-4 §6.1.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Sha1Digest(pub [u8; 20]);

impl_hex!(Sha1Digest, 20);

/// The MD5 of content, to match records that have no other digest.
///
/// Two contents with one MD5 are made in seconds: it says which record is meant, never that the
/// content is the same.
///
/// # Specification
/// RFC 1321.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Md5Digest(pub [u8; 16]);

impl_hex!(Md5Digest, 16);

codes! {
    /// A digest that is made of content beside its SHA-256, when it is asked for.
    #[non_exhaustive]
    pub enum DigestAlgorithm {
        /// MD5: for matching existing records, never relied on.
        Md5 => "md5",
        /// SHA-1: for matching existing records, never relied on.
        Sha1 => "sha1",
        /// SHA-512: a second algorithm, for the decades.
        Sha512 => "sha512",
    }
}

/// Which digests are made of content beside its SHA-256, which always is.
///
/// # Examples
/// ```
/// use handseal::evidence::{DigestAlgorithm, DigestSet};
///
/// let digests = DigestSet::NONE.with(DigestAlgorithm::Sha512).with(DigestAlgorithm::Md5);
/// assert!(digests.has(DigestAlgorithm::Md5) && !digests.has(DigestAlgorithm::Sha1));
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct DigestSet(u8);

impl DigestSet {
    /// None but the SHA-256.
    pub const NONE: Self = Self(0);

    /// This one, too.
    #[must_use]
    pub const fn with(self, algorithm: DigestAlgorithm) -> Self {
        Self(self.0 | bit(algorithm))
    }

    /// Whether this one is made.
    #[must_use]
    pub const fn has(self, algorithm: DigestAlgorithm) -> bool {
        self.0 & bit(algorithm) != 0
    }
}

const fn bit(algorithm: DigestAlgorithm) -> u8 {
    match algorithm {
        DigestAlgorithm::Md5 => 1,
        DigestAlgorithm::Sha1 => 2,
        DigestAlgorithm::Sha512 => 4,
    }
}

impl FromIterator<DigestAlgorithm> for DigestSet {
    fn from_iter<I: IntoIterator<Item = DigestAlgorithm>>(algorithms: I) -> Self {
        algorithms.into_iter().fold(Self::NONE, Self::with)
    }
}
