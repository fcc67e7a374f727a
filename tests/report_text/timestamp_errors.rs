//! One of every error of time-stamp tokens.

use std::error::Error;

use handseal::Timestamp;
use handseal::timestamp::{
    AnchorError, PathFault, ReplyError, SignedAttribute, TokenError, TokenPart, UsageFault,
};

use crate::errors::said;

fn at() -> Timestamp {
    "2026-06-01T12:00:00.25Z".parse().unwrap()
}

pub(crate) fn tokens() -> Vec<(&'static str, Box<dyn Error>)> {
    let later = || "2027-01-01T00:00:00Z".parse().unwrap();
    let oid = || "1.2.3.4".to_owned();
    let mut all = Vec::from(said![
        AnchorError::Absent,
        AnchorError::Malformed { number: 2 },
        ReplyError::NoToken,
        ReplyError::NotGranted { status: 2 },
        ReplyError::Token(TokenError::Nonce),
        TokenError::Accuracy,
        TokenError::Algorithm { found: oid() },
        TokenError::AlgorithmMismatch,
        TokenError::Attribute { attribute: SignedAttribute::ContentType, found: 2 },
        TokenError::CertificateAbsent,
        TokenError::CertificateUsage { fault: UsageFault::NotSole },
        TokenError::ContentType { found: oid() },
        TokenError::CriticalExtension { found: oid() },
        TokenError::Expired { at: later(), not_after: at() },
        TokenError::Future { at: later(), now: at() },
        TokenError::Imprint { expected: "00ff".to_owned(), found: "ff00".to_owned() },
        TokenError::Key,
        TokenError::Malformed { part: TokenPart::Statement, offset: 7 },
        TokenError::MessageDigest,
        TokenError::Nonce,
        TokenError::NotAnchored { given: 1 },
        TokenError::NotYetValid { at: at(), not_before: later() },
        TokenError::Path { fault: PathFault::Signature },
        TokenError::Policy { found: oid() },
        TokenError::Signature,
        TokenError::Signers { found: 2 },
        TokenError::SigningCertificate,
        TokenError::Time { found: "a\n\u{1b}[31m\"\u{202e}b".to_owned() },
        TokenError::TooLarge { found: 70_000, limit: 65_536 },
        TokenError::Version { found: 2 },
    ]);
    for fault in [
        UsageFault::CertificateAuthority,
        UsageFault::KeyUsage,
        UsageFault::NotCritical,
        UsageFault::NotTimeStamping,
    ] {
        all.extend(said![TokenError::CertificateUsage { fault }]);
    }
    for fault in [
        PathFault::Algorithm,
        PathFault::Constraint,
        PathFault::CriticalExtension,
        PathFault::Issuer,
        PathFault::Limits,
        PathFault::Malformed,
    ] {
        all.extend(said![TokenError::Path { fault }]);
    }
    for part in [
        TokenPart::Attribute,
        TokenPart::Certificate,
        TokenPart::Reply,
        TokenPart::Request,
        TokenPart::SignedData,
        TokenPart::SignerInfo,
        TokenPart::Token,
    ] {
        all.extend(said![TokenError::Malformed { part, offset: 0 }]);
    }
    for attribute in [SignedAttribute::MessageDigest, SignedAttribute::SigningCertificate] {
        all.extend(said![TokenError::Attribute { attribute, found: 0 }]);
    }
    all
}
