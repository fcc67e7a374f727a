//! Public keys, and the one way in which a signature is verified.

use std::{fmt, hash};

use ed25519_dalek::VerifyingKey;

use super::{
    algorithm::Algorithm,
    ed25519,
    error::{KeyError, SignatureError},
    esp256,
    signer::Signature,
    thumbprint::Thumbprint,
};
use crate::encoding::{Persist, StateError, StateReader, StateWriter};

/// A public key that is safe to register, of the algorithm that it signs with.
///
/// One of Ed25519 is canonical, of large order and without torsion: every implementation accepts
/// what is accepted under it here. One of ESP256 is a point of P-256. Either has exactly one name.
///
/// # Examples
///
/// ```
/// use handseal::identity::{Algorithm, KeyError, PublicKey};
///
/// // The identity point: any implementation that takes it accepts one signature for all messages.
/// let mut weak = [0; 32];
/// weak[0] = 1;
/// assert_eq!(PublicKey::from_bytes(Algorithm::Ed25519, &weak), Err(KeyError::SmallOrder));
/// ```
#[derive(Clone)]
pub struct PublicKey {
    // Only from `from_bytes` or from a secret scalar: a torsion component here would let a key
    // holder make signatures on which verifiers disagree.
    point: Point,
    thumbprint: Thumbprint,
}

#[derive(Clone)]
pub(super) enum Point {
    Ed25519(VerifyingKey),
    Esp256(esp256::Key),
}

/// The bytes of a key, as many as its algorithm has.
pub(crate) enum KeyBytes<'a> {
    Ed25519(&'a [u8; 32]),
    Esp256(&'a [u8; 64]),
}

impl PublicKey {
    /// Registers a key: the only way from bytes to a key.
    ///
    /// Of Ed25519 they are the 32 bytes of RFC 8032; of ESP256 x and y, each in 32 bytes, big
    /// endian.
    ///
    /// # Errors
    ///
    /// [`KeyError`], by the first of these that holds: wrong length; of Ed25519, not on the curve,
    /// not canonical, of small order, of mixed order; of ESP256, not canonical, not on the curve,
    /// and before all, [`KeyError::NotBuiltIn`] in a build without the feature `esp256`.
    ///
    /// # Specification
    ///
    /// F3.12, F3.15
    pub fn from_bytes(algorithm: Algorithm, bytes: &[u8]) -> Result<Self, KeyError> {
        match algorithm {
            Algorithm::Ed25519 => {
                let expected = algorithm.key_len();
                let wrong_length = KeyError::WrongLength { expected, found: bytes.len() };
                let bytes = bytes.try_into().map_err(|_| wrong_length)?;
                ed25519::key(bytes).map(Self::of_ed25519)
            }
            Algorithm::Esp256 => esp256::Key::from_bytes(bytes).map(Self::of_esp256),
        }
    }

    /// A key known to be canonical and of order L: checked, or computed from the base point.
    pub(super) fn of_ed25519(key: VerifyingKey) -> Self {
        let thumbprint = Thumbprint::of_ed25519(key.as_bytes());
        Self { point: Point::Ed25519(key), thumbprint }
    }

    /// A key known to be a point of the curve.
    pub(super) fn of_esp256(key: esp256::Key) -> Self {
        let thumbprint = Thumbprint::of_esp256(key.as_bytes());
        Self { point: Point::Esp256(key), thumbprint }
    }

    /// The bytes, as they stand on the wire.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        match self.bytes() {
            KeyBytes::Ed25519(key) => key,
            KeyBytes::Esp256(key) => key,
        }
    }

    pub(crate) fn bytes(&self) -> KeyBytes<'_> {
        match &self.point {
            Point::Ed25519(key) => KeyBytes::Ed25519(key.as_bytes()),
            Point::Esp256(key) => KeyBytes::Esp256(key.as_bytes()),
        }
    }

    /// The algorithm this key signs with, and no other.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        match &self.point {
            Point::Ed25519(_) => Algorithm::Ed25519,
            Point::Esp256(_) => Algorithm::Esp256,
        }
    }

    pub(super) const fn point(&self) -> &Point {
        &self.point
    }

    /// The name of this key.
    #[must_use]
    pub const fn thumbprint(&self) -> Thumbprint {
        self.thumbprint
    }

    /// Verifies a signature over a message.
    ///
    /// # What this proves
    ///
    /// Whoever made the signature had the secret half of this key, and made it for exactly these
    /// bytes. It has one form, so nobody else can turn it into a second one that verifies.
    ///
    /// # What this does not prove
    ///
    /// Who held the key, when it was used, or that it was still to be trusted then. Of ESP256, that
    /// no other key verifies the same signature: the bytes signed must name the key.
    ///
    /// # Errors
    ///
    /// [`SignatureError`], with the reason that can be told from the signature itself, otherwise
    /// [`SignatureError::Mismatch`].
    ///
    /// # Specification
    ///
    /// RFC 8032 §5.1.7, FIPS 186-5 §6.4.2, both narrowed to one form: F3.11, F3.14
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        let signature: &[u8; Signature::LEN] = signature.try_into().map_err(|_| {
            SignatureError::WrongLength { expected: Signature::LEN, found: signature.len() }
        })?;
        match &self.point {
            Point::Ed25519(key) => ed25519::verify(key, message, signature),
            Point::Esp256(key) => key.verify(message, signature),
        }
    }
}

impl Persist for PublicKey {
    fn persist(&self, out: &mut StateWriter) {
        self.algorithm().persist(out);
        out.bytes(self.as_bytes());
    }

    fn restore(input: &mut StateReader<'_>) -> Result<Self, StateError> {
        let refused = input.refused();
        let algorithm = Algorithm::restore(input)?;
        Self::from_bytes(algorithm, input.bytes()?).map_err(|_| refused)
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.thumbprint)
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.algorithm() == other.algorithm() && self.as_bytes() == other.as_bytes()
    }
}

impl Eq for PublicKey {}

impl hash::Hash for PublicKey {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.as_bytes().hash(state);
    }
}
