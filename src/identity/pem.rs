//! Keys as text: PKCS#8 and SubjectPublicKeyInfo in PEM.

use ed25519_dalek::pkcs8::{
    self, EncodePrivateKey as _, EncodePublicKey as _, KeypairBytes, PrivateKeyInfoRef,
    PublicKeyBytes, SecretDocument,
    spki::{
        self, SubjectPublicKeyInfoRef,
        der::{self, Document, ErrorKind, asn1::ObjectIdentifier, pem},
    },
};
use zeroize::Zeroizing;

use super::{
    algorithm::Algorithm,
    error::PemError,
    esp256,
    key::{Point, PublicKey},
    signer::{Secret, Signer as _, SigningKey},
};

const SECRET: &str = "PRIVATE KEY";
const PUBLIC: &str = "PUBLIC KEY";

/// id-ecPublicKey: a key on a curve that its parameters name.
// RFC 5480 §2.1.1.
const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");

impl SigningKey {
    /// Reads a secret key: what `openssl genpkey -algorithm ed25519` writes, or, in a build with
    /// `esp256`, `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256`.
    ///
    /// The forms that repeat the public key are read too; the two halves must agree.
    ///
    /// # Errors
    ///
    /// [`PemError`] when the text is no PEM, has another label (an encrypted key, say), holds no
    /// well-formed DER or a key of another algorithm.
    ///
    /// # Specification
    ///
    /// RFC 8410 §7, RFC 5915 §3, RFC 5958 §2, RFC 7468 §10.
    pub fn from_pem(text: &str) -> Result<Self, PemError> {
        // PROTOCOL.key of OpenSSH: no DER, and other lines than those of RFC 7468.
        if text.starts_with("-----BEGIN OPENSSH PRIVATE KEY-----") {
            return Err(PemError::OpenSsh);
        }
        let (label, document) = SecretDocument::from_pem(text).map_err(from_der)?;
        check_label(label, SECRET)?;
        let info: PrivateKeyInfoRef<'_> = document.decode_msg().map_err(from_der)?;
        if info.algorithm.oid == EC_PUBLIC_KEY {
            return esp256::secret_of(info);
        }
        let pair = KeypairBytes::try_from(info).map_err(from_pkcs8)?;
        let key = Self::from_seed(&pair.secret_key);
        match pair.public_key {
            Some(PublicKeyBytes(public)) if public != key.public_key().as_bytes() => {
                Err(PemError::MalformedKey)
            }
            Some(_) | None => Ok(key),
        }
    }

    /// Writes the secret key, byte for byte as openssl would.
    ///
    /// The text is overwritten in memory when it is dropped.
    ///
    /// # Errors
    ///
    /// [`PemError::NotDer`] if the key cannot be encoded, which no key gives cause for.
    ///
    /// # Specification
    ///
    /// RFC 8410 §7: version 1, without the public key. RFC 5915 §3: with it.
    pub fn to_pem(&self) -> Result<Zeroizing<String>, PemError> {
        match self.secret() {
            Secret::Ed25519(key) => {
                let pair = KeypairBytes { secret_key: *key.as_bytes(), public_key: None };
                pair.to_pkcs8_pem(pem::LineEnding::LF).map_err(from_pkcs8)
            }
            Secret::Esp256(key) => key.to_pkcs8_pem().map_err(from_pkcs8),
        }
    }
}

impl PublicKey {
    /// Reads and registers a public key: what `openssl pkey -pubout` writes.
    ///
    /// A point of P-256 may be compressed in the PEM; here it never is.
    ///
    /// # Errors
    ///
    /// [`PemError`] as for a secret key, and [`PemError::Key`] for a key that is not registered.
    ///
    /// # Specification
    ///
    /// RFC 8410 §4, RFC 5480 §2, RFC 7468 §13.
    pub fn from_pem(text: &str) -> Result<Self, PemError> {
        let (label, document) = Document::from_pem(text).map_err(from_der)?;
        check_label(label, PUBLIC)?;
        let info: SubjectPublicKeyInfoRef<'_> = document.decode_msg().map_err(from_der)?;
        if info.algorithm.oid == EC_PUBLIC_KEY {
            return Ok(Self::of_esp256(esp256::Key::from_spki(&info)?));
        }
        let PublicKeyBytes(bytes) = info.try_into().map_err(from_spki)?;
        Ok(Self::from_bytes(Algorithm::Ed25519, &bytes)?)
    }

    /// Writes the public key, byte for byte as openssl would.
    ///
    /// # Errors
    ///
    /// [`PemError::NotDer`] if the key cannot be encoded, which no key gives cause for.
    pub fn to_pem(&self) -> Result<String, PemError> {
        match self.point() {
            Point::Ed25519(key) => {
                PublicKeyBytes(key.to_bytes()).to_public_key_pem(pem::LineEnding::LF)
            }
            Point::Esp256(key) => key.to_spki_pem(),
        }
        .map_err(from_spki)
    }
}

fn check_label(found: &str, expected: &'static str) -> Result<(), PemError> {
    if found == expected { Ok(()) } else { Err(PemError::OtherLabel { expected }) }
}

pub(super) fn from_pkcs8(error: pkcs8::Error) -> PemError {
    if let pkcs8::Error::Asn1(error) = error {
        from_der(error)
    } else if let pkcs8::Error::PublicKey(error) = error {
        from_spki(error)
    } else {
        PemError::MalformedKey
    }
}

pub(super) fn from_spki(error: spki::Error) -> PemError {
    if let spki::Error::Asn1(error) = error {
        from_der(error)
    } else if let spki::Error::OidUnknown { .. } = error {
        PemError::OtherAlgorithm
    } else {
        PemError::MalformedKey
    }
}

fn from_der(error: der::Error) -> PemError {
    if let ErrorKind::Pem(error) = error.kind() {
        if let pem::Error::UnexpectedTypeLabel { expected } = error {
            PemError::OtherLabel { expected }
        } else {
            PemError::NotPem
        }
    } else {
        PemError::NotDer { offset: error.position().map(u32::from) }
    }
}
