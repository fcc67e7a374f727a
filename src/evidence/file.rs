//! A regular file, read whole from one handle and looked at before and after.

use std::fmt;
use std::fs::{self, File, FileType, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::evidence::EvidenceError;
use crate::evidence::measure::{ReadFault, read_to_end};

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
    fn irregular(kind: FileType) -> Option<Self> {
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
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
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
    fn of(metadata: &Metadata) -> Self {
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
fn file_id(metadata: &Metadata) -> Option<FileId> {
    use std::os::unix::fs::MetadataExt;

    Some(FileId { device: metadata.dev(), inode: metadata.ino() })
}

#[cfg(not(unix))]
fn file_id(_metadata: &Metadata) -> Option<FileId> {
    None
}

/// A regular file, open, with what was seen of it before the first read.
#[derive(Debug)]
pub(crate) struct EvidenceFile {
    path: PathBuf,
    file: File,
    before: FileState,
}

impl EvidenceFile {
    pub(crate) fn open(path: &Path) -> Result<Self, EvidenceError> {
        let failed = |source| EvidenceError::Open { path: path.to_path_buf(), source };
        // Looked at before it is opened: opening a FIFO waits, opening a device may act.
        let seen = fs::symlink_metadata(path).map_err(failed)?;
        if let Some(found) = FileKind::irregular(seen.file_type()) {
            return Err(EvidenceError::NotRegular { path: path.to_path_buf(), found });
        }
        let before = FileState::of(&seen);
        let file = File::open(path).map_err(failed)?;
        let this = Self { path: path.to_path_buf(), file, before };
        // What was opened must be what was looked at.
        this.check_unchanged(this.handle_state()?)?;
        Ok(this)
    }

    /// Reads the file to its end, and checks that it is still what it was.
    pub(crate) fn read(self, sink: &mut dyn FnMut(&[u8])) -> Result<(), EvidenceError> {
        // One byte more than there should be shows that it grows; a file that grows for ever
        // must not be read for ever.
        let mut bounded = (&self.file).take(self.before.size.saturating_add(1));
        let read = read_to_end(&mut bounded, sink).map_err(|ReadFault { offset, source }| {
            EvidenceError::ReadFile { path: self.path.clone(), offset, source }
        })?;
        // Written to, by way of the handle; replaced, by way of the path; and last, a file whose
        // size is not that of its bytes, as on a virtual file system.
        let after = self.handle_state()?;
        self.check_unchanged(after)?;
        let named = fs::symlink_metadata(&self.path).map_err(|source| self.failed(source))?;
        self.check_unchanged(FileState::of(&named))?;
        self.check_unchanged(FileState { size: read, ..after })
    }

    fn handle_state(&self) -> Result<FileState, EvidenceError> {
        let metadata = self.file.metadata().map_err(|source| self.failed(source))?;
        Ok(FileState::of(&metadata))
    }

    fn check_unchanged(&self, after: FileState) -> Result<(), EvidenceError> {
        if after != self.before {
            let (path, before) = (self.path.clone(), self.before);
            return Err(EvidenceError::Changed { path, before, after });
        }
        Ok(())
    }

    fn failed(&self, source: io::Error) -> EvidenceError {
        EvidenceError::Open { path: self.path.clone(), source }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// A file of its own in the directory for temporary files, removed at the end.
    struct Scratch(PathBuf);

    impl Scratch {
        fn new(name: &str) -> Self {
            let name = format!("handseal-{}-{name}", std::process::id());
            let path = std::env::temp_dir().join(name);
            fs::write(&path, b"as collected").unwrap();
            Self(path)
        }

        /// Changes the file after it was opened and before it is read.
        fn read_after(&self, change: impl FnOnce(&Path)) -> (FileState, FileState) {
            let file = EvidenceFile::open(&self.0).unwrap();
            change(&self.0);
            let error = file.read(&mut |_| ()).unwrap_err();
            let EvidenceError::Changed { path, before, after } = error else { panic!("{error}") };
            assert_eq!(path, self.0);
            (before, after)
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            fs::remove_file(&self.0).unwrap();
        }
    }

    #[test]
    fn file_that_grows_or_shrinks_while_read_is_refused() {
        let scratch = Scratch::new("grows");
        let (before, after) =
            scratch.read_after(|path| fs::write(path, b"as collected, and on").unwrap());
        assert_eq!((before.size, after.size), (12, 20));
        let (before, after) = scratch.read_after(|path| fs::write(path, b"").unwrap());
        assert_eq!((before.size, after.size), (20, 0));
    }

    #[test]
    fn file_overwritten_at_the_same_size_while_read_is_refused() {
        let scratch = Scratch::new("overwritten");
        let (before, after) = scratch.read_after(|path| {
            fs::write(path, b"as c0llected").unwrap();
            let later = SystemTime::now() + Duration::from_secs(2);
            File::options().write(true).open(path).unwrap().set_modified(later).unwrap();
        });
        assert_eq!(before.size, after.size);
        assert_ne!(before.modified, after.modified);
    }

    #[cfg(unix)]
    #[test]
    fn file_replaced_while_read_is_refused() {
        let (scratch, other) = (Scratch::new("replaced"), Scratch::new("replacement"));
        let (before, after) = scratch.read_after(|path| {
            let modified = fs::metadata(path).unwrap().modified().unwrap();
            File::options().write(true).open(&other.0).unwrap().set_modified(modified).unwrap();
            fs::rename(&other.0, path).unwrap();
            fs::write(&other.0, b"").unwrap();
        });
        assert_eq!((before.size, before.modified), (after.size, after.modified));
        assert_ne!(before.id, after.id);
    }

    #[test]
    fn untouched_file_is_read_whole() {
        let scratch = Scratch::new("untouched");
        let mut read = Vec::new();
        let file = EvidenceFile::open(&scratch.0).unwrap();
        file.read(&mut |bytes| read.extend_from_slice(bytes)).unwrap();
        assert_eq!(read, b"as collected");
    }
}
