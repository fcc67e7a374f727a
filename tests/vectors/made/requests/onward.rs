//! Onward transfer, retention, review and incidents: V7.31 to V7.36, R7, R8.

use handseal::event::{
    Authorisation, AuthorisedAct, Citation, Condition, ConditionKind, Disclosed, Offered,
    Recipient, Subject, Why,
};
use handseal::identity::RequestId;
use handseal::verify::Code;

use crate::cases::Party;
use crate::made::Case;
use crate::made::requests::{agrees, departs};
use crate::vector::{Place, Tells, Vector, tells};
use crate::world::{DAY, World, condition, until, world};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = passages();
    all.extend(untold());
    all
}

pub(super) fn review() -> [Condition; 1] {
    [until(ConditionKind::Review, 25 * DAY)]
}

/// Evidence at the maker's in FR that came from KE, under an instrument whose rule binds always.
pub(super) fn bound() -> (World, RequestId, Subject) {
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
        Case::of_world(world).allowed_with(tells, Code::RequestOnwardNotTold, place)
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
