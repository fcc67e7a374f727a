//! The typed reader over bytes that [`scan`](fn@crate::encoding::scan) has passed.

use crate::encoding::head::Head;
use crate::encoding::scan::{string, truncated};
use crate::encoding::{DecodeError, DecodeErrorKind, Kind, scan, scan_prefix};

/// Reads one item after the other off scanned bytes; every error says where.
///
/// It borrows from the bytes received and allocates nothing. It checks every bound again, so that
/// bytes no scan has seen give an error or a wrong value, never a panic.
#[derive(Clone, Debug)]
#[expect(unnameable_types, reason = "argument of the sealed trait `Wire`")]
pub struct Decoder<'a> {
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
        Self { rest: bytes, end: base.saturating_add(bytes.len()) }
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
        if let Head::Negative(_) = head {
            return Err(self.error(DecodeErrorKind::NegativeForbidden));
        }
        let Head::Unsigned(value) = head else {
            return Err(self.unexpected(Kind::Integer, head));
        };
        Ok(self.advance(after, value))
    }

    pub(crate) fn int(&mut self) -> Result<i64, DecodeError> {
        let (head, after) = self.head()?;
        let (Head::Unsigned(found) | Head::Negative(found)) = head else {
            return Err(self.unexpected(Kind::Integer, head));
        };
        let argument = i64::try_from(found).map_err(|_| {
            let limit = i64::MAX.unsigned_abs();
            self.error(DecodeErrorKind::LimitExceeded { limit, found })
        })?;
        // RFC 8949 §3.1: -1 - n is the complement of n.
        let value = if let Head::Negative(_) = head { !argument } else { argument };
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
    pub(crate) fn embedded(&mut self) -> Result<Self, DecodeError> {
        let content = self.bytes()?;
        let base = self.offset().saturating_sub(content.len());
        scan(content).map_err(|error| error.rebased(base))?;
        Ok(Self::at(content, base))
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
        self.rest = after;
        Ok(())
    }

    /// True if the next item is null; it stays the next.
    pub(crate) fn is_null(&self) -> bool {
        self.peek() == Ok(Kind::Null)
    }

    /// The next item whole, as it was received.
    pub(crate) fn raw(&mut self) -> Result<&'a [u8], DecodeError> {
        let length = scan_prefix(self.rest).map_err(|error| error.rebased(self.offset()))?;
        let (item, after) = self.rest.split_at_checked(length).unwrap_or((self.rest, &[]));
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
        self.error(DecodeErrorKind::UnexpectedType { expected, found: found.kind() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal<T: std::fmt::Debug>(result: Result<T, DecodeError>) -> (DecodeErrorKind, usize) {
        let error = result.unwrap_err();
        (error.kind, error.offset)
    }

    #[test]
    fn items_are_read_one_after_the_other() {
        let bytes =
            b"\xd2\x87\x18\x64\x3b\x7f\xff\xff\xff\xff\xff\xff\xff\x42\x01\x02\x61a\xa0\xf5\xf6";
        scan(bytes).unwrap();
        let mut input = Decoder::at(bytes, 100);
        assert_eq!(input.tag().unwrap(), 18);
        assert_eq!(input.peek().unwrap(), Kind::Array);
        assert_eq!(input.array().unwrap(), 7);
        assert_eq!(input.clone().raw().unwrap(), b"\x18\x64");
        assert_eq!(input.uint().unwrap(), 100);
        assert_eq!(input.int().unwrap(), i64::MIN);
        assert_eq!(input.byte_array().unwrap(), [1, 2]);
        assert_eq!(input.text().unwrap(), "a");
        assert_eq!(input.map().unwrap(), 0);
        assert!(!input.is_null());
        assert!(input.bool().unwrap());
        assert!(input.is_null());
        assert_eq!(refusal(input.end()), (DecodeErrorKind::TrailingBytes { count: 1 }, 120));
        input.null().unwrap();
        assert_eq!(input.offset(), 121);
        input.end().unwrap();
    }

    #[test]
    fn item_of_another_type_is_refused_and_stays() {
        let mut input = Decoder::at(b"\x61a", 5);
        let unexpected =
            |expected| (DecodeErrorKind::UnexpectedType { expected, found: Kind::Text }, 5);
        assert_eq!(refusal(input.uint()), unexpected(Kind::Integer));
        assert_eq!(refusal(input.int()), unexpected(Kind::Integer));
        assert_eq!(refusal(input.bytes()), unexpected(Kind::Bytes));
        assert_eq!(refusal(input.byte_array::<1>()), unexpected(Kind::Bytes));
        assert_eq!(refusal(input.embedded()), unexpected(Kind::Bytes));
        assert_eq!(refusal(input.array()), unexpected(Kind::Array));
        assert_eq!(refusal(input.map()), unexpected(Kind::Map));
        assert_eq!(refusal(input.tag()), unexpected(Kind::Tag));
        assert_eq!(refusal(input.bool()), unexpected(Kind::Bool));
        assert_eq!(refusal(input.null()), unexpected(Kind::Null));
        assert_eq!(input.text().unwrap(), "a");
    }

    #[test]
    fn number_out_of_range_is_refused() {
        let limit = i64::MAX.unsigned_abs();
        let found = limit + 1;
        let exceeded = (DecodeErrorKind::LimitExceeded { limit, found }, 0);
        let positive = b"\x1b\x80\x00\x00\x00\x00\x00\x00\x00";
        assert_eq!(refusal(Decoder::new(positive).int()), exceeded);
        assert_eq!(Decoder::new(positive).uint().unwrap(), found);
        let negative = b"\x3b\x80\x00\x00\x00\x00\x00\x00\x00";
        assert_eq!(refusal(Decoder::new(negative).int()), exceeded);
        assert_eq!(refusal(Decoder::new(b"\x20").uint()), (DecodeErrorKind::NegativeForbidden, 0));
    }

    #[test]
    fn digest_of_another_length_is_refused() {
        let wrong = DecodeErrorKind::WrongLength { expected: 32, found: 2 };
        assert_eq!(refusal(Decoder::at(b"\x42\x01\x02", 9).byte_array::<32>()), (wrong, 9));
    }

    #[test]
    fn embedded_item_reports_offsets_of_the_whole_record() {
        let mut input = Decoder::at(b"\x43\x82\x01\x02\xf6", 10);
        let mut inner = input.embedded().unwrap();
        assert_eq!((inner.offset(), input.offset()), (11, 14));
        assert_eq!(inner.array().unwrap(), 2);
        assert_eq!(inner.offset(), 12);

        let float = Decoder::at(b"\x44\x81\xf9\x00\x00", 10).embedded();
        assert_eq!(refusal(float), (DecodeErrorKind::FloatForbidden, 12));
        let trailing = Decoder::at(b"\x42\x01\x02", 10).embedded();
        assert_eq!(refusal(trailing), (DecodeErrorKind::TrailingBytes { count: 1 }, 12));
    }

    #[test]
    fn bytes_that_no_scan_has_seen_give_errors() {
        let truncated = |expected, found| (DecodeErrorKind::Truncated { expected, found }, 0);
        assert_eq!(refusal(Decoder::new(b"").uint()), truncated(1, 0));
        assert_eq!(refusal(Decoder::new(b"\x42\x01").bytes()), truncated(3, 2));
        assert_eq!(refusal(Decoder::new(b"\x82\x01").array()), truncated(3, 2));
        assert_eq!(refusal(Decoder::new(b"\xa3\x01").map()), truncated(4, 2));
        let huge = b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff";
        assert_eq!(refusal(Decoder::new(huge).array()), truncated(u64::MAX, 9));
        assert_eq!(refusal(Decoder::new(b"\x61\xff").text()), (DecodeErrorKind::Utf8, 0));
        let nested = Decoder::at(b"\x82\x01\xf7", 7).raw();
        assert_eq!(refusal(nested), (DecodeErrorKind::SimpleForbidden, 9));
    }
}
