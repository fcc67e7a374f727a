//! Cases with one thing changed: bytes, records, signed heads, proofs, and entries signed again.

pub(crate) mod base;
mod bytes;
pub(crate) mod cbor;
pub(crate) mod chance;
mod edits;
mod notes;
mod records;
mod signed;
pub(crate) mod variants;

use base::Base;
use chance::Chance;

use crate::asked::Question;

/// A changed case.
pub(crate) struct Mutant {
    /// The case that it was made of, its number, and what was changed.
    pub(crate) name: String,
    pub(crate) question: Question,
}

/// How a mutant is made, and how many of a hundred are made so.
type Maker = (usize, fn(&Base, &mut Chance) -> (String, Question));

const MAKERS: [Maker; 4] =
    [(25, bytes::mutant), (20, records::mutant), (45, signed::mutant), (10, notes::mutant)];

/// The mutant with this number.
pub(crate) fn mutant(bases: &[Base], number: u64) -> Mutant {
    let mut chance = Chance::new(number);
    let base = chance.of(bases);
    let mut of_hundred = chance.below(100);
    for (share, make) in MAKERS {
        if of_hundred < share {
            let (what, question) = make(base, &mut chance);
            return Mutant { name: format!("{} {number}: {what}", base.name), question };
        }
        of_hundred -= share;
    }
    panic!("the shares are of a hundred")
}

/// One time in three nobody remembers a head.
fn forget_perhaps(question: &mut Question, chance: &mut Chance) {
    if chance.below(3) == 0 {
        question.heads.clear();
    }
}
