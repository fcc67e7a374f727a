//! What must come first, what was asked for, and what is confirmed: V7.13 to V7.16, R9.5 to R9.7.

use handseal::event::{
    Confirmation, Confirmed, Period, Relation, RelationKind, RequestForm, Terms, Unit, Urgency,
};
use handseal::verify::Code;

use crate::cases::NOW;
use crate::made::Case;
use crate::made::requests::sides::declined;
use crate::made::requests::terms::{TERMS, of, refused};
use crate::made::requests::{agrees, departs};
use crate::vector::{Place, Vector, tells};
use crate::world::{World, world};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = confirmations();
    all.extend(preconditions());
    all.extend(categories());
    all
}

fn confirmations() -> Vec<Vector> {
    let oral = |what: Option<Confirmation>| {
        let mut world = world();
        let terms = Terms { form: RequestForm::Oral, ..world.terms("ORDER") };
        let id = world.asked_with(terms);
        let (maker, provider) = (world.maker.clone(), world.provider.clone());
        if let Some(what) = what {
            world.act(id, &maker, Confirmed { form: None, what, request: None });
        }
        world.act(id, &provider, declined());
        world
    };
    let emergency = || {
        refused(|world| Terms { urgency: Urgency::Emergency, ..of("prosecutor", "traffic")(world) })
    };
    let mut soon = emergency();
    soon.now = soon.ledger.minute + 60;
    vec![
        departs(
            &oral(None),
            tells(
                "oral_request_that_nobody_confirmed",
                &["R9.5"],
                "A request was made by word of mouth, and nobody confirmed it in writing.",
            ),
            Code::RequestConfirmationMissing,
            TERMS,
        ),
        departs(
            &oral(Some(Confirmation::Resumed)),
            tells(
                "oral_request_whose_maker_confirmed_something_else",
                &["R9.5"],
                "The maker of an oral request confirms something else.",
            ),
            Code::RequestConfirmationMissing,
            TERMS,
        ),
        agrees(
            &oral(Some(Confirmation::Oral)),
            tells(
                "oral_request_that_was_confirmed",
                &["R9.5"],
                "The maker of an oral request confirms it in writing.",
            ),
        ),
        departs(
            &emergency(),
            tells(
                "emergency_that_was_not_validated_afterwards",
                &["R9.5", "R9.4", "R10.19"],
                "A prosecutor orders in an emergency what a judge may order, and within 48 hours \
                 nobody validated it.",
            ),
            Code::RequestConfirmationMissing,
            TERMS,
        ),
        agrees(
            &soon,
            tells(
                "emergency_that_can_still_be_validated",
                &["R9.5", "R9.4", "R10.7"],
                "The same, an hour later: there is time, and nothing is missing.",
            ),
        ),
    ]
}

fn preconditions() -> Vec<Vector> {
    let enforced = |between: fn(&mut World, handseal::identity::RequestId),
                    terms: fn(Terms, &mut World) -> Terms| {
        let mut world = world();
        let first = world.asked("ASK");
        between(&mut world, first);
        let relation = Relation { kind: RelationKind::Enforces, entry: None, request: first };
        let made = Terms { relates: vec![relation], ..world.terms("ENFORCE") };
        let made = terms(made, &mut world);
        let id = world.ask(made);
        let index = world.ledger.size() - 1;
        let provider = world.provider.clone();
        world.receive(id, &provider);
        world.act(id, &provider, declined());
        (world, index)
    };
    let same: fn(Terms, &mut World) -> Terms = |terms, _| terms;
    let (early, index) = enforced(|world, _| world.days(1), same);
    let (lapsed, _) = enforced(|world, _| world.days(5), same);
    let (refused, _) = enforced(
        |world, id| {
            let provider = world.provider.clone();
            world.act(id, &provider, declined());
        },
        same,
    );
    let (reasoned, _) = enforced(
        |world, _| world.days(1),
        |mut terms, world| {
            let reason = world.ledger.words("the provider has closed");
            terms.fields.insert("reason_for_enforcing_now".to_owned(), reason);
            terms
        },
    );
    let open = |world: &World, tells| {
        // The order itself was not answered: its period is over, and the next step open.
        let case = Case::of_world(world);
        case.allowed_with(tells, Code::RequestLapsed, Place::index(TERMS))
    };
    let mut longer = world();
    let period = Period { unit: Unit::CalendarDays, amount: 10 };
    let terms = Terms { time_frame: Some(period), ..longer.terms("ASK") };
    let first = longer.asked_with(terms);
    longer.days(5);
    let relation = Relation { kind: RelationKind::Enforces, entry: None, request: first };
    let terms = Terms { relates: vec![relation], ..longer.terms("ENFORCE") };
    longer.ask(terms);
    let late = longer.ledger.size() - 1;
    longer.now = NOW;
    vec![
        departs(
            &early,
            tells(
                "enforcement_before_the_answer_was_due",
                &["R9.6"],
                "Effect is to be given to an order a day after it was received, and its addressee \
                 has three.",
            ),
            Code::RequestEarly,
            index,
        ),
        departs(
            &longer,
            tells(
                "enforcement_within_the_longer_time_that_the_order_gave",
                &["R9.6", "R10.8"],
                "The order gave ten days, and effect is to be given to it after five.",
            ),
            Code::RequestEarly,
            late,
        ),
        open(
            &lapsed,
            tells(
                "enforcement_after_the_answer_was_due",
                &["R9.6", "R10.15"],
                "Effect is to be given to an order whose addressee let its time pass.",
            ),
        ),
        agrees(
            &refused,
            tells(
                "enforcement_after_a_refusal",
                &["R9.6"],
                "Effect is to be given to an order that its addressee declined.",
            ),
        ),
        open(
            &reasoned,
            tells(
                "early_enforcement_that_gives_its_reason",
                &["R9.6"],
                "Effect is to be given to an order at once, and the request says why.",
            ),
        ),
    ]
}

fn categories() -> Vec<Vector> {
    let answered = |asked: &[&str], category: &str| {
        let mut world = world();
        let categories = asked.iter().map(|name| (*name).to_owned()).collect();
        let terms = Terms { categories, ..world.terms("ORDER") };
        let id = world.asked_with(terms);
        let item = world.answer(id, category, &[]);
        let index = world.ledger.size() - 1;
        let (provider, maker) = (world.provider.clone(), world.maker.clone());
        world.hand_over(&item, [&provider, &maker], Some(id), &[]);
        (world, index)
    };
    let (content, produced) = answered(&["subscriber"], "content");
    let (traffic, unasked) = answered(&["subscriber"], "traffic");
    let (within, _) = answered(&["metadata"], "traffic");
    let (any, _) = answered(&[], "traffic");
    vec![
        departs(
            &refused(of("judge", "content")),
            tells(
                "category_asked_for_outside_the_scope",
                &["R9.7"],
                "The instrument covers metadata, and the order is for content.",
            ),
            Code::RequestDataOutsideScope,
            TERMS,
        ),
        departs(
            &content,
            tells(
                "category_produced_outside_the_scope",
                &["R9.7"],
                "The instrument covers metadata, and content is produced.",
            ),
            Code::RequestDataOutsideScope,
            produced,
        ),
        departs(
            &traffic,
            tells(
                "category_that_was_not_asked_for",
                &["R9.7"],
                "Subscriber data was asked for, and traffic data is produced.",
            ),
            Code::RequestDataNotAsked,
            unasked,
        ),
        agrees(
            &within,
            tells(
                "category_within_the_one_asked_for",
                &["R9.7"],
                "Metadata was asked for, and traffic data, which it includes, is produced.",
            ),
        ),
        agrees(
            &any,
            tells(
                "category_where_none_was_named",
                &["R9.7", "R9.4"],
                "The terms name no category: any that the instrument covers was asked for.",
            ),
        ),
    ]
}
