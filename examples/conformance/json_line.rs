//! The JSON of a line.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

/// JSON as a line has it (§1): what the visitor does not take is no JSON.
pub(crate) enum Json {
    List(Vec<Self>),
    Number(u64),
    Object(BTreeMap<String, Self>),
    /// A truth value, or null: no field has one.
    Other,
    Text(String),
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Line;
        impl<'de> Visitor<'de> for Line {
            type Value = Json;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON with numbers from 0 to 2^64 - 1, in digits alone")
            }

            fn visit_bool<E>(self, _: bool) -> Result<Json, E> {
                Ok(Json::Other)
            }

            fn visit_unit<E>(self) -> Result<Json, E> {
                Ok(Json::Other)
            }

            // A sign, a fraction or an exponent makes it a number of another kind, and -0 too.
            fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
                Ok(Json::Number(number))
            }

            fn visit_str<E>(self, text: &str) -> Result<Json, E> {
                Ok(Json::Text(text.to_owned()))
            }

            fn visit_string<E>(self, text: String) -> Result<Json, E> {
                Ok(Json::Text(text))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut given: A) -> Result<Json, A::Error> {
                let mut list = Vec::new();
                while let Some(value) = given.next_element()? {
                    list.push(value);
                }
                Ok(Json::List(list))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut given: A) -> Result<Json, A::Error> {
                let mut object = BTreeMap::new();
                while let Some((name, value)) = given.next_entry()? {
                    // Which of two values is meant, nobody can say.
                    if object.insert(name, value).is_some() {
                        return Err(A::Error::custom("a key stands twice"));
                    }
                }
                Ok(Json::Object(object))
            }
        }
        deserializer.deserialize_any(Line)
    }
}

impl Json {
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::List(_) | Self::Number(_) | Self::Object(_) | Self::Other => None,
        }
    }

    pub(crate) fn texts(&self) -> Option<Vec<&str>> {
        match self {
            Self::List(list) => list.iter().map(Self::text).collect(),
            Self::Number(_) | Self::Object(_) | Self::Other | Self::Text(_) => None,
        }
    }
}
