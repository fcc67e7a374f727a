//! The table: which act is allowed to whom in which state, and what follows.
//!
//! The same rows stand in `spec::custody` §2; a test compares the two.

use crate::custody::state::{CustodyState, End, StateKind};
use crate::custody::violation::Violation;
use crate::encoding::codes;
use crate::event::{Body, EntryHash, Event, EventType};
use crate::identity::{OrgId, PartyId};

codes! {
    /// Whose act it is.
    pub enum Who {
        /// Any enrolled party.
        Anyone => "anyone",
        /// The giver of the offer, or a registrar of its organisation in its stead.
        Giver => "giver or registrar",
        /// The holder.
        Holder => "holder",
        /// The holder, or a registrar of its organisation in its stead.
        HolderOrRegistrar => "holder or registrar",
        /// Any party of the organisation that let the item out or lost it.
        Organisation => "organisation",
        /// The receiver that the offer names.
        Receiver => "receiver",
        /// A registrar of the holder's organisation.
        Registrar => "registrar",
    }
}

codes! {
    /// What an act does to the state.
    pub enum Outcome {
        /// Back to the state before the annulled entry.
        Before => "before",
        /// Destroyed.
        Destroyed => "Ended, destroyed",
        /// Held by the party that acts.
        HeldByActor => "Held by actor",
        /// Held by the giver.
        HeldByGiver => "Held by giver",
        /// Lost.
        Lost => "Lost",
        /// Offered.
        Offered => "Offered",
        /// With someone without keys.
        Outside => "Outside",
        /// Returned.
        Returned => "Ended, returned",
        /// Nothing.
        Unchanged => "unchanged",
    }
}

/// One row of the table.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Rule {
    /// Whose act it is.
    pub by: Who,
    /// The states in which it is possible.
    pub from: &'static [StateKind],
    /// What follows.
    pub to: Outcome,
}

const HELD: &[StateKind] = &[StateKind::Held];
const OFFERED: &[StateKind] = &[StateKind::Offered];
const GONE: &[StateKind] = &[StateKind::Outside, StateKind::Lost];
const UNKNOWN: &[StateKind] = &[StateKind::Unknown];
const BEGUN: &[StateKind] =
    &[StateKind::Held, StateKind::Outside, StateKind::Lost, StateKind::Ended];

/// The rule for an act on an item; `None` for types that are not about items.
///
/// For `derived` this is the rule for a source; a new item begins as with `acquired`.
///
/// # Specification
///
/// `spec::custody` §2.
#[must_use]
pub const fn rule(event_type: EventType) -> Option<Rule> {
    let (by, from, to) = match event_type {
        EventType::Acquired | EventType::Collected | EventType::TakenOver => {
            (Who::Anyone, UNKNOWN, Outcome::HeldByActor)
        }
        EventType::Accessed
        | EventType::Admitted
        | EventType::Checked
        | EventType::Derived
        | EventType::Disclosed
        | EventType::Examined
        | EventType::Labelled
        | EventType::Reviewed
        | EventType::Sealed
        | EventType::Stored
        | EventType::Unsealed
        | EventType::Used => (Who::Holder, HELD, Outcome::Unchanged),
        EventType::Offered => (Who::Holder, HELD, Outcome::Offered),
        EventType::Accepted => (Who::Receiver, OFFERED, Outcome::HeldByActor),
        EventType::Refused => (Who::Receiver, OFFERED, Outcome::HeldByGiver),
        EventType::Withdrawn => (Who::Giver, OFFERED, Outcome::HeldByGiver),
        EventType::HandedOut => (Who::Holder, HELD, Outcome::Outside),
        EventType::ReceivedBack => (Who::Organisation, GONE, Outcome::HeldByActor),
        EventType::Reassigned => (Who::Registrar, HELD, Outcome::Offered),
        EventType::Lost => (Who::Holder, HELD, Outcome::Lost),
        EventType::Returned => (Who::Holder, HELD, Outcome::Returned),
        EventType::Destroyed => (Who::Holder, HELD, Outcome::Destroyed),
        EventType::Annulled => (Who::HolderOrRegistrar, BEGUN, Outcome::Before),
        EventType::Corrected | EventType::Incident | EventType::Noted | EventType::Witnessed => {
            (Who::Holder, BEGUN, Outcome::Unchanged)
        }
        EventType::Acknowledged
        | EventType::Asked
        | EventType::Authorisation
        | EventType::Cancelled
        | EventType::CaseHandedOn
        | EventType::CaseOpened
        | EventType::CheckpointKeyChanged
        | EventType::Clarified
        | EventType::Confirmed
        | EventType::Declined
        | EventType::Enrolled
        | EventType::Expired
        | EventType::Extended
        | EventType::Founded
        | EventType::Narrowed
        | EventType::Notified
        | EventType::Objected
        | EventType::Opened
        | EventType::PreservationEnded
        | EventType::Preserved
        | EventType::Produced
        | EventType::Pruned
        | EventType::Received
        | EventType::Registered
        | EventType::Requested
        | EventType::Revoked
        | EventType::Rotated
        | EventType::Succeeded
        | EventType::Timestamped
        | EventType::Transmitted
        | EventType::Validated
        | EventType::Yielded => return None,
    };
    Some(Rule { by, from, to })
}

/// The latest entry that changed an item's state, and the state before it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Move {
    /// The entry.
    pub entry: EntryHash,
    /// Its type.
    pub event_type: EventType,
    /// The party that signed it.
    pub signer: PartyId,
    /// The state before.
    pub before: CustodyState,
}

/// An act on one item, with what is known of the one who acts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Act<'a> {
    pub(crate) event: &'a Event,
    pub(crate) entry: EntryHash,
    pub(crate) signer: PartyId,
    /// The unit signed for, or the signer.
    pub(crate) actor: PartyId,
    /// The organisation of which the signer is a registrar.
    pub(crate) registrar_of: Option<OrgId>,
    /// Whether the item is one that the event makes.
    pub(crate) begins: Begins,
}

/// Whether an event begins an item or goes on with it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Begins {
    Item,
    Nothing,
}

impl Act<'_> {
    fn event_type(&self) -> EventType {
        self.event.body.event_type()
    }

    fn is_registrar_over(&self, party: PartyId) -> bool {
        self.registrar_of == Some(party.org())
    }
}

/// Whether the actor may extend the item's chain in this state.
pub(crate) fn check_pen(state: &CustodyState, act: &Act<'_>) -> Result<(), Violation> {
    let has_pen = match state {
        CustodyState::Unknown => true,
        CustodyState::Held { by } | CustodyState::Ended { by, .. } => {
            act.actor == *by || act.is_registrar_over(*by)
        }
        CustodyState::Offered { from, to, .. } => {
            act.actor == *to || act.actor == *from || act.is_registrar_over(*from)
        }
        CustodyState::Outside { by, .. } | CustodyState::Lost { by } => act.actor.org() == by.org(),
    };
    if has_pen {
        Ok(())
    } else {
        Err(Violation::NoPen { holder: state.holder(), found: act.actor })
    }
}

/// The state after the act.
///
/// `last` is the latest entry that changed the state, which `annulled` takes back.
pub(crate) fn transition(
    state: &CustodyState,
    last: Option<&Move>,
    act: &Act<'_>,
) -> Result<CustodyState, Violation> {
    // C2.1, in this order.
    check_pen(state, act)?;
    let event_type = act.event_type();
    let wrong_state = Violation::WrongState { event_type, state: state.kind() };
    let rule = match act.begins {
        Begins::Item => rule(EventType::Acquired),
        Begins::Nothing => rule(event_type),
    };
    let rule = rule.ok_or(wrong_state)?;
    if !rule.from.contains(&state.kind()) {
        return Err(wrong_state);
    }
    check_actor(rule.by, state, act)?;
    outcome(rule.to, state, last, act).ok_or(match rule.to {
        Outcome::Before => Violation::NotAnnullable,
        Outcome::Destroyed
        | Outcome::HeldByActor
        | Outcome::HeldByGiver
        | Outcome::Lost
        | Outcome::Offered
        | Outcome::Outside
        | Outcome::Returned
        | Outcome::Unchanged => wrong_state,
    })
}

fn check_actor(who: Who, state: &CustodyState, act: &Act<'_>) -> Result<(), Violation> {
    let Some(holder) = state.holder() else {
        return Ok(());
    };
    let expected = match (who, state) {
        (Who::Receiver, CustodyState::Offered { to, .. }) => *to,
        _ => holder,
    };
    let allowed = match who {
        Who::Anyone => true,
        Who::Giver | Who::HolderOrRegistrar => act.actor == holder || act.is_registrar_over(holder),
        // With an item outside or lost, whoever of the organisation has the pen may remark on it.
        Who::Holder => match state {
            CustodyState::Outside { .. } | CustodyState::Lost { .. } => {
                act.actor.org() == holder.org()
            }
            CustodyState::Ended { .. }
            | CustodyState::Held { .. }
            | CustodyState::Offered { .. }
            | CustodyState::Unknown => act.actor == holder,
        },
        Who::Organisation => act.actor.org() == holder.org(),
        Who::Receiver => act.actor == expected,
        Who::Registrar => act.is_registrar_over(holder),
    };
    if allowed {
        Ok(())
    } else {
        let (event_type, found) = (act.event_type(), act.actor);
        Err(Violation::NotHolder { event_type, expected, found })
    }
}

fn outcome(
    to: Outcome,
    state: &CustodyState,
    last: Option<&Move>,
    act: &Act<'_>,
) -> Option<CustodyState> {
    let by = state.holder();
    match to {
        Outcome::Before => annul(last?, act),
        Outcome::Destroyed => Some(CustodyState::Ended { by: by?, how: End::Destroyed }),
        Outcome::HeldByActor => Some(CustodyState::Held { by: act.actor }),
        // C2.3
        Outcome::HeldByGiver => Some(CustodyState::Held { by: by? }),
        Outcome::Lost => Some(CustodyState::Lost { by: by? }),
        Outcome::Offered => offered(by?, act),
        Outcome::Outside => Some(CustodyState::Outside { by: by?, entry: act.entry }),
        Outcome::Returned => Some(CustodyState::Ended { by: by?, how: End::Returned }),
        // C2.4
        Outcome::Unchanged => Some(*state),
    }
}

// C2.2
fn offered(from: PartyId, act: &Act<'_>) -> Option<CustodyState> {
    let (to, answer_by) = if let Body::Offered(body) = &act.event.body {
        (body.to, body.answer_by)
    } else if let Body::Reassigned(body) = &act.event.body
        && body.from == from
    {
        (body.to, body.answer_by)
    } else {
        return None;
    };
    Some(CustodyState::Offered { answer_by, from, offer: act.entry, to })
}

/// Custody §4: the latest entry that changed the state, by the annuller's organisation, never an
/// answer. What came in between an offer and its answer cannot be undone by one side. C4.1 to C4.3
fn annul(last: &Move, act: &Act<'_>) -> Option<CustodyState> {
    let Body::Annulled(body) = &act.event.body else {
        return None;
    };
    let answer =
        matches!(last.event_type, EventType::Accepted | EventType::Refused | EventType::Withdrawn);
    let own = last.signer.org() == act.signer.org();
    (body.entry.entry == last.entry && own && !answer).then_some(last.before)
}
