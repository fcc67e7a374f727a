//! A disk that keeps what is live and what is durable apart, and whose power can be cut at every call.

use std::collections::BTreeMap;
use std::fs::TryLockError;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

use handseal::store::{FileHandle, FileSyncing, FileSystem};
use handseal::verify::Writer;

/// The files of a disk after a power cut, by name.
pub(crate) type Image = BTreeMap<PathBuf, Vec<u8>>;

/// A change of a file that is live, and not durable yet.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    Write { offset: usize, bytes: Vec<u8> },
    Cut { length: usize },
}

/// A change of the names that is live, and not durable yet.
#[derive(Clone, Debug)]
pub(crate) enum Naming {
    Create { path: PathBuf, file: usize },
    Remove { path: PathBuf },
    Rename { from: PathBuf, to: PathBuf },
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Content {
    pub(crate) durable: Vec<u8>,
    pub(crate) changes: Vec<Change>,
    live: Vec<u8>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    pub(crate) contents: Vec<Content>,
    pub(crate) durable_names: BTreeMap<PathBuf, usize>,
    pub(crate) namings: Vec<Naming>,
    names: BTreeMap<PathBuf, usize>,
    /// Calls so far that change something.
    calls: u64,
    /// The call during which the power is cut.
    cut_at: Option<u64>,
}

/// One disk; clones are the same disk.
#[derive(Clone, Debug, Default)]
pub(crate) struct Disk(Arc<Mutex<State>>);

/// A file of a [`Disk`].
#[derive(Debug)]
pub(crate) struct DiskFile {
    disk: Disk,
    file: usize,
}

impl Disk {
    /// A disk after a power cut: what it holds is durable.
    pub(crate) fn of(image: &Image) -> Self {
        let mut state = State::default();
        for (number, (path, bytes)) in image.iter().enumerate() {
            let content =
                Content { durable: bytes.clone(), changes: Vec::new(), live: bytes.clone() };
            state.contents.push(content);
            state.names.insert(path.clone(), number);
        }
        state.durable_names = state.names.clone();
        Self(Arc::new(Mutex::new(state)))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// The power is cut during the call of this number, counted from 1.
    pub(crate) fn cut_at(self, call: u64) -> Self {
        self.lock().cut_at = Some(call);
        self
    }

    /// The same disk with its power on: the program was killed, and what was live is.
    pub(crate) fn after_kill(&self) -> Self {
        let state = State { cut_at: None, ..self.state() };
        Self(Arc::new(Mutex::new(state)))
    }

    /// Whether the power was cut.
    pub(crate) fn is_dead(&self) -> bool {
        let state = self.lock();
        state.cut_at.is_some_and(|call| state.calls >= call)
    }

    pub(crate) fn calls(&self) -> u64 {
        self.lock().calls
    }

    pub(crate) fn state(&self) -> State {
        self.lock().clone()
    }

    /// What is live, by name.
    pub(crate) fn live(&self) -> Image {
        let state = self.lock();
        let content = |file: &usize| state.contents[*file].live.clone();
        state.names.iter().map(|(path, file)| (path.clone(), content(file))).collect()
    }

    /// Does a call that changes something. The one during which the power is cut may do all, nothing or a part, and
    /// says that it failed; so does every later one.
    fn call(&self, change: impl FnOnce(&mut State) -> io::Result<()>) -> io::Result<()> {
        let dead = self.is_dead();
        if dead {
            return Err(io::Error::other("there is no power"));
        }
        let mut state = self.lock();
        state.calls += 1;
        change(&mut state)?;
        drop(state);
        if self.is_dead() { Err(io::Error::other("the power was cut")) } else { Ok(()) }
    }

    fn found(&self, path: &Path) -> io::Result<usize> {
        let found = self.lock().names.get(path).copied();
        found.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    }
}

impl State {
    /// The power is cut in the middle of this call: that it reached the disk is not known.
    fn is_last(&self) -> bool {
        self.cut_at == Some(self.calls)
    }
}

impl FileSystem for Disk {
    type File = DiskFile;

    fn create(&self, path: &Path) -> io::Result<DiskFile> {
        if self.found(path).is_ok() {
            return Err(io::Error::from(io::ErrorKind::AlreadyExists));
        }
        self.call(|state| {
            let file = state.contents.len();
            state.contents.push(Content::default());
            state.names.insert(path.to_owned(), file);
            state.namings.push(Naming::Create { path: path.to_owned(), file });
            Ok(())
        })?;
        Ok(DiskFile { disk: self.clone(), file: self.found(path)? })
    }

    fn open(&self, path: &Path) -> io::Result<DiskFile> {
        Ok(DiskFile { disk: self.clone(), file: self.found(path)? })
    }

    fn is_regular(&self, path: &Path) -> io::Result<bool> {
        self.found(path).map(|_| true)
    }

    fn is_at(&self, file: &DiskFile, path: &Path) -> io::Result<bool> {
        self.found(path).map(|found| found == file.file)
    }

    fn sync_directory(&self, _path: &Path) -> io::Result<()> {
        self.call(|state| {
            if !state.is_last() {
                state.namings.clear();
                state.durable_names = state.names.clone();
            }
            Ok(())
        })
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let file = self.found(from)?;
        self.call(|state| {
            state.names.remove(from);
            state.names.insert(to.to_owned(), file);
            state.namings.push(Naming::Rename { from: from.to_owned(), to: to.to_owned() });
            Ok(())
        })
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.found(path)?;
        self.call(|state| {
            state.names.remove(path);
            state.namings.push(Naming::Remove { path: path.to_owned() });
            Ok(())
        })
    }

    fn permit_as(&self, _file: &DiskFile, other: &Path) -> io::Result<()> {
        self.found(other).map(drop)
    }
}

impl DiskFile {
    fn change(&self, change: Change) -> io::Result<()> {
        self.disk.call(|state| {
            let content = &mut state.contents[self.file];
            change.apply(&mut content.live);
            content.changes.push(change);
            Ok(())
        })
    }
}

impl FileHandle for DiskFile {
    fn length(&self) -> io::Result<u64> {
        Ok(self.disk.lock().contents[self.file].live.len() as u64)
    }

    fn read(&mut self, range: Range<u64>) -> io::Result<Vec<u8>> {
        let state = self.disk.lock();
        let live = &state.contents[self.file].live;
        let end = (range.end as usize).min(live.len());
        Ok(live.get(range.start as usize..end).unwrap_or_default().to_vec())
    }

    fn write(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.change(Change::Write { offset: offset as usize, bytes: bytes.to_vec() })
    }

    fn cut(&mut self, length: u64) -> io::Result<()> {
        self.change(Change::Cut { length: length as usize })
    }

    fn sync(&mut self) -> io::Result<()> {
        self.disk.call(|state| {
            if !state.is_last() {
                let content = &mut state.contents[self.file];
                content.changes.clear();
                content.durable = content.live.clone();
            }
            Ok(())
        })
    }

    fn syncing(&self) -> io::Result<FileSyncing> {
        let mut file = Self { disk: self.disk.clone(), file: self.file };
        Ok(Box::new(move || file.sync()))
    }

    fn try_lock(&self) -> Result<(), TryLockError> {
        Ok(())
    }

    fn writer(&self) -> Writer {
        Writer::default()
    }
}

impl Change {
    pub(crate) fn apply(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Write { offset, bytes: written } => {
                let end = offset + written.len();
                if bytes.len() < end {
                    bytes.resize(end, 0);
                }
                bytes[*offset..end].copy_from_slice(written);
            }
            Self::Cut { length } => bytes.truncate(*length),
        }
    }
}
