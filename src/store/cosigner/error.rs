//! Why a cosigner cannot begin, or did not sign.

use crate::ledger::{CosignerKey, NoteSignError, OpenError, VerifierKeyError};
use crate::merkle::ProofError;
use crate::store::error::StoreError;
use crate::verify::{Misbehaviour, escaped};

/// Why a cosigner did not sign a head. What it remembers is as before, but for [`CosignError::Sign`]: then the head can be
/// remembered, and is asked for again from its own size. After [`CosignError::Store`] it is the one or the other.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CosignError {
    /// The proof does not show that the head extends the last one.
    #[error("the proof does not show that the head extends the last one signed")]
    BadProof {
        /// Why.
        #[source]
        source: ProofError,
    },
    /// The clock says less than it did at the last cosignature of this ledger.
    #[error("the clock is at {found} seconds since 1970, the last head was signed at {held}")]
    ClockBehind {
        /// The time of the last cosignature, in seconds since 1970.
        held: u64,
        /// What the clock says.
        found: u64,
    },
    /// The head contradicts the last one signed, and both are signed by the ledger. The proof of it is kept, unless
    /// there are many of this ledger.
    #[error("the head contradicts the last one signed: {} was forked", escaped(.proof.origin()))]
    Fork {
        /// Both heads, and what shows it.
        proof: Box<Misbehaviour>,
    },
    /// The head is not signed by a known key of its ledger.
    #[error("the head is not signed by a known key of its ledger")]
    Open(#[from] OpenError),
    /// The old size in the request is greater than the new one.
    #[error("old size {old} is greater than the new size {new}")]
    SizesReversed {
        /// The old size in the request.
        old: u64,
        /// The size of the head.
        new: u64,
    },
    /// The head was remembered, and the signer gave no signature.
    #[error("the head was not signed")]
    Sign(#[from] NoteSignError),
    /// The old size in the request is not that of the last head signed.
    #[error("the last head signed has size {held}")]
    Stale {
        /// The size of the last head signed, 0 if there is none.
        held: u64,
    },
    /// What it remembers could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Nobody asked it to sign heads of this ledger.
    #[error("no key of the ledger {} is known", escaped(.origin))]
    UnknownOrigin {
        /// The origin in the head.
        origin: String,
    },
}

/// Why a cosigner cannot begin.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CosignerError {
    /// Cosigners do not sign with such a key.
    #[error("the key is none of a cosigner")]
    Key(#[from] VerifierKeyError),
    /// The memory is that of another cosigner. What this one signed is not in it, and the other one would find heads
    /// that it did not sign.
    #[error(
        "the memory is that of the cosigner {}, not of {}",
        escaped(&.expected.to_string()),
        escaped(&.found.to_string())
    )]
    OtherCosigner {
        /// The cosigner that the memory names.
        expected: Box<CosignerKey>,
        /// The one that was to have it.
        found: Box<CosignerKey>,
    },
}
