//! What checking a bag found.

use std::fmt;

use crate::interop::bag::oxum::Oxum;
use crate::interop::lists::{Audit, AuditConclusion, ListAlgorithm, ListedPath};

/// What [`Bag::check`](crate::interop::bag::Bag::check) found.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct BagReport {
    /// The payload against its manifests. Files that are elsewhere are not in it.
    pub payload: Audit,
    /// The tag files that tag manifests list. Others are not in it.
    pub tags: Audit,
    /// Everything else.
    pub findings: Vec<BagFinding>,
}

/// What was found of a bag beside the digests of its files.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum BagFinding {
    /// `fetch.txt` names a file that no manifest lists: whatever came from there would do.
    FetchNotListed {
        /// The file.
        path: ListedPath,
    },
    /// A manifest of an algorithm that is not known here: nothing was compared with it.
    ManifestNotRead {
        /// The manifest.
        name: ListedPath,
    },
    /// No tag manifest: nothing protects the manifests and `bag-info.txt`.
    NoTagManifest,
    /// A `%` in a name that RFC 8493 asks to be written as `%25`: most programs do not.
    NotEncoded {
        /// The file.
        path: ListedPath,
    },
    /// A payload file is not in the bag: `fetch.txt` says where to get it. Nobody went there.
    NotHere {
        /// The file.
        path: ListedPath,
        /// Where it is said to be.
        url: String,
    },
    /// A payload file is in one manifest, and not in another.
    NotListed {
        /// The file.
        path: ListedPath,
        /// The algorithm of the manifest that does not list it.
        algorithm: ListAlgorithm,
    },
    /// The payload has other bytes or files than `Payload-Oxum` says.
    Oxum {
        /// What it says.
        said: Oxum,
        /// What was measured.
        found: Oxum,
    },
    /// What `Payload-Oxum` says is not two numbers.
    OxumNotRead {
        /// What it says.
        said: ListedPath,
    },
    /// A tag file that no tag manifest lists: it is allowed, and nothing protects it.
    TagNotListed {
        /// The file.
        path: ListedPath,
    },
}

/// What a finding does to a bag.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Weight {
    /// It is not valid.
    Fails,
    /// Something was not compared.
    LeavesOpen,
    /// Nothing.
    Notes,
}

impl BagFinding {
    const fn weight(&self) -> Weight {
        match self {
            Self::FetchNotListed { .. }
            | Self::NotListed { .. }
            | Self::Oxum { .. }
            | Self::OxumNotRead { .. } => Weight::Fails,
            Self::ManifestNotRead { .. } | Self::NotHere { .. } => Weight::LeavesOpen,
            Self::NoTagManifest | Self::NotEncoded { .. } | Self::TagNotListed { .. } => {
                Weight::Notes
            }
        }
    }
}

/// What a bag comes to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum BagConclusion {
    /// Nothing is wrong, and something is not here or could not be compared.
    Incomplete,
    /// Something is wrong.
    NotValid,
    /// Complete and valid.
    Valid,
    /// Complete and valid, and for some of its files only MD5 or SHA-1 says so.
    ValidByLegacy,
}

impl BagReport {
    /// What it comes to.
    #[must_use]
    pub fn conclusion(&self) -> BagConclusion {
        let weighs = |weight| self.findings.iter().any(|finding| finding.weight() == weight);
        // A bag without payload is a bag.
        let audits = [&self.payload, &self.tags].map(|audit| match audit.findings.as_slice() {
            [] => AuditConclusion::Agrees,
            [_, ..] => audit.conclusion(),
        });
        if weighs(Weight::Fails) || audits.contains(&AuditConclusion::Differs) {
            BagConclusion::NotValid
        } else if weighs(Weight::LeavesOpen) || audits.contains(&AuditConclusion::NotCompared) {
            BagConclusion::Incomplete
        } else if audits.contains(&AuditConclusion::AgreesByLegacy) {
            BagConclusion::ValidByLegacy
        } else {
            BagConclusion::Valid
        }
    }
}

/// The conclusion, what was found of payload and tag files, and everything else.
impl fmt::Display for BagReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.conclusion())?;
        write!(f, "payload: {}tag files: {}", self.payload, self.tags)?;
        self.findings.iter().try_for_each(|finding| writeln!(f, "{finding}"))
    }
}

impl fmt::Display for BagConclusion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Incomplete => {
                "nothing is wrong with the bag, and not everything could be compared"
            }
            Self::NotValid => "the bag is not valid",
            Self::Valid => "the bag is complete and valid",
            Self::ValidByLegacy => {
                "the bag is complete and valid, as far as MD5 and SHA-1 can tell"
            }
        })
    }
}

impl fmt::Display for BagFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FetchNotListed { path } => {
                write!(f, "{path:?} is to be fetched, and no manifest lists it")
            }
            Self::ManifestNotRead { name } => {
                write!(f, "{name:?} is of an unknown algorithm and was not read")
            }
            Self::NoTagManifest => f.write_str("no tag manifest protects the manifests"),
            Self::NotEncoded { path } => write!(f, "a % in {path:?} is not encoded"),
            Self::NotHere { path, url } => {
                let url = ListedPath::from(url.as_str());
                write!(f, "{path:?} is not here, but said to be at {url:?}")
            }
            Self::NotListed { path, algorithm } => {
                write!(f, "{path:?} is not in manifest-{algorithm}.txt")
            }
            Self::Oxum { said, found } => {
                write!(f, "Payload-Oxum {said} is said, {found} found")
            }
            Self::OxumNotRead { said } => write!(f, "Payload-Oxum {said:?} is not two numbers"),
            Self::TagNotListed { path } => write!(f, "no tag manifest lists {path:?}"),
        }
    }
}
