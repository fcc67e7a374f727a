//! The lines of the protocol themselves: both programs, on the same bytes.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

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
