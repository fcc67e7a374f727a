//! What is refused in the tag files of a bag, read or written.

use handseal::interop::bag::{Bag, BagError, BagInfo, WriteBagError, write_bag};
use handseal::interop::lists::{FileList, Inexpressible, ListAlgorithm, Listed, WriteListError};

const ALL: [ListAlgorithm; 2] = [ListAlgorithm::Sha256, ListAlgorithm::Sha512];

pub(crate) const DECLARATION: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
pub(crate) const EMPTY_MD5: &str = "d41d8cd98f00b204e9800998ecf8427e";

pub(crate) fn read(files: &[(&str, &str)]) -> Result<Bag, BagError> {
    let names = files.iter().map(|(name, _)| (*name).to_owned());
    Bag::from_tag_files(names, |wanted| {
        Ok(files.iter().find(|(name, _)| *name == wanted).map(|(_, text)| text.as_bytes()))
    })
}

fn error_in(file: &str, text: &str) -> String {
    let manifest = format!("{EMPTY_MD5}  data/a\n");
    let mut files = vec![("bagit.txt", DECLARATION), ("manifest-md5.txt", &manifest)];
    files.retain(|(name, _)| *name != file);
    files.push((file, text));
    read(&files).unwrap_err().to_string()
}

#[test]
fn name_leads_out_of_the_bag() {
    for path in [
        "data/../../etc/passwd",
        "data/..",
        "data/a/../../..",
        "data/./a",
        "data//a",
        "data/",
        "data/a/",
        "data/..\\..\\a",
        "data/a%0A/../b",
    ] {
        let error = error_in("manifest-md5.txt", &format!("{EMPTY_MD5}  {path}\n"));
        assert!(error.contains("line 1, byte 35"), "{error}");
        assert!(error.contains("leads out of the bag, or is not a plain path"), "{path}: {error}");
        let error = error_in("fetch.txt", &format!("https://example.org/ - {path}\n"));
        assert!(error.contains("leads out of the bag, or is not a plain path"), "{path}: {error}");
    }
    for path in ["/etc/passwd", "~/.bashrc", "~root/a", "C:\\a", "C:a", "\\\\host\\a", "../a"] {
        let error = error_in("tagmanifest-md5.txt", &format!("{EMPTY_MD5} {path}\n"));
        assert!(error.contains("leads out of the bag, or is not a plain path"), "{path}: {error}");
    }
    let error = error_in("manifest-md5.txt", &format!("{EMPTY_MD5}  a\n"));
    assert!(error.ends_with("\"a\" is not a payload file: `data/` is expected"), "{error}");
}

#[test]
fn broken_tag_file_is_read_or_blamed_elsewhere() {
    for (file, text, expected) in [
        (
            "bagit.txt",
            "\u{feff}BagIt-Version: 1.0\n",
            "\"bagit.txt\", line 1, byte 1: a byte order mark stands before the list",
        ),
        ("bagit.txt", "", "\"bagit.txt\", line 1, byte 1: `BagIt-Version: ` expected"),
        (
            "bagit.txt",
            "BagIt-Version: 2.0\n",
            "\"bagit.txt\", line 1, byte 16: version \"2.0\" is not read: 0.96, 0.97 or 1.0 expected",
        ),
        (
            "bagit.txt",
            "BagIt-Version: 1.0\n",
            "\"bagit.txt\", line 2, byte 1: `Tag-File-Character-Encoding: ` expected",
        ),
        (
            "bagit.txt",
            "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-16\n",
            "\"bagit.txt\", line 2, byte 30: tag files in \"UTF-16\" are not read: UTF-8 expected",
        ),
        (
            "bagit.txt",
            "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\nmore\n",
            "\"bagit.txt\", line 3, byte 1: the end of the file expected",
        ),
        (
            "bag-info.txt",
            "no colon\n",
            "\"bag-info.txt\", line 1, byte 1: a label and a colon expected",
        ),
        (
            "bag-info.txt",
            " folded: a\n",
            "\"bag-info.txt\", line 1, byte 1: a label and a colon expected",
        ),
        (
            "manifest-md5.txt",
            "abc  data/a\n",
            "\"manifest-md5.txt\", line 1, byte 1: 3 hexadecimal digits make no whole bytes",
        ),
        (
            "manifest-md5.txt",
            "abcd  data/a\n",
            "\"manifest-md5.txt\", line 1, byte 1: md5 of 32 hexadecimal digits expected, 4 found",
        ),
        (
            "manifest-md5.txt",
            "abcd\n",
            "\"manifest-md5.txt\", line 1, byte 5: a digest and a space expected",
        ),
        (
            "manifest-md5.txt",
            " abcd\n",
            "\"manifest-md5.txt\", line 1, byte 1: a digest and a space expected",
        ),
        (
            "manifest-sha384.txt",
            "abcd data/a\n",
            "\"manifest-sha384.txt\", line 1, byte 1: sha384 of 96 hexadecimal digits expected, 4 found",
        ),
        (
            "fetch.txt",
            "https://example.org/\n",
            "\"fetch.txt\", line 1, byte 21: a URL and a space expected",
        ),
        ("fetch.txt", "a 1\n", "\"fetch.txt\", line 1, byte 4: a size and a space expected"),
        (
            "fetch.txt",
            "a +1 data/a\n",
            "\"fetch.txt\", line 1, byte 3: a size in decimal digits expected",
        ),
    ] {
        assert_eq!(error_in(file, text), expected, "{text:?}");
    }
    for (line, expected) in [
        ("  data/a\nX  data/a", "line 2, byte 35: \"data/a\" is listed twice"),
        (" ", "line 1, byte 34: a name is expected"),
        (" *", "line 1, byte 35: a name is expected"),
    ] {
        let text = format!("{EMPTY_MD5}{}\n", line.replace('X', EMPTY_MD5));
        let error = error_in("manifest-md5.txt", &text);
        assert_eq!(error, format!("\"manifest-md5.txt\", {expected}"));
    }
    for path in ["data/a", "tagmanifest-sha256.txt"] {
        let error = error_in("tagmanifest-md5.txt", &format!("{EMPTY_MD5} {path}\n"));
        assert!(error.ends_with("is not for a tag manifest"), "{error}");
    }
    assert!(matches!(read(&[]), Err(BagError::NoDeclaration)));
    let unknown = [("bagit.txt", DECLARATION), ("manifest-crc.txt", "abcd data/a\n")];
    assert!(matches!(read(&unknown), Err(BagError::NoManifest)));
}

#[test]
fn what_a_bag_cannot_say_is_written() {
    let listed = Listed::from(&handseal::measure_reader(&b""[..], Default::default()).unwrap());
    let one = |name: &[u8], listed: &Listed| {
        let mut payload = FileList::new();
        payload.insert(name.into(), listed.clone()).unwrap();
        payload
    };
    for (name, reason) in [
        (&b"data/\xff"[..], Inexpressible::NotUtf8),
        (b"data/../a", Inexpressible::Unsafe),
        (b"data/a\0", Inexpressible::Nul),
        (b"", Inexpressible::EmptyName),
    ] {
        let error = write_bag(&one(name, &listed), &ALL[..1], &[]).unwrap_err();
        let WriteBagError::List(WriteListError::Inexpressible { why, .. }) = error else {
            panic!()
        };
        assert_eq!(why, reason);
    }
    let error = write_bag(&one(b"a", &listed), &ALL[..1], &[]).unwrap_err();
    assert!(matches!(error, WriteBagError::NotPayload { .. }), "{error}");
    let error = write_bag(&one(b"data/a", &Listed::default()), &ALL[..1], &[]).unwrap_err();
    assert_eq!(error.to_string(), "\"data/a\" has no size");
    let error = write_bag(&one(b"data/a", &listed), &ALL[1..2], &[]).unwrap_err();
    assert_eq!(error.to_string(), "\"data/a\" has no sha512");
    for (label, value) in [("a:", "b"), ("", "b"), ("a", "b\nc: d"), ("payload-oxum", "0.0")] {
        let info = BagInfo { label: label.to_owned(), value: value.to_owned() };
        let error = write_bag(&one(b"data/a", &listed), &ALL[..1], &[info]).unwrap_err();
        assert!(matches!(error, WriteBagError::Info { .. }), "{error}");
    }
}
