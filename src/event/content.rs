//! The content of a data item as an event commits to it.

use crate::encoding::{Blob, record};
use crate::event::disclosure::{Disclosable, Salts};
use crate::evidence::{Measurement, Sha256Digest, Sha512Digest};

record! {
    /// The digests of a content: what a disclosed content descriptor says.
    ///
    /// ```cddl
    /// descriptor = { "size": uint, ? "parts": bstr, "sha256": bstr .size 32, ? "sha512": bstr .size 64,
    ///                ? "imported": tstr, ? "part_root": bstr .size 32 }
    /// ```
    ///
    /// `part_root` is the root of the RFC 9162 tree whose leaf data are the SHA-256 digests of the
    /// parts. `parts` holds these digests one after the other, for contents of at most 256 parts.
    /// `imported` names where a digest comes from that nobody here measured; such a descriptor has
    /// no part tree.
    pub struct Descriptor {
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
        /// The root of the part tree.
        "part_root" => pub part_root: Option<[u8; 32]>,
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

/// Whether the digests of the parts travel with the descriptor, so that damage can be located.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PartDigests {
    /// Up to 256 of them, which are 8 KiB; a content with more parts travels without.
    Inline,
    /// None.
    Omitted,
}

/// The most part digests that a descriptor carries: 8 KiB of a record of 256 KiB.
const INLINE_PARTS: usize = 256;

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
        let digests = measured.parts.digests();
        let inline = parts == PartDigests::Inline && digests.len() <= INLINE_PARTS;
        let digests = || Blob(digests.iter().flat_map(|digest| digest.0).collect());
        let descriptor = Descriptor {
            size: measured.size,
            parts: inline.then(digests),
            sha256: measured.sha256.0,
            sha512: measured.sha512.map(|digest| digest.0),
            imported: None,
            part_root: Some(measured.parts.root().0),
        };
        let part_size = measured.parts.part_size().bytes();
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
            size,
            parts: None,
            sha256: sha256.0,
            sha512: sha512.map(|digest| digest.0),
            imported: Some(from.to_owned()),
            part_root: None,
        };
        let part_size = crate::evidence::PartSize::DEFAULT.bytes();
        Self { part_size, descriptor: salts.commit(descriptor) }
    }
}
