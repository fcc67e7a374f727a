//! Keys, and who signs.
//!
//! Turns bytes into a [`PublicKey`] that is safe to register, a key file into a [`SigningKey`],
//! and a message into a [`Signature`] that every implementation judges alike.
//!
//! * Ed25519: RFC 8032, accepted set narrowed to what [`PublicKey::verify`] states.
//! * ESP256: RFC 9864, FIPS 186-5; one signature has one form, with the lower s.
//! * Key files: RFC 8410 and RFC 5915 in PKCS#8 (RFC 5958), PEM (RFC 7468).
//! * Names of keys: COSE Key Thumbprint, RFC 9679.
//!
//! A [`Signer`] signs bytes and knows nothing of the envelope around them.

mod algorithm;
mod ed25519;
mod entropy;
mod error;
#[cfg_attr(not(feature = "esp256"), path = "esp256_absent.rs")]
mod esp256;
mod id;
mod key;
mod key_file;
mod party;
mod pem;
mod signer;
mod thumbprint;
mod trust;
mod wire;

pub use algorithm::Algorithm;
pub use entropy::{Entropy, OsEntropy};
pub use error::{
    EntropyError, IdError, KeyError, KeyFileError, PemError, SignError, SignErrorKind,
    SignatureError,
};
pub(crate) use id::text_wire;
pub use id::{CaseId, ItemId, Origin, OriginError, RequestId};
pub(crate) use key::KeyBytes;
pub use key::PublicKey;
pub use key_file::KeyFile;
pub use party::{OrgId, PartyId};
pub use signer::{Signature, Signer, SigningKey, sign_verified};
pub use thumbprint::Thumbprint;
pub use trust::{Pinned, Trust};
