//! A ledger is written anew without what its `pruned` entries list.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::event::{EntryHash, Kept, SignedEvent};
use crate::identity::Trust;
use crate::ledger::{Record, RecordKind, RecordReader, entry_record};
use crate::merkle::{Frontier, Hash, leaf_hash};
use crate::store::case_file::CaseFile;
use crate::store::contract::{Store, StoreReader};
use crate::store::entries::{failed, stub_of};
use crate::store::error::{CaseError, StoreError};
use crate::store::file::FileStore;
use crate::store::file_cache;
use crate::store::file_system::{FileHandle, FileSystem, LocalFiles};
use crate::store::load;
use crate::store::prune::{may_be_stub, must_stay};

/// What was left out of a ledger that was written anew. Its head is what it was.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Erased {
    /// How many entries became stubs.
    pub entries: u64,
    /// How many other entries lost their values.
    pub values: u64,
    /// The number of entries and stubs in the ledger.
    pub size: u64,
    /// The root that they make, as before.
    pub root: Hash,
}

/// Erases from a case file what its `pruned` entries list. The new file is written beside the old
/// one, made durable, read back, and then takes its name: after a crash there is the one or the
/// other.
///
/// It erases one file. It cannot erase copies, backups, extracts that were sent, other hard links to
/// the file, tails that [`recover`](crate::store::recover) kept beside it, or what the file system
/// and the disk still hold of the old file. Those are for the one who runs them.
///
/// # Errors
///
/// [`CaseError::ReadOnly`] for a damaged file, [`CaseError::NotReadBack`], and
/// [`CaseError::Store`], also when another process writes the file; the old file is then as it was.
pub fn erase_pruned(path: impl AsRef<Path>, trust: &Trust) -> Result<Erased, CaseError> {
    // A symbolic link stays one: the file that it leads to is replaced.
    let path = path.as_ref();
    let path = fs::canonicalize(path).map_err(|source| StoreError::Io {
        path: path.to_owned(),
        operation: "open",
        source,
    })?;
    erase_pruned_in(LocalFiles, &path, trust)
}

/// [`erase_pruned`] on another file system. The path is that of the file itself.
///
/// # Errors
///
/// As [`erase_pruned`].
pub fn erase_pruned_in<F: FileSystem + Clone>(
    files: F,
    path: &Path,
    trust: &Trust,
) -> Result<Erased, CaseError> {
    let store = FileStore::open_in(files.clone(), path)?;
    // What is erased is gone: nothing that nobody vouches for has a say in it.
    let (mut case, _) = load::open_whole(store, trust)?;
    case.check_writable()?;
    let mut next = Replacement::beside(files.clone(), path)?;
    let erased = case.write_pruned(&mut next)?;
    next.read_back()?;
    // It has the values. Its name is gone for good with the sync that makes the new file's name durable.
    file_cache::remove(&files, path).map_err(|source| StoreError::Io {
        path: path.to_owned(),
        operation: "removing the cache",
        source,
    })?;
    // Both are locked until the new file has its name.
    next.take_place()?;
    Ok(erased)
}

impl<S: Store> CaseFile<S> {
    /// Writes the whole ledger anew: with stubs and without the values, as its `pruned` entries say,
    /// and with its heads. This store itself is as it was.
    ///
    /// Entries of the directory and of the ledger stay whole, whatever is said of them.
    ///
    /// # Errors
    ///
    /// [`CaseError::Store`] when reading or writing fails, [`CaseError::NotReadBack`] when what was
    /// read does not make the head, [`CaseError::ReadOnly`].
    pub fn write_pruned(&mut self, out: &mut dyn Write) -> Result<Erased, CaseError> {
        self.check_writable()?;
        self.settle()?;
        let pruned = self.pruned()?;
        let end = self.store.length();
        let mut reader = RecordReader::new(StoreReader::new(&mut self.store));
        let mut tree = Frontier::new();
        let (mut entries, mut values) = (0_u64, 0_u64);
        let mut left = Left::Whole;
        loop {
            let record = reader.next_record();
            let Some(record) = record.map_err(|error| failed("read", io::Error::other(error)))?
            else {
                break;
            };
            let mut bytes = None;
            match record.kind {
                RecordKind::Entry | RecordKind::Stub => {
                    let hash = stub_of(&record).unwrap_or_else(|| EntryHash::of(record.content()));
                    let listed = pruned.get(&tree.size()).filter(|fate| fate.entry == hash);
                    tree.append(leaf_hash(hash.as_bytes()));
                    left = left_of(&record, listed.map(|fate| fate.kept))?;
                    if left == Left::Stub {
                        entries = entries.saturating_add(1);
                        bytes = Some(entry_record(hash.as_bytes()));
                    }
                }
                RecordKind::Disclosures if left == Left::Entry => values = values.saturating_add(1),
                RecordKind::Disclosures
                | RecordKind::Checkpoint
                | RecordKind::Header
                | RecordKind::Proof => {}
            }
            if record.kind == RecordKind::Disclosures && left != Left::Whole {
                continue;
            }
            let bytes = bytes.as_ref().unwrap_or(&record.bytes);
            out.write_all(bytes).map_err(|source| failed("write", source))?;
        }
        out.flush().map_err(|source| failed("write", source))?;
        let (size, root) = (tree.size(), tree.root());
        if (size, root) != (self.fold.tree.size(), self.fold.tree.root()) {
            return Err(CaseError::NotReadBack { range: 0..end });
        }
        Ok(Erased { entries, values, size, root })
    }
}

/// What is left of an entry.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Left {
    Entry,
    Stub,
    Whole,
}

fn left_of(record: &Record, kept: Option<Kept>) -> Result<Left, CaseError> {
    let Some(kept) = kept.filter(|_| record.kind == RecordKind::Entry) else {
        return Ok(Left::Whole);
    };
    let event = SignedEvent::parse(record.content().to_vec())
        .map_err(|_| CaseError::NotReadBack { range: record.range.clone() })?;
    Ok(match kept {
        _ if must_stay(&event).is_some() => Left::Whole,
        Kept::Hash if may_be_stub(&event) => Left::Stub,
        Kept::Entry | Kept::Hash => Left::Entry,
    })
}

/// A file on its way to take the place of another. It goes away unless it does.
pub(crate) struct Replacement<F: FileSystem> {
    files: F,
    file: F::File,
    path: PathBuf,
    target: PathBuf,
    /// What is not written to the file yet.
    buffer: Vec<u8>,
    /// The SHA-256 of everything given so far, and how much of it is in the file.
    given: Sha256,
    length: u64,
    placed: bool,
}

/// Bytes that are written to the file, and read back from it, at once.
const PIECE: u64 = 65_536;

impl<F: FileSystem> Replacement<F> {
    /// A file beside the target, which the caller has locked: what an earlier attempt left there is
    /// nobody's.
    pub(crate) fn beside(files: F, target: &Path) -> Result<Self, StoreError> {
        let mut name = target.file_name().unwrap_or_default().to_owned();
        name.push(".pruning");
        let path = target.with_file_name(name);
        let failed = |operation| {
            let path = path.clone();
            move |source| StoreError::Io { path, operation, source }
        };
        if matches!(files.is_regular(&path), Ok(true)) {
            files.remove(&path).map_err(failed("remove"))?;
        }
        let file = files.create(&path).map_err(failed("create"))?;
        files.permit_as(&file, target).map_err(failed("permissions"))?;
        let locked = file.try_lock().map_err(io::Error::from);
        locked.map_err(failed("lock"))?;
        Ok(Self {
            files,
            file,
            path,
            target: target.to_owned(),
            buffer: Vec::new(),
            given: Sha256::new(),
            length: 0,
            placed: false,
        })
    }

    fn failed(&self, operation: &'static str, source: io::Error) -> StoreError {
        StoreError::Io { path: self.path.clone(), operation, source }
    }

    /// Makes it durable and compares it with what was written.
    pub(crate) fn read_back(&mut self) -> Result<(), CaseError> {
        let synced = self.flush().and_then(|()| self.file.sync());
        synced.map_err(|source| self.failed("sync", source))?;
        let (mut found, mut offset) = (Sha256::new(), 0_u64);
        loop {
            let end = offset.saturating_add(PIECE);
            let bytes = self.file.read(offset..end);
            let bytes = bytes.map_err(|source| self.failed("read", source))?;
            if bytes.is_empty() {
                break;
            }
            found.update(bytes);
            offset = end;
        }
        if found.finalize() == self.given.clone().finalize() {
            Ok(())
        } else {
            Err(CaseError::NotReadBack { range: 0..self.length })
        }
    }

    pub(crate) fn take_place(&mut self) -> Result<(), StoreError> {
        let renamed = self.files.rename(&self.path, &self.target);
        renamed.map_err(|source| self.failed("rename", source))?;
        self.placed = true;
        let synced = self.files.sync_directory(&self.target);
        synced.map_err(|source| self.failed("sync of the directory", source))
    }
}

impl<F: FileSystem> Write for Replacement<F> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.given.update(bytes);
        self.buffer.extend_from_slice(bytes);
        if u64::try_from(self.buffer.len()).is_ok_and(|length| length >= PIECE) {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.write(self.length, &self.buffer)?;
        let written = u64::try_from(self.buffer.len()).unwrap_or(u64::MAX);
        self.length = self.length.saturating_add(written);
        self.buffer.clear();
        Ok(())
    }
}

impl<F: FileSystem> Drop for Replacement<F> {
    fn drop(&mut self) {
        if !self.placed {
            // Nothing is lost with it: the next attempt begins anew.
            let _ = self.files.remove(&self.path);
        }
    }
}
