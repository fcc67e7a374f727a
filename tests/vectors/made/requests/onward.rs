//! Onward transfer, retention, review and incidents: V7.31 to V7.36, R7, R8.

use handseal::event::{
    Authorisation, AuthorisedAct, Citation, Condition, ConditionKind, Disclosed, Incident, Notice,
    Offered, Recipient, Reviewed, Subject, Why,
};
use handseal::identity::RequestId;
use handseal::verify::Code;

use crate::cases::{Party, at};
use crate::made::Case;
use crate::made::requests::{agrees, departs};
use crate::vector::{Place, Tells, Vector, tells};
use crate::world::{DAY, World, condition, until, why, world};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = passages();
    all.extend(untold());
    all.extend(kept());
    all.extend(reviews());
    all.extend(incidents());
    all
}

fn review() -> [Condition; 1] {
    [until(ConditionKind::Review, 25 * DAY)]
}

/// Evidence at the maker's in FR that came from KE, under an instrument whose rule binds always.
fn bound() -> (World, RequestId, Subject) {
    let mut world = world();
    let (id, item) = world.delivered("KEEP", &review());
    (world, id, item)
}

fn pass(
    world: &mut World,
    item: &Subject,
    parties: [&Party; 2],
    authorisation: Option<Citation>,
) -> u64 {
    let body = Offered { authorisation, ..world.offered(parties[1], None, &review()) };
    world.hand(item, parties, body)
}

/// The evidence goes on to a party, under an authorisation of its supplier or without.
fn passed(to: fn(&World) -> Party, says: Option<Authorisation>) -> (World, u64) {
    let (mut world, id, item) = bound();
    let (maker, provider, to) = (world.maker.clone(), world.provider.clone(), to(&world));
    let cited = says.map(|says| world.authorise(id, &provider, says));
    let index = pass(&mut world, &item, [&maker, &to], cited);
    (world, index)
}

fn third(world: &World) -> Party {
    world.third.clone()
}

fn onward() -> Authorisation {
    World::authorisation(AuthorisedAct::OnwardTransfer)
}

fn unauthorised(tells: Tells, (world, index): (World, u64)) -> Vector {
    departs(&world, tells, Code::RequestOnwardUnauthorised, index)
}

fn passages() -> Vec<Vector> {
    let (mut disclosed, _, item) = bound();
    let maker = disclosed.maker.clone();
    let to = Recipient { party: Some(disclosed.third.id), described: None };
    let body = Disclosed { to, copy: None, under: Why::code("trial"), authorisation: None };
    let disclosure = disclosed.ledger.act(body, &[item], &maker);
    let (mut refused, _, item) = bound();
    let body = refused.offered(&refused.third, None, &review());
    let only = [item];
    let offer = refused.ledger.act(body, &only, &maker);
    let body = refused.ledger.refused(&only);
    let third_party = refused.third.clone();
    refused.ledger.act(body, &only, &third_party);
    let mut silent = world();
    let (_, item) = silent.delivered("MAY", &[]);
    silent.hand_over(&item, [&maker, &third_party], None, &[]);
    let mut set = world();
    let conditions = [condition(ConditionKind::OnwardTransfer)];
    let (_, item) = set.delivered("FREE", &conditions);
    let index = set.hand_over(&item, [&maker, &third_party], None, &conditions);
    let mut back = passed(third, Some(onward()));
    let items: Vec<_> = back.0.report().items.iter().map(|item| item.id).collect();
    let item = Subject::Item(items[0]);
    pass(&mut back.0, &item, [&third_party, &maker], None);
    vec![
        unauthorised(
            tells(
                "transfer_to_a_third_state_without_an_authorisation",
                &["R7.1", "R7.2", "R7.3", "R7.4", "R7.5", "R11.5"],
                "Evidence from one State is handed on by another to a third. The instrument asks \
                 for a prior authorisation, and none is cited.",
            ),
            passed(third, None),
        ),
        agrees(
            &passed(third, Some(onward())).0,
            tells(
                "transfer_to_a_third_state_with_an_authorisation",
                &["R7.4", "R6.1"],
                "The same, under an authorisation of the one who produced it.",
            ),
        ),
        unauthorised(
            tells(
                "transfer_under_an_authorisation_for_another_state",
                &["R6.1", "R7.4"],
                "The authorisation is for a State, and the evidence goes to another.",
            ),
            passed(third, Some(Authorisation { jurisdictions: vec!["US".to_owned()], ..onward() })),
        ),
        unauthorised(
            tells(
                "transfer_under_an_authorisation_of_a_use",
                &["R6.1"],
                "The authorisation is for a use, and the evidence is handed on.",
            ),
            passed(third, Some(World::authorisation(AuthorisedAct::Use))),
        ),
        agrees(
            &passed(|world| world.second.clone(), None).0,
            tells(
                "transfer_within_the_state_that_has_the_evidence",
                &["R7.4"],
                "Evidence is handed on to another organisation of the same State.",
            ),
        ),
        agrees(
            &passed(|world| world.authority.clone(), None).0,
            tells(
                "transfer_back_to_the_state_that_the_evidence_came_from",
                &["R7.4"],
                "Evidence is handed to an authority of the State that it came from.",
            ),
        ),
        agrees(
            &back.0,
            tells(
                "transfer_back_to_the_state_that_asked",
                &["R7.4", "R2.4"],
                "A third State hands evidence back to the one whose request brought it.",
            ),
        ),
        unauthorised(
            tells(
                "disclosure_in_a_third_state",
                &["R7.1"],
                "Evidence is disclosed to a party of a third State.",
            ),
            (disclosed, disclosure),
        ),
        unauthorised(
            tells(
                "offer_to_a_third_state_that_was_refused",
                &["R7.1"],
                "The third State refuses what is offered to it. The offer stays on record.",
            ),
            (refused, offer),
        ),
        agrees(
            &silent,
            tells(
                "transfer_where_the_rule_binds_only_if_it_is_set",
                &["R9.3", "R7.2"],
                "The instrument says that a condition may be set, and nobody set it.",
            ),
        ),
        unauthorised(
            tells(
                "transfer_under_a_condition_that_somebody_set",
                &["R7.2", "R7.5"],
                "The instrument is silent, and the one who produced the evidence set the \
                 condition. The finding rests on no provision.",
            ),
            (set, index),
        ),
    ]
}

fn untold() -> Vec<Vector> {
    let (mut stranger, _, item) = bound();
    let maker = stranger.maker.clone();
    let body = stranger.offered(&stranger.stranger, None, &review());
    let only = [item];
    let offer = stranger.ledger.act(body, &only, &maker);
    stranger.now = stranger.ledger.minute;
    let (mut counsel, _, item) = bound();
    let described = Some(counsel.ledger.words("counsel"));
    let to = Recipient { party: None, described };
    let body = Disclosed { to, copy: None, under: Why::code("trial"), authorisation: None };
    let disclosure = counsel.ledger.act(body, &[item], &maker);
    let not_told = |world: &World, tells, index| {
        let place = Place::index(index);
        Case::of_world(world).is_allowed_with(tells, Code::RequestOnwardNotTold, place)
    };
    vec![
        not_told(
            &stranger,
            tells(
                "transfer_to_an_organisation_whose_state_is_not_known",
                &["R7.3", "R7.4"],
                "Evidence is offered to an organisation of which nothing is here.",
            ),
            offer,
        ),
        not_told(
            &counsel,
            tells(
                "disclosure_to_someone_without_keys",
                &["R7.1", "R7.4"],
                "Evidence is disclosed to someone described in words.",
            ),
            disclosure,
        ),
    ]
}

/// Evidence at the maker's under a condition that ends on day 10; now is day 20.
fn until_day_ten(kind: ConditionKind) -> (World, [Subject; 1], u64) {
    let mut world = world();
    let (_, item) = world.delivered("FREE", &[until(kind, 10 * DAY)]);
    let produced = world.ledger.size() - 3;
    (world, [item], produced)
}

fn kept() -> Vec<Vector> {
    let mut absent = world();
    absent.delivered("KEEP", &[]);
    let mut dated = world();
    dated.delivered("KEEP", &[until(ConditionKind::Retention, 25 * DAY)]);
    let mut undated = world();
    undated.delivered("KEEP", &[condition(ConditionKind::Retention)]);
    let (passed, _, bound) = until_day_ten(ConditionKind::Retention);
    let (mut destroyed, item, _) = until_day_ten(ConditionKind::Retention);
    let maker = destroyed.maker.clone();
    let body = destroyed.ledger.destroyed();
    destroyed.ledger.act(body, &item, &maker);
    let mut supplier = world();
    let id = supplier.asked("KEEP");
    supplier.answer(id, "subscriber", &[until(ConditionKind::Retention, DAY)]);
    let absent_of = |world: &World, tells| {
        Case::of_world(world).is_refused(tells, Code::RequestRetentionAbsent, Place::end())
    };
    vec![
        absent_of(
            &absent,
            tells(
                "evidence_kept_without_a_day_of_retention_or_review",
                &["R8.4", "R9.3"],
                "The instrument asks for a day until which evidence is kept, and there is none.",
            ),
        ),
        absent_of(
            &undated,
            tells("retention_without_a_day", &["R8.4"], "A condition of retention says no day."),
        ),
        agrees(
            &dated,
            tells(
                "evidence_kept_with_a_day_of_retention",
                &["R8.4"],
                "The instrument asks for a day until which evidence is kept, and a condition has \
                 one.",
            ),
        ),
        departs(
            &passed,
            tells(
                "evidence_kept_after_its_day_of_retention",
                &["R8.1", "R8.2"],
                "Evidence is to be kept until the 11th, and on the 21st it is still held.",
            ),
            Code::RequestRetentionPassed,
            bound,
        ),
        agrees(
            &destroyed,
            tells(
                "evidence_destroyed_after_its_day_of_retention",
                &["R8.1", "R8.2"],
                "The same, and the evidence was destroyed.",
            ),
        ),
        Case::of_world(&supplier).is_allowed_with(
            tells(
                "supplier_that_keeps_its_own_data",
                &["R8.1", "R9.9"],
                "The one who produced data keeps it after the day that it set for others.",
            ),
            Code::RequestItemNotOffered,
            Place::index(supplier.ledger.size() - 1),
        ),
    ]
}

fn reviews() -> Vec<Vector> {
    let (overdue, _, bound) = until_day_ten(ConditionKind::Review);
    let reviewed = |next: Option<u32>| {
        let (mut world, item, _) = until_day_ten(ConditionKind::Review);
        let maker = world.maker.clone();
        let body = Reviewed { next: next.map(at), result: why() };
        let index = world.ledger.act(body, &item, &maker);
        (world, index)
    };
    let (again, set) = reviewed(Some(15 * DAY));
    vec![
        departs(
            &overdue,
            tells(
                "review_that_is_overdue",
                &["R8.3"],
                "Whether evidence is still needed was to be asked by the 11th, and is not.",
            ),
            Code::RequestReviewOverdue,
            bound,
        ),
        departs(
            &again,
            tells(
                "review_that_is_overdue_again",
                &["R8.3"],
                "A review set the next one to the 16th, and it is past.",
            ),
            Code::RequestReviewOverdue,
            set,
        ),
        agrees(
            &reviewed(None).0,
            tells("review_after_which_none_is_due", &["R8.3"], "A review sets no further one."),
        ),
    ]
}

fn incidents() -> Vec<Vector> {
    let incident = |world: &mut World, risk: &str, entry: Option<Citation>, told: bool| {
        let to = Recipient { party: Some(world.provider.id), described: None };
        Incident {
            kind: "access".to_owned(),
            risk: Some(risk.to_owned()),
            text: world.ledger.words("somebody looked"),
            entry,
            notified: vec![Notice { at: told.then(|| at(DAY)), to }],
        }
    };
    let of_item = |risk: &str, told: bool| {
        let (mut world, _, item) = bound();
        let maker = world.maker.clone();
        let body = incident(&mut world, risk, None, told);
        let index = world.ledger.act(body, &[item], &maker);
        (world, index)
    };
    let (untold, index) = of_item("significant", false);
    let (mut later, _, item) = bound();
    let maker = later.maker.clone();
    let body = incident(&mut later, "significant", None, false);
    later.ledger.act(body, std::slice::from_ref(&item), &maker);
    let cited = later.ledger.cite(&item);
    let body = incident(&mut later, "significant", Some(cited), true);
    let own = later.ledger.own(&maker);
    later.ledger.act(body, &[own], &maker);
    let (mut cites, _, item) = bound();
    let cited = cites.ledger.cite(&item);
    let body = incident(&mut cites, "significant", Some(cited), false);
    let own = cites.ledger.own(&maker);
    let remark = cites.ledger.act(body, &[own], &maker);
    let missed = Code::RequestIncidentNotNotified;
    vec![
        departs(
            &untold,
            tells(
                "incident_that_nobody_was_told_of",
                &["R8.5", "R8.6"],
                "Somebody looked at evidence who was not to. Its supplier is to be told, and was \
                 not.",
            ),
            missed,
            index,
        ),
        departs(
            &cites,
            tells(
                "incident_on_ones_own_chain_about_evidence",
                &["R8.5", "R8.6"],
                "The same, put on record on the holder's own chain with a citation of the \
                 evidence.",
            ),
            missed,
            remark,
        ),
        agrees(
            &of_item("significant", true).0,
            tells(
                "incident_that_the_supplier_was_told_of",
                &["R8.5", "R8.6"],
                "Somebody looked at evidence who was not to, and its supplier was told.",
            ),
        ),
        agrees(
            &of_item("low", false).0,
            tells(
                "incident_of_low_risk",
                &["R8.5", "R8.6"],
                "An incident of low risk need not be told.",
            ),
        ),
        agrees(
            &later,
            tells(
                "incident_of_which_somebody_was_told_later",
                &["R8.5"],
                "A later incident cites the first, and adds who was told.",
            ),
        ),
    ]
}
