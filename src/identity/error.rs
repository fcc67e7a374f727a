//! What can go wrong with keys, key files and signatures.

use std::{error::Error, io, path::PathBuf};

use super::algorithm::Algorithm;

/// Why bytes are not a key that is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// A point outside the prime-order group: two implementations may judge its signatures apart.
    #[error("public key has a small-order component")]
    MixedOrder,
    /// A build without the feature of this algorithm: nothing can be said of the key.
    #[error("this build has no {algorithm}")]
    NotBuiltIn {
        /// The algorithm of the key.
        algorithm: Algorithm,
    },
    /// A second encoding of a point: one key would have two names.
    #[error("public key is not the canonical encoding of its point")]
    NotCanonical,
    /// No point of the curve has this encoding.
    #[error("public key is not a point of the curve")]
    NotOnCurve,
    /// A secret number that is zero, or not below the order of the group.
    #[error("secret key is not between 1 and the group order")]
    SecretOutOfRange,
    /// A point of order 8 or less: one signature fits many messages.
    #[error("public key has small order")]
    SmallOrder,
    /// Another number of bytes.
    #[error("public key has {found} bytes, expected {expected}")]
    WrongLength {
        /// Bytes of a public key of the algorithm.
        expected: usize,
        /// Bytes given.
        found: usize,
    },
}

/// Why a signature does not stand for a message under a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// Of ESP256, s is in the upper half of its range: n - s would verify as well.
    #[error("signature's s is above half the group order")]
    HighS,
    /// The signature is well formed and is not one of this message under this key.
    #[error("signature does not match this message and key")]
    Mismatch,
    /// R is a second encoding of a point.
    #[error("signature's R is not the canonical encoding of its point")]
    NonCanonicalR,
    /// S is not below the group order: a changed copy of another signature would pass.
    #[error("signature's S is not below the group order")]
    NonCanonicalS,
    /// Of ESP256, r is zero or not below the group order.
    #[error("signature's r is not between 1 and the group order")]
    ROutOfRange,
    /// R is not a point of the curve.
    #[error("signature's R is not a point of the curve")]
    RNotOnCurve,
    /// Of ESP256, s is zero or not below the group order.
    #[error("signature's s is not between 1 and the group order")]
    SOutOfRange,
    /// R has small order.
    #[error("signature's R has small order")]
    SmallOrderR,
    /// Another number of bytes.
    #[error("signature has {found} bytes, expected {expected}")]
    WrongLength {
        /// Bytes of a signature.
        expected: usize,
        /// Bytes given.
        found: usize,
    },
}

/// A source of randomness gave nothing.
#[derive(Debug, thiserror::Error)]
#[error("no random bytes from their source")]
pub struct EntropyError {
    /// What the source said.
    #[source]
    pub source: Box<dyn Error + Send + Sync>,
}

impl EntropyError {
    /// Wraps what the source said.
    #[must_use]
    pub fn new(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { source: source.into() }
    }
}

/// Why a text is not a key in PEM.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PemError {
    /// The key inside is not one that is registered.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The secret or public value inside has another shape than RFC 8410 or RFC 5915 gives it.
    #[error("key inside the PEM is not in the form of its algorithm, or its two halves disagree")]
    MalformedKey,
    /// What the PEM holds is not the expected DER structure.
    #[error("PEM holds no well-formed key{}", at(*offset))]
    NotDer {
        /// Bytes from the start of the DER, where known.
        offset: Option<u32>,
    },
    /// No PEM: no boundaries, or not Base64 between them.
    #[error("not a PEM text")]
    NotPem,
    /// A secret key in the form that OpenSSH keeps its own in.
    #[error(
        "secret key is in the form of OpenSSH, which is not read: an SSH agent can sign with it"
    )]
    OpenSsh,
    /// A key of another algorithm.
    #[error("key is of an algorithm or a curve that is not used here")]
    OtherAlgorithm,
    /// Another kind of PEM, an encrypted or a public key for instance.
    #[error("PEM is not labelled {expected}")]
    OtherLabel {
        /// The label that was looked for.
        expected: &'static str,
    },
}

fn at(offset: Option<u32>) -> String {
    offset.map_or_else(String::new, |offset| format!(", at byte {offset} of its DER"))
}

/// Why bytes are not what SSH writes of a key or a signature.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SshError {
    /// The key is not canonical Base64.
    #[error("no canonical base64 from character {offset} of the line")]
    Base64 {
        /// Bytes from the start of the line.
        offset: usize,
    },
    /// A point of P-256 that is not written with both coordinates.
    #[error("point is not in its uncompressed form")]
    Form,
    /// The key inside is not one that is registered.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// Nothing behind the type.
    #[error("line is not a type, a space and a key")]
    NoKey,
    /// Another type than the two that are used here, or another curve.
    #[error("type or curve {found:?} is not used here")]
    OtherType {
        /// What it is called.
        found: Box<str>,
    },
    /// More than one line.
    #[error("more than one line: a line ends at character {offset}")]
    SecondLine {
        /// Bytes from the start of the first.
        offset: usize,
    },
    /// Bytes behind the last part.
    #[error("{count} bytes too many, from byte {offset} of the key or message")]
    Trailing {
        /// Where they begin.
        offset: usize,
        /// How many.
        count: usize,
    },
    /// A part goes beyond the end.
    #[error("cut off in what begins at byte {offset} of the key or message")]
    Truncated {
        /// Where the part begins.
        offset: usize,
    },
    /// The type before the key is not the one inside.
    #[error("key is of another type than the one before it")]
    TypesDiffer,
}

/// Why a key file was not read or not made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyFileError {
    /// There is something at that path already; a key is never overwritten.
    #[error("{path:?} exists; a key file is never overwritten")]
    Exists {
        /// The path given.
        path: PathBuf,
    },
    /// The operating system said no.
    #[error("cannot {operation} {path:?}")]
    Io {
        /// What was being done, as a verb.
        operation: &'static str,
        /// The path given.
        path: PathBuf,
        /// What the operating system said.
        #[source]
        source: io::Error,
    },
    /// No passphrase opens it: it is the key itself.
    #[error("{path:?} is not protected by a passphrase")]
    NotProtected {
        /// The path given.
        path: PathBuf,
    },
    /// A directory, a device, a pipe or a socket.
    #[error("{path:?} is not a regular file")]
    NotRegular {
        /// The path given.
        path: PathBuf,
    },
    /// The content is not a key in PEM.
    #[error("{path:?} holds no usable key")]
    Pem {
        /// The path given.
        path: PathBuf,
        /// Why not.
        #[source]
        source: PemError,
    },
    /// A passphrase is needed.
    #[error("{path:?} is protected by a passphrase")]
    Protected {
        /// The path given.
        path: PathBuf,
    },
    /// The protection could not be put on or taken off: no file of age, an altered one, or too much
    /// work.
    #[error("protection of {path:?} fails")]
    Protection {
        /// The path given.
        path: PathBuf,
        /// What age says.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// Longer than any key file.
    #[error("{path:?} has more than {limit} bytes")]
    TooLong {
        /// The path given.
        path: PathBuf,
        /// Bytes a key file may have.
        limit: u64,
    },
    /// Others than the owner may read or change the file.
    #[error("{path:?} has mode {found:04o}, expected {expected:04o}")]
    WidePermissions {
        /// The path given.
        path: PathBuf,
        /// The mode a key file should have.
        expected: u32,
        /// The mode it has.
        found: u32,
    },
    /// Another passphrase than the one that the file was protected with.
    #[error("passphrase does not open {path:?}")]
    WrongPassphrase {
        /// The path given.
        path: PathBuf,
    },
}

/// Why a text is not an id.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("expected {expected}")]
pub struct IdError {
    /// What such an id looks like.
    pub expected: &'static str,
}
