//! A case in a bucket: puts one there, takes it back, verifies it where it is; uploads and fetches contents.
//!
//! ```text
//! cargo run --example bucket -- probe s3://evidence/cases/2041-26 --options my.options
//! cargo run --example bucket -- put my.custody s3://evidence/cases/2041-26 --root FINGERPRINT --options my.options
//! cargo run --example bucket -- verify s3://evidence/cases/2041-26 --root FINGERPRINT --head my.head --options my.options
//! cargo run --example bucket -- upload disk.dd s3://evidence/cases/2041-26 --options my.options
//! ```
//!
//! The options are those of the store, one a line, as in `region = eu-west-3`: the credentials are among them, so
//! the file must be readable by its owner alone. Nothing is read from the environment.
//!
//! Exit status: 0 it is done; of `verify` as of the program `verify`; 2 cannot do what was asked.

#[path = "../common/mod.rs"]
mod common;
mod content;
mod place;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use handseal::Timestamp;
use handseal::evidence::{Options, measure_reader};
use handseal::identity::Trust;
use handseal::ledger::SignedCheckpoint;
use handseal::store::bucket::{Bucket, BucketReader};
use handseal::store::{CaseFile, Store as _};
use handseal::verify::{Verifier, escaped};

use common::asked::Output;
use common::draft::{DraftFile, Readers};
use common::{Arguments, Failure, say};

const USAGE: &str = "\
usage: bucket probe ADDRESS --options FILE
       bucket put CASE ADDRESS --root FINGERPRINT... --options FILE
       bucket take ADDRESS CASE --root FINGERPRINT... --options FILE
       bucket verify ADDRESS --root FINGERPRINT... [--head FILE]... [--now RFC3339] [--json] --options FILE
       bucket upload FILE ADDRESS --options FILE
       bucket fetch DIGEST ADDRESS FILE --options FILE
       bucket uploads ADDRESS --options FILE
       bucket remove UPLOAD ADDRESS --options FILE
ADDRESS is s3://BUCKET/PREFIX, gs://BUCKET/PREFIX or az://CONTAINER/PREFIX. The options are lines NAME = VALUE: the
region, the endpoint, the credentials. DIGEST is what upload prints, the SHA-256 of the content; UPLOAD is a name that
uploads prints: parts that are no content, of an upload that is under way or broke off.
put and take copy the ledger, byte for byte, to a place where none is; write one of the two from then on.";

#[derive(Default)]
struct Asked {
    words: Vec<String>,
    trust: Trust,
    heads: Vec<PathBuf>,
    options: Option<PathBuf>,
    now: Option<Timestamp>,
    output: Output,
}

fn main() -> ExitCode {
    match run() {
        Ok(code) => ExitCode::from(code),
        Err(failure) => common::refuse(&failure),
    }
}

fn run() -> Result<u8, Failure> {
    let asked = read_arguments()?;
    let words: Vec<_> = asked.words.iter().map(String::as_str).collect();
    let verifies = words.first() == Some(&"verify");
    if !verifies && (!asked.heads.is_empty() || asked.now.is_some()) {
        return Err(Failure::usage("--head and --now are for verify", USAGE));
    }
    let at = |address: &str| place::bucket_at(address, asked.options.as_deref(), USAGE);
    match words.as_slice() {
        ["probe", address] => probe(&at(address)?)?,
        ["put", case, address] => put(case.as_ref(), address, &at(address)?, &asked.trust)?,
        ["take", address, case] => take(address, &at(address)?, case.as_ref(), &asked.trust)?,
        ["verify", address] => return verify(address, &at(address)?, &asked),
        ["upload", file, address] => content::upload(file.as_ref(), &at(address)?)?,
        ["fetch", digest, address, file] => {
            let digest = common::parse("DIGEST", digest)?;
            content::fetch(&digest, &at(address)?, file.as_ref())?;
        }
        ["uploads", address] => content::list_uploads(&at(address)?)?,
        ["remove", upload, address] => content::remove(upload, &at(address)?)?,
        _ => return Err(Failure::usage("name what to do, and its place", USAGE)),
    }
    Ok(0)
}

fn read_arguments() -> Result<Asked, Failure> {
    let mut arguments = Arguments::from_env(USAGE);
    let mut asked = Asked::default();
    while let Some(argument) = arguments.next_word()? {
        match argument.as_str() {
            "--root" => {
                let root = common::parse("--root", &arguments.value("--root")?)?;
                asked.trust = asked.trust.root(root);
            }
            "--head" => asked.heads.push(arguments.path("--head")?),
            "--options" => arguments.once("--options", &mut asked.options)?,
            "--now" => arguments.once("--now", &mut asked.now)?,
            "--json" => asked.output = Output::Json,
            option if option.starts_with("--") => return Err(arguments.unknown(option)),
            word => asked.words.push(word.to_owned()),
        }
    }
    Ok(asked)
}

fn probe(bucket: &Bucket) -> Result<(), Failure> {
    let probed = bucket.probe()?;
    say(format_args!(
        "{} writers raced for each of {} new objects, and one won each\n",
        probed.writers, probed.races
    ))
}

fn put(case: &Path, address: &str, bucket: &Bucket, trust: &Trust) -> Result<(), Failure> {
    let (mut case, _) =
        CaseFile::open(case, trust).map_err(|error| Failure::in_file(case, error))?;
    let copy = case.copy_to_bucket(bucket).map_err(|error| Failure::from_url(address, error))?;
    say(format_args!("{} entries are at {}\n", copy.size(), escaped(address)))
}

fn take(address: &str, bucket: &Bucket, case: &Path, trust: &Trust) -> Result<(), Failure> {
    // Opened for reading: whoever takes needs no right to write there.
    let ledger = BucketReader::open(bucket).map_err(|error| Failure::from_url(address, error))?;
    let length = ledger.length();
    let draft = DraftFile::create(case, Readers::All)?;
    let taken = content::write_down(ledger, &draft)?;
    let kept = measure_reader(draft.reader()?, Options::default())?;
    if kept.sha256 != taken.sha256 {
        return Err(Failure::in_file(case, "does not read back as it was written"));
    }
    draft.publish()?;
    let opened = CaseFile::open(case, trust).map_err(|error| Failure::from_url(address, error));
    let (copy, _) = opened?;
    if copy.read_only().is_some() || copy.store().length() != length {
        return Err(Failure::from_url(
            address,
            "the ledger is damaged, and is not taken: verify it",
        ));
    }
    draft.keep();
    let shown = escaped(&case.to_string_lossy());
    say(format_args!("{} entries of {} are in {shown}\n", copy.size(), escaped(address)))
}

fn verify(address: &str, bucket: &Bucket, asked: &Asked) -> Result<u8, Failure> {
    // Before the clock is read: what is recorded while the ledger is verified is not of the future.
    let ledger = BucketReader::open(bucket).map_err(|error| Failure::from_url(address, error))?;
    let now = asked.now.map_or_else(common::now, Ok)?;
    let mut verifier = Verifier::new(&asked.trust, now);
    for path in &asked.heads {
        let head = SignedCheckpoint::parse(&common::read(path)?);
        verifier = verifier.anchor(head.map_err(|error| Failure::in_file(path, error))?);
    }
    let report = verifier.verify(ledger)?;
    match asked.output {
        Output::Page => say(format_args!("{report}The ledger at {}\n", escaped(address)))?,
        Output::Json => say(common::json(&report)? + "\n")?,
    }
    Ok(report.verdict.exit_code())
}
