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
//! * Public keys made elsewhere: PEM, SEC 1, and OpenSSH's (RFC 8709, RFC 5656).
//! * Signers elsewhere, each with a feature: an SSH agent (`ssh-agent`), a PKCS#11 token (`pkcs11`).
//! * Key files under a passphrase, with the feature `passphrase`: age.
//!
//! [`TableChecks`] accepts what [`PublicKey::verify`] accepts, in half to a third of its time, where few sign much.
//!
//! A [`Signer`] signs bytes and knows nothing of the envelope around them.

mod algorithm;
mod comb;
mod ed25519;
mod entropy;
mod error;
#[cfg_attr(not(feature = "esp256"), path = "esp256_absent.rs")]
mod esp256;
mod id;
mod key;
mod key_file;
mod party;
#[cfg(any(feature = "pkcs11", all(unix, feature = "ssh-agent")))]
mod patience;
mod pem;
#[cfg(feature = "pkcs11")]
mod pkcs11;
#[cfg(feature = "passphrase")]
mod protected_key;
mod sign_error;
mod signer;
#[cfg(all(unix, feature = "ssh-agent"))]
mod ssh_agent;
mod ssh_key;
mod ssh_wire;
mod table;
mod thumbprint;
mod trust;
mod wire;

pub use algorithm::Algorithm;
pub use comb::TableWidth;
pub use entropy::{Entropy, OsEntropy};
pub use error::{
    EntropyError, IdError, KeyError, KeyFileError, PemError, SignatureError, SshError,
};
pub(crate) use id::text_wire;
pub use id::{CaseId, ItemId, Origin, OriginError, RequestId};
pub(crate) use key::KeyBytes;
pub use key::PublicKey;
pub use key_file::KeyFile;
pub use party::{OrgId, PartyId};
#[cfg(feature = "pkcs11")]
pub use pkcs11::{TokenModule, TokenSigner, TokenUri, TokenUriError, TokenUriErrorKind};
#[cfg(all(unix, feature = "ssh-agent"))]
pub use sign_error::AgentError;
#[cfg(feature = "pkcs11")]
pub use sign_error::TokenError;
pub use sign_error::{SignError, SignErrorKind};
pub use signer::{Signature, Signer, SigningKey, sign_verified};
#[cfg(all(unix, feature = "ssh-agent"))]
pub use ssh_agent::{AgentKey, AgentSigner, OtherAgentKey, SshAgent};
pub use table::{BaseTable, KeyTable, TableCheck, TableChecks};
pub use thumbprint::Thumbprint;
pub use trust::{Pinned, Trust};
