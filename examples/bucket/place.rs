//! Where the bucket is, and what the store is told to let us in.

use std::path::Path;

use handseal::store::bucket::{Bucket, Patience};

use super::common::{Failure, check_own, read_text};

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
