//! Signed heads wherever they stand in a damaged file: behind the damage its records cannot be told apart.

use std::io::Read;

use crate::encoding::MAX_RECORD;
use crate::ledger::SignedCheckpoint;
use crate::verify::error::VerifierError;

/// How much is read at once.
const READ: usize = 1 << 20;

/// Digits of the greatest size, and its line end.
const SIZE_LINE: usize = 21;

/// A root in Base64, and its line end.
const ROOT_LINE: usize = 45;

/// Gives every head of a ledger that stands in these bytes, signed or not: a note of three lines and its signatures.
/// At most one record is kept in memory, beside what is read at once.
pub(super) fn heads_in(
    mut source: impl Read,
    origin: &str,
    mut take: impl FnMut(SignedCheckpoint),
) -> Result<(), VerifierError> {
    let first_line = format!("{origin}\n").into_bytes();
    let (mut buffer, mut offset) = (Vec::new(), 0_u64);
    loop {
        let before = buffer.len();
        let limit = u64::try_from(READ).unwrap_or(u64::MAX);
        let read = source.by_ref().take(limit).read_to_end(&mut buffer);
        let read = read.map_err(|source| VerifierError::Read { offset, source })?;
        offset = offset.saturating_add(u64::try_from(read).unwrap_or(u64::MAX));
        let ended = buffer.len() == before;
        // What begins behind this could end behind what was read.
        let end = if ended { buffer.len() } else { buffer.len().saturating_sub(MAX_RECORD) };
        for start in 0..end {
            let rest = buffer.get(start..).unwrap_or_default();
            if rest.starts_with(&first_line)
                && let Some(note) = note(rest)
                && let Ok(head) = SignedCheckpoint::parse(note)
            {
                take(head);
            }
        }
        buffer.drain(..end);
        if ended {
            return Ok(());
        }
    }
}

/// The note that begins here: origin, size and root, an empty line, and the signatures.
fn note(bytes: &[u8]) -> Option<&[u8]> {
    let mut length = 0_usize;
    for (number, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let fits = match number {
            0 => true,
            1 => line.len() <= SIZE_LINE && line.first()?.is_ascii_digit(),
            2 => line.len() <= ROOT_LINE,
            3 => line == b"\n",
            // What stands behind the last signature is no line of the note.
            _ if !line.starts_with("— ".as_bytes()) => break,
            _ => true,
        };
        length = length.saturating_add(line.len());
        if !fits || length > MAX_RECORD {
            return None;
        }
    }
    bytes.get(..length)
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::arithmetic_side_effects,
        clippy::indexing_slicing,
        clippy::unwrap_used,
        reason = "a test fails by panicking"
    )]

    use std::io::Cursor;

    use super::*;
    use crate::identity::SigningKey;
    use crate::ledger::Checkpoint;

    fn found(bytes: &[u8]) -> Vec<SignedCheckpoint> {
        let mut found = Vec::new();
        heads_in(Cursor::new(bytes), "a.example/1", |head| found.push(head)).unwrap();
        found
    }

    /// Reads end inside a head, before, and behind it.
    #[test]
    fn head_at_the_end_of_a_read_is_missed_or_found_twice() {
        let key = SigningKey::from_seed(&[7; 32]);
        let head = Checkpoint::new("a.example/1", 8, [7; 32]).unwrap();
        let head = SignedCheckpoint::sign(head, &key).unwrap();
        let text = head.to_string().into_bytes();
        for edge in [READ, READ - MAX_RECORD, 2 * READ, 2 * READ - MAX_RECORD] {
            for before in [text.len() + 1, text.len(), 200, 20, 1, 0] {
                let mut bytes = vec![0; edge - before];
                bytes.extend_from_slice(&text);
                assert_eq!(found(&bytes), std::slice::from_ref(&head), "{edge} {before}");
                bytes.resize(3 * READ, 0xff);
                assert_eq!(found(&bytes), std::slice::from_ref(&head), "{edge} {before}");
            }
        }
        assert_eq!(found(&text[..text.len() - 1]), []);
        assert_eq!(found(&[&text[..], &text[..]].concat()).len(), 2);
    }

    /// What looks like the beginning of a head, over and over, costs no more than its bytes.
    #[test]
    fn beginnings_of_heads_are_read_again_and_again() {
        for text in
            ["a.example/1\n", "a.example/1\n1\n\n\n", "a.example/1\n1\nAA==\n\n— a.example/1\n"]
        {
            let bytes = text.repeat(3 * READ / text.len());
            assert_eq!(found(bytes.as_bytes()), []);
        }
        let endless = format!("a.example/1\n1\n{}\n\n{}", "A".repeat(44), "— a 00\n".repeat(READ));
        assert_eq!(found(endless.as_bytes()), []);
    }
}
