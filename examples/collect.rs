//! Makes a case from your own files.
//!
//! ```text
//! cargo run --example collect -- --out CASE --key KEY --item LABEL=PATH
//! ```
//!
//! Each content is read once and measured, recorded as `acquired` under a random id, and `labelled`. The
//! case file and its head appear whole at the end or not at all; a key that was made stays.
//!
//! Exit status: 0 the case is made, 2 it is not.

mod common;

use std::fmt::Display;
use std::io::BufWriter;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use handseal::event::Measured;
use handseal::evidence::directory::{
    DirectoryMeasurement, DirectoryOptions, DirectoryPass, DirectorySecret, Mounts, Unreadable,
};
use handseal::evidence::{Measurement, Options, Pass, Progress, ReadErrors};
use handseal::identity::{ItemId, OsEntropy};
use handseal::interop::ewf::{EwfImage, StoredDigest};
use handseal::store::{Actor, CaseFile, MemoryStore};
use handseal::verify::escaped;

use common::content::{self, ProgressLine};
use common::image;
use common::opening::{DraftFile, Keys, Readers, beside, check_absent, directory_of, publish};
use common::passphrase::Passphrase;
use common::signer::{self, KeyAt};
use common::unread;
use common::{Arguments, Failure};

const USAGE: &str = "\
usage: collect --out CASE --key KEY [--checkpoint-key KEY] [--item LABEL=PATH]... [--segments LABEL=PATH]...
               [--digest sha512|sha1|md5]... [--past-read-errors] [--enter-mounts]
               [--passphrase-file WORDS]
Makes the case file CASE and the head CASE.head. The organisation signs with KEY, the heads are signed with
--checkpoint-key, an Ed25519 key, or KEY.checkpoint where KEY is a file. Key files that are not there are made
(PKCS#8 PEM, readable by you alone). KEY can be agent:FINGERPRINT, in the SSH agent, or pkcs11:token=LABEL?module-path=FILE&pin-source=FILE (RFC 7512).
An item is a file, a directory, a block device or, as -, standard input; of a content in segments, name the
first (image.001 or .000). SHA-256 is always made; SHA-1 and MD5 are legacy, to match the records of other tools.
Of an E01 image the medium is the content, and the digests that it stores are compared and recorded, and
so is what could not be read when it was acquired.
A content of more than 256 parts gets a part list, CASE.1.parts for the first item and so on; a directory gets a
manifest, CASE.1.manifest, which holds its secret and travels with it, readable by you alone.
With --past-read-errors, what cannot be read is recorded and named; in a file, zeros stand in its place.
What is mounted inside a directory is recorded and named; with --enter-mounts it is read like the rest.
With --passphrase-file, the keys are made and read under the passphrase in the first line of WORDS.";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => common::refuse(&failure),
    }
}

fn run() -> Result<(), Failure> {
    let mut arguments = Arguments::from_env(USAGE);
    let (mut out, mut key, mut words, mut items) = (None, None, None, Vec::new());
    let mut heads_key = None;
    let (mut options, mut mounts) = (Options::default(), Mounts::Record);
    while let Some(argument) = arguments.next_word()? {
        match argument.as_str() {
            "--out" => arguments.once("--out", &mut out)?,
            "--key" => KeyAt::once(&mut arguments, "--key", &mut key)?,
            "--checkpoint-key" => KeyAt::once(&mut arguments, &argument, &mut heads_key)?,
            "--item" => items.push((arguments.pair("--item")?, Bytes::Whole)),
            "--segments" => items.push((arguments.pair("--segments")?, Bytes::InSegments)),
            "--digest" => {
                options.digests = options.digests.with(content::algorithm(&mut arguments, USAGE)?)
            }
            "--passphrase-file" => arguments.once("--passphrase-file", &mut words)?,
            "--past-read-errors" => options.read_errors = ReadErrors::Record,
            "--enter-mounts" => mounts = Mounts::Enter,
            other => return Err(arguments.unknown(other)),
        }
    }
    let (Some(out), Some(key)) = (out, key) else {
        return Err(Failure::usage("--out and --key are needed", USAGE));
    };
    let heads_key = signer::checkpoint_key(&key, heads_key.as_ref(), USAGE)?;
    let made = [out.clone(), beside(&out, ".head")];
    let is_made = |key: &KeyAt| key.path().is_some_and(|path| made.iter().any(|own| own == path));
    if is_made(&key) || is_made(&heads_key) {
        return Err(Failure::usage("the case and the keys need names of their own", USAGE));
    }
    let words = words.as_deref().map(Passphrase::from_file).transpose()?;
    collect(&out, ([&key, &heads_key], words.as_ref()), &items, (options, mounts))
}

/// How a path stands for the bytes of an item.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Bytes {
    InSegments,
    Whole,
}

/// What to collect: the label, the path, and how it stands for bytes.
type Item = ((String, PathBuf), Bytes);

/// A content that was measured.
struct Collected<'a> {
    label: &'a str,
    path: &'a Path,
    found: Found,
}

/// What a content turned out to be, and what travels beside the case.
enum Found {
    Bytes { bytes: Bytes, measurement: Measurement, parts: Option<DraftFile> },
    Directory { measurement: DirectoryMeasurement, manifest: DraftFile, missed: String },
}

impl Found {
    const fn measured(&self) -> Measured<'_> {
        match self {
            Self::Bytes { measurement, .. } => Measured::Bytes(measurement),
            Self::Directory { measurement, .. } => Measured::Directory(measurement),
        }
    }

    const fn beside(&self) -> Option<&DraftFile> {
        match self {
            Self::Bytes { parts, .. } => parts.as_ref(),
            Self::Directory { manifest, .. } => Some(manifest),
        }
    }

    /// What of it was not read.
    fn missed(&self, label: &str) -> String {
        match self {
            Self::Bytes { measurement, .. } => unread::of_content(label, &measurement.unreadable),
            Self::Directory { missed, .. } => missed.clone(),
        }
    }
}

fn collect(
    out: &Path,
    ([root, heads], words): ([&KeyAt; 2], Option<&Passphrase>),
    items: &[Item],
    (options, mounts): (Options, Mounts),
) -> Result<(), Failure> {
    content::check_one_input(items.iter().map(|((_, path), _)| path.as_path()), USAGE)?;
    // Everything that can fail without a trace comes first: nothing is left half done.
    let head_path = beside(out, ".head");
    check_absent(out)?;
    check_absent(&head_path)?;
    for ((_, path), _) in items {
        check_outside(path, out)?;
        for key in [root, heads].into_iter().filter_map(KeyAt::path) {
            check_outside(path, key)?;
        }
    }
    let collected = measure(out, items, (options, mounts))?;
    let mut entropy = OsEntropy;
    let keys = Keys::at(root, heads, words, &mut entropy)?;
    let mut case = keys.begin(common::now()?, &mut entropy)?;
    let ids = record(&mut case, out, &keys, &collected)?;
    let head = case.checkpoint(keys.checkpoint.as_ref())?;
    for file in collected.iter().filter_map(|item| item.found.beside()) {
        file.publish()?;
    }
    publish(out, case.store().as_bytes())?;
    if let Err(failure) = publish(&head_path, head.to_string().as_bytes()) {
        // A case whose head nobody has kept looks finished and is not.
        std::fs::remove_file(out).map_err(|error| Failure::in_file(out, error))?;
        return Err(failure);
    }
    collected.iter().filter_map(|item| item.found.beside()).for_each(DraftFile::keep);
    let missed = collected.iter().map(|item| item.found.missed(item.label));
    common::say(format_args!(
        "{}recorded {} entries in {}\n\
         root fingerprint: {}\n\
         Keep the fingerprint and {} somewhere else. To verify:\n\
         {}{}\n",
        missed.collect::<String>(),
        case.size(),
        shown(out),
        case.keeper(),
        shown(&head_path),
        verify_command(out, &head_path, &case, &collected, &ids),
        if mounts == Mounts::Enter { " --enter-mounts" } else { "" },
    ))
}

/// Refuses a file that would be made inside a directory while that is collected.
fn check_outside(item: &Path, made: &Path) -> Result<(), Failure> {
    if !item.is_dir() {
        return Ok(());
    }
    let [item, folder] = [item, directory_of(made)].map(Path::canonicalize);
    if folder?.starts_with(item?) {
        let message = "would stand in the directory that is collected: choose another place";
        return Err(Failure::in_file(made, message));
    }
    Ok(())
}

fn measure<'a>(
    out: &Path,
    items: &'a [Item],
    (options, mounts): (Options, Mounts),
) -> Result<Vec<Collected<'a>>, Failure> {
    let mut collected: Vec<Collected<'_>> = Vec::new();
    for ((label, path), bytes) in items {
        if collected.iter().any(|known| known.label == label) {
            let message = format!("two items are labelled {}", escaped(label));
            return Err(Failure::usage(message, USAGE));
        }
        let number = collected.len().saturating_add(1);
        let beside =
            |kind, readers| DraftFile::create(&beside(out, &format!(".{number}.{kind}")), readers);
        let mut line = ProgressLine::new();
        let mut told = |progress| line.show(label, progress);
        let found = if *bytes == Bytes::Whole && path.is_dir() {
            directory(
                (label, path),
                beside("manifest", Readers::Owner)?,
                (options, mounts),
                &mut told,
            )?
        } else {
            content(path, *bytes, beside("parts", Readers::All)?, options, &mut told)?
        };
        collected.push(Collected { label, path, found });
    }
    Ok(collected)
}

/// Who is told how far a pass has come.
type Told<'t> = &'t mut dyn FnMut(Progress) -> ControlFlow<()>;

fn content(
    path: &Path,
    bytes: Bytes,
    list: DraftFile,
    options: Options,
    told: Told<'_>,
) -> Result<Found, Failure> {
    let mut writer = list.writer();
    let pass = Pass::new().threads(content::threads()).told(told).part_digests(&mut writer);
    let measurement = match (bytes, image::image_at(path)?) {
        (Bytes::InSegments, _) => pass.measure(content::segments_from(path)?, options)?,
        (Bytes::Whole, Some(image)) => medium(path, &image, pass, options)?,
        (Bytes::Whole, None) => pass.measure(content::source_of(path.to_path_buf()), options)?,
    };
    // The descriptor carries the digests of a content with fewer parts.
    let parts = measurement.parts.is_none().then_some(list);
    Ok(Found::Bytes { bytes, measurement, parts })
}

/// The medium inside an E01 image. What the image stores of its digests must be what its medium has.
fn medium<'p>(
    path: &Path,
    image: &'p EwfImage,
    pass: Pass<'p>,
    options: Options,
) -> Result<Measurement, Failure> {
    let measured = image.measure(pass, options)?;
    check_stored("MD5", path, &measured.md5)?;
    check_stored("SHA-1", path, &measured.sha1)?;
    image::tell(path, &measured.media)?;
    Ok(measured.media)
}

fn check_stored<D: Display>(
    algorithm: &str,
    path: &Path,
    digest: &StoredDigest<D>,
) -> Result<(), Failure> {
    if let StoredDigest::Differs { stored, computed } = digest {
        let message = format!(
            "the image stores {algorithm} {stored}, its medium has {computed}: nothing is recorded"
        );
        return Err(Failure::in_file(path, message));
    }
    Ok(())
}

fn directory(
    (label, path): (&str, &Path),
    manifest: DraftFile,
    (options, mounts): (Options, Mounts),
    told: Told<'_>,
) -> Result<Found, Failure> {
    let unreadable = match options.read_errors {
        ReadErrors::Record => Unreadable::Record,
        ReadErrors::Refuse => Unreadable::Refuse,
    };
    let options = DirectoryOptions { digests: options.digests, mounts, unreadable };
    let secret = DirectorySecret::new(&mut OsEntropy)?;
    let mut writer = BufWriter::new(manifest.writer());
    let pass = DirectoryPass::new().threads(content::threads()).told(told).manifest(&mut writer);
    let measurement = pass.measure(path, options, &secret)?;
    drop(writer);
    let missed = unread::of_directory(label, &measurement, manifest.reader()?)?;
    Ok(Found::Directory { measurement, manifest, missed })
}

/// Opens the case and records the items. Gives their ids, in the same order.
fn record(
    case: &mut CaseFile<MemoryStore>,
    out: &Path,
    keys: &Keys,
    collected: &[Collected<'_>],
) -> Result<Vec<ItemId>, Failure> {
    /// As many as fit into one event with the digests of their parts.
    const GROUP: usize = 16;
    let (at, mut entropy) = (common::now()?, OsEntropy);
    let actor = Actor::organisation(keys.root.as_ref());
    let id = case.open_case(&file_name(out), &actor, at, &mut entropy)?;
    let mut all = Vec::new();
    for group in collected.chunks(GROUP) {
        let names: Vec<_> = group.iter().map(|item| file_name(item.path)).collect();
        let contents: Vec<_> = names
            .iter()
            .zip(group)
            .map(|(name, item)| (name.as_str(), item.found.measured()))
            .collect();
        let ids = case.acquire(id, &contents, &actor, at, &mut entropy)?;
        let labels: Vec<_> = ids.iter().zip(group).map(|(id, item)| (*id, item.label)).collect();
        case.label(&labels, &actor, at, &mut entropy)?;
        all.extend(ids);
    }
    Ok(all)
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn shown(path: &Path) -> String {
    escaped(&path.to_string_lossy())
}

fn verify_command(
    out: &Path,
    head: &Path,
    case: &CaseFile<MemoryStore>,
    collected: &[Collected<'_>],
    ids: &[ItemId],
) -> String {
    let mut command = format!(
        "cargo run --example verify -- {} --root {} --head {}",
        quoted(&argument(out)),
        case.keeper(),
        quoted(&head.to_string_lossy()),
    );
    for (item, id) in collected.iter().zip(ids) {
        // A label that a shell or a reader could take for something else is named by its id.
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._ ".contains(c);
        let name =
            if item.label.chars().all(plain) { item.label.to_owned() } else { id.to_string() };
        let pair = format!("{name}={}", item.path.display());
        let (option, beside) = match &item.found {
            Found::Bytes { bytes: Bytes::InSegments, .. } => (" --segments ", " --parts "),
            Found::Bytes { .. } => (" --content ", " --parts "),
            Found::Directory { .. } => (" --content ", " --manifest "),
        };
        command.push_str(option);
        command.push_str(&quoted(&pair));
        if let Some(file) = item.found.beside() {
            let pair = format!("{name}={}", file.path().display());
            command.push_str(beside);
            command.push_str(&quoted(&pair));
        }
    }
    command
}

/// A path that cannot be taken for an option.
fn argument(path: &Path) -> String {
    let text = path.to_string_lossy();
    if text.starts_with('-') { format!("./{text}") } else { text.into_owned() }
}

/// One word for a shell. What a terminal would not show as it is, is written as bytes.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-=:,+@%".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    if text.chars().all(|c| c.is_ascii_graphic() || c == ' ') {
        return format!("'{}'", text.replace('\'', "'\\''"));
    }
    let byte = |byte: u8| match byte {
        b'\'' | b'\\' => format!("\\{}", char::from(byte)),
        b' '..=b'~' => char::from(byte).to_string(),
        _ => format!("\\x{byte:02x}"),
    };
    // POSIX.1-2024 §2.2.4: dollar-single-quotes.
    format!("$'{}'", text.bytes().map(byte).collect::<String>())
}
