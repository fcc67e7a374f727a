//! Writes what a case records of an item as a list that other programs check, and checks their lists against it.
//!
//! ```text
//! cargo run --example lists -- write sha256sum --case CASE --item ITEM --manifest FILE --out LIST
//! cargo run --example lists -- bag --case CASE --item ITEM --manifest FILE --content FOLDER --out BAG
//! cargo run --example lists -- check hashdeep LIST --case CASE --item ITEM --manifest FILE
//! ```
//!
//! Nothing of the case is verified here: that is for `verify`. A manifest must be the one that the case records.
//!
//! Exit status: 0 written, or as recorded; 1 not as recorded; 2 cannot do what was asked; 3 nothing differs, and not
//! everything could be compared by SHA-256 or SHA-512.

mod bag;
#[path = "../common/mod.rs"]
mod common;
#[path = "../prove/find.rs"]
mod find;
mod recorded;
mod unrecorded;

use std::collections::BTreeSet;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use handseal::interop::lists::{
    AuditConclusion, ChecksumStyle, FileList, HashdeepList, LineEnd, ListAlgorithm, ListedPath,
    audit, read_checksums, write_checksums,
};
use handseal::verify::escaped;

use common::draft::publish;
use common::opening::check_absent;
use common::{Arguments, Failure, open};
use recorded::Recorded;

const USAGE: &str = "\
usage: lists write KIND --case CASE --item ITEM [--manifest FILE|--as NAME] --out LIST
       lists bag --case CASE --item ITEM [--manifest FILE|--as NAME] --content PATH --out BAG
       lists check KIND LIST --case CASE --item ITEM [--manifest FILE|--as NAME] [--below FOLDER]
       lists check bag BAG --case CASE --item ITEM [--manifest FILE|--as NAME]
KIND is md5sum, sha1sum, sha256sum, sha512sum or hashdeep. ITEM is an id, or a disclosed label that is unique in the
case; of a directory the manifest is needed that was made when it was collected. A list has the files that were read.
A bag (BagIt, RFC 8493) is made with a copy of PATH, which is compared with what is recorded; all files of one that is
checked are read.
--below FOLDER: the names in LIST begin with that folder.
--as NAME: the content as one file is called that. Of an E01 image and of segments the digests are not those of the file
whose name is recorded, so these need it: NAME is then the medium, or all segments in one file.";

fn main() -> ExitCode {
    match run() {
        Ok(code) => ExitCode::from(code),
        Err(failure) => common::refuse(&failure),
    }
}

/// What is asked for.
#[derive(Default)]
struct Asked {
    case: Option<PathBuf>,
    item: Option<String>,
    manifest: Option<PathBuf>,
    content: Option<PathBuf>,
    out: Option<PathBuf>,
    below: Option<PathBuf>,
    name: Option<String>,
}

impl Asked {
    fn read(mut arguments: Arguments) -> Result<Self, Failure> {
        let mut asked = Self::default();
        while let Some(argument) = arguments.next_word()? {
            match argument.as_str() {
                "--as" => arguments.once("--as", &mut asked.name)?,
                "--below" => arguments.once("--below", &mut asked.below)?,
                "--case" => arguments.once("--case", &mut asked.case)?,
                "--content" => arguments.once("--content", &mut asked.content)?,
                "--item" => arguments.once("--item", &mut asked.item)?,
                "--manifest" => arguments.once("--manifest", &mut asked.manifest)?,
                "--out" => arguments.once("--out", &mut asked.out)?,
                other => return Err(arguments.unknown(other)),
            }
        }
        Ok(asked)
    }

    fn recorded(&self) -> Result<Recorded, Failure> {
        let (Some(case), Some(item)) = (&self.case, &self.item) else {
            return Err(Failure::usage("--case and --item are needed", USAGE));
        };
        Recorded::of(case, item, self.manifest.as_deref(), self.name.as_deref())
    }

    fn out(&self) -> Result<&Path, Failure> {
        let out = self.out.as_deref().ok_or_else(|| Failure::usage("--out is needed", USAGE))?;
        check_absent(out)?;
        Ok(out)
    }
}

fn run() -> Result<u8, Failure> {
    let mut arguments = Arguments::from_env(USAGE);
    let what = arguments.next_word()?;
    match what.as_deref() {
        Some("bag") => {
            let asked = Asked::read(arguments)?;
            let content = asked.content.as_deref();
            let content = content.ok_or_else(|| Failure::usage("--content is needed", USAGE))?;
            let recorded = asked.recorded()?;
            recorded.check_names()?;
            bag::make(&recorded, content, asked.out()?)
        }
        Some("check") => {
            let (kind, list) = (arguments.next_word()?, arguments.next_word()?);
            let (Some(kind), Some(list)) = (kind, list) else {
                return Err(Failure::usage("say which list to check", USAGE));
            };
            check(&kind, Path::new(&list), &Asked::read(arguments)?)
        }
        Some("write") => {
            let kind = arguments.next_word()?;
            let kind = kind.ok_or_else(|| Failure::usage("say what to write", USAGE))?;
            write(&kind, &Asked::read(arguments)?)
        }
        Some(other) => Err(arguments.unknown(other)),
        None => Err(Failure::usage("say what to do", USAGE)),
    }
}

/// The digest of `sha256sum` and its siblings.
fn algorithm(kind: &str) -> Result<ListAlgorithm, Failure> {
    let name = kind.strip_suffix("sum");
    let known = ["md5", "sha1", "sha256", "sha512"];
    let algorithm = name.filter(|name| known.contains(name)).and_then(ListAlgorithm::from_code);
    algorithm.ok_or_else(|| Failure::usage(format!("{} is no kind of list", escaped(kind)), USAGE))
}

fn write(kind: &str, asked: &Asked) -> Result<u8, Failure> {
    let (recorded, out) = (asked.recorded()?, asked.out()?);
    // Whoever checks the list opens what it names.
    recorded.check_names()?;
    let (mut text, files) = (Vec::new(), recorded.files.clone());
    let count = files.len();
    if kind == "hashdeep" {
        // As `hashdeep -r -l .` calls what is in a folder.
        let files = if asked.manifest.is_some() { recorded.within(b"./")? } else { files };
        HashdeepList::new(files, &recorded.digests()).write(&mut text)?;
    } else {
        let (style, end) = (ChecksumStyle::Text, LineEnd::Newline);
        write_checksums(&files, algorithm(kind)?, style, end, &mut text)?;
    }
    publish(out, &text)?;
    let shown = escaped(&out.to_string_lossy());
    common::say(format_args!("wrote {shown}: {count} files\n{}\n", recorded.said()))?;
    Ok(0)
}

fn check(kind: &str, list: &Path, asked: &Asked) -> Result<u8, Failure> {
    let recorded = asked.recorded()?;
    if kind == "bag" {
        return bag::check(&recorded, list);
    }
    let refused = |error| Failure::in_file(list, error);
    let input = BufReader::new(open(list)?);
    let listed: FileList = if kind == "hashdeep" {
        HashdeepList::read(input).map_err(refused)?.files
    } else {
        let algorithm = algorithm(kind)?;
        let listed = read_checksums(input, LineEnd::Newline).map_err(refused)?;
        if let Some((path, _)) = listed.iter().find(|(_, file)| file.digest(algorithm).is_none()) {
            let other = format!("{path:?} has a digest that {kind} does not make");
            return Err(Failure::in_file(list, other));
        }
        listed
    };
    let listed = match asked.below.as_deref().and_then(ListedPath::of) {
        Some(folder) => listed.below(&folder)?,
        None => listed,
    };
    // Of a file that was not read nothing is known but that it was there: it is not compared.
    let names: BTreeSet<_> = listed.iter().map(|(path, _)| path.plain()).collect();
    let unread = recorded.left_out.iter().filter(|(path, _)| names.contains(path.plain()));
    let unread = unread.map(|(path, file)| (path.clone(), file.clone()));
    let report = audit(&listed, recorded.pairs().chain(unread));
    common::say(format_args!("{report}{}\n", recorded.said()))?;
    Ok(match report.conclusion() {
        AuditConclusion::Agrees if recorded.left_out.is_empty() => 0,
        AuditConclusion::Differs => 1,
        AuditConclusion::Agrees
        | AuditConclusion::AgreesByLegacy
        | AuditConclusion::NotCompared => 3,
    })
}
