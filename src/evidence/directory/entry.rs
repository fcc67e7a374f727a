//! What is signed about one entry of a directory.

use crate::encoding::{Blob, DecodeError, DecodeErrorKind, Wire, codes, record};
use crate::evidence::directory::EntryPath;
use crate::evidence::{Md5Digest, Sha1Digest, Sha256Digest, Sha512Digest};

/// The longest target of a link that is taken: eight times what Linux allows.
pub(crate) const MAX_TARGET: usize = 32_768;

codes! {
    /// What an entry of a directory is.
    #[non_exhaustive]
    pub enum EntryType {
        /// A block device. It is not opened.
        BlockDevice => "block_device",
        /// A character device. It is not opened.
        CharDevice => "char_device",
        /// A directory, whose entries follow.
        Directory => "directory",
        /// A named pipe. It is not opened.
        Fifo => "fifo",
        /// A regular file.
        File => "file",
        /// A symbolic link. It is not followed.
        Link => "link",
        /// A directory that is one of its own ancestors, as a bind mount makes it. It is not entered.
        Loop => "loop",
        /// A directory on another device than the one measured. It is not entered.
        Mount => "mount",
        /// Something that the operating system has no common name for, or would not tell.
        Other => "other",
        /// A socket. It is not opened.
        Socket => "socket",
    }
}

impl EntryType {
    /// Returns whether it is a directory into which nobody looked: a mount or a loop.
    #[must_use]
    pub const fn is_not_entered(self) -> bool {
        matches!(self, Self::Loop | Self::Mount)
    }
}

codes! {
    /// Why something was not read.
    pub enum Unread {
        /// It was written to, replaced, or turned into something else meanwhile: there is no one state.
        Changed => "changed",
        /// The operating system does not permit it.
        Denied => "denied",
        /// It cannot be read: a damaged medium, a limit of the system.
        Failed => "failed",
        /// Its name was there, and it was not any more.
        Vanished => "vanished",
    }
}

record! {
    /// What is signed about one entry of a directory.
    ///
    /// ```cddl
    /// directory-entry = { ? "md5": bstr .size 16, "path": bstr, ? "sha1": bstr .size 20, ? "size": uint,
    ///                     "type": entry-type, ? "sha256": bstr .size 32, ? "sha512": bstr .size 64,
    ///                     ? "target": bstr, ? "unread": unread }
    /// ```
    ///
    /// A file has its size and SHA-256, a link its target, unless they were not read; nothing else has
    /// any of these.
    pub struct DirectoryEntry {
        /// MD5 of a file: for matching existing records, never relied on.
        "md5" => pub md5: Option<[u8; 16]>,
        /// Where it is.
        "path" => pub path: EntryPath,
        /// SHA-1 of a file: for matching existing records, never relied on.
        "sha1" => pub sha1: Option<[u8; 20]>,
        /// Length of a file in bytes, all of which were read.
        "size" => pub size: Option<u64>,
        /// What it is.
        "type" => pub entry_type: EntryType,
        /// SHA-256 of a file.
        "sha256" => pub sha256: Option<[u8; 32]>,
        /// SHA-512 of a file.
        "sha512" => pub sha512: Option<[u8; 64]>,
        /// Where a link points, as it stands in the link.
        "target" => pub target: Option<Blob>,
        /// Why it was not read, or why what was listed of a directory is not all of one state.
        "unread" => pub unread: Option<Unread>,
    }
    needs check_fields
}

/// F11.4: a file that was read has size and SHA-256, a link its target; nothing else has any of these.
fn check_fields(entry: &DirectoryEntry) -> Result<(), DecodeErrorKind> {
    let read = entry.unread.is_none();
    let file = read && entry.entry_type == EntryType::File;
    let link = read && entry.entry_type == EntryType::Link;
    for (name, present, wanted) in [
        ("size", entry.size.is_some(), file),
        ("sha256", entry.sha256.is_some(), file),
        ("target", entry.target.is_some(), link),
    ] {
        check_field(name, present, wanted)?;
    }
    for (name, present) in [
        ("md5", entry.md5.is_some()),
        ("sha1", entry.sha1.is_some()),
        ("sha512", entry.sha512.is_some()),
    ] {
        check_field(name, present, file && present)?;
    }
    match entry.target.as_ref().map(|target| target.0.len()) {
        Some(found) if found > MAX_TARGET => {
            let [limit, found] =
                [MAX_TARGET, found].map(|length| u64::try_from(length).unwrap_or(u64::MAX));
            Err(DecodeErrorKind::LimitExceeded { limit, found })
        }
        Some(_) | None => Ok(()),
    }
}

fn check_field(name: &'static str, present: bool, wanted: bool) -> Result<(), DecodeErrorKind> {
    match (present, wanted) {
        (false, true) => Err(DecodeErrorKind::MissingField { name }),
        (true, false) => Err(DecodeErrorKind::UnknownField { name: name.into() }),
        (true, true) | (false, false) => Ok(()),
    }
}

impl DirectoryEntry {
    /// Returns the SHA-256 of a file that was read.
    #[must_use]
    pub fn sha256(&self) -> Option<Sha256Digest> {
        self.sha256.map(Sha256Digest)
    }

    /// Returns the SHA-512 of a file that was read, if it was asked for.
    #[must_use]
    pub fn sha512(&self) -> Option<Sha512Digest> {
        self.sha512.map(Sha512Digest)
    }

    /// Returns the SHA-1 of a file that was read, if it was asked for.
    #[must_use]
    pub fn sha1(&self) -> Option<Sha1Digest> {
        self.sha1.map(Sha1Digest)
    }

    /// Returns the MD5 of a file that was read, if it was asked for.
    #[must_use]
    pub fn md5(&self) -> Option<Md5Digest> {
        self.md5.map(Md5Digest)
    }

    /// Returns the entry as it stands on the wire.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        Wire::to_bytes(self)
    }

    /// Reads an entry off the wire, strictly.
    ///
    /// # Errors
    /// [`DecodeError`]: the first thing that the format does not allow.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        Wire::from_bytes(bytes)
    }
}
