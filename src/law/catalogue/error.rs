//! Why a file is no catalogue, or no policy.

use thiserror::Error;

use crate::encoding::codes;
use crate::event::Unit;
use crate::law::day::Day;

codes! {
    /// What a file of the catalogue or a policy lists, or an entry of it names.
    pub enum EntryKind {
        /// An act.
        Act => "act",
        /// A calendar of working days.
        Calendar => "calendar",
        /// A category of data.
        Category => "category",
        /// A period of an instrument.
        Deadline => "deadline",
        /// A field of an instrument.
        Field => "field",
        /// A class of incidents.
        IncidentClass => "incident_class",
        /// An instrument.
        Instrument => "instrument",
        /// An offence.
        Offence => "offence",
        /// A role of a policy.
        Role => "role",
    }
}

/// A file that is no catalogue, or no policy: where, and why.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("{file:?}, line {line}: {kind}")]
pub struct CatalogueError {
    /// The name of the file, as the caller gave it.
    pub file: String,
    /// The line, counted from one.
    pub line: u64,
    /// Why.
    pub kind: CatalogueErrorKind,
}

impl CatalogueError {
    /// Names the entry in which a key is missing: a line alone says little where entries are long.
    pub(super) fn within(mut self, entry: EntryKind, name: Option<&str>) -> Self {
        if let CatalogueErrorKind::MissingKey { kind, id, .. } = &mut self.kind {
            *kind = Some(entry);
            *id = name.map(ToOwned::to_owned);
        }
        self
    }
}

/// What is wrong with a line of a catalogue file.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum CatalogueErrorKind {
    /// A calendar that ends before it begins.
    #[error("the calendar ends on {to}, before it begins on {from}")]
    CalendarBackwards {
        /// Its first day.
        from: Day,
        /// Its last day.
        to: Day,
    },
    /// A day without work that the calendar does not cover.
    #[error("{found} is outside the calendar, which covers {from} to {to}")]
    CalendarOutside {
        /// The day.
        found: Day,
        /// The first day of the calendar.
        from: Day,
        /// The last day of the calendar.
        to: Day,
    },
    /// An empty text or list where something must stand.
    #[error("nothing stands here, and something must")]
    Empty,
    /// An extension in another unit than its period.
    #[error("the extension is in {found}, the period in {expected}")]
    ExtensionUnit {
        /// The unit of the period.
        expected: Unit,
        /// The unit of the extension.
        found: Unit,
    },
    /// Entries that lead back to themselves.
    #[error("{kind} that leads back to itself: {}", steps(.path))]
    Loop {
        /// Of which kind they are.
        kind: EntryKind,
        /// The ids, from one back to the same one.
        path: Vec<String>,
    },
    /// A key that must be there is not.
    #[error("key {key:?} is missing{}", within(.kind.as_ref(), .id.as_deref()))]
    MissingKey {
        /// The key.
        key: &'static str,
        /// Of which kind the entry is that it is missing in, or in a table of it; none at the head
        /// of the file.
        kind: Option<EntryKind>,
        /// The id of that entry, or the jurisdiction of a calendar, where it has one.
        id: Option<String>,
    },
    /// A text where a day must stand.
    #[error("{found:?} is no day, which is written as 2026-09-05")]
    NotADay {
        /// The text.
        found: String,
    },
    /// Bytes that are no text.
    #[error("no UTF-8: byte {found:#04x} at offset {offset}")]
    NotUtf8 {
        /// The first byte that is none.
        found: u8,
        /// How many bytes of the file stand before it.
        offset: usize,
    },
    /// A number that no amount is.
    #[error("{found:?} is no number from 0 to {limit}")]
    OutOfRange {
        /// The largest.
        limit: u32,
        /// The number, as written.
        found: String,
    },
    /// A period or extension of no length.
    #[error("a period of no length, where 1 is the least")]
    PeriodZero,
    /// Two entries of one id.
    #[error("{kind} {id:?} stands already in line {first}")]
    Repeated {
        /// Of which kind.
        kind: EntryKind,
        /// The id.
        id: String,
        /// The line of the first one.
        first: u64,
    },
    /// No TOML.
    #[error("no TOML 1.1: {message:?}")]
    Syntax {
        /// What the parser of TOML says, or what it passes over.
        message: String,
    },
    /// More bytes than a catalogue has.
    #[error("{found} bytes exceed the limit of {limit}")]
    TooLarge {
        /// How many are allowed.
        limit: usize,
        /// How many there are.
        found: usize,
    },
    /// A value of another type.
    #[error("{found} where {expected} must stand")]
    UnexpectedType {
        /// What must stand here.
        expected: &'static str,
        /// What stands here.
        found: &'static str,
    },
    /// A key that the format does not have.
    #[error("unknown key {found:?}, expected one of: {}", .expected.join(", "))]
    UnknownKey {
        /// The key.
        found: String,
        /// Those that may stand here.
        expected: &'static [&'static str],
    },
    /// An entry that names one that is not there.
    #[error("{from:?} names {kind} {to:?}, which the catalogue does not have")]
    UnknownReference {
        /// Of which kind the missing one is.
        kind: EntryKind,
        /// The entry that names it.
        from: String,
        /// The id that it names.
        to: String,
    },
    /// A word outside its list.
    #[error("unknown word {found:?}, expected one of: {}", .expected.join(", "))]
    UnknownWord {
        /// The word.
        found: String,
        /// Those that may stand here.
        expected: Vec<&'static str>,
    },
    /// A file of another format.
    #[error("format {found}, expected format {expected}")]
    UnsupportedFormat {
        /// The format that this version reads.
        expected: u32,
        /// The one that the file states.
        found: u32,
    },
}

fn within(kind: Option<&EntryKind>, id: Option<&str>) -> String {
    match (kind, id) {
        (Some(kind), Some(id)) => format!(" within {kind} {id:?}"),
        (Some(kind), None) => format!(" within {kind}"),
        (None, _) => String::new(),
    }
}

fn steps(path: &[String]) -> String {
    path.iter().map(|id| format!("{id:?}")).collect::<Vec<_>>().join(" > ")
}
