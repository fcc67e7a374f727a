//! Every byte of a consistent case is changed, every record dropped, swapped, repeated, replaced:
//! the verifier never calls the result consistent, and says where.

#![allow(
    clippy::wildcard_enum_match_arm,
    clippy::cloned_ref_to_slice_refs,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

#[allow(dead_code, unused_imports, reason = "each test crate uses a part of it")]
#[path = "../common/cases.rs"]
mod cases;
mod flips;
mod records;
mod sample;
