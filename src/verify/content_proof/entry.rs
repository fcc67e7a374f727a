//! One entry of a directory: the proof, and how it is made.

use std::io::Read;

use crate::event::{Directory, EntryHash, SignedEvent};
use crate::evidence::directory::{
    EntryPath, EntryProof, ManifestError, ManifestReader, verify_directory_entry,
    verify_entry_metadata,
};
use crate::identity::ItemId;
use crate::merkle::{Hash, ProofError};
use crate::verify::content_proof::stated::Stated;
use crate::verify::content_proof::{ContentProof, ContentProofError, Kind, NotShown, ShownEntry};

/// A proof that a directory has an entry: a file with its size and digests, say, under the event that
/// records the directory.
///
/// It has the whole signed entry of the ledger, what opens the commitment to the directory's roots, the
/// entry of the directory and the hashes around it. Whoever has it learns how many entries there are, how
/// long they are together and where among them this one stands; of the others, nothing (format §11).
///
/// What it shows cannot be read before it is verified.
///
/// # Examples
/// ```
/// use handseal::event::{
///     Acquired, AcquiredItem, At, Content, Event, EventDraft, Link, Salts, Subject,
/// };
/// use handseal::evidence::directory::{
///     DirectoryOptions, DirectoryPass, DirectorySecret, EntryPath, ManifestReader,
/// };
/// use handseal::identity::{CaseId, ItemId, OsEntropy, PartyId, Signer, SigningKey};
/// use handseal::verify::{DirectoryEntryProof, MetadataShown};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let key = SigningKey::generate(&mut OsEntropy)?;
/// # let signer = PartyId::organisation(key.public_key().thumbprint());
/// # let (case, id) = (CaseId::generate(&mut OsEntropy)?, ItemId::generate(&mut OsEntropy)?);
/// # let folder = std::env::temp_dir().join(format!("handseal-entry-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder)?;
/// # std::fs::write(folder.join("mail.eml"), b"From: a")?;
/// # std::fs::write(folder.join("private.txt"), b"nobody's business")?;
/// # let secret = DirectorySecret::new(&mut OsEntropy)?;
/// # let mut manifest = Vec::new();
/// # let pass = DirectoryPass::new().manifest(&mut manifest);
/// # let measured = pass.measure(&folder, DirectoryOptions::default(), &secret)?;
/// # std::fs::remove_dir_all(&folder)?;
/// # let content = Content::directory(&measured, &mut Salts::new(&mut OsEntropy)?);
/// # let acquired = Acquired::of(case, vec![AcquiredItem::of(id, content)]);
/// # let at = At::device("2041-06-01T09:30:00Z".parse()?);
/// # let event = Event::new(at, acquired, vec![Link::genesis(Subject::Item(id))]);
/// # let entry = EventDraft::new(event, signer, key.public_key(), None)?.sign(&key)?;
/// // `entry` is an `acquired` event with the roots of a directory, signed by `key`; the manifest was
/// // made with it.
/// let manifest = ManifestReader::new(manifest.as_slice())?;
/// let path = EntryPath::new(*b"mail.eml")?;
/// let file = DirectoryEntryProof::of(&entry, id, &path, manifest, MetadataShown::None)?.to_bytes();
///
/// // Elsewhere, with that file, the mail and a key:
/// let shown = DirectoryEntryProof::parse(&file)?.verify_under_key(key.public_key())?;
/// assert_eq!((&shown.shown.entry.path, shown.shown.entry.size), (&path, Some(7)));
/// shown.shown.verify_file(&b"From: a"[..])?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct DirectoryEntryProof {
    pub(super) stated: Stated,
    pub(super) proof: EntryProof,
    directory: Directory,
}

/// Whether a proof shows what the file system said of an entry, too.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum MetadataShown {
    /// Times, owner and mode; and of a file with several names its first path.
    All,
    /// Nothing of that.
    None,
}

impl DirectoryEntryProof {
    /// Returns how many entries of a directory an entry of the ledger states, as the content of an item.
    ///
    /// # Errors
    /// [`ContentProofError::NoContent`], [`ContentProofError::NotDisclosed`],
    /// [`ContentProofError::NoDirectory`].
    pub fn entries_stated(entry: &SignedEvent, item: ItemId) -> Result<u64, ContentProofError> {
        Ok(Stated::disclosed(entry, item)?.directory()?.entries)
    }

    /// Makes the proof of one entry of a directory, under an entry of the ledger that states the
    /// directory.
    ///
    /// The descriptor must be disclosed in that entry: it is shown with the proof. Other disclosures of
    /// it are not.
    ///
    /// Memory: 128 bytes for each entry of the directory.
    ///
    /// # Errors
    /// [`ContentProofError::NoContent`], [`ContentProofError::NotDisclosed`],
    /// [`ContentProofError::NoDirectory`]; [`ContentProofError::Manifest`] if the manifest is not the
    /// one that was signed, or has no such entry.
    pub fn of(
        entry: &SignedEvent,
        item: ItemId,
        path: &EntryPath,
        manifest: ManifestReader<impl Read>,
        metadata: MetadataShown,
    ) -> Result<Self, ContentProofError> {
        let stated = Stated::disclosed(entry, item)?;
        let none = ContentProofError::NoDirectory { item };
        let expected = stated.descriptor.expected_directory().ok_or(none)?;
        let (measured, proof) = manifest.measured_with_proof(path)?;
        expected.verify(&measured)?;
        let proof = proof.ok_or_else(|| ManifestError::NoSuchEntry { path: path.clone() })?;
        let proof = match metadata {
            MetadataShown::All => proof,
            MetadataShown::None => proof.without_metadata(),
        };
        Self::fit(stated, proof)
    }

    /// Reads a proof of an entry: [`ContentProof::parse`], for whoever expects nothing else.
    ///
    /// # Errors
    /// Those of [`ContentProof::parse`], and [`ContentProofError::OtherKind`].
    pub fn parse(file: &[u8]) -> Result<Self, ContentProofError> {
        match ContentProof::parse(file)? {
            ContentProof::DirectoryEntry(proof) => Ok(*proof),
            ContentProof::Bytes(_) => Err(ContentProofError::OtherKind {
                expected: Kind::DirectoryEntry,
                found: Kind::Parts,
            }),
        }
    }

    /// Returns the item.
    #[must_use]
    pub const fn item(&self) -> ItemId {
        self.stated.item
    }

    /// Returns the entry of the ledger, whose signature nobody has verified yet.
    #[must_use]
    pub const fn entry(&self) -> &SignedEvent {
        &self.stated.entry
    }

    /// Returns the name of that entry: what [`Verifier::entry`](crate::verify::Verifier::entry) is asked
    /// about.
    #[must_use]
    pub const fn entry_hash(&self) -> EntryHash {
        self.stated.entry_hash()
    }

    /// Puts together what fits together.
    pub(super) fn fit(stated: Stated, proof: EntryProof) -> Result<Self, ContentProofError> {
        let directory = stated.directory()?.clone();
        if let Some(told) = &proof.metadata
            && told.metadata.path != proof.entry.path
        {
            let (expected, found) = (proof.entry.path, told.metadata.path.clone());
            return Err(ContentProofError::OtherMetadata { expected, found });
        }
        let this = Self { stated, proof, directory };
        // Which roots they lead to is for whoever has verified the signature.
        for led in [this.verify_content(), this.verify_metadata()] {
            match led {
                Ok(()) | Err(ProofError::RootMismatch { .. }) => {}
                Err(error) => return Err(ContentProofError::Place(error)),
            }
        }
        Ok(this)
    }

    /// What is shown, under the signed roots.
    pub(super) fn verify_roots(&self) -> Result<ShownEntry, NotShown> {
        self.verify_content().map_err(NotShown::Entry)?;
        self.verify_metadata().map_err(NotShown::Metadata)?;
        let EntryProof { index, entry, metadata, .. } = self.proof.clone();
        let (count, metadata) = (self.directory.entries, metadata.map(|told| told.metadata));
        Ok(ShownEntry { index, count, entry, metadata })
    }

    /// F10.7
    fn verify_content(&self) -> Result<(), ProofError> {
        let EntryProof { index, entry, salt, path, .. } = &self.proof;
        let root = Hash(self.directory.content_root);
        verify_directory_entry(entry, *salt, *index, self.directory.entries, path, root)
    }

    /// F10.8
    fn verify_metadata(&self) -> Result<(), ProofError> {
        let Some(told) = &self.proof.metadata else { return Ok(()) };
        let (index, count) = (self.proof.index, self.directory.entries);
        let root = Hash(self.directory.metadata_root);
        verify_entry_metadata(&told.metadata, told.salt, index, count, &told.path, root)
    }
}
