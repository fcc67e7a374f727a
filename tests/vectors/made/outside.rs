//! Hand-overs to people without keys: C9.3.

use handseal::event::{EntryHash, Link, Subject};
use handseal::verify::Code;

use crate::cases::Party;
use crate::cast::Cast;
use crate::made::Case;
use crate::made::custody::{ana, then};
use crate::made::scenes::{ben, carl, stored_at, with_item};
use crate::vector::{Place, Vector, tells};

/// Ana's item, handed out.
fn handed_out() -> (Cast, [Subject; 1]) {
    let (.., cast, item) = then(with_item(), ana, |cast, _| cast.ledger.handed_out().into());
    (cast, item)
}

/// The hand-over, acknowledged by a party on its own chain.
fn acknowledged(by: fn(&mut Cast) -> Party) -> Case {
    let (mut cast, item) = handed_out();
    let body = cast.ledger.acknowledged(cast.ledger.cite(&item[0]));
    let by = by(&mut cast);
    let own = cast.ledger.own(&by);
    cast.ledger.act(body, &[own], &by);
    Case::of(&cast.ledger)
}

/// The hand-over, acknowledged by a party when the chain of the item has a gap.
fn confirmed_behind_a_gap(by: fn(&mut Cast, &[Subject]) -> Party) -> (Case, Place) {
    let (mut cast, item) = handed_out();
    let body = cast.ledger.acknowledged(cast.ledger.cite(&item[0]));
    let lost = EntryHash::of(b"an entry that was left out");
    let event = stored_at(&mut cast, Link::after(item[0].clone(), 5, lost));
    let gap = cast.ledger.push(&event);
    let by = by(&mut cast, &item);
    let own = cast.ledger.own(&by);
    cast.ledger.act(body, &[own], &by);
    (Case::of(&cast.ledger), Place::of(&cast.ledger, gap))
}

pub(crate) fn all() -> Vec<Vector> {
    let (one_sided, _) = handed_out();
    let (giver, _) = confirmed_behind_a_gap(|cast, _| cast.ana.clone());
    let (taker, gap) = confirmed_behind_a_gap(|cast, item| {
        let (body, ben) = (cast.ledger.accepted(item), cast.ben.clone());
        cast.ledger.act(body, item, &ben);
        ben
    });
    let (annulled, item) = handed_out();
    let cited = annulled.ledger.cite(&item[0]);
    let (back, ..) = then((annulled, item), ana, |cast, _| cast.ledger.annulled(cited).into());
    let (returned, ..) = then(handed_out(), ben, |cast, item| {
        cast.ledger.received_back(std::slice::from_ref(item)).into()
    });
    let (taken, place, ..) = then(handed_out(), carl, |cast, item| {
        cast.ledger.received_back(std::slice::from_ref(item)).into()
    });
    vec![
        Case::of(&one_sided.ledger).refused(
            tells(
                "hand_over_to_someone_without_keys",
                &["C9.3", "C9.1"],
                "An item went to someone without keys, and nobody has confirmed it.",
            ),
            Code::CustodyTransferOneSided,
            Place::end(),
        ),
        acknowledged(|cast| {
            let chief = cast.chief.clone();
            cast.ledger.enrol(30, &chief, &[])
        })
        .allowed(tells(
            "hand_over_confirmed_by_one_enrolled_since",
            &["C9.3", "C3.5", "C3.7"],
            "The one to whom the item was handed out has a key now, and confirms it on its own \
             chain.",
        )),
        acknowledged(|cast| cast.ana.clone()).refused(
            tells(
                "hand_over_confirmed_by_the_one_who_handed_out",
                &["C9.3"],
                "Ana confirms her own hand-over: it stays one-sided.",
            ),
            Code::CustodyTransferOneSided,
            Place::end(),
        ),
        giver.refused(
            tells(
                "hand_over_confirmed_behind_a_gap_by_the_one_who_handed_out",
                &["C9.3", "C6.8"],
                "Ana handed an item out. Its next entry is behind a gap, and she confirms her own \
                 hand-over: it stays one-sided, whatever the chain still shows.",
            ),
            Code::CustodyTransferOneSided,
            Place::end(),
        ),
        taker.refused(
            tells(
                "hand_over_confirmed_behind_a_gap_by_the_one_who_has_the_item_now",
                &["C9.3", "C6.8"],
                "Ana handed an item out. Its next entry is behind a gap; behind that, Ben accepts the \
                 item, and confirms the hand-over: he did not hand it out himself.",
            ),
            Code::LinkGap,
            gap,
        ),
        back.allowed(tells(
            "hand_over_to_someone_without_keys_that_is_annulled",
            &["C4.6", "C9.3"],
            "That an item was handed out is taken back: nothing is one-sided any more.",
        )),
        returned.allowed(tells(
            "item_outside_that_comes_back",
            &["C9.1", "C2.1"],
            "A colleague of the one who handed an item out has it back.",
        )),
        taken.refused(
            tells(
                "item_outside_taken_back_by_another_organisation",
                &["C3.2"],
                "A party of another organisation receives back what this one handed out.",
            ),
            Code::LinkNoPen,
            place,
        ),
    ]
}
