//! Conditions of use from hop to hop, and authorisations: V7.25 to V7.30, R5, R6.

use handseal::event::{
    Accessed, Answer, Authorisation, AuthorisedAct, Citation, Condition, ConditionKind, Disclosed,
    Recipient, Subject, Used, Why,
};
use handseal::identity::RequestId;
use handseal::verify::Code;

use crate::cases::Party;
use crate::made::Case;
use crate::made::requests::{agrees, departs_at};
use crate::vector::{Place, Tells, Vector, tells};
use crate::world::{DAY, World, condition, until, world};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = carried();
    all.extend(bound());
    all.extend(uses());
    all.extend(lacking());
    all.extend(disclosures());
    all
}

/// Evidence that came under one condition and goes on under these.
fn passed(bound: Condition, next: &[Condition]) -> (World, u64) {
    let mut world = world();
    let (_, item) = world.delivered("FREE", &[bound]);
    let (maker, second) = (world.maker.clone(), world.second.clone());
    let index = world.hand_over(&item, [&maker, &second], None, next);
    (world, index)
}

fn days(days: u32) -> Condition {
    until(ConditionKind::Retention, days * DAY)
}

fn purposes(purposes: &[&str]) -> Condition {
    Condition::new(ConditionKind::Purpose).for_purposes(purposes)
}

fn dropped(tells: Tells, (world, index): (World, u64)) -> Vector {
    departs_at(&world, tells, Code::RequestConditionDropped, index)
}

fn widened(tells: Tells, (world, index): (World, u64)) -> Vector {
    departs_at(&world, tells, Code::RequestConditionWidened, index)
}

fn carried() -> Vec<Vector> {
    let confidential = || condition(ConditionKind::Confidential);
    let safeguards = |world: &mut World, words: &str| {
        Condition::new(ConditionKind::Safeguards).in_words(world.ledger.words(words))
    };
    let in_words = |next: fn(&mut World) -> Condition| {
        let mut world = world();
        let first = safeguards(&mut world, "two keys");
        let (_, item) = world.delivered("FREE", &[first]);
        let (maker, second) = (world.maker.clone(), world.second.clone());
        let next = next(&mut world);
        let index = world.hand_over(&item, [&maker, &second], None, &[next]);
        (world, index)
    };
    let same: fn(&mut World) -> Condition =
        |world| Condition::new(ConditionKind::Safeguards).in_words(world.ledger.words("two keys"));
    let other: fn(&mut World) -> Condition =
        |world| Condition::new(ConditionKind::Safeguards).in_words(world.ledger.words("one key"));
    let mut withheld = world();
    let first = safeguards(&mut withheld, "two keys");
    let (_, item) = withheld.delivered("FREE", &[first]);
    let (maker, second) = (withheld.maker.clone(), withheld.second.clone());
    let next = safeguards(&mut withheld, "two keys");
    let body = withheld.offered(&second, None, &[next]);
    let item = [item];
    let event = withheld.ledger.signed(body, &item, &maker).redact(&|_| false);
    let index = withheld.ledger.push(&event);
    let body = withheld.ledger.accepted(&item);
    withheld.ledger.act(body, &item, &second);
    vec![
        dropped(
            tells(
                "condition_that_an_offer_drops",
                &["R5.3", "R5.4", "R5.1", "R11.2"],
                "Evidence came as confidential, and is offered on without that condition.",
            ),
            passed(confidential(), &[]),
        ),
        agrees(
            &passed(confidential(), &[confidential()]).0,
            tells(
                "condition_that_an_offer_carries_on",
                &["R5.1", "R5.3", "R5.4", "F6.9"],
                "Evidence came as confidential, and is offered on as that.",
            ),
        ),
        widened(
            tells(
                "retention_with_a_later_day",
                &["R5.3"],
                "Evidence is to be kept until the 26th day, and is offered on until the 27th.",
            ),
            passed(days(25), &[days(26)]),
        ),
        agrees(
            &passed(days(25), &[days(24)]).0,
            tells(
                "retention_with_an_earlier_day",
                &["R5.3"],
                "Evidence is to be kept until the 26th day, and is offered on until the 25th.",
            ),
        ),
        widened(
            tells(
                "purpose_that_an_offer_adds",
                &["R5.3"],
                "Evidence is for one purpose, and is offered on for two.",
            ),
            passed(purposes(&["fraud"]), &[purposes(&["fraud", "tax"])]),
        ),
        dropped(
            tells(
                "condition_in_other_words",
                &["R5.2", "R5.3"],
                "Safeguards are asked for in words, and offered on in others.",
            ),
            in_words(other),
        ),
        agrees(
            &in_words(same).0,
            tells(
                "condition_in_the_same_words_with_another_salt",
                &["R5.2"],
                "The same words, committed to anew. Both are disclosed and equal.",
            ),
        ),
        Case::of_world(&withheld).is_allowed_with(
            tells(
                "condition_whose_words_are_withheld",
                &["R5.2", "R5.3", "F6.9"],
                "Safeguards are offered on with another commitment, and its words are withheld.",
            ),
            Code::RequestConditionNotTold,
            Place::of(&withheld.ledger, index),
        ),
    ]
}

fn bound() -> Vec<Vector> {
    let confidential = [condition(ConditionKind::Confidential)];
    // What an offer asks binds from its acceptance on; a refused one binds nobody.
    let offered = |accepts: bool| {
        let mut world = world();
        let (maker, second) = (world.maker.clone(), world.second.clone());
        let third = world.third.clone();
        let item = world.collect(None, &maker);
        let body = world.offered(&second, None, &confidential);
        let only = std::slice::from_ref(&item);
        world.ledger.act(body, only, &maker);
        if accepts {
            let body = world.ledger.accepted(only);
            world.ledger.act(body, only, &second);
            let index = world.hand_over(&item, [&second, &third], None, &[]);
            return (world, index);
        }
        let body = world.ledger.refused(only);
        world.ledger.act(body, only, &second);
        let index = world.hand_over(&item, [&maker, &third], None, &[]);
        (world, index)
    };
    let mut copy = world();
    let (_, item) = copy.delivered("FREE", &confidential);
    let (maker, second) = (copy.maker.clone(), copy.second.clone());
    let made = copy.ledger.item();
    let body = copy.ledger.derived(std::slice::from_ref(&item), &[made]);
    let mut both = [item, Subject::Item(made)];
    both.sort();
    copy.ledger.act(body, &both, &maker);
    let index = copy.hand_over(&Subject::Item(made), [&maker, &second], None, &[]);
    let mut handed_out = world();
    let (_, item) = handed_out.delivered("FREE", &confidential);
    let body = handed_out.ledger.handed_out();
    let out = handed_out.ledger.act(body, &[item], &maker);
    vec![
        dropped(
            tells(
                "condition_of_an_offer_that_was_accepted",
                &["R5.1", "R2.3"],
                "Evidence was accepted under a condition, and is offered on without it.",
            ),
            offered(true),
        ),
        agrees(
            &offered(false).0,
            tells(
                "condition_of_an_offer_that_was_refused",
                &["R5.1"],
                "An offer under a condition was refused: the condition binds nobody.",
            ),
        ),
        dropped(
            tells(
                "condition_that_a_copy_has_from_its_source",
                &["R5.1"],
                "A copy of confidential evidence is offered on without the condition.",
            ),
            (copy, index),
        ),
        dropped(
            tells(
                "condition_that_is_lost_where_evidence_is_handed_out",
                &["R5.4", "R7.1"],
                "Confidential evidence is handed out to someone without keys: nothing there \
                 carries a condition.",
            ),
            (handed_out, out),
        ),
    ]
}

fn used(purpose: &str, authorisation: Option<Citation>) -> Used {
    Used { result: None, purpose: Why::code(purpose), authorisation }
}

/// An item that the maker has for the purpose `fraud` only.
fn for_fraud() -> (World, RequestId, [Subject; 1]) {
    let mut world = world();
    let (id, item) = world.delivered("FREE", &[condition(ConditionKind::Purpose)]);
    (world, id, [item])
}

fn outside(tells: Tells, (world, index): (World, u64)) -> Vector {
    departs_at(&world, tells, Code::RequestUseOutsidePurpose, index)
}

fn uses() -> Vec<Vector> {
    let by_maker = |purpose: &str| {
        let (mut world, _, item) = for_fraud();
        let maker = world.maker.clone();
        let index = world.ledger.act(used(purpose, None), &item, &maker);
        (world, index)
    };
    let (mut accessed, _, item) = for_fraud();
    let maker = accessed.maker.clone();
    let body = Accessed { who: None, purpose: Why::code("tax") };
    let access = accessed.ledger.act(body, &item, &maker);
    let (mut words, _, item) = for_fraud();
    let purpose = Why { code: None, words: Some(words.ledger.words("to look")) };
    let body = Used { result: None, purpose, authorisation: None };
    let untold = words.ledger.act(body, &item, &maker);
    let mut own = world();
    let id = own.asked("FREE");
    let item = own.answer(id, "subscriber", &[condition(ConditionKind::Purpose)]);
    let provider = own.provider.clone();
    own.ledger.act(used("billing", None), std::slice::from_ref(&item), &provider);
    let conditions = [condition(ConditionKind::Purpose)];
    own.hand_over(&item, [&provider, &maker], Some(id), &conditions);
    let mut safeguards = world();
    let (_, item) = safeguards.delivered("FREE", &[condition(ConditionKind::Safeguards)]);
    safeguards.ledger.act(used("tax", None), &[item], &maker);
    vec![
        outside(
            tells(
                "use_for_another_purpose",
                &["R5.5", "R5.6", "R6.1"],
                "Evidence that came for one purpose is used for another, and no authorisation is \
                 cited.",
            ),
            by_maker("tax"),
        ),
        agrees(
            &by_maker("fraud").0,
            tells(
                "use_for_the_purpose_that_was_allowed",
                &["R5.5", "R5.6"],
                "Evidence that came for one purpose is used for it.",
            ),
        ),
        outside(
            tells(
                "access_for_another_purpose",
                &["R5.5", "R5.6"],
                "Evidence that came for one purpose is looked at for another.",
            ),
            (accessed, access),
        ),
        Case::of_world(&words).is_allowed_with(
            tells(
                "use_whose_purpose_is_in_words_only",
                &["R5.5", "R5.6"],
                "The purpose of a use has no code, so it cannot be compared.",
            ),
            Code::RequestUseNotTold,
            Place::of(&words.ledger, untold),
        ),
        agrees(
            &own,
            tells(
                "use_by_the_supplier_itself",
                &["R5.6", "R2.4"],
                "The one who produced the data uses it as it likes.",
            ),
        ),
        agrees(
            &safeguards,
            tells(
                "use_where_no_condition_is_about_purposes",
                &["R5.8", "R5.6"],
                "Evidence came under safeguards, and is used for any purpose.",
            ),
        ),
    ]
}

/// The use for another purpose under an authorisation by some party.
fn authorised(by: fn(&World) -> Party, says: Authorisation) -> (World, u64) {
    let (mut world, id, item) = for_fraud();
    let (maker, by) = (world.maker.clone(), by(&world));
    let cited = world.authorise(id, &by, says);
    let index = world.ledger.act(used("tax", Some(cited)), &item, &maker);
    (world, index)
}

fn provider(world: &World) -> Party {
    world.provider.clone()
}

fn grant() -> Authorisation {
    World::authorisation(AuthorisedAct::Use)
}

fn lacking() -> Vec<Vector> {
    let (mut twice, id, item) = for_fraud();
    let (maker, by) = (twice.maker.clone(), twice.provider.clone());
    let cited = twice.authorise(id, &by, grant());
    for _ in 0..2 {
        twice.ledger.act(used("tax", Some(cited.clone())), &item, &maker);
    }
    let (mut later, id, item) = for_fraud();
    later.days(2);
    let cited = later.authorise(id, &by, grant());
    later.ledger.minute -= DAY;
    let early = later.ledger.act(used("tax", Some(cited)), &item, &maker);
    let (mut nothing, _, item) = for_fraud();
    let cited = nothing.ledger.cite(&item[0]);
    let none = nothing.ledger.act(used("tax", Some(cited)), &item, &maker);
    vec![
        agrees(
            &twice,
            tells(
                "use_that_the_supplier_authorised",
                &["R6.1", "R6.3", "R5.6"],
                "The supplier authorised other uses, and one authorisation serves two of them.",
            ),
        ),
        outside(
            tells(
                "use_that_cites_no_authorisation",
                &["R6.1"],
                "What a use cites as its authorisation is another entry.",
            ),
            (nothing, none),
        ),
        outside(
            tells(
                "use_under_an_authorisation_that_was_refused",
                &["R6.1"],
                "The supplier was asked, and refused.",
            ),
            authorised(provider, Authorisation { answer: Answer::Refused, ..grant() }),
        ),
        outside(
            tells(
                "use_under_an_authorisation_for_another_act",
                &["R6.1"],
                "The supplier authorised a disclosure, and the evidence is used.",
            ),
            authorised(provider, World::authorisation(AuthorisedAct::Disclosure)),
        ),
        outside(
            tells(
                "use_under_an_authorisation_for_other_items",
                &["R6.1"],
                "The authorisation lists an item, and it is another one.",
            ),
            authorised(provider, Authorisation { items: vec![[9; 16].into()], ..grant() }),
        ),
        outside(
            tells(
                "use_under_an_authorisation_by_another_side",
                &["R6.1"],
                "A party of a third State authorises the use.",
            ),
            authorised(|world| world.third.clone(), grant()),
        ),
        agrees(
            &authorised(|world| world.authority.clone(), grant()).0,
            tells(
                "use_under_an_authorisation_by_the_suppliers_state",
                &["R6.1"],
                "An authority of the State that the evidence came from authorises the use.",
            ),
        ),
        outside(
            tells(
                "use_before_its_authorisation",
                &["R6.1", "R6.3"],
                "The authorisation is dated a day after the use.",
            ),
            (later, early),
        ),
        outside(
            tells(
                "use_under_an_authorisation_for_another_purpose",
                &["R6.1"],
                "The supplier authorised a use for another purpose than this.",
            ),
            authorised(provider, Authorisation { purposes: vec!["arson".to_owned()], ..grant() }),
        ),
        unsupplied_use(),
    ]
}

/// Before it was produced or handed over an item has no supplier.
fn unsupplied_use() -> Vector {
    let mut world = world();
    let maker = world.maker.clone();
    let id = world.asked("FREE");
    let provider = world.provider.clone();
    let item = [world.collect(Some(id), &maker)];
    // An offer within the organisation leaves the item without a supplier.
    let colleague = world.ledger.enrol(30, &maker, &[]);
    let conditions = [condition(ConditionKind::Purpose)];
    world.hand_over(&item[0], [&maker, &colleague], None, &conditions);
    let cited = world.authorise(id, &provider, grant());
    world.ledger.act(used("tax", Some(cited)), &item, &colleague);
    world.act(id, &provider, crate::made::requests::sides::declined());
    agrees(
        &world,
        tells(
            "use_of_an_item_without_a_supplier",
            &["R6.2", "R2.4"],
            "An item came from nobody else. A use for another purpose is covered by an \
             authorisation, whoever gave it.",
        ),
    )
}

fn disclosures() -> Vec<Vector> {
    let disclosed = |kind, authorised: bool| {
        let mut world = world();
        let (id, item) = world.delivered("FREE", &[condition(kind)]);
        let (maker, second) = (world.maker.clone(), world.second.clone());
        let provider = world.provider.clone();
        let authorisation = authorised.then(|| {
            world.authorise(id, &provider, World::authorisation(AuthorisedAct::Disclosure))
        });
        let to = Recipient { party: Some(second.id), described: None };
        let body = Disclosed { to, copy: None, under: Why::code("trial"), authorisation };
        let index = world.ledger.act(body, &[item], &maker);
        (world, index)
    };
    let (secret, index) = disclosed(ConditionKind::Confidential, false);
    vec![
        departs_at(
            &secret,
            tells(
                "confidential_evidence_disclosed_without_leave",
                &["R5.7"],
                "Confidential evidence is disclosed, and no authorisation is cited.",
            ),
            Code::RequestDisclosureUnauthorised,
            index,
        ),
        agrees(
            &disclosed(ConditionKind::Confidential, true).0,
            tells(
                "confidential_evidence_disclosed_with_leave",
                &["R5.7", "R6.1"],
                "Confidential evidence is disclosed under the authorisation of its supplier.",
            ),
        ),
        agrees(
            &disclosed(ConditionKind::Safeguards, false).0,
            tells(
                "evidence_disclosed_that_is_not_confidential",
                &["R5.7", "R5.8"],
                "Evidence that came under safeguards is disclosed.",
            ),
        ),
    ]
}
