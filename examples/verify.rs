//! Verifies a case: what do these files show?
//!
//! ```text
//! cargo run --example verify
//! cargo run --example verify -- CASE --root FINGERPRINT --head FILE --content ITEM=PATH
//! ```
//!
//! Exit status: 0 consistent, 1 contradicted, 3 incomplete, 4 irregular, 2 cannot do what was asked.

mod common;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use handseal::Timestamp;
use handseal::identity::Trust;
use handseal::ledger::SignedCheckpoint;
use handseal::verify::{ContentSource, ItemName, Report, Verifier};

use common::{Arguments, Failure};

const USAGE: &str = "\
usage: verify [CASE] [--root FINGERPRINT]... [--head FILE]... [--content ITEM=PATH]...
              [--parts ITEM=PATH]... [--now RFC3339] [--json]
ITEM is an id, or a disclosed label that is unique in the case.
Without CASE, the sample case under examples/sample is verified.";

fn main() -> ExitCode {
    match run() {
        Ok(code) => ExitCode::from(code),
        Err(failure) => common::refuse(&failure),
    }
}

fn run() -> Result<u8, Failure> {
    let mut arguments = Arguments::from_env(USAGE);
    let mut asked = Asked::default();
    let mut json = Output::Page;
    while let Some(argument) = arguments.next_word()? {
        match argument.as_str() {
            "--root" => asked.roots.push(arguments.value("--root")?),
            "--head" => asked.heads.push(arguments.path("--head")?),
            "--content" => asked.contents.push(arguments.pair("--content")?),
            "--parts" => asked.parts.push(arguments.pair("--parts")?),
            "--now" => asked.now = Some(common::parse("--now", &arguments.value("--now")?)?),
            "--json" => json = Output::Json,
            option if option.starts_with("--") => return Err(arguments.unknown(option)),
            path if asked.case.is_none() => asked.case = Some(PathBuf::from(path)),
            more => return Err(arguments.unknown(more)),
        }
    }
    let report = if asked.is_empty() { verify(Asked::sample(asked.now)?)? } else { verify(asked)? };
    match json {
        Output::Page => common::say(&report)?,
        Output::Json => common::say(common::json(&report)? + "\n")?,
    }
    Ok(report.verdict.exit_code())
}

enum Output {
    Json,
    Page,
}

#[derive(Default)]
struct Asked {
    case: Option<PathBuf>,
    roots: Vec<String>,
    heads: Vec<PathBuf>,
    contents: Vec<(String, PathBuf)>,
    parts: Vec<(String, PathBuf)>,
    now: Option<Timestamp>,
}

impl Asked {
    fn is_empty(&self) -> bool {
        self.case.is_none()
            && self.roots.is_empty()
            && self.heads.is_empty()
            && self.contents.is_empty()
            && self.parts.is_empty()
    }

    /// The sample case in the repository, whole, with its content, root and remembered head.
    fn sample(now: Option<Timestamp>) -> Result<Self, Failure> {
        // Fixed, so that the page is the same in ten years.
        let then = || common::parse("the sample", "2026-11-22T12:00:00+01:00");
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/sample");
        let root = common::read_text(&folder.join("root.txt"))?;
        Ok(Self {
            case: Some(folder.join("sample.custody")),
            roots: vec![root.trim().to_owned()],
            heads: vec![folder.join("sample.head")],
            contents: vec![
                ("EX-1".to_owned(), folder.join("content/mailbox.eml")),
                ("EX-2".to_owned(), folder.join("content/access.log")),
            ],
            parts: Vec::new(),
            now: Some(now.map_or_else(then, Ok)?),
        })
    }
}

fn verify(asked: Asked) -> Result<Report, Failure> {
    let Some(case) = asked.case else {
        return Err(Failure::usage("name a case to verify", USAGE));
    };
    let mut trust = Trust::new();
    for root in &asked.roots {
        trust = trust.root(common::parse("--root", root)?);
    }
    let now = asked.now.map_or_else(common::now, Ok)?;
    let mut verifier = Verifier::new(&trust, now);
    for path in &asked.heads {
        let head = SignedCheckpoint::parse(&common::read(path)?);
        verifier = verifier.anchor(head.map_err(|error| Failure::in_file(path, error))?);
    }
    for (item, path) in asked.contents {
        verifier = verifier.content(item_name(&item), ContentSource::File(path));
    }
    for (item, path) in asked.parts {
        verifier = verifier.parts(item_name(&item), common::read(&path)?);
    }
    verifier.verify_file(&case).map_err(Failure::from)
}

fn item_name(text: &str) -> ItemName {
    text.parse().unwrap_or_else(|never| match never {})
}
