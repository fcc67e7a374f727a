//! The name of a key: a hash over nothing but the key.

use sha2::{Digest, Sha256};

use crate::encoding::impl_hex;

/// Deterministic CBOR of `{1: 1, -1: 6, -2: x}` up to the 32 bytes of x.
// RFC 9679 §4: kty (OKP = 1), crv (Ed25519 = 6) and x only, in the order of RFC 8949 §4.2.1.
// F3.7
const OKP_ED25519: [u8; 8] = [0xa3, 0x01, 0x01, 0x20, 0x06, 0x21, 0x58, 0x20];

/// Deterministic CBOR of `{1: 2, -1: 1, -2: x, -3: y}` up to the 32 bytes of x, and from there up to
/// the 32 bytes of y.
// RFC 9679 §4.2: kty (EC2 = 2), crv (P-256 = 1), x and y, never compressed. F3.7
const EC2_P256: [&[u8]; 2] =
    [&[0xa4, 0x01, 0x02, 0x20, 0x01, 0x21, 0x58, 0x20], &[0x22, 0x58, 0x20]];

/// The COSE Key Thumbprint of a public key, with SHA-256.
///
/// It is the `kid` of every event, the fingerprint that a person compares, and, for a root key, the
/// id of its organisation. Whoever has the key can compute it; it carries no secret.
///
/// # Specification
///
/// RFC 9679 §3 to §5.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Thumbprint(pub [u8; 32]);

impl Thumbprint {
    pub(crate) fn of_ed25519(x: &[u8; 32]) -> Self {
        // RFC 9679 §3 step 3: hash the deterministic encoding.
        Self(Sha256::new().chain_update(OKP_ED25519).chain_update(x).finalize().into())
    }

    /// Of x and y, one after the other.
    pub(crate) fn of_esp256(point: &[u8; 64]) -> Self {
        let (x, y) = point.split_at(32);
        let [before_x, before_y] = EC2_P256;
        let hash = Sha256::new().chain_update(before_x).chain_update(x);
        Self(hash.chain_update(before_y).chain_update(y).finalize().into())
    }
}

impl_hex!(Thumbprint, 32);
