//! Checking a proof.

use std::fs::File;
use std::ops::Range;
use std::path::{Path, PathBuf};

use handseal::Timestamp;
use handseal::event::EntryHash;
use handseal::evidence::RangeError;
use handseal::evidence::directory::{DirectoryEntry, EntryMetadata, EntryTime};
use handseal::identity::{ItemId, PublicKey, Trust};
use handseal::ledger::SignedCheckpoint;
use handseal::verify::{
    BytesProof, Code, ContentProof, DirectoryEntryProof, Finding, NotShown, Report, ShownEntry,
    Verdict, VerifiedEntry, Verifier,
};

use crate::USAGE;
use crate::common::open;
use crate::common::{self, Arguments, Failure};

/// What is asked for.
#[derive(Default)]
struct Check {
    files: Vec<PathBuf>,
    case: Option<PathBuf>,
    key: Option<PathBuf>,
    roots: Vec<String>,
    heads: Vec<PathBuf>,
    now: Option<Timestamp>,
}

pub(crate) fn run(mut arguments: Arguments) -> Result<u8, Failure> {
    let mut asked = Check::default();
    while let Some(argument) = arguments.next_word()? {
        match argument.as_str() {
            "--case" => arguments.once("--case", &mut asked.case)?,
            "--key" => arguments.once("--key", &mut asked.key)?,
            "--root" => asked.roots.push(arguments.value("--root")?),
            "--head" => asked.heads.push(arguments.path("--head")?),
            "--now" => arguments.once("--now", &mut asked.now)?,
            option if option.starts_with("--") => return Err(arguments.unknown(option)),
            path => asked.files.push(PathBuf::from(path)),
        }
    }
    let (path, bytes) = match asked.files.as_slice() {
        [proof] => (proof, None),
        [proof, bytes] => (proof, Some(open(bytes)?)),
        _ => return Err(Failure::usage("name a proof, and the bytes", USAGE)),
    };
    let proof = match ContentProof::parse(&common::read(path)?) {
        Ok(proof) => proof,
        Err(error) => return not_shown(&Failure::in_file(path, error)),
    };
    let given = match (&proof, bytes) {
        (ContentProof::Bytes(proof), Some(bytes)) => Given::Bytes(proof, bytes),
        (ContentProof::Bytes(_), None) => {
            return Err(Failure::usage("name the bytes that go with the proof, too", USAGE));
        }
        (ContentProof::DirectoryEntry(proof), file) => Given::Entry(proof, file),
    };
    match (&asked.case, &asked.key) {
        (Some(case), None) => against_case(&asked, case, given),
        (None, Some(key)) if asked.roots.is_empty() && asked.heads.is_empty() => {
            against_key(key, given)
        }
        (Some(_) | None, _) => {
            Err(Failure::usage("name a case with its roots, or a key and nothing else", USAGE))
        }
    }
}

/// A proof, and what was given with it.
enum Given<'p> {
    Bytes(&'p BytesProof, File),
    Entry(&'p DirectoryEntryProof, Option<File>),
}

impl Given<'_> {
    const fn entry_hash(&self) -> EntryHash {
        match self {
            Self::Bytes(proof, _) => proof.entry_hash(),
            Self::Entry(proof, _) => proof.entry_hash(),
        }
    }
}

fn against_case(asked: &Check, case: &Path, given: Given<'_>) -> Result<u8, Failure> {
    let mut trust = Trust::new();
    for root in &asked.roots {
        trust = trust.root(common::parse("--root", root)?);
    }
    let now = asked.now.map_or_else(common::now, Ok)?;
    let mut verifier = Verifier::new(&trust, now).entry(given.entry_hash());
    for path in &asked.heads {
        let head = SignedCheckpoint::parse(&common::read(path)?);
        verifier = verifier.anchor(head.map_err(|error| Failure::in_file(path, error))?);
    }
    let report = verifier.verify_file(case)?;
    let (what, entry) = match in_case(given, &report) {
        Ok(shown) => shown,
        Err(error) => return unshown(error),
    };
    if report.verdict == Verdict::Contradicted {
        let reason = "the case itself is contradicted: run `verify` on it first";
        return not_shown(&Failure::said(reason));
    }
    common::say(format_args!(
        "SHOWN — {what}.\n\
         Entry {} states it, signed by {}; the case is {}: {}\n\
         Not shown: the rest of the content; that what the entry states is true; that no later entry states otherwise.\n",
        entry.index(),
        entry.signer(),
        report.verdict,
        report.verdict.text(),
    ))?;
    let anchored =
        |finding: &Finding| matches!(finding.code, Code::AnchorAbsent | Code::AnchorUnusable);
    if report.findings.iter().any(anchored) {
        let said = "Nor that the past was not rewritten: no head of this ledger, kept outside it, was given.\n";
        common::say(said)?;
    }
    if !entry.found().is_empty() {
        let found: Vec<_> = entry.found().iter().map(|code| code.name()).collect();
        common::say(format_args!("Also found at that entry: {}.\n", found.join(", ")))?;
    }
    Ok(0)
}

/// What is shown, in words, and by which entry.
fn in_case(given: Given<'_>, report: &Report) -> Result<(String, VerifiedEntry), NotShown> {
    match given {
        Given::Bytes(proof, bytes) => {
            let shown = proof.verify_in_case(report, bytes)?;
            Ok((bytes_in_words(shown.item, (&shown.bytes, &shown.unread), shown.size), shown.entry))
        }
        Given::Entry(proof, file) => {
            let shown = proof.verify_in_case(report)?;
            Ok((entry_in_words(shown.item, &shown.shown, file)?, shown.entry))
        }
    }
}

fn against_key(path: &Path, given: Given<'_>) -> Result<u8, Failure> {
    let text = common::read_text(path)?;
    let key = PublicKey::from_pem(&text).map_err(|error| Failure::in_file(path, error))?;
    let what = match under_key(given, &key) {
        Ok(what) => what,
        Err(error) => return unshown(error),
    };
    common::say(format_args!(
        "SHOWN — {what}, as the key {} signed it.\n\
         Not shown: whose key that is; that it was good then; that the entry is in any ledger; the rest of the content.\n",
        key.thumbprint(),
    ))?;
    Ok(0)
}

fn under_key(given: Given<'_>, key: &PublicKey) -> Result<String, NotShown> {
    match given {
        Given::Bytes(proof, bytes) => {
            let shown = proof.verify_under_key(key, bytes)?;
            Ok(bytes_in_words(shown.item, (&shown.bytes, &shown.unread), shown.size))
        }
        Given::Entry(proof, file) => {
            let shown = proof.verify_under_key(key)?;
            entry_in_words(shown.item, &shown.shown, file)
        }
    }
}

/// Bytes in words, and which of them nobody ever read: all of those, for a zero is no evidence there.
fn bytes_in_words(
    item: ItemId,
    (bytes, unread): (&Range<u64>, &[Range<u64>]),
    size: u64,
) -> String {
    let Range { start, end } = bytes;
    let mut words =
        format!("these are bytes {start} to {end} of {item}, whose content has {size} bytes");
    if !unread.is_empty() {
        let ranges: Vec<_> =
            unread.iter().map(|range| format!("{} to {}", range.start, range.end)).collect();
        words.push_str(
            "; of them were never read, and are zeros in the place of what was there: bytes ",
        );
        words.push_str(&ranges.join(", "));
    }
    words
}

/// An entry in words. A file that is given has to be the one; paths are shown quoted and escaped.
fn entry_in_words(
    item: ItemId,
    shown: &ShownEntry,
    file: Option<File>,
) -> Result<String, NotShown> {
    let given = file.is_some();
    file.map_or(Ok(()), |file| shown.verify_file(file))?;
    let DirectoryEntry { path, entry_type, .. } = &shown.entry;
    let mut words = format!("entry {path} of {item}, which has {} entries, is a ", shown.count);
    words.push_str(entry_type.code());
    if let Some((size, sha256)) = shown.entry.size.zip(shown.entry.sha256()) {
        words.push_str(&format!(" of {size} bytes with SHA-256 {sha256}"));
    }
    if let Some(target) = &shown.entry.target {
        words.push_str(&format!(" to \"{}\"", target.0.escape_ascii()));
    }
    if let Some(why) = shown.entry.unread {
        words.push_str(&format!(", not read: {why}"));
    }
    if let Some(told) = &shown.metadata {
        words.push_str(&metadata_in_words(told));
    }
    if given {
        words.push_str("; the bytes given are that file");
    }
    Ok(words)
}

/// What a file system said, as far as it did.
fn metadata_in_words(told: &EntryMetadata) -> String {
    let time = |time: EntryTime| {
        let shown = Timestamp::from_unix(time.seconds, time.nanoseconds, 0);
        shown.map_or_else(|_| format!("{} s from 1970", time.seconds), |shown| shown.to_string())
    };
    let said = [
        told.mode.map(|mode| format!("mode {mode:o}")),
        told.uid.map(|uid| format!("owner {uid}")),
        told.gid.map(|gid| format!("group {gid}")),
        told.created.map(|created| format!("created {}", time(created))),
        told.modified.map(|modified| format!("modified {}", time(modified))),
        told.accessed.map(|accessed| format!("accessed {}", time(accessed))),
        told.changed.map(|changed| format!("changed {}", time(changed))),
        told.same_as.as_ref().map(|first| format!("the same file as {first}")),
    ];
    let said: Vec<_> = said.into_iter().flatten().collect();
    format!("; its file system said: {}", said.join(", "))
}

/// Bytes that cannot be read are not bytes that are others.
fn unshown(error: NotShown) -> Result<u8, Failure> {
    if matches!(error, NotShown::Bytes(RangeError::Read { .. }) | NotShown::Read { .. }) {
        return Err(error.into());
    }
    not_shown(&error.into())
}

fn not_shown(why: &Failure) -> Result<u8, Failure> {
    common::say(format_args!("NOT SHOWN — {why}.\n"))?;
    Ok(1)
}
