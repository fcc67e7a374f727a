//! Two agencies watch each other with nothing but files: each signs the heads of the other.
//!
//! ```text
//! cargo run --example cosign -- request CASE --key KEYFILE --out REQUEST [--last COSIGNED | --from SIZE]
//! cargo run --example cosign -- sign REQUEST --state DIRECTORY --key KEYFILE --name NAME --ledger FILE --out COSIGNED
//! ```
//!
//! `request` signs a head over everything that a case has, and writes the request for a cosigner with the proof
//! from the last head that it signed, or from the size that it told (C2SP tlog-witness, as a file). The ledger's key goes
//! beside it, into REQUEST.vkey: the cosigner is to have it from somebody it believes. `sign` looks whether the head extends the last one that it
//! signed of that ledger, remembers it in DIRECTORY, and only then signs it. Key and DIRECTORY are made together, and belong
//! together: a key that is there without its DIRECTORY is refused, since it may have signed what nobody remembers, and so is
//! one whose DIRECTORY is another's. Of a key that was made elsewhere nobody can tell whether it is new: whoever says so by
//! `--new` has DIRECTORY made for it. DIRECTORY/cosigner.vkey is what others need to know the cosigner.
//!
//! Exit status: 0 done; 1 refused: a fork, of which the proof is kept in DIRECTORY, a proof or a signature that does not
//! hold, a ledger that is not known, a clock that went back; 3 the last head signed is another than the request says,
//! which is told; 2 cannot do what was asked.

mod common;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use handseal::identity::{OsEntropy, Signer, SigningKey, Trust};
use handseal::ledger::{CosignatureRequest, CosignerKey, KeyName, SignedCheckpoint, VerifierKey};
use handseal::store::{CaseFile, CosignError, Cosigner, FileMemory};
use handseal::verify::escaped;

use common::draft::{DraftFile, Readers, publish};
use common::opening::{beside, check_absent, check_signs_heads, is_same_place};
use common::passphrase::{self, Passphrase};
use common::signer::{self, KeyAt};
use common::{Arguments, Failure, party_name};

const USAGE: &str = "\
usage: cosign request CASE (--key KEYFILE | --checkpoint-key KEY) --out REQUEST [--last COSIGNED | --from SIZE]
              [--passphrase-file WORDS]
       cosign sign REQUEST --state DIRECTORY --key KEY --name NAME --ledger FILE... --out COSIGNED
              [--new] [--passphrase-file WORDS]
A request is signed with KEYFILE.checkpoint, where KEYFILE is the root key of the case, as `collect` leaves them, or with
KEY: a file; agent:FINGERPRINT, a key in the SSH agent; or pkcs11:token=LABEL?module-path=FILE&pin-source=FILE.
The KEY of a cosigner is used for nothing else. A file is made, with DIRECTORY, if it is not there; for a key that was made
elsewhere, and has signed nothing yet, DIRECTORY is made with --new. NAME is what others know
the cosigner by, such as cosigner.example.org. FILE has the key of a ledger, as in name+id+key. Key files are read, and
made, under the passphrase in the first line of WORDS if it is given.";

fn main() -> ExitCode {
    match run() {
        Ok(code) => ExitCode::from(code),
        Err(failure) => common::refuse(&failure),
    }
}

#[derive(Default)]
struct Asked {
    words: Vec<String>,
    from: Option<u64>,
    heads_key: Option<KeyAt>,
    key: Option<KeyAt>,
    new: bool,
    passphrase: Option<PathBuf>,
    last: Option<PathBuf>,
    ledgers: Vec<PathBuf>,
    name: Option<String>,
    out: Option<PathBuf>,
    state: Option<PathBuf>,
}

fn run() -> Result<u8, Failure> {
    let mut arguments = Arguments::from_env(USAGE);
    let mut asked = Asked::default();
    while let Some(argument) = arguments.next_word()? {
        match argument.as_str() {
            "--from" => arguments.once("--from", &mut asked.from)?,
            "--checkpoint-key" => {
                arguments.once("--checkpoint-key", &mut asked.heads_key)?;
            }
            "--key" => arguments.once("--key", &mut asked.key)?,
            "--new" => asked.new = true,
            "--passphrase-file" => arguments.once("--passphrase-file", &mut asked.passphrase)?,
            "--last" => arguments.once("--last", &mut asked.last)?,
            "--ledger" => asked.ledgers.push(arguments.path("--ledger")?),
            "--name" => arguments.once("--name", &mut asked.name)?,
            "--out" => arguments.once("--out", &mut asked.out)?,
            "--state" => arguments.once("--state", &mut asked.state)?,
            option if option.starts_with("--") => return Err(arguments.unknown(option)),
            word => asked.words.push(word.to_owned()),
        }
    }
    let words: Vec<_> = asked.words.iter().map(String::as_str).collect();
    let of_sign = [
        ("--ledger", !asked.ledgers.is_empty()),
        ("--name", asked.name.is_some()),
        ("--new", asked.new),
        ("--state", asked.state.is_some()),
    ];
    let of_request = [
        ("--checkpoint-key", asked.heads_key.is_some()),
        ("--from", asked.from.is_some()),
        ("--last", asked.last.is_some()),
    ];
    match words.first() {
        Some(&"request") => arguments.check_fits("request", &of_sign)?,
        Some(&"sign") => arguments.check_fits("sign", &of_request)?,
        Some(_) | None => {}
    }
    match (words.as_slice(), &asked.key, &asked.out) {
        (["request", case], key, Some(out)) => {
            let key = match (key, &asked.heads_key) {
                (Some(key), None) => signer::checkpoint_key(key, None, USAGE)?,
                (None, Some(key)) => key.clone(),
                (Some(_), Some(_)) | (None, None) => {
                    return Err(Failure::usage("give --key or --checkpoint-key", USAGE));
                }
            };
            request(case.as_ref(), &key, out, &asked)
        }
        (["sign", file], Some(key), Some(out)) => sign(file.as_ref(), key, out, &asked),
        ([] | [_, ..], ..) => {
            Err(Failure::usage("say whether to request or to sign, with --key and --out", USAGE))
        }
    }
}

fn request(path: &Path, key: &KeyAt, out: &Path, asked: &Asked) -> Result<u8, Failure> {
    let vkey = beside(out, ".vkey");
    check_absent(out)?;
    check_absent(&vkey)?;
    let words = asked.passphrase.as_deref().map(Passphrase::from_file).transpose()?;
    let key = key.signer(words.as_ref())?;
    check_signs_heads(key.as_ref())?;
    let in_case = |error| Failure::in_file(path, error);
    common::check_leads(path)?;
    let (mut case, _) = CaseFile::open(path, &Trust::new()).map_err(in_case)?;
    let old_size = match (&asked.last, asked.from) {
        (Some(last), None) => {
            let head = read_head(last)?;
            let (expected, found) = (case.origin().map_err(in_case)?, head.unverified().origin());
            if found != expected.as_str() {
                let (expected, found) = (escaped(expected.as_str()), escaped(found));
                let message = format!("is a head of {found}, expected one of {expected}");
                return Err(Failure::in_file(last, message));
            }
            head.unverified().size()
        }
        (None, from) => from.unwrap_or(0),
        (Some(_), Some(_)) => return Err(Failure::usage("give --last or --from", USAGE)),
    };
    let request = case.cosignature_request(old_size, key.as_ref()).map_err(in_case)?;
    let said = request.head.unverified();
    let name = KeyName::parse(said.origin())?;
    publish(&vkey, format!("{}\n", VerifierKey::new(name, key.public_key().clone())?).as_bytes())?;
    publish(out, request.to_string().as_bytes())?;
    common::say(format_args!(
        "wrote {}: the head of size {}, and {} hashes that join it to the one of size {old_size}\n",
        shown(out),
        said.size(),
        request.proof.len(),
    ))?;
    Ok(0)
}

fn sign(path: &Path, key: &KeyAt, out: &Path, asked: &Asked) -> Result<u8, Failure> {
    let (Some(state), Some(name)) = (&asked.state, &asked.name) else {
        return Err(Failure::usage("--state and --name are needed", USAGE));
    };
    let key_file = key.path().unwrap_or(path);
    if [(out, key_file), (out, state.as_path()), (state, key_file)]
        .iter()
        .any(|(one, other)| is_same_place(one, other))
    {
        return Err(Failure::usage("--key, --state and --out need names of their own", USAGE));
    }
    // A place that cannot be written is told before anything is signed.
    let draft = DraftFile::create(out, Readers::All)?;
    let request = CosignatureRequest::parse(&common::read(path)?);
    let what = "request for a cosignature";
    let request = request.map_err(|error| Failure::no_such(path, what, error))?;
    party_name::check("--name", name)?;
    let name = KeyName::parse(name)
        .map_err(|error| Failure::said(format!("--name {}: {error}", escaped(name))))?;
    let mut ledgers = Vec::new();
    for path in &asked.ledgers {
        let key = ledger_key(path)?;
        // Two of one key would make it unclear whose signature is meant.
        if !ledgers.contains(&key) {
            ledgers.push(key);
        }
    }
    // Before anything is made: a key that has signed nothing is of no use to anybody.
    let origin = request.head.unverified().origin();
    let named = ledgers.iter().any(|key| key.name().as_str() == origin);
    let refused = match (named, request.head.open(&ledgers)) {
        (false, _) => Some("no key is given by --ledger of the ledger"),
        (true, Err(_)) => Some("no key that is given by --ledger signed this head of the ledger"),
        (true, Ok(_)) => None,
    };
    if let Some(why) = refused {
        let origin = escaped(origin);
        common::say(format_args!("REFUSED — {why} {origin}. Nothing was made.\n"))?;
        return Ok(1);
    }
    let words = asked.passphrase.as_deref().map(Passphrase::from_file).transpose()?;
    let (memory, key): (_, Box<dyn Signer>) = match key.path() {
        Some(path) => {
            let (memory, key) = memory_and_key(state, path, (&name, asked.new), words.as_ref())?;
            (memory, Box::new(key))
        }
        None => {
            let key = key.signer(words.as_ref())?;
            // One that cannot cosign has no memory made for it.
            let known = CosignerKey::new(name.clone(), key.public_key().clone())?;
            let memory =
                if asked.new { FileMemory::create(state, known) } else { FileMemory::open(state) };
            (memory?, key)
        }
    };
    let cosigner = Cosigner::new(name, key, memory);
    let cosigner = cosigner.map_err(|error| Failure::in_file(state, error))?;
    let cosigner = ledgers.into_iter().fold(cosigner, Cosigner::knows);
    // Before 1970 is no time of a cosignature.
    let clock = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    match cosigner.cosign(&request, clock) {
        Ok(cosigned) => {
            let written = draft.writer().write_all(cosigned.to_string().as_bytes());
            written.map_err(|error| Failure::in_file(out, error))?;
            draft.publish()?;
            draft.keep();
            let size = cosigned.unverified().size();
            common::say(format_args!(
                "SIGNED — the head of size {size} is in {}. Others know this cosigner by what {} says:\n{}\n",
                shown(out),
                shown(&state.join("cosigner.vkey")),
                cosigner.key(),
            ))?;
            Ok(0)
        }
        Err(CosignError::Stale { held }) => {
            common::say(format_args!(
                "STALE — the last head signed of this ledger has size {held}: ask again, --from {held}.\n"
            ))?;
            Ok(3)
        }
        Err(CosignError::Fork { proof }) => {
            let sizes = proof.heads().each_ref().map(|head| head.unverified().size());
            let kept = cosigner.memory().kept(&proof);
            let kept = kept.map_or_else(
                || format!("The proof is not kept: {} has many of this ledger.\n", shown(state)),
                |path| {
                    format!(
                        "The proof is {}; whoever has the key of the ledger verifies it, with\n\
                         `compare check PROOF --key KEY`. With the root alone it is not verified: a cosigner has not what registers the key.\n",
                        shown(&path)
                    )
                },
            );
            common::say(format_args!(
                "FORK — two signed heads of the sizes {} and {} contradict each other.\nNothing was signed. {kept}",
                sizes[0], sizes[1],
            ))?;
            Ok(1)
        }
        Err(error @ (CosignError::Store(_) | CosignError::Sign(_))) => Err(error.into()),
        Err(error) => {
            common::say(format_args!("REFUSED — {}.\n", Failure::from(error)))?;
            Ok(1)
        }
    }
}

fn read_head(path: &Path) -> Result<SignedCheckpoint, Failure> {
    let head = SignedCheckpoint::parse(&common::read(path)?);
    head.map_err(|error| Failure::no_such(path, "signed head", error))
}

fn ledger_key(path: &Path) -> Result<VerifierKey, Failure> {
    let key = common::read_text(path)?.trim_end().parse();
    key.map_err(|error| Failure::no_such(path, "key of a ledger", error))
}

/// Opens the cosigner's memory and reads its key, or makes both. A key without its memory could contradict itself.
fn memory_and_key(
    directory: &Path,
    path: &Path,
    (name, new): (&KeyName, bool),
    words: Option<&Passphrase>,
) -> Result<(FileMemory, SigningKey), Failure> {
    let known = |key: &SigningKey| CosignerKey::new(name.clone(), key.public_key().clone());
    if path.symlink_metadata().is_ok() {
        let key = passphrase::read(path, words)?;
        let memory = if new {
            FileMemory::create(directory, known(&key)?)
        } else {
            FileMemory::open(directory)
        };
        return Ok((memory?, key));
    }
    // What another key remembers there, and is lost with it, is not taken over in silence.
    if FileMemory::open(directory).is_ok() {
        let message =
            "is the memory of a key that is not there: a new key has a DIRECTORY of its own";
        return Err(Failure::in_file(directory, message));
    }
    check_absent(path)?;
    let key = SigningKey::generate(&mut OsEntropy)?;
    let memory = FileMemory::create(directory, known(&key)?)?;
    passphrase::create(path, &key, words)?;
    Ok((memory, key))
}

fn shown(path: &Path) -> String {
    escaped(&path.to_string_lossy())
}
