//! What lies in a folder and is not recorded.

use std::fs;
use std::path::{Path, PathBuf};

use handseal::interop::lists::ListedPath;
use handseal::verify::escaped;

use crate::common::Failure;
use crate::recorded::Recorded;

/// How many are named; the rest are counted.
const NAMED: usize = 10;

/// Says which files below a folder are not recorded, of all kinds but folders. Links are not followed.
pub(crate) fn said(recorded: &Recorded, folder: &Path) -> Result<String, Failure> {
    let (mut count, mut named) = (0_u64, Vec::new());
    let mut folders = vec![PathBuf::new()];
    while let Some(within) = folders.pop() {
        let at = folder.join(&within);
        let in_folder = |error| Failure::in_file(&at, error);
        let mut entries = Vec::new();
        for entry in fs::read_dir(&at).map_err(in_folder)? {
            let entry = entry.map_err(in_folder)?;
            entries.push((within.join(entry.file_name()), entry.file_type().map_err(in_folder)?));
        }
        entries.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        for (path, file_type) in entries {
            if file_type.is_dir() {
                folders.push(path);
            } else if !ListedPath::of(&path).is_some_and(|path| recorded.names(&path)) {
                count = count.saturating_add(1);
                if named.len() < NAMED {
                    named.push(path);
                }
            }
        }
    }
    if count == 0 {
        return Ok(String::new());
    }
    let mut said = format!("{count} files there are not recorded, and not in the bag:\n");
    for path in &named {
        said.push_str(&format!("  {}\n", escaped(&path.to_string_lossy())));
    }
    if count > u64::try_from(named.len())? {
        said.push_str("  …\n");
    }
    Ok(said)
}
