//! Enrols somebody whose key is elsewhere: they send its public half, and the proof that they possess it.
//!
//! ```text
//! cargo run --example enrol -- ask --root FINGERPRINT --key KEY --out ANA.ask
//! cargo run --example enrol -- record CASE --ask ANA.ask --name NAME [--role ROLE]... [--key KEY] [--policy FILE]
//! ```
//!
//! `ask` is for the one who is to be enrolled, wherever the key is: a file, an SSH agent, a token. It makes an id in the organisation with
//! this root, and has the key sign that it is this party's. `record` is for the registrar: it looks whether the proof
//! holds, and records the enrolment. Who sent the file, no file shows: that is for the registrar to find out.
//!
//! Exit status: 0 done, 2 not done.

mod common;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use handseal::event::{PartyKind, ProvenKey, prove_possession};
use handseal::identity::{IdError, OrgId, OsEntropy, PartyId, PublicKey, Signature, Signer, Trust};
use handseal::law::Policy;
use handseal::store::{Actor, CaseFile, Enrolment};
use handseal::verify::{REGISTRAR, escaped};

use common::draft::publish;
use common::opening::{beside, check_absent};
use common::passphrase::Passphrase;
use common::policies::Policies;
use common::signer::KeyAt;
use common::{Arguments, Failure, party_name};

const USAGE: &str = "\
usage: enrol ask --root FINGERPRINT --key KEY --out FILE [--passphrase-file WORDS]
       enrol record CASE --ask FILE --name NAME [--role ROLE]... [--device] [--key KEY] [--registrar PARTY]
             [--policy [ROOT=]FILE]... [--passphrase-file WORDS]
`ask` writes a FILE with a public key, a new id in the organisation with this root, and the proof that KEY, the key of the
one who asks, is held. `record` enrols that party, as a person if it is no --device. It is signed with --key: that of the
organisation, CASE.key unless it is named, or of the --registrar. A role that the policy does not have is refused.
KEY is a file; or agent:FINGERPRINT, a key in the SSH agent; or pkcs11:token=LABEL?module-path=FILE&pin-source=FILE.";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => common::refuse(&failure),
    }
}

/// What the command line names.
#[derive(Default)]
struct Asked {
    ask: Option<PathBuf>,
    device: Option<()>,
    key: Option<KeyAt>,
    name: Option<String>,
    out: Option<PathBuf>,
    passphrase: Option<PathBuf>,
    policies: Policies,
    registrar: Option<PartyId>,
    roles: Vec<String>,
    root: Option<OrgId>,
}

fn run() -> Result<(), Failure> {
    let mut arguments = Arguments::from_env(USAGE);
    let (mut words, mut asked) = (Vec::new(), Asked::default());
    while let Some(argument) = arguments.next_word()? {
        match argument.as_str() {
            "--ask" => arguments.once("--ask", &mut asked.ask)?,
            "--device" => asked.device = Some(()),
            "--key" => arguments.once("--key", &mut asked.key)?,
            "--name" => arguments.once("--name", &mut asked.name)?,
            "--out" => arguments.once("--out", &mut asked.out)?,
            "--passphrase-file" => arguments.once("--passphrase-file", &mut asked.passphrase)?,
            "--policy" => asked.policies.add(&mut arguments)?,
            "--registrar" => arguments.once("--registrar", &mut asked.registrar)?,
            "--role" => asked.roles.push(arguments.value("--role")?),
            "--root" => arguments.once("--root", &mut asked.root)?,
            option if option.starts_with("--") => return Err(arguments.unknown(option)),
            word => words.push(word.to_owned()),
        }
    }
    let of_record = [
        ("--device", asked.device.is_some()),
        ("--name", asked.name.is_some()),
        ("--policy", !asked.policies.is_empty()),
        ("--registrar", asked.registrar.is_some()),
        ("--role", !asked.roles.is_empty()),
    ];
    match words.first().map(String::as_str) {
        Some("ask") => arguments.check_fits("ask: the registrar decides that", &of_record)?,
        Some("record") => arguments.check_fits("record", &[("--root", asked.root.is_some())])?,
        Some(_) | None => {}
    }
    let passphrase = asked.passphrase.as_deref().map(Passphrase::from_file).transpose()?;
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    match (words.as_slice(), &asked) {
        (["ask"], Asked { root: Some(root), key: Some(key), out: Some(out), ask: None, .. }) => {
            ask(*root, key, out, passphrase.as_ref())
        }
        (["record", case], Asked { ask: Some(file), name: Some(name), out: None, .. }) => {
            record(case.as_ref(), (file, name), &asked, passphrase.as_ref())
        }
        _ => Err(Failure::usage("ask, or record, with the options that each needs", USAGE)),
    }
}

fn ask(
    root: OrgId,
    key: &KeyAt,
    out: &Path,
    passphrase: Option<&Passphrase>,
) -> Result<(), Failure> {
    check_absent(out)?;
    let key = key.signer(passphrase)?;
    let party = PartyId::generate(root, &mut OsEntropy)?;
    let proof = prove_possession(key.as_ref(), party)?;
    let public = key.public_key();
    let hex: String = proof.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    let text = format!("party {party}\nproof {hex}\nkey {}\n", public.to_openssh());
    publish(out, text.as_bytes())?;
    common::say(format_args!(
        "wrote {}: the registrar enrols {party} with it\n\
         tell the registrar by another way the thumbprint of your key: {}\n",
        shown(out),
        public.thumbprint(),
    ))
}

/// The three lines of a file: each a word, and what it says.
fn read_ask(path: &Path) -> Result<ProvenKey, Failure> {
    let text = common::first_text(path, 16 * 1024)?;
    let line = |name: &str| {
        let found = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        found.ok_or_else(|| {
            let message =
                format!("is no file that `enrol ask` made: it has no line with its {name}");
            Failure::in_file(path, message)
        })
    };
    let party = line("party")?.parse();
    let party = party.map_err(|error: IdError| Failure::in_file(path, error))?;
    let key = PublicKey::from_openssh(line("key")?);
    let key = key.map_err(|error| Failure::in_file(path, error))?;
    let proof = signature_of(line("proof")?);
    let proof = proof.ok_or_else(|| Failure::in_file(path, "the proof is not 64 bytes in hex"))?;
    ProvenKey::new(key, party, proof).map_err(|error| {
        let message = format!("the proof is not by this key for this party: {error}");
        Failure::in_file(path, message)
    })
}

fn signature_of(hex: &str) -> Option<Signature> {
    let digits = hex.as_bytes().chunks_exact(2).map(|pair| {
        let plain = pair.iter().all(u8::is_ascii_hexdigit);
        let text = std::str::from_utf8(pair).ok().filter(|_| plain)?;
        u8::from_str_radix(text, 16).ok()
    });
    let bytes: Vec<u8> = digits.collect::<Option<_>>()?;
    let whole = hex.len() == 128;
    Some(Signature(bytes.try_into().ok().filter(|_| whole)?))
}

fn record(
    path: &Path,
    (file, name): (&Path, &str),
    asked: &Asked,
    passphrase: Option<&Passphrase>,
) -> Result<(), Failure> {
    let in_case = |error| Failure::in_file(path, error);
    party_name::check("--name", name)?;
    let proven = read_ask(file)?;
    let party = proven.party();
    let policies = asked.policies.read()?;
    let of = |whose| policies.iter().find(|(of, _)| *of == whose).map(|(_, policy)| policy);
    let policy = of(Some(party.org())).or(of(None)).unwrap_or(Policy::embedded());
    asked.roles.iter().try_for_each(|role| check_role(role, policy))?;
    let key = asked.key.clone().unwrap_or_else(|| KeyAt::File(beside(path, ".key")));
    let signer = key.signer(passphrase)?;
    check_organisation(file, party, asked.registrar, signer.as_ref())?;
    let actor = match asked.registrar {
        None => Actor::organisation(signer.as_ref()),
        Some(registrar) => Actor::new(registrar, signer.as_ref()),
    };
    common::check_leads(path)?;
    let (mut case, _) = CaseFile::open(path, &Trust::new()).map_err(in_case)?;
    let roles: Vec<_> = asked.roles.iter().map(String::as_str).collect();
    let kind = if asked.device.is_some() { PartyKind::Device } else { PartyKind::Person };
    let enrolment = Enrolment { kind, name, roles: &roles, units: &[], key: Some(&proven) };
    let at = common::now()?;
    let recorded = case.enrol_as(party, &enrolment, &actor, at, &mut OsEntropy);
    let recorded = recorded.map_err(in_case)?;
    let mut others = case.good_keys(party);
    others.retain(|kid| *kid != proven.public_key().thumbprint());
    common::say(format_args!("entry {}: {party} is enrolled\n", recorded.index))?;
    for kid in others {
        common::say(format_args!("it has another key, too, which stays good: {kid}\n"))?;
    }
    Ok(())
}

/// Nobody enrols into an organisation but itself, and its registrars.
fn check_organisation(
    file: &Path,
    party: PartyId,
    registrar: Option<PartyId>,
    signer: &dyn Signer,
) -> Result<(), Failure> {
    let (asked, own) = (party.org(), signer.public_key().thumbprint());
    let why = match registrar {
        None if asked != own => {
            format!(
                "the key that is given is {own}: it enrols into its own organisation, or for a --registrar"
            )
        }
        Some(registrar) if asked != registrar.org() => {
            format!("the registrar is of the organisation {}", registrar.org())
        }
        None | Some(_) => return Ok(()),
    };
    let message =
        format!("asks for a place in the organisation with the root key {asked}, and {why}");
    Err(Failure::in_file(file, message))
}

/// A role that a policy does not have gives nothing, and nobody would notice before the first act.
fn check_role(role: &str, policy: &Policy) -> Result<(), Failure> {
    if role == REGISTRAR || policy.roles().iter().any(|known| known.id() == role) {
        return Ok(());
    }
    let (role, name) = (escaped(role), escaped(policy.name()));
    Err(Failure::said(format!("the policy {name} has no role {role}: it would give no right")))
}

fn shown(path: &Path) -> String {
    escaped(&path.to_string_lossy())
}
