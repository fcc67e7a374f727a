//! What a cosigner remembers, in a directory of a local file system.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::encoding::Hex;
use crate::ledger::{CosignerKey, VerifierKeyError};
use crate::store::cosigner::memory::{HeadMemory, HeadSlot, MAX_KEPT, Remembered};
use crate::store::error::StoreError;
use crate::store::file_system::{holds, is_at, sync_directory};
use crate::verify::Misbehaviour;

/// The file by which a memory is known, and whose it is: an empty directory is none, be it one that was not mounted.
const OWNER: &str = "cosigner.vkey";

/// The file that becomes [`OWNER`].
const OWNER_DRAFT: &str = "cosigner.vkey.draft";

/// The file that says of which ledgers a head was remembered, a line each.
const REMEMBERED: &str = "remembered";

/// How long such a line is.
const LINE: usize = 65;

/// More bytes than a head that is remembered has.
const TOO_LONG: u64 = 2 << 20;

/// A memory in a directory. `cosigner.vkey` has the key of its cosigner, as others are to know it
/// ([`CosignerKey`]); `remembered` the SHA-256 of the origin of each ledger of which a head was remembered, a line each, so that
/// a head that is taken away is missed. Of each ledger there are, named by that SHA-256:
///
/// * `….head`, the line `sha256 <of what follows>`, the line `time <seconds since 1970>`, and the last head signed, as its
///   ledger signed it;
/// * `….lock`, which is locked while a head is looked at (an advisory lock);
/// * `….misbehaviour-N`, the first proofs of misbehaviour, 16 at most.
///
/// A head is written beside the one before, made durable, and put in its place by one rename, which is made durable,
/// too. The directory is the cosigner's alone, and belongs to its key: whoever puts an older copy of it back, or gives the
/// key another directory, makes it sign two heads that contradict each other.
#[derive(Debug)]
pub struct FileMemory {
    directory: PathBuf,
    cosigner: CosignerKey,
}

impl FileMemory {
    /// Makes the memory of a key that has signed nothing yet, in a directory that is empty or not there. What a crash
    /// left of such a making is no hindrance.
    ///
    /// # Errors
    ///
    /// [`StoreError::Exists`] when something is in the directory, [`StoreError::Io`], [`StoreError::NotRegular`].
    pub fn create(directory: impl AsRef<Path>, cosigner: CosignerKey) -> Result<Self, StoreError> {
        let directory = directory.as_ref().to_owned();
        let made = fs::create_dir_all(&directory);
        made.map_err(|source| {
            if source.kind() == io::ErrorKind::AlreadyExists {
                StoreError::Exists { path: directory.clone() }
            } else {
                failed(&directory, "create", source)
            }
        })?;
        if !is_empty(&directory)? {
            return Err(StoreError::Exists { path: directory });
        }
        let path = directory.join(OWNER_DRAFT);
        // Whoever else makes a memory there waits, and finds this one made.
        let mut draft = lock(&path)?;
        if !is_empty(&directory)? {
            fs::remove_file(&path).map_err(|source| failed(&path, "remove", source))?;
            return Err(StoreError::Exists { path: directory });
        }
        let list = directory.join(REMEMBERED);
        let listed = File::create(&list).and_then(|list| list.sync_all());
        listed.map_err(|source| failed(&list, "create", source))?;
        let text = format!("{cosigner}\n");
        let written = draft.set_len(0).and_then(|()| draft.write_all(text.as_bytes()));
        let written = written.and_then(|()| draft.sync_all());
        written.map_err(|source| failed(&path, "write", source))?;
        let owner = directory.join(OWNER);
        fs::rename(&path, &owner).map_err(|source| failed(&owner, "rename", source))?;
        for path in [&owner, &directory] {
            sync_directory(path).map_err(|source| failed(path, "sync of the directory", source))?;
        }
        Ok(Self { directory, cosigner })
    }

    /// Takes a directory that [`FileMemory::create`] made.
    ///
    /// # Errors
    ///
    /// [`StoreError::NotAMemory`]: it is never taken for one that remembers nothing. [`StoreError::NotACosigner`] where
    /// it does not say whose it is, [`StoreError::Io`].
    pub fn open(directory: impl AsRef<Path>) -> Result<Self, StoreError> {
        let directory = directory.as_ref().to_owned();
        let path = directory.join(OWNER);
        if !is_regular(&path) || !is_regular(&directory.join(REMEMBERED)) {
            return Err(StoreError::NotAMemory { path: directory });
        }
        let bytes = read(&path)?;
        let text = std::str::from_utf8(&bytes).ok().and_then(|text| text.strip_suffix('\n'));
        let cosigner = text.ok_or(VerifierKeyError::Shape).and_then(str::parse);
        let cosigner = cosigner.map_err(|source| StoreError::NotACosigner { path, source })?;
        Ok(Self { directory, cosigner })
    }

    /// Where a proof of misbehaviour was kept, if it was.
    #[must_use]
    pub fn kept(&self, proof: &Misbehaviour) -> Option<PathBuf> {
        let (bytes, head) = (proof.to_bytes(), self.path(proof.origin(), "head"));
        (0..MAX_KEPT).map(|number| proof_path(&head, number)).find(|path| holds(path, &bytes))
    }

    fn path(&self, origin: &str, ending: &str) -> PathBuf {
        self.directory.join(format!("{}.{ending}", name_of(origin)))
    }
}

fn name_of(origin: &str) -> String {
    let digest: [u8; 32] = Sha256::digest(origin).into();
    Hex(&digest).to_string()
}

fn proof_path(head: &Path, number: usize) -> PathBuf {
    head.with_extension(format!("misbehaviour-{number}"))
}

/// The slot of a [`FileMemory`]. The lock goes with it.
#[derive(Debug)]
pub struct FileSlot {
    lock: File,
    origin: String,
    head: PathBuf,
    list: PathBuf,
}

impl Drop for FileSlot {
    /// A program that is being started has this handle too until it runs, and would hold the lock.
    fn drop(&mut self) {
        // Closing it gives the lock back as well, only later.
        let _ = self.lock.unlock();
    }
}

impl HeadMemory for FileMemory {
    type Slot<'m> = FileSlot;

    fn cosigner(&self) -> &CosignerKey {
        &self.cosigner
    }

    fn lock(&self, origin: &str) -> Result<FileSlot, StoreError> {
        let lock = lock(&self.path(origin, "lock"))?;
        let head = self.path(origin, "head");
        let list = self.directory.join(REMEMBERED);
        Ok(FileSlot { lock, origin: origin.to_owned(), head, list })
    }
}

impl HeadSlot for FileSlot {
    fn last(&self) -> Result<Option<Remembered>, StoreError> {
        let path = &self.head;
        // A link that leads nowhere is not nothing.
        match path.symlink_metadata() {
            Ok(found) if found.is_file() => {}
            Ok(_) => return Err(StoreError::NotRegular { path: path.clone() }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return self.none_yet(),
            Err(source) => return Err(failed(path, "stat", source)),
        }
        let last = undamaged(&read(path)?)
            .and_then(Remembered::parse)
            .filter(|last| last.head.unverified().origin() == self.origin)
            .ok_or_else(|| StoreError::NotAHead { path: path.clone() })?;
        Ok(Some(last))
    }

    fn replace(&mut self, last: &Remembered) -> Result<(), StoreError> {
        let text = last.to_string();
        self.put(
            format!("{}{text}", digest_line(text.as_bytes())).as_bytes(),
            "head.draft",
            &self.head,
        )?;
        // The head is there before anything says that there is one, and both before it is signed.
        if self.is_listed()? { Ok(()) } else { self.list() }
    }

    fn keep(&mut self, proof: &Misbehaviour) -> Result<(), StoreError> {
        let bytes = proof.to_bytes();
        for number in 0..MAX_KEPT {
            let path = proof_path(&self.head, number);
            if path.symlink_metadata().is_err() {
                return self.put(&bytes, "misbehaviour.draft", &path);
            }
            if holds(&path, &bytes) {
                return Ok(());
            }
        }
        Ok(())
    }
}

impl FileSlot {
    fn line(&self) -> String {
        format!("{}\n", name_of(&self.origin))
    }

    /// Whether a head of the ledger was remembered.
    fn is_listed(&self) -> Result<bool, StoreError> {
        let in_list = |source| failed(&self.list, "read", source);
        let (own, mut line) = (self.line(), [0; LINE]);
        let mut lines = BufReader::new(self.open_list(OpenOptions::new().read(true))?);
        loop {
            match lines.read_exact(&mut line) {
                Ok(()) if line == *own.as_bytes() => return Ok(true),
                Ok(()) => {}
                // Behind the last whole line.
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(false),
                Err(error) => return Err(in_list(error)),
            }
        }
    }

    /// Says, durably, that a head of the ledger is remembered.
    fn list(&self) -> Result<(), StoreError> {
        let mut list = self.open_list(OpenOptions::new().write(true))?;
        let in_list = |source| failed(&self.list, "write", source);
        // Those of other ledgers write here, too.
        list.lock().map_err(in_list)?;
        let length = list.metadata().map_err(in_list)?.len();
        // What a crash left of a line is written over.
        let torn = u64::try_from(LINE).ok().and_then(|line| length.checked_rem(line)).unwrap_or(0);
        let written = list.seek(SeekFrom::Start(length.saturating_sub(torn)));
        let written = written.and_then(|_| list.write_all(self.line().as_bytes()));
        written.and_then(|()| list.sync_all()).map_err(in_list)
    }

    fn open_list(&self, options: &OpenOptions) -> Result<File, StoreError> {
        if !is_regular(&self.list) {
            return Err(StoreError::NotRegular { path: self.list.clone() });
        }
        options.open(&self.list).map_err(|source| failed(&self.list, "open", source))
    }

    /// There is no head: there never was one, or somebody took it away.
    fn none_yet(&self) -> Result<Option<Remembered>, StoreError> {
        if self.is_listed()? {
            Err(StoreError::NotAHead { path: self.head.clone() })
        } else {
            Ok(None)
        }
    }

    /// Writes a file whole and durably, or not at all. A draft that a crash left is removed.
    fn put(&self, bytes: &[u8], draft: &str, path: &Path) -> Result<(), StoreError> {
        let draft = self.head.with_extension(draft);
        match fs::remove_file(&draft) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(failed(&draft, "remove", error));
            }
            Ok(()) | Err(_) => {}
        }
        let file = OpenOptions::new().write(true).create_new(true).open(&draft);
        let written = file.and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        });
        written.map_err(|source| failed(&draft, "write", source))?;
        fs::rename(&draft, path).map_err(|source| failed(path, "rename", source))?;
        sync_directory(path).map_err(|source| failed(path, "sync of the directory", source))
    }
}

/// What stands before the bytes that are remembered. A head of which one bit turned over would make an honest ledger
/// one that was forked.
fn digest_line(remembered: &[u8]) -> String {
    let digest: [u8; 32] = Sha256::digest(remembered).into();
    format!("sha256 {}\n", Hex(&digest))
}

/// What is remembered, if it is what was written.
fn undamaged(bytes: &[u8]) -> Option<&[u8]> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?.checked_add(1)?;
    let (line, remembered) = bytes.split_at_checked(end)?;
    (line == digest_line(remembered).as_bytes()).then_some(remembered)
}

/// Whether nothing is in a directory but what a making that broke off left.
fn is_empty(directory: &Path) -> Result<bool, StoreError> {
    let in_directory = |source| failed(directory, "read", source);
    for entry in fs::read_dir(directory).map_err(in_directory)? {
        let entry = entry.map_err(in_directory)?;
        let list = entry.file_name() == REMEMBERED
            && entry.metadata().is_ok_and(|found| found.is_file() && found.len() == 0);
        if entry.file_name() != OWNER_DRAFT && !list {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Opens a file, makes it if there is none, and waits until nobody else has it locked.
fn lock(path: &Path) -> Result<File, StoreError> {
    loop {
        // Looked at first: opening a FIFO would wait.
        if path.symlink_metadata().is_ok() && !is_regular(path) {
            return Err(StoreError::NotRegular { path: path.to_owned() });
        }
        let mut options = OpenOptions::new();
        let lock = options.create(true).truncate(false).write(true).open(path);
        let lock = lock.map_err(|source| failed(path, "open", source))?;
        lock.lock().map_err(|source| failed(path, "lock", source))?;
        match is_at(&lock, path) {
            Ok(true) => return Ok(lock),
            // Somebody removed or renamed it meanwhile: another can have locked a new one.
            Ok(false) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(source) => return Err(failed(path, "stat", source)),
        }
    }
}

/// The first bytes of a file, more than what is remembered has.
fn read(path: &Path) -> Result<Vec<u8>, StoreError> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(TOO_LONG).read_to_end(&mut bytes));
    read.map_err(|source| failed(path, "read", source))?;
    Ok(bytes)
}

fn is_regular(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|found| found.is_file())
}

fn failed(path: &Path, operation: &'static str, source: io::Error) -> StoreError {
    StoreError::Io { path: path.to_owned(), operation, source }
}
