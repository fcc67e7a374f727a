//! Conditions of use, from hop to hop: V7.25 to V7.30.

use handseal::event::{
    Accessed, Answer, AuthorisedAct, Citation, Condition, ConditionKind, Disclosed, Examined,
    Recipient, Subject, Used, Why,
};
use handseal::verify::{Code, Verdict};

use crate::answers::derived;
use crate::cases::Party;
use crate::world::{DAY, World, condition, until, world};

const KINDS: &[ConditionKind] = &[
    ConditionKind::Confidential,
    ConditionKind::ExplainUse,
    ConditionKind::Notice,
    ConditionKind::OnwardTransfer,
    ConditionKind::Purpose,
    ConditionKind::Retention,
    ConditionKind::Review,
    ConditionKind::Safeguards,
];

#[test]
fn offer_that_drops_a_condition_is_irregular() {
    // V7.25
    assert_eq!(KINDS, ConditionKind::ALL);
    for kind in KINDS {
        let bound = [condition(*kind)];
        let mut world = world();
        let (_, item) = world.delivered("FREE", &bound);
        world.assert_consistent();
        let (maker, second) = (world.maker.clone(), world.second.clone());
        let index = world.hand_over(&item, [&maker, &second], None, &[]);
        let report = world.assert_finds(&[(Code::RequestConditionDropped, Some(index))]);
        assert_eq!(report.verdict, Verdict::Irregular);
        let message = crate::world::one(&report, Code::RequestConditionDropped).message();
        assert!(message.contains(kind.code()), "{message}");
    }
}

#[test]
fn offer_that_carries_every_condition_on_is_consistent() {
    // V7.25
    for kind in KINDS {
        let bound = [condition(*kind)];
        let mut world = world();
        let (_, item) = world.delivered("FREE", &bound);
        let (maker, second) = (world.maker.clone(), world.second.clone());
        world.hand_over(&item, [&maker, &second], None, &bound);
        world.assert_finds(&[]);
        world.assert_consistent();
    }
}

#[test]
fn first_offer_that_drops_what_was_produced_under_is_irregular() {
    // V7.25: what is produced is bound by `produced.conditions` from there on.
    let mut world = world();
    let id = world.asked("FREE");
    let item = world.answer(id, "subscriber", &[condition(ConditionKind::Confidential)]);
    let (provider, maker) = (world.provider.clone(), world.maker.clone());
    let index = world.hand_over(&item, [&provider, &maker], Some(id), &[]);
    world.assert_finds(&[(Code::RequestConditionDropped, Some(index))]);
}

#[test]
fn condition_of_an_offer_binds_from_its_acceptance_on() {
    // V7.25
    let bound = [condition(ConditionKind::Confidential)];
    let mut world = world();
    let maker = world.maker.clone();
    let (second, third) = (world.second.clone(), world.third.clone());
    let item = world.collect(None, &maker);
    // Refused: it binds nobody.
    let body = world.offered(&second, None, &bound);
    world.ledger.act(body, std::slice::from_ref(&item), &maker);
    let body = world.ledger.refused(std::slice::from_ref(&item));
    world.ledger.act(body, std::slice::from_ref(&item), &second);
    world.hand_over(&item, [&maker, &second], None, &[]);
    world.assert_finds(&[]);
    // Accepted: it does.
    world.hand_over(&item, [&second, &maker], None, &bound);
    let index = world.hand_over(&item, [&maker, &third], None, &[]);
    world.assert_finds(&[(Code::RequestConditionDropped, Some(index))]);
}

#[test]
fn derived_copy_is_bound_as_its_source() {
    // V7.25
    let bound = [condition(ConditionKind::Confidential)];
    let mut world = world();
    let (_, item) = world.delivered("FREE", &bound);
    let (maker, second) = (world.maker.clone(), world.second.clone());
    let copy = derived(&mut world, &item, &maker);
    let index = world.hand_over(&copy, [&maker, &second], None, &[]);
    let finding = world.found(Code::RequestConditionDropped);
    assert_eq!((finding.location.entry, finding.location.subject), (Some(index), Some(copy)));
}

#[test]
fn evidence_handed_out_without_its_conditions_is_irregular() {
    // V7.25
    let mut world = world();
    let (_, item) = world.delivered("FREE", &[condition(ConditionKind::Confidential)]);
    let maker = world.maker.clone();
    let body = world.ledger.handed_out();
    world.ledger.act(body, &[item], &maker);
    assert!(world.finds(Code::RequestConditionDropped));
}

#[test]
fn condition_carried_on_with_a_later_day_or_a_further_purpose_allows_more() {
    // V7.26
    let purposes =
        |purposes: &[&str]| Condition::new(ConditionKind::Purpose).for_purposes(purposes);
    let days = |days: u32| until(ConditionKind::Retention, days * DAY);
    let cases = [
        (days(25), days(26), true),
        (days(25), days(24), false),
        (purposes(&["fraud"]), purposes(&["fraud", "tax"]), true),
        (purposes(&["fraud", "tax"]), purposes(&["fraud"]), false),
    ];
    for (bound, next, widened) in cases {
        let mut world = world();
        let (_, item) = world.delivered("FREE", &[bound]);
        let (maker, second) = (world.maker.clone(), world.second.clone());
        world.hand_over(&item, [&maker, &second], None, &[next]);
        assert_eq!(world.finds(Code::RequestConditionWidened), widened);
        assert!(!world.finds(Code::RequestConditionDropped));
    }
}

#[test]
fn narrower_condition_binds_whoever_took_it_on() {
    // V7.26: from the 25th to the 24th, and back.
    let days = |days: u32| [until(ConditionKind::Retention, days * DAY)];
    let mut world = world();
    let (_, item) = world.delivered("FREE", &days(25));
    let (maker, second) = (world.maker.clone(), world.second.clone());
    world.hand_over(&item, [&maker, &second], None, &days(24));
    world.assert_finds(&[]);
    world.hand_over(&item, [&second, &maker], None, &days(25));
    assert!(world.finds(Code::RequestConditionWidened));
}

#[test]
fn condition_whose_words_are_withheld_is_told_by_its_commitment_alone() {
    // V7.27
    let in_words = |world: &mut World, words: &str| {
        Condition::new(ConditionKind::Safeguards).in_words(world.ledger.words(words))
    };
    for same in [true, false] {
        let mut world = world();
        let bound = in_words(&mut world, "two keys");
        let (_, item) = world.delivered("FREE", std::slice::from_ref(&bound));
        let (maker, second) = (world.maker.clone(), world.second.clone());
        let next = if same { bound } else { in_words(&mut world, "two keys") };
        let body = world.offered(&second, None, &[next]);
        let item = [item];
        let event = world.ledger.signed(body, &item, &maker).redact(&|_| false);
        let index = world.ledger.push(&event);
        let told = if same { vec![] } else { vec![(Code::RequestConditionNotTold, Some(index))] };
        world.assert_finds(&told);
    }
}

fn used(purpose: &str, authorisation: Option<Citation>) -> Used {
    Used { result: None, purpose: Why::code(purpose), authorisation }
}

/// An item that the maker has for the purpose `fraud` only.
fn for_fraud() -> (World, handseal::identity::RequestId, Subject) {
    let mut world = world();
    let (id, item) = world.delivered("FREE", &[condition(ConditionKind::Purpose)]);
    (world, id, item)
}

#[test]
fn use_for_a_purpose_that_the_conditions_do_not_allow_is_named() {
    // V7.28
    let (mut world, _, item) = for_fraud();
    let maker = world.maker.clone();
    world.ledger.act(used("fraud", None), std::slice::from_ref(&item), &maker);
    world.assert_consistent();
    let index = world.ledger.act(used("tax", None), std::slice::from_ref(&item), &maker);
    let finding = world.found(Code::RequestUseOutsidePurpose);
    let place = (finding.location.entry, finding.location.subject.clone());
    assert_eq!(place, (Some(index), Some(item)));
    assert!(
        finding.message().contains(r#"for "tax": no authorisation is cited"#),
        "{}",
        finding.message()
    );
}

#[test]
fn access_and_examination_are_uses() {
    // V7.28
    let (mut world, _, item) = for_fraud();
    let maker = world.maker.clone();
    let item = [item];
    let body = Accessed { who: None, purpose: Why::code("tax") };
    let first = world.ledger.act(body, &item, &maker);
    let purpose = Why::code("tax");
    let body = Examined { tool: None, method: None, result: None, purpose };
    let second = world.ledger.act(body, &item, &maker);
    let code = Code::RequestUseOutsidePurpose;
    world.assert_finds(&[(code, Some(first)), (code, Some(second))]);
}

#[test]
fn use_that_the_supplier_consented_to_is_allowed() {
    // V7.28
    let (mut world, id, item) = for_fraud();
    let (maker, provider) = (world.maker.clone(), world.provider.clone());
    let cited = world.authorise(id, &provider, World::authorisation(AuthorisedAct::Use));
    world.ledger.act(used("tax", Some(cited)), &[item], &maker);
    world.assert_consistent();
}

#[test]
fn consent_that_does_not_cover_the_use_is_said_with_what_it_lacks() {
    // V7.28
    let grant = || World::authorisation(AuthorisedAct::Use);
    let refused = handseal::event::Authorisation { answer: Answer::Refused, ..grant() };
    let mut other_purpose = grant();
    other_purpose.purposes = vec!["arson".to_owned()];
    let mut other_item = grant();
    other_item.items = vec![world().ledger.item()];
    let cases = [
        (refused, "the authorisation was refused"),
        (World::authorisation(AuthorisedAct::Disclosure), "the authorisation is for another act"),
        (other_purpose, "the authorisation is for another purpose"),
        (other_item, "the authorisation is for other items"),
    ];
    for (says, lack) in cases {
        let (mut world, id, item) = for_fraud();
        let (maker, provider) = (world.maker.clone(), world.provider.clone());
        let cited = world.authorise(id, &provider, says);
        world.ledger.act(used("tax", Some(cited)), &[item], &maker);
        let message = world.found(Code::RequestUseOutsidePurpose).message();
        assert!(message.contains(lack), "{message}");
    }
}

#[test]
fn consent_of_another_side_or_of_later_is_none() {
    // V7.28
    let (mut world, id, item) = for_fraud();
    let (maker, third) = (world.maker.clone(), world.third.clone());
    let cited = world.authorise(id, &third, World::authorisation(AuthorisedAct::Use));
    world.ledger.act(used("tax", Some(cited)), std::slice::from_ref(&item), &maker);
    let message = world.found(Code::RequestUseOutsidePurpose).message();
    assert!(message.contains("not by the side that the evidence came from"), "{message}");
    let (mut world, id, item) = for_fraud();
    let provider = world.provider.clone();
    world.days(2);
    let cited = world.authorise(id, &provider, World::authorisation(AuthorisedAct::Use));
    world.ledger.minute -= DAY;
    world.ledger.act(used("tax", Some(cited)), &[item], &maker);
    let message = world.found(Code::RequestUseOutsidePurpose).message();
    assert!(message.contains("the authorisation is dated after the act"), "{message}");
}

#[test]
fn authority_of_the_suppliers_state_may_consent() {
    // V7.28
    let (mut world, id, item) = for_fraud();
    let (maker, authority) = (world.maker.clone(), world.authority.clone());
    let cited = world.authorise(id, &authority, World::authorisation(AuthorisedAct::Use));
    world.ledger.act(used("tax", Some(cited)), &[item], &maker);
    assert!(!world.finds(Code::RequestUseOutsidePurpose));
}

#[test]
fn supplier_uses_its_own_data_as_it_likes() {
    // V7.28
    let mut world = world();
    let id = world.asked("FREE");
    let item = world.answer(id, "subscriber", &[condition(ConditionKind::Purpose)]);
    let provider = world.provider.clone();
    world.ledger.act(used("billing", None), &[item], &provider);
    assert!(!world.finds(Code::RequestUseOutsidePurpose));
}

#[test]
fn use_whose_purpose_is_in_words_only_is_not_compared() {
    // V7.29
    let (mut world, _, item) = for_fraud();
    let maker = world.maker.clone();
    let purpose = Why { code: None, words: Some(world.ledger.words("to look")) };
    let body = Used { result: None, purpose, authorisation: None };
    let index = world.ledger.act(body, &[item], &maker);
    let report = world.assert_finds(&[(Code::RequestUseNotTold, Some(index))]);
    assert_eq!(report.verdict, Verdict::Incomplete);
}

#[test]
fn use_without_a_condition_on_purpose_is_of_no_interest() {
    // V7.28, V7.29
    let mut world = world();
    let (_, item) = world.delivered("FREE", &[condition(ConditionKind::Confidential)]);
    let maker = world.maker.clone();
    let purpose = Why { code: None, words: Some(world.ledger.words("to look")) };
    let body = Used { result: None, purpose, authorisation: None };
    world.ledger.act(body, &[item], &maker);
    world.assert_consistent();
}

fn disclosed(to: &Party, authorisation: Option<Citation>) -> Disclosed {
    let to = Recipient { party: Some(to.id), described: None };
    Disclosed { to, copy: None, under: Why::code("trial"), authorisation }
}

#[test]
fn confidential_evidence_disclosed_without_leave_is_named() {
    // V7.30
    let mut world = world();
    let (id, item) = world.delivered("FREE", &[condition(ConditionKind::Confidential)]);
    let (maker, second) = (world.maker.clone(), world.second.clone());
    let item = [item];
    let index = world.ledger.act(disclosed(&second, None), &item, &maker);
    world.assert_finds(&[(Code::RequestDisclosureUnauthorised, Some(index))]);
    let provider = world.provider.clone();
    let cited = world.authorise(id, &provider, World::authorisation(AuthorisedAct::Disclosure));
    world.ledger.act(disclosed(&second, Some(cited)), &item, &maker);
    world.assert_finds(&[(Code::RequestDisclosureUnauthorised, Some(index))]);
}

#[test]
fn evidence_that_is_not_confidential_is_disclosed_freely() {
    // V7.30
    let mut world = world();
    let (_, item) = world.delivered("FREE", &[condition(ConditionKind::Safeguards)]);
    let (maker, second) = (world.maker.clone(), world.second.clone());
    world.ledger.act(disclosed(&second, None), &[item], &maker);
    world.assert_consistent();
}
