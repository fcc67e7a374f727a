//! A request before it is made.
//!
//! `builder` turns what a person states into [`Terms`](crate::event::Terms), by the rules of the
//! instrument that it names; `lack` is what an instrument does not find in a draft. The rules are
//! `spec::requests`; those of the verifier are the same functions.

mod builder;
mod lack;

pub use builder::RequestDraft;
pub use lack::{DraftLack, MissingField, RequestDraftError};
