//! A snapshot beside a case, and the key that it is known by.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use handseal::identity::OsEntropy;
use handseal::verify::{Report, SnapshotKey, escaped};

use super::{Arguments, Failure};

/// Where the snapshot is, and where the key.
#[derive(Default)]
pub(crate) struct EarlierAt {
    snapshot: Option<PathBuf>,
    key: Option<PathBuf>,
}

/// The key, and the snapshot, where there is one yet.
pub(crate) struct EarlierRead {
    pub(crate) at: PathBuf,
    pub(crate) key: SnapshotKey,
    pub(crate) snapshot: Option<Vec<u8>>,
}

impl EarlierAt {
    pub(crate) fn snapshot(&mut self, arguments: &mut Arguments) -> Result<(), Failure> {
        arguments.once("--snapshot", &mut self.snapshot)
    }

    pub(crate) fn key(&mut self, arguments: &mut Arguments) -> Result<(), Failure> {
        arguments.once("--snapshot-key", &mut self.key)
    }

    /// Reads what is there. A key that is not there is made.
    pub(crate) fn read(self, usage: &'static str) -> Result<Option<EarlierRead>, Failure> {
        let (at, key) = match (self.snapshot, self.key) {
            (None, None) => return Ok(None),
            (Some(at), Some(key)) => (at, key),
            _ => {
                let message = "--snapshot and --snapshot-key go together";
                return Err(Failure::usage(message, usage));
            }
        };
        let snapshot = match fs::read(&at) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(Failure::in_file(&at, error)),
        };
        Ok(Some(EarlierRead { at, key: key_in(&key)?, snapshot }))
    }
}

/// The key in a file, its 32 bytes; a new one, where there is no file.
fn key_in(path: &Path) -> Result<SnapshotKey, Failure> {
    match fs::read(path) {
        Ok(bytes) => {
            let bytes = <[u8; 32]>::try_from(bytes);
            bytes.map(SnapshotKey::from).map_err(|_| Failure::in_file(path, "not of 32 bytes"))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let key = SnapshotKey::generate(&mut OsEntropy)?;
            let mut options = fs::OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let made = options.open(path).and_then(|mut file| file.write_all(key.as_bytes()));
            made.map_err(|error| Failure::in_file(path, error))?;
            Ok(key)
        }
        Err(error) => Err(Failure::in_file(path, error)),
    }
}

/// Keeps the snapshot of a verification in the place of the one before; says so where there is none.
pub(crate) fn keep(at: &Path, report: &Report) -> Result<(), Failure> {
    match &report.snapshot {
        Some(Ok(snapshot)) => {
            let mut new = at.as_os_str().to_owned();
            new.push(".new");
            let kept = fs::write(&new, snapshot).and_then(|()| fs::rename(&new, at));
            kept.map_err(|error| Failure::in_file(at, error))
        }
        Some(Err(why)) => {
            eprintln!("{}: no new snapshot: {why}", escaped(&at.to_string_lossy()));
            Ok(())
        }
        None => Ok(()),
    }
}
