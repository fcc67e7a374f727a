//! The bytes of a content proof.

use crate::encoding::{
    DecodeError, DecodeErrorKind, Decoder, Encoder, MapReader, Wire, codes, record, scan_within,
};
use crate::event::SignedEvent;
use crate::evidence::PartsProof;
use crate::evidence::directory::{
    DirectoryEntry, EntryMetadata, EntryProof, EntrySalt, MetadataProof,
};
use crate::identity::ItemId;
use crate::merkle::{Hash, MAX_PATH, MAX_RANGE_PATH};
use crate::verify::content_proof::stated::Stated;
use crate::verify::content_proof::{
    BytesProof, ContentProof, ContentProofError, DirectoryEntryProof,
};
use crate::verify::document::{DocumentKind, Enclosed};

/// The most bytes that a content proof may have: 1 MiB, for an entry and a disclosure of 256 KiB each and
/// the longest path, more than twice over.
pub const MAX_CONTENT_PROOF: usize = 1 << 20;

const FILE: DocumentKind =
    DocumentKind { text: "content_proof", expected: "the text content_proof" };

codes! {
    /// What a content proof shows.
    pub enum Kind {
        /// One entry of a directory.
        DirectoryEntry => "directory_entry",
        /// Parts that follow each other.
        Parts => "parts",
    }
}

impl Kind {
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::DirectoryEntry => "an entry of a directory",
            Self::Parts => "bytes",
        }
    }
}

/// What a content proof shows of the content.
///
/// ```cddl
/// shown = shown-parts / shown-entry
/// ```
pub(super) enum Shown {
    Entry(Box<EntryProof>),
    Parts(PartsProof),
}

record! {
    /// Parts that follow each other.
    ///
    /// ```cddl
    /// shown-parts = { "last": uint, "path": [0*124 bstr .size 32], "first": uint, "shows": "parts" }
    /// ```
    struct ShownParts {
        /// Index of the last part.
        "last" => last: u64,
        /// The hashes around them, from left to right.
        "path" => path: Vec<[u8; 32]>,
        /// Index of the first part.
        "first" => first: u64,
        /// Always `parts`.
        "shows" => shows: Kind,
    }
}

record! {
    /// One entry of a directory.
    ///
    /// ```cddl
    /// shown-entry = { "path": [0*64 bstr .size 32], "salt": bstr .size 16, "entry": directory-entry,
    ///                 "index": uint, "shows": "directory_entry", ? "metadata": shown-metadata }
    /// ```
    struct ShownEntry {
        /// From its leaf up to the content root.
        "path" => path: Vec<[u8; 32]>,
        /// What salts its leaf.
        "salt" => salt: [u8; 16],
        /// The entry.
        "entry" => entry: DirectoryEntry,
        /// Its place among the others.
        "index" => index: u64,
        /// Always `directory_entry`.
        "shows" => shows: Kind,
        /// What a file system said about it.
        "metadata" => metadata: Option<ShownMetadata>,
    }
}

record! {
    /// What a file system said about that entry.
    ///
    /// ```cddl
    /// shown-metadata = { "path": [0*64 bstr .size 32], "salt": bstr .size 16, "metadata": entry-metadata }
    /// ```
    struct ShownMetadata {
        /// From its leaf up to the metadata root.
        "path" => path: Vec<[u8; 32]>,
        /// What salts its leaf.
        "salt" => salt: [u8; 16],
        /// The metadata.
        "metadata" => metadata: EntryMetadata,
    }
}

impl Wire for Shown {
    fn write(&self, out: &mut Encoder) {
        let bare = |path: &[Hash]| path.iter().map(|hash| hash.0).collect();
        match self {
            Self::Entry(proof) => {
                let EntryProof { index, entry, salt, path, metadata } = &**proof;
                let told = |told: &MetadataProof| {
                    let (path, metadata) = (bare(&told.path), told.metadata.clone());
                    ShownMetadata { path, salt: told.salt.0, metadata }
                };
                ShownEntry {
                    path: bare(path),
                    salt: salt.0,
                    entry: entry.clone(),
                    index: *index,
                    shows: Kind::DirectoryEntry,
                    metadata: metadata.as_ref().map(told),
                }
                .write(out);
            }
            Self::Parts(parts) => {
                let (first, last, path) = (parts.first, parts.last, bare(&parts.path));
                ShownParts { last, path, first, shows: Kind::Parts }.write(out);
            }
        }
    }

    fn read(input: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        let start = input.offset();
        // Of another kind nothing is known, so nothing can be shown by it.
        match kind(input.clone())? {
            Kind::DirectoryEntry => {
                let ShownEntry { path, salt, entry, index, shows: _, metadata } =
                    ShownEntry::read(input)?;
                let path = hashes(path, MAX_PATH, start)?;
                let metadata = metadata.map(|told| {
                    let path = hashes(told.path, MAX_PATH, start);
                    let path = path.map_err(|error| error.within("metadata"))?;
                    Ok(MetadataProof { metadata: told.metadata, salt: EntrySalt(told.salt), path })
                });
                let metadata = metadata.transpose()?;
                let salt = EntrySalt(salt);
                Ok(Self::Entry(Box::new(EntryProof { index, entry, salt, path, metadata })))
            }
            Kind::Parts => {
                let ShownParts { last, path, first, shows: _ } = ShownParts::read(input)?;
                let path = hashes(path, MAX_RANGE_PATH, start)?;
                Ok(Self::Parts(PartsProof { first, last, path }))
            }
        }
    }
}

fn hashes(path: Vec<[u8; 32]>, most: usize, offset: usize) -> Result<Vec<Hash>, DecodeError> {
    if path.len() > most {
        let [limit, found] =
            [most, path.len()].map(|count| u64::try_from(count).unwrap_or(u64::MAX));
        let kind = DecodeErrorKind::LimitExceeded { limit, found };
        return Err(DecodeError::new(kind, offset).within("path"));
    }
    Ok(path.into_iter().map(Hash).collect())
}

/// What stands at `shows`, wherever that is among the keys.
fn kind(mut input: Decoder<'_>) -> Result<Kind, DecodeError> {
    let start = input.offset();
    for _ in 0..input.map()? {
        if input.text()? == "shows" {
            return Kind::read(&mut input).map_err(|error| error.within("shows"));
        }
        input.raw()?;
    }
    Err(DecodeError::new(DecodeErrorKind::MissingField { name: "shows" }, start))
}

/// The file:
///
/// ```cddl
/// content-proof = #6.55799(["handseal", 1, "content_proof", {
///   "item": item, "entry": bstr .cbor entry, "shows": shown, "descriptor": disclosure
/// }])
/// ```
impl ContentProof {
    /// Reads a content proof that fits together.
    ///
    /// # Errors
    /// [`ContentProofError`]: what is not of the format, with its place; an entry that states no content
    /// of the item, or no parts of it, or no directory; a descriptor that the entry does not commit to;
    /// parts or an entry that the content does not have, or a path of another length than they need.
    pub fn parse(bytes: &[u8]) -> Result<Self, ContentProofError> {
        // F10.1
        scan_within(bytes, MAX_CONTENT_PROOF)?;
        let mut input = Decoder::new(bytes);
        FILE.read(&mut input)?;
        let mut map = MapReader::new(&mut input)?;
        let item: ItemId = map.field("item")?;
        let entry: Enclosed = map.field("entry")?;
        let shows: Shown = map.field("shows")?;
        let mut descriptor = map.item("descriptor")?;
        map.end()?;
        input.end()?;

        let Enclosed { bytes, offset } = entry;
        let entry = SignedEvent::parse(bytes)
            .map_err(|source| ContentProofError::Entry { offset, source })?;
        let offset = descriptor.offset();
        let descriptor = descriptor.raw().map_err(|error| error.within("descriptor"))?.to_vec();
        let stated = Stated::opened(entry, item, descriptor, offset)?;
        match shows {
            Shown::Entry(proof) => {
                let proof = DirectoryEntryProof::fit(stated, *proof)?;
                Ok(Self::DirectoryEntry(Box::new(proof)))
            }
            Shown::Parts(parts) => Ok(Self::Bytes(Box::new(BytesProof::fit(stated, parts)?))),
        }
    }

    /// Returns the bytes of the file. What was parsed is written as it was.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::Bytes(proof) => proof.to_bytes(),
            Self::DirectoryEntry(proof) => proof.to_bytes(),
        }
    }
}

impl BytesProof {
    /// Returns the bytes of the file. What was parsed is written as it was.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        file(&self.stated, &Shown::Parts(self.parts.clone()))
    }
}

impl DirectoryEntryProof {
    /// Returns the bytes of the file. What was parsed is written as it was.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        file(&self.stated, &Shown::Entry(Box::new(self.proof.clone())))
    }
}

fn file(stated: &Stated, shown: &Shown) -> Vec<u8> {
    let mut out = Encoder::new();
    FILE.write(&mut out);
    out.map(4);
    out.text("item");
    stated.item.write(&mut out);
    out.text("entry");
    out.bytes(stated.entry.as_bytes());
    out.text("shows");
    shown.write(&mut out);
    out.text("descriptor");
    out.raw(&stated.disclosure);
    out.into_bytes()
}
