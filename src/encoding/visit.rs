//! The walk over the commitments of a record, whatever its type.

use crate::encoding::{DecodeError, FieldPath};

/// Sees every commitment of a record, in the order of the wire.
#[expect(unnameable_types, reason = "argument of the sealed trait `Wire`")]
pub trait Visitor {
    /// Called once for the commitment at `path`. F5.4
    fn commitment(&mut self, path: &FieldPath, slot: &mut dyn Slot);
}

/// One commitment, without the type of its value.
#[expect(unnameable_types, reason = "argument of the sealed trait `Wire`")]
pub trait Slot {
    /// The hash that is signed.
    fn commitment(&self) -> [u8; 32];

    /// Whether the value is known.
    fn is_open(&self) -> bool;

    /// The bytes of `[salt, value]`, when known.
    fn disclosure(&self) -> Option<Vec<u8>>;

    /// Takes the value out of scanned `[salt, value]` whose hash was already compared.
    fn open(&mut self, salted: &[u8]) -> Result<(), DecodeError>;

    /// Forgets the value; the commitment stays.
    fn erase(&mut self);
}
