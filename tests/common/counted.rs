//! The file system of this machine, and how many bytes of each file were read.

use std::collections::BTreeMap;
use std::fs::TryLockError;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use handseal::store::{FileHandle, FileSyncing, FileSystem, LocalFile, LocalFiles};
use handseal::verify::Writer;

/// How many bytes were read, by the ending of the name.
#[derive(Clone, Default)]
pub(crate) struct Counted(Arc<Mutex<BTreeMap<String, u64>>>);

impl Counted {
    /// What was read of files with this ending since it was asked the last time.
    pub(crate) fn taken(&self, ending: &str) -> u64 {
        self.0.lock().unwrap().remove(ending).unwrap_or_default()
    }

    fn count(&self, path: &Path, file: LocalFile) -> CountedFile {
        let ending = path.extension().unwrap_or_default().to_string_lossy().into_owned();
        CountedFile { file, ending, read: self.clone() }
    }
}

/// A file of which the reads are counted.
pub(crate) struct CountedFile {
    file: LocalFile,
    ending: String,
    read: Counted,
}

impl FileSystem for Counted {
    type File = CountedFile;

    fn create(&self, path: &Path) -> io::Result<CountedFile> {
        LocalFiles.create(path).map(|file| self.count(path, file))
    }

    fn open(&self, path: &Path) -> io::Result<CountedFile> {
        LocalFiles.open(path).map(|file| self.count(path, file))
    }

    fn is_regular(&self, path: &Path) -> io::Result<bool> {
        LocalFiles.is_regular(path)
    }

    fn is_at(&self, file: &CountedFile, path: &Path) -> io::Result<bool> {
        LocalFiles.is_at(&file.file, path)
    }

    fn sync_directory(&self, path: &Path) -> io::Result<()> {
        LocalFiles.sync_directory(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        LocalFiles.rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        LocalFiles.remove(path)
    }

    fn behind_links(&self, path: &Path) -> io::Result<PathBuf> {
        LocalFiles.behind_links(path)
    }

    fn permit_as(&self, file: &CountedFile, other: &Path) -> io::Result<()> {
        LocalFiles.permit_as(&file.file, other)
    }
}

impl FileHandle for CountedFile {
    fn length(&self) -> io::Result<u64> {
        self.file.length()
    }

    fn read(&mut self, range: Range<u64>) -> io::Result<Vec<u8>> {
        let bytes = self.file.read(range)?;
        let read = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        *self.read.0.lock().unwrap().entry(self.ending.clone()).or_default() += read;
        Ok(bytes)
    }

    fn write(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.file.write(offset, bytes)
    }

    fn cut(&mut self, length: u64) -> io::Result<()> {
        self.file.cut(length)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.file.sync()
    }

    fn syncing(&self) -> io::Result<FileSyncing> {
        self.file.syncing()
    }

    fn try_lock(&self) -> Result<(), TryLockError> {
        self.file.try_lock()
    }

    fn writer(&self) -> Writer {
        self.file.writer()
    }
}
