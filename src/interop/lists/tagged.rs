//! A line that names its algorithm: `SHA256 (name) = digest`.

use crate::interop::lists::{Line, ListAlgorithm, ListError, ListErrorKind, digest};

/// What such a line says. The name is as it stands there, escapes and all.
pub(super) struct Tagged<'a> {
    pub(super) algorithm: ListAlgorithm,
    pub(super) digest: Vec<u8>,
    pub(super) name: &'a [u8],
    /// The byte of the line that the name begins at.
    pub(super) name_at: usize,
}

/// Reads a line that names its algorithm, from byte `start` on; none if it is another line.
///
/// OpenSSL leaves out the spaces around the parentheses.
pub(super) fn tagged(line: Line<'_>, start: usize) -> Result<Option<Tagged<'_>>, ListError> {
    let rest = line.from(start);
    let width = rest.iter().position(|byte| matches!(byte, b' ' | b'(')).unwrap_or(rest.len());
    let (tag, behind) = rest.split_at_checked(width).unwrap_or_default();
    let open = match behind {
        [b'(', ..] => 1,
        [b' ', b'(', ..] => 2,
        _ => return Ok(None),
    };
    let Some(algorithm) = ListAlgorithm::of_tag(tag) else {
        // A digest, and behind one space a name that begins with a parenthesis.
        if tag.iter().all(u8::is_ascii_hexdigit) {
            return Ok(None);
        }
        return Err(line.error(start, ListErrorKind::UnknownAlgorithm { name: tag.into() }));
    };
    let name_at = start.saturating_add(width).saturating_add(open);
    let behind = line.from(name_at);
    // The last one: names can have parentheses, and digests have none.
    let close = behind.iter().rposition(|byte| *byte == b')');
    let missing = || ListErrorKind::MissingField { expected: "`)` and `=` before a digest" };
    let close = close.ok_or_else(|| line.error(line.bytes.len(), missing()))?;
    let (name, after) = behind.split_at_checked(close).unwrap_or_default();
    let after_at = name_at.saturating_add(close);
    let (field, signs) = match after {
        [b')', b' ', b'=', b' ', field @ ..] => (field, 4),
        [b')', b'=', b' ', field @ ..] => (field, 3),
        _ => return Err(line.error(after_at, missing())),
    };
    let digest = digest(line, after_at.saturating_add(signs), field, algorithm)?;
    Ok(Some(Tagged { algorithm, digest, name, name_at }))
}
