//! hashdeep.

use handseal::interop::lists::{
    AuditConclusion, AuditFinding, FileList, HashdeepList, Inexpressible, ListAlgorithm, Listed,
    WriteListError, audit,
};

use crate::field::{run, said};
use crate::folder::{Folder, PLAIN};

const EMPTY_MD5: &str = "d41d8cd98f00b204e9800998ecf8427e";

fn names() -> Vec<&'static [u8]> {
    let mut names = PLAIN.to_vec();
    #[cfg(target_os = "linux")]
    names.extend(crate::folder::ODD);
    names
}

/// What `hashdeep -c … -r -l .` prints in a folder.
fn theirs(folder: &Folder, digests: &str) -> Option<Vec<u8>> {
    let output = run("hashdeep", &["-c", digests, "-r", "-l", "."], &folder.0)?;
    assert!(output.status.success(), "{}", said(&output));
    Some(output.stdout)
}

#[test]
fn list_that_hashdeep_wrote_is_not_confirmed() {
    let folder = Folder::with("hashdeep-theirs", &names());
    for (digests, conclusion) in [
        ("md5", AuditConclusion::AgreesByLegacy),
        ("sha1,md5", AuditConclusion::AgreesByLegacy),
        ("md5,sha256", AuditConclusion::Agrees),
        ("md5,sha1,sha256,tiger,whirlpool", AuditConclusion::Agrees),
        ("tiger", AuditConclusion::NotCompared),
    ] {
        let Some(text) = theirs(&folder, digests) else { return };
        let list = HashdeepList::read(text.as_slice()).unwrap();
        let report = audit(&list.files, folder.measured());
        assert_eq!(report.conclusion(), conclusion, "{digests}: {report}");
        assert_eq!(report.findings.len(), names().len());
        assert!(list.comments.iter().any(|line| line.starts_with(b"Invoked from: ")));

        // Written again it is theirs, but for the order of the lines.
        let mut again = Vec::new();
        list.write(&mut again).unwrap();
        let [ours, theirs] = [&again, &text].map(|text| {
            let mut lines: Vec<_> = text.split(|byte| *byte == b'\n').collect();
            lines.sort_unstable();
            lines.into_iter().map(<[u8]>::to_vec).collect::<Vec<_>>()
        });
        assert_eq!(ours, theirs);
    }
}

#[test]
fn list_that_we_wrote_is_not_confirmed_by_hashdeep() {
    let folder = Folder::with("hashdeep-ours", &names());
    let files = folder.list("./");
    let known = Folder::new("hashdeep-known");
    let file = known.0.join("known.txt");
    for digests in [
        &[ListAlgorithm::Sha256][..],
        &[ListAlgorithm::Md5],
        &[ListAlgorithm::Sha1, ListAlgorithm::Md5, ListAlgorithm::Sha256],
    ] {
        let mut text = Vec::new();
        let mut list = HashdeepList::new(files.clone(), digests);
        list.comments = vec![b"made by us".to_vec()];
        list.write(&mut text).unwrap();
        std::fs::write(&file, text).unwrap();
        let options = ["-r", "-l", "-a", "-v", "-k", file.to_str().unwrap(), "."];
        let Some(output) = run("hashdeep", &options, &folder.0) else { return };
        assert!(output.status.success(), "{digests:?}: {}", said(&output));
        assert!(said(&output).contains("Audit passed"));
        assert!(said(&output).contains(&format!("Files matched: {}", files.len())));
    }
}

/// The same folder, changed in every way, audited by both.
#[test]
fn audits_do_not_agree_with_hashdeep() {
    let folder = Folder::with("hashdeep-both", &names());
    let Some(text) = theirs(&folder, "md5,sha256") else { return };
    let known = Folder::new("hashdeep-both-known");
    let file = known.0.join("known.txt");
    std::fs::write(&file, &text).unwrap();

    folder.file(b"plain", b"changed");
    folder.file(b"new", b"was not there");
    std::fs::remove_file(folder.0.join("-dash")).unwrap();
    std::fs::rename(folder.0.join("two  spaces"), folder.0.join("folder/moved")).unwrap();

    let list = HashdeepList::read(text.as_slice()).unwrap();
    let report = audit(&list.files, folder.measured());
    let options = ["-r", "-l", "-a", "-vvv", "-k", file.to_str().unwrap(), "."];
    let output = run("hashdeep", &options, &folder.0).unwrap();
    let theirs = said(&output);
    let count = |wanted: fn(&AuditFinding) -> bool| {
        report.findings.iter().filter(|finding| wanted(finding)).count()
    };
    let matched = count(|finding| matches!(finding, AuditFinding::Matched { .. }));
    assert!(theirs.contains(&format!("Files matched: {matched}\n")), "{theirs}\n{report}");
    assert!(theirs.contains("Files moved: 1"), "{theirs}");
    assert_eq!(count(|finding| matches!(finding, AuditFinding::Moved { .. })), 1, "{report}");
    // A changed file is to hashdeep a new one and one not found.
    assert!(theirs.contains("New files found: 2"), "{theirs}");
    assert!(theirs.contains("Known files not found: 2"), "{theirs}");
    assert_eq!(count(|finding| matches!(finding, AuditFinding::Added { .. })), 1, "{report}");
    assert_eq!(count(|finding| matches!(finding, AuditFinding::Missing { .. })), 1, "{report}");
    assert_eq!(count(|finding| matches!(finding, AuditFinding::Changed { .. })), 1, "{report}");
    assert!(
        report.to_string().contains("moved: \"./two  spaces\" to \"folder/moved\""),
        "{report}"
    );
}

#[test]
fn name_that_hashdeep_cannot_say_is_written() {
    let found = handseal::measure_reader(&b""[..], Default::default()).unwrap();
    // The longest line that hashdeep reads has 2046 bytes; this one has 2047.
    let long = "e".repeat(2047 - "0,,".len() - 64);
    for (name, reason) in [
        ("", Inexpressible::EmptyName),
        ("a\nb", Inexpressible::Newline),
        ("a\0b", Inexpressible::Nul),
        ("a\r", Inexpressible::TrailingCarriageReturn),
        (&long, Inexpressible::LineTooLong),
    ] {
        let mut files = FileList::new();
        files.insert(name.into(), Listed::from(&found)).unwrap();
        let list = HashdeepList::new(files, &[ListAlgorithm::Sha256]);
        let WriteListError::Inexpressible { why, path } = list.write(Vec::new()).unwrap_err()
        else {
            panic!()
        };
        assert_eq!((why, path.as_bytes()), (reason, name.as_bytes()));
    }
    for digests in [&[][..], &[ListAlgorithm::Md5, ListAlgorithm::Md5]] {
        let error = HashdeepList::new(FileList::new(), digests).write(Vec::new()).unwrap_err();
        assert!(matches!(error, WriteListError::Columns), "{error}");
    }
    let mut list = HashdeepList::new(FileList::new(), &[ListAlgorithm::Md5]);
    list.comments.push(b"1,2\n3".to_vec());
    assert!(matches!(list.write(Vec::new()).unwrap_err(), WriteListError::Comment));
}

/// The longest line that hashdeep reads, and the first that it does not: what the limit comes from.
#[test]
fn longest_line_of_hashdeep_is_another() {
    let below = format!("{}/", "d".repeat(200)).repeat(9);
    for (length, passes) in [(2046, true), (2047, false)] {
        let name = format!("./{below}{}", "e".repeat(length - 69 - below.len()));
        let folder = Folder::new(&format!("hashdeep-{length}"));
        folder.file(&name.as_bytes()[2..], b"");
        let digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let line = format!("0,{digest},{name}");
        assert_eq!(line.len(), length);
        let known = Folder::new(&format!("hashdeep-{length}-known"));
        let file = known.0.join("known.txt");
        let text = format!("%%%% HASHDEEP-1.0\n%%%% size,sha256,filename\n{line}\n");
        std::fs::write(&file, text).unwrap();
        let options = ["-r", "-l", "-a", "-k", file.to_str().unwrap(), "."];
        let Some(output) = run("hashdeep", &options, &folder.0) else { return };
        assert_eq!(output.status.success(), passes, "{length}: {}", said(&output));
    }
}

#[test]
fn broken_list_is_read_or_blamed_elsewhere() {
    let header = "%%%% HASHDEEP-1.0\n%%%% size,md5,filename\n";
    for (text, error) in [
        (String::new(), "line 1, byte 1: `%%%% HASHDEEP-1.0` expected"),
        ("%%%% HASHDEEP-1.0".to_owned(), "line 2, byte 1: `%%%% ` expected"),
        ("%%%% HASHDEEP-1.1\n".to_owned(), "line 1, byte 1: `%%%% HASHDEEP-1.0` expected"),
        (
            "%%%% HASHDEEP-1.0\n%%%% md5,filename\n".to_owned(),
            "line 2, byte 6: columns `size`, digests and `filename` expected, in this order",
        ),
        (
            "%%%% HASHDEEP-1.0\n%%%% size,filename\n".to_owned(),
            "line 2, byte 6: columns `size`, digests and `filename` expected, in this order",
        ),
        (
            "%%%% HASHDEEP-1.0\n%%%% size,md5,crc,filename\n".to_owned(),
            "line 2, byte 15: no algorithm is called \"crc\"",
        ),
        (
            "%%%% HASHDEEP-1.0\n%%%% size,md5,md5,filename\n".to_owned(),
            "line 2, byte 15: column md5 is there twice",
        ),
        (format!("\u{feff}{header}"), "line 1, byte 1: a byte order mark stands before the list"),
        (format!("{header}\n"), "line 3, byte 1: a size and a comma expected"),
        (
            format!("{header}+1,{EMPTY_MD5},a\n"),
            "line 3, byte 1: a size in decimal digits expected",
        ),
        (format!("{header},{EMPTY_MD5},a\n"), "line 3, byte 1: a size in decimal digits expected"),
        (
            format!("{header}18446744073709551616,{EMPTY_MD5},a\n"),
            "line 3, byte 1: a size in decimal digits expected",
        ),
        (format!("{header}0,{EMPTY_MD5}\n"), "line 3, byte 35: a digest and a comma expected"),
        (format!("{header}0,{EMPTY_MD5},\n"), "line 3, byte 36: a name is expected"),
        (
            format!("{header}0,abcd,a\n"),
            "line 3, byte 3: md5 of 32 hexadecimal digits expected, 4 found",
        ),
        (
            format!("{header}0,{EMPTY_MD5},a\n1,{EMPTY_MD5},a\n"),
            "line 4, byte 1: \"a\" is listed before with another size",
        ),
        // The rest of a name with a newline, as hashdeep writes it.
        (
            format!("{header}0,{EMPTY_MD5},new\nline\n"),
            "line 4, byte 5: a size and a comma expected",
        ),
    ] {
        let found = HashdeepList::read(text.as_bytes()).unwrap_err();
        assert_eq!(found.to_string(), error, "{text:?}");
    }
    let carriage = format!("{header}0,{EMPTY_MD5},a,b\n").replace('\n', "\r\n");
    let list = HashdeepList::read(carriage.as_bytes()).unwrap();
    assert!(list.files.get(&"a,b".into()).is_some());
}
