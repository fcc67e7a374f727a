//! Proofs of misbehaviour: two signed heads of one ledger that cannot both be true.
//!
//! `wire` is the file, `judge` holds it against a key or the root of an organisation. A [`Misbehaviour`] that
//! exists contradicts itself; who signed its heads is not verified yet.

mod error;
mod judge;
mod wire;

pub use error::{MisbehaviourError, NotProven};
pub use judge::ProvenMisbehaviour;
pub use wire::MAX_MISBEHAVIOUR;

use crate::event::{EntryHash, SignedEvent};
use crate::ledger::SignedCheckpoint;
use crate::merkle::{Hash, leaf_hash, verify_consistency, verify_inclusion};

/// What shows that two heads contradict each other. "The smaller" is the first head, "the larger" the second.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Contradiction {
    /// Both trees have a leaf at this place, and not the same.
    Leaves {
        /// The place, from 0.
        index: u64,
        /// The entry there, in each.
        entries: [EntryHash; 2],
        /// The inclusion paths, RFC 9162 §2.1.3, one to each head.
        paths: [Vec<Hash>; 2],
    },
    /// The larger tree begins with another tree of the smaller's size.
    Prefix {
        /// The root of the tree that it begins with.
        root: Hash,
        /// The consistency path, RFC 9162 §2.1.4, from that root to the larger head.
        path: Vec<Hash>,
    },
    /// Both heads have one size, and two roots.
    Roots,
}

/// Two heads of one ledger that contradict each other, in one small file.
///
/// It has no entry of a case, only hashes, and the entries that register the key of the heads where they are at
/// hand. [`compare_cases`](crate::verify::compare_cases) and
/// [`compare_with_head`](crate::verify::compare_with_head) make it where they find a fork.
///
/// # Examples
/// ```
/// use handseal::identity::{OsEntropy, Signer, SigningKey};
/// use handseal::ledger::{Checkpoint, KeyName, SignedCheckpoint, VerifierKey};
/// use handseal::verify::{Contradiction, Misbehaviour};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let key = SigningKey::generate(&mut OsEntropy)?;
/// let origin = "custody.example.org/00112233445566778899aabbccddeeff";
/// let head = |root| SignedCheckpoint::sign(Checkpoint::new(origin, 8, [root; 32])?, &key)
///     .map_err(Box::<dyn std::error::Error>::from);
/// let file = Misbehaviour::of([head(2)?, head(1)?], Contradiction::Roots)?.to_bytes();
///
/// // Elsewhere, with the ledger's key:
/// let known = VerifierKey::new(KeyName::parse(origin)?, key.public_key().clone())?;
/// let proven = Misbehaviour::parse(&file)?.verify_under_keys(&[known])?;
/// assert_eq!(proven.sizes, [8, 8]);
/// # Ok(())
/// # }
/// ```
///
/// # Specification
/// `spec::format` §13.
#[derive(Clone, Debug)]
pub struct Misbehaviour {
    // By size, then by root.
    heads: [SignedCheckpoint; 2],
    shows: Contradiction,
    entries: Vec<SignedEvent>,
}

impl Misbehaviour {
    /// Puts together two heads and what shows that they contradict each other. The heads may come in any order
    /// where they have one size and nothing but their roots is shown.
    ///
    /// # Errors
    /// [`MisbehaviourError`] where they do not.
    pub fn of(
        heads: [SignedCheckpoint; 2],
        shows: Contradiction,
    ) -> Result<Self, MisbehaviourError> {
        let [first, second] = &heads;
        let turned = shows == Contradiction::Roots && place(second) < place(first);
        let [first, second] = heads;
        Self::fit(if turned { [second, first] } else { [first, second] }, shows, Vec::new())
    }

    /// Adds the entries that register the key of the heads: `founded`, what enrols a registrar, and `opened` or a
    /// change of key, in their order. With them the root of the organisation is enough to verify.
    #[must_use]
    pub fn registered_by(self, entries: Vec<SignedEvent>) -> Self {
        // Nothing disclosed goes along: names are not needed.
        let entries = entries.into_iter().map(|entry| entry.redact(&|_| false)).collect();
        Self { entries, ..self }
    }

    /// Returns the two heads, which nobody has verified yet.
    #[must_use]
    pub const fn heads(&self) -> &[SignedCheckpoint; 2] {
        &self.heads
    }

    /// Returns the ledger that both heads are of.
    #[must_use]
    pub fn origin(&self) -> &str {
        let [head, _] = &self.heads;
        head.unverified().origin()
    }

    /// Returns what shows that they contradict each other.
    #[must_use]
    pub const fn shows(&self) -> &Contradiction {
        &self.shows
    }

    /// Returns the entries that register the key of the heads, which nobody has verified yet.
    #[must_use]
    pub fn entries(&self) -> &[SignedEvent] {
        &self.entries
    }

    /// Puts together what contradicts itself.
    fn fit(
        heads: [SignedCheckpoint; 2],
        shows: Contradiction,
        entries: Vec<SignedEvent>,
    ) -> Result<Self, MisbehaviourError> {
        let [one, other] = &heads;
        let [first, second] = [one.unverified(), other.unverified()];
        // F13.2
        if first.origin() != second.origin() {
            let [first, second] = [first, second].map(|head| head.origin().to_owned());
            return Err(MisbehaviourError::OtherLedger { first, second });
        }
        // F13.3
        let (first_size, second_size) = (first.size(), second.size());
        if place(other) < place(one) {
            return Err(MisbehaviourError::HeadsOutOfOrder {
                first: first_size,
                second: second_size,
            });
        }
        let proof = |number| move |source| MisbehaviourError::Proof { number, source };
        let sizes = || MisbehaviourError::Sizes { first: first_size, second: second_size };
        let (root, larger) = (Hash(*first.root()), Hash(*second.root()));
        match &shows {
            // F13.4
            Contradiction::Roots => {
                if first_size != second_size {
                    return Err(sizes());
                }
                check_differ(root, larger)?;
            }
            // F13.5
            Contradiction::Prefix { root: begins, path } => {
                if first_size == second_size {
                    return Err(sizes());
                }
                verify_consistency(first_size, *begins, second_size, larger, path)
                    .map_err(proof(0))?;
                check_differ(root, *begins)?;
            }
            // F13.6
            Contradiction::Leaves { index, entries, paths: [path, other_path] } => {
                let [leaf, other_leaf] = entries.map(|entry| leaf_hash(entry.as_bytes()));
                verify_inclusion(leaf, *index, first_size, path, root).map_err(proof(0))?;
                verify_inclusion(other_leaf, *index, second_size, other_path, larger)
                    .map_err(proof(1))?;
                check_differ(leaf, other_leaf)?;
            }
        }
        Ok(Self { heads, shows, entries })
    }
}

/// The order of two heads.
fn place(head: &SignedCheckpoint) -> (u64, [u8; 32]) {
    (head.unverified().size(), *head.unverified().root())
}

fn check_differ(one: Hash, other: Hash) -> Result<(), MisbehaviourError> {
    if one == other { Err(MisbehaviourError::Same { found: one }) } else { Ok(()) }
}
