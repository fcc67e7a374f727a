//! What can go wrong when a directory is measured, or its manifest read.

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;

use crate::encoding::DecodeError;

use crate::evidence::directory::{EntryPath, EntryPathError, EntryType, Unread};
use crate::evidence::{Sha256Digest, Sha512Digest};
use crate::merkle::Hash;

/// Why a directory could not be measured or compared.
///
/// Paths below the directory are raw bytes, shown quoted and escaped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DirectoryError {
    /// The caller broke it off.
    #[error("broken off after {done} bytes")]
    Cancelled {
        /// Bytes read before.
        done: u64,
    },
    /// The manifest that it was compared with is damaged, or not the one that was signed.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// What is to be measured as a directory is none.
    #[error("{path:?} is not a directory but {found}")]
    NotADirectory {
        /// What was to be measured.
        path: PathBuf,
        /// What it is.
        found: EntryType,
    },
    /// A name that cannot be part of a path: no file system of ours makes one.
    #[error("the name in {} is no part of a path", Abridged(.path))]
    Name {
        /// The path with the name.
        path: Vec<u8>,
        /// What is wrong with it.
        source: EntryPathError,
    },
    /// A name that is not Unicode, on a system whose names should be.
    #[error("the name {name:?} is not Unicode")]
    NotUnicode {
        /// The name.
        name: OsString,
    },
    /// The directory cannot be opened.
    #[error("cannot open the directory {path:?}")]
    Open {
        /// The directory.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// A path that no record could hold.
    #[error("a path in the directory {} exceeds the limit of {limit} bytes", Abridged(.directory))]
    PathTooLong {
        /// The directory in which it is, from the one that is measured.
        directory: Vec<u8>,
        /// The most bytes that a path may have.
        limit: usize,
    },
    /// An entry could not be read, or changed meanwhile; or the directory itself did.
    #[error("{} was not read: {why}", Abridged(.path))]
    Unread {
        /// Which entry; empty for the directory itself.
        path: Vec<u8>,
        /// Why.
        why: Unread,
        /// What the operating system says.
        source: Option<io::Error>,
    },
    /// The manifest could not be written where it was asked for.
    #[error("cannot write the manifest")]
    Write {
        /// What the writer says.
        source: io::Error,
    },
}

/// The beginning of a path, quoted and escaped: thousands of levels are no message.
struct Abridged<'a>(&'a [u8]);

impl std::fmt::Display for Abridged<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        const SHOWN: usize = 4096;
        match self.0.split_at_checked(SHOWN) {
            _ if self.0.is_empty() => f.write_str("the directory itself"),
            Some((shown, rest)) if !rest.is_empty() => {
                write!(f, "\"{}\" and {} bytes more", shown.escape_ascii(), rest.len())
            }
            Some(_) | None => write!(f, "{}", Quoted(self.0)),
        }
    }
}

/// Bytes quoted, and escaped where they are no printable text.
pub(crate) struct Quoted<'a>(pub(crate) &'a [u8]);

impl std::fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match std::str::from_utf8(self.0) {
            Ok(text) => write!(f, "{text:?}"),
            Err(_) => write!(f, "\"{}\"", self.0.escape_ascii()),
        }
    }
}

/// Why bytes are no manifest of a directory, or not the one that was signed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ManifestError {
    /// A record that the format does not allow.
    #[error("{} is damaged", Record(*.entry, *.at))]
    Damaged {
        /// The entry, from 0; `None` for the header.
        entry: Option<u64>,
        /// Where the offending bytes begin in the manifest.
        at: u64,
        /// What is wrong; its offset is from the beginning of the record.
        source: DecodeError,
    },
    /// An entry that is not behind the one before it.
    #[error("{} is out of order: {path} after {before}", Record(Some(*.entry), *.at))]
    OutOfOrder {
        /// The entry, from 0.
        entry: u64,
        /// Where its record begins in the manifest.
        at: u64,
        /// The path of the entry before.
        before: EntryPath,
        /// Its path.
        path: EntryPath,
    },
    /// Metadata of another path than that of the entry.
    #[error("{} has the metadata of {found}, not of {expected}", Record(Some(*.entry), *.at))]
    OtherMetadata {
        /// The entry, from 0.
        entry: u64,
        /// Where its record begins in the manifest.
        at: u64,
        /// The path of the entry.
        expected: EntryPath,
        /// The path of the metadata.
        found: EntryPath,
    },
    /// The manifest has no such entry.
    #[error("the manifest has no entry {path}")]
    NoSuchEntry {
        /// The path asked for.
        path: EntryPath,
    },
    /// The entries are not those whose listing was signed.
    #[error(
        "this is not the manifest that was recorded: a listing with SHA-256 {expected} expected, it makes one with {found}"
    )]
    OtherListing {
        /// The signed digest.
        expected: Sha256Digest,
        /// The digest of the listing that the manifest makes.
        found: Sha256Digest,
    },
    /// The entries are not those whose listing was signed: a second digest says so.
    #[error(
        "this is not the manifest that was recorded: a listing with SHA-512 {expected} expected, it makes one with {found}"
    )]
    OtherListingSha512 {
        /// The signed digest.
        expected: Box<Sha512Digest>,
        /// The digest of the listing that the manifest makes.
        found: Box<Sha512Digest>,
    },
    /// The entries or their metadata do not make a signed root.
    #[error(
        "this is not the manifest that was recorded: {tree} root {expected} expected, it makes {found}"
    )]
    OtherRoot {
        /// Which tree: "content" or "metadata".
        tree: &'static str,
        /// The signed root.
        expected: Hash,
        /// The root that the manifest makes.
        found: Hash,
    },
    /// A reader failed.
    #[error("cannot read the manifest at byte {at}")]
    Read {
        /// Bytes read before.
        at: u64,
        /// What the reader says.
        source: io::Error,
    },
}

/// Which record of a manifest.
struct Record(Option<u64>, u64);

impl std::fmt::Display for Record {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self(Some(entry), at) => write!(f, "entry {entry} of the manifest, at byte {at},"),
            Self(None, at) => write!(f, "the header of the manifest, at byte {at},"),
        }
    }
}
