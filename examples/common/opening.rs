//! Making a case: keys that are read or made, and places where nothing is yet.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use handseal::Timestamp;
use handseal::identity::{Algorithm, Entropy, OsEntropy, Signer, SigningKey};
use handseal::store::{CaseFile, MemoryStore, Opening, Store};

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

/// Whoever acts for the organisation that keeps a case has its root key.
pub(crate) fn check_keeps<S: Store>(
    path: &Path,
    case: &CaseFile<S>,
    signer: &dyn Signer,
) -> Result<(), Failure> {
    let (expected, found) = (case.keeper(), signer.public_key().thumbprint());
    if expected == found {
        return Ok(());
    }
    let message = format!("kept by the root key {expected}, the key given is {found}");
    Err(Failure::in_file(path, message))
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

pub(crate) const OCCUPIED: &str = "is there already; nothing is overwritten";

pub(crate) fn directory_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}

/// Refuses a file that would be made inside a directory while that is read.
pub(crate) fn check_outside(item: &Path, made: &Path) -> Result<(), Failure> {
    if !item.is_dir() {
        return Ok(());
    }
    let [item, folder] = [item, directory_of(made)].map(Path::canonicalize);
    if folder?.starts_with(item?) {
        let message = "would stand in the directory that is read: choose another place";
        return Err(Failure::in_file(made, message));
    }
    Ok(())
}

/// Whether two paths, of which neither need be there yet, name the same place.
pub(crate) fn is_same_place(one: &Path, other: &Path) -> bool {
    let at = |path: &Path| Some(directory_of(path).canonicalize().ok()?.join(path.file_name()?));
    one == other || at(one).is_some_and(|one| at(other) == Some(one))
}
