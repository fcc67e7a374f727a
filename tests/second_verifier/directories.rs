//! Directories and proofs of contents: both verifiers on changed questions, and on a directory that is there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::agreement::difference;
use crate::environment::{example, folder, interpreter};
use crate::mutants::chance::Chance;
use crate::process::Second;
use crate::question::answer;
use crate::verification::shared;

/// How many changed questions both verifiers answer.
const MUTANTS: u64 = 2_000;

/// The questions of the published vectors that are about these.
fn questions() -> Vec<Value> {
    let mut all = Vec::new();
    for kind in ["accept", "reject"] {
        let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(kind);
        let mut files: Vec<_> =
            fs::read_dir(vectors).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        for file in files {
            let vector: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
            let question = vector["question"].clone();
            let op = question["op"].as_str().unwrap();
            if ["content_proof", "manifest"].contains(&op) || question.get("directories").is_some()
            {
                all.push(question);
            }
        }
    }
    all
}

/// One of the byte strings of a question.
fn place<'q>(question: &'q mut Value, chance: &mut Chance) -> &'q mut Value {
    let of = |names: &[&'static str], chance: &mut Chance| *chance.of(names);
    match question["op"].as_str().unwrap() {
        "content_proof" => {
            let bytes = question.get("bytes").is_some();
            let names: &[_] =
                if bytes { &["proof", "proof", "proof", "bytes"] } else { &["proof"] };
            &mut question[of(names, chance)]
        }
        "manifest" => &mut question["hex"],
        _ => {
            let directories = question["directories"].as_object_mut().unwrap();
            let given = directories.values_mut().next().unwrap();
            &mut given[of(&["manifest", "found", "found", "found"], chance)]
        }
    }
}

fn changed(questions: &[Value], number: u64) -> Value {
    let mut chance = Chance::new(number);
    let mut question = chance.of(questions).clone();
    for _ in 0..=chance.below(2) {
        let place = place(&mut question, &mut chance);
        let mut bytes = from_hex(place.as_str().unwrap());
        if bytes.is_empty() {
            continue;
        }
        let at = chance.below(bytes.len());
        match chance.below(6) {
            0 => bytes[at] ^= 1 << chance.below(8),
            1 => bytes.insert(at, chance.byte()),
            2 => drop(bytes.remove(at)),
            3 => bytes.truncate(at),
            4 => bytes[at] = bytes[at].wrapping_add(1),
            _ => bytes[at] = chance.byte(),
        }
        *place = crate::hex::hex(&bytes).into();
    }
    question
}

fn from_hex(text: &str) -> Vec<u8> {
    let pairs = (0..text.len()).step_by(2).map(|at| &text[at..at + 2]);
    pairs.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
}

#[test]
fn verifiers_disagree_on_a_changed_directory_or_proof() {
    let Some(mut second) = Second::start() else { return };
    let questions = questions();
    let mut wrong = Vec::new();
    let mut codes = std::collections::BTreeSet::new();
    for number in 0..MUTANTS {
        let line = changed(&questions, number).to_string();
        let ours = serde_json::to_value(answer(line.as_bytes())).unwrap();
        codes.insert(ours["code"].as_str().map(str::to_owned));
        if let Some(difference) = difference(&ours, &second.ask(&line)) {
            wrong.push(format!("{number}: {difference}\n{}", &line[..line.len().min(3000)]));
        }
    }
    let shown = wrong.iter().take(5).cloned().collect::<Vec<_>>().join("\n\n");
    assert!(wrong.is_empty(), "{} of {MUTANTS}:\n{shown}", wrong.len());
    assert!(codes.len() > 12, "{codes:?}");
}

/// A directory that both programs read where it is.
struct Phone {
    folder: PathBuf,
    /// The arguments that name case, root, head, directory and manifest.
    arguments: Vec<String>,
}

impl Phone {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("second-{name}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("phone/mail/old")).unwrap();
        for (path, bytes) in [
            ("mail/one.eml", &b"From: a"[..]),
            ("mail/two.eml", b"From: b"),
            ("mail-index", b"2"),
            ("empty", b""),
            ("notes.txt", b"as collected"),
            ("\u{416}.txt", b"letters"),
        ] {
            fs::write(folder.join("phone").join(path), bytes).unwrap();
        }
        #[cfg(unix)]
        {
            use std::os::unix::ffi::OsStrExt as _;
            let phone = folder.join("phone");
            fs::hard_link(phone.join("notes.txt"), phone.join("again.txt")).unwrap();
            std::os::unix::fs::symlink("mail/one.eml", phone.join("shortcut")).unwrap();
            fs::write(phone.join(std::ffi::OsStr::from_bytes(b"\xff\n\"")), b"strange").unwrap();
            let made = Command::new("mkfifo").arg(phone.join("pipe")).status().unwrap();
            assert!(made.success());
        }
        let at = |name: &str| folder.join(name).to_str().unwrap().to_owned();
        let item = format!("EX-1={}", at("phone"));
        let (case, key) = (at("c.custody"), at("root.pem"));
        let ran = Command::new(example("collect"))
            .args(["--out", &case, "--key", &key, "--item", &item])
            .output()
            .unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        let said = String::from_utf8(ran.stdout).unwrap();
        let command = said.lines().last().unwrap();
        let arguments = command.strip_prefix("cargo run --example verify -- ").unwrap();
        let arguments = arguments.split(' ').map(str::to_owned).collect();
        Self { folder: folder.join("phone"), arguments }
    }

    /// What both programs say.
    fn both(&self, interpreter: &Path) -> [Value; 2] {
        let now = ["--now", "2099-01-01T00:00:00Z"];
        let mut second = Command::new(interpreter);
        second.arg(folder().join("verify.py")).env("PYTHONDONTWRITEBYTECODE", "1");
        second.args(&self.arguments).args(now);
        // It changes when a file was last read, once after each change; the library does not.
        second.output().unwrap();
        let second = second.output().unwrap();
        let mut library = Command::new(example("verify"));
        let library = library.args(&self.arguments).args(now).arg("--json").output().unwrap();
        [library, second].map(|output| {
            let said = String::from_utf8_lossy(&output.stderr);
            let value = serde_json::from_slice(&output.stdout);
            shared(value.unwrap_or_else(|error| panic!("{error}: {said}")))
        })
    }
}

#[test]
fn programs_differ_on_a_directory_that_is_there() {
    let Some(interpreter) = interpreter() else { return };
    let phone = Phone::new("phone");
    let [library, second] = phone.both(interpreter);
    assert_eq!(library, second);
    assert_eq!(library["items"][0]["content"], "matches");
    // A mailbox changed, moved, removed and added; and a link in the place of a directory.
    let at = |name: &str| phone.folder.join(name);
    fs::write(at("mail/one.eml"), b"From: c").unwrap();
    fs::rename(at("mail/two.eml"), at("two.eml")).unwrap();
    fs::rename(at("empty"), at("still-empty")).unwrap();
    fs::remove_file(at("\u{416}.txt")).unwrap();
    fs::write(at("new \"file\""), b"new").unwrap();
    fs::remove_dir(at("mail/old")).unwrap();
    fs::write(at("mail/old"), b"").unwrap();
    let [library, second] = phone.both(interpreter);
    assert_eq!(library, second);
    assert_eq!(library["items"][0]["content"], "differs");
    let fields: Vec<_> = library["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|finding| finding["field"].as_str())
        .collect();
    assert_eq!(
        fields,
        [
            r#"entry "empty" missing"#,
            r#"entry "mail/old" changed: type"#,
            r#"entry "mail/one.eml" changed: digests"#,
            r#"entry "mail/two.eml" renamed to "two.eml""#,
            r#"entry "new \"file\"" added"#,
            r#"entry "still-empty" added"#,
            "entry \"\u{416}.txt\" missing",
        ]
    );
}
