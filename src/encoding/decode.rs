//! The typed reader over bytes that [`scan`](crate::encoding::scan) has passed.

use crate::encoding::head::Head;
use crate::encoding::scan::{string, truncated};
use crate::encoding::{DecodeError, DecodeErrorKind, Kind, scan, scan_prefix};

/// Reads one item after the other off scanned bytes; every error says where.
///
/// It borrows from the bytes received and allocates nothing. It checks every bound again, so that
/// bytes no scan has seen give an error or a wrong value, never a panic.
#[derive(Clone, Debug)]
pub(crate) struct Decoder<'a> {
    rest: &'a [u8],
    /// Where `rest` ends in the outermost record.
    end: usize,
}

impl<'a> Decoder<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self::at(bytes, 0)
    }

    /// Reads `bytes` that begin at `base` in the outermost record.
    pub(crate) const fn at(bytes: &'a [u8], base: usize) -> Self {
        Self {
            rest: bytes,
            end: base.saturating_add(bytes.len()),
        }
    }

    /// Where the next item begins in the outermost record.
    pub(crate) const fn offset(&self) -> usize {
        self.end.saturating_sub(self.rest.len())
    }

    /// An error about the next item.
    pub(crate) const fn error(&self, kind: DecodeErrorKind) -> DecodeError {
        DecodeError::new(kind, self.offset())
    }

    /// The type of the next item, which stays the next.
    pub(crate) fn peek(&self) -> Result<Kind, DecodeError> {
        Ok(self.head()?.0.kind())
    }

    pub(crate) fn uint(&mut self) -> Result<u64, DecodeError> {
        let (head, after) = self.head()?;
        match head {
            Head::Unsigned(value) => Ok(self.advance(after, value)),
            Head::Negative(_) => Err(self.error(DecodeErrorKind::NegativeForbidden)),
            other => Err(self.unexpected(Kind::Integer, other)),
        }
    }

    pub(crate) fn int(&mut self) -> Result<i64, DecodeError> {
        let (head, after) = self.head()?;
        let (argument, value) = match head {
            Head::Unsigned(argument) => (argument, i64::try_from(argument)),
            Head::Negative(argument) => (argument, i64::try_from(argument).map(|value| !value)),
            other => return Err(self.unexpected(Kind::Integer, other)),
        };
        let limit = i64::MAX.unsigned_abs();
        let too_large = |_| {
            self.error(DecodeErrorKind::LimitExceeded {
                limit,
                found: argument,
            })
        };
        let value = value.map_err(too_large)?;
        Ok(self.advance(after, value))
    }

    pub(crate) fn bytes(&mut self) -> Result<&'a [u8], DecodeError> {
        let (head, after) = self.head()?;
        let Head::Bytes(length) = head else {
            return Err(self.unexpected(Kind::Bytes, head));
        };
        let (content, after) = string(self.rest, after, length).map_err(|kind| self.error(kind))?;
        Ok(self.advance(after, content))
    }

    /// A byte string of exactly `N` bytes.
    pub(crate) fn byte_array<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        let start = self.offset();
        let content = self.bytes()?;
        <[u8; N]>::try_from(content).map_err(|_| {
            let found = content.len();
            DecodeError::new(DecodeErrorKind::WrongLength { expected: N, found }, start)
        })
    }

    /// A byte string that holds exactly one item of the profile: scanned here, read by the decoder given
    /// back, whose offsets are still those of the outermost record.
    pub(crate) fn embedded(&mut self) -> Result<Decoder<'a>, DecodeError> {
        let content = self.bytes()?;
        let base = self.offset().saturating_sub(content.len());
        scan(content).map_err(|error| error.rebased(base))?;
        Ok(Decoder::at(content, base))
    }

    pub(crate) fn text(&mut self) -> Result<&'a str, DecodeError> {
        let (head, after) = self.head()?;
        let Head::Text(length) = head else {
            return Err(self.unexpected(Kind::Text, head));
        };
        let (content, after) = string(self.rest, after, length).map_err(|kind| self.error(kind))?;
        let text = std::str::from_utf8(content).map_err(|_| self.error(DecodeErrorKind::Utf8))?;
        Ok(self.advance(after, text))
    }

    /// Enters a list; its length. No more than the bytes that are left.
    pub(crate) fn array(&mut self) -> Result<usize, DecodeError> {
        let (head, after) = self.head()?;
        let Head::Array(count) = head else {
            return Err(self.unexpected(Kind::Array, head));
        };
        self.enter(after, count)
    }

    /// Enters a map; its number of pairs. No more than the bytes that are left.
    pub(crate) fn map(&mut self) -> Result<usize, DecodeError> {
        let (head, after) = self.head()?;
        let Head::Map(count) = head else {
            return Err(self.unexpected(Kind::Map, head));
        };
        self.enter(after, count)
    }

    /// Enters a tag; its number.
    pub(crate) fn tag(&mut self) -> Result<u64, DecodeError> {
        let (head, after) = self.head()?;
        let Head::Tag(tag) = head else {
            return Err(self.unexpected(Kind::Tag, head));
        };
        Ok(self.advance(after, tag))
    }

    pub(crate) fn bool(&mut self) -> Result<bool, DecodeError> {
        let (head, after) = self.head()?;
        let Head::Bool(value) = head else {
            return Err(self.unexpected(Kind::Bool, head));
        };
        Ok(self.advance(after, value))
    }

    pub(crate) fn null(&mut self) -> Result<(), DecodeError> {
        let (head, after) = self.head()?;
        let Head::Null = head else {
            return Err(self.unexpected(Kind::Null, head));
        };
        Ok(self.advance(after, ()))
    }

    /// True if the next item is null; it stays the next.
    pub(crate) fn is_null(&self) -> bool {
        self.peek() == Ok(Kind::Null)
    }

    /// The next item whole, as it was received.
    pub(crate) fn raw(&mut self) -> Result<&'a [u8], DecodeError> {
        let length = scan_prefix(self.rest).map_err(|error| error.rebased(self.offset()))?;
        let (item, after) = self
            .rest
            .split_at_checked(length)
            .unwrap_or((self.rest, &[]));
        Ok(self.advance(after, item))
    }

    /// Checks that nothing is left.
    pub(crate) fn end(&self) -> Result<(), DecodeError> {
        match self.rest.len() {
            0 => Ok(()),
            count => Err(self.error(DecodeErrorKind::TrailingBytes { count })),
        }
    }

    #[inline]
    fn head(&self) -> Result<(Head, &'a [u8]), DecodeError> {
        Head::read(self.rest).map_err(|kind| self.error(kind))
    }

    fn enter(&mut self, after: &'a [u8], count: u64) -> Result<usize, DecodeError> {
        match usize::try_from(count) {
            Ok(count) if count <= after.len() => Ok(self.advance(after, count)),
            _ => Err(self.error(truncated(self.rest, after, count))),
        }
    }

    #[inline]
    const fn advance<T: Copy>(&mut self, after: &'a [u8], value: T) -> T {
        self.rest = after;
        value
    }

    #[cold]
    const fn unexpected(&self, expected: Kind, found: Head) -> DecodeError {
        self.error(DecodeErrorKind::UnexpectedType {
            expected,
            found: found.kind(),
        })
    }
}
