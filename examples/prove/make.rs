//! Making a proof.

use std::fs::File;
use std::io::{BufReader, Read as _};
use std::ops::Range;
use std::path::{Path, PathBuf};

use handseal::evidence::directory::{EntryPath, ManifestReader};
use handseal::evidence::{
    KeptParts, Options, PartListError, Pass, ReadErrors, verify_range_of_content,
};
use handseal::verify::{BytesProof, DirectoryEntryProof, MetadataShown, escaped};

use crate::USAGE;
use crate::common::draft::publish;
use crate::common::open;
use crate::common::opening::{check_absent, is_same_place};
use crate::common::source::{Bytes, Found};
use crate::common::{self, Arguments, Failure, content::threads};
use crate::find::{Stated, find};

/// What is asked for.
#[derive(Default)]
struct Asked {
    case: Option<PathBuf>,
    item: Option<String>,
    out: Option<PathBuf>,
    content: Option<PathBuf>,
    stands: Bytes,
    bytes: Option<PathBuf>,
    from: Option<u64>,
    to: Option<u64>,
    entry: Option<EntryPath>,
    manifest: Option<PathBuf>,
    parts: Option<PathBuf>,
    metadata: Option<MetadataShown>,
}

impl Asked {
    /// What only the proof of bytes has, and what only that of an entry has.
    const fn has_bytes(&self) -> bool {
        let Self { content, bytes, parts, from, to, .. } = self;
        let files = content.is_some() || bytes.is_some() || parts.is_some();
        files || from.is_some() || to.is_some()
    }

    const fn has_entry(&self) -> bool {
        self.entry.is_some() || self.manifest.is_some() || self.metadata.is_some()
    }
}

pub(crate) fn run(mut arguments: Arguments) -> Result<u8, Failure> {
    let mut asked = Asked::default();
    while let Some(argument) = arguments.next_word()? {
        match argument.as_str() {
            "--case" => arguments.once("--case", &mut asked.case)?,
            "--content" => arguments.once("--content", &mut asked.content)?,
            "--segments" => {
                asked.stands = Bytes::InSegments;
                arguments.once("--content or --segments", &mut asked.content)?;
            }
            "--out" => arguments.once("--out", &mut asked.out)?,
            "--bytes" => arguments.once("--bytes", &mut asked.bytes)?,
            "--parts" => arguments.once("--parts", &mut asked.parts)?,
            "--manifest" => arguments.once("--manifest", &mut asked.manifest)?,
            "--metadata" => asked.metadata = Some(MetadataShown::All),
            "--item" => arguments.once("--item", &mut asked.item)?,
            "--entry" | "--entry-hex" if asked.entry.is_some() => {
                return Err(arguments.twice("--entry or --entry-hex"));
            }
            "--entry" => asked.entry = Some(EntryPath::new(arguments.value("--entry")?)?),
            "--entry-hex" => {
                asked.entry = Some(entry_in_hex(&arguments.value("--entry-hex")?)?);
            }
            "--from" => arguments.once("--from", &mut asked.from)?,
            "--to" => arguments.once("--to", &mut asked.to)?,
            other => return Err(arguments.unknown(other)),
        }
    }
    if asked.has_bytes() && asked.has_entry() {
        let message = "a proof shows bytes of a content or an entry of a directory, not both";
        return Err(Failure::usage(message, USAGE));
    }
    if asked.has_entry() { make_of_entry(&asked) } else { make_of_bytes(asked) }
}

/// The path of an entry whose name is not UTF-8.
fn entry_in_hex(text: &str) -> Result<EntryPath, Failure> {
    let bytes = (0..text.len())
        .step_by(2)
        .map(|at| text.get(at..at.saturating_add(2)))
        .map(|digits| digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()))
        .collect::<Option<Vec<u8>>>();
    let bytes = bytes.ok_or_else(|| {
        Failure::usage(format!("--entry-hex {} are no bytes", escaped(text)), USAGE)
    })?;
    Ok(EntryPath::new(bytes)?)
}

fn make_of_entry(asked: &Asked) -> Result<u8, Failure> {
    let Asked { case: Some(case), item: Some(item), out: Some(out), .. } = asked else {
        return Err(Failure::usage("--case, --item and --out are needed", USAGE));
    };
    let Asked { entry: Some(path), manifest: Some(manifest), metadata, .. } = asked else {
        return Err(Failure::usage("--entry and --manifest are needed", USAGE));
    };
    check_absent(out)?;
    let Stated { entry, item, content: entries } =
        find(case, item, DirectoryEntryProof::entries_stated)?;
    let refused = |error| Failure::in_file(manifest, error);
    let reader = ManifestReader::new(BufReader::new(open(manifest)?))
        .map_err(|error| Failure::in_file(manifest, error))?;
    let metadata = metadata.unwrap_or(MetadataShown::None);
    let proof = DirectoryEntryProof::of(&entry, item, path, reader, metadata).map_err(refused)?;
    publish(out, &proof.to_bytes())?;
    common::say(format_args!(
        "wrote {}: entry {path} of {item}, which has {entries} entries\n\
         Entry {} of the case states them. Nothing was verified but the manifest: that is for `prove check`.\n",
        escaped(&out.to_string_lossy()),
        entry.hash(),
    ))?;
    Ok(0)
}

fn make_of_bytes(asked: Asked) -> Result<u8, Failure> {
    let Asked { case, item, out, content, stands, parts, bytes, from, to, .. } = asked;
    let (Some(case), Some(item), Some(out)) = (case, item, out) else {
        return Err(Failure::usage("--case, --item and --out are needed", USAGE));
    };
    if content.is_none() && (parts.is_none() || bytes.is_some()) {
        let message = "--content is needed (or --segments), or --parts and no --bytes";
        return Err(Failure::usage(message, USAGE));
    }
    let (Some(from), Some(to)) = (from, to) else {
        return Err(Failure::usage("--from and --to are needed", USAGE));
    };
    check_absent(&out)?;
    if let Some(bytes) = bytes.as_deref() {
        check_absent(bytes)?;
        if is_same_place(&out, bytes) {
            return Err(Failure::usage("--out and --bytes are one file", USAGE));
        }
    }

    let Stated { entry, item, content: tree } = find(&case, &item, BytesProof::parts_stated)?;
    let found = content.as_deref().map(|path| Found::at(path, stands)).transpose()?;
    let proof = match (&parts, &content) {
        (Some(list), _) => {
            let file = open(list)?;
            check_count(list, file.metadata()?.len(), tree.count())?;
            let read = BufReader::new(file);
            BytesProof::from_list(&entry, item, from..to, read)
                .map_err(|error| Failure::in_file(list, error))?
        }
        (None, Some(content)) => {
            let found =
                found.as_ref().ok_or_else(|| Failure::usage("--content is needed", USAGE))?;
            // What could not be read is recorded as zeros; elsewhere the parts are not the recorded ones.
            let (part_size, parts, read_errors) =
                (tree.part_size, KeptParts::All, ReadErrors::Record);
            let options = Options { part_size, parts, read_errors, ..Options::default() };
            let parts = Pass::new().threads(threads()).measure(found.source()?, options)?.parts;
            let parts =
                parts.ok_or_else(|| Failure::in_file(content, "its parts were not kept"))?;
            BytesProof::of(&entry, item, from..to, &parts)
                .map_err(|error| Failure::in_file(content, error))?
        }
        (None, None) => return Err(Failure::usage("--content or --parts is needed", USAGE)),
    };
    let covered = proof.bytes();
    if let (Some(found), Some(bytes)) = (&found, &bytes) {
        let copied = copy_range(found, &proof, bytes);
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

/// Says how many digests a list has: it is read only as far as it can be the one that is stated.
fn check_count(list: &Path, length: u64, expected: u64) -> Result<(), Failure> {
    let each = 32;
    let found = length / each;
    if !length.is_multiple_of(each) || found == expected {
        return Ok(());
    }
    Err(Failure::in_file(list, PartListError::WrongCount { expected, found }))
}

/// Copies the bytes that go with a proof, and verifies what was written: the content may have changed
/// since it was measured.
fn copy_range(content: &Found, proof: &BytesProof, to: &Path) -> Result<(), Failure> {
    let refused = |path| move |error: std::io::Error| Failure::in_file(path, error);
    let covered = proof.bytes();
    let from = content.bytes_from(covered.start)?;
    let mut written = File::create_new(to).map_err(refused(to))?;
    std::io::copy(&mut from.take(length(&covered)), &mut written).map_err(refused(to))?;
    written.sync_all().map_err(refused(to))?;
    verify_range_of_content(open(to)?, proof.tree(), proof.parts())
        .map_err(|error| Failure::in_file(to, error))?;
    Ok(())
}

const fn length(range: &Range<u64>) -> u64 {
    range.end.saturating_sub(range.start)
}
