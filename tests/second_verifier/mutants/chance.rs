//! Choices that a seed repeats.

use crate::cases::Seeded;

/// The same seed makes the same choices.
#[derive(Clone, Debug)]
pub(crate) struct Chance(Seeded);

impl Chance {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(Seeded::new(seed))
    }

    pub(crate) const fn number(&mut self) -> u64 {
        self.0.number()
    }

    /// A number below a bound that is not 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.number() % bound as u64).unwrap()
    }

    pub(crate) fn byte(&mut self) -> u8 {
        self.number().to_le_bytes()[0]
    }

    pub(crate) fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}
