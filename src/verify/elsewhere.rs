//! Files of other ledgers that lie beside the one verified: the order there. V2.5
//!
//! What an organisation recorded before it ended a key, only its own ledger shows. A file of it is
//! read like any other, under the same trust, and nothing is taken from one with a failure.

use std::collections::HashMap;
use std::fmt;
use std::io::{Read, Seek};

use serde::Serialize;

use crate::encoding::codes;
use crate::event::EntryHash;
use crate::identity::{OrgId, PartyId};
use crate::verify::code::{Class, Code};
use crate::verify::error::VerifierError;
use crate::verify::escape::shown;
use crate::verify::finding::Finding;
use crate::verify::report::Scope;
use crate::verify::verifier::{Limits, Verifier};
use crate::verify::walk::Walk;

/// A file, wherever it is.
pub(crate) trait Source: Read + Seek {}

impl<S: Read + Seek> Source for S {}

/// Where the entries by the people of one organisation stand in its own ledger, under a head that is
/// signed by its key.
#[derive(Clone, Debug)]
pub(crate) struct Elsewhere {
    keeper: OrgId,
    places: HashMap<EntryHash, u64>,
}

impl Elsewhere {
    /// Whether a party's own ledger shows its entry before another one.
    pub(crate) fn has_before(&self, by: PartyId, entry: &EntryHash, end: &EntryHash) -> bool {
        match (self.places.get(entry), self.places.get(end)) {
            (Some(place), Some(end)) => by.org() == self.keeper && place < end,
            (Some(_) | None, _) => false,
        }
    }
}

codes! {
    /// Why nothing is taken from a file that lies beside.
    pub enum LaidAside {
        /// It has a failure.
        Failure => "failure",
        /// No head in it is signed by a key of its ledger.
        NoHead => "no_head",
        /// It does not begin with the founding of an organisation.
        NoKeeper => "no_keeper",
        /// The organisation that keeps it is under no root that was given.
        NotTrusted => "not_trusted",
        /// It is kept by the organisation that keeps the file verified: that file itself has the order.
        SameKeeper => "same_keeper",
        /// It says that a key of its keeper's people was stolen: whoever had it could have recorded anything there.
        StolenKey => "stolen_key",
    }
}

impl LaidAside {
    /// What it means, in one sentence.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Failure => "it has a failure",
            Self::NoHead => "no head in it is signed by a key of its ledger",
            Self::NoKeeper => "it does not begin with the founding of an organisation",
            Self::NotTrusted => "the organisation that keeps it is under no root that was given",
            Self::SameKeeper => {
                "the organisation that keeps it keeps the file verified, which has the order itself"
            }
            Self::StolenKey => "it says that a key of the people of its keeper was stolen",
        }
    }
}

/// A file of another ledger that was given to lie beside, and what was taken from it.
///
/// `Display` writes what the page says of it, in one line.
///
/// # What this proves
///
/// Nothing by itself: it says why a finding `key.unproven` is there, or is not. V2.5
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct BesideLedger {
    /// The origin of its ledger, as far as that can be told.
    pub origin: Option<String>,
    /// The organisation that keeps it.
    pub keeper: Option<OrgId>,
    /// The number of entries read.
    pub entries: u64,
    /// Of how many of them the place was taken: 0 where it is laid aside.
    pub shows: u64,
    /// Why nothing is taken from it.
    pub laid_aside: Option<LaidAside>,
    /// The first failure in it, where that is why.
    pub failure: Option<Code>,
}

impl BesideLedger {
    /// Its keeper is that of the file verified.
    pub(crate) const fn lay_aside_as_own(&mut self) {
        if self.laid_aside.is_none() {
            self.laid_aside = Some(LaidAside::SameKeeper);
            self.shows = 0;
        }
    }
}

impl fmt::Display for BesideLedger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.laid_aside {
            None => write!(f, "the places of {} entries taken from it", self.shows)?,
            Some(why) => write!(f, "LAID ASIDE: {}", why.text())?,
        }
        if let Some(code) = self.failure {
            write!(f, ", {code}")?;
        }
        write!(f, "; {} entries", self.entries)?;
        if let Some(origin) = &self.origin {
            write!(f, " of the ledger {}", shown(origin))?;
        }
        if let Some(keeper) = self.keeper {
            write!(f, ", kept by {keeper}")?;
        }
        Ok(())
    }
}

/// Reads the files that lie beside: what they show, and what became of each.
pub(crate) fn read(
    verifier: &Verifier<'_>,
    files: Vec<Box<dyn Source + '_>>,
) -> Result<(Vec<Elsewhere>, Vec<BesideLedger>), VerifierError> {
    let (mut all, mut told) = (Vec::new(), Vec::new());
    for file in files {
        let (shows, beside) = read_one(verifier, file)?;
        all.extend(shows);
        told.push(beside);
    }
    Ok((all, told))
}

/// What one of them shows: nothing, where it is laid aside.
fn read_one(
    verifier: &Verifier<'_>,
    mut file: Box<dyn Source + '_>,
) -> Result<(Option<Elsewhere>, BesideLedger), VerifierError> {
    let limits = Limits { tables: verifier.limits.tables, ..Limits::default() };
    let alone =
        Verifier::new(&verifier.trust, verifier.now).threads(verifier.given.threads).limits(limits);
    let mut walk = Walk::new(&alone);
    walk.places = Some(HashMap::new());
    let scope = walk.read_once(&mut file)?;
    let keeper = walk.fold.keeper;
    let stolen = walk.open.stolen.iter().any(|(stolen, _)| Some(stolen.party.org()) == keeper);
    if scope != Scope::Unreadable {
        walk.settle(&mut file)?;
    }
    let covered = walk.heads.signed_size;
    let why = match keeper {
        _ if walk.findings.has_failure() => Some(LaidAside::Failure),
        None => Some(LaidAside::NoKeeper),
        Some(keeper) if !verifier.trust.covers(PartyId::organisation(keeper)) => {
            Some(LaidAside::NotTrusted)
        }
        Some(_) if stolen => Some(LaidAside::StolenKey),
        Some(_) => (covered == 0).then_some(LaidAside::NoHead),
    };
    let mut places = walk.places.take().unwrap_or_default();
    places.retain(|_, index| *index < covered && why.is_none());
    let failed = |finding: &Finding| finding.code.class() == Class::Failure;
    let findings = walk.findings.into_sorted();
    let beside = BesideLedger {
        origin: walk.fold.origin.as_ref().map(ToString::to_string),
        keeper,
        entries: walk.counts.entries,
        shows: u64::try_from(places.len()).unwrap_or(u64::MAX),
        laid_aside: why,
        failure: findings.into_iter().find(failed).map(|finding| finding.code),
    };
    let shows = keeper.filter(|_| why.is_none()).map(|keeper| Elsewhere { keeper, places });
    Ok((shows, beside))
}
