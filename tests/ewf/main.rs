//! EWF images: those that other tools make, read and compared with the raw bytes; and damaged ones, of
//! which no wrong byte may come.
//!
//! The other tools are those of libewf (Debian: `ewf-tools`). Where they are not, the tests that need them
//! say that they were skipped; with `HANDSEAL_FIELD_TOOLS=required` they fail then.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking"
)]

mod built;
mod flips;
mod hostile;
mod intact;
mod refused;
mod salvaged;
mod sets;
mod tools;
