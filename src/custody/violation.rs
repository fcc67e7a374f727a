//! How an act breaks the rules of custody.

use crate::custody::state::StateKind;
use crate::event::EventType;
use crate::identity::PartyId;

/// How an act breaks the rules of custody.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Violation {
    /// The entry to annul is not the latest that changed the state, is an answer, or is another
    /// organisation's.
    #[error(
        "the entry to annul is not the latest of this organisation that changed the state, or is an answer"
    )]
    NotAnnullable,
    /// The actor has the pen, but the act is another's.
    #[error("{} is for {expected} to do, not for {found}", .event_type.code())]
    NotHolder {
        /// The act.
        event_type: EventType,
        /// Whose act it is.
        expected: PartyId,
        /// Who did it.
        found: PartyId,
    },
    /// The actor may not extend this chain now.
    #[error("{found} may not extend this chain now{}", pen(.holder))]
    NoPen {
        /// The party that holds the item or is in charge, if there is one.
        holder: Option<PartyId>,
        /// Who did it.
        found: PartyId,
    },
    /// Nobody may do this in this state.
    #[error("{} is not possible in the state {state}", .event_type.code())]
    WrongState {
        /// The act.
        event_type: EventType,
        /// The state.
        state: StateKind,
    },
}

fn pen(holder: &Option<PartyId>) -> String {
    holder.map_or_else(String::new, |party| format!(": {party} may"))
}
