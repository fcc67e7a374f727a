//! Every requirement of the specification is cited where it is met and where it is tested.
//!
//! A citation in `src` is the number in a comment: `// V3.6`, `V1.2 to V1.4`. A citation in a test
//! is the number, the name of its code (`link.gap`) or its variant (`Code::LinkGap`); of a vector,
//! what stands in its `requirements`. A number that no specification defines is an error wherever
//! it stands.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "functions that only tests call"
)]

#[path = "common/requirements.rs"]
mod requirements;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use handseal::verify::Code;

use requirements::{Number, defined, number, written};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder with one of these endings, by its path from the root.
fn files(folder: &str, endings: &[&str]) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() {
                // What cargo writes below `fuzz` is not ours.
                if !path.ends_with("target") {
                    folders.push(path);
                }
            } else if path
                .extension()
                .is_some_and(|ending| endings.iter().any(|known| ending == *known))
            {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path.strip_prefix(root()).unwrap().to_owned(), text));
            }
        }
    }
    found.sort();
    found
}

/// The numbers in a text, with all that a range such as `V1.2 to V1.4` covers.
fn numbers(text: &str) -> BTreeSet<Number> {
    let mut found = BTreeSet::new();
    let mut rest = text;
    let mut before = None;
    while let Some(start) = rest.chars().next() {
        match number(rest).filter(|_| !before.is_some_and(is_word)) {
            None => {
                before = Some(start);
                rest = &rest[start.len_utf8()..];
            }
            Some((first, behind)) => {
                found.insert(first);
                before = Some('0');
                rest = behind;
                let last = behind.strip_prefix(" to ").and_then(number);
                if let Some(((letter, step, last), behind)) = last
                    && (letter, step) == (first.0, first.1)
                {
                    found.extend((first.2..=last).map(|number| (letter, step, number)));
                    rest = behind;
                }
            }
        }
    }
    found
}

const fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '.' | '-')
}

/// What stands behind `//` in a line of Rust.
fn comments(text: &str) -> String {
    let comment = |line: &str| line.split_once("//").map(|(_, comment)| comment.to_owned());
    text.lines().filter_map(comment).collect::<Vec<_>>().join("\n")
}

/// Whether a test names a code, and not only a longer one that begins with it.
fn names(text: &str, code: Code) -> bool {
    let variant = format!("Code::{code:?}");
    let whole = |wanted: &str| {
        text.match_indices(wanted).any(|(start, _)| {
            let end = start + wanted.len();
            let open = |c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '.';
            text[..start].chars().next_back().is_none_or(open)
                && text[end..].chars().next().is_none_or(|c| open(c) || c == '.')
        })
    };
    whole(code.name())
        || text.match_indices(&variant).any(|(start, _)| {
            let behind = text[start + variant.len()..].chars().next();
            behind.is_none_or(|c| !c.is_ascii_alphanumeric())
        })
}

#[test]
fn every_code_is_defined_with_its_requirement() {
    let defined = defined();
    for code in Code::ALL {
        let (number, _) = number(code.requirement()).unwrap();
        let named = defined.get(&number).cloned().flatten();
        assert_eq!(named.as_deref(), Some(code.name()), "{}", written(number));
    }
    let of_codes = defined.keys().filter(|number| number.0 == 'V').count();
    assert_eq!(of_codes, Code::ALL.len());
}

#[test]
fn catalogue_of_the_specification_is_that_of_the_code() {
    let text = std::fs::read_to_string(root().join("src/spec/verification.md")).unwrap();
    let rows: Vec<_> = text
        .lines()
        .skip_while(|line| *line != "| code | class | requirement |")
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(str::to_owned)
        .collect();
    let mut codes = Code::ALL.to_vec();
    codes.sort_by_key(|code| number(code.requirement()).map(|(number, _)| number));
    let row = |code: &Code| {
        let class = code.class().code();
        format!("| `{code}` | {class} | {} |", code.requirement())
    };
    let expected: Vec<_> = codes.iter().map(row).collect();
    assert_eq!(rows, expected);
}

#[test]
fn no_number_is_cited_that_is_not_defined() {
    let defined = defined();
    let folders = ["src", "tests", "examples", "benches", "fuzz"];
    let mut unknown = Vec::new();
    for (path, text) in
        folders.iter().flat_map(|folder| files(folder, &["rs", "md", "cddl", "toml"]))
    {
        let cited = numbers(&text);
        let missing = cited.iter().filter(|number| !defined.contains_key(number));
        unknown.extend(missing.map(|number| format!("{}: {}", path.display(), written(*number))));
    }
    assert!(unknown.is_empty(), "{unknown:#?}");
}

#[test]
fn every_requirement_is_cited_in_a_comment() {
    let catalogue = Path::new("src/verify/code.rs");
    let mut cited = BTreeSet::new();
    for (path, text) in files("src", &["rs"]) {
        if path != catalogue && !path.starts_with("src/spec") {
            cited.extend(numbers(&comments(&text)));
        }
    }
    let uncited: Vec<_> =
        defined().into_keys().filter(|number| !cited.contains(number)).map(written).collect();
    assert!(uncited.is_empty(), "no comment in src cites {uncited:?}");
}

#[test]
fn every_requirement_is_cited_in_a_test_or_a_vector() {
    let this = Path::new("tests/traceability.rs");
    let mut cited = BTreeSet::new();
    for (path, text) in files("tests", &["rs", "toml", "txt", "md"]) {
        let named: Vec<_> = Code::ALL.iter().filter(|code| names(&text, **code)).collect();
        // A file that names every code is a list, and shows nothing of any.
        if path == this || named.len() == Code::ALL.len() {
            continue;
        }
        cited.extend(named.into_iter().map(|code| code.requirement().to_owned()));
        cited.extend(numbers(&text).into_iter().map(written));
    }
    for (_, text) in files("tests/vectors", &["json"]) {
        cited.extend(shown(&text));
    }
    let uncited: Vec<_> =
        defined().into_keys().map(written).filter(|number| !cited.contains(number)).collect();
    assert!(uncited.is_empty(), "no test and no vector cites {uncited:#?}");
}

/// What a vector says that it shows.
fn shown(vector: &str) -> Vec<String> {
    let vector: serde_json::Value = serde_json::from_str(vector).unwrap();
    let stated = vector["requirements"].as_array().unwrap().iter();
    stated.map(|number| number.as_str().unwrap().to_owned()).collect()
}

#[test]
fn ranges_and_neighbours_are_read_as_meant() {
    let read = |text| numbers(text).into_iter().map(written).collect::<Vec<_>>();
    assert_eq!(read("V1.2 to V1.4: cut"), ["V1.2", "V1.3", "V1.4"]);
    assert_eq!(read("(V9.1, C3.8)."), ["C3.8", "V9.1"]);
    assert!(read("RFC 9162 v1.2, IV1.2, V1.2x, -V1.2").is_empty());
    assert!(names("[\"link.gap\"]", Code::LinkGap));
    assert!(!names("Code::FileTornX, custody.link.gap", Code::LinkGap));
}
