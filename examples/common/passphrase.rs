//! Keys under a passphrase that stands in a file.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use handseal::identity::{KeyFile, SigningKey};

use super::Failure;

/// Longer than what anybody types.
const MAX: u64 = 1024;

/// The first line of a file.
pub(crate) struct Passphrase(String);

impl Passphrase {
    pub(crate) fn from_file(path: &Path) -> Result<Self, Failure> {
        let in_file = |error| Failure::in_file(path, error);
        let mut text = String::new();
        let file = File::open(path).map_err(in_file)?;
        file.take(MAX).read_to_string(&mut text).map_err(in_file)?;
        match text.lines().next() {
            Some(words) if !words.is_empty() => Ok(Self(words.to_owned())),
            Some(_) | None => Err(Failure::in_file(path, "has no passphrase in its first line")),
        }
    }
}

pub(crate) fn read(path: &Path, words: Option<&Passphrase>) -> Result<SigningKey, Failure> {
    Ok(match words {
        Some(words) => KeyFile::read_protected(path, &words.0)?,
        None => KeyFile::read(path)?,
    })
}

pub(crate) fn create(
    path: &Path,
    key: &SigningKey,
    words: Option<&Passphrase>,
) -> Result<(), Failure> {
    match words {
        Some(words) => KeyFile::create_protected(path, key, &words.0)?,
        None => KeyFile::create(path, key)?,
    }
    Ok(())
}
