//! The few shapes of which all structures of the format are made.

use flate2::{Decompress, FlushDecompress, Status};

use crate::interop::ewf::Damage;

/// A number of bytes as the format counts them.
pub(super) fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

/// The bytes before a checksum, if it is theirs: four bytes behind them, as all checksums are.
pub(super) fn checked(bytes: &[u8]) -> Result<&[u8], Damage> {
    let wrong = Damage::Length { expected: 4, found: length(bytes) };
    let (covered, stored) = bytes.split_last_chunk::<4>().ok_or(wrong)?;
    let stored = u32::from_le_bytes(*stored);
    let computed = adler2::adler32_slice(covered);
    if stored != computed {
        return Err(Damage::Checksum { stored, computed });
    }
    Ok(covered)
}

/// The bytes at a place of a structure.
pub(super) fn bytes_at<const N: usize>(structure: &[u8], at: usize) -> Result<[u8; N], Damage> {
    let found = structure.get(at..).and_then(|rest| rest.first_chunk::<N>());
    let expected = u64::try_from(at.saturating_add(N)).unwrap_or(u64::MAX);
    found.copied().ok_or(Damage::Length { expected, found: length(structure) })
}

/// Four bytes, the least significant first.
pub(super) fn u32_at(structure: &[u8], at: usize) -> Result<u32, Damage> {
    bytes_at(structure, at).map(u32::from_le_bytes)
}

/// Eight bytes, the least significant first.
pub(super) fn u64_at(structure: &[u8], at: usize) -> Result<u64, Damage> {
    bytes_at(structure, at).map(u64::from_le_bytes)
}

/// Decompresses (RFC 1950) into a buffer, at most so many bytes.
///
/// Only the end of the stream says that its checksum was looked at: a decoder that stops when the
/// output is full may have seen none. So there is room for one byte more than there may be.
pub(super) fn inflate(
    inflater: &mut Decompress,
    stored: &[u8],
    most: usize,
    into: &mut Vec<u8>,
) -> Result<(), Damage> {
    inflater.reset(true);
    into.clear();
    into.reserve_exact(most.saturating_add(1));
    match inflater.decompress_vec(stored, into, FlushDecompress::Finish) {
        Ok(Status::StreamEnd) if into.len() <= most => Ok(()),
        Ok(Status::StreamEnd | Status::Ok | Status::BufError) | Err(_) => Err(Damage::Compressed),
    }
}
