//! The contents that a verifier was given, and what they are compared with. V9

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::{self, Read};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::custody::Register;
use crate::event::Disclosable;
use crate::evidence::directory::{
    DirectoryError, DirectoryOptions, DirectoryPass, Mounts, Unreadable, check_measured_directory,
};
use crate::evidence::{ContentSource, EvidenceError, Pass, Progress};
use crate::identity::ItemId;
use crate::verify::contents::{NotRead, Outcome, Recorded};
use crate::verify::elsewhere::Source;
use crate::verify::error::VerifierError;
use crate::verify::finding::Detail;
use crate::verify::verifier::{ItemName, Verifier};

/// What was compared, and names that no item of a damaged case bears.
#[derive(Default)]
pub(crate) struct Compared {
    pub(crate) outcomes: HashMap<ItemId, Outcome>,
    /// Part lists that are not the ones signed: V9.7.
    pub(crate) lists: Vec<(ItemId, Detail)>,
    pub(crate) unassigned: Vec<ItemName>,
}

/// Who is told how far the comparison of an item's content has come.
type Told<'a> = Box<dyn FnMut(ItemId, Progress) -> ControlFlow<()> + 'a>;

/// What was given as the content of an item.
pub(crate) enum Supply<'a> {
    Bytes(ContentSource<'a>),
    Directory { path: PathBuf, manifest: Box<dyn Read + Send + 'a> },
    Measured { manifest: Box<dyn Read + 'a>, found: Box<dyn Read + 'a> },
}

/// A part list, and the file that it was read from, where that is known.
pub(crate) struct GivenList {
    pub(crate) digests: Vec<u8>,
    pub(crate) file: Option<String>,
}

impl GivenList {
    pub(crate) fn read(path: &Path) -> Result<Self, VerifierError> {
        // Opening a FIFO would wait for a writer that may never come.
        let read = fs::metadata(path).and_then(|found| {
            if found.is_file() {
                return fs::read(path);
            }
            Err(io::Error::other("not a regular file"))
        });
        let digests =
            read.map_err(|source| VerifierError::Open { path: path.to_path_buf(), source })?;
        Ok(Self { digests, file: Some(path.to_string_lossy().into_owned()) })
    }
}

/// Contents and part lists as they were given, by name, and how they are to be hashed.
pub(crate) struct Given<'a> {
    pub(crate) contents: Vec<(ItemName, Supply<'a>)>,
    pub(crate) parts: Vec<(ItemName, GivenList)>,
    pub(crate) beside: Vec<Box<dyn Source + 'a>>,
    pub(crate) threads: NonZeroUsize,
    pub(crate) mounts: Mounts,
    pub(crate) told: Option<Told<'a>>,
}

impl Given<'_> {
    pub(crate) const fn nothing() -> Self {
        Self {
            contents: Vec::new(),
            parts: Vec::new(),
            beside: Vec::new(),
            threads: NonZeroUsize::MIN,
            mounts: Mounts::Record,
            told: None,
        }
    }

    /// Compares everything that was given. A name that no item bears is an error only in a case
    /// without a failure: an altered label must not hide the alteration.
    pub(crate) fn compare(
        mut self,
        register: &Register,
        damaged: bool,
    ) -> Result<Compared, VerifierError> {
        let mut parts: HashMap<ItemId, Recorded> = HashMap::new();
        let mut named = HashSet::new();
        let mut compared = Compared::default();
        for (name, list) in std::mem::take(&mut self.parts) {
            match resolve(&name, register) {
                Ok(item) if !named.insert(item) => {
                    return Err(VerifierError::NamedTwice { item, name: name.to_string() });
                }
                Ok(item) => {
                    let Some(recorded) = recorded(register, item) else { continue };
                    let (recorded, believed) = recorded.with_parts(&list.digests);
                    if let Err(why) = believed {
                        compared.lists.push((item, Detail::PartList { file: list.file, why }));
                    }
                    parts.insert(item, recorded);
                }
                Err(_) if damaged => {}
                Err(error) => return Err(error),
            }
        }
        for (name, supply) in std::mem::take(&mut self.contents) {
            let item = match resolve(&name, register) {
                Ok(item) if compared.outcomes.contains_key(&item) => {
                    return Err(VerifierError::NamedTwice { item, name: name.to_string() });
                }
                Ok(item) => item,
                Err(_) if damaged => {
                    compared.unassigned.push(name);
                    continue;
                }
                Err(error) => return Err(error),
            };
            let Some(recorded) = parts.remove(&item).or_else(|| recorded(register, item)) else {
                compared.outcomes.insert(item, Outcome::NotKnown);
                continue;
            };
            let outcome = self.compare_one(item, supply, &recorded)?;
            compared.outcomes.insert(item, outcome);
        }
        Ok(compared)
    }

    fn compare_one(
        &mut self,
        item: ItemId,
        supply: Supply<'_>,
        recorded: &Recorded,
    ) -> Result<Outcome, VerifierError> {
        let mut told = self.told.as_mut().map(|told| move |progress| told(item, progress));
        match supply {
            Supply::Bytes(source) => {
                let mut pass = Pass::new().threads(self.threads);
                if let Some(told) = &mut told {
                    pass = pass.told(told);
                }
                match pass.check(source, &recorded.expected()) {
                    Ok(report) => Ok(Outcome::Bytes(Box::new(report))),
                    Err(EvidenceError::Cancelled { done }) => {
                        Err(VerifierError::Cancelled { item, done })
                    }
                    Err(error) => Ok(Outcome::NotRead(NotRead::content(&error))),
                }
            }
            Supply::Directory { path, manifest } => {
                let expected = recorded.directory().ok_or(VerifierError::NoDirectory { item })?;
                let mut pass = DirectoryPass::new().threads(self.threads);
                if let Some(told) = &mut told {
                    pass = pass.told(told);
                }
                let options = DirectoryOptions {
                    mounts: self.mounts,
                    unreadable: Unreadable::Record,
                    ..Default::default()
                };
                match pass.check(path, options, &expected, manifest) {
                    Ok(report) => Ok(Outcome::Directory(Box::new(report))),
                    Err(DirectoryError::Cancelled { done }) => {
                        Err(VerifierError::Cancelled { item, done })
                    }
                    Err(error) => Ok(Outcome::NotRead(NotRead::directory(&error))),
                }
            }
            Supply::Measured { manifest, found } => {
                let expected = recorded.directory().ok_or(VerifierError::NoDirectory { item })?;
                Ok(match check_measured_directory(&expected, manifest, found) {
                    Ok(report) => Outcome::Directory(Box::new(report)),
                    Err(error) => Outcome::NotRead(NotRead::directory(&error.into())),
                })
            }
        }
    }
}

/// What is recorded of the content of an item, unless it is withheld.
fn recorded(register: &Register, item: ItemId) -> Option<Recorded> {
    Recorded::of(register.facts(item)?.content.as_ref()?)
}

impl Verifier<'_> {
    /// Says what becomes of other devices mounted inside the directories given: what became of them when
    /// these were measured, or else they differ. [`Mounts::Record`] unless said otherwise.
    #[must_use]
    pub const fn mounts(mut self, mounts: Mounts) -> Self {
        self.given.mounts = mounts;
        self
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
