//! The second verifier: another program, in another language, written from the specification alone.
//! It is asked what the library is asked, and must say the same.
//!
//! The Python files beside this one are that program. Its libraries come into an environment of its
//! own below `target/`, from pinned requirements. Where there is no Python that can run it the tests say that
//! they were skipped; with `HANDSEAL_SECOND_VERIFIER=required` they fail then.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking"
)]

mod agreement;
mod asked;
#[allow(dead_code, unused_imports, reason = "each test crate uses a part of it")]
#[path = "../common/cases.rs"]
mod cases;
#[path = "../../examples/conformance/codes.rs"]
mod codes;
mod command_line;
mod directories;
mod environment;
#[path = "../../examples/conformance/evidence.rs"]
mod evidence;
#[allow(dead_code, reason = "each test crate uses a part of it")]
#[path = "../common/forks.rs"]
mod forks;
#[path = "../../examples/conformance/heads.rs"]
mod heads;
#[path = "../common/hex.rs"]
mod hex;
#[path = "../../examples/conformance/json_line.rs"]
mod json_line;
#[path = "../common/lines.rs"]
mod lines;
mod misbehaviours;
mod mutants;
mod process;
mod protocol;
#[allow(dead_code, reason = "the program reads lines, too")]
#[path = "../../examples/conformance/question.rs"]
mod question;
mod random;
mod vectors;
#[path = "../../examples/conformance/verification.rs"]
mod verification;
#[allow(dead_code, reason = "each test crate uses a part of it")]
#[path = "../requests/world.rs"]
mod world;
