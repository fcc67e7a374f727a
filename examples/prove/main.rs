//! Shows some bytes of an item, or one entry of a directory, with one small file, and checks such a file.
//!
//! ```text
//! cargo run --example prove -- make --case CASE --item ITEM --from A --to B --content FILE --out PROOF --bytes OUT
//! cargo run --example prove -- make --case CASE --item ITEM --entry PATH --manifest FILE --out PROOF
//! cargo run --example prove -- check PROOF BYTES --case CASE --root FINGERPRINT
//! ```
//!
//! Parts are shown whole: the bytes that go with a proof begin and end where parts do, so there may be more
//! of them than were asked for. An entry of a directory is shown by itself, with its file or without.
//!
//! Exit status: 0 shown (or made), 1 not shown, 2 cannot do what was asked.

mod check;
#[path = "../common/mod.rs"]
mod common;
mod find;
mod make;

use std::process::ExitCode;

use common::{Arguments, Failure};

const USAGE: &str = "\
usage: prove make --case CASE --item ITEM --from A --to B (--content FILE|--segments FILE) --out PROOF
                  [--bytes OUT] [--parts LIST]
       prove make --case CASE --item ITEM (--entry PATH|--entry-hex BYTES) --manifest FILE --out PROOF
                  [--metadata]
       prove check PROOF [BYTES] --case CASE --root FINGERPRINT... [--head FILE]... [--now RFC3339]
       prove check PROOF [BYTES] --key PUBLICKEY
ITEM is an id, or a disclosed label that is unique in the case. A is the first byte, counted from 0, and
B the first that is not meant. OUT gets the bytes that go with the proof: whole parts.
A content is a file, a block device or an E01 image; of one in segments, name the first.
LIST is the part list that was written when the item was collected: with it the content is not read but for OUT,
and without OUT not needed.
PATH is that of an entry inside a directory that is an item, MANIFEST the one that was made of it. Times, owner
and mode are shown only with --metadata. Its file can be checked with the proof, and need not be.
Against a key (PEM, as openssl writes it) less is shown than against a case.";

fn main() -> ExitCode {
    match run() {
        Ok(code) => ExitCode::from(code),
        Err(failure) => common::refuse(&failure),
    }
}

fn run() -> Result<u8, Failure> {
    let mut arguments = Arguments::from_env(USAGE);
    match arguments.next_word()?.as_deref() {
        Some("make") => make::run(arguments),
        Some("check") => check::run(arguments),
        Some(other) => Err(arguments.unknown(other)),
        None => Err(Failure::usage("say whether to make or to check a proof", USAGE)),
    }
}
