//! Which subjects an event of each type may link. A rule of the format, checked before signing and
//! when bytes are read.

use crate::event::common::PartyKind;
use crate::event::kinds::{Body, EventType};
use crate::event::link::Link;
use crate::event::payload::Event;
use crate::event::subject::Subject;

/// How an event's parts do not fit together.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ShapeError {
    /// The map of what the embedding tool adds is there, and empty.
    #[error("ext is empty; it is left out when nothing is added")]
    EmptyExt,
    /// An item that another answer needs is answered twice, or a list names an item twice.
    #[error("an event of type {} names an item twice", .event_type.code())]
    ItemTwice {
        /// The type.
        event_type: EventType,
    },
    /// The items that the body lists are not the items that the links name, in their order.
    #[error("an event of type {} lists other items than it links", .event_type.code())]
    ItemsDiffer {
        /// The type.
        event_type: EventType,
    },
    /// The links do not stand in the order of their subjects, or name one twice.
    #[error("link {index} does not stand in the order of the subjects, or repeats one")]
    LinkOrder {
        /// The link, counted from 0.
        index: usize,
    },
    /// No subject is linked.
    #[error("the event links no subject")]
    NoLink,
    /// A previous entry is named at the first place of a chain, or none at a later one.
    #[error("a link at place {seq} needs {}", if *.seq == 0 { "no previous entry" } else { "a previous entry" })]
    Previous {
        /// The place.
        seq: u64,
    },
    /// No item is linked where the type needs one.
    #[error("an event of type {} needs at least one item", .event_type.code())]
    NoItem {
        /// The type.
        event_type: EventType,
    },
    /// A first event of a chain that does not stand at 0, or another one that does.
    #[error("an event of type {} cannot stand at place {seq} of a chain", .event_type.code())]
    Place {
        /// The type.
        event_type: EventType,
        /// The place.
        seq: u64,
    },
    /// A key without its proof of possession, or the other way round.
    #[error("an event of type {} has a key without a proof of possession", .event_type.code())]
    PossessionMissing {
        /// The type.
        event_type: EventType,
    },
    /// The greatest number there is as a place: nothing could follow.
    #[error("a link stands at place {seq}, after which there is none")]
    NoPlaceAfter {
        /// The place.
        seq: u64,
    },
    /// Subjects of several kinds.
    #[error("an event of type {} is about subjects of several kinds", .event_type.code())]
    SubjectsMixed {
        /// The type.
        event_type: EventType,
    },
    /// A subject that events of this type are not about.
    #[error("an event of type {} cannot be about {expected_not}", .event_type.code())]
    Subject {
        /// The type.
        event_type: EventType,
        /// The kind of subject that was found.
        expected_not: &'static str,
    },
    /// A unit with a key: persons sign for it.
    #[error("a unit is enrolled with a key; it has none, and persons sign for it")]
    UnitWithKey,
}

/// The kinds of subject, as the check names them.
const fn kind_of(subject: &Subject) -> &'static str {
    match subject {
        Subject::Case(_) => "case",
        Subject::Item(_) => "item",
        Subject::Ledger(_) => "ledger",
        Subject::Own(..) => "own",
        Subject::Party(_) => "party",
        Subject::Request(..) => "request",
    }
}

/// Which subjects the type links: exactly one of this kind, or items.
const fn subjects_of(event_type: EventType) -> &'static [&'static str] {
    match event_type {
        EventType::Founded | EventType::Enrolled | EventType::Revoked | EventType::Succeeded => {
            &["party"]
        }
        EventType::Opened | EventType::CheckpointKeyChanged | EventType::Timestamped => &["ledger"],
        EventType::CaseOpened | EventType::CaseHandedOn => &["case"],
        EventType::Rotated | EventType::Acknowledged | EventType::Yielded => &["own"],
        EventType::Pruned => &["case", "ledger"],
        EventType::Asked
        | EventType::Authorisation
        | EventType::Cancelled
        | EventType::Clarified
        | EventType::Confirmed
        | EventType::Declined
        | EventType::Expired
        | EventType::Extended
        | EventType::Narrowed
        | EventType::Notified
        | EventType::Objected
        | EventType::PreservationEnded
        | EventType::Preserved
        | EventType::Produced
        | EventType::Received
        | EventType::Registered
        | EventType::Requested
        | EventType::Transmitted
        | EventType::Validated => &["request"],
        EventType::Noted
        | EventType::Corrected
        | EventType::Incident
        | EventType::Witnessed
        | EventType::Annulled => &["item", "own", "case", "ledger", "request"],
        EventType::Accepted
        | EventType::Accessed
        | EventType::Acquired
        | EventType::Admitted
        | EventType::Checked
        | EventType::Collected
        | EventType::Derived
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
        | EventType::TakenOver
        | EventType::Unsealed
        | EventType::Used
        | EventType::Withdrawn => &["item"],
    }
}

/// Whether the type begins a chain, follows in one, or does either.
enum Place {
    Any,
    First,
    Later,
    /// A remark: it begins its signer's own chain, and no other.
    Remark,
}

const fn place_of(event_type: EventType) -> Place {
    match event_type {
        EventType::Founded
        | EventType::Opened
        | EventType::CaseOpened
        | EventType::Collected
        | EventType::Acquired
        | EventType::TakenOver
        | EventType::Registered
        | EventType::Requested => Place::First,
        EventType::Enrolled
        | EventType::Rotated
        | EventType::Acknowledged
        | EventType::Yielded
        | EventType::Derived
        | EventType::Authorisation
        | EventType::Notified
        | EventType::Objected
        | EventType::Received
        | EventType::Transmitted
        | EventType::Validated => Place::Any,
        EventType::Noted | EventType::Corrected | EventType::Incident | EventType::Witnessed => {
            Place::Remark
        }
        EventType::Accepted
        | EventType::Accessed
        | EventType::Admitted
        | EventType::Annulled
        | EventType::Asked
        | EventType::Cancelled
        | EventType::CaseHandedOn
        | EventType::Checked
        | EventType::CheckpointKeyChanged
        | EventType::Clarified
        | EventType::Confirmed
        | EventType::Declined
        | EventType::Destroyed
        | EventType::Disclosed
        | EventType::Examined
        | EventType::Expired
        | EventType::Extended
        | EventType::HandedOut
        | EventType::Labelled
        | EventType::Lost
        | EventType::Narrowed
        | EventType::Offered
        | EventType::PreservationEnded
        | EventType::Preserved
        | EventType::Produced
        | EventType::Pruned
        | EventType::Reassigned
        | EventType::ReceivedBack
        | EventType::Refused
        | EventType::Returned
        | EventType::Reviewed
        | EventType::Revoked
        | EventType::Sealed
        | EventType::Stored
        | EventType::Succeeded
        | EventType::Timestamped
        | EventType::Unsealed
        | EventType::Used
        | EventType::Withdrawn => Place::Later,
    }
}

/// Format §4: at least one link, sorted by subject, each subject once; `prev` is null exactly at 0;
/// each place has a next one.
pub(crate) fn check_links(links: &[Link]) -> Result<(), ShapeError> {
    if links.is_empty() {
        // F4.4
        return Err(ShapeError::NoLink);
    }
    for (index, pair) in links.windows(2).enumerate() {
        if matches!(pair, [before, after] if before.subject >= after.subject) {
            // F4.5
            return Err(ShapeError::LinkOrder { index: index.saturating_add(1) });
        }
    }
    for link in links {
        if (link.seq == 0) != link.prev.0.is_none() {
            // F4.6
            return Err(ShapeError::Previous { seq: link.seq });
        }
        if link.seq == u64::MAX {
            // F4.11
            return Err(ShapeError::NoPlaceAfter { seq: link.seq });
        }
    }
    Ok(())
}

/// Format §6: the subjects fit the type, the listed items are the linked ones, a chain begins with
/// an event that begins one, and a key comes with its proof of possession. F6.1
pub(crate) fn check_shape(event: &Event) -> Result<(), ShapeError> {
    let event_type = event.body.event_type();
    let allowed = subjects_of(event_type);
    for link in &event.links {
        let kind = kind_of(&link.subject);
        if !allowed.contains(&kind) {
            return Err(ShapeError::Subject { event_type, expected_not: kind });
        }
        let misplaced = match place_of(event_type) {
            Place::Any => false,
            Place::First => link.seq != 0,
            Place::Later => link.seq == 0,
            Place::Remark => link.seq == 0 && kind != "own",
        };
        if misplaced {
            return Err(ShapeError::Place { event_type, seq: link.seq });
        }
    }
    let kinds = || event.links.iter().map(|link| kind_of(&link.subject));
    if !allowed.contains(&"item") && event.links.len() != 1 {
        return Err(ShapeError::Subject {
            event_type,
            expected_not: kinds().next().unwrap_or("nothing"),
        });
    }
    if kinds().any(|kind| Some(kind) != kinds().next()) {
        return Err(ShapeError::SubjectsMixed { event_type });
    }
    check_possession(event)?;
    check_items(event)
}

// F6.4
fn check_possession(event: &Event) -> Result<(), ShapeError> {
    let Body::Enrolled(body) = &event.body else {
        return Ok(());
    };
    if body.key.is_some() != body.possession.is_some() {
        return Err(ShapeError::PossessionMissing { event_type: EventType::Enrolled });
    }
    if body.kind == PartyKind::Unit && body.key.is_some() {
        return Err(ShapeError::UnitWithKey);
    }
    Ok(())
}

// F6.2
fn check_items(event: &Event) -> Result<(), ShapeError> {
    let event_type = event.body.event_type();
    let Some(mut listed) = event.body.listed_items() else {
        return Ok(());
    };
    if listed.is_empty() {
        return Err(ShapeError::NoItem { event_type });
    }
    if let Body::Derived(body) = &event.body {
        check_derived(body, event)?;
        listed.sort_unstable();
    }
    let linked = event.links.iter().filter_map(|link| link.subject.item());
    if listed.windows(2).any(|pair| matches!(pair, [a, b] if a == b)) {
        return Err(ShapeError::ItemTwice { event_type });
    }
    if linked.eq(listed) { Ok(()) } else { Err(ShapeError::ItemsDiffer { event_type }) }
}

/// Sources go on in their chains, new items begin theirs, and both lists are sorted. F6.3
fn check_derived(body: &crate::event::kinds::Derived, event: &Event) -> Result<(), ShapeError> {
    let event_type = EventType::Derived;
    if body.from.is_empty() || body.items.is_empty() {
        return Err(ShapeError::NoItem { event_type });
    }
    if !body.from.is_sorted() || !body.items.is_sorted_by_key(|item| item.id) {
        return Err(ShapeError::ItemsDiffer { event_type });
    }
    for link in &event.links {
        let is_source = link.subject.item().is_some_and(|id| body.from.contains(&id));
        if is_source == (link.seq == 0) {
            return Err(ShapeError::Place { event_type, seq: link.seq });
        }
    }
    Ok(())
}
