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
    let options: Result<Vec<_>, Failure> = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty() && !line.trim_start().starts_with('#'))
        .map(|(at, line)| match line.split_once('=') {
            Some((name, value)) if !name.trim().is_empty() => {
                Ok((name.trim().to_owned(), value.trim().to_owned()))
            }
            // The line itself can be half a secret.
            _ => {
                let number = at.saturating_add(1);
                let message = format!("line {number} is not NAME = VALUE");
                Err(Failure::in_file(path, message))
            }
        })
        .collect();
    Ok(Bucket::at(address, options?, Patience::default())?)
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
