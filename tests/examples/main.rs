//! The examples as a newcomer runs them: what they print, and how they end.

#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "functions that only tests call")]

mod acquisition;
mod append;
mod arguments;
#[path = "../ewf/built.rs"]
#[allow(
    dead_code,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    reason = "made for the tests of the format"
)]
mod built;
mod collect;
mod compare;
mod conformance;
mod cosign;
mod emergency;
mod enrol;
mod epoc;
#[path = "../lists/field.rs"]
#[allow(dead_code, reason = "made for the tests of the lists")]
mod field;
mod handover;
#[path = "../common/hex.rs"]
mod hex;
mod hostile;
mod inspect;
mod key;
#[path = "../common/lines.rs"]
mod lines;
mod lists;
mod messages;
mod mutual_assistance;
mod policy;
mod prove;
#[cfg(target_os = "linux")]
mod prove_device;
mod provider_direct;
#[cfg(target_os = "linux")]
mod read_errors;
mod registrar;
mod salvaged;
mod sample;
mod sources;
mod timestamp;
mod verify;

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a program said, and how it ended.
struct Ran {
    code: i32,
    out: String,
    err: String,
}

/// Runs an example that cargo built beside this test.
fn run<A: AsRef<OsStr>>(name: &str, arguments: &[A]) -> Ran {
    run_with(name, arguments, b"")
}

fn run_with<A: AsRef<OsStr>>(name: &str, arguments: &[A], input: &[u8]) -> Ran {
    let mut child = Command::new(program(name))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // Written beside the reading: a pipe holds only so much.
    let writer = std::thread::spawn(move || {
        // A program that refuses its arguments reads nothing.
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let ran = Ran {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    };
    assert!(!ran.err.contains("panicked"), "{name}: {}", ran.err);
    ran
}

fn program(name: &str) -> PathBuf {
    // target/<profile>/deps/<this test>, target/<profile>/examples/<name>
    let profile = env::current_exe().unwrap();
    let profile = profile.ancestors().nth(2).unwrap().to_owned();
    let program = profile.join("examples").join(name);
    let program = program.with_extension(env::consts::EXE_EXTENSION);
    assert!(
        program.is_file(),
        "{} is not there: run `cargo build --examples` first",
        program.display()
    );
    program
}

/// A directory of its own for a test, removed at the end.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let name = format!("handseal-examples-{}-{name}", std::process::id());
        let path = env::temp_dir().join(name);
        fs::create_dir(&path).unwrap();
        Self(path)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).into_os_string().into_string().unwrap()
    }

    fn file(&self, name: &str, bytes: &[u8]) -> String {
        fs::write(self.0.join(name), bytes).unwrap();
        self.path(name)
    }

    /// A file that only its owner can read.
    fn secret(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.file(name, bytes);
        #[cfg(unix)]
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        path
    }

    /// The names of everything in it, sorted.
    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// Makes a case of one file with the example `collect`. Answers the arguments of `verify` that
    /// it printed.
    fn collected(&self) -> Vec<String> {
        let content = self.file("a.txt", b"the content\n");
        let (case, key) = (self.path("c.custody"), self.path("root.pem"));
        let item = format!("EX-1={content}");
        let ran = run("collect", &["--out", &case, "--key", &key, "--item", &item]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        printed_command(&ran.out)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

/// The arguments in the last line that `collect` prints; none of the paths here needs quotes.
fn printed_command(out: &str) -> Vec<String> {
    let line = out.lines().last().unwrap();
    let arguments = line.strip_prefix("cargo run --example verify -- ").unwrap();
    arguments.split(' ').map(str::to_owned).collect()
}

/// A file of the sample case.
fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/sample").join(name)
}

/// Asserts that a program could not do what was asked, and says so in these words.
#[track_caller]
fn assert_refused(ran: &Ran, words: &[&str]) {
    assert_eq!(ran.code, 2, "out: {} err: {}", ran.out, ran.err);
    assert!(ran.err.starts_with("cannot do that: "), "{}", ran.err);
    for word in words {
        assert!(ran.err.contains(word), "{word:?} is not in {}", ran.err);
    }
}
