//! What a verifier is given from outside: the root fingerprints that it trusts.

use std::collections::BTreeMap;

use crate::identity::{OrgId, PartyId};

/// The organisations that a verifier trusts, each by the fingerprint of its root key.
///
/// A name or jurisdiction pinned here is the verifier's own knowledge; without one, what an
/// organisation says of itself is "as claimed".
///
/// # Examples
///
/// ```
/// use handseal::identity::Trust;
///
/// let root = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff".parse()?;
/// let trust = Trust::new().root(root).named(root, "Example Police", "EX");
/// assert!(trust.trusts(root));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Trust {
    roots: BTreeMap<OrgId, Option<Pinned>>,
}

/// What a verifier knows of an organisation by itself.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Pinned {
    /// Its name.
    pub name: String,
    /// Its jurisdiction, ISO 3166-1 alpha-2.
    pub jurisdiction: String,
}

impl Trust {
    /// Trusts nobody yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Trusts the organisation whose root key has this fingerprint.
    #[must_use]
    pub fn root(mut self, root: OrgId) -> Self {
        self.roots.entry(root).or_default();
        self
    }

    /// Trusts an organisation and pins its name and jurisdiction.
    #[must_use]
    pub fn named(mut self, root: OrgId, name: &str, jurisdiction: &str) -> Self {
        let (name, jurisdiction) = (name.to_owned(), jurisdiction.to_owned());
        self.roots.insert(root, Some(Pinned { name, jurisdiction }));
        self
    }

    /// Whether an organisation is trusted.
    #[must_use]
    pub fn trusts(&self, org: OrgId) -> bool {
        self.roots.contains_key(&org)
    }

    /// Whether a party's organisation is trusted.
    #[must_use]
    pub fn covers(&self, party: PartyId) -> bool {
        self.trusts(party.org())
    }

    /// What is pinned of an organisation.
    #[must_use]
    pub fn pinned(&self, org: OrgId) -> Option<&Pinned> {
        self.roots.get(&org)?.as_ref()
    }

    /// The trusted roots, sorted.
    pub fn roots(&self) -> impl Iterator<Item = OrgId> + '_ {
        self.roots.keys().copied()
    }
}
