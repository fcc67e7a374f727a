//! Events of every type, with every optional field there or not, made from a list of choices.
//!
//! Shorter lists and smaller numbers make plainer events, so a failing case shrinks to a plain one.

mod event_bodies;
mod event_items;
mod event_maker;
mod event_requests;
mod seeded;

use handseal::encoding::Nullable;
use handseal::event::{Body, Event, EventType, Link, Subject};
use handseal::identity::ItemId;
use proptest::prelude::*;

pub(crate) use event_maker::Maker;
use event_maker::SEQS;
pub(crate) use seeded::Seeded;

/// Any event of any type.
pub(crate) fn any_event() -> impl Strategy<Value = Event> {
    prop::sample::select(EventType::ALL).prop_flat_map(any_event_of)
}

/// Any event of one type.
pub(crate) fn any_event_of(event_type: EventType) -> impl Strategy<Value = Event> {
    (any::<u64>(), prop::collection::vec(any::<u16>(), 0..96))
        .prop_map(move |(seed, choices)| Maker::new(seed, choices, 0).event(event_type))
}

/// The event of a type that has no optional field.
pub(crate) fn bare(event_type: EventType) -> Event {
    Maker::new(1, Vec::new(), 0).event(event_type)
}

/// The event of a type that has every optional field.
pub(crate) fn full(event_type: EventType) -> Event {
    Maker::new(2, Vec::new(), 1).event(event_type)
}

/// Where a link of the type may stand in its chain.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) enum Place {
    Any,
    First,
    Later,
}

impl Maker {
    fn link(&mut self, subject: Subject, place: Place) -> Link {
        if place == Place::First || (place == Place::Any && self.pick(2) == 0) {
            return Link::genesis(subject);
        }
        let (seq, prev) = (self.one(&SEQS), Nullable(Some(self.random::<32>().into())));
        Link { subject, seq, prev }
    }

    /// An event of the type, with links that fit it.
    pub(crate) fn event(&mut self, event_type: EventType) -> Event {
        let at = self.at();
        let ids = self.items();
        let body = self.body(event_type, &ids);
        let links = match &body {
            Body::Derived(derived) => {
                let made = derived.items.iter().map(|item| item.id);
                let made = made.map(|id| Link::genesis(Subject::Item(id)));
                let from: Vec<_> = derived
                    .from
                    .iter()
                    .map(|id| self.link(Subject::Item(*id), Place::Later))
                    .collect();
                made.chain(from).collect()
            }
            _ => {
                let (subjects, place) = self.subjects(event_type, ids);
                let subjects = subjects.into_iter();
                subjects.map(|s| self.link(s, place)).collect()
            }
        };
        Event {
            ext: self.maybe(Self::ext),
            signed_for: self.maybe(Self::party),
            lang: self.maybe(Self::text),
            ..Event::new(at, body, links)
        }
    }

    /// What the format says of a type's subjects, apart from `derived`.
    fn subjects(&mut self, event_type: EventType, ids: Vec<ItemId>) -> (Vec<Subject>, Place) {
        let items = ids.into_iter().map(Subject::Item).collect();
        match event_type {
            EventType::Founded => (vec![Subject::Party(self.party())], Place::First),
            EventType::Enrolled => (vec![Subject::Party(self.party())], Place::Any),
            EventType::Revoked | EventType::Succeeded => {
                (vec![Subject::Party(self.party())], Place::Later)
            }
            EventType::Opened => (vec![Subject::Ledger(self.origin())], Place::First),
            EventType::CheckpointKeyChanged | EventType::Timestamped => {
                (vec![Subject::Ledger(self.origin())], Place::Later)
            }
            EventType::CaseOpened => (vec![Subject::Case(self.case())], Place::First),
            EventType::CaseHandedOn => (vec![Subject::Case(self.case())], Place::Later),
            EventType::Rotated | EventType::Acknowledged | EventType::Yielded => {
                (vec![Subject::Own(self.party(), self.origin())], Place::Any)
            }
            EventType::Noted
            | EventType::Corrected
            | EventType::Incident
            | EventType::Witnessed => match self.pick(5) {
                0 => (items, Place::Later),
                1 => (vec![Subject::Own(self.party(), self.origin())], Place::Any),
                2 => (vec![Subject::Case(self.case())], Place::Later),
                3 => (vec![self.side()], Place::Later),
                _ => (vec![Subject::Ledger(self.origin())], Place::Later),
            },
            EventType::Pruned => match self.pick(2) {
                0 => (vec![Subject::Case(self.case())], Place::Later),
                _ => (vec![Subject::Ledger(self.origin())], Place::Later),
            },
            EventType::Registered | EventType::Requested => (vec![self.side()], Place::First),
            EventType::Authorisation
            | EventType::Notified
            | EventType::Objected
            | EventType::Received
            | EventType::Transmitted
            | EventType::Validated => (vec![self.side()], Place::Any),
            EventType::Asked
            | EventType::Cancelled
            | EventType::Clarified
            | EventType::Confirmed
            | EventType::Declined
            | EventType::Expired
            | EventType::Extended
            | EventType::Narrowed
            | EventType::PreservationEnded
            | EventType::Preserved
            | EventType::Produced => (vec![self.side()], Place::Later),
            EventType::Collected | EventType::Acquired | EventType::TakenOver => {
                (items, Place::First)
            }
            EventType::Derived => (items, Place::Any),
            EventType::Accepted
            | EventType::Accessed
            | EventType::Admitted
            | EventType::Annulled
            | EventType::Checked
            | EventType::Destroyed
            | EventType::Disclosed
            | EventType::Examined
            | EventType::HandedOut
            | EventType::Labelled
            | EventType::Lost
            | EventType::Offered
            | EventType::Reassigned
            | EventType::ReceivedBack
            | EventType::Refused
            | EventType::Returned
            | EventType::Reviewed
            | EventType::Sealed
            | EventType::Stored
            | EventType::Unsealed
            | EventType::Used
            | EventType::Withdrawn => (items, Place::Later),
        }
    }

    /// One party's side of a request.
    fn side(&mut self) -> Subject {
        Subject::Request(self.request(), self.party())
    }
}
