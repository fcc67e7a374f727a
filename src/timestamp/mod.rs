//! Time that an authority attests: requests to it, its tokens, and what they show (RFC 3161).
//!
//! A token is a signed statement of an outside authority that it was shown a digest at some time. A ledger has its heads
//! stamped: [`TimeStampRequest`] asks for the time of a head, and takes the [`TimeStampToken`] out of the reply. Whoever has
//! the entries computes the head again, and [`TimeStampToken::verify`] turns the token, and the [`Authorities`] that the verifier believes,
//! into an [`AttestedTime`]: everything in the tree of that head was there, not later than then.
//!
//! Behind the feature `timestamp`. Nothing here opens a connection or reads a clock.
//!
//! # What a token must be
//!
//! DER; content of the type id-ct-TSTInfo; one signer; the signed attributes content-type, message-digest and signing-certificate, each
//! once; a certificate of the authority's in the token, with time-stamping as its only extended key usage, critical; a path of
//! certificates to an anchor, each good at the time of the token. SHA-2; RSA of 2048 to 8192 bits under PKCS #1 v1.5 and PSS, ECDSA over P-256 and P-384.
//! The signing certificate can be named as in RFC 5816 or by SHA-1 as in RFC 2634. The certificates can stand in any order.
//!
//! # Whose code this is
//!
//! Certificates are `x509-cert`, DER is `der`, paths are `webpki`, signatures are `ring`, `p256` and `p384`. The structures of a token are declared
//! here, with the derive of `der`: `cms` is a release candidate for this `der`, reads the attributes into a set that is sorted anew, and verifies nothing;
//! `x509-tsp` 0.1.0 rests on an older one and reads no fraction of a second, which authorities write.
//!
//! # Not asked
//!
//! Revocation. A token is as good as the key of its authority was at its time, as far as its certificates show.
//!
//! # Specification
//!
//! RFC 3161, RFC 5816, RFC 5652, RFC 5035, RFC 5280.

mod algorithm;
mod asn1;
mod authorities;
mod certificate;
mod error;
mod request;
mod token;

pub use authorities::{AnchorId, AttestedTime, Authorities};
pub use error::{
    AnchorError, PathFault, ReplyError, SignedAttribute, TokenError, TokenPart, UsageFault,
};
pub use request::TimeStampRequest;
pub use token::{MAX_TOKEN, TimeStampToken};
