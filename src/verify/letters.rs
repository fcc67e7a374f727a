//! Texts whose letters can be taken for others.
//!
//! Decided word by word with the tables of UTS 39 (Unicode Security Mechanisms), as the crates
//! `unicode-script` and `unicode-security` have them. A later edition of Unicode may mark more: a
//! mark is a hint for the eye, and no finding rests on it.

use std::collections::BTreeSet;
use std::fmt;

use serde::Serialize;
use unicode_script::{Script, UnicodeScript as _};
use unicode_security::{GeneralSecurityProfile as _, MixedScript as _, skeleton};

use crate::encoding::codes;

/// The scripts with so many letters like Latin ones that a whole word can look Latin.
const LIKE_LATIN: [Script; 6] = [
    Script::Armenian,
    Script::Cherokee,
    Script::Coptic,
    Script::Cyrillic,
    Script::Greek,
    Script::Lisu,
];

/// The scripts beside which the wide forms of Latin letters and digits are usual.
const WIDE: [Script; 4] = [Script::Han, Script::Hangul, Script::Hiragana, Script::Katakana];

codes! {
    /// What is odd about the letters of a text.
    pub enum Oddity {
        /// All its letters of a script look like Latin ones.
        LooksLatin => "looks_latin",
        /// Some are other forms of plain letters or digits: mathematical, wide, ligatures.
        LooksPlain => "looks_plain",
        /// A word has letters of several scripts that are not written together.
        MixedScripts => "mixed_scripts",
    }
}

/// That the letters of a text can be taken for others.
///
/// # Examples
///
/// ```
/// use handseal::verify::{Letters, Oddity};
///
/// let two = Letters::of("\u{420}\u{430}ul").ok_or("no warning")?;
/// assert_eq!(two.oddity, Oddity::MixedScripts);
/// assert_eq!(two.to_string(), "letters of several scripts: Cyrillic, Latin");
/// assert_eq!(Letters::of("Иван Smith, ノート PC"), None);
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Letters {
    /// What is odd.
    pub oddity: Oddity,
    /// The scripts concerned by their names in Unicode, in alphabetical order.
    pub scripts: Vec<&'static str>,
}

impl Letters {
    /// What is odd about the letters of this text; nothing of most.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        if text.is_ascii() {
            return None;
        }
        let found = |oddity, scripts: BTreeSet<&'static str>| {
            (!scripts.is_empty()).then(|| Self { oddity, scripts: scripts.into_iter().collect() })
        };
        found(Oddity::MixedScripts, mixed(text))
            .or_else(|| found(Oddity::LooksLatin, looks_latin(text)))
            .or_else(|| {
                let plain = Self { oddity: Oddity::LooksPlain, scripts: Vec::new() };
                looks_plain(text).then_some(plain)
            })
    }
}

/// The scripts of the words that have letters of several.
fn mixed(text: &str) -> BTreeSet<&'static str> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c.script() != Script::Inherited);
    words
        .filter(|word| is_mixed(word))
        .flat_map(str::chars)
        .map(|letter| letter.script())
        .filter(|script| !matches!(script, Script::Common | Script::Inherited))
        .map(Script::full_name)
        .collect()
}

/// Scripts that are written together count as one (UTS 39 §5.1), and Latin beside those of Chinese,
/// Japanese and Korean is usual (§5.2, "highly restrictive").
fn is_mixed(word: &str) -> bool {
    let other: String = word.chars().filter(|letter| letter.script() != Script::Latin).collect();
    let beside_latin = other.resolve_script_set();
    let usual = beside_latin.hanb || beside_latin.jpan || beside_latin.kore;
    !word.is_single_script() && !usual
}

/// The scripts of which the text has letters, all of them like Latin ones.
fn looks_latin(text: &str) -> BTreeSet<&'static str> {
    let all_look_latin = |script: &Script| {
        let mut letters = text.chars().filter(|letter| letter.script() == *script).peekable();
        letters.peek().is_some() && letters.all(is_plain)
    };
    LIKE_LATIN.into_iter().filter(all_look_latin).map(Script::full_name).collect()
}

/// Whether a letter or digit stands in a form that identifiers should not have (UTS 39 §3.1) and
/// that looks like plain ones.
fn looks_plain(text: &str) -> bool {
    let wide = text.chars().any(|letter| WIDE.contains(&letter.script()));
    let usual = |letter: char| wide && matches!(letter, '\u{ff01}'..='\u{ff5e}');
    text.chars().any(|letter| {
        !letter.is_ascii()
            && letter.is_alphanumeric()
            && !letter.identifier_allowed()
            && !usual(letter)
            && is_plain(letter)
    })
}

/// Whether it looks like ASCII letters or digits (UTS 39 §4).
fn is_plain(letter: char) -> bool {
    skeleton(letter.encode_utf8(&mut [0; 4])).all(|like| like.is_ascii_alphanumeric())
}

impl fmt::Display for Letters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scripts = self.scripts.join(", ");
        match self.oddity {
            Oddity::LooksLatin => write!(f, "{scripts} letters that look Latin"),
            Oddity::LooksPlain => f.write_str("letters that look like plain ones"),
            Oddity::MixedScripts => write!(f, "letters of several scripts: {scripts}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Option<String> {
        Letters::of(text).map(|letters| letters.to_string())
    }

    #[test]
    fn word_of_several_scripts_is_not_marked() {
        let two = Some("letters of several scripts: Cyrillic, Latin".to_owned());
        // Р and а of the first are Cyrillic; the second ends in a Latin k.
        for text in ["Раul", "Новаk", "Office of Раul Smith", "Ра\u{301}ul", "Ра\u{200d}ul"]
        {
            assert_eq!(said(text), two, "{text}");
        }
        assert_eq!(said("Ηanna"), Some("letters of several scripts: Greek, Latin".to_owned()));
        let three = Some("letters of several scripts: Cyrillic, Greek, Latin".to_owned());
        assert_eq!(said("Рοlice"), three);
    }

    #[test]
    fn word_that_looks_latin_is_not_marked() {
        for text in ["ЕХ-1", "МОСКВА", "Office Рас", "S-1 с"] {
            assert_eq!(said(text), Some("Cyrillic letters that look Latin".to_owned()), "{text}");
        }
        assert_eq!(said("ΕΧ-1"), Some("Greek letters that look Latin".to_owned()));
    }

    #[test]
    fn plain_letters_in_other_forms_are_not_marked() {
        for text in ["𝐏aul", "ＥＸ－１", "Ⅳ", "\u{fb01}le"] {
            assert_eq!(said(text), Some("letters that look like plain ones".to_owned()), "{text}");
        }
    }

    #[test]
    fn honest_text_is_marked() {
        for text in [
            "",
            "EX-1 (laptop), n° 4, 1º, §",
            "Işık Yıldız",
            "Łódź Škoda Ærø Straße cœur",
            "Прокуратура Москвы",
            "Сара Иванова",
            "Иван Smith",
            "Αθήνα, Ελληνική Αστυνομία",
            "Զինված ուժեր",
            "משטרת ישראל",
            "شرطة دبي ١٢",
            "警視庁ノートＰＣ第１号",
            "경찰청 漢字",
            "पुलिस ०१",
            "сервер iPhone 12",
            "e\u{301}vidence",
        ] {
            assert_eq!(said(text), None, "{text}");
        }
    }
}
