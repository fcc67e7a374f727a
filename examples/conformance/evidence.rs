//! Questions about contents: a proof of some of one, and the manifest of a directory.

use handseal::evidence::RangeError;
use handseal::evidence::directory::{ManifestError, ManifestReader};
use handseal::merkle::Hash;
use handseal::verify::{ContentProof, ContentProofError, NotShown};

use crate::question::{Fields, Verdict, key};

/// Whether a content proof holds under a key.
pub(crate) fn content_proof(fields: &Fields) -> Verdict {
    let (file, key) = (fields.bytes("proof")?, key(fields)?);
    let bytes = fields.bytes_or_none("bytes")?;
    let shown = match ContentProof::parse(&file).map_err(|error| of_content_proof(&error))? {
        ContentProof::Bytes(proof) => {
            proof.verify_under_key(&key, bytes.unwrap_or_default().as_slice()).map(|_| ())
        }
        ContentProof::DirectoryEntry(proof) => {
            proof.verify_under_key(&key).and_then(|entry| match bytes {
                Some(bytes) => entry.shown.verify_file(bytes.as_slice()),
                None => Ok(()),
            })
        }
    };
    shown.map_err(|error| of_not_shown(&error))
}

/// Whether a manifest makes what is asked.
pub(crate) fn manifest(fields: &Fields) -> Verdict {
    let bytes = fields.bytes("hex")?;
    let (entries, length) = (fields.number("entries")?, fields.number("bytes")?);
    let (size, sha256) = (fields.number("size")?, fields.hash("sha256")?);
    let (content, metadata) = (fields.hash("content_root")?, fields.hash("metadata_root")?);
    let measured = ManifestReader::new(bytes.as_slice()).and_then(ManifestReader::finish);
    let measured = measured.map_err(|error| of_manifest(&error))?;
    for (is_so, code) in [
        (measured.entries == entries, "manifest.entries"),
        (measured.bytes == length, "manifest.bytes"),
        (measured.size == size, "manifest.size"),
        (Hash(measured.sha256.0) == sha256, "manifest.sha256"),
        (measured.content_root == content, "manifest.content_root"),
        (measured.metadata_root == metadata, "manifest.metadata_root"),
    ] {
        if !is_so {
            return Err(code);
        }
    }
    Ok(())
}

const fn of_content_proof(error: &ContentProofError) -> &'static str {
    match error {
        ContentProofError::Decode(_) | ContentProofError::Entry { .. } => "content_proof.format",
        ContentProofError::NoContent { .. } => "content_proof.no_content",
        ContentProofError::NoDirectory { .. } => "content_proof.no_directory",
        ContentProofError::NoPartTree { .. } => "content_proof.no_parts",
        ContentProofError::OtherDescriptor { .. } => "content_proof.descriptor",
        ContentProofError::OtherMetadata { .. } | ContentProofError::Place(_) => {
            "content_proof.place"
        }
        ContentProofError::Range(_) => "content_proof.parts",
        // What is read makes no proof.
        ContentProofError::List(_)
        | ContentProofError::Manifest(_)
        | ContentProofError::NotDisclosed { .. }
        | ContentProofError::OtherKind { .. }
        | _ => "content_proof",
    }
}

const fn of_not_shown(error: &NotShown) -> &'static str {
    match error {
        NotShown::Bytes(RangeError::LeftOver { .. } | RangeError::Missing { .. }) => {
            "content_proof.length"
        }
        NotShown::Bytes(_) | NotShown::Entry(_) => "content_proof.root",
        NotShown::Metadata(_) => "content_proof.metadata",
        NotShown::NoFile { .. } => "content_proof.no_file",
        NotShown::OtherFile(_) => "content_proof.digest",
        NotShown::Signature(_) => "content_proof.signature",
        // There is no case, and all bytes are in memory.
        NotShown::EntryFailed { .. }
        | NotShown::EntryNotAsked
        | NotShown::EntryNotChecked { .. }
        | NotShown::EntryNotHeld
        | NotShown::Read { .. }
        | _ => "content_proof",
    }
}

const fn of_manifest(error: &ManifestError) -> &'static str {
    match error {
        ManifestError::Damaged { .. } => "manifest.format",
        ManifestError::OtherMetadata { .. } => "manifest.metadata",
        ManifestError::OutOfOrder { .. } => "manifest.order",
        // Nothing was signed, no entry is asked for, and all bytes are in memory.
        ManifestError::NoSuchEntry { .. }
        | ManifestError::OtherListing { .. }
        | ManifestError::OtherListingSha512 { .. }
        | ManifestError::OtherRoot { .. }
        | ManifestError::Read { .. }
        | _ => "manifest",
    }
}
