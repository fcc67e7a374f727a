//! The lists and bags of other programs: ours confirmed by theirs, theirs by ours, and everything that can
//! be wrong with one.
//!
//! `HANDSEAL_FIELD_TOOLS=required` makes a program that is not there a failure.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod audits;
mod bag_errors;
mod bags;
mod checksums;
mod field;
mod folder;
mod hashdeep;
mod properties;
