//! The front door for readers.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek};
use std::path::{Path, PathBuf};

use crate::custody::Register;
use crate::encoding::Timestamp;
use crate::event::Disclosable;
use crate::evidence::{ContentReport, EvidenceError, check_content, check_file};
use crate::identity::{ItemId, RequestId, Trust};
use crate::law::{Catalogue, UseLogOf};
use crate::ledger::SignedCheckpoint;
use crate::verify::contents::Recorded;
use crate::verify::escape::escaped;
use crate::verify::report::Report;
use crate::verify::walk;

/// An item as its user names it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ItemName {
    /// By its id.
    Id(ItemId),
    /// By a disclosed label that is unique in the case.
    Label(String),
}

impl std::fmt::Display for ItemName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Id(id) => id.fmt(f),
            Self::Label(label) => f.write_str(label),
        }
    }
}

impl std::str::FromStr for ItemName {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(text.parse().map_or_else(|_| Self::Label(text.to_owned()), Self::Id))
    }
}

impl From<ItemId> for ItemName {
    fn from(id: ItemId) -> Self {
        Self::Id(id)
    }
}

/// Where the bytes of a content come from.
pub enum ContentSource<'a> {
    /// A regular file, opened without following a link and watched while it is read.
    File(PathBuf),
    /// Anything that ends. It is read to its end.
    Reader(Box<dyn Read + 'a>),
}

impl std::fmt::Debug for ContentSource<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(path) => f.debug_tuple("File").field(path).finish(),
            Self::Reader(_) => f.write_str("Reader(..)"),
        }
    }
}

/// Bounds on the work and memory of one verification.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Limits {
    /// How many findings are kept. The rest is counted and is `limits.reached`: 10,000 fill a
    /// few megabytes and more than anyone reads.
    pub findings: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { findings: 10_000 }
    }
}

/// Why a verification could not be done at all. Hostile bytes are never an error: they are findings.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VerifierError {
    /// The label names several items.
    #[error("{} items are labelled {}: use an id", .found, escaped(.label))]
    AmbiguousLabel {
        /// The label.
        label: String,
        /// How many.
        found: usize,
    },
    /// A content could not be read.
    #[error("the content given for {item} could not be read")]
    Content {
        /// The item.
        item: ItemId,
        /// Why.
        #[source]
        source: Box<EvidenceError>,
    },
    /// The file could not be opened.
    #[error("{} could not be opened", escaped(&.path.to_string_lossy()))]
    Open {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Reading failed.
    #[error("reading failed at byte {offset}")]
    Read {
        /// Where.
        offset: u64,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A content, or a part list, is given twice for one item, be it under two names. Only one
    /// would be compared.
    #[error("{item} is named twice, the second time as {}", escaped(.name))]
    NamedTwice {
        /// The item.
        item: ItemId,
        /// The name that it has already.
        name: String,
    },
    /// No entry of the case names this request.
    #[error("no entry of the case names {request}")]
    UnknownRequest {
        /// What was asked for.
        request: RequestId,
    },
    /// No item has this id or label.
    #[error("no item of the case is {}", escaped(.name))]
    UnknownItem {
        /// What was asked for.
        name: String,
    },
}

/// The front door for readers: what do these files show?
///
/// Trust and the instant that counts as now are arguments; there are no globals and no defaults.
/// The same files, trust, heads, contents and `now` give the same report.
///
/// # What this proves
///
/// `Verdict::Consistent`: the entries are the ones that make the remembered head; each is signed by
/// a key that its organisation had registered and not revoked, under a root that was given; every
/// chain in scope is whole; every act was the holder's, the receiver's or a registrar's to do; and
/// the content given is what was recorded.
///
/// # What this does not prove
///
/// That what the parties stated is true, that anything was lawful, that nothing happened which
/// nobody recorded, or when anything happened beyond what its signers stated.
///
/// # Examples
///
/// ```
/// use handseal::identity::Trust;
/// use handseal::verify::{Verdict, Verifier};
///
/// let now = "2026-11-22T12:00:00Z".parse()?;
/// let report = Verifier::new(&Trust::new(), now).verify(std::io::Cursor::new(b"not a case"))?;
/// assert_eq!(report.verdict, Verdict::Contradicted);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Specification
///
/// `spec::verification`.
#[derive(Debug)]
pub struct Verifier<'a> {
    pub(crate) trust: Trust,
    pub(crate) now: Timestamp,
    pub(crate) heads: Vec<SignedCheckpoint>,
    pub(crate) limits: Limits,
    catalogue: Option<&'a Catalogue>,
    pub(crate) use_logs: Vec<UseLogOf>,
    pub(crate) certificates: Vec<ItemName>,
    contents: Vec<(ItemName, ContentSource<'a>)>,
    parts: Vec<(ItemName, Vec<u8>)>,
}

impl<'a> Verifier<'a> {
    /// Trusts these roots; `now` is the instant against which deadlines and stated times are held.
    #[must_use]
    pub fn new(trust: &Trust, now: Timestamp) -> Self {
        Self {
            trust: trust.clone(),
            now,
            heads: Vec::new(),
            limits: Limits::default(),
            catalogue: None,
            use_logs: Vec::new(),
            certificates: Vec::new(),
            contents: Vec::new(),
            parts: Vec::new(),
        }
    }

    /// Adds a remembered head: one kept outside the file, by the caller or by anyone it believes.
    #[must_use]
    pub fn anchor(mut self, head: SignedCheckpoint) -> Self {
        self.heads.push(head);
        self
    }

    /// Gives the content of an item. Each item has one: two are refused, not compared one by one.
    #[must_use]
    pub fn content(mut self, item: impl Into<ItemName>, source: ContentSource<'a>) -> Self {
        self.contents.push((item.into(), source));
        self
    }

    /// Gives the digests of an item's parts, one after the other, so that damage can be located in
    /// a content of more than 256 parts. They are believed only if they make the signed root.
    #[must_use]
    pub fn parts(mut self, item: impl Into<ItemName>, digests: Vec<u8>) -> Self {
        self.parts.push((item.into(), digests));
        self
    }

    /// Judges requests by another catalogue than the embedded one. The report names the catalogue.
    #[must_use]
    pub const fn catalogue(mut self, catalogue: &'a Catalogue) -> Self {
        self.catalogue = Some(catalogue);
        self
    }

    /// Asks how the evidence of an item, a request or a person was accessed, used and disclosed.
    #[must_use]
    pub fn use_log(mut self, of: UseLogOf) -> Self {
        self.use_logs.push(of);
        self
    }

    /// Asks for the data that a certificate on an item needs. Give its content, too.
    #[must_use]
    pub fn certificate(mut self, item: impl Into<ItemName>) -> Self {
        self.certificates.push(item.into());
        self
    }

    /// The catalogue that requests are judged by: read only where there are any.
    pub(crate) fn instruments(&self) -> &Catalogue {
        self.catalogue.unwrap_or_else(|| Catalogue::embedded())
    }

    /// Sets other bounds.
    #[must_use]
    pub const fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Verifies a `.custody` file.
    ///
    /// # Errors
    ///
    /// [`VerifierError`] when the file or a content cannot be read, or a content is given for an
    /// item that the case does not have. Whatever the bytes say is in the report.
    pub fn verify_file(self, path: impl AsRef<Path>) -> Result<Report, VerifierError> {
        let path = path.as_ref();
        let open = |source| VerifierError::Open { path: path.to_owned(), source };
        // Looked at first: opening a FIFO would wait for a writer that may never come.
        if !std::fs::metadata(path).map_err(open)?.is_file() {
            return Err(open(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file")));
        }
        let file = File::open(path).map_err(open)?;
        self.verify(BufReader::new(file))
    }

    /// Verifies bytes in memory.
    ///
    /// # Errors
    ///
    /// As [`Verifier::verify_file`].
    pub fn verify_bytes(self, bytes: &[u8]) -> Result<Report, VerifierError> {
        self.verify(Cursor::new(bytes))
    }

    /// Verifies what a reader gives. It is read a second time where a link is not the next of its
    /// chain, so it must be able to go back.
    ///
    /// # Errors
    ///
    /// As [`Verifier::verify_file`].
    pub fn verify(mut self, source: impl Read + Seek) -> Result<Report, VerifierError> {
        let contents = std::mem::take(&mut self.contents);
        let parts = std::mem::take(&mut self.parts);
        let given = Given { contents, parts };
        walk::walk(&self, source, given)
    }
}

/// What was compared, and names that no item of a damaged case bears.
#[derive(Debug, Default)]
pub(crate) struct Compared {
    pub(crate) reports: HashMap<ItemId, Option<ContentReport>>,
    pub(crate) unassigned: Vec<ItemName>,
}

/// Contents and part lists as they were given, by name.
pub(crate) struct Given<'a> {
    contents: Vec<(ItemName, ContentSource<'a>)>,
    parts: Vec<(ItemName, Vec<u8>)>,
}

impl Given<'_> {
    /// Compares everything that was given. A name that no item bears is an error only in a case
    /// without a failure: an altered label must not hide the alteration.
    pub(crate) fn compare(
        self,
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
            let report = match source {
                ContentSource::File(path) => check_file(path, &recorded.expected()),
                ContentSource::Reader(reader) => check_content(reader, &recorded.expected()),
            };
            let report = report
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
