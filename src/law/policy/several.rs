//! Which policy holds for which organisation.

use std::collections::BTreeMap;

use crate::identity::OrgId;
use crate::law::policy::Policy;

/// A policy for each organisation that has one of its own, and one for all others.
#[derive(Clone, Debug)]
pub(crate) struct Policies {
    others: Policy,
    own: BTreeMap<OrgId, Policy>,
}

impl Default for Policies {
    /// The embedded one for all.
    fn default() -> Self {
        Self { others: Policy::embedded().clone(), own: BTreeMap::new() }
    }
}

impl Policies {
    /// With this policy for all that have none of their own.
    pub(crate) fn others(self, policy: &Policy) -> Self {
        Self { others: policy.clone(), ..self }
    }

    /// With this policy for the people of one organisation.
    pub(crate) fn of_organisation(mut self, organisation: OrgId, policy: &Policy) -> Self {
        self.own.insert(organisation, policy.clone());
        self
    }

    /// The policy that the people of an organisation are held to. V2.12
    pub(crate) fn of(&self, organisation: OrgId) -> &Policy {
        self.own.get(&organisation).unwrap_or(&self.others)
    }

    /// The policy of those that have none of their own.
    pub(crate) const fn for_others(&self) -> &Policy {
        &self.others
    }

    /// Those that are one organisation's own, by its id.
    pub(crate) fn own(&self) -> impl Iterator<Item = (OrgId, &Policy)> {
        self.own.iter().map(|(organisation, policy)| (*organisation, policy))
    }
}
