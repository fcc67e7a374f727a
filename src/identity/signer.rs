//! Who signs: a key in memory, or anything else that can answer for a public key.

use std::fmt;

use ed25519_dalek::{Signer as _, SigningKey as DalekSigningKey};
use zeroize::Zeroizing;

use super::{
    entropy::Entropy,
    error::{EntropyError, SignError},
    key::PublicKey,
};
use crate::encoding::write_hex;

/// Something that signs bytes under one public key.
///
/// It knows nothing of events, envelopes or checkpoints, so a smart card, a service or a second
/// process can be one.
pub trait Signer {
    /// The key that the signatures verify under.
    fn public_key(&self) -> &PublicKey;

    /// Signs a message.
    ///
    /// # Errors
    ///
    /// [`SignError`] when the holder refuses, or the device or service cannot be reached.
    fn sign(&self, message: &[u8]) -> Result<Signature, SignError>;

    /// The key itself, when it is in the memory of this process.
    ///
    /// What a device, an agent or a service signs is verified before it is used. A key in memory is
    /// asked directly, and what it signs needs no second look.
    fn in_memory(&self) -> Option<&SigningKey> {
        None
    }
}

/// An Ed25519 signature: R and S, 64 bytes.
///
/// It says nothing until [`PublicKey::verify`] has taken it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Signature(pub [u8; 64]);

impl Signature {
    /// The number of bytes of a signature.
    pub const LEN: usize = 64;

    /// The bytes, as they stand on the wire.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(&self.0, f)
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// An Ed25519 secret key in memory.
///
/// The secret is overwritten when the value is dropped and never printed. It cannot be cloned:
/// share a reference.
///
/// # Examples
///
/// ```
/// use handseal::identity::{OsEntropy, Signer, SigningKey};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let key = SigningKey::generate(&mut OsEntropy)?;
/// let signature = key.sign(b"exhibit 1")?;
/// key.public_key().verify(b"exhibit 1", signature.as_bytes())?;
/// # Ok(())
/// # }
/// ```
pub struct SigningKey {
    secret: DalekSigningKey,
    // Always the public half of `secret`: signing under another would give the secret away.
    public: PublicKey,
}

impl SigningKey {
    /// The number of bytes of the secret seed.
    pub const SEED_LEN: usize = 32;

    /// The key of a seed.
    ///
    /// # Specification
    ///
    /// RFC 8032 §5.1.5.
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        let secret = DalekSigningKey::from_bytes(seed);
        let public = PublicKey::from_good_point(secret.verifying_key());
        Self { secret, public }
    }

    /// Makes a new key.
    ///
    /// # Errors
    ///
    /// [`EntropyError`] when there are no random bytes.
    pub fn generate(entropy: &mut impl Entropy) -> Result<Self, EntropyError> {
        let mut seed = Zeroizing::new([0; Self::SEED_LEN]);
        entropy.fill(seed.as_mut_slice())?;
        Ok(Self::from_seed(&seed))
    }

    /// The secret, for the writer of key files only.
    pub(super) fn seed(&self) -> &[u8; 32] {
        self.secret.as_bytes()
    }
}

impl Signer for SigningKey {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        Ok(Signature(self.secret.sign(message).to_bytes()))
    }

    fn in_memory(&self) -> Option<&SigningKey> {
        Some(self)
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.public.thumbprint())
    }
}
