//! Text from the evidence, shown so that it cannot pretend to be anything else.

use std::fmt::Write as _;

use unicode_script::{Script, UnicodeScript as _};

use crate::verify::letters::Letters;

/// The most spaces, and the most combining marks, that stand in a row unescaped. Vietnamese,
/// Hebrew and Arabic stack two marks; more spaces could push what follows to the next line of a
/// screen.
const MOST_IN_A_ROW: usize = 2;

/// Shows text from the evidence in quotation marks, on one line.
///
/// Control characters, line breaks, bidirectional controls, zero-width and other invisible
/// characters, quotation marks and backslashes are written as escapes; so are combining marks that
/// have nothing to stand on or stand in heaps, and long runs of spaces. So no value can end the
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
    // Spaces in a row, and marks on one letter. There is no letter at the start.
    let (mut spaces, mut marks) = (0_usize, MOST_IN_A_ROW);
    for character in text.chars() {
        let is_mark = character.script() == Script::Inherited;
        spaces = if character == ' ' { spaces.saturating_add(1) } else { 0 };
        marks = if is_mark { marks.saturating_add(1) } else { 0 };
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if is_invisible(character)
                || is_like_a_quotation_mark(character)
                || spaces > MOST_IN_A_ROW
                || marks > MOST_IN_A_ROW =>
            {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{{{:x}}}", u32::from(character));
                marks = MOST_IN_A_ROW;
            }
            _ => out.push(character),
        }
    }
    out.push('"');
    out
}

/// Text of ours that quotes a name from the evidence: what is not ASCII is shown as [`escaped`] shows it.
pub(crate) fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            ' '..='~' => out.push(character),
            // By itself, so that no mark stands on a letter that another text ends with.
            _ => out.push_str(escaped(character.encode_utf8(&mut [0; 4])).trim_matches('"')),
        }
    }
    out
}

/// As [`escaped`], and behind it, in parentheses, what is odd about its letters.
pub(crate) fn shown(text: &str) -> String {
    let mut out = escaped(text);
    if let Some(letters) = Letters::of(text) {
        let _ = write!(out, " ({letters})");
    }
    out
}

/// Whether a character shows nothing, or changes how others are shown.
///
/// Those are the Unicode categories Cc, Cf, Zl, Zp, Cs, Co, the fillers, the variation selectors,
/// the blank ones of other categories, the non-characters, and spaces other than U+0020. A program
/// that prints a report as JSON escapes them too: JSON itself asks for that below U+0020 only.
///
/// # Examples
///
/// ```
/// use handseal::verify::is_invisible;
///
/// assert!(is_invisible('\u{9b}') && is_invisible('\u{202e}') && is_invisible('\u{200b}'));
/// assert!(!is_invisible(' ') && !is_invisible('é'));
/// ```
#[must_use]
pub fn is_invisible(character: char) -> bool {
    character.is_control()
        || u32::from(character) & 0xfffe == 0xfffe
        || matches!(
            character,
            '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}'
                | '\u{890}'..='\u{891}' | '\u{8e2}' | '\u{a0}' | '\u{115f}' | '\u{1160}'
                | '\u{1680}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
                | '\u{2000}'..='\u{200f}' | '\u{2028}'..='\u{202f}' | '\u{205f}'..='\u{206f}'
                | '\u{2800}' | '\u{3000}' | '\u{3164}' | '\u{e000}'..='\u{f8ff}'
                | '\u{fdd0}'..='\u{fdef}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}' | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1343f}'
                | '\u{1bca0}'..='\u{1bca3}' | '\u{1d159}' | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}' | '\u{f0000}'..='\u{10ffff}'
        )
}

/// Whether it could be read as the quotation mark that ends the text. Typographic ones cannot.
const fn is_like_a_quotation_mark(character: char) -> bool {
    matches!(
        character,
        '\u{2ba}'
            | '\u{2dd}'
            | '\u{2ee}'
            | '\u{2f6}'
            | '\u{1cd3}'
            | '\u{2033}'
            | '\u{2036}'
            | '\u{3003}'
            | '\u{ff02}'
    )
}

#[cfg(test)]
mod tests {
    use unicode_security::GeneralSecurityProfile as _;
    use unicode_security::general_security_profile::IdentifierType;

    use super::*;

    /// What others call white or ignorable is invisible here too.
    #[test]
    fn blank_character_is_shown_as_it_is() {
        let blank = |character: &char| {
            let ignorable = character.identifier_type() == Some(IdentifierType::Default_Ignorable);
            character.is_control() || character.is_whitespace() || ignorable
        };
        for character in ('\0'..=char::MAX).filter(blank).filter(|character| *character != ' ') {
            assert!(is_invisible(character), "{character:?}");
            assert!(escaped(&character.to_string()).is_ascii(), "{character:?}");
        }
    }

    #[test]
    fn character_that_is_none_is_shown_as_it_is() {
        for plane in 0..=0x10 {
            for last in [0xfffe, 0xffff] {
                let none = char::from_u32(plane << 16 | last).unwrap();
                assert!(is_invisible(none), "{none:?}");
            }
        }
        assert!(!is_invisible('\u{fffd}'));
    }

    #[test]
    fn quotation_marks_backslashes_and_line_ends_are_shown_as_they_are() {
        assert_eq!(escaped("a\"b\\c\nd\re\tf"), r#""a\"b\\c\nd\re\tf""#);
    }

    #[test]
    fn letter_is_hidden() {
        let hidden = |c: &char| is_invisible(*c) && c.is_alphanumeric();
        // The fillers of Hangul are letters by their category, and show nothing.
        let fillers = ['\u{115f}', '\u{1160}', '\u{3164}', '\u{ffa0}'];
        assert!(('\0'..=char::MAX).filter(hidden).eq(fillers));
    }

    #[test]
    fn marks_without_a_letter_and_in_heaps_are_shown() {
        assert_eq!(escaped("\u{338}x"), "\"\\u{338}x\"");
        assert_eq!(escaped("e\u{301}\u{323}"), "\"e\u{301}\u{323}\"");
        assert_eq!(escaped("e\u{301}\u{301}\u{301}!"), "\"e\u{301}\u{301}\\u{301}!\"");
        assert_eq!(escaped("\u{200b}\u{338}"), "\"\\u{200b}\\u{338}\"");
    }

    #[test]
    fn spaces_that_push_text_to_the_next_line_are_shown() {
        assert_eq!(escaped("a.  b"), "\"a.  b\"");
        assert_eq!(escaped("a    b"), "\"a  \\u{20}\\u{20}b\"");
    }

    #[test]
    fn quotation_mark_of_another_form_is_shown() {
        assert_eq!(escaped("a\u{ff02} from"), "\"a\\u{ff02} from\"");
        assert_eq!(escaped("„a“ “b”"), "\"„a“ “b”\"");
    }

    #[test]
    fn letters_of_several_scripts_are_told_outside_the_quotation_marks() {
        assert_eq!(shown("Paul"), "\"Paul\"");
        assert_eq!(shown("Раul"), "\"Раul\" (letters of several scripts: Cyrillic, Latin)");
    }
}
