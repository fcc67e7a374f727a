//! Texts that are no TOML, or of which readers of TOML do not say the same.

use handseal::law::Catalogue;

use crate::refused::{GOOD, is_refused, refusal};

#[test]
fn text_that_is_no_toml() {
    let (message, lines) = refusal("article = \"3\"", "article = \"3");
    assert!(message.starts_with("no TOML 1.1: "), "{message}");
    assert_eq!(lines, 0);
    let (message, lines) = refusal("article = \"3\"", "article = \"3\"\narticle = \"3\"");
    assert!(message.contains("duplicate key"), "{message}");
    assert_eq!(lines, 1);
    is_refused(
        "format = 1",
        "\u{feff}format = 1",
        "no TOML 1.1: \"a byte order mark stands before the text\"",
    );
    for apart in ["{ en\n= \"Three\" }", "{ en = # a comment\n\"Three\" }"] {
        let message = "no TOML 1.1: \"a line ends between a key and its value\"";
        is_refused("{ en = \"Three\" }", apart, message);
    }
    let apart = GOOD.replacen("{ en = \"Three\" }", "{\n  en = \"\"\"\nThree\"\"\"\n}", 1);
    assert!(Catalogue::parse("ours.toml", &apart).is_ok());
    is_refused("data = [\"wide\"]", "data = \"wide\"", "string where array must stand");
    let crossed = GOOD.replace('\n', "\r\n").replacen("article = \"3\"", "artikel = \"3\"", 1);
    let error = Catalogue::parse("ours.toml", &crossed).unwrap_err();
    assert_eq!(error.line, 67);
}

#[test]
fn nesting_that_is_deeper_than_any_stack() {
    let depth = 500_000;
    let nested = [
        format!("name = {}{}", "[".repeat(depth), "]".repeat(depth)),
        format!("name = {}1{}", "{a=".repeat(depth), "}".repeat(depth)),
        format!("name{} = 1", ".a".repeat(depth)),
        format!("[name{}]", ".a".repeat(depth)),
        format!("name = {}", "[".repeat(depth)),
    ];
    for text in nested {
        let error = Catalogue::parse("ours.toml", &text).unwrap_err();
        assert_eq!(error.line, 1);
    }
}
