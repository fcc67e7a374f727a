//! Tables of a catalogue file: the declaration of a struct is the list of its keys.

use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use crate::event::{ConditionKind, EventType, Unit, Urgency};
use crate::law::catalogue::error::{CatalogueError, CatalogueErrorKind};
use crate::law::certainty::Certainty;
use crate::law::day::Day;

/// A value of the file, with the bytes at which it stands.
pub(in crate::law) type Node<'i> = Spanned<DeValue<'i>>;

/// The file that is read: its name, and where its lines begin.
pub(in crate::law) struct Source {
    file: Arc<str>,
    lines: Vec<usize>,
}

impl Source {
    pub(in crate::law) fn new(file: &str, bytes: &[u8]) -> Self {
        let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
        Self { file: file.into(), lines: ends.map(|(end, _)| end).collect() }
    }

    pub(in crate::law) const fn file(&self) -> &Arc<str> {
        &self.file
    }

    /// The line of a byte, counted from one.
    pub(in crate::law) fn line(&self, offset: usize) -> u64 {
        let ended = self.lines.partition_point(|end| *end < offset);
        u64::try_from(ended).unwrap_or(u64::MAX).saturating_add(1)
    }

    pub(in crate::law) fn error(&self, offset: usize, kind: CatalogueErrorKind) -> CatalogueError {
        CatalogueError { file: self.file.to_string(), line: self.line(offset), kind }
    }

    fn unexpected(&self, node: &Node<'_>, expected: &'static str) -> CatalogueError {
        let found = node.get_ref().type_str();
        let kind = CatalogueErrorKind::UnexpectedType { expected, found };
        self.error(node.span().start, kind)
    }
}

/// What can be read from a value of a catalogue file.
pub(in crate::law) trait Read: Sized {
    fn read(node: &Node<'_>, source: &Source) -> Result<Self, CatalogueError>;
}

/// The entry is named by the one who reads it as a whole.
pub(super) const fn missing(key: &'static str) -> CatalogueErrorKind {
    CatalogueErrorKind::MissingKey { key, kind: None, id: None }
}

/// A table under reading.
pub(in crate::law) struct Table<'a, 'i> {
    start: usize,
    entries: &'a DeTable<'i>,
    source: &'a Source,
}

impl<'a, 'i> Table<'a, 'i> {
    /// A table that has no other keys than these.
    pub(in crate::law) fn open(
        node: &'a Node<'i>,
        source: &'a Source,
        keys: &'static [&'static str],
    ) -> Result<Self, CatalogueError> {
        let DeValue::Table(entries) = node.get_ref() else {
            return Err(source.unexpected(node, "table"));
        };
        let table = Self { start: node.span().start, entries, source };
        let unknown = entries.keys().find(|key| !keys.contains(&key.get_ref().as_ref()));
        match unknown {
            None => Ok(table),
            Some(key) => {
                let found = key.get_ref().clone().into_owned();
                let kind = CatalogueErrorKind::UnknownKey { found, expected: keys };
                Err(source.error(key.span().start, kind))
            }
        }
    }

    pub(in crate::law) fn required<T: Read>(&self, key: &'static str) -> Result<T, CatalogueError> {
        match self.optional(key)? {
            Some(read) => Ok(read),
            None => Err(self.source.error(self.start, missing(key))),
        }
    }

    pub(in crate::law) fn optional<T: Read>(&self, key: &str) -> Result<Option<T>, CatalogueError> {
        self.entries.get(key).map(|node| T::read(node, self.source)).transpose()
    }

    /// An error in what stands at this key, or in the table when nothing does.
    pub(in crate::law) fn error(&self, key: &str, kind: CatalogueErrorKind) -> CatalogueError {
        self.source.error(self.offset(key), kind)
    }

    /// An error in one value of the list at this key.
    pub(in crate::law) fn error_in(
        &self,
        key: &str,
        index: usize,
        kind: CatalogueErrorKind,
    ) -> CatalogueError {
        let node = self.list(key).and_then(|list| list.get(index));
        let offset = node.map_or_else(|| self.offset(key), |node| node.span().start);
        self.source.error(offset, kind)
    }

    /// The line of one value of the list at this key.
    pub(in crate::law) fn line_in(&self, key: &str, index: usize) -> u64 {
        let node = self.list(key).and_then(|list| list.get(index));
        self.source.line(node.map_or(self.start, |node| node.span().start))
    }

    fn offset(&self, key: &str) -> usize {
        self.entries.get(key).map_or(self.start, |node| node.span().start)
    }

    fn list(&self, key: &str) -> Option<&'a DeArray<'i>> {
        self.entries.get(key).and_then(|node| node.get_ref().as_array())
    }
}

impl Read for String {
    fn read(node: &Node<'_>, source: &Source) -> Result<Self, CatalogueError> {
        let text = node.get_ref().as_str().ok_or_else(|| source.unexpected(node, "string"))?;
        if text.trim().is_empty() {
            return Err(source.error(node.span().start, CatalogueErrorKind::Empty));
        }
        Ok(text.to_owned())
    }
}

impl Read for bool {
    fn read(node: &Node<'_>, source: &Source) -> Result<Self, CatalogueError> {
        node.get_ref().as_bool().ok_or_else(|| source.unexpected(node, "boolean"))
    }
}

impl Read for u32 {
    fn read(node: &Node<'_>, source: &Source) -> Result<Self, CatalogueError> {
        let DeValue::Integer(digits) = node.get_ref() else {
            return Err(source.unexpected(node, "integer"));
        };
        Self::from_str_radix(digits.as_str(), digits.radix()).map_err(|_| {
            let found = digits.to_string();
            let kind = CatalogueErrorKind::OutOfRange { limit: Self::MAX, found };
            source.error(node.span().start, kind)
        })
    }
}

impl Read for Day {
    /// With or without quotation marks: TOML has days of its own.
    fn read(node: &Node<'_>, source: &Source) -> Result<Self, CatalogueError> {
        let found = match node.get_ref() {
            DeValue::String(text) => text.clone().into_owned(),
            DeValue::Datetime(day) => day.to_string(),
            DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Array(_)
            | DeValue::Table(_) => return Err(source.unexpected(node, "day")),
        };
        match found.parse() {
            // Many readers of dates have no year 0, and no law is as old.
            Ok(day) if day >= Self::FIRST => Ok(day),
            Ok(_) | Err(_) => {
                Err(source.error(node.span().start, CatalogueErrorKind::NotADay { found }))
            }
        }
    }
}

impl<T: Read> Read for Option<T> {
    fn read(node: &Node<'_>, source: &Source) -> Result<Self, CatalogueError> {
        T::read(node, source).map(Some)
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(node: &Node<'_>, source: &Source) -> Result<Self, CatalogueError> {
        let list = node.get_ref().as_array().ok_or_else(|| source.unexpected(node, "array"))?;
        list.iter().map(|node| T::read(node, source)).collect()
    }
}

/// Declares a table of the file: a struct, its keys and how it is read. `opt` marks a key that may
/// be left out; `check` names a function that has the last word.
macro_rules! table {
    (
        $(#[$meta:meta])*
        $vis:vis struct $name:ident {
            $( $(#[$field_meta:meta])* $($opt:ident)? $key:literal => $field_vis:vis $field:ident: $type:ty, )+
        }
        $( check: $check:path )?
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Eq, PartialEq)]
        $vis struct $name {
            $( $(#[$field_meta])* $field_vis $field: $type, )+
        }

        impl $crate::law::catalogue::table::Read for $name {
            fn read(
                node: &$crate::law::catalogue::table::Node<'_>,
                source: &$crate::law::catalogue::table::Source,
            ) -> Result<Self, $crate::law::catalogue::CatalogueError> {
                const KEYS: &[&str] = &[$( $key ),+];
                let table = $crate::law::catalogue::table::Table::open(node, source, KEYS)?;
                let read = Self {
                    $( $field: $crate::law::catalogue::table::table!(@key table $key $($opt)?), )+
                };
                $( $check(&read, &table)?; )?
                Ok(read)
            }
        }
    };
    (@key $table:ident $key:literal) => { $table.required($key)? };
    (@key $table:ident $key:literal opt) => { $table.optional($key)?.unwrap_or_default() };
}

/// Reads sets of codes: a word outside the set is named with those in it.
macro_rules! words {
    ($( $name:ty ),+ $(,)?) => {
        $( impl $crate::law::catalogue::table::Read for $name {
            fn read(
                node: &$crate::law::catalogue::table::Node<'_>,
                source: &$crate::law::catalogue::table::Source,
            ) -> Result<Self, $crate::law::catalogue::CatalogueError> {
                let found: String = $crate::law::catalogue::table::Read::read(node, source)?;
                Self::from_code(&found).ok_or_else(|| {
                    let expected = Self::ALL.iter().map(|word| word.code()).collect();
                    let kind = $crate::law::catalogue::CatalogueErrorKind::UnknownWord {
                        found,
                        expected,
                    };
                    source.error(node.span().start, kind)
                })
            }
        } )+
    };
}

pub(in crate::law) use table;
pub(super) use words;

words!(Certainty, ConditionKind, EventType, Unit, Urgency);
