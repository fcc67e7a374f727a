//! Why a token attests nothing, and why a request was not answered.

use crate::encoding::Timestamp;

/// A structure that a token or a reply is made of.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum TokenPart {
    /// RFC 5652 §10.2: an attribute that is signed.
    Attribute,
    /// RFC 5280 §4.1: a certificate that the chain needs.
    Certificate,
    /// RFC 3161 §2.4.2: the reply around the token.
    Reply,
    /// RFC 3161 §2.4.1: the request.
    Request,
    /// RFC 5652 §5.1
    SignedData,
    /// RFC 5652 §5.3
    SignerInfo,
    /// RFC 3161 §2.4.2: what the token says.
    Statement,
    /// RFC 5652 §3: the outermost structure of a token.
    Token,
}

impl std::fmt::Display for TokenPart {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Attribute => "a signed attribute",
            Self::Certificate => "a certificate",
            Self::Reply => "the reply",
            Self::Request => "the request",
            Self::SignedData => "the signed data",
            Self::SignerInfo => "the information on the signer",
            Self::Statement => "what the token says",
            Self::Token => "the token",
        })
    }
}

/// A signed attribute that a token must have.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SignedAttribute {
    /// RFC 5652 §11.1: of which type the content is.
    ContentType,
    /// RFC 5652 §11.2: the digest of the content.
    MessageDigest,
    /// RFC 5035 §3, §5.4.1: which certificate the signature is to be verified with.
    SigningCertificate,
}

impl std::fmt::Display for SignedAttribute {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::ContentType => "content type",
            Self::MessageDigest => "message digest",
            Self::SigningCertificate => "signing certificate",
        })
    }
}

/// Why a certificate is not that of a time-stamping authority: RFC 3161 §2.3.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum UsageFault {
    /// It issues certificates.
    CertificateAuthority,
    /// Its key usage lets it sign nothing but certificates, or nothing at all.
    KeyUsage,
    /// The extended key usage is not critical.
    NotCritical,
    /// It is for other uses, too.
    NotSole,
    /// It is for another use, or no use is named.
    NotTimeStamping,
}

impl std::fmt::Display for UsageFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::CertificateAuthority => "it is that of a certificate authority",
            Self::KeyUsage => "its key may not sign",
            Self::NotCritical => "its extended key usage is not critical",
            Self::NotSole => "it has other uses than time-stamping",
            Self::NotTimeStamping => "it is not for time-stamping",
        })
    }
}

/// Why no path from the certificate to an anchor is valid: RFC 5280 §6.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PathFault {
    /// A certificate on the path is signed with an algorithm that is not accepted.
    Algorithm,
    /// An extension that must be understood and is not.
    CriticalExtension,
    /// A certificate on the path may not issue others.
    Issuer,
    /// More certificates or signatures than are looked at.
    Limits,
    /// A certificate on the path is not well-formed.
    Malformed,
    /// A name, or the length of the path, that an authority on it does not allow.
    Constraint,
    /// A signature on the path does not verify.
    Signature,
}

impl std::fmt::Display for PathFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Algorithm => {
                "a certificate on it is signed with an algorithm that is not accepted"
            }
            Self::Constraint => "a name or its length is not allowed",
            Self::CriticalExtension => "a critical extension is not understood",
            Self::Issuer => "a certificate on it may not issue others",
            Self::Limits => "it is too long",
            Self::Malformed => "a certificate on it is not well-formed",
            Self::Signature => "a signature on it does not verify",
        })
    }
}

/// Why a time-stamp token attests nothing.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// A part of a second that is none. RFC 3161 §2.4.2
    #[error("the accuracy is not one of seconds, 1 to 999 milliseconds and 1 to 999 microseconds")]
    Accuracy,
    /// An algorithm that is not relied on, or not known.
    #[error("algorithm {found} is not accepted")]
    Algorithm {
        /// Its object identifier.
        found: String,
    },
    /// The signature is made over another digest than the one announced.
    #[error("the signature algorithm and the digest algorithm do not fit")]
    AlgorithmMismatch,
    /// A signed attribute that must stand exactly once, with one value.
    #[error("{attribute} stands {found} times among the signed attributes, not once")]
    Attribute {
        /// Which.
        attribute: SignedAttribute,
        /// How many values there are.
        found: usize,
    },
    /// The certificate that the signer names is not in the token.
    #[error("the certificate of the signer is not in the token")]
    CertificateAbsent,
    /// The certificate is not that of a time-stamping authority.
    #[error("the certificate is not that of a time-stamping authority: {fault}")]
    CertificateUsage {
        /// Why not.
        fault: UsageFault,
    },
    /// Signed, and not a statement of a time.
    #[error("the content is of the type {found}, not a time-stamp")]
    ContentType {
        /// Its object identifier.
        found: String,
    },
    /// The statement has a critical extension that nobody here understands.
    #[error("the critical extension {found} is not understood")]
    CriticalExtension {
        /// Its object identifier.
        found: String,
    },
    /// A certificate of the chain had ended when the token says it was made.
    #[error("a certificate of the chain ended at {not_after}, and the token is of {at}")]
    Expired {
        /// The time of the token.
        at: Timestamp,
        /// Until when the certificate was good.
        not_after: Timestamp,
    },
    /// The time is after now.
    #[error("the time {at} is after now, {now}")]
    Future {
        /// What the token says.
        at: Timestamp,
        /// The instant given.
        now: Timestamp,
    },
    /// The token is about something else.
    #[error("the token is of something else: imprint {expected} expected, {found} found")]
    Imprint {
        /// In hexadecimal.
        expected: String,
        /// In hexadecimal.
        found: String,
    },
    /// A key of a kind that is not accepted: nothing was verified under it.
    #[error("the key of the certificate is of a kind that is not accepted")]
    Key,
    /// Not DER, or not this structure.
    #[error("{part} is malformed at byte {offset}")]
    Malformed {
        /// Which structure.
        part: TokenPart,
        /// Where in it, as far as that is known.
        offset: u32,
    },
    /// The content is not what the signed attributes say.
    #[error("the content is not the one whose digest was signed")]
    MessageDigest,
    /// The reply to another request.
    #[error("the nonce is not that of the request")]
    Nonce,
    /// No path leads to an anchor that was given.
    #[error("the certificate leads to none of the {given} anchors that were given")]
    NotAnchored {
        /// How many anchors.
        given: usize,
    },
    /// A certificate of the chain was not good yet when the token says it was made.
    #[error("a certificate of the chain is good from {not_before} on, and the token is of {at}")]
    NotYetValid {
        /// The time of the token.
        at: Timestamp,
        /// From when on the certificate is good.
        not_before: Timestamp,
    },
    /// The certificates do not make a path that holds.
    #[error("the path to the anchor does not hold: {fault}")]
    Path {
        /// Why not.
        fault: PathFault,
    },
    /// A policy that was not asked for or is not accepted.
    #[error("policy {found} is not one of those accepted")]
    Policy {
        /// Its object identifier.
        found: String,
    },
    /// The signature does not verify.
    #[error("the signature of the token does not verify")]
    Signature,
    /// A token has exactly one signer. RFC 3161 §2.4.2
    #[error("a token has one signer, this one has {found}")]
    Signers {
        /// How many.
        found: usize,
    },
    /// The signed attributes name another certificate.
    #[error("the signer's certificate is not the one that the signed attributes name")]
    SigningCertificate,
    /// The time is no time.
    #[error("{found:?} is no time")]
    Time {
        /// What stands there.
        found: String,
    },
    /// Longer than any token of an authority.
    #[error("{found} bytes, and a token has at most {limit}")]
    TooLarge {
        /// Its length.
        found: usize,
        /// The limit.
        limit: usize,
    },
    /// A version other than 1.
    #[error("the statement is of version {found}")]
    Version {
        /// Which.
        found: u8,
    },
}

/// Why a reply gives no token for a request.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ReplyError {
    /// The authority granted, and sent nothing.
    #[error("the reply has no token")]
    NoToken,
    /// The authority refused. RFC 3161 §2.4.2
    #[error("the authority did not grant the request: status {status}")]
    NotGranted {
        /// `2` rejection, `3` waiting, `4` a revocation is imminent, `5` it has happened.
        status: u32,
    },
    /// The token, or the reply itself.
    #[error(transparent)]
    Token(#[from] TokenError),
}

/// Why a certificate is no anchor.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AnchorError {
    /// There is none.
    #[error("no certificate was found")]
    Absent,
    /// Not a certificate.
    #[error("certificate {number} is malformed")]
    Malformed {
        /// Which, counted from 1.
        number: usize,
    },
}

/// A structure that is not what it should be.
pub(super) fn malformed(part: TokenPart) -> impl Fn(der::Error) -> TokenError {
    move |error| TokenError::Malformed { part, offset: error.position().map_or(0, u32::from) }
}
