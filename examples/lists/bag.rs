//! A bag made of an item, and one compared with it.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use handseal::evidence::directory::{
    DirectoryOptions, DirectoryPass, DirectorySecret, EntryType, ManifestReader,
};
use handseal::evidence::{DigestAlgorithm, DigestSet, ItemHasher, Options};
use handseal::identity::OsEntropy;
use handseal::interop::bag::{Bag, BagConclusion, TagFile, write_bag};
use handseal::interop::lists::{
    AuditConclusion, FileList, ListAlgorithm, Listed, ListedPath, audit,
};
use handseal::verify::escaped;

use crate::common::{self, Failure, content::threads};
use crate::recorded::Recorded;
use crate::unrecorded;

const PAYLOAD: &[u8] = b"data/";

/// Copies the files of the item into a new bag, and compares the copies with what is recorded.
pub(crate) fn make(recorded: &Recorded, content: &Path, out: &Path) -> Result<u8, Failure> {
    common::opening::check_outside(content, out)?;
    let payload = recorded.within(PAYLOAD)?;
    // Refuses names that a bag cannot have before anything is copied.
    let tags = write_bag(&payload, &[ListAlgorithm::Sha256], &[])?;
    fs::create_dir(out).map_err(|error| Failure::in_file(out, error))?;
    let made = fill(recorded, content, out, &payload).and_then(|()| {
        let each = |file: &TagFile| common::draft::publish(&out.join(&file.name), &file.content);
        tags.iter().try_for_each(each)
    });
    if made.is_err() {
        // Half a bag would be taken for one. What cannot be removed is left: why it ended is told.
        let _ = fs::remove_dir_all(out);
    }
    made?;
    let (shown, count) = (escaped(&out.to_string_lossy()), recorded.files.len());
    let (said, folder) = (recorded.said(), content.is_dir());
    let more = if folder { unrecorded::said(recorded, content)? } else { String::new() };
    common::say(format_args!("wrote {shown}: {count} files, all as recorded\n{said}\n{more}"))?;
    Ok(0)
}

fn fill(
    recorded: &Recorded,
    content: &Path,
    out: &Path,
    payload: &FileList,
) -> Result<(), Failure> {
    let one = !content.is_dir();
    fs::create_dir(out.join("data"))?;
    for ((path, _), (name, expected)) in recorded.files.iter().zip(payload.iter()) {
        let to = out.join(system(name)?);
        let from = if one { content.to_path_buf() } else { content.join(system(path)?) };
        fs::create_dir_all(common::opening::directory_of(&to))?;
        let found = copy(&from, &to, expected)?;
        let mut listed = FileList::new();
        listed.insert(name.clone(), expected.clone())?;
        as_recorded(&from, &listed, vec![(name.clone(), found)])?;
    }
    if payload.is_empty() {
        return Ok(());
    }
    // What was written is read again, and nothing else is there.
    as_recorded(content, payload, measured(&out.join("data"), PAYLOAD)?)
}

/// Copies a file into a new one, and measures what was copied. More than one byte behind what is recorded is not read.
fn copy(from: &Path, to: &Path, expected: &Listed) -> Result<Listed, Failure> {
    let most = expected.size.map_or(u64::MAX, |size| size.saturating_add(1));
    let mut read = common::open(from)?.take(most);
    let mut written = File::create_new(to).map_err(|error| Failure::in_file(to, error))?;
    let mut hasher = ItemHasher::new(Options { digests: digests(), ..Options::default() });
    let mut buffer = vec![0; 1 << 16];
    loop {
        let count = read.read(&mut buffer).map_err(|error| Failure::in_file(from, error))?;
        let Some(bytes) = buffer.get(..count).filter(|bytes| !bytes.is_empty()) else {
            return Ok(Listed::from(&hasher.finish()));
        };
        hasher.update(bytes);
        written.write_all(bytes).map_err(|error| Failure::in_file(to, error))?;
    }
}

fn as_recorded(
    content: &Path,
    listed: &FileList,
    found: Vec<(ListedPath, Listed)>,
) -> Result<(), Failure> {
    let report = audit(listed, found);
    if report.conclusion() == AuditConclusion::Agrees {
        return Ok(());
    }
    Err(Failure::in_file(content, format!("is not what is recorded: {report}")))
}

/// Reads a bag whole: compares its files with what it lists, and its payload with what is recorded.
pub(crate) fn check(recorded: &Recorded, bag: &Path) -> Result<u8, Failure> {
    let read = Bag::read(bag)?;
    let files = measured(bag, b"")?;
    let report = read.check(files.iter().cloned());
    let listed = recorded.within(PAYLOAD)?;
    let payload = files.into_iter().filter(|(path, _)| path.as_bytes().starts_with(PAYLOAD));
    let payload: Vec<_> = payload.collect();
    let nothing = listed.is_empty() && payload.is_empty();
    let compared = audit(&listed, payload);
    let said = recorded.said();
    common::say(format_args!("{report}its payload, and what is recorded:\n{compared}{said}\n"))?;
    Ok(match (report.conclusion(), compared.conclusion()) {
        (BagConclusion::NotValid, _) | (_, AuditConclusion::Differs) => 1,
        (BagConclusion::Valid, AuditConclusion::Agrees) if recorded.left_out.is_empty() => 0,
        (BagConclusion::Valid, _) if nothing && recorded.left_out.is_empty() => 0,
        (BagConclusion::Incomplete | BagConclusion::Valid | BagConclusion::ValidByLegacy, _) => 3,
    })
}

/// Every file below a folder, measured.
fn measured(folder: &Path, before: &[u8]) -> Result<Vec<(ListedPath, Listed)>, Failure> {
    let options = DirectoryOptions { digests: digests(), ..DirectoryOptions::default() };
    let mut manifest = Vec::new();
    let pass = DirectoryPass::new().threads(threads()).manifest(&mut manifest);
    pass.measure(folder, options, &DirectorySecret::new(&mut OsEntropy)?)?;
    let mut all = Vec::new();
    for record in ManifestReader::new(manifest.as_slice())? {
        let entry = record?.entry;
        if !matches!(entry.entry_type, EntryType::File | EntryType::Directory) {
            let path = ListedPath::from(entry.path.as_bytes().to_vec());
            let what = format!("{path:?} is a {}: a bag has files and folders", entry.entry_type);
            return Err(Failure::in_file(folder, what));
        }
        if entry.entry_type == EntryType::File {
            let path = [before, entry.path.as_bytes()].concat();
            all.push((path.into(), Listed::from(&entry)));
        }
    }
    Ok(all)
}

fn digests() -> DigestSet {
    [DigestAlgorithm::Sha512, DigestAlgorithm::Sha1, DigestAlgorithm::Md5].into_iter().collect()
}

fn system(path: &ListedPath) -> Result<PathBuf, Failure> {
    path.to_path().ok_or_else(|| Failure::said(format!("{path:?} is no name on this system")))
}
