//! Entries that could not be checked, and what they leave unsaid: V7.1, R4, R9.12, R11.

use handseal::event::{
    Cancelled, ConditionKind, PreservationEnded, Preserved, Relation, RelationKind, Subject, Terms,
};
use handseal::store::CaseFile;
use handseal::verify::Code;

use crate::made::Case;
use crate::made::requests::agrees;
use crate::made::scenes::stubbed;
use crate::vector::{Place, Vector, tells};
use crate::world::{World, condition, why, world};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = requests();
    all.extend(items());
    all.extend(parts());
    all.extend(orders());
    all
}

/// The roots of a world without that of its provider.
fn without_provider(world: &World) -> Vec<String> {
    let parties = [&world.maker, &world.authority, &world.third, &world.second];
    parties.map(|party| party.id.to_string()).to_vec()
}

fn requests() -> Vec<Vector> {
    let mut untrusted = world();
    let id = untrusted.asked("PERIODS");
    untrusted.answer(id, "content", &[]);
    // Another request, of which everything can be checked.
    let mut stranger = world();
    let id = stranger.asked("PERIODS");
    let party = stranger.stranger.clone();
    stranger.receive(id, &party);
    let mut forged = world();
    let id = forged.asked("PERIODS");
    let (maker, third) = (forged.maker.clone(), forged.third.clone());
    let side = [Subject::Request(id, maker.id)];
    let event = forged.ledger.signed(Cancelled { why: why() }, &side, &third);
    let index = forged.ledger.push_aside(&event);
    vec![
        Case::of_world(&untrusted).roots(&without_provider(&untrusted)).allowed_with(
            tells(
                "request_whose_answers_could_not_be_checked",
                &["R4.1", "R4.2", "R4.3", "R4.4", "R4.6", "R11.4"],
                "The root of the addressee was not given. The request is not shown, and nothing \
                 else is said of it, though its period has passed and content was produced.",
            ),
            Code::RequestNotShown,
            Place::end(),
        ),
        Case::of_world(&stranger).refused(
            tells(
                "stranger_on_a_side_of_its_own",
                &["R4.3", "R4.4"],
                "A party that the request does not name, and whose key leads to no root, has a \
                 side of it. That hides nothing: the period has passed.",
            ),
            Code::RequestOverdue,
            Place::index(7),
        ),
        Case::of_world(&forged).refused(
            tells(
                "entry_without_the_pen_on_a_side_hides_nothing",
                &["R4.1", "R4.3"],
                "Another party takes the request back on the maker's side. It has no pen there, so \
                 the request is not cancelled, and not in doubt either.",
            ),
            Code::LinkNoPen,
            Place::of(&forged.ledger, index),
        ),
    ]
}

fn items() -> Vec<Vector> {
    let bound = [condition(ConditionKind::Confidential)];
    let mut doubtful = world();
    let (_, item) = doubtful.delivered("KEEP", &bound);
    let (maker, stranger) = (doubtful.maker.clone(), doubtful.stranger.clone());
    let index = doubtful.hand_over(&item, [&maker, &stranger], None, &[]);
    let mut forbidden = world();
    let (_, item) = forbidden.delivered("FREE", &bound);
    let second = forbidden.second.clone();
    let only = [item];
    let body = forbidden.ledger.received_back(&only);
    forbidden.ledger.act(body, &only, &maker);
    let dropped = forbidden.hand_over(&only[0], [&maker, &second], None, &[]);
    vec![
        Case::of_world(&doubtful).refused(
            tells(
                "evidence_whose_chain_could_not_be_checked_any_more",
                &["R4.5", "R4.6", "R11.3", "R11.5", "V7.1"],
                "Evidence is offered to a stranger without its condition, and accepted under a key \
                 that leads to no root. What was said before that stays said; of the evidence \
                 nothing else is said at the end.",
            ),
            Code::RequestConditionDropped,
            Place::of(&doubtful.ledger, index),
        ),
        Case::of_world(&forbidden).refused(
            tells(
                "act_without_effect_leaves_no_doubt_on_evidence",
                &["R4.3"],
                "The holder receives back what it has, which has no effect. What follows is judged \
                 as ever.",
            ),
            Code::RequestConditionDropped,
            Place::of(&forbidden.ledger, dropped),
        ),
    ]
}

fn parts() -> Vec<Vector> {
    let mut stub = world();
    let id = stub.asked("PERIODS");
    stub.answer(id, "subscriber", &[]);
    let produced = stub.ledger.size() - 1;
    let start = stub.ledger.groups[produced as usize].start;
    let mut part = world();
    let id = part.asked("PERIODS");
    part.answer(id, "subscriber", &[]);
    let mut file = CaseFile::open_bytes(part.ledger.bytes.clone(), &part.trust).unwrap();
    let subjects = [Subject::Case(part.ledger.case), Subject::Request(id, part.maker.id)];
    let mut bytes = Vec::new();
    file.extract(&subjects, &World::key_of_heads(), &mut bytes).unwrap();
    vec![
        Case::of_world(&stub).file(stubbed(&stub.ledger, &[produced])).allowed_with(
            tells(
                "answer_that_is_not_shown_is_not_overdue",
                &["R9.12", "V1.11"],
                "The entry with the answer is a stub, and the period has passed. Any act may be \
                 the one that is not shown.",
            ),
            Code::EntryNotShown,
            Place::entry(produced, start..start + 34),
        ),
        Case::of_world(&part).file(bytes).allowed_with(
            tells(
                "side_that_an_extract_leaves_out_is_not_silent",
                &["R9.12"],
                "An extract has the side of the maker only. That nobody answered is not said.",
            ),
            Code::ExtractScope,
            Place::end(),
        ),
    ]
}

fn orders() -> Vec<Vector> {
    // The end of a preservation is lifted by the request that follows it.
    let mut lifted = world();
    let provider = lifted.provider.clone();
    let kept = lifted.asked("PRESERVE");
    lifted.act(kept, &provider, Preserved { what: None, items: Vec::new(), until: None });
    let relation = Relation { kind: RelationKind::FollowsPreservation, entry: None, request: kept };
    let terms = Terms { relates: vec![relation], ..lifted.terms("FREE") };
    let id = lifted.asked_with(terms);
    let item = lifted.answer(id, "subscriber", &[]);
    let maker = lifted.maker.clone();
    lifted.hand_over(&item, [&provider, &maker], Some(id), &[]);
    lifted.act(kept, &provider, PreservationEnded { why: why() });
    // Two things are said of one request at one entry.
    let mut several = world();
    let mut terms = several.terms("FIELDS");
    terms.fields.clear();
    terms.parties.clear();
    several.asked_with(terms);
    vec![
        agrees(
            &lifted,
            tells(
                "preservation_that_the_next_request_lifts",
                &["R10.21", "R10.14", "R2.2"],
                "Data is preserved for less than five days, and the request that follows was made \
                 before it ended: the period has no end any more.",
            ),
        ),
        Case::of_world(&several).refused(
            tells(
                "findings_of_one_request_in_their_order",
                &["R11.7", "R11.4", "R9.2"],
                "Two fields are missing and nobody has answered: one entry, and three findings in \
                 the order of the section.",
            ),
            Code::RequestFieldMissing,
            Place::index(7),
        ),
    ]
}
