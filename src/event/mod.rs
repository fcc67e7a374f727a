//! Events: what a party states it did, signed by it.
//!
//! This layer turns an [`Event`] into a [`SignedEvent`] (an [`EventDraft`] in between, so that the
//! signature can come from another process) and bytes back into one. Only
//! [`SignedEvent::verify`] makes a [`VerifiedEvent`], and only that can move custody.
//! `kinds` has one struct a type, `subject` and `link` the event's place in the chains it
//! extends, `disclosure` what may be withheld. The format is `spec::format` §3 to §6.

mod at;
mod common;
mod conditions;
mod content;
mod disclosed;
mod disclosure;
mod draft;
mod error;
mod kinds;
mod link;
mod opener;
mod payload;
mod persist;
mod proven_key;
mod shape;
mod signed;
mod subject;
mod together;
mod verified;

pub use at::{At, RecordedLate, TimeSource, When};
pub use common::{
    Checked, DerivationKind, Device, KeyRecord, PartyKind, Power, Recipient, RevocationReason,
    SealState, Tool, Why,
};
pub use conditions::{Condition, ConditionKind, Period, Unit};
pub use content::{ByteRange, Content, Descriptor, Directory, Measured, PartDigests};
pub use disclosed::DisclosedValue;
pub use disclosure::{Disclosable, SALT_LENGTH, Salts};
pub use draft::{DraftError, EventDraft};
pub use error::{DisclosureError, EntryError};
pub(crate) use kinds::possession_message;
pub use kinds::{
    Accepted, Accessed, Acknowledged, Acquired, AcquiredItem, Admitted, Annex, Annulled, Answer,
    Asked, Authentication, AuthenticationResult, Authorisation, AuthorisedAct, Body, Cancelled,
    CaseHandedOn, CaseOpened, CheckpointKeyChanged, Clarified, Collected, CollectedItem,
    Confirmation, Confirmed, Corrected, Declined, Derived, DerivedItem, Destroyed, Disclosed,
    Enrolled, EventType, Examined, Expired, Extended, Extent, Fields, Founded, HandedOut, Incident,
    ItemsChecked, Kept, Labelled, LabelledItem, Lost, NamedParty, Narrowed, Noted, Notice,
    NoticeState, Notified, Objected, Offered, Opened, PreservationEnded, Preserved, Produced,
    ProducedItem, Pruned, PrunedEntry, Reassigned, Receipt, Received, ReceivedBack, Refused,
    Registered, Relation, RelationKind, RequestForm, Requested, Returned, Reviewed, Revoked,
    Rotated, Sealed, SealedItem, Stored, Succeeded, TakenOver, TakenOverItem, Terms, Timestamped,
    Transmitted, Unsealed, UnsealedItem, Urgency, Used, Validated, Withdrawn, Witnessed, Yielded,
    prove_possession,
};
pub use link::{Citation, EntryHash, Link};
pub use payload::{Event, Ext};
pub use proven_key::ProvenKey;
pub use shape::ShapeError;
pub use signed::{Claims, NotUnderstood, SignedEvent, Statement};
pub use subject::Subject;
pub(crate) use together::SignedTogether;
pub use verified::VerifiedEvent;
