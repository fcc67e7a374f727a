//! What a file is, and what tells that it is the one it was.

use std::fmt;
use std::fs::{FileType, Metadata};
use std::time::{SystemTime, UNIX_EPOCH};

/// What something is that is not a regular file.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum FileKind {
    /// A block device.
    BlockDevice,
    /// A character device.
    CharDevice,
    /// A directory.
    Directory,
    /// A named pipe.
    Fifo,
    /// Something the operating system has no common name for.
    Other,
    /// A socket.
    Socket,
    /// A symbolic link.
    Symlink,
}

impl FileKind {
    /// `None` for a regular file.
    pub(super) fn irregular(kind: FileType) -> Option<Self> {
        if kind.is_file() {
            None
        } else if kind.is_dir() {
            Some(Self::Directory)
        } else if kind.is_symlink() {
            Some(Self::Symlink)
        } else {
            Some(Self::special(kind))
        }
    }

    #[cfg(unix)]
    fn special(kind: FileType) -> Self {
        use std::os::unix::fs::FileTypeExt;

        if kind.is_fifo() {
            Self::Fifo
        } else if kind.is_socket() {
            Self::Socket
        } else if kind.is_block_device() {
            Self::BlockDevice
        } else if kind.is_char_device() {
            Self::CharDevice
        } else {
            Self::Other
        }
    }

    #[cfg(not(unix))]
    fn special(_kind: FileType) -> Self {
        Self::Other
    }
}

impl fmt::Display for FileKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BlockDevice => "a block device",
            Self::CharDevice => "a character device",
            Self::Directory => "a directory",
            Self::Fifo => "a named pipe",
            Self::Other => "something else",
            Self::Socket => "a socket",
            Self::Symlink => "a symbolic link",
        })
    }
}

/// Which file of the system this is.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct FileId {
    /// Number of the device.
    pub device: u64,
    /// Number of the inode on it.
    pub inode: u64,
}

/// What tells that a file is the one it was.
///
/// A change that keeps the size and puts the time of modification back is not seen: that takes
/// intent, and a second measurement.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct FileState {
    /// Size in bytes.
    pub size: u64,
    /// Time of the last modification, where the system keeps it.
    pub modified: Option<SystemTime>,
    /// Identity, where the system has one.
    pub id: Option<FileId>,
}

impl FileState {
    pub(super) fn of(metadata: &Metadata) -> Self {
        let modified = metadata.modified().ok();
        Self { size: metadata.len(), modified, id: file_id(metadata) }
    }
}

impl fmt::Display for FileState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.size)?;
        let since_epoch = self.modified.map(|time| time.duration_since(UNIX_EPOCH));
        if let Some(Ok(since)) = since_epoch {
            write!(f, " modified at {}.{:09}", since.as_secs(), since.subsec_nanos())?;
        }
        if let Some(FileId { device, inode }) = self.id {
            write!(f, " inode {device}:{inode}")?;
        }
        Ok(())
    }
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have no such numbers")]
pub(super) fn file_id(metadata: &Metadata) -> Option<FileId> {
    use std::os::unix::fs::MetadataExt;

    Some(FileId { device: metadata.dev(), inode: metadata.ino() })
}

#[cfg(not(unix))]
pub(super) fn file_id(_metadata: &Metadata) -> Option<FileId> {
    None
}
