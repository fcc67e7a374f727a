//! What the table of custody allows, and what is compared: V6, C2 to C5, C8, C9.

use handseal::event::{Body, Subject};
use handseal::verify::Code;

use crate::cases::Party;
use crate::cast::Cast;
use crate::made::Case;
use crate::made::scenes::{ben, offered, with_item};
use crate::vector::{Place, Tells, Vector, tells};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = table();
    all.extend(answers());
    all.extend(stead());
    all
}

/// One more act on the item: the case and where the act is.
pub(crate) fn then(
    (mut cast, item): (Cast, [Subject; 1]),
    by: fn(&Cast) -> Party,
    body: impl FnOnce(&mut Cast, &Subject) -> Body,
) -> (Case, Place, Cast, [Subject; 1]) {
    let body = body(&mut cast, &item[0]);
    let by = by(&cast);
    let index = cast.ledger.act(body, &item, &by);
    (Case::of(&cast.ledger), Place::of(&cast.ledger, index), cast, item)
}

pub(crate) fn ana(cast: &Cast) -> Party {
    cast.ana.clone()
}

fn registrar(cast: &Cast) -> Party {
    cast.registrar.clone()
}

pub(super) fn refused(
    tells: Tells,
    code: Code,
    scene: (Cast, [Subject; 1]),
    by: fn(&Cast) -> Party,
    body: impl FnOnce(&mut Cast, &Subject) -> Body,
) -> Vector {
    let (case, place, ..) = then(scene, by, body);
    case.refused(tells, code, place)
}

pub(super) fn allowed(
    tells: Tells,
    scene: (Cast, [Subject; 1]),
    by: fn(&Cast) -> Party,
    body: impl FnOnce(&mut Cast, &Subject) -> Body,
) -> Vector {
    then(scene, by, body).0.allowed(tells)
}

pub(super) fn accepted(cast: &mut Cast, item: &Subject) -> Body {
    cast.ledger.accepted(std::slice::from_ref(item)).into()
}

pub(super) fn stored(cast: &mut Cast, _: &Subject) -> Body {
    cast.ledger.stored().into()
}

fn table() -> Vec<Vector> {
    let ended = || {
        let (.., cast, item) = then(with_item(), ana, |cast, _| cast.ledger.destroyed().into());
        (cast, item)
    };
    let lost = || {
        let (.., cast, item) = then(with_item(), ana, |cast, _| cast.ledger.lost().into());
        (cast, item)
    };
    let (mut unknown, item) = with_item();
    let nobody = Party { id: unknown.ledger.party_id(unknown.ana.id), ..unknown.ana.clone() };
    let body = unknown.ledger.offered(&nobody);
    let index = unknown.ledger.act(body, &item, &unknown.ana.clone());
    let place = Place::of(&unknown.ledger, index);
    vec![
        refused(
            tells(
                "remark_of_a_registrar_on_the_chain_of_the_holder",
                &["C2.1", "C3.3"],
                "A registrar has the pen of an item of its organisation, and remarks are the \
                 holder's to make.",
            ),
            Code::CustodyActorNotHolder,
            with_item(),
            registrar,
            |cast, _| cast.ledger.noted().into(),
        ),
        refused(
            tells(
                "item_stored_after_it_was_destroyed",
                &["C2.1", "C3.3"],
                "The last holder stores an item that it destroyed.",
            ),
            Code::CustodyMoveForbidden,
            ended(),
            ana,
            stored,
        ),
        allowed(
            tells(
                "remark_on_an_item_that_was_destroyed",
                &["C2.1", "C2.4"],
                "The last holder makes a remark on an item that it destroyed.",
            ),
            ended(),
            ana,
            |cast, _| cast.ledger.noted().into(),
        ),
        allowed(
            tells(
                "lost_item_that_is_found_by_a_colleague",
                &["C2.1"],
                "A party of the organisation that lost an item has it back.",
            ),
            lost(),
            ben,
            |cast, item| cast.ledger.received_back(std::slice::from_ref(item)).into(),
        ),
        refused(
            tells(
                "item_received_back_that_never_was_outside",
                &["C2.1"],
                "The holder receives back what it has.",
            ),
            Code::CustodyMoveForbidden,
            with_item(),
            ana,
            |cast, item| cast.ledger.received_back(std::slice::from_ref(item)).into(),
        ),
        Case::of(&unknown.ledger).allowed_with(
            tells(
                "offer_to_a_party_that_nobody_enrolled",
                &["C2.2"],
                "An offer names a receiver that no entry so far enrols.",
            ),
            Code::CustodyReceiverUnknown,
            place,
        ),
    ]
}

fn answers() -> Vec<Vector> {
    let refuse = |cast: &mut Cast, item: &Subject| {
        Body::from(cast.ledger.refused(std::slice::from_ref(item)))
    };
    let (mut open, item) = offered(ben);
    let event = open.ledger.stored();
    let event = open.ledger.signed(event, &item, &open.ana.clone());
    let act = open.ledger.push_aside(&event);
    let body = open.ledger.accepted(&item);
    open.ledger.act(body, &item, &open.ben.clone());
    vec![
        allowed(
            tells(
                "offer_accepted_by_its_receiver",
                &["C2.1", "C2.2", "C2.5", "C9.4"],
                "An item is offered to Ben, and he accepts and stores it: it is his.",
            ),
            {
                let (.., cast, item) = then(offered(ben), ben, accepted);
                (cast, item)
            },
            ben,
            stored,
        ),
        allowed(
            tells(
                "offer_refused_by_its_receiver",
                &["C2.3"],
                "An item is offered to Ben, and he refuses it. It is still Ana's, who stores it.",
            ),
            {
                let (.., cast, item) = then(offered(ben), ben, refuse);
                (cast, item)
            },
            ana,
            stored,
        ),
        refused(
            tells(
                "offer_accepted_by_a_third_party",
                &["C2.1"],
                "An item is offered to Ben, and Carl accepts it.",
            ),
            Code::LinkNoPen,
            offered(ben),
            |cast| cast.carl.clone(),
            accepted,
        ),
        refused(
            tells(
                "offer_accepted_by_its_giver",
                &["C2.1", "C3.3"],
                "Ana offers an item to Ben, and accepts it herself.",
            ),
            Code::CustodyActorNotHolder,
            offered(ben),
            ana,
            accepted,
        ),
        refused(
            tells(
                "offer_withdrawn_by_its_receiver",
                &["C2.1"],
                "Ana offers an item to Ben, and he withdraws the offer.",
            ),
            Code::CustodyActorNotHolder,
            offered(ben),
            ben,
            |cast, _| cast.ledger.withdrawn().into(),
        ),
        refused(
            tells(
                "acceptance_without_an_offer",
                &["C2.1"],
                "The holder accepts what nobody offered.",
            ),
            Code::CustodyMoveForbidden,
            with_item(),
            ana,
            accepted,
        ),
        refused(
            tells(
                "giver_who_goes_on_with_what_was_accepted",
                &["C3.2"],
                "Ben accepted the item, and Ana stores it as if she held it.",
            ),
            Code::LinkNoPen,
            {
                let (.., cast, item) = then(offered(ben), ben, accepted);
                (cast, item)
            },
            ana,
            stored,
        ),
        Case::of(&open.ledger).refused(
            tells(
                "act_of_the_giver_while_its_offer_is_open",
                &["C3.3"],
                "Ana stores an item that she has offered. It takes no place: Ben answers the offer \
                 at that place.",
            ),
            Code::CustodyMoveForbidden,
            Place::of(&open.ledger, act),
        ),
        in_parts(),
        not_offered(),
    ]
}

fn in_parts() -> Vector {
    let (mut cast, _) = with_item();
    let (ana, carl) = (cast.ana.clone(), cast.carl.clone());
    let items = cast.ledger.collect_all(3, &ana);
    let body = cast.ledger.offered(&carl);
    cast.ledger.act(body, &items, &ana);
    let body = cast.ledger.accepted(&items[..2]);
    cast.ledger.act(body, &items[..2], &carl);
    let body = cast.ledger.refused(&items[2..]);
    cast.ledger.act(body, &items[2..], &carl);
    Case::of(&cast.ledger).allowed(tells(
        "offer_of_three_items_answered_in_two_parts",
        &["C2.5", "C1.2", "F6.2", "F4.5"],
        "Of three items offered in one act two are accepted and one is refused, in two answers to \
         the same offer.",
    ))
}

fn not_offered() -> Vector {
    let (mut cast, _) = with_item();
    let (ana, ben) = (cast.ana.clone(), cast.ben.clone());
    let items = cast.ledger.collect_all(2, &ana);
    let body = cast.ledger.offered(&ben);
    cast.ledger.act(body, &items[..1], &ana);
    let body = cast.ledger.accepted(&items);
    let index = cast.ledger.act(body, &items, &ben);
    Case::of(&cast.ledger).refused(
        tells(
            "acceptance_of_one_item_too_many",
            &["C1.2", "C2.5"],
            "Ben accepts two items in one act, of which one was offered. Only that one is his.",
        ),
        Code::LinkNoPen,
        Place::of(&cast.ledger, index),
    )
}

fn stead() -> Vec<Vector> {
    let reassign = |cast: &mut Cast, from: &Party| {
        let (registrar, ben) = (cast.registrar.clone(), cast.ben.clone());
        Body::from(cast.ledger.reassigned(&registrar, from, &ben))
    };
    let (.., cast, item) = then(with_item(), registrar, |cast, _| {
        let ana = cast.ana.clone();
        reassign(cast, &ana)
    });
    let reassigned = (cast, item);
    vec![
        allowed(
            tells(
                "reassignment_refused_by_the_new_holder",
                &["C2.2", "C2.3"],
                "A registrar offers Ana's item to Ben in her stead. He refuses, and it is hers \
                 again.",
            ),
            reassigned,
            ben,
            |cast, item| cast.ledger.refused(std::slice::from_ref(item)).into(),
        ),
        refused(
            tells(
                "reassignment_from_one_who_does_not_hold",
                &["C2.2"],
                "A registrar reassigns an item from Ben, and Ana holds it.",
            ),
            Code::CustodyMoveForbidden,
            with_item(),
            registrar,
            |cast, _| {
                let ben = cast.ben.clone();
                reassign(cast, &ben)
            },
        ),
        refused(
            tells(
                "reassignment_by_a_registrar_of_another_organisation",
                &["C2.1", "C3.2"],
                "The root of another organisation reassigns Ana's item.",
            ),
            Code::LinkNoPen,
            with_item(),
            |cast| cast.lab.clone(),
            |cast, _| {
                let (lab, ana, carl) = (cast.lab.clone(), cast.ana.clone(), cast.carl.clone());
                cast.ledger.reassigned(&lab, &ana, &carl).into()
            },
        ),
        allowed(
            tells(
                "withdrawal_by_a_registrar_in_the_givers_stead",
                &["C2.1", "C2.3", "C8.2"],
                "A registrar withdraws Ana's offer after the day on which an answer was due.",
            ),
            {
                let mut scene = offered(ben);
                scene.0.ledger.minute += 3 * 1440;
                scene
            },
            registrar,
            |cast, _| {
                let registrar = cast.registrar.clone();
                cast.ledger.withdrawn_by(&registrar).into()
            },
        ),
    ]
}
