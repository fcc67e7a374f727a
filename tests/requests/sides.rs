//! Who may do what on which side of a request: V7.2 to V7.7.

use handseal::event::{
    Annex, AuthenticationResult, Cancelled, Declined, Extent, NamedParty, Noted, Produced,
    Recipient, Registered, Requested, Subject, Transmitted,
};
use handseal::law::SideState;
use handseal::verify::{Code, Verdict};

use crate::cases::Party;
use crate::world::{World, authenticated, condition, one, requests, why, world};

fn cancelled() -> Cancelled {
    Cancelled { why: why() }
}

fn declined() -> Declined {
    Declined { form: None, ground: why(), redirected: None }
}

/// A letter from someone without keys, as the provider writes it down.
pub(crate) fn registered(world: &mut World, result: AuthenticationResult) -> Registered {
    let id = world.ledger.item();
    Registered {
        maker: world.ledger.words("the court of Exampleville"),
        terms: world.terms("FREE"),
        channel: why(),
        document: Annex {
            kind: "document".to_owned(),
            id,
            lang: None,
            name: None,
            content: world.ledger.content(b"Dear provider"),
        },
        authentication: authenticated(result),
    }
}

fn states(world: &World) -> Vec<SideState> {
    world.report().requests[0].sides.iter().map(|side| side.state).collect()
}

#[test]
fn request_answered_and_handed_over_is_consistent() {
    let mut world = world();
    world.delivered("FREE", &[]);
    world.assert_finds(&[]);
    world.assert_consistent();
    assert_eq!(states(&world), [SideState::Made, SideState::Answered]);
}

#[test]
fn request_that_is_only_named_is_not_held() {
    // V7.2
    let mut world = world();
    let id = world.id();
    let maker = world.maker.clone();
    let item = world.collect(Some(id), &maker);
    let second = world.second.clone();
    world.hand_over(&item, [&maker, &second], Some(id), &[]);
    let report = world.assert_finds(&[(Code::RequestNotHeld, None)]);
    assert_eq!(report.verdict, Verdict::Incomplete);
    let message = one(&report, Code::RequestNotHeld).message();
    assert!(message.contains(&id.to_string()), "{message}");
}

#[test]
fn letter_of_someone_without_keys_is_said_to_be_the_addressees_word() {
    // V7.3
    let mut world = world();
    let id = world.id();
    let body = registered(&mut world, AuthenticationResult::Confirmed);
    let provider = world.provider.clone();
    let index = world.act(id, &provider, body);
    world.answer(id, "subscriber", &[]);
    assert_eq!(world.found(Code::RequestMakerUnsigned).location.entry, Some(index));
    assert!(!world.finds(Code::RequestMakerNotAuthenticated));
    assert!(!world.finds(Code::RequestPartyUnnamed), "whoever registers it is named by it");
}

#[test]
fn request_that_its_maker_signed_is_not_unsigned() {
    // V7.3
    let mut world = world();
    world.asked("FREE");
    assert!(!world.finds(Code::RequestMakerUnsigned));
}

#[test]
fn maker_that_nobody_authenticated_is_named() {
    // V7.4
    for result in [AuthenticationResult::Failed, AuthenticationResult::NotDone] {
        let mut world = world();
        let terms = world.terms("FREE");
        let id = world.ask(terms);
        let body = world.received(id, result);
        let provider = world.provider.clone();
        let index = world.act(id, &provider, body);
        let finding = world.found(Code::RequestMakerNotAuthenticated);
        assert_eq!(finding.location.entry, Some(index));
        assert!(finding.message().contains(result.code()), "{}", finding.message());
    }
}

#[test]
fn letter_that_could_not_be_authenticated_is_named() {
    // V7.4
    let mut world = world();
    let id = world.id();
    let body = registered(&mut world, AuthenticationResult::Failed);
    let provider = world.provider.clone();
    world.act(id, &provider, body);
    assert!(world.finds(Code::RequestMakerNotAuthenticated));
}

#[test]
fn second_answer_that_declines_is_not_possible_and_has_no_effect() {
    // V7.5
    let mut world = world();
    let (id, _) = world.delivered("FREE", &[]);
    let provider = world.provider.clone();
    let index = world.act(id, &provider, declined());
    world.assert_finds(&[(Code::RequestMoveForbidden, Some(index))]);
    let report = world.report();
    assert_eq!(report.requests[0].status.code(), "produced");
    assert_eq!(report.verdict, Verdict::Irregular);
}

#[test]
fn cancellation_on_the_side_of_the_addressee_is_not_possible() {
    // V7.5
    let mut world = world();
    let id = world.asked("FREE");
    let provider = world.provider.clone();
    let index = world.act(id, &provider, cancelled());
    let finding = world.found(Code::RequestMoveForbidden);
    assert_eq!(finding.location.entry, Some(index));
    assert_eq!(finding.location.subject, Some(Subject::Request(id, provider.id)));
    assert_eq!(states(&world), [SideState::Made, SideState::Received]);
}

#[test]
fn production_that_is_not_possible_binds_nothing() {
    // V7.5: what has no effect sets no condition.
    let mut world = world();
    let id = world.asked("FREE");
    let provider = world.provider.clone();
    world.act(id, &provider, declined());
    let third = world.third.clone();
    let item = world.collect(Some(id), &provider);
    let terms = world.terms("FREE");
    let other = world.ask(terms);
    let body = World::produced(&item, "subscriber", &[condition(confidential())]);
    let other_side = world.maker.clone();
    // The maker's side does not answer.
    let index = world.act(other, &other_side, body);
    world.hand_over(&item, [&provider, &third], None, &[]);
    assert_eq!(world.found(Code::RequestMoveForbidden).location.entry, Some(index));
    assert!(!world.finds(Code::RequestConditionDropped));
}

const fn confidential() -> handseal::event::ConditionKind {
    handseal::event::ConditionKind::Confidential
}

#[test]
fn request_made_again_by_another_party_does_not_replace_its_terms() {
    // V7.5
    let mut world = world();
    let id = world.asked("FREE");
    let mut terms = world.terms("DEAD");
    terms.categories = vec!["content".to_owned()];
    let again = Requested { terms };
    let (provider, third) = (world.authority.clone(), world.third.clone());
    let first = world.act(id, &provider, again.clone());
    let second = world.act(id, &third, again);
    let report = world.report();
    let found: Vec<_> = requests(&report)
        .filter(|finding| finding.location.entry >= Some(first))
        .map(|finding| (finding.code, finding.location.entry))
        .collect();
    let forbidden = |index| (Code::RequestMoveForbidden, Some(index));
    let unnamed = (Code::RequestPartyUnnamed, Some(second));
    assert_eq!(found, [forbidden(first), forbidden(second), unnamed], "{report}");
    assert_eq!(report.requests[0].instrument.as_deref(), Some("FREE"));
    assert_eq!(report.requests[0].maker, Some(world.maker.id));
}

#[test]
fn remark_on_a_side_is_possible_in_any_state() {
    // V7.5
    let mut world = world();
    let (id, _) = world.delivered("FREE", &[]);
    let body = Noted { text: world.ledger.words("seen"), entry: None };
    let provider = world.provider.clone();
    world.act(id, &provider, body);
    world.assert_finds(&[]);
}

#[test]
fn act_of_a_party_not_named_is_said() {
    // V7.6
    let mut world = world();
    let id = world.asked("FREE");
    let third = world.third.clone();
    let index = world.receive(id, &third);
    let finding = world.found(Code::RequestPartyUnnamed);
    assert_eq!(finding.location.entry, Some(index));
    assert!(finding.message().contains(&third.id.to_string()), "{}", finding.message());
}

#[test]
fn person_of_an_organisation_that_is_named_as_a_whole_is_named() {
    // V7.6
    let mut world = world();
    let registrar = world.provider.clone();
    let person = world.ledger.enrol(30, &registrar, &[]);
    let terms = world.terms("PERIODS");
    let id = world.ask(terms);
    let index = world.receive(id, &person);
    assert!(!world.finds(Code::RequestPartyUnnamed));
    // It stands on the side of the addressee, so that the period runs from there.
    let report = world.report();
    let started = report.requests[0].clocks[0].clock.started.unwrap();
    assert_eq!(started.entry, index);
}

#[test]
fn organisation_of_a_person_that_is_named_is_not_named() {
    // V7.6
    let mut world = world();
    let registrar = world.third.clone();
    let person = world.ledger.enrol(30, &registrar, &[]);
    let mut terms = world.terms("FREE");
    terms.parties.push(NamedParty::new("central_authority", person.id));
    let id = world.ask(terms);
    world.receive(id, &registrar);
    assert!(world.finds(Code::RequestPartyUnnamed));
}

fn transmitted(to: &Party) -> Transmitted {
    let to = Recipient { party: Some(to.id), described: None };
    Transmitted { kind: "request".to_owned(), to, entry: None, channel: why() }
}

#[test]
fn request_is_sent_on_by_an_authority_that_it_names() {
    // V7.5, V7.6
    let mut world = world();
    let terms = world.terms("FREE");
    let id = world.ask(terms);
    let (authority, provider) = (world.authority.clone(), world.provider.clone());
    world.receive(id, &authority);
    let body = transmitted(&provider);
    world.act(id, &authority, body);
    world.receive(id, &provider);
    let item = world.answer(id, "subscriber", &[]);
    let maker = world.maker.clone();
    world.hand_over(&item, [&provider, &maker], Some(id), &[]);
    world.assert_finds(&[]);
}

#[test]
fn two_sides_at_once_do_not_fork() {
    // V7.7
    let mut world = world();
    let id = world.asked("FREE");
    let (maker, provider) = (world.maker.clone(), world.provider.clone());
    let item = world.collect(Some(id), &provider);
    let [theirs, ours] = [&provider, &maker].map(|by| [Subject::Request(id, by.id)]);
    let body = World::produced(&item, "subscriber", &[]);
    let produced = world.ledger.signed(body, &theirs, &provider);
    let cancelled = world.ledger.signed(cancelled(), &ours, &maker);
    world.ledger.push(&produced);
    let index = world.ledger.push(&cancelled);
    let report = world.report();
    assert_eq!(one(&report, Code::RequestCrossed).location.entry, Some(index), "{report}");
    assert!(!report.findings.iter().any(|finding| finding.code == Code::LinkForked));
}

#[test]
fn answer_behind_a_cancellation_that_it_does_not_know_of_crosses_it() {
    // V7.7
    let mut world = world();
    let id = world.asked("FREE");
    let maker = world.maker.clone();
    world.act(id, &maker, cancelled());
    let provider = world.provider.clone();
    let index = world.act(id, &provider, declined());
    world.assert_finds(&[(Code::RequestCrossed, Some(index))]);
}

#[test]
fn crossing_is_a_note_and_no_breach() {
    // V7.7
    let mut world = world();
    let (id, _) = world.delivered("FREE", &[]);
    let maker = world.maker.clone();
    let index = world.act(id, &maker, cancelled());
    world.assert_finds(&[(Code::RequestCrossed, Some(index))]);
    world.assert_consistent();
}

#[test]
fn request_cancelled_before_an_answer_crosses_nothing() {
    // V7.7, V7.17
    let mut world = world();
    let id = world.asked("FREE");
    let maker = world.maker.clone();
    world.act(id, &maker, cancelled());
    world.assert_finds(&[]);
    assert_eq!(world.report().requests[0].status.code(), "cancelled");
}

#[test]
fn two_addressees_have_two_sides() {
    // V7.5, V7.18
    let mut world = world();
    let mut terms = world.terms("FREE");
    let second = world.third.clone();
    terms.parties.push(NamedParty::new("addressee", second.id));
    let id = world.asked_with(terms);
    world.receive(id, &second);
    let item = world.collect(Some(id), &second);
    let body = Produced { extent: Extent::Partial, ..World::produced(&item, "subscriber", &[]) };
    let index = world.act(id, &second, body);
    let provider = world.provider.clone();
    world.act(id, &provider, declined());
    // What one addressee says of its own side leaves the other's open.
    let finding = world.found(Code::RequestPartial);
    assert_eq!(finding.location.entry, Some(index));
    assert_eq!(finding.location.subject, Some(Subject::Request(id, second.id)));
    assert!(!world.finds(Code::RequestMoveForbidden));
}

#[test]
fn receipt_of_another_request_is_not_possible_and_starts_no_clock() {
    // V7.5
    let mut world = world();
    let terms = world.terms("PERIODS");
    let other = world.ask(terms.clone());
    let id = world.ask(terms);
    let body = world.received(other, AuthenticationResult::Confirmed);
    let provider = world.provider.clone();
    let index = world.act(id, &provider, body);
    let found = world.found(Code::RequestMoveForbidden);
    assert_eq!(found.location.entry, Some(index));
    let report = world.report();
    let view = report.requests.iter().find(|request| request.id == id).unwrap();
    assert!(view.clocks.iter().all(|clock| clock.clock.started.is_none()), "{report}");
}
