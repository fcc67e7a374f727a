//! What stands in for ESP256 in a build without the feature `esp256`: no key, so no signature.

use ed25519_dalek::pkcs8::{
    self, PrivateKeyInfoRef,
    spki::{self, SubjectPublicKeyInfoRef},
};
use zeroize::Zeroizing;

use super::{
    algorithm::Algorithm,
    error::{KeyError, PemError, SignatureError},
    sign_error::SignError,
    signer::{Signature, SigningKey},
};

const NOT_BUILT_IN: KeyError = KeyError::NotBuiltIn { algorithm: Algorithm::Esp256 };

/// There is none.
#[derive(Clone)]
pub(super) enum Key {}

impl Key {
    pub(super) const fn from_bytes(_bytes: &[u8]) -> Result<Self, KeyError> {
        Err(NOT_BUILT_IN)
    }

    pub(super) const fn from_spki(_info: &SubjectPublicKeyInfoRef<'_>) -> Result<Self, PemError> {
        Err(PemError::Key(NOT_BUILT_IN))
    }

    pub(super) const fn to_spki_pem(&self) -> spki::Result<String> {
        match *self {}
    }

    pub(super) const fn as_bytes(&self) -> &[u8; 64] {
        match *self {}
    }

    pub(super) const fn verify(
        &self,
        _message: &[u8],
        _signature: &[u8; Signature::LEN],
    ) -> Result<(), SignatureError> {
        match *self {}
    }
}

/// There is none.
pub(super) enum Secret {}

pub(super) const fn secret_of(_info: PrivateKeyInfoRef<'_>) -> Result<SigningKey, PemError> {
    Err(PemError::Key(NOT_BUILT_IN))
}

impl Secret {
    pub(super) const fn to_pkcs8_pem(&self) -> pkcs8::Result<Zeroizing<String>> {
        match *self {}
    }

    pub(super) const fn sign(&self, _message: &[u8]) -> Result<Signature, SignError> {
        match *self {}
    }
}
