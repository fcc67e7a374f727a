//! Which digests and signatures are relied on: SHA-2, RSA and ECDSA.

use der::Encode;
use der::asn1::ObjectIdentifier;
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id};
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use webpki::ring;
use x509_cert::spki::AlgorithmIdentifierOwned;

use crate::timestamp::error::TokenError;

/// A digest that is relied on. MD5 and SHA-1 are none: two contents with one digest are made on purpose.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum DigestAlgorithm {
    Sha256,
    Sha384,
    Sha512,
}

/// RFC 5754 §2
const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");

impl DigestAlgorithm {
    const ALL: [Self; 3] = [Self::Sha256, Self::Sha384, Self::Sha512];

    const fn oid(self) -> ObjectIdentifier {
        match self {
            Self::Sha256 => SHA256,
            Self::Sha384 => SHA384,
            Self::Sha512 => SHA512,
        }
    }

    pub(super) fn read(found: &AlgorithmIdentifierOwned) -> Result<Self, TokenError> {
        // F12.4, RFC 5754 §2: the parameters are absent, or NULL.
        let plain = found.parameters.as_ref().is_none_or(der::Any::is_null);
        let known = Self::ALL.into_iter().find(|known| known.oid() == found.oid);
        known.filter(|_| plain).ok_or_else(|| not_accepted(found))
    }

    pub(super) fn identifier(self) -> AlgorithmIdentifierOwned {
        AlgorithmIdentifierOwned { oid: self.oid(), parameters: None }
    }

    pub(super) fn digest(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha256 => Sha256::digest(bytes).to_vec(),
            Self::Sha384 => Sha384::digest(bytes).to_vec(),
            Self::Sha512 => Sha512::digest(bytes).to_vec(),
        }
    }
}

pub(super) fn not_accepted(found: &AlgorithmIdentifierOwned) -> TokenError {
    TokenError::Algorithm { found: found.oid.to_string() }
}

/// What verifies a signature: over which digest, and by what.
pub(super) type Verification = &'static dyn SignatureVerificationAlgorithm;

/// RSA under PKCS #1 v1.5 and PSS with keys of 2048 to 8192 bits, ECDSA over P-256 and P-384.
const SIGNATURES: &[(DigestAlgorithm, Verification)] = &[
    (DigestAlgorithm::Sha256, ring::ECDSA_P256_SHA256),
    (DigestAlgorithm::Sha384, ring::ECDSA_P256_SHA384),
    (DigestAlgorithm::Sha512, &EcdsaSha512::P256),
    (DigestAlgorithm::Sha256, ring::ECDSA_P384_SHA256),
    (DigestAlgorithm::Sha384, ring::ECDSA_P384_SHA384),
    (DigestAlgorithm::Sha512, &EcdsaSha512::P384),
    (DigestAlgorithm::Sha256, ring::RSA_PKCS1_2048_8192_SHA256),
    (DigestAlgorithm::Sha384, ring::RSA_PKCS1_2048_8192_SHA384),
    (DigestAlgorithm::Sha512, ring::RSA_PKCS1_2048_8192_SHA512),
    (DigestAlgorithm::Sha256, ring::RSA_PKCS1_2048_8192_SHA256_ABSENT_PARAMS),
    (DigestAlgorithm::Sha384, ring::RSA_PKCS1_2048_8192_SHA384_ABSENT_PARAMS),
    (DigestAlgorithm::Sha512, ring::RSA_PKCS1_2048_8192_SHA512_ABSENT_PARAMS),
    (DigestAlgorithm::Sha256, ring::RSA_PSS_2048_8192_SHA256_LEGACY_KEY),
    (DigestAlgorithm::Sha384, ring::RSA_PSS_2048_8192_SHA384_LEGACY_KEY),
    (DigestAlgorithm::Sha512, ring::RSA_PSS_2048_8192_SHA512_LEGACY_KEY),
];

/// Those that certificates may be signed with: all of them.
pub(super) fn of_certificates() -> Vec<Verification> {
    SIGNATURES.iter().map(|(_, verification)| *verification).collect()
}

/// ECDSA with SHA-512, which some authorities use under keys of these curves.
#[derive(Debug)]
enum EcdsaSha512 {
    P256,
    P384,
}

impl SignatureVerificationAlgorithm for EcdsaSha512 {
    fn verify_signature(
        &self,
        key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        let digest = Sha512::digest(message);
        let verified = match self {
            Self::P256 => p256::ecdsa::VerifyingKey::from_sec1_bytes(key).and_then(|key| {
                key.verify_prehash(&digest, &p256::ecdsa::Signature::from_der(signature)?)
            }),
            Self::P384 => p384::ecdsa::VerifyingKey::from_sec1_bytes(key).and_then(|key| {
                key.verify_prehash(&digest, &p384::ecdsa::Signature::from_der(signature)?)
            }),
        };
        verified.map_err(|_| InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        match self {
            Self::P256 => alg_id::ECDSA_P256,
            Self::P384 => alg_id::ECDSA_P384,
        }
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_SHA512
    }
}

/// RFC 3370 §3.2: RSA under PKCS #1 v1.5, with the digest of the signer.
pub(super) const RSA_ENCRYPTION: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

/// What can verify a token: one for each kind of key that the identifier of its signature fits.
pub(super) fn of_token(
    found: &AlgorithmIdentifierOwned,
    digest: DigestAlgorithm,
) -> Result<Vec<Verification>, TokenError> {
    let identifier = contents(found)?;
    let of_any_digest: Vec<_> = SIGNATURES
        .iter()
        .filter(|(of, verification)| {
            let signature = verification.signature_alg_id();
            let by_digest = found.oid == RSA_ENCRYPTION && pkcs1(*of) == signature;
            by_digest || signature.as_ref() == identifier.as_slice()
        })
        .collect();
    if of_any_digest.is_empty() {
        return Err(not_accepted(found));
    }
    // RFC 5652 §5.4: the digest of the signer is the one that is signed.
    let fitting: Vec<_> = of_any_digest
        .into_iter()
        .filter(|(of, _)| *of == digest)
        .map(|(_, verification)| *verification)
        .collect();
    if fitting.is_empty() { Err(TokenError::AlgorithmMismatch) } else { Ok(fitting) }
}

const fn pkcs1(digest: DigestAlgorithm) -> AlgorithmIdentifier {
    match digest {
        DigestAlgorithm::Sha256 => alg_id::RSA_PKCS1_SHA256,
        DigestAlgorithm::Sha384 => alg_id::RSA_PKCS1_SHA384,
        DigestAlgorithm::Sha512 => alg_id::RSA_PKCS1_SHA512,
    }
}

/// What stands inside the SEQUENCE of an identifier.
fn contents(found: &AlgorithmIdentifierOwned) -> Result<Vec<u8>, TokenError> {
    let mut bytes = found.oid.to_der().map_err(|_| not_accepted(found))?;
    if let Some(parameters) = &found.parameters {
        bytes.extend(parameters.to_der().map_err(|_| not_accepted(found))?);
    }
    Ok(bytes)
}
