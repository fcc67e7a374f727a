//! Compares two case files, or a case file and a remembered head; checks a proof of misbehaviour.
//!
//! ```text
//! cargo run --example compare -- CASE CASE --root FINGERPRINT --out PROOF
//! cargo run --example compare -- CASE --head FILE --root FINGERPRINT
//! cargo run --example compare -- check PROOF --root FINGERPRINT
//! ```
//!
//! Where two signed heads contradict each other they are written out as a proof that anyone can check with the
//! ledger's key, or with the fingerprint of the organisation's root.
//!
//! Exit status: 0 the same, or one extends the other; 1 a fork, or a damaged file; 3 not shown; 2 cannot do what
//! was asked. Of `check`: 0 proven, 1 not proven, 2.

mod common;

use std::io::BufReader;
use std::path::PathBuf;
use std::process::ExitCode;

use handseal::Timestamp;
use handseal::identity::{OrgId, Trust};
use handseal::ledger::{SignedCheckpoint, VerifierKey};
use handseal::verify::{
    Comparison, Misbehaviour, ProvenMisbehaviour, Relation, compare_cases, compare_with_head,
    escaped,
};

use common::draft::publish;
use common::opening::check_absent;
use common::{Arguments, Failure, open};

const USAGE: &str = "\
usage: compare CASE CASE [--root FINGERPRINT]... [--out PROOF] [--now RFC3339] [--json]
       compare CASE --head FILE [--root FINGERPRINT]... [--out PROOF] [--now RFC3339] [--json]
       compare check PROOF --root FINGERPRINT [--json]
       compare check PROOF --key VKEY... [--json]
A case is a whole ledger or an extract. --out gets the proof of misbehaviour, where two signed heads contradict
each other. VKEY is the text of a key of the ledger, as in name+id+key. A proof by a cosigner does not say whose the key is:
it is checked with --key.";

fn main() -> ExitCode {
    match run() {
        Ok(code) => ExitCode::from(code),
        Err(failure) => common::refuse(&failure),
    }
}

#[derive(Default)]
struct Asked {
    words: Vec<String>,
    roots: Vec<OrgId>,
    keys: Vec<VerifierKey>,
    head: Option<PathBuf>,
    out: Option<PathBuf>,
    now: Option<Timestamp>,
    json: Option<()>,
}

fn run() -> Result<u8, Failure> {
    let mut arguments = Arguments::from_env(USAGE);
    let mut asked = Asked::default();
    while let Some(argument) = arguments.next_word()? {
        match argument.as_str() {
            "--root" => asked.roots.push(common::parse("--root", &arguments.value("--root")?)?),
            "--key" => asked.keys.push(common::parse("--key", &arguments.value("--key")?)?),
            "--head" => arguments.once("--head", &mut asked.head)?,
            "--out" => arguments.once("--out", &mut asked.out)?,
            "--now" => arguments.once("--now", &mut asked.now)?,
            "--json" => asked.json = Some(()),
            option if option.starts_with("--") => return Err(arguments.unknown(option)),
            word => asked.words.push(word.to_owned()),
        }
    }
    let words: Vec<_> = asked.words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["check", proof] if asked.head.is_none() && asked.out.is_none() => {
            arguments.check_fits("check", &[("--now", asked.now.is_some())])?;
            check(proof, &asked)
        }
        [one, other] if asked.head.is_none() && asked.keys.is_empty() => {
            let other = BufReader::new(open(other.as_ref())?);
            compare(&asked, |trust, now| {
                let one = BufReader::new(open(one.as_ref())?);
                Ok(compare_cases(trust, now, one, other)?)
            })
        }
        [case] if asked.keys.is_empty() => {
            let path = asked.head.as_ref();
            let path = path.ok_or_else(|| Failure::usage("name two cases, or --head", USAGE))?;
            let head = SignedCheckpoint::parse(&common::read(path)?);
            let head = head.map_err(|error| Failure::no_such(path, "signed head", error))?;
            compare(&asked, |trust, now| {
                let case = BufReader::new(open(case.as_ref())?);
                Ok(compare_with_head(trust, now, case, head)?)
            })
        }
        _ => Err(Failure::usage("name two cases, or a case and --head", USAGE)),
    }
}

fn compare(
    asked: &Asked,
    ask: impl FnOnce(&Trust, Timestamp) -> Result<Comparison, Failure>,
) -> Result<u8, Failure> {
    asked.out.as_deref().map_or(Ok(()), check_absent)?;
    let trust = asked.roots.iter().fold(Trust::new(), |trust, root| trust.root(*root));
    let now = asked.now.map_or_else(common::now, Ok)?;
    let compared = ask(&trust, now)?;
    if let Relation::Fork(fork) = &compared.relation
        && let (Some(proof), Some(out)) = (&fork.proof, &asked.out)
    {
        publish(out, &proof.to_bytes())?;
    }
    match asked.json {
        Some(()) => common::say(common::json(&compared)? + "\n")?,
        None => common::say(&compared)?,
    }
    Ok(compared.exit_code())
}

fn check(path: &str, asked: &Asked) -> Result<u8, Failure> {
    if asked.roots.len() > 1 || asked.roots.is_empty() == asked.keys.is_empty() {
        return Err(Failure::usage("name one root, or the keys of the ledger", USAGE));
    }
    let bytes = common::read(path.as_ref())?;
    let proof = match Misbehaviour::parse(&bytes) {
        Ok(proof) => proof,
        Err(error) => {
            return not_proven(&Failure::no_such(path.as_ref(), "proof of misbehaviour", error));
        }
    };
    let proven = match asked.roots.first() {
        Some(root) => proof.verify_under_root(*root),
        None => proof.verify_under_keys(&asked.keys),
    };
    match proven {
        // As a cosigner keeps it: it knows the key of the ledger, and not who registered it.
        Err(_) if !asked.roots.is_empty() && proof.entries().is_empty() => {
            common::say(
                "NOT PROVEN — nothing in the file registers the keys of the heads, so the root says nothing of them. \
                 Under the ledger's own key, --key VKEY, it can be checked.\n",
            )?;
            Ok(1)
        }
        Err(error) => not_proven(&error.into()),
        Ok(proven) if asked.json.is_some() => {
            common::say(common::json(&proven)? + "\n").map(|()| 0)
        }
        Ok(proven) => common::say(page(&proven)).map(|()| 0),
    }
}

fn page(proven: &ProvenMisbehaviour) -> String {
    let [first, second] = proven.sizes;
    let [one, other] = proven.keys;
    let registered = proven.root.map_or_else(
        || "Not shown: whose keys these are.".to_owned(),
        |root| {
            format!("The organisation of the root {root} registered these keys for this ledger.")
        },
    );
    let differ = proven.index.map_or_else(String::new, |index| {
        format!("The entry with the index {index} is another under each.\n")
    });
    format!(
        "PROVEN — two heads of the ledger {} were signed that cannot both be true,\n\
         of {first} and of {second} entries, with the keys {one} and {other}.\n\
         {differ}{registered}\n\
         Not shown: who held the keys; which head is right; why there are two.\n",
        escaped(&proven.origin),
    )
}

fn not_proven(why: &Failure) -> Result<u8, Failure> {
    common::say(format_args!("NOT PROVEN — {why}.\n"))?;
    Ok(1)
}
