//! Authorisations, and what they lack: V7.28, V7.30, R6.

use handseal::event::{
    Answer, Authorisation, AuthorisedAct, ConditionKind, Disclosed, Recipient, Why,
};
use handseal::verify::Code;

use crate::cases::Party;
use crate::made::requests::uses::{for_fraud, outside, used};
use crate::made::requests::{agrees, departs_at};
use crate::vector::{Vector, tells};
use crate::world::{DAY, World, condition, world};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = lacking();
    all.extend(disclosures());
    all
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
