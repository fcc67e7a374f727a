//! A cosigner: it signs heads of ledgers that others keep, and never two that contradict each other.
//!
//! [`Cosigner`] checks a request and signs; [`HeadMemory`] is what it remembers in, with its contract in words:
//! [`FileMemory`] in a directory, [`VolatileMemory`] in memory.

mod error;
mod files;
mod memory;

pub use error::{CosignError, CosignerError};
pub use files::{FileMemory, FileSlot};
pub use memory::{HeadMemory, HeadSlot, Remembered, VolatileMemory, VolatileSlot};

use crate::identity::Signer;
use crate::ledger::{
    CosignatureRequest, CosignerKey, KeyName, MAX_COSIGNATURE_TIME, NoteSignError,
    SignedCheckpoint, VerifierKey,
};
use crate::merkle::{Hash, ProofError, empty_root, verify_consistency};
use crate::verify::{Contradiction, Misbehaviour};

/// Signs heads of the ledgers that it knows, each only if it extends the last one that it signed.
///
/// Two agencies that cosign each other's heads watch each other with nothing but files: a
/// [`CosignatureRequest`] one way, the cosigned head the other.
///
/// # What a cosignature says
///
/// That this is the largest head of the ledger that the cosigner has seen, at the time in it, and that all heads
/// which it signed before are beginnings of it. Not that an entry is true, or that the cosigner has seen any.
///
/// # Examples
///
/// ```
/// use handseal::identity::{OsEntropy, Signer, SigningKey};
/// use handseal::ledger::{
///     Checkpoint, CosignatureRequest, CosignerKey, CosignerPolicy, KeyName, SignedCheckpoint, VerifierKey,
/// };
/// use handseal::store::{CosignError, Cosigner, VolatileMemory};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let [ledger_key, key] = [SigningKey::generate(&mut OsEntropy)?, SigningKey::generate(&mut OsEntropy)?];
/// let origin = "custody.example.org/00112233445566778899aabbccddeeff";
/// let known = VerifierKey::new(KeyName::parse(origin)?, ledger_key.public_key().clone())?;
/// let name = KeyName::parse("cosigner.example.org")?;
/// let memory = VolatileMemory::new(CosignerKey::new(name.clone(), key.public_key().clone())?);
/// let cosigner = Cosigner::new(name, key, memory)?.knows(known);
///
/// let head = |root| SignedCheckpoint::sign(Checkpoint::new(origin, 8, [root; 32])?, &ledger_key)
///     .map_err(Box::<dyn std::error::Error>::from);
/// let first = CosignatureRequest { old_size: 0, proof: Vec::new(), head: head(1)? };
/// let cosigned = cosigner.cosign(&first, || 2_250_000_000)?;
/// let policy = CosignerPolicy::new(1, vec![cosigner.key().clone()])?;
/// assert!(policy.verify(&cosigned)?.are_enough());
///
/// // Another head of that size is kept as a proof, and not signed.
/// let forked = CosignatureRequest { old_size: 8, proof: Vec::new(), head: head(2)? };
/// let refused = cosigner.cosign(&forked, || 2_250_000_001);
/// assert!(matches!(refused, Err(CosignError::Fork { .. })));
/// # Ok(())
/// # }
/// ```
///
/// # Specification
///
/// C2SP tlog-witness, "add-checkpoint"; stricter in that the time is taken and the signature made before anyone else's
/// turn, and that a clock which went back is refused, so the times of its cosignatures do not contradict their sizes.
#[derive(Debug)]
pub struct Cosigner<S, M> {
    known: CosignerKey,
    key: S,
    memory: M,
    ledgers: Vec<VerifierKey>,
}

impl<S: Signer, M: HeadMemory> Cosigner<S, M> {
    /// A cosigner that knows no ledger yet. Its key is used for nothing else.
    ///
    /// # Errors
    ///
    /// [`CosignerError::OtherCosigner`] where the memory is that of another key or name: what this one has signed is not
    /// in it. [`CosignerError::Key`] for another than an Ed25519 key.
    pub fn new(name: KeyName, key: S, memory: M) -> Result<Self, CosignerError> {
        let known = CosignerKey::new(name, key.public_key().clone())?;
        if known != *memory.cosigner() {
            let expected = Box::new(memory.cosigner().clone());
            return Err(CosignerError::OtherCosigner { expected, found: Box::new(known) });
        }
        Ok(Self { known, key, memory, ledgers: Vec::new() })
    }

    /// Adds a key of a ledger whose heads it signs; the name of the key is the ledger's origin.
    #[must_use]
    pub fn knows(mut self, ledger: VerifierKey) -> Self {
        if !self.ledgers.contains(&ledger) {
            self.ledgers.push(ledger);
        }
        self
    }

    /// What it remembers in.
    pub const fn memory(&self) -> &M {
        &self.memory
    }

    /// What others know it by.
    #[must_use]
    pub const fn key(&self) -> &CosignerKey {
        &self.known
    }

    /// Signs a head, if it extends the last one that was signed of its ledger. Gives the head with the cosignature
    /// behind its other signatures.
    ///
    /// The clock says the seconds since 1970. It is asked when nobody else's head of the ledger can come in between.
    /// When it says less than at the last cosignature of this ledger, nothing is signed: "the largest at ten is 9" and
    /// "the largest at eleven is 8" would contradict each other. After a clock that was far ahead a new key is needed.
    ///
    /// The head is remembered, durably, before it is signed, and nobody else's head of the ledger is looked at
    /// in between. After a crash in between it is remembered and not signed: the same head can be asked for again, from
    /// its own size and without a proof.
    ///
    /// # Errors
    ///
    /// [`CosignError`]. Nothing was signed then. Where it is [`CosignError::Fork`], the proof is kept.
    pub fn cosign(
        &self,
        request: &CosignatureRequest,
        clock: impl FnOnce() -> u64,
    ) -> Result<SignedCheckpoint, CosignError> {
        let CosignatureRequest { old_size, head, .. } = request;
        let said = head.unverified();
        let origin = said.origin();
        let keys: Vec<_> =
            self.ledgers.iter().filter(|key| key.name().as_str() == origin).cloned().collect();
        if keys.is_empty() {
            return Err(CosignError::UnknownOrigin { origin: origin.to_owned() });
        }
        head.open(&keys)?;
        if *old_size > said.size() {
            return Err(CosignError::SizesReversed { old: *old_size, new: said.size() });
        }
        let mut slot = self.memory.lock(origin)?;
        let held = slot.last()?;
        if let Err(error) = check(held.as_ref().map(|held| &held.head), request) {
            if let CosignError::Fork { proof } = &error {
                slot.keep(proof)?;
            }
            return Err(error);
        }
        let time = clock();
        check_time(held.as_ref(), time)?;
        // Written anew where it is the same: what a failed write left may look durable and not be.
        slot.replace(&Remembered { time, head: head.clone() })?;
        Ok(head.clone().cosigned(self.known.name().clone(), time, &self.key)?)
    }
}

/// Whether a cosignature can have this time.
fn check_time(held: Option<&Remembered>, time: u64) -> Result<(), CosignError> {
    if let Some(held) = held.filter(|held| time < held.time) {
        return Err(CosignError::ClockBehind { held: held.time, found: time });
    }
    // Remembered, it would be the last time for ever.
    if time > MAX_COSIGNATURE_TIME {
        return Err(CosignError::Sign(NoteSignError::Time {
            limit: MAX_COSIGNATURE_TIME,
            found: time,
        }));
    }
    Ok(())
}

/// Whether a head extends the one that is held.
fn check(held: Option<&SignedCheckpoint>, request: &CosignatureRequest) -> Result<(), CosignError> {
    let CosignatureRequest { old_size, proof, head } = request;
    let new = head.unverified();
    let (size, root) = (new.size(), Hash(*new.root()));
    let held_head = held.map(SignedCheckpoint::unverified);
    let (held_size, held_root) = match held_head {
        Some(held) => (held.size(), Hash(*held.root())),
        None => (0, root),
    };
    // Whatever was said of the old size: both are signed.
    if let Some(held) = held.filter(|_| held_size == size && held_root != root) {
        return Err(fork(held, head, Contradiction::Roots, CosignError::Stale { held: held_size }));
    }
    if *old_size != held_size {
        return Err(CosignError::Stale { held: held_size });
    }
    let bad = |source| CosignError::BadProof { source };
    if size == 0 && root != empty_root() {
        return Err(bad(ProofError::RootMismatch { expected: empty_root(), found: root }));
    }
    if held_size == 0 {
        // Every tree extends the empty one, so a proof of it would prove nothing.
        let found = proof.len();
        let too_long = ProofError::PathTooLong { expected: 0, found };
        return if found == 0 { Ok(()) } else { Err(bad(too_long)) };
    }
    verify_consistency(held_size, held_root, size, root, proof).map_err(|source| {
        let bad = bad(source);
        match (source, held) {
            // The path can lead to the new root from another beginning: that is a proof, too.
            (ProofError::OldRootMismatch { found, .. }, Some(held)) => {
                let shows = Contradiction::Prefix { root: found, path: proof.clone() };
                fork(held, head, shows, bad)
            }
            _ => bad,
        }
    })
}

/// The proof that two heads contradict each other, or what is to be said where it is none.
fn fork(
    held: &SignedCheckpoint,
    head: &SignedCheckpoint,
    shows: Contradiction,
    otherwise: CosignError,
) -> CosignError {
    match Misbehaviour::of([held.clone(), head.clone()], shows) {
        Ok(proof) => CosignError::Fork { proof: Box::new(proof) },
        Err(_) => otherwise,
    }
}
