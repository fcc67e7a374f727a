//! What a cosigner is asked: a head, and that it extends the last one that the cosigner signed.

use std::fmt;

use base64ct::{Base64, Encoding as _};

use super::{checkpoint::SignedCheckpoint, error::CosignatureRequestError};
use crate::merkle::Hash;

/// The most hashes of a proof in a request.
// C2SP tlog-witness, "add-checkpoint".
const MAX_PROOF: usize = 63;

/// A request to a cosigner: the size of the last head that it signed, the proof from there, and the new head.
///
/// ```text
/// old 20852014                                      0 where it has signed none
/// PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=      the consistency proof, a hash on each line
/// …
///                                                   an empty line
/// custody.example.org/…                             the signed head
/// …
/// ```
///
/// # Specification
///
/// C2SP tlog-witness, the body of `add-checkpoint`; format §8.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CosignatureRequest {
    /// The size of the last head that the cosigner signed, 0 if it signed none.
    pub old_size: u64,
    /// That the new head extends that one.
    pub proof: Vec<Hash>,
    /// The new head.
    pub head: SignedCheckpoint,
}

impl CosignatureRequest {
    /// Reads a request.
    ///
    /// What is accepted is exactly what [`Display`](fmt::Display) writes, byte for byte.
    ///
    /// # Errors
    ///
    /// [`CosignatureRequestError`] at the first line that departs from the form.
    pub fn parse(bytes: &[u8]) -> Result<Self, CosignatureRequestError> {
        let mut rest = bytes;
        let old = next_line(&mut rest, 1)?;
        let old = std::str::from_utf8(old).ok();
        let old_size = old.and_then(|old| old.strip_prefix("old ")).and_then(parse_size);
        let old_size = old_size.ok_or(CosignatureRequestError::OldSize)?;
        let mut proof = Vec::new();
        loop {
            let number = proof.len().saturating_add(2);
            let line = next_line(&mut rest, number)?;
            if line.is_empty() {
                break;
            }
            if proof.len() == MAX_PROOF {
                return Err(CosignatureRequestError::ProofTooLong { limit: MAX_PROOF });
            }
            let text = std::str::from_utf8(line).ok();
            let hash = text.and_then(|text| Base64::decode_vec(text).ok());
            let hash = hash.and_then(|bytes| bytes.try_into().ok());
            proof.push(Hash(hash.ok_or(CosignatureRequestError::Hash { line: number })?));
        }
        Ok(Self { old_size, proof, head: SignedCheckpoint::parse(rest)? })
    }
}

fn next_line<'b>(rest: &mut &'b [u8], line: usize) -> Result<&'b [u8], CosignatureRequestError> {
    let no_line = || CosignatureRequestError::NoLine { line };
    let end = rest.iter().position(|byte| *byte == b'\n').ok_or_else(no_line)?;
    let (found, behind) = rest.split_at_checked(end).ok_or_else(no_line)?;
    *rest = behind.get(1..).unwrap_or_default();
    Ok(found)
}

/// Digits without a leading zero.
fn parse_size(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let canonical = text == "0" || !text.starts_with('0');
    if digits && canonical { text.parse().ok() } else { None }
}

impl fmt::Display for CosignatureRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "old {}", self.old_size)?;
        for hash in &self.proof {
            writeln!(f, "{}", Base64::encode_string(&hash.0))?;
        }
        writeln!(f)?;
        self.head.fmt(f)
    }
}
