//! Periods: from a deadline of the catalogue and the dated acts on a request to how it stands now.
//!
//! `input` is what a clock is given, `period` counts from a moment to the end of a period, `course`
//! takes in what moves that end, `evaluate` compares the acts with it, `state` is the answer. The
//! rules are section 10 of the specification of requests. Nothing here reads a clock: now is an
//! argument.

mod course;
mod evaluate;
mod input;
mod period;
mod span;
mod state;

pub use evaluate::evaluate_clock;
pub use input::{ClockInput, DatedAct};
pub use span::Span;
pub use state::{Clock, ClockState, Due, ExtensionEffect, ExtensionSeen, Started, Untold};
