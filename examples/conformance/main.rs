//! Answers questions about single objects of the format, for other implementers and for us.
//!
//! ```text
//! cargo run --example conformance < questions > answers
//! ```
//!
//! One JSON object on a line in, one out, in order and flushed line by line:
//! `{"id": …, "op": …, …}` is answered by `{"id": …, "ok": true | false, "code": null | "…"}`. The
//! functions asked are the library's own. `id` is any JSON value and comes back as it was, null
//! when the line does not give one. Byte strings are lower-case hexadecimal, sizes and indices whole
//! numbers from 0 to 2⁶⁴ − 1. Further fields are ignored.
//!
//! | op | fields | ok when |
//! |---|---|---|
//! | `cbor` | `hex` | exactly one item of the profile |
//! | `ed25519` | `key`, `message`, `signature` | the key is acceptable and the signature valid |
//! | `key` | `key` | the key may be registered |
//! | `event` | `hex`, `key` | an entry in our COSE_Sign1 profile, signed by that key, of a known type and version |
//! | `inclusion` | `leaf_hash`, `index`, `size`, `path`, `root` | the proof holds; `leaf_hash` is hashed already (RFC 9162 §2.1.1) |
//! | `consistency` | `size1`, `size2`, `root1`, `root2`, `path` | the proof holds |
//! | `note` | `note_hex`, `vkeys` | a signed note that opens under these verifier keys |
//! | `checkpoint` | `body` | the body of a checkpoint |
//!
//! Codes are stable. They begin with what is at fault:
//!
//! * the question: `line.too_long` (more than 64 MiB), `line.utf8`, `line.json`, `line.object`,
//!   `line.op` (none, or an unknown one), `line.field.missing`, `line.field.type`,
//!   `line.field.hex`, `line.field.number`, `line.field.length` (a hash of other than 32 bytes),
//!   `line.field.repeated`.
//! * CBOR: `cbor.depth`, `cbor.duplicate_key`, `cbor.float`, `cbor.indefinite_length`,
//!   `cbor.key_type`, `cbor.too_long`, `cbor.shortest_head`, `cbor.reserved_head`, `cbor.simple`,
//!   `cbor.tag`, `cbor.trailing_bytes`, `cbor.truncated`, `cbor.unsorted_keys`, `cbor.utf8`; for an
//!   event also `cbor.negative`, `cbor.type`, `field.code`, `field.identifier`, `field.integer`,
//!   `field.length`, `field.missing`, `field.order`, `field.key`, `field.repeated`, `field.text`,
//!   `field.timestamp`, `field.too_few`, `field.unknown`.
//! * a key: `key.length`, `key.not_on_curve`, `key.not_canonical`, `key.small_order`,
//!   `key.mixed_order`.
//! * a signature: `signature.length`, `signature.s_not_canonical`, `signature.r_not_on_curve`,
//!   `signature.r_not_canonical`, `signature.r_small_order`, `signature.mismatch`,
//!   `signature.other_key`, `signature.other_algorithm`.
//! * an event: `cose.content_type`, `cose.detached`, `cose.elements`, `cose.label.missing`,
//!   `cose.label.unknown`, `cose.tag`, `cose.signature_length`, `cose.algorithm`,
//!   `cose.unprotected`, `entry.issuer`, `entry.subject`, `entry.shape`, `entry.not_understood`.
//! * a proof: `proof.index`, `proof.path_too_long`, `proof.path_too_short`, `proof.root`,
//!   `proof.old_root`, `proof.size_too_large`, `proof.size_zero`, `proof.sizes_reversed`.
//! * a note: `note.base64`, `note.control_character`, `note.key_name`, `note.no_empty_line`,
//!   `note.no_final_newline`, `note.signature_line`, `note.signature_short`, `note.too_long`,
//!   `note.too_many_signatures`, `note.utf8`, `note.ambiguous_keys`, `note.bad_signature`,
//!   `note.no_known_key`; a verifier key: `vkey.base64`, `vkey.id`, `vkey.name`,
//!   `vkey.other_id`, `vkey.shape`, `vkey.signature_type`, and those of a key.
//! * a checkpoint: `checkpoint.control_character`, `checkpoint.empty_line`,
//!   `checkpoint.missing_line`, `checkpoint.no_final_newline`, `checkpoint.root_base64`,
//!   `checkpoint.root_length`, `checkpoint.size_leading_zero`, `checkpoint.size_not_decimal`,
//!   `checkpoint.size_overflow`.
//!
//! Exit status: 0 at the end of input, 2 when input or output fails.

#[path = "../common/mod.rs"]
mod common;

mod codes;
mod question;
mod verification;

use std::io::{self, BufRead, Read};
use std::process::ExitCode;

use common::{Arguments, Failure};
use question::{answer, refuse};

const USAGE: &str = "\
usage: conformance < QUESTIONS > ANSWERS
One JSON object on a line in, one out. The head of examples/conformance/main.rs has the fields.";

/// The longest line that is read: an order of magnitude above any object of the format.
const MAX_LINE: u64 = 64 << 20;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => common::refuse(&failure),
    }
}

fn run() -> Result<(), Failure> {
    let mut arguments = Arguments::from_env(USAGE);
    if let Some(argument) = arguments.next_word()? {
        return Err(arguments.unknown(&argument));
    }
    let mut input = io::stdin().lock();
    let mut line = Vec::new();
    while let Some(read) = next_line(&mut input, &mut line)? {
        let answer = match read {
            Line::TooLong => refuse("line.too_long"),
            Line::Whole => answer(&line),
        };
        common::say(common::json(&answer)? + "\n")?;
    }
    Ok(())
}

enum Line {
    TooLong,
    Whole,
}

/// Reads a line without its line feed; the rest of one that is too long is skipped.
fn next_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<Option<Line>> {
    line.clear();
    // One huge line must not keep its memory for all the short ones behind it.
    line.shrink_to(1 << 20);
    let read = input.take(MAX_LINE).read_until(b'\n', line)?;
    if read == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
        return Ok(Some(Line::Whole));
    }
    if u64::try_from(read) != Ok(MAX_LINE) {
        return Ok(Some(Line::Whole));
    }
    match input.skip_until(b'\n')? {
        // The file ends exactly here.
        0 => Ok(Some(Line::Whole)),
        _ => Ok(Some(Line::TooLong)),
    }
}
