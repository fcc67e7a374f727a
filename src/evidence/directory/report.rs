//! How a directory differs from a manifest.

use crate::encoding::codes;
use crate::evidence::directory::{
    DirectoryEntry, EntryMetadata, EntryPath, EntryType, MetadataField, Unread,
};
use crate::evidence::{Conclusion, MAX_LISTED_DIFFERENCES};

/// So many, and the first [`MAX_LISTED_DIFFERENCES`] of them, in the order of their paths.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Listed<T> {
    /// How many there are.
    pub count: u64,
    /// The first of them.
    pub first: Vec<T>,
}

impl<T> Listed<T> {
    pub(crate) fn add(&mut self, item: impl FnOnce() -> T) {
        self.count = self.count.saturating_add(1);
        if self.first.len() < MAX_LISTED_DIFFERENCES {
            self.first.push(item());
        }
    }
}

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Self { count: 0, first: Vec::new() }
    }
}

/// How a directory differs from a manifest.
///
/// Every entry of the manifest is counted once: whole, changed, missing, renamed or not compared. The
/// differences of metadata are counted apart: times and owners change when files are copied.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct DirectoryReport {
    /// Entries that are what they were.
    pub whole: u64,
    /// Entries of the manifest that are not there.
    pub missing: Listed<EntryPath>,
    /// Entries that the manifest does not have.
    pub added: Listed<EntryPath>,
    /// Entries that are not what they were.
    pub changed: Listed<ChangedEntry>,
    /// Files that are missing, and of which one that was added has size and digests. Empty files are no
    /// evidence of that.
    pub renamed: Listed<RenamedEntry>,
    /// Entries of one type that were unread, then or now.
    pub not_compared: Listed<EntryPath>,
    /// Entries that were not read, in the manifest or now, whatever became of them.
    pub unread: Listed<UnreadEntry>,
    /// Entries of the manifest that have more below them, which nobody entered.
    pub not_entered: Listed<NotEntered>,
    /// What the file system says of the entries that are there under the same path.
    pub metadata: MetadataReport,
}

impl DirectoryReport {
    /// Returns whether the entries are what they were; `None` if no difference was found and not all
    /// were compared. Metadata do not count.
    #[must_use]
    pub const fn conclusion(&self) -> Option<Conclusion> {
        let Self { missing, added, changed, renamed, not_compared, .. } = self;
        match (missing.count, added.count, changed.count, renamed.count, not_compared.count) {
            (0, 0, 0, 0, 0) => Some(Conclusion::Match),
            (0, 0, 0, 0, _) => None,
            _ => Some(Conclusion::Differs),
        }
    }
}

impl DirectoryReport {
    /// Notes what of an entry, as it was or as it is, nobody looked into.
    pub(crate) fn note(
        &mut self,
        expected: Option<&DirectoryEntry>,
        found: Option<&DirectoryEntry>,
    ) {
        let unread = |entry: &DirectoryEntry| entry.unread;
        let (then, now) = (expected.and_then(unread), found.and_then(unread));
        if let Some(entry) = expected.or(found).filter(|_| then.or(now).is_some()) {
            let path = || entry.path.clone();
            self.unread.add(|| UnreadEntry { path: path(), recorded: then, found: now });
        }
        if let Some(entry) = expected.filter(|entry| entry.entry_type.is_not_entered()) {
            let (path, entry_type) = (|| entry.path.clone(), entry.entry_type);
            self.not_entered.add(|| NotEntered { path: path(), entry_type });
        }
    }
}

/// An entry that was not read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct UnreadEntry {
    /// Where it is.
    pub path: EntryPath,
    /// Why not, as the manifest has it.
    pub recorded: Option<Unread>,
    /// Why not now.
    pub found: Option<Unread>,
}

/// A directory that was recorded and not entered.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NotEntered {
    /// Where it is.
    pub path: EntryPath,
    /// What it is: a mount or a loop.
    pub entry_type: EntryType,
}

/// An entry that is not what it was.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ChangedEntry {
    /// In what.
    pub fields: Vec<ContentField>,
    /// What the manifest has.
    pub expected: DirectoryEntry,
    /// What there is.
    pub found: DirectoryEntry,
}

codes! {
    /// What of an entry differs.
    #[non_exhaustive]
    pub enum ContentField {
        /// A digest that both have.
        Digests => "digests",
        /// The length of a file.
        Size => "size",
        /// Where a link points.
        Target => "target",
        /// What it is.
        Type => "type",
    }
}

/// A file under another path.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RenamedEntry {
    /// The path in the manifest.
    pub expected: EntryPath,
    /// The path that it has.
    pub found: EntryPath,
}

/// How metadata differ.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct MetadataReport {
    /// In how many entries each field differs; fields that differ nowhere are left out.
    pub fields: Vec<(MetadataField, u64)>,
    /// The entries whose metadata differ.
    pub differing: Listed<MetadataDifference>,
}

/// An entry whose metadata differ.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct MetadataDifference {
    /// In what.
    pub fields: Vec<MetadataField>,
    /// What the manifest has.
    pub expected: EntryMetadata,
    /// What there is.
    pub found: EntryMetadata,
}

impl MetadataReport {
    pub(crate) fn compare(&mut self, expected: EntryMetadata, found: EntryMetadata) {
        let fields = expected.differing(&found);
        if fields.is_empty() {
            return;
        }
        for field in &fields {
            match self.fields.iter_mut().find(|(known, _)| known == field) {
                Some((_, count)) => *count = count.saturating_add(1),
                None => self.fields.push((*field, 1)),
            }
        }
        self.differing.add(|| MetadataDifference { fields, expected, found });
    }
}

impl ContentField {
    /// What of two entries differs; digests are compared where both have them.
    pub(crate) fn differing(expected: &DirectoryEntry, found: &DirectoryEntry) -> Vec<Self> {
        if expected.entry_type != found.entry_type {
            return vec![Self::Type];
        }
        let mut fields = Vec::new();
        if !same_digests(expected, found) {
            fields.push(Self::Digests);
        }
        if expected.size != found.size {
            fields.push(Self::Size);
        }
        if expected.target != found.target {
            fields.push(Self::Target);
        }
        fields
    }
}

fn same<T: PartialEq>(expected: Option<&T>, found: Option<&T>) -> bool {
    expected.zip(found).is_none_or(|(expected, found)| expected == found)
}

pub(crate) fn same_digests(expected: &DirectoryEntry, found: &DirectoryEntry) -> bool {
    same(expected.sha256.as_ref(), found.sha256.as_ref())
        && same(expected.sha512.as_ref(), found.sha512.as_ref())
        && same(expected.sha1.as_ref(), found.sha1.as_ref())
        && same(expected.md5.as_ref(), found.md5.as_ref())
}

/// What two names of one content share, if it is a file that was read and not empty.
pub(crate) fn content_key(entry: &DirectoryEntry) -> Option<([u8; 32], u64)> {
    let file = entry.entry_type == EntryType::File;
    let size = entry.size.filter(|size| file && *size > 0)?;
    Some((entry.sha256?, size))
}
