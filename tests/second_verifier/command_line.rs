//! `verify.py` as a person runs it, beside the example `verify --json`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use handseal::identity::{Signer as _, SigningKey};
use handseal::ledger::{CosignerKey, KeyName};
use serde_json::Value;

use crate::environment::{example, folder, interpreter};
use crate::verification::shared;

/// Any instant after what the samples tell of.
const NOW: &str = "2026-12-01T00:00:00Z";

/// What both programs are given, as their command lines take it.
struct Asked {
    file: PathBuf,
    options: Vec<String>,
}

fn run(command: &mut Command) -> Output {
    command.env("PYTHONDONTWRITEBYTECODE", "1").output().unwrap()
}

/// The exit status and the report of both programs.
fn both(interpreter: &Path, asked: &Asked) -> [(Option<i32>, Value); 2] {
    let second = run(Command::new(interpreter)
        .arg(folder().join("verify.py"))
        .arg(&asked.file)
        .args(&asked.options)
        .args(["--now", NOW]));
    let library = run(Command::new(example("verify"))
        .arg(&asked.file)
        .args(&asked.options)
        .args(["--now", NOW, "--json"]));
    [library, second].map(|output| {
        let said = String::from_utf8(output.stdout).unwrap();
        assert_eq!(said.lines().count(), 1, "{}", String::from_utf8_lossy(&output.stderr));
        (output.status.code(), shared(serde_json::from_str(&said).unwrap()))
    })
}

fn sample(name: &str) -> String {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/sample");
    samples.join(name).to_str().unwrap().to_owned()
}

/// The sample case, with all that its README gives to a verifier.
fn custody() -> Asked {
    let root = fs::read_to_string(sample("root.txt")).unwrap();
    let options = [
        ("--root", root.trim().to_owned()),
        ("--head", sample("sample.head")),
        ("--content", format!("EX-1={}", sample("content/mailbox.eml"))),
        ("--content", format!("EX-2={}", sample("content/access.log"))),
    ];
    asked("sample.custody", &options)
}

/// The sample ledger with requests.
fn requests() -> Asked {
    let roots = fs::read_to_string(sample("requests/roots.txt")).unwrap();
    let mut options: Vec<_> = roots
        .lines()
        .map(|line| ("--root", line.split_whitespace().next().unwrap().to_owned()))
        .collect();
    options.push(("--head", sample("requests/ledger.head")));
    options.push(("--content", format!("SUB-1={}", sample("requests/SUB-1.csv"))));
    asked("requests/ledger.custody", &options)
}

fn asked(file: &str, options: &[(&str, String)]) -> Asked {
    let options = options.iter().flat_map(|(name, value)| [(*name).to_owned(), value.clone()]);
    Asked { file: sample(file).into(), options: options.collect() }
}

/// The same question of a copy of its file that was changed.
fn changed(asked: Asked, name: &str, change: fn(&mut Vec<u8>)) -> Asked {
    let mut bytes = fs::read(&asked.file).unwrap();
    change(&mut bytes);
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&file, bytes).unwrap();
    Asked { file, ..asked }
}

#[test]
fn programs_print_different_reports_or_end_differently() {
    let Some(interpreter) = interpreter() else { return };
    let no_root = Asked { options: Vec::new(), ..custody() };
    let flipped = changed(custody(), "flipped.custody", |bytes| {
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
    });
    let torn = changed(requests(), "torn.custody", |bytes| bytes.truncate(bytes.len() - 3));
    let mut ended = Vec::new();
    let mut absent = custody();
    let content = absent.options.iter_mut().find(|option| option.starts_with("EX-2=")).unwrap();
    *content = format!("EX-2={}", sample("content/no such file"));
    for asked in [custody(), requests(), no_root, flipped, absent, torn] {
        let [library, second] = both(interpreter, &asked);
        assert_eq!(library, second, "{}", asked.file.display());
        ended.push(second.0.unwrap());
    }
    // Different ends, or the comparison shows nothing.
    assert_eq!(ended[..5], [0, 0, 3, 1, 3]);
}

/// A policy for all, one for the organisation, a file beside, and a head that is kept since then: each changes the report.
#[test]
fn command_lines_do_not_ask_for_the_same() {
    let Some(interpreter) = interpreter() else { return };
    let mute = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mute.toml");
    fs::write(&mute, "format = 1\nname = \"mute\"\n").unwrap();
    let mute = mute.to_str().unwrap();
    let root = fs::read_to_string(sample("root.txt")).unwrap();
    let own = format!("{}={mute}", root.trim());
    let strange = format!("{}={mute}", "07".repeat(32));
    // Of a key that is in the format's own example: nobody has cosigned the head of the sample.
    let cosigner = SigningKey::from_seed(&[7; 32]).public_key().clone();
    let name = KeyName::parse("cosigner.example.org").unwrap();
    let cosigner = CosignerKey::new(name, cosigner).unwrap().to_string();
    let extras: [(&[&str], i32); 6] = [
        (&["--policy", mute], 4),
        (&["--policy", &own], 4),
        (&["--policy", &strange], 0),
        (&["--beside", &sample("sample.custody")], 0),
        (&["--cosigner", &cosigner], 3),
        (&["--cosigner", &cosigner, "--threshold", "1"], 3),
    ];
    for (extra, status) in extras {
        let mut asked = custody();
        asked.options.extend(extra.iter().map(|word| (*word).to_owned()));
        let [library, second] = both(interpreter, &asked);
        assert_eq!(library, second, "{extra:?}");
        assert_eq!(second.0, Some(status), "{extra:?}");
    }
    let refused: [&[&str]; 4] = [
        &["--policy", mute, "--policy", mute],
        &["--policy", &own, "--policy", &own],
        &["--threshold", "1"],
        &["--cosigner", "no key"],
    ];
    for extra in refused {
        let options = custody().options;
        let mut command = Command::new(interpreter);
        command.arg(folder().join("verify.py")).arg(custody().file).args(options).args(extra);
        let ran = run(&mut command);
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert_eq!(ran.status.code(), Some(2), "{extra:?}: {said}");
        assert!(said.starts_with("verify: ") && said.lines().count() == 1, "{said}");
    }
}

#[test]
fn what_cannot_be_asked_ends_like_a_verdict() {
    let Some(interpreter) = interpreter() else { return };
    let absent = Asked { file: sample("absent.custody").into(), ..custody() };
    let mut no_head = custody();
    no_head.options.extend(["--head".to_owned(), sample("root.txt")]);
    let mut no_item = custody();
    no_item.options.extend(["--content".to_owned(), format!("NOTHING={}", sample("root.txt"))]);
    let refused = [absent, no_head, no_item];
    for asked in refused {
        let ran = run(Command::new(interpreter)
            .arg(folder().join("verify.py"))
            .arg(&asked.file)
            .args(&asked.options));
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert_eq!(ran.status.code(), Some(2), "{:?}: {said}", asked.options);
        assert!(ran.stdout.is_empty());
        assert!(said.starts_with("verify: ") && said.lines().count() == 1, "{said}");
    }
}
