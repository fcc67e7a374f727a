//! What a verified case says of the entries that it was asked about.

use std::collections::HashMap;

use crate::event::EntryHash;
use crate::identity::PartyId;
use crate::verify::code::{Class, Code};
use crate::verify::finding::Finding;
use crate::verify::fold::Assessment;
use crate::verify::report::Report;
use crate::verify::verifier::Verifier;

/// What a verification found of one entry.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum EntryStanding {
    /// It is held, and something about it is a failure.
    Failed {
        /// Its index in the ledger.
        index: u64,
        /// The first failure.
        code: Code,
    },
    /// It is held, and its signature or the standing of its key could not be checked; or not all that was
    /// found is in the report.
    NotChecked {
        /// Its index in the ledger.
        index: u64,
        /// Why.
        code: Code,
    },
    /// It is not in the file.
    NotHeld,
    /// It is held, and nothing about it is a failure.
    Verified(VerifiedEntry),
}

/// An entry that a case holds, and that a verification found no failure in. Only a [`Verifier`] makes one.
///
/// Its signature was verified, under a key that its organisation had registered for its signer and that
/// was good at its place in the ledger, under a root that was given.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct VerifiedEntry {
    hash: EntryHash,
    index: u64,
    signer: PartyId,
    found: Vec<Code>,
}

impl VerifiedEntry {
    /// Returns its name.
    #[must_use]
    pub const fn hash(&self) -> EntryHash {
        self.hash
    }

    /// Returns its index in the ledger.
    #[must_use]
    pub const fn index(&self) -> u64 {
        self.index
    }

    /// Returns the party that signed it.
    #[must_use]
    pub const fn signer(&self) -> PartyId {
        self.signer
    }

    /// Returns what else was found at this entry: irregularities, notes, and what was not checked, such
    /// as values withheld or an earlier stretch of its chains that is not held.
    #[must_use]
    pub fn found(&self) -> &[Code] {
        &self.found
    }
}

impl Verifier<'_> {
    /// Asks what is found of an entry, by its name: [`Report::standing`] has the answer. A
    /// [`BytesProof`](crate::verify::BytesProof) names the one that it rests on.
    #[must_use]
    pub fn entry(mut self, hash: EntryHash) -> Self {
        self.entries.push(hash);
        self
    }
}

impl Report {
    /// Returns what was found of an entry; `None` where [`Verifier::entry`] did not ask about it.
    #[must_use]
    pub fn standing(&self, hash: EntryHash) -> Option<&EntryStanding> {
        self.standings.iter().find(|(asked, _)| *asked == hash).map(|(_, standing)| standing)
    }
}

/// The entries asked about, while the case is read.
#[derive(Debug, Default)]
pub(crate) struct Standings {
    asked: Vec<EntryHash>,
    seen: HashMap<EntryHash, Seen>,
}

#[derive(Debug)]
struct Seen {
    index: u64,
    /// Who signed it, once that was verified.
    signer: Option<PartyId>,
}

impl Standings {
    pub(crate) fn new(asked: &[EntryHash]) -> Self {
        Self { asked: asked.to_vec(), seen: HashMap::new() }
    }

    /// An entry is in the file, or its hash in its stead.
    pub(crate) fn held(&mut self, hash: EntryHash, index: u64) {
        if self.asked.contains(&hash) {
            self.seen.entry(hash).or_insert(Seen { index, signer: None });
        }
    }

    /// An entry went through V2 to V6.
    pub(crate) fn judged(&mut self, assessment: &Assessment) {
        let Some(event) = assessment.verified() else { return };
        if let Some(seen) = self.seen.get_mut(&event.signed().hash()) {
            seen.signer = Some(event.signer());
        }
    }

    pub(crate) fn finish(self, findings: &[Finding]) -> Vec<(EntryHash, EntryStanding)> {
        let standing = |hash: &EntryHash| match self.seen.get(hash) {
            None => EntryStanding::NotHeld,
            Some(seen) => seen.standing(*hash, findings),
        };
        self.asked.iter().map(|hash| (*hash, standing(hash))).collect()
    }
}

impl Seen {
    fn standing(&self, hash: EntryHash, findings: &[Finding]) -> EntryStanding {
        let index = self.index;
        let mut found: Vec<_> = findings
            .iter()
            .filter(|finding| {
                let place = &finding.location;
                place.hash == Some(hash) || place.entry == Some(index)
            })
            .map(|finding| finding.code)
            .collect();
        found.sort_unstable();
        found.dedup();
        let first = |class| found.iter().copied().find(|code| code.class() == class);
        if let Some(code) = first(Class::Failure) {
            return EntryStanding::Failed { index, code };
        }
        // A failure may be among what was left out.
        if findings.iter().any(|finding| finding.code == Code::LimitsReached) {
            return EntryStanding::NotChecked { index, code: Code::LimitsReached };
        }
        match self.signer {
            Some(signer) => EntryStanding::Verified(VerifiedEntry { hash, index, signer, found }),
            None => {
                let code = first(Class::NotChecked).unwrap_or(Code::EntryNotUnderstood);
                EntryStanding::NotChecked { index, code }
            }
        }
    }
}
