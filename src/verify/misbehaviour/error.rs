//! Why bytes are not a proof of misbehaviour, and why one is not believed.

use crate::cose::VerifyError;
use crate::encoding::DecodeError;
use crate::event::EntryError;
use crate::ledger::{OpenError, SignedCheckpointError};
use crate::merkle::{Hash, ProofError};
use crate::verify::code::Code;
use crate::verify::escape::escaped;

/// Why two heads, or the bytes of a file, are not a proof of misbehaviour.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MisbehaviourError {
    /// The bytes are not what the format says.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// What should be an entry is not one.
    #[error("entry {number} is not one")]
    Entry {
        /// Its place in the list, from 0.
        number: usize,
        /// Why.
        source: EntryError,
    },
    /// What should be a signed head is not one.
    #[error("head {number} is not one")]
    Head {
        /// Its place, 0 or 1.
        number: usize,
        /// Why.
        source: SignedCheckpointError,
    },
    /// The two heads do not stand in the order of their sizes, and of their roots.
    #[error("heads out of order: sizes {first} and {second}")]
    HeadsOutOfOrder {
        /// The size of the first.
        first: u64,
        /// The size of the second.
        second: u64,
    },
    /// The two heads are of two ledgers: they cannot contradict each other.
    #[error("heads of two ledgers, {} and {}", escaped(.first), escaped(.second))]
    OtherLedger {
        /// The origin in the first.
        first: String,
        /// The origin in the second.
        second: String,
    },
    /// A path does not lead to the root of its head.
    #[error("path {number} does not lead to its head")]
    Proof {
        /// Which of the paths, from 0.
        number: usize,
        /// Why.
        source: ProofError,
    },
    /// The two leaves, or the two roots, that should differ are the same.
    #[error("both sides have {found}: they do not contradict each other")]
    Same {
        /// What both have.
        found: Hash,
    },
    /// What is shown is not for heads of these sizes.
    #[error("what is shown is not for heads of the sizes {first} and {second}")]
    Sizes {
        /// The size of the first.
        first: u64,
        /// The size of the second.
        second: u64,
    },
}

/// Why a proof of misbehaviour shows nothing under the keys or the root that was given.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotProven {
    /// A head is not signed by a key of its ledger that is known.
    #[error("head {number} is not signed by a known key of its ledger")]
    Head {
        /// Which, 0 or 1.
        number: usize,
        /// Why.
        source: OpenError,
    },
    /// An entry in the proof is of a type that registers no key.
    #[error("entry {number} is of a type that registers no key")]
    OtherType {
        /// Its place in the list, from 0.
        number: usize,
    },
    /// An entry in the proof registers nothing.
    #[error("entry {number} registers nothing: {}", .code.name())]
    Registration {
        /// Its place in the list, from 0.
        number: usize,
        /// What the verifier calls that.
        code: Code,
    },
    /// An entry in the proof is not signed by the key that it should be.
    #[error("entry {number} is not signed by its party")]
    Signature {
        /// Its place in the list, from 0.
        number: usize,
        /// Why.
        source: VerifyError,
    },
}
