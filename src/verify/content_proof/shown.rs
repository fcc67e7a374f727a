//! What a content proof has shown.

use std::io::Read;
use std::ops::Range;

use crate::event::EntryHash;
use crate::evidence::directory::{DirectoryEntry, EntryMetadata};
use crate::evidence::{Comparison, Conclusion, Expected, ExpectedParts, RangeError, check_content};
use crate::identity::{ItemId, Thumbprint};
use crate::verify::content_proof::{NotShown, VerifiedEntry};
use crate::verify::report::Verdict;

/// Bytes of a content, shown under a key alone.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct BytesUnderKey {
    /// The item.
    pub item: ItemId,
    /// The bytes shown, in the content: whole parts.
    pub bytes: Range<u64>,
    /// The parts of these bytes that were never read, as the entry has it: zeros stand in their place, and
    /// are no evidence of what was there.
    pub unread: Vec<Range<u64>>,
    /// The size of the content.
    pub size: u64,
    /// The entry that states the content.
    pub entry: EntryHash,
    /// The key that signed the entry. Whose it is, nothing here says.
    pub key: Thumbprint,
}

/// Bytes of a content, shown under an entry of a verified case.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct BytesInCase {
    /// The item.
    pub item: ItemId,
    /// The bytes shown, in the content: whole parts.
    pub bytes: Range<u64>,
    /// The parts of these bytes that were never read, as the entry has it: zeros stand in their place, and
    /// are no evidence of what was there.
    pub unread: Vec<Range<u64>>,
    /// The size of the content.
    pub size: u64,
    /// The entry that states the content, as the case was found to have it.
    pub entry: VerifiedEntry,
    /// What the case came to, of which the entry is a part. Under [`Verdict::Contradicted`] look there
    /// first.
    pub case: Verdict,
}

/// An entry of a directory, shown under a key alone.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct EntryUnderKey {
    /// The item.
    pub item: ItemId,
    /// The entry of the directory.
    pub shown: ShownEntry,
    /// The entry of the ledger that states the directory.
    pub entry: EntryHash,
    /// The key that signed it. Whose it is, nothing here says.
    pub key: Thumbprint,
}

/// An entry of a directory, shown under an entry of a verified case.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct EntryInCase {
    /// The item.
    pub item: ItemId,
    /// The entry of the directory.
    pub shown: ShownEntry,
    /// The entry of the ledger that states the directory, as the case was found to have it.
    pub entry: VerifiedEntry,
    /// What the case came to, of which the entry is a part. Under [`Verdict::Contradicted`] look there
    /// first.
    pub case: Verdict,
}

/// An entry that a directory was shown to have.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct ShownEntry {
    /// The entry: path, type, and size and digests of a file.
    pub entry: DirectoryEntry,
    /// What a file system said about it, where that is shown.
    pub metadata: Option<EntryMetadata>,
    /// Its place in the order of the paths, from 0.
    pub index: u64,
    /// How many entries the directory has.
    pub count: u64,
}

impl ShownEntry {
    /// Verifies that bytes are those of the file that this entry is: F10.9.
    ///
    /// The bytes are read once, in constant memory, and no more of them than the file has and one.
    ///
    /// # What this proves
    /// The bytes have the length and all digests of the entry.
    ///
    /// # What this does not prove
    /// Whatever the proof of the entry does not.
    ///
    /// # Errors
    /// [`NotShown::NoFile`] if the entry is none, or none that was read; [`NotShown::Bytes`] for too few
    /// bytes, too many, or bytes that cannot be read; [`NotShown::OtherFile`].
    pub fn verify_file(&self, bytes: impl Read) -> Result<(), NotShown> {
        let entry = &self.entry;
        let (Some(size), Some(sha256)) = (entry.size, entry.sha256()) else {
            return Err(NotShown::NoFile { entry_type: entry.entry_type });
        };
        let (sha512, sha1, md5) = (entry.sha512(), entry.sha1(), entry.md5());
        let parts = ExpectedParts::NotSigned;
        let expected = Expected { size, sha256, sha512, sha1, md5, parts, unreadable: &[] };
        let report = check_content(bytes.take(size.saturating_add(1)), &expected)
            .map_err(|source| NotShown::Read { source: Box::new(source) })?;
        match (report.size, report.conclusion()) {
            (Comparison::Differs { expected, found }, _) if found < expected => {
                Err(RangeError::Missing { expected, found }.into())
            }
            (Comparison::Differs { expected, .. }, _) => {
                Err(RangeError::LeftOver { expected }.into())
            }
            (Comparison::Match, Conclusion::Differs) => Err(NotShown::OtherFile(Box::new(report))),
            // What a reader cannot read is an error above, unless it goes on; no ranges are expected.
            (Comparison::NotRead, _) | (_, Conclusion::NotRead | Conclusion::NotRecorded) => {
                Err(NotShown::OtherFile(Box::new(report)))
            }
            (Comparison::Match, Conclusion::Match) => Ok(()),
        }
    }
}
