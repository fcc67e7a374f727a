//! Lower-case hexadecimal, as ids, digests and fingerprints are written.

use std::fmt;

/// Shows bytes as lower-case hexadecimal digits.
pub(crate) struct Hex<'a>(pub(crate) &'a [u8]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Reads exactly `2 * N` lower-case hexadecimal digits; capitals are refused, so that one value
/// has one text.
pub(crate) fn hex_array<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut out = [0; N];
    let mut pairs = text.as_bytes().chunks_exact(2);
    for slot in &mut out {
        let [high, low] = pairs.next()?.first_chunk::<2>()?;
        *slot = digit(*high)?.wrapping_shl(4) | digit(*low)?;
    }
    (pairs.next().is_none() && pairs.remainder().is_empty()).then_some(out)
}

/// Reads any even number of lower-case hexadecimal digits.
pub(crate) fn hex_bytes(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return None;
    }
    pairs
        .map(|pair| {
            let [high, low] = pair.first_chunk::<2>()?;
            Some(digit(*high)?.wrapping_shl(4) | digit(*low)?)
        })
        .collect()
}

fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => byte.checked_sub(b'0'),
        b'a'..=b'f' => byte.checked_sub(b'a')?.checked_add(10),
        _ => None,
    }
}
