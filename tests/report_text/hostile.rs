//! Text from the evidence is shown and never obeyed.

use std::collections::BTreeMap;

use handseal::cose::{Sign1, assemble, to_be_signed};
use handseal::encoding::Blob;
use handseal::event::{
    At, Event, EventDraft, Incident, Noted, PartyKind, Salts, SignedEvent, Subject,
};
use handseal::identity::{Signer, SigningKey};
use handseal::ledger::{Checkpoint, SignedCheckpoint, entry_record};
use handseal::store::{Actor, Enrolment, Inspection, TransferTerms};
use handseal::verify::{Report, Verifier, VerifierError, escaped};

use crate::{Made, at, begun, heads, root};

const VERDICT: &str = "CONSISTENT — every check in scope was done, and nothing departs.";

fn hostile() -> Vec<String> {
    vec![
        format!("x\n{VERDICT}\n\nJudged    a whole ledger"),
        format!("x\r{VERDICT}"),
        format!("x\r\n{VERDICT}"),
        format!("x\u{85}{VERDICT}\u{2028}{VERDICT}\u{2029}{VERDICT}"),
        format!("x\u{b}{VERDICT}\u{c}{VERDICT}"),
        "\u{1b}[2J\u{1b}[1;32mCONSISTENT\u{1b}[0m".to_owned(),
        "\u{1b}]0;title\u{7}\u{1b}]8;;http://x\u{1b}\\".to_owned(),
        "\u{9b}2J\u{90}q\u{9c}".to_owned(),
        "nul\0nul".to_owned(),
        "\u{8}\u{8}\u{8}\u{8}CONSISTENT\u{7f}".to_owned(),
        "\u{202e}TNETSISNOC\u{202c}\u{2066}x\u{2069}\u{200f}".to_owned(),
        "EX\u{200b}-\u{200d}1\u{feff}\u{ad}\u{2060}\u{e0041}\u{fe0f}".to_owned(),
        "<script>alert(1)</script><!-- ]]> &amp;".to_owned(),
        "=HYPERLINK(\"http://x\",\"y\")\t@SUM(1)\"\\".to_owned(),
    ]
}

/// A case whose every text is this one, with what the front door does not write.
fn made_of(text: &str) -> (Made, Vec<u8>) {
    let mut made = told(text);
    let mut bytes = made.case.store().as_bytes().to_vec();
    bytes.extend(extras(&mut made, text));
    (made, bytes)
}

/// A case whose every text is this one.
pub(crate) fn told(text: &str) -> Made {
    let mut made = begun(text);
    let (root, ana) = (root(), SigningKey::from_seed(&[3; 32]));
    let chief = Actor::organisation(&root);
    let (case, entropy) = (&mut made.case, &mut made.entropy);
    let enrolment = Enrolment {
        kind: PartyKind::Person,
        name: text,
        roles: &[text, "custodian"],
        units: &[],
        key: Some(&ana),
    };
    let ana = Actor::new(case.enrol(&enrolment, &chief, at(2), entropy).unwrap(), &ana);
    let id = case.open_case(text, &chief, at(3), entropy).unwrap();
    let things = [(text, Some(text)), (text, None)];
    let items = case.collect(id, &things, &chief, at(4), entropy).unwrap();
    let other = format!("other {text}");
    for item in &items {
        case.label(&[(*item, text)], &chief, at(5), entropy).unwrap();
    }
    let offer = case
        .offer(&items, &TransferTerms::new(ana.id, text, at(90)), &chief, at(6), entropy)
        .unwrap();
    let inspect = |_| Inspection::Seal(&other);
    case.accept(offer, &inspect, &ana, at(7), entropy).unwrap();
    let offer = case
        .offer(&items, &TransferTerms::new(chief.id, text, at(90)), &ana, at(8), entropy)
        .unwrap();
    let inspect = |_| Inspection::Nothing(text);
    case.refuse(offer, &inspect, text, &chief, at(9), entropy).unwrap();
    made
}

/// Entries that the front door does not write: values under keys of the record's own, withheld, and
/// a type that nobody knows.
pub(crate) fn extras(made: &mut Made, text: &str) -> Vec<u8> {
    let root = root();
    let chief = Actor::organisation(&root);
    let mut salts = Salts::new(&mut made.entropy).unwrap();
    let incident = Incident {
        kind: text.to_owned(),
        text: salts.commit(text),
        entry: None,
        notified: Vec::new(),
        risk: None,
    };
    let links = made.case.next_links(&[Subject::Case(made.id)]);
    let mut event = Event::new(At::device(at(10)), incident, links);
    event.lang = Some(text.to_owned());
    let value = salts.commit(Blob(text.as_bytes().to_vec()));
    event.ext = Some(BTreeMap::from([(text.to_owned(), value)]));
    let draft = EventDraft::new(event, chief.id, root.public_key(), None).unwrap();
    let one = draft.sign(&root).unwrap();
    let withheld = one.clone().redact(&|_| false);
    let mut records = entry_record(withheld.as_bytes());
    // The same length, so that nothing else changes.
    let link = handseal::event::Link::after(Subject::Case(made.id), 2, one.hash());
    let text = salts.commit("x");
    let event = Event::new(At::device(at(11)), Noted { text, entry: None }, vec![link]);
    let draft = EventDraft::new(event, chief.id, root.public_key(), None).unwrap();
    let noted = draft.sign(&root).unwrap();
    records.extend(entry_record(&with_other_type(&noted, b"\x64type\x65\x1b[31m")));
    records
}

fn with_other_type(event: &SignedEvent, other: &[u8]) -> Vec<u8> {
    let sign1 = Sign1::parse(event.as_bytes()).unwrap();
    let known = b"\x64type\x65noted";
    let mut payload = sign1.payload().to_vec();
    let place = payload.windows(known.len()).position(|bytes| bytes == known).unwrap();
    payload[place..place + known.len()].copy_from_slice(other);
    let protected = &event.as_bytes()[sign1.ranges().protected.clone()];
    let signature = root().sign(&to_be_signed(protected, &payload)).unwrap();
    assemble(protected, &payload, &signature)
}

fn check_page(page: &str, text: &str) {
    let forbidden = |c: char| {
        c.is_control() && c != '\n'
            || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
            || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fe0f}' | '\u{e0000}'..='\u{e0fff}')
    };
    if let Some(found) = page.chars().find(|c| forbidden(*c)) {
        panic!("{found:?} of {text:?} in\n{page}");
    }
    for (number, line) in page.lines().enumerate() {
        let start = line.trim_start();
        let verdicts = ["CONSISTENT", "CONTRADICTED", "INCOMPLETE", "IRREGULAR"];
        let poses = verdicts.iter().any(|verdict| start.starts_with(verdict));
        assert!(number == 0 || !poses, "line {number} of {text:?} in\n{page}");
    }
    let judged = page.lines().filter(|line| line.starts_with("Judged"));
    assert_eq!(judged.count(), 1, "{text:?} in\n{page}");
}

fn verified(made: &Made, bytes: &[u8]) -> Report {
    let other = Checkpoint::new("other.example/\u{202e}x\u{200b}", 1, [1; 32]);
    let other = other.map(|other| SignedCheckpoint::sign(other, &heads()));
    match other {
        Ok(Ok(head)) => made.report(bytes, Some(head)),
        Ok(Err(_)) | Err(_) => made.report(bytes, None),
    }
}

#[test]
fn hostile_text_is_shown_on_one_line_and_escaped() {
    for text in hostile() {
        let (made, bytes) = made_of(&text);
        let report = verified(&made, &bytes);
        let page = report.to_string();
        check_page(&page, &text);
        // It is shown all the same.
        assert!(page.contains(&escaped(&text)), "{page}");
        let codes: Vec<_> = report.findings.iter().map(|finding| finding.code.name()).collect();
        for code in ["custody.seal.mismatch", "field.withheld", "entry.not_understood"] {
            assert!(codes.contains(&code), "{code} of {text:?} in\n{page}");
        }
    }
}

#[test]
fn hostile_text_comes_back_from_json_as_it_was() {
    for text in hostile() {
        let (made, bytes) = made_of(&text);
        let report = verified(&made, &bytes);
        let json = serde_json::to_string(&report).unwrap();
        assert!(!json.contains('\n'), "{json}");
        let read: serde_json::Value = serde_json::from_str(&json).unwrap();
        let item = &read["items"][0];
        assert_eq!(item["labels"][0], text.as_str());
        assert_eq!(item["description"], text.as_str());
        let names = item["timeline"].as_array().unwrap().iter().map(|stretch| &stretch["name"]);
        assert!(names.into_iter().all(|name| *name == text.as_str()), "{json}");
        assert_eq!(serde_json::to_string(&read).unwrap().len(), json.len());
        // Sentences are ours: no text of the evidence breaks one.
        for finding in read["findings"].as_array().unwrap() {
            let message = finding["message"].as_str().unwrap();
            assert!(!message.chars().any(char::is_control), "{message:?}");
        }
    }
}

#[test]
fn errors_about_hostile_names_are_on_one_line() {
    for text in hostile() {
        let (made, _) = made_of(&text);
        let bytes = made.case.store().as_bytes();
        let trust = handseal::identity::Trust::new().root(made.case.keeper());
        let named = |name: &str| {
            let name = handseal::verify::ItemName::Label(name.to_owned());
            let source = handseal::verify::ContentSource::Reader(Box::new(&b""[..]));
            let verifier = Verifier::new(&trust, at(50)).content(name, source);
            verifier.verify_bytes(bytes).unwrap_err()
        };
        let twice = named(&text);
        assert!(matches!(twice, VerifierError::AmbiguousLabel { found: 2, .. }), "{twice}");
        let unknown = named(&format!("no {text}"));
        assert!(matches!(unknown, VerifierError::UnknownItem { .. }), "{unknown}");
        for error in [twice, unknown] {
            assert!(!error.to_string().chars().any(char::is_control), "{error}");
        }
    }
}
