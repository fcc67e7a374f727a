//! Requests across borders, V7: each rule broken once, and the near case that is none. What is found
//! never makes a verdict of `Contradicted`.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod answers;
#[allow(dead_code, reason = "each test crate uses a part of it")]
#[path = "../common/cases.rs"]
mod cases;
mod citations;
mod conditions;
mod doubt;
mod extracts;
mod gaps;
mod incidents;
mod keeping;
mod onward;
mod outputs;
mod pages;
mod periods;
mod readings;
mod reports;
mod sides;
#[path = "../common/snapshots.rs"]
mod snapshots;
mod terms;
mod world;
