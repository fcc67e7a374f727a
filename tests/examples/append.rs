//! `append`: one acknowledgement for each durable event, and none for any other.

use std::fs::{self, File};

use crate::{Scratch, assert_refused, run};

fn indices(out: &str) -> Vec<u64> {
    out.lines().map(|line| line.strip_prefix("ACK ").unwrap().parse().unwrap()).collect()
}

fn verified_entries(case: &str, root: &str) -> u64 {
    let ran = run("verify", &[case, "--root", root, "--json"]);
    assert_eq!(ran.code, 3, "{}", ran.out);
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    report["entries"].as_u64().unwrap()
}

#[test]
fn a_case_that_is_not_there_is_made_and_goes_on_the_next_time() {
    let scratch = Scratch::new("append");
    let case = scratch.path("c.custody");
    let ran = run("append", &[&case, "--n", "3"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(indices(&ran.out), [2, 3, 4]);
    let ran = run("append", &[&case, "--n", "2"]);
    assert_eq!(indices(&ran.out), [5, 6]);
    assert_eq!(run("append", &[&case, "--n", "0"]).out, "");
    assert_eq!(scratch.names(), ["c.custody", "c.custody.key", "c.custody.key.checkpoint"]);
    let listing = run("inspect", &[&case]);
    assert_eq!(listing.out.matches("\"noted\"").count(), 5);
}

#[test]
fn a_collected_case_takes_more_under_its_key() {
    let scratch = Scratch::new("append-collected");
    let command = scratch.collected();
    let key = scratch.path("root.pem");
    let ran = run("append", &[&command[0], "--n", "2", "--key", &key]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(indices(&ran.out), [5, 6]);
    assert_eq!(verified_entries(&command[0], &command[2]), 7);
    // The head that was kept does not cover them.
    let ran = run("verify", &command);
    assert_eq!(ran.code, 3);
    assert!(ran.out.contains("anchor.uncovered"), "{}", ran.out);
}

#[test]
fn head_that_is_written_covers_less_than_the_case_has() {
    let scratch = Scratch::new("append-head");
    let command = scratch.collected();
    let [key, head] = ["root.pem", "new.head"].map(|name| scratch.path(name));
    let words = [command[0].as_str(), "--n", "2", "--key", &key, "--head", &head];
    let ran = run("append", &words);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("HEAD 7 "), "{}", ran.out);
    let mut verified = command.clone();
    let old = verified.iter().position(|word| word == "--head").unwrap();
    verified[old + 1] = head.clone();
    let ran = run("verify", &verified);
    assert!(ran.code == 0 && !ran.out.contains("anchor.uncovered"), "{}", ran.out);
    // A head that cannot be signed, or has no place, is found before anything is recorded.
    let next = scratch.path("next.head");
    let wrong = scratch.path("wrong.key");
    assert_eq!(run("key", &["make", &wrong]).code, 0);
    let words_of = |key: &str, heads: &str, head: &str| {
        run(
            "append",
            &[&command[0], "--n", "1", "--key", key, "--checkpoint-key", heads, "--head", head],
        )
    };
    let recorded = fs::read(&command[0]).unwrap();
    assert_eq!(words_of(&key, &wrong, &next).code, 2);
    let heads = format!("{key}.checkpoint");
    for ending in ["cache", "index"] {
        let beside = format!("{}.{ending}", command[0]);
        assert_refused(&words_of(&key, &heads, &beside), &["a name of its own"]);
        let (folder, name) = beside.rsplit_once('/').unwrap();
        let spelled = format!("{folder}/../{}/{name}", folder.rsplit('/').next().unwrap());
        assert_refused(&words_of(&key, &heads, &spelled), &["a name of its own"]);
    }
    assert_eq!(fs::read(&command[0]).unwrap(), recorded);
    // A head that somebody keeps is not written over, and nothing is recorded first.
    let before = fs::read(&command[0]).unwrap();
    assert_refused(&run("append", &words), &["new.head", "is there already"]);
    assert_eq!(fs::read(&command[0]).unwrap(), before);
}

#[test]
fn a_torn_tail_is_cut_said_and_kept() {
    let scratch = Scratch::new("append-torn");
    let command = scratch.collected();
    let (case, key) = (&command[0], scratch.path("root.pem"));
    run("append", &[case, "--n", "3", "--key", &key]);
    let whole = fs::read(case).unwrap();
    fs::write(case, &whole[..whole.len() - 5]).unwrap();
    let ran = run("append", &[case, "--n", "1", "--key", &key]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("torn tail"), "{}", ran.err);
    // Cut with its disclosures or without: the index is that of the next entry in the file.
    let entries = verified_entries(case, &command[2]);
    assert_eq!(indices(&ran.out), [entries - 1]);
    assert!(scratch.names().iter().any(|name| name.contains("cut-at")));
}

#[test]
fn nothing_is_acknowledged_that_was_not_recorded() {
    let scratch = Scratch::new("append-refused");
    let command = scratch.collected();
    let case = &command[0];
    let before = fs::read(case).unwrap();
    let other = scratch.path("other.custody");
    assert_eq!(run("append", &[&other, "--n", "1"]).code, 0);
    let other_key = scratch.path("other.custody.key");
    let text = scratch.file("text", b"text\n");
    let key = scratch.path("root.pem");
    let calls: &[(&[&str], &[&str])] = &[
        (&[case, "--n", "1"], &["c.custody.key", "No such file"]),
        (&[case, "--n", "1", "--key", &other_key], &["c.custody", "root key", &command[2]]),
        (&[&text, "--n", "1", "--key", &key], &["text"]),
        (&[case, "--n", "-1", "--key", &key], &["--n \"-1\""]),
        (&[case, "--n", "many", "--key", &key], &["--n \"many\""]),
        (&[case, "--key", &key], &["CASE and --n are needed", "usage:"]),
        (&["--n", "1"], &["CASE and --n are needed"]),
    ];
    for (arguments, words) in calls {
        let ran = run("append", arguments);
        assert_refused(&ran, words);
        assert_eq!(ran.out, "");
    }
    assert_eq!(fs::read(case).unwrap(), before);
    assert_eq!(fs::read(text).unwrap(), b"text\n");
}

#[test]
fn a_case_that_another_writes_is_left_alone() {
    let scratch = Scratch::new("append-locked");
    let command = scratch.collected();
    let held = File::open(&command[0]).unwrap();
    held.lock().unwrap();
    let key = scratch.path("root.pem");
    let ran = run("append", &[&command[0], "--n", "1", "--key", &key]);
    assert_refused(&ran, &["c.custody", "is being written by"]);
    assert_eq!(ran.out, "");
}

#[test]
fn a_damaged_case_is_not_written() {
    let scratch = Scratch::new("append-damaged");
    let command = scratch.collected();
    let mut bytes = fs::read(&command[0]).unwrap();
    // In the second entry, with whole ones behind it.
    bytes[800] ^= 0x01;
    fs::write(&command[0], &bytes).unwrap();
    let key = scratch.path("root.pem");
    let ran = run("append", &[&command[0], "--n", "1", "--key", &key]);
    assert_refused(&ran, &["c.custody", "damaged, so it is not written"]);
    assert_eq!(fs::read(&command[0]).unwrap(), bytes);
}
