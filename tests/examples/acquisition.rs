//! `collect --acquisition`: with what and how it was acquired, and `inspect --values`, which shows it.

use std::fs;

use crate::built;
use crate::{Scratch, assert_refused, printed_command, run};

const SAID: &str = "\
place = \"Laboratory 3\"
ground = \"search warrant 5 Js 112/26\"
method = \"a copy of all sectors\"
witnesses = [\"Olga Invented\"]
clock_offset = -125

[tool]
name = \"ewfacquire\"
version = \"20140816\"

[write_blocker]
name = \"Bridge\"
version = \"3\"
serial = \"B-77\"

[items.EX-1]
make = \"Acme\"
model = \"Disk 7\"
serial = \"WD-0001\"
power = \"off\"
source = \"the disk of the laptop\"
description = \"a laptop\"
photographs = [\"EX-2\"]
";

#[test]
fn what_it_was_acquired_with_is_recorded_nowhere() {
    let scratch = Scratch::new("acquisition");
    let [disk, photo] = ["disk.dd", "photo.jpg"].map(|name| scratch.file(name, name.as_bytes()));
    let said = scratch.file("how.toml", SAID.as_bytes());
    let (case, key) = (scratch.path("c.custody"), scratch.path("k"));
    let items = [format!("EX-1={disk}"), format!("EX-2={photo}")];
    let ran = run(
        "collect",
        &[
            "--out",
            &case,
            "--key",
            &key,
            "--acquisition",
            &said,
            "--item",
            &items[0],
            "--item",
            &items[1],
        ],
    );
    assert_eq!(ran.code, 0, "{}", ran.err);
    let command = printed_command(&ran.out);
    let ran = run("verify", &command);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("what    \"a laptop\""), "{}", ran.out);
    let ran = run("inspect", &[case.as_str(), "--values"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for line in [
        "body.place: \"Laboratory 3\"",
        "body.ground.words: \"search warrant 5 Js 112/26\"",
        "body.method: \"a copy of all sectors\"",
        "body.witnesses[0]: \"Olga Invented\"",
        "body.clock_offset: \"-125 seconds ahead of true time\"",
        "body.tool.name: \"ewfacquire\"",
        "body.write_blocker.serial: \"B-77\"",
        "body.items[0].device.make: \"Acme\"",
        "body.items[0].device.serial: \"WD-0001\"",
        "body.items[0].device.power: \"off\"",
        "body.items[0].source: \"the disk of the laptop\"",
        "body.items[0].photographs: \"item:",
        "body.items[0].content.descriptor: \"7 bytes, SHA-256 ",
    ] {
        assert!(ran.out.contains(line), "{line}: {}", ran.out);
    }
    let certificate = [&command[..], &["--certificate".to_owned(), "EX-1".to_owned()]].concat();
    let ran = run("verify", &certificate);
    assert!(ran.out.contains("tool      \"ewfacquire\" \"20140816\""), "{}", ran.out);
}

#[test]
fn mistake_in_what_is_said_is_not_located_or_leaves_a_case() {
    let scratch = Scratch::new("acquisition-mistakes");
    let disk = scratch.file("disk.dd", b"disk");
    let (case, key) = (scratch.path("c.custody"), scratch.path("k"));
    let item = format!("EX-1={disk}");
    for (text, words) in [
        ("place = 3", "line 1: a text was expected"),
        ("\nplace = \" \"", "line 2: an empty text"),
        ("colour = \"red\"", "line 1: \"colour\" is nothing that can be said here"),
        ("clock_offset = 1.5", "line 1: a whole number of seconds"),
        ("[tool]\nname = \"x\"", "a tool has a name and a version"),
        ("[items.EX-9]\nmake = \"x\"", "items.\"EX-9\" speaks of no item that is collected"),
        ("[items.EX-1]\npower = \"dim\"", "line 2: neither on nor off"),
        ("[items.EX-1]\nphotographs = [\"EX-2\"]", "no photograph is collected as \"EX-2\""),
        ("request = \"R-1\"", "line 1: no id of a request"),
        ("place = ", "TOML parse error"),
    ] {
        let said = scratch.path("how.toml");
        fs::write(&said, text).unwrap();
        let words_given = ["--out", &case, "--key", &key, "--acquisition", &said, "--item", &item];
        assert_refused(&run("collect", &words_given), &[words]);
        assert!(fs::metadata(&case).is_err(), "{text}");
    }
}

#[test]
fn what_an_image_tells_of_its_case_is_offered_nowhere_or_recorded_unasked() {
    let scratch = Scratch::new("acquisition-draft");
    let image = scratch.file("x.E01", &built::image(&[7; 8192], &[]));
    let (case, key) = (scratch.path("c.custody"), scratch.path("k"));
    let (draft, item) = (scratch.path("how.toml"), format!("EX \"1\"={image}"));
    let ran = run("collect", &["--draft-acquisition", &draft, "--item", &item]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let text = fs::read_to_string(&draft).unwrap();
    assert!(text.contains("[items.\"EX \\\"1\\\"\"]"), "{text}");
    assert!(text.contains("\nmodel = \"Model 7\"\n"), "{text}");
    assert!(text.contains("# the image says, unsigned: "), "{text}");
    assert_refused(&run("collect", &["--draft-acquisition", &draft]), &["is there already"]);
    let of_collecting = ["--draft-acquisition", "d", "--out", "c"];
    assert_refused(&run("collect", &of_collecting), &["--out says nothing to --draft-acquisition"]);
    let ran =
        run("collect", &["--out", &case, "--key", &key, "--acquisition", &draft, "--item", &item]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let ran = run("inspect", &[case.as_str(), "--values"]);
    assert!(ran.out.contains("device.model: \"Model 7\""), "{}", ran.out);
}

#[test]
#[cfg(target_os = "linux")]
fn run_that_is_killed_leaves_a_draft() {
    use std::io::Write as _;
    use std::process::{Command, Stdio};

    let scratch = Scratch::new("killed");
    let (case, key) = (scratch.path("c.custody"), scratch.path("k"));
    let mut child = Command::new(crate::program("collect"))
        .args(["--out", &case, "--key", &key, "--item", "A=-"])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    // More than a pipe holds: it is being read, and its part list is being written.
    child.stdin.as_mut().unwrap().write_all(&vec![7; 4 << 20]).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(scratch.names(), [""; 0]);
}
