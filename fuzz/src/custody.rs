//! Histories of custody: the register says of every act what the model says, and has every item
//! where the model has it.
//!
//! The model and what plays a history are those of `tests/custody_model`.

use crate::director::Choice;
use crate::play::play;

/// The bytes that one act is chosen by.
const CHOICE: usize = 9;

/// Acts in one history. Each is signed and verified, and a longer one shows nothing that two do not.
const ACTS: usize = 64;

/// Reads the input as choices, and plays them.
pub fn check(bytes: &[u8]) {
    let (choices, _) = bytes.as_chunks::<CHOICE>();
    let choices = choices.iter().take(ACTS).map(
        |&[items, kind, wild, who, place, cite, to, time, seal]| Choice {
            items,
            kind,
            wild,
            who,
            place,
            cite,
            to,
            time: time.cast_signed(),
            seal,
        },
    );
    play(choices.collect());
}
