//! Who has the pen of a chain: V3.8, C3.

use handseal::event::{
    CaseHandedOn, CheckpointKeyChanged, Kept, Pruned, PrunedEntry, Recipient, Subject, Transmitted,
    Why,
};
use handseal::identity::RequestId;
use handseal::verify::Code;

use crate::cases::Party;
use crate::cast::{Cast, SPARE, cast};
use crate::made::Case;
use crate::made::scenes::{stored, with_item};
use crate::vector::{Place, Vector, tells};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = pens();
    all.extend(other_pens());
    all
}

fn pens() -> Vec<Vector> {
    let (mut stranger, item) = with_item();
    let body = stranger.ledger.stored();
    let event = stranger.ledger.signed(body, &item, &stranger.ben.clone());
    let index = stranger.ledger.push_aside(&event);
    let event = stored(&mut stranger, &item);
    stranger.ledger.push(&event);
    let (mut remark, item) = with_item();
    let body = remark.ledger.noted();
    let event = remark.ledger.signed(body, &item, &remark.carl.clone());
    let noted = remark.ledger.push_aside(&event);
    let mut case = cast();
    let subject = [Subject::Case(case.ledger.case)];
    let body = CaseHandedOn { to: case.ana.id, why: None };
    case.ledger.act(body, &subject, &case.chief.clone());
    let body = case.ledger.noted();
    case.ledger.act(body, &subject, &case.ana.clone());
    let handed_on = Case::of(&case.ledger);
    let body = case.ledger.noted();
    let before = case.ledger.act(body, &subject, &case.chief.clone());
    let mut own = cast();
    let subject = own.ledger.own(&own.ana);
    let body = own.ledger.noted();
    let others = own.ledger.act(body, &[subject], &own.ben.clone());
    vec![
        Case::of(&stranger.ledger).refused(
            tells(
                "act_by_one_without_the_pen",
                &["C3.2", "C2.1"],
                "Ben stores an item that Ana holds. It takes no place: Ana goes on at the same \
                 place, and there is no fork.",
            ),
            Code::LinkNoPen,
            Place::of(&stranger.ledger, index),
        ),
        Case::of(&remark.ledger).refused(
            tells(
                "remark_on_the_chain_of_an_item_that_another_holds",
                &["C3.5", "C3.2"],
                "A party of another organisation remarks on the chain of Ana's item itself.",
            ),
            Code::LinkNoPen,
            Place::of(&remark.ledger, noted),
        ),
        handed_on.allowed(tells(
            "case_handed_on_to_the_next_officer",
            &["C3.6"],
            "The party in charge hands the case on, and the next one goes on with its chain.",
        )),
        Case::of(&case.ledger).refused(
            tells(
                "case_extended_by_the_officer_who_handed_it_on",
                &["C3.6"],
                "The one who handed the case on goes on with its chain.",
            ),
            Code::LinkNoPen,
            Place::of(&case.ledger, before),
        ),
        Case::of(&own.ledger).refused(
            tells(
                "own_chain_of_another_party",
                &["C3.7"],
                "Ben writes on the chain of Ana's remarks.",
            ),
            Code::LinkNoPen,
            Place::of(&own.ledger, others),
        ),
    ]
}

fn transmitted(cast: &mut Cast, of: &Party, by: &Party) -> u64 {
    let to = Recipient { party: None, described: Some(cast.ledger.words("the court")) };
    let body = Transmitted { kind: "copy".to_owned(), to, entry: None, channel: Why::code("test") };
    let side = Subject::Request(RequestId::from([4; 16]), of.id);
    cast.ledger.act(body, &[side], by)
}

fn other_pens() -> Vec<Vector> {
    let prune = |by: fn(&Cast) -> Party, case: bool| {
        let mut cast = cast();
        let entry = PrunedEntry { kept: Kept::Entry, entry: cast.ledger.hash(3), index: 3 };
        let body = Pruned { ground: Why::code("test"), entries: vec![entry] };
        let subject = if case {
            Subject::Case(cast.ledger.case)
        } else {
            Subject::Ledger(cast.ledger.origin.clone())
        };
        let by = by(&cast);
        let index = cast.ledger.act(body, &[subject], &by);
        (Case::of(&cast.ledger), Place::of(&cast.ledger, index))
    };
    let (of_case, there) = prune(|cast| cast.registrar.clone(), true);
    let (of_ledger, at) = prune(|cast| cast.ana.clone(), false);
    let mut heads = cast();
    let lab = heads.lab.clone();
    let opening = heads.ledger.opening(&lab, SPARE);
    let body =
        CheckpointKeyChanged { by: opening.by, key: opening.key, possession: opening.possession };
    let subject = Subject::Ledger(heads.ledger.origin.clone());
    let changed = heads.ledger.act(body, &[subject], &lab);
    let mut side = cast();
    let (ana, registrar) = (side.ana.clone(), side.registrar_and("officer"));
    let index = transmitted(&mut side, &ana, &registrar);
    vec![
        of_case.refused(
            tells(
                "case_pruned_by_a_registrar_who_is_not_in_charge",
                &["C3.10"],
                "A registrar prunes on the chain of a case that another is in charge of.",
            ),
            Code::LinkNoPen,
            there,
        ),
        of_ledger.refused(
            tells(
                "ledger_pruned_by_one_who_is_no_registrar",
                &["C3.10"],
                "A person without the role prunes on the chain of the ledger.",
            ),
            Code::LinkNoPen,
            at,
        ),
        Case::of(&heads.ledger).refused(
            tells(
                "checkpoint_key_changed_by_another_organisation",
                &["C3.6"],
                "The root of another organisation changes the key that signs the heads of this \
                 ledger. The old key goes on.",
            ),
            Code::LinkNoPen,
            Place::of(&heads.ledger, changed),
        ),
        Case::of(&side.ledger).refused(
            tells(
                "side_of_a_request_begun_by_a_registrar",
                &["C3.9"],
                "A registrar of the same organisation writes on the side that a party has of a \
                 request.",
            ),
            Code::LinkNoPen,
            Place::of(&side.ledger, index),
        ),
    ]
}
