//! The sectors that the acquiring tool could not read.

use crate::interop::ewf::layout::{bytes_at, checked, length, u32_at};
use crate::interop::ewf::segment::{Section, Segment};
use crate::interop::ewf::{Damage, EwfError};

/// Bytes of the header of `error2`.
const HEADER: u64 = 520;
const RANGE: u64 = 8;
const CHECKSUM: u64 = 4;
/// Ranges that are read: 8 MiB of them, for a medium of which every other sector is lost.
const MAX_RANGES: u64 = 1 << 20;

/// Sectors that could not be read: the first, and how many. Libewf: "Error2 section".
pub(super) fn unread_sectors(
    file: &Segment,
    section: &Section,
) -> Result<Vec<(u64, u64)>, EwfError> {
    let damaged = |damage| file.damaged(section, damage);
    let most = HEADER.saturating_add(MAX_RANGES.saturating_mul(RANGE)).saturating_add(CHECKSUM);
    let data = file.data(section, most)?;
    let header = bytes_at::<520>(&data, 0).map_err(damaged)?;
    let count = u64::from(u32_at(checked(&header).map_err(damaged)?, 0).map_err(damaged)?);
    let entries = checked(data.get(520..).unwrap_or_default()).map_err(damaged)?;
    let (expected, found) = (count.saturating_mul(RANGE), length(entries));
    if found != expected {
        return Err(damaged(Damage::Length { expected, found }));
    }
    let (entries, _) = entries.as_chunks::<8>();
    let range = |[a, b, c, d, e, f, g, h]: &[u8; 8]| {
        let first = u32::from_le_bytes([*a, *b, *c, *d]);
        let count = u32::from_le_bytes([*e, *f, *g, *h]);
        (u64::from(first), u64::from(count))
    };
    Ok(entries.iter().map(range).collect())
}
