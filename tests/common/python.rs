//! Environments of Python with the libraries that a test needs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The interpreter of an environment with what `requirements` pins, which is made when it is not there. A path below
/// `tests` names them.
pub(crate) fn environment(python: &str, name: &str, requirements: &str) -> Result<PathBuf, String> {
    let requirements = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(requirements);
    let wanted = fs::read(&requirements).map_err(|error| error.to_string())?;
    let environment = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
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
    printed(Command::new(python).args(["-m", "venv"]).arg(&environment))?;
    printed(
        Command::new(&interpreter)
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
            .args(["--require-hashes", "--only-binary", ":all:", "-r"])
            .arg(&requirements),
    )?;
    fs::write(&made, wanted).map_err(|error| error.to_string())?;
    Ok(interpreter)
}

/// What a command prints, or why it failed.
pub(crate) fn printed(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(format!("{command:?}: {}: {said}", output.status))
}
