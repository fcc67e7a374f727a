//! ESP256, ECDSA on P-256 with SHA-256: which keys are registered, which signatures accepted.

use ed25519_dalek::pkcs8::{
    self, EncodePrivateKey as _, EncodePublicKey as _, PrivateKeyInfoRef,
    spki::{self, SubjectPublicKeyInfoRef, der::pem::LineEnding},
};
use p256::{
    FieldBytes, NistP256, PublicKey as EcPublic, Sec1Point, SecretKey as EcSecret,
    ecdsa::{
        Signature as Ecdsa, SigningKey as EcdsaSecret, VerifyingKey,
        signature::{Signer as _, Verifier as _},
    },
    pkcs8::AssociatedOid as _,
};
use zeroize::Zeroizing;

use super::{
    algorithm::Algorithm,
    entropy::Entropy,
    error::{EntropyError, KeyError, PemError, SignatureError},
    key::PublicKey,
    pem::{from_pkcs8, from_spki},
    sign_error::{SignError, SignErrorKind},
    signer::{self, Signature, SigningKey},
};

/// The prime p of the field.
// FIPS 186-5 and SP 800-186 §3.2.1.3: p = 2^256 - 2^224 + 2^192 + 2^96 - 1.
const FIELD: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
];

/// The order n of the group.
// SP 800-186 §3.2.1.3.
const GROUP_ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6,
    0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

/// What stands before x and y where points are written as SEC 1 §2.3.3 has them.
const UNCOMPRESSED: u8 = 4;

/// A public key: a point of P-256 that is not the point at infinity.
#[derive(Clone)]
pub(super) struct Key {
    // x and y, always those of `key`.
    bytes: [u8; 64],
    key: VerifyingKey,
}

impl Key {
    /// Reads x and y. The curve has no other point of low order than infinity, and that has no
    /// coordinates. F3.15
    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        let expected = Algorithm::Esp256.key_len();
        let wrong_length = KeyError::WrongLength { expected, found: bytes.len() };
        let bytes: &[u8; 64] = bytes.try_into().map_err(|_| wrong_length)?;
        let (x, y) = halves(bytes);
        if x >= FIELD || y >= FIELD {
            return Err(KeyError::NotCanonical);
        }
        let point = Sec1Point::from_untagged_bytes(bytes.into());
        let key = VerifyingKey::from_sec1_point(&point).map_err(|_| KeyError::NotOnCurve)?;
        Ok(Self { bytes: *bytes, key })
    }

    fn of(key: &VerifyingKey) -> Self {
        let point = key.to_sec1_point(false);
        let mut bytes = [0; 64];
        // Never compressed, so there is always a tag and 64 bytes.
        for (to, from) in bytes.iter_mut().zip(point.as_bytes().iter().skip(1)) {
            *to = *from;
        }
        Self { bytes, key: *key }
    }

    /// Reads a point in any form of SEC 1 §2.3.4 that has coordinates.
    fn from_sec1(bytes: &[u8]) -> Result<Self, KeyError> {
        match bytes.split_first() {
            Some((&UNCOMPRESSED, point)) => Self::from_bytes(point),
            _ => {
                let key = VerifyingKey::from_sec1_bytes(bytes);
                key.map(|key| Self::of(&key)).map_err(|_| KeyError::NotOnCurve)
            }
        }
    }

    /// Reads a point on the curve that the parameters name, which must be P-256.
    pub(super) fn from_spki(info: &SubjectPublicKeyInfoRef<'_>) -> Result<Self, PemError> {
        let named = info.algorithm.parameters_oid().map_err(from_spki)?;
        if named != NistP256::OID {
            return Err(PemError::OtherAlgorithm);
        }
        let point = info.subject_public_key.as_bytes().ok_or(PemError::MalformedKey)?;
        Ok(Self::from_sec1(point)?)
    }

    pub(super) fn to_spki_pem(&self) -> spki::Result<String> {
        EcPublic::from(self.key).to_public_key_pem(LineEnding::LF)
    }

    pub(super) const fn as_bytes(&self) -> &[u8; 64] {
        &self.bytes
    }

    /// Verifies a signature.
    ///
    /// # Specification
    ///
    /// FIPS 186-5 §6.4.2; stricter in that s is in the lower half of its range, since n - s would
    /// do as well. F3.14
    pub(super) fn verify(
        &self,
        message: &[u8],
        signature: &[u8; Signature::LEN],
    ) -> Result<(), SignatureError> {
        let signature = in_range(signature)?;
        if signature.normalize_s() != signature {
            return Err(SignatureError::HighS);
        }
        self.key.verify(message, &signature).map_err(|_| SignatureError::Mismatch)
    }
}

impl PublicKey {
    /// Registers an ESP256 key in the form that most tools give: a point as in SEC 1, with or
    /// without compression.
    ///
    /// # Errors
    ///
    /// [`KeyError`] when the bytes are no point of P-256, or the point at infinity.
    ///
    /// # Specification
    ///
    /// SEC 1 §2.3.4.
    pub fn from_sec1(bytes: &[u8]) -> Result<Self, KeyError> {
        Key::from_sec1(bytes).map(Self::of_esp256)
    }
}

impl SigningKey {
    /// The ESP256 key of a secret number, big endian.
    ///
    /// # Errors
    ///
    /// [`KeyError::SecretOutOfRange`] when it is zero or not below the order of the group.
    ///
    /// # Specification
    ///
    /// FIPS 186-5 §6.2.
    pub fn from_scalar(scalar: &[u8; 32]) -> Result<Self, KeyError> {
        let secret = EcdsaSecret::from_bytes(&FieldBytes::from(*scalar));
        secret.map(signing_key).map_err(|_| KeyError::SecretOutOfRange)
    }

    /// Makes a new ESP256 key.
    ///
    /// # Errors
    ///
    /// [`EntropyError`] when there are no random bytes, or, by a chance of 1 in 2³², those there
    /// are make no key.
    ///
    /// # Specification
    ///
    /// FIPS 186-5 A.2.2, with a single try.
    pub fn generate_esp256(entropy: &mut impl Entropy) -> Result<Self, EntropyError> {
        let mut scalar = Zeroizing::new([0; Self::SEED_LEN]);
        entropy.fill(scalar.as_mut_slice())?;
        Self::from_scalar(&scalar).map_err(EntropyError::new)
    }
}

/// A secret key in memory, overwritten when it is dropped.
pub(super) struct Secret(EcdsaSecret);

/// Reads a key on the curve that its parameters name, which must be P-256.
pub(super) fn secret_of(info: PrivateKeyInfoRef<'_>) -> Result<SigningKey, PemError> {
    EcSecret::try_from(info).map(|secret| signing_key(secret.into())).map_err(from_pkcs8)
}

fn signing_key(secret: EcdsaSecret) -> SigningKey {
    let public = PublicKey::of_esp256(Key::of(secret.verifying_key()));
    SigningKey { secret: signer::Secret::Esp256(Secret(secret)), public }
}

impl Secret {
    pub(super) fn to_pkcs8_pem(&self) -> pkcs8::Result<Zeroizing<String>> {
        EcSecret::from(&self.0).to_pkcs8_pem(LineEnding::LF)
    }

    /// RFC 6979: one message has one signature, and no randomness can give the key away.
    pub(super) fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        let signed: Result<Ecdsa, _> = self.0.try_sign(message);
        let signature = signed.map_err(|_| SignError::new(SignErrorKind::Unavailable))?;
        Ok(Signature(signature.normalize_s().to_bytes().into()))
    }
}

impl Signature {
    /// The ESP256 signature of what a device or a program gave as two numbers.
    ///
    /// Most give them in any form of the two that verify; this crate accepts one. Both are big
    /// endian, with leading zeros or without.
    ///
    /// # Errors
    ///
    /// [`SignatureError`] when r or s is zero or not below the order of the group.
    ///
    /// # Examples
    ///
    /// ```
    /// use handseal::identity::{OsEntropy, Signature, Signer, SigningKey};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let key = SigningKey::generate_esp256(&mut OsEntropy)?;
    /// let signature = key.sign(b"exhibit 1")?;
    /// let (r, s) = signature.as_bytes().split_at(32);
    /// assert_eq!(Signature::from_ecdsa(r, s)?, signature);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Specification
    ///
    /// FIPS 186-5 §6.4. F3.14
    pub fn from_ecdsa(r: &[u8], s: &[u8]) -> Result<Self, SignatureError> {
        let r = padded(r).ok_or(SignatureError::ROutOfRange)?;
        let s = padded(s).ok_or(SignatureError::SOutOfRange)?;
        let mut bytes = [0; Self::LEN];
        for (to, from) in bytes.iter_mut().zip(r.into_iter().chain(s)) {
            *to = from;
        }
        Ok(Self(in_range(&bytes)?.normalize_s().to_bytes().into()))
    }
}

/// Reads r and s, both from 1 to n - 1. F3.14
fn in_range(signature: &[u8; Signature::LEN]) -> Result<Ecdsa, SignatureError> {
    let (r, _) = halves(signature);
    Ecdsa::from_bytes(&(*signature).into()).map_err(|_| {
        if r == [0; 32] || r >= GROUP_ORDER {
            SignatureError::ROutOfRange
        } else {
            SignatureError::SOutOfRange
        }
    })
}

/// A number of at most 32 bytes, in 32 bytes.
fn padded(number: &[u8]) -> Option<[u8; 32]> {
    let digits = number.iter().position(|byte| *byte != 0).unwrap_or(number.len());
    let significant = number.get(digits..)?;
    let mut padded = [0; 32];
    let zeros = padded.len().checked_sub(significant.len())?;
    padded.get_mut(zeros..)?.copy_from_slice(significant);
    Some(padded)
}

fn halves(bytes: &[u8; 64]) -> ([u8; 32], [u8; 32]) {
    let (mut first, mut second) = ([0; 32], [0; 32]);
    let (left, right) = bytes.split_at(32);
    first.copy_from_slice(left);
    second.copy_from_slice(right);
    (first, second)
}

#[cfg(test)]
mod tests {
    use super::{padded, *};

    #[test]
    fn number_with_leading_zeros_is_another_number() {
        assert_eq!(padded(&[]), Some([0; 32]));
        let mut one = [0; 32];
        one[31] = 1;
        assert_eq!(padded(&[1]), Some(one));
        assert_eq!(padded(&[[0; 32].as_slice(), &[1]].concat()), Some(one));
        assert_eq!(padded(&[1; 33]), None);
    }

    #[test]
    fn point_loses_a_byte_on_its_way_from_another_format() {
        let key = Key::of(EcdsaSecret::from_bytes(&[7; 32].into()).unwrap().verifying_key());
        for compress in [false, true] {
            let sec1 = key.key.to_sec1_point(compress);
            assert_eq!(Key::from_sec1(sec1.as_bytes()).unwrap().as_bytes(), key.as_bytes());
        }
        for none in [&[][..], &[0], &[4], &[5; 65]] {
            assert!(Key::from_sec1(none).is_err());
        }
    }
}
