//! Each rule of custody, links, keys, heads and times, broken once: the exact finding, its place, and
//! the verdict; and the same act refused by the writer.

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

mod annulment;
mod beside;
mod carried;
#[allow(dead_code, reason = "each test crate uses a part of it")]
#[path = "../common/cases.rs"]
mod cases;
mod cast;
mod crossing;
mod derivation;
mod edges;
mod genesis;
mod handover;
mod heads;
mod honest;
mod key_life;
mod key_model;
mod keys;
mod links;
mod measures;
mod outside;
mod page;
mod parties;
mod pens;
mod policy;
mod pruning;
mod records;
mod remarks;
mod settled;
mod times;
mod unchecked;
mod units;
