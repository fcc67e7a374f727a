//! What each type of event says: one struct a type, its CDDL above it.
//!
//! `directory` founds organisations and enrols parties, `ledger` opens ledgers, `case` opens and
//! hands on cases, `begin` begins an item's life, `handover` moves it, `keeping` is what a holder
//! does with it, `request` asks for it and answers, `remark` is what anyone may say. DESIGN: `spec::custody` has the table of who may do
//! what in which state.

mod begin;
mod case;
mod directory;
mod handover;
mod keeping;
mod ledger;
mod remark;
mod request;

pub use begin::{
    Acquired, AcquiredItem, Admitted, Collected, CollectedItem, Derived, DerivedItem, Labelled,
    LabelledItem, TakenOver, TakenOverItem,
};
pub use case::{CaseHandedOn, CaseOpened};
pub(crate) use directory::possession_message;
pub use directory::{Enrolled, Founded, Revoked, Rotated, Succeeded, prove_possession};
pub use handover::{
    Accepted, HandedOut, Offered, Reassigned, Receipt, ReceivedBack, Refused, Withdrawn,
};
pub use keeping::{
    Accessed, Destroyed, Disclosed, Examined, ItemsChecked, Lost, Returned, Reviewed, Sealed,
    SealedItem, Stored, Unsealed, UnsealedItem, Used,
};
pub use ledger::{CheckpointKeyChanged, Opened, Timestamped};
pub use remark::{
    Acknowledged, Annulled, Corrected, Incident, Kept, Noted, Notice, Pruned, PrunedEntry,
    Witnessed, Yielded,
};
pub use request::{
    Annex, Answer, Asked, Authentication, AuthenticationResult, Authorisation, AuthorisedAct,
    Cancelled, Clarified, Confirmation, Confirmed, Declined, Expired, Extended, Extent, Fields,
    NamedParty, Narrowed, NoticeState, Notified, Objected, PreservationEnded, Preserved, Produced,
    ProducedItem, Received, Registered, Relation, RelationKind, RequestForm, Requested, Terms,
    Transmitted, Urgency, Validated,
};

use crate::encoding::{DecodeError, Decoder, Encoder, FieldPath, Visitor, Wire};
use crate::event::content::Content;
use crate::identity::{ItemId, PartyId};

macro_rules! bodies {
    ($($(#[$doc:meta])* $name:ident($body:ty) => $code:literal,)*) => {
        /// The types of event that this version knows.
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub enum EventType {
            $($(#[$doc])* $name,)*
        }

        impl EventType {
            /// Every type, in alphabetical order.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The text that stands in the event.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }

            /// The type that a text names.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                match code {
                    $($code => Some(Self::$name),)*
                    _ => None,
                }
            }
        }

        $crate::encoding::persist_code!(EventType);

        impl<'de> serde::Deserialize<'de> for EventType {
            fn deserialize<D: serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
                let found = <String as serde::Deserialize>::deserialize(input)?;
                Self::from_code(&found)
                    .ok_or_else(|| serde::de::Error::unknown_variant(&found, &[$($code),*]))
            }
        }

        impl serde::Serialize for EventType {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.code())
            }
        }

        /// What an event says, by its type.
        #[derive(Clone, Debug, Eq, PartialEq)]
        pub enum Body {
            $($(#[$doc])* $name($body),)*
        }

        impl Body {
            /// The type.
            #[must_use]
            pub const fn event_type(&self) -> EventType {
                match self {
                    $(Self::$name(_) => EventType::$name,)*
                }
            }

            pub(crate) fn write(&self, out: &mut Encoder) {
                match self {
                    $(Self::$name(body) => body.write(out),)*
                }
            }

            pub(crate) fn read(
                event_type: EventType,
                input: &mut Decoder<'_>,
            ) -> Result<Self, DecodeError> {
                match event_type {
                    $(EventType::$name => Wire::read(input).map(Self::$name),)*
                }
            }

            pub(crate) fn visit(&mut self, visitor: &mut dyn Visitor, path: &mut FieldPath) {
                match self {
                    $(Self::$name(body) => body.visit(visitor, path),)*
                }
            }
        }

        $(impl From<$body> for Body {
            fn from(body: $body) -> Self {
                Self::$name(body)
            }
        })*
    };
}

bodies! {
    /// The receiver takes over what was offered.
    Accepted(Accepted) => "accepted",
    /// Somebody looked at, opened or copied the item.
    Accessed(Accessed) => "accessed",
    /// The one handed to, enrolled since, confirms the hand-over.
    Acknowledged(Acknowledged) => "acknowledged",
    /// Data was acquired.
    Acquired(Acquired) => "acquired",
    /// An item is admitted to a further case.
    Admitted(Admitted) => "admitted",
    /// The latest entry that changed the state is taken back.
    Annulled(Annulled) => "annulled",
    /// Clarification of a request is asked for.
    Asked(Asked) => "asked",
    /// The one that produced evidence says what else may be done with it.
    Authorisation(Authorisation) => "authorisation",
    /// The maker takes a request back.
    Cancelled(Cancelled) => "cancelled",
    /// A case goes to another officer.
    CaseHandedOn(CaseHandedOn) => "case_handed_on",
    /// A case begins.
    CaseOpened(CaseOpened) => "case_opened",
    /// The holder checked the item.
    Checked(ItemsChecked) => "checked",
    /// A ledger's heads are signed by another key from here on.
    CheckpointKeyChanged(CheckpointKeyChanged) => "checkpoint_key_changed",
    /// The maker answers a question.
    Clarified(Clarified) => "clarified",
    /// A thing was collected.
    Collected(Collected) => "collected",
    /// The maker confirms what it owed a confirmation of.
    Confirmed(Confirmed) => "confirmed",
    /// A statement of an earlier entry is corrected; both stay.
    Corrected(Corrected) => "corrected",
    /// A request is not answered with data.
    Declined(Declined) => "declined",
    /// Items were made from others.
    Derived(Derived) => "derived",
    /// The item was destroyed.
    Destroyed(Destroyed) => "destroyed",
    /// A copy or the content went to somebody.
    Disclosed(Disclosed) => "disclosed",
    /// A party was enrolled.
    Enrolled(Enrolled) => "enrolled",
    /// The item was examined.
    Examined(Examined) => "examined",
    /// A period ran out.
    Expired(Expired) => "expired",
    /// A period is made longer.
    Extended(Extended) => "extended",
    /// An organisation begins.
    Founded(Founded) => "founded",
    /// The item went to someone without keys.
    HandedOut(HandedOut) => "handed_out",
    /// Something went wrong.
    Incident(Incident) => "incident",
    /// An organisation gave items its exhibit numbers.
    Labelled(Labelled) => "labelled",
    /// The item is lost.
    Lost(Lost) => "lost",
    /// Less is answered than was asked.
    Narrowed(Narrowed) => "narrowed",
    /// A remark.
    Noted(Noted) => "noted",
    /// Somebody was told of a request, or is told later.
    Notified(Notified) => "notified",
    /// An objection to a request.
    Objected(Objected) => "objected",
    /// The holder offers to hand over. Custody does not move.
    Offered(Offered) => "offered",
    /// A ledger begins.
    Opened(Opened) => "opened",
    /// Preservation ended.
    PreservationEnded(PreservationEnded) => "preservation_ended",
    /// Data is preserved.
    Preserved(Preserved) => "preserved",
    /// Items were produced in answer to a request.
    Produced(Produced) => "produced",
    /// Values or entries were erased from the file.
    Pruned(Pruned) => "pruned",
    /// A registrar assigns the item to another holder in the holder's stead.
    Reassigned(Reassigned) => "reassigned",
    /// A party that a request names has received it.
    Received(Received) => "received",
    /// The item came back from someone without keys, or was found.
    ReceivedBack(ReceivedBack) => "received_back",
    /// The receiver does not take what was offered.
    Refused(Refused) => "refused",
    /// A request from someone without keys is put on record.
    Registered(Box<Registered>) => "registered",
    /// A request is made.
    Requested(Box<Requested>) => "requested",
    /// The item was returned for good.
    Returned(Returned) => "returned",
    /// Whether the item is still needed was asked again.
    Reviewed(Reviewed) => "reviewed",
    /// A key is no longer good.
    Revoked(Revoked) => "revoked",
    /// A party's new key, signed under the old one.
    Rotated(Rotated) => "rotated",
    /// The item was sealed.
    Sealed(Sealed) => "sealed",
    /// The item was put somewhere.
    Stored(Stored) => "stored",
    /// A successor root takes the place of an organisation's root key.
    Succeeded(Succeeded) => "succeeded",
    /// An item with a history that was not recorded here.
    TakenOver(TakenOver) => "taken_over",
    /// An outside authority attested the time of a head.
    Timestamped(Timestamped) => "timestamped",
    /// A request, or what answers it, was sent on.
    Transmitted(Transmitted) => "transmitted",
    /// The seal was opened.
    Unsealed(Unsealed) => "unsealed",
    /// The item was used in an investigation or proceeding.
    Used(Used) => "used",
    /// An authority validated a request.
    Validated(Validated) => "validated",
    /// The giver, or a registrar in its stead, takes the offer back.
    Withdrawn(Withdrawn) => "withdrawn",
    /// The signer was there.
    Witnessed(Witnessed) => "witnessed",
    /// Of two crossing entries the signer gives up its own.
    Yielded(Yielded) => "yielded",
}

// The terms of a request are several times larger than what any other act says.
impl From<Registered> for Body {
    fn from(body: Registered) -> Self {
        Box::new(body).into()
    }
}

impl From<Requested> for Body {
    fn from(body: Requested) -> Self {
        Box::new(body).into()
    }
}

impl Body {
    /// The party that is to take over an item or a case.
    #[must_use]
    pub const fn receiver(&self) -> Option<PartyId> {
        if let Self::Offered(body) = self {
            Some(body.to)
        } else if let Self::Reassigned(body) = self {
            Some(body.to)
        } else if let Self::CaseHandedOn(body) = self {
            Some(body.to)
        } else {
            None
        }
    }

    /// The content that the body states of an item: as acquired, taken over or made, or as measured again.
    /// F10.2
    #[must_use]
    pub fn content_of(&self, item: ItemId) -> Option<&Content> {
        let checked = if let Self::Acquired(body) = self {
            return body
                .items
                .iter()
                .find(|stated| stated.id == item)
                .map(|stated| &stated.content);
        } else if let Self::Derived(body) = self {
            return body.items.iter().find(|stated| stated.id == item)?.content.as_ref();
        } else if let Self::TakenOver(body) = self {
            return body.items.iter().find(|stated| stated.id == item)?.content.as_ref();
        } else if let Self::Accepted(body) = self {
            &body.items
        } else if let Self::Checked(body) = self {
            &body.items
        } else if let Self::ReceivedBack(body) = self {
            &body.items
        } else if let Self::Refused(body) = self {
            &body.items
        } else {
            return None;
        };
        checked.iter().find(|checked| checked.id == item)?.content.as_ref()
    }

    /// The items that the body itself lists, in its order; `None` where the links alone name them.
    #[must_use]
    pub fn listed_items(&self) -> Option<Vec<ItemId>> {
        match self {
            Self::Accepted(body) => Some(body.items.iter().map(|item| item.id).collect()),
            Self::Acquired(body) => Some(body.items.iter().map(|item| item.id).collect()),
            Self::Checked(body) => Some(body.items.iter().map(|item| item.id).collect()),
            Self::Collected(body) => Some(body.items.iter().map(|item| item.id).collect()),
            Self::Derived(body) => {
                let made = body.items.iter().map(|item| item.id);
                Some(body.from.iter().copied().chain(made).collect())
            }
            Self::Labelled(body) => Some(body.items.iter().map(|item| item.id).collect()),
            Self::ReceivedBack(body) => Some(body.items.iter().map(|item| item.id).collect()),
            Self::Refused(body) => Some(body.items.iter().map(|item| item.id).collect()),
            Self::Sealed(body) => Some(body.items.iter().map(|item| item.id).collect()),
            Self::TakenOver(body) => Some(body.items.iter().map(|item| item.id).collect()),
            Self::Unsealed(body) => Some(body.items.iter().map(|item| item.id).collect()),
            Self::Accessed(_)
            | Self::Acknowledged(_)
            | Self::Admitted(_)
            | Self::Annulled(_)
            | Self::Asked(_)
            | Self::Authorisation(_)
            | Self::Cancelled(_)
            | Self::CaseHandedOn(_)
            | Self::CaseOpened(_)
            | Self::CheckpointKeyChanged(_)
            | Self::Clarified(_)
            | Self::Confirmed(_)
            | Self::Corrected(_)
            | Self::Declined(_)
            | Self::Destroyed(_)
            | Self::Disclosed(_)
            | Self::Enrolled(_)
            | Self::Examined(_)
            | Self::Expired(_)
            | Self::Extended(_)
            | Self::Founded(_)
            | Self::HandedOut(_)
            | Self::Incident(_)
            | Self::Lost(_)
            | Self::Narrowed(_)
            | Self::Noted(_)
            | Self::Notified(_)
            | Self::Objected(_)
            | Self::Offered(_)
            | Self::Opened(_)
            | Self::PreservationEnded(_)
            | Self::Preserved(_)
            | Self::Produced(_)
            | Self::Pruned(_)
            | Self::Reassigned(_)
            | Self::Received(_)
            | Self::Registered(_)
            | Self::Requested(_)
            | Self::Returned(_)
            | Self::Reviewed(_)
            | Self::Revoked(_)
            | Self::Rotated(_)
            | Self::Stored(_)
            | Self::Succeeded(_)
            | Self::Timestamped(_)
            | Self::Transmitted(_)
            | Self::Used(_)
            | Self::Validated(_)
            | Self::Withdrawn(_)
            | Self::Witnessed(_)
            | Self::Yielded(_) => None,
        }
    }
}
