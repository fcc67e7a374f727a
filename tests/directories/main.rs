//! A directory as one item: what is measured of it, what its manifest says, how it differs later.
#![cfg(unix)]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod compare;
mod deep;
mod manifest;
mod order;
mod passes;
mod proofs;
mod properties;
mod secrecy;
mod states;
mod tree;
mod types;
