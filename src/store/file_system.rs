//! What a store asks of a file system, and the file system of this machine.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::verify::{Writer, writer_of};

/// Where files are kept.
///
/// The contract is what POSIX promises and no more. Names and bytes are *live* once a call returns,
/// and *durable* only later: bytes and length of a file after its [`sync`](FileHandle::sync), that it
/// is there under its name after [`FileSystem::sync_directory`]. What is live and not durable may
/// survive a power cut, or not, or in part: later writes without earlier ones, zeros where a file grew.
/// A rename is there or not, never in part.
pub trait FileSystem {
    /// An open file.
    type File: FileHandle;

    /// Makes a new file, for reading and writing.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::AlreadyExists`] when anything has the name, a link that leads nowhere among it.
    fn create(&self, path: &Path) -> io::Result<Self::File>;

    /// Opens a file for reading and writing.
    ///
    /// # Errors
    ///
    /// [`io::Error`] of the system.
    fn open(&self, path: &Path) -> io::Result<Self::File>;

    /// Whether a regular file has the name, behind links. It is asked before opening: that of a FIFO
    /// would wait.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::NotFound`], and others of the system.
    fn is_regular(&self, path: &Path) -> io::Result<bool>;

    /// Whether the name still leads to this file.
    ///
    /// # Errors
    ///
    /// [`io::Error`] of the system.
    fn is_at(&self, file: &Self::File, path: &Path) -> io::Result<bool>;

    /// Makes durable which names the directory of a file holds.
    ///
    /// # Errors
    ///
    /// [`io::Error`] of the system.
    fn sync_directory(&self, path: &Path) -> io::Result<()>;

    /// Gives a file the name of another, which then is gone.
    ///
    /// # Errors
    ///
    /// [`io::Error`] of the system.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Takes a name away.
    ///
    /// # Errors
    ///
    /// [`io::Error`] of the system.
    fn remove(&self, path: &Path) -> io::Result<()>;

    /// The path of the file itself, behind links. What is kept beside a file stands beside that.
    ///
    /// # Errors
    ///
    /// [`io::Error`] of the system.
    fn behind_links(&self, path: &Path) -> io::Result<PathBuf> {
        Ok(path.to_owned())
    }

    /// Lets the same people read and write the file as that of a name.
    ///
    /// # Errors
    ///
    /// [`io::Error`] of the system.
    fn permit_as(&self, file: &Self::File, other: &Path) -> io::Result<()>;
}

/// A sync of a file that is done by another handle.
pub type FileSyncing = Box<dyn FnOnce() -> io::Result<()> + Send>;

/// An open file of a [`FileSystem`].
pub trait FileHandle {
    /// Its length in bytes.
    ///
    /// # Errors
    ///
    /// [`io::Error`] of the system.
    fn length(&self) -> io::Result<u64>;

    /// Reads bytes; fewer where the file ends before the range does.
    ///
    /// # Errors
    ///
    /// [`io::Error`] of the system.
    fn read(&mut self, range: Range<u64>) -> io::Result<Vec<u8>>;

    /// Writes all bytes at an offset.
    ///
    /// # Errors
    ///
    /// [`io::Error`] of the system; any part of the bytes may be written then.
    fn write(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()>;

    /// Cuts the file at a length.
    ///
    /// # Errors
    ///
    /// [`io::Error`] of the system.
    fn cut(&mut self, length: u64) -> io::Result<()>;

    /// Makes bytes and length durable.
    ///
    /// # Errors
    ///
    /// [`io::Error`] of the system; nothing is known then of what was written since the sync before.
    fn sync(&mut self) -> io::Result<()>;

    /// What makes durable, without this handle, everything that is written now.
    ///
    /// # Errors
    ///
    /// [`io::Error`] of the system.
    fn syncing(&self) -> io::Result<FileSyncing>;

    /// Keeps other writers out until it is closed, or says that one is there.
    ///
    /// # Errors
    ///
    /// [`TryLockError`].
    fn try_lock(&self) -> Result<(), TryLockError>;

    /// Who keeps others out, as far as the system tells.
    fn writer(&self) -> Writer;
}

/// The file systems of this machine.
///
/// A name is durable on Unix. Elsewhere a directory cannot be synced: there the system itself must keep it.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct LocalFiles;

/// A file of this machine. Its lock is an advisory one.
#[derive(Debug)]
pub struct LocalFile(File);

impl Drop for LocalFile {
    /// A program that is being started has this handle too until it runs, and would hold the lock.
    fn drop(&mut self) {
        // Closing it gives the lock back as well, only later.
        let _ = self.0.unlock();
    }
}

impl FileSystem for LocalFiles {
    type File = LocalFile;

    fn create(&self, path: &Path) -> io::Result<LocalFile> {
        OpenOptions::new().read(true).write(true).create_new(true).open(path).map(LocalFile)
    }

    fn open(&self, path: &Path) -> io::Result<LocalFile> {
        OpenOptions::new().read(true).write(true).open(path).map(LocalFile)
    }

    fn is_regular(&self, path: &Path) -> io::Result<bool> {
        fs::metadata(path).map(|found| found.is_file())
    }

    fn is_at(&self, file: &LocalFile, path: &Path) -> io::Result<bool> {
        is_at(&file.0, path)
    }

    fn sync_directory(&self, path: &Path) -> io::Result<()> {
        sync_directory(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn behind_links(&self, path: &Path) -> io::Result<PathBuf> {
        fs::canonicalize(path)
    }

    fn permit_as(&self, file: &LocalFile, other: &Path) -> io::Result<()> {
        file.0.set_permissions(fs::metadata(other)?.permissions())
    }
}

impl FileHandle for LocalFile {
    fn length(&self) -> io::Result<u64> {
        self.0.metadata().map(|found| found.len())
    }

    fn read(&mut self, range: Range<u64>) -> io::Result<Vec<u8>> {
        self.0.seek(SeekFrom::Start(range.start))?;
        let mut bytes = Vec::new();
        let length = range.end.saturating_sub(range.start);
        (&mut self.0).take(length).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn write(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.0.seek(SeekFrom::Start(offset))?;
        self.0.write_all(bytes)
    }

    fn cut(&mut self, length: u64) -> io::Result<()> {
        self.0.set_len(length)
    }

    fn sync(&mut self) -> io::Result<()> {
        // The length is synced with the data; times are not waited for.
        self.0.sync_data()
    }

    fn syncing(&self) -> io::Result<FileSyncing> {
        // Not a [`LocalFile`], which would give the lock back: both handles have the one lock.
        let file = self.0.try_clone()?;
        Ok(Box::new(move || file.sync_data()))
    }

    fn try_lock(&self) -> Result<(), TryLockError> {
        self.0.try_lock()
    }

    fn writer(&self) -> Writer {
        writer_of(&self.0).unwrap_or_default()
    }
}

/// A file is there after a power cut, under its name, only once its directory is durable.
pub(crate) fn sync_directory(path: &Path) -> io::Result<()> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let directory = parent.unwrap_or_else(|| Path::new("."));
    #[cfg(unix)]
    File::open(directory).and_then(|directory| directory.sync_all())?;
    #[cfg(not(unix))]
    let _ = directory;
    Ok(())
}

/// Whether the path still leads to this file: one that was replaced before it was locked is nobody's.
pub(crate) fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let (own, there) = (file.metadata()?, fs::metadata(path)?);
        Ok((own.dev(), own.ino()) == (there.dev(), there.ino()))
    }
    #[cfg(not(unix))]
    {
        let _ = (file, path);
        Ok(true)
    }
}

/// Whether a regular file holds exactly these bytes. One that cannot be read does not.
pub(crate) fn holds(path: &Path, bytes: &[u8]) -> bool {
    let regular = fs::symlink_metadata(path).is_ok_and(|found| found.is_file());
    regular && fs::read(path).is_ok_and(|found| found == bytes)
}
