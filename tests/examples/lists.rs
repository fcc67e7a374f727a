//! `lists`: what a case records, for the programs of the field to check, and theirs checked against a case.

use std::fs;

use crate::field::{self, bagit, said};
use crate::{Scratch, assert_refused, printed_command, run};

/// A case of a directory, `phone`, with all digests.
fn phone(name: &str) -> Scratch {
    let scratch = Scratch::new(name);
    fs::create_dir_all(scratch.path("phone/mail")).unwrap();
    fs::write(scratch.path("phone/mail/one.eml"), b"From: a").unwrap();
    fs::write(scratch.path("phone/a note.txt"), b"a note").unwrap();
    fs::write(scratch.path("phone/empty"), b"").unwrap();
    let item = format!("EX-1={}", scratch.path("phone"));
    let (case, key) = (scratch.path("c.custody"), scratch.path("k"));
    let digests = ["--digest", "md5", "--digest", "sha1", "--digest", "sha512"];
    let ran =
        run("collect", &[&["--out", &case, "--key", &key, "--item", &item][..], &digests].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    scratch
}

/// The words that name the item of [`phone`].
fn item(scratch: &Scratch) -> Vec<String> {
    let [case, manifest] = ["c.custody", "c.custody.1.manifest"].map(|name| scratch.path(name));
    ["--case", &case, "--item", "EX-1", "--manifest", &manifest].map(ToOwned::to_owned).to_vec()
}

fn lists(words: &[&str], item: &[String]) -> crate::Ran {
    let words = words.iter().map(|word| (*word).to_owned());
    run("lists", &words.chain(item.iter().cloned()).collect::<Vec<_>>())
}

#[test]
fn list_that_was_written_is_refused_by_the_program_it_is_for() {
    let scratch = phone("lists-written");
    let (item, folder) = (item(&scratch), std::path::PathBuf::from(scratch.path("phone")));
    for kind in ["md5sum", "sha1sum", "sha256sum", "sha512sum"] {
        let list = scratch.path(kind);
        let ran = lists(&["write", kind, "--out", &list], &item);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.out.contains("3 files"), "{}", ran.out);
        let Some(theirs) = field::run(kind, &["--strict", "-c", &list], &folder) else { continue };
        assert!(theirs.status.success(), "{}", said(&theirs));
        let ran = lists(&["check", kind, &list], &item);
        let legacy = ["md5sum", "sha1sum"].contains(&kind);
        assert_eq!(ran.code, if legacy { 3 } else { 0 }, "{}{}", ran.out, ran.err);
    }
    let list = scratch.path("list.hashdeep");
    assert_eq!(lists(&["write", "hashdeep", "--out", &list], &item).code, 0);
    let audit = ["-a", "-v", "-r", "-l", "-k", &list, "."];
    if let Some(theirs) = field::run("hashdeep", &audit, &folder) {
        assert!(said(&theirs).contains("Audit passed"), "{}", said(&theirs));
    }
    assert_refused(&lists(&["write", "hashdeep", "--out", &list], &item), &["is there already"]);
    assert_refused(&lists(&["write", "crc32", "--out", "x"], &item), &["\"crc32\" is no kind"]);
}

#[test]
fn list_of_others_that_differs_from_the_case_agrees() {
    let scratch = phone("lists-theirs");
    let (item, folder) = (item(&scratch), std::path::PathBuf::from(scratch.path("phone")));
    let names = ["a note.txt", "empty", "mail/one.eml"];
    let Some(theirs) = field::run("sha256sum", &names, &folder) else { return };
    let list = scratch.file("theirs.sha256", &theirs.stdout);
    assert_eq!(lists(&["check", "sha256sum", &list], &item).code, 0);
    let Some(theirs) = field::run("hashdeep", &["-r", "-l", "."], &folder) else { return };
    let deep = scratch.file("theirs.hashdeep", &theirs.stdout);
    let ran = lists(&["check", "hashdeep", &deep], &item);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let text = fs::read_to_string(&list).unwrap();
    let changed = scratch.file("changed", text.replacen(char::is_numeric, "f", 1).as_bytes());
    let ran = lists(&["check", "sha256sum", &changed], &item);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("changed: "), "{}", ran.out);
    let fewer: String = text.lines().take(2).map(|line| format!("{line}\n")).collect();
    let fewer = scratch.file("fewer", fewer.as_bytes());
    let ran = lists(&["check", "sha256sum", &fewer], &item);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("added: \"mail/one.eml\""), "{}", ran.out);
}

#[test]
fn bag_that_was_made_is_not_valid_or_hides_a_copy_that_differs() {
    let scratch = phone("lists-bag");
    let (item, bag, content) = (item(&scratch), scratch.path("bag"), scratch.path("phone"));
    let ran = lists(&["bag", "--content", &content, "--out", &bag], &item);
    assert_eq!(ran.code, 0, "{}", ran.err);
    if let Some(python) = bagit() {
        let arguments = ["-m", "bagit", "--validate", &bag];
        let theirs = field::run(python, &arguments, std::path::Path::new(".")).unwrap();
        assert!(theirs.status.success(), "{}", said(&theirs));
    }
    let ran = lists(&["check", "bag", &bag], &item);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    // The payload is read, not only what the bag lists of it.
    let payload = scratch.path("bag/data/empty");
    fs::write(&payload, b"forged").unwrap();
    let ran = lists(&["check", "bag", &bag], &item);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("changed: \"data/empty\""), "{}", ran.out);
    fs::write(&payload, b"").unwrap();
    let added = scratch.path("bag/data/added");
    fs::write(&added, b"forged").unwrap();
    assert_eq!(lists(&["check", "bag", &bag], &item).code, 1);
    fs::remove_file(&added).unwrap();
    assert_eq!(lists(&["check", "bag", &bag], &item).code, 0);
    // What is neither a file nor a folder is not passed over.
    #[cfg(unix)]
    {
        let link = scratch.path("bag/data/link");
        std::os::unix::fs::symlink("/dev/zero", &link).unwrap();
        assert_refused(&lists(&["check", "bag", &bag], &item), &["data/link", "is a link"]);
        fs::remove_file(&link).unwrap();
    }
    let inside = scratch.path("phone/bag");
    let ran = lists(&["bag", "--content", &content, "--out", &inside], &item);
    assert_refused(&ran, &["would stand in the directory that is read"]);
    assert!(fs::metadata(&inside).is_err());
    let manifest = scratch.path("bag/manifest-sha256.txt");
    let listed = fs::read_to_string(&manifest).unwrap().replacen(char::is_numeric, "f", 1);
    fs::write(&manifest, listed).unwrap();
    let ran = lists(&["check", "bag", &bag], &item);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);

    fs::write(scratch.path("phone/empty"), b"not any more").unwrap();
    let other = scratch.path("other");
    let ran = lists(&["bag", "--content", &content, "--out", &other], &item);
    assert_refused(&ran, &["is not what is recorded", "changed: \"data/empty\""]);
    assert!(fs::metadata(&other).is_err());
}

#[test]
fn list_of_one_file_has_another_name_than_the_file() {
    let scratch = Scratch::new("lists-file");
    let content = scratch.file("mail.eml", b"From: a");
    let (case, key, list) = (scratch.path("c.custody"), scratch.path("k"), scratch.path("list"));
    let item = format!("EX-1={content}");
    let ran = run("collect", &["--out", &case, "--key", &key, "--item", &item]);
    assert!(!printed_command(&ran.out).is_empty());
    let item = ["--case", &case, "--item", "EX-1"].map(ToOwned::to_owned);
    assert_eq!(lists(&["write", "sha256sum", "--out", &list], &item).code, 0);
    assert!(fs::read_to_string(&list).unwrap().ends_with("  mail.eml\n"));
    let folder = std::path::Path::new(&content).parent().unwrap();
    let Some(theirs) = field::run("sha256sum", &["-c", &list], folder) else { return };
    assert!(theirs.status.success(), "{}", said(&theirs));
    let phone = phone("lists-other-manifest");
    let manifest = ["--manifest".to_owned(), phone.path("c.custody.1.manifest")];
    let words = [&item[..], &manifest].concat();
    assert_refused(&lists(&["write", "sha256sum", "--out", "x"], &words), &["is no directory"]);
}

/// Others would check the digests of a medium against its container, and those of all segments against the first.
#[test]
fn list_bears_the_name_of_a_container_with_the_digests_of_its_medium() {
    let scratch = Scratch::new("lists-container");
    let medium = vec![7; 4 * 8192];
    let image = scratch.file("x.E01", &crate::built::image(&medium, &[]));
    let first = scratch.file("s.001", b"one ");
    scratch.file("s.002", b"two");
    let (case, key) = (scratch.path("c.custody"), scratch.path("k"));
    let [image, segments] = [format!("EX-1={image}"), format!("EX-2={first}")];
    let arguments = ["--out", &case, "--key", &key, "--item", &image, "--segments", &segments];
    assert_eq!(run("collect", &arguments).code, 0);
    let whole = [("EX-1", "x.dd", medium), ("EX-2", "s.dd", b"one two".to_vec())];
    for (label, name, bytes) in whole {
        let item = ["--case", &case, "--item", label].map(ToOwned::to_owned);
        let list = scratch.path(&format!("{label}.sha256"));
        let ran = lists(&["write", "sha256sum", "--out", &list], &item);
        assert_refused(&ran, &["say with --as what the file is called that has these bytes"]);
        let ran = lists(&["write", "sha256sum", "--as", name, "--out", &list], &item);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let content = scratch.file(name, &bytes);
        let folder = std::path::Path::new(&content).parent().unwrap();
        let bag = scratch.path(&format!("{label}.bag"));
        let made = ["bag", "--as", name, "--content", &content, "--out", &bag];
        assert_eq!(lists(&made, &item).code, 0);
        let Some(theirs) = field::run("sha256sum", &["-c", &list], folder) else { continue };
        assert!(theirs.status.success(), "{}", said(&theirs));
    }
    let phone = phone("lists-as-directory");
    let words = item(&phone);
    let ran = lists(&["write", "sha256sum", "--as", "x", "--out", "x"], &words);
    assert_refused(&ran, &["no --as"]);
}

/// A bag has files: what it leaves out of a recorded folder, and what lies there unrecorded, is told.
#[cfg(unix)]
#[test]
fn what_a_bag_leaves_out_is_not_told() {
    let scratch = Scratch::new("lists-left-out");
    let phone = scratch.path("phone");
    fs::create_dir_all(scratch.path("phone/empty folder")).unwrap();
    fs::create_dir_all(scratch.path("phone/mail")).unwrap();
    fs::write(scratch.path("phone/mail/one.eml"), b"From: a").unwrap();
    std::os::unix::fs::symlink("one.eml", scratch.path("phone/mail/link")).unwrap();
    let (case, key) = (scratch.path("c.custody"), scratch.path("k"));
    let content = format!("EX-1={phone}");
    let ran = run("collect", &["--out", &case, "--key", &key, "--item", &content]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let item = item(&scratch);
    let made = |bag: &str| {
        let ran = lists(&["bag", "--content", &phone, "--out", &scratch.path(bag)], &item);
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
        ran.out
    };
    let said = made("one");
    for left_out in ["neither files nor folders (1)", "empty folders (1)"] {
        assert!(said.contains(left_out), "{said}");
    }
    assert!(!said.contains("not recorded"), "{said}");
    for new in 0..12 {
        fs::write(scratch.path(&format!("phone/new{new:02}")), b"x").unwrap();
    }
    let said = made("other");
    assert!(said.contains("12 files there are not recorded, and not in the bag"), "{said}");
    assert!(said.contains("\"new09\"\n  …") && !said.contains("new10"), "{said}");
}

/// Whoever made the case chose the name; whoever makes the bag chooses where it is.
#[test]
fn name_in_a_case_leads_a_copy_or_a_list_out_of_its_folder() {
    let scratch = Scratch::new("lists-outside");
    let (case, content) = (scratch.collected()[0].clone(), scratch.path("a.txt"));
    let item = ["--case", &case, "--item", "EX-1"].map(ToOwned::to_owned);
    scratch.file("kept.txt", b"of somebody else");
    let (bag, list, before) = (scratch.path("bag"), scratch.path("list"), scratch.names());
    let absolute = scratch.path("absolute.txt");
    let outside = ["../../new.txt", "../../kept.txt", &absolute, "", ".", "a/../b", "a//b", "a/"];
    for name in outside.into_iter().chain(["..\\..\\x", "C:\\x"]) {
        let made = ["bag", "--as", name, "--content", &content, "--out", &bag];
        let words = ["the name ", "leads out of the folder, or is not a plain one"];
        assert_refused(&lists(&made, &item), &words);
        let written = ["write", "sha256sum", "--as", name, "--out", &list];
        assert_refused(&lists(&written, &item), &words);
        assert_eq!(scratch.names(), before, "{name}");
    }
    assert_eq!(fs::read(scratch.path("kept.txt")).unwrap(), b"of somebody else");
    let twice = ["bag", "--as", "a", "--as", "b", "--content", &content, "--out", &bag];
    assert_refused(&lists(&twice, &item), &["--as is given twice"]);
    // What does not match is not left, however long it is.
    let other = scratch.file("other.txt", &[7; 1 << 20]);
    let made = ["bag", "--as", "a", "--content", &other, "--out", &bag];
    assert_refused(&lists(&made, &item), &["is not what is recorded", "changed: \"data/a\""]);
    assert!(fs::metadata(&bag).is_err());
    // A file of two leading signs that only a shell knows is one of many.
    let made = ["bag", "--as", "~$a.txt", "--content", &content, "--out", &bag];
    assert_eq!(lists(&made, &item).code, 0);
    assert!(fs::metadata(scratch.path("bag/data/~$a.txt")).is_ok());
}

/// `-` alone is no file to the programs: they would read what they are piped.
#[test]
fn file_with_a_dash_for_a_name_is_listed_as_the_standard_input() {
    let scratch = Scratch::new("lists-dash");
    fs::create_dir(scratch.path("phone")).unwrap();
    fs::write(scratch.path("phone/-"), b"a dash").unwrap();
    let (case, key) = (scratch.path("c.custody"), scratch.path("k"));
    let content = format!("EX-1={}", scratch.path("phone"));
    let ran = run("collect", &["--out", &case, "--key", &key, "--item", &content]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let (item, list) = (item(&scratch), scratch.path("list"));
    assert_eq!(lists(&["write", "sha256sum", "--out", &list], &item).code, 0);
    assert!(fs::read_to_string(&list).unwrap().ends_with("  ./-\n"));
    let ran = lists(&["check", "sha256sum", &list], &item);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    // Who asks for another digest is not answered by this one.
    let other = lists(&["check", "sha512sum", &list], &item);
    assert_refused(&other, &["has a digest that sha512sum does not make"]);
}

/// Whatever opens a FIFO waits for a writer that may never come.
#[cfg(unix)]
#[test]
fn fifo_in_the_place_of_a_file_is_waited_for() {
    let scratch = phone("lists-fifo");
    let (item, bag, content) = (item(&scratch), scratch.path("bag"), scratch.path("phone"));
    let pipe = scratch.path("phone/mail/one.eml");
    fs::remove_file(&pipe).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let made = ["bag", "--content", &content, "--out", &bag];
    assert_refused(&lists(&made, &item), &["one.eml", "not a regular file"]);
    assert!(fs::metadata(&bag).is_err());
    for kind in ["sha256sum", "hashdeep"] {
        let ran = lists(&["check", kind, &pipe], &item);
        assert_refused(&ran, &["one.eml", "not a regular file"]);
    }
    let parts = format!("EX-1={pipe}");
    let ran = run("verify", &[&scratch.path("c.custody"), "--parts", &parts]);
    assert_refused(&ran, &["one.eml", "not a regular file"]);
}
