//! `collect`: a case from a user's own files, and the mistakes of newcomers.

use std::fs;

use crate::{Scratch, assert_refused, printed_command, run};

#[test]
fn a_collected_case_verifies_with_the_command_that_was_printed() {
    let scratch = Scratch::new("collected");
    let command = scratch.collected();
    let ran = run("verify", &command);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert_eq!(
        scratch.names(),
        ["a.txt", "c.custody", "c.custody.head", "root.pem", "root.pem.checkpoint"]
    );
}

#[test]
fn a_key_is_used_again_for_the_next_case() {
    let scratch = Scratch::new("second");
    let first = scratch.collected();
    let (case, key) = (scratch.path("d.custody"), scratch.path("root.pem"));
    let ran = run("collect", &["--out", &case, "--key", &key]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let second = printed_command(&ran.out);
    assert_eq!(first[1..3], second[1..3]);
    assert_eq!(run("verify", &second).code, 0);
}

#[test]
#[cfg(unix)]
fn keys_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let scratch = Scratch::new("modes");
    scratch.collected();
    for name in ["root.pem", "root.pem.checkpoint"] {
        let mode = fs::metadata(scratch.path(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[test]
fn many_items_are_recorded_each_with_its_label() {
    let scratch = Scratch::new("many");
    let (case, key) = (scratch.path("c.custody"), scratch.path("k"));
    let mut arguments = vec!["--out".to_owned(), case, "--key".to_owned(), key];
    for number in 0..40 {
        let path = scratch.file(&format!("{number}.bin"), &[number; 5000]);
        arguments.extend(["--item".to_owned(), format!("EX-{number}={path}")]);
    }
    let ran = run("collect", &arguments);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let ran = run("verify", &printed_command(&ran.out));
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("V9 content    40 of 40 data items"), "{}", ran.out);
}

#[test]
fn a_label_of_odd_characters_is_shown_escaped_and_named_by_its_id() {
    let scratch = Scratch::new("odd");
    let content = scratch.file("a.txt", b"the content\n");
    let (case, key) = (scratch.path("c.custody"), scratch.path("k"));
    let item = format!("EX\nCONSISTENT — yes\u{202e}={content}");
    let ran = run("collect", &["--out", &case, "--key", &key, "--item", &item]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(!ran.out.contains("CONSISTENT"), "{}", ran.out);
    let ran = run("verify", &printed_command(&ran.out)[..5]);
    assert_eq!(ran.code, 3, "{}", ran.err);
    assert!(!ran.out.contains("\nCONSISTENT"), "{}", ran.out);
    assert!(ran.out.contains(r#""EX\nCONSISTENT — yes\u{202e}""#), "{}", ran.out);
}

#[test]
fn a_newcomers_mistake_is_named_and_leaves_no_case() {
    let scratch = Scratch::new("mistakes");
    let content = scratch.file("a.txt", b"the content\n");
    let text = scratch.file("text.pem", b"this is no key\n");
    let (case, key) = (scratch.path("c.custody"), scratch.path("root.pem"));
    let none = scratch.path("none");
    let (good, missing) = (format!("EX-1={content}"), format!("EX-1={none}"));
    let directory = format!("EX-1={}", scratch.path(""));
    let nowhere = scratch.path("none/c.custody");
    let inside = scratch.path("a.txt/c.custody");
    let respelled = scratch.path("./c.custody");
    #[cfg(unix)]
    owner_only(&text);
    let calls: &[(&[&str], &[&str])] = &[
        (&[], &["--out and --key are needed", "usage:"]),
        (&["--out", &case], &["--out and --key are needed"]),
        (&["--out", "--key", &key], &["--out needs a value", "--key"]),
        (&["--out", &case, "--out", &case], &["--out is given twice"]),
        (&["--out", &case, "--key", &case], &["names of their own"]),
        (&["--out", &case, "--key", &respelled], &["names of their own"]),
        (&["--out", &case, "--key", &key, "x"], &["\"x\" is not understood"]),
        (&["--out", &case, "--key", &key, "--item", "EX-1"], &["NAME=PATH", "EX-1"]),
        (&["--out", &case, "--key", &key, "--item", &missing], &["none", "No such file"]),
        (
            &["--out", &case, "--key", &key, "--item", &directory],
            &["would stand in the directory that is read"],
        ),
        (
            &["--out", &case, "--key", &key, "--item", &good, "--item", &good],
            &["two items are labelled \"EX-1\""],
        ),
        (&["--out", &nowhere, "--key", &key], &["none", "No such file"]),
        (&["--out", &inside, "--key", &key], &["a.txt"]),
        (&["--out", &case, "--key", &text], &["text.pem", "no usable key", "not a PEM text"]),
        (&["--out", &case, "--key", &scratch.path("")], &["not a regular file"]),
        (&["--out", &case, "--key", &scratch.path("none/key")], &["none/key"]),
    ];
    for (arguments, words) in calls {
        assert_refused(&run("collect", arguments), words);
    }
    assert_eq!(scratch.names(), ["a.txt", "text.pem"]);
}

#[cfg(unix)]
fn owner_only(path: &str) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

#[test]
#[cfg(unix)]
fn a_key_that_others_can_read_is_refused_with_both_modes() {
    use std::os::unix::fs::PermissionsExt;
    let scratch = Scratch::new("wide");
    scratch.collected();
    let key = scratch.path("root.pem");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let case = scratch.path("d.custody");
    let ran = run("collect", &["--out", &case, "--key", &key]);
    assert_refused(&ran, &["root.pem", "0644", "0600"]);
    assert!(!scratch.names().contains(&"d.custody".to_owned()));
}

#[test]
fn what_is_there_is_never_replaced() {
    let scratch = Scratch::new("occupied");
    let command = scratch.collected();
    let (case, head) = (scratch.path("c.custody"), scratch.path("c.custody.head"));
    let before = (fs::read(&case).unwrap(), fs::read(&head).unwrap());
    let key = scratch.path("root.pem");
    let arguments = ["--out", &case, "--key", &key];
    assert_refused(&run("collect", &arguments), &["c.custody", "nothing is overwritten"]);
    fs::rename(&case, scratch.path("moved")).unwrap();
    // The head alone is in the way too: a new one would be taken for the old.
    assert_refused(&run("collect", &arguments), &["c.custody.head", "nothing is overwritten"]);
    assert!(fs::metadata(&case).is_err());
    fs::rename(scratch.path("moved"), &case).unwrap();
    assert_eq!(before, (fs::read(&case).unwrap(), fs::read(&head).unwrap()));
    assert_eq!(run("verify", &command).code, 0);
}

#[test]
#[cfg(unix)]
fn link_is_followed_unasked_or_cannot_be() {
    let scratch = Scratch::new("follow-links");
    scratch.file("disk.dd", b"disk");
    std::os::unix::fs::symlink(scratch.path("disk.dd"), scratch.path("link")).unwrap();
    let (case, key) = (scratch.path("c.custody"), scratch.path("k"));
    let item = format!("EX-1={}", scratch.path("link"));
    let arguments = ["--out", &case, "--key", &key, "--item", &item];
    assert_refused(&run("collect", &arguments), &["symbolic link"]);
    let ran = run("collect", &[&arguments[..], &["--follow-links"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    let command: Vec<_> =
        printed_command(&ran.out).iter().map(|word| word.replace("disk.dd", "link")).collect();
    assert_eq!(run("verify", &command).code, 3);
    let command = [&command[..], &["--follow-links".to_owned()]].concat();
    assert_eq!(run("verify", &command).code, 0);
}
