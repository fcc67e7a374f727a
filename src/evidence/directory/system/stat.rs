//! What a Unix that is not Linux says about a file.

use std::io;
use std::os::fd::BorrowedFd;

use rustix::fs::{AtFlags, FileType, fstat, major, minor, statat};

use super::entry_type;
use crate::evidence::FileId;
use crate::evidence::directory::system::{Owner, Seen};
use crate::evidence::directory::{DeviceNumber, EntryTime, EntryType};

/// Looks at the handle itself: a name of no bytes says it.
pub(super) const ITSELF: AtFlags = AtFlags::empty();

const PERMISSIONS: u32 = 0o7777;

/// The unit of `st_blocks`, whatever the file system's blocks are.
const BLOCK: u64 = 512;

pub(super) fn look(handle: BorrowedFd<'_>, name: &[u8], flags: AtFlags) -> io::Result<Seen> {
    let seen = if name.is_empty() { fstat(handle)? } else { statat(handle, name, flags)? };
    let mode = u32::from(seen.st_mode);
    let kind = entry_type(FileType::from_raw_mode(seen.st_mode));
    let node = matches!(kind, EntryType::BlockDevice | EntryType::CharDevice);
    let (major, minor) = (major(seen.st_rdev), minor(seen.st_rdev));
    Ok(Seen {
        entry_type: kind,
        id: Some(FileId { device: number(seen.st_dev), inode: number(seen.st_ino) }),
        size: number(seen.st_size),
        owner: Some(Owner {
            uid: seen.st_uid,
            gid: seen.st_gid,
            mode: mode & PERMISSIONS,
            links: number(seen.st_nlink),
            allocated: number(seen.st_blocks).saturating_mul(BLOCK),
        }),
        device: node.then_some(DeviceNumber { major, minor }),
        accessed: time(seen.st_atime, seen.st_atime_nsec),
        changed: time(seen.st_ctime, seen.st_ctime_nsec),
        created: None,
        modified: time(seen.st_mtime, seen.st_mtime_nsec),
    })
}

fn time(seconds: impl TryInto<i64>, nanoseconds: impl TryInto<u32>) -> Option<EntryTime> {
    let (seconds, nanoseconds) = (seconds.try_into().ok()?, nanoseconds.try_into().ok()?);
    Some(EntryTime { seconds, nanoseconds })
}

/// The systems differ in the widths of these; none of them is negative.
fn number(value: impl TryInto<u64>) -> u64 {
    value.try_into().unwrap_or(u64::MAX)
}
