//! The lines of the protocol themselves: both programs, on the same bytes.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::environment::{example, folder, interpreter};
use crate::lines::{Asked, lines, longest};

/// What a program answers to these bytes, line by line.
fn answers(command: &mut Command, input: &[u8]) -> Vec<Value> {
    let command = command.env("PYTHONDONTWRITEBYTECODE", "1");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let output = std::thread::scope(|scope| {
        // Written beside the reading: a pipe holds only so much.
        scope.spawn(move || stdin.write_all(input).unwrap());
        child.wait_with_output().unwrap()
    });
    assert_eq!(output.status.code(), Some(0));
    let said = String::from_utf8(output.stdout).unwrap();
    said.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Asks both the lines; of the last one the line feed is left out.
fn disagreements(asked: &[Asked]) -> Vec<String> {
    let Some(interpreter) = interpreter() else { return Vec::new() };
    let lines: Vec<_> = asked.iter().map(|(line, _, _)| line.as_slice()).collect();
    let input = lines.join(&b'\n');
    let library = answers(&mut Command::new(example("conformance")), &input);
    let mut second = Command::new(interpreter);
    let second = answers(second.arg(folder().join("conformance.py")), &input);
    assert_eq!([library.len(), second.len()], [asked.len(); 2]);
    let both = library.into_iter().zip(second);
    let differing = asked.iter().zip(both).filter(|((_, id, code), (library, second))| {
        library != second || (&second["id"], &second["code"]) != (id, code)
    });
    let shown = differing.map(|((line, id, code), (library, second))| {
        let line = String::from_utf8_lossy(&line[..line.len().min(120)]);
        format!("{line}\n  expected {id} {code}\n  library {library}\n  second  {second}")
    });
    shown.collect()
}

#[test]
fn line_is_answered_in_two_ways() {
    let wrong = disagreements(&lines());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn longest_line_is_answered_in_two_ways() {
    // With its line feed and, as the last one, without.
    let asked = longest();
    for count in 1..=asked.len() {
        let wrong = disagreements(&asked[..count]);
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

/// A catalogue by which nothing is judged, with a text after its head; and whether it is refused.
fn catalogue_of(head: &str, rest: &str, is_refused: bool) -> Asked {
    let text = format!("{head}\nname = \"Ours\"\nas_of = 2041-01-01\n{rest}");
    let question = json!({"id": text, "op": "verify", "file": "", "roots": [], "catalogue": [text],
        "now": "2041-01-01T00:00:00Z"});
    let code = if is_refused { "verify.catalogue" } else { "file.header" };
    (question.to_string().into_bytes(), json!(text), json!(code))
}

#[test]
fn catalogue_is_refused_by_one_verifier_alone() {
    let category = |title: &str, rest: &str| {
        format!("[[category]]\nid = \"x\"\ncertainty = \"verified\"\ntitle = {title}\n{rest}")
    };
    let calendar = |from: &str, to: &str| {
        // No list but `may` and `met_by` must have something in it.
        format!("[[calendar]]\njurisdiction = \"ZZ\"\nfrom = {from}\nto = {to}\nweekend = []\n")
    };
    let asked = [
        ("format = 1", String::new(), false),
        ("\u{feff}format = 1", String::new(), true),
        ("# \u{feff}\nformat = 1", String::new(), false),
        ("format = 1\u{feff}", String::new(), true),
        ("format = 0x1", String::new(), false),
        ("format = 1.0", String::new(), true),
        ("format = true", String::new(), true),
        // What TOML 1.1 has and 1.0 had not.
        ("format = 1", category("{ en = \"\\x41\\e\" }", ""), false),
        ("format = 1", category("{\n  en = \"A\", # a comment\n}", ""), false),
        ("format = 1", category("{ en = \"A\",, }", ""), true),
        ("format = 1", category("{ en\n= \"A\" }", ""), true),
        ("format = 1", category("{ en =\n\"A\" }", ""), true),
        ("format = 1", category("{ en = # a comment\n\"A\" }", ""), true),
        ("format = 1", category("{ en = \"\\q\" }", ""), true),
        // White space alone is no text; a separator of files is none.
        ("format = 1", category("{ en = \" \\u00a0\\u2003\" }", ""), true),
        ("format = 1", category("{ en = \"\\u001c\" }", ""), false),
        ("format = 1", category("{ en = \"\\ufeff\" }", ""), false),
        ("format = 1", category("{ en = \"\\t\\n\\u000b\\f\\r\" }", ""), true),
        ("format = 1", category("{ en = \"\" }", ""), true),
        ("format = 1", category("{ en = \"A\" }", "id = \"y\""), true),
        ("format = 1", calendar("0001-01-01", "\"9999-12-31\""), false),
        ("format = 1", calendar("0000-01-01", "9999-12-31"), true),
        ("format = 1", calendar("\"0000-01-01\"", "9999-12-31"), true),
        ("format = 1", calendar("2041-01-01", "2041-02-29"), true),
        ("format = 1", calendar("2041-01-01T00:00:00", "2041-12-31"), true),
        ("format = 1", calendar("2041-01-01", "07:32"), true),
    ];
    let asked: Vec<_> =
        asked.iter().map(|(head, rest, refused)| catalogue_of(head, rest, *refused)).collect();
    let wrong = disagreements(&asked);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn policy_is_refused_by_one_verifier_alone() {
    let head = "format = 1\nname = \"Ours\"\n";
    let role = |rest: &str| format!("{head}[[role]]\n{rest}");
    let asked = [
        (head.to_owned(), false),
        (format!("\u{feff}{head}"), true),
        ("format = 1.0\nname = \"Ours\"\n".to_owned(), true),
        ("format = true\nname = \"Ours\"\n".to_owned(), true),
        ("format = 2\nname = \"Ours\"\n".to_owned(), true),
        ("format = 1\n".to_owned(), true),
        ("name = \"Ours\"\n".to_owned(), true),
        ("format = 1\nname = \" \"\n".to_owned(), true),
        (format!("{head}more = 1\n"), true),
        (format!("{head}everyone = []\nwithout_role = [\"noted\", \"noted\"]\n"), false),
        (format!("{head}everyone = \"noted\"\n"), true),
        (format!("{head}everyone = [1]\n"), true),
        (format!("{head}everyone = [[\"noted\"]]\n"), true),
        (format!("{head}everyone = [\"danced\"]\n"), true),
        (format!("{head}everyone = [\"succeeded\"]\n"), true),
        (format!("{head}role = 1\n"), true),
        (format!("{head}role = [1]\n"), true),
        (role("id = \"r\"\nmay = []\n"), false),
        (role("id = \"r\"\nmay = []\nabout = \"it\"\n"), false),
        (role("id = \"r\"\nmay = []\nabout = \"\"\n"), true),
        (role("id = \"r\"\n"), true),
        (role("may = []\n"), true),
        (role("id = \"\"\nmay = []\n"), true),
        (role("id = \"r\"\nmay = [\"enrolled\"]\n"), true),
        (role("id = \"r\"\nmay = [\"stored\"]\n[[role]]\nid = \"r\"\nmay = []\n"), true),
    ];
    let root = "07".repeat(32);
    let code = |is_refused: bool| json!(if is_refused { "verify.policy" } else { "file.header" });
    let question = |field: &str, value: serde_json::Value| {
        json!({"id": value.to_string(), "op": "verify", "file": "", "roots": [],
            field: value, "now": "2041-01-01T00:00:00Z"})
    };
    let line = |question: serde_json::Value, is_refused| {
        (question.to_string().into_bytes(), question["id"].clone(), code(is_refused))
    };
    let one = asked.iter().map(|(text, refused)| line(question("policy", json!(text)), *refused));
    let own = asked
        .iter()
        .map(|(text, refused)| line(question("policies", json!({root.as_str(): text})), *refused));
    let named = |name: &str| question("policies", json!({name: head}));
    let odd = ["", "07", &"0A".repeat(32)].map(|name| line(named(name), true));
    let asked: Vec<Asked> = one.chain(own).chain(odd).collect();
    let wrong = disagreements(&asked);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
