//! Directories for tests.

use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::Command;

use handseal::evidence::directory::{
    DirectoryEntry, DirectoryMeasurement, DirectoryOptions, DirectoryPass, DirectoryReport,
    DirectorySecret, EntryPath, ExpectedDirectory, ManifestReader, ManifestRecord, Unreadable,
};

/// A folder of its own, removed at the end.
pub(crate) struct Scratch(pub(crate) PathBuf);

impl Scratch {
    pub(crate) fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("directories-{name}"));
        remove(&folder);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub(crate) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.join(name)
    }

    pub(crate) fn file(&self, name: impl AsRef<Path>, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    pub(crate) fn folder(&self, name: impl AsRef<Path>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(&path).unwrap();
        path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        remove(&self.0);
    }
}

/// `rm` goes as deep as a directory does.
fn remove(folder: &Path) {
    let _ = Command::new("rm").arg("-rf").arg(folder).status();
}

pub(crate) fn secret() -> DirectorySecret {
    DirectorySecret::from_bytes([7; 32])
}

pub(crate) fn threads(count: usize) -> NonZeroUsize {
    NonZeroUsize::new(count).unwrap()
}

pub(crate) const RECORD: DirectoryOptions = DirectoryOptions {
    digests: handseal::evidence::DigestSet::NONE,
    mounts: handseal::evidence::directory::Mounts::Record,
    unreadable: Unreadable::Record,
};

/// What is measured, and the manifest.
pub(crate) fn measured(path: &Path, options: DirectoryOptions) -> (DirectoryMeasurement, Vec<u8>) {
    let mut manifest = Vec::new();
    let pass = DirectoryPass::new().manifest(&mut manifest);
    (pass.measure(path, options, &secret()).unwrap(), manifest)
}

pub(crate) fn records(manifest: &[u8]) -> Vec<ManifestRecord> {
    ManifestReader::new(manifest).unwrap().map(Result::unwrap).collect()
}

/// The entries of a directory in which nothing is refused.
pub(crate) fn entries(path: &Path) -> Vec<ManifestRecord> {
    records(&measured(path, RECORD).1)
}

pub(crate) fn paths(records: &[ManifestRecord]) -> Vec<String> {
    records.iter().map(|record| text(&record.entry.path)).collect()
}

pub(crate) fn text(path: &EntryPath) -> String {
    String::from_utf8_lossy(path.as_bytes()).into_owned()
}

pub(crate) fn at<'r>(records: &'r [ManifestRecord], path: &str) -> &'r ManifestRecord {
    let found = records.iter().find(|record| record.entry.path.as_bytes() == path.as_bytes());
    found.unwrap_or_else(|| panic!("no entry {path}"))
}

pub(crate) fn entry<'r>(records: &'r [ManifestRecord], path: &str) -> &'r DirectoryEntry {
    &at(records, path).entry
}

/// How a directory differs from what was measured of it.
pub(crate) fn checked(
    path: &Path,
    measured: &DirectoryMeasurement,
    manifest: &[u8],
) -> DirectoryReport {
    let expected = ExpectedDirectory::from(measured);
    DirectoryPass::new().threads(threads(2)).check(path, RECORD, &expected, manifest).unwrap()
}

/// `SKIPPED`, where a test cannot be made here.
pub(crate) fn skipped(why: &str) {
    eprintln!("SKIPPED: {why}");
}
