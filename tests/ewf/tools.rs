//! The tools of libewf, folders for the tests, and content of several kinds.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use handseal::interop::ewf::{EwfError, EwfImage};

/// A folder of its own, removed at the end.
pub(crate) struct Scratch(pub(crate) PathBuf);

impl Scratch {
    pub(crate) fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("ewf-{name}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub(crate) fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, bytes).unwrap();
        path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Bytes that cannot be compressed, bytes that can, and zeros, 16 KiB of each in turn.
pub(crate) fn content(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut noise = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    (0..length)
        .map(|at| match (at >> 14) % 3 {
            0 => noise(),
            1 => (at % 251) as u8,
            _ => 0,
        })
        .collect()
}

/// Says that a test did nothing, unless the tools must be there.
pub(crate) fn have(tool: &str) -> bool {
    if Command::new(tool).arg("-V").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok() {
        return true;
    }
    let required = std::env::var_os("HANDSEAL_FIELD_TOOLS");
    assert!(required.is_none_or(|word| word != "required"), "there is no {tool}");
    // Not by `eprintln!`: of a test that passes, its text is not shown.
    let _ = writeln!(io::stderr(), "SKIPPED: there is no {tool} (Debian: ewf-tools)");
    false
}

/// Makes an image of some content. The name has no ending.
pub(crate) fn acquire(scratch: &Scratch, name: &str, content: &[u8], options: &[&str]) -> PathBuf {
    let raw = scratch.file(&format!("{name}.raw"), content);
    let output = Command::new("ewfacquirestream")
        .args(["-q", "-d", "sha1", "-C", "2041/26", "-E", "EX-1", "-e", "Ana Muñoz"])
        .args(["-D", "laptop SSD", "-N", "locker 9", "-t"])
        .arg(scratch.path(name))
        .args(options)
        .stdin(File::open(raw).unwrap())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    // EWF-X is in small letters.
    let found = ["E01", "e01"].map(|ending| scratch.path(&format!("{name}.{ending}")));
    found.into_iter().find(|path| path.is_file()).unwrap()
}

/// What a tool prints, whether or not it is content.
pub(crate) fn printed(tool: &str, image: &Path) -> (bool, String) {
    let output = Command::new(tool).arg(image).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    (output.status.success(), text)
}

/// What stands behind a name in a tool's list.
pub(crate) fn listed<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let line = text.lines().map(str::trim).find_map(|line| line.strip_prefix(name))?;
    Some(line.trim_start_matches([':', '\t', ' ']))
}

/// All bytes of the medium.
pub(crate) fn media(image: &EwfImage) -> Result<Vec<u8>, EwfError> {
    let mut bytes = Vec::new();
    match image.media().read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        Err(error) => Err(error.downcast().unwrap()),
    }
}
