//! Evidence that goes on to a third State: V7.31, V7.32.

use handseal::event::{
    Authorisation, AuthorisedAct, ConditionKind, Disclosed, Offered, Recipient, Subject, Why,
};
use handseal::identity::{RequestId, Trust};
use handseal::verify::{Code, Verdict};

use crate::cases::Party;
use crate::world::{DAY, World, condition, requests, until, world};

/// Evidence at the maker's in FR that came from KE, under an instrument whose rule binds of itself.
fn bound() -> (World, RequestId, Subject) {
    let mut world = world();
    let conditions = [until(ConditionKind::Review, 25 * DAY)];
    let (id, item) = world.delivered("KEEP", &conditions);
    world.assert_consistent();
    (world, id, item)
}

/// Hands it on with its conditions, citing an authorisation.
fn pass(
    world: &mut World,
    item: &Subject,
    parties: [&Party; 2],
    authorisation: Option<handseal::event::Citation>,
) -> u64 {
    let conditions = [until(ConditionKind::Review, 25 * DAY)];
    let body = Offered { authorisation, ..world.offered(parties[1], None, &conditions) };
    world.hand(item, parties, body)
}

#[test]
fn onward_transfer_without_an_authorisation_is_named() {
    // V7.31
    let (mut world, _, item) = bound();
    let (maker, third) = (world.maker.clone(), world.third.clone());
    let index = pass(&mut world, &item, [&maker, &third], None);
    let report = world.assert_finds(&[(Code::RequestOnwardUnauthorised, Some(index))]);
    let finding = crate::world::one(&report, Code::RequestOnwardUnauthorised);
    let message = finding.message();
    assert!(message.contains(r#"to "DE": no authorisation is cited"#), "{message}");
    assert!(message.contains(r#""KEEP" "9(10)"; to verify (high)"#), "{message}");
}

#[test]
fn onward_transfer_with_a_prior_authorisation_is_consistent() {
    // V7.31
    let (mut world, id, item) = bound();
    let (maker, third) = (world.maker.clone(), world.third.clone());
    let provider = world.provider.clone();
    let says = World::authorisation(AuthorisedAct::OnwardTransfer);
    let cited = world.authorise(id, &provider, says);
    pass(&mut world, &item, [&maker, &third], Some(cited));
    world.assert_consistent();
}

#[test]
fn onward_transfer_before_the_authorisation_is_named() {
    // V7.31
    let (mut world, id, item) = bound();
    let (maker, third) = (world.maker.clone(), world.third.clone());
    let provider = world.provider.clone();
    world.days(2);
    let says = World::authorisation(AuthorisedAct::OnwardTransfer);
    let cited = world.authorise(id, &provider, says);
    world.ledger.minute -= DAY;
    pass(&mut world, &item, [&maker, &third], Some(cited));
    let message = world.found(Code::RequestOnwardUnauthorised).message();
    assert!(message.contains("the authorisation is dated after the act"), "{message}");
}

#[test]
fn authorisation_for_another_state_or_act_does_not_cover_the_transfer() {
    // V7.31
    let mut other_state = World::authorisation(AuthorisedAct::OnwardTransfer);
    other_state.jurisdictions = vec!["US".to_owned()];
    let mut this_state = World::authorisation(AuthorisedAct::OnwardTransfer);
    this_state.jurisdictions = vec!["DE".to_owned()];
    let use_only = World::authorisation(AuthorisedAct::Use);
    let cases: [(Authorisation, Option<&str>); 3] = [
        (other_state, Some("the authorisation is for another State")),
        (use_only, Some("the authorisation is for another act")),
        (this_state, None),
    ];
    for (says, lack) in cases {
        let (mut world, id, item) = bound();
        let (maker, third) = (world.maker.clone(), world.third.clone());
        let provider = world.provider.clone();
        let cited = world.authorise(id, &provider, says);
        pass(&mut world, &item, [&maker, &third], Some(cited));
        match lack {
            None => world.assert_consistent(),
            Some(lack) => {
                let message = world.found(Code::RequestOnwardUnauthorised).message();
                assert!(message.contains(lack), "{message}");
            }
        }
    }
}

#[test]
fn authority_of_the_suppliers_state_may_authorise() {
    // V7.31
    let (mut world, id, item) = bound();
    let (maker, third) = (world.maker.clone(), world.third.clone());
    let authority = world.authority.clone();
    let says = World::authorisation(AuthorisedAct::OnwardTransfer);
    let cited = world.authorise(id, &authority, says);
    pass(&mut world, &item, [&maker, &third], Some(cited));
    assert!(!world.finds(Code::RequestOnwardUnauthorised));
}

#[test]
fn passage_within_the_state_or_back_to_the_suppliers_is_no_onward_transfer() {
    // V7.31
    for to in [|world: &World| world.second.clone(), |world: &World| world.authority.clone()] {
        let (mut world, _, item) = bound();
        let maker = world.maker.clone();
        let to = to(&world);
        pass(&mut world, &item, [&maker, &to], None);
        world.assert_consistent();
    }
}

#[test]
fn passage_through_the_suppliers_authority_to_the_one_who_asked_is_no_onward_transfer() {
    // V7.31: from the provider to the authority of its State, and from there to the maker.
    let mut world = world();
    let id = world.asked("KEEP");
    let item = world.answer(id, "subscriber", &[until(ConditionKind::Review, 25 * DAY)]);
    let (provider, authority) = (world.provider.clone(), world.authority.clone());
    let (maker, third) = (world.maker.clone(), world.third.clone());
    pass(&mut world, &item, [&provider, &authority], None);
    pass(&mut world, &item, [&authority, &maker], None);
    assert!(!world.finds(Code::RequestOnwardUnauthorised));
    // From there it is.
    pass(&mut world, &item, [&maker, &third], None);
    assert!(world.finds(Code::RequestOnwardUnauthorised));
}

#[test]
fn return_to_the_state_that_asked_is_no_onward_transfer() {
    // V7.31
    let (mut world, id, item) = bound();
    let (maker, third) = (world.maker.clone(), world.third.clone());
    let provider = world.provider.clone();
    let says = World::authorisation(AuthorisedAct::OnwardTransfer);
    let cited = world.authorise(id, &provider, says);
    pass(&mut world, &item, [&maker, &third], Some(cited));
    pass(&mut world, &item, [&third, &maker], None);
    world.assert_consistent();
}

#[test]
fn offer_to_a_third_state_stays_on_record_when_it_is_refused() {
    // V7.31
    let (mut world, _, item) = bound();
    let (maker, third) = (world.maker.clone(), world.third.clone());
    let item = [item];
    let body = world.offered(&third, None, &[until(ConditionKind::Review, 25 * DAY)]);
    let index = world.ledger.act(body, &item, &maker);
    assert!(world.finds(Code::RequestOnwardUnauthorised));
    let body = world.ledger.refused(&item);
    world.ledger.act(body, &item, &third);
    assert_eq!(world.found(Code::RequestOnwardUnauthorised).location.entry, Some(index));
}

#[test]
fn onward_transfer_binds_where_the_condition_is_set_though_the_instrument_is_silent() {
    // V7.31
    for (conditions, found) in
        [(vec![condition(ConditionKind::OnwardTransfer)], true), (vec![], false)]
    {
        // Under `MAY` the rule binds only where somebody sets it.
        for instrument in ["FREE", "MAY"] {
            let mut world = world();
            let (_, item) = world.delivered(instrument, &conditions);
            let (maker, third) = (world.maker.clone(), world.third.clone());
            world.hand_over(&item, [&maker, &third], None, &conditions);
            let report = world.report();
            let code = Code::RequestOnwardUnauthorised;
            let seen = requests(&report).any(|finding| finding.code == code);
            assert_eq!(seen, found, "{report}");
        }
    }
}

#[test]
fn supplier_may_send_its_own_evidence_where_it_likes() {
    // V7.31
    let mut world = world();
    let id = world.asked("KEEP");
    let item = world.answer(id, "subscriber", &[until(ConditionKind::Review, 25 * DAY)]);
    let (provider, third) = (world.provider.clone(), world.third.clone());
    pass(&mut world, &item, [&provider, &third], None);
    assert!(!world.finds(Code::RequestOnwardUnauthorised));
}

#[test]
fn disclosure_in_a_third_state_is_an_onward_transfer() {
    // V7.31
    let (mut world, _, item) = bound();
    let (maker, third) = (world.maker.clone(), world.third.clone());
    let to = Recipient { party: Some(third.id), described: None };
    let body = Disclosed { to, copy: None, under: Why::code("trial"), authorisation: None };
    world.ledger.act(body, &[item], &maker);
    assert!(world.finds(Code::RequestOnwardUnauthorised));
}

#[test]
fn passage_to_an_organisation_whose_state_is_not_known_is_not_told() {
    // V7.32
    let (mut world, _, item) = bound();
    let (maker, stranger) = (world.maker.clone(), world.stranger.clone());
    let body = world.offered(&stranger, None, &[until(ConditionKind::Review, 25 * DAY)]);
    let index = world.ledger.act(body, &[item], &maker);
    let found = world.assert_finds(&[(Code::RequestOnwardNotTold, Some(index))]);
    assert_eq!(found.verdict, Verdict::Incomplete);
    // The verifier may know what the organisation has not said here.
    let org = stranger.id.org();
    world.trust = std::mem::take(&mut world.trust).named(org, "Stranger", "US");
    assert!(world.found(Code::RequestOnwardUnauthorised).message().contains(r#"to "US""#));
}

#[test]
fn what_the_verifier_knows_of_a_jurisdiction_outweighs_what_an_organisation_says() {
    // V7.31
    let (mut world, _, item) = bound();
    let (maker, second) = (world.maker.clone(), world.second.clone());
    pass(&mut world, &item, [&maker, &second], None);
    let org = second.id.org();
    world.trust = std::mem::replace(&mut world.trust, Trust::new()).named(org, "Second", "CH");
    assert!(world.found(Code::RequestOnwardUnauthorised).message().contains(r#"to "CH""#));
}

#[test]
fn passage_to_someone_without_keys_is_not_told() {
    // V7.32
    let (mut world, _, item) = bound();
    let maker = world.maker.clone();
    let described = Some(world.ledger.words("counsel"));
    let to = Recipient { party: None, described };
    let body = Disclosed { to, copy: None, under: Why::code("trial"), authorisation: None };
    let item = [item];
    let first = world.ledger.act(body, &item, &maker);
    assert_eq!(world.found(Code::RequestOnwardNotTold).location.entry, Some(first));
    let body = world.ledger.handed_out();
    world.ledger.act(body, &item, &maker);
    let report = world.report();
    let told = requests(&report).filter(|finding| finding.code == Code::RequestOnwardNotTold);
    assert_eq!(told.count(), 2, "{report}");
}
