//! An entry of each type that cites, by what it cites: V3.4, V3.9.

use handseal::event::{At, Body, EventType};
use handseal::verify::Code;

use crate::cases::{at, sign};
use crate::cast::cast;
use crate::events::full;
use crate::made::Case;
use crate::vector::{Place, Vector, tells};

/// Each with every optional field, so that it cites all that it can.
const CITING: [(EventType, &str); 16] = [
    (EventType::Acknowledged, "citation_in_acknowledged"),
    (EventType::Annulled, "citation_in_annulled"),
    (EventType::Clarified, "citation_in_clarified"),
    (EventType::Corrected, "citation_in_corrected"),
    (EventType::Disclosed, "citation_in_disclosed"),
    (EventType::Incident, "citation_in_incident"),
    (EventType::Noted, "citation_in_noted"),
    (EventType::Offered, "citation_in_offered"),
    (EventType::Received, "citation_in_received"),
    (EventType::Registered, "citation_in_registered"),
    (EventType::Requested, "citation_in_requested"),
    (EventType::Transmitted, "citation_in_transmitted"),
    (EventType::Used, "citation_in_used"),
    (EventType::Validated, "citation_in_validated"),
    (EventType::Witnessed, "citation_in_witnessed"),
    (EventType::Yielded, "citation_in_yielded"),
];

pub(crate) fn all() -> Vec<Vector> {
    CITING.into_iter().map(|(event_type, name)| citing(event_type, name)).collect()
}

fn citing(event_type: EventType, name: &'static str) -> Vector {
    let mut cast = cast();
    let mut event = full(event_type);
    event.at = At::device(at(cast.ledger.minute));
    event.signed_for = None;
    // The right of a registrar is cited elsewhere: V2.6.
    if let Body::Annulled(body) = &mut event.body {
        body.by = None;
    }
    let index = cast.ledger.push_aside(&sign(event, &cast.ana.clone()));
    Case::of(&cast.ledger).refused(
        tells(
            name,
            &["V3.4", "C3.5"],
            "An entry with every optional field of its type cites entries that are not here, and \
             has places in chains of which nothing is here.",
        ),
        Code::LinkNotHeld,
        Place::of(&cast.ledger, index),
    )
}
