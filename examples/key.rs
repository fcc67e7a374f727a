//! Makes a key, or shows one: which algorithm, under which thumbprint, in the forms that others read.
//!
//! ```text
//! cargo run --example key -- make FILE [--esp256] [--passphrase-file WORDS]
//! cargo run --example key -- show FILE [--passphrase-file WORDS]
//! ```
//!
//! Exit status: 0 it is made or shown, 2 it is not.

mod common;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use handseal::identity::{KeyFile, OsEntropy, PublicKey, Signer as _, SigningKey};

use common::passphrase::Passphrase;
use common::{Arguments, Failure};

const USAGE: &str = "\
usage: key make FILE [--esp256] [--passphrase-file WORDS]
       key show FILE [--passphrase-file WORDS]
Makes a secret key, readable by you alone: PKCS#8 PEM, or, with a passphrase, a file of age around it. An Ed25519
key, or one of P-256 with --esp256. Shows the public half of a secret key, or a public key: PEM, or a line of OpenSSH.
The passphrase is the first line of WORDS.";

/// Longer than any file with one public key.
const MAX_PUBLIC: usize = 16 * 1024;

enum Task {
    Make,
    Show,
}

#[derive(Clone, Copy)]
enum Kind {
    Ed25519,
    Esp256,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => common::refuse(&failure),
    }
}

fn run() -> Result<(), Failure> {
    let mut arguments = Arguments::from_env(USAGE);
    let (mut task, mut file, mut kind, mut words) = (None, None, Kind::Ed25519, None::<PathBuf>);
    while let Some(argument) = arguments.next_word()? {
        match argument.as_str() {
            "--esp256" => kind = Kind::Esp256,
            "--passphrase-file" => arguments.once("--passphrase-file", &mut words)?,
            "make" if task.is_none() => task = Some(Task::Make),
            "show" if task.is_none() => task = Some(Task::Show),
            path if task.is_some() && file.is_none() && !path.starts_with("--") => {
                file = Some(PathBuf::from(path));
            }
            other => return Err(arguments.unknown(other)),
        }
    }
    let (Some(task), Some(file)) = (task, file) else {
        return Err(Failure::usage("make or show, and a file, are needed", USAGE));
    };
    let passphrase = words.as_deref().map(Passphrase::from_file).transpose()?;
    let key = match task {
        Task::Make => make(&file, kind, passphrase.as_ref())?,
        Task::Show => read(&file, passphrase.as_ref())?,
    };
    show(&key)
}

fn make(file: &Path, kind: Kind, words: Option<&Passphrase>) -> Result<PublicKey, Failure> {
    let key = match kind {
        Kind::Ed25519 => SigningKey::generate(&mut OsEntropy)?,
        Kind::Esp256 => SigningKey::generate_esp256(&mut OsEntropy)?,
    };
    common::passphrase::create(file, &key, words)?;
    Ok(key.public_key().clone())
}

/// A public key, or the public half of a secret one.
fn read(file: &Path, words: Option<&Passphrase>) -> Result<PublicKey, Failure> {
    if words.is_some() {
        return Ok(common::passphrase::read(file, words)?.public_key().clone());
    }
    let text = common::first_text(file, MAX_PUBLIC)?;
    if text.starts_with("-----BEGIN PUBLIC KEY") {
        PublicKey::from_pem(&text).map_err(|error| Failure::in_file(file, error))
    } else if text.starts_with("-----BEGIN CERTIFICATE") {
        let message =
            "a certificate, not a key; `openssl x509 -pubkey -noout` prints the key in it";
        Err(Failure::in_file(file, message))
    } else if text.starts_with("-----BEGIN") {
        Ok(KeyFile::read(file)?.public_key().clone())
    } else {
        PublicKey::from_openssh(&text).map_err(|error| Failure::in_file(file, error))
    }
}

fn show(key: &PublicKey) -> Result<(), Failure> {
    let pem = key.to_pem()?;
    common::say(format_args!("algorithm   {}\n", key.algorithm()))?;
    common::say(format_args!("thumbprint  {}\n", key.thumbprint()))?;
    common::say(format_args!("openssh     {}\n", key.to_openssh()))?;
    common::say(format_args!("{pem}"))
}
