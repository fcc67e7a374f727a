//! Keys under a passphrase that stands in a file.

use std::path::Path;

use handseal::identity::{KeyFile, SigningKey};

use super::{Failure, check_leads, check_own, first_text};

/// Longer than what anybody types.
const MAX: usize = 1024;

/// The first line of a file that nobody but its owner can read.
pub(crate) struct Passphrase(String);

impl Passphrase {
    pub(crate) fn from_file(path: &Path) -> Result<Self, Failure> {
        let text = first_text(path, MAX)?;
        check_own(path)?;
        match text.lines().next() {
            Some(words) if !words.is_empty() => Ok(Self(words.to_owned())),
            Some(_) | None => Err(Failure::in_file(path, "has no passphrase in its first line")),
        }
    }

    pub(crate) fn words(&self) -> &str {
        &self.0
    }
}

pub(crate) fn read(path: &Path, words: Option<&Passphrase>) -> Result<SigningKey, Failure> {
    check_leads(path)?;
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
