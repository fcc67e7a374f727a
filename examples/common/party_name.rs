//! What a party can be called, where somebody types it.
//!
//! The format takes any text as a name, stores it as it is, and shows it escaped: it comes from others, and can be
//! withheld. Here somebody may yet be asked what they meant.

use handseal::verify::{escaped, is_invisible};

use super::Failure;

/// Refuses a name that says nothing, or has a character that shows nothing or changes how others are shown.
pub(crate) fn check(option: &str, name: &str) -> Result<(), Failure> {
    let refused = |why: String| Failure::said(format!("{option} {}: {why}", escaped(name)));
    let hidden =
        |(_, character): &(usize, char)| is_invisible(*character) && !is_written(*character);
    if let Some((offset, character)) = name.char_indices().find(hidden) {
        return Err(refused(format!(
            "the character U+{:04X} at byte {offset} shows nothing, or changes how others are shown",
            u32::from(character),
        )));
    }
    // The fillers of Hangul are letters, and show nothing.
    if name.chars().any(|character| character.is_alphanumeric() && !is_invisible(character)) {
        Ok(())
    } else {
        Err(refused("a name has at least one letter or digit".to_owned()))
    }
}

/// What names of people are written with: the joiners of Persian and of the scripts of India, the variants of Han and
/// Mongolian letters, and the space between Han letters.
const fn is_written(character: char) -> bool {
    matches!(
        character,
        '\u{180b}'..='\u{180d}'
            | '\u{180f}'
            | '\u{200c}'
            | '\u{200d}'
            | '\u{3000}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{e0100}'..='\u{e01ef}'
    )
}
