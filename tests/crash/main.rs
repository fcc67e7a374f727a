//! Every image that a power cut can leave, at every call: what was acknowledged is there.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "functions that only tests call"
)]

mod disk;
mod images;
#[path = "../common/seeded.rs"]
mod seeded;
#[cfg(target_os = "linux")]
mod system;
mod work;
#[cfg(target_os = "linux")]
mod writer;

use std::collections::HashSet;
use std::path::Path;

use handseal::event::{EntryHash, Subject};
use handseal::store::{CaseError, CaseFile, FileStore, Recovery, StoreError, recover_in};
use handseal::verify::{Verdict, Verifier};

use crate::disk::{Disk, Image};
use crate::images::images;
use crate::work::{CASE, Done, Work, at, entries, heads, note, trust};

/// What is looked at, and how closely.
#[derive(Default)]
struct Count {
    seen: HashSet<Image>,
    cut: usize,
    refused: usize,
    recovered: usize,
}

fn opened(disk: &Disk) -> Result<(CaseFile<FileStore<Disk>>, Recovery), CaseError> {
    CaseFile::open_in(FileStore::open_in(disk.clone(), CASE)?, &trust())
}

fn hashes(disk: &Disk) -> Vec<EntryHash> {
    disk.live().get(Path::new(CASE)).map(|bytes| entries(bytes)).unwrap_or_default()
}

/// Holds an image against what was acknowledged, and against all that was ever tried.
fn check(image: &Image, done: &Done, all: &[EntryHash], count: &mut Count) {
    if !count.seen.insert(image.clone()) {
        return;
    }
    let disk = Disk::of(image);
    match opened(&disk) {
        Ok((case, recovery)) => {
            let damaged = case.read_only().is_some();
            let size = case.size();
            drop(case);
            if damaged {
                count.recovered += 1;
                // It is all there to be read; only a cut that is asked for makes it writable.
                recover_in(FileStore::open_in(disk.clone(), CASE).unwrap(), &trust()).unwrap();
            } else {
                assert_eq!(size as usize, hashes(&disk).len());
            }
            if let Recovery::Cut { range, kept } = &recovery {
                count.cut += 1;
                let bytes = &image[Path::new(CASE)][range.start as usize..range.end as usize];
                assert_eq!(disk.live()[kept], bytes, "what was cut is kept");
            }
            let found = hashes(&disk);
            assert!(found.starts_with(&done.entries), "an acknowledged entry is lost");
            assert!(all.starts_with(&found), "an entry that nobody recorded");
            let again = match opened(&disk) {
                // Its very beginning is damaged: nothing is left of it, and nothing was acknowledged.
                Err(CaseError::NeverOpened) if done.entries.is_empty() => return,
                again => again.unwrap(),
            };
            assert_eq!((again.1, again.0.read_only()), (Recovery::Clean, None));
            if count.seen.len().is_multiple_of(32) || damaged {
                go_on(&disk, again.0, done);
            }
            if count.seen.len().is_multiple_of(128) && recovery != Recovery::Clean {
                recovery_is_cut(image, &found);
            }
        }
        // There is no file, or not even its header, or nothing behind it: nothing was acknowledged yet.
        Err(
            CaseError::Store(StoreError::Io { .. })
            | CaseError::ReadOnly { .. }
            | CaseError::NeverOpened,
        ) => {
            count.refused += 1;
            assert!(done.entries.is_empty(), "the file does not open");
        }
        Err(other) => panic!("{other}"),
    }
}

/// The case is used as before, and a head that was acknowledged still stands.
fn go_on(disk: &Disk, mut case: CaseFile<FileStore<Disk>>, done: &Done) {
    note(&mut case, "after").unwrap();
    let head = case.checkpoint(&heads(1)).or_else(|_| case.checkpoint(&heads(2))).unwrap();
    drop(case);
    let mut verifier = Verifier::new(&trust(), at()).anchor(head);
    if let Some(head) = &done.head {
        verifier = verifier.anchor(head.clone());
    }
    let report = verifier.verify_bytes(&disk.live()[Path::new(CASE)]).unwrap();
    assert_ne!(report.verdict, Verdict::Contradicted, "{report}");
}

/// The power is cut at every call of the recovery itself.
fn recovery_is_cut(image: &Image, expected: &[EntryHash]) {
    let tail = image[Path::new(CASE)].clone();
    for call in 1.. {
        let disk = Disk::of(image).cut_at(call);
        let result = opened(&disk);
        if !disk.is_dead() {
            result.unwrap();
            break;
        }
        assert!(result.is_err(), "a recovery that did not end says that it did");
        let after: HashSet<Image> = images(&disk.state(), 37).into_iter().collect();
        for image in after {
            let disk = Disk::of(&image);
            let (case, _) = opened(&disk).unwrap();
            assert_eq!(case.read_only(), None);
            drop(case);
            assert_eq!(hashes(&disk), expected);
            let live = disk.live();
            let whole = &live[Path::new(CASE)];
            let cut = &tail[whole.len()..];
            let kept = |(path, bytes): (&std::path::PathBuf, &Vec<u8>)| {
                path != Path::new(CASE) && bytes == cut
            };
            assert!(cut.is_empty() || live.iter().any(kept), "what was cut is lost");
        }
    }
}

/// Does a work on a disk, cuts its power at every call, and looks at all images.
fn every_cut(begin: &Image, work: Work) -> Count {
    let whole = Disk::of(begin);
    let mut done = Done::of(begin);
    work(&whole, &mut done).unwrap();
    let all = hashes(&whole);
    let mut count = Count::default();
    for call in 1..=whole.calls() {
        let disk = Disk::of(begin).cut_at(call);
        let mut done = Done::of(begin);
        assert!(work(&disk, &mut done).is_err(), "call {call} failed and nobody said so");
        for image in images(&disk.state(), 1) {
            check(&image, &done, &all, &mut count);
        }
    }
    count
}

#[test]
fn acknowledged_entry_is_lost_by_a_power_cut() {
    let count = every_cut(&Image::new(), work::record);
    let Count { seen, cut, refused, recovered } = &count;
    println!("{} images: {cut} cut, {refused} not opened, {recovered} recovered", seen.len());
    assert!(seen.len() >= 10_000, "{} images", seen.len());
    assert!(*cut > 5_000 && *refused > 10 && *recovered > 10, "{cut} {refused} {recovered}");
}

#[test]
fn acts_that_share_a_sync_are_acknowledged_before_it() {
    let count = every_cut(&Image::new(), work::share);
    println!("{} images, {} recovered", count.seen.len(), count.recovered);
    assert!(count.seen.len() > 4_000 && count.recovered > 0, "{}", count.seen.len());
}

#[test]
fn entry_that_a_killed_writer_left_is_built_upon_before_it_is_durable() {
    let whole = Disk::default();
    work::record(&whole, &mut Done::default()).unwrap();
    let mut seen = 0;
    for call in 1..=whole.calls() {
        let disk = Disk::default().cut_at(call);
        work::record(&disk, &mut Done::default()).unwrap_err();
        let disk = disk.after_kill();
        let Ok((case, _)) = opened(&disk) else {
            continue;
        };
        let standing = hashes(&disk);
        assert_eq!(case.size() as usize, standing.len());
        for image in images(&disk.state(), 61) {
            let after = Disk::of(&image);
            opened(&after).unwrap();
            assert_eq!(hashes(&after), standing, "call {call}");
            seen += 1;
        }
    }
    assert!(seen > 10, "{seen}");
}

#[test]
fn power_cut_while_a_ledger_is_written_anew_loses_the_old_and_the_new() {
    let disk = Disk::default();
    let mut done = Done::default();
    work::prune(&disk, &mut done).unwrap();
    let begin = disk.live();
    let count = every_cut(&begin, work::erase);
    println!("{} images", count.seen.len());
    assert!(count.seen.len() > 1_000 && count.refused == 0, "{}", count.seen.len());
}

#[test]
fn power_cut_while_a_cache_is_written_harms_the_case_or_leaves_a_cache_that_lies() {
    let disk = Disk::default();
    work::prune(&disk, &mut Done::default()).unwrap();
    let begin = disk.live();
    let count = every_cut(&begin, work::cache);
    println!("{} images", count.seen.len());
    assert!(count.seen.len() > 50, "{}", count.seen.len());
    let mut images: Vec<_> = count.seen.into_iter().collect();
    images.sort_unstable();
    let every = images.len().div_ceil(500);
    for image in images.into_iter().step_by(every) {
        // With what is there beside the case, and without: all that it is, is the same.
        let states = [true, false].map(|with| {
            let mut image = image.clone();
            image.retain(|path, _| with || path == Path::new(CASE));
            let disk = Disk::of(&image);
            let (mut case, _) = opened(&disk).unwrap();
            case.checkpoint(&heads(1)).unwrap();
            assert!(case.renew_cache().unwrap());
            disk.live()[Path::new("/evidence/a.custody.cache")].clone()
        });
        assert_eq!(states[0], states[1]);
    }
}

#[test]
fn power_cut_while_an_index_is_written_harms_the_case_or_makes_another_extract() {
    let disk = Disk::default();
    work::prune(&disk, &mut Done::default()).unwrap();
    let begin = disk.live();
    let count = every_cut(&begin, work::index);
    println!("{} images", count.seen.len());
    assert!(count.seen.len() > 50, "{}", count.seen.len());
    let mut images: Vec<_> = count.seen.into_iter().collect();
    images.sort_unstable();
    let index = Path::new("/evidence/a.custody.index");
    let (every, mut torn) = (images.len().div_ceil(500), HashSet::new());
    for image in images.into_iter().step_by(every) {
        let extracts = [true, false].map(|with| {
            let mut image = image.clone();
            image.retain(|path, _| with || path == Path::new(CASE));
            torn.extend(image.get(index).cloned());
            let (mut case, _) = opened(&Disk::of(&image)).unwrap();
            let item = Subject::Item(case.register().items()[0]);
            let mut bytes = Vec::new();
            case.extract(&[item], &heads(1), &mut bytes).unwrap();
            bytes
        });
        assert_eq!(extracts[0], extracts[1]);
    }
    assert!(torn.len() > 10, "{} states of the index", torn.len());
}
