//! The proof of one entry, without the others.

use std::io::Read;

use crate::evidence::directory::secret::{LeafKind, content_leaf, metadata_leaf};
use crate::evidence::directory::{
    DirectoryEntry, DirectoryMeasurement, EntryMetadata, EntryPath, EntrySalt, ManifestError,
    ManifestReader, ManifestRecord,
};
use crate::merkle::{Hash, ProofError, Tree, verify_inclusion};

/// What shows one entry of a directory, and nothing of the others but where among them it stands.
///
/// How many entries there are is signed, so it is not in here. Metadata can name one more path: the
/// first name of a file that has several.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct EntryProof {
    /// The place of the entry, from 0.
    pub index: u64,
    /// The entry.
    pub entry: DirectoryEntry,
    /// What salts the entry.
    pub salt: EntrySalt,
    /// From the leaf of the entry up to the root over all entries.
    pub path: Vec<Hash>,
    /// What the file system said about it, where that is to be shown, too.
    pub metadata: Option<MetadataProof>,
}

/// What shows the metadata of one entry of a directory.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct MetadataProof {
    /// What the file system said about the entry.
    pub metadata: EntryMetadata,
    /// What salts the metadata.
    pub salt: EntrySalt,
    /// From the leaf of the metadata up to the root over all metadata.
    pub path: Vec<Hash>,
}

impl EntryProof {
    /// The same proof, that shows nothing of the metadata.
    #[must_use]
    pub fn without_metadata(self) -> Self {
        Self { metadata: None, ..self }
    }
}

impl<R: Read> ManifestReader<R> {
    /// Reads to the end, and returns the proof of the entry at a path.
    ///
    /// Memory: 128 bytes for each entry.
    ///
    /// # Errors
    /// [`ManifestError::NoSuchEntry`], or the first thing that the format does not allow.
    pub fn inclusion_proof(self, path: &EntryPath) -> Result<EntryProof, ManifestError> {
        let (_, proof) = self.measured_with_proof(path)?;
        proof.ok_or_else(|| ManifestError::NoSuchEntry { path: path.clone() })
    }

    /// What all entries make, and the proof of the one at a path.
    pub(crate) fn measured_with_proof(
        mut self,
        path: &EntryPath,
    ) -> Result<(DirectoryMeasurement, Option<EntryProof>), ManifestError> {
        let (mut contents, mut metadatas) = (Tree::new(), Tree::new());
        let mut asked = None;
        while let Some((record, line)) = self.next_line()? {
            let (content, metadata) = line.leaves();
            let index = contents.append(content);
            metadatas.append(metadata);
            if record.entry.path == *path {
                asked = Some((index, record));
            }
        }
        let salt = |leaf| self.secret().salt(leaf, path);
        let proof = asked.and_then(|(index, ManifestRecord { entry, metadata })| {
            // The index is that of a leaf in both, so there is a path.
            let path_in = |tree: &Tree| tree.inclusion_proof(index, tree.size()).ok();
            let told = MetadataProof {
                metadata,
                salt: salt(LeafKind::Metadata),
                path: path_in(&metadatas)?.path,
            };
            let (salt, path) = (salt(LeafKind::Content), path_in(&contents)?.path);
            Some(EntryProof { index, entry, salt, path, metadata: Some(told) })
        });
        Ok((self.finish()?, proof))
    }
}

/// Verifies that an entry is one of a signed directory, without the rest of it.
///
/// `count` and `root`, the content root, are signed; the other arguments come from an [`EntryProof`].
///
/// # What this proves
/// The directory that was signed has exactly this entry as its entry `index` of `count`.
///
/// # What this does not prove
/// Anything about the other entries, about a file at hand, or who signed the root.
///
/// # Errors
/// [`ProofError`]: for another entry, salt, index or path, [`ProofError::RootMismatch`].
///
/// # Examples
/// ```
/// # use handseal::evidence::directory::{DirectoryOptions, DirectoryPass, DirectorySecret};
/// use handseal::evidence::Sha256Digest;
/// use handseal::evidence::directory::{EntryPath, ManifestReader, verify_directory_entry};
///
/// # let folder = std::env::temp_dir().join(format!("handseal-proof-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder)?;
/// # std::fs::write(folder.join("mail.eml"), b"From: a")?;
/// # std::fs::write(folder.join("private.txt"), b"nobody's business")?;
/// # let mut manifest = Vec::new();
/// # let pass = DirectoryPass::new().manifest(&mut manifest);
/// # let secret = DirectorySecret::from_bytes([7; 32]);
/// # let measured = pass.measure(&folder, DirectoryOptions::default(), &secret)?;
/// # std::fs::remove_dir_all(&folder)?;
/// let mail = EntryPath::new(*b"mail.eml")?;
/// let proof = ManifestReader::new(manifest.as_slice())?.inclusion_proof(&mail)?;
///
/// let (index, count) = (proof.index, measured.entries);
/// let root = measured.content_root;
/// verify_directory_entry(&proof.entry, proof.salt, index, count, &proof.path, root)?;
/// assert_eq!(proof.entry.sha256(), Some(Sha256Digest::of(b"From: a")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Specification
/// RFC 9162 §2.1.3.2; the leaf data are the SHA-256 of `[salt, entry]`.
pub fn verify_directory_entry(
    entry: &DirectoryEntry,
    salt: EntrySalt,
    index: u64,
    count: u64,
    path: &[Hash],
    root: Hash,
) -> Result<(), ProofError> {
    verify_inclusion(content_leaf(salt, entry), index, count, path, root)
}

/// Verifies that metadata are those of one entry of a signed directory.
///
/// `count` and `root`, the metadata root, are signed; the other arguments come from a [`MetadataProof`].
///
/// # What this proves
/// Whoever signed recorded exactly these metadata of entry `index` of `count`.
///
/// # What this does not prove
/// That what a file system said is true: its times and owners are set by whoever may.
///
/// # Errors
/// [`ProofError`]: for other metadata, another salt, index or path, [`ProofError::RootMismatch`].
///
/// # Specification
/// RFC 9162 §2.1.3.2; the leaf data are the SHA-256 of `[salt, metadata]`.
pub fn verify_entry_metadata(
    metadata: &EntryMetadata,
    salt: EntrySalt,
    index: u64,
    count: u64,
    path: &[Hash],
    root: Hash,
) -> Result<(), ProofError> {
    verify_inclusion(metadata_leaf(salt, metadata), index, count, path, root)
}
