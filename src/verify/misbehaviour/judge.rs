//! A proof of misbehaviour, held against a key or the root of an organisation.

use crate::event::{SignedEvent, Statement};
use crate::identity::{KeyError, OrgId, Thumbprint, Trust};
use crate::ledger::{KeyName, OpenError, SignedCheckpoint, VerifierKey};
use crate::verify::code::Code;
use crate::verify::compare::registers;
use crate::verify::directory::{Change, Directory, Standing};
use crate::verify::misbehaviour::{Contradiction, Misbehaviour, NotProven};

/// What a proof of misbehaviour has shown.
#[derive(Clone, Debug, Eq, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct ProvenMisbehaviour {
    /// The ledger.
    pub origin: String,
    /// The sizes of the two heads.
    pub sizes: [u64; 2],
    /// Where both have a leaf, and not the same, if that is what was shown.
    pub index: Option<u64>,
    /// The key that signed each of the heads.
    pub keys: [Thumbprint; 2],
    /// The organisation that registered these keys for this ledger, if that was asked.
    pub root: Option<OrgId>,
}

impl Misbehaviour {
    /// Verifies the proof under keys of the ledger.
    ///
    /// # What this proves
    /// Two heads of one ledger were signed with these keys that cannot both be true: no tree of entries that only
    /// ever grew has both.
    ///
    /// # What this does not prove
    /// Whose keys they are, and who held them; which of the two heads is right; why there are two: a rewritten
    /// past, a restored backup or a second copy of the ledger look the same. Nothing of when the heads were signed.
    ///
    /// # Errors
    /// [`NotProven::Head`].
    ///
    /// # Specification
    /// F13.7
    pub fn verify_under_keys(&self, keys: &[VerifierKey]) -> Result<ProvenMisbehaviour, NotProven> {
        let [one, other] = &self.heads;
        let signer = |number: usize, head: &SignedCheckpoint| {
            let opened = head.open(keys).map_err(|source| NotProven::Head { number, source })?;
            // `open` has verified at least one line under the origin's name.
            let origin = opened.checkpoint().origin();
            let by = |key: &&VerifierKey| {
                key.name().as_str() == origin
                    && opened
                        .note()
                        .verified()
                        .iter()
                        .any(|line| line.name() == key.name() && line.key_id() == key.id())
            };
            let no_key = || NotProven::Head {
                number,
                source: OpenError::NotByOrigin { origin: origin.to_owned() },
            };
            keys.iter().find(by).map(|key| key.public_key().thumbprint()).ok_or_else(no_key)
        };
        let keys = [signer(0, one)?, signer(1, other)?];
        let (first, second) = (one.unverified(), other.unverified());
        let index = match &self.shows {
            Contradiction::Leaves { index, .. } => Some(*index),
            Contradiction::Prefix { .. } | Contradiction::Roots => None,
        };
        let sizes = [first.size(), second.size()];
        Ok(ProvenMisbehaviour { origin: first.origin().to_owned(), sizes, index, keys, root: None })
    }

    /// Verifies the proof under the root of the organisation that keeps the ledger, by the entries in the proof.
    ///
    /// # What this proves
    /// What [`Misbehaviour::verify_under_keys`] proves, and that the organisation of this root, or a registrar that
    /// it enrolled, signed that these keys sign the heads of this ledger.
    ///
    /// # What this does not prove
    /// What [`Misbehaviour::verify_under_keys`] does not, but for whose keys they are; that no key was revoked before
    /// it was used here: a revocation is not in the proof.
    ///
    /// # Errors
    /// [`NotProven`].
    ///
    /// # Specification
    /// F13.8
    pub fn verify_under_root(&self, root: OrgId) -> Result<ProvenMisbehaviour, NotProven> {
        let trust = Trust::new().root(root);
        let mut directory = Directory::default();
        let mut keys = Vec::new();
        for (number, entry) in self.entries.iter().enumerate() {
            let changes = register(&directory, entry, number, root, &trust)?;
            keys.extend(changes.iter().filter_map(head_key));
            directory.apply(changes, entry.hash());
        }
        let proven = self.verify_under_keys(&keys)?;
        Ok(ProvenMisbehaviour { root: Some(root), ..proven })
    }
}

/// What an entry registers, if its signer may: V2.1 to V2.9, without a place in any chain.
fn register(
    directory: &Directory,
    entry: &SignedEvent,
    number: usize,
    root: OrgId,
    trust: &Trust,
) -> Result<Vec<Change>, NotProven> {
    let refused = |code| NotProven::Registration { number, code };
    let Statement::Known(known) = entry.statement() else {
        return Err(NotProven::OtherType { number });
    };
    if !registers(entry) {
        return Err(NotProven::OtherType { number });
    }
    let claims = entry.claims();
    let key = directory
        .signing_key(Some(&known.body), claims.iss, claims.kid)
        .map_err(|error| {
            refused(match error {
                // V2.10: nothing is said of a signature that this build cannot judge.
                KeyError::NotBuiltIn { .. } => Code::EntryNotUnderstood,
                KeyError::MixedOrder
                | KeyError::NotCanonical
                | KeyError::NotOnCurve
                | KeyError::SecretOutOfRange
                | KeyError::SmallOrder
                | KeyError::WrongLength { .. } => Code::SignatureMismatch,
            })
        })?
        .ok_or(refused(Code::KeyUnknown))?;
    entry.check_signature(&key).map_err(|source| NotProven::Signature { number, source })?;
    let founds = directory.founds(known, claims.iss, claims.kid);
    match directory.standing(founds, claims.iss, &claims.kid, Some(root), trust) {
        Standing::Good => {}
        Standing::Ended(_) => return Err(refused(Code::KeyUnproven)),
        Standing::Refused(refusal) => return Err(refused(refusal.0)),
        Standing::Untrusted => return Err(refused(Code::KeyUnknown)),
    }
    directory
        .judge(known, entry.hash(), claims.iss, claims.kid)
        .map_err(|refusal| refused(refusal.0))
}

/// The key that a change registers for the heads of a ledger, under the ledger's name.
fn head_key(change: &Change) -> Option<VerifierKey> {
    let Change::CheckpointKey(origin, key) = change else { return None };
    let name = KeyName::parse(origin.as_str()).ok()?;
    VerifierKey::new(name, key.clone()).ok()
}
