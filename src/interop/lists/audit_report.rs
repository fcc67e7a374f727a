//! What an audit found.

use std::fmt;

use crate::interop::lists::{Basis, Compared, ListedPath};

/// What [`audit`](crate::interop::lists::audit()) found, in the order of names.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Audit {
    /// One for each file listed or measured.
    pub findings: Vec<AuditFinding>,
}

/// What was found of one file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum AuditFinding {
    /// It is there, and not listed.
    Added {
        /// The file.
        path: ListedPath,
        /// One that is listed with the same content, and was found under its own name.
        copy_of: Option<ListedPath>,
    },
    /// Something else is there than is listed.
    Changed {
        /// The file.
        path: ListedPath,
        /// What differs.
        compared: Box<Compared>,
    },
    /// What is listed of it was found.
    Matched {
        /// The file.
        path: ListedPath,
        /// What the match rests on.
        basis: Basis,
    },
    /// It is listed, and its content was found nowhere.
    Missing {
        /// The file.
        path: ListedPath,
    },
    /// Nothing is there under the listed name, and the listed content under another. Of several
    /// files with the same content, any.
    Moved {
        /// The name in the list.
        from: ListedPath,
        /// The name found.
        to: ListedPath,
        /// What the match rests on.
        basis: Basis,
    },
    /// It is there, and no digest is both listed and measured.
    NotCompared {
        /// The file.
        path: ListedPath,
    },
}

impl AuditFinding {
    /// The file: as it was found, or as it is listed if it was not.
    #[must_use]
    pub const fn path(&self) -> &ListedPath {
        match self {
            Self::Added { path, .. }
            | Self::Changed { path, .. }
            | Self::Matched { path, .. }
            | Self::Missing { path }
            | Self::Moved { to: path, .. }
            | Self::NotCompared { path } => path,
        }
    }

    const fn basis(&self) -> Option<Basis> {
        match self {
            Self::Matched { basis, .. } | Self::Moved { basis, .. } => Some(*basis),
            Self::Added { .. }
            | Self::Changed { .. }
            | Self::Missing { .. }
            | Self::NotCompared { .. } => None,
        }
    }

    const fn kind(&self) -> Kind {
        match self {
            Self::Added { .. } => Kind::Added,
            Self::Changed { .. } => Kind::Changed,
            Self::Matched { .. } => Kind::Matched,
            Self::Missing { .. } => Kind::Missing,
            Self::Moved { .. } => Kind::Moved,
            Self::NotCompared { .. } => Kind::NotCompared,
        }
    }
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Kind {
    Added,
    Changed,
    Matched,
    Missing,
    Moved,
    NotCompared,
}

/// What an audit comes to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum AuditConclusion {
    /// Every file is as listed, by SHA-256 or SHA-512.
    Agrees,
    /// Every file is as listed, and for some of them only MD5 or SHA-1 says so.
    AgreesByLegacy,
    /// A file was changed, moved or added, or is missing.
    Differs,
    /// Nothing differs, and of some file, or of none at all, no digest was compared.
    NotCompared,
}

impl Audit {
    /// What it comes to. A list of no files agrees with nothing.
    #[must_use]
    pub fn conclusion(&self) -> AuditConclusion {
        let differ = [Kind::Added, Kind::Changed, Kind::Missing, Kind::Moved];
        let has = |kind: &Kind| self.findings.iter().any(|finding| finding.kind() == *kind);
        if differ.iter().any(has) {
            AuditConclusion::Differs
        } else if self.findings.is_empty() || has(&Kind::NotCompared) {
            AuditConclusion::NotCompared
        } else if self.findings.iter().any(|finding| finding.basis() == Some(Basis::Legacy)) {
            AuditConclusion::AgreesByLegacy
        } else {
            AuditConclusion::Agrees
        }
    }

    fn count(&self, kind: Kind) -> usize {
        self.findings.iter().filter(|finding| finding.kind() == kind).count()
    }
}

/// The conclusion, the numbers, and each file that does not match by a sound digest.
impl fmt::Display for Audit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.conclusion())?;
        writeln!(
            f,
            "{} matched, {} changed, {} missing, {} added, {} moved, {} not compared",
            self.count(Kind::Matched),
            self.count(Kind::Changed),
            self.count(Kind::Missing),
            self.count(Kind::Added),
            self.count(Kind::Moved),
            self.count(Kind::NotCompared),
        )?;
        let told = |finding: &&AuditFinding| {
            finding.kind() != Kind::Matched || finding.basis() == Some(Basis::Legacy)
        };
        self.findings.iter().filter(told).try_for_each(|finding| writeln!(f, "  {finding}"))
    }
}

impl fmt::Display for AuditConclusion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Agrees => "the files are those of the list",
            Self::AgreesByLegacy => {
                "the files are those of the list, as far as MD5 and SHA-1 can tell"
            }
            Self::Differs => "the files are not those of the list",
            Self::NotCompared => "nothing differs, and not everything could be compared",
        })
    }
}

impl fmt::Display for AuditFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Added { path, copy_of: None } => write!(f, "added: {path:?}"),
            Self::Added { path, copy_of: Some(original) } => {
                write!(f, "added: {path:?}, a copy of {original:?}")
            }
            Self::Changed { path, compared } => write!(f, "changed: {path:?}: {compared}"),
            Self::Matched { path, basis } => write!(f, "matched: {path:?}{basis}"),
            Self::Missing { path } => write!(f, "missing: {path:?}"),
            Self::Moved { from, to, basis } => write!(f, "moved: {from:?} to {to:?}{basis}"),
            Self::NotCompared { path } => {
                write!(f, "not compared: {path:?}: no digest is both listed and measured")
            }
        }
    }
}

/// What is said behind a match.
impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Legacy => ", by MD5 or SHA-1 only",
            Self::Sound => "",
        })
    }
}
