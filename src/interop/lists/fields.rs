//! A digest as hexadecimal in a line.

use crate::interop::lists::{Line, ListAlgorithm, ListError, ListErrorKind};

/// Reads bytes in hexadecimal, in either case: programs differ.
pub(in crate::interop) fn hexadecimal(
    line: Line<'_>,
    at: usize,
    field: &[u8],
) -> Result<Vec<u8>, ListError> {
    let mut bytes = Vec::with_capacity(field.len() / 2);
    let mut high = None;
    for (offset, byte) in field.iter().enumerate() {
        let Some(digit) = nibble(*byte) else {
            let kind = ListErrorKind::NotHexadecimal { found: *byte };
            return Err(line.error(at.saturating_add(offset), kind));
        };
        match high.take() {
            None => high = Some(digit),
            Some(high) => bytes.push((high << 4) | digit),
        }
    }
    match high {
        None => Ok(bytes),
        Some(_) => Err(line.error(at, ListErrorKind::OddDigits { found: field.len() })),
    }
}

/// Reads the digest of a known algorithm.
pub(in crate::interop) fn digest(
    line: Line<'_>,
    at: usize,
    field: &[u8],
    algorithm: ListAlgorithm,
) -> Result<Vec<u8>, ListError> {
    let bytes = hexadecimal(line, at, field)?;
    if bytes.len() == algorithm.length() {
        return Ok(bytes);
    }
    let expected = algorithm.length().saturating_mul(2);
    Err(line.error(at, ListErrorKind::DigestLength { algorithm, expected, found: field.len() }))
}

const fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit.wrapping_sub(b'0')),
        b'a'..=b'f' => Some(digit.wrapping_sub(b'a').wrapping_add(10)),
        b'A'..=b'F' => Some(digit.wrapping_sub(b'A').wrapping_add(10)),
        _ => None,
    }
}
