//! The JSON of a report has the fields that `src/spec/verification.md` §4 lists, in that order, and
//! each of a type that stands there.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "functions that only tests call"
)]

use std::time::Duration;

use handseal::event::{Accessed, At, Subject, Unit, Why};
use handseal::identity::{ItemId, Signer};
use handseal::law::{
    AnswerView, Bound, Catalogue, Certainty, Clock, ClockState, Due, ExtensionEffect,
    ExtensionSeen, RequestClock, RequestDraft, Span, Started, Untold, UseLogOf,
};
use handseal::ledger::{CosignerKey, CosignerPolicy, KeyName};
use handseal::merkle::Hash;
use handseal::verify::{AttestedHead, AttestingAnchor};
use handseal::{
    Actor, CaseFile, ItemHasher, MemoryStore, Opening, Options, OsEntropy, Report, SigningKey,
    Trust, Verifier,
};
use serde_json::Value;

const SPECIFICATION: &str = include_str!("../src/spec/verification.md");

/// The fields and types of the table number `table` of §4.
fn fields(table: usize) -> Vec<(&'static str, &'static str)> {
    let mut lines = SPECIFICATION.lines().skip_while(|line| !line.starts_with("## §4"));
    for _ in 0..=table {
        lines.by_ref().find(|line| *line == "| field | type | meaning |").unwrap();
    }
    lines
        .skip(1)
        .map_while(|line| line.strip_prefix("| `")?.split_once('`'))
        .map(|(field, rest)| (field, rest.split('|').nth(1).unwrap().trim()))
        .collect()
}

fn is_of(value: &Value, words: &str) -> bool {
    match value {
        Value::Null => words.contains("null"),
        Value::Bool(_) => words.contains("boolean"),
        Value::Number(_) => words.contains("number"),
        Value::String(_) => words.contains("string") || words.contains("hex"),
        Value::Array(_) => words.contains("array"),
        Value::Object(_) => words.contains("object"),
    }
}

fn check(table: usize, value: &Value) {
    check_beside(table, value, &[]);
}

/// As [`check`], where other fields can stand beside those of the table.
fn check_beside(table: usize, value: &Value, beside: &[&str]) {
    let value = value.as_object().unwrap();
    let fields = fields(table);
    assert!(!fields.is_empty());
    for (field, words) in &fields {
        let found = value.get(*field).unwrap_or_else(|| panic!("no {field}"));
        assert!(is_of(found, words), "{field}: {found} is not {words}");
    }
    let known = |key: &str| fields.iter().any(|(field, _)| *field == key) || beside.contains(&key);
    let more: Vec<_> = value.keys().filter(|key| !known(key)).collect();
    assert!(more.is_empty(), "not in table {table}: {more:?}");
}

/// The words in code behind the first of the row that begins so: of the states of a clock, or of
/// what stands behind them.
fn coded(start: &str) -> Vec<&'static str> {
    let mut lines = SPECIFICATION.lines().skip_while(|line| *line != STATES);
    let row = lines.find(|line| line.starts_with(start)).unwrap_or_else(|| panic!("no {start}"));
    row.split('`').skip(3).step_by(2).collect()
}

fn check_clock(clock: &Value) {
    let state = clock["state"].as_str().unwrap();
    check_beside(CLOCK, clock, &coded(&format!("| `{state}` |")));
    for extension in clock["extensions"].as_array().unwrap() {
        check_beside(EXTENSION, extension, &coded("| `effect` | string | `counts`"));
    }
}

const STATES: &str = "| state | fields beside it |";
const REQUEST: usize = 5;
const SIDE: usize = 6;
const ANSWER: usize = 7;
const CLOCK: usize = 8;
const EXTENSION: usize = 9;
const USE_LOG: usize = 10;
const USE: usize = 11;
const COSIGNED: usize = 12;
const WARNING: usize = 13;
const ATTESTED: usize = 14;
const BESIDE: usize = 15;

/// A case whose content is not given, so that there is a finding, with a request and a use.
fn report() -> Report {
    let (root, ledger_key) = (SigningKey::from_seed(&[1; 32]), SigningKey::from_seed(&[2; 32]));
    let at = "2026-11-22T09:00:00+01:00".parse().unwrap();
    let opening = Opening {
        // With a letter that is Cyrillic.
        organisation: "Ex\u{430}mple Police",
        jurisdiction: "FR",
        origin: "example.org",
        root: &root,
        checkpoint_key: &ledger_key,
        successors: &[],
        at,
    };
    let mut case = CaseFile::create_in(MemoryStore::new(), &opening, &mut OsEntropy).unwrap();
    let actor = Actor::organisation(&root);
    let id = case.open_case("2041/26", &actor, at, &mut OsEntropy).unwrap();
    let measured = ItemHasher::new(Options::default()).finish();
    let items = case.acquire(id, &[("mail.eml", &measured)], &actor, at, &mut OsEntropy).unwrap();
    let accessed = Accessed { who: None, purpose: Why::code("triage") };
    case.act(accessed, &[Subject::Item(items[0])], &actor, At::device(at)).unwrap();
    // As it never would be built from the catalogue: most fields are missing.
    let provider = "07".repeat(32).parse().unwrap();
    let terms = RequestDraft::outside("CETS224-ART7").to(provider).build().unwrap();
    case.make_request(terms, &actor, at, &mut OsEntropy).unwrap();
    let trust = Trust::new().root(root.public_key().thumbprint());
    let head = case.checkpoint(&ledger_key).unwrap();
    let cosigner = SigningKey::from_seed(&[3; 32]);
    let name = KeyName::parse("cosigner.example.org").unwrap();
    let known = CosignerKey::new(name.clone(), cosigner.public_key().clone()).unwrap();
    let head = head.cosigned(name, 7, &cosigner).unwrap();
    Verifier::new(&trust, at)
        .anchor(head)
        .cosigners(CosignerPolicy::new(1, vec![known]).unwrap())
        .use_log(UseLogOf::Item(items[0]))
        .certificate(items[0])
        .beside(std::io::Cursor::new(b"no case"))
        .verify_bytes(case.store().as_bytes())
        .unwrap()
}

fn attested() -> AttestedHead {
    let at = "2026-11-22T09:00:00Z".parse().unwrap();
    let anchor = AttestingAnchor { name: "CN=Root".to_owned(), sha256: "00".repeat(32) };
    AttestedHead {
        entry: 9,
        size: 8,
        root: Hash([1; 32]),
        at,
        accuracy: Some(500_000),
        not_later_than: at,
        authority: "CN=Authority of time".to_owned(),
        policy: "1.2.3".to_owned(),
        serial: "0a".to_owned(),
        anchor,
        until: at,
        renewed_by: None,
    }
}

#[test]
fn json_has_the_fields_that_the_specification_lists() {
    let report = serde_json::to_value(report()).unwrap();
    check(0, &report);
    for finding in report["findings"].as_array().unwrap() {
        check(1, finding);
    }
    for line in report["coverage"].as_array().unwrap() {
        check(2, line);
    }
    let items = report["items"].as_array().unwrap();
    for item in items {
        check(3, item);
    }
    for stretch in items[0]["timeline"].as_array().unwrap() {
        check(4, stretch);
    }
    check(COSIGNED, &report["cosigned"][0]);
    check(WARNING, &report["warnings"][0]);
    assert_eq!(report["warnings"][0]["at"], "keeper.name");
    check(BESIDE, &report["beside"][0]);
    check(ATTESTED, &serde_json::to_value(attested()).unwrap());
    let findings = report["findings"].as_array().unwrap();
    assert!(findings.iter().any(|finding| finding["provision"].is_null()));
    assert!(findings.iter().any(|finding| finding["provision"]["certainty"].is_string()));
}

#[test]
fn json_of_requests_and_uses_has_the_fields_that_the_specification_lists() {
    let report = serde_json::to_value(report()).unwrap();
    let digest = Catalogue::embedded().digest().to_string();
    assert_eq!(report["catalogue"]["sha256"], digest);
    let request = &report["requests"][0];
    check(REQUEST, request);
    check(SIDE, &request["sides"][0]);
    let clocks = request["clocks"].as_array().unwrap();
    assert!(!clocks.is_empty());
    clocks.iter().for_each(check_clock);
    check(USE_LOG, &report["use_logs"][0]);
    check(USE, &report["use_logs"][0]["entries"][0]);
    assert!(report["certificates"][0]["refused"]["why"].is_string());
    let answer = AnswerView { item: item(), category: None, produced: Some(3), offered: false };
    check(ANSWER, &serde_json::to_value(answer).unwrap());
}

fn item() -> ItemId {
    ItemId::generate(&mut OsEntropy).unwrap()
}

#[test]
fn json_of_a_clock_has_the_fields_of_its_state() {
    let at = "2026-11-22T09:00:00+01:00".parse().unwrap();
    let (left, by) = (Span::new(Duration::from_secs(60)), Span::new(Duration::from_secs(61)));
    let day = "2026-11-22".parse().unwrap();
    let (entry, late) = (4, None);
    let untold = [
        Untold::ActTimeUnknown { entry },
        Untold::CalendarEnds { jurisdiction: "FR".to_owned(), day },
        Untold::ExtensionTimeUnknown { entry },
        Untold::NoCalendar,
        Untold::NoStartTime { entry },
        Untold::NotAllShown,
        Untold::OutOfRange,
        Untold::StartUncertain { entry },
        Untold::SuspensionTimeUnknown { entry },
    ];
    let states = [
        ClockState::Due { left },
        ClockState::Ended { at },
        ClockState::Escalated { at, late },
        ClockState::Lapsed { at, late },
        ClockState::Lifted { entry },
        ClockState::Met { entry, at, left },
        ClockState::Missed { by, entry: None },
        ClockState::NotStarted,
        ClockState::Suspended { since: entry, left },
    ];
    let unit = Unit::Hours;
    let effects = [
        ExtensionEffect::Counts,
        ExtensionEffect::Late { by },
        ExtensionEffect::NotAllowed,
        ExtensionEffect::Surplus { times: 1 },
        ExtensionEffect::TooLong { amount: 1, unit },
        ExtensionEffect::Unclear,
    ];
    let extensions: Vec<_> =
        effects.map(|effect| ExtensionSeen { entry, amount: 2, unit, effect }).to_vec();
    for state in untold.map(ClockState::CannotBeTold).into_iter().chain(states) {
        let clock = Clock {
            deadline: "produce".to_owned(),
            paragraph: "7(7)".to_owned(),
            bound: Bound::AtMost,
            certainty: Certainty::Verified,
            starts_certainty: Certainty::ToVerify,
            started: Some(Started { entry, at }),
            due: Some(Due { earliest: at, latest: at }),
            state,
            extensions: extensions.clone(),
        };
        let clock = RequestClock { addressee: None, clock };
        check_clock(&serde_json::to_value(clock).unwrap());
    }
}

#[test]
fn json_of_bytes_that_are_no_case_has_them_too() {
    let now = "2026-11-22T09:00:00+01:00".parse().unwrap();
    let verifier = Verifier::new(&Trust::new(), now);
    let report = serde_json::to_value(verifier.verify_bytes(b"no case").unwrap()).unwrap();
    check(0, &report);
    check(1, &report["findings"][0]);
    assert_eq!(report["scope"], "unreadable");
}
