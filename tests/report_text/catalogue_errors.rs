//! One of every error of a catalogue.

use std::error::Error;

use handseal::law::{CatalogueError, CatalogueErrorKind, Day, DayError, EntryKind};

use crate::errors::said;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub(crate) fn catalogues() -> Vec<(&'static str, Box<dyn Error>)> {
    let [from, to] = [day("2041-01-01"), day("2041-12-31")];
    let id = || "a\nb".to_owned();
    let (calendar_days, hours) =
        (handseal::event::Unit::CalendarDays, handseal::event::Unit::Hours);
    Vec::from(said![
        CatalogueError { file: id(), line: 41, kind: CatalogueErrorKind::Empty },
        CatalogueErrorKind::CalendarBackwards { from: to, to: from },
        CatalogueErrorKind::CalendarOutside { found: day("2042-12-25"), from, to },
        CatalogueErrorKind::Empty,
        CatalogueErrorKind::ExtensionUnit { expected: calendar_days, found: hours },
        CatalogueErrorKind::Loop { kind: EntryKind::Instrument, path: vec![id(), id()] },
        CatalogueErrorKind::MissingKey {
            key: "need",
            kind: Some(EntryKind::Instrument),
            id: Some(id()),
        },
        CatalogueErrorKind::MissingKey { key: "id", kind: Some(EntryKind::Act), id: None },
        CatalogueErrorKind::MissingKey { key: "format", kind: None, id: None },
        CatalogueErrorKind::NotADay { found: id() },
        CatalogueErrorKind::NotUtf8 { found: 0xfc, offset: 33 },
        CatalogueErrorKind::OutOfRange { limit: u32::MAX, found: "-1".into() },
        CatalogueErrorKind::PeriodZero,
        CatalogueErrorKind::Repeated { kind: EntryKind::Field, id: id(), first: 12 },
        CatalogueErrorKind::Syntax { message: id() },
        CatalogueErrorKind::TooLarge { limit: 4_194_304, found: 4_194_305 },
        CatalogueErrorKind::UnexpectedType { expected: "array", found: "string" },
        CatalogueErrorKind::UnknownKey { found: id(), expected: &["by", "says"] },
        CatalogueErrorKind::UnknownReference { kind: EntryKind::Category, from: id(), to: id() },
        CatalogueErrorKind::UnknownWord { found: id(), expected: vec!["hours", "days"] },
        CatalogueErrorKind::UnsupportedFormat { expected: 1, found: 2 },
        DayError,
    ])
}
