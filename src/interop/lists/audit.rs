//! A list compared with files that were measured.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::interop::lists::compared::Outcome;
use crate::interop::lists::{
    Audit, AuditFinding, Basis, Compared, FileList, ListAlgorithm, Listed, ListedPath,
};

/// How many listed files with one digest are tried for one that was found under another name. They
/// differ only where a list contradicts itself.
const MOST_TRIED: usize = 64;

/// Compares a list with the files that were measured, as `hashdeep -a` does.
///
/// Files are found by their names, as bytes; a `./` before a name is no matter. One that is found
/// under another name only is moved: so are names that differ in their Unicode normalisation. What the list and the measurement both have of a file is compared:
/// ask [`FileList::digests`] what to measure. Every file listed and every file measured is in the [`Audit`] once.
///
/// # What this proves
/// Where [`Audit::conclusion`] is [`Agrees`](crate::interop::lists::AuditConclusion::Agrees): the files
/// measured are those that the list names, no more and no fewer, and each has the SHA-256 or SHA-512
/// that is listed, and everything else that is listed and was measured.
///
/// # What this does not prove
/// Who made the list, when, and that it is the one that was made: it is signed by nobody. That no
/// file was left out of the measurement. That the names are those of the same folder. Where a match rests on
/// [`Basis::Legacy`], that the content is the same.
///
/// # Examples
/// ```
/// use handseal::evidence::{Options, measure_reader};
/// use handseal::interop::lists::{AuditConclusion, AuditFinding, FileList, Listed, audit};
///
/// let mail = Listed::from(&measure_reader(&b"mail"[..], Options::default())?);
/// let mut list = FileList::new();
/// list.insert("./inbox/1".into(), mail.clone())?;
/// let report = audit(&list, [("trash/1".into(), mail)]);
/// assert_eq!(report.conclusion(), AuditConclusion::Differs);
/// assert!(matches!(report.findings.as_slice(), [AuditFinding::Moved { .. }]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn audit(list: &FileList, measured: impl IntoIterator<Item = (ListedPath, Listed)>) -> Audit {
    // A list can have a name with `./` and without: the very name is looked for first.
    let plain: BTreeMap<_, _> = list.iter().map(|file| (file.0.plain(), file)).collect();
    let mut used = BTreeSet::new();
    let mut unlisted = BTreeMap::new();
    let mut findings = Vec::new();
    for (path, found) in measured {
        let known = list.entry(&path).or_else(|| plain.get(path.plain()).copied());
        let Some((name, listed)) = known else {
            unlisted.insert(path, found);
            continue;
        };
        let compared = Compared::of(listed, &found);
        used.insert(name);
        findings.push(match compared.outcome() {
            Outcome::Differs => AuditFinding::Changed { path, compared: Box::new(compared) },
            Outcome::NotCompared => AuditFinding::NotCompared { path },
            Outcome::Same(basis) => AuditFinding::Matched { path, basis },
        });
    }
    if !unlisted.is_empty() {
        find_elsewhere(list, &mut used, &unlisted, &mut findings);
    }
    let missing = list.iter().map(|(path, _)| path).filter(|path| !used.contains(*path));
    findings.extend(missing.map(|path| AuditFinding::Missing { path: path.clone() }));
    findings.sort_by(|first, second| first.path().cmp(second.path()));
    Audit { findings }
}

/// What content is looked up by.
type Key<'a> = (ListAlgorithm, &'a [u8], Option<u64>);

/// The files listed with one content.
#[derive(Default)]
struct Alike<'a> {
    /// Those that were not found under their names.
    missing: VecDeque<(&'a ListedPath, &'a Listed)>,
    /// One that was.
    there: Option<(&'a ListedPath, &'a Listed)>,
}

/// Looks for what was measured under a name that is not listed among what is listed under others.
fn find_elsewhere<'a>(
    list: &'a FileList,
    used: &mut BTreeSet<&'a ListedPath>,
    unlisted: &BTreeMap<ListedPath, Listed>,
    findings: &mut Vec<AuditFinding>,
) {
    let mut contents: BTreeMap<Key<'_>, Alike<'_>> = BTreeMap::new();
    for (path, listed) in list.iter() {
        // Each digest: what was measured may not have the best.
        for algorithm in ListAlgorithm::COMPARED {
            let Some(digest) = listed.digest(algorithm) else { continue };
            let alike = contents.entry((algorithm, digest, listed.size)).or_default();
            if used.contains(path) {
                alike.there.get_or_insert((path, listed));
            } else {
                alike.missing.push_back((path, listed));
            }
        }
    }
    for (path, found) in unlisted {
        let path = path.clone();
        findings.push(match elsewhere(&mut contents, used, found) {
            Some(Elsewhere::Missing(from, basis)) => {
                used.insert(from);
                AuditFinding::Moved { from: from.clone(), to: path, basis }
            }
            Some(Elsewhere::There(original)) => {
                AuditFinding::Added { path, copy_of: Some(original.clone()) }
            }
            None => AuditFinding::Added { path, copy_of: None },
        });
    }
}

/// Where else a content is listed.
enum Elsewhere<'a> {
    /// Under a name where nothing was found.
    Missing(&'a ListedPath, Basis),
    /// Under a name where it may still be.
    There(&'a ListedPath),
}

fn elsewhere<'a, 'key>(
    contents: &mut BTreeMap<Key<'key>, Alike<'a>>,
    used: &BTreeSet<&'a ListedPath>,
    found: &'key Listed,
) -> Option<Elsewhere<'a>> {
    let same = |listed: &Listed| match Compared::of(listed, found).outcome() {
        Outcome::Same(basis) => Some(basis),
        Outcome::Differs | Outcome::NotCompared => None,
    };
    let mut there = None;
    for algorithm in ListAlgorithm::COMPARED {
        let Some(digest) = found.digest(algorithm) else { continue };
        // Listed with this size, or without any; if none was measured, only without.
        let sizes = found.size.map_or(vec![None], |size| vec![Some(size), None]);
        for size in sizes {
            let Some(alike) = contents.get_mut(&(algorithm, digest, size)) else { continue };
            // Those that an earlier file has taken, by this digest or another.
            while alike.missing.pop_front_if(|(path, _)| used.contains(*path)).is_some() {}
            let tried = alike.missing.iter().take(MOST_TRIED).filter(|(p, _)| !used.contains(p));
            let missing = tried.filter_map(|(path, listed)| Some((*path, same(listed)?))).next();
            if let Some((path, basis)) = missing {
                return Some(Elsewhere::Missing(path, basis));
            }
            there = there.or(alike.there.filter(|(_, listed)| same(listed).is_some()));
        }
    }
    there.map(|(path, _)| Elsewhere::There(path))
}
