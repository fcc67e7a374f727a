//! The tables of a policy file.

use std::collections::HashMap;

use crate::event::EventType;
use crate::law::catalogue::table::{Node, Read, Source, Table, table};
use crate::law::catalogue::{CatalogueError, CatalogueErrorKind, EntryKind};
use crate::law::policy::Policy;

/// The format that this version reads.
const FORMAT: u32 = 1;

table! {
    /// What one file says.
    pub(super) struct File {
        /// The format of the file.
        "format" => format: u32,
        /// What the policy is called.
        "name" => pub(super) name: String,
        /// What every enrolled party may do.
        opt "everyone" => pub(super) everyone: Vec<CoveredAct>,
        /// What a party may do that was enrolled without any role.
        opt "without_role" => pub(super) without_role: Vec<CoveredAct>,
        opt "role" => pub(super) roles: Vec<Role>,
    }
    check: check_file
}

table! {
    /// A role, and what it may do.
    pub struct Role {
        "id" => id: String,
        opt "about" => about: Option<String>,
        "may" => may: Vec<CoveredAct>,
    }
}

impl Role {
    /// The word that stands in an enrolment.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What it is, for people.
    #[must_use]
    pub fn about(&self) -> Option<&str> {
        self.about.as_deref()
    }

    /// Whether it may do the act.
    #[must_use]
    pub fn may(&self, act: EventType) -> bool {
        self.may.contains(&CoveredAct(act))
    }
}

/// An act that is a matter of a policy. V2.12
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct CoveredAct(EventType);

impl From<CoveredAct> for EventType {
    fn from(act: CoveredAct) -> Self {
        act.0
    }
}

impl Read for CoveredAct {
    fn read(node: &Node<'_>, source: &Source) -> Result<Self, CatalogueError> {
        let found = String::read(node, source)?;
        let act = EventType::from_code(&found).filter(|act| Policy::covers(*act));
        act.map(Self).ok_or_else(|| {
            let all = EventType::ALL.iter().copied();
            let expected = all.filter(|act| Policy::covers(*act)).map(EventType::code).collect();
            let kind = CatalogueErrorKind::UnknownWord { found, expected };
            source.error(node.span().start, kind)
        })
    }
}

fn check_file(file: &File, table: &Table<'_, '_>) -> Result<(), CatalogueError> {
    let (expected, found) = (FORMAT, file.format);
    if found != expected {
        let kind = CatalogueErrorKind::UnsupportedFormat { expected, found };
        return Err(table.error("format", kind));
    }
    // Nobody could say which of two is meant.
    let mut seen = HashMap::new();
    for (index, role) in file.roles.iter().enumerate() {
        let line = table.line_in("role", index);
        if let Some(first) = seen.insert(role.id(), line) {
            let (kind, id) = (EntryKind::Role, role.id.clone());
            let kind = CatalogueErrorKind::Repeated { kind, id, first };
            return Err(table.error_in("role", index, kind));
        }
    }
    Ok(())
}
