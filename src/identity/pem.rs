//! Keys as text: PKCS#8 and SubjectPublicKeyInfo in PEM.

use ed25519_dalek::pkcs8::{
    self, EncodePrivateKey as _, EncodePublicKey as _, KeypairBytes, PublicKeyBytes,
    spki::{
        self,
        der::{self, ErrorKind, pem},
    },
};
use zeroize::Zeroizing;

use super::{error::PemError, key::PublicKey, signer::Signer as _, signer::SigningKey};

impl SigningKey {
    /// Reads a secret key: what `openssl genpkey -algorithm ed25519` writes.
    ///
    /// The version 2 form, which repeats the public key, is read too; the two halves must agree.
    ///
    /// # Errors
    ///
    /// [`PemError`] when the text is no PEM, has another label (an encrypted key, say), holds no
    /// well-formed DER or a key of another algorithm.
    ///
    /// # Specification
    ///
    /// RFC 8410 §7, RFC 5958 §2, RFC 7468 §10.
    pub fn from_pem(text: &str) -> Result<Self, PemError> {
        let pair: KeypairBytes = text.parse().map_err(from_pkcs8)?;
        let key = Self::from_seed(&pair.secret_key);
        match pair.public_key {
            Some(PublicKeyBytes(public)) if public != *key.public_key().as_bytes() => {
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
    /// RFC 8410 §7: version 1, without the public key.
    pub fn to_pem(&self) -> Result<Zeroizing<String>, PemError> {
        let pair = KeypairBytes { secret_key: *self.seed(), public_key: None };
        pair.to_pkcs8_pem(pem::LineEnding::LF).map_err(from_pkcs8)
    }
}

impl PublicKey {
    /// Reads and registers a public key: what `openssl pkey -pubout` writes.
    ///
    /// # Errors
    ///
    /// [`PemError`] as for a secret key, and [`PemError::Key`] for a key that is not registered.
    ///
    /// # Specification
    ///
    /// RFC 8410 §4, RFC 7468 §13.
    pub fn from_pem(text: &str) -> Result<Self, PemError> {
        let PublicKeyBytes(bytes) = text.parse().map_err(from_spki)?;
        Ok(Self::from_bytes(&bytes)?)
    }

    /// Writes the public key, byte for byte as openssl would.
    ///
    /// # Errors
    ///
    /// [`PemError::NotDer`] if the key cannot be encoded, which no key gives cause for.
    pub fn to_pem(&self) -> Result<String, PemError> {
        PublicKeyBytes(*self.as_bytes()).to_public_key_pem(pem::LineEnding::LF).map_err(from_spki)
    }
}

fn from_pkcs8(error: pkcs8::Error) -> PemError {
    if let pkcs8::Error::Asn1(error) = error {
        from_der(error)
    } else if let pkcs8::Error::PublicKey(error) = error {
        from_spki(error)
    } else {
        PemError::MalformedKey
    }
}

fn from_spki(error: spki::Error) -> PemError {
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
