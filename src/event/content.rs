//! The content of a data item as an event commits to it.

use std::ops::Range;

use crate::encoding::{Blob, DecodeErrorKind, record};
use crate::event::common::NOTHING_SAID;
use crate::event::disclosure::{Disclosable, Salts};
use crate::evidence::directory::{DirectoryMeasurement, ExpectedDirectory};
use crate::evidence::{
    DigestAlgorithm, KeptParts, Measurement, PartList, Sha256Digest, Sha512Digest,
};
use crate::merkle::Hash;

record! {
    /// Bytes of a content, from one up to and without another.
    ///
    /// ```cddl
    /// byte-range = { "to": uint, "from": uint }
    /// ```
    pub struct ByteRange {
        /// The number of the first byte behind it.
        "to" => pub to: u64,
        /// The number of its first byte.
        "from" => pub from: u64,
    }
}

record! {
    /// A directory whose listing is the content.
    ///
    /// ```cddl
    /// directory = { "size": uint, "entries": uint, "content_root": bstr .size 32, "metadata_root": bstr .size 32 }
    /// ```
    ///
    /// Format §9: the digests beside it are those of the listing, which begins with a secret. One entry is
    /// proven under a root without the others.
    pub struct Directory {
        /// The length of all its files together, in bytes.
        "size" => pub size: u64,
        /// How many entries it has.
        "entries" => pub entries: u64,
        /// The root over what the entries are: type, size, digests.
        "content_root" => pub content_root: [u8; 32],
        /// The root over times, modes and owners.
        "metadata_root" => pub metadata_root: [u8; 32],
    }
}

record! {
    /// The digests of a content: what a disclosed content descriptor says.
    ///
    /// ```cddl
    /// descriptor = { ? "md5": bstr .size 16, ? "sha1": bstr .size 20, "size": uint, ? "parts": bstr,
    ///                "sha256": bstr .size 32, ? "sha512": bstr .size 64, ? "imported": tstr,
    ///                ? "directory": directory, ? "part_root": bstr .size 32, ? "unreadable": [+ byte-range] }
    /// ```
    ///
    /// `part_root` is the root of the RFC 9162 tree whose leaf data are the SHA-256 digests of the
    /// parts. `parts` holds these digests one after the other, for contents of at most 256 parts.
    /// `imported` names where a digest comes from that nobody here measured; such a descriptor has
    /// no part tree. Nor has that of a directory. MD5 and SHA-1 are there to match existing records, and
    /// never relied on.
    pub struct Descriptor {
        /// MD5 of the whole: legacy.
        "md5" => pub md5: Option<[u8; 16]>,
        /// SHA-1 of the whole: legacy.
        "sha1" => pub sha1: Option<[u8; 20]>,
        /// The length in bytes.
        "size" => pub size: u64,
        /// The digests of the parts, one after the other.
        "parts" => pub parts: Option<Blob>,
        /// SHA-256 of the whole.
        "sha256" => pub sha256: [u8; 32],
        /// SHA-512 of the whole.
        "sha512" => pub sha512: Option<[u8; 64]>,
        /// Which tool or record the digest was taken from, when it was not measured here.
        "imported" => pub imported: Option<String>,
        /// The directory whose listing this is.
        "directory" => pub directory: Option<Directory>,
        /// The root of the part tree.
        "part_root" => pub part_root: Option<[u8; 32]>,
        /// What could not be read. Zeros stand in its place, or what the tool that made an image put there.
        "unreadable" => pub unreadable: Option<Vec<ByteRange>>,
    }
    needs Descriptor::ranges_rise
}

impl Descriptor {
    /// Size and SHA-256, and nothing else.
    #[must_use]
    pub const fn of(size: u64, sha256: Sha256Digest) -> Self {
        Self {
            md5: None,
            sha1: None,
            size,
            parts: None,
            sha256: sha256.0,
            sha512: None,
            imported: None,
            directory: None,
            part_root: None,
            unreadable: None,
        }
    }

    /// The digests of the whole beside its SHA-256.
    pub fn digests(&self) -> impl Iterator<Item = (DigestAlgorithm, &[u8])> {
        let Self { md5, sha1, sha512, .. } = self;
        let md5 = md5.as_ref().map(|digest| (DigestAlgorithm::Md5, digest.as_slice()));
        let sha1 = sha1.as_ref().map(|digest| (DigestAlgorithm::Sha1, digest.as_slice()));
        let sha512 = sha512.as_ref().map(|digest| (DigestAlgorithm::Sha512, digest.as_slice()));
        [md5, sha1, sha512].into_iter().flatten()
    }

    /// How many bytes could not be read: the content has others, mostly zeros, in their place.
    #[must_use]
    pub fn unreadable_bytes(&self) -> u64 {
        let ranges = self.unreadable.iter().flatten();
        ranges.map(|range| range.to.saturating_sub(range.from)).fold(0, u64::saturating_add)
    }

    /// The directory whose listing the content is, if it is one.
    #[must_use]
    pub fn expected_directory(&self) -> Option<ExpectedDirectory> {
        let directory = self.directory.as_ref()?;
        Some(ExpectedDirectory {
            sha256: Sha256Digest(self.sha256),
            sha512: self.sha512.map(Sha512Digest),
            content_root: Some(Hash(directory.content_root)),
            metadata_root: Some(Hash(directory.metadata_root)),
        })
    }

    /// F9.8.
    fn ranges_rise(&self) -> Result<(), DecodeErrorKind> {
        let Some(ranges) = &self.unreadable else { return Ok(()) };
        let mut behind = None;
        for range in ranges {
            if range.from >= range.to || range.to > self.size || behind >= Some(range.from) {
                return Err(DecodeErrorKind::OutOfOrder);
            }
            behind = Some(range.to);
        }
        if ranges.is_empty() { Err(NOTHING_SAID) } else { Ok(()) }
    }
}

record! {
    /// The content of a data item: the part size in clear, the rest committed.
    ///
    /// ```cddl
    /// content = { "part_size": uint, "descriptor": commitment }   ; opens to a descriptor
    /// ```
    ///
    /// The digest of a short answer can be guessed, so digests are commitments too.
    pub struct Content {
        /// The length of a part in bytes.
        "part_size" => pub part_size: u64,
        /// Size and digests.
        "descriptor" => pub descriptor: Disclosable<Descriptor>,
    }
}

/// What was measured as the content of an item.
#[derive(Clone, Copy, Debug)]
pub enum Measured<'m> {
    /// Bytes.
    Bytes(&'m Measurement),
    /// Everything in a directory.
    Directory(&'m DirectoryMeasurement),
}

impl<'m> Measured<'m> {
    /// The digests of the parts, as far as there are parts and they were kept.
    #[must_use]
    pub const fn parts(self) -> Option<&'m PartList> {
        match self {
            Self::Bytes(measured) => measured.parts.as_ref(),
            Self::Directory(_) => None,
        }
    }

    /// The content that an event commits to.
    #[must_use]
    pub fn content(self, parts: PartDigests, salts: &mut Salts) -> Content {
        match self {
            Self::Bytes(measured) => Content::measured(measured, parts, salts),
            Self::Directory(measured) => Content::directory(measured, salts),
        }
    }
}

impl<'m> From<&'m Measurement> for Measured<'m> {
    fn from(measured: &'m Measurement) -> Self {
        Self::Bytes(measured)
    }
}

impl<'m> From<&'m DirectoryMeasurement> for Measured<'m> {
    fn from(measured: &'m DirectoryMeasurement) -> Self {
        Self::Directory(measured)
    }
}

/// Whether the digests of the parts travel with the descriptor, so that damage can be located.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PartDigests {
    /// Up to 256 of them, which are 8 KiB; a content with more parts travels without.
    Inline,
    /// None.
    Omitted,
}

/// The most part digests that a descriptor carries: 8 KiB of a record of 256 KiB.
const INLINE_PARTS: usize = KeptParts::FEW;

impl Content {
    /// A content as it was measured.
    ///
    /// # Examples
    ///
    /// ```
    /// use handseal::event::{Content, PartDigests, Salts};
    /// use handseal::evidence::{Options, measure_reader};
    /// use handseal::identity::OsEntropy;
    ///
    /// let measured = measure_reader(&b"the content"[..], Options::default())?;
    /// let mut salts = Salts::new(&mut OsEntropy)?;
    /// let content = Content::measured(&measured, PartDigests::Inline, &mut salts);
    /// assert_eq!(content.descriptor.value().map(|disclosed| disclosed.size), Some(11));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn measured(measured: &Measurement, parts: PartDigests, salts: &mut Salts) -> Self {
        let few = |list: &&PartList| list.digests().len() <= INLINE_PARTS;
        let list = measured.parts.as_ref().filter(|_| parts == PartDigests::Inline).filter(few);
        let digests = |list: &PartList| list.digests().iter().flat_map(|digest| digest.0).collect();
        let range = |range: &Range<u64>| ByteRange { to: range.end, from: range.start };
        let unreadable = &measured.unreadable;
        let descriptor = Descriptor {
            md5: measured.md5.map(|digest| digest.0),
            sha1: measured.sha1.map(|digest| digest.0),
            parts: list.map(|list| Blob(digests(list))),
            sha512: measured.sha512.map(|digest| digest.0),
            part_root: Some(measured.part_root.0),
            unreadable: (!unreadable.is_empty()).then(|| unreadable.iter().map(range).collect()),
            ..Descriptor::of(measured.size, measured.sha256)
        };
        let part_size = measured.part_size.bytes();
        Self { part_size, descriptor: salts.commit(descriptor) }
    }

    /// A directory as it was measured: the digests are those of its listing (F11.1).
    ///
    /// # Examples
    ///
    /// ```
    /// use handseal::event::{Content, Salts};
    /// use handseal::evidence::directory::{DirectoryOptions, DirectoryPass, DirectorySecret};
    /// use handseal::identity::OsEntropy;
    ///
    /// # let folder = std::env::temp_dir().join(format!("handseal-content-{}", std::process::id()));
    /// # std::fs::create_dir_all(folder.join("mail"))?;
    /// let secret = DirectorySecret::new(&mut OsEntropy)?;
    /// let measured = DirectoryPass::new().measure(&folder, DirectoryOptions::default(), &secret)?;
    /// let content = Content::directory(&measured, &mut Salts::new(&mut OsEntropy)?);
    /// let directory = content.descriptor.value().and_then(|disclosed| disclosed.directory.as_ref());
    /// assert_eq!(directory.map(|directory| directory.entries), Some(1));
    /// # std::fs::remove_dir_all(&folder)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn directory(measured: &DirectoryMeasurement, salts: &mut Salts) -> Self {
        let directory = Directory {
            size: measured.bytes,
            entries: measured.entries,
            content_root: measured.content_root.0,
            metadata_root: measured.metadata_root.0,
        };
        let descriptor = Descriptor {
            sha512: measured.sha512.map(|digest| digest.0),
            directory: Some(directory),
            ..Descriptor::of(measured.size, measured.sha256)
        };
        let part_size = crate::evidence::PartSize::DEFAULT.bytes();
        Self { part_size, descriptor: salts.commit(descriptor) }
    }

    /// A content that a tool or an earlier record has digests of, and that nobody measured here.
    /// It has no part tree: damage to it can be noticed and not located.
    #[must_use]
    pub fn imported(
        size: u64,
        sha256: Sha256Digest,
        sha512: Option<Sha512Digest>,
        from: &str,
        salts: &mut Salts,
    ) -> Self {
        let descriptor = Descriptor {
            sha512: sha512.map(|digest| digest.0),
            imported: Some(from.to_owned()),
            ..Descriptor::of(size, sha256)
        };
        let part_size = crate::evidence::PartSize::DEFAULT.bytes();
        Self { part_size, descriptor: salts.commit(descriptor) }
    }
}
