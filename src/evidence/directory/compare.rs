//! Two states of a directory, entry by entry.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet, VecDeque};
use std::io::Read;
use std::path::Path;

use crate::evidence::directory::pass::{InOrder, found};
use crate::evidence::directory::records::decode_ahead;
use crate::evidence::directory::report::{content_key, same_digests};
use crate::evidence::directory::table::Pair;
use crate::evidence::directory::{
    ChangedEntry, ContentField, DirectoryEntry, DirectoryError, DirectoryOptions, DirectoryPass,
    DirectoryReport, EntryPath, EntryType, ExpectedDirectory, ManifestError, ManifestReader,
    ManifestRecord, RenamedEntry,
};

impl DirectoryPass<'_> {
    /// Returns how a directory differs from a manifest that was signed, if it does.
    ///
    /// Everything is read, then compared. The manifest is believed only if it is the one that was signed,
    /// which is known at its end; [`ManifestReader::verify`] says it before anything is read.
    ///
    /// # What this proves
    /// Where [`DirectoryReport::conclusion`] is a match: the directory gave the entries that were signed,
    /// no more and no fewer, and every file the bytes that its signed digests were made from. An
    /// entry that is counted as whole did, whatever became of the others.
    ///
    /// # What this does not prove
    /// That the expected values were signed, by whom or when; that the directory will give the same
    /// again; anything about entries that are [not compared](DirectoryReport::not_compared).
    ///
    /// # Errors
    /// [`DirectoryError`]: as in [`measure`](Self::measure), and [`DirectoryError::Manifest`] for one that
    /// is damaged or not the signed one. A directory that differs is not an error.
    ///
    /// # Examples
    /// ```
    /// # use handseal::evidence::directory::{DirectoryOptions, DirectoryPass, DirectorySecret};
    /// use handseal::evidence::Conclusion;
    /// use handseal::evidence::directory::ExpectedDirectory;
    ///
    /// # let folder = std::env::temp_dir().join(format!("handseal-check-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder)?;
    /// # std::fs::write(folder.join("mail.eml"), b"From: a")?;
    /// # std::fs::write(folder.join("note.txt"), b"as collected")?;
    /// # let mut manifest = Vec::new();
    /// # let pass = DirectoryPass::new().manifest(&mut manifest);
    /// # let secret = DirectorySecret::from_bytes([7; 32]);
    /// # let measured = pass.measure(&folder, DirectoryOptions::default(), &secret)?;
    /// std::fs::write(folder.join("note.txt"), b"as c0llected")?;
    ///
    /// let (expected, options) = (ExpectedDirectory::from(&measured), DirectoryOptions::default());
    /// let report = DirectoryPass::new().check(&folder, options, &expected, manifest.as_slice())?;
    /// assert_eq!(report.conclusion(), Some(Conclusion::Differs));
    /// assert_eq!((report.whole, report.changed.count), (1, 1));
    /// # std::fs::remove_dir_all(&folder)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn check(
        self,
        path: impl AsRef<Path>,
        options: DirectoryOptions,
        expected: &ExpectedDirectory,
        manifest: impl Read + Send,
    ) -> Result<DirectoryReport, DirectoryError> {
        let (records, mut remade) = ManifestReader::new(manifest)?.into_parts();
        let table = found(path.as_ref(), options, self.threads, self.told)?;
        let order = InOrder::new(&table);
        let report = decode_ahead(records, self.threads, |records| {
            let records = records.inspect(|read| {
                if let Ok(record) = read {
                    remade.append(record);
                }
            });
            compare(records, order.pairs())
        })?;
        // F11.7
        expected.verify(&remade.finish())?;
        Ok(report)
    }
}

/// Returns how a directory, as somebody measured it, differs from a manifest that was signed.
///
/// `found` is the manifest of what there is now. Both are read once.
///
/// # What this proves
/// Where [`DirectoryReport::conclusion`] is a match: `found` names the entries that were signed, no more
/// and no fewer, with the digests that were signed.
///
/// # What this does not prove
/// That the expected values were signed, by whom or when. That there is a directory of which `found`
/// speaks the truth: no file is read.
///
/// # Errors
/// [`ManifestError`]: the first thing in either that the format does not allow, or that `manifest` is not
/// the signed one.
pub fn check_measured_directory(
    expected: &ExpectedDirectory,
    manifest: impl Read,
    found: impl Read,
) -> Result<DirectoryReport, ManifestError> {
    let (mut manifest, found) = (ManifestReader::new(manifest)?, ManifestReader::new(found)?);
    let report = compare(&mut manifest, found.map(|record| record.map(ManifestRecord::into_pair)))?;
    // F11.7
    manifest.verify(expected)?;
    Ok(report)
}

/// Returns how two manifests differ: two states of a directory, neither of which is read again.
///
/// # What this proves
/// Nothing by itself: what each manifest says must have been signed, which
/// [`ManifestReader::verify`] checks.
///
/// # What this does not prove
/// Anything about files at hand.
///
/// # Errors
/// [`ManifestError`]: the first thing in either that the format does not allow.
pub fn compare_manifests(
    expected: impl Read,
    found: impl Read,
) -> Result<DirectoryReport, ManifestError> {
    let (expected, found) = (ManifestReader::new(expected)?, ManifestReader::new(found)?);
    compare(expected, found.map(|record| record.map(ManifestRecord::into_pair)))
}

impl ManifestRecord {
    fn into_pair(self) -> Pair {
        (self.entry, self.metadata)
    }
}

/// A directory, be it one into which nobody looked.
fn is_folder(entry: &DirectoryEntry) -> bool {
    entry.entry_type == EntryType::Directory || entry.entry_type.is_not_entered()
}

/// A directory of which nobody knows all that is in it.
fn is_closed(entry: &DirectoryEntry) -> bool {
    is_folder(entry) && (entry.unread.is_some() || entry.entry_type.is_not_entered())
}

/// Whether an entry stands in one of these directories, or below it.
fn is_below(path: &EntryPath, closed: &HashSet<EntryPath>) -> bool {
    let bytes = path.as_bytes();
    let mut folders = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'/');
    !closed.is_empty()
        && folders.any(|(at, _)| {
            let folder = bytes.get(..at).map(|folder| EntryPath::new(folder).ok());
            folder.flatten().is_some_and(|folder| closed.contains(&folder))
        })
}

/// Both ascend by path: entries meet as in a merge.
fn compare<E: From<ManifestError>>(
    mut expected: impl Iterator<Item = Result<ManifestRecord, ManifestError>>,
    mut found: impl Iterator<Item = Result<Pair, E>>,
) -> Result<DirectoryReport, E> {
    let mut comparison = Comparison::default();
    let mut left = expected.next().transpose()?.map(ManifestRecord::into_pair);
    let mut right = found.next().transpose()?;
    loop {
        let order = match (&left, &right) {
            (Some((left, _)), Some((right, _))) => left.path.cmp(&right.path),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return Ok(comparison.finish()),
        };
        let gone = left.take_if(|_| order != Ordering::Greater);
        let here = right.take_if(|_| order != Ordering::Less);
        if gone.is_some() {
            left = expected.next().transpose()?.map(ManifestRecord::into_pair);
        }
        if here.is_some() {
            right = found.next().transpose()?;
        }
        comparison.take(gone, here);
    }
}

#[derive(Default)]
struct Comparison {
    report: DirectoryReport,
    /// Directories that were not read, or not entered, in the first state and in the second.
    closed_then: HashSet<EntryPath>,
    closed_now: HashSet<EntryPath>,
    missing: Vec<DirectoryEntry>,
    added: Vec<DirectoryEntry>,
}

impl Comparison {
    fn take(&mut self, expected: Option<Pair>, found: Option<Pair>) {
        let [then, now] = [&expected, &found].map(|pair| pair.as_ref().map(|(entry, _)| entry));
        self.report.note(then, now);
        // A directory comes before what is below it, in whichever state it is.
        let path = |entry: &DirectoryEntry| is_closed(entry).then(|| entry.path.clone());
        self.closed_then.extend(then.and_then(path));
        self.closed_now.extend(now.and_then(path));
        match (expected, found) {
            (Some((expected, told)), Some((found, tells))) => {
                // F11.12
                self.report.metadata.compare(told, tells);
                self.meet(expected, found);
            }
            // F11.10
            (Some((expected, _)), None) if is_below(&expected.path, &self.closed_now) => {
                self.report.not_compared.add(|| expected.path);
            }
            (None, Some((found, _))) if is_below(&found.path, &self.closed_then) => {
                self.report.not_compared.add(|| found.path);
            }
            (expected, found) => {
                self.missing.extend(expected.map(|(entry, _)| entry));
                self.added.extend(found.map(|(entry, _)| entry));
            }
        }
    }

    /// F11.10
    fn meet(&mut self, expected: DirectoryEntry, found: DirectoryEntry) {
        let report = &mut self.report;
        let unread = expected.unread.or(found.unread).is_some();
        let same_type = expected.entry_type == found.entry_type;
        let entered_once = !same_type && is_folder(&expected) && is_folder(&found);
        if unread && same_type || entered_once {
            report.not_compared.add(|| expected.path);
            return;
        }
        let fields = ContentField::differing(&expected, &found);
        if fields.is_empty() {
            report.whole = report.whole.saturating_add(1);
        } else {
            report.changed.add(|| ChangedEntry { fields, expected, found });
        }
    }

    /// F11.11: what is missing here and was added there under the same digests is renamed: one for one, in the
    /// order of the paths.
    fn finish(self) -> DirectoryReport {
        let Self { mut report, missing, added, .. } = self;
        let mut places: HashMap<_, VecDeque<_>> = HashMap::new();
        for (at, entry) in added.iter().enumerate() {
            if let Some(key) = content_key(entry) {
                places.entry(key).or_default().push_back((at, entry));
            }
        }
        let mut renamed = vec![false; added.len()];
        for entry in missing {
            let key = content_key(&entry);
            let same = key.and_then(|key| places.get_mut(&key)).and_then(|places| {
                let at = places.iter().position(|(_, other)| same_digests(&entry, other))?;
                places.remove(at)
            });
            let Some((at, other)) = same else {
                report.missing.add(|| entry.path);
                continue;
            };
            if let Some(renamed) = renamed.get_mut(at) {
                *renamed = true;
            }
            let found = other.path.clone();
            report.renamed.add(|| RenamedEntry { expected: entry.path, found });
        }
        for (entry, renamed) in added.iter().zip(renamed) {
            if !renamed {
                report.added.add(|| entry.path.clone());
            }
        }
        report
    }
}
