//! Hands evidence over between two organisations that share nothing but files.
//!
//! ```text
//! cargo run --example handover -- [DIRECTORY]
//! ```
//!
//! Each side has a directory, keys and a ledger of its own; what one wants the other to have is a
//! file, carried. First an item is offered, measured again and accepted. Then the carrier drops the
//! second one: the receiver finds other bytes, says so and refuses, and both files show it. Works in
//! a new directory below the system's temporary one, which is removed at the end, or in DIRECTORY,
//! which must not be there and is kept to be looked at.
//!
//! Exit status: 0 everything went as told, 2 it did not.

#[path = "../common/mod.rs"]
mod common;

mod side;

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use handseal::event::{EntryHash, Subject};
use handseal::evidence::{Measurement, Options, measure_file};
use handseal::identity::PartyId;
use handseal::verify::{Code, ContentResult, Finding, ItemReport, Report, Verdict, escaped};

use common::side::{Clock, Exhibit, Founder, Side, in_directory, tell_verdict};
use common::{Failure, ensure, say, untold};

const USAGE: &str = "\
usage: handover [DIRECTORY]
Two organisations hand evidence over. DIRECTORY must not be there yet and is kept.";

const NORTH: Founder = Founder {
    name: "North Police",
    jurisdiction: "ZZ",
    person: "Nora Example, evidence custodian",
};

const SOUTH: Founder =
    Founder { name: "South Police", jurisdiction: "ZZ", person: "Sam Sample, examiner" };

fn main() -> ExitCode {
    match in_directory("handover", USAGE, tell) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => common::refuse(&failure),
    }
}

fn tell(directory: &Path) -> Result<(), Failure> {
    let clock = Clock::new(common::now()?);
    let mut north = Side::found(directory, &NORTH, &clock)?;
    let mut south = Side::found(directory, &SOUTH, &clock)?;
    say(format_args!("{}\n{}\n", north.introduced(), south.introduced()))?;
    exchange_cards(&mut north, &mut south)?;
    let [first, second] = north.acquire_two()?;
    say("\n1. AN ITEM IS HANDED OVER\n")?;
    let first = hand_over(&mut north, &mut south, &first, &second)?;
    say("\n2. THE RECEIVER FINDS OTHER BYTES\n")?;
    hand_over_altered(&mut north, &mut south, &first, &second)?;
    say("\nEverything went as told.\n")
}

/// South gives North its card: who it is and who acts for it. Each learns the other's root
/// fingerprint over a channel of their own.
fn exchange_cards(north: &mut Side, south: &mut Side) -> Result<(), Failure> {
    say("\n0. SOUTH GIVES NORTH ITS CARD\n")?;
    let organisation = PartyId::organisation(south.case.keeper());
    let subjects = [Subject::Party(organisation), Subject::Party(south.person)];
    let card = south.extract(&subjects, "card-of-south.custody")?.to(north)?;
    north.trust_root(south.case.keeper());
    south.trust_root(north.case.keeper());
    let report = north.verify_carried(&card, &[])?;
    tell_verdict(north.name, "the card", &report)?;
    ensure(report.verdict == Verdict::Consistent, "the card is consistent")?;
    north.import(&card)
}

/// Gives South the first item; answers where its content lies now.
fn hand_over(
    north: &mut Side,
    south: &mut Side,
    exhibit: &Exhibit,
    kept: &Exhibit,
) -> Result<Exhibit, Failure> {
    let entry = north.offer(exhibit, south)?;
    let received = south.receive(exhibit)?;
    let measured = carry_offer(north, south, &received, "offer-1.custody", ContentResult::Matches)?;
    let accepted = south.accept(entry, &measured)?;
    say(format_args!("  {} accepts. Custody has moved.\n", south.name))?;
    carry_back(north, south, exhibit, accepted, "acceptance-1.custody")?;
    for (side, contents) in [(&mut *north, [kept]), (&mut *south, [&received])] {
        let report = side.verify_own(&contents)?;
        tell_end(side, exhibit, &report)?;
        ensure(report.verdict == Verdict::Consistent, "the ledger is consistent")?;
        let holder = item(&report, exhibit)?.holder;
        ensure(holder == Some(received.holder), "South holds the item")?;
    }
    Ok(received)
}

/// Offers South the second item, of which other bytes arrive.
fn hand_over_altered(
    north: &mut Side,
    south: &mut Side,
    first: &Exhibit,
    exhibit: &Exhibit,
) -> Result<(), Failure> {
    let entry = north.offer(exhibit, south)?;
    let received = south.receive(exhibit)?;
    fs::write(&received.path, "pretend that this was a photograph\n")
        .map_err(|error| Failure::in_file(&received.path, error))?;
    say("  On the way one word becomes another.\n")?;
    let measured = carry_offer(north, south, &received, "offer-2.custody", ContentResult::Differs)?;
    let refused = south.refuse(entry, &measured)?;
    say(format_args!("  {} refuses. {} holds it as before.\n", south.name, north.name))?;
    carry_back(north, south, exhibit, refused, "refusal-2.custody")?;
    for (side, contents) in [(&mut *north, [exhibit]), (&mut *south, [first])] {
        let report = side.verify_own(&contents)?;
        tell_end(side, exhibit, &report)?;
        ensure(report.verdict == Verdict::Irregular, "the ledger states a discrepancy")?;
        let differs = |found: &Finding| found.code == Code::CustodyDigestMismatch;
        ensure(report.findings.iter().any(differs), "the digests differ at the hand-over")?;
        let holder = item(&report, exhibit)?.holder;
        ensure(holder == Some(exhibit.holder), "North holds the item")?;
    }
    Ok(())
}

/// Carries the offer to South, which verifies it, measures the content again, and records it.
fn carry_offer(
    north: &mut Side,
    south: &mut Side,
    received: &Exhibit,
    name: &str,
    expected: ContentResult,
) -> Result<Measurement, Failure> {
    let offer = north.extract(&[Subject::Item(received.id)], name)?.to(south)?;
    let report = south.verify_carried(&offer, &[received])?;
    tell_verdict(south.name, "the offer and the bytes that came with it", &report)?;
    let found = item(&report, received)?;
    ensure(found.content == expected, "the bytes are what the story says")?;
    south.import(&offer)?;
    let measured = measure_file(&received.path, Options::default())?;
    let recorded = found.sha256.as_deref().unwrap_or("(withheld)");
    say(format_args!(
        "  {} measures {} again.\n    SHA-256 recorded {recorded}\n            measured {}\n",
        south.name, received.label, measured.sha256,
    ))?;
    Ok(measured)
}

/// Carries the answer back to North, which records it: the same bytes stand in both ledgers.
fn carry_back(
    north: &mut Side,
    south: &mut Side,
    exhibit: &Exhibit,
    answer: EntryHash,
    name: &str,
) -> Result<(), Failure> {
    let back = south.extract(&[Subject::Item(exhibit.id)], name)?.to(north)?;
    let report = north.verify_carried(&back, &[])?;
    ensure(report.verdict != Verdict::Contradicted, "nothing in the answer fails")?;
    north.import(&back)?;
    let (ours, theirs) = (north.entry_bytes(answer)?, south.entry_bytes(answer)?);
    ensure(ours == theirs, "the same bytes stand in both ledgers")?;
    say(format_args!(
        "  Entry {answer}\n  stands in both ledgers: {} signed bytes, the same.\n",
        ours.len()
    ))
}

fn item<'r>(report: &'r Report, exhibit: &Exhibit) -> Result<&'r ItemReport, Failure> {
    let found = report.items.iter().find(|item| item.id == exhibit.id);
    found.ok_or_else(|| untold("the report has the item"))
}

fn tell_end(side: &Side, exhibit: &Exhibit, report: &Report) -> Result<(), Failure> {
    tell_verdict(side.name, "its own ledger", report)?;
    say(format_args!("    {}\n", exhibit.label))?;
    for stretch in &item(report, exhibit)?.timeline {
        let name = stretch.name.as_deref().map_or_else(|| "?".to_owned(), escaped);
        let until = match stretch.until {
            Some(until) => format!("to {until}"),
            None => "and nothing later is shown".to_owned(),
        };
        let since = stretch.since.map_or_else(|| "?".to_owned(), |since| since.to_string());
        let state = stretch.state;
        say(format_args!("      {state:<8} {name} from {since} {until}\n"))?;
    }
    Ok(())
}
