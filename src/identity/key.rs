//! Public keys, and the one way in which a signature is verified.

use std::{fmt, hash};

use ed25519_dalek::{Signature as DalekSignature, VerifyingKey};

use super::{
    algorithm::Algorithm,
    error::{KeyError, SignatureError},
    signer::Signature,
    thumbprint::Thumbprint,
};

/// The order L of the prime-order group, little endian.
// RFC 8032 §5.1: L = 2^252 + 27742317777372353535851937790883648493.
const GROUP_ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

/// An Ed25519 public key that is safe to register.
///
/// One that exists is canonical, of large order and without torsion: every implementation of
/// Ed25519 accepts what is accepted under it here, and it has exactly one name.
///
/// # Examples
///
/// ```
/// use handseal::identity::{KeyError, PublicKey};
///
/// // The identity point: any implementation that takes it accepts one signature for all messages.
/// let mut weak = [0; 32];
/// weak[0] = 1;
/// assert_eq!(PublicKey::from_bytes(&weak), Err(KeyError::SmallOrder));
/// ```
#[derive(Clone)]
pub struct PublicKey {
    // Only from `from_bytes` or from a secret scalar: a torsion component here would let a key
    // holder make signatures on which verifiers disagree.
    key: VerifyingKey,
    thumbprint: Thumbprint,
}

impl PublicKey {
    /// The number of bytes of a public key.
    pub const LEN: usize = 32;

    /// Registers a key: the only way from bytes to a key.
    ///
    /// # Errors
    ///
    /// [`KeyError`], by the first of these that holds: wrong length, not on the curve, not
    /// canonical, of small order, of mixed order.
    ///
    /// # Specification
    ///
    /// RFC 8032 §5.1.3 for the decoding; stricter in that `y ≥ p` and the sign bit on `x = 0` are
    /// refused by comparing with the re-encoded point, and that the point must have order L. F3.12
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        let bytes: &[u8; Self::LEN] = bytes
            .try_into()
            .map_err(|_| KeyError::WrongLength { expected: Self::LEN, found: bytes.len() })?;
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| KeyError::NotOnCurve)?;
        let point = key.to_edwards();
        if point.compress().as_bytes() != bytes {
            return Err(KeyError::NotCanonical);
        }
        if point.is_small_order() {
            return Err(KeyError::SmallOrder);
        }
        if !point.is_torsion_free() {
            return Err(KeyError::MixedOrder);
        }
        Ok(Self::from_good_point(key))
    }

    /// A key known to be canonical and of order L: checked, or computed from the base point.
    pub(super) fn from_good_point(key: VerifyingKey) -> Self {
        let thumbprint = Thumbprint::of_ed25519(key.as_bytes());
        Self { key, thumbprint }
    }

    /// The bytes, as they stand on the wire.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.key.as_bytes()
    }

    /// The algorithm this key signs with, and no other.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        Algorithm::Ed25519
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
    /// bytes. S is below the group order, R is canonical and of large order, so nobody else can
    /// turn the signature into a second one that verifies.
    ///
    /// # What this does not prove
    ///
    /// Who held the key, when it was used, or that it was still to be trusted then.
    ///
    /// # Errors
    ///
    /// [`SignatureError`], with the reason that can be told from the signature itself, otherwise
    /// [`SignatureError::Mismatch`].
    ///
    /// # Specification
    ///
    /// RFC 8032 §5.1.7 with the unmultiplied equation `[S]B = R + [k]A'`; stricter in that R of
    /// small order is refused. F3.11
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        let signature: &[u8; Signature::LEN] = signature.try_into().map_err(|_| {
            SignatureError::WrongLength { expected: Signature::LEN, found: signature.len() }
        })?;
        self.key
            .verify_strict(message, &DalekSignature::from_bytes(signature))
            .map_err(|_| failure_reason(signature))
    }
}

/// Tells, after a failure only, what the signature itself shows to be wrong.
fn failure_reason(signature: &[u8; Signature::LEN]) -> SignatureError {
    let Some((r, s)) = signature.split_first_chunk::<32>() else {
        return SignatureError::Mismatch;
    };
    if s.iter().rev().ge(GROUP_ORDER.iter().rev()) {
        return SignatureError::NonCanonicalS;
    }
    let Ok(decoded) = VerifyingKey::from_bytes(r) else {
        return SignatureError::RNotOnCurve;
    };
    let point = decoded.to_edwards();
    if point.is_small_order() {
        SignatureError::SmallOrderR
    } else if point.compress().as_bytes() != r {
        SignatureError::NonCanonicalR
    } else {
        SignatureError::Mismatch
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.thumbprint)
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for PublicKey {}

impl hash::Hash for PublicKey {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.as_bytes().hash(state);
    }
}
