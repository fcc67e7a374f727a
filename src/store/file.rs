//! A case in a file of a local file system.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::store::contract::Store;
use crate::store::error::StoreError;

/// A case in a file.
///
/// The file is locked while it is open for writing (an advisory lock: other writers of this crate
/// are refused, readers are not). A record is written with one write at the end of the file. After
/// a failed write or sync the page cache may look durable when nothing is, so the handle answers
/// [`StoreError::Poisoned`] from then on.
#[derive(Debug)]
pub struct FileStore {
    file: File,
    path: PathBuf,
    length: u64,
    poisoned: bool,
}

impl Drop for FileStore {
    /// A program that is being started has this handle too until it runs, and would hold the lock.
    fn drop(&mut self) {
        // Closing it gives the lock back as well, only later.
        let _ = self.file.unlock();
    }
}

impl FileStore {
    /// Makes a new file, which must not be there yet.
    ///
    /// # Errors
    ///
    /// [`StoreError::Exists`], [`StoreError::Io`].
    pub fn create(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let path = path.as_ref().to_owned();
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true);
        let file = match options.open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                return Err(StoreError::Exists { path });
            }
            Err(source) => {
                return Err(StoreError::Io { path, operation: "create", source });
            }
        };
        let store = Self { file, path, length: 0, poisoned: false };
        store.lock()?;
        store.sync_directory()?;
        Ok(store)
    }

    /// Opens a file for writing.
    ///
    /// # Errors
    ///
    /// [`StoreError::Locked`] when another process writes it, [`StoreError::NotRegular`],
    /// [`StoreError::Io`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let path = path.as_ref().to_owned();
        let failed = |operation| {
            let path = path.clone();
            move |source| StoreError::Io { path, operation, source }
        };
        // Looked at first: opening a FIFO would wait.
        if !std::fs::metadata(&path).map_err(failed("open"))?.is_file() {
            return Err(StoreError::NotRegular { path });
        }
        let file = OpenOptions::new().read(true).write(true).open(&path).map_err(failed("open"))?;
        let length = file.metadata().map_err(failed("stat"))?.len();
        let store = Self { file, path: path.clone(), length, poisoned: false };
        store.lock()?;
        if is_at(&store.file, &path).map_err(failed("stat"))? {
            Ok(store)
        } else {
            Err(StoreError::Locked { path })
        }
    }

    /// The path it was opened with.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn lock(&self) -> Result<(), StoreError> {
        match self.file.try_lock() {
            Ok(()) => Ok(()),
            Err(TryLockError::WouldBlock) => Err(StoreError::Locked { path: self.path.clone() }),
            Err(TryLockError::Error(source)) => Err(self.failed("lock", source)),
        }
    }

    fn failed(&self, operation: &'static str, source: io::Error) -> StoreError {
        StoreError::Io { path: self.path.clone(), operation, source }
    }

    fn sync_directory(&self) -> Result<(), StoreError> {
        sync_directory(&self.path).map_err(|source| self.failed("sync of the directory", source))
    }

    /// Cuts the file at `length` and keeps what was cut in a file beside it, which is durable
    /// before the cut. The same cut done again after a crash keeps the same bytes in the same
    /// file; other bytes that an earlier cut kept stay.
    pub(crate) fn cut(&mut self, length: u64) -> Result<PathBuf, StoreError> {
        let tail = self.read(length..self.length)?;
        let kept = self.keep(&tail, length)?;
        self.sync_directory()?;
        let cut = self.file.set_len(length).and_then(|()| self.file.sync_all());
        cut.map_err(|source| {
            self.poisoned = true;
            self.failed("cut", source)
        })?;
        self.length = length;
        Ok(kept)
    }

    /// Writes what is cut to the first name beside the file that is free, or has it already.
    fn keep(&self, tail: &[u8], length: u64) -> Result<PathBuf, StoreError> {
        let failed = |source| self.failed("keeping what is cut", source);
        let mut number = 0_u64;
        loop {
            let mut name = self.path.file_name().unwrap_or_default().to_owned();
            name.push(format!(".cut-at-{length}"));
            if number > 0 {
                name.push(format!("-{number}"));
            }
            let kept = self.path.with_file_name(name);
            match OpenOptions::new().write(true).create_new(true).open(&kept) {
                Ok(mut file) => {
                    let written = file.write_all(tail).and_then(|()| file.sync_all());
                    return written.map(|()| kept).map_err(failed);
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(failed(error)),
            }
            if holds(&kept, tail) {
                let synced = File::open(&kept).and_then(|file| file.sync_all());
                return synced.map(|()| kept).map_err(failed);
            }
            number = number.saturating_add(1);
        }
    }

    fn read_exactly(&mut self, range: &Range<u64>) -> io::Result<Vec<u8>> {
        let length = range.end.saturating_sub(range.start);
        self.file.seek(SeekFrom::Start(range.start))?;
        let mut bytes = Vec::new();
        (&mut self.file).take(length).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn write_at_end(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(self.length))?;
        self.file.write_all(bytes)
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
        let (own, there) = (file.metadata()?, std::fs::metadata(path)?);
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
    let regular = std::fs::symlink_metadata(path).is_ok_and(|found| found.is_file());
    regular && std::fs::read(path).is_ok_and(|found| found == bytes)
}

impl Store for FileStore {
    fn length(&self) -> u64 {
        self.length
    }

    fn append(&mut self, bytes: &[u8]) -> Result<Range<u64>, StoreError> {
        if self.poisoned {
            return Err(StoreError::Poisoned);
        }
        let start = self.length;
        if let Err(source) = self.write_at_end(bytes) {
            self.poisoned = true;
            return Err(self.failed("write", source));
        }
        self.length = start.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        Ok(start..self.length)
    }

    fn sync(&mut self) -> Result<(), StoreError> {
        if self.poisoned {
            return Err(StoreError::Poisoned);
        }
        self.file.sync_data().map_err(|source| {
            self.poisoned = true;
            self.failed("sync", source)
        })
    }

    fn read(&mut self, range: Range<u64>) -> Result<Vec<u8>, StoreError> {
        self.read_exactly(&range).map_err(|source| self.failed("read", source))
    }
}
