//! What all lists are read into and written from.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::evidence::directory::DirectoryEntry;
use crate::evidence::{DigestSet, Md5Digest, Measurement, Sha1Digest, Sha256Digest, Sha512Digest};
use crate::interop::lists::{ListAlgorithm, ListColumn, ListedPath};

/// What is said of one file, by a list or by a measurement.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Listed {
    /// Number of bytes.
    pub size: Option<u64>,
    /// SHA-256.
    pub sha256: Option<Sha256Digest>,
    /// SHA-512.
    pub sha512: Option<Sha512Digest>,
    /// SHA-1: for matching existing records, never relied on.
    pub sha1: Option<Sha1Digest>,
    /// MD5: for matching existing records, never relied on.
    pub md5: Option<Md5Digest>,
    /// Digests that are not made here: kept, not compared.
    pub not_compared: BTreeMap<ListAlgorithm, Vec<u8>>,
}

impl Listed {
    /// The bytes of a digest, if it is there.
    #[must_use]
    pub fn digest(&self, algorithm: ListAlgorithm) -> Option<&[u8]> {
        match algorithm {
            ListAlgorithm::Md5 => self.md5.as_ref().map(|digest| digest.0.as_slice()),
            ListAlgorithm::Sha1 => self.sha1.as_ref().map(|digest| digest.0.as_slice()),
            ListAlgorithm::Sha256 => self.sha256.as_ref().map(|digest| digest.0.as_slice()),
            ListAlgorithm::Sha512 => self.sha512.as_ref().map(|digest| digest.0.as_slice()),
            ListAlgorithm::Blake2b
            | ListAlgorithm::Sha224
            | ListAlgorithm::Sha384
            | ListAlgorithm::Tiger
            | ListAlgorithm::Whirlpool => self.not_compared.get(&algorithm).map(Vec::as_slice),
        }
    }

    /// Sets a digest. One of another length is left out: readers have checked it.
    pub(crate) fn set(&mut self, algorithm: ListAlgorithm, digest: Vec<u8>) {
        match algorithm {
            ListAlgorithm::Md5 => self.md5 = digest.try_into().ok().map(Md5Digest),
            ListAlgorithm::Sha1 => self.sha1 = digest.try_into().ok().map(Sha1Digest),
            ListAlgorithm::Sha256 => self.sha256 = digest.try_into().ok().map(Sha256Digest),
            ListAlgorithm::Sha512 => self.sha512 = digest.try_into().ok().map(Sha512Digest),
            ListAlgorithm::Blake2b
            | ListAlgorithm::Sha224
            | ListAlgorithm::Sha384
            | ListAlgorithm::Tiger
            | ListAlgorithm::Whirlpool => {
                self.not_compared.insert(algorithm, digest);
            }
        }
    }

    /// The first column of which both say something, and not the same.
    fn conflict(&self, other: &Self) -> Option<ListColumn> {
        if self.size.zip(other.size).is_some_and(|(first, second)| first != second) {
            return Some(ListColumn::Size);
        }
        let differs = |algorithm: &&ListAlgorithm| {
            let both = self.digest(**algorithm).zip(other.digest(**algorithm));
            both.is_some_and(|(first, second)| first != second)
        };
        ListAlgorithm::ALL.iter().find(differs).copied().map(ListColumn::Digest)
    }

    /// Takes what another says of the same file.
    fn add(&mut self, other: Self) {
        let Self { size, sha256, sha512, sha1, md5, not_compared } = other;
        self.size = self.size.or(size);
        self.sha256 = self.sha256.or(sha256);
        self.sha512 = self.sha512.or(sha512);
        self.sha1 = self.sha1.or(sha1);
        self.md5 = self.md5.or(md5);
        self.not_compared.extend(not_compared);
    }
}

impl From<&Measurement> for Listed {
    fn from(measured: &Measurement) -> Self {
        Self {
            size: Some(measured.size),
            sha256: Some(measured.sha256),
            sha512: measured.sha512,
            sha1: measured.sha1,
            md5: measured.md5,
            not_compared: BTreeMap::new(),
        }
    }
}

/// What is recorded of a file of a directory; of an entry that is none, or was not read, nothing.
impl From<&DirectoryEntry> for Listed {
    fn from(entry: &DirectoryEntry) -> Self {
        Self {
            size: entry.size,
            sha256: entry.sha256(),
            sha512: entry.sha512(),
            sha1: entry.sha1(),
            md5: entry.md5(),
            not_compared: BTreeMap::new(),
        }
    }
}

/// Files and what is said of each, in the order of their names as bytes. No name is there twice.
///
/// # Examples
/// ```
/// use handseal::evidence::Sha256Digest;
/// use handseal::interop::lists::{
///     ChecksumStyle, FileList, LineEnd, ListAlgorithm, Listed, write_checksums,
/// };
///
/// let mut list = FileList::new();
/// let listed = Listed { sha256: Some(Sha256Digest::of(b"abc")), ..Listed::default() };
/// list.insert("mail.eml".into(), listed)?;
/// let mut text = Vec::new();
/// let style = ChecksumStyle::Text;
/// write_checksums(&list, ListAlgorithm::Sha256, style, LineEnd::Newline, &mut text)?;
/// assert!(text.ends_with(b"15ad  mail.eml\n"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct FileList {
    files: BTreeMap<ListedPath, Listed>,
}

/// Two things are said of one file.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{path:?} is listed before with another {column}")]
pub struct Conflict {
    /// The file.
    pub path: ListedPath,
    /// What differs.
    pub column: ListColumn,
}

/// A file is not below the folder that it should be in.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{path:?} is not below the folder {folder:?}")]
pub struct NotBelow {
    /// The file.
    pub path: ListedPath,
    /// The folder.
    pub folder: ListedPath,
}

/// What an insertion added.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Insertion {
    /// Another digest, or the size, of a file that was listed.
    Column,
    /// A file.
    File,
    /// Nothing: the same was listed.
    Nothing,
}

impl FileList {
    /// A list of no files.
    #[must_use]
    pub const fn new() -> Self {
        Self { files: BTreeMap::new() }
    }

    /// Adds what is said of a file. What was said of it before stays.
    ///
    /// # Errors
    /// [`Conflict`] if something else was said of it before; the list is as it was.
    pub fn insert(&mut self, path: ListedPath, listed: Listed) -> Result<Insertion, Conflict> {
        match self.files.entry(path) {
            Entry::Vacant(place) => {
                place.insert(listed);
                Ok(Insertion::File)
            }
            Entry::Occupied(mut known) => {
                if let Some(column) = known.get().conflict(&listed) {
                    return Err(Conflict { path: known.key().clone(), column });
                }
                let before = known.get().clone();
                known.get_mut().add(listed);
                Ok(if *known.get() == before { Insertion::Nothing } else { Insertion::Column })
            }
        }
    }

    /// What is said of the file with exactly this name.
    #[must_use]
    pub fn get(&self, path: &ListedPath) -> Option<&Listed> {
        self.files.get(path)
    }

    /// The file with exactly this name, as it stands in the list.
    pub(crate) fn entry(&self, path: &ListedPath) -> Option<(&ListedPath, &Listed)> {
        self.files.get_key_value(path)
    }

    /// The same files with names as from within a folder: lists often have whole paths.
    ///
    /// # Errors
    /// [`NotBelow`] if a file is not below that folder.
    ///
    /// # Examples
    /// ```
    /// use handseal::interop::lists::{FileList, Listed};
    ///
    /// let mut list = FileList::new();
    /// list.insert("/media/usb/mail.eml".into(), Listed::default())?;
    /// let list = list.below(&"/media/usb".into())?;
    /// assert!(list.get(&"mail.eml".into()).is_some());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn below(&self, folder: &ListedPath) -> Result<Self, NotBelow> {
        let above = folder.as_bytes();
        let above = above.strip_suffix(b"/").unwrap_or(above);
        let mut files = BTreeMap::new();
        for (path, listed) in &self.files {
            let name = path.as_bytes().strip_prefix(above);
            let name =
                name.and_then(|name| name.strip_prefix(b"/")).filter(|name| !name.is_empty());
            let not_below = || NotBelow { path: path.clone(), folder: folder.clone() };
            let name = name.ok_or_else(not_below)?;
            files.insert(name.into(), listed.clone());
        }
        Ok(Self { files })
    }

    /// The files.
    pub fn iter(&self) -> impl Iterator<Item = (&ListedPath, &Listed)> {
        self.files.iter()
    }

    /// Number of files.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there are no files.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// What to ask of a measurement so that everything listed can be compared, as far as it can.
    #[must_use]
    pub fn digests(&self) -> DigestSet {
        let listed = |algorithm: &ListAlgorithm| {
            self.files.values().any(|file| file.digest(*algorithm).is_some())
        };
        let columns = ListAlgorithm::ALL.iter().copied().filter(listed);
        columns.filter_map(ListAlgorithm::measured_as).collect()
    }
}
