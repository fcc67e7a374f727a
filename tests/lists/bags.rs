//! BagIt bags, against bagit.py.

use std::fs;
use std::path::Path;

use handseal::interop::bag::{
    Bag, BagConclusion, BagError, BagFinding, BagInfo, BagReport, BagVersion, write_bag,
};
use handseal::interop::lists::{FileList, ListAlgorithm, Listed};

use crate::bag_errors::{DECLARATION, EMPTY_MD5, read};
use crate::field::{bagit, run, said};
use crate::folder::{Folder, PLAIN};

const ALL: [ListAlgorithm; 4] =
    [ListAlgorithm::Sha256, ListAlgorithm::Sha512, ListAlgorithm::Sha1, ListAlgorithm::Md5];

/// Names that bagit.py reads as they are written. It strips spaces at the end, takes `%` for itself,
/// and mixes up two names that differ in their Unicode normalisation only.
fn names() -> Vec<&'static [u8]> {
    let mut names = PLAIN.to_vec();
    names.retain(|name| !name.contains(&b'%'));
    #[cfg(target_os = "linux")]
    names.extend([
        &b"*asterisk"[..],
        b"tab\there",
        b"back\\slash",
        b"cr\rwithin",
        b"new\nline",
        b"bidi\xe2\x80\xaename",
        b"de\xcc\x81ja\xcc\x80",
    ]);
    names
}

fn fill(folder: &Folder, before: &str, names: &[&[u8]]) {
    for name in names {
        let path = [before.as_bytes(), *name].concat();
        folder.file(&path, if *name == b"empty" { b"" } else { name });
    }
}

/// Makes a bag of what is in `data`.
fn bag(folder: &Folder, digests: &[ListAlgorithm]) {
    let mut payload = FileList::new();
    for (path, listed) in folder.measured() {
        payload.insert(path, listed).unwrap();
    }
    let info = [
        BagInfo { label: "External-Identifier".to_owned(), value: "2041/26: été".to_owned() },
        BagInfo { label: "Source-Organization".to_owned(), value: String::new() },
    ];
    for file in write_bag(&payload, digests, &info).unwrap() {
        folder.file(file.name.as_bytes(), &file.content);
    }
}

fn check(folder: &Folder) -> BagReport {
    Bag::read(&folder.0).unwrap().check(folder.measured())
}

/// Whether bagit.py confirms a bag; none if it is not there.
fn confirmed(folder: &Path) -> Option<Result<(), String>> {
    let options = ["-m", "bagit", "--validate", folder.to_str().unwrap()];
    let output = run(bagit()?, &options, folder)?;
    Some(if output.status.success() { Ok(()) } else { Err(said(&output)) })
}

#[test]
fn bag_that_we_wrote_is_not_confirmed() {
    for (number, digests) in [&ALL[..1], &ALL[..2], &ALL].into_iter().enumerate() {
        let folder = Folder::new(&format!("bag-ours-{number}"));
        fill(&folder, "data/", &names());
        bag(&folder, digests);
        let report = check(&folder);
        assert_eq!(report.conclusion(), BagConclusion::Valid, "{report}");
        assert_eq!(report.payload.findings.len(), names().len());
        assert_eq!(report.tags.findings.len(), 2 + digests.len());
        assert_eq!(report.findings, []);
        let Some(theirs) = confirmed(&folder.0) else { continue };
        assert_eq!(theirs, Ok(()));
    }
}

#[test]
fn bag_that_bagit_wrote_is_not_confirmed() {
    let Some(interpreter) = bagit() else { return };
    for (number, (options, conclusion)) in [
        (&[][..], BagConclusion::Valid),
        (&["--md5"], BagConclusion::ValidByLegacy),
        (&["--sha1", "--sha256", "--md5", "--sha512"], BagConclusion::Valid),
        (&["--sha256", "--sha384"], BagConclusion::Valid),
        (&["--sha3_256"], BagConclusion::Incomplete),
    ]
    .into_iter()
    .enumerate()
    {
        let folder = Folder::new(&format!("bag-theirs-{number}"));
        fill(&folder, "", &names());
        let mut arguments = vec!["-m", "bagit", "--contact-name", "A: B"];
        arguments.extend(options);
        let path = folder.0.to_str().unwrap().to_owned();
        arguments.push(&path);
        let output = run(interpreter, &arguments, &folder.0).unwrap();
        assert!(output.status.success(), "{}", said(&output));

        if conclusion == BagConclusion::Incomplete {
            let error = Bag::read(&folder.0).unwrap_err();
            assert!(matches!(error, BagError::NoManifest), "{error}");
            continue;
        }
        let bag = Bag::read(&folder.0).unwrap();
        assert_eq!(bag.version, BagVersion::V0_97);
        assert_eq!(bag.said("contact-name"), Some("A: B"));
        let report = bag.check(folder.measured());
        assert_eq!(report.conclusion(), conclusion, "{options:?}: {report}");
        assert_eq!(report.payload.findings.len(), names().len());
    }
}

/// Where bagit.py departs from RFC 8493. If this fails, it no longer does: say so in `write_bag`.
#[cfg(unix)]
#[test]
fn name_that_bagit_does_not_read_is_read_by_it() {
    for (number, name) in [&b"100%25"[..], b"50% off", b"behind "].into_iter().enumerate() {
        let folder = Folder::new(&format!("bag-apart-{number}"));
        fill(&folder, "data/", &[name]);
        bag(&folder, &ALL);
        let report = check(&folder);
        assert_eq!(report.conclusion(), BagConclusion::Valid, "{report}");
        let Some(theirs) = confirmed(&folder.0) else { return };
        let theirs = theirs.unwrap_err();
        assert!(theirs.contains("exists in manifest but was not found"), "{theirs}");
    }
}

#[test]
fn damage_is_not_seen_by_one_of_both() {
    type Damage = fn(&Folder);
    let damages: [(&str, Damage, &str); 8] = [
        ("changed", |f| f.file(b"data/plain", b"PLAIN"), "changed: \"data/plain\""),
        ("longer", |f| f.file(b"data/plain", b"plain, longer"), "Payload-Oxum"),
        (
            "missing",
            |f| fs::remove_file(f.0.join("data/plain")).unwrap(),
            "missing: \"data/plain\"",
        ),
        ("added", |f| f.file(b"data/new", b""), "added: \"data/new\""),
        ("info", |f| f.file(b"bag-info.txt", b"Payload-Oxum: 0.0\n"), "Payload-Oxum 0.0 is said"),
        (
            "renamed",
            |f| fs::rename(f.0.join("data/plain"), f.0.join("data/q")).unwrap(),
            "moved: \"data/plain\" to \"data/q\"",
        ),
        (
            "tag",
            |f| {
                let mut info = fs::read(f.0.join("bag-info.txt")).unwrap();
                info.extend_from_slice(b"Bag-Count: 1\n");
                f.file(b"bag-info.txt", &info);
            },
            "changed: \"bag-info.txt\"",
        ),
        (
            "declaration",
            |f| {
                f.file(
                    b"bagit.txt",
                    b"BagIt-Version: 1.0\r\nTag-File-Character-Encoding: UTF-8\r\n",
                )
            },
            "changed: \"bagit.txt\"",
        ),
    ];
    for (name, damage, expected) in damages {
        let folder = Folder::new(&format!("bag-damage-{name}"));
        fill(&folder, "data/", &names());
        bag(&folder, &ALL);
        damage(&folder);
        let report = check(&folder);
        assert_eq!(report.conclusion(), BagConclusion::NotValid, "{name}: {report}");
        assert!(report.to_string().contains(expected), "{name}: {report}");
        let Some(theirs) = confirmed(&folder.0) else { continue };
        assert!(theirs.is_err(), "{name}");
    }
}

/// A file that is elsewhere is neither missing nor there.
#[test]
fn file_to_be_fetched_is_missing_or_fetched() {
    let folder = Folder::new("bag-fetch");
    fill(&folder, "data/", &[b"here", b"there"]);
    bag(&folder, &ALL[..1]);
    fs::remove_file(folder.0.join("data/there")).unwrap();
    folder.file(
        b"fetch.txt",
        b"https://example.org/\x1b 5 data/there\nhttps://example.org/b\t-\tdata/here\n",
    );
    let bag = Bag::read(&folder.0).unwrap();
    assert_eq!((bag.fetches[0].size, bag.fetches[1].size), (Some(5), None));
    let report = bag.check(folder.measured());
    assert_eq!(report.conclusion(), BagConclusion::Incomplete, "{report}");
    let shown = "\"data/there\" is not here, but said to be at \"https://example.org/\\u{1b}\"";
    assert!(report.to_string().contains(shown), "{report}");
    assert!(report.to_string().contains("no tag manifest lists \"fetch.txt\""), "{report}");

    folder.file(b"fetch.txt", b"https://example.org/c - data/unlisted\n");
    let report = check(&folder);
    assert_eq!(report.conclusion(), BagConclusion::NotValid, "{report}");
    assert!(report.to_string().contains("is to be fetched, and no manifest lists it"), "{report}");
}

#[test]
fn file_that_one_manifest_leaves_out_is_valid() {
    let measured = handseal::measure_reader(&b""[..], Default::default()).unwrap();
    let sha256 = format!("{}  data/a\n", measured.sha256);
    let files = [
        ("bagit.txt", DECLARATION),
        ("manifest-sha256.txt", &*sha256),
        ("manifest-sha512.txt", ""),
        ("manifest-crc32.txt", "abc"),
    ];
    let listed = Listed::from(&measured);
    let report = read(&files).unwrap().check([("data/a".into(), listed.clone())]);
    assert_eq!(report.conclusion(), BagConclusion::NotValid, "{report}");
    assert_eq!(
        report.findings[1].to_string(),
        "\"manifest-crc32.txt\" is of an unknown algorithm and was not read"
    );
    assert_eq!(report.findings[2].to_string(), "\"data/a\" is not in manifest-sha512.txt");

    let unread = read(&[files[0], files[1], files[3]]).unwrap().check([("data/a".into(), listed)]);
    assert_eq!(unread.conclusion(), BagConclusion::Incomplete, "{unread}");
    assert!(unread.findings.contains(&BagFinding::NoTagManifest));
}

#[test]
fn percent_that_is_not_encoded_is_lost() {
    let text = format!("{EMPTY_MD5}  data/50%\n{EMPTY_MD5}  data/%41%0a%25%0D\n");
    let bag = read(&[("bagit.txt", DECLARATION), ("manifest-md5.txt", &text)]).unwrap();
    let names: Vec<_> = bag.payload.iter().map(|(path, _)| path.as_bytes()).collect();
    assert_eq!(names, [&b"data/%41\n%\r"[..], b"data/50%"]);
    assert_eq!(bag.bare_percents.len(), 2);
}

#[cfg(unix)]
#[test]
fn link_or_pipe_is_read_as_a_tag_file() {
    let folder = Folder::new("bag-link");
    fill(&folder, "data/", &[b"a"]);
    bag(&folder, &ALL[..1]);
    let manifest = folder.0.join("manifest-sha256.txt");
    fs::rename(&manifest, folder.0.join("elsewhere")).unwrap();
    std::os::unix::fs::symlink("elsewhere", &manifest).unwrap();
    let error = Bag::read(&folder.0).unwrap_err();
    assert!(matches!(&error, BagError::NotRegular { path } if *path == manifest), "{error}");
    let error = Bag::read(folder.0.join("data")).unwrap_err();
    assert!(matches!(error, BagError::NoPayload { .. }), "{error}");
}
