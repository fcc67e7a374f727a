//! Appends remarks to a case, one durable event after the other.
//!
//! ```text
//! cargo run --example append -- CASE --n N [--key KEYFILE]
//! ```
//!
//! Each event is `noted` on the own chain of the organisation that keeps the ledger. `ACK <index>`
//! is printed, and flushed, once the event with that index in the ledger survives a power cut; a
//! line that was printed is never taken back. KEYFILE is the organisation's root key, `CASE.key`
//! unless another is named: what `collect --out CASE --key KEYFILE` used or made. A case that is
//! not there is made, with its keys. A torn tail is cut first and said on standard error.
//!
//! Exit status: 0 all N are recorded, 2 some are not: those that were acknowledged, and no other,
//! are certain to be there.

mod common;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use handseal::event::{At, Noted, Salts, Subject};
use handseal::identity::{OsEntropy, Signer, SigningKey, Trust};
use handseal::store::{Actor, CaseFile, Recovery};
use handseal::verify::escaped;

use common::draft::publish;
use common::opening::{Keys, beside};
use common::passphrase::{self, Passphrase};
use common::{Arguments, Failure};

const USAGE: &str = "\
usage: append CASE --n N [--key KEYFILE] [--passphrase-file WORDS]
Appends N remarks, printing ACK <index> after each is durable. KEYFILE is the root key of the
organisation that keeps the case; CASE.key unless it is named. Makes both where there is no case.
With --passphrase-file, the keys are made and read under the passphrase in the first line of WORDS.";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => common::refuse(&failure),
    }
}

fn run() -> Result<(), Failure> {
    let mut arguments = Arguments::from_env(USAGE);
    let (mut case, mut count, mut key, mut words) = (None, None, None, None);
    while let Some(argument) = arguments.next_word()? {
        match argument.as_str() {
            "--n" => count = Some(common::parse::<u64>("--n", &arguments.value("--n")?)?),
            "--key" => arguments.once("--key", &mut key)?,
            "--passphrase-file" => arguments.once("--passphrase-file", &mut words)?,
            option if option.starts_with("--") => return Err(arguments.unknown(option)),
            path if case.is_none() => case = Some(PathBuf::from(path)),
            more => return Err(arguments.unknown(more)),
        }
    }
    let (Some(path), Some(count)) = (case, count) else {
        return Err(Failure::usage("CASE and --n are needed", USAGE));
    };
    let key = key.unwrap_or_else(|| beside(&path, ".key"));
    let words = words.as_deref().map(Passphrase::from_file).transpose()?;
    let root = if path.symlink_metadata().is_ok() {
        passphrase::read(&key, words.as_ref())?
    } else {
        make(&path, &key, words.as_ref())?
    };
    append(&path, &root, count)
}

/// Makes the case, which appears whole: a crash leaves no half of one.
fn make(path: &Path, key: &Path, words: Option<&Passphrase>) -> Result<SigningKey, Failure> {
    let mut entropy = OsEntropy;
    let keys = Keys::at(key, words, &mut entropy)?;
    let case = keys.begin(common::now()?, &mut entropy)?;
    publish(path, case.store().as_bytes())?;
    Ok(keys.root)
}

fn append(path: &Path, root: &SigningKey, count: u64) -> Result<(), Failure> {
    let in_case = |error| Failure::in_file(path, error);
    let (mut case, recovery) = CaseFile::open(path, &Trust::new()).map_err(in_case)?;
    if let Recovery::Cut { range, kept } = recovery {
        let (start, end) = (range.start, range.end);
        let kept = escaped(&kept.to_string_lossy());
        eprintln!("the torn tail, bytes {start} to {end}, was cut and is kept in {kept}");
    }
    if let Some(finding) = case.read_only() {
        let message = format!("damaged, so it is not written: {}", finding.message());
        return Err(Failure::in_file(path, message));
    }
    let (expected, found) = (case.keeper(), root.public_key().thumbprint());
    if expected != found {
        let message = format!("kept by the root key {expected}, the key given is {found}");
        return Err(Failure::in_file(path, message));
    }
    let actor = Actor::organisation(root);
    let chain = Subject::Own(actor.id, case.origin().map_err(in_case)?.clone());
    let mut entropy = OsEntropy;
    for _ in 0..count {
        let text = Salts::new(&mut entropy)?.commit("a remark by the example append");
        let remark = Noted { text, entry: None };
        let at = At::device(common::now()?);
        let recorded =
            case.act(remark, std::slice::from_ref(&chain), &actor, at).map_err(in_case)?;
        common::say(format_args!(
            "ACK {}
",
            recorded.index
        ))?;
    }
    Ok(())
}
