//! The table of a side: which act is possible in which state of it, and what follows.
//!
//! The same rows stand in `spec::requests` §3; a test compares the two.

use crate::encoding::codes;
use crate::event::{Body, EventType, Extent};

codes! {
    /// How far one side of a request has come.
    pub enum SideState {
        /// It gave all the answer there will be.
        Answered => "Answered",
        /// The maker took the request back.
        Ended => "Ended",
        /// The maker made the request.
        Made => "Made",
        /// A party that it names has it.
        Received => "Received",
        /// Nothing stands on it.
        Unopened => "Unopened",
    }
}

codes! {
    /// What an act does to the state of its side.
    pub enum SideOutcome {
        /// Answered.
        Answered => "Answered",
        /// Answered, when the answer is complete; else nothing.
        AnsweredWhenComplete => "Answered when complete",
        /// Ended.
        Ended => "Ended",
        /// Made.
        Made => "Made",
        /// Received, where nothing stood before; else nothing.
        Opened => "Received when Unopened",
        /// Received.
        Received => "Received",
        /// Nothing.
        Unchanged => "unchanged",
    }
}

/// One row of the table.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct SideRule {
    /// The states in which the act is possible.
    pub from: &'static [SideState],
    /// What follows.
    pub to: SideOutcome,
}

use SideState::{Answered, Ended, Made, Received, Unopened};

/// The rule for an act on a side of a request; `None` for types that are about something else.
///
/// # Specification
///
/// `spec::requests` §3.
#[must_use]
pub const fn side_rule(event_type: EventType) -> Option<SideRule> {
    let (from, to): (&'static [SideState], SideOutcome) = match event_type {
        EventType::Requested => (&[Unopened], SideOutcome::Made),
        EventType::Registered | EventType::Received => (&[Unopened], SideOutcome::Received),
        EventType::Validated => (&[Unopened, Made, Received], SideOutcome::Opened),
        EventType::Transmitted => (&[Made, Received, Answered], SideOutcome::Unchanged),
        EventType::Notified => (&[Made, Received, Answered, Ended], SideOutcome::Unchanged),
        EventType::Objected => (&[Unopened, Received, Answered], SideOutcome::Opened),
        EventType::Authorisation => (&[Unopened, Received, Answered], SideOutcome::Opened),
        EventType::Asked | EventType::Narrowed => (&[Received], SideOutcome::Unchanged),
        EventType::Preserved | EventType::PreservationEnded => {
            (&[Received, Answered], SideOutcome::Unchanged)
        }
        EventType::Produced => (&[Received, Answered], SideOutcome::AnsweredWhenComplete),
        EventType::Declined => (&[Received], SideOutcome::Answered),
        EventType::Clarified | EventType::Confirmed | EventType::Extended => {
            (&[Made], SideOutcome::Unchanged)
        }
        EventType::Cancelled => (&[Made], SideOutcome::Ended),
        EventType::Expired => (&[Made, Received, Answered], SideOutcome::Unchanged),
        EventType::Accepted
        | EventType::Accessed
        | EventType::Acknowledged
        | EventType::Acquired
        | EventType::Admitted
        | EventType::Annulled
        | EventType::CaseHandedOn
        | EventType::CaseOpened
        | EventType::Checked
        | EventType::CheckpointKeyChanged
        | EventType::Collected
        | EventType::Corrected
        | EventType::Derived
        | EventType::Destroyed
        | EventType::Disclosed
        | EventType::Enrolled
        | EventType::Examined
        | EventType::Founded
        | EventType::HandedOut
        | EventType::Incident
        | EventType::Labelled
        | EventType::Lost
        | EventType::Noted
        | EventType::Offered
        | EventType::Opened
        | EventType::Pruned
        | EventType::Reassigned
        | EventType::ReceivedBack
        | EventType::Refused
        | EventType::Returned
        | EventType::Reviewed
        | EventType::Revoked
        | EventType::Rotated
        | EventType::Sealed
        | EventType::Stored
        | EventType::Succeeded
        | EventType::TakenOver
        | EventType::Timestamped
        | EventType::Unsealed
        | EventType::Used
        | EventType::Withdrawn
        | EventType::Witnessed
        | EventType::Yielded => return None,
    };
    Some(SideRule { from, to })
}

impl SideState {
    /// The state after an act on the side; `None` when the act is not possible in this state.
    /// R3.1, R3.4
    #[must_use]
    pub fn after(self, body: &Body) -> Option<Self> {
        let Some(rule) = side_rule(body.event_type()) else {
            // A remark changes nothing, wherever it stands.
            return Some(self);
        };
        if !rule.from.contains(&self) {
            return None;
        }
        let complete = matches!(body, Body::Produced(body) if body.extent == Extent::Complete);
        Some(match rule.to {
            SideOutcome::Answered => Answered,
            SideOutcome::AnsweredWhenComplete if complete => Answered,
            SideOutcome::Ended => Ended,
            SideOutcome::Made => Made,
            SideOutcome::Received => Received,
            SideOutcome::Opened if self == Unopened => Received,
            SideOutcome::AnsweredWhenComplete | SideOutcome::Opened | SideOutcome::Unchanged => {
                self
            }
        })
    }
}
