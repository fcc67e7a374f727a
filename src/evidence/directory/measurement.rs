//! What is measured of a directory, and what comes out.

use crate::evidence::directory::ManifestError;
use crate::evidence::{DigestSet, Sha256Digest, Sha512Digest};
use crate::merkle::Hash;

/// What to measure of a directory.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct DirectoryOptions {
    /// Which digests are made of each file, and of the listing, beside SHA-256. Of the listing there is
    /// a SHA-512 or none.
    pub digests: DigestSet,
    /// What becomes of other devices mounted inside.
    pub mounts: Mounts,
    /// What becomes of what cannot be read.
    pub unreadable: Unreadable,
}

/// What becomes of directories on another device than the one measured.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Mounts {
    /// They are entered like others.
    Enter,
    /// They are recorded as mounts and not entered.
    #[default]
    Record,
}

/// What becomes of entries that cannot be read or that change while they are.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Unreadable {
    /// Each is recorded, with why; all others are measured.
    Record,
    /// The first ends the measurement with an error.
    #[default]
    Refuse,
}

/// What one pass over a directory found: what is signed about it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct DirectoryMeasurement {
    /// Number of entries.
    pub entries: u64,
    /// Those of them that were not read, or not as of one state.
    pub unread: u64,
    /// Directories among them that were recorded and not entered: mounts, and loops.
    pub not_entered: u64,
    /// Sizes of all files that were read, taken together; one with several names counts for each.
    pub bytes: u64,
    /// Length of the listing in bytes.
    pub size: u64,
    /// SHA-256 of the listing.
    pub sha256: Sha256Digest,
    /// SHA-512 of the listing, if it was asked for.
    pub sha512: Option<Sha512Digest>,
    /// The root over the entries.
    pub content_root: Hash,
    /// The root over their metadata.
    pub metadata_root: Hash,
}

/// What a directory should be: values that the caller has verified a signature over.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ExpectedDirectory {
    /// SHA-256 of the listing.
    pub sha256: Sha256Digest,
    /// SHA-512 of the listing, if it was signed.
    pub sha512: Option<Sha512Digest>,
    /// The root over the entries, if it was signed.
    pub content_root: Option<Hash>,
    /// The root over their metadata, if it was signed.
    pub metadata_root: Option<Hash>,
}

impl From<&DirectoryMeasurement> for ExpectedDirectory {
    fn from(measured: &DirectoryMeasurement) -> Self {
        Self {
            sha256: measured.sha256,
            sha512: measured.sha512,
            content_root: Some(measured.content_root),
            metadata_root: Some(measured.metadata_root),
        }
    }
}

impl ExpectedDirectory {
    /// Verifies that what a manifest makes is what was signed.
    ///
    /// # What this proves
    /// The manifest has the entries, and where its root was signed the metadata, that were signed: no
    /// more, no fewer, no others.
    ///
    /// # What this does not prove
    /// Anything about files at hand: none are read.
    ///
    /// # Errors
    /// [`ManifestError::OtherListing`], [`ManifestError::OtherRoot`].
    pub fn verify(&self, manifest: &DirectoryMeasurement) -> Result<(), ManifestError> {
        let (expected, found) = (self.sha256, manifest.sha256);
        if expected != found {
            return Err(ManifestError::OtherListing { expected, found });
        }
        if let Some((expected, found)) = self.sha512.zip(manifest.sha512)
            && expected != found
        {
            let (expected, found) = (Box::new(expected), Box::new(found));
            return Err(ManifestError::OtherListingSha512 { expected, found });
        }
        for (tree, expected, found) in [
            ("content", self.content_root, manifest.content_root),
            ("metadata", self.metadata_root, manifest.metadata_root),
        ] {
            if let Some(expected) = expected.filter(|expected| *expected != found) {
                return Err(ManifestError::OtherRoot { tree, expected, found });
            }
        }
        Ok(())
    }
}
