//! A map's pairs, written and read in the order of their keys.

use std::cmp::Ordering;

use crate::encoding::fields::canonical;
use crate::encoding::{DecodeError, DecodeErrorKind, Decoder, Encoder, Wire};

/// Writes the pair, unless the field is left out.
pub(crate) fn write_field<T: Wire>(out: &mut Encoder, key: &'static str, value: &T) {
    if !value.is_absent() {
        out.text(key);
        value.write(out);
    }
}

/// Reads a map by merging its keys, which ascend, with the fields asked for, which must ascend too.
#[derive(Debug)]
pub(crate) struct MapReader<'input, 'a> {
    input: &'input mut Decoder<'a>,
    start: usize,
    /// Pairs whose key was not read yet.
    left: usize,
    /// A key that was read and its offset; its value comes next.
    ahead: Option<(&'a str, usize)>,
}

impl<'input, 'a> MapReader<'input, 'a> {
    /// Enters the map that comes next.
    pub(crate) fn new(input: &'input mut Decoder<'a>) -> Result<Self, DecodeError> {
        let start = input.offset();
        let left = input.map()?;
        Ok(Self { input, start, left, ahead: None })
    }

    /// The value of the field `name`.
    pub(crate) fn field<T: Wire>(&mut self, name: &'static str) -> Result<T, DecodeError> {
        if self.enter(name)? {
            return T::read(self.input).map_err(|error| error.within(name));
        }
        T::absent().ok_or_else(|| self.missing(name))
    }

    /// The item that is the field `name`, not read yet: its type is told by a field that sorts after it.
    pub(crate) fn item(&mut self, name: &'static str) -> Result<Decoder<'a>, DecodeError> {
        if !self.enter(name)? {
            return Err(self.missing(name));
        }
        let start = self.input.offset();
        let item = self.input.raw().map_err(|error| error.within(name))?;
        Ok(Decoder::at(item, start))
    }

    /// Places at the map's beginning what is wrong with its fields taken together.
    pub(crate) fn check(&self, fields: Result<(), DecodeErrorKind>) -> Result<(), DecodeError> {
        fields.map_err(|kind| DecodeError::new(kind, self.start))
    }

    /// Checks that no field is left. F1.10
    pub(crate) fn end(mut self) -> Result<(), DecodeError> {
        match self.peek_key()? {
            Some((key, offset)) => Err(unknown(key, offset)),
            None => Ok(()),
        }
    }

    /// True if the value of the field `name` comes next.
    fn enter(&mut self, name: &'static str) -> Result<bool, DecodeError> {
        let Some((key, offset)) = self.peek_key()? else {
            return Ok(false);
        };
        match canonical(key).cmp(&canonical(name)) {
            Ordering::Less => Err(unknown(key, offset)),
            Ordering::Equal => {
                self.ahead = None;
                Ok(true)
            }
            Ordering::Greater => Ok(false),
        }
    }

    const fn missing(&self, name: &'static str) -> DecodeError {
        DecodeError::new(DecodeErrorKind::MissingField { name }, self.start)
    }

    fn peek_key(&mut self) -> Result<Option<(&'a str, usize)>, DecodeError> {
        if self.ahead.is_none()
            && let Some(left) = self.left.checked_sub(1)
        {
            let offset = self.input.offset();
            self.ahead = Some((self.input.text()?, offset));
            self.left = left;
        }
        Ok(self.ahead)
    }
}

// F4.8
fn unknown(key: &str, offset: usize) -> DecodeError {
    DecodeError::new(DecodeErrorKind::UnknownField { name: key.into() }, offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn item_whose_type_comes_later_is_kept_for_then() {
        let mut input = Decoder::at(b"\xa2\x64body\x81\x07\x64type\x63odd", 30);
        let mut map = MapReader::new(&mut input).unwrap();
        let mut body = map.item("body").unwrap();
        assert_eq!(map.field::<String>("type").unwrap(), "odd");
        map.end().unwrap();
        assert_eq!((body.array().unwrap(), body.offset()), (1, 37));
        assert_eq!(body.uint().unwrap(), 7);
        body.end().unwrap();

        let mut input = Decoder::new(b"\xa1\x64type\x63odd");
        let error = MapReader::new(&mut input).unwrap().item("body").unwrap_err();
        assert_eq!(error.kind, DecodeErrorKind::MissingField { name: "body" });
    }
}
