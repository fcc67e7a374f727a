//! What is said where entries cannot be read, where nothing was asked for, and of letters.

use handseal::event::{Annex, AuthenticationResult, NamedParty, Registered, Used, Why};
use handseal::identity::{ItemId, RequestId};
use handseal::law::{ClockState, RequestView, Untold, UseLogOf};
use handseal::ledger::{Header, entry_record};
use handseal::verify::{
    Certificate, Code, ItemName, NoCertificate, Report, Verdict, Verifier, VerifierError,
};

use crate::cases::at;
use crate::world::{World, authenticated, catalogue, requests, why, world};

/// The file with an entry as a stub.
fn stubbed(world: &World, index: u64) -> Vec<u8> {
    let ledger = &world.ledger;
    let mut bytes = Header::Ledger.to_bytes();
    let mut end = bytes.len();
    for (place, group) in (0..).zip(&ledger.groups) {
        // Checkpoints stand between the groups.
        bytes.extend(&ledger.bytes[end..group.start]);
        end = group.end;
        if place == index {
            bytes.extend(entry_record(ledger.hash(index).as_bytes()));
        } else {
            bytes.extend(&ledger.bytes[group.clone()]);
        }
    }
    bytes.extend(&ledger.bytes[end..]);
    bytes
}

fn verifier<'a>(world: &World, catalogue: &'a handseal::law::Catalogue) -> Verifier<'a> {
    Verifier::new(&world.trust, at(world.now)).catalogue(catalogue)
}

fn view(report: &Report, id: RequestId) -> &RequestView {
    report.requests.iter().find(|request| request.id == id).unwrap()
}

#[test]
fn letter_on_record_starts_the_periods_of_a_receipt() {
    // V7.38
    let mut world = world();
    let provider = world.provider.clone();
    let document = Annex {
        kind: "document".to_owned(),
        id: world.ledger.item(),
        lang: None,
        name: None,
        content: world.ledger.content(b"Dear provider"),
    };
    // It concerns whoever keeps the ledger, which then holds what was done about it.
    let mut terms = world.terms("PERIODS");
    terms.parties.push(NamedParty::new("copy", world.maker.id));
    let body = Registered {
        maker: world.ledger.words("the court of Exampleville"),
        terms,
        channel: why(),
        document,
        authentication: authenticated(AuthenticationResult::Confirmed),
    };
    let id = world.id();
    world.act(id, &provider, body);
    world.now = world.ledger.minute + 20 * crate::world::DAY;
    assert!(world.finds(Code::RequestOverdue));
    let report = world.report();
    let described = view(&report, id).maker_described.as_deref();
    assert_eq!(described, Some("the court of Exampleville"));
    assert!(report.docket().to_string().contains("described as \"the court of Exampleville\""));
}

#[test]
fn answer_that_is_a_stub_is_not_told_to_be_overdue() {
    // V7.17, V7.38, V7.40
    let mut world = world();
    let id = world.asked("PERIODS");
    let item = world.answer(id, "subscriber", &[]);
    world.now = world.ledger.minute + 20 * crate::world::DAY;
    assert!(!world.finds(Code::RequestOverdue));
    let report = world.report();
    let produced = view(&report, id).answers[0].produced.unwrap();
    assert_eq!(view(&report, id).answers[0].item, item.item().unwrap());

    let catalogue = catalogue();
    let report = verifier(&world, &catalogue).verify_bytes(&stubbed(&world, produced)).unwrap();
    let silent = [Code::RequestOpen, Code::RequestOverdue, Code::RequestLapsed];
    assert!(requests(&report).all(|finding| !silent.contains(&finding.code)), "{report}");
    assert_eq!(report.verdict, Verdict::Incomplete);
    let clock = &view(&report, id).clocks[0].clock;
    assert_eq!(clock.state, ClockState::CannotBeTold(Untold::NotAllShown));
    assert!(!view(&report, id).is_overdue());
}

#[test]
fn use_log_over_entries_that_cannot_be_read_says_that_it_may_lack_acts() {
    let mut world = world();
    let (_, item) = world.delivered("FREE", &[]);
    let maker = world.maker.clone();
    let body = Used { result: None, purpose: Why::code("fraud"), authorisation: None };
    let used = world.ledger.act(body, std::slice::from_ref(&item), &maker);
    let catalogue = catalogue();
    let of = UseLogOf::Item(item.item().unwrap());
    let ask = |bytes: &[u8]| {
        let verifier = verifier(&world, &catalogue).use_log(of.clone());
        verifier.verify_bytes(bytes).unwrap().use_logs.remove(0)
    };
    let whole = ask(&world.ledger.bytes);
    assert_eq!((whole.left_out, whole.entries.last().map(|entry| entry.entry)), (0, Some(used)));
    let lacking = ask(&stubbed(&world, used));
    assert_eq!(lacking.left_out, 1);
    assert!(lacking.to_string().contains("1 entries could not be checked"), "{lacking}");
}

#[test]
fn use_log_of_what_the_case_does_not_have_is_refused() {
    let mut world = world();
    world.delivered("FREE", &[]);
    let catalogue = catalogue();
    let ask = |of| verifier(&world, &catalogue).use_log(of).verify_bytes(&world.ledger.bytes);
    let item = ItemId::from([0xff; 16]);
    let unknown = ask(UseLogOf::Item(item)).unwrap_err();
    assert!(matches!(unknown, VerifierError::UnknownItem { .. }), "{unknown}");
    let request = RequestId::from([0xff; 16]);
    let unknown = ask(UseLogOf::Request(request)).unwrap_err();
    assert!(matches!(unknown, VerifierError::UnknownRequest { .. }), "{unknown}");
    let log = ask(UseLogOf::Person("nobody".to_owned())).unwrap().use_logs.remove(0);
    assert!(
        log.to_string().contains("nothing that could be read here is said to be about"),
        "{log}"
    );
}

#[test]
fn name_for_a_certificate_that_damage_hides_does_not_hide_the_damage() {
    let mut world = world();
    let (_, item) = world.delivered("FREE", &[]);
    let label = ItemName::Label("EX-1".to_owned());
    let catalogue = catalogue();
    let ask =
        |bytes: &[u8]| verifier(&world, &catalogue).certificate(label.clone()).verify_bytes(bytes);
    assert!(matches!(ask(&world.ledger.bytes), Err(VerifierError::UnknownItem { .. })));
    let mut bytes = world.ledger.bytes.clone();
    let last = world.ledger.groups.last().unwrap().clone();
    bytes[last.start + 40] ^= 1;
    let report = ask(&bytes).unwrap();
    assert_eq!(report.verdict, Verdict::Contradicted, "{report}");
    let why = NoCertificate::NotFound;
    assert_eq!(report.certificates, [Certificate::Refused { item: "EX-1".to_owned(), why }]);
    assert!(item.item().is_some());
}

#[test]
fn calendars_of_one_year_after_the_other_are_one() {
    // V7.38
    let mut world = world();
    let mut terms = world.terms("WORKDAYS");
    let third = world.third.clone();
    terms.parties = vec![NamedParty::new("addressee", third.id)];
    let id = world.ask(terms);
    world.receive(id, &third);
    let span = |from: &str, to: &str| {
        format!(
            "[[calendar]]\njurisdiction = \"DE\"\nfrom = {from}\nto = {to}\n\
             weekend = [\"saturday\", \"sunday\"]\n"
        )
    };
    let text = |spans: &[String]| format!("format = 1\nas_of = 2041-01-01\n{}", spans.concat());
    let first = span("2041-01-01", "2041-06-03");
    let laid = |text: &str| catalogue().extended("de.toml", text).unwrap();
    let cut = world.report_by(&laid(&text(std::slice::from_ref(&first))));
    assert!(requests(&cut).any(|finding| finding.code == Code::RequestClockNotTold), "{cut}");
    let whole = text(&[first, span("2041-06-04", "2041-12-31")]);
    let report = world.report_by(&laid(&whole));
    assert!(requests(&report).all(|finding| finding.code != Code::RequestClockNotTold), "{report}");
}
