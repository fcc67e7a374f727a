//! Has the time of a ledger's head attested by an outside authority (RFC 3161).
//!
//! ```text
//! cargo run --example timestamp -- request CASE --out FILE.tsq [--key KEY]
//! cargo run --example timestamp -- record CASE --request FILE.tsq --reply FILE.tsr [--key KEY]
//! cargo run --example timestamp -- ask CASE --url http://AUTHORITY [--key KEY]
//! ```
//!
//! `request` signs a head over everything recorded and writes the request for it, to be carried or posted to the authority. `record` takes the reply
//! and records its token. `ask` does both over HTTP. KEY is the organisation's root key, the file `CASE.key` unless another is named; the key of
//! the ledger's heads stands beside it as `KEY.checkpoint`, or is named. `verify --authority PEM` shows what it attests.
//!
//! Exit status: 0 done, 2 not done.

mod common;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use handseal::identity::{OsEntropy, Signer, Trust};
use handseal::ledger::Checkpoint;
use handseal::store::{Actor, CaseFile};
use handseal::timestamp::{MAX_TOKEN, TimeStampRequest, TimeStampToken};
use handseal::verify::escaped;

use common::draft::publish;
use common::opening::{beside, check_absent, check_keeps};
use common::passphrase::Passphrase;
use common::signer::{self, KeyAt};
use common::{Arguments, Failure};

const USAGE: &str = "\
usage: timestamp request CASE --out FILE.tsq [KEYS]
       timestamp record CASE --request FILE.tsq --reply FILE.tsr [KEYS]
       timestamp ask CASE --url http://AUTHORITY [KEYS]
KEYS are [--key KEY] [--checkpoint-key KEY] [--passphrase-file WORDS].
Has the time of the case's head attested. The root key of the organisation that keeps the case is --key, CASE.key unless
it is named; --checkpoint-key, or KEY.checkpoint where KEY is a file, signs its heads. KEY is a file, read under the
passphrase in the first line of WORDS if it is given; or agent:FINGERPRINT, a key in the SSH agent; or
pkcs11:token=LABEL?module-path=FILE&pin-source=FILE, one on a token (RFC 7512).";

/// How long an authority is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => common::refuse(&failure),
    }
}

/// What the command line names.
#[derive(Default)]
struct Asked {
    heads_key: Option<KeyAt>,
    key: Option<KeyAt>,
    words: Option<PathBuf>,
    out: Option<PathBuf>,
    reply: Option<PathBuf>,
    request: Option<PathBuf>,
    url: Option<String>,
}

fn run() -> Result<(), Failure> {
    let mut arguments = Arguments::from_env(USAGE);
    let (mut words, mut asked) = (Vec::new(), Asked::default());
    while let Some(argument) = arguments.next_word()? {
        match argument.as_str() {
            "--checkpoint-key" => {
                arguments.once("--checkpoint-key", &mut asked.heads_key)?;
            }
            "--key" => arguments.once("--key", &mut asked.key)?,
            "--passphrase-file" => arguments.once("--passphrase-file", &mut asked.words)?,
            "--out" => arguments.once("--out", &mut asked.out)?,
            "--reply" => arguments.once("--reply", &mut asked.reply)?,
            "--request" => arguments.once("--request", &mut asked.request)?,
            "--url" => arguments.once("--url", &mut asked.url)?,
            option if option.starts_with("--") => return Err(arguments.unknown(option)),
            word => words.push(word.to_owned()),
        }
    }
    let [act, case] = words.as_slice() else {
        return Err(Failure::usage("an act and CASE are needed", USAGE));
    };
    let path = PathBuf::from(case);
    let key = asked.key.unwrap_or_else(|| KeyAt::File(beside(&path, ".key")));
    let heads_key = signer::checkpoint_key(&key, asked.heads_key.as_ref(), USAGE)?;
    let words = asked.words.as_deref().map(Passphrase::from_file).transpose()?;
    let mut ledger = Ledger::open(&path, [&key, &heads_key], words.as_ref())?;
    match (act.as_str(), asked.out, asked.request, asked.reply, asked.url) {
        ("request", Some(out), None, None, None) => {
            check_absent(&out)?;
            let (head, request) = ledger.request()?;
            publish(&out, &request.to_der())?;
            common::say(format_args!("the head of {} entries is to be stamped\n", head.size()))
        }
        ("record", None, Some(request), Some(reply), None) => {
            let kept = TimeStampRequest::from_der(&common::read(&request)?);
            let kept = kept
                .map_err(|error| Failure::no_such(&request, "request for a time-stamp", error))?;
            let token = kept.accept(&common::read(&reply)?);
            ledger.record(&token.map_err(|error| Failure::in_file(&reply, error))?)
        }
        ("ask", None, None, None, Some(url)) => {
            check_url(&url)?;
            let (_, request) = ledger.request()?;
            let reply = post(&url, &request.to_der())?;
            ledger.record(&request.accept(&reply).map_err(|error| Failure::from_url(&url, error))?)
        }
        _ => Err(Failure::usage("an act is named with other options than its own", USAGE)),
    }
}

/// A case and its keys.
struct Ledger<'p> {
    path: &'p Path,
    case: CaseFile,
    root: Box<dyn Signer>,
    heads: Box<dyn Signer>,
}

impl<'p> Ledger<'p> {
    fn open(
        path: &'p Path,
        [root, heads]: [&KeyAt; 2],
        words: Option<&Passphrase>,
    ) -> Result<Self, Failure> {
        let (root, heads) = (root.signer(words)?, heads.signer(words)?);
        common::check_leads(path)?;
        let opened = CaseFile::open(path, &Trust::new());
        let (case, _) = opened.map_err(|error| Failure::in_file(path, error))?;
        // Before a head is signed, or an authority asked, in vain.
        check_keeps(path, &case, root.as_ref())?;
        Ok(Self { path, case, root, heads })
    }

    /// The request for the head over everything recorded: the last one, or a new one.
    fn request(&mut self) -> Result<(Checkpoint, TimeStampRequest), Failure> {
        let head = self.case.checkpoint(self.heads.as_ref());
        let head = head.map_err(|error| Failure::in_file(self.path, error))?;
        let head = head.unverified().clone();
        let request = TimeStampRequest::for_head(&head, &mut OsEntropy)?;
        Ok((head, request))
    }

    fn record(&mut self, token: &TimeStampToken) -> Result<(), Failure> {
        let (actor, at) = (Actor::organisation(self.root.as_ref()), common::now()?);
        let recorded = self.case.record_time_stamp(token, &actor, at);
        let recorded = recorded.map_err(|error| Failure::in_file(self.path, error))?;
        let (index, time) = (recorded.index, token.claimed_time());
        common::say(format_args!(
            "entry {index}: a head of this ledger, stamped at {time} as the token says\n"
        ))
    }
}

/// Before a head is signed for it. The token is signed, so the way need not be hidden.
fn check_url(url: &str) -> Result<(), Failure> {
    let read: ureq::http::Uri = common::parse("--url", url)?;
    if read.scheme_str() == Some("http") && read.host().is_some() {
        return Ok(());
    }
    Err(Failure::said(format!("--url {}: expected http://AUTHORITY", escaped(url))))
}

/// RFC 3161 §3.4.
fn post(url: &str, request: &[u8]) -> Result<Vec<u8>, Failure> {
    let failed = |error| Failure::from_url(url, error);
    let patient = ureq::Agent::config_builder().timeout_global(Some(PATIENCE)).build();
    let agent: ureq::Agent = patient.into();
    let sent = agent.post(url).header("content-type", "application/timestamp-query").send(request);
    let mut answer = sent.map_err(failed)?;
    let limit = u64::try_from(MAX_TOKEN)?;
    answer.body_mut().with_config().limit(limit).read_to_vec().map_err(failed)
}
