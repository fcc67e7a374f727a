//! Where a second reader of the specification came to another answer: one case of each.

use handseal::event::{
    AuthenticationResult, Cancelled, Declined, Extended, Incident, NamedParty, Noted, Objected,
    Period, Preserved, Relation, RelationKind, Unit,
};
use handseal::identity::RequestId;
use handseal::law::{Catalogue, ClockState, RequestView};
use handseal::verify::{Code, Report};

use crate::cases::Party;
use crate::sides::registered;
use crate::world::{World, catalogue, one, requests, why, world};

/// The catalogue of these tests with a deadline of one instrument more.
fn with_deadline(lines: &str) -> Catalogue {
    let text = format!(
        "format = 1\nas_of = 2041-01-01\n\
         [[instrument]]\nid = \"MORE\"\nact = \"T\"\narticle = \"11\"\ntitle = {{ en = \"More\" }}\n\
         nature = \"order\"\nsource = \"a test\"\ncertainty = \"verified\"\n\
         [[instrument.deadline]]\nid = \"answer\"\nparagraph = \"11(1)\"\namount = 3\n\
         starts = \"received\"\nstarts_on = \"addressee\"\nstarts_certainty = \"verified\"\n\
         on_expiry = \"overdue\"\ncertainty = \"verified\"\n{lines}"
    );
    catalogue().extended("more.toml", &text).unwrap()
}

fn view(report: &Report, id: RequestId) -> &RequestView {
    report.requests.iter().find(|request| request.id == id).unwrap()
}

fn noted(world: &mut World) -> Noted {
    Noted { text: world.ledger.words("seen"), entry: None }
}

fn declined() -> Declined {
    Declined { form: None, ground: why(), redirected: None }
}

fn preserved(items: Vec<handseal::identity::ItemId>) -> Preserved {
    Preserved { what: None, items, until: None }
}

#[test]
fn passage_of_which_the_state_is_not_known_names_no_rule() {
    // R7.5, V7.32
    let mut world = world();
    let (_, item) = world.delivered("KEEP", &[]);
    let maker = world.maker.clone();
    let body = world.ledger.handed_out();
    world.ledger.act(body, &[item], &maker);
    let finding = world.found(Code::RequestOnwardNotTold);
    assert!(finding.message().contains(r#""KEEP" "9(10)""#), "{}", finding.message());
}

#[test]
fn field_with_a_place_of_its_own_does_not_explain_an_early_request() {
    // R9.6, V7.15
    let mut world = world();
    let asked = world.asked("ASK");
    let mut terms = world.terms("SOON");
    let request = Relation { kind: RelationKind::Enforces, entry: None, request: asked };
    terms.relates = vec![request];
    let text = "format = 1\nas_of = 2041-01-01\n\
        [[instrument]]\nid = \"SOON\"\nact = \"T\"\narticle = \"12\"\ntitle = { en = \"Soon\" }\n\
        nature = \"mutual_assistance\"\nsource = \"a test\"\ncertainty = \"verified\"\n\
        [[instrument.after]]\ninstrument = \"ASK\"\ndeadline = \"wait\"\nparagraph = \"12(1)\"\n\
        unless_field = \"time_frame\"\ncertainty = \"verified\"\n";
    let catalogue = catalogue().extended("soon.toml", text).unwrap();
    let early = |world: &World| {
        let report = world.report_by(&catalogue);
        requests(&report).any(|finding| finding.code == Code::RequestEarly)
    };
    world.ask(terms.clone());
    assert!(early(&world));
    let mut world = crate::world::world();
    let asked = world.asked("ASK");
    terms.relates[0].request = asked;
    terms.time_frame = Some(Period { unit: Unit::Hours, amount: 8 });
    world.ask(terms);
    assert!(!early(&world));
}

#[test]
fn item_whose_chain_is_in_doubt_is_said_not_to_be_offered() {
    // R4.5, V7.20
    let mut world = world();
    let id = world.asked("FREE");
    let item = world.answer(id, "subscriber", &[]);
    assert!(world.finds(Code::RequestItemNotOffered));
    let (stranger, maker) = (world.stranger.clone(), world.maker.clone());
    let body = world.offered(&maker, Some(id), &[]);
    world.ledger.act(body, &[item], &stranger);
    assert!(!world.finds(Code::RequestItemNotOffered));
    assert!(world.finds(Code::RequestNotShown));
}

#[test]
fn remark_meets_a_period() {
    // R3.4
    let mut world = world();
    let catalogue = with_deadline(
        "unit = \"calendar_days\"\nbound = \"at_most\"\nmet_by = [\"noted\"]\nmet_on = \"any\"\n",
    );
    let id = world.asked("MORE");
    let (provider, body) = (world.provider.clone(), noted(&mut world));
    world.act(id, &provider, body);
    let report = world.report_by(&catalogue);
    let clock = &view(&report, id).clocks[0].clock;
    assert!(matches!(clock.state, ClockState::Missed { entry: None, .. }), "{clock}");
}

#[test]
fn second_letter_describes_the_maker_of_the_first() {
    // R1.3, R1.4
    let mut world = world();
    let (provider, third, maker) =
        (world.provider.clone(), world.third.clone(), world.maker.clone());
    let id = world.id();
    let first = registered(&mut world, AuthenticationResult::Confirmed);
    world.act(id, &provider, first);
    let mut second = registered(&mut world, AuthenticationResult::Confirmed);
    second.maker = world.ledger.words("somebody else");
    world.act(id, &third, second);
    let described = |world: &World| view(&world.report(), id).maker_described.clone();
    assert_eq!(described(&world).as_deref(), Some("the court of Exampleville"));
    let terms = world.terms("FREE");
    world.act(id, &maker, handseal::event::Requested { terms });
    assert_eq!(described(&world), None, "it has a key now");
}

#[test]
fn incident_on_the_chain_of_the_item_that_it_cites_is_said_twice() {
    // R8.5, V7.36
    let mut world = world();
    let (_, item) = world.delivered("KEEP", &[]);
    let maker = world.maker.clone();
    let body = Incident {
        kind: "access".to_owned(),
        risk: None,
        text: world.ledger.words("somebody looked"),
        entry: Some(world.ledger.cite(&item)),
        notified: Vec::new(),
    };
    world.ledger.act(body, &[item], &maker);
    one(&world.report(), Code::RequestIncidentNotNotified);
}

#[test]
fn item_that_was_collected_and_preserved_is_listed_twice() {
    // R11.6
    let mut world = world();
    let id = world.asked("PRESERVE");
    let provider = world.provider.clone();
    let item = world.collect(Some(id), &provider).item().unwrap();
    world.act(id, &provider, preserved(vec![item]));
    assert_eq!(view(&world.report(), id).answers.len(), 1);
}

#[test]
fn act_that_came_too_late_is_forgotten_once_the_clock_is_lifted() {
    // R10.14, R10.23, V7.37
    let mut world = world();
    let id = world.asked("PERIODS");
    let provider = world.provider.clone();
    world.days(12);
    world.act(id, &provider, declined());
    let late = world.ledger.size() - 1;
    let mut terms = world.terms("FREE");
    let kind = RelationKind::FollowsPreservation;
    terms.relates = vec![Relation { kind, entry: None, request: id }];
    world.asked_with(terms);
    let finding = world.found(Code::RequestLate);
    assert_eq!(finding.location.entry, Some(late));
}

#[test]
fn calendar_with_its_weekend_in_another_order_does_not_go_on() {
    // R10.20, V7.40
    let mut world = world();
    let mut terms = world.terms("WORKDAYS");
    let third = world.third.clone();
    terms.parties = vec![NamedParty::new("addressee", third.id)];
    let id = world.ask(terms);
    world.receive(id, &third);
    let text = "format = 1\nas_of = 2041-01-01\n\
        [[calendar]]\njurisdiction = \"DE\"\nfrom = 2041-01-01\nto = 2041-06-03\n\
        weekend = [\"saturday\", \"sunday\"]\n\
        [[calendar]]\njurisdiction = \"DE\"\nfrom = 2041-06-04\nto = 2041-12-31\n\
        weekend = [\"sunday\", \"saturday\"]\n";
    let report = world.report_by(&catalogue().extended("de.toml", text).unwrap());
    assert!(requests(&report).all(|finding| finding.code != Code::RequestClockNotTold), "{report}");
}

#[test]
fn withheld_value_is_named_as_the_cause_of_a_doubt() {
    // R4.3, V7.1
    let mut world = world();
    let id = world.asked("FREE");
    let (provider, maker) = (world.provider.clone(), world.maker.clone());
    let item = world.answer(id, "subscriber", &[]);
    let other = world.collect(Some(id), &provider);
    let body = world.offered(&maker, Some(id), &[]);
    world.ledger.act(body, std::slice::from_ref(&other), &provider);
    // Not possible for the item that is offered: so nothing is heard of the first one, either.
    let mut both = [item.clone(), other];
    both.sort_unstable();
    let body = world.ledger.stored();
    let signed = world.ledger.signed(body, &both, &provider);
    world.ledger.push_records(signed.as_bytes(), &[]);
    let report = world.report();
    let finding = one(&report, Code::RequestNotShown);
    assert_eq!(finding.location.subject, Some(item));
    let cause = &report.findings[finding.because_of.unwrap()];
    assert_eq!(cause.code, Code::CustodyMoveForbidden, "{report}");
}

#[test]
fn acts_on_a_side_that_is_no_addressees_any_more_are_lost() {
    // R10.18
    let mut world = world();
    let catalogue = with_deadline(
        "unit = \"calendar_days\"\nbound = \"at_most\"\nmet_by = [\"objected\"]\nmet_on = \"any\"\n",
    );
    let (provider, third, second, maker) =
        (world.provider.clone(), world.third.clone(), world.second.clone(), world.maker.clone());
    let id = world.id();
    let mut letter = registered(&mut world, AuthenticationResult::Confirmed);
    letter.terms = world.terms("MORE");
    letter.terms.parties = vec![NamedParty::new("addressee", second.id)];
    world.act(id, &provider, letter);
    world.act(id, &second, Objected { form: None, ground: why() });
    let mut terms = world.terms("MORE");
    terms.parties =
        vec![NamedParty::new("addressee", provider.id), NamedParty::new("addressee", third.id)];
    world.act(id, &maker, handseal::event::Requested { terms });
    world.receive(id, &third);
    let report = world.report_by(&catalogue);
    let clocks = &view(&report, id).clocks;
    assert_eq!(clocks.len(), 2);
    let met = |addressee: &Party| {
        let clock = clocks.iter().find(|clock| clock.addressee == Some(addressee.id)).unwrap();
        matches!(clock.clock.state, ClockState::Met { .. })
    };
    assert!(met(&third), "{report}");
}

#[test]
fn extension_in_days_of_work_has_no_calendar() {
    // R10.6, R10.12
    let mut world = world();
    let catalogue = with_deadline(
        "unit = \"calendar_days\"\nbound = \"at_most\"\nmet_by = [\"produced\"]\n\
         met_on = \"addressee\"\nextension = { unit = \"calendar_days\" }\n",
    );
    let id = world.asked("MORE");
    let maker = world.maker.clone();
    let period = Period { unit: Unit::WorkingDays, amount: 1 };
    let body = Extended { why: None, form: None, period, deadline: "answer".to_owned() };
    world.act(id, &maker, body);
    let report = world.report_by(&catalogue);
    let due = view(&report, id).clocks[0].clock.due.unwrap();
    // 4 June is the last day, and a holiday; 5 June is a day of work.
    assert_eq!(due.latest.to_string(), "2041-06-06T00:00:00Z");
}

#[test]
fn answer_that_is_not_possible_crosses_the_taking_back() {
    // R3.6, V7.7
    let mut world = world();
    let id = world.asked("FREE");
    let maker = world.maker.clone();
    world.act(id, &maker, Cancelled { why: why() });
    world.act(id, &maker, declined());
    assert!(world.finds(Code::RequestMoveForbidden));
    assert!(!world.finds(Code::RequestCrossed));
}
