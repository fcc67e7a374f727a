//! Ids that mean nothing and clash with nothing: 128 random bits and a kind.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::encoding::{
    DecodeError, DecodeErrorKind, Decoder, Encoder, Hex, Persist, StateError, StateReader,
    StateWriter, Wire, hex_array, persist_text,
};
use crate::identity::{Entropy, EntropyError, IdError};

macro_rules! random_id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub struct $name([u8; 16]);

        impl $name {
            /// The text before the 32 hexadecimal digits.
            pub const PREFIX: &'static str = $prefix;

            /// Makes a new id from 128 random bits.
            ///
            /// # Errors
            ///
            /// When the source of randomness fails.
            pub fn generate(entropy: &mut dyn Entropy) -> Result<Self, EntropyError> {
                let mut bytes = [0; 16];
                entropy.fill(&mut bytes)?;
                Ok(Self(bytes))
            }
        }

        impl Persist for $name {
            fn persist(&self, out: &mut StateWriter) {
                out.raw(&self.0);
            }

            fn restore(input: &mut StateReader<'_>) -> Result<Self, StateError> {
                input.array().map(Self)
            }
        }

        impl From<[u8; 16]> for $name {
            fn from(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}{}", $prefix, Hex(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                text.strip_prefix($prefix)
                    .and_then(hex_array)
                    .map(Self)
                    .ok_or(IdError { expected: concat!($prefix, "<32 lower-case hex digits>") })
            }
        }

        text_wire!($name, concat!($prefix, "<32 lower-case hex digits>"));
    };
}

/// Writes and reads a type as the CBOR text of its `Display` and `FromStr`.
macro_rules! text_wire {
    ($name:ident, $expected:expr) => {
        impl Wire for $name {
            fn write(&self, out: &mut Encoder) {
                out.text(&self.to_string());
            }

            fn read(input: &mut Decoder<'_>) -> Result<Self, DecodeError> {
                let offset = input.offset();
                input.text()?.parse().map_err(|_| {
                    DecodeError::new(DecodeErrorKind::Identifier { expected: $expected }, offset)
                })
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
    };
}
pub(crate) use text_wire;

random_id!(
    /// A case: `case:` and 32 hexadecimal digits.
    CaseId,
    "case:"
);
random_id!(
    /// An item of evidence: `item:` and 32 hexadecimal digits. It keeps its id for life.
    ItemId,
    "item:"
);
random_id!(
    /// A request, a legal instrument in action: `request:` and 32 hexadecimal digits.
    RequestId,
    "request:"
);

/// The longest origin in bytes. A subject id that carries one stays below 400 bytes. F2.2
const MAX_ORIGIN: usize = 200;

/// The origin of a ledger: a name for people, a slash, and 128 random bits in hexadecimal.
///
/// It is the first line of every checkpoint and the name of the key that signs it (C2SP
/// tlog-checkpoint, signed-note), so it holds visible ASCII only and no plus sign. It never
/// begins with 32 hexadecimal digits and a slash: `own:<party>/<origin>` would read in two ways.
#[derive(Clone, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Origin(Arc<str>);

impl Origin {
    /// Makes a new origin below `name`, such as `custody.example.org`.
    ///
    /// # Errors
    ///
    /// [`OriginError::Entropy`] when the source of randomness fails, [`OriginError::Name`] when
    /// `name` cannot stand in an origin.
    pub fn generate(name: &str, entropy: &mut dyn Entropy) -> Result<Self, OriginError> {
        let mut bytes = [0; 16];
        entropy.fill(&mut bytes)?;
        Ok(format!("{name}/{}", Hex(&bytes)).parse::<Self>()?)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why a new origin could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OriginError {
    /// The source of randomness failed.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// The name cannot stand in an origin.
    #[error(transparent)]
    Name(#[from] IdError),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

const ORIGIN: &str = "<name>/<32 lower-case hex digits>, visible ASCII without +";

impl FromStr for Origin {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let well_formed = text.len() <= MAX_ORIGIN
            && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'+')
            && text.rsplit_once('/').is_some_and(|(name, random)| {
                !name.is_empty() && hex_array::<16>(random).is_some()
            })
            && text.split_once('/').is_none_or(|(first, _)| hex_array::<16>(first).is_none());
        if well_formed { Ok(Self(text.into())) } else { Err(IdError { expected: ORIGIN }) }
    }
}

text_wire!(Origin, ORIGIN);
persist_text!(Origin);
