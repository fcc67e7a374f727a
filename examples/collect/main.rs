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

mod acquisition;
mod command;
#[path = "../common/mod.rs"]
mod common;
mod draft;
mod measure;
mod record;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use handseal::evidence::directory::Mounts;
use handseal::evidence::{Options, ReadErrors};
use handseal::identity::OsEntropy;
use handseal::verify::escaped;

use acquisition::Described;
use command::verify_command;
use common::content::{self, Links};
use common::draft::{DraftFile, publish};
use common::opening::{Keys, beside, check_absent, check_outside, is_same_place};
use common::passphrase::Passphrase;
use common::signer::{self, KeyAt};
use common::source::Bytes;
use common::{Arguments, Failure};
use measure::{Item, measure};
use record::record;

const USAGE: &str = "\
usage: collect --out CASE --key KEY [--checkpoint-key KEY] [--item LABEL=PATH]... [--segments LABEL=PATH]...
               [--digest sha512|sha1|md5]... [--past-read-errors] [--enter-mounts] [--follow-links]
               [--passphrase-file WORDS] [--acquisition FILE]
       collect --draft-acquisition FILE [--item LABEL=PATH]...
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
FILE says with what and how it was acquired: device, write blocker, tool, place, ground, witnesses. The second form
writes one to fill in, with what an E01 image tells of its case; nothing of it is recorded unless it is given back.
A link is refused as an item, and with --follow-links what it points to is meant.
With --passphrase-file, the keys are made and read under the passphrase in the first line of WORDS.";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => common::refuse(&failure),
    }
}

fn run() -> Result<(), Failure> {
    let mut arguments = Arguments::from_env(USAGE);
    let (mut out, mut key) = (None::<PathBuf>, None::<KeyAt>);
    let (mut words, mut items) = (None::<PathBuf>, Vec::new());
    let (mut options, mut mounts, mut links) = (Options::default(), Mounts::Record, Links::Refuse);
    let mut heads_key = None::<KeyAt>;
    let (mut acquisition, mut draft) = (None::<PathBuf>, None::<PathBuf>);
    while let Some(argument) = arguments.next_word()? {
        match argument.as_str() {
            "--out" => arguments.once("--out", &mut out)?,
            "--key" => arguments.once("--key", &mut key)?,
            "--checkpoint-key" => arguments.once(&argument, &mut heads_key)?,
            "--item" => items.push((arguments.pair("--item")?, Bytes::Whole)),
            "--segments" => items.push((arguments.pair("--segments")?, Bytes::InSegments)),
            "--digest" => {
                options.digests = options.digests.with(content::algorithm(&mut arguments, USAGE)?)
            }
            "--passphrase-file" => arguments.once("--passphrase-file", &mut words)?,
            "--past-read-errors" => options.read_errors = ReadErrors::Record,
            "--acquisition" => arguments.once("--acquisition", &mut acquisition)?,
            "--draft-acquisition" => arguments.once("--draft-acquisition", &mut draft)?,
            "--follow-links" => links = Links::Follow,
            "--enter-mounts" => mounts = Mounts::Enter,
            other => return Err(arguments.unknown(other)),
        }
    }
    for ((_, path), _) in &mut items {
        *path = links.meant(std::mem::take(path));
    }
    if let Some(draft) = draft {
        let of_collecting = [
            ("--acquisition", acquisition.is_some()),
            ("--checkpoint-key", heads_key.is_some()),
            ("--key", key.is_some()),
            ("--out", out.is_some()),
            ("--passphrase-file", words.is_some()),
        ];
        arguments.check_fits("--draft-acquisition", &of_collecting)?;
        return draft::write(&draft, &items);
    }
    let (Some(out), Some(key)) = (out, key) else {
        return Err(Failure::usage("--out and --key are needed", USAGE));
    };
    let heads_key = signer::checkpoint_key(&key, heads_key.as_ref(), USAGE)?;
    let made = [out.clone(), beside(&out, ".head")];
    let is_made = |key: &KeyAt| {
        key.path().is_some_and(|path| made.iter().any(|own| is_same_place(own, path)))
    };
    if is_made(&key) || is_made(&heads_key) {
        return Err(Failure::usage("the case and the keys need names of their own", USAGE));
    }
    let words = words.as_deref().map(Passphrase::from_file).transpose()?;
    let described = acquisition.as_deref().map_or_else(
        || Ok(Described::default()),
        |path| Described::read(path, items.iter().map(|((label, _), _)| label.as_str())),
    )?;
    let keys = ([&key, &heads_key], words.as_ref());
    collect(&out, keys, &items, (options, mounts), &described)
}

fn collect(
    out: &Path,
    ([root, heads], words): ([&KeyAt; 2], Option<&Passphrase>),
    items: &[Item],
    (options, mounts): (Options, Mounts),
    described: &Described,
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
    let ids = record(&mut case, out, &keys, &collected, described)?;
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

fn shown(path: &Path) -> String {
    escaped(&path.to_string_lossy())
}
