//! Fixed-length hashes as text: lower-case hexadecimal, RFC 4648 §8.

use std::fmt::{self, Write as _};

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
    // Every link and id passes here: digit by digit, since `{:02x}` takes twenty times as long.
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 0xf])
        .filter_map(|nibble| char::from_digit(nibble.into(), 16))
        .try_for_each(|digit| f.write_char(digit))
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
    let (pairs, odd) = text.as_bytes().as_chunks::<2>();
    if pairs.len() != N || !odd.is_empty() {
        return Err(refusal::<N>(text));
    }
    let mut bytes = [0; N];
    let mut highest = 0;
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        let (high, low) = (nibble(*high), nibble(*low));
        highest |= high | low;
        *byte = (high << 4) | low;
    }
    if highest > 0xf {
        return Err(refusal::<N>(text));
    }
    Ok(bytes)
}

/// What is wrong with a text that is not `N` bytes in lower-case hexadecimal.
#[cold]
fn refusal<const N: usize>(text: &str) -> HexError {
    // A character outside the alphabet is named first: it says more than a length does.
    let strange = text.char_indices().find(|(_, c)| !matches!(c, '0'..='9' | 'a'..='f'));
    match strange {
        Some((offset, found)) => HexError::NotADigit { offset, found },
        None => HexError::WrongLength { expected: N.saturating_mul(2), found: text.len() },
    }
}

/// The value of a digit; more than 15 for what is none.
const fn nibble(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit.wrapping_sub(b'0'),
        b'a'..=b'f' => digit.wrapping_sub(b'a').wrapping_add(10),
        _ => u8::MAX,
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

        impl $crate::encoding::Persist for $name {
            fn persist(&self, out: &mut $crate::encoding::StateWriter) {
                out.raw(&self.0);
            }

            fn restore(
                input: &mut $crate::encoding::StateReader<'_>,
            ) -> Result<Self, $crate::encoding::StateError> {
                input.array().map(Self)
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
