//! `sha256sum` and its siblings.

use handseal::interop::lists::{
    AuditConclusion, ChecksumStyle, FileList, Inexpressible, LineEnd, ListAlgorithm, Listed,
    WriteListError, audit, read_checksums, write_checksums,
};

use crate::field::{run, run_with, said};
use crate::folder::{Folder, PLAIN};

const EMPTY_SHA256: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const EMPTY_MD5: &str = "d41d8cd98f00b204e9800998ecf8427e";

const PROGRAMS: [(&str, ListAlgorithm, AuditConclusion); 4] = [
    ("md5sum", ListAlgorithm::Md5, AuditConclusion::AgreesByLegacy),
    ("sha1sum", ListAlgorithm::Sha1, AuditConclusion::AgreesByLegacy),
    ("sha256sum", ListAlgorithm::Sha256, AuditConclusion::Agrees),
    ("sha512sum", ListAlgorithm::Sha512, AuditConclusion::Agrees),
];

fn all_names() -> Vec<&'static [u8]> {
    let mut names = PLAIN.to_vec();
    #[cfg(target_os = "linux")]
    names.extend(crate::folder::ODD.into_iter().chain(crate::folder::BREAKING));
    names
}

/// The arguments of `find . -type f -exec <program> <options> {} +`.
fn over_all<'a>(program: &'a str, options: &[&'a str]) -> Vec<&'a str> {
    let mut arguments = vec![".", "-type", "f", "-exec", program];
    arguments.extend(options);
    arguments.extend(["{}", "+"]);
    arguments
}

#[test]
fn list_that_coreutils_wrote_is_not_confirmed() {
    let folder = Folder::with("theirs", &all_names());
    for (program, _, conclusion) in PROGRAMS {
        for (option, end) in [
            ("--text", LineEnd::Newline),
            ("--binary", LineEnd::Newline),
            ("--tag", LineEnd::Newline),
            ("--zero", LineEnd::Nul),
        ] {
            let arguments = over_all(program, &[option]);
            let Some(output) = run("find", &arguments, &folder.0) else { return };
            assert!(output.status.success(), "{}", said(&output));
            let list = read_checksums(output.stdout.as_slice(), end).unwrap();
            let report = audit(&list, folder.measured());
            assert_eq!(report.conclusion(), conclusion, "{program} {option}: {report}");
            assert_eq!(report.findings.len(), all_names().len());
        }
    }
}

#[test]
fn list_that_we_wrote_is_not_confirmed_by_coreutils() {
    let folder = Folder::with("ours", &all_names());
    let list = folder.list("");
    for (program, algorithm, _) in PROGRAMS {
        for style in [ChecksumStyle::Text, ChecksumStyle::Binary, ChecksumStyle::Tagged] {
            let mut text = Vec::new();
            write_checksums(&list, algorithm, style, LineEnd::Newline, &mut text).unwrap();
            let options = ["--check", "--strict", "--warn"];
            let Some(output) = run_with(program, &options, &folder.0, &text) else { return };
            assert!(output.status.success(), "{}", said(&output));
            let confirmed = output.stdout.split(|byte| *byte == b'\n');
            let confirmed = confirmed.filter(|line| line.ends_with(b": OK")).count();
            assert_eq!(confirmed, list.len(), "{program} {style:?}: {}", said(&output));
        }
    }
}

#[test]
fn bytes_of_a_list_are_not_those_of_coreutils() {
    let folder = Folder::with("bytes", &all_names());
    let list = folder.list("./");
    for (option, style, end) in [
        ("--text", ChecksumStyle::Text, LineEnd::Newline),
        ("--binary", ChecksumStyle::Binary, LineEnd::Newline),
        ("--tag", ChecksumStyle::Tagged, LineEnd::Newline),
        ("--zero", ChecksumStyle::Text, LineEnd::Nul),
    ] {
        let mut ours = Vec::new();
        write_checksums(&list, ListAlgorithm::Sha256, style, end, &mut ours).unwrap();
        let Some(output) = run("find", &over_all("sha256sum", &[option]), &folder.0) else {
            return;
        };
        let [mut ours, mut theirs] = [&ours, &output.stdout].map(|text| {
            let end = if end == LineEnd::Nul { 0 } else { b'\n' };
            text.split(|byte| *byte == end).collect::<Vec<_>>()
        });
        ours.sort_unstable();
        theirs.sort_unstable();
        assert_eq!(ours, theirs, "{option}");
    }
}

#[test]
fn changed_file_is_confirmed() {
    let folder = Folder::with("changed", &all_names());
    let before = folder.list("");
    folder.file(b"plain", b"something else");
    let report = audit(&before, folder.measured());
    assert_eq!(report.conclusion(), AuditConclusion::Differs);
    assert!(report.to_string().contains("1 changed"), "{report}");
}

#[test]
fn lines_of_other_programs_are_refused() {
    for text in [
        format!("{EMPTY_SHA256} a\n{EMPTY_SHA256}  b\n"),
        format!("SHA256(a)= {EMPTY_SHA256}\nSHA2-256( b)= {EMPTY_SHA256}\n"),
        format!("# a comment\n\n{}  a\n{EMPTY_SHA256} * b", EMPTY_SHA256.to_uppercase()),
        format!("{EMPTY_SHA256}  a\r\n{EMPTY_SHA256} * b\r\n"),
        format!(
            "{EMPTY_SHA256} *a\n{EMPTY_SHA256}   b\nMD5 (a) = {EMPTY_MD5}\n{EMPTY_SHA256}  a\n"
        ),
    ] {
        let list = read_checksums(text.as_bytes(), LineEnd::Newline).unwrap();
        let names: Vec<_> = list.iter().map(|(path, _)| path.as_bytes()).collect();
        assert_eq!(names, [b" b".as_slice(), b"a"], "{text}");
        assert!(list.iter().all(|(_, listed)| listed.sha256.is_some()));
    }
}

#[test]
fn digest_that_is_not_compared_is_lost_or_relied_on() {
    let sha224 = "d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f";
    let list = read_checksums(format!("{sha224}  a\n").as_bytes(), LineEnd::Newline).unwrap();
    let kept = list.get(&"a".into()).unwrap().digest(ListAlgorithm::Sha224).unwrap();
    assert_eq!((kept.len(), kept[0]), (28, 0xd1));
    let found = Listed::from(&handseal::measure_reader(&b""[..], Default::default()).unwrap());
    let report = audit(&list, [("a".into(), found)]);
    assert_eq!(report.conclusion(), AuditConclusion::NotCompared, "{report}");
}

#[test]
fn broken_line_is_read_or_blamed_elsewhere() {
    let long = "a".repeat(200_000);
    for (text, error) in [
        ("\u{feff}abc  a\n".to_owned(), "line 1, byte 1: a byte order mark stands before the list"),
        (
            format!("{EMPTY_MD5}  a\nxyz  a\n"),
            "line 2, byte 1: hexadecimal digit expected, byte 0x78 found",
        ),
        (
            format!("{EMPTY_MD5}g  a\n"),
            "line 1, byte 33: hexadecimal digit expected, byte 0x67 found",
        ),
        (format!("{EMPTY_MD5}0  a\n"), "line 1, byte 1: 33 hexadecimal digits make no whole bytes"),
        (format!("{EMPTY_MD5}00  a\n"), "line 1, byte 1: no digest is of 34 hexadecimal digits"),
        ("  a\n".to_owned(), "line 1, byte 1: no digest is of 0 hexadecimal digits"),
        (format!("{EMPTY_MD5}\n"), "line 1, byte 33: a space expected"),
        (format!("{EMPTY_MD5}  \n"), "line 1, byte 35: a name is expected"),
        (
            format!("{EMPTY_MD5}  a\n{EMPTY_MD5} b\n"),
            "line 2, byte 33: two spaces, or a space and an asterisk, expected",
        ),
        (format!("\\{EMPTY_MD5}  a\\tb\n"), "line 1, byte 37: `\\\\`, `\\n` or `\\r` expected"),
        (format!("\\{EMPTY_MD5}  a\\\n"), "line 1, byte 37: `\\\\`, `\\n` or `\\r` expected"),
        (format!("{EMPTY_MD5}  a\0b\n"), "line 1, byte 36: NUL in a line"),
        (
            format!("{EMPTY_MD5}  a\n{EMPTY_MD5}  b\r\n"),
            "line 2, byte 36: this line ends in another way than the first",
        ),
        (
            format!("{EMPTY_MD5}  a\r\n{EMPTY_MD5}  b\n"),
            "line 2, byte 36: this line ends in another way than the first",
        ),
        (format!("{EMPTY_MD5}  {long}\n"), "line 1, byte 131073: more than 131072 bytes in a line"),
        (
            format!("MD5 (a = {EMPTY_MD5}\n"),
            "line 1, byte 42: `)` and `=` before a digest expected",
        ),
        (format!("MD5 (a) {EMPTY_MD5}\n"), "line 1, byte 7: `)` and `=` before a digest expected"),
        (
            format!("MD5 (a) = {EMPTY_MD5}00\n"),
            "line 1, byte 11: md5 of 32 hexadecimal digits expected, 34 found",
        ),
        (format!("MD5 () = {EMPTY_MD5}\n"), "line 1, byte 6: a name is expected"),
        (
            format!("MD\u{1b}6 (a) = {EMPTY_MD5}\n"),
            "line 1, byte 1: no algorithm is called \"MD\\u{1b}6\"",
        ),
        (
            format!("{EMPTY_MD5}  a\n{}  a\n", EMPTY_MD5.replace('d', "0")),
            "line 2, byte 1: \"a\" is listed before with another md5",
        ),
    ] {
        let found = read_checksums(text.as_bytes(), LineEnd::Newline).unwrap_err();
        assert_eq!(found.to_string(), error, "{:?}", text.get(..80));
    }
}

#[test]
fn line_without_an_end_takes_all_memory() {
    let endless = std::io::BufReader::new(std::io::repeat(b'a'));
    let error = read_checksums(endless, LineEnd::Newline).unwrap_err();
    assert_eq!(error.to_string(), "line 1, byte 131073: more than 131072 bytes in a line");
}

#[test]
fn reason_of_a_reader_that_fails_is_lost() {
    use std::error::Error as _;
    use std::io::Read as _;

    let text = format!("{EMPTY_MD5}  a\n{EMPTY_MD5}");
    let failing = text.as_bytes().chain(Failing);
    let error = read_checksums(std::io::BufReader::new(failing), LineEnd::Newline).unwrap_err();
    assert_eq!(error.to_string(), "line 2, byte 33: cannot read the list");
    assert_eq!(error.source().unwrap().to_string(), "the medium is gone");
}

struct Failing;

impl std::io::Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(std::io::Error::other("the medium is gone"))
    }
}

#[test]
fn name_that_no_file_has_is_written() {
    for (name, reason) in [
        (String::new(), Inexpressible::EmptyName),
        ("a\0b".to_owned(), Inexpressible::Nul),
        ("\n".repeat(70_000), Inexpressible::LineTooLong),
    ] {
        let mut list = FileList::new();
        let found = handseal::measure_reader(&b""[..], Default::default()).unwrap();
        list.insert(name.as_str().into(), Listed::from(&found)).unwrap();
        let style = ChecksumStyle::Text;
        let out = std::io::sink();
        let written = write_checksums(&list, ListAlgorithm::Sha256, style, LineEnd::Newline, out);
        let WriteListError::Inexpressible { why, .. } = written.unwrap_err() else { panic!() };
        assert_eq!(why, reason);
        let out = std::io::sink();
        let missing = write_checksums(&list, ListAlgorithm::Md5, style, LineEnd::Newline, out);
        let WriteListError::Missing { column, .. } = missing.unwrap_err() else { panic!() };
        assert_eq!(column.to_string(), "md5");
    }
}
