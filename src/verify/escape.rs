//! Text from the evidence, shown so that it cannot pretend to be anything else.

use std::fmt::Write as _;

/// Shows text from the evidence in quotation marks, on one line.
///
/// Control characters, line breaks, bidirectional controls, zero-width and other invisible
/// characters, quotation marks and backslashes are written as escapes. So no value can end the
/// line, colour the terminal, reorder what is shown, or look like a line of the report.
///
/// # Examples
///
/// ```
/// assert_eq!(handseal::verify::escaped("EX-1\nCONSISTENT"), r#""EX-1\nCONSISTENT""#);
/// ```
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len().saturating_add(2));
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if is_invisible(character) => {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{{{:x}}}", u32::from(character));
            }
            _ => out.push(character),
        }
    }
    out.push('"');
    out
}

/// Characters that show nothing, or change how others are shown: Unicode categories Cc, Cf, Zl, Zp,
/// Cs and Co, the fillers and variation selectors, and spaces other than U+0020.
fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}'
                | '\u{890}'..='\u{891}' | '\u{8e2}' | '\u{a0}' | '\u{115f}' | '\u{1160}'
                | '\u{1680}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
                | '\u{2000}'..='\u{200f}' | '\u{2028}'..='\u{202f}' | '\u{205f}'..='\u{206f}'
                | '\u{3000}' | '\u{3164}' | '\u{e000}'..='\u{f8ff}' | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{110bd}' | '\u{110cd}'
                | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
                | '\u{f0000}'..='\u{10ffff}'
        )
}
