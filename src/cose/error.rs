//! Why bytes are not an event's envelope, and why an envelope is not believed.

use crate::encoding::{DecodeError, DecodeErrorKind};
use crate::identity::{Algorithm, SignatureError, Thumbprint};

/// The first thing in an envelope that the profile does not allow.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{kind} at byte {offset}")]
pub struct CoseError {
    /// What is wrong.
    pub kind: CoseErrorKind,
    /// Where the offending item begins, from the start of the envelope.
    pub offset: usize,
}

impl CoseError {
    /// The error of the CBOR reader, when that is what refused the bytes.
    #[must_use]
    pub const fn decode(&self) -> Option<&DecodeErrorKind> {
        if let CoseErrorKind::Decode(kind) = &self.kind { Some(kind) } else { None }
    }
}

/// What is wrong with an envelope.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CoseErrorKind {
    /// The content type is not that of an event of some version.
    #[error("content type {found:?} is not application/vnd.handseal.event.v<N>+cbor")]
    ContentType {
        /// The content type found.
        found: Box<str>,
    },
    /// Not deterministic CBOR, or another type of item than belongs there.
    #[error(transparent)]
    Decode(DecodeErrorKind),
    /// The payload is nil: it would have to come from somewhere else.
    #[error("payload is detached")]
    DetachedPayload,
    /// An array of another length than COSE_Sign1's.
    #[error("array of {found} elements, expected {expected}")]
    Elements {
        /// Elements of COSE_Sign1.
        expected: usize,
        /// Elements found.
        found: usize,
    },
    /// A parameter or claim that must be there is not.
    #[error("{map} {label} is missing")]
    MissingLabel {
        /// Which map it belongs to.
        map: &'static str,
        /// Its label.
        label: i64,
    },
    /// Another tag than COSE_Sign1's.
    #[error("tag {found}, expected {expected}")]
    OtherTag {
        /// The tag of COSE_Sign1.
        expected: u64,
        /// The tag found.
        found: u64,
    },
    /// A signature of another length than the algorithm's.
    #[error("signature has {found} bytes, expected {expected}")]
    SignatureLength {
        /// Bytes of a signature.
        expected: usize,
        /// Bytes found.
        found: usize,
    },
    /// An algorithm that no key of this format has.
    #[error("algorithm {found} is not accepted")]
    UnknownAlgorithm {
        /// The number found.
        found: i64,
    },
    /// A parameter or claim that the profile does not have, `crit` among them.
    #[error("{map} {label} is not part of the profile")]
    UnknownLabel {
        /// Which map it stands in.
        map: &'static str,
        /// Its label.
        label: i64,
    },
    /// Something that is not signed would ride along.
    #[error("unprotected header has {found} parameters, expected none")]
    UnprotectedNotEmpty {
        /// Parameters found.
        found: usize,
    },
}

impl CoseErrorKind {
    pub(super) const fn at(self, offset: usize) -> CoseError {
        CoseError { kind: self, offset }
    }
}

impl From<DecodeError> for CoseError {
    fn from(error: DecodeError) -> Self {
        CoseErrorKind::Decode(error.kind).at(error.offset)
    }
}

/// Why a well-formed envelope does not stand for its payload under a key.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The header names another algorithm than the key has.
    #[error("header names algorithm {found}, expected {expected}")]
    OtherAlgorithm {
        /// The key's algorithm.
        expected: Algorithm,
        /// The algorithm named.
        found: Algorithm,
    },
    /// The header names another key.
    #[error("header names key {found}, expected {expected}")]
    OtherKey {
        /// The key given.
        expected: Thumbprint,
        /// The key named.
        found: Thumbprint,
    },
    /// The signature is not one of this header and payload.
    #[error(transparent)]
    Signature(#[from] SignatureError),
}
