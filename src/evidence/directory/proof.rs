//! The proof of one entry, without the others.

use std::io::Read;

use crate::evidence::directory::secret::{LeafKind, content_leaf, metadata_leaf};
use crate::evidence::directory::{
    DirectoryEntry, EntryMetadata, EntryPath, EntrySalt, ManifestError, ManifestReader,
    ManifestRecord,
};
use crate::merkle::{Hash, ProofError, Tree, verify_inclusion};

/// What shows one entry of a directory, and nothing of the others but how many they are and where
/// among them it stands.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct EntryProof {
    /// The place of the entry, from 0.
    pub index: u64,
    /// Number of entries.
    pub count: u64,
    /// The entry.
    pub entry: DirectoryEntry,
    /// What salts the entry.
    pub salt: EntrySalt,
    /// From the leaf of the entry up to the root over all entries.
    pub path: Vec<Hash>,
    /// What the file system said about it; to be left out where nobody asks.
    pub metadata: EntryMetadata,
    /// What salts the metadata.
    pub metadata_salt: EntrySalt,
    /// From the leaf of the metadata up to the root over all metadata.
    pub metadata_path: Vec<Hash>,
}

impl<R: Read> ManifestReader<R> {
    /// Reads to the end, and returns the proof of the entry at a path.
    ///
    /// Memory: 128 bytes for each entry.
    ///
    /// # Errors
    /// [`ManifestError::NoSuchEntry`], or the first thing that the format does not allow.
    pub fn inclusion_proof(mut self, path: &EntryPath) -> Result<EntryProof, ManifestError> {
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
        let missing = || ManifestError::NoSuchEntry { path: path.clone() };
        let (index, ManifestRecord { entry, metadata }) = asked.ok_or_else(missing)?;
        let count = contents.size();
        let path_in = |tree: &Tree| tree.inclusion_proof(index, count).map_err(|_| missing());
        Ok(EntryProof {
            index,
            count,
            salt: self.secret().salt(LeafKind::Content, path),
            path: path_in(&contents)?.path,
            entry,
            metadata_salt: self.secret().salt(LeafKind::Metadata, path),
            metadata_path: path_in(&metadatas)?.path,
            metadata,
        })
    }
}

/// Verifies that an entry is one of a signed directory, without the rest of it.
///
/// `root` is the signed content root; the other arguments come from an [`EntryProof`].
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
/// let (index, count) = (proof.index, proof.count);
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
/// `root` is the signed metadata root; the other arguments come from an [`EntryProof`].
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
