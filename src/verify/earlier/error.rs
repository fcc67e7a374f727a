//! Why no snapshot was written, and why one is not taken up.

use crate::encoding::Timestamp;
use crate::merkle::Hash;
use crate::verify::code::Code;

/// Why no snapshot was written. The verification is none the worse for it.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum NoSnapshot {
    /// Files lay beside, whose order had a say: the next verification reads them again, and all of this file.
    #[error("other files lay beside, and what they show is not kept")]
    Beside,
    /// The entries do not make any head that was remembered, or none was given.
    #[error("the file has no head that was remembered")]
    NoHead,
    /// A finding says what is wrong with bytes: what it says is not kept, and all must be read to say it again.
    #[error("what the finding {code} says is told only by reading all")]
    NotKept {
        /// Which.
        code: Code,
    },
    /// Snapshots are of whole ledgers.
    #[error("the file is no whole ledger")]
    NotLedger,
    /// More was found than is kept.
    #[error("not all findings were kept")]
    TooMany,
}

/// Why a snapshot is not taken up. Verify all: nothing was read yet that is in a report.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SnapshotError {
    /// It is none, it was altered, or was written under another key.
    #[error("it is no snapshot by this key, or was altered")]
    Altered,
    /// The entries below it were read again and are not those that were verified then.
    #[error("the {size} entries that were verified are not what they were")]
    Changed {
        /// How many.
        size: u64,
    },
    /// It was made later than the instant that is now given.
    #[error("it was made at {then}, after {now}")]
    Later {
        /// The instant that was given then.
        then: Timestamp,
        /// The instant that is given now.
        now: Timestamp,
    },
    /// What is asked for needs all entries.
    #[error("{what} need all entries")]
    NeedsAll {
        /// What.
        what: &'static str,
    },
    /// None of the remembered heads that are given is the one at which it was made: it may be newer than they are.
    #[error("no remembered head of {size} entries is given")]
    NotAtHead {
        /// The number of entries that it was made at.
        size: u64,
    },
    /// A remembered head is older than the snapshot, and nothing in it tells the root there.
    #[error("nothing in it tells the root of the remembered head of {size} entries")]
    OlderHead {
        /// The number of entries of that head.
        size: u64,
    },
    /// The remembered head of its size has another root.
    #[error("the remembered head has the root {expected}, the entries verified then make {found}")]
    OtherHead {
        /// The root of the remembered head.
        expected: Hash,
        /// The root that it was made at.
        found: Hash,
    },
    /// It is of another ledger, or the file is shorter or another where the entries end that were verified.
    #[error("it is of another ledger, or the file was cut or altered below it: verify without it")]
    OtherLedger,
    /// Something else is asked.
    #[error("it was made under other {what}")]
    OtherQuestion {
        /// What is other.
        what: &'static str,
    },
    /// It was written by another version of this crate.
    #[error("it was written by another version")]
    OtherVersion,
    /// Its key is good, and its bytes are not what this version writes.
    #[error("it is not well-formed")]
    Malformed,
}
