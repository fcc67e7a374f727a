//! Keys that this process does not hold: in an SSH agent, on a PKCS#11 token, with another program.
//!
//! The agent is OpenSSH's, the token SoftHSM's and the program OpenSSL's; passphrases are age's. Without them the tests say that they were skipped;
//! with `HANDSEAL_FIELD_TOOLS=required` they fail then.

#![cfg(unix)]
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod agent;
mod agent_answers;
mod case;
mod elsewhere;
mod folder;
mod passphrase;
mod programs;
mod token;
mod uri;
