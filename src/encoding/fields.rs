//! What each type looks like on the wire, and how it is read back.

use std::collections::BTreeMap;

use crate::encoding::{
    DecodeError, DecodeErrorKind, Decoder, Encoder, FieldPath, PathSegment, Visitor, scan,
};

/// A value with exactly one form on the wire.
///
/// Reading what was written gives the same value, and writing what was read gives the same bytes.
#[expect(unnameable_types, reason = "bound of public items, implemented by this crate alone")]
pub trait Wire: Sized {
    /// Writes the value as one item.
    fn write(&self, out: &mut Encoder);

    /// Reads one item off scanned bytes.
    fn read(input: &mut Decoder<'_>) -> Result<Self, DecodeError>;

    /// True if the field that holds this value is left out of its map.
    fn is_absent(&self) -> bool {
        false
    }

    /// The value of a field that was left out of its map, if it may be.
    fn absent() -> Option<Self> {
        None
    }

    /// Shows `visitor` every commitment inside, in the order of the wire.
    fn visit(&mut self, _visitor: &mut dyn Visitor, _path: &mut FieldPath) {}

    /// The whole value as bytes.
    fn to_bytes(&self) -> Vec<u8> {
        let mut out = Encoder::new();
        self.write(&mut out);
        out.into_bytes()
    }

    /// The value that received `bytes` are, and nothing else; they are scanned first.
    fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        scan(bytes)?;
        let mut input = Decoder::new(bytes);
        let value = Self::read(&mut input)?;
        input.end()?;
        Ok(value)
    }
}

impl<T: Wire> Wire for Box<T> {
    fn write(&self, out: &mut Encoder) {
        (**self).write(out);
    }

    fn read(input: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        T::read(input).map(Self::new)
    }

    fn visit(&mut self, visitor: &mut dyn Visitor, path: &mut FieldPath) {
        (**self).visit(visitor, path);
    }
}

impl Wire for u64 {
    fn write(&self, out: &mut Encoder) {
        out.uint(*self);
    }

    fn read(input: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        input.uint()
    }
}

impl Wire for i64 {
    fn write(&self, out: &mut Encoder) {
        out.int(*self);
    }

    fn read(input: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        input.int()
    }
}

impl Wire for u32 {
    fn write(&self, out: &mut Encoder) {
        out.uint(u64::from(*self));
    }

    fn read(input: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        let start = input.offset();
        let found = input.uint()?;
        Self::try_from(found).map_err(|_| {
            let limit = u64::from(Self::MAX);
            DecodeError::new(DecodeErrorKind::LimitExceeded { limit, found }, start)
        })
    }
}

impl Wire for bool {
    fn write(&self, out: &mut Encoder) {
        out.bool(*self);
    }

    fn read(input: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        input.bool()
    }
}

// F4.2: any text.
impl Wire for String {
    fn write(&self, out: &mut Encoder) {
        out.text(self);
    }

    fn read(input: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        input.text().map(str::to_owned)
    }
}

impl<const N: usize> Wire for [u8; N] {
    fn write(&self, out: &mut Encoder) {
        out.bytes(self);
    }

    fn read(input: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        input.byte_array()
    }
}

/// Bytes of any length, a byte string on the wire.
///
/// A type of its own, since a `Vec` is a list.
#[derive(Clone, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Blob(pub Vec<u8>);

impl Wire for Blob {
    fn write(&self, out: &mut Encoder) {
        out.bytes(&self.0);
    }

    fn read(input: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        input.bytes().map(|content| Self(content.to_vec()))
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn write(&self, out: &mut Encoder) {
        out.array(self.len());
        for element in self {
            element.write(out);
        }
    }

    fn read(input: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        // The count is the sender's word: memory grows with elements that were read, not with it.
        let count = input.array()?;
        let mut elements = Self::with_capacity(count.min(64));
        for index in 0..count {
            elements.push(T::read(input).map_err(|error| error.within(index))?);
        }
        Ok(elements)
    }

    fn visit(&mut self, visitor: &mut dyn Visitor, path: &mut FieldPath) {
        for (index, element) in self.iter_mut().enumerate() {
            path.push(index);
            element.visit(visitor, path);
            path.pop();
        }
    }
}

/// A field that may be left out of its map. It stands nowhere but in a field: elsewhere nothing would be
/// written for `None`.
impl<T: Wire> Wire for Option<T> {
    fn write(&self, out: &mut Encoder) {
        if let Some(value) = self {
            value.write(out);
        }
    }

    fn read(input: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        T::read(input).map(Some)
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn visit(&mut self, visitor: &mut dyn Visitor, path: &mut FieldPath) {
        if let Some(value) = self {
            value.visit(visitor, path);
        }
    }
}

/// A value or an explicit `null`, for a field that is never left out.
///
/// "There is none" and "nobody said" differ: the first entry of a chain says that it has no previous.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Nullable<T>(pub Option<T>);

impl<T: Wire> Wire for Nullable<T> {
    fn write(&self, out: &mut Encoder) {
        match &self.0 {
            Some(value) => value.write(out),
            None => out.null(),
        }
    }

    fn read(input: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        if input.is_null() {
            input.null()?;
            return Ok(Self(None));
        }
        T::read(input).map(|value| Self(Some(value)))
    }

    fn visit(&mut self, visitor: &mut dyn Visitor, path: &mut FieldPath) {
        self.0.visit(visitor, path);
    }
}

impl<T: Wire> Wire for BTreeMap<String, T> {
    fn write(&self, out: &mut Encoder) {
        let mut pairs: Vec<_> = self.iter().collect();
        pairs.sort_by_key(|(key, _)| canonical(key));
        out.map(pairs.len());
        for (key, value) in pairs {
            out.text(key);
            value.write(out);
        }
    }

    fn read(input: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        let mut map = Self::new();
        for _ in 0..input.map()? {
            let start = input.offset();
            let key = input.text()?.to_owned();
            let value = T::read(input).map_err(|error| error.within(key.clone()))?;
            if map.insert(key, value).is_some() {
                return Err(DecodeError::new(DecodeErrorKind::DuplicateKey, start));
            }
        }
        Ok(map)
    }

    fn visit(&mut self, visitor: &mut dyn Visitor, path: &mut FieldPath) {
        let mut pairs: Vec<_> = self.iter_mut().collect();
        pairs.sort_by(|(left, _), (right, _)| canonical(left).cmp(&canonical(right)));
        for (key, value) in pairs {
            path.push(PathSegment::Key(key.clone()));
            value.visit(visitor, path);
            path.pop();
        }
    }
}

/// What a text key sorts by: the bytewise order of encodings (RFC 8949 §4.2.1) puts the shorter first,
/// because its head is smaller, then compares the content.
pub(super) const fn canonical(key: &str) -> (usize, &[u8]) {
    (key.len(), key.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip<T: Wire + std::fmt::Debug + PartialEq>(value: &T, bytes: &[u8]) {
        assert_eq!(value.to_bytes(), bytes);
        assert_eq!(&T::from_bytes(bytes).unwrap(), value);
    }

    #[test]
    fn each_type_has_one_form() {
        round_trip(&500_u64, b"\x19\x01\xf4");
        round_trip(&500_u32, b"\x19\x01\xf4");
        round_trip(&-500_i64, b"\x39\x01\xf3");
        round_trip(&true, b"\xf5");
        round_trip(&"ab".to_owned(), b"\x62ab");
        round_trip(&[1_u8, 2], b"\x42\x01\x02");
        round_trip(&Blob(vec![1, 2]), b"\x42\x01\x02");
        round_trip(&vec![1_u64, 2], b"\x82\x01\x02");
        round_trip(&Nullable(Some(1_u64)), b"\x01");
        round_trip(&Nullable::<u64>(None), b"\xf6");
    }

    #[test]
    fn text_keyed_map_puts_the_shorter_key_first() {
        let map = BTreeMap::from([("aa".to_owned(), 1_u64), ("b".to_owned(), 2)]);
        round_trip(&map, b"\xa2\x61b\x02\x62aa\x01");
    }

    #[test]
    fn error_in_a_collection_names_the_element() {
        let error = Vec::<Vec<u64>>::from_bytes(b"\x82\x80\x82\x01\xf6").unwrap_err();
        assert_eq!(error.to_string(), "expected integer, found null at byte 4 in [1][1]");
        let error = BTreeMap::<String, u64>::from_bytes(b"\xa1\x61a\xf6").unwrap_err();
        assert_eq!(error.to_string(), "expected integer, found null at byte 3 in [\"a\"]");
    }

    #[test]
    fn number_above_32_bits_is_refused() {
        let error = u32::from_bytes(b"\x1b\x00\x00\x00\x01\x00\x00\x00\x00").unwrap_err();
        let (limit, found) = (u64::from(u32::MAX), 1 << 32);
        assert_eq!(error.kind, DecodeErrorKind::LimitExceeded { limit, found });
    }

    #[test]
    fn key_twice_in_bytes_that_no_scan_has_seen_is_refused() {
        let mut input = Decoder::new(b"\xa2\x61a\x01\x61a\x02");
        let error = BTreeMap::<String, u64>::read(&mut input).unwrap_err();
        assert_eq!((error.kind, error.offset), (DecodeErrorKind::DuplicateKey, 4));
    }
}
