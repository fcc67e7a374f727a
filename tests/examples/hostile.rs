//! Hostile names and texts, on both outputs of every example that shows what it was given.

#[path = "../../examples/common/json.rs"]
mod json;

use handseal::identity::{OsEntropy, SigningKey};
use handseal::store::{Actor, CaseFile, MemoryStore, Opening};
use handseal::verify::is_invisible;
use serde_json::Value;

use crate::{Ran, Scratch, run, sample};

/// What the examples fail with, for the module that is theirs.
type Failure = Box<dyn std::error::Error>;

/// Everything at once: a line of ours, terminal and C1 controls, bidirectional and zero-width
/// characters, line separators, a tag character beyond the first plane, letters of two scripts.
const HOSTILE: &str = "Раul\r\nCONSISTENT\u{1b}[2J\u{9b}1m\u{7f}\u{85}\u{202e}\u{2066}\u{200b}\u{feff}\
                       \u{2028}\u{2029}\u{e0041}\u{0}\"\\=1+1";

/// The same without what no argument, or no name before an `=`, can have.
fn name() -> String {
    HOSTILE.replace(['\0', '='], "")
}

fn assert_visible(ran: &Ran) {
    for (stream, text) in [("out", &ran.out), ("err", &ran.err)] {
        let hidden = text.chars().find(|c| is_invisible(*c) && *c != '\n');
        assert_eq!(hidden, None, "{stream}: {text:?}");
        let poses = text.lines().skip(1).any(|line| line.trim_start().starts_with("CONSISTENT"));
        assert!(!poses, "{stream}: {text}");
    }
}

/// A case whose texts are hostile, and its root.
fn case() -> (Vec<u8>, String) {
    let (root, heads) = (SigningKey::from_seed(&[1; 32]), SigningKey::from_seed(&[2; 32]));
    let at = "2026-11-22T09:00:00+01:00".parse().unwrap();
    let opening = Opening {
        organisation: HOSTILE,
        jurisdiction: "ZZ",
        origin: "custody.example",
        root: &root,
        checkpoint_key: &heads,
        successors: &[],
        at,
    };
    let mut case = CaseFile::create_in(MemoryStore::new(), &opening, &mut OsEntropy).unwrap();
    let actor = Actor::organisation(&root);
    let id = case.open_case(HOSTILE, &actor, at, &mut OsEntropy).unwrap();
    let things = [(HOSTILE, Some(HOSTILE))];
    let items = case.collect(id, &things, &actor, at, &mut OsEntropy).unwrap();
    case.label(&[(items[0], &name())], &actor, at, &mut OsEntropy).unwrap();
    (case.store().as_bytes().to_vec(), case.keeper().to_string())
}

#[test]
fn hostile_text_reaches_the_terminal() {
    let scratch = Scratch::new("hostile-text");
    let (bytes, root) = case();
    let path = scratch.file("c.custody", &bytes);
    for example in ["verify", "requests"] {
        for more in [&[][..], &["--json"], &["--certificate", &name()]] {
            let ran = run(example, &[&[path.as_str(), "--root", &root], more].concat());
            assert_eq!(ran.code, 3, "{}{}", ran.out, ran.err);
            assert_visible(&ran);
        }
    }
    for more in [&[][..], &["--json"]] {
        let ran = run("inspect", &[&[path.as_str()], more].concat());
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
        assert_visible(&ran);
    }
}

#[test]
fn hostile_text_comes_back_changed_from_the_line_of_json() {
    let scratch = Scratch::new("hostile-json");
    let (bytes, root) = case();
    let path = scratch.file("c.custody", &bytes);
    let ran = run("verify", &[path.as_str(), "--root", &root, "--json"]);
    assert_visible(&ran);
    assert_eq!(ran.out.matches('\n').count(), 1, "{}", ran.out);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(report["keeper"]["name"], HOSTILE);
    assert_eq!(report["items"][0]["labels"][0], name());
    assert_eq!(report["items"][0]["seal"], HOSTILE);
    let warned = report["warnings"].as_array().unwrap().iter().map(|warning| &warning["at"]);
    let warned: Vec<_> = warned.filter_map(Value::as_str).collect();
    for at in ["keeper.name", "items[0].labels[0]", "items[0].description", "items[0].seal"] {
        assert!(warned.contains(&at), "{at} is not in {warned:?}");
    }
}

/// Every character that there is, in a value and in a key.
#[test]
fn a_character_is_hidden_in_json_or_comes_back_as_another() {
    let text: String = ('\0'..=char::MAX).collect();
    let value = serde_json::json!({ &text: [text] });
    let line = json::line(&value).unwrap();
    assert_eq!(line.find(is_invisible), None);
    assert_eq!(serde_json::from_str::<Value>(&line).unwrap(), value);
}

/// File names, options and values, of every example that takes any.
#[cfg(unix)]
#[test]
fn hostile_name_reaches_the_terminal() {
    let scratch = Scratch::new("hostile-name");
    let name = name();
    let (bytes, _) = case();
    let (good, torn) = (scratch.file("good.custody", &bytes), scratch.file(&name, b"no case"));
    let absent = scratch.path(&format!("absent {name}"));
    let sample = sample("sample.custody").into_os_string().into_string().unwrap();
    let option = format!("--{name}");
    let [text, file] = [name.as_str(), torn.as_str()];
    let (good, absent, option) = (good.as_str(), absent.as_str(), option.as_str());
    let (pair, out) = (format!("{name}={absent}"), scratch.path(&format!("out {name}")));
    let key = scratch.path(&format!("key {name}"));
    let content = format!("{name}={file}");
    let calls: [(&str, Vec<&str>); 24] = [
        ("inspect", vec![file]),
        ("inspect", vec![file, "--json"]),
        ("inspect", vec![absent]),
        ("inspect", vec![option]),
        ("verify", vec![file]),
        ("verify", vec![absent]),
        ("verify", vec![good, option]),
        ("verify", vec![good, "--root", text]),
        ("verify", vec![good, "--head", file]),
        ("verify", vec![good, "--content", text]),
        ("verify", vec![&sample, "--content", &pair]),
        ("verify", vec![good, "--catalogue", file]),
        ("verify", vec![good, "--now", text]),
        ("verify", vec![good, "--policy", file]),
        ("policy", vec![file]),
        ("policy", vec!["--out", file]),
        ("requests", vec![good, "--use-log", text]),
        ("requests", vec![good, "--extend-catalogue", absent]),
        ("append", vec![file, "--n", "1"]),
        ("append", vec![absent, "--n", text]),
        ("append", vec![absent, "--n", "1", "--key", file]),
        ("collect", vec!["--out", &out, "--key", &key, "--item", &content]),
        ("collect", vec!["--out", absent, "--key", file, "--item", &pair]),
        ("handover", vec![file]),
    ];
    for (example, arguments) in calls {
        let ran = run(example, &arguments);
        assert!(!ran.out.is_empty() || !ran.err.is_empty(), "{example} {arguments:?}");
        assert_visible(&ran);
    }
    let left = scratch.names();
    assert!(left.iter().any(|name| name.starts_with("out ")), "nothing was collected: {left:?}");
}

/// A crash of `append` leaves a tail, and its name is told.
#[cfg(unix)]
#[test]
fn name_of_a_kept_tail_reaches_the_terminal() {
    let scratch = Scratch::new("hostile-tail");
    let path = scratch.path(&name());
    let ran = run("append", &[path.as_str(), "--n", "1"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.truncate(bytes.len() - 1);
    std::fs::write(&path, bytes).unwrap();
    let ran = run("append", &[path.as_str(), "--n", "1"]);
    assert!(ran.err.contains("the torn tail"), "{}", ran.err);
    assert_visible(&ran);
}
