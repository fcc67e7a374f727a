//! What a long case amounts to, kept beside it: taken only where it fits, and never needed.

use std::fs;
use std::path::{Path, PathBuf};

use handseal::identity::{OsEntropy, SigningKey, Trust};
use handseal::store::{Actor, CaseError, CaseFile, FileStore, Recovery, erase_pruned, recover};
use handseal::verify::Class;
use sha2::{Digest, Sha256};

use crate::{Directory, at, begun, heads, note, records, root, trust, verified};

const CASE: &str = "a.custody";

fn cache(directory: &Directory) -> PathBuf {
    directory.path("a.custody.cache")
}

/// A case on the disk of three notes, a head and a cache; then of another note and, if asked, another head.
fn kept(directory: &Directory) -> (CaseFile<FileStore>, handseal::identity::CaseId) {
    let (mut case, id) = begun(FileStore::create(directory.path(CASE)).unwrap());
    for text in ["one", "two", "three"] {
        note(&mut case, id, text).unwrap();
    }
    assert!(!case.renew_cache().unwrap(), "there is no head yet");
    case.checkpoint(&heads()).unwrap();
    assert!(case.renew_cache().unwrap());
    note(&mut case, id, "four").unwrap();
    assert!(!case.renew_cache().unwrap(), "an entry stands behind the head");
    (case, id)
}

#[test]
fn file_of_somebody_else_is_replaced_by_a_cache_or_an_index() {
    let directory = Directory::new();
    let (mut case, _) = kept(&directory);
    case.checkpoint(&heads()).unwrap();
    let index = directory.path("a.custody.index");
    for others in [&b"my notes\n"[..], &fs::read(directory.path(CASE)).unwrap()] {
        for path in [cache(&directory), index.clone()] {
            fs::write(path, others).unwrap();
        }
        assert!(case.renew_cache().is_err());
        assert!(case.renew_index().is_err());
        for path in [cache(&directory), index.clone()] {
            assert_eq!(fs::read(path).unwrap(), others);
        }
    }
    // What is left of one of ours is replaced.
    for ours in [&b""[..], b"hand", b"Handseal cache\n\n", &[0; 40]] {
        fs::write(cache(&directory), ours).unwrap();
        fs::write(&index, ours).unwrap();
        assert!(case.renew_cache().unwrap());
        assert!(case.renew_index().unwrap());
    }
}

/// What a case is, as far as a cache of it tells: everything.
fn state(mut case: CaseFile<FileStore>, path: &Path) -> Vec<u8> {
    case.checkpoint(&heads()).unwrap();
    assert!(case.renew_cache().unwrap());
    drop(case);
    let mut name = path.as_os_str().to_owned();
    name.push(".cache");
    fs::read(name).unwrap()
}

/// Opens the case with the cache that stands beside it and without, and compares all that they are.
fn opens_as_without(directory: &Directory) {
    let with = directory.path("with.custody");
    let without = directory.path("without.custody");
    for path in [&with, &without] {
        fs::copy(directory.path(CASE), path).unwrap();
    }
    fs::copy(cache(directory), directory.path("with.custody.cache")).unwrap();
    let _ = fs::remove_file(directory.path("without.custody.cache"));
    let states = [with, without].map(|path| {
        let (case, recovery) = CaseFile::open(&path, &trust()).unwrap();
        let read_only = case.read_only().cloned();
        // The bytes that are cut are kept under the name of each.
        let cut = match recovery {
            Recovery::Clean => None,
            Recovery::Cut { range, .. } => Some(range),
        };
        (cut, case.size(), read_only.is_none().then(|| state(case, &path)), read_only)
    });
    let [with, without] = states;
    assert_eq!(with, without);
}

/// Whether opening the case reads what stands before the head of the cache: there a bit is flipped.
fn is_resumed(directory: &Directory) -> bool {
    let path = directory.path(CASE);
    let whole = fs::read(&path).unwrap();
    let mut rotten = whole.clone();
    let (_, third) = records(&whole)[5].clone();
    rotten[third.end - 3] ^= 1;
    fs::write(&path, &rotten).unwrap();
    let opened = CaseFile::open(&path, &trust());
    let resumed = matches!(&opened, Ok((case, _)) if case.read_only().is_none());
    drop(opened);
    fs::write(&path, &whole).unwrap();
    resumed
}

/// With the digest that it must have.
fn sealed(cache: &[u8]) -> Vec<u8> {
    let (head, state) = (&cache[..16], &cache[48..]);
    [head, Sha256::digest(state).as_slice(), state].concat()
}

#[test]
fn case_that_is_opened_with_its_cache_is_read_from_the_beginning_or_is_another() {
    let directory = Directory::new();
    let (case, _) = kept(&directory);
    drop(case);
    assert!(is_resumed(&directory));
    opens_as_without(&directory);
    fs::remove_file(cache(&directory)).unwrap();
    assert!(!is_resumed(&directory));
}

#[test]
fn writer_that_opened_with_a_cache_writes_what_nobody_verifies() {
    let directory = Directory::new();
    let (case, id) = kept(&directory);
    drop(case);
    let (mut case, recovery) = CaseFile::open(directory.path(CASE), &trust()).unwrap();
    assert_eq!(recovery, Recovery::Clean);
    note(&mut case, id, "five").unwrap();
    let head = case.checkpoint(&heads()).unwrap();
    drop(case);
    let report = verified(&fs::read(directory.path(CASE)).unwrap(), Some(head));
    assert_eq!(report.verdict, handseal::verify::Verdict::Consistent, "{report}");
}

#[test]
fn cache_that_is_damaged_is_taken() {
    let directory = Directory::new();
    let (case, _) = kept(&directory);
    drop(case);
    let whole = fs::read(cache(&directory)).unwrap();
    let mut taken = 0;
    for end in (0..whole.len()).step_by(211) {
        fs::write(cache(&directory), &whole[..end]).unwrap();
        assert!(!is_resumed(&directory), "cut at {end}");
    }
    for place in (0..whole.len()).step_by(67) {
        let mut damaged = whole.clone();
        damaged[place] ^= 1;
        fs::write(cache(&directory), &damaged).unwrap();
        assert!(!is_resumed(&directory), "flipped at {place}");
        // Whoever alters it can make the digest anew. Then it may be taken, and no file is harmed by it.
        if place < 48 {
            continue;
        }
        fs::write(cache(&directory), sealed(&damaged)).unwrap();
        let before = fs::read(directory.path(CASE)).unwrap();
        let (case, recovery) = CaseFile::open(directory.path(CASE), &trust()).unwrap();
        assert_eq!((recovery, case.read_only()), (Recovery::Clean, None), "altered at {place}");
        drop(case);
        assert_eq!(fs::read(directory.path(CASE)).unwrap(), before);
        taken += usize::from(is_resumed(&directory));
    }
    println!("{taken} altered caches with a right digest were taken");
    fs::write(cache(&directory), &whole).unwrap();
    assert!(is_resumed(&directory));
    fs::write(cache(&directory), vec![0; 9 << 20]).unwrap();
    opens_as_without(&directory);
}

#[test]
fn cache_of_another_case_is_taken() {
    let (one, other) = (Directory::new(), Directory::new());
    let ((first, _), (second, _)) = (kept(&one), kept(&other));
    drop((first, second));
    fs::copy(cache(&other), cache(&one)).unwrap();
    assert!(!is_resumed(&one));
    opens_as_without(&one);
}

#[test]
fn cache_of_what_the_case_no_longer_has_is_taken() {
    let directory = Directory::new();
    let (mut case, id) = kept(&directory);
    case.checkpoint(&heads()).unwrap();
    let whole = fs::read(directory.path(CASE)).unwrap();
    assert!(case.renew_cache().unwrap());
    let late = fs::read(cache(&directory)).unwrap();
    drop(case);
    // Rolled back to each record behind the opening; and then gone on with another entry.
    for (_, range) in records(&whole).into_iter().skip(5) {
        fs::write(directory.path(CASE), &whole[..range.end]).unwrap();
        fs::write(cache(&directory), &late).unwrap();
        opens_as_without(&directory);
        fs::remove_file(cache(&directory)).unwrap();
        let (mut case, _) = CaseFile::open(directory.path(CASE), &trust()).unwrap();
        note(&mut case, id, "another").unwrap();
        case.checkpoint(&heads()).unwrap();
        drop(case);
        fs::write(cache(&directory), &late).unwrap();
        opens_as_without(&directory);
        fs::remove_file(cache(&directory)).unwrap();
    }
}

#[test]
fn damage_behind_the_head_is_judged_by_the_cache() {
    let directory = Directory::new();
    let (mut case, id) = kept(&directory);
    note(&mut case, id, "five").unwrap();
    drop(case);
    let whole = fs::read(directory.path(CASE)).unwrap();
    let behind: Vec<_> = records(&whole).into_iter().rev().take(3).collect();
    for (_, range) in behind {
        for end in [range.start, range.start + 1, range.end - 1] {
            fs::write(directory.path(CASE), &whole[..end]).unwrap();
            opens_as_without(&directory);
        }
        let mut rotten = whole.clone();
        rotten[range.end - 3] ^= 1;
        fs::write(directory.path(CASE), &rotten).unwrap();
        opens_as_without(&directory);
    }
}

/// Two organisations: what one has imported of the other rests on whether it is trusted.
#[test]
fn cache_made_under_another_trust_is_taken() {
    let directory = Directory::new();
    let (mut case, _) = kept(&directory);
    let lab = SigningKey::from_seed(&[7; 32]);
    let opening = handseal::store::Opening {
        organisation: "B",
        jurisdiction: "YY",
        origin: "lab.example",
        root: &lab,
        checkpoint_key: &SigningKey::from_seed(&[8; 32]),
        successors: &[],
        at: at(),
    };
    let theirs = handseal::store::MemoryStore::new();
    let theirs = CaseFile::create_in(theirs, &opening, &mut OsEntropy).unwrap();
    let org = theirs.keeper();
    // Nothing of theirs is here yet: trust in them changes nothing.
    case.trust(org);
    case.checkpoint(&heads()).unwrap();
    assert!(case.renew_cache().unwrap());
    case.import(std::io::Cursor::new(theirs.store().as_bytes())).unwrap();
    case.checkpoint(&heads()).unwrap();
    assert!(case.renew_cache().unwrap());
    drop(case);
    let open = |trust: &Trust| CaseFile::open(directory.path(CASE), trust).unwrap().0;
    let both = trust().root(org);
    let size = open(&both).size();
    // Under the trust of one only the entry of the other cannot be checked, and stands there all the same.
    let mut one = open(&trust());
    assert_eq!(one.size(), size);
    // From here on it is known by both: what was folded before is not what it would be now.
    one.trust(org);
    let again = note_by(&mut one, &lab);
    assert!(again.is_err() || !one.renew_cache().unwrap());
}

fn note_by(
    case: &mut CaseFile<FileStore>,
    key: &SigningKey,
) -> Result<handseal::store::Recorded, CaseError> {
    let subject =
        handseal::event::Subject::Own(Actor::organisation(key).id, case.origin().unwrap().clone());
    let at = handseal::event::At::device(at());
    case.act(crate::remark("from the other side"), &[subject], &Actor::organisation(key), at)
}

#[test]
fn recovery_or_erasure_takes_what_the_cache_says() {
    let directory = Directory::new();
    let (case, id) = kept(&directory);
    drop(case);
    let path = directory.path(CASE);
    let whole = fs::read(&path).unwrap();
    let mut rotten = whole.clone();
    let (_, third) = records(&whole)[5].clone();
    rotten[third.end - 3] ^= 1;
    fs::write(&path, &rotten).unwrap();
    assert!(erase_pruned(&path, &trust()).is_err(), "it is damaged");
    assert!(matches!(recover(&path, &trust()).unwrap(), Recovery::Cut { .. }));
    fs::write(&path, &whole).unwrap();
    let (mut case, _) = CaseFile::open(&path, &trust()).unwrap();
    let key = root();
    let why = handseal::event::Why::code("retention_ended");
    let pruning = handseal::store::Pruning::new(why, handseal::event::Kept::Entry).case(id);
    case.prune(&pruning, &Actor::organisation(&key), at()).unwrap();
    case.checkpoint(&heads()).unwrap();
    assert!(case.renew_cache().unwrap());
    drop(case);
    assert!(cache(&directory).exists());
    erase_pruned(&path, &trust()).unwrap();
    assert!(!cache(&directory).exists(), "it has the values");
    let (case, _) = CaseFile::open(&path, &trust()).unwrap();
    assert_eq!(case.read_only().map(|found| found.code.class()), None::<Class>);
}

#[test]
fn long_case_is_replayed_from_the_beginning_each_time() {
    let directory = Directory::new();
    let (mut case, id) = begun(FileStore::create(directory.path(CASE)).unwrap());
    let key = root();
    let chief = Actor::organisation(&key);
    let subjects = [handseal::event::Subject::Case(id)];
    for _ in 0..4_093 {
        let event =
            case.signed(crate::remark("x"), &subjects, &chief, handseal::event::At::device(at()));
        case.stage(event.unwrap()).unwrap();
    }
    case.commit().unwrap();
    assert!(!cache(&directory).exists());
    case.checkpoint(&heads()).unwrap();
    assert!(cache(&directory).exists());
    note(&mut case, id, "behind it").unwrap();
    drop(case);
    assert!(is_resumed(&directory));
    // One that was deleted comes back when the case is read from the beginning up to a head.
    let (mut case, _) = CaseFile::open(directory.path(CASE), &trust()).unwrap();
    case.checkpoint(&heads()).unwrap();
    drop(case);
    fs::remove_file(cache(&directory)).unwrap();
    drop(CaseFile::open(directory.path(CASE), &trust()).unwrap());
    assert!(cache(&directory).exists());
    assert!(is_resumed(&directory));
}

#[test]
fn cache_that_cannot_be_written_fails_an_act() {
    let directory = Directory::new();
    let (mut case, id) = kept(&directory);
    fs::remove_file(cache(&directory)).unwrap();
    // A directory that is not empty stands in its place.
    fs::create_dir_all(cache(&directory).join("in the way")).unwrap();
    case.checkpoint(&heads()).unwrap();
    assert!(case.renew_cache().is_err());
    note(&mut case, id, "after").unwrap();
    case.checkpoint(&heads()).unwrap();
    drop(case);
    let (case, _) = CaseFile::open(directory.path(CASE), &trust()).unwrap();
    assert_eq!(case.read_only(), None);
    let names = fs::read_dir(&directory.0).unwrap().map(|entry| entry.unwrap().file_name());
    assert_eq!(names.count(), 2, "the case and what is in the way");
}
