//! Events, from a draft to bytes and back, and what keeps bytes from being one.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]
#![allow(clippy::wildcard_enum_match_arm, reason = "a test names the one answer that is right")]

mod contents;
mod disclosures;
mod drafts;
#[path = "../common/events.rs"]
mod events;
mod forge;
mod header;
mod ids;
mod requests;
mod round_trip;
mod shape;
mod strict;
mod threads;
