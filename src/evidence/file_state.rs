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
/// Where the system keeps the time of change, to put the time of modification back is not enough: no program sets the
/// other. What is not noticed: a writer through a memory mapping, whose times the system updates late or, of pages that were
/// written to before, not at all; two changes within one tick of the system's clock, some milliseconds; a clock that was set
/// back; and where no time of change is kept, one that keeps the size and puts the other time back. That takes a second measurement,
/// or a source that nobody can write to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct FileState {
    /// Size in bytes.
    pub size: u64,
    /// Time of the last modification, where the system keeps it.
    pub modified: Option<SystemTime>,
    /// Time of the last change of bytes, mode, owner, names or times, which no program sets, where the system keeps it.
    pub changed: Option<SystemTime>,
    /// Identity, where the system has one.
    pub id: Option<FileId>,
}

impl FileState {
    pub(super) fn of(metadata: &Metadata) -> Self {
        let modified = metadata.modified().ok();
        let (changed, id) = (changed(metadata), file_id(metadata));
        Self { size: metadata.len(), modified, changed, id }
    }
}

impl fmt::Display for FileState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.size)?;
        for (what, time) in [("modified", self.modified), ("changed", self.changed)] {
            if let Some(Ok(since)) = time.map(|time| time.duration_since(UNIX_EPOCH)) {
                write!(f, " {what} at {}.{:09}", since.as_secs(), since.subsec_nanos())?;
            }
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

/// The time of change (POSIX.1-2024 §4.12, `st_ctim`).
#[cfg(unix)]
fn changed(metadata: &Metadata) -> Option<SystemTime> {
    use std::os::unix::fs::MetadataExt;
    use std::time::Duration;

    let nanos = u32::try_from(metadata.ctime_nsec()).ok()?;
    let whole = Duration::from_secs(metadata.ctime().unsigned_abs());
    let second = match metadata.ctime() {
        ..0 => UNIX_EPOCH.checked_sub(whole)?,
        0.. => UNIX_EPOCH.checked_add(whole)?,
    };
    second.checked_add(Duration::from_nanos(u64::from(nanos)))
}

#[cfg(not(unix))]
fn changed(_metadata: &Metadata) -> Option<SystemTime> {
    None
}
