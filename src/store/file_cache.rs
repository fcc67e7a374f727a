//! The cache of a case in a file: a file beside it.

use std::io;
use std::path::{Path, PathBuf};

use crate::store::file_system::{FileHandle, FileSystem};

/// What stands behind the name of the case.
const CACHE: &str = ".cache";

/// What it is called until it is durable.
const NEW: &str = ".cache.new";

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    path.with_file_name(name)
}

/// Writes the cache of a case: under another name until it is durable. The name is durable when the directory is
/// synced the next time: until then there may be the old one.
pub(crate) fn keep(files: &impl FileSystem, case: &Path, bytes: &[u8]) -> io::Result<()> {
    let case = files.behind_links(case)?;
    let (cache, new) = (beside(&case, CACHE), beside(&case, NEW));
    let mut file = match files.create(&new) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            // A writer that ended before it had its name. There is one writer at a time.
            files.remove(&new)?;
            files.create(&new)?
        }
        created => created?,
    };
    let written = files.permit_as(&file, &case).and_then(|()| file.write(0, bytes));
    let named = written.and_then(|()| file.sync()).and_then(|()| files.rename(&new, &cache));
    if named.is_err() {
        let _ = files.remove(&new);
    }
    named
}

/// Reads the cache of a case, unless there is none or it is longer than this.
pub(crate) fn read(
    files: &impl FileSystem,
    case: &Path,
    limit: u64,
) -> io::Result<Option<Vec<u8>>> {
    let cache = beside(&files.behind_links(case)?, CACHE);
    match files.is_regular(&cache) {
        Ok(true) => {}
        Ok(false) => return Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    }
    let mut file = files.open(&cache)?;
    let length = file.length()?;
    if length > limit { Ok(None) } else { file.read(0..length).map(Some) }
}

/// Takes the cache of a case away: it has values that are to be erased.
pub(crate) fn remove(files: &impl FileSystem, case: &Path) -> io::Result<()> {
    let case = files.behind_links(case)?;
    for ending in [CACHE, NEW] {
        match files.remove(&beside(&case, ending)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}
