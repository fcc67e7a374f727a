//! The second verifier as a process: one line in, one line out.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::Value;

use crate::environment::{folder, interpreter};

/// A running `conformance.py`.
pub(crate) struct Second {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Second {
    /// None where there is no Python for it.
    pub(crate) fn start() -> Option<Self> {
        let mut child = Command::new(interpreter()?)
            .arg(folder().join("conformance.py"))
            // No files beside the sources: the tree is clean after the tests.
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Some(Self { child, input, output })
    }

    /// Asks one line.
    pub(crate) fn ask(&mut self, line: &str) -> Value {
        writeln!(self.input, "{line}").unwrap();
        self.input.flush().unwrap();
        let mut answer = String::new();
        let read = self.output.read_line(&mut answer).unwrap();
        assert_ne!(read, 0, "the second verifier ended without an answer to {line}");
        serde_json::from_str(&answer).unwrap()
    }
}

impl Drop for Second {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
