//! Values as JSON on one line, of which a terminal shows every character.

use std::io;

use handseal::verify::is_invisible;
use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

/// Writes what shows nothing, or changes how other text is shown, as `\u`: JSON itself asks for
/// that below U+0020 only. The value read back is the same.
struct Visible;

impl Formatter for Visible {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut shown = 0;
        for (at, hidden) in fragment.match_indices(is_invisible) {
            writer.write_all(fragment.get(shown..at).unwrap_or_default().as_bytes())?;
            for unit in hidden.encode_utf16() {
                write!(writer, "\\u{unit:04x}")?;
            }
            shown = at.saturating_add(hidden.len());
        }
        writer.write_all(fragment.get(shown..).unwrap_or_default().as_bytes())
    }
}

/// A value as one line.
pub(crate) fn line(value: &impl Serialize) -> Result<String, super::Failure> {
    let mut out = Vec::new();
    value.serialize(&mut Serializer::with_formatter(&mut out, Visible))?;
    Ok(String::from_utf8(out)?)
}
