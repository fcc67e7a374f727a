//! One file: its head, and its entries with the lines they stand in.

use std::collections::HashMap;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::law::catalogue::contents::Catalogue;
use crate::law::catalogue::error::{CatalogueError, CatalogueErrorKind, EntryKind};
use crate::law::catalogue::model::{
    Act, Category, IncidentClass, Instrument, Offence, WorkingCalendar,
};
use crate::law::catalogue::table::{Node, Read, Source, Table, table};
use crate::law::day::Day;

/// The most bytes that a file of the catalogue has: many times what all embedded files have, and
/// little enough to be read at once.
pub const MAX_CATALOGUE_FILE: usize = 4 * 1024 * 1024;

/// The format that this version reads.
const FORMAT: u32 = 1;

table! {
    /// What one file says.
    pub(super) struct File {
        /// The format of the file.
        "format" => format: u32,
        /// What the catalogue is called.
        opt "name" => pub(super) name: Option<String>,
        /// The day that its facts were looked up for.
        "as_of" => pub(super) as_of: Option<Day>,
        opt "act" => pub(super) acts: Vec<Placed<Act>>,
        opt "instrument" => pub(super) instruments: Vec<Placed<Instrument>>,
        opt "category" => pub(super) categories: Vec<Placed<Category>>,
        opt "offence" => pub(super) offences: Vec<Placed<Offence>>,
        opt "incident_class" => pub(super) incident_classes: Vec<Placed<IncidentClass>>,
        opt "calendar" => pub(super) calendars: Vec<Placed<WorkingCalendar>>,
    }
    check: check_file
}

impl Catalogue {
    /// As [`parse`](Self::parse), from what a file holds. An editor may have saved it in another
    /// encoding than UTF-8, and then the error says in which line that shows.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse), and [`CatalogueErrorKind::NotUtf8`].
    ///
    /// # Examples
    ///
    /// ```
    /// use handseal::law::{Catalogue, CatalogueErrorKind};
    ///
    /// let latin_1 = b"format = 1\nname = \"M\xfcnchen\"\n";
    /// let error = Catalogue::parse_bytes("ours.toml", latin_1).err().ok_or("it is read")?;
    /// assert_eq!(error.line, 2);
    /// assert_eq!(error.kind, CatalogueErrorKind::NotUtf8 { found: 0xfc, offset: 20 });
    /// # Ok::<(), &str>(())
    /// ```
    pub fn parse_bytes(file_name: &str, bytes: &[u8]) -> Result<Self, CatalogueError> {
        Self::parse(file_name, text_of(file_name, bytes)?)
    }

    /// As [`extended`](Self::extended), from what a file holds.
    ///
    /// # Errors
    ///
    /// As [`parse_bytes`](Self::parse_bytes); what entries name is looked up in the result.
    pub fn extended_bytes(&self, file_name: &str, bytes: &[u8]) -> Result<Self, CatalogueError> {
        self.extended(file_name, text_of(file_name, bytes)?)
    }
}

pub(in crate::law) fn text_of<'b>(file: &str, bytes: &'b [u8]) -> Result<&'b str, CatalogueError> {
    check_size(file, bytes)?;
    str::from_utf8(bytes).map_err(|error| {
        let offset = error.valid_up_to();
        let found = bytes.get(offset).copied().unwrap_or_default();
        Source::new(file, bytes).error(offset, CatalogueErrorKind::NotUtf8 { found, offset })
    })
}

fn check_size(file: &str, bytes: &[u8]) -> Result<(), CatalogueError> {
    let (limit, found) = (MAX_CATALOGUE_FILE, bytes.len());
    if found > limit {
        let kind = CatalogueErrorKind::TooLarge { limit, found };
        return Err(CatalogueError { file: file.to_owned(), line: 1, kind });
    }
    Ok(())
}

impl File {
    pub(super) fn parse(file: &str, text: &str) -> Result<Self, CatalogueError> {
        parse(file, text)
    }
}

/// Reads a file of data: TOML 1.1, and no table, key or value but what its type has.
pub(in crate::law) fn parse<T: Read>(file: &str, text: &str) -> Result<T, CatalogueError> {
    check_size(file, text.as_bytes())?;
    let source = Source::new(file, text.as_bytes());
    // The parser passes over it, and not every parser does.
    if text.starts_with('\u{feff}') {
        let message = "a byte order mark stands before the text".to_owned();
        return Err(source.error(0, CatalogueErrorKind::Syntax { message }));
    }
    let table = DeTable::parse(text).map_err(|error| {
        let message = error.message().to_owned();
        let offset = error.span().map_or(0, |span| span.start);
        source.error(offset, CatalogueErrorKind::Syntax { message })
    })?;
    let span = table.span();
    let file = Spanned::new(span, DeValue::Table(table.into_inner()));
    check_pairs(&file, Within::Lines, text, &source)?;
    T::read(&file, &source)
}

/// In what a key stands with its value.
#[derive(Clone, Copy)]
enum Within {
    Inline,
    Lines,
}

/// TOML 1.1 `keyval-sep`: a value begins in the line in which its key ends. The parser sees to that
/// outside inline tables alone.
fn check_pairs(
    node: &Node<'_>,
    within: Within,
    text: &str,
    source: &Source,
) -> Result<(), CatalogueError> {
    match node.get_ref() {
        DeValue::Table(table) => {
            let is_inline = text.as_bytes().get(node.span().start) == Some(&b'{');
            let within = if is_inline { Within::Inline } else { within };
            for (key, value) in table {
                let (end, start) = (key.span().end, value.span().start);
                // A table under a dotted key begins before the key ends.
                if matches!(within, Within::Inline) && source.line(end) < source.line(start) {
                    let message = "a line ends between a key and its value".to_owned();
                    return Err(source.error(end, CatalogueErrorKind::Syntax { message }));
                }
                check_pairs(value, within, text, source)?;
            }
            Ok(())
        }
        DeValue::Array(list) => {
            list.iter().try_for_each(|value| check_pairs(value, Within::Lines, text, source))
        }
        DeValue::Boolean(_)
        | DeValue::Datetime(_)
        | DeValue::Float(_)
        | DeValue::Integer(_)
        | DeValue::String(_) => Ok(()),
    }
}

fn check_file(file: &File, table: &Table<'_, '_>) -> Result<(), CatalogueError> {
    let (expected, found) = (FORMAT, file.format);
    if found != expected {
        let kind = CatalogueErrorKind::UnsupportedFormat { expected, found };
        return Err(table.error("format", kind));
    }
    check_once("act", &file.acts, table)?;
    check_once("instrument", &file.instruments, table)?;
    check_once("category", &file.categories, table)?;
    check_once("offence", &file.offences, table)?;
    check_once("incident_class", &file.incident_classes, table)?;
    check_once("calendar", &file.calendars, table)
}

/// Two entries of one id in one file: nobody can say which is meant.
fn check_once<T: Entry>(
    key: &str,
    entries: &[Placed<T>],
    table: &Table<'_, '_>,
) -> Result<(), CatalogueError> {
    let mut seen = HashMap::new();
    for (index, entry) in entries.iter().enumerate() {
        if let Some(first) = seen.insert(entry.value.id(), entry.line) {
            let kind = CatalogueErrorKind::Repeated { kind: T::KIND, id: entry.value.id(), first };
            return Err(table.error_in(key, index, kind));
        }
    }
    Ok(())
}

/// What a catalogue finds by its id.
pub(super) trait Entry: Read {
    const KIND: EntryKind;

    /// The keys, from the outside in, that name other entries, and of which kind those are.
    const REFERENCES: &'static [(&'static [&'static str], EntryKind)];

    fn id(&self) -> String;
}

/// An id that an entry names, and the line of it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Reference {
    pub(super) kind: EntryKind,
    pub(super) to: String,
    pub(super) line: u64,
}

/// An entry, where it stands, and what it names.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Placed<T> {
    pub(super) value: T,
    pub(super) file: Arc<str>,
    pub(super) line: u64,
    pub(super) references: Vec<Reference>,
}

impl<T: Entry> Read for Placed<T> {
    fn read(node: &Node<'_>, source: &Source) -> Result<Self, CatalogueError> {
        let value = T::read(node, source).map_err(|error| error.within(T::KIND, name(node)))?;
        let mut references = Vec::new();
        for (path, kind) in T::REFERENCES {
            collect(node, path, *kind, source, &mut references);
        }
        let line = source.line(node.span().start);
        Ok(Self { value, file: Arc::clone(source.file()), line, references })
    }
}

/// What an entry is called that could not be read as a whole.
fn name<'n>(node: &'n Node<'_>) -> Option<&'n str> {
    let table = node.get_ref().as_table()?;
    ["id", "jurisdiction"].iter().find_map(|key| table.get(*key)?.get_ref().as_str())
}

/// Finds the texts at the end of a path; on the way, lists stand for each of their values.
fn collect(
    node: &Node<'_>,
    path: &[&str],
    kind: EntryKind,
    source: &Source,
    found: &mut Vec<Reference>,
) {
    if let Some(list) = node.get_ref().as_array() {
        for node in list {
            collect(node, path, kind, source, found);
        }
    } else if let [key, path @ ..] = path {
        let next = node.get_ref().as_table().and_then(|table| table.get(*key));
        if let Some(node) = next {
            collect(node, path, kind, source, found);
        }
    } else if let Some(to) = node.get_ref().as_str() {
        found.push(Reference { kind, to: to.to_owned(), line: source.line(node.span().start) });
    }
}

impl Entry for Act {
    const KIND: EntryKind = EntryKind::Act;
    const REFERENCES: &'static [(&'static [&'static str], EntryKind)] = &[];

    fn id(&self) -> String {
        self.id.clone()
    }
}

impl Entry for Instrument {
    const KIND: EntryKind = EntryKind::Instrument;
    const REFERENCES: &'static [(&'static [&'static str], EntryKind)] = &[
        (&["act"], EntryKind::Act),
        (&["data"], EntryKind::Category),
        (&["fields_of"], EntryKind::Instrument),
        (&["deadline", "categories"], EntryKind::Category),
        (&["issuer", "categories"], EntryKind::Category),
        (&["after", "instrument"], EntryKind::Instrument),
        (&["after", "deadline"], EntryKind::Deadline),
    ];

    fn id(&self) -> String {
        self.id.clone()
    }
}

impl Entry for Category {
    const KIND: EntryKind = EntryKind::Category;
    const REFERENCES: &'static [(&'static [&'static str], EntryKind)] =
        &[(&["includes"], EntryKind::Category)];

    fn id(&self) -> String {
        self.id.clone()
    }
}

impl Entry for Offence {
    const KIND: EntryKind = EntryKind::Offence;
    const REFERENCES: &'static [(&'static [&'static str], EntryKind)] =
        &[(&["act"], EntryKind::Act)];

    fn id(&self) -> String {
        self.id.clone()
    }
}

impl Entry for IncidentClass {
    const KIND: EntryKind = EntryKind::IncidentClass;
    const REFERENCES: &'static [(&'static [&'static str], EntryKind)] =
        &[(&["offences"], EntryKind::Offence)];

    fn id(&self) -> String {
        self.id.clone()
    }
}

impl Entry for WorkingCalendar {
    const KIND: EntryKind = EntryKind::Calendar;
    const REFERENCES: &'static [(&'static [&'static str], EntryKind)] = &[];

    /// A jurisdiction has one calendar from a given day on.
    fn id(&self) -> String {
        format!("{} {}", self.jurisdiction, self.from)
    }
}
