//! Who signs: a key in memory, or anything else that can answer for a public key.

use std::fmt;

use ed25519_dalek::{Signer as _, SigningKey as DalekSigningKey};
use zeroize::Zeroizing;

use super::{
    entropy::Entropy,
    error::EntropyError,
    esp256,
    key::PublicKey,
    sign_error::{SignError, SignErrorKind},
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

impl<S: Signer + ?Sized> Signer for Box<S> {
    fn public_key(&self) -> &PublicKey {
        (**self).public_key()
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        (**self).sign(message)
    }

    fn in_memory(&self) -> Option<&SigningKey> {
        (**self).in_memory()
    }
}

/// Signs a message and verifies the signature under the signer's own key.
///
/// # Errors
///
/// [`SignError`] of the signer, and [`SignErrorKind::Mismatch`] when what it gave does not verify.
pub fn sign_verified(signer: &dyn Signer, message: &[u8]) -> Result<Signature, SignError> {
    let signature = signer.sign(message)?;
    // A faulty device must not let out what nobody can verify.
    if signer.in_memory().is_none() {
        let verified = signer.public_key().verify(message, signature.as_bytes());
        verified.map_err(|source| SignError::with_source(SignErrorKind::Mismatch, source))?;
    }
    Ok(signature)
}

/// A signature of 64 bytes: R and S of Ed25519, or r and s of ESP256.
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

/// A secret key in memory.
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
    pub(super) secret: Secret,
    // Always the public half of `secret`: signing under another would give the secret away.
    pub(super) public: PublicKey,
}

pub(super) enum Secret {
    Ed25519(Box<DalekSigningKey>),
    #[cfg_attr(not(feature = "esp256"), allow(dead_code, reason = "there is none then"))]
    Esp256(esp256::Secret),
}

impl SigningKey {
    /// The number of bytes of the secret seed, and of the secret number of ESP256.
    pub const SEED_LEN: usize = 32;

    /// The Ed25519 key of a seed.
    ///
    /// # Specification
    ///
    /// RFC 8032 §5.1.5.
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        let secret = Box::new(DalekSigningKey::from_bytes(seed));
        let public = PublicKey::of_ed25519(secret.verifying_key());
        Self { secret: Secret::Ed25519(secret), public }
    }

    /// Makes a new Ed25519 key.
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
    pub(super) const fn secret(&self) -> &Secret {
        &self.secret
    }
}

impl Signer for SigningKey {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        match &self.secret {
            Secret::Ed25519(key) => Ok(Signature(key.sign(message).to_bytes())),
            Secret::Esp256(key) => key.sign(message),
        }
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
