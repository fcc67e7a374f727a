//! The cache and the index of a case in a file: files beside it.

use std::io;
use std::path::{Path, PathBuf};

use crate::store::file_system::{FileHandle, FileSystem};

/// What stands behind the name of the case.
const CACHE: &str = ".cache";

/// What it is called until it is durable.
const NEW: &str = ".cache.new";

/// The same, for the index.
const INDEX: &str = ".index";

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    path.with_file_name(name)
}

/// What a cache and an index begin with.
const OURS: &[u8] = b"handseal";

/// Refuses a file that somebody else gave that name: it is nobody's to replace. One that a power cut left as zeros, or some
/// of whose bytes were altered, may have been ours.
fn check_ours(files: &impl FileSystem, path: &Path) -> io::Result<()> {
    // A link is replaced, and what it leads to stays.
    let link = files.behind_links(path).is_ok_and(|behind| behind != path);
    if link || !files.is_regular(path).unwrap_or(false) {
        return Ok(());
    }
    let begins = files.open(path)?.read(0..u64::try_from(OURS.len()).unwrap_or_default())?;
    let others = begins.iter().zip(OURS).filter(|(byte, ours)| byte != ours && **byte != 0).count();
    if others.saturating_mul(2) <= begins.len() {
        return Ok(());
    }
    Err(io::Error::new(io::ErrorKind::AlreadyExists, "a file of another kind has this name"))
}

/// Writes the cache of a case: under another name until it is durable. The name is durable when the directory is
/// synced the next time: until then there may be the old one.
pub(crate) fn keep(files: &impl FileSystem, case: &Path, bytes: &[u8]) -> io::Result<()> {
    let case = files.behind_links(case)?;
    let (cache, new) = (beside(&case, CACHE), beside(&case, NEW));
    check_ours(files, &cache)?;
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

/// Opens the index of a case. `None`: there is none.
pub(crate) fn open_index<F: FileSystem>(files: &F, case: &Path) -> io::Result<Option<F::File>> {
    let index = beside(&files.behind_links(case)?, INDEX);
    match files.is_regular(&index) {
        Ok(true) => files.open(&index).map(Some),
        Ok(false) => Err(io::ErrorKind::InvalidInput.into()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Makes the index of a case, in a new file: what a link of its name leads to is nobody's.
pub(crate) fn new_index<F: FileSystem>(files: &F, case: &Path) -> io::Result<F::File> {
    let case = files.behind_links(case)?;
    let file = files.create(&beside(&case, INDEX))?;
    files.permit_as(&file, &case).map(|()| file)
}

/// Takes the index of a case away.
pub(crate) fn remove_index(files: &impl FileSystem, case: &Path) -> io::Result<()> {
    let index = beside(&files.behind_links(case)?, INDEX);
    check_ours(files, &index)?;
    match files.remove(&index) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Takes the cache of a case away, which has values that are to be erased, and its index, which is of the file as it was.
pub(crate) fn remove(files: &impl FileSystem, case: &Path) -> io::Result<()> {
    let case = files.behind_links(case)?;
    for ending in [CACHE, INDEX, NEW] {
        let path = beside(&case, ending);
        if check_ours(files, &path).is_err() {
            // It holds nothing that this case recorded.
            continue;
        }
        match files.remove(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}
