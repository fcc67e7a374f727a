//! An emergency: a call in the night, data within hours, the confirmation after it; and a forged one.
//!
//! ```text
//! cargo run --example emergency -- [DIRECTORY]
//! ```
//!
//! A request between points of contact under Article 9 of the Second Additional Protocol (CETS 224),
//! made by word of mouth, answered, confirmed in electronic form (9(4)), and submitted again as
//! mutual assistance (9(5)). Beside it an e-mail that claims an emergency, from someone who cannot be
//! shown to be who it says: it is registered and declined, and nothing is produced. Works in a new
//! directory below the system's temporary one, which is removed at the end, or in DIRECTORY, which
//! must not be there and is kept to be looked at.
//!
//! Exit status: 0 the verdicts are the expected ones, 1 they are not, 2 something could not be done.

mod common;
#[path = "common/organisation.rs"]
mod organisation;

use std::path::Path;
use std::process::ExitCode;

use handseal::event::{
    Annex, Authentication, AuthenticationResult, Condition, ConditionKind, Confirmation, Confirmed,
    Content, Declined, PartDigests, Registered, RelationKind, RequestForm, Salts, Subject, Terms,
    Why,
};
use handseal::evidence::{Options, measure_file};
use handseal::identity::{ItemId, PartyId, RequestId};
use handseal::law::{Catalogue, RequestDraft, RequestDraftError, RequestView};
use handseal::store::Production;
use handseal::verify::{Code, Report, Verdict};

use common::{Failure, say};
use organisation::{
    Charter, Clock, Organisation, ensure, hand_over, in_directory, introduce, share, tell_expected,
    tell_requests, tell_verdict, time,
};

const USAGE: &str = "\
usage: emergency [DIRECTORY]
An oral emergency request, and a forged one. DIRECTORY must not be there yet and is kept.";

/// The case that the data may be used in.
const PURPOSE: &str = "case_2026_91";

fn main() -> ExitCode {
    in_directory("emergency", USAGE, &tell)
}

fn tell(directory: &Path) -> Result<bool, Failure> {
    let clock = Clock::starting("2026-07-01T08:00:00Z")?;
    let found = |name, jurisdiction, unit, person| {
        let charter = Charter { name, jurisdiction, unit, person };
        Organisation::found(directory, &charter, &clock)
    };
    let unit = "Fabula 24/7 point of contact";
    let mut fabula = found("Fabula Police", "XA", unit, "Fay Invented, duty officer")?;
    let unit = "Inventia 24/7 point of contact";
    let mut inventia = found("Inventia Police", "XB", unit, "Ida Imagined, duty officer")?;
    introduce(&mut [&mut fabula, &mut inventia])?;

    say("1. A CALL IN THE NIGHT\n\n")?;
    clock.set("2026-07-11T01:40:00Z")?;
    let request = call(&mut fabula, &mut inventia)?;
    clock.set("2026-07-11T04:30:00Z")?;
    let item = produce(&mut fabula, &mut inventia, request)?;
    say("\n2. IN WRITING, AFTERWARDS\n\n")?;
    clock.set("2026-07-11T09:00:00Z")?;
    confirm(&mut fabula, &mut inventia, request)?;
    clock.set("2026-07-13T08:00:00Z")?;
    submit_again(&mut fabula, &mut inventia, request, item)?;
    say("\n3. A FORGED ONE\n\n")?;
    clock.set("2026-07-18T02:00:00Z")?;
    let forged = decline_forged(&mut inventia)?;
    conclude(&mut fabula, &mut inventia, forged)
}

/// The request is made by word of mouth; what was said is signed at once, and sent after the call.
fn call(fabula: &mut Organisation, inventia: &mut Organisation) -> Result<RequestId, Failure> {
    let terms = emergency(inventia.unit, &mut fabula.salts)?;
    let request = fabula.request(terms)?;
    say("  Fabula Police calls Inventia Police: a child is missing, a chat names the place.\n")?;
    let sides = fabula.sides(request)?;
    share(fabula, inventia, "what was said", &sides)?;
    let called_back = "called back on the number in the directory of the 24/7 network";
    inventia.receive(request, "telephone", called_back)?;
    say("  Inventia Police calls back on the number in its own directory: it is Fabula Police.\n")?;
    Ok(request)
}

/// Everything that Article 9(3) asks for.
fn emergency(to: PartyId, salts: &mut Salts) -> Result<Terms, RequestDraftError> {
    let facts = "A child is missing since noon; the last messages name where it was taken.";
    RequestDraft::new(Catalogue::embedded(), "CETS224-ART9")?
        .to(to)
        .form(RequestForm::Oral)
        .emergency()
        .category("content")
        .field("competent_authority_seeking", "Fabula Police", salts)
        .field("date_issued", "2026-07-11", salts)
        .field("statement_pursuant_to_protocol", "Made pursuant to the Protocol.", salts)
        .field("service_provider_name", "Pretend Chat", salts)
        .field("service_provider_address", "1 Cable Street, Portville", salts)
        .field("offences", "Abduction of a child", salts)
        .field("legal_provisions", "Section 61 of the Fabula Code", salts)
        .field("applicable_penalties", "Up to ten years", salts)
        .field("facts_showing_emergency_and_how_data_relate", facts, salts)
        .field("detailed_description_of_data", "Chat of the account till, 10 July", salts)
        .build()
}

/// Three hours later: the point of contact has the data from the provider and hands it over.
fn produce(
    fabula: &mut Organisation,
    inventia: &mut Organisation,
    request: RequestId,
) -> Result<ItemId, Failure> {
    let chat = "till: the old mill, behind the river\n";
    let item = inventia.acquire("IP-91", "chat.txt", chat, Some(request))?;
    let leave = inventia.salts.commit("only with the leave of Inventia");
    let conditions = [
        Condition::new(ConditionKind::Purpose).for_purposes(&[PURPOSE]),
        Condition::new(ConditionKind::OnwardTransfer).in_words(leave),
        Condition::new(ConditionKind::Review).until(time("2027-07-01T00:00:00Z")?),
    ];
    let production = Production::complete().item(item, "content", &["account till"]);
    let production = conditions.into_iter().fold(production, Production::condition);
    inventia.produce(request, &production)?;
    let conditions = inventia.case.conditions_on(item);
    let terms = fabula.terms("to find the child", conditions)?.under(request);
    hand_over(inventia, fabula, item, &terms.purpose_code(PURPOSE))?;
    Ok(item)
}

/// What was asked for by word of mouth is owed a confirmation. Until it comes, the page says so.
fn confirm(
    fabula: &mut Organisation,
    inventia: &mut Organisation,
    request: RequestId,
) -> Result<(), Failure> {
    let report = inventia.verify()?;
    tell_verdict(inventia.name, &report)?;
    tell_requests(&report)?;
    ensure(holds(&report, Code::RequestConfirmationMissing), "the confirmation is missing")?;
    let form = Some("electronic".to_owned());
    let confirmed = Confirmed { form, what: Confirmation::Oral, request: None };
    fabula.on_request(request, confirmed)?;
    let side = [Subject::Request(request, fabula.unit)];
    share(fabula, inventia, "the confirmation in electronic form, Article 9(4)", &side)
}

/// The same, as a request for mutual assistance. What it asks for was handed over already.
fn submit_again(
    fabula: &mut Organisation,
    inventia: &mut Organisation,
    request: RequestId,
    item: ItemId,
) -> Result<(), Failure> {
    let terms = RequestDraft::new(Catalogue::embedded(), "ETS185-ART31")?
        .to(inventia.unit)
        .category("content")
        .relates(RelationKind::ConfirmsEmergency, request)
        .build()?;
    let again = fabula.request(terms)?;
    let sides = fabula.sides(again)?;
    share(fabula, inventia, "the same, as mutual assistance, Article 9(5)", &sides)?;
    inventia.receive(again, "24_7_network", "called back as before")?;
    let production = Production::complete().item(item, "content", &["account till"]);
    let conditions = inventia.case.conditions_on(item).into_iter();
    inventia.produce(again, &conditions.fold(production, Production::condition))?;
    let sides = inventia.sides(again)?;
    share(inventia, fabula, "that this is the item it has already", &sides)
}

/// An e-mail with a borrowed letterhead: whoever asks has no keys, and its number is in no directory.
fn decline_forged(inventia: &mut Organisation) -> Result<RequestId, Failure> {
    let letter = "Fabula Police, Cyber Unit. EMERGENCY. Send the chat of till at once.\n";
    let document = inventia.acquire("IP-92", "letter.eml", letter, None)?;
    let measured = measure_file(inventia.path_of(document)?, Options::default())?;
    let salts = &mut inventia.salts;
    let read = RequestDraft::new(Catalogue::embedded(), "CETS224-ART9")?
        .to(inventia.unit)
        .emergency()
        .category("content")
        .field("competent_authority_seeking", "Fabula Police, Cyber Unit", salts)
        .field("service_provider_name", "Pretend Chat", salts)
        .field("detailed_description_of_data", "Chat of the account till", salts);
    let method = "the number in the letter is in no directory; Fabula's point of contact, called \
                  on its own number, knows nothing of it";
    let forged = Registered {
        maker: inventia.salts.commit("\"Cyber Unit\", cyber-unit@fabula-police.example"),
        terms: read.as_read(),
        channel: Why::code("e_mail"),
        document: Annex {
            kind: "document".to_owned(),
            id: document,
            lang: Some("en".to_owned()),
            name: Some(inventia.salts.commit("letter.eml")),
            content: Content::measured(&measured, PartDigests::Omitted, &mut inventia.salts),
        },
        authentication: Authentication {
            method: inventia.why("call_back", method),
            result: AuthenticationResult::Failed,
        },
    };
    let forged = inventia.register(forged)?;
    say(
        "  Inventia Police registers an e-mail that claims an emergency, and calls back: nobody.\n",
    )?;
    let ground = inventia.why("not_authenticated", "nobody is shown to be behind it");
    inventia.on_request(forged, Declined { form: None, ground, redirected: None })?;
    say("  It declines. Nothing was produced.\n")?;
    Ok(forged)
}

fn conclude(
    fabula: &mut Organisation,
    inventia: &mut Organisation,
    forged: RequestId,
) -> Result<bool, Failure> {
    say("\n4. WHAT EACH LEDGER SHOWS\n\n")?;
    let page = inventia.verify()?;
    say(format_args!("{page}\n{}\n", page.docket()))?;
    let unanswered = |view: &RequestView| view.id == forged && view.answers.is_empty();
    ensure(page.requests.iter().any(unanswered), "nothing was produced to the forged request")?;
    ensure(holds(&page, Code::RequestMakerNotAuthenticated), "the forged request is named")?;
    ensure(!holds(&page, Code::RequestConfirmationMissing), "the oral request is confirmed")?;
    let mut as_expected = true;
    for (each, expected) in [(fabula, Verdict::Consistent), (inventia, Verdict::Irregular)] {
        let report = each.verify()?;
        tell_verdict(each.name, &report)?;
        tell_requests(&report)?;
        as_expected &= tell_expected(each.name, &report, expected);
    }
    say(
        "\n  Expected: Irregular where the forged request is on record, with what is wrong with it. \
         That the\n  Protocol is not shown in force is a note, and changes no verdict.\n",
    )?;
    Ok(as_expected)
}

fn holds(report: &Report, code: Code) -> bool {
    report.findings.iter().any(|finding| finding.code == code)
}
