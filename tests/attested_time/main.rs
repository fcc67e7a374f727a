//! Time-stamp tokens (RFC 3161): what is attested, and each known attack.
//!
//! `attacks`, `reading` and `flips` ask an authority of our own, whose certificates and tokens can have any shape; `openssl` asks the
//! program of that name, from the request to the reply. Where it is not there, those tests say that they were skipped; with
//! `HANDSEAL_FIELD_TOOLS=required` they fail then.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "functions that only tests call"
)]

mod attacks;
#[path = "../common/authority.rs"]
mod authority;
mod flips;
mod openssl;
mod reading;
mod recorded;
mod requests;

use handseal::Timestamp;
use handseal::timestamp::{AttestedTime, Authorities, TimeStampToken, TokenError};

use authority::Certificate;

const MESSAGE: &[u8] = b"the text of a head";

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn now() -> Timestamp {
    instant("2026-11-22T12:00:00Z")
}

fn authorities() -> Authorities {
    Authorities::none().anchor_der(&Certificate::root().to_der()).unwrap()
}

fn verify_at(token: &[u8], now: Timestamp) -> Result<AttestedTime, TokenError> {
    TimeStampToken::from_der(token)?.verify(MESSAGE, &authorities(), now)
}

fn verify(token: &[u8]) -> Result<AttestedTime, TokenError> {
    verify_at(token, now())
}
