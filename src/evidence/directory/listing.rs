//! The listing, the manifest and the two trees, grown entry by entry.

use sha2::{Digest, Sha256, Sha512};

use crate::encoding::{Encoder, Wire};
use crate::evidence::directory::secret::{LeafKind, salted_leaf};
use crate::evidence::directory::{
    DirectoryEntry, DirectoryMeasurement, DirectorySecret, EntryMetadata, EntryType,
};
use crate::evidence::hasher::length;
use crate::evidence::{DigestAlgorithm, DigestSet, Sha256Digest, Sha512Digest};
use crate::merkle::{Frontier, Hash};

/// The tag of self-described CBOR (RFC 8949 §3.4.6).
pub(crate) const SELF_DESCRIBED: u64 = 55_799;

/// The version of the format.
pub(crate) const VERSION: i64 = 1;

/// The first record of a manifest.
pub(crate) fn manifest_header(secret: &DirectorySecret) -> Vec<u8> {
    let mut out = Encoder::new();
    out.tag(SELF_DESCRIBED);
    write_header(&mut out, "manifest", secret);
    out.into_bytes()
}

/// F11.2
fn listing_header(secret: &DirectorySecret) -> Vec<u8> {
    let mut out = Encoder::new();
    write_header(&mut out, "listing", secret);
    out.into_bytes()
}

fn write_header(out: &mut Encoder, kind: &str, secret: &DirectorySecret) {
    out.array(4);
    out.text("handseal");
    out.int(VERSION);
    out.text(kind);
    secret.write(out);
}

/// One entry, as it goes into the listing, the manifest and the trees.
pub(crate) struct Line {
    /// The record of the manifest: `[entry, metadata]`.
    record: Vec<u8>,
    /// Where the entry and the metadata begin in it.
    entry_at: usize,
    metadata_at: usize,
    content_leaf: Hash,
    metadata_leaf: Hash,
    /// Bytes of a file that was read.
    size: u64,
    unread: bool,
    not_entered: bool,
}

/// Bytes of most records: made without growing, a record costs a third less.
const RECORD: usize = 320;

impl Line {
    pub(crate) fn new(
        secret: &DirectorySecret,
        entry: &DirectoryEntry,
        metadata: &EntryMetadata,
    ) -> Self {
        let mut out = Encoder::with_capacity(RECORD);
        out.array(2);
        let entry_at = out.written();
        entry.write(&mut out);
        let metadata_at = out.written();
        metadata.write(&mut out);
        let record = out.into_bytes();
        let leaf = |kind, from, to| {
            let value = record.get(from..to).unwrap_or_default();
            salted_leaf(secret.salt(kind, &entry.path), value)
        };
        let content_leaf = leaf(LeafKind::Content, entry_at, metadata_at);
        let metadata_leaf = leaf(LeafKind::Metadata, metadata_at, record.len());
        let file = entry.entry_type == EntryType::File;
        let size = entry.size.filter(|_| file).unwrap_or_default();
        let unread = entry.unread.is_some();
        let not_entered = entry.entry_type.is_not_entered();
        Self {
            record,
            entry_at,
            metadata_at,
            content_leaf,
            metadata_leaf,
            size,
            unread,
            not_entered,
        }
    }

    /// The record of the manifest.
    pub(crate) fn record(&self) -> &[u8] {
        &self.record
    }

    fn entry(&self) -> &[u8] {
        self.record.get(self.entry_at..self.metadata_at).unwrap_or_default()
    }

    pub(crate) const fn leaves(&self) -> (Hash, Hash) {
        (self.content_leaf, self.metadata_leaf)
    }
}

/// What all entries so far make.
pub(crate) struct Listing {
    entries: u64,
    unread: u64,
    not_entered: u64,
    bytes: u64,
    size: u64,
    sha256: Sha256,
    sha512: Option<Sha512>,
    content: Frontier,
    metadata: Frontier,
}

impl Listing {
    pub(crate) fn new(secret: &DirectorySecret, digests: DigestSet) -> Self {
        let mut listing = Self {
            entries: 0,
            unread: 0,
            not_entered: 0,
            bytes: 0,
            size: 0,
            sha256: Sha256::new(),
            sha512: digests.has(DigestAlgorithm::Sha512).then(Sha512::new),
            content: Frontier::new(),
            metadata: Frontier::new(),
        };
        listing.hash(&listing_header(secret));
        listing
    }

    pub(crate) fn append(&mut self, line: &Line) {
        self.hash(line.entry());
        self.content.append(line.content_leaf);
        self.metadata.append(line.metadata_leaf);
        self.entries = self.entries.saturating_add(1);
        self.bytes = self.bytes.saturating_add(line.size);
        self.unread = self.unread.saturating_add(u64::from(line.unread));
        self.not_entered = self.not_entered.saturating_add(u64::from(line.not_entered));
    }

    fn hash(&mut self, bytes: &[u8]) {
        self.size = self.size.saturating_add(length(bytes));
        self.sha256.update(bytes);
        if let Some(sha512) = &mut self.sha512 {
            sha512.update(bytes);
        }
    }

    pub(crate) fn finish(self) -> DirectoryMeasurement {
        DirectoryMeasurement {
            entries: self.entries,
            unread: self.unread,
            not_entered: self.not_entered,
            bytes: self.bytes,
            size: self.size,
            sha256: Sha256Digest(self.sha256.finalize().into()),
            sha512: self.sha512.map(|sha512| Sha512Digest(sha512.finalize().into())),
            content_root: self.content.root(),
            metadata_root: self.metadata.root(),
        }
    }
}
