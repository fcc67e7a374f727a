//! Looking at, listing and opening what stands in a directory: the operating system's part.
//!
//! On Unix everything is reached from the handle of its directory and no link is followed, so that
//! nothing can be put in its place by renaming a directory above it. Elsewhere it is reached by path.

#[cfg(not(unix))]
mod plain;
#[cfg(unix)]
mod unix;

use std::io;

#[cfg(not(unix))]
pub(crate) use plain::{Folder, look_at_open};
#[cfg(unix)]
pub(crate) use unix::{Folder, look_at_open};

use crate::evidence::FileId;
use crate::evidence::directory::{DeviceNumber, EntryTime, EntryType, Unread};

/// What was seen of something at one instant.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) entry_type: EntryType,
    /// Which it is, where the system has numbers for it.
    pub(crate) id: Option<FileId>,
    pub(crate) size: u64,
    pub(crate) owner: Option<Owner>,
    pub(crate) device: Option<DeviceNumber>,
    pub(crate) accessed: Option<EntryTime>,
    pub(crate) changed: Option<EntryTime>,
    pub(crate) created: Option<EntryTime>,
    pub(crate) modified: Option<EntryTime>,
}

/// What only Unix tells.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Owner {
    pub(crate) uid: u32,
    pub(crate) gid: u32,
    pub(crate) mode: u32,
    pub(crate) links: u64,
    /// Bytes on the medium.
    pub(crate) allocated: u64,
}

impl Seen {
    /// Whether it is still the one that it was, and nothing was written to it.
    ///
    /// Reading it changes the time of access alone.
    pub(crate) fn is_unchanged(&self, now: &Self) -> bool {
        self.entry_type == now.entry_type
            && self.id == now.id
            && self.size == now.size
            && self.modified == now.modified
            && self.changed == now.changed
    }
}

/// Why something could not be read, and what the operating system says.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) why: Unread,
    pub(crate) source: Option<io::Error>,
}

impl Fault {
    pub(crate) const CHANGED: Self = Self { why: Unread::Changed, source: None };
}

impl From<io::Error> for Fault {
    fn from(source: io::Error) -> Self {
        let why = match source.kind() {
            io::ErrorKind::NotFound => Unread::Vanished,
            io::ErrorKind::PermissionDenied => Unread::Denied,
            // What was a file or directory is another thing now.
            io::ErrorKind::NotADirectory | io::ErrorKind::IsADirectory => Unread::Changed,
            #[cfg(unix)]
            _ if unix::is_of_another_type(&source) => Unread::Changed,
            _ => Unread::Failed,
        };
        Self { why, source: Some(source) }
    }
}

/// A name in a directory, and what the listing says that it is, if it says so.
pub(crate) struct Name {
    pub(crate) bytes: Box<[u8]>,
    pub(crate) hint: EntryType,
}

/// Why a directory was not listed.
#[derive(Debug)]
pub(crate) enum ListFault {
    /// A name that is not Unicode, on a system whose names should be.
    #[cfg(not(unix))]
    NotUnicode(std::ffi::OsString),
    Read(Fault),
}

impl From<io::Error> for ListFault {
    fn from(error: io::Error) -> Self {
        Self::Read(error.into())
    }
}
