//! The envelope of a signed event.
//!
//! Turns received bytes into a [`Sign1`], whose parts are ranges of those bytes, and a header, a
//! payload and a signature into the bytes of an event.
//!
//! COSE_Sign1 of RFC 9052, in a profile without choices: tag 18, a protected header of four
//! parameters, no unprotected one, the payload inside, no external data, and the one algorithm that
//! the key has (RFC 9864). The claims are those of RFC 9597. It is a Signed Statement of RFC 9943.
//!
//! What is verified is the protected header and the payload as received, never written anew.

mod error;
mod header;
mod sig_structure;
mod sign1;

pub use error::{CoseError, CoseErrorKind, VerifyError};
pub use header::{Claims, EventVersion, ProtectedHeader};
pub use sig_structure::to_be_signed;
pub use sign1::{Sign1, Sign1Ranges, assemble};
