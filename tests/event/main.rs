//! Events, from a draft to bytes and back, and what keeps bytes from being one.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod disclosures;
#[path = "../common/events.rs"]
mod events;
mod forge;
mod round_trip;
mod strict;
