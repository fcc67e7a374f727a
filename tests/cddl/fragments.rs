//! The fragments above the structs are the rules of the grammar.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Rules by name, without comments and white space.
fn rules(text: &str) -> BTreeMap<String, String> {
    let mut rules: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        let line = line.split(';').next().unwrap_or_default().trim_end();
        if line.is_empty() {
            continue;
        }
        let begins = line.split_once(" = ").filter(|(name, _)| {
            let (name, _) = name.split_once('<').unwrap_or((name, ""));
            name.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
        });
        let (name, rest) = match begins {
            Some((name, rest)) => (Some(name.to_owned()), rest),
            None => (None, line),
        };
        let dense: String = rest.split_whitespace().collect();
        match (name, rules.last_mut()) {
            (Some(name), _) => rules.push((name, dense)),
            (None, Some((_, definition))) => definition.push_str(&dense),
            (None, None) => panic!("no rule begins with {line:?}"),
        }
    }
    let count = rules.len();
    let rules: BTreeMap<_, _> = rules.into_iter().collect();
    assert_eq!(rules.len(), count, "a rule is defined twice");
    rules
}

/// The ```` ```cddl ```` blocks in the doc comments of a source file.
fn blocks(source: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut open: Option<String> = None;
    for line in source.lines() {
        let doc = line.trim_start().strip_prefix("///");
        let content = doc.map(|doc| doc.strip_prefix(' ').unwrap_or(doc));
        match (&mut open, content) {
            (None, Some("```cddl")) => open = Some(String::new()),
            (Some(_), Some("```")) => blocks.extend(open.take()),
            (Some(block), Some(content)) => {
                block.push_str(content);
                block.push('\n');
            }
            (Some(_), None) => panic!("a block of CDDL does not end"),
            (None, _) => {}
        }
    }
    blocks
}

fn sources(directory: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            found.push((path.display().to_string(), text));
        }
    }
}

#[test]
fn fragment_in_the_code_is_a_rule_of_the_grammar() {
    let grammar = rules(crate::GRAMMAR);
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut compared = 0;
    for (path, text) in &files {
        for block in blocks(text) {
            for (name, definition) in rules(&block) {
                let expected = grammar.get(&name);
                assert_eq!(Some(&definition), expected, "{name} in {path}");
                compared += 1;
            }
        }
    }
    assert!(compared > 50, "only {compared} fragments were found");
}

#[test]
fn every_rule_that_is_named_is_defined() {
    let grammar = rules(crate::GRAMMAR);
    for (name, definition) in &grammar {
        // Names in quotes are keys and codes; a name before a colon is only for the reader.
        let bare: String = definition.split('"').step_by(2).collect::<Vec<_>>().join(" ");
        for word in bare.split(|c: char| !(c.is_ascii_alphanumeric() || "-_:.".contains(c))) {
            let (word, _) = word.split_once('<').unwrap_or((word, ""));
            let is_name = word.starts_with(|c: char| c.is_ascii_lowercase());
            let known = ["tstr", "bstr", "uint", "int", "any", "null", "code", "says"];
            if is_name && !word.contains([':', '.']) && !known.contains(&word) {
                let defined =
                    grammar.keys().any(|rule| rule.split('<').next().unwrap_or_default() == word);
                assert!(defined, "{word} in {name}");
            }
        }
    }
}
