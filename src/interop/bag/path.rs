//! Names in a bag: which bytes are encoded, and which paths stay within it.

use crate::interop::bag::{BagVersion, TagErrorKind};
use crate::interop::lists::ListedPath;

/// Before the name of every payload file.
pub(super) const PAYLOAD: &[u8] = b"data/";

/// Writes a name as RFC 8493 §2.1.3 asks: CR, LF and `%` percent-encoded, and only those.
pub(super) fn encode(path: &ListedPath) -> Vec<u8> {
    let mut encoded = Vec::with_capacity(path.as_bytes().len());
    for byte in path.as_bytes() {
        match byte {
            b'\n' => encoded.extend_from_slice(b"%0A"),
            b'\r' => encoded.extend_from_slice(b"%0D"),
            b'%' => encoded.extend_from_slice(b"%25"),
            byte => encoded.push(*byte),
        }
    }
    encoded
}

/// Whether each `%` of a name as it stands in a manifest is one that RFC 8493 asks for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Encoding {
    /// Each is.
    AsAsked,
    /// One stands for itself: most programs write it so.
    BarePercent,
}

/// Reads a name as it stands in a manifest.
///
/// Before version 1.0 nothing was encoded; bagit.py encodes CR and LF there too.
pub(super) fn decode(version: BagVersion, encoded: &[u8]) -> (ListedPath, Encoding) {
    let mut name = Vec::with_capacity(encoded.len());
    let mut encoding = Encoding::AsAsked;
    let mut rest = encoded;
    while let Some((byte, behind)) = rest.split_first() {
        rest = behind;
        if *byte != b'%' {
            name.push(*byte);
            continue;
        }
        let (decoded, width) = match behind {
            [b'0', b'A' | b'a', ..] => (b'\n', 2),
            [b'0', b'D' | b'd', ..] => (b'\r', 2),
            [b'2', b'5', ..] if version >= BagVersion::V1_0 => (b'%', 2),
            _ => {
                encoding = Encoding::BarePercent;
                (b'%', 0)
            }
        };
        name.push(decoded);
        rest = behind.get(width..).unwrap_or_default();
    }
    (name.into(), encoding)
}

/// Refuses a name that leads out of the bag, or does so on another system.
///
/// RFC 8493 §5.1 and §5.2: `..`, an absolute path, a home folder, a drive. We are stricter: a
/// component that is empty or `.` is refused too, since two names would be one file.
pub(super) fn check_within(path: &ListedPath) -> Result<(), TagErrorKind> {
    let leaves = !path.stays_within() || path.as_bytes().starts_with(b"~");
    if leaves { Err(TagErrorKind::UnsafePath { path: path.clone() }) } else { Ok(()) }
}
