//! Ed25519: which keys are registered and which signatures accepted.

use ed25519_dalek::{Signature as DalekSignature, VerifyingKey};

use super::{
    error::{KeyError, SignatureError},
    signer::Signature,
};

/// The order L of the prime-order group, little endian.
// RFC 8032 §5.1: L = 2^252 + 27742317777372353535851937790883648493.
const GROUP_ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

/// Reads a key that is safe to register.
///
/// # Specification
///
/// RFC 8032 §5.1.3 for the decoding; stricter in that `y ≥ p` and the sign bit on `x = 0` are
/// refused by comparing with the re-encoded point, and that the point must have order L. F3.12
pub(super) fn key(bytes: &[u8; 32]) -> Result<VerifyingKey, KeyError> {
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
    Ok(key)
}

/// Verifies a signature.
///
/// # Specification
///
/// RFC 8032 §5.1.7 with the unmultiplied equation `[S]B = R + [k]A'`; stricter in that R of
/// small order is refused. F3.11
pub(super) fn verify(
    key: &VerifyingKey,
    message: &[u8],
    signature: &[u8; Signature::LEN],
) -> Result<(), SignatureError> {
    key.verify_strict(message, &DalekSignature::from_bytes(signature))
        .map_err(|_| failure_reason(signature))
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
