//! Every command in the README runs, and what it shows is what is printed.
//!
//! The examples are run as `cargo test` built them; `cargo test` itself is only recognised.

#![allow(clippy::panic, clippy::unwrap_used, reason = "functions that only tests call")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const README: &str = include_str!("../README.md");

/// The lines of every block of this language.
fn blocks(language: &str) -> Vec<Vec<&'static str>> {
    let fence = format!("```{language}");
    let mut found = Vec::new();
    let mut lines = README.lines();
    while let Some(line) = lines.next() {
        if line == fence {
            found.push(lines.by_ref().take_while(|line| *line != "```").collect());
        }
    }
    found
}

/// The example's program, beside the folder that this test runs from.
fn program(name: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let folder = test.parent().and_then(Path::parent).unwrap();
    let program = folder.join("examples").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(program.is_file(), "{} is not built: run `cargo build --examples`", program.display());
    program
}

/// Runs `cargo run --example NAME -- ARGUMENTS` in a folder.
fn run(command: &str, folder: &Path) -> Output {
    let rest = command
        .strip_prefix("cargo run --example ")
        .unwrap_or_else(|| panic!("no way to run {command}"));
    let (name, arguments) = rest.split_once(" -- ").unwrap_or((rest, ""));
    assert!(!arguments.contains(['\'', '"']), "{command}");
    Command::new(program(name))
        .args(arguments.split_whitespace())
        .current_dir(folder)
        .output()
        .unwrap()
}

fn succeeded(command: &str, output: &Output) -> String {
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command}: {}: {error}", output.status);
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// A folder of its own, in which the README stands as in the repository.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("README.md"), README).unwrap();
    folder
}

#[test]
fn every_command_runs_and_what_it_prints_to_run_next_runs_too() {
    let folder = folder("readme-commands");
    let mut ran = 0;
    let mut root = String::new();
    for command in blocks("sh").into_iter().flatten() {
        if command == "cargo test" {
            continue;
        }
        // What only a run can tell: the root of the case, and the id in the file of one who asks.
        let ask = std::fs::read_to_string(folder.join("ana.ask")).unwrap_or_default();
        let party = ask.split_whitespace().nth(1).unwrap_or_default();
        let command = &command.replace("FINGERPRINT", &root).replace("PARTY", party);
        let printed = succeeded(command, &run(command, &folder));
        ran += 1;
        if command.contains("--example collect") {
            let next = printed
                .lines()
                .find(|line| line.starts_with("cargo run --example verify"))
                .unwrap_or_else(|| panic!("no command in {printed}"));
            let mut words = next.split_whitespace().skip_while(|word| *word != "--root");
            root = words.nth(1).unwrap().to_owned();
            let page = succeeded(next, &run(next, &folder));
            assert!(page.starts_with("CONSISTENT"), "{page}");
        }
    }
    assert!(ran >= 5, "{ran} commands");
}

#[test]
fn page_shown_is_the_page_printed() {
    let folder = folder("readme-page");
    let command = "cargo run --example verify";
    let page = succeeded(command, &run(command, &folder));
    let mut printed = page.lines();
    let block = blocks("text").into_iter().next().unwrap();
    for shown in block {
        // An ellipsis stands for lines, or for the rest of one.
        let beginning = shown.strip_suffix('…');
        if beginning != Some("") {
            let is_shown = |line: &str| match beginning {
                Some(beginning) => line.starts_with(beginning),
                None => line.trim_end() == shown,
            };
            let found = printed.any(is_shown);
            assert!(found, "{shown:?} is not printed, or not in this order:\n{page}");
        }
    }
}

#[test]
fn every_folder_named_is_there_and_every_folder_is_named() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let named: Vec<_> = README
        .lines()
        .skip_while(|line| *line != "| folder | content |")
        .skip(2)
        .map_while(|line| line.strip_prefix("| `")?.split_once('`'))
        .map(|(folder, _)| folder)
        .collect();
    for folder in &named {
        assert!(root.join(folder).is_dir(), "{folder}");
    }
    for entry in std::fs::read_dir(root).unwrap() {
        let name = entry.unwrap();
        let is_folder = name.file_type().unwrap().is_dir();
        let name = name.file_name().into_string().unwrap();
        // Where cargo writes, and what git and CI need.
        let other = name == "target" || name.starts_with('.');
        assert!(!is_folder || other || named.contains(&name.as_str()), "{name}");
    }
}
