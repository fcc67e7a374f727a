//! Appends remarks to a case, one durable event after the other.
//!
//! ```text
//! cargo run --example append -- CASE --n N [--key KEY] [--head FILE]
//! cargo run --example append -- CASE --n N --key KEY --party PARTY [--policy FILE]
//! ```
//!
//! Each event is `noted` on the own chain of the organisation that keeps the ledger, or of the party that is
//! named. `ACK <index>` is printed, and flushed, once the event with that index in the ledger survives a power cut; a
//! line that was printed is never taken back. With `--head`, a head over all that the case has then is signed and written
//! to FILE, to be kept elsewhere. KEY is the organisation's root key, or that of the party: a file,
//! `CASE.key` unless another is named; a key in the SSH agent; or one on a PKCS#11 token. A case that is
//! not there is made, with its keys. A torn tail is cut first and said on standard error. What the policy gives to others
//! than the party is not recorded.
//!
//! Exit status: 0 all N are recorded, 2 some are not: those that were acknowledged, and no other,
//! are certain to be there.

mod common;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use handseal::event::{At, Noted, Salts, Subject};
use handseal::identity::{OsEntropy, PartyId, Signer, Trust};
use handseal::store::{Actor, CaseFile, Recovery};
use handseal::verify::escaped;

use common::draft::publish;
use common::opening::{Keys, beside, check_absent, check_keeps, check_signs_heads, is_same_place};
use common::passphrase::Passphrase;
use common::policies::Policies;
use common::signer::{self, KeyAt};
use common::{Arguments, Failure};

const USAGE: &str = "\
usage: append CASE --n N [--key KEY] [--checkpoint-key KEY] [--party PARTY] [--policy [ROOT=]FILE]...
              [--head FILE] [--passphrase-file WORDS]
Appends N remarks, printing ACK <index> after each is durable. KEY is the root key of the
organisation that keeps the case, or with --party that of the party; CASE.key unless it is named. Where there is no
case it is made, with the key files that are not there; --checkpoint-key, or KEY.checkpoint, signs its heads.
With --head, a head over all that the case has in the end is signed and written to FILE, to be kept elsewhere.
KEY is a file; or agent:FINGERPRINT, a key in the SSH agent, as ssh-add -l or key show prints it; or
pkcs11:token=LABEL?module-path=FILE&pin-source=FILE, one on a token (RFC 7512); x-thumbprint=THUMBPRINT says which.
What the policy, or the one for the organisation of that root, gives to others than the party is refused.
With --passphrase-file, key files are made and read under the passphrase in the first line of WORDS.";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => common::refuse(&failure),
    }
}

fn run() -> Result<(), Failure> {
    let mut arguments = Arguments::from_env(USAGE);
    let (mut case, mut count, mut key, mut words) = (None, None::<u64>, None, None::<PathBuf>);
    let (mut heads_key, mut party, mut policies) = (None, None, Policies::default());
    let mut head: Option<PathBuf> = None;
    while let Some(argument) = arguments.next_word()? {
        match argument.as_str() {
            "--n" => arguments.once("--n", &mut count)?,
            "--key" => arguments.once("--key", &mut key)?,
            "--checkpoint-key" => {
                arguments.once("--checkpoint-key", &mut heads_key)?;
            }
            "--party" => arguments.once("--party", &mut party)?,
            "--policy" => policies.add(&mut arguments)?,
            "--head" => arguments.once("--head", &mut head)?,
            "--passphrase-file" => arguments.once("--passphrase-file", &mut words)?,
            option if option.starts_with("--") => return Err(arguments.unknown(option)),
            path if case.is_none() => case = Some(PathBuf::from(path)),
            more => return Err(arguments.unknown(more)),
        }
    }
    let (Some(path), Some(count)) = (case, count) else {
        return Err(Failure::usage("CASE and --n are needed", USAGE));
    };
    let key = key.unwrap_or_else(|| KeyAt::File(beside(&path, ".key")));
    let words = words.as_deref().map(Passphrase::from_file).transpose()?;
    // What cannot be read or written is said before anything is made.
    if let Some(out) = &head {
        check_absent(out)?;
        let taken = [path.clone(), beside(&path, ".cache"), beside(&path, ".index")];
        if taken.iter().any(|taken| is_same_place(taken, out)) {
            return Err(Failure::usage("the head needs a name of its own", USAGE));
        }
    }
    let policies = policies.read()?;
    common::check_leads(&path)?;
    let signer = match (path.symlink_metadata(), party) {
        (Ok(_), _) => key.signer(words.as_ref())?,
        (Err(_), None) => {
            let heads_key = signer::checkpoint_key(&key, heads_key.as_ref(), USAGE)?;
            make(&path, &key, &heads_key, words.as_ref())?
        }
        (Err(error), Some(_)) => return Err(Failure::in_file(&path, error)),
    };
    let mut case = open(&path, signer.as_ref(), party)?;
    for (organisation, policy) in &policies {
        match organisation {
            None => case.obey(policy),
            Some(organisation) => case.obey_of(*organisation, policy),
        }
    }
    let Some(out) = head else {
        return append(&path, &mut case, (signer.as_ref(), party), count);
    };
    let heads_key = signer::checkpoint_key(&key, heads_key.as_ref(), USAGE)?;
    let heads_key = heads_key.signer(words.as_ref())?;
    check_signs_heads(heads_key.as_ref())?;
    // Whether it is the ledger's key is found before anything is recorded.
    case.checkpoint(heads_key.as_ref()).map_err(|error| Failure::in_file(&path, error))?;
    append(&path, &mut case, (signer.as_ref(), party), count)?;
    write_head(&path, &mut case, heads_key.as_ref(), &out)
}

/// Signs a head over all that the case has, and writes it.
fn write_head(
    path: &Path,
    case: &mut CaseFile,
    key: &dyn Signer,
    out: &Path,
) -> Result<(), Failure> {
    let head = case.checkpoint(key).map_err(|error| Failure::in_file(path, error))?;
    publish(out, head.to_string().as_bytes())?;
    let (shown, size) = (escaped(&out.to_string_lossy()), head.unverified().size());
    common::say(format_args!("HEAD {size} {shown}\n"))
}

/// Makes the case, which appears whole: a crash leaves no half of one.
fn make(
    path: &Path,
    key: &KeyAt,
    heads_key: &KeyAt,
    words: Option<&Passphrase>,
) -> Result<Box<dyn Signer>, Failure> {
    let mut entropy = OsEntropy;
    let keys = Keys::at(key, heads_key, words, &mut entropy)?;
    let case = keys.begin(common::now()?, &mut entropy)?;
    publish(path, case.store().as_bytes())?;
    Ok(keys.root)
}

/// Opens the case, if the key can write it.
fn open(path: &Path, signer: &dyn Signer, party: Option<PartyId>) -> Result<CaseFile, Failure> {
    let in_case = |error| Failure::in_file(path, error);
    let (case, recovery) = CaseFile::open(path, &Trust::new()).map_err(in_case)?;
    if let Recovery::Cut { range, kept } = recovery {
        let (start, end) = (range.start, range.end);
        let kept = escaped(&kept.to_string_lossy());
        common::warn(format_args!(
            "the torn tail, bytes {start} to {end}, was cut and is kept in {kept}"
        ));
    }
    if let Some(finding) = case.read_only() {
        let message = format!("damaged, so it is not written: {}", finding.message());
        return Err(Failure::in_file(path, message));
    }
    let found = signer.public_key().thumbprint();
    match party {
        None => check_keeps(path, &case, signer).map(|()| case),
        Some(party) if !case.good_keys(party).contains(&found) => {
            let message = format!("has no key {found} of {party} that is good");
            Err(Failure::in_file(path, message))
        }
        Some(_) => Ok(case),
    }
}

fn append(
    path: &Path,
    case: &mut CaseFile,
    (signer, party): (&dyn Signer, Option<PartyId>),
    count: u64,
) -> Result<(), Failure> {
    let in_case = |error| Failure::in_file(path, error);
    let actor =
        party.map_or_else(|| Actor::organisation(signer), |party| Actor::new(party, signer));
    let chain = Subject::Own(actor.id, case.origin().map_err(in_case)?.clone());
    let mut entropy = OsEntropy;
    for _ in 0..count {
        let text = Salts::new(&mut entropy)?.commit("a remark by the example append");
        let remark = Noted { text, entry: None };
        let at = At::device(common::now()?);
        let recorded =
            case.act(remark, std::slice::from_ref(&chain), &actor, at).map_err(in_case)?;
        common::say(format_args!("ACK {}\n", recorded.index))?;
    }
    Ok(())
}
