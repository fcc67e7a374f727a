//! Making a case: keys that are read or made, and files that appear whole or not at all.

use std::cell::Cell;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use handseal::Timestamp;
use handseal::identity::{Algorithm, Entropy, OsEntropy, Signer, SigningKey};
use handseal::store::{CaseFile, MemoryStore, Opening};

use super::Failure;
use super::passphrase::{self, Passphrase};
use super::signer::KeyAt;

/// The root key of an organisation, and the key that signs the heads of its ledger.
pub(crate) struct Keys {
    pub(crate) root: Box<dyn Signer>,
    pub(crate) checkpoint: Box<dyn Signer>,
}

impl Keys {
    /// Reads both, or makes the files that are not there.
    pub(crate) fn at(
        root: &KeyAt,
        checkpoint: &KeyAt,
        words: Option<&Passphrase>,
        entropy: &mut OsEntropy,
    ) -> Result<Self, Failure> {
        let root = key_at(root, words, entropy)?;
        let checkpoint = key_at(checkpoint, words, entropy)?;
        check_signs_heads(checkpoint.as_ref())?;
        Ok(Self { root, checkpoint })
    }

    /// Begins a ledger in memory.
    pub(crate) fn begin(
        &self,
        at: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<CaseFile<MemoryStore>, Failure> {
        let opening = Opening {
            organisation: "(not named)",
            jurisdiction: "ZZ",
            origin: "handseal",
            root: self.root.as_ref(),
            checkpoint_key: self.checkpoint.as_ref(),
            successors: &[],
            at,
        };
        Ok(CaseFile::create_in(MemoryStore::new(), &opening, entropy)?)
    }
}

/// Reads a key, or makes one where there is none.
fn key_at(
    at: &KeyAt,
    words: Option<&Passphrase>,
    entropy: &mut OsEntropy,
) -> Result<Box<dyn Signer>, Failure> {
    let Some(path) = at.path().filter(|path| path.symlink_metadata().is_err()) else {
        return at.signer(words);
    };
    let key = SigningKey::generate(entropy)?;
    passphrase::create(path, &key, words)?;
    Ok(Box::new(key))
}

/// Heads are read by others' programs, which know Ed25519 (C2SP signed-note).
pub(crate) fn check_signs_heads(key: &dyn Signer) -> Result<(), Failure> {
    let (found, thumbprint) = (key.public_key().algorithm(), key.public_key().thumbprint());
    if found == Algorithm::Ed25519 {
        return Ok(());
    }
    Err(Failure::said(format!(
        "the key {thumbprint} is of {found}: the key of a ledger's heads is of Ed25519, for its heads are \
         signed notes, which know no other; the root key can be of either"
    )))
}

/// The path with something behind its name.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Refuses a path at which there is anything, before work is done that could not be kept.
pub(crate) fn check_absent(path: &Path) -> Result<(), Failure> {
    match path.symlink_metadata() {
        Ok(_) => Err(Failure::in_file(path, OCCUPIED)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => check_directory(path),
        Err(error) => Err(Failure::in_file(path, error)),
    }
}

fn check_directory(path: &Path) -> Result<(), Failure> {
    let directory = directory_of(path);
    match fs::metadata(directory) {
        Ok(found) if found.is_dir() => Ok(()),
        Ok(_) => Err(Failure::in_file(directory, "expected a directory, found none")),
        Err(error) => Err(Failure::in_file(directory, error)),
    }
}

/// Writes a file that must not be there yet: it appears whole and durable, or not at all.
pub(crate) fn publish(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let draft = beside(path, &format!(".{}.tmp", std::process::id()));
    let published = write_durably(&draft, bytes).and_then(|()| place(&draft, path, bytes));
    // What is left of the draft is of no use, whatever became of it.
    let _ = fs::remove_file(&draft);
    published.and_then(|()| sync_directory(path)).map_err(|error| {
        if error.kind() == io::ErrorKind::AlreadyExists {
            Failure::in_file(path, OCCUPIED)
        } else {
            Failure::in_file(path, error)
        }
    })
}

/// A file that is written bit by bit, and gets its name when it is whole. What nobody keeps is removed.
pub(crate) struct DraftFile {
    path: PathBuf,
    draft: PathBuf,
    file: File,
    stage: Cell<Stage>,
}

/// Who may read a file that is made.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Readers {
    All,
    /// It holds a secret.
    Owner,
}

/// What is to be removed when nobody finishes what was begun.
#[derive(Clone, Copy)]
enum Stage {
    Draft,
    Published,
    Kept,
}

impl DraftFile {
    pub(crate) fn create(path: &Path, readers: Readers) -> Result<Self, Failure> {
        check_absent(path)?;
        let draft = beside(path, &format!(".{}.tmp", std::process::id()));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        if readers == Readers::Owner {
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        }
        #[cfg(not(unix))]
        let _ = readers;
        let file = options.open(&draft).map_err(|error| Failure::in_file(&draft, error))?;
        Ok(Self { path: path.to_owned(), draft, file, stage: Cell::new(Stage::Draft) })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) const fn writer(&self) -> &File {
        &self.file
    }

    /// Opens what was written so far.
    pub(crate) fn reader(&self) -> Result<File, Failure> {
        File::open(&self.draft).map_err(|error| Failure::in_file(&self.draft, error))
    }

    /// What was published stays: all that belongs to it is there.
    pub(crate) fn keep(&self) {
        self.stage.set(Stage::Kept);
    }

    /// Gives the file its name, until it is dropped or [kept](Self::keep).
    pub(crate) fn publish(&self) -> Result<(), Failure> {
        check_absent(&self.path)?;
        let renamed = self.file.sync_all().and_then(|()| fs::rename(&self.draft, &self.path));
        let published = renamed.and_then(|()| {
            self.stage.set(Stage::Published);
            sync_directory(&self.path)
        });
        published.map_err(|error| Failure::in_file(&self.path, error))
    }
}

impl Drop for DraftFile {
    fn drop(&mut self) {
        // What cannot be removed is left: why all of this ended is told already.
        let _ = match self.stage.get() {
            Stage::Draft => fs::remove_file(&self.draft),
            Stage::Published => fs::remove_file(&self.path),
            Stage::Kept => Ok(()),
        };
    }
}

const OCCUPIED: &str = "is there already; nothing is overwritten";

/// Gives a draft its name. A link, unlike a rename, never replaces what came there meanwhile; a
/// file system without links gets a second copy.
fn place(draft: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    match fs::hard_link(draft, path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => write_durably(path, bytes),
        placed => placed,
    }
}

fn write_durably(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    if written.is_err() {
        // Half a file is worse than none. If this fails too, the first error is the one to report.
        let _ = fs::remove_file(path);
    }
    written
}

/// A name is there after a power cut only once its directory is durable.
fn sync_directory(path: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(directory_of(path))?.sync_all() } else { Ok(()) }
}

pub(crate) fn directory_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}
