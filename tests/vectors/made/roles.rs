//! Who may enrol, revoke and sign for a unit, and which keys are registered: V2.6 to V2.9.

use handseal::event::{Enrolled, KeyRecord, PartyKind, Subject};
use handseal::identity::PartyId;
use handseal::verify::Code;

use crate::cases::{Party, no_possession, possession, sign};
use crate::cast::{ANA, Cast, SPARE, cast};
use crate::made::Case;
use crate::made::keys::enrolled;
use crate::vector::{Place, Tells, Vector, tells};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = roles();
    all.extend(units());
    all.extend(registrations());
    all
}

/// An enrolment that somebody may not make, or not so.
fn enrolment(
    tells: Tells,
    code: Code,
    made: impl FnOnce(&mut Cast) -> (Enrolled, PartyId, Party),
) -> Vector {
    let mut cast = cast();
    let (body, id, by) = made(&mut cast);
    let index = cast.ledger.act(body, &[Subject::Party(id)], &by);
    Case::of(&cast.ledger).refused(tells, code, Place::of(&cast.ledger, index))
}

fn roles() -> Vec<Vector> {
    let forbidden = Code::RoleForbidden;
    let mut by_registrar = cast();
    by_registrar.ledger.enrol(30, &by_registrar.registrar.clone(), &[]);
    let mut revocation = cast();
    let (lab, ana) = (revocation.lab.clone(), revocation.ana.clone());
    let body = revocation.ledger.revoked(&lab, ANA);
    let index = revocation.ledger.act(body, &[Subject::Party(ana.id)], &lab);
    let mut stead = crate::made::scenes::offered(crate::made::scenes::ben);
    let chief = stead.0.chief.clone();
    let mut body = stead.0.ledger.withdrawn_by(&chief);
    body.by = Some(ana.by.clone());
    stead.0.ledger.minute += 3 * 1440;
    let withdrawal = stead.0.ledger.act(body, &stead.1, &ana);
    vec![
        Case::of(&by_registrar.ledger).allowed(tells(
            "party_enrolled_by_a_registrar",
            &["V2.6", "F6.4", "F6.5"],
            "A party that was enrolled in the role `registrar` enrols another, with a proof that \
             it possesses its key.",
        )),
        enrolment(
            tells("enrolment_of_oneself", &["V2.6"], "A registrar gives itself a further key."),
            forbidden,
            |cast| {
                let by = cast.registrar.clone();
                (enrolled(cast, by.id, &by, SPARE), by.id, by)
            },
        ),
        enrolment(
            tells(
                "enrolment_by_one_who_is_no_registrar",
                &["V2.6"],
                "A person without the role enrols another, and cites its own enrolment.",
            ),
            forbidden,
            |cast| {
                let by = cast.ana.clone();
                let id = cast.ledger.party_id(by.id);
                (enrolled(cast, id, &by, SPARE), id, by)
            },
        ),
        enrolment(
            tells(
                "enrolment_into_another_organisation",
                &["V2.6", "F2.1"],
                "A registrar enrols a party of another organisation.",
            ),
            forbidden,
            |cast| {
                let (by, lab) = (cast.registrar.clone(), cast.lab.id);
                let id = cast.ledger.party_id(lab);
                (enrolled(cast, id, &by, SPARE), id, by)
            },
        ),
        enrolment(
            tells(
                "enrolment_under_the_right_of_another",
                &["V2.6"],
                "A registrar cites the founding of the organisation, which gave the right to the \
                 root key and not to the registrar.",
            ),
            forbidden,
            |cast| {
                let (by, chief) = (cast.registrar.clone(), cast.chief.clone());
                let id = cast.ledger.party_id(by.id);
                (Enrolled { by: chief.by, ..enrolled(cast, id, &by, SPARE) }, id, by)
            },
        ),
        Case::of(&revocation.ledger).refused(
            tells(
                "revocation_by_another_organisation",
                &["V2.6"],
                "The root of one organisation revokes the key of a person of another.",
            ),
            forbidden,
            Place::of(&revocation.ledger, index),
        ),
        Case::of(&stead.0.ledger).refused(
            tells(
                "withdrawal_in_stead_by_one_who_is_no_registrar",
                &["V2.6"],
                "The giver withdraws its offer and claims the right of a registrar for it.",
            ),
            forbidden,
            Place::of(&stead.0.ledger, withdrawal),
        ),
    ]
}

fn units() -> Vec<Vector> {
    let unit = || {
        let mut cast = cast();
        let chief = cast.chief.clone();
        let id = cast.ledger.party_id(chief.id);
        let body = cast.ledger.enrolled(PartyKind::Unit, None, id, &chief, &[]);
        cast.ledger.enrol_as(0, id, body, &chief);
        let member = cast.ledger.party_id(chief.id);
        let mut body = enrolled(&mut cast, member, &chief, 30);
        body.units = vec![id];
        let dan = cast.ledger.enrol_as(30, member, body, &chief);
        (cast, id, dan)
    };
    let collect = |cast: &mut Cast, unit, by: &Party| {
        let id = cast.ledger.item();
        let body = cast.ledger.collected(&[id]);
        let mut event = cast.ledger.event(body, &[Subject::Item(id)]);
        event.signed_for = Some(unit);
        cast.ledger.push(&sign(event, by))
    };
    let (mut honest, id, dan) = unit();
    collect(&mut honest, id, &dan);
    let (mut other, id, _) = unit();
    let ana = other.ana.clone();
    let index = collect(&mut other, id, &ana);
    let mut theirs = cast();
    let (chief, lab) = (theirs.chief.clone(), theirs.ledger.lab.clone());
    let foreign = theirs.ledger.party_id(lab.id);
    let body = theirs.ledger.enrolled(PartyKind::Unit, None, foreign, &lab, &[]);
    theirs.ledger.enrol_as(0, foreign, body, &lab);
    let member = theirs.ledger.party_id(chief.id);
    let mut body = enrolled(&mut theirs, member, &chief, 30);
    body.units = vec![foreign];
    let claimed = theirs.ledger.act(body, &[Subject::Party(member)], &chief);
    let mut called = cast();
    let (chief, ben) = (called.chief.clone(), called.ben.clone());
    let body = called.ledger.enrolled(PartyKind::Unit, None, ben.id, &chief, &[]);
    called.ledger.act(body, &[Subject::Party(ben.id)], &chief);
    let (own, body) = (called.ledger.own(&ben), called.ledger.noted());
    let signed = called.ledger.act(body, &[own], &ben);
    vec![
        Case::of(&called.ledger).refused(
            tells(
                "act_signed_by_a_unit",
                &["V2.6", "F6.4"],
                "A person who has a key is enrolled again, as a unit, and signs with it. Persons sign for a unit.",
            ),
            Code::RoleForbidden,
            Place::of(&called.ledger, signed),
        ),
        Case::of(&theirs.ledger).refused(
            tells(
                "enrolment_for_a_unit_of_another_organisation",
                &["V2.6"],
                "An organisation enrols one of its people for a unit of another.",
            ),
            Code::RoleForbidden,
            Place::of(&theirs.ledger, claimed),
        ),
        Case::of(&honest.ledger).allowed(tells(
            "act_for_a_unit_by_one_of_its_people",
            &["V2.6", "F6.4", "C1.1"],
            "A unit without a key holds what a person who was enrolled for it collects in its \
             name.",
        )),
        Case::of(&other.ledger).refused(
            tells(
                "act_for_a_unit_by_one_who_was_not_enrolled_for_it",
                &["V2.6"],
                "A person signs for a unit that its enrolment does not name.",
            ),
            Code::RoleForbidden,
            Place::of(&other.ledger, index),
        ),
    ]
}

/// The enrolment of a new party by the chief, with something about its key.
fn registered(tells: Tells, code: Code, change: impl FnOnce(&mut Enrolled, &Cast)) -> Vector {
    enrolment(tells, code, |cast| {
        let by = cast.chief.clone();
        let id = cast.ledger.party_id(by.id);
        let mut body = enrolled(cast, id, &by, SPARE);
        change(&mut body, cast);
        (body, id, by)
    })
}

fn with_key(number: u8) -> impl Fn(&mut Cast) -> (Enrolled, PartyId, Party) {
    move |cast| {
        let by = cast.chief.clone();
        let id = cast.ledger.party_id(by.id);
        (enrolled(cast, id, &by, number), id, by)
    }
}

fn registrations() -> Vec<Vector> {
    let mut neutral = [0; 32];
    neutral[0] = 1;
    let mut changed = cast();
    let chief = changed.chief.clone();
    let opening = changed.ledger.opening(&chief, ANA);
    let body = handseal::event::CheckpointKeyChanged {
        by: opening.by,
        key: opening.key,
        possession: opening.possession,
    };
    let subject = Subject::Ledger(changed.ledger.origin.clone());
    let index = changed.ledger.act(body, &[subject], &chief);
    vec![
        registered(
            tells(
                "key_of_small_order_that_is_enrolled",
                &["F3.12"],
                "A registrar enrols the neutral point of the curve as a party's key.",
            ),
            Code::KeyUnacceptable,
            |body, _| body.key = Some(KeyRecord::Ed25519(neutral)),
        ),
        registered(
            tells(
                "key_enrolled_with_a_proof_of_possession_of_zeros",
                &["F6.5"],
                "The proof of possession in an enrolment is no signature.",
            ),
            Code::PossessionMismatch,
            |body, _| body.possession = Some(no_possession()),
        ),
        registered(
            tells(
                "key_enrolled_with_a_proof_of_possession_for_another_party",
                &["F6.5"],
                "The proof was made by the right key, for another party: it cannot be carried \
                 over.",
            ),
            Code::PossessionMismatch,
            |body, cast| body.possession = Some(possession(SPARE, cast.ana.id)),
        ),
        enrolment(
            tells(
                "key_of_one_party_enrolled_for_another",
                &["V2.9"],
                "A registrar enrols Ana's key for another party of the organisation.",
            ),
            Code::KeyRepeated,
            with_key(ANA),
        ),
        enrolment(
            tells(
                "key_of_the_heads_enrolled_for_a_party",
                &["V2.9"],
                "A registrar enrols the key that signs the heads of the ledger for a party.",
            ),
            Code::KeyRepeated,
            with_key(crate::cases::HEADS),
        ),
        Case::of(&changed.ledger).refused(
            tells(
                "key_of_a_party_for_the_heads",
                &["V2.9"],
                "The ledger is to be signed with a key that already speaks for Ana.",
            ),
            Code::KeyRepeated,
            Place::of(&changed.ledger, index),
        ),
    ]
}
