//! Files of other ledgers that lie beside the one verified: the order there. V2.5
//!
//! What an organisation recorded before it ended a key, only its own ledger shows. A file of it is
//! read like any other, under the same trust, and nothing is taken from one with a failure.

use std::collections::HashMap;
use std::io::{Read, Seek};

use crate::event::EntryHash;
use crate::identity::{OrgId, PartyId};
use crate::verify::report::Scope;
use crate::verify::verifier::{Verifier, VerifierError};
use crate::verify::walk::Walk;

/// A file, wherever it is.
pub(crate) trait Source: Read + Seek {}

impl<S: Read + Seek> Source for S {}

/// Where the entries by the people of one organisation stand in its own ledger, under a head that is
/// signed by its key.
#[derive(Debug)]
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

/// Reads the files that lie beside.
pub(crate) fn read(
    verifier: &Verifier<'_>,
    files: Vec<Box<dyn Source + '_>>,
) -> Result<Vec<Elsewhere>, VerifierError> {
    let mut all = Vec::new();
    for file in files {
        all.extend(read_one(verifier, file)?);
    }
    Ok(all)
}

/// What one of them shows: nothing, where it has a failure or says that a key of its own people was in
/// other hands.
fn read_one(
    verifier: &Verifier<'_>,
    mut file: Box<dyn Source + '_>,
) -> Result<Option<Elsewhere>, VerifierError> {
    let alone = Verifier::new(&verifier.trust, verifier.now);
    let mut walk = Walk::new(&alone);
    walk.places = Some(HashMap::new());
    if walk.read_once(&mut file)? == Scope::Unreadable {
        return Ok(None);
    }
    let Some(keeper) = walk.fold.keeper else { return Ok(None) };
    let stolen = walk.open.stolen.iter().any(|(stolen, _)| stolen.party.org() == keeper);
    walk.settle(&mut file)?;
    if stolen || walk.findings.has_failure() {
        return Ok(None);
    }
    let (covered, mut places) = (walk.heads.signed_size, walk.places.take().unwrap_or_default());
    places.retain(|_, index| *index < covered);
    Ok(Some(Elsewhere { keeper, places }))
}
