//! Whether what entries name is there, and leads back to none of them.

use std::collections::{HashMap, HashSet};

use crate::law::catalogue::Catalogue;
use crate::law::catalogue::entries::Entries;
use crate::law::catalogue::error::{CatalogueError, CatalogueErrorKind, EntryKind};
use crate::law::catalogue::file::{Entry, Placed};

impl Catalogue {
    /// Every id that an entry names is there, and no entry leads back to itself.
    pub(super) fn check_references(&self) -> Result<(), CatalogueError> {
        self.check_named(&self.acts)?;
        self.check_named(&self.instruments)?;
        self.check_named(&self.categories)?;
        self.check_named(&self.offences)?;
        self.check_named(&self.incident_classes)?;
        self.check_preconditions()?;
        check_loops(&self.instruments, |instrument| {
            instrument.fields_of.iter().map(String::as_str).collect()
        })?;
        check_loops(&self.instruments, |instrument| {
            instrument.preconditions.iter().map(|before| before.instrument.as_str()).collect()
        })?;
        check_loops(&self.categories, |category| {
            category.includes.iter().map(String::as_str).collect()
        })
    }

    fn check_named<T: Entry>(&self, entries: &Entries<T>) -> Result<(), CatalogueError> {
        for entry in entries.iter_placed() {
            let unknown = entry.references.iter().find(|named| !self.has(named.kind, &named.to));
            if let Some(named) = unknown {
                return Err(unknown_reference(entry, named.kind, &named.to, named.line));
            }
        }
        Ok(())
    }

    fn has(&self, kind: EntryKind, id: &str) -> bool {
        match kind {
            EntryKind::Act => self.acts.find(id).is_some(),
            EntryKind::Category => self.categories.find(id).is_some(),
            EntryKind::IncidentClass => self.incident_classes.find(id).is_some(),
            EntryKind::Instrument => self.instruments.find(id).is_some(),
            EntryKind::Offence => self.offences.find(id).is_some(),
            // A deadline is looked up in its instrument; nothing names calendars and fields, and roles
            // are of a policy.
            EntryKind::Calendar | EntryKind::Deadline | EntryKind::Field | EntryKind::Role => true,
        }
    }

    /// The deadlines that preconditions name, each in the instrument that stands beside it.
    fn check_preconditions(&self) -> Result<(), CatalogueError> {
        for entry in self.instruments.iter_placed() {
            let named = entry.references.iter().filter(|named| named.kind == EntryKind::Deadline);
            for (before, named) in entry.value.preconditions.iter().zip(named) {
                let instrument = self.instruments.find(&before.instrument);
                if instrument.is_none_or(|earlier| earlier.deadline(&before.deadline).is_none()) {
                    return Err(unknown_reference(entry, named.kind, &named.to, named.line));
                }
            }
        }
        Ok(())
    }
}

fn unknown_reference<T: Entry>(
    entry: &Placed<T>,
    kind: EntryKind,
    to: &str,
    line: u64,
) -> CatalogueError {
    let (from, to) = (entry.value.id(), to.to_owned());
    let kind = CatalogueErrorKind::UnknownReference { kind, from, to };
    CatalogueError { file: entry.file.to_string(), line, kind }
}

/// Refuses entries that lead back to themselves. A stack of our own: a file can be made deeper than
/// the stack of the machine.
fn check_loops<T: Entry>(
    entries: &Entries<T>,
    next: impl Fn(&T) -> Vec<&str>,
) -> Result<(), CatalogueError> {
    let mut done = HashSet::new();
    for start in entries.iter() {
        let mut path: Vec<(String, Vec<String>)> = Vec::new();
        let mut depth = HashMap::new();
        let mut step = Some(start.id());
        loop {
            if let Some(id) = step.take() {
                if let Some(first) = depth.get(&id) {
                    return Err(looped(entries, &path, *first, id));
                }
                if !done.contains(&id) {
                    let named = entries.find(&id).map(&next).unwrap_or_default();
                    let named = named.into_iter().rev().map(str::to_owned).collect();
                    depth.insert(id.clone(), path.len());
                    path.push((id, named));
                }
            }
            let Some((_, open)) = path.last_mut() else {
                break;
            };
            step = open.pop();
            if step.is_none()
                && let Some((id, _)) = path.pop()
            {
                depth.remove(&id);
                done.insert(id);
            }
        }
    }
    Ok(())
}

fn looped<T: Entry>(
    entries: &Entries<T>,
    path: &[(String, Vec<String>)],
    first: usize,
    again: String,
) -> CatalogueError {
    let (file, line) = entries
        .placed(&again)
        .map_or_else(Default::default, |entry| (entry.file.to_string(), entry.line));
    let mut path: Vec<_> = path.iter().skip(first).map(|(id, _)| id.clone()).collect();
    path.push(again);
    CatalogueError { file, line, kind: CatalogueErrorKind::Loop { kind: T::KIND, path } }
}
