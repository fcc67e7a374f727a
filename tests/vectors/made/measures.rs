//! What is compared where items change hands: C5, C9.2.

use handseal::event::{
    Body, Checked, ItemsChecked, SealState, Subject, TakenOver, TakenOverItem, Unsealed,
    UnsealedItem,
};
use handseal::identity::ItemId;
use handseal::verify::Code;

use crate::cast::{Cast, cast};
use crate::made::Case;
use crate::made::custody::{ana, then};
use crate::made::scenes::{ben, carl};
use crate::vector::{Place, Vector, tells};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = digests();
    all.extend(acts_that_check());
    all.extend(recorded_elsewhere());
    all.extend(seals());
    all
}

const CONTENT: &[u8] = b"what was acquired";

/// Ana's data, offered to Carl.
fn data_offered() -> (Cast, [Subject; 1]) {
    let mut cast = cast();
    let (ana, carl) = (cast.ana.clone(), cast.carl.clone());
    let id = cast.ledger.item();
    let body = cast.ledger.acquired(id, CONTENT);
    let item = [Subject::Item(id)];
    cast.ledger.act(body, &item, &ana);
    let body = cast.ledger.offered(&carl);
    cast.ledger.act(body, &item, &ana);
    (cast, item)
}

fn digests() -> Vec<Vector> {
    let measured = |bytes: &'static [u8]| {
        then(data_offered(), carl, move |cast, item| {
            cast.ledger.accepted_measuring(item, bytes).into()
        })
    };
    let (same, ..) = measured(CONTENT);
    let (other, place, ..) = measured(b"what was modified");
    let (_, first, mut next, item) = measured(b"what was modified");
    let (carl, lab) = (next.carl.clone(), next.lab.clone());
    let body = next.ledger.offered(&lab);
    next.ledger.act(body, &item, &carl);
    let body = next.ledger.accepted_measuring(&item[0], CONTENT);
    next.ledger.act(body, &item, &lab);
    vec![
        Case::of(&next.ledger).refused(
            tells(
                "content_that_differs_at_one_hand_over_of_two",
                &["C9.2", "C5.2"],
                "At the first hand-over other digests are measured, at the second those that were \
                 recorded: what is measured does not replace what is recorded.",
            ),
            Code::CustodyDigestMismatch,
            first,
        ),
        same.allowed(tells(
            "content_measured_again_at_the_hand_over",
            &["C5.1", "C5.2", "C9.2"],
            "The receiver measures the content again, and finds the digests that were recorded.",
        )),
        other.refused(
            tells(
                "content_that_differs_at_the_hand_over",
                &["C5.2", "C5.1"],
                "The receiver measures other digests than those recorded. It has the item all the \
                 same.",
            ),
            Code::CustodyDigestMismatch,
            place,
        ),
    ]
}

/// The list of an act, with the digests of these bytes.
fn measuring(cast: &mut Cast, mut items: Vec<Checked>, bytes: &[u8]) -> Vec<Checked> {
    items[0].unchecked = None;
    items[0].content = Some(cast.ledger.content(bytes));
    items
}

fn differing(name: &'static str, what: &'static str, (case, place): (Case, Place)) -> Vector {
    case.refused(tells(name, &["C5.1", "C5.2"], what), Code::CustodyDigestMismatch, place)
}

const MODIFIED: &[u8] = b"what was modified";

/// Each act that checks an item is compared with what is recorded.
fn acts_that_check() -> Vec<Vector> {
    let (refused, at_refusal, ..) = then(data_offered(), carl, |cast, item| {
        let mut body = cast.ledger.refused(std::slice::from_ref(item));
        body.items = measuring(cast, body.items, MODIFIED);
        body.into()
    });
    let (.., held, item) = then(data_offered(), carl, |cast, item| {
        cast.ledger.accepted(std::slice::from_ref(item)).into()
    });
    let (checked, at_check, held, item) = then((held, item), carl, |cast, item| {
        let items = cast.ledger.refused(std::slice::from_ref(item)).items;
        let items = measuring(cast, items, MODIFIED);
        ItemsChecked { items }.into()
    });
    let (.., outside, item) = then((held, item), carl, |cast, _| cast.ledger.handed_out().into());
    let (back, at_return, ..) = then((outside, item), carl, |cast, item| {
        let mut body = cast.ledger.received_back(std::slice::from_ref(item));
        body.items = measuring(cast, body.items, MODIFIED);
        body.into()
    });
    vec![
        differing(
            "content_that_differs_at_a_refusal",
            "The receiver refuses, and says what it measured: other digests than those recorded.",
            (refused, at_refusal),
        ),
        differing(
            "content_that_differs_at_a_check",
            "The holder measures other digests than those recorded.",
            (checked, at_check),
        ),
        differing(
            "content_that_differs_when_it_comes_back",
            "What was handed out comes back with other digests than those recorded.",
            (back, at_return),
        ),
    ]
}

/// Sorted, as a list of items is.
fn two_ids(cast: &mut Cast) -> [ItemId; 2] {
    let mut ids = [cast.ledger.item(), cast.ledger.item()];
    ids.sort_unstable();
    ids
}

/// Two of Ana's items, taken over with their content: the words that their ids are written with.
fn two_taken_over() -> (Cast, [Subject; 2]) {
    let mut cast = cast();
    let ids = two_ids(&mut cast);
    let listed = ids.map(|id| TakenOverItem {
        id,
        content: Some(cast.ledger.content(id.to_string().as_bytes())),
        history: cast.ledger.words("received by post"),
        description: Some(cast.ledger.words("a disk")),
    });
    let case = Some(cast.ledger.case);
    let body = TakenOver { case, from: None, items: listed.to_vec(), ground: None };
    let both = ids.map(Subject::Item);
    cast.ledger.act(body, &both, &cast.ana.clone());
    (cast, both)
}

/// Two items derived of those, with their content likewise.
fn two_derived() -> (Cast, [Subject; 2]) {
    let (mut cast, sources) = two_taken_over();
    let ids = two_ids(&mut cast);
    let mut body = cast.ledger.derived(&sources, &ids);
    for item in &mut body.items {
        item.content = Some(cast.ledger.content(item.id.to_string().as_bytes()));
    }
    let made = ids.map(Subject::Item);
    let mut all = [sources, made.clone()].concat();
    all.sort_unstable();
    cast.ledger.act(body, &all, &cast.ana.clone());
    (cast, made)
}

/// The second item goes to Ben, who measures what an item of this number holds.
fn second_handed_over((mut cast, items): (Cast, [Subject; 2]), number: usize) -> (Case, Place) {
    let (ana, ben) = (cast.ana.clone(), cast.ben.clone());
    let [_, second] = &items;
    let bytes = items[number].item().unwrap().to_string();
    cast.ledger.act(cast.ledger.offered(&ben), &[second.clone()], &ana);
    let body = cast.ledger.accepted_measuring(second, bytes.as_bytes());
    let index = cast.ledger.act(body, &[second.clone()], &ben);
    (Case::of(&cast.ledger), Place::of(&cast.ledger, index))
}

fn recorded_elsewhere() -> Vec<Vector> {
    let (taken, _) = second_handed_over(two_taken_over(), 1);
    let (derived, _) = second_handed_over(two_derived(), 1);
    let other_taken = second_handed_over(two_taken_over(), 0);
    let other_derived = second_handed_over(two_derived(), 0);
    vec![
        taken.allowed(tells(
            "content_recorded_where_an_item_was_taken_over",
            &["C9.1", "C9.2", "C5.1"],
            "Two items are taken over with their content. One is handed over, and measured alike.",
        )),
        derived.allowed(tells(
            "content_recorded_where_an_item_was_derived",
            &["C9.1", "C9.2", "C5.1"],
            "Two items are derived with their content. One is handed over, and measured alike.",
        )),
        differing(
            "content_of_an_item_taken_over_beside_it",
            "Of two items taken over, one is handed over with the content of the other.",
            other_taken,
        ),
        differing(
            "content_of_an_item_derived_beside_it",
            "Of two items derived, one is handed over with the content of the other.",
            other_derived,
        ),
    ]
}

/// Ana's thing under the seal S-1, offered to Ben.
fn sealed_offered() -> (Cast, [Subject; 1]) {
    let (mut cast, item) = sealed();
    let body = cast.ledger.offered(&cast.ben);
    cast.ledger.act(body, &item, &cast.ana.clone());
    (cast, item)
}

fn sealed() -> (Cast, [Subject; 1]) {
    let mut cast = cast();
    let (id, case) = (cast.ledger.item(), cast.ledger.case);
    let body = cast.ledger.collected_in(case, &[id], Some("S-1"));
    let item = [Subject::Item(id)];
    cast.ledger.act(body, &item, &cast.ana.clone());
    (cast, item)
}

/// Ana opens the seal with this number.
fn unsealed(cast: &mut Cast, item: &Subject, seal: &str) -> Body {
    let seal = cast.ledger.words(seal);
    let item = UnsealedItem { id: item.item().unwrap(), seal, state: SealState::Intact };
    Unsealed { items: vec![item], reason: None }.into()
}

fn seals() -> Vec<Vector> {
    let seen = |seal: &'static str| {
        then(sealed_offered(), ben, move |cast, item| {
            cast.ledger.accepted_seeing(item, seal).into()
        })
    };
    let (same, ..) = seen("S-1");
    let (other, place, ..) = seen("S-2");
    let (_, _, mut after, item) = seen("S-2");
    let body = unsealed(&mut after, &item[0], "S-2");
    after.ledger.act(body, &item, &after.ben.clone());
    let accepted = Place::of(&after.ledger, after.ledger.size() - 2);
    let (mut withheld, item) = sealed_offered();
    let body = withheld.ledger.accepted_seeing(&item[0], "S-2");
    let event = withheld.ledger.signed(body, &item, &withheld.ben.clone());
    let index = withheld.ledger.push(&event.redact(&|_| false));
    let (opened, there, ..) = then(sealed(), ana, |cast, item| unsealed(cast, item, "S-7"));
    vec![
        same.allowed(tells(
            "seal_seen_at_the_hand_over",
            &["C5.3", "C5.1", "C9.1"],
            "The receiver sees the seal with the number that was recorded.",
        )),
        other.refused(
            tells(
                "seal_that_differs_at_the_hand_over",
                &["C5.3"],
                "The receiver sees a seal with another number than the one recorded.",
            ),
            Code::CustodySealMismatch,
            place,
        ),
        Case::of(&after.ledger).refused(
            tells(
                "seal_seen_at_the_hand_over_is_the_seal_from_then_on",
                &["C5.5", "C5.3"],
                "After a hand-over at which another seal was seen, that seal is opened. It is the \
                 one recorded now: only the hand-over departs.",
            ),
            Code::CustodySealMismatch,
            accepted,
        ),
        Case::of(&withheld.ledger).allowed_with(
            tells(
                "seal_seen_at_the_hand_over_and_withheld",
                &["C5.4", "F5.8"],
                "What the receiver saw is withheld, so nothing is compared.",
            ),
            Code::FieldWithheld,
            Place::of(&withheld.ledger, index),
        ),
        opened.refused(
            tells(
                "seal_opened_that_was_not_there",
                &["C5.1", "C5.3", "C4.5"],
                "The holder opens a seal with another number than the one recorded.",
            ),
            Code::CustodySealMismatch,
            there,
        ),
    ]
}
