//! Acts that cross, and what is folded from which: V7.7, R2, R3.6.

use handseal::event::{Annulled, Subject};
use handseal::verify::Code;

use crate::made::Case;
use crate::made::requests::sides::{cancelled, declined};
use crate::made::requests::{agrees, departs, departs_at, notes};
use crate::vector::{Place, Vector, tells};
use crate::world::{World, condition, why, world};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = crossed();
    all.extend(folded());
    all
}

fn crossed() -> Vec<Vector> {
    let mut after = world();
    let id = after.asked("FREE");
    let (maker, provider) = (after.maker.clone(), after.provider.clone());
    after.act(id, &maker, cancelled());
    let answer = after.act(id, &provider, declined());
    let mut before = world();
    let (id, _) = before.delivered("FREE", &[]);
    let cancellation = before.act(id, &maker, cancelled());
    let mut alone = world();
    let id = alone.asked("FREE");
    alone.act(id, &maker, cancelled());
    let note = |world: &World, tells, index| {
        let place = Place::of(&world.ledger, index);
        Case::of_world(world).allowed_with(tells, Code::RequestCrossed, place)
    };
    vec![
        note(
            &after,
            tells(
                "answer_behind_a_cancellation",
                &["R3.6", "R3.5"],
                "The maker took the request back, and the addressee answers it without knowing. \
                 Neither cites the other.",
            ),
            answer,
        ),
        note(
            &before,
            tells(
                "cancellation_behind_an_answer",
                &["R3.6", "R3.5", "R11.8"],
                "The request was answered, and the maker takes it back without knowing.",
            ),
            cancellation,
        ),
        agrees(
            &alone,
            tells(
                "request_taken_back_before_an_answer",
                &["R3.5", "R9.8", "R3.6"],
                "The maker takes a request back that nobody has answered.",
            ),
        ),
    ]
}

fn folded() -> Vec<Vector> {
    // What an act that is not possible sets binds nothing.
    let mut void = world();
    let id = void.asked("FREE");
    let (maker, provider, third) = (void.maker.clone(), void.provider.clone(), void.third.clone());
    let item = void.collect(None, &maker);
    let bound = [condition(handseal::event::ConditionKind::Confidential)];
    let index = void.act(id, &maker, World::produced(&item, "subscriber", &bound));
    void.hand_over(&item, [&maker, &third], None, &[]);
    void.act(id, &provider, declined());
    // An annulment on a side takes nothing back of what it says.
    let mut annulled = world();
    let (id, _) = annulled.delivered("FREE", &[]);
    let entry = annulled.ledger.cite(&Subject::Request(id, provider.id));
    annulled.act(id, &provider, Annulled { by: None, why: why(), entry });
    let mut open = world();
    open.asked("FREE");
    let terms = open.size_of_terms();
    let item = open.collect(None, &provider);
    open.hand_over(&item, [&provider, &third], None, &[]);
    vec![
        departs_at(
            &void,
            tells(
                "production_by_the_maker_binds_nothing",
                &["R3.3", "R5.1"],
                "The maker of a request produces on its own side, under a condition. That is not \
                 possible, so the condition binds nothing and is not missed later.",
            ),
            Code::RequestMoveForbidden,
            index,
        ),
        agrees(
            &annulled,
            tells(
                "answer_that_is_annulled_on_its_side",
                &["R2.5", "R3.4"],
                "The addressee annuls its answer on its side. What was produced stays produced.",
            ),
        ),
        notes(
            &open,
            tells(
                "offer_without_request_and_conditions",
                &["R2.3", "R11.6"],
                "An item is handed to another State without a request and without conditions: \
                 nothing is asked of it. The request beside it is open.",
            ),
            Code::RequestOpen,
            terms,
        ),
        departs(
            &{
                let mut world = world();
                let mut terms = world.terms("PERIODS");
                terms.parties.retain(|party| party.capacity != "addressee");
                world.asked_with(terms);
                world
            },
            tells(
                "addressee_that_no_request_names_with_an_id",
                &["R1.6"],
                "The terms name no addressee with an id, so whoever has received the request and \
                 is not of the maker's organisation stands in that place. Its period has passed.",
            ),
            Code::RequestOverdue,
            7,
        ),
    ]
}

impl World {
    /// Where the terms of the only request are: the entry before its receipt.
    fn size_of_terms(&self) -> u64 {
        self.ledger.size() - 2
    }
}
