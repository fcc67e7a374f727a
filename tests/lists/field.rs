//! The programs of the field, where they are.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

#[path = "../common/python.rs"]
pub(crate) mod python;

/// Says that something was not asked, or fails where it must be.
pub(crate) fn skipped(why: &str) {
    let required = std::env::var_os("HANDSEAL_FIELD_TOOLS");
    assert!(required.is_none_or(|word| word != "required"), "{why}");
    // Not by `eprintln!`: of a test that passes, its text is not shown.
    let _ = writeln!(io::stderr(), "SKIPPED: {why}");
}

/// Runs a program in a folder; none if there is no such program, which has been said.
pub(crate) fn run(program: impl AsRef<Path>, options: &[&str], folder: &Path) -> Option<Output> {
    run_with(program, options, folder, b"")
}

/// The same, with something to read.
pub(crate) fn run_with(
    program: impl AsRef<Path>,
    options: &[&str],
    folder: &Path,
    input: &[u8],
) -> Option<Output> {
    let program = program.as_ref();
    let child = Command::new(program)
        .args(options)
        .current_dir(folder)
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = match child {
        Ok(child) => child,
        Err(error) => {
            skipped(&format!("{}: {error}", program.display()));
            return None;
        }
    };
    let mut pipe = child.stdin.take().unwrap();
    let input = input.to_vec();
    // From another thread: a program that says much before it has read all would wait for ever.
    let writer = std::thread::spawn(move || pipe.write_all(&input));
    let output = child.wait_with_output().unwrap();
    let _ = writer.join();
    Some(output)
}

/// What a program says, in words for a failed test.
pub(crate) fn said(output: &Output) -> String {
    let [out, err] = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text));
    format!("{}\n{out}\n{err}", output.status)
}

/// The interpreter with bagit.py, which is installed from `requirements.txt` when it is not there.
pub(crate) fn bagit() -> Option<&'static Path> {
    static INTERPRETER: OnceLock<Option<PathBuf>> = OnceLock::new();
    let prepared = || match python::environment("python3", "bagit", "lists/requirements.txt") {
        Ok(interpreter) => Some(interpreter),
        Err(why) => {
            skipped(&format!("bagit.py was not asked: {why}"));
            None
        }
    };
    INTERPRETER.get_or_init(prepared).as_deref()
}
