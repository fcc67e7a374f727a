//! What a cosigner remembers, what it remembers in, and the contract of that.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::ledger::{CosignerKey, SignedCheckpoint};
use crate::store::error::StoreError;
use crate::verify::Misbehaviour;

/// Proofs of misbehaviour that a memory keeps of a ledger. One is enough: more would let whoever has the ledger's key fill
/// the disk.
pub(super) const MAX_KEPT: usize = 16;

/// The last head of a ledger that a cosigner signed, and when by its own clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// The time of the cosignature, in seconds since 1970.
    pub time: u64,
    /// The head, as its ledger signed it.
    pub head: SignedCheckpoint,
}

impl Remembered {
    /// Reads what [`Display`](fmt::Display) writes, and nothing else.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let (first, head) =
            bytes.split_at_checked(bytes.iter().position(|byte| *byte == b'\n')?)?;
        let time = std::str::from_utf8(first).ok()?.strip_prefix("time ")?.parse().ok()?;
        let read = Self { time, head: SignedCheckpoint::parse(head.get(1..)?).ok()? };
        (read.to_string().as_bytes() == bytes).then_some(read)
    }
}

impl fmt::Display for Remembered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "time {}\n{}", self.time, self.head)
    }
}

/// Where a cosigner keeps the last head of each ledger that it signed.
///
/// The contract:
///
/// * While a slot is there, nobody else has one of the same origin: not in this process, and not in another that has
///   the same memory. Whoever asks waits.
/// * After [`HeadSlot::replace`] returns, the head survives a power cut, and [`HeadSlot::last`] gives it, to everyone. A
///   power cut before that leaves it or the one before, whole.
/// * After an error of it, either can be there.
/// * It is the memory of one cosigner, for ever, and says of which.
/// * What was replaced does not come back. A memory that is restored from an older copy breaks this, and with it what
///   the cosigner is for.
pub trait HeadMemory {
    /// What is remembered of one ledger.
    type Slot<'m>: HeadSlot
    where
        Self: 'm;

    /// Whose memory it is. Another key, or the same under another name, is refused
    /// ([`CosignerError::OtherCosigner`](super::CosignerError::OtherCosigner)).
    fn cosigner(&self) -> &CosignerKey;

    /// Waits until nobody else has the slot of an origin, and takes it.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    fn lock(&self, origin: &str) -> Result<Self::Slot<'_>, StoreError>;
}

/// What is remembered of one ledger, while nobody else can change it.
pub trait HeadSlot {
    /// The last head signed, if there is one.
    ///
    /// # Errors
    ///
    /// [`StoreError`]: also where what is there cannot be read as a head. It is never taken for none.
    fn last(&self) -> Result<Option<Remembered>, StoreError>;

    /// Remembers a head in the place of the last one, durably.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    fn replace(&mut self, last: &Remembered) -> Result<(), StoreError>;

    /// Keeps a proof of misbehaviour, durably, beside those that are kept. One that is kept already is not kept twice,
    /// and where there are many, a further one need not be kept.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    fn keep(&mut self, proof: &Misbehaviour) -> Result<(), StoreError>;
}

/// A memory that ends with the process: for tests, and for a cosigner that is asked within one run.
///
/// It keeps the contract of [`HeadMemory`] with one exception that its name says: nothing survives the process.
#[derive(Debug)]
pub struct VolatileMemory {
    cosigner: CosignerKey,
    held: Mutex<HashMap<String, Held>>,
}

#[derive(Debug, Default)]
struct Held {
    last: Option<Remembered>,
    kept: Vec<Misbehaviour>,
}

impl VolatileMemory {
    /// The memory of a cosigner that has signed nothing yet.
    #[must_use]
    pub fn new(cosigner: CosignerKey) -> Self {
        Self { cosigner, held: Mutex::default() }
    }

    /// The proofs that were kept of a ledger.
    #[must_use]
    pub fn kept(&self, origin: &str) -> Vec<Misbehaviour> {
        self.all().get(origin).map(|held| held.kept.clone()).unwrap_or_default()
    }

    fn all(&self) -> MutexGuard<'_, HashMap<String, Held>> {
        // Each change is one assignment: whoever panicked in between left nothing half done.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The slot of a [`VolatileMemory`].
#[derive(Debug)]
pub struct VolatileSlot<'m> {
    held: MutexGuard<'m, HashMap<String, Held>>,
    origin: String,
}

impl HeadMemory for VolatileMemory {
    type Slot<'m> = VolatileSlot<'m>;

    fn cosigner(&self) -> &CosignerKey {
        &self.cosigner
    }

    fn lock(&self, origin: &str) -> Result<VolatileSlot<'_>, StoreError> {
        Ok(VolatileSlot { held: self.all(), origin: origin.to_owned() })
    }
}

impl HeadSlot for VolatileSlot<'_> {
    fn last(&self) -> Result<Option<Remembered>, StoreError> {
        Ok(self.held.get(&self.origin).and_then(|held| held.last.clone()))
    }

    fn replace(&mut self, last: &Remembered) -> Result<(), StoreError> {
        self.held.entry(self.origin.clone()).or_default().last = Some(last.clone());
        Ok(())
    }

    fn keep(&mut self, proof: &Misbehaviour) -> Result<(), StoreError> {
        let kept = &mut self.held.entry(self.origin.clone()).or_default().kept;
        let bytes = proof.to_bytes();
        if kept.len() < MAX_KEPT && kept.iter().all(|other| other.to_bytes() != bytes) {
            kept.push(proof.clone());
        }
        Ok(())
    }
}
