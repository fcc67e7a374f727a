//! The digests that the image stores, and what becomes of them.

use crate::evidence::{Md5Digest, Sha1Digest};
use crate::interop::ewf::Damage;
use crate::interop::ewf::layout::{bytes_at, checked};

/// Bytes of a `hash` section.
pub(super) const HASH: usize = 36;
/// Bytes of a `digest` section.
pub(super) const DIGEST: usize = 80;

/// The digests of the medium that the acquiring tool wrote into the image.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct StoredDigests {
    /// MD5, where it is stored.
    pub md5: Option<Md5Digest>,
    /// SHA-1, where it is stored.
    pub sha1: Option<Sha1Digest>,
}

impl StoredDigests {
    /// Libewf: "Hash section". All zero is a digest that was not made.
    pub(super) fn hash(data: &[u8; HASH]) -> Result<Self, Damage> {
        let md5 = bytes_at(checked(data)?, 0)?;
        Ok(Self { md5: made(md5).map(Md5Digest), sha1: None })
    }

    /// Libewf: "Digest section".
    pub(super) fn digest(data: &[u8; DIGEST]) -> Result<Self, Damage> {
        let data = checked(data)?;
        let (md5, sha1) = (bytes_at(data, 0)?, bytes_at(data, 16)?);
        Ok(Self { md5: made(md5).map(Md5Digest), sha1: made(sha1).map(Sha1Digest) })
    }

    /// Takes what another section says; two must not contradict each other.
    pub(super) fn join(&mut self, other: Self) -> Result<(), Damage> {
        join(&mut self.md5, other.md5)?;
        join(&mut self.sha1, other.sha1)
    }
}

fn made<const N: usize>(digest: [u8; N]) -> Option<[u8; N]> {
    (digest != [0; N]).then_some(digest)
}

fn join<D: Copy + PartialEq>(known: &mut Option<D>, other: Option<D>) -> Result<(), Damage> {
    match (*known, other) {
        (Some(one), Some(two)) if one != two => Err(Damage::DigestsDisagree),
        (Some(_), _) | (None, None) => Ok(()),
        (None, Some(_)) => {
            *known = other;
            Ok(())
        }
    }
}

/// A digest that the image stores, beside that of the bytes read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum StoredDigest<D> {
    /// The bytes are not those that the digest was made of: they were changed together with their
    /// checksums, belong to another image, or the tool wrote a wrong digest.
    Differs {
        /// What the image stores.
        stored: D,
        /// That of the bytes read.
        computed: D,
    },
    /// Both are the same.
    Equal(D),
    /// Stored, and none was made of the bytes read. [`EwfImage::measure`] always makes one.
    ///
    /// [`EwfImage::measure`]: crate::interop::ewf::EwfImage::measure
    NotComputed(D),
    /// Neither a `hash` nor a `digest` section holds one.
    NotStored,
}

impl<D: Copy + PartialEq> StoredDigest<D> {
    pub(super) fn compare(stored: Option<D>, computed: Option<D>) -> Self {
        match (stored, computed) {
            (Some(stored), Some(computed)) if stored == computed => Self::Equal(stored),
            (Some(stored), Some(computed)) => Self::Differs { stored, computed },
            (Some(stored), None) => Self::NotComputed(stored),
            (None, _) => Self::NotStored,
        }
    }
}
