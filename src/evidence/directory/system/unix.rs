//! Everything from the handle of its directory.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::Path;

use rustix::fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags, openat, readlinkat};
use rustix::io::Errno;

use crate::evidence::directory::EntryType;
use crate::evidence::directory::system::{ListFault, Name, Seen};

#[cfg(any(target_os = "linux", target_os = "android"))]
#[path = "statx.rs"]
mod stat;
#[cfg(not(any(target_os = "linux", target_os = "android")))]
#[path = "stat.rs"]
mod stat;

/// An open directory.
#[derive(Debug)]
pub(crate) struct Folder(OwnedFd);

/// No link is followed, and no other process inherits the handle.
const READ: OFlags = OFlags::RDONLY.union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);

/// A named pipe that was put in the place of a file must not be waited for, and a terminal not become
/// that of this process.
const FILE: OFlags = READ.union(OFlags::NONBLOCK).union(OFlags::NOCTTY);

const FOLDER: OFlags = READ.union(OFlags::DIRECTORY);

impl Folder {
    /// Opens the directory at a path.
    pub(crate) fn root(path: &Path) -> io::Result<Self> {
        Ok(Self(openat(CWD, path, FOLDER, Mode::empty())?))
    }

    /// Opens a directory in this one.
    pub(crate) fn open(&self, name: &[u8]) -> io::Result<Self> {
        Ok(Self(self.open_as(name, FOLDER)?))
    }

    /// Opens a file in this directory.
    pub(crate) fn open_file(&self, name: &[u8]) -> io::Result<File> {
        Ok(File::from(self.open_as(name, FILE)?))
    }

    /// Opens without a trace in the time of access, where this user may.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    fn open_as(&self, name: &[u8], flags: OFlags) -> io::Result<OwnedFd> {
        match openat(&self.0, name, flags.union(OFlags::NOATIME), Mode::empty()) {
            // Only the owner of a file and root may ask for it.
            Err(Errno::PERM) => Ok(openat(&self.0, name, flags, Mode::empty())?),
            answer => Ok(answer?),
        }
    }

    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    fn open_as(&self, name: &[u8], flags: OFlags) -> io::Result<OwnedFd> {
        Ok(openat(&self.0, name, flags, Mode::empty())?)
    }

    /// Lists the names in this directory, in the order of the file system.
    pub(crate) fn names(&self) -> Result<Vec<Name>, ListFault> {
        let listing = Dir::new(self.0.try_clone()?).map_err(io::Error::from)?;
        let mut names = Vec::new();
        for entry in listing {
            let entry = entry.map_err(io::Error::from)?;
            let bytes = entry.file_name().to_bytes();
            if !matches!(bytes, b"." | b"..") {
                names.push(Name { bytes: bytes.into(), hint: entry_type(entry.file_type()) });
            }
        }
        Ok(names)
    }

    /// Looks at something in this directory.
    pub(crate) fn look_at(&self, name: &[u8]) -> io::Result<Seen> {
        stat::look(self.0.as_fd(), name, AtFlags::SYMLINK_NOFOLLOW)
    }

    /// Looks at this directory itself.
    pub(crate) fn look(&self) -> io::Result<Seen> {
        look(self.0.as_fd())
    }

    /// Reads where a link in this directory points.
    pub(crate) fn target(&self, name: &[u8]) -> io::Result<Vec<u8>> {
        Ok(readlinkat(&self.0, name, Vec::new())?.into_bytes())
    }
}

/// Looks at an open file.
pub(crate) fn look_at_open(file: &File) -> io::Result<Seen> {
    look(file.as_fd())
}

fn look(handle: BorrowedFd<'_>) -> io::Result<Seen> {
    stat::look(handle, b"", stat::ITSELF)
}

/// What opening says of a link, and of a socket or device, in the place of a file.
pub(super) fn is_of_another_type(error: &io::Error) -> bool {
    let code = error.raw_os_error();
    [Errno::LOOP, Errno::NXIO, Errno::NODEV, Errno::STALE]
        .into_iter()
        .any(|errno| code == Some(errno.raw_os_error()))
}

fn entry_type(file_type: FileType) -> EntryType {
    match file_type {
        FileType::RegularFile => EntryType::File,
        FileType::Directory => EntryType::Directory,
        FileType::Symlink => EntryType::Link,
        FileType::Fifo => EntryType::Fifo,
        FileType::Socket => EntryType::Socket,
        FileType::CharacterDevice => EntryType::CharDevice,
        FileType::BlockDevice => EntryType::BlockDevice,
        FileType::Unknown => EntryType::Other,
    }
}
