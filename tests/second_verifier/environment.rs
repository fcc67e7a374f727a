//! The interpreter with the libraries that the second verifier needs, and the programs to run beside it.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

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
    let python = python()?;
    let requirements = folder().join("requirements.txt");
    let wanted = fs::read(&requirements).map_err(|error| error.to_string())?;
    let environment = Path::new(env!("CARGO_TARGET_TMPDIR")).join("second_verifier");
    let made = environment.join("made_from.txt");
    let interpreter = environment.join("bin/python");
    // Two runs side by side must not build it both.
    let lock = fs::File::create(environment.with_extension("lock")).map_err(|e| e.to_string())?;
    lock.lock().map_err(|error| error.to_string())?;
    if fs::read(&made).is_ok_and(|from| from == wanted) && interpreter.exists() {
        return Ok(interpreter);
    }
    // What is left of another version of the requirements, or of an attempt that was cut off.
    let _ = fs::remove_dir_all(&environment);
    run(Command::new(python).args(["-m", "venv"]).arg(&environment))?;
    run(Command::new(&interpreter)
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
        .args(["--require-hashes", "--only-binary", ":all:", "-r"])
        .arg(&requirements))?;
    fs::write(&made, wanted).map_err(|error| error.to_string())?;
    Ok(interpreter)
}

/// A Python that is new enough.
fn python() -> Result<&'static str, String> {
    let question = "import sys; print(*sys.version_info[:2])";
    for name in ["python3", "python"] {
        let Ok(answer) = run(Command::new(name).args(["-c", question])) else { continue };
        let mut numbers = answer.split_whitespace().map(str::parse);
        if let (Some(Ok(major)), Some(Ok(minor))) = (numbers.next(), numbers.next())
            && (major, minor) >= OLDEST
        {
            return Ok(name);
        }
    }
    Err(format!("no Python {}.{} or newer", OLDEST.0, OLDEST.1))
}

/// What a command prints, or why it failed.
fn run(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(format!("{command:?}: {}: {said}", output.status))
}
