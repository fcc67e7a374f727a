//! How evidence was accessed, used and disclosed: the record that CETS 224 Art. 14(8) asks for, and
//! the explanation of use of ETS 185 Art. 28(4).

use std::fmt;

use crate::identity::ItemId;
use crate::law::{UseEntry, UseLogOf};
use crate::verify::escape::shown;

/// What was done with the evidence that is asked about, as one record shows it.
///
/// # What this does not prove
///
/// That nothing else was done: what nobody recorded, and what others did whose ledgers are not here,
/// is not in it.
#[derive(Clone, Debug, Eq, PartialEq, serde::Serialize)]
pub struct UseLog {
    /// What is asked about.
    pub of: UseLogOf,
    /// The items meant, by id.
    pub items: Vec<ItemId>,
    /// The acts, in the order of the ledger.
    pub entries: Vec<UseEntry>,
    /// Entries of the file that could not be checked or took no effect: what they say is not in it.
    pub left_out: u64,
    /// Items of which it is withheld whom they are about, when a person is asked about.
    pub withheld: u64,
}

impl fmt::Display for UseLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.of {
            UseLogOf::Item(item) => writeln!(f, "Use log   {item}")?,
            UseLogOf::Person(person) => writeln!(f, "Use log   data about {}", shown(person))?,
            UseLogOf::Request(request) => writeln!(f, "Use log   {request}")?,
        }
        writeln!(f, "  items   {}", self.items.len())?;
        if self.items.is_empty() {
            writeln!(f, "  nothing that could be read here is said to be about that")?;
        } else if self.entries.is_empty() {
            writeln!(f, "  no access, use, disclosure or move is recorded in what could be read")?;
        }
        for entry in &self.entries {
            write_entry(entry, f)?;
        }
        if self.left_out > 0 {
            let count = self.left_out;
            writeln!(
                f,
                "  {count} entries could not be checked or took no effect: acts may be missing."
            )?;
        }
        if self.withheld > 0 {
            let count = self.withheld;
            writeln!(
                f,
                "  Of {count} items it is withheld whom they are about: they may be missing."
            )?;
        }
        writeln!(
            f,
            "  What nobody recorded, what this file leaves out, and what is in ledgers of others, is \
             not in this log."
        )
    }
}

fn write_entry(entry: &UseEntry, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let at = entry.at.map_or_else(|| "time unknown".to_owned(), |at| at.to_string());
    let by = entry.name.as_deref().map_or_else(|| entry.by.to_string(), shown);
    write!(f, "  {at} {} by {by} (entry {})", entry.act.code(), entry.entry)?;
    let purpose = [entry.purpose.as_deref(), entry.words.as_deref()];
    for said in purpose.into_iter().flatten() {
        write!(f, ", {}", shown(said))?;
    }
    match (&entry.to_words, entry.to) {
        (Some(words), _) => write!(f, ", to {}", shown(words))?,
        (None, Some(party)) => write!(f, ", to {party}")?,
        (None, None) => {}
    }
    if let Some(authorisation) = &entry.authorisation {
        write!(f, ", authorised by {authorisation}")?;
    }
    writeln!(f)?;
    entry.items.iter().try_for_each(|item| writeln!(f, "          {item}"))
}
