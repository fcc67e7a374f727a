//! What Linux says about a file.

use std::io;
use std::os::fd::BorrowedFd;

use rustix::fs::{AtFlags, FileType, StatxFlags, StatxTimestamp, makedev, statx};

use super::entry_type;
use crate::evidence::FileId;
use crate::evidence::directory::system::{Owner, Seen};
use crate::evidence::directory::{DeviceNumber, EntryTime, EntryType};

/// Looks at the handle itself.
pub(super) const ITSELF: AtFlags = AtFlags::EMPTY_PATH;

const PERMISSIONS: u32 = 0o7777;

/// The unit of `stx_blocks`, whatever the file system's blocks are.
const BLOCK: u64 = 512;

pub(super) fn look(handle: BorrowedFd<'_>, name: &[u8], flags: AtFlags) -> io::Result<Seen> {
    let asked = StatxFlags::BASIC_STATS.union(StatxFlags::BTIME);
    let seen = statx(handle, name, flags.union(AtFlags::NO_AUTOMOUNT), asked)?;
    let kind = entry_type(FileType::from_raw_mode(seen.stx_mode.into()));
    let node = matches!(kind, EntryType::BlockDevice | EntryType::CharDevice);
    let (major, minor) = (seen.stx_rdev_major, seen.stx_rdev_minor);
    let born = StatxFlags::from_bits_retain(seen.stx_mask).contains(StatxFlags::BTIME);
    let device = makedev(seen.stx_dev_major, seen.stx_dev_minor);
    Ok(Seen {
        entry_type: kind,
        id: Some(FileId { device, inode: seen.stx_ino }),
        size: seen.stx_size,
        owner: Some(Owner {
            uid: seen.stx_uid,
            gid: seen.stx_gid,
            mode: u32::from(seen.stx_mode) & PERMISSIONS,
            links: seen.stx_nlink.into(),
            allocated: seen.stx_blocks.saturating_mul(BLOCK),
        }),
        device: node.then_some(DeviceNumber { major, minor }),
        accessed: Some(time(seen.stx_atime)),
        changed: Some(time(seen.stx_ctime)),
        created: born.then(|| time(seen.stx_btime)),
        modified: Some(time(seen.stx_mtime)),
    })
}

const fn time(at: StatxTimestamp) -> EntryTime {
    EntryTime { seconds: at.tv_sec, nanoseconds: at.tv_nsec }
}
