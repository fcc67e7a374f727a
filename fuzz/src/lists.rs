//! Lists of other programs, and bags: what is read can be written, and is read again the same.

use handseal::interop::bag::{Bag, TagFile, write_bag};
use handseal::interop::lists::{
    ChecksumStyle, FileList, HashdeepList, LineEnd, ListAlgorithm, Listed, audit, read_checksums,
    write_checksums,
};

/// What begins a tag file of a bag, in the order of `NAMES`.
const SEPARATOR: u8 = 0x1c;

const NAMES: [&str; 4] = ["manifest-md5.txt", "tagmanifest-md5.txt", "fetch.txt", "bag-info.txt"];

/// A list that is read agrees with itself, is written, and read again; no name of a bag leads out of it.
pub fn check(bytes: &[u8]) {
    for end in [LineEnd::Newline, LineEnd::Nul] {
        if let Ok(list) = read_checksums(bytes, end) {
            checksums(&list, end);
            agrees(&list);
        }
    }
    if let Ok(list) = HashdeepList::read(bytes) {
        let mut written = Vec::new();
        // A line can be longer than hashdeep reads.
        if list.write(&mut written).is_ok() {
            assert_eq!(HashdeepList::read(&written[..]).unwrap(), list);
        }
        agrees(&list.files);
    }
    bag(bytes);
}

/// Every digest alone.
fn checksums(list: &FileList, end: LineEnd) {
    for algorithm in ListAlgorithm::ALL.iter().copied() {
        let mut one = FileList::new();
        for (path, listed) in list.iter() {
            let only = only(listed, algorithm);
            if only != Listed::default() {
                one.insert(path.clone(), only).unwrap();
            }
        }
        let mut written = Vec::new();
        let style = ChecksumStyle::Tagged;
        if write_checksums(&one, algorithm, style, end, &mut written).is_ok() {
            assert_eq!(read_checksums(&written[..], end).unwrap(), one);
        }
    }
}

fn only(listed: &Listed, algorithm: ListAlgorithm) -> Listed {
    let mut not_compared = listed.not_compared.clone();
    not_compared.retain(|kept, _| *kept == algorithm);
    Listed {
        size: None,
        sha256: listed.sha256.filter(|_| algorithm == ListAlgorithm::Sha256),
        sha512: listed.sha512.filter(|_| algorithm == ListAlgorithm::Sha512),
        sha1: listed.sha1.filter(|_| algorithm == ListAlgorithm::Sha1),
        md5: listed.md5.filter(|_| algorithm == ListAlgorithm::Md5),
        not_compared,
    }
}

/// Nothing of a list differs from itself.
fn agrees(list: &FileList) {
    let same = list.iter().map(|(path, listed)| (path.clone(), listed.clone()));
    let report = audit(list, same.collect::<Vec<_>>()).to_string();
    let counts = report.lines().nth(1).unwrap();
    assert!(counts.contains(" 0 changed, 0 missing, 0 added, 0 moved"), "{report}");
}

fn bag(bytes: &[u8]) {
    let declaration = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
    let parts: Vec<_> = bytes.splitn(NAMES.len(), |byte| *byte == SEPARATOR).collect();
    let open = |wanted: &str| {
        let place = NAMES.iter().position(|name| *name == wanted);
        let part = place.and_then(|place| parts.get(place)).copied();
        Ok(if wanted == "bagit.txt" { Some(&declaration[..]) } else { part })
    };
    let names = NAMES.map(str::to_owned);
    let Ok(bag) = Bag::from_tag_files(names, open) else {
        return;
    };
    let mut payload = FileList::new();
    for (path, listed) in bag.payload.iter() {
        let name = path.as_bytes();
        assert!(name.starts_with(b"data/"), "{path:?}");
        assert!(!name.split(|byte| *byte == b'/').any(|part| part == b".."), "{path:?}");
        let listed = Listed { size: Some(1), ..listed.clone() };
        payload.insert(path.clone(), listed).unwrap();
    }
    let found: Vec<_> = payload.iter().map(|(path, file)| (path.clone(), file.clone())).collect();
    let report = bag.check(found);
    let shown = report.payload.to_string();
    assert!(shown.contains(" 0 changed, 0 missing, 0 added, 0 moved"), "{report}");

    let Ok(files) = write_bag(&payload, &[ListAlgorithm::Md5], &bag.info) else {
        return;
    };
    let again = Bag::from_tag_files(files.iter().map(|file| file.name.clone()), |wanted| {
        let file = files.iter().find(|file| file.name == wanted);
        Ok(file.map(|TagFile { content, .. }| &content[..]))
    });
    assert_eq!(again.unwrap().payload, bag.payload);
}
