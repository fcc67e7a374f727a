//! The numbers of the requirements, and where they are defined.

use std::collections::BTreeMap;
use std::path::Path;

/// A number such as V3.6: specification, section or step, number.
pub(crate) type Number = (char, u32, u32);

const SPECIFICATIONS: [&str; 4] = ["custody.md", "format.md", "requests.md", "verification.md"];

/// The number with which a text begins, and what follows it.
pub(crate) fn number(text: &str) -> Option<(Number, &str)> {
    let letter = text.chars().next().filter(|c| "CFRV".contains(*c))?;
    let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).count();
    let text = &text[1..];
    let (step, text) = text.split_at(digits(text));
    let text = text.strip_prefix('.')?;
    let (number, text) = text.split_at(digits(text));
    let ends = !text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    let number = (letter, step.parse().ok()?, number.parse().ok()?);
    ends.then_some((number, text))
}

pub(crate) fn written((letter, step, number): Number) -> String {
    format!("{letter}{step}.{number}")
}

/// The numbers that a specification defines, each with the code behind it, if there is one.
pub(crate) fn defined() -> BTreeMap<Number, Option<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/spec");
    let mut all = BTreeMap::new();
    for name in SPECIFICATIONS {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        for line in text.lines() {
            let Some((first, behind)) = line.strip_prefix("* **").and_then(number) else {
                continue;
            };
            let code = behind
                .strip_prefix("** `")
                .and_then(|behind| behind.split_once('`'))
                .map(|(code, _)| code.to_owned());
            assert_eq!(all.insert(first, code), None, "{first:?} is defined twice");
        }
    }
    all
}
