//! The programs that some tests need: they are asked where they are there, and the tests say so where they are not.

use std::io::{self, BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

#[path = "../common/python.rs"]
mod python;

pub(crate) use python::printed as run;

/// Where the scripts are.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bucket")
}

/// Where a variable of this name is `required`, what it stands for must be there.
pub(crate) const TOOLS: &str = "HANDSEAL_FIELD_TOOLS";
pub(crate) const CEPH: &str = "HANDSEAL_CEPH";

/// What was made ready, or none where it cannot be and need not; the reason has been said.
pub(crate) fn or_skipped<T>(made: Result<T, String>, variable: &str) -> Option<T> {
    match made {
        Ok(made) => Some(made),
        Err(why) => {
            let required = std::env::var_os(variable);
            assert!(required.is_none_or(|word| word != "required"), "{why}");
            // Not by `eprintln!`: of a test that passes, its text is not shown.
            let _ = writeln!(io::stderr(), "SKIPPED: no such store was asked: {why}");
            None
        }
    }
}

/// A program that tells its port, and ends when its input does: at the latest with this process.
pub(crate) struct Server {
    pub(crate) port: u16,
    process: Child,
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        drop(self.process.wait());
    }
}

impl Server {
    pub(crate) fn start(command: &mut Command) -> Result<Self, String> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().map_err(|error| format!("{command:?}: {error}"))?;
        let mut line = String::new();
        let output = process.stdout.take().unwrap();
        BufReader::new(output).read_line(&mut line).map_err(|error| error.to_string())?;
        let Ok(port) = line.trim().parse() else {
            // It waits for nobody.
            drop((process.stdin.take(), process.wait()));
            return Err(format!("{command:?} said {line:?}, and no port"));
        };
        Ok(Self { port, process })
    }
}

/// The buckets of the emulator: one for what all tests share by prefixes, and one that locks what is in it.
pub(crate) const SHARED: &str = "evidence";
pub(crate) const LOCKED: &str = "evidence-locked";

/// The port of the emulator, which honours conditions.
pub(crate) fn emulator() -> Option<u16> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    let server = SERVER.get_or_init(|| {
        or_skipped(
            interpreter().and_then(|python| {
                let script = folder().join("emulator.py");
                Server::start(Command::new(python).arg(script).args([SHARED, LOCKED]))
            }),
            TOOLS,
        )
    });
    server.as_ref().map(|server| server.port)
}

/// The Python of an environment with the emulator, made from the requirements where it is not there.
pub(crate) fn interpreter() -> Result<PathBuf, String> {
    python::environment("python3", "bucket", "bucket/requirements.txt")
}
