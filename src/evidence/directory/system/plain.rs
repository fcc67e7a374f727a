//! Everything by path: a system without `openat`.
//!
//! Whoever can rename directories above a file while it is measured can put another in its place; links
//! are not followed where they are seen before something is opened.

use std::ffi::OsStr;
use std::fs::{self, File, FileType, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::evidence::directory::system::{ListFault, Name, Seen};
use crate::evidence::directory::{EntryTime, EntryType};

/// A directory.
#[derive(Debug)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// Opens the directory at a path.
    pub(crate) fn root(path: &Path) -> io::Result<Self> {
        if !fs::symlink_metadata(path)?.is_dir() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        Ok(Self(path.to_path_buf()))
    }

    /// Opens a directory in this one.
    pub(crate) fn open(&self, name: &[u8]) -> io::Result<Self> {
        Self::root(&self.below(name)?)
    }

    /// Opens a file in this directory.
    pub(crate) fn open_file(&self, name: &[u8]) -> io::Result<File> {
        File::open(self.below(name)?)
    }

    /// Lists the names in this directory, in the order of the file system.
    pub(crate) fn names(&self) -> Result<Vec<Name>, ListFault> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.0)? {
            let entry = entry?;
            let name = entry.file_name().into_string().map_err(ListFault::NotUnicode)?;
            let hint = entry.file_type().map_or(EntryType::Other, entry_type);
            names.push(Name { bytes: name.into_bytes().into(), hint });
        }
        Ok(names)
    }

    /// Looks at something in this directory.
    pub(crate) fn look_at(&self, name: &[u8]) -> io::Result<Seen> {
        Ok(seen(&fs::symlink_metadata(self.below(name)?)?))
    }

    /// Looks at this directory itself.
    pub(crate) fn look(&self) -> io::Result<Seen> {
        Ok(seen(&fs::symlink_metadata(&self.0)?))
    }

    /// Reads where a link in this directory points.
    pub(crate) fn target(&self, name: &[u8]) -> io::Result<Vec<u8>> {
        let target = fs::read_link(self.below(name)?)?;
        let text = target.into_os_string().into_string();
        text.map(String::into_bytes).map_err(|_| io::ErrorKind::InvalidData.into())
    }

    fn below(&self, name: &[u8]) -> io::Result<PathBuf> {
        let name = std::str::from_utf8(name).map_err(|_| io::ErrorKind::InvalidData)?;
        Ok(self.0.join(OsStr::new(name)))
    }
}

/// Looks at an open file.
pub(crate) fn look_at_open(file: &File) -> io::Result<Seen> {
    Ok(seen(&file.metadata()?))
}

fn seen(metadata: &Metadata) -> Seen {
    Seen {
        entry_type: entry_type(metadata.file_type()),
        id: None,
        size: metadata.len(),
        owner: None,
        device: None,
        accessed: time(metadata.accessed()),
        changed: None,
        created: time(metadata.created()),
        modified: time(metadata.modified()),
    }
}

fn entry_type(kind: FileType) -> EntryType {
    if kind.is_file() {
        EntryType::File
    } else if kind.is_dir() {
        EntryType::Directory
    } else if kind.is_symlink() {
        EntryType::Link
    } else {
        EntryType::Other
    }
}

/// An instant before 1970 counts backwards in seconds and forwards in nanoseconds.
fn time(at: io::Result<SystemTime>) -> Option<EntryTime> {
    match at.ok()?.duration_since(UNIX_EPOCH) {
        Ok(after) => {
            let seconds = i64::try_from(after.as_secs()).ok()?;
            Some(EntryTime { seconds, nanoseconds: after.subsec_nanos() })
        }
        Err(before) => {
            let before = before.duration();
            let whole = i64::try_from(before.as_secs()).ok()?.checked_neg()?;
            match 1_000_000_000_u32.checked_sub(before.subsec_nanos())? {
                1_000_000_000 => Some(EntryTime { seconds: whole, nanoseconds: 0 }),
                nanoseconds => Some(EntryTime { seconds: whole.checked_sub(1)?, nanoseconds }),
            }
        }
    }
}
