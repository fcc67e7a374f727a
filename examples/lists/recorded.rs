//! What a case records of the files of an item.

use std::collections::BTreeSet;
use std::io::BufReader;
use std::path::Path;

use handseal::event::{AcquiredItem, Body, Descriptor, EntryHash, SignedEvent, Statement};
use handseal::evidence::directory::{EntryType, ManifestReader};
use handseal::evidence::{Md5Digest, Sha1Digest, Sha256Digest, Sha512Digest};
use handseal::identity::ItemId;
use handseal::interop::lists::{FileList, ListAlgorithm, Listed, ListedPath};
use handseal::verify::{ContentProofError, escaped};

use crate::USAGE;
use crate::common::{Failure, open};
use crate::find::{Stated, find};

/// What an item is.
#[derive(Clone, Copy)]
enum Kind {
    Directory,
    File,
}

/// The files of an item, as a case records them.
pub(crate) struct Recorded {
    pub(crate) item: ItemId,
    pub(crate) entry: EntryHash,
    pub(crate) files: FileList,
    /// Files that were not read when they were recorded: names without a digest.
    pub(crate) left_out: FileList,
    /// Links, pipes and the like.
    others: BTreeSet<ListedPath>,
    empty_folders: usize,
    kind: Kind,
}

impl Recorded {
    /// Of a content that is one file, it is called by the name recorded, or by another one.
    pub(crate) fn of(
        case: &Path,
        item: &str,
        manifest: Option<&Path>,
        called: Option<&str>,
    ) -> Result<Self, Failure> {
        let Stated { content: (name, content), entry, item: id } = find(case, item, acquired)?;
        let (mut files, entry) = (FileList::new(), entry.hash());
        let expected = match (content.expected_directory(), manifest) {
            (Some(_), _) if called.is_some() => {
                return Err(Failure::usage("the files of a directory have names: no --as", USAGE));
            }
            (Some(expected), _) => expected,
            (None, None) => {
                let name = match called {
                    Some(called) => called.to_owned(),
                    None => own_name(name, item)?,
                };
                files.insert(name.as_str().into(), listed(&content))?;
                let (left_out, others, kind) = (FileList::new(), BTreeSet::new(), Kind::File);
                return Ok(Self {
                    item: id,
                    entry,
                    files,
                    left_out,
                    others,
                    empty_folders: 0,
                    kind,
                });
            }
            (None, Some(_)) => return Err(Failure::usage("the item is no directory", USAGE)),
        };
        let manifest = manifest.ok_or_else(|| {
            Failure::usage("the item is a directory: --manifest is needed", USAGE)
        })?;
        let reader = || Ok::<_, Failure>(BufReader::new(open(manifest)?));
        let refused = |error| Failure::in_file(manifest, error);
        // Nothing of it is believed before all of it is.
        ManifestReader::new(reader()?).map_err(refused)?.verify(&expected).map_err(refused)?;
        let (mut left_out, mut others) = (FileList::new(), BTreeSet::new());
        let (mut folders, mut filled) = (BTreeSet::new(), BTreeSet::new());
        for record in ManifestReader::new(reader()?).map_err(refused)? {
            let entry = record.map_err(refused)?.entry;
            let path = entry.path.as_bytes().to_vec();
            if let Some(end) = path.iter().rposition(|byte| *byte == b'/') {
                filled.insert(path.get(..end).unwrap_or_default().to_vec());
            }
            if entry.entry_type == EntryType::Directory {
                folders.insert(path);
            } else if entry.entry_type == EntryType::File {
                let list = if entry.sha256.is_none() { &mut left_out } else { &mut files };
                list.insert(path.into(), Listed::from(&entry))?;
            } else {
                others.insert(path.into());
            }
        }
        let empty_folders = folders.difference(&filled).count();
        let kind = Kind::Directory;
        Ok(Self { item: id, entry, files, left_out, others, empty_folders, kind })
    }

    /// Refuses a name that leads out of a folder: whoever made the case chose it.
    pub(crate) fn check_names(&self) -> Result<(), Failure> {
        let outside = |name: &&ListedPath| match self.kind {
            Kind::Directory => !below(b"in/", name).stays_within(),
            Kind::File => !name.stays_within(),
        };
        let mut names = self.files.iter().map(|(name, _)| name);
        let Some(name) = names.find(outside) else { return Ok(()) };
        let rest = match self.kind {
            Kind::Directory => "",
            Kind::File => ": say with --as what the file is called",
        };
        Err(Failure::said(format!(
            "{}: the name {name:?} leads out of the folder, or is not a plain one{rest}",
            self.item
        )))
    }

    /// Whether anything of this name is recorded that is no folder.
    pub(crate) fn names(&self, path: &ListedPath) -> bool {
        let listed = |list: &FileList| list.get(path).is_some();
        listed(&self.files) || listed(&self.left_out) || self.others.contains(path)
    }

    /// The files, each with what is recorded of it.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (ListedPath, Listed)> + '_ {
        self.files.iter().map(|(path, listed)| (path.clone(), listed.clone()))
    }

    /// The files under longer names.
    pub(crate) fn within(&self, folder: &[u8]) -> Result<FileList, Failure> {
        let mut files = FileList::new();
        for (path, listed) in self.pairs() {
            files.insert(below(folder, &path), listed)?;
        }
        Ok(files)
    }

    /// The digests that were made of every file.
    pub(crate) fn digests(&self) -> Vec<ListAlgorithm> {
        let all = [ListAlgorithm::Md5, ListAlgorithm::Sha1, ListAlgorithm::Sha256];
        let made = |algorithm: &ListAlgorithm| {
            self.files.iter().all(|(_, listed)| listed.digest(*algorithm).is_some())
        };
        all.into_iter().filter(made).collect()
    }

    /// Where it is recorded, and what of it is not in the list.
    pub(crate) fn said(&self) -> String {
        let mut said = format!(
            "Entry {} of the case records {}. Nothing of the case was verified: that is for `verify`.",
            self.entry, self.item
        );
        let left_out = [
            (self.left_out.len(), "files that could not be read when they were recorded"),
            (self.others.len(), "links and other entries that are neither files nor folders"),
            (self.empty_folders, "empty folders"),
        ];
        for (count, what) in left_out.into_iter().filter(|(count, _)| *count > 0) {
            said.push_str(&format!("\nRecorded, and not in the list: {what} ({count})."));
        }
        said
    }
}

fn below(folder: &[u8], name: &ListedPath) -> ListedPath {
    [folder, name.as_bytes()].concat().into()
}

/// The name that is recorded, unless the digests may not be those of the file that bears it. Others would check them against
/// that file, and take it for altered.
fn own_name(name: Option<String>, item: &str) -> Result<String, Failure> {
    let name = name.unwrap_or_else(|| item.to_owned());
    let what = match Path::new(&name).extension().and_then(|end| end.to_str()) {
        Some("E01" | "e01") => "an E01 image, and the digests recorded are of the medium in it",
        Some("000" | "001") => "a first segment, and the digests recorded may be of all segments",
        Some(_) | None => return Ok(name),
    };
    let name = escaped(&name);
    Err(Failure::usage(
        format!(
            "{name} is the name of {what}, not of that file: say with --as what the file is called that has these bytes"
        ),
        USAGE,
    ))
}

/// The name and the content that an entry records of an item at the beginning of its life here.
fn acquired(
    entry: &SignedEvent,
    item: ItemId,
) -> Result<(Option<String>, Descriptor), ContentProofError> {
    let Statement::Known(event) = entry.statement() else {
        return Err(ContentProofError::NoContent { item });
    };
    let named = |items: &[AcquiredItem]| {
        let found = items.iter().find(|acquired| acquired.id == item)?;
        found.name.as_ref()?.value().cloned()
    };
    let name = if let Body::Acquired(body) = &event.body { named(&body.items) } else { None };
    let content = event.body.content_of(item);
    let content = content.ok_or(ContentProofError::NoContent { item })?;
    let descriptor = content.descriptor.value().ok_or(ContentProofError::NotDisclosed { item })?;
    Ok((name, descriptor.clone()))
}

fn listed(content: &Descriptor) -> Listed {
    Listed {
        size: Some(content.size),
        sha256: Some(Sha256Digest(content.sha256)),
        sha512: content.sha512.map(Sha512Digest),
        sha1: content.sha1.map(Sha1Digest),
        md5: content.md5.map(Md5Digest),
        ..Listed::default()
    }
}
