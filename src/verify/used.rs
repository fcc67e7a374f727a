//! By which data a report judged: the catalogue, and policies of roles.

use serde::Serialize;

use crate::identity::OrgId;
use crate::law::{Catalogue, Day, Policy};

/// The catalogue that requests were judged by.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct CatalogueUsed {
    /// What it calls itself.
    pub name: String,
    /// The day that its facts were looked up for.
    pub as_of: Option<Day>,
    /// SHA-256 over the texts that it was read from.
    pub sha256: String,
}

impl CatalogueUsed {
    pub(crate) fn of(catalogue: &Catalogue) -> Self {
        let sha256 = catalogue.digest().to_string();
        Self { name: catalogue.name().to_owned(), as_of: catalogue.as_of(), sha256 }
    }
}

/// The policy that acts were held against.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct PolicyUsed {
    /// What it calls itself.
    pub name: String,
    /// SHA-256 of its text.
    pub sha256: String,
}

impl PolicyUsed {
    pub(crate) fn of(policy: &Policy) -> Self {
        Self { name: policy.name().to_owned(), sha256: policy.digest().to_string() }
    }
}

/// The policy that the acts of one organisation's people were held against, where it has its own.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct PolicyOf {
    /// The organisation.
    pub organisation: OrgId,
    /// What the policy calls itself.
    pub name: String,
    /// SHA-256 of its text.
    pub sha256: String,
}

impl PolicyOf {
    pub(crate) fn of((organisation, policy): (OrgId, &Policy)) -> Self {
        let PolicyUsed { name, sha256 } = PolicyUsed::of(policy);
        Self { organisation, name, sha256 }
    }
}
