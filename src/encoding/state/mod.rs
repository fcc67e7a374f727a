//! The state of a fold as bytes, and back: what a cache beside a case and a snapshot of a verifier hold.
//!
//! Nothing of it is part of the format of a case. The bytes are for the same version of this crate only, so they
//! name no fields: [`STATE_FORMAT`] changes with the shape of what is kept. Integers are in LEB128, texts and lists
//! have their length before them, maps and sets stand in the order of the bytes of their keys: one state has one
//! form. Whoever reads them has checked a digest over them, and believes nothing all the same: what is read fits
//! into what is there.

mod basic;

use std::any::Any;
use std::collections::HashMap;
use std::sync::Arc;

/// Which shape the state has. Whoever changes what is kept, or how, or what entries amount to, counts it up: tests have
/// the digests of the states of cases that never change.
pub(crate) const STATE_FORMAT: u64 = 2;

/// Bytes that are no state. Where: the place of the first byte that does not fit.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("this is no state from byte {offset} on")]
pub(crate) struct StateError {
    pub(crate) offset: usize,
}

/// A value that is part of the state of a fold.
pub(crate) trait Persist: Sized {
    /// Writes the value.
    fn persist(&self, out: &mut StateWriter);

    /// Reads what [`persist`](Self::persist) wrote.
    fn restore(input: &mut StateReader<'_>) -> Result<Self, StateError>;
}

/// Where a state is written to.
#[derive(Default)]
pub(crate) struct StateWriter {
    bytes: Vec<u8>,
    /// What many values share is written once: by its address, its number.
    shared: HashMap<*const (), u64>,
}

impl StateWriter {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Bytes whose number is known to whoever reads them.
    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// An integer in LEB128.
    pub(crate) fn uint(&mut self, value: u64) {
        let mut rest = value;
        loop {
            let [low, ..] = rest.to_le_bytes();
            rest = rest.wrapping_shr(7);
            if rest == 0 {
                return self.bytes.push(low);
            }
            self.bytes.push(low | 0x80);
        }
    }

    pub(crate) fn length(&mut self, length: usize) {
        self.uint(u64::try_from(length).unwrap_or(u64::MAX));
    }

    /// Bytes behind their number.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.length(bytes.len());
        self.raw(bytes);
    }

    /// A value that others share, once; then its number.
    pub(crate) fn share<T: ?Sized>(&mut self, value: &Arc<T>, write: impl FnOnce(&mut Self)) {
        let number = u64::try_from(self.shared.len()).unwrap_or(u64::MAX);
        match self.shared.get(&Arc::as_ptr(value).cast::<()>()) {
            Some(known) => {
                let known = known.saturating_add(1);
                self.uint(known);
            }
            None => {
                self.uint(0);
                self.shared.insert(Arc::as_ptr(value).cast::<()>(), number);
                write(self);
            }
        }
    }
}

/// What a state is read from.
pub(crate) struct StateReader<'b> {
    rest: &'b [u8],
    length: usize,
    shared: Vec<Option<Arc<dyn Any + Send + Sync>>>,
}

impl<'b> StateReader<'b> {
    pub(crate) const fn new(bytes: &'b [u8]) -> Self {
        Self { rest: bytes, length: bytes.len(), shared: Vec::new() }
    }

    /// That there is nothing more.
    pub(crate) const fn end(&self) -> Result<(), StateError> {
        if self.rest.is_empty() { Ok(()) } else { Err(self.refused()) }
    }

    /// What stands here is not what belongs here.
    pub(crate) const fn refused(&self) -> StateError {
        StateError { offset: self.length.saturating_sub(self.rest.len()) }
    }

    pub(crate) fn raw(&mut self, length: usize) -> Result<&'b [u8], StateError> {
        let (bytes, rest) = self.rest.split_at_checked(length).ok_or_else(|| self.refused())?;
        self.rest = rest;
        Ok(bytes)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], StateError> {
        let refused = self.refused();
        self.raw(N)?.try_into().map_err(|_| refused)
    }

    pub(crate) fn byte(&mut self) -> Result<u8, StateError> {
        self.array().map(|[byte]| byte)
    }

    pub(crate) fn uint(&mut self) -> Result<u64, StateError> {
        let refused = self.refused();
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            let shifted = bits.wrapping_shl(shift);
            if shifted.wrapping_shr(shift) != bits {
                return Err(refused);
            }
            value |= shifted;
            if byte & 0x80 == 0 {
                // One number has one form.
                return if byte == 0 && shift > 0 { Err(refused) } else { Ok(value) };
            }
        }
        Err(refused)
    }

    /// The number of elements that follow. Each has a byte at least.
    pub(crate) fn length(&mut self) -> Result<usize, StateError> {
        let refused = self.refused();
        let length = usize::try_from(self.uint()?).map_err(|_| refused)?;
        if length > self.rest.len() { Err(refused) } else { Ok(length) }
    }

    /// For how many elements room is made at once: no more of it than there are bytes.
    pub(crate) const fn room<T>(&self, length: usize) -> usize {
        let size = match size_of::<T>() {
            0 => 1,
            size => size,
        };
        let most = match self.rest.len().checked_div(size) {
            Some(most) => most,
            None => 0,
        };
        if length < most { length } else { most }
    }

    pub(crate) fn bytes(&mut self) -> Result<&'b [u8], StateError> {
        let length = self.length()?;
        self.raw(length)
    }

    pub(crate) fn text(&mut self) -> Result<&'b str, StateError> {
        let refused = self.refused();
        std::str::from_utf8(self.bytes()?).map_err(|_| refused)
    }

    /// A value that [`StateWriter::share`] wrote. A holder is what is shared, or points to it.
    pub(crate) fn shared<H: Any + Clone + Send + Sync>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<H, StateError>,
    ) -> Result<H, StateError> {
        let refused = self.refused();
        let number = usize::try_from(self.uint()?).map_err(|_| refused)?;
        let Some(place) = number.checked_sub(1) else {
            // Its number is given before it is read: what is within it has later ones.
            let place = self.shared.len();
            self.shared.push(None);
            let holder = read(self)?;
            if let Some(slot) = self.shared.get_mut(place) {
                *slot = Some(Arc::new(holder.clone()));
            }
            return Ok(holder);
        };
        let known = self.shared.get(place).and_then(Option::as_ref);
        known.and_then(|known| known.downcast_ref::<H>()).cloned().ok_or(refused)
    }
}

/// Declares how a struct or an enum is written: by its fields, in this order. A field or a variant that is not named
/// does not compile.
macro_rules! persist {
    (struct $name:ty { $($field:ident),* $(,)? }) => {
        impl $crate::encoding::Persist for $name {
            fn persist(&self, out: &mut $crate::encoding::StateWriter) {
                let Self { $($field),* } = self;
                $( $crate::encoding::Persist::persist($field, out); )*
            }

            fn restore(
                input: &mut $crate::encoding::StateReader<'_>,
            ) -> Result<Self, $crate::encoding::StateError> {
                Ok(Self { $($field: $crate::encoding::Persist::restore(input)?),* })
            }
        }
    };
    (enum $name:ty {
        $($tag:literal => $variant:ident $(($($item:ident),+))? $({ $($field:ident),+ $(,)? })?),+ $(,)?
    }) => {
        impl $crate::encoding::Persist for $name {
            fn persist(&self, out: &mut $crate::encoding::StateWriter) {
                match self {
                    $(Self::$variant $(($($item),+))? $({ $($field),+ })? => {
                        out.raw(&[$tag]);
                        $($( $crate::encoding::Persist::persist($item, out); )+)?
                        $($( $crate::encoding::Persist::persist($field, out); )+)?
                    })+
                }
            }

            fn restore(
                input: &mut $crate::encoding::StateReader<'_>,
            ) -> Result<Self, $crate::encoding::StateError> {
                let refused = input.refused();
                match input.byte()? {
                    $($tag => {
                        $($( let $item = $crate::encoding::Persist::restore(input)?; )+)?
                        $($( let $field = $crate::encoding::Persist::restore(input)?; )+)?
                        Ok(Self::$variant $(($($item),+))? $({ $($field),+ })?)
                    })+
                    _ => Err(refused),
                }
            }
        }
    };
}
pub(crate) use persist;

/// Declares that a type is written as its text, which it is read from again.
macro_rules! persist_text {
    ($($name:ty),+ $(,)?) => {$(
        impl $crate::encoding::Persist for $name {
            fn persist(&self, out: &mut $crate::encoding::StateWriter) {
                out.bytes(self.to_string().as_bytes());
            }

            fn restore(
                input: &mut $crate::encoding::StateReader<'_>,
            ) -> Result<Self, $crate::encoding::StateError> {
                let refused = input.refused();
                input.text()?.parse().map_err(|_| refused)
            }
        }
    )+};
}
pub(crate) use persist_text;

/// Declares that a type is written as the code that names it.
macro_rules! persist_code {
    ($($name:ty),+ $(,)?) => {$(
        impl $crate::encoding::Persist for $name {
            fn persist(&self, out: &mut $crate::encoding::StateWriter) {
                out.bytes(self.code().as_bytes());
            }

            fn restore(
                input: &mut $crate::encoding::StateReader<'_>,
            ) -> Result<Self, $crate::encoding::StateError> {
                let refused = input.refused();
                Self::from_code(input.text()?).ok_or(refused)
            }
        }
    )+};
}
pub(crate) use persist_code;
