//! The embedded catalogue says what was read, and a file that is no catalogue is refused where it is
//! none.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::too_many_lines,
    clippy::unwrap_used,
    reason = "functions that only tests call"
)]

mod embedded;
mod laying_over;
mod refused;
mod shape;
mod syntax;
