//! Lower-case hexadecimal, the one form in which hashes and key names are shown.

use std::fmt;

/// Why a text is not the hexadecimal form of so many bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HexError {
    /// Another number of characters than expected.
    Length { expected: usize, found: usize },
    /// A character outside `0-9a-f`.
    Digit { offset: usize },
}

/// Writes two lower-case digits for each byte.
pub(crate) fn write(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}

/// Shows bytes as lower-case hexadecimal digits.
pub(crate) struct Hex<'a>(pub(crate) &'a [u8]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(self.0, f)
    }
}

/// Reads exactly `N` bytes, where the reason of a refusal does not matter.
pub(crate) fn hex_array<const N: usize>(text: &str) -> Option<[u8; N]> {
    decode(text).ok()
}

/// Reads exactly `N` bytes; upper case is refused, so that a value has one text.
pub(crate) fn decode<const N: usize>(text: &str) -> Result<[u8; N], HexError> {
    let expected = N.saturating_mul(2);
    if text.len() != expected {
        return Err(HexError::Length {
            expected,
            found: text.len(),
        });
    }
    let mut bytes = [0; N];
    for (index, (byte, pair)) in bytes
        .iter_mut()
        .zip(text.as_bytes().chunks_exact(2))
        .enumerate()
    {
        let mut value = 0_u8;
        for (place, digit) in pair.iter().enumerate() {
            let offset = index.saturating_mul(2).saturating_add(place);
            value = (value << 4) | nibble(*digit).ok_or(HexError::Digit { offset })?;
        }
        *byte = value;
    }
    Ok(bytes)
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => digit.checked_sub(b'0'),
        b'a'..=b'f' => digit.checked_sub(b'a')?.checked_add(10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{HexError, decode};

    #[test]
    fn every_byte_reads_back() {
        for byte in 0..=u8::MAX {
            assert_eq!(decode::<1>(&format!("{byte:02x}")), Ok([byte]));
        }
    }

    #[test]
    fn upper_case_and_other_lengths_are_refused() {
        assert_eq!(decode::<2>("00aB"), Err(HexError::Digit { offset: 3 }));
        assert_eq!(
            decode::<2>("00a"),
            Err(HexError::Length {
                expected: 4,
                found: 3
            })
        );
        assert_eq!(decode::<2>("é00"), Err(HexError::Digit { offset: 0 }));
    }
}
