//! Fixed-length hashes as text: lower-case hexadecimal, RFC 4648 §8.

use std::fmt;

/// Why a text is not a hash in lower-case hexadecimal.
///
/// Upper case is refused: one value has one text, so texts can be compared.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum HexError {
    /// A character that is not one of `0-9a-f`.
    #[error("character {found:?} at offset {offset} is not a lower-case hexadecimal digit")]
    NotADigit {
        /// Byte offset of the character in the text.
        offset: usize,
        /// The character.
        found: char,
    },
    /// Too few or too many characters.
    #[error("{expected} hexadecimal digits expected, {found} characters found")]
    WrongLength {
        /// Digits that the value needs.
        expected: usize,
        /// Characters in the text.
        found: usize,
    },
}

/// Writes `bytes` as lower-case hexadecimal.
pub(crate) fn write_hex(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}

/// Shows bytes as lower-case hexadecimal.
pub(crate) struct Hex<'a>(pub(crate) &'a [u8]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(self.0, f)
    }
}

/// Reads exactly `N` bytes, where the reason of a refusal does not matter.
pub(crate) fn hex_array<const N: usize>(text: &str) -> Option<[u8; N]> {
    parse_hex(text).ok()
}

/// Reads exactly `N` bytes of lower-case hexadecimal.
pub(crate) fn parse_hex<const N: usize>(text: &str) -> Result<[u8; N], HexError> {
    // A character outside the alphabet is named first: it says more than a length does.
    if let Some((offset, found)) = text
        .char_indices()
        .find(|(_, c)| !matches!(c, '0'..='9' | 'a'..='f'))
    {
        return Err(HexError::NotADigit { offset, found });
    }
    let (pairs, odd) = text.as_bytes().as_chunks::<2>();
    if pairs.len() != N || !odd.is_empty() {
        return Err(HexError::WrongLength {
            expected: N.saturating_mul(2),
            found: text.len(),
        });
    }
    let mut bytes = [0; N];
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = (nibble(*high) << 4) | nibble(*low);
    }
    Ok(bytes)
}

/// The value of one digit already known to be one.
const fn nibble(digit: u8) -> u8 {
    match digit {
        b'a'..=b'f' => digit.wrapping_sub(b'a').wrapping_add(10),
        _ => digit.wrapping_sub(b'0'),
    }
}

/// Gives a newtype over `[u8; N]` its text form: `Display` and `Debug` in lower-case
/// hexadecimal, `FromStr`, `Serialize` as that text, `From<[u8; N]>` and `as_bytes`.
macro_rules! impl_hex {
    ($name:ident, $length:literal) => {
        impl $name {
            /// The bytes.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; $length] {
                &self.0
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(self, f)
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::encoding::write_hex(&self.0, f)
            }
        }

        impl From<[u8; $length]> for $name {
            fn from(bytes: [u8; $length]) -> Self {
                Self(bytes)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::encoding::HexError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::encoding::parse_hex(text).map(Self)
            }
        }
    };
}
pub(crate) use impl_hex;
