//! What a store or a case could not do.

use std::io;
use std::ops::Range;
use std::path::PathBuf;

use crate::event::{
    DraftError, EntryError, EntryHash, EventDraft, EventType, Link, SignedEvent, Subject,
};
use crate::identity::{EntropyError, ItemId, OriginError, PartyId, RequestId, Thumbprint};
use crate::ledger::{CheckpointError, CheckpointSignError, RecordError, VerifierKeyError};
use crate::merkle::TreeError;
use crate::store::append::Recorded;
use crate::verify::{Finding, VerifierError, Writer, escaped};

/// Why a store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The bucket did not do it.
    #[cfg(feature = "object-store")]
    #[error(transparent)]
    Bucket(Box<crate::store::bucket::BucketError>),
    /// A new case may not replace a file.
    #[error("{} is already there", escaped(&.path.to_string_lossy()))]
    Exists {
        /// Which.
        path: PathBuf,
    },
    /// A system call failed.
    #[error("{operation} failed on {}", escaped(&.path.to_string_lossy()))]
    Io {
        /// Which file.
        path: PathBuf,
        /// What was asked of the system.
        operation: &'static str,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Another writer has the case.
    #[error("{} is being written by {writer}", escaped(&.path.to_string_lossy()))]
    Locked {
        /// Which file.
        path: PathBuf,
        /// Who writes it, as far as the system tells.
        writer: Writer,
    },
    /// A cosigner's memory does not say whose it is.
    #[error("{} does not name the cosigner whose memory this is", escaped(&.path.to_string_lossy()))]
    NotACosigner {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: VerifierKeyError,
    },
    /// What a cosigner remembers is no signed head of that ledger. It is never taken for nothing: the cosigner would
    /// begin anew, and could contradict itself.
    #[error("{} is not the head that a cosigner remembers", escaped(&.path.to_string_lossy()))]
    NotAHead {
        /// Which file.
        path: PathBuf,
    },
    /// No memory of a cosigner is there. It is never made where one is asked for: a mistyped path would make the
    /// cosigner begin anew.
    #[error("{} is not the memory of a cosigner", escaped(&.path.to_string_lossy()))]
    NotAMemory {
        /// Which directory.
        path: PathBuf,
    },
    /// Not a regular file.
    #[error("{} is not a regular file", escaped(&.path.to_string_lossy()))]
    NotRegular {
        /// Which.
        path: PathBuf,
    },
    /// An earlier write or sync failed: what is on the disk is not known any more, so nothing is
    /// written or acknowledged through this handle again. Open the case anew.
    #[error("an earlier write failed, so this handle does not write any more")]
    Poisoned,
    /// Another writer was first. Nothing of what was appended is kept.
    #[error("another writer wrote at byte {offset} before")]
    Taken {
        /// Where both wanted to write.
        offset: u64,
    },
    /// Whether it was written could not be found out, and nothing more is written through this handle until it is
    /// ([`CaseFile::catch_up`](crate::store::CaseFile::catch_up)).
    #[error("it is not known whether bytes {} to {} were written", .range.start, .range.end)]
    Undecided {
        /// Which bytes.
        range: Range<u64>,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

#[cfg(feature = "object-store")]
impl From<crate::store::bucket::BucketError> for StoreError {
    fn from(error: crate::store::bucket::BucketError) -> Self {
        Self::Bucket(Box::new(error))
    }
}

/// Why a case could not do what it was asked. The case is as it was before.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CaseError {
    /// No side of the request has an act of the type.
    #[error("no act of type {} on {request} is held here", .event_type.code())]
    ActNotHeld {
        /// Which request.
        request: RequestId,
        /// The type.
        event_type: EventType,
    },
    /// The chain has moved since the draft was made: make it anew.
    #[error("the chain of {subject} has moved: its next place is {}, the event takes {}", .expected.seq, .found.seq)]
    ChainMoved {
        /// Whose chain.
        subject: Box<Subject>,
        /// The next place.
        expected: Box<Link>,
        /// The place that the event takes.
        found: Box<Link>,
    },
    /// The head could not be made.
    #[error("the head could not be made")]
    Checkpoint(#[source] CheckpointError),
    /// The head could not be signed.
    #[error("the head could not be signed")]
    CheckpointSign(#[source] Box<CheckpointSignError>),
    /// The event could not be drafted or signed.
    #[error("the event could not be signed")]
    Draft(#[source] Box<DraftError>),
    /// No random bytes.
    #[error("no random bytes were to be had")]
    Entropy(#[from] EntropyError),
    /// An entry that is not in the file, or only its hash.
    #[error("entry {index} is not in the file, or only its hash")]
    EntryNotHeld {
        /// Its index.
        index: u64,
    },
    /// An entry that is to be imported is not an event.
    #[error("entry {index} of what is to be imported is not an event")]
    Import {
        /// Which, counted from 0.
        index: u64,
        /// Why.
        #[source]
        source: Box<EntryError>,
    },
    /// What is to be imported is torn, or no ledger from some byte on.
    #[error("what is to be imported is no whole ledger")]
    ImportRecord {
        /// Where, and why.
        #[source]
        source: RecordError,
    },
    /// The party has no such key that is good.
    #[error("{party} has no good key {kid}")]
    NoSuchKey {
        /// The party.
        party: PartyId,
        /// The thumbprint that was given.
        kid: Thumbprint,
    },
    /// Nobody but the organisation itself could register anyone afterwards.
    #[error("{party} is the last registrar: only the organisation itself can end its keys")]
    LastRegistrar {
        /// The party.
        party: PartyId,
    },
    /// An entry that others rest on cannot be pruned.
    #[error("entry {index} is {} and must stay: others are verified by it", .event_type.code())]
    MustStay {
        /// Its index.
        index: u64,
        /// Its type.
        event_type: EventType,
    },
    /// An event that is no act on a side of a request.
    #[error("an event of type {} is no act on a side of a request", .event_type.code())]
    NotARequestAct {
        /// Its type.
        event_type: EventType,
    },
    /// The ledger was never opened: its making broke off before anything in it was acknowledged.
    #[error(
        "the making of this ledger broke off before anything was recorded in it: remove the file and make it anew"
    )]
    NeverOpened,
    /// The checkpoint key is not the one that the ledger registers.
    #[error("the key is not the one that signs this ledger's heads")]
    NotCheckpointKey,
    /// A party that is not enrolled in this ledger.
    #[error("{party} is not enrolled here")]
    NotEnrolled {
        /// Who.
        party: PartyId,
    },
    /// A time-stamp of something else than a head that was signed here.
    #[cfg(feature = "timestamp")]
    #[error("the time-stamp is not of a head of this ledger")]
    NotOfAHead,
    /// Nothing is left that could be pruned.
    #[error("nothing of what was named can be pruned")]
    NothingToPrune,
    /// An entry that does not stand on the chain of the subject in this ledger.
    #[error("entry {entry} does not stand on the chain of {subject} here")]
    NotOnChain {
        /// Which entry.
        entry: EntryHash,
        /// Whose chain.
        subject: Box<Subject>,
    },
    /// What was written does not read back as it was.
    #[error("bytes {} to {} do not read back as they were written", .range.start, .range.end)]
    NotReadBack {
        /// Which bytes of the file.
        range: Range<u64>,
    },
    /// A new origin could not be made.
    #[error("the origin of the ledger could not be made")]
    Origin(#[source] OriginError),
    /// In so many rounds another writer was always first. The rules allow these events, and they can be recorded
    /// as they are.
    #[error("another writer was first {rounds} times, and {} events wait", .events.len())]
    Outrun {
        /// How many.
        rounds: u32,
        /// Those that were not recorded.
        events: Vec<SignedEvent>,
    },
    /// Another writer was first, and took the next place of a chain. The events before it are recorded; it and
    /// those behind it are not, and come back as drafts that take the places that are next now.
    #[error("another writer took the next place of a chain: {} events are to be signed again", .drafts.len())]
    Overtaken {
        /// Those that are recorded.
        recorded: Vec<Recorded>,
        /// Those that are not, to be signed again.
        drafts: Vec<EventDraft>,
    },
    /// The offer is not open.
    #[error("the offer {offer} is not open for these items")]
    OfferNotOpen {
        /// Which.
        offer: EntryHash,
    },
    /// The file shows damage that whole entries follow, so it is open for reading only.
    #[error("the case is damaged and open for reading only: {}", .finding.message())]
    ReadOnly {
        /// The first failure.
        finding: Box<Finding>,
    },
    /// The rules do not allow what was asked.
    #[error("the rules do not allow it: {}", .finding.message())]
    Refused {
        /// The first failure that the verifier would find.
        finding: Box<Finding>,
    },
    /// The ledger does not hold what a request says: import it, or register the letter.
    #[error("what {request} says is not held here")]
    RequestNotHeld {
        /// Which.
        request: RequestId,
    },
    /// The record of an item that the ledger's own parties hold, or may hold, is not pruned.
    #[error("{item} is still held here, or may be")]
    StillHeld {
        /// Which.
        item: ItemId,
    },
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A token that would show nothing, or nothing of that head.
    #[cfg(feature = "timestamp")]
    #[error("the time-stamp is not recorded")]
    Token(#[from] crate::timestamp::TokenError),
    /// A token that stands in the ledger: recorded again it would show nothing more.
    #[cfg(feature = "timestamp")]
    #[error("entry {index} records this time-stamp")]
    TokenRecorded {
        /// Where.
        index: u64,
    },
    /// The tree has no such proof.
    #[error("the ledger has no such proof")]
    Tree(#[source] TreeError),
    /// Whether events were recorded could not be found out. Once [`CaseFile::catch_up`](crate::store::CaseFile::catch_up)
    /// has read what there is, those that the case [holds](crate::store::CaseFile::holds_entry) were.
    #[error("it is not known whether {} events were recorded", .entries.len())]
    Undecided {
        /// Which.
        entries: Vec<EntryHash>,
        /// Why.
        #[source]
        source: StoreError,
    },
    /// A subject that the ledger does not hold.
    #[error("the ledger holds nothing about {subject}")]
    UnknownSubject {
        /// Which.
        subject: Box<Subject>,
    },
    /// The case could not be verified.
    #[error("the files could not be read")]
    Verify(#[source] Box<VerifierError>),
}

impl From<DraftError> for CaseError {
    fn from(error: DraftError) -> Self {
        Self::Draft(Box::new(error))
    }
}

impl From<VerifierError> for CaseError {
    fn from(error: VerifierError) -> Self {
        Self::Verify(Box::new(error))
    }
}
