//! The head of a data item (RFC 8949 §3): its major type and its argument, in the shortest form only.

use std::fmt;

use crate::encoding::DecodeErrorKind;

/// The type of an item, in the words of the format's profile.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Kind {
    /// A list of items (major type 4).
    Array,
    /// `false` or `true`.
    Bool,
    /// A byte string (major type 2).
    Bytes,
    /// A whole number (major types 0 and 1).
    Integer,
    /// A map (major type 5).
    Map,
    /// `null`.
    Null,
    /// A tag with its content (major type 6).
    Tag,
    /// A text string (major type 3).
    Text,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Array => "array",
            Self::Bool => "boolean",
            Self::Bytes => "byte string",
            Self::Integer => "integer",
            Self::Map => "map",
            Self::Null => "null",
            Self::Tag => "tag",
            Self::Text => "text",
        })
    }
}

/// A head that the profile allows, with its argument.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Head {
    Unsigned(u64),
    /// The integer -1 - n.
    Negative(u64),
    Bytes(u64),
    Text(u64),
    Array(u64),
    Map(u64),
    Tag(u64),
    Bool(bool),
    Null,
}

impl Head {
    /// The head at the start of `bytes`, and the bytes after it.
    #[inline]
    pub(super) fn read(bytes: &[u8]) -> Result<(Self, &[u8]), DecodeErrorKind> {
        let Some((&initial, after)) = bytes.split_first() else {
            return Err(DecodeErrorKind::Truncated { expected: 1, found: 0 });
        };
        let (major, info) = (initial >> 5, initial & 0x1f);
        if major == 7 {
            return simple(initial).map(|head| (head, after));
        }
        let (argument, after) = if info < 24 {
            (u64::from(info), after)
        } else {
            long_argument(initial, bytes, after)?
        };
        let head = match major {
            0 => Self::Unsigned(argument),
            1 => Self::Negative(argument),
            2 => Self::Bytes(argument),
            3 => Self::Text(argument),
            4 => Self::Array(argument),
            5 => Self::Map(argument),
            _ => Self::Tag(argument),
        };
        Ok((head, after))
    }

    /// True for what the profile allows as a map key.
    pub(super) const fn is_key(self) -> bool {
        matches!(self, Self::Unsigned(_) | Self::Negative(_) | Self::Bytes(_) | Self::Text(_))
    }

    pub(super) const fn kind(self) -> Kind {
        match self {
            Self::Unsigned(_) | Self::Negative(_) => Kind::Integer,
            Self::Bytes(_) => Kind::Bytes,
            Self::Text(_) => Kind::Text,
            Self::Array(_) => Kind::Array,
            Self::Map(_) => Kind::Map,
            Self::Tag(_) => Kind::Tag,
            Self::Bool(_) => Kind::Bool,
            Self::Null => Kind::Null,
        }
    }
}

/// Major type 7: nothing but false, true and null. F1.2
fn simple(initial: u8) -> Result<Head, DecodeErrorKind> {
    match initial & 0x1f {
        20 => Ok(Head::Bool(false)),
        21 => Ok(Head::Bool(true)),
        22 => Ok(Head::Null),
        25..=27 => Err(DecodeErrorKind::FloatForbidden),
        28..=30 => Err(DecodeErrorKind::ReservedHead { initial }),
        31 => Err(DecodeErrorKind::IndefiniteLength),
        _ => Err(DecodeErrorKind::SimpleForbidden),
    }
}

/// An argument in the 1, 2, 4 or 8 bytes after the initial byte.
fn long_argument<'a>(
    initial: u8,
    bytes: &'a [u8],
    after: &'a [u8],
) -> Result<(u64, &'a [u8]), DecodeErrorKind> {
    let truncated = |expected| DecodeErrorKind::Truncated { expected, found: bytes.len() };
    let (argument, least, after) = match initial & 0x1f {
        24 => {
            let (chunk, after) = after.split_first_chunk().ok_or_else(|| truncated(2))?;
            (u64::from(u8::from_be_bytes(*chunk)), 24, after)
        }
        25 => {
            let (chunk, after) = after.split_first_chunk().ok_or_else(|| truncated(3))?;
            (u64::from(u16::from_be_bytes(*chunk)), 1 << 8, after)
        }
        26 => {
            let (chunk, after) = after.split_first_chunk().ok_or_else(|| truncated(5))?;
            (u64::from(u32::from_be_bytes(*chunk)), 1 << 16, after)
        }
        27 => {
            let (chunk, after) = after.split_first_chunk().ok_or_else(|| truncated(9))?;
            (u64::from_be_bytes(*chunk), 1 << 32, after)
        }
        // RFC 8949 §3: 31 makes the length of strings, arrays and maps indefinite.
        31 if matches!(initial >> 5, 2..=5) => return Err(DecodeErrorKind::IndefiniteLength),
        _ => return Err(DecodeErrorKind::ReservedHead { initial }),
    };
    // RFC 8949 §4.2.1: the shortest form.
    if argument < least { Err(DecodeErrorKind::NonShortestHead) } else { Ok((argument, after)) }
}
