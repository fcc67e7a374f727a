//! Records and codes: the declaration of a type is its grammar.

use std::cmp::Ordering;

use crate::encoding::fields::canonical;
use crate::encoding::{DecodeError, DecodeErrorKind, Decoder, Encoder, Wire};

/// Declares a struct that is a map on the wire, with text keys in the order of the wire.
///
/// ```text
/// record! {
///     /// A place in a subject's chain.
///     pub struct Link {
///         /// The subject.
///         "id" => pub subject: Subject,
///         /// Its position, from 0.
///         "seq" => pub seq: u64,
///         /// The entry before, null at the first.
///         "prev" => pub prev: Nullable<EntryHash>,
///     }
/// }
/// ```
///
/// Keys out of order do not compile. An `Option` is left out when it is `None`. `struct Name;` is the
/// empty map.
macro_rules! record {
    ($(#[$meta:meta])* $vis:vis struct $name:ident;) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Eq, PartialEq)]
        $vis struct $name;

        impl $crate::encoding::Wire for $name {
            fn write(&self, out: &mut $crate::encoding::Encoder) {
                out.map(0);
            }

            fn read(
                input: &mut $crate::encoding::Decoder<'_>,
            ) -> Result<Self, $crate::encoding::DecodeError> {
                $crate::encoding::MapReader::new(input)?.end()?;
                Ok(Self)
            }
        }
    };
    (
        $(#[$meta:meta])*
        $vis:vis struct $name:ident {
            $(
                $(#[$field_meta:meta])*
                $key:literal => $field_vis:vis $field:ident: $type:ty
            ),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Eq, PartialEq)]
        $vis struct $name {
            $( $(#[$field_meta])* $field_vis $field: $type, )+
        }

        const _: () = assert!(
            $crate::encoding::keys_ascend(&[$($key),+]),
            "the keys of a record stand in the order of RFC 8949 §4.2.1",
        );

        impl $crate::encoding::Wire for $name {
            fn write(&self, out: &mut $crate::encoding::Encoder) {
                let absent = [$( $crate::encoding::Wire::is_absent(&self.$field) ),+];
                out.map(absent.into_iter().filter(|absent| !absent).count());
                $( $crate::encoding::write_field(out, $key, &self.$field); )+
            }

            fn read(
                input: &mut $crate::encoding::Decoder<'_>,
            ) -> Result<Self, $crate::encoding::DecodeError> {
                let mut map = $crate::encoding::MapReader::new(input)?;
                let record = Self { $( $field: map.field($key)?, )+ };
                map.end()?;
                Ok(record)
            }

            fn visit(
                &mut self,
                visitor: &mut dyn $crate::encoding::Visitor,
                path: &mut $crate::encoding::FieldPath,
            ) {
                $(
                    path.push($key);
                    $crate::encoding::Wire::visit(&mut self.$field, visitor, path);
                    path.pop();
                )+
            }
        }
    };
}

/// Declares an enum whose values are text codes on the wire.
///
/// ```text
/// codes! {
///     /// What told the time.
///     pub enum TimeSource {
///         /// A time-stamping authority.
///         Attested => "attested",
///     }
/// }
/// ```
macro_rules! codes {
    (
        $(#[$meta:meta])*
        $vis:vis enum $name:ident {
            $( $(#[$variant_meta:meta])* $variant:ident => $code:literal ),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        $vis enum $name {
            $( $(#[$variant_meta])* $variant, )+
        }

        impl $name {
            /// Every value, in the order of the format.
            $vis const ALL: &'static [Self] = &[$( Self::$variant ),+];

            /// The code as it stands on the wire.
            #[must_use]
            $vis const fn code(&self) -> &'static str {
                match self {
                    $( Self::$variant => $code, )+
                }
            }

            /// The value with this code, if there is one.
            #[must_use]
            $vis fn from_code(code: &str) -> Option<Self> {
                match code {
                    $( $code => Some(Self::$variant), )+
                    _ => None,
                }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.code())
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.code())
            }
        }

        impl $crate::encoding::Wire for $name {
            fn write(&self, out: &mut $crate::encoding::Encoder) {
                out.text(self.code());
            }

            fn read(
                input: &mut $crate::encoding::Decoder<'_>,
            ) -> Result<Self, $crate::encoding::DecodeError> {
                let start = input.offset();
                let found = input.text()?;
                Self::from_code(found).ok_or_else(|| {
                    let kind = $crate::encoding::DecodeErrorKind::UnknownCode { found: found.into() };
                    $crate::encoding::DecodeError::new(kind, start)
                })
            }
        }
    };
}

pub(crate) use codes;
pub(crate) use record;

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
        Ok(Self {
            input,
            start,
            left,
            ahead: None,
        })
    }

    /// The value of the field `name`.
    pub(crate) fn field<T: Wire>(&mut self, name: &'static str) -> Result<T, DecodeError> {
        if let Some((key, offset)) = self.peek_key()? {
            match canonical(key).cmp(&canonical(name)) {
                Ordering::Less => return Err(unknown(key, offset)),
                Ordering::Equal => {
                    self.ahead = None;
                    return T::read(self.input).map_err(|error| error.within(name));
                }
                Ordering::Greater => {}
            }
        }
        T::absent().ok_or(DecodeError::new(
            DecodeErrorKind::MissingField { name },
            self.start,
        ))
    }

    /// Checks that no field is left.
    pub(crate) fn end(mut self) -> Result<(), DecodeError> {
        match self.peek_key()? {
            Some((key, offset)) => Err(unknown(key, offset)),
            None => Ok(()),
        }
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

fn unknown(key: &str, offset: usize) -> DecodeError {
    DecodeError::new(DecodeErrorKind::UnknownField { name: key.into() }, offset)
}

/// True if each key sorts after the one before it (RFC 8949 §4.2.1).
pub(crate) const fn keys_ascend(keys: &[&str]) -> bool {
    let mut keys = keys;
    while let [first, rest @ ..] = keys {
        if let [second, ..] = rest
            && !sorts_before(first.as_bytes(), second.as_bytes())
        {
            return false;
        }
        keys = rest;
    }
    true
}

/// `Ord` is not to be had in a constant.
const fn sorts_before(left: &[u8], right: &[u8]) -> bool {
    if left.len() != right.len() {
        return left.len() < right.len();
    }
    let (mut left, mut right) = (left, right);
    while let ([l, left_rest @ ..], [r, right_rest @ ..]) = (left, right) {
        if *l != *r {
            return *l < *r;
        }
        (left, right) = (left_rest, right_rest);
    }
    false
}
