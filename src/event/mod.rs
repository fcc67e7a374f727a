//! Events: what a party states it did, signed by it.
//!
//! This layer turns an [`Event`] into a [`SignedEvent`] (an [`EventDraft`] in between, so that the
//! signature can come from another process) and bytes back into one. Only
//! [`SignedEvent::verify`] makes a [`VerifiedEvent`], and only that can move custody.
//! `kinds` has one struct a type, `subject` and `link` the event's place in the chains it
//! extends, `disclosure` what may be withheld. The format is `spec::format` §3 to §6.

mod at;
mod common;
mod content;
mod disclosure;
mod draft;
mod error;
mod kinds;
mod link;
mod opener;
mod payload;
mod shape;
mod signed;
mod subject;
mod verified;

pub use at::{At, RecordedLate, TimeSource, When};
pub use common::{
    Checked, DerivationKind, KeyRecord, PartyKind, Recipient, RevocationReason, SealState, Tool,
    Why,
};
pub use content::{Content, Descriptor, PartDigests};
pub use disclosure::{Disclosable, SALT_LENGTH, Salts};
pub use draft::{DraftError, EventDraft};
pub use error::{DisclosureError, EntryError};
pub(crate) use kinds::possession_message;
pub use kinds::{
    Accepted, Accessed, Acknowledged, Acquired, AcquiredItem, Admitted, Annulled, Body,
    CaseHandedOn, CaseOpened, CheckpointKeyChanged, Collected, CollectedItem, Corrected, Derived,
    DerivedItem, Destroyed, Disclosed, Enrolled, EventType, Examined, Founded, HandedOut, Incident,
    ItemsChecked, Labelled, LabelledItem, Lost, Noted, Offered, Opened, Reassigned, Receipt,
    ReceivedBack, Refused, Returned, Revoked, Rotated, Sealed, SealedItem, Stored, TakenOver,
    TakenOverItem, Unsealed, UnsealedItem, Withdrawn, Witnessed, Yielded, prove_possession,
};
pub use link::{Citation, EntryHash, Link};
pub use payload::{Event, Ext};
pub use shape::ShapeError;
pub use signed::{Claims, NotUnderstood, SignedEvent, Statement};
pub use subject::Subject;
pub use verified::VerifiedEvent;
