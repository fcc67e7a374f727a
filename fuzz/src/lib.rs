//! What each fuzz target holds its input against.
//!
//! A target is one function `check`, which panics when its property does not hold: so an input that
//! was found can be given to it anywhere. `examples/seeds` writes a corpus: from the seed case, which
//! `case` makes from fixed keys and fixed randomness, and from the published `vectors`. `strangers`
//! are the organisations of the vectors: their keys are known, so a changed entry can be signed again.
//! `custody` is not fed bytes of the format: its input is a sequence of acts, which the library and
//! the model of the tests both play.
//!
//! ```text
//! cargo run --release --manifest-path fuzz/Cargo.toml --example seeds
//! cargo +nightly fuzz run event
//! ```
//!
//! Without cargo-fuzz, on the stable compiler; the flags are those by which the engine sees which
//! branches an input took:
//!
//! ```text
//! RUSTFLAGS='-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
//!   -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
//!   -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares \
//!   -Ccodegen-units=1' \
//!   cargo build --release --manifest-path fuzz/Cargo.toml --target x86_64-unknown-linux-gnu
//! ulimit -s 512
//! fuzz/target/x86_64-unknown-linux-gnu/release/event -max_len=65536 fuzz/corpus/event
//! ```

pub mod case;
pub mod catalogue;
pub mod cbor;
pub mod content_proof;
pub mod custody;
pub mod event;
pub mod keys;
pub mod ledger_bytes;
pub mod lists;
pub mod note;
pub mod proof;
pub mod signatures;
pub mod strangers;
pub mod vectors;

#[path = "../../tests/custody_model/bodies.rs"]
mod bodies;
#[path = "../../tests/custody_model/director.rs"]
mod director;
#[allow(dead_code, reason = "its own test asks for more")]
#[path = "../../tests/custody_model/model.rs"]
mod model;
#[allow(dead_code, reason = "its own test asks for more")]
#[path = "../../tests/custody_model/play.rs"]
mod play;
#[allow(dead_code, reason = "its own test asks for more")]
#[path = "../../tests/custody_model/real.rs"]
mod real;
#[path = "../../tests/custody_model/rules.rs"]
mod rules;
#[path = "../../tests/custody_model/words.rs"]
mod words;
