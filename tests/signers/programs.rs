//! The examples with a key that is elsewhere.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use crate::folder::{Folder, run};

/// An example that cargo built beside this test.
pub(crate) fn program(name: &str) -> PathBuf {
    let profile = std::env::current_exe().unwrap().ancestors().nth(2).unwrap().to_owned();
    let program = profile.join("examples").join(name);
    assert!(program.is_file(), "run `cargo build --examples` first");
    program
}

fn said(output: Output) -> String {
    String::from_utf8(output.stdout).unwrap()
}

/// Somebody with this key is enrolled by their proof, and leaves a remark; and a case is made whose root it is.
/// `elsewhere` tells a program where keys are.
pub(crate) fn enrols_and_appends(folder: &Folder, key: &str, elsewhere: impl Fn(&mut Command)) {
    let path = |name: &str| folder.file(name).to_str().unwrap().to_owned();
    let (case, ask, root) = (path("c.custody"), path("ana.ask"), path("root.pem"));
    let example = |name: &str, words: &[&str]| {
        let mut command = Command::new(program(name));
        elsewhere(&mut command);
        said(run(command.args(words)))
    };
    let made = example("collect", &["--out", &case, "--key", &root]);
    let fingerprint = made.split("--root ").nth(1).unwrap().split_whitespace().next().unwrap();
    example("enrol", &["ask", "--root", fingerprint, "--key", key, "--out", &ask]);
    let record = ["record", case.as_str(), "--ask", &ask, "--name", "Ana", "--key", &root];
    example("enrol", &record);
    let text = fs::read_to_string(&ask).unwrap();
    let party = text.lines().next().unwrap().strip_prefix("party ").unwrap();
    let append = ["--n", "2", "--key", key, "--party", party];
    let out = example("append", &[&[case.as_str()], &append[..]].concat());
    assert_eq!(out.lines().count(), 2, "{out}");
    // As the root of an organisation, with a file for the heads.
    let (own, heads) = (path("own.custody"), path("own.heads"));
    let words = ["--out", own.as_str(), "--key", key, "--checkpoint-key", &heads];
    let made = example("collect", &words);
    let fingerprint = made.split("--root ").nth(1).unwrap().split_whitespace().next().unwrap();
    let keys = ["--key", key, "--checkpoint-key", &heads];
    let request = ["request", own.as_str(), "--out", &path("own.tsq")];
    example("timestamp", &[&request[..], &keys].concat());
    let head = path("own.custody.head");
    let verified = Command::new(program("verify"))
        .args([own.as_str(), "--root", fingerprint, "--head", &head])
        .output()
        .unwrap();
    assert_eq!(verified.status.code(), Some(0), "{}", said(verified));
    cosigns(&path, (&own, &heads), key, &elsewhere);
}

/// The heads of a case are cosigned by a key that is elsewhere, if it is one of Ed25519.
fn cosigns(
    path: &dyn Fn(&str) -> String,
    (case, heads): (&str, &str),
    key: &str,
    elsewhere: &dyn Fn(&mut Command),
) {
    let request = path("cosign");
    let words = ["request", case, "--checkpoint-key", heads, "--out", &request];
    run(Command::new(program("cosign")).args(words));
    let (ledger, state, out) = (path("cosign.vkey"), path("state"), path("cosigned"));
    let sign = |more: &[&str]| {
        let mut command = Command::new(program("cosign"));
        elsewhere(&mut command);
        command.args(["sign", &request, "--state", &state, "--key", key, "--out", &out]);
        command.args(["--name", "cosigner.example.org", "--ledger", &ledger]).args(more);
        command.output().unwrap()
    };
    // Whether it has signed before, nobody can tell.
    let refused = sign(&[]);
    assert_eq!(refused.status.code(), Some(2), "{}", said(refused));
    assert!(!fs::exists(&state).unwrap() && !fs::exists(&out).unwrap());
    let signed = sign(&["--new"]);
    match signed.status.code() {
        Some(0) => assert!(fs::exists(&out).unwrap(), "{}", said(signed)),
        _ => {
            let why = String::from_utf8(signed.stderr).unwrap();
            assert!(why.contains("ESP256"), "{why}");
            assert!(!fs::exists(&state).unwrap());
        }
    }
}
