//! The contents that a verifier was given, and what they are compared with. V9

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;

use crate::custody::Register;
use crate::event::Disclosable;
use crate::evidence::{ContentReport, ContentSource, Pass, Progress};
use crate::identity::ItemId;
use crate::verify::contents::Recorded;
use crate::verify::verifier::{ItemName, VerifierError};

/// What was compared, and names that no item of a damaged case bears.
#[derive(Debug, Default)]
pub(crate) struct Compared {
    pub(crate) reports: HashMap<ItemId, Option<ContentReport>>,
    pub(crate) unassigned: Vec<ItemName>,
}

/// Who is told how far the comparison of an item's content has come.
type Told<'a> = Box<dyn FnMut(ItemId, Progress) -> ControlFlow<()> + 'a>;

/// Contents and part lists as they were given, by name, and how they are to be hashed.
pub(crate) struct Given<'a> {
    pub(crate) contents: Vec<(ItemName, ContentSource<'a>)>,
    pub(crate) parts: Vec<(ItemName, Vec<u8>)>,
    pub(crate) threads: NonZeroUsize,
    pub(crate) told: Option<Told<'a>>,
}

impl Given<'_> {
    pub(crate) const fn nothing() -> Self {
        Self { contents: Vec::new(), parts: Vec::new(), threads: NonZeroUsize::MIN, told: None }
    }

    /// Compares everything that was given. A name that no item bears is an error only in a case
    /// without a failure: an altered label must not hide the alteration.
    pub(crate) fn compare(
        mut self,
        register: &Register,
        damaged: bool,
    ) -> Result<Compared, VerifierError> {
        let mut parts = HashMap::new();
        for (name, digests) in self.parts {
            match resolve(&name, register) {
                Ok(item) if parts.contains_key(&item) => {
                    return Err(VerifierError::NamedTwice { item, name: name.to_string() });
                }
                Ok(item) => drop(parts.insert(item, digests)),
                Err(_) if damaged => {}
                Err(error) => return Err(error),
            }
        }
        let mut compared = Compared::default();
        for (name, source) in self.contents {
            let item = match resolve(&name, register) {
                Ok(item) if compared.reports.contains_key(&item) => {
                    return Err(VerifierError::NamedTwice { item, name: name.to_string() });
                }
                Ok(item) => item,
                Err(_) if damaged => {
                    compared.unassigned.push(name);
                    continue;
                }
                Err(error) => return Err(error),
            };
            let content = register.facts(item).and_then(|facts| facts.content.as_ref());
            let Some(mut recorded) = content.and_then(Recorded::of) else {
                compared.reports.insert(item, None);
                continue;
            };
            if let Some(digests) = parts.get(&item) {
                recorded = recorded.with_parts(digests);
            }
            let mut told = self.told.as_mut().map(|told| move |progress| told(item, progress));
            let mut pass = Pass::new().threads(self.threads);
            if let Some(told) = &mut told {
                pass = pass.told(told);
            }
            let report = pass
                .check(source, &recorded.expected())
                .map_err(|source| VerifierError::Content { item, source: Box::new(source) })?;
            compared.reports.insert(item, Some(report));
        }
        Ok(compared)
    }
}

/// The item that a name means.
pub(crate) fn resolve(name: &ItemName, register: &Register) -> Result<ItemId, VerifierError> {
    let unknown = |name: String| VerifierError::UnknownItem { name };
    match name {
        ItemName::Id(id) => register.facts(*id).map(|_| *id).ok_or_else(|| unknown(id.to_string())),
        ItemName::Label(label) => {
            let bears = |item: &ItemId| {
                let labels = register.facts(*item).map(|facts| facts.labels.as_slice());
                labels.unwrap_or_default().iter().any(|(_, own)| is(own, label))
            };
            let found: Vec<_> = register.items().into_iter().filter(bears).collect();
            match found.as_slice() {
                [item] => Ok(*item),
                [] => Err(unknown(label.clone())),
                several => Err(VerifierError::AmbiguousLabel {
                    label: label.clone(),
                    found: several.len(),
                }),
            }
        }
    }
}

fn is(own: &Disclosable<String>, label: &str) -> bool {
    own.value().is_some_and(|value| value == label)
}
