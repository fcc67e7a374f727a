//! `key`: keys that are made, and keys that were made elsewhere.

use std::fs;

use crate::{Scratch, assert_refused, run};

/// The OpenSSH line and the PEM of what was shown.
fn forms(out: &str) -> [String; 2] {
    let openssh = out.lines().find_map(|line| line.strip_prefix("openssh     ")).unwrap();
    let pem = out.find("-----BEGIN PUBLIC KEY-----").unwrap();
    [openssh.to_owned(), out[pem..].to_owned()]
}

#[test]
fn key_is_shown_as_another_than_was_made() {
    let scratch = Scratch::new("key");
    for (option, algorithm) in [(None, "Ed25519"), (Some("--esp256"), "ESP256")] {
        let file = scratch.path(algorithm);
        let mut make = vec!["make", &file];
        make.extend(option);
        let made = run("key", &make);
        assert_eq!(made.code, 0, "{}", made.err);
        assert!(made.out.starts_with(&format!("algorithm   {algorithm}\n")), "{}", made.out);
        assert!(!made.out.contains("PRIVATE"), "{}", made.out);
        assert_eq!(run("key", &["show", &file]).out, made.out);
        // And so is its public half, in the forms in which others have it.
        for (form, text) in ["openssh", "pem"].into_iter().zip(forms(&made.out)) {
            let public = scratch.file(&format!("{algorithm}.{form}"), text.as_bytes());
            assert_eq!(run("key", &["show", &public]).out, made.out);
        }
        let before = fs::read(&file).unwrap();
        assert_refused(&run("key", &make), &["exists"]);
        assert_eq!(fs::read(&file).unwrap(), before);
    }
}

#[test]
fn key_under_a_passphrase_is_read_without_it() {
    let scratch = Scratch::new("key-words");
    let words = scratch.file("words", b"correct horse battery staple\nand another line\n");
    let others = scratch.file("others", b"correct horse\n");
    let key = scratch.path("root.age");
    let made = run("key", &["make", &key, "--passphrase-file", &words]);
    assert_eq!(made.code, 0, "{}", made.err);
    assert!(fs::read_to_string(&key).unwrap().starts_with("-----BEGIN AGE ENCRYPTED FILE-----"));
    assert_eq!(run("key", &["show", &key, "--passphrase-file", &words]).out, made.out);
    assert_refused(&run("key", &["show", &key]), &["is protected by a passphrase"]);
    let wrong = run("key", &["show", &key, "--passphrase-file", &others]);
    assert_refused(&wrong, &["passphrase does not open"]);
    assert!(!wrong.err.contains("horse"), "{}", wrong.err);
}

#[test]
fn case_is_kept_with_keys_under_a_passphrase_by_those_who_do_not_have_it() {
    let scratch = Scratch::new("key-case");
    let words = scratch.file("words", b"correct horse battery staple\n");
    let (case, key) = (scratch.path("c.custody"), scratch.path("root.age"));
    let arguments = ["--out", &case, "--key", &key, "--passphrase-file", &words];
    let ran = run("collect", &arguments);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for name in ["root.age", "root.age.checkpoint"] {
        let text = fs::read_to_string(scratch.path(name)).unwrap();
        assert!(text.starts_with("-----BEGIN AGE ENCRYPTED FILE-----"), "{name}");
    }
    let before = fs::read(&case).unwrap();
    let append = ["--n", "1", "--key", &key];
    assert_refused(&run("append", &[&[case.as_str()][..], &append].concat()), &["passphrase"]);
    assert_eq!(fs::read(&case).unwrap(), before);
    let with = [&[case.as_str()][..], &append, &["--passphrase-file", &words]].concat();
    let ran = run("append", &with);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.starts_with("ACK "), "{}", ran.out);
}

#[test]
fn call_or_file_that_is_none_ends_otherwise_than_with_a_sentence() {
    let scratch = Scratch::new("key-calls");
    let (file, empty) = (scratch.path("key"), scratch.file("empty", b""));
    let text = scratch.file("text", b"this is no key\n");
    let bytes = scratch.file("bytes", &[0xff; 40]);
    let long = scratch.file("long", &[b'a'; 20_000]);
    let pem =
        scratch.file("pem", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    let rsa = scratch.file("rsa", b"ssh-rsa AAAA ana\n");
    let cases: [(&[&str], &[&str]); 12] = [
        (&[], &["make or show, and a file, are needed", "usage:"]),
        (&["make"], &["are needed"]),
        (&["make", "--rsa", &file], &["\"--rsa\" is not understood"]),
        (&["make", &file, &file], &["is not understood"]),
        (&["make", &file, "--passphrase-file", &empty], &["no passphrase"]),
        (&["make", &file, "--passphrase-file", &file], &["No such file"]),
        (&["show", &file], &["No such file"]),
        (&["show", &text], &["type or curve \"this\" is not used here"]),
        (&["show", &bytes], &["valid UTF-8"]),
        (&["show", &long], &["not a type, a space and a key"]),
        (&["show", &pem], &["mode"]),
        (&["show", &rsa], &["type or curve \"ssh-rsa\" is not used here"]),
    ];
    for (arguments, words) in cases {
        assert_refused(&run("key", arguments), words);
    }
    assert!(!scratch.names().contains(&"key".to_owned()));
}
