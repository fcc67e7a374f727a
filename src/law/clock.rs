//! Periods, evaluated at an instant.

use crate::event::{EventType, Period, When};
use crate::law::catalogue::Side;

/// An act as a clock sees it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DatedAct {
    /// Its type.
    pub event_type: EventType,
    /// On whose side of the request it stands.
    pub side: Side,
    /// When it happened, as stated.
    pub when: When,
    /// How far that can be off, in seconds.
    pub uncertainty: Option<u64>,
    /// Its index in the ledger.
    pub entry: u64,
    /// The period that it makes longer, and by how much.
    pub extends: Option<(String, Period)>,
}
