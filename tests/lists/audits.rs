//! A list compared with what was measured.

use handseal::interop::lists::{
    AuditConclusion, AuditFinding, Basis, FileList, Listed, ListedPath, audit,
};
use handseal::{Options, measure_reader};

fn measured(content: &[u8]) -> Listed {
    let digests = handseal::evidence::DigestAlgorithm::ALL.iter().copied().collect();
    Listed::from(&measure_reader(content, Options { digests, ..Options::default() }).unwrap())
}

fn list(files: &[(&str, Listed)]) -> FileList {
    let mut list = FileList::new();
    for (path, listed) in files {
        list.insert((*path).into(), listed.clone()).unwrap();
    }
    list
}

fn files(files: &[(&str, &[u8])]) -> Vec<(ListedPath, Listed)> {
    files.iter().map(|(path, content)| ((*path).into(), measured(content))).collect()
}

#[test]
fn nothing_compared_with_nothing_agrees() {
    assert_eq!(audit(&FileList::new(), []).conclusion(), AuditConclusion::NotCompared);
    let unknown = list(&[("a", Listed { size: Some(1), ..Listed::default() })]);
    let report = audit(&unknown, files(&[("a", b"1")]));
    assert_eq!(report.conclusion(), AuditConclusion::NotCompared, "{report}");
    let report = audit(&unknown, files(&[("a", b"22")]));
    assert_eq!(report.conclusion(), AuditConclusion::Differs, "{report}");
    assert!(report.to_string().contains("size: 1 listed, 2 found"), "{report}");
}

#[test]
fn match_by_md5_alone_is_relied_on() {
    let full = measured(b"1");
    let legacy = Listed { sha256: None, sha512: None, ..full.clone() };
    let report =
        audit(&list(&[("a", legacy.clone()), ("b", full)]), files(&[("a", b"1"), ("b", b"1")]));
    assert_eq!(report.conclusion(), AuditConclusion::AgreesByLegacy);
    assert!(report.to_string().contains("matched: \"a\", by MD5 or SHA-1 only"), "{report}");
    let report = audit(&list(&[("a", legacy)]), files(&[("b", b"1")]));
    let [AuditFinding::Moved { basis, .. }] = report.findings.as_slice() else {
        panic!("{report}")
    };
    assert_eq!(*basis, Basis::Legacy);
}

/// Two contents with one MD5 are made in seconds.
#[test]
fn equal_md5_hides_another_sha256() {
    let mut listed = measured(b"1");
    listed.md5 = measured(b"2").md5;
    listed.size = None;
    let known = list(&[("a", listed)]);
    let report = audit(&known, files(&[("a", b"2")]));
    let [AuditFinding::Changed { compared, .. }] = report.findings.as_slice() else {
        panic!("{report}")
    };
    assert!(compared.is_contradictory());
    assert!(report.to_string().contains("; another digest is equal"), "{report}");
    // Nor is it found under another name by that MD5.
    let report = audit(&known, files(&[("b", b"2")]));
    assert!(report.to_string().contains("0 moved"), "{report}");
}

#[test]
fn file_is_counted_twice_or_not_at_all() {
    let known = list(&[("./a", measured(b"1")), ("b", measured(b"1")), ("c", measured(b"1"))]);
    let report = audit(&known, files(&[("a", b"1"), ("x", b"1"), ("y", b"1"), ("z", b"1")]));
    let shown: Vec<_> = report.findings.iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        [
            "matched: \"a\"",
            "moved: \"b\" to \"x\"",
            "moved: \"c\" to \"y\"",
            "added: \"z\", a copy of \"./a\"",
        ]
    );
}

#[test]
fn name_with_and_without_a_dot_is_one() {
    let known = list(&[("./a", measured(b"1")), ("a", measured(b"2"))]);
    let report = audit(&known, files(&[("a", b"2")]));
    let shown: Vec<_> = report.findings.iter().map(ToString::to_string).collect();
    assert_eq!(shown, ["missing: \"./a\"", "matched: \"a\""]);
}

#[test]
fn file_of_another_folder_is_taken_for_one_within() {
    let known = list(&[("/a/b/c", measured(b"1")), ("/a/b/d/e", measured(b"2"))]);
    let below = known.below(&"/a/b".into()).unwrap();
    assert_eq!(below, known.below(&"/a/b/".into()).unwrap());
    let report = audit(&below, files(&[("c", b"1"), ("d/e", b"2")]));
    assert_eq!(report.conclusion(), AuditConclusion::Agrees, "{report}");
    for folder in ["/a/", "/a/b/c", "a/b", "/a/b//", ""] {
        let below = known.below(&folder.into());
        assert_eq!(below.is_ok(), ["/a/", ""].contains(&folder), "{folder:?}: {below:?}");
    }
}

/// A name that would print a line of its own.
#[test]
fn name_speaks_for_the_report() {
    let known = list(&[("a\nthe files are those of the list\u{1b}[2J\u{202e}", measured(b"1"))]);
    let report = audit(&known, []).to_string();
    assert!(
        report.contains(r#"missing: "a\nthe files are those of the list\u{1b}[2J\u{202e}""#),
        "{report}"
    );
    assert_eq!(report.lines().count(), 3, "{report}");
}

/// All with one content, all moved.
#[test]
fn many_files_with_one_content_take_for_ever() {
    let empty = measured(b"");
    let known: Vec<_> = (0..20_000).map(|number| format!("old/{number}")).collect();
    let mut files = FileList::new();
    for path in &known {
        files.insert(path.as_str().into(), empty.clone()).unwrap();
    }
    let found = (0..20_001).map(|number| (format!("new/{number}").as_str().into(), empty.clone()));
    let started = std::time::Instant::now();
    let report = audit(&files, found).to_string();
    assert!(report.contains("0 missing, 1 added, 20000 moved"), "{}", &report[..200]);
    assert!(started.elapsed() < std::time::Duration::from_secs(20), "{:?}", started.elapsed());
}

/// One SHA-256 for all, and other digests that contradict it.
#[test]
fn list_that_contradicts_itself_takes_for_ever() {
    let mut files = FileList::new();
    for number in 0..20_000_u32 {
        let mut listed = measured(b"");
        listed.md5.as_mut().unwrap().0[..4].copy_from_slice(&number.to_be_bytes());
        files.insert(format!("old/{number}").as_str().into(), listed).unwrap();
    }
    let found = (0..20_000).map(|number| (format!("new/{number}").as_str().into(), measured(b"")));
    let started = std::time::Instant::now();
    let report = audit(&files, found).to_string();
    assert!(report.contains("20000 missing, 20000 added, 0 moved"), "{}", &report[..200]);
    assert!(started.elapsed() < std::time::Duration::from_secs(20), "{:?}", started.elapsed());
}
