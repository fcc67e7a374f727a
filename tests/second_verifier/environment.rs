//! The interpreter with the libraries that the second verifier needs, and the programs to run beside it.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

#[path = "../common/python.rs"]
mod python;

use python::{environment, printed};

/// The oldest Python that has all the program uses (possessive quantifiers of `re`).
const OLDEST: (u32, u32) = (3, 11);

/// Where the program is.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/second_verifier")
}

/// An example that cargo built beside this test: `target/<profile>/examples/<name>`.
pub(crate) fn example(name: &str) -> PathBuf {
    let profile = std::env::current_exe().unwrap().ancestors().nth(2).unwrap().to_owned();
    let program = profile.join("examples").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(program.is_file(), "run `cargo build --examples` first");
    program
}

/// The interpreter of the environment, which is made when it is not there.
///
/// None when there is no Python for it; the reason has been said.
pub(crate) fn interpreter() -> Option<&'static Path> {
    static INTERPRETER: OnceLock<Option<PathBuf>> = OnceLock::new();
    INTERPRETER
        .get_or_init(|| match prepared() {
            Ok(interpreter) => Some(interpreter),
            Err(why) => {
                let required = std::env::var_os("HANDSEAL_SECOND_VERIFIER");
                assert!(required.is_none_or(|word| word != "required"), "{why}");
                // Not by `eprintln!`: of a test that passes, its text is not shown.
                let _ = writeln!(io::stderr(), "SKIPPED: the second verifier was not asked: {why}");
                None
            }
        })
        .as_deref()
}

/// Makes the environment, or takes the one made before from the same requirements.
fn prepared() -> Result<PathBuf, String> {
    environment(new_enough()?, "second_verifier", "second_verifier/requirements.txt")
}

/// A Python that is new enough.
fn new_enough() -> Result<&'static str, String> {
    let question = "import sys; print(*sys.version_info[:2])";
    for name in ["python3", "python"] {
        let Ok(answer) = printed(Command::new(name).args(["-c", question])) else { continue };
        let mut numbers = answer.split_whitespace().map(str::parse);
        if let (Some(Ok(major)), Some(Ok(minor))) = (numbers.next(), numbers.next())
            && (major, minor) >= OLDEST
        {
            return Ok(name);
        }
    }
    Err(format!("no Python {}.{} or newer", OLDEST.0, OLDEST.1))
}
