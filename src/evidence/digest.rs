//! Digests of content, as types that cannot be mistaken for tree nodes or for each other.

use sha2::{Digest, Sha256};

use crate::encoding::impl_hex;

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
