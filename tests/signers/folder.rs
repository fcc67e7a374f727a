//! A folder for each test, and the programs that are run in it.

use std::error::Error;
use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Removed at the end.
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// Below the system's own folder: the path of a socket may have 100 bytes only.
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("hs-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Writes a program for a shell.
    pub(crate) fn script(&self, name: &str, lines: &str) -> PathBuf {
        let path = self.file(name);
        fs::write(&path, format!("#!/bin/sh\n{lines}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Says that something was not asked, or fails where it must be.
pub(crate) fn skipped(why: &str) {
    let required = std::env::var_os("HANDSEAL_FIELD_TOOLS");
    assert!(required.is_none_or(|word| word != "required"), "{why}");
    // Not by `eprintln!`: of a test that passes, its text is not shown.
    let _ = writeln!(io::stderr(), "SKIPPED: {why}");
}

/// Runs a program that must succeed.
#[track_caller]
pub(crate) fn run(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {said}");
    output
}

/// What the deepest of the sources of an error says.
pub(crate) fn innermost(error: &dyn Error) -> String {
    error.source().map_or_else(|| error.to_string(), innermost)
}
