//! What an extract reads, and that nothing beside the case makes it another one.

use std::fs;
use std::path::PathBuf;

use handseal::encoding::Blob;
use handseal::event::{At, Kept, Noted, Salts, Subject, Timestamped, Why};
use handseal::identity::{CaseId, ItemId, OsEntropy};
use handseal::ledger::RecordKind;
use handseal::store::{Actor, CaseFile, FileStore, MemoryStore, Pruning, Store, erase_pruned};
use sha2::{Digest, Sha256};

use crate::by_index::makes_the_same_extracts;
use crate::counted::Counted;
use crate::seeded::Seeded;
use crate::{Directory, at, begun, heads, note, records, remark, root, trust, verified};

const CASE: &str = "a.custody";

/// A ledger in which two items lie between notes about other cases, with a head.
struct Made {
    directory: Directory,
    items: [ItemId; 2],
    case: CaseId,
}

fn made(notes: usize) -> Made {
    let directory = Directory::new();
    let (mut file, case) = begun(FileStore::create(directory.path(CASE)).unwrap());
    let (key, entropy) = (root(), &mut OsEntropy);
    let chief = Actor::organisation(&key);
    let other = file.open_case("2/41", &chief, at(), entropy).unwrap();
    let mut item = |name: &str, file: &mut CaseFile<FileStore>| {
        file.collect(case, &[(name, None)], &chief, at(), entropy).unwrap()[0]
    };
    let first = item("lamp", &mut file);
    between(&mut file, other, notes);
    // Whether a token holds is the verifier's to say. Its head is joined to that of every extract.
    let head = file.checkpoint(&heads()).unwrap();
    let (size, root) = (head.unverified().size(), *head.unverified().root());
    let body = Timestamped { root, size, token: Blob(vec![0x30, 0]) };
    let ledger = [Subject::Ledger(file.origin().unwrap().clone())];
    file.act(body, &ledger, &chief, At::device(at())).unwrap();
    let second = item("rope", &mut file);
    for item in [first, second, first] {
        let subjects = [Subject::Item(item)];
        file.act(remark("about it"), &subjects, &chief, At::device(at())).unwrap();
        between(&mut file, other, notes);
    }
    file.checkpoint(&heads()).unwrap();
    Made { directory, items: [first, second], case }
}

/// Notes about another case, in one group.
fn between<S: Store>(file: &mut CaseFile<S>, other: CaseId, notes: usize) {
    let key = root();
    for _ in 0..notes {
        let (chief, at) = (Actor::organisation(&key), At::device(at()));
        let text = Salts::new(&mut OsEntropy).unwrap().commit("of no concern");
        let body = Noted { text, entry: None };
        let event = file.signed(body, &[Subject::Case(other)], &chief, at).unwrap();
        file.stage(event).unwrap();
    }
    file.commit().unwrap();
}

impl Made {
    fn path(&self) -> PathBuf {
        self.directory.path(CASE)
    }

    fn index(&self) -> PathBuf {
        self.directory.path("a.custody.index")
    }

    fn cache(&self) -> PathBuf {
        self.directory.path("a.custody.cache")
    }

    fn open(&self) -> CaseFile<FileStore> {
        CaseFile::open(self.path(), &trust()).unwrap().0
    }

    /// The extract of the first item, by reading all.
    fn plain(&self) -> Vec<u8> {
        let bytes = fs::read(self.path()).unwrap();
        let mut case = CaseFile::<MemoryStore>::open_bytes(bytes, &trust()).unwrap();
        extract(&mut case, self.items[0])
    }

    /// The case with an index and a cache beside it.
    fn kept(self) -> Self {
        let mut case = self.open();
        assert!(case.renew_index().unwrap() && case.renew_cache().unwrap());
        drop(case);
        self
    }
}

fn extract<S: Store>(case: &mut CaseFile<S>, item: ItemId) -> Vec<u8> {
    let mut bytes = Vec::new();
    case.extract(&[Subject::Item(item)], &heads(), &mut bytes).unwrap();
    bytes
}

#[test]
fn extract_of_an_item_reads_what_is_not_in_it() {
    let made = made(200).kept();
    let read = Counted::default();
    let store = FileStore::open_in(read.clone(), made.path()).unwrap();
    let (mut case, _) = CaseFile::open_in(store, &trust()).unwrap();
    read.taken("custody");
    read.taken("index");
    let found = extract(&mut case, made.items[0]);
    let (of_case, of_index) = (read.taken("custody"), read.taken("index"));
    assert_eq!(found, made.plain());
    let size = fs::metadata(made.path()).unwrap().len();
    assert!(of_case < size / 40, "{of_case} of {size} bytes");
    // Places and nodes: 8 entries, and 10 levels of a tree of 800.
    assert!(of_index < 8 * (16 + 10 * 32) * 2, "{of_index}");
}

#[test]
fn case_that_grew_is_indexed_behind_what_it_had() {
    let made = made(3).kept();
    let before = fs::read(made.index()).unwrap();
    let mut case = made.open();
    for round in 0..70 {
        note(&mut case, made.case, "more").unwrap();
        let found = extract(&mut case, made.items[0]);
        assert_eq!(found, made.plain(), "{round}");
        let now = fs::read(made.index()).unwrap();
        assert!(now.starts_with(&before) && now.len() > before.len());
    }
    // Nobody writes one for a case that is short.
    fs::remove_file(made.index()).unwrap();
    drop(case);
    extract(&mut made.open(), made.items[0]);
    assert!(!made.index().exists());
}

#[test]
fn long_case_is_extracted_from_by_reading_all_again() {
    let made = made(1_030);
    assert!(made.index().exists(), "made with the head");
    let length = fs::metadata(made.index()).unwrap().len();
    fs::remove_file(made.index()).unwrap();
    let found = extract(&mut made.open(), made.items[1]);
    assert_eq!(fs::metadata(made.index()).unwrap().len(), length, "made by an extract");
    assert_eq!(extract(&mut made.open(), made.items[1]), found);
}

#[test]
fn index_of_another_or_an_older_state_of_the_case_is_believed() {
    let (one, other) = (made(3).kept(), made(3).kept());
    fs::copy(other.index(), one.index()).unwrap();
    assert_eq!(extract(&mut one.open(), one.items[0]), one.plain());
    // Rolled back to the first item, and gone on with other entries.
    let whole = fs::read(one.path()).unwrap();
    let late = fs::read(one.index()).unwrap();
    let places = records(&whole);
    fs::remove_file(one.cache()).unwrap();
    for (_, range) in places.into_iter().skip(12) {
        fs::write(one.path(), &whole[..range.end]).unwrap();
        fs::write(one.index(), &late).unwrap();
        let mut case = one.open();
        let found = extract(&mut case, one.items[0]);
        assert_eq!(found, one.plain());
        for _ in 0..3 {
            note(&mut case, one.case, "another").unwrap();
        }
        fs::write(one.index(), &late).unwrap();
        assert_eq!(extract(&mut case, one.items[0]), one.plain());
    }
}

/// Bytes that are flipped, cut, moved or put elsewhere.
fn mutant(whole: &[u8], random: &mut Seeded) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    let mut place = |length: usize| random.number() as usize % length.max(1);
    let (one, other, length) = (place(bytes.len()), place(bytes.len()), place(64));
    match place(5) {
        0 => bytes.truncate(one),
        1 => bytes[one] ^= 1 << place(8),
        2 => bytes.swap(one, other),
        3 => {
            // A block of zeros, as a power cut leaves it.
            let end = (one + length * 16).min(bytes.len());
            bytes[one..end].fill(0);
        }
        _ => {
            let end = (one + length).min(bytes.len());
            let moved: Vec<_> = bytes.drain(one..end).collect();
            let to = other.min(bytes.len());
            bytes.splice(to..to, moved);
        }
    }
    bytes
}

#[test]
fn altered_index_makes_another_extract() {
    let made = made(5).kept();
    let (whole, expected) = (fs::read(made.index()).unwrap(), made.plain());
    let before = fs::read(made.path()).unwrap();
    let mut random = Seeded::new(1);
    let mut case = made.open();
    let mut anew = 0;
    for number in 0..4_000 {
        let altered = mutant(&whole, &mut random);
        // The same file: whoever has the case open has that open, too.
        fs::write(made.index(), &altered).unwrap();
        assert_eq!(extract(&mut case, made.items[0]), expected, "{number}");
        if !made.index().exists() {
            anew += 1;
            assert!(case.renew_index().unwrap());
        }
        let now = fs::read(made.index()).unwrap();
        assert!(now == whole || now == altered, "{number}: neither made again nor left");
        fs::write(made.index(), &whole).unwrap();
    }
    assert!(anew > 0);
    assert_eq!(fs::read(made.path()).unwrap(), before);
}

/// Where the block of a position begins.
fn block(position: usize) -> usize {
    16 + 16 * position + 32 * (2 * position - position.count_ones() as usize)
}

#[test]
fn block_that_leads_to_another_entry_or_leaves_values_out_is_believed() {
    let made = made(1).kept();
    let (whole, expected) = (fs::read(made.index()).unwrap(), made.plain());
    let records = records(&fs::read(made.path()).unwrap());
    let entries = records.iter().filter(|(kind, _)| *kind == RecordKind::Entry);
    let places: Vec<_> = entries.map(|(_, range)| range.clone()).collect();
    assert_eq!(whole.len(), block(places.len()));
    let mut case = made.open();
    for (position, entry) in places.iter().enumerate() {
        let at = block(position);
        assert_eq!(whole[at..at + 8], (entry.start as u64).to_be_bytes());
        let mut changes = vec![(at + 8, (entry.end as u64).to_be_bytes().to_vec())];
        for other in 0..places.len() {
            changes.push((at, whole[block(other)..][..16].to_vec()));
            changes.push((at + 16, whole[block(other) + 16..][..32].to_vec()));
        }
        for (to, bytes) in changes {
            let mut altered = whole.clone();
            altered[to..to + bytes.len()].copy_from_slice(&bytes);
            fs::write(made.index(), &altered).unwrap();
            assert_eq!(extract(&mut case, made.items[0]), expected, "{position}");
        }
    }
}

/// With the digest that it must have.
fn sealed(cache: &[u8]) -> Vec<u8> {
    let (head, state) = cache.split_at(cache.len().min(48));
    [head.get(..16).unwrap_or(head), Sha256::digest(state).as_slice(), state].concat()
}

#[test]
fn altered_cache_makes_another_extract_or_one_that_is_no_part_of_the_ledger() {
    let made = made(2).kept();
    let (whole, expected) = (fs::read(made.cache()).unwrap(), made.plain());
    let before = fs::read(made.path()).unwrap();
    let mut random = Seeded::new(2);
    let mut other = 0;
    for number in 0..3_000 {
        let altered = mutant(&whole, &mut random);
        // By whom it is altered who does not make the digest anew, it is not taken.
        let accident = number % 2 == 0;
        let altered = if accident { altered } else { sealed(&altered) };
        fs::write(made.cache(), &altered).unwrap();
        let mut case = made.open();
        let (subjects, mut found) = ([Subject::Item(made.items[0])], Vec::new());
        match case.extract(&subjects, &heads(), &mut found) {
            Ok(_) if found == expected => {}
            Ok(extract) => {
                assert!(!accident, "{number}");
                other += 1;
                let report = verified(&found, Some(extract.head));
                let proofs = report.findings.iter().filter(|found| {
                    let code = found.code.to_string();
                    code.starts_with("proof.") || code.starts_with("entry.")
                });
                assert_eq!(proofs.count(), 0, "{number}: {report}");
            }
            Err(error) => assert!(!accident, "{number}: {error}"),
        }
        drop(case);
        assert_eq!(fs::read(made.path()).unwrap(), before);
    }
    println!("{other} altered caches with a right digest made another extract");
}

#[test]
fn index_outlives_erasure_or_leads_into_another_file() {
    let made = made(2);
    let key = root();
    let (mut case, chief) = (made.open(), Actor::organisation(&key));
    let pruning = Pruning::new(Why::code("retention_ended"), Kept::Hash).item(made.items[1]);
    case.prune(&pruning.even_if_held(), &chief, at()).unwrap();
    case.act(remark("after it"), &[Subject::Item(made.items[1])], &chief, At::device(at()))
        .unwrap();
    case.checkpoint(&heads()).unwrap();
    assert!(case.renew_index().unwrap());
    let before = fs::read(made.index()).unwrap();
    drop(case);
    erase_pruned(made.path(), &trust()).unwrap();
    assert!(!made.index().exists());
    let items = made.items.map(Subject::Item);
    let asked: Vec<_> = items.iter().map(std::slice::from_ref).collect();
    makes_the_same_extracts(&fs::read(made.path()).unwrap(), &trust(), &heads(), &asked);
    fs::write(made.index(), before).unwrap();
    assert_eq!(extract(&mut made.open(), made.items[0]), made.plain());
}

#[cfg(unix)]
#[test]
fn index_is_written_to_where_a_link_of_its_name_leads() {
    let made = made(2);
    let elsewhere = made.directory.path("elsewhere");
    fs::write(&elsewhere, "a letter").unwrap();
    std::os::unix::fs::symlink(&elsewhere, made.index()).unwrap();
    assert!(made.open().renew_index().unwrap());
    assert_eq!(fs::read(&elsewhere).unwrap(), b"a letter");
    assert!(!fs::symlink_metadata(made.index()).unwrap().is_symlink());
    // What is no file is left where it is, and the case is read.
    fs::remove_file(made.index()).unwrap();
    fs::create_dir(made.index()).unwrap();
    assert!(made.open().renew_index().is_err());
    assert_eq!(extract(&mut made.open(), made.items[0]), made.plain());
    assert!(made.index().is_dir());
}
