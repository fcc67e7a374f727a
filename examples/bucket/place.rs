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
