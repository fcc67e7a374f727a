//! `enrol`: somebody whose key is elsewhere, from the asking to the first act.

use std::fs;

use crate::{Ran, Scratch, assert_refused, run};

/// A case, the fingerprint of its root, and the file with which Ana asks.
struct Made {
    scratch: Scratch,
    case: String,
    root: String,
    ana: String,
    ask: String,
}

impl Made {
    fn new(name: &str) -> Self {
        let scratch = Scratch::new(name);
        let printed = scratch.collected();
        let root = printed.iter().skip_while(|word| *word != "--root").nth(1).unwrap().clone();
        let (ana, ask) = (scratch.path("ana.key"), scratch.path("ana.ask"));
        assert_eq!(run("key", &["make", &ana, "--esp256"]).code, 0);
        let made = Self { case: printed[0].clone(), root, ana, ask, scratch };
        let ran = made.ask(&made.ask, &made.root);
        assert_eq!(ran.code, 0, "{}", ran.err);
        made
    }

    fn ask(&self, out: &str, root: &str) -> Ran {
        run("enrol", &["ask", "--root", root, "--key", &self.ana, "--out", out])
    }

    fn record(&self, ask: &str, more: &[&str]) -> Ran {
        let key = self.scratch.path("root.pem");
        let words = ["record", &self.case, "--ask", ask, "--name", "Ana", "--key", &key];
        run("enrol", &[&words[..], more].concat())
    }

    fn party(&self) -> String {
        let text = fs::read_to_string(&self.ask).unwrap();
        text.lines().next().unwrap().strip_prefix("party ").unwrap().to_owned()
    }

    fn append(&self, more: &[&str]) -> Ran {
        let words = [self.case.as_str(), "--n", "1", "--key", &self.ana];
        run("append", &[&words[..], more].concat())
    }
}

const MUTE: &[u8] = b"format = 1\nname = \"mute\"\n[[role]]\nid = \"collector\"\nmay = []\n";

#[test]
fn party_whose_key_is_elsewhere_is_not_enrolled_by_its_proof() {
    let made = Made::new("enrol");
    let before = fs::read(&made.case).unwrap();
    assert_refused(&made.append(&["--party", &made.party()]), &["has no key"]);
    let ran = made.record(&made.ask, &["--role", "collector"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains(&made.party()), "{}", ran.out);
    assert!(fs::read(&made.case).unwrap().starts_with(&before));
    let ran = made.append(&["--party", &made.party()]);
    assert!(ran.code == 0 && ran.out.starts_with("ACK "), "{}{}", ran.out, ran.err);
    let content = format!("EX-1={}", made.scratch.path("a.txt"));
    let words = [made.case.as_str(), "--root", &made.root, "--content", &content];
    let ran = run("verify", &words);
    assert!(ran.code == 3 && !ran.out.contains("FAILURE"), "{}", ran.out);
    // The same again: the key is registered already.
    assert_refused(&made.record(&made.ask, &[]), &["key"]);
}

/// Before anything is recorded.
#[test]
fn writer_is_not_told_what_the_policy_of_its_agency_refuses() {
    let made = Made::new("enrol-policy");
    let mute = made.scratch.file("mute.toml", MUTE);
    let of = |root: &str| format!("{root}={mute}");
    let before = fs::read(&made.case).unwrap();
    let unknown = made.record(&made.ask, &["--role", "colector"]);
    assert_refused(&unknown, &["default policy", "no role \"colector\""]);
    let astronaut = ["--role", "astronaut", "--policy", &mute];
    assert_refused(&made.record(&made.ask, &astronaut), &["\"mute\"", "no role \"astronaut\""]);
    assert_eq!(fs::read(&made.case).unwrap(), before);
    let ran = made.record(&made.ask, &["--role", "collector", "--policy", &mute]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let before = fs::read(&made.case).unwrap();
    let party = made.party();
    for policy in [mute.clone(), of(&made.root)] {
        let ran = made.append(&["--party", &party, "--policy", &policy]);
        assert_refused(&ran, &["gives this act to other roles", "the organisation itself"]);
        assert_eq!(fs::read(&made.case).unwrap(), before);
    }
    // One for another organisation is not asked.
    let ran = made.append(&["--party", &party, "--policy", &of(&"07".repeat(32))]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let twice = ["--party", &party, "--policy", &of(&made.root), "--policy", &of(&made.root)];
    assert_refused(&made.append(&twice), &["--policy is given twice"]);
    // And whoever verifies is told of what was done all the same.
    let words = [made.case.as_str(), "--root", &made.root, "--policy", &of(&made.root), "--json"];
    let report: serde_json::Value = serde_json::from_str(&run("verify", &words).out).unwrap();
    assert_eq!(report["policies"][0]["organisation"], made.root);
    let findings = report["findings"].as_array().unwrap();
    assert!(findings.iter().any(|each| each["code"] == "role.outside_policy"), "{findings:?}");
}

#[test]
fn proof_that_does_not_hold_enrols() {
    let made = Made::new("enrol-proof");
    let before = fs::read(&made.case).unwrap();
    let text = fs::read_to_string(&made.ask).unwrap();
    let swapped = |from: &str, to: &str| {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text);
        made.scratch.file("changed.ask", changed.as_bytes())
    };
    let proof = text.lines().nth(1).unwrap();
    let flipped = if proof.starts_with("proof 0") { "proof 1" } else { "proof 0" };
    let other = format!("{}{}", &made.party()[..made.party().len() - 1], "!");
    for (from, to, why) in [
        (&proof[..7], flipped, "the proof is not by this key"),
        (proof, "proof 00", "not 64 bytes"),
        ("key ", "kay ", "no line with its key"),
        (&made.party(), &other, "changed.ask"),
        ("party ", "", "no line with its party"),
    ] {
        assert_refused(&made.record(&swapped(from, to), &[]), &[why]);
    }
    // For another organisation, whose registrar this is not.
    let strange = made.scratch.path("strange.ask");
    assert_eq!(made.ask(&strange, &"07".repeat(32)).code, 0);
    assert_refused(&made.record(&strange, &[]), &["/strange.ask\": ", &"07".repeat(32)]);
    assert_refused(&made.ask(&strange, &made.root), &["nothing is overwritten"]);
    assert_eq!(fs::read(&made.case).unwrap(), before);
}

/// A name that says nothing, or something else than it seems, is refused where it is typed; what people write is not.
#[test]
fn name_that_nobody_can_read_is_enrolled() {
    let made = Made::new("enrol-names");
    let before = fs::read(&made.case).unwrap();
    let key = made.scratch.path("root.pem");
    let record = |name: &str| {
        let words = ["record", &made.case, "--ask", &made.ask, "--name", name, "--key", &key];
        run("enrol", &words)
    };
    for (name, why) in [
        ("", "at least one letter"),
        ("  ", "at least one letter"),
        ("?!", "at least one letter"),
        ("\u{3000}", "at least one letter"),
        ("\u{301}", "at least one letter"),
        ("\u{3164}", "U+3164 at byte 0"),
        ("Ana\n", "U+000A at byte 3"),
        ("An\u{1b}[2Ja", "U+001B at byte 2"),
        ("An\u{202e}a", "U+202E at byte 2"),
        ("\u{2067}Ana\u{2069}", "U+2067 at byte 0"),
        ("An\u{200b}a", "U+200B at byte 2"),
        ("An\u{e0061}a", "U+E0061 at byte 2"),
    ] {
        let ran = record(name);
        assert_refused(&ran, &["--name \"", why]);
        assert!(ran.err.is_ascii(), "{}", ran.err);
    }
    assert!(fs::read(&made.case).unwrap() == before);
    for name in [
        "Ana O'Brien-Łuć 2nd",
        "\u{0645}\u{06cc}\u{200c}\u{062e}",
        "\u{845b}\u{e0100}\u{3000}\u{592a}",
    ] {
        let ask = made.scratch.path(&format!("{}.ask", name.len()));
        assert_eq!(run("key", &["make", &format!("{ask}.key")]).code, 0);
        let words = ["ask", "--root", &made.root, "--key", &format!("{ask}.key"), "--out", &ask];
        assert_eq!(run("enrol", &words).code, 0);
        let words = ["record", &made.case, "--ask", &ask, "--name", name, "--key", &key];
        let ran = run("enrol", &words);
        assert_eq!(ran.code, 0, "{}", ran.err);
    }
}
