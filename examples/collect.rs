//! Makes a case from your own files.
//!
//! ```text
//! cargo run --example collect -- --out CASE --key KEYFILE --item LABEL=PATH
//! ```

mod common;

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use handseal::evidence::{Measurement, Options, measure_file};
use handseal::identity::{KeyFile, OsEntropy, SigningKey};
use handseal::store::{Actor, CaseFile, Opening};

use common::{Arguments, Failure};

const USAGE: &str = "\
usage: collect --out CASE --key KEYFILE [--item LABEL=PATH]...
Makes the case file CASE, the head CASE.head, and, if they are not there, the root key KEYFILE and
the ledger's checkpoint key KEYFILE.checkpoint (PKCS#8 PEM, readable by you alone).";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => common::refuse(&failure),
    }
}

fn run() -> Result<(), Failure> {
    let mut arguments = Arguments::from_env(USAGE);
    let (mut out, mut key, mut items) = (None, None, Vec::new());
    while let Some(argument) = arguments.next_word()? {
        match argument.as_str() {
            "--out" => out = Some(arguments.path("--out")?),
            "--key" => key = Some(arguments.path("--key")?),
            "--item" => items.push(arguments.pair("--item")?),
            other => return Err(arguments.unknown(other)),
        }
    }
    let (Some(out), Some(key)) = (out, key) else {
        return Err(Failure::usage("--out and --key are needed", USAGE));
    };
    collect(&out, &key, &items)
}

fn collect(out: &Path, key: &Path, items: &[(String, PathBuf)]) -> Result<(), Failure> {
    // Everything that can fail without a trace comes first: nothing is left half done.
    let mut measured: Vec<(String, &PathBuf, Measurement)> = Vec::new();
    for (label, path) in items {
        if measured.iter().any(|(known, _, _)| known == label) {
            let message = format!(
                "two items are labelled {}",
                handseal::verify::escaped(label)
            );
            return Err(Failure::usage(message, USAGE));
        }
        measured.push((label.clone(), path, measure_file(path, Options::default())?));
    }
    let mut entropy = OsEntropy;
    let root = key_at(key, &mut entropy)?;
    let checkpoint_key = key_at(&beside(key, ".checkpoint"), &mut entropy)?;
    let at = common::now()?;
    let opening = Opening {
        organisation: "(not named)",
        jurisdiction: "ZZ",
        origin: "handseal",
        root: &root,
        checkpoint_key: &checkpoint_key,
        successors: &[],
        at,
    };
    let mut case = CaseFile::create(out, &opening, &mut entropy)?;
    let actor = Actor::organisation(&root);
    let id = case.open_case(&out.to_string_lossy(), &actor, at, &mut entropy)?;
    // As many as fit into one event with the digests of their parts.
    for group in measured.chunks(16) {
        let names: Vec<_> = group.iter().map(|(_, path, _)| file_name(path)).collect();
        let contents: Vec<_> = names
            .iter()
            .zip(group)
            .map(|(name, (_, _, measurement))| (name.as_str(), measurement))
            .collect();
        let ids = case.acquire(id, &contents, &actor, at, &mut entropy)?;
        let labels: Vec<_> = ids
            .into_iter()
            .zip(group)
            .map(|(id, (label, _, _))| (id, label.as_str()))
            .collect();
        case.label(&labels, &actor, at, &mut entropy)?;
    }
    let head = case.checkpoint(&checkpoint_key)?;
    let head_path = beside(out, ".head");
    write_new(&head_path, head.to_string().as_bytes())?;
    println!("recorded {} entries in {}", case.size(), out.display());
    println!("root fingerprint: {}", case.keeper());
    println!(
        "Keep the fingerprint and {} somewhere else. To verify:",
        head_path.display()
    );
    print!(
        "cargo run --example verify -- {} --root {}",
        quoted(out),
        case.keeper()
    );
    print!(" --head {}", quoted(&head_path));
    for (label, path, _) in &measured {
        print!(
            " --content {}",
            quoted(Path::new(&format!("{label}={}", path.display())))
        );
    }
    println!();
    Ok(())
}

/// Reads a key, or makes one where there is none.
fn key_at(path: &Path, entropy: &mut OsEntropy) -> Result<SigningKey, Failure> {
    if path.symlink_metadata().is_ok() {
        return Ok(KeyFile::read(path)?);
    }
    let key = SigningKey::generate(entropy)?;
    KeyFile::create(path, &key)?;
    Ok(key)
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// Writes a file that must not be there yet, durably.
fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let write = || {
        let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    write().map_err(|error| Failure::in_file(path, error))
}

/// A word for a POSIX shell.
fn quoted(path: &Path) -> String {
    let text = path.to_string_lossy();
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-=:,+@%".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.into_owned();
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}
