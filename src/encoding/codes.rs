//! Sets of text codes: the declaration is the list.

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

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
                let found = <String as ::serde::Deserialize>::deserialize(input)?;
                Self::from_code(&found).ok_or_else(|| {
                    ::serde::de::Error::unknown_variant(&found, &[$( $code ),+])
                })
            }
        }

        $crate::encoding::persist_code!($name);

        impl $crate::encoding::Wire for $name {
            fn write(&self, out: &mut $crate::encoding::Encoder) {
                out.text(self.code());
            }

            // F4.3
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

#[cfg(test)]
mod tests {
    use crate::encoding::{DecodeErrorKind, Wire};

    codes! {
        /// Colours.
        enum Colour {
            /// Blue.
            Blue => "blue",
            Red => "red",
        }
    }

    #[test]
    fn code_outside_the_list_is_refused() {
        assert_eq!(Colour::ALL, [Colour::Blue, Colour::Red]);
        for colour in Colour::ALL {
            assert_eq!(Colour::from_code(colour.code()), Some(*colour));
            assert_eq!(Colour::from_bytes(&colour.to_bytes()).unwrap(), *colour);
            let json = format!("\"{colour}\"");
            assert_eq!(serde_json::to_string(colour).unwrap(), json);
            assert_eq!(serde_json::from_str::<Colour>(&json).unwrap(), *colour);
        }
        let unknown = DecodeErrorKind::UnknownCode { found: "Red".into() };
        let error = Colour::from_bytes(b"\x63Red").unwrap_err();
        assert_eq!((error.kind, error.offset), (unknown, 0));
        let error = serde_json::from_str::<Colour>("\"Red\"").unwrap_err().to_string();
        assert!(error.starts_with("unknown variant `Red`, expected `blue` or `red`"), "{error}");
    }
}
