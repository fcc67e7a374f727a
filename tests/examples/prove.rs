//! `prove`: a proof made, and checked against a case and against a key.

use std::fs;

use handseal::evidence::Sha256Digest;
use handseal::identity::{KeyFile, Signer as _};

use crate::{Ran, Scratch, assert_refused, run};

const MIB: usize = 1 << 20;

/// A case of one directory, and a proof of one of its files.
struct Directory {
    scratch: Scratch,
    case: Vec<String>,
}

impl Directory {
    fn new(name: &str) -> Self {
        let scratch = Scratch::new(name);
        fs::create_dir_all(scratch.path("phone/mail")).unwrap();
        fs::write(scratch.path("phone/mail/one.eml"), b"From: a").unwrap();
        fs::write(scratch.path("phone/private.txt"), b"nobody's business").unwrap();
        let item = format!("EX-1={}", scratch.path("phone"));
        let (case, key) = (scratch.path("c.custody"), scratch.path("root.pem"));
        let ran = run("collect", &["--out", &case, "--key", &key, "--item", &item]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let printed = crate::printed_command(&ran.out);
        let at = printed.iter().position(|word| word == "--content").unwrap();
        Self { scratch, case: printed[..at].to_vec() }
    }

    fn make(&self, entry: &[&str], more: &[&str]) -> Ran {
        let [out, manifest] = ["proof", "c.custody.1.manifest"].map(|name| self.scratch.path(name));
        let words = ["make", "--case", &self.case[0], "--item", "EX-1", "--manifest", &manifest];
        run("prove", &[&words[..], entry, &["--out", &out], more].concat())
    }

    /// Checks the proof against the case.
    fn check(&self, files: &[&str]) -> Ran {
        let proof = self.scratch.path("proof");
        let mut arguments = vec!["check", &proof];
        arguments.extend(files);
        arguments.push("--case");
        arguments.extend(self.case.iter().map(String::as_str));
        run("prove", &arguments)
    }
}

#[test]
fn one_file_of_a_directory_is_shown_without_the_others() {
    let made = Directory::new("prove-entry");
    let mail = made.scratch.path("phone/mail/one.eml");
    let ran = made.make(&["--entry", "mail/one.eml"], &[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("entry \"mail/one.eml\" of item:"), "{}", ran.out);
    let proof = fs::read(made.scratch.path("proof")).unwrap();
    assert!(proof.len() < 1200, "{}", proof.len());
    assert!(!proof.windows(7).any(|bytes| bytes == b"private"));

    let ran = made.check(&[]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.starts_with("SHOWN — entry \"mail/one.eml\" of item:"), "{}", ran.out);
    assert!(ran.out.contains("has 3 entries, is a file of 7 bytes with SHA-256"), "{}", ran.out);
    assert!(!ran.out.contains("the bytes given"), "{}", ran.out);
    // Whether a head was given is told.
    let rewritten = "Nor that the past was not rewritten";
    assert!(!ran.out.contains(rewritten), "{}", ran.out);
    let (proof, case) = (made.scratch.path("proof"), &made.case[..3]);
    let words = [&["check", &proof, "--case"].map(String::from), case].concat();
    let unanchored = run("prove", &words);
    assert!(unanchored.out.contains(rewritten), "{}{}", unanchored.out, unanchored.err);
    let ran = made.check(&[&mail]);
    assert!(ran.out.contains("; the bytes given are that file"), "{}{}", ran.out, ran.err);
    for (bytes, word) in [(&b"From: b"[..], "SHA-256"), (b"From:", "7 bytes expected, only 5")] {
        fs::write(&mail, bytes).unwrap();
        let ran = made.check(&[&mail]);
        assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
        assert!(ran.out.starts_with("NOT SHOWN — ") && ran.out.contains(word), "{}", ran.out);
    }
    let key = KeyFile::read(made.scratch.path("root.pem")).unwrap();
    let key = made.scratch.file("public.pem", key.public_key().to_pem().unwrap().as_bytes());
    let ran = run("prove", &["check", &made.scratch.path("proof"), "--key", &key]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("whose key that is"), "{}", ran.out);
}

#[test]
fn metadata_of_an_entry_are_shown_only_when_asked_for() {
    let made = Directory::new("prove-metadata");
    let ran = made.make(&["--entry-hex", "6d61696c"], &["--metadata"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let ran = made.check(&[]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("is a directory; its file system said: "), "{}", ran.out);
    assert!(ran.out.contains("modified 2"), "{}", ran.out);
    let ran = made.check(&[&made.scratch.path("phone/private.txt")]);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("no file that was read: it is a directory"), "{}", ran.out);
}

#[test]
fn a_proof_of_an_entry_that_cannot_be_made_says_why() {
    let made = Directory::new("prove-entry-calls");
    assert_refused(&made.make(&["--entry", "mail/two.eml"], &[]), &["no entry \"mail/two.eml\""]);
    assert_refused(&made.make(&["--entry", "../x"], &[]), &["component 0 of the path"]);
    assert_refused(&made.make(&["--entry-hex", "6d6"], &[]), &["are no bytes"]);
    assert_refused(&made.make(&["--entry", "mail"], &["--from", "1"]), &["not both"]);
    assert_refused(&made.make(&[], &[]), &["--entry and --manifest are needed"]);
    fs::write(made.scratch.path("c.custody.1.manifest"), b"no manifest").unwrap();
    assert_refused(&made.make(&["--entry", "mail"], &[]), &["header of the manifest"]);
    assert!(!made.scratch.names().iter().any(|name| name == "proof"));
}

/// A case of one file with three parts, and a proof of some of its bytes.
struct Made {
    scratch: Scratch,
    /// The arguments that name the case, as `verify` takes them.
    case: Vec<String>,
    content: Vec<u8>,
}

impl Made {
    fn new(name: &str) -> Self {
        let scratch = Scratch::new(name);
        let content: Vec<u8> =
            (0..2 * MIB + 99).map(|at| u8::try_from(at % 251).unwrap()).collect();
        let item = format!("EX-1={}", scratch.file("disk.img", &content));
        let (case, key) = (scratch.path("c.custody"), scratch.path("root.pem"));
        let ran = run("collect", &["--out", &case, "--key", &key, "--item", &item]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let printed = crate::printed_command(&ran.out);
        let at = printed.iter().position(|word| word == "--content").unwrap();
        Self { scratch, case: printed[..at].to_vec(), content }
    }

    fn make(&self, item: &str, from: &str, to: &str) -> Ran {
        let [out, bytes] = ["proof", "bytes"].map(|name| self.scratch.path(name));
        let (case, content) = (self.case[0].clone(), self.scratch.path("disk.img"));
        let words = ["make", "--case", &case, "--item", item, "--from", from, "--to", to];
        let more = ["--content", &content, "--out", &out, "--bytes", &bytes];
        run("prove", &[&words[..], &more[..]].concat())
    }

    /// Checks the proof, with arguments behind it.
    fn check(&self, arguments: &[&str]) -> Ran {
        let [proof, bytes] = ["proof", "bytes"].map(|name| self.scratch.path(name));
        run("prove", &[&["check", &proof, &bytes], arguments].concat())
    }

    fn check_in_case(&self) -> Ran {
        let mut arguments = vec!["--case"];
        arguments.extend(self.case.iter().map(String::as_str));
        self.check(&arguments)
    }
}

#[test]
fn bytes_are_shown_to_one_who_has_the_case() {
    let made = Made::new("prove-case");
    let ran = made.make("EX-1", "1500000", "1500010");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("bytes 1048576 to 2097152 of item:"), "{}", ran.out);
    assert!(ran.out.contains("1048566 more are shown"), "{}", ran.out);
    let bytes = fs::read(made.scratch.path("bytes")).unwrap();
    assert_eq!(bytes, made.content[MIB..2 * MIB]);
    assert!(fs::metadata(made.scratch.path("proof")).unwrap().len() < 2000);

    let ran = made.check_in_case();
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(
        ran.out.starts_with("SHOWN — these are bytes 1048576 to 2097152 of item:"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("the case is Incomplete"), "{}", ran.out);
}

#[test]
fn bytes_of_segments_or_of_an_image_cannot_be_shown() {
    let scratch = Scratch::new("prove-sources");
    let content: Vec<u8> = (0..3 * MIB).map(|at| u8::try_from(at % 251).unwrap()).collect();
    let (one, rest) = content.split_at(MIB + 1000);
    let (two, three) = rest.split_at(5000);
    let first = scratch.file("s.001", one);
    scratch.file("s.002", two);
    scratch.file("s.003", three);
    let image = scratch.file("x.E01", &crate::built::image(&content, &[]));
    for (number, (option, path)) in [("--segments", &first), ("--item", &image)].iter().enumerate()
    {
        let name = |name: &str| scratch.path(&format!("{number}.{name}"));
        let (case, key, proof, bytes) = (name("custody"), name("k"), name("proof"), name("bytes"));
        let item = format!("EX-1={path}");
        let ran = run("collect", &["--out", &case, "--key", &key, option, &item]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let printed = crate::printed_command(&ran.out);
        let given = if *option == "--item" { "--content" } else { option };
        let words =
            ["make", "--case", &case, "--item", "EX-1", "--from", "1050000", "--to", "2100000"];
        let files = [given, path, "--out", &proof, "--bytes", &bytes];
        let ran = run("prove", &[&words[..], &files].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert_eq!(fs::read(&bytes).unwrap(), content[MIB..3 * MIB]);
        let mut arguments = vec!["check", &proof, &bytes, "--case"];
        let at = printed.iter().position(|word| word == given).unwrap();
        arguments.extend(printed[..at].iter().map(String::as_str));
        let ran = run("prove", &arguments);
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
        assert!(ran.out.starts_with("SHOWN — these are bytes 1048576 to 3145728"), "{}", ran.out);
    }
}

#[test]
fn bytes_are_shown_to_one_who_has_the_key() {
    let made = Made::new("prove-key");
    assert_eq!(made.make("EX-1", "0", "2097251").code, 0);
    let key = KeyFile::read(made.scratch.path("root.pem")).unwrap();
    let key = made.scratch.file("public.pem", key.public_key().to_pem().unwrap().as_bytes());
    let ran = made.check(&["--key", &key]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.starts_with("SHOWN — these are bytes 0 to 2097251 of item:"), "{}", ran.out);
    assert!(ran.out.contains("whose key that is"), "{}", ran.out);
    let other = KeyFile::read(made.scratch.path("root.pem.checkpoint")).unwrap();
    let other = made.scratch.file("other.pem", other.public_key().to_pem().unwrap().as_bytes());
    let ran = made.check(&["--key", &other]);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(ran.out.starts_with("NOT SHOWN — header names key"), "{}", ran.out);
}

#[test]
fn what_is_altered_is_not_shown_and_says_why() {
    let made = Made::new("prove-altered");
    assert_eq!(made.make("EX-1", "2097152", "2097153").code, 0);
    let [case, proof, bytes] = ["c.custody", "proof", "bytes"].map(|name| made.scratch.path(name));
    let flipped = |path: &str, at: usize| {
        let mut changed = fs::read(path).unwrap();
        changed[at] ^= 1;
        changed
    };
    let longer = [fs::read(&bytes).unwrap().as_slice(), b"x"].concat();
    let end = fs::read(&case).unwrap().len();
    let last = fs::read(&proof).unwrap().len() - 1;
    for (path, changed, word) in [
        (&bytes, flipped(&bytes, 5), "the proof leads to"),
        (&bytes, longer, "99 bytes expected, more found"),
        (&bytes, Vec::new(), "99 bytes expected, only 0 found"),
        (&proof, flipped(&proof, 0), "byte 0"),
        (&proof, flipped(&proof, last), "descriptor with commitment"),
        (&case, flipped(&case, end - 1), "the case itself is contradicted"),
        (&case, Vec::new(), "the case does not have the entry"),
    ] {
        let before = fs::read(path).unwrap();
        fs::write(path, changed).unwrap();
        let ran = made.check_in_case();
        assert_eq!(ran.code, 1, "{word}: {}{}", ran.out, ran.err);
        assert!(ran.out.starts_with("NOT SHOWN — "), "{}", ran.out);
        assert!(ran.out.contains(word), "{word} is not in {}", ran.out);
        fs::write(path, before).unwrap();
    }
    assert_eq!(made.check_in_case().code, 0);
    // Without the root nothing is known of the key.
    let ran = made.check(&["--case", &case]);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("key.unknown"), "{}", ran.out);
}

#[test]
fn a_call_that_cannot_be_followed_says_what_was_expected() {
    let made = Made::new("prove-calls");
    assert_refused(&made.make("EX-9", "0", "1"), &["no item of the case is \"EX-9\""]);
    assert_refused(&made.make("EX-1", "1", "1"), &["has no bytes 1 to 1"]);
    assert_refused(&made.make("EX-1", "0", "2097252"), &["has no bytes 0 to 2097252"]);
    assert_refused(&made.make("EX-1", "0", "x"), &["--to \"x\""]);
    assert_refused(&made.check(&["--case", &made.case[0]]), &["bytes", "No such file"]);
    // Nothing is left of what failed.
    assert!(!made.scratch.names().iter().any(|name| name == "bytes" || name == "proof"));
    fs::write(made.scratch.path("disk.img"), b"something else").unwrap();
    assert_refused(&made.make("EX-1", "0", "1"), &["part list for 2097251 bytes"]);
    fs::write(made.scratch.path("disk.img"), &made.content).unwrap();
    assert_eq!(made.make("EX-1", "0", "1").code, 0);
    assert_refused(&made.make("EX-1", "0", "1"), &["is there already"]);
    assert_refused(&made.check(&[]), &["name a case with its roots, or a key"]);
    // The bytes alone show nothing.
    let names = made.scratch.names();
    let (one, again) = (made.scratch.path("one"), made.scratch.path("./one"));
    let (case, content) = (&made.case[0], made.scratch.path("disk.img"));
    let item = ["make", "--case", case, "--item", "EX-1", "--from", "0", "--to", "1"];
    for bytes in [&one, &again] {
        let more = ["--content", &content, "--out", &one, "--bytes", bytes];
        let ran = run("prove", &[&item[..], &more].concat());
        assert_refused(&ran, &["--out and --bytes are one file"]);
    }
    assert_eq!(made.scratch.names(), names);
    let proof = made.scratch.path("proof");
    let alone = ["check", &proof, "--case", &made.case[0]];
    assert_refused(&run("prove", &alone), &["name the bytes that go with the proof"]);
    let key = made.scratch.path("root.pem");
    let both = ["--case", &made.case[0], "--key", &key];
    assert_refused(&made.check(&both), &["name a case with its roots, or a key"]);
    assert_refused(&made.check(&["--key", &key]), &["root.pem"]);
    assert_refused(&run("prove", &["show"]), &["\"show\" is not understood"]);
    assert_refused(&run::<&str>("prove", &[]), &["whether to make or to check"]);
}

#[test]
fn proof_cannot_be_made_without_reading_the_content_again() {
    let made = Made::new("prove-parts");
    assert_eq!(made.make("EX-1", "5", "6").code, 0);
    let (proof, case) = (made.scratch.path("proof"), &made.case[0]);
    let by_content = fs::read(&proof).unwrap();
    fs::remove_file(&proof).unwrap();
    fs::remove_file(made.scratch.path("disk.img")).unwrap();
    let digests: Vec<u8> =
        made.content.chunks(MIB).flat_map(|part| Sha256Digest::of(part).0).collect();
    let list = made.scratch.file("list", &digests);
    let words = ["make", "--case", case, "--item", "EX-1", "--from", "5", "--to", "6"];
    let made_from =
        |list: &str| run("prove", &[&words[..], &["--parts", list, "--out", &proof]].concat());
    let other = made.scratch.file("other", &[&digests[1..], b"x"].concat());
    assert_refused(&made_from(&other), &["other"]);
    let longer = made.scratch.file("longer", &digests.repeat(3));
    assert_refused(&made_from(&longer), &["3 part digests expected, 9 found"]);
    let ran = made_from(&list);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(fs::read(&proof).unwrap(), by_content);
    assert_eq!(made.check_in_case().code, 0);
    let (bytes, out) = (made.scratch.path("more"), made.scratch.path("proof-2"));
    let lacking = ["--parts", &list, "--out", &out, "--bytes", &bytes];
    assert_refused(
        &run("prove", &[&words[..], &lacking].concat()),
        &["--content is needed (or --segments)"],
    );
}
