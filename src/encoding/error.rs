//! Why bytes are no record of this format: what, where in the bytes, where in the structure.

use std::fmt;

use thiserror::Error;

use crate::encoding::{FieldPath, Kind, PathSegment, TimestampError};

/// The first thing in a record that the format does not allow.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("{kind} at byte {offset}{}", InPath(path))]
pub struct DecodeError {
    /// What is wrong.
    pub kind: DecodeErrorKind,
    /// Where the offending item begins, from the start of the outermost record.
    pub offset: usize,
    /// The field concerned; for an unknown or missing field, what should not or should hold it.
    pub path: FieldPath,
}

impl DecodeError {
    /// An error at `offset`, with no path yet.
    pub(crate) const fn new(kind: DecodeErrorKind, offset: usize) -> Self {
        Self { kind, offset, path: FieldPath::new() }
    }

    /// The same error as seen from one level further out.
    #[must_use]
    pub(crate) fn within(mut self, segment: impl Into<PathSegment>) -> Self {
        self.path.push_outer(segment.into());
        self
    }

    /// The same error, of a value that stands at `path` of a record.
    #[must_use]
    pub(crate) fn under(mut self, path: &FieldPath) -> Self {
        for segment in path.segments().iter().rev() {
            self.path.push_outer(segment.clone());
        }
        self
    }

    /// The same error as seen from bytes in which the ones read begin at `offset`.
    #[must_use]
    pub(crate) const fn rebased(mut self, offset: usize) -> Self {
        self.offset = self.offset.saturating_add(offset);
        self
    }
}

/// The tail of the message, absent for the outermost value.
struct InPath<'a>(&'a FieldPath);

impl fmt::Display for InPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { Ok(()) } else { write!(f, " in {}", self.0) }
    }
}

/// What is wrong with an item of a record.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// More containers inside each other than [`MAX_DEPTH`](crate::encoding::MAX_DEPTH).
    #[error("nesting deeper than {limit}")]
    DepthExceeded {
        /// The depth that the format allows.
        limit: usize,
    },
    /// A map has one key twice (RFC 8949 §5.6).
    #[error("map key repeated")]
    DuplicateKey,
    /// A floating-point number: the format has none.
    #[error("floating-point number")]
    FloatForbidden,
    /// A text that is no identifier of its kind.
    #[error("not {expected}")]
    Identifier {
        /// The kind of identifier that belongs here, with its article.
        expected: &'static str,
    },
    /// A string, list or map without its length at its head, or a break (RFC 8949 §4.2.1).
    #[error("indefinite length")]
    IndefiniteLength,
    /// A map key that is not an integer, a byte string or a text.
    #[error("{found} as a map key")]
    KeyTypeForbidden {
        /// What stands where the key should.
        found: Kind,
    },
    /// A number or a size above what the format allows.
    #[error("{found} exceeds the limit of {limit}")]
    LimitExceeded {
        /// The largest that is allowed. For a negative integer n, of -1 - n.
        limit: u64,
        /// What was found; for a record too long to be read, its least length.
        found: u64,
    },
    /// A field that the format demands is absent.
    #[error("missing field {name:?}")]
    MissingField {
        /// The key of the field.
        name: &'static str,
    },
    /// A negative number where only others have a meaning.
    #[error("negative number")]
    NegativeForbidden,
    /// A number or length written longer than it need be (RFC 8949 §4.2.1).
    #[error("number or length not in its shortest form")]
    NonShortestHead,
    /// A list that must ascend does not.
    #[error("list out of order")]
    OutOfOrder,
    /// Bytes that are no acceptable public key.
    #[error("public key not acceptable")]
    PublicKey,
    /// A value that may stand only once in a list stands there twice.
    #[error("value repeated")]
    Repeated,
    /// An initial byte that RFC 8949 §3 reserves.
    #[error("reserved initial byte 0x{initial:02x}")]
    ReservedHead {
        /// The byte.
        initial: u8,
    },
    /// A simple value other than false, true and null.
    #[error("simple value other than false, true and null")]
    SimpleForbidden,
    /// A tag that the format does not use.
    #[error("tag {tag} forbidden")]
    TagForbidden {
        /// The tag's number.
        tag: u64,
    },
    /// A text that is no instant in canonical form.
    #[error(transparent)]
    Timestamp(TimestampError),
    /// A list shorter than the format demands.
    #[error("expected at least {expected} elements, found {found}")]
    TooFew {
        /// The least number of elements.
        expected: usize,
        /// The number found.
        found: usize,
    },
    /// Bytes after the end of the item.
    #[error("{count} trailing bytes")]
    TrailingBytes {
        /// How many.
        count: usize,
    },
    /// The input ends inside the item.
    #[error("expected at least {expected} bytes, found {found}")]
    Truncated {
        /// The bytes that the item needs at least, from its first.
        expected: u64,
        /// The bytes that are there, from the item's first.
        found: usize,
    },
    /// A fixed number is another.
    #[error("expected {expected}, found {found}")]
    UnexpectedInteger {
        /// The number that belongs here.
        expected: i64,
        /// The number found.
        found: i64,
    },
    /// A fixed text is another.
    #[error("expected {expected:?}, found {found:?}")]
    UnexpectedText {
        /// The text that belongs here.
        expected: &'static str,
        /// The text found.
        found: Box<str>,
    },
    /// An item of another type than the format puts here.
    #[error("expected {expected}, found {found}")]
    UnexpectedType {
        /// The type that belongs here.
        expected: Kind,
        /// The type found.
        found: Kind,
    },
    /// A text that is none of the codes allowed here.
    #[error("unknown code {found:?}")]
    UnknownCode {
        /// The text found.
        found: Box<str>,
    },
    /// A field that the format does not know here.
    #[error("unknown field {name:?}")]
    UnknownField {
        /// The key found.
        name: Box<str>,
    },
    /// A number that is none of those allowed here.
    #[error("unknown number {found}")]
    UnknownNumber {
        /// The number found.
        found: i64,
    },
    /// Map keys not in the bytewise order of their encodings (RFC 8949 §4.2.1).
    #[error("map keys out of order")]
    UnsortedKeys,
    /// A text that is not valid UTF-8.
    #[error("text not valid UTF-8")]
    Utf8,
    /// A byte string or list of another length than the format demands.
    #[error("expected length {expected}, found {found}")]
    WrongLength {
        /// The length that belongs here.
        expected: usize,
        /// The length found.
        found: usize,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn message_says_what_and_where() {
        let error = DecodeError::new(DecodeErrorKind::UnknownField { name: "x".into() }, 1)
            .rebased(40)
            .within(2)
            .within("items")
            .within("body");
        assert_eq!(error.to_string(), "unknown field \"x\" at byte 41 in body.items[2]");
        let bare = DecodeError::new(DecodeErrorKind::FloatForbidden, 0);
        assert_eq!(bare.to_string(), "floating-point number at byte 0");
    }
}
