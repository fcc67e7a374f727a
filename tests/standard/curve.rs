//! Ed25519 by the words of the specifications: the arithmetic of the curve, and no verifier's code.

use curve25519_dalek::{
    EdwardsPoint, Scalar, edwards::CompressedEdwardsY, traits::IsIdentity as _,
};
use sha2::{Digest as _, Sha512};

/// The order L, little endian (RFC 8032 §5.1).
pub(crate) const GROUP_ORDER: &str =
    "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";

/// One signature of one message under one key, whoever might accept it.
#[derive(Clone, Debug)]
pub(crate) struct Signed {
    pub(crate) key: [u8; 32],
    pub(crate) message: Vec<u8>,
    pub(crate) signature: [u8; 64],
}

impl Signed {
    fn r(&self) -> [u8; 32] {
        self.signature[..32].try_into().unwrap()
    }

    /// S, unless it is not below L.
    fn s(&self) -> Option<Scalar> {
        Scalar::from_canonical_bytes(self.signature[32..].try_into().unwrap()).into()
    }

    fn k(&self) -> Scalar {
        challenge(&self.r(), &self.key, &self.message)
    }

    /// F3.11 and F3.12, clause by clause.
    pub(crate) fn is_accepted_by_the_format(&self) -> bool {
        let (Some(a), Some(r), Some(s)) = (decode(&self.key), decode(&self.r()), self.s()) else {
            return false;
        };
        let order_l = !a.is_identity() && a.is_torsion_free();
        let r_is_large = !r.mul_by_cofactor().is_identity();
        order_l && r_is_large && EdwardsPoint::mul_base(&s) == r + self.k() * a
    }

    /// By the strict function of the library that the crate uses, for any key at all.
    pub(crate) fn is_accepted_by_verify_strict(&self) -> bool {
        ed25519_dalek::VerifyingKey::from_bytes(&self.key).is_ok_and(|key| {
            let signature = ed25519_dalek::Signature::from_bytes(&self.signature);
            key.verify_strict(&self.message, &signature).is_ok()
        })
    }

    /// RFC 8032 §5.1.7 with the equation that it gives, which has the cofactor.
    pub(crate) fn is_accepted_with_the_cofactor(&self) -> bool {
        let (Some(a), Some(r), Some(s)) = (decode(&self.key), decode(&self.r()), self.s()) else {
            return false;
        };
        (EdwardsPoint::mul_base(&s) - r - self.k() * a).mul_by_cofactor().is_identity()
    }

    /// RFC 8032 §5.1.7 with the equation that it calls sufficient, by the plain function of a
    /// verifier that others use.
    pub(crate) fn is_accepted_without_the_cofactor(&self) -> bool {
        ed25519_dalek::VerifyingKey::from_bytes(&self.key).is_ok_and(|key| {
            let signature = ed25519_dalek::Signature::from_bytes(&self.signature);
            ed25519_dalek::Verifier::verify(&key, &self.message, &signature).is_ok()
        })
    }
}

/// k of RFC 8032 §5.1.7.
pub(crate) fn challenge(r: &[u8; 32], key: &[u8; 32], message: &[u8]) -> Scalar {
    let digest = Sha512::new().chain_update(r).chain_update(key).chain_update(message).finalize();
    Scalar::from_bytes_mod_order_wide(&digest.into())
}

/// RFC 8032 §5.1.3. The library decodes more; what has another encoding than its own is refused.
fn decode(bytes: &[u8; 32]) -> Option<EdwardsPoint> {
    let encoded = CompressedEdwardsY(*bytes);
    encoded.decompress().filter(|point| point.compress() == encoded)
}
