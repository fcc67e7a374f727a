//! Whatever is written is read again as it was; whatever is read breaks nothing.

use handseal::evidence::{Md5Digest, Sha1Digest, Sha256Digest, Sha512Digest};
use handseal::interop::bag::{Bag, BagError, TagFile, write_bag};
use handseal::interop::lists::{
    ChecksumStyle, FileList, HashdeepList, LineEnd, ListAlgorithm, Listed, ListedPath,
    read_checksums, write_checksums,
};
use proptest::prelude::*;

/// Names out of the bytes that mean something somewhere.
fn name() -> impl Strategy<Value = ListedPath> {
    let byte =
        prop_oneof![prop::sample::select(b"\\\n\r,*# ()=%/.~nr0A\xff\xc3".to_vec()), (1..=255_u8),];
    prop::collection::vec(byte, 1..12).prop_map(ListedPath::from)
}

fn listed() -> impl Strategy<Value = Listed> {
    (any::<u64>(), any::<[u8; 16]>(), any::<[u8; 20]>(), any::<[u8; 32]>(), any::<[u8; 32]>())
        .prop_map(|(size, md5, sha1, sha256, half)| Listed {
            size: Some(size),
            md5: Some(Md5Digest(md5)),
            sha1: Some(Sha1Digest(sha1)),
            sha256: Some(Sha256Digest(sha256)),
            sha512: Some(Sha512Digest([half, half].concat().try_into().unwrap())),
            ..Listed::default()
        })
}

pub(crate) fn files(name: impl Strategy<Value = ListedPath>) -> impl Strategy<Value = FileList> {
    prop::collection::btree_map(name, listed(), 0..8).prop_map(|files| {
        let mut list = FileList::new();
        for (path, listed) in files {
            list.insert(path, listed).unwrap();
        }
        list
    })
}

/// A list with the names that checksums have: no line is of the file `-`, for it would be the standard input.
fn as_named(list: &FileList) -> FileList {
    let mut named = FileList::new();
    for (path, listed) in list.iter() {
        let path = if path.as_bytes() == b"-" { ListedPath::from("./-") } else { path.clone() };
        named.insert(path, listed.clone()).unwrap();
    }
    named
}

/// A list with these columns alone.
fn only(list: &FileList, size: bool, algorithms: &[ListAlgorithm]) -> FileList {
    let has = |algorithm| algorithms.contains(&algorithm);
    let mut less = FileList::new();
    for (path, listed) in list.iter() {
        let listed = Listed {
            size: listed.size.filter(|_| size),
            md5: listed.md5.filter(|_| has(ListAlgorithm::Md5)),
            sha1: listed.sha1.filter(|_| has(ListAlgorithm::Sha1)),
            sha256: listed.sha256.filter(|_| has(ListAlgorithm::Sha256)),
            sha512: listed.sha512.filter(|_| has(ListAlgorithm::Sha512)),
            ..Listed::default()
        };
        less.insert(path.clone(), listed).unwrap();
    }
    less
}

const STYLES: [ChecksumStyle; 3] =
    [ChecksumStyle::Binary, ChecksumStyle::Tagged, ChecksumStyle::Text];

const ALGORITHMS: [ListAlgorithm; 4] =
    [ListAlgorithm::Md5, ListAlgorithm::Sha1, ListAlgorithm::Sha256, ListAlgorithm::Sha512];

/// Inserts, cuts off and changes bytes.
fn mutate(text: &mut Vec<u8>, changes: &[(prop::sample::Index, u8, u8)]) {
    for (at, byte, kind) in changes {
        let at = at.index(text.len() + 1);
        match kind {
            0 => text.insert(at, *byte),
            1 => text.truncate(at),
            _ => {
                if let Some(place) = text.get_mut(at) {
                    *place = *byte;
                }
            }
        }
    }
}

/// What `write_bag` made, read again, with one tag file replaced.
fn bag(files: &[TagFile], replaced: &str, content: &[u8]) -> Result<Bag, BagError> {
    Bag::from_tag_files(files.iter().map(|file| file.name.clone()), |wanted| {
        let kept = files.iter().find(|file| file.name == wanted);
        let kept = kept.map(|file| file.content.as_slice());
        Ok(if wanted == replaced { Some(content) } else { kept })
    })
}

fn payload(list: &FileList) -> FileList {
    let mut payload = FileList::new();
    for (path, listed) in list.iter() {
        let name = String::from_utf8_lossy(path.as_bytes()).into_owned();
        // Two names can become one; the first stays.
        let _ = payload.insert(format!("data/{name}").as_str().into(), listed.clone());
    }
    payload
}

proptest! {
    #[test]
    fn bag_is_read_otherwise_than_written(
        list in files(name()), digests in prop::sample::subsequence(&ALGORITHMS[..], 1..=4),
    ) {
        let payload = payload(&list);
        let Ok(files) = write_bag(&payload, &digests, &[]) else {
            let odd = |part: &str| ["", ".", ".."].contains(&part);
            let unsafe_name = |path: &ListedPath| {
                let name = String::from_utf8_lossy(path.as_bytes());
                name.split('/').any(odd) || name.split(['/', '\\']).any(|part| part == "..")
            };
            prop_assert!(payload.iter().any(|(path, _)| unsafe_name(path)));
            return Ok(());
        };
        let read = bag(&files, "", b"").unwrap();
        let mut manifests = digests.clone();
        manifests.sort_unstable();
        prop_assert_eq!(&read.payload, &only(&payload, false, &digests));
        prop_assert_eq!(&read.payload_manifests, &manifests);
        let report = read.check(payload.iter().map(|(path, listed)| (path.clone(), listed.clone())));
        // The tag files were not measured; the payload is as listed.
        prop_assert!(report.payload.to_string().contains(" 0 changed, 0 missing, 0 added, 0 moved"));
        prop_assert!(!report.to_string().contains("Oxum"), "{}", report);
    }

    #[test]
    fn mutated_tag_file_breaks_the_reader(
        list in files(name()),
        which in 0..6_usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3_u8), 0..6),
    ) {
        let Ok(mut files) = write_bag(&payload(&list), &ALGORITHMS[2..], &[]) else { return Ok(()) };
        let fetch = b"https://example.org/a - data/a\nhttps://example.org/b 17 data/b\n".to_vec();
        files.push(TagFile { name: "fetch.txt".to_owned(), content: fetch });
        let TagFile { name, mut content } = files[which].clone();
        mutate(&mut content, &changes);
        if let Ok(read) = bag(&files, &name, &content) {
            let found = read.payload.iter().map(|(path, listed)| (path.clone(), listed.clone()));
            let _ = read.check(found.collect::<Vec<_>>()).to_string();
            let leaves = |path: &ListedPath| path.as_bytes().split(|b| *b == b'/').any(|p| p == b"..");
            prop_assert!(!read.payload.iter().any(|(path, _)| leaves(path)));
        }
    }

    #[test]
    fn checksums_are_read_otherwise_than_written(
        list in files(prop_oneof![1 => Just("-".into()), 9 => name()]), which in 0..4_usize,
    ) {
        prop_assume!(!list.iter().any(|(path, _)| path.as_bytes() == b"./-"));
        let algorithm = ALGORITHMS[which];
        let expected = only(&as_named(&list), false, &[algorithm]);
        for style in STYLES {
            for end in [LineEnd::Newline, LineEnd::Nul] {
                let mut text = Vec::new();
                write_checksums(&list, algorithm, style, end, &mut text).unwrap();
                let again = read_checksums(text.as_slice(), end).unwrap();
                prop_assert_eq!(&again, &expected);
            }
        }
    }

    #[test]
    fn hashdeep_is_read_otherwise_than_written(list in files(name()), columns in prop::sample::subsequence(&ALGORITHMS[..3], 1..=3)) {
        let sayable = |path: &ListedPath| {
            !path.as_bytes().contains(&b'\n') && !path.as_bytes().ends_with(b"\r")
        };
        let written = HashdeepList::new(only(&list, true, &columns), &columns);
        let mut text = Vec::new();
        match written.write(&mut text) {
            Ok(()) => prop_assert_eq!(HashdeepList::read(text.as_slice()).unwrap(), written),
            Err(error) => {
                prop_assert!(!list.iter().all(|(path, _)| sayable(path)), "{}", error);
            }
        }
    }

    #[test]
    fn mutated_list_breaks_the_reader(
        list in files(name()),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3_u8), 0..6),
    ) {
        let mut texts = vec![Vec::new(); 3];
        for (style, text) in STYLES.into_iter().zip(&mut texts) {
            write_checksums(&list, ListAlgorithm::Sha256, style, LineEnd::Newline, text).unwrap();
        }
        let mut deep = Vec::new();
        let _ = HashdeepList::new(list, &ALGORITHMS[..3]).write(&mut deep);
        texts.push(deep);
        for mut text in texts {
            mutate(&mut text, &changes);
            for end in [LineEnd::Newline, LineEnd::Nul] {
                if let Ok(read) = read_checksums(text.as_slice(), end) {
                    prop_assert!(read.iter().all(|(path, _)| !path.as_bytes().is_empty()));
                }
            }
            let _ = HashdeepList::read(text.as_slice());
        }
    }
}
