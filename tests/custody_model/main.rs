//! The whole table of custody, with random histories, against a much simpler model.
//!
//! The model (`model`) is written from `src/spec/custody.md` and reads the table there. The real thing
//! (`real`) signs each act and lets the library judge it. After every act both say what they found
//! on each item and where it is now.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::too_many_arguments,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm,
    clippy::expect_used,
    reason = "functions that only tests call"
)]

mod bodies;
mod defects;
mod director;
mod model;
mod play;
mod real;
mod rules;
mod words;

use std::cell::RefCell;
use std::collections::BTreeMap;

use handseal::event::Subject;
use handseal::ledger::entry_record;
use handseal::verify::{Code, Finding, Report, Verifier};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use director::{Choice, Director};
use model::{Act, CAST, Entry, Model, State, Word};
use play::{play, summary};
use real::{Real, item, world};

prop_compose! {
    pub(crate) fn choice()(
        (items, kind, wild, who) in any::<(u8, u8, u8, u8)>(),
        (place, cite, to, time, seal) in any::<(u8, u8, u8, i8, u8)>(),
    ) -> Choice {
        Choice { items, kind, wild, who, place, cite, to, time, seal }
    }
}

/// Everything that the rules can say came up, so that nothing was compared in vain.
const SAID: [&str; 19] = [
    "Beginning",
    "Crossed",
    "Early",
    "Forbidden",
    "Forked",
    "Hole",
    "Late",
    "NoPen",
    "NotChecked",
    "NotHolder",
    "Previous",
    "SealMismatch",
    "Taken",
    "settled",
    "Held",
    "Offered",
    "Outside",
    "Lost",
    "Ended",
];

#[test]
fn register_says_what_the_rules_say() {
    let seen = RefCell::new(BTreeMap::<String, usize>::new());
    let config =
        ProptestConfig { cases: 2500, failure_persistence: None, ..ProptestConfig::default() };
    TestRunner::new(config)
        .run(&prop::collection::vec(choice(), 1..20), |choices| {
            for said in play(choices) {
                *seen.borrow_mut().entry(said).or_default() += 1;
            }
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
    let seen = seen.into_inner();
    for said in SAID {
        assert!(seen.get(said).is_some_and(|times| *times >= 10), "{said} of {seen:?}");
    }
}

/// The codes that the verifier must give at an entry for these words, by requirement: an entry stops
/// at its first failing step.
fn codes(words: &[(usize, Word)]) -> Vec<Code> {
    let code = |word: &Word| match word {
        Word::Beginning | Word::Hole | Word::Previous | Word::Taken => None,
        Word::Crossed => Some(Code::CustodyTransferCrossed),
        Word::Early => Some(Code::CustodyTransferEarly),
        Word::Forbidden => Some(Code::CustodyMoveForbidden),
        Word::Forked => Some(Code::LinkForked),
        Word::Late => Some(Code::CustodyTransferLate),
        Word::NoPen => Some(Code::LinkNoPen),
        Word::NotChecked => Some(Code::CustodyNotShown),
        Word::NotHolder => Some(Code::CustodyActorNotHolder),
        Word::SealMismatch => Some(Code::CustodySealMismatch),
    };
    let mut codes: Vec<_> = words.iter().filter_map(|(_, word)| code(word)).collect();
    if codes.iter().any(|code| matches!(code, Code::LinkForked | Code::LinkNoPen)) {
        codes.retain(|code| matches!(code, Code::LinkForked | Code::LinkNoPen));
    }
    codes.sort_unstable();
    codes
}

/// What the report says of an entry's links, and on how many it is left to the second read.
fn found_at(report: &Report, entry: Entry) -> (Vec<Code>, usize) {
    let index = world().size + u64::try_from(entry).unwrap();
    let at: Vec<&Finding> =
        report.findings.iter().filter(|finding| finding.location.entry == Some(index)).collect();
    let settled = at.iter().filter(|f| f.location.field.as_deref() == Some("links")).count();
    let mut codes: Vec<_> = at
        .iter()
        .filter(|finding| finding.location.field.is_none())
        // What is said of a remark's own chain is no item's.
        .filter(|finding| matches!(finding.location.subject, Some(Subject::Item(_))))
        .map(|finding| finding.code)
        .filter(|code| code.requirement().starts_with("V3.") || code.name().starts_with("custody."))
        .filter(|code| *code != Code::CustodyTransferUnanswered)
        .collect();
    codes.sort_unstable();
    (codes, settled)
}

/// A history in a file, and what the model says of each act.
struct Written {
    real: Real,
    file: Vec<u8>,
    said: Vec<(Act, Vec<(usize, Word)>)>,
}

impl Written {
    fn new() -> Self {
        Self { real: Real::new(), file: world().ledger.clone(), said: Vec::new() }
    }

    fn act(&mut self, act: Act, model: &mut Model) {
        let event = self.real.sign(&act);
        self.file.extend(entry_record(event.as_bytes()));
        self.file.extend_from_slice(event.disclosures());
        let words = model.act(&act);
        self.said.push((act, words));
    }

    /// The verifier says at each entry what the model says, and of each item where it is.
    fn compare(&self, model: &Model) {
        let world = world();
        let report = Verifier::new(&world.trust, real::instant(1000))
            .anchor(world.head.clone())
            .verify_bytes(&self.file)
            .unwrap();
        for (act, words) in &self.said {
            let (found, settled) = found_at(&report, act.entry);
            let pending = words.iter().filter(|(_, word)| {
                matches!(word, Word::Beginning | Word::Hole | Word::Previous | Word::Taken)
            });
            let what = || format!("{act:?}\nin {:#?}\n{report}", self.said);
            assert_eq!(pending.count(), settled, "links left to the second read at {}", what());
            assert_eq!(codes(words), found, "findings at {}", what());
        }
        for number in model.chains.keys() {
            let (state, contested) = summary(model, *number);
            let Some(found) = report.items.iter().find(|found| found.id == item(*number)) else {
                assert_eq!(state, None, "item {number} is not reported\n{report}");
                continue;
            };
            let holder = state.and_then(State::holder).map(|party| world.ids[party]);
            assert_eq!(found.state.map(|state| state.code()), state.map(State::name), "{report}");
            assert_eq!(found.holder, holder, "holder of item {number}\n{report}");
            assert_eq!(found.contested.is_some(), contested.is_some(), "item {number}\n{report}");
        }
    }
}

/// The same histories in a file, through the front door.
fn play_in_a_file(choices: Vec<Choice>) {
    let mut director = Director { model: Model::new(), next: 0 };
    let mut written = Written::new();
    for choice in choices {
        let act = director.act(choice);
        // V2.6: the citation that makes a registrar is judged before custody is.
        if act.kind == "reassigned" && !CAST[act.signer].2 {
            continue;
        }
        director.next += 1;
        written.act(act, &mut director.model);
    }
    written.compare(&director.model);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn report_says_what_the_rules_say(choices in prop::collection::vec(choice(), 1..20)) {
        play_in_a_file(choices);
    }
}
