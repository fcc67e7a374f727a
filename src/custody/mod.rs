//! Who holds what, and who may say so.
//!
//! This layer folds verified events into the state of each item: one table says which act is
//! allowed to whom in which state (`transition`), one rule says who holds the pen of each chain
//! (`pen`). The writer asks both before it appends and the verifier afterwards. `chain` is a
//! subject's place in the fold, `register` all of them, `handoff` the offer that must be answered.
//! Only a [`VerifiedEvent`](crate::event::VerifiedEvent) moves anything.
//! The rules are `spec::custody`.

mod candidate;
mod chain;
mod handoff;
mod item;
mod judge;
mod observation;
mod out_of_place;
mod persist;
mod register;
mod stand;
mod state;
mod transition;
mod violation;

pub use chain::Tip;
pub use handoff::TransferOffer;
pub use item::{HandedOut, Holding, ItemFacts};
pub use observation::{Observation, Place, Unsettled};
pub use register::{Judgement, Register, Rights};
pub use state::{CustodyState, End, StateKind};
pub use transition::{Move, Outcome, Rule, Who, rule};
pub use violation::Violation;
