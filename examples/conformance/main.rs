//! Answers questions about single objects of the format, for other implementers and for us.
//!
//! ```text
//! cargo run --example conformance < questions > answers
//! ```
//!
//! One JSON object on a line in, one out, in order and flushed line by line. The functions asked are
//! the library's own. Questions, answers and codes are those of [`handseal::spec::conformance`].
//!
//! Exit status: 0 at the end of input, 2 when input or output fails.

#[path = "../common/mod.rs"]
mod common;
mod evidence;
mod json_line;

mod codes;
mod heads;
mod question;
mod verification;

use std::io::{self, BufRead, Read};
use std::process::ExitCode;

use common::{Arguments, Failure};
use question::{answer, refuse};

const USAGE: &str = "\
usage: conformance < QUESTIONS > ANSWERS
One JSON object on a line in, one out. src/spec/conformance.md has the fields.";

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
    // One byte more than a line has: its line feed, or the first that is too much.
    let read = input.take(MAX_LINE.saturating_add(1)).read_until(b'\n', line)?;
    if read == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
    } else if u64::try_from(read).is_ok_and(|read| read > MAX_LINE) {
        input.skip_until(b'\n')?;
        return Ok(Some(Line::TooLong));
    }
    Ok(Some(Line::Whole))
}
