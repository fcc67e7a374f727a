//! Retention, review and incidents: V7.33 to V7.36, R8.

use handseal::event::{Citation, ConditionKind, Incident, Notice, Recipient, Reviewed, Subject};
use handseal::verify::Code;

use crate::cases::at;
use crate::made::Case;
use crate::made::requests::onward::bound;
use crate::made::requests::{agrees, departs};
use crate::vector::{Place, Vector, tells};
use crate::world::{DAY, World, condition, until, why, world};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = kept();
    all.extend(reviews());
    all.extend(incidents());
    all
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
        Case::of_world(world).refused(tells, Code::RequestRetentionAbsent, Place::end())
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
        Case::of_world(&supplier).allowed_with(
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
