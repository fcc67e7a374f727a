//! European orders: a preservation that is extended and confirmed, a production order of ten days,
//! and one of eight hours.
//!
//! ```text
//! cargo run --example epoc -- [DIRECTORY]
//! ```
//!
//! A prosecutor orders a provider to preserve traffic data (EPOC-PR). The 60 days become 90, on the
//! form of Annex VI. The production order (EPOC) is for a judge to validate, and the enforcing
//! authority is told of it; the form of Annex V then keeps the data preserved. An emergency order is
//! answered within its eight hours. Two organisations that share nothing but files; the ledger of the
//! prosecutor is verified at the end. Works in a new directory below the system's temporary one,
//! which is removed at the end, or in DIRECTORY, which must not be there and is kept.
//!
//! Exit status: 0 everything went as told, 2 it did not.

mod common;

use std::path::Path;
use std::process::ExitCode;

use handseal::event::{
    Condition, ConditionKind, Confirmation, Confirmed, Extended, NamedParty, NoticeState, Notified,
    Period, Preserved, Recipient, RelationKind, Salts, Unit, Validated, Why,
};
use handseal::identity::{OsEntropy, PartyId, RequestId};
use handseal::law::{Catalogue, ClockState, ENFORCING, RequestDraft, RequestStatus};
use handseal::verify::{Report, Verdict};

use common::requests::{carry, exchange_cards, tell_page};
use common::side::{Clock, Exhibit, Founder, Side, in_directory};
use common::{Failure, ensure, say, untold};

const USAGE: &str = "\
usage: epoc [DIRECTORY]
European orders to a provider. DIRECTORY must not be there yet and is kept.";

const PROSECUTOR: Founder =
    Founder { name: "Example Prosecutor", jurisdiction: "ZZ", person: "Petra Example, prosecutor" };

const PROVIDER: Founder =
    Founder { name: "Example Mail", jurisdiction: "YY", person: "Max Sample, legal requests" };

const ACCOUNT: &str = "a@mail.example";

fn main() -> ExitCode {
    match in_directory("epoc", USAGE, tell) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => common::refuse(&failure),
    }
}

fn tell(directory: &Path) -> Result<(), Failure> {
    let clock = Clock::new(common::now()?);
    clock.set("2026-09-01T08:00:00Z")?;
    let mut prosecutor = Side::found(directory, &PROSECUTOR, &clock)?;
    let mut provider = Side::found(directory, &PROVIDER, &clock)?;
    exchange_cards(&mut prosecutor, &mut provider)?;

    say("\n1. EPOC-PR: PRESERVE, FOR 60 DAYS\n")?;
    let preservation = preserve(&mut prosecutor, &mut provider)?;

    say("\n2. ANNEX VI: 30 DAYS MORE\n")?;
    clock.set("2026-10-20T09:00:00Z")?;
    extend(&mut prosecutor, preservation)?;

    say("\n3. EPOC: PRODUCE WITHIN 10 DAYS; ANNEX V KEEPS THE DATA UNTIL THEN\n")?;
    clock.set("2026-11-02T09:00:00Z")?;
    let order = order(&mut prosecutor, &provider, preservation)?;
    confirm(&mut prosecutor, preservation, order)?;
    carry(&mut prosecutor, &mut provider, preservation, "annexes.custody")?;
    carry(&mut prosecutor, &mut provider, order, "epoc.custody")?;
    provider.receive_request(order)?;
    clock.set("2026-11-11T16:00:00Z")?;
    let traffic = ("TRAFFIC-1", "traffic", ACCOUNT, "2026-08-30T10:00:00Z,198.51.100.7\n");
    let traffic = answer(&mut prosecutor, &mut provider, order, traffic)?;

    say("\n4. AN EMERGENCY: 8 HOURS\n")?;
    clock.set("2026-11-20T22:00:00Z")?;
    let emergency = emergency(&mut prosecutor, &provider)?;
    carry(&mut prosecutor, &mut provider, emergency, "emergency.custody")?;
    provider.receive_request(emergency)?;
    clock.set("2026-11-21T03:30:00Z")?;
    let subscriber = ("SUB-1", "subscriber", ACCOUNT, "a@mail.example,A. Sample,9 Quay Street\n");
    let subscriber = answer(&mut prosecutor, &mut provider, emergency, subscriber)?;

    say("\n5. WHAT THE LEDGER SHOWS\n")?;
    clock.set("2026-11-22T12:00:00Z")?;
    let report = prosecutor.verify_own(&[&traffic, &subscriber])?;
    tell_page(&prosecutor, &report)?;
    ensure(report.verdict == Verdict::Consistent, "the ledger is consistent")?;
    let without_end = |state: &ClockState| matches!(state, ClockState::Lifted { .. });
    let met = |state: &ClockState| matches!(state, ClockState::Met { .. });
    ensure(without_end(period(&report, preservation, "preserve")?), "the data stays preserved")?;
    ensure(met(period(&report, order, "produce")?), "the order is answered in 10 days")?;
    let eight_hours = period(&report, emergency, "produce_emergency")?;
    ensure(met(eight_hours), "the emergency is answered in 8 hours")?;
    let produced = report.requests.iter().filter(|view| view.status == RequestStatus::Produced);
    ensure(produced.count() == 2, "both orders are answered")?;
    say("\nEverything went as told.\n")
}

fn preserve(prosecutor: &mut Side, provider: &mut Side) -> Result<RequestId, Failure> {
    let mut salts = Salts::new(&mut OsEntropy)?;
    let terms = RequestDraft::new(Catalogue::embedded(), "EU-2023-1543-EPOC-PR")?
        .to(provider.person)
        .issuer("prosecutor")
        .category("traffic")
        .field("issuing_authority", "Public prosecutor of Exampletown", &mut salts)
        .field("user_or_identifier", ACCOUNT, &mut salts)
        .field("applicable_criminal_law", "Section 12 of the Criminal Code", &mut salts)
        .build()?;
    let id = prosecutor.make_request(terms)?;
    carry(prosecutor, provider, id, "epoc-pr.custody")?;
    provider.receive_request(id)?;
    let what = salts.commit("traffic data of a@mail.example, August 2026");
    let until = Some("2026-10-31T00:00:00Z".parse()?);
    provider.on_request(id, Preserved { what: Some(what), items: Vec::new(), until })?;
    carry(provider, prosecutor, id, "preserved.custody")?;
    Ok(id)
}

/// Only within the 60 days, and only once.
fn extend(prosecutor: &mut Side, preservation: RequestId) -> Result<(), Failure> {
    let extended = Extended {
        why: Some(Why::code("production_order_in_preparation")),
        form: Some("EPOC-PR-FORM-6".to_owned()),
        period: Period { unit: Unit::CalendarDays, amount: 30 },
        deadline: "preserve".to_owned(),
    };
    prosecutor.on_request(preservation, extended)
}

/// Traffic data is for a judge to order, or to validate, and the enforcing authority is told.
fn order(
    prosecutor: &mut Side,
    provider: &Side,
    preservation: RequestId,
) -> Result<RequestId, Failure> {
    let mut salts = Salts::new(&mut OsEntropy)?;
    let law = "applicable_criminal_law_provisions_of_issuing_state";
    let draft = RequestDraft::new(Catalogue::embedded(), "EU-2023-1543-EPOC")?
        .to(provider.person)
        .named(NamedParty::described(ENFORCING, salts.commit("Portville regional court")))
        .issuer("prosecutor")
        .category("traffic")
        .relates(RelationKind::FollowsPreservation, preservation)
        .condition(Condition::new(ConditionKind::Confidential))
        .field("issuing_authority", "Public prosecutor of Exampletown", &mut salts)
        .field("validating_authority", "Exampletown local court", &mut salts)
        .field("user_or_other_unique_identifier", ACCOUNT, &mut salts)
        .field("time_range", "August 2026", &mut salts)
        .field(law, "Section 12 of the Criminal Code", &mut salts);
    let Err(refused) = draft.clone().build() else {
        return Err(untold("a prosecutor may not order traffic data alone"));
    };
    say(format_args!("  {} drafts, and is told: {refused}\n", prosecutor.name))?;
    let id = prosecutor.make_request(draft.to_be_validated().build()?)?;
    let described = Some(salts.commit("Judge Vera Example, Exampletown local court"));
    let validated = Validated { validator: "judge".to_owned(), entry: None, described };
    prosecutor.on_request(id, validated)?;
    let court = salts.commit("Portville regional court");
    let notified = Notified {
        capacity: ENFORCING.to_owned(),
        whom: Recipient { party: None, described: Some(court) },
        state: NoticeState::Given,
        until: None,
        ground: None,
    };
    prosecutor.on_request(id, notified)?;
    Ok(id)
}

fn confirm(
    prosecutor: &mut Side,
    preservation: RequestId,
    order: RequestId,
) -> Result<(), Failure> {
    let confirmed = Confirmed {
        form: Some("EPOC-PR-FORM-5".to_owned()),
        what: Confirmation::ProductionRequested,
        request: Some(order),
    };
    prosecutor.on_request(preservation, confirmed)
}

fn emergency(prosecutor: &mut Side, provider: &Side) -> Result<RequestId, Failure> {
    let mut salts = Salts::new(&mut OsEntropy)?;
    let law = "applicable_criminal_law_provisions_of_issuing_state";
    let terms = RequestDraft::new(Catalogue::embedded(), "EU-2023-1543-EPOC")?
        .to(provider.person)
        .issuer("prosecutor")
        .category("subscriber")
        .emergency()
        .field("issuing_authority", "Public prosecutor of Exampletown", &mut salts)
        .field("user_or_other_unique_identifier", ACCOUNT, &mut salts)
        .field(law, "Section 12 of the Criminal Code", &mut salts)
        .field("emergency_reasons", "An imminent threat to the life of a person", &mut salts)
        .build()?;
    prosecutor.make_request(terms)
}

/// Produced, offered, carried, measured again, accepted.
fn answer(
    prosecutor: &mut Side,
    provider: &mut Side,
    request: RequestId,
    file: (&'static str, &str, &str, &str),
) -> Result<Exhibit, Failure> {
    let to: PartyId = prosecutor.person;
    let conditions = [Condition::new(ConditionKind::Confidential)];
    let answer = provider.answer(request, file, &conditions, to)?;
    prosecutor.take_answer(provider, &answer)
}

/// How a period of a request stands.
fn period<'r>(report: &'r Report, id: RequestId, name: &str) -> Result<&'r ClockState, Failure> {
    let view = report.requests.iter().find(|view| view.id == id);
    let clock = view.and_then(|view| view.clocks.iter().find(|clock| clock.clock.deadline == name));
    clock.map(|clock| &clock.clock.state).ok_or_else(|| untold("the report has the period"))
}
