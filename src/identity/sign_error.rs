//! What can go wrong when someone else signs: a device, an agent, a token.

use std::error::Error;
#[cfg(all(unix, feature = "ssh-agent"))]
use std::io;
#[cfg(any(feature = "pkcs11", all(unix, feature = "ssh-agent")))]
use std::time::Duration;

#[cfg(all(unix, feature = "ssh-agent"))]
use super::error::SshError;
use super::thumbprint::Thumbprint;

/// Why a signer gave no signature.
#[derive(Debug, thiserror::Error)]
#[error("{kind}")]
pub struct SignError {
    /// What happened.
    pub kind: SignErrorKind,
    /// What the signer's own software or device said.
    #[source]
    pub source: Option<Box<dyn Error + Send + Sync>>,
}

/// The ways in which a signer gives no signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignErrorKind {
    /// What the signer gave is no signature of the message under its key.
    #[error("signer gave a signature that does not verify under its key")]
    Mismatch,
    /// The agent, the token or the device does not show the key.
    #[error("signer does not hold key {expected}")]
    NotHeld {
        /// The key asked for.
        expected: Thumbprint,
    },
    /// The holder or the device said no: a PIN was not entered, a policy forbids it.
    #[error("signer refused")]
    Refused,
    /// The device or service that holds the key does not answer.
    #[error("signer is unavailable")]
    Unavailable,
    /// The signer holds another key than the one asked for.
    #[error("signer holds key {found}, expected {expected}")]
    WrongKey {
        /// The key asked for.
        expected: Thumbprint,
        /// The key it holds.
        found: Thumbprint,
    },
    /// The PIN is not the one of the token.
    #[error("PIN is wrong")]
    WrongPin,
}

impl SignError {
    /// An error with nothing underneath.
    #[must_use]
    pub const fn new(kind: SignErrorKind) -> Self {
        Self { kind, source: None }
    }

    /// An error that keeps what the signer's own software said.
    #[must_use]
    pub fn with_source(
        kind: SignErrorKind,
        source: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Self {
        Self { kind, source: Some(source.into()) }
    }
}

/// What went wrong between a program and its SSH agent; the source of a [`SignError`].
#[cfg(all(unix, feature = "ssh-agent"))]
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AgentError {
    /// The agent closed the connection.
    #[error("agent closed the connection")]
    Closed,
    /// There is nobody at the socket, or the connection broke.
    #[error("no connection to the agent")]
    Connect(#[source] io::Error),
    /// The agent said no: a person was asked, it is locked, or has no such key.
    #[error("agent said no")]
    Failure,
    /// The answer is not in the form of the protocol.
    #[error("agent's answer is malformed")]
    Malformed(#[from] SshError),
    /// The answer is to another question.
    #[error("agent answered with a message of type {found}, expected {expected}")]
    OtherAnswer {
        /// The type of the answer to what was asked.
        expected: u8,
        /// The type of the answer.
        found: u8,
    },
    /// What it calls a signature is not one of the key's algorithm.
    #[error("agent's signature is not in the form of the key's algorithm")]
    Signature,
    /// No whole answer in the time that was given.
    #[error("agent did not answer within {} ms", patience.as_millis())]
    Slow {
        /// The time that was given.
        patience: Duration,
    },
    /// A message longer than agents take or send.
    #[error("message of {found} bytes, an agent's have at most {limit}")]
    TooLong {
        /// Bytes of a message.
        limit: usize,
        /// Bytes that it has.
        found: usize,
    },
}

/// What a PKCS#11 token has or does that is no use; the source of a [`SignError`].
#[cfg(feature = "pkcs11")]
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// No PIN was given, and the token has no means to ask for it.
    #[error("token cannot ask for its PIN, and none was given")]
    NoPin,
    /// No slot has the token that is asked for.
    #[error("no token fits {uri}")]
    NoToken {
        /// What is asked for: the path of a [`TokenUri`](super::TokenUri).
        uri: Box<str>,
    },
    /// More than one slot has a token that fits.
    #[error("{count} tokens fit {uri}")]
    SeveralTokens {
        /// How many.
        count: usize,
        /// What is asked for: the path of a [`TokenUri`](super::TokenUri).
        uri: Box<str>,
    },
    /// What it calls a signature is none.
    #[error("token's signature has {found} bytes, expected {expected}")]
    SignatureLength {
        /// Bytes of a signature.
        expected: usize,
        /// Bytes found.
        found: usize,
    },
    /// Not done in the time that was given.
    #[error("token did not answer within {} ms", patience.as_millis())]
    Slow {
        /// The time that was given.
        patience: Duration,
    },
}
