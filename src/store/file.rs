//! A case in a file.

use std::fs::TryLockError;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use crate::store::contract::{Store, Syncing};
use crate::store::error::StoreError;
use crate::store::file_cache;
use crate::store::file_system::{FileHandle, FileSystem, LocalFiles};
use crate::verify::Writer;

/// A case in a file.
///
/// The file is locked while it is open for writing (an advisory lock: other writers of this crate
/// are refused, readers are not). A record is written with one write at the end of the file. After
/// a failed write or sync the page cache may look durable when nothing is, so the handle answers
/// [`StoreError::Poisoned`] from then on.
#[derive(Debug)]
pub struct FileStore<F: FileSystem = LocalFiles> {
    file: F::File,
    files: F,
    path: PathBuf,
    length: u64,
    /// The index beside it, once it was asked for.
    index: Option<F::File>,
    poisoned: bool,
}

impl FileStore {
    /// Makes a new file, which must not be there yet.
    ///
    /// # Errors
    ///
    /// [`StoreError::Exists`], [`StoreError::Io`].
    pub fn create(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        Self::create_in(LocalFiles, path)
    }

    /// Opens a file for writing.
    ///
    /// # Errors
    ///
    /// [`StoreError::Locked`] when another process writes it, [`StoreError::NotRegular`],
    /// [`StoreError::Io`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        Self::open_in(LocalFiles, path)
    }
}

impl<F: FileSystem> FileStore<F> {
    /// [`FileStore::create`] on another file system.
    ///
    /// # Errors
    ///
    /// As [`FileStore::create`].
    pub fn create_in(files: F, path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let path = path.as_ref().to_owned();
        let file = match files.create(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                return Err(StoreError::Exists { path });
            }
            Err(source) => {
                return Err(StoreError::Io { path, operation: "create", source });
            }
        };
        let store = Self { file, files, path, length: 0, index: None, poisoned: false };
        store.lock()?;
        store.sync_directory()?;
        Ok(store)
    }

    /// [`FileStore::open`] on another file system.
    ///
    /// # Errors
    ///
    /// As [`FileStore::open`].
    pub fn open_in(files: F, path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let path = path.as_ref().to_owned();
        let failed = |operation| {
            let path = path.clone();
            move |source| StoreError::Io { path, operation, source }
        };
        if !files.is_regular(&path).map_err(failed("open"))? {
            return Err(StoreError::NotRegular { path });
        }
        let file = files.open(&path).map_err(failed("open"))?;
        let length = file.length().map_err(failed("stat"))?;
        let mut store =
            Self { file, files, path: path.clone(), length, index: None, poisoned: false };
        store.lock()?;
        if !store.files.is_at(&store.file, &path).map_err(failed("stat"))? {
            // Another writer put a new file in its place meanwhile.
            return Err(StoreError::Locked { path, writer: Writer::default() });
        }
        // What a writer that was killed left may be live only, and is about to be built upon.
        store.sync()?;
        Ok(store)
    }

    /// The path it was opened with.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn lock(&self) -> Result<(), StoreError> {
        /// A reader that looks whether the file is written has a lock for a moment.
        const MOMENT: Duration = Duration::from_millis(2);
        const MOMENTS: u32 = 25;
        for _ in 0..MOMENTS {
            match self.file.try_lock() {
                Ok(()) => return Ok(()),
                Err(TryLockError::WouldBlock) => thread::sleep(MOMENT),
                Err(TryLockError::Error(source)) => return Err(self.failed("lock", source)),
            }
        }
        Err(StoreError::Locked { path: self.path.clone(), writer: self.file.writer() })
    }

    fn failed(&self, operation: &'static str, source: io::Error) -> StoreError {
        StoreError::Io { path: self.path.clone(), operation, source }
    }

    fn sync_directory(&self) -> Result<(), StoreError> {
        let synced = self.files.sync_directory(&self.path);
        synced.map_err(|source| self.failed("sync of the directory", source))
    }

    /// Cuts the file at `length` and keeps what was cut in a file beside it, which is durable
    /// before the cut. The same cut done again after a crash keeps the same bytes in the same
    /// file; other bytes that an earlier cut kept stay.
    pub(crate) fn cut(&mut self, length: u64) -> Result<PathBuf, StoreError> {
        let tail = self.read(length..self.length)?;
        let kept = self.keep(&tail, length)?;
        self.sync_directory()?;
        let cut = self.file.cut(length).and_then(|()| self.file.sync());
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
            match self.files.create(&kept) {
                Ok(mut file) => {
                    if let Err(error) = file.write(0, tail).and_then(|()| file.sync()) {
                        // Nothing is cut yet: half of it, on a full disk, is of no use to anybody.
                        let _ = self.files.remove(&kept);
                        return Err(failed(error));
                    }
                    return Ok(kept);
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(failed(error)),
            }
            if let Some(mut file) = self.holding(&kept, tail) {
                return file.sync().map(|()| kept).map_err(failed);
            }
            number = number.saturating_add(1);
        }
    }

    fn index_file(&mut self) -> Result<Option<&mut F::File>, StoreError> {
        if self.index.is_none() {
            let opened = file_cache::open_index(&self.files, &self.path);
            self.index = opened.map_err(|source| self.failed("open of the index", source))?;
        }
        Ok(self.index.as_mut())
    }

    fn write_index(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        if offset == 0 {
            self.index = None;
            file_cache::remove_index(&self.files, &self.path)?;
            if bytes.is_empty() {
                return Ok(());
            }
            self.index = Some(file_cache::new_index(&self.files, &self.path)?);
        }
        let Some(file) = &mut self.index else {
            return Err(io::ErrorKind::NotFound.into());
        };
        if file.length()? > offset {
            file.cut(offset)?;
        }
        file.write(offset, bytes)
    }

    /// The regular file of this name, if it holds exactly these bytes.
    fn holding(&self, path: &Path, bytes: &[u8]) -> Option<F::File> {
        let length = u64::try_from(bytes.len()).ok()?;
        let mut file = self.files.is_regular(path).ok()?.then(|| self.files.open(path).ok())??;
        let same = file.length().ok()? == length && file.read(0..length).ok()? == bytes;
        same.then_some(file)
    }
}

impl<F: FileSystem> Store for FileStore<F> {
    fn length(&self) -> u64 {
        self.length
    }

    fn append(&mut self, bytes: &[u8]) -> Result<Range<u64>, StoreError> {
        if self.poisoned {
            return Err(StoreError::Poisoned);
        }
        let start = self.length;
        if let Err(source) = self.file.write(start, bytes) {
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
        self.file.sync().map_err(|source| {
            self.poisoned = true;
            self.failed("sync", source)
        })
    }

    fn syncing(&self) -> Result<Syncing, StoreError> {
        if self.poisoned {
            return Err(StoreError::Poisoned);
        }
        let syncing = self.file.syncing();
        let syncing = syncing.map_err(|source| self.failed("second handle", source))?;
        let path = self.path.clone();
        Ok(Box::new(move || {
            syncing().map_err(|source| StoreError::Io { path, operation: "sync", source })
        }))
    }

    fn read(&mut self, range: Range<u64>) -> Result<Vec<u8>, StoreError> {
        self.file.read(range).map_err(|source| self.failed("read", source))
    }

    fn keep_cache(&mut self, make: &mut dyn FnMut() -> Vec<u8>) -> Result<bool, StoreError> {
        let kept = file_cache::keep(&self.files, &self.path, &make());
        kept.map(|()| true).map_err(|source| self.failed("write of the cache", source))
    }

    fn keep_index(&mut self, offset: u64, bytes: &[u8]) -> Result<bool, StoreError> {
        let kept = self.write_index(offset, bytes);
        kept.map(|()| true).map_err(|source| self.failed("write of the index", source))
    }

    fn index_length(&mut self) -> Result<Option<u64>, StoreError> {
        let length = self.index_file()?.map_or(Ok(0), |file| file.length());
        length.map(Some).map_err(|source| self.failed("read of the index", source))
    }

    fn index(&mut self, range: Range<u64>) -> Result<Vec<u8>, StoreError> {
        let read = self.index_file()?.map_or_else(|| Ok(Vec::new()), |file| file.read(range));
        read.map_err(|source| self.failed("read of the index", source))
    }

    fn cache(&mut self, limit: u64) -> Result<Option<Vec<u8>>, StoreError> {
        let read = file_cache::read(&self.files, &self.path, limit);
        read.map_err(|source| self.failed("read of the cache", source))
    }
}
