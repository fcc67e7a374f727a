//! The secret of a directory, and what it salts.

use std::fmt;

use sha2::{Digest, Sha256};
use zeroize::Zeroize;

use crate::encoding::{DecodeError, Decoder, Encoder, Wire, impl_hex};
use crate::evidence::directory::{DirectoryEntry, EntryMetadata, EntryPath};
use crate::identity::{Entropy, EntropyError};
use crate::merkle::{Hash, leaf_hash};

/// What every salt of a directory is made from: 32 random bytes (F11.3).
///
/// It travels with the directory, in the manifest, and never in an event: whoever has the events and not
/// the manifest cannot find out by trying which files a directory has.
#[derive(Clone, Eq, PartialEq)]
pub struct DirectorySecret([u8; 32]);

impl DirectorySecret {
    /// Takes fresh random bytes.
    ///
    /// # Errors
    /// When the source of randomness fails.
    pub fn new(entropy: &mut dyn Entropy) -> Result<Self, EntropyError> {
        let mut bytes = [0; 32];
        entropy.fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// Takes bytes that were random: those of a manifest.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Returns the bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The salt of one leaf: F11.9.
    pub(crate) fn salt(&self, leaf: LeafKind, path: &EntryPath) -> EntrySalt {
        let mut out = Encoder::new();
        out.array(4);
        out.text("handseal-directory-salt-v1");
        out.bytes(&self.0);
        out.text(leaf.code());
        path.write(&mut out);
        let digest: [u8; 32] = Sha256::digest(out.into_bytes()).into();
        let mut salt = [0; 16];
        salt.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
        EntrySalt(salt)
    }
}

impl fmt::Debug for DirectorySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DirectorySecret(..)")
    }
}

impl Drop for DirectorySecret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl Wire for DirectorySecret {
    fn write(&self, out: &mut Encoder) {
        out.bytes(&self.0);
    }

    fn read(input: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        input.byte_array().map(Self)
    }
}

/// Which of the two trees of a directory a leaf belongs to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum LeafKind {
    Content,
    Metadata,
}

impl LeafKind {
    const fn code(self) -> &'static str {
        match self {
            Self::Content => "content",
            Self::Metadata => "metadata",
        }
    }
}

/// The salt of one leaf: shown with it, it opens this leaf and no other.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct EntrySalt(pub [u8; 16]);

impl_hex!(EntrySalt, 16);

/// The leaf of an entry in the tree of contents.
pub(crate) fn content_leaf(salt: EntrySalt, entry: &DirectoryEntry) -> Hash {
    salted_leaf(salt, &Wire::to_bytes(entry))
}

/// The leaf of an entry in the tree of metadata.
pub(crate) fn metadata_leaf(salt: EntrySalt, metadata: &EntryMetadata) -> Hash {
    salted_leaf(salt, &Wire::to_bytes(metadata))
}

/// The leaf whose data are the SHA-256 of `[salt, value]`: F11.8.
pub(crate) fn salted_leaf(salt: EntrySalt, value: &[u8]) -> Hash {
    // A list of two, and the head of a string of 16 bytes.
    let hasher = Sha256::new().chain_update([0x82, 0x50]).chain_update(salt.0);
    let data: [u8; 32] = hasher.chain_update(value).finalize().into();
    leaf_hash(&data)
}
