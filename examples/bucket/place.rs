//! Where the bucket is, and what the store is told to let us in.

use std::fs;
use std::path::Path;

use handseal::store::bucket::{Bucket, Patience};

use super::common::{Failure, read_text};

/// A bucket under the options in a file.
pub(crate) fn bucket_at(
    address: &str,
    options: Option<&Path>,
    usage: &'static str,
) -> Result<Bucket, Failure> {
    let path = options.ok_or_else(|| {
        Failure::usage("--options FILE is needed: who may, at which endpoint", usage)
    })?;
    check_own(path)?;
    let text = read_text(path)?;
    let mut options: Vec<(String, String)> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if line.trim().is_empty() || line.trim_start().starts_with('#') {
            continue;
        }
        let number = at.saturating_add(1);
        let refused = |what: &str| Failure::in_file(path, format!("line {number} {what}"));
        // The line itself can be half a secret.
        let (name, value) = line.split_once('=').ok_or_else(|| refused("is not NAME = VALUE"))?;
        let (name, value) = (name.trim(), value.trim());
        if name.is_empty() {
            return Err(refused("is not NAME = VALUE"));
        }
        if options.iter().any(|(earlier, _)| earlier == name) {
            return Err(refused("gives an option again that has a value already"));
        }
        options.push((name.to_owned(), value.to_owned()));
    }
    Ok(Bucket::at(address, options, Patience::default())?)
}

/// Whoever can read the credentials can write the bucket.
#[cfg(unix)]
fn check_own(path: &Path) -> Result<(), Failure> {
    let metadata = fs::metadata(path).map_err(|error| Failure::in_file(path, error))?;
    let mode = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o777;
    if mode & 0o077 == 0 {
        return Ok(());
    }
    let message = format!("has mode {mode:04o}, expected 0600: others can read it");
    Err(Failure::in_file(path, message))
}

#[cfg(not(unix))]
fn check_own(_path: &Path) -> Result<(), Failure> {
    Ok(())
}
