//! How fast is a directory of many small files measured?
//!
//! 100,000 files of 4 KiB in a thousand folders, from the page cache: ours on two threads, manifest and
//! both trees included, against `find -print0 | xargs -0 -P2 -n64 sha256sum`, in turn, in one run; then two
//! large files against one after the other. `HANDSEAL_BENCH_FILES=10000` sets another number.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    reason = "a measurement that cannot be made stops"
)]

mod common;

use std::error::Error;
use std::fs;
use std::io;
use std::num::NonZeroUsize;
use std::path::Path;
use std::process::{Command, Stdio};

use common::ratio;
use handseal::evidence::directory::{
    DirectoryMeasurement, DirectoryOptions, DirectoryPass, DirectorySecret,
};
use handseal::evidence::{Options, measure_file};

const FILES: usize = 100_000;
const FILES_IN_A_FOLDER: usize = 100;
const SMALL: usize = 4 << 10;
const LARGE: usize = 512 << 20;

/// As many as ask whether the bench runs at all.
const TEST: usize = 100;

const TWO: NonZeroUsize = NonZeroUsize::MIN.saturating_add(1);

fn main() -> Result<(), Box<dyn Error>> {
    let files = match std::env::var("HANDSEAL_BENCH_FILES") {
        _ if !ratio::measuring() => TEST,
        Ok(files) => files.parse()?,
        Err(_) => FILES,
    };
    let name = format!("directory-{}", std::process::id());
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let result = small(&place.join("small"), files).and_then(|()| large(&place.join("large")));
    fs::remove_dir_all(&place)?;
    result
}

fn small(place: &Path, files: usize) -> Result<(), Box<dyn Error>> {
    let mut content = vec![7; SMALL];
    for file in 0..files {
        let folder = place.join((file / FILES_IN_A_FOLDER).to_string());
        if file % FILES_IN_A_FOLDER == 0 {
            fs::create_dir_all(&folder)?;
        }
        content.splice(..8, file.to_le_bytes());
        fs::write(folder.join(format!("{file}.dat")), &content)?;
    }
    for (name, command) in [
        ("xargs -P2 sha256sum", "find . -type f -print0 | xargs -0 -P2 -n64 sha256sum"),
        ("hashdeep -r", "hashdeep -r -c sha256 ."),
    ] {
        if !shell("command -v hashdeep", place)? && name.starts_with("hashdeep") {
            println!("SKIPPED: there is no hashdeep");
            continue;
        }
        ratio::print(
            &format!("directory {files} files of 4 KiB / {name}"),
            5,
            || measure(place),
            || shell(command, place).expect("a shell"),
        );
    }
    Ok(())
}

fn large(place: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(place)?;
    let size = if ratio::measuring() { LARGE } else { TEST };
    let paths = ["one", "two"].map(|name| place.join(name));
    for path in &paths {
        fs::write(path, vec![7; size])?;
    }
    ratio::print(
        "directory two files of 512 MiB / one after the other",
        5,
        || measure(place),
        || paths.each_ref().map(|path| measure_file(path, Options::default()).expect("a file")),
    );
    Ok(())
}

fn measure(place: &Path) -> DirectoryMeasurement {
    let secret = DirectorySecret::from_bytes([7; 32]);
    let pass = DirectoryPass::new().threads(TWO);
    let mut out = io::sink();
    let measured = pass.manifest(&mut out).measure(place, DirectoryOptions::default(), &secret);
    measured.expect("a directory")
}

fn shell(command: &str, place: &Path) -> Result<bool, io::Error> {
    let mut shell = Command::new("sh");
    let shell = shell.args(["-c", command]).current_dir(place).stdout(Stdio::null());
    Ok(shell.status()?.success())
}
