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
    let words = scratch.secret("words", b"correct horse battery staple\nand another line\n");
    let others = scratch.secret("others", b"correct horse\n");
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
    let words = scratch.secret("words", b"correct horse battery staple\n");
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
    let (file, empty) = (scratch.path("key"), scratch.secret("empty", b""));
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
        (&["show", &pem], &["a certificate, not a key", "openssl x509"]),
        (&["show", &rsa], &["type or curve \"ssh-rsa\" is not used here"]),
    ];
    for (arguments, words) in cases {
        assert_refused(&run("key", arguments), words);
    }
    assert!(!scratch.names().contains(&"key".to_owned()));
}

/// Nobody writes into it, and nobody would come.
#[cfg(unix)]
#[test]
fn pipe_is_waited_for() {
    let scratch = Scratch::new("key-pipe");
    let (pipe, key) = (scratch.path("pipe"), scratch.path("key"));
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    assert_refused(&run("key", &["show", &pipe]), &["not a regular file"]);
    let ran = run("key", &["make", &key, "--passphrase-file", &pipe]);
    assert_refused(&ran, &["not a regular file"]);
    let (case, words) = (scratch.path("c.custody"), ["--passphrase-file", &pipe]);
    let collect = ["--out", case.as_str(), "--key", &key];
    assert_refused(&run("collect", &[&collect[..], &words].concat()), &["not a regular file"]);
    assert_eq!(scratch.names(), ["pipe"]);
}

/// A log on a full disk: nobody is told, and the status still is.
#[cfg(target_os = "linux")]
#[test]
fn refusal_that_cannot_be_written_is_a_panic() {
    let full = || fs::File::options().write(true).open("/dev/full").unwrap();
    for example in ["key", "verify", "collect", "append", "compare", "enrol"] {
        let mut command = std::process::Command::new(crate::program(example));
        let status = command.arg("--no-such-option").stderr(full()).stdout(full()).status();
        assert_eq!(status.unwrap().code(), Some(2), "{example}");
    }
}

/// Others read the heads with programs of their own.
#[test]
fn key_of_heads_that_no_note_is_signed_with_is_taken_or_refused_without_saying_why() {
    let scratch = Scratch::new("key-heads");
    let (case, root, heads) = (scratch.path("c.custody"), scratch.path("r"), scratch.path("h"));
    assert_eq!(run("key", &["make", &heads, "--esp256"]).code, 0);
    let words = ["--out", case.as_str(), "--key", &root, "--checkpoint-key", &heads];
    assert_refused(&run("collect", &words), &["heads is of Ed25519", "ESP256"]);
    assert!(!scratch.names().contains(&"c.custody".to_owned()));
    // A root of P-256 is as good as any.
    let words = ["--out", case.as_str(), "--key", &heads, "--checkpoint-key", &root];
    let ran = run("collect", &words);
    assert_eq!(ran.code, 0, "{}", ran.err);
}

/// What they are called is not asked of a file system.
#[test]
fn key_that_is_nowhere_is_looked_for_in_a_file() {
    let scratch = Scratch::new("key-elsewhere");
    let case = scratch.collected()[0].clone();
    let before = fs::read(&case).unwrap();
    let uris: [(&str, &[&str]); 7] = [
        ("pkcs11:", &["module-path is needed"]),
        ("pkcs11:token=a?module-path=/nowhere.so", &["/nowhere.so"]),
        ("pkcs11:token=a?pin-value=1234", &["seen by others"]),
        ("pkcs11:objet=a", &["\"objet\" of a token or a key is not known"]),
        ("pkcs11:token=%4", &["percent-encoded"]),
        ("pkcs11:token=a;token=b", &["stands twice"]),
        ("PKCS11:token=a", &["module-path is needed"]),
    ];
    for (key, words) in uris {
        assert_refused(&run("append", &[&case, "--n", "1", "--key", key]), words);
    }
    let mut command = std::process::Command::new(crate::program("append"));
    command.args([&case, "--n", "1", "--key", "Agent:SHA256:abc"]).env_remove("SSH_AUTH_SOCK");
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("SSH_AUTH_SOCK is not set"));
    let ran = run("collect", &["--out", &scratch.path("d"), "--key", "agent:SHA256:abc"]);
    assert_refused(&ran, &["needs --checkpoint-key"]);
    for key in ["pkcs11 :token=a", "pkcs 11:token=a", " agent:SHA256:abc", "file:k", "ssh-agent:k"]
    {
        let ran = run("collect", &["--out", &scratch.path("d"), "--key", key]);
        assert_refused(&ran, &["expected agent:NAME, pkcs11:URI or a file", "is written ./NAME"]);
    }
    assert_eq!(fs::read(&case).unwrap(), before);
}

#[test]
fn request_for_a_stamp_or_a_cosignature_needs_keys_that_no_passphrase_protects() {
    let scratch = Scratch::new("key-requests");
    let words = scratch.secret("words", b"correct horse battery staple\n");
    let (case, key) = (scratch.path("c.custody"), scratch.path("root.age"));
    let with = ["--key", key.as_str(), "--passphrase-file", &words];
    let ran = run("collect", &[&["--out", case.as_str()], &with[..]].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    for example in ["timestamp", "cosign"] {
        let out = scratch.path(example);
        let command = ["request", case.as_str(), "--out", &out];
        let without = [&command[..], &with[..2]].concat();
        assert_refused(&run(example, &without), &["is protected by a passphrase"]);
        let ran = run(example, &[&command[..], &with].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
    }
    let [state, own, out] = ["state", "own.age", "cosigned"].map(|name| scratch.path(name));
    let vkey = scratch.path("cosign.vkey");
    let request = scratch.path("cosign");
    let sign = ["sign", request.as_str(), "--state", &state, "--key", &own, "--out", &out];
    let sign = [&sign[..], &["--name", "cosigner.example.org"]].concat();
    // One whose ledger nobody named leaves nothing behind.
    let before = scratch.names();
    let ran = run("cosign", &sign);
    assert!(
        ran.code == 1 && ran.out.contains("no key is given by --ledger"),
        "{}{}",
        ran.out,
        ran.err
    );
    assert_eq!(scratch.names(), before);
    let sign = [&sign[..], &["--ledger", &vkey, "--passphrase-file", &words]].concat();
    let ran = run("cosign", &sign);
    assert!(ran.code == 0 && ran.out.starts_with("SIGNED"), "{}{}", ran.out, ran.err);
    assert!(fs::read_to_string(&own).unwrap().starts_with("-----BEGIN AGE ENCRYPTED FILE-----"));
}

/// Whoever can read the passphrase, and the key, signs.
#[cfg(unix)]
#[test]
fn passphrase_that_others_can_read_is_used() {
    let scratch = Scratch::new("key-words-of-all");
    let (words, key) = (scratch.secret("words", b"correct horse\n"), scratch.path("root.age"));
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o640);
    fs::set_permissions(&words, mode).unwrap();
    let refused = run("key", &["make", &key, "--passphrase-file", &words]);
    assert_refused(&refused, &["words", "has mode 0640, expected 0600"]);
    assert!(!scratch.names().contains(&"root.age".to_owned()));
}

/// Whoever can read the PIN, and holds the token, signs.
#[cfg(unix)]
#[test]
fn pin_that_others_can_read_is_used() {
    let scratch = Scratch::new("key-pin");
    let (case, pin) = (scratch.collected()[0].clone(), scratch.file("pin", b"1234\n"));
    let key = format!("pkcs11:token=a?module-path=/nowhere.so&pin-source=file:{pin}");
    let append = [case.as_str(), "--n", "1", "--key", &key];
    let mode = |mode| std::os::unix::fs::PermissionsExt::from_mode(mode);
    fs::set_permissions(&pin, mode(0o644)).unwrap();
    assert_refused(&run("append", &append), &["pin", "has mode 0644, expected 0600"]);
    fs::set_permissions(&pin, mode(0o600)).unwrap();
    assert_refused(&run("append", &append), &["/nowhere.so"]);
}
