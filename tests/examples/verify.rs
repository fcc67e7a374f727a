//! `verify`: the page, the JSON, the exit status, and arguments that cannot be followed.

use std::fs;

use serde_json::Value;

use crate::{Scratch, assert_refused, run, sample};

#[test]
fn without_arguments_the_sample_is_consistent_and_reads_as_a_page() {
    let ran = run::<&str>("verify", &[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.starts_with("CONSISTENT — "), "{}", ran.out);
    for expected in [
        "\"EX-1\"",
        "\"EX-2\"",
        "\"EX-3\"",
        "\"Evidence Unit\"",
        "nothing later is shown",
        "the bytes given are the ones recorded",
        "What this page does not say",
    ] {
        assert!(ran.out.contains(expected), "{expected} is not in {}", ran.out);
    }
}

#[test]
fn the_sample_as_json_has_the_documented_fields() {
    let ran = run("verify", &["--json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(report["verdict"], "Consistent");
    assert_eq!(report["entries"], 34);
    assert_eq!(report["head"]["size"], 34);
    assert_eq!(report["findings"], Value::Array(Vec::new()));
    assert_eq!(report["items"].as_array().unwrap().len(), 4);
    assert_eq!(report["coverage"].as_array().unwrap().len(), 9);
}

#[test]
fn a_finding_as_json_has_the_documented_fields() {
    let case = sample("sample.custody");
    let ran = run("verify", &[case.to_str().unwrap(), "--json"]);
    assert_eq!(ran.code, 3, "{}", ran.err);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(report["verdict"], "Incomplete");
    for finding in report["findings"].as_array().unwrap() {
        for field in
            ["code", "severity", "message", "entry", "bytes", "subject", "field", "because_of"]
        {
            assert!(finding.get(field).is_some(), "{field} is not in {finding}");
        }
    }
}

#[test]
fn the_exit_status_is_the_verdict() {
    let scratch = Scratch::new("verdicts");
    let command = scratch.collected();
    assert_eq!(run("verify", &command).code, 0);
    // Without --head and what stands behind it.
    assert_eq!(run("verify", &command[..3]).code, 3);
    scratch.file("a.txt", b"the content!");
    let ran = run("verify", &command);
    assert_eq!(ran.code, 1);
    assert!(ran.out.starts_with("CONTRADICTED — "), "{}", ran.out);
    assert!(ran.out.contains("content.mismatch"), "{}", ran.out);
}

#[test]
fn now_is_taken_for_the_sample_too() {
    let ran = run("verify", &["--now", "2026-11-05T00:00:00Z"]);
    assert_eq!(ran.code, 4, "{}", ran.out);
    assert!(ran.out.contains("time.future"), "{}", ran.out);
}

#[test]
fn a_call_that_cannot_be_followed_says_what_was_expected() {
    let scratch = Scratch::new("verify-calls");
    let case = sample("sample.custody");
    let case = case.to_str().unwrap();
    // Without its root, nothing is known of the items that a content could be given for.
    let root = fs::read_to_string(sample("root.txt")).unwrap();
    let root = root.trim();
    let text = scratch.file("text", b"not a head\n");
    let none = scratch.path("none");
    let content = format!("EX-9={text}");
    let missing = format!("EX-1={none}");
    let directory = scratch.path("");
    let calls: &[(&[&str], &[&str])] = &[
        (&[&none], &["none", "No such file"]),
        (&[&directory], &["not a regular file"]),
        (&["--root", "abc"], &["name a case"]),
        (&[case, "--root", "abc"], &["--root \"abc\""]),
        (&[case, "--head", &none], &["none", "No such file"]),
        (&[case, "--head", &text], &["text"]),
        (&[case, "--root", root, "--content", &content], &["EX-9"]),
        (&[case, "--content", "EX-1"], &["NAME=PATH", "EX-1"]),
        (&[case, "--now", "yesterday"], &["--now \"yesterday\""]),
        (&[case, "--head"], &["--head needs a value", "usage:"]),
        (&[case, "--head", "--json"], &["--head needs a value, found the option \"--json\""]),
        (&[case, "--verbose"], &["\"--verbose\" is not understood", "usage:"]),
        (&[case, case], &["is not understood"]),
        (&["--content", "EX-1=x"], &["name a case"]),
    ];
    for (arguments, words) in calls {
        assert_refused(&run("verify", arguments), words);
    }
    let ran = run("verify", &[case, "--root", root, "--content", &missing]);
    assert_eq!(ran.code, 3, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("none") && ran.out.contains("No such file"), "{}", ran.out);
}

#[test]
fn help_is_no_failure() {
    for name in [
        "append",
        "collect",
        "conformance",
        "handover",
        "inspect",
        "make_sample",
        "prove",
        "tamper",
        "verify",
    ] {
        let ran = run(name, &["--help"]);
        assert_eq!(ran.code, 0, "{name}: {}", ran.err);
        assert!(ran.out.starts_with("usage: "), "{name}: {}", ran.out);
    }
}

#[test]
fn a_reader_that_goes_away_is_no_panic() {
    use std::process::{Command, Stdio};
    let mut child = Command::new(crate::program("verify"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"));
}

#[test]
fn an_altered_file_is_answered_and_not_refused() {
    let scratch = Scratch::new("altered");
    let command = scratch.collected();
    let whole = fs::read(&command[0]).unwrap();
    for bytes in [&b""[..], b"\x00", &whole[..10], &whole[1..], b"PK\x03\x04"] {
        fs::write(&command[0], bytes).unwrap();
        let ran = run("verify", &command);
        assert!([1, 3].contains(&ran.code), "{}{}", ran.out, ran.err);
        assert!(!ran.out.contains("CONSISTENT"), "{}", ran.out);
    }
}

#[test]
fn head_with_its_instant_or_a_file_beside_is_left_aside() {
    let root = fs::read_to_string(sample("root.txt")).unwrap();
    let (case, head) = (sample("sample.custody"), sample("sample.head"));
    let (case, head) = (case.to_str().unwrap(), head.to_str().unwrap());
    let kept = |since: &str| format!("{since}={head}");
    let with = |since: &str, beside: &str| {
        run(
            "verify",
            &[
                case,
                "--root",
                root.trim(),
                "--head-since",
                &kept(since),
                "--beside",
                beside,
                "--json",
            ],
        )
    };
    let ran = with("2026-11-22T12:00:00+01:00", case);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    let codes =
        report["findings"].as_array().unwrap().iter().map(|each| each["code"].as_str().unwrap());
    // The head counts: only the contents are not here.
    assert!(
        codes.clone().count() > 0 && codes.clone().all(|code| code == "content.not_supplied"),
        "{}",
        ran.out
    );
    assert_refused(&with("yesterday", case), &["--head-since"]);
    assert_refused(&with("2026-11-22T12:00:00+01:00", "absent.custody"), &["absent.custody"]);
}

#[test]
fn what_was_verified_before_is_read_again_or_a_snapshot_that_was_altered_is_believed() {
    let scratch = Scratch::new("snapshot");
    let [snapshot, key] = ["a.snapshot", "snapshot.key"].map(|name| scratch.path(name));
    let [case, head] =
        ["sample.custody", "sample.head"].map(|name| sample(name).display().to_string());
    let root = fs::read_to_string(sample("root.txt")).unwrap();
    let given =
        [&case, "--root", root.trim(), "--head", &head, "--now", "2026-11-22T12:00:00+01:00"];
    let known = ["--snapshot", &snapshot, "--snapshot-key", &key];
    let verified =
        |more: &[&str]| run("verify", &[given.as_slice(), known.as_slice(), more].concat());
    let json = |ran: &crate::Ran| serde_json::from_str::<Value>(&ran.out).unwrap();
    let first = verified(&["--json"]);
    assert_eq!(first.code, 3, "{}", first.err);
    let kept = fs::read(&snapshot).unwrap();
    let mut second = json(&verified(&["--json"]));
    let earlier = second.as_object_mut().unwrap().remove("earlier").unwrap();
    assert_eq!((&earlier["size"], &earlier["read_again"]), (&34.into(), &false.into()));
    let rests = second["coverage"].as_array_mut().unwrap().remove(2);
    assert_eq!(rests["over"], "entries that rest");
    assert_eq!((&rests["checked"], &rests["not_checked"]), (&0.into(), &34.into()));
    assert_eq!(json(&first), second);
    assert_eq!(fs::read(&snapshot).unwrap(), kept);
    let page = verified(&[]);
    assert!(page.out.contains("\nRests on  the verification of 34 entries with"), "{}", page.out);
    assert!(page.out.contains("that the first 34 entries are still whole here"), "{}", page.out);
    let mut altered = kept;
    altered[100] ^= 1;
    fs::write(&snapshot, &altered).unwrap();
    assert_refused(&verified(&[]), &["the snapshot is not taken up", "or was altered"]);
    let same = run("verify", &[&case, "--snapshot", &key, "--snapshot-key", &key]);
    assert_refused(&same, &["names of their own"]);
    // Under two spellings, too.
    let folder = snapshot.rsplit_once('/').unwrap().0;
    let spelled = format!("{folder}/../{}/new", folder.rsplit('/').next().unwrap());
    let new = format!("{folder}/new");
    let same = run("verify", &[&case, "--snapshot", &new, "--snapshot-key", &spelled]);
    assert_refused(&same, &["names of their own"]);
    let lost = run("verify", &[&case, "--snapshot", &snapshot, "--snapshot-key", "/nowhere/key"]);
    assert_refused(&lost, &["/nowhere/key"]);
    let alone = run("verify", &[&case, "--snapshot", &snapshot]);
    assert_refused(&alone, &["--snapshot and --snapshot-key go together"]);
}
