//! Annulment, derivation and deadlines: V6.3, V6.5 to V6.7, C3.8, C4, C8.

use handseal::event::{Body, Citation, Subject};
use handseal::verify::Code;

use crate::cases::{NOW, Party};
use crate::cast::Cast;
use crate::made::Case;
use crate::made::custody::{accepted, allowed, ana, refused, stored, then};
use crate::made::scenes::{ben, carl, offered, with_item};
use crate::vector::{Place, Vector, tells};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = derivation();
    all.extend(annulment());
    all.extend(deadlines());
    all
}

fn derivation() -> Vec<Vector> {
    let derived = |holder: fn(&Cast) -> Party| {
        let (mut cast, item) = with_item();
        let other = cast.ledger.collect(&holder(&cast));
        let mut from = [item[0].clone(), other];
        from.sort();
        let made = cast.ledger.item();
        let body = cast.ledger.derived(&from, &[made]);
        let mut all = [&from[..], &[Subject::Item(made)]].concat();
        all.sort();
        let index = cast.ledger.act(body, &all, &cast.ana.clone());
        (Case::of(&cast.ledger), Place::of(&cast.ledger, index))
    };
    let (one_too_many, place) = derived(ben);
    vec![
        derived(ana).0.allowed(tells(
            "item_derived_from_two_that_are_held",
            &["C3.8", "C9.1", "F6.3"],
            "Ana makes an item from two that she holds. It begins with their case.",
        )),
        one_too_many.refused(
            tells(
                "item_derived_from_one_that_another_holds",
                &["C3.8", "C1.2"],
                "Ana makes an item from two, of which Ben holds one: nothing begins.",
            ),
            Code::LinkNoPen,
            place,
        ),
    ]
}

fn annulling(entry: Citation) -> impl FnOnce(&mut Cast, &Subject) -> Body {
    |cast, _| cast.ledger.annulled(entry).into()
}

/// The item after an act of Ana's, and the citation of that act.
fn after(body: fn(&mut Cast, &Subject) -> Body) -> ((Cast, [Subject; 1]), Citation) {
    let (.., cast, item) = then(with_item(), ana, body);
    let cited = cast.ledger.cite(&item[0]);
    ((cast, item), cited)
}

fn destroyed(cast: &mut Cast, _: &Subject) -> Body {
    cast.ledger.destroyed().into()
}

fn annulment() -> Vec<Vector> {
    let forbidden = Code::CustodyMoveForbidden;
    let (ended, cited) = after(destroyed);
    let (kept, place) = after(stored);
    let (begun, first) = {
        let scene = with_item();
        let cited = scene.0.ledger.cite(&scene.1[0]);
        (scene, cited)
    };
    let (.., unbegun, item) = then(begun, ana, annulling(first.clone()));
    let gone = Case::of(&unbegun.ledger);
    let (twice, again) = {
        let (scene, cited) = after(destroyed);
        let (.., cast, item) = then(scene, ana, annulling(cited.clone()));
        ((cast, item), cited)
    };
    let (answered, answer) = {
        let (.., cast, item) = then(offered(ben), ben, accepted);
        let cited = cast.ledger.cite(&item[0]);
        ((cast, item), cited)
    };
    let (not_latest, earlier) = {
        let scene = with_item();
        let first = scene.0.ledger.cite(&scene.1[0]);
        let (.., cast, item) = then(scene, ana, |cast, _| cast.ledger.lost().into());
        ((cast, item), first)
    };
    let (foreign, theirs) = {
        let (mut cast, _) = with_item();
        let (ana, carl) = (cast.ana.clone(), cast.carl.clone());
        let item = [cast.ledger.collect(&carl)];
        let cited = cast.ledger.cite(&item[0]);
        let body = cast.ledger.offered(&ana);
        cast.ledger.act(body, &item, &carl);
        let body = cast.ledger.accepted(&item);
        cast.ledger.act(body, &item, &ana);
        ((cast, item), cited)
    };
    vec![
        allowed(
            tells(
                "destruction_that_is_annulled",
                &["C4.1", "C4.2", "C4.4"],
                "The last holder takes back that it destroyed an item: it holds it again.",
            ),
            ended,
            ana,
            annulling(cited),
        ),
        gone.allowed(tells(
            "beginning_that_is_annulled",
            &["C4.7", "C4.6"],
            "An item that was recorded in error is not begun after all. Both entries are shown.",
        )),
        refused(
            tells(
                "item_that_goes_on_after_its_beginning_was_annulled",
                &["C4.7", "C3.3"],
                "The one who annulled the beginning of an item stores it.",
            ),
            forbidden,
            (unbegun, item),
            ana,
            stored,
        ),
        refused(
            tells(
                "annulment_of_an_entry_that_changed_no_state",
                &["C4.1", "C4.5"],
                "That an item was stored is to be annulled: it changed no state and can be \
                 corrected.",
            ),
            forbidden,
            kept,
            ana,
            annulling(place),
        ),
        refused(
            tells(
                "annulment_of_an_entry_that_is_not_the_latest",
                &["C4.1"],
                "That an item was collected is to be annulled after it was lost.",
            ),
            forbidden,
            not_latest,
            ana,
            annulling(earlier),
        ),
        refused(
            tells(
                "annulment_of_what_was_annulled",
                &["C4.4"],
                "An entry is annulled a second time: there is no latest entry left.",
            ),
            forbidden,
            twice,
            ana,
            annulling(again),
        ),
        refused(
            tells(
                "annulment_of_an_answer",
                &["C4.3"],
                "Ben annuls his own acceptance of an offer.",
            ),
            forbidden,
            answered,
            ben,
            annulling(answer),
        ),
        refused(
            tells(
                "annulment_of_an_entry_by_another_organisation",
                &["C4.2", "C4.1"],
                "Ana annuls that Carl, of another organisation, collected the item that she has \
                 now.",
            ),
            forbidden,
            foreign,
            ana,
            annulling(theirs),
        ),
    ]
}

fn deadlines() -> Vec<Vector> {
    let late = || {
        let mut scene = offered(carl);
        scene.0.ledger.minute += 3 * 1440;
        scene
    };
    let (open, _) = offered(ben);
    let offer = Place::index(open.ledger.size() - 1);
    vec![
        refused(
            tells(
                "acceptance_after_the_answer_was_due",
                &["C8.1"],
                "An offer is accepted two days after its answer was due. It takes effect.",
            ),
            Code::CustodyTransferLate,
            late(),
            carl,
            accepted,
        ),
        refused(
            tells(
                "withdrawal_before_the_answer_was_due",
                &["C8.2"],
                "The giver withdraws its offer before the answer is due. It takes effect.",
            ),
            Code::CustodyTransferEarly,
            offered(ben),
            ana,
            |cast, _| cast.ledger.withdrawn().into(),
        ),
        allowed(
            tells(
                "withdrawal_after_the_answer_was_due",
                &["C8.2"],
                "The giver withdraws its offer two days after the answer was due.",
            ),
            late(),
            ana,
            |cast, _| cast.ledger.withdrawn().into(),
        ),
        Case::of(&open.ledger).allowed(tells(
            "offer_that_is_not_yet_answered",
            &["C8.3"],
            "An offer is open, and the day of its answer is not over.",
        )),
        Case::of(&open.ledger).now(NOW).refused(
            tells(
                "offer_that_was_never_answered",
                &["C8.3", "C1.3"],
                "The same file later: the answer was due before now. The item stays with the \
                 giver.",
            ),
            Code::CustodyTransferUnanswered,
            offer,
        ),
    ]
}
