//! With what and how it was acquired, as a file of TOML says it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use handseal::event::Power;
use handseal::identity::RequestId;
use handseal::store::{Acquisition, Origin, ToolUsed};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::common::{self, Failure};

/// What a file says.
#[derive(Default)]
pub(crate) struct Described {
    pub(crate) acquisition: Acquisition,
    pub(crate) request: Option<RequestId>,
    pub(crate) items: BTreeMap<String, Item>,
}

/// What is said of one item, by its label.
#[derive(Default)]
pub(crate) struct Item {
    pub(crate) origin: Origin,
    photographs: Vec<String>,
}

impl Described {
    /// Reads a file that speaks of no other items than these.
    pub(crate) fn read<'l>(
        path: &Path,
        labels: impl Iterator<Item = &'l str>,
    ) -> Result<Self, Failure> {
        let text = common::read_text(path)?;
        let table =
            DeTable::parse(&text).map_err(|error| Failure::in_file(path, error.to_string()))?;
        let described =
            Self::of(table.into_inner()).map_err(|refused| refused.said(path, &text))?;
        let labels: Vec<_> = labels.collect();
        if let Some(other) = described.items.keys().find(|label| !labels.contains(&label.as_str()))
        {
            let message = format!("items.{other:?} speaks of no item that is collected");
            return Err(Failure::in_file(path, message));
        }
        Ok(described)
    }

    fn of(table: DeTable<'_>) -> Result<Self, Refused> {
        let mut described = Self::default();
        let to = &mut described.acquisition;
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "clock_offset" => to.clock_offset = Some(whole(value)?),
                "ground" => to.ground = Some(text(value)?),
                "items" => {
                    for (label, value) in subtable(value)? {
                        let item = Item::of(subtable(value)?)?;
                        described.items.insert(label.into_inner().into_owned(), item);
                    }
                }
                "method" => to.method = Some(text(value)?),
                "place" => to.place = Some(text(value)?),
                "request" => {
                    let at = value.span().start;
                    let id = text(value)?.parse();
                    described.request =
                        Some(id.map_err(|_| Refused::new(at, "no id of a request"))?);
                }
                "tool" => to.tool = Some(tool(value)?),
                "witnesses" => to.witnesses = texts(value)?,
                "write_blocker" => to.write_blocker = Some(tool(value)?),
                _ => return Err(unknown(&key)),
            }
        }
        Ok(described)
    }

    /// The labels of the photographs of an item.
    pub(crate) fn photographs(&self, label: &str) -> &[String] {
        self.items.get(label).map_or(&[], |item| item.photographs.as_slice())
    }
}

impl Item {
    fn of(table: DeTable<'_>) -> Result<Self, Refused> {
        let mut item = Self::default();
        let to = &mut item.origin;
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "description" => to.description = Some(text(value)?),
                "make" => to.make = Some(text(value)?),
                "model" => to.model = Some(text(value)?),
                "photographs" => item.photographs = texts(value)?,
                "power" => {
                    let at = value.span().start;
                    let power = Power::from_code(&text(value)?);
                    to.power = Some(power.ok_or_else(|| Refused::new(at, "neither on nor off"))?);
                }
                "serial" => to.serial = Some(text(value)?),
                "source" => to.source = Some(text(value)?),
                _ => return Err(unknown(&key)),
            }
        }
        Ok(item)
    }
}

/// What is wrong, and at which byte of the file.
struct Refused {
    at: usize,
    what: String,
}

impl Refused {
    fn new(at: usize, what: impl Into<String>) -> Self {
        Self { at, what: what.into() }
    }

    fn said(&self, path: &Path, text: &str) -> Failure {
        let before = text.get(..self.at).unwrap_or_default();
        let line = before.matches('\n').count().saturating_add(1);
        Failure::in_file(path, format!("line {line}: {}", self.what))
    }
}

fn unknown(key: &Spanned<Cow<'_, str>>) -> Refused {
    Refused::new(key.span().start, format!("{:?} is nothing that can be said here", key.get_ref()))
}

fn text(value: Spanned<DeValue<'_>>) -> Result<String, Refused> {
    let at = value.span().start;
    let DeValue::String(text) = value.into_inner() else {
        return Err(Refused::new(at, "a text was expected"));
    };
    if text.trim().is_empty() {
        return Err(Refused::new(at, "an empty text: leave it out"));
    }
    Ok(text.into_owned())
}

fn texts(value: Spanned<DeValue<'_>>) -> Result<Vec<String>, Refused> {
    let at = value.span().start;
    let DeValue::Array(all) = value.into_inner() else {
        return Err(Refused::new(at, "a list of texts was expected"));
    };
    all.into_iter().map(text).collect()
}

fn whole(value: Spanned<DeValue<'_>>) -> Result<i64, Refused> {
    let at = value.span().start;
    let DeValue::Integer(number) = value.into_inner() else {
        return Err(Refused::new(at, "a whole number of seconds was expected"));
    };
    let number = i64::from_str_radix(number.as_str(), number.radix());
    number.map_err(|_| Refused::new(at, "a whole number of seconds was expected"))
}

fn subtable(value: Spanned<DeValue<'_>>) -> Result<DeTable<'_>, Refused> {
    let at = value.span().start;
    let DeValue::Table(table) = value.into_inner() else {
        return Err(Refused::new(at, "a table was expected"));
    };
    Ok(table)
}

fn tool(value: Spanned<DeValue<'_>>) -> Result<ToolUsed, Refused> {
    let at = value.span().start;
    let (mut name, mut version, mut serial) = (None, None, None);
    for (key, value) in subtable(value)? {
        match key.get_ref().as_ref() {
            "name" => name = Some(text(value)?),
            "serial" => serial = Some(text(value)?),
            "version" => version = Some(text(value)?),
            _ => return Err(unknown(&key)),
        }
    }
    let (Some(name), Some(version)) = (name, version) else {
        return Err(Refused::new(at, "a tool has a name and a version"));
    };
    Ok(ToolUsed { name, version, serial })
}
