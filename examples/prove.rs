//! Shows some bytes of an item with one small file, and checks such a file.
//!
//! ```text
//! cargo run --example prove -- make --case CASE --item ITEM --from A --to B --content FILE --out PROOF --bytes OUT
//! cargo run --example prove -- check PROOF BYTES --case CASE --root FINGERPRINT
//! ```
//!
//! Parts are shown whole: the bytes that go with a proof begin and end where parts do, so there may be more
//! of them than were asked for.
//!
//! Exit status: 0 shown (or made), 1 not shown, 2 cannot do what was asked.

mod common;

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use handseal::event::{Body, SignedEvent, Statement};
use handseal::evidence::{
    KeptParts, Options, PartTree, RangeError, measure_file, verify_range_of_content,
};
use handseal::identity::{ItemId, PublicKey, Trust};
use handseal::ledger::{RecordKind, RecordReader, SignedCheckpoint};
use handseal::verify::{
    ContentProof, ContentProofError, ItemName, NotShown, Shown, Verdict, Verifier, escaped,
};

use common::opening::{check_absent, publish};
use common::{Arguments, Failure};

const USAGE: &str = "\
usage: prove make --case CASE --item ITEM --from A --to B --content FILE --out PROOF [--bytes OUT]
       prove check PROOF BYTES --case CASE --root FINGERPRINT... [--head FILE]... [--now RFC3339]
       prove check PROOF BYTES --key PUBLICKEY
ITEM is an id, or a disclosed label that is unique in the case. A is the first byte, counted from 0, and
B the first that is not meant. OUT gets the bytes that go with the proof: whole parts.
Against a key (PEM, as openssl writes it) less is shown than against a case.";

fn main() -> ExitCode {
    match run() {
        Ok(code) => ExitCode::from(code),
        Err(failure) => common::refuse(&failure),
    }
}

fn run() -> Result<u8, Failure> {
    let mut arguments = Arguments::from_env(USAGE);
    match arguments.next_word()?.as_deref() {
        Some("make") => make(arguments),
        Some("check") => check(arguments),
        Some(other) => Err(arguments.unknown(other)),
        None => Err(Failure::usage("say whether to make or to check a proof", USAGE)),
    }
}

fn make(mut arguments: Arguments) -> Result<u8, Failure> {
    let (mut case, mut content, mut out, mut bytes) = (None, None, None, None);
    let (mut item, mut from, mut to) = (None, None, None);
    while let Some(argument) = arguments.next_word()? {
        match argument.as_str() {
            "--case" => arguments.once("--case", &mut case)?,
            "--content" => arguments.once("--content", &mut content)?,
            "--out" => arguments.once("--out", &mut out)?,
            "--bytes" => arguments.once("--bytes", &mut bytes)?,
            "--item" => item = Some(arguments.value("--item")?),
            "--from" => from = Some(common::parse("--from", &arguments.value("--from")?)?),
            "--to" => to = Some(common::parse("--to", &arguments.value("--to")?)?),
            other => return Err(arguments.unknown(other)),
        }
    }
    let (Some(case), Some(item), Some(content), Some(out)) = (case, item, content, out) else {
        return Err(Failure::usage("--case, --item, --content and --out are needed", USAGE));
    };
    let (Some(from), Some(to)) = (from, to) else {
        return Err(Failure::usage("--from and --to are needed", USAGE));
    };
    check_absent(&out)?;
    bytes.as_deref().map_or(Ok(()), check_absent)?;

    let Stated { entry, item, tree } = find(&case, &item)?;
    let options =
        Options { part_size: tree.part_size, parts: KeptParts::All, ..Options::default() };
    let parts = measure_file(&content, options)?.parts;
    let parts = parts.ok_or_else(|| Failure::in_file(&content, "its parts were not kept"))?;
    let proof = ContentProof::of(&entry, item, from..to, &parts)
        .map_err(|error| Failure::in_file(&content, error))?;
    let covered = proof.bytes();
    if let Some(bytes) = &bytes {
        let copied = copy_range(&content, &proof, bytes);
        if copied.is_err() {
            // Bytes that do not go with the proof are worse than none.
            let _ = std::fs::remove_file(bytes);
        }
        copied?;
    }
    publish(&out, &proof.to_bytes())?;
    common::say(format_args!(
        "wrote {}: bytes {} to {} of {item}, which has {} in all\n\
         Bytes {from} to {to} were asked for; {} more are shown with them, as parts are shown whole.\n\
         Entry {} states the content. Nothing was verified: that is for `prove check`.\n",
        escaped(&out.to_string_lossy()),
        covered.start,
        covered.end,
        tree.size,
        length(&covered).saturating_sub(length(&(from..to))),
        entry.hash(),
    ))?;
    Ok(0)
}

/// An entry that states the content of an item.
struct Stated {
    entry: SignedEvent,
    item: ItemId,
    tree: PartTree,
}

/// The first entry of the case that states the content of the item that a name means.
fn find(case: &Path, name: &str) -> Result<Stated, Failure> {
    let entries = entries(case)?;
    let item = match name.parse().unwrap_or_else(|never| match never {}) {
        ItemName::Id(item) => item,
        ItemName::Label(label) => labelled(&entries, &label)?,
    };
    let mut refused = None;
    for entry in entries {
        match ContentProof::parts_stated(&entry, item) {
            Ok(tree) => return Ok(Stated { entry, item, tree }),
            Err(ContentProofError::NoContent { .. }) => {}
            // A later measurement may be disclosed where this one is not.
            Err(error) => refused = refused.or(Some(error)),
        }
    }
    let unknown = || Failure::said(format!("no entry states a content of {item}"));
    Err(refused.map_or_else(unknown, Failure::from))
}

/// The entries of a case with what is disclosed of them. What is damaged is passed over: it can prove
/// nothing.
fn entries(case: &Path) -> Result<Vec<SignedEvent>, Failure> {
    let mut reader = RecordReader::new(open(case)?);
    let mut entries: Vec<SignedEvent> = Vec::new();
    let refused = |error| Failure::in_file(case, error);
    while let Some(record) = reader.next_record().map_err(refused)? {
        if record.kind == RecordKind::Entry {
            entries.extend(SignedEvent::parse(record.content().to_vec()).ok());
        } else if record.kind == RecordKind::Disclosures
            && let Some(entry) = entries.last_mut()
        {
            let _ = entry.disclose(&record.bytes);
        }
    }
    Ok(entries)
}

/// The one item with this label.
fn labelled(entries: &[SignedEvent], label: &str) -> Result<ItemId, Failure> {
    let mut found: Vec<ItemId> = Vec::new();
    for entry in entries {
        let Statement::Known(event) = entry.statement() else { continue };
        let Body::Labelled(body) = &event.body else { continue };
        let bears = body.items.iter().filter(|item| item.label.value().is_some_and(|l| l == label));
        found.extend(bears.map(|item| item.id));
    }
    found.sort_unstable();
    found.dedup();
    match found.as_slice() {
        [item] => Ok(*item),
        [] => Err(Failure::said(format!("no item of the case is {}", escaped(label)))),
        several => {
            let count = several.len();
            Err(Failure::said(format!("{count} items are labelled {}: use an id", escaped(label))))
        }
    }
}

#[derive(Default)]
struct Check {
    files: Vec<PathBuf>,
    case: Option<PathBuf>,
    key: Option<PathBuf>,
    roots: Vec<String>,
    heads: Vec<PathBuf>,
    now: Option<handseal::Timestamp>,
}

fn check(mut arguments: Arguments) -> Result<u8, Failure> {
    let mut asked = Check::default();
    while let Some(argument) = arguments.next_word()? {
        match argument.as_str() {
            "--case" => arguments.once("--case", &mut asked.case)?,
            "--key" => arguments.once("--key", &mut asked.key)?,
            "--root" => asked.roots.push(arguments.value("--root")?),
            "--head" => asked.heads.push(arguments.path("--head")?),
            "--now" => asked.now = Some(common::parse("--now", &arguments.value("--now")?)?),
            option if option.starts_with("--") => return Err(arguments.unknown(option)),
            path => asked.files.push(PathBuf::from(path)),
        }
    }
    let [proof, bytes] = asked.files.as_slice() else {
        return Err(Failure::usage("name a proof and the bytes", USAGE));
    };
    let bytes = open(bytes)?;
    let proof = match ContentProof::parse(&common::read(proof)?) {
        Ok(proof) => proof,
        Err(error) => return not_shown(&Failure::in_file(proof, error)),
    };
    match (&asked.case, &asked.key) {
        (Some(case), None) => against_case(&asked, case, &proof, bytes),
        (None, Some(key)) if asked.roots.is_empty() && asked.heads.is_empty() => {
            against_key(key, &proof, bytes)
        }
        (Some(_) | None, _) => {
            Err(Failure::usage("name a case with its roots, or a key and nothing else", USAGE))
        }
    }
}

fn against_case(
    asked: &Check,
    case: &Path,
    proof: &ContentProof,
    bytes: File,
) -> Result<u8, Failure> {
    let mut trust = Trust::new();
    for root in &asked.roots {
        trust = trust.root(common::parse("--root", root)?);
    }
    let now = asked.now.map_or_else(common::now, Ok)?;
    let mut verifier = Verifier::new(&trust, now).entry(proof.entry_hash());
    for path in &asked.heads {
        let head = SignedCheckpoint::parse(&common::read(path)?);
        verifier = verifier.anchor(head.map_err(|error| Failure::in_file(path, error))?);
    }
    let report = verifier.verify_file(case)?;
    let shown = match proof.verify_in_case(&report, bytes) {
        Ok(shown) => shown,
        Err(error) => return unshown(error),
    };
    let verdict = shown.case;
    if verdict == Verdict::Contradicted {
        let reason = "the case itself is contradicted: run `verify` on it first";
        return not_shown(&Failure::said(reason));
    }
    common::say(format_args!(
        "SHOWN — these are bytes {} to {} of {}, whose content has {} bytes.\n\
         Entry {} states it, signed by {}; the case is {}: {}\n\
         Not shown: the other bytes; that what the entry states is true; that no later entry states otherwise.\n",
        shown.bytes.start,
        shown.bytes.end,
        shown.item,
        shown.size,
        shown.entry.index(),
        shown.entry.signer(),
        verdict,
        verdict.text(),
    ))?;
    if !shown.entry.found().is_empty() {
        let found: Vec<_> = shown.entry.found().iter().map(|code| code.name()).collect();
        common::say(format_args!("Also found at that entry: {}.\n", found.join(", ")))?;
    }
    Ok(0)
}

fn against_key(key: &Path, proof: &ContentProof, bytes: File) -> Result<u8, Failure> {
    let text = common::read_text(key)?;
    let key = PublicKey::from_pem(&text).map_err(|error| Failure::in_file(key, error))?;
    let shown = match proof.verify_under_key(&key, bytes) {
        Ok(shown) => shown,
        Err(error) => return unshown(error),
    };
    common::say(format_args!(
        "SHOWN — these are bytes {} to {} of {}, whose content has {} bytes, as the key {} signed it.\n\
         Not shown: whose key that is; that it was good then; that the entry is in any ledger; the other bytes.\n",
        shown.bytes.start, shown.bytes.end, shown.item, shown.size, shown.key,
    ))?;
    Ok(0)
}

/// Bytes that cannot be read are not bytes that are others.
fn unshown(error: NotShown) -> Result<u8, Failure> {
    if matches!(error, NotShown::Bytes(RangeError::Read { .. })) {
        return Err(error.into());
    }
    not_shown(&error.into())
}

fn not_shown(why: &Failure) -> Result<u8, Failure> {
    common::say(format_args!("NOT SHOWN — {why}.\n"))?;
    Ok(1)
}

/// Opens a regular file: opening a FIFO would wait for a writer that may never come.
fn open(path: &Path) -> Result<File, Failure> {
    let refused = |error| Failure::in_file(path, error);
    if !std::fs::metadata(path).map_err(refused)?.is_file() {
        return Err(Failure::in_file(path, "not a regular file"));
    }
    File::open(path).map_err(refused)
}

/// Copies the bytes that go with a proof, and verifies what was written: the content may have changed
/// since it was measured.
fn copy_range(content: &Path, proof: &ContentProof, to: &Path) -> Result<(), Failure> {
    let refused = |path| move |error: std::io::Error| Failure::in_file(path, error);
    let covered = proof.bytes();
    let mut from = open(content)?;
    from.seek(SeekFrom::Start(covered.start)).map_err(refused(content))?;
    let mut written = File::create_new(to).map_err(refused(to))?;
    std::io::copy(&mut from.take(length(&covered)), &mut written).map_err(refused(to))?;
    written.sync_all().map_err(refused(to))?;
    if let Shown::Parts(parts) = proof.shows() {
        verify_range_of_content(open(to)?, proof.tree(), parts)
            .map_err(|error| Failure::in_file(to, error))?;
    }
    Ok(())
}

const fn length(range: &Range<u64>) -> u64 {
    range.end.saturating_sub(range.start)
}
