//! An order that goes straight to a provider abroad, and its answer: two organisations that share
//! nothing but files.
//!
//! ```text
//! cargo run --example provider_direct -- [DIRECTORY]
//! ```
//!
//! The prosecutor asks the provider to preserve an account, and later orders the subscriber's data
//! under Article 7 of the Second Additional Protocol. The provider authenticates the requester,
//! receives, produces under conditions and offers; the prosecutor measures again and accepts, and
//! records what it does with the data. Each side has a directory, keys and a ledger of its own; what
//! one wants the other to have is a file, carried. Both ledgers are verified at the end, and the use
//! log of the order is printed. Works in a new directory below the system's temporary one, which is
//! removed at the end, or in DIRECTORY, which must not be there and is kept to be looked at.
//!
//! Exit status: 0 everything went as told, 2 it did not.

#[path = "../common/mod.rs"]
mod common;

mod order;

use std::path::Path;
use std::process::ExitCode;

use handseal::event::{Accessed, Condition, ConditionKind, EventType, Preserved, Salts, Used, Why};
use handseal::identity::{OsEntropy, RequestId};
use handseal::law::{ClockState, RequestStatus, UseLogOf};
use handseal::verify::{Code, Report, Verdict};

use common::requests::{carry, exchange_cards, tell_page};
use common::side::{Clock, Exhibit, Founder, Side, in_directory};
use common::{Failure, ensure, say, untold};

const USAGE: &str = "\
usage: provider_direct [DIRECTORY]
A prosecutor and a provider abroad. DIRECTORY must not be there yet and is kept.";

const PROSECUTOR: Founder =
    Founder { name: "Example Prosecutor", jurisdiction: "ZZ", person: "Petra Example, prosecutor" };

const PROVIDER: Founder =
    Founder { name: "Example Mail", jurisdiction: "YY", person: "Max Sample, legal requests" };

/// What the data may be used for, as a code that uses name too.
const PURPOSE: &str = "case_2026_117";

fn main() -> ExitCode {
    match in_directory("provider-direct", USAGE, tell) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => common::refuse(&failure),
    }
}

fn tell(directory: &Path) -> Result<(), Failure> {
    let clock = Clock::new(common::now()?);
    clock.set("2026-10-01T08:00:00Z")?;
    let mut prosecutor = Side::found(directory, &PROSECUTOR, &clock)?;
    let mut provider = Side::found(directory, &PROVIDER, &clock)?;
    say(format_args!("{}\n{}\n", prosecutor.introduced(), provider.introduced()))?;
    say("\n0. CARDS\n")?;
    exchange_cards(&mut prosecutor, &mut provider)?;

    say("\n1. THE PROSECUTOR ASKS THE PROVIDER TO PRESERVE\n")?;
    let preservation = preserve(&mut prosecutor, &mut provider)?;

    say("\n2. AN ORDER UNDER ARTICLE 7\n")?;
    clock.set("2026-10-12T09:00:00Z")?;
    let order = order::issue(&mut prosecutor, &provider, preservation)?;
    carry(&mut prosecutor, &mut provider, order, "order.custody")?;
    provider.receive_request(order)?;

    say("\n3. THE PROVIDER PRODUCES\n")?;
    clock.set("2026-10-26T14:00:00Z")?;
    let account = "a@mail.example";
    let text = "account,name,address\na@mail.example,A. Sample,9 Quay Street\n";
    let file = ("SUB-1", "subscriber", account, text);
    let answer = provider.answer(order, file, &conditions()?, prosecutor.person)?;
    let held = prosecutor.take_answer(&mut provider, &answer)?;

    say("\n4. THE PROSECUTOR USES WHAT IT HOLDS\n")?;
    clock.set("2026-11-03T10:00:00Z")?;
    use_for_the_case(&mut prosecutor, &held)?;

    say("\n5. WHAT EACH LEDGER SHOWS\n")?;
    clock.set("2026-11-22T12:00:00Z")?;
    let log = [UseLogOf::Request(order)];
    let report = prosecutor.verify_with_logs(&[&held], &log)?;
    tell_page(&prosecutor, &report)?;
    check(&report, order)?;
    ensure(uses(&report) == 2, "the log shows the access and the use")?;
    let report = provider.verify_with_logs(&[&answer], &log)?;
    tell_page(&provider, &report)?;
    check(&report, order)?;
    say("\nEverything went as told.\n")
}

/// The request to preserve, and that it was done.
fn preserve(prosecutor: &mut Side, provider: &mut Side) -> Result<RequestId, Failure> {
    let id = order::ask_to_preserve(prosecutor, provider)?;
    carry(prosecutor, provider, id, "preservation.custody")?;
    provider.receive_request(id)?;
    let what = Salts::new(&mut OsEntropy)?.commit("mailbox a@mail.example, as of today");
    let until = Some("2027-01-05T00:00:00Z".parse()?);
    provider.on_request(id, Preserved { what: Some(what), items: Vec::new(), until })?;
    carry(provider, prosecutor, id, "preserved.custody")?;
    Ok(id)
}

/// Under which conditions the data may be kept and used. They travel with it.
fn conditions() -> Result<[Condition; 4], Failure> {
    let mut salts = Salts::new(&mut OsEntropy)?;
    let until = salts.commit("The account holder is not told before the charge.");
    Ok([
        Condition::new(ConditionKind::Purpose).for_purposes(&[PURPOSE]),
        Condition::new(ConditionKind::Confidential).in_words(until),
        Condition::new(ConditionKind::OnwardTransfer),
        Condition::new(ConditionKind::Review).until("2027-10-26T00:00:00Z".parse()?),
    ])
}

/// Every access and use is an act, so that the record of Article 14(8) can be produced.
fn use_for_the_case(prosecutor: &mut Side, held: &Exhibit) -> Result<(), Failure> {
    let mut salts = Salts::new(&mut OsEntropy)?;
    let words = Some(salts.commit("read by the case officer"));
    let purpose = Why { code: Some(PURPOSE.to_owned()), words };
    prosecutor.on_item(held, Accessed { who: None, purpose })?;
    let result = Some(salts.commit("the subscriber is named in the application for a warrant"));
    let used = Used { result, purpose: Why::code(PURPOSE), authorisation: None };
    prosecutor.on_item(held, used)
}

/// The order was answered in time and its instrument is not in force yet, which is a note.
fn check(report: &Report, order: RequestId) -> Result<(), Failure> {
    ensure(report.verdict == Verdict::Consistent, "the ledger is consistent")?;
    let noted = report.findings.iter().any(|found| found.code == Code::RequestInstrumentNotInForce);
    ensure(noted, "the Protocol is not shown in force")?;
    let view = report.requests.iter().find(|request| request.id == order);
    let view = view.ok_or_else(|| untold("the report has the order"))?;
    ensure(view.status == RequestStatus::Produced, "the order is answered")?;
    let met = |state: &ClockState| matches!(state, ClockState::Met { .. });
    let respond = view.clocks.iter().find(|clock| clock.clock.deadline == "respond");
    ensure(respond.is_some_and(|clock| met(&clock.clock.state)), "it was answered in time")
}

fn uses(report: &Report) -> usize {
    let entries = report.use_logs.iter().flat_map(|log| &log.entries);
    let used = |act| matches!(act, EventType::Accessed | EventType::Used);
    entries.filter(|entry| used(entry.act)).count()
}
