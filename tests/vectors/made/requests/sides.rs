//! Who may do what on which side of a request: V7.2 to V7.7, R1 to R3.

use handseal::event::{
    Annex, AuthenticationResult, Cancelled, Clarified, Declined, Extent, NamedParty, Noted,
    Objected, Produced, Registered, Requested, Subject, Validated,
};
use handseal::verify::Code;

use crate::made::Case;
use crate::made::requests::{agrees, departs_at};
use crate::vector::{Place, Vector, tells};
use crate::world::{World, authenticated, why, world};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = opened();
    all.extend(makers());
    all.extend(moves());
    all
}

pub(crate) fn declined() -> Declined {
    Declined { form: None, ground: why(), redirected: None }
}

pub(crate) fn cancelled() -> Cancelled {
    Cancelled { why: why() }
}

/// A letter from someone without keys, as the provider writes it down.
pub(crate) fn registered(world: &mut World, result: AuthenticationResult) -> Registered {
    let id = world.ledger.item();
    Registered {
        maker: world.ledger.words("the court of Exampleville"),
        terms: world.terms("FREE"),
        channel: why(),
        document: Annex {
            kind: "document".to_owned(),
            id,
            lang: None,
            name: None,
            content: world.ledger.content(b"Dear provider"),
        },
        authentication: authenticated(result),
    }
}

fn opened() -> Vec<Vector> {
    let mut answered = world();
    answered.delivered("FREE", &[]);
    let mut named = world();
    let id = named.id();
    let maker = named.maker.clone();
    let item = named.collect(Some(id), &maker);
    let second = named.second.clone();
    named.hand_over(&item, [&maker, &second], Some(id), &[]);
    let mut person = world();
    let registrar = person.provider.clone();
    let member = person.ledger.enrol(30, &registrar, &[]);
    let terms = person.terms("FREE");
    let of_person = person.ask(terms);
    person.receive(of_person, &member);
    person.act(of_person, &member, declined());
    let mut unnamed = world();
    let id = unnamed.asked("FREE");
    let third = unnamed.third.clone();
    let index = unnamed.receive(id, &third);
    let mut whole = world();
    let registrar = whole.third.clone();
    let member = whole.ledger.enrol(30, &registrar, &[]);
    let mut terms = whole.terms("FREE");
    terms.parties.push(NamedParty::new("central_authority", member.id));
    let id = whole.ask(terms);
    let of_whole = whole.receive(id, &registrar);
    vec![
        agrees(
            &answered,
            tells(
                "request_answered_and_handed_over",
                &["R1.1", "R1.2", "R1.3", "R1.4", "R3.1", "R3.5", "R9.9"],
                "A request is made and received, what it asks for is produced, and the item handed \
                 over for it.",
            ),
        ),
        Case::of_world(&named).allowed_with(
            tells(
                "request_that_is_only_named",
                &["R2.1", "R11.4"],
                "An item was collected and handed over under a request of which nothing is here.",
            ),
            Code::RequestNotHeld,
            Place::end(),
        ),
        agrees(
            &person,
            tells(
                "person_of_an_organisation_that_is_named_as_a_whole",
                &["R1.5", "R1.6", "F2.1"],
                "A request names an organisation, and a person of it receives and declines.",
            ),
        ),
        departs_at(
            &unnamed,
            tells(
                "act_of_a_party_that_the_request_does_not_name",
                &["R1.5", "R11.1"],
                "A party that the request does not name receives it. The act has effect.",
            ),
            Code::RequestPartyUnnamed,
            index,
        ),
        departs_at(
            &whole,
            tells(
                "organisation_of_a_person_that_is_named",
                &["R1.5", "F2.1"],
                "A request names a person, and the person's organisation receives it.",
            ),
            Code::RequestPartyUnnamed,
            of_whole,
        ),
    ]
}

fn makers() -> Vec<Vector> {
    let letter = |result| {
        let mut world = world();
        let id = world.id();
        let body = registered(&mut world, result);
        let provider = world.provider.clone();
        let index = world.act(id, &provider, body);
        world.act(id, &provider, declined());
        (world, index)
    };
    let (confirmed, unsigned) = letter(AuthenticationResult::Confirmed);
    let (not_done, unasked) = letter(AuthenticationResult::NotDone);
    let mut failed = world();
    let terms = failed.terms("FREE");
    let id = failed.ask(terms);
    let body = failed.received(id, AuthenticationResult::Failed);
    let provider = failed.provider.clone();
    let index = failed.act(id, &provider, body);
    vec![
        departs_at(
            &confirmed,
            tells(
                "letter_that_its_addressee_puts_on_record",
                &["R1.3", "R1.4", "R1.5", "R1.7", "R11.1"],
                "Someone without keys sent a letter, and its addressee registers and answers it. \
                 Only the addressee says what was asked.",
            ),
            Code::RequestMakerUnsigned,
            unsigned,
        ),
        departs_at(
            &not_done,
            tells(
                "letter_whose_sender_nobody_authenticated",
                &["R11.1"],
                "The addressee of a letter did not ask whether its sender is who it says.",
            ),
            Code::RequestMakerNotAuthenticated,
            unasked,
        ),
        departs_at(
            &failed,
            tells(
                "receipt_of_a_request_whose_maker_could_not_be_authenticated",
                &["R11.1"],
                "The addressee of a signed request states that authentication failed.",
            ),
            Code::RequestMakerNotAuthenticated,
            index,
        ),
    ]
}

fn moves() -> Vec<Vector> {
    let forbidden = Code::RequestMoveForbidden;
    let mut twice = world();
    let (id, _) = twice.delivered("FREE", &[]);
    let provider = twice.provider.clone();
    let second = twice.act(id, &provider, declined());
    let mut cancels = world();
    let id = cancels.asked("FREE");
    let cancelled = cancels.act(id, &provider, cancelled());
    let mut again = world();
    let id = again.asked("FREE");
    let terms = again.terms("DEAD");
    let authority = again.authority.clone();
    let other = again.act(id, &authority, Requested { terms });
    let mut elsewhere = world();
    let terms = elsewhere.terms("PERIODS");
    let first = elsewhere.ask(terms.clone());
    let id = elsewhere.ask(terms);
    let body = elsewhere.received(first, AuthenticationResult::Confirmed);
    let receipt = elsewhere.act(id, &provider, body);
    let mut partial = world();
    let id = partial.asked("FREE");
    let item = partial.collect(Some(id), &provider);
    let body = Produced { extent: Extent::Partial, ..World::produced(&item, "subscriber", &[]) };
    partial.act(id, &provider, body);
    partial.act(id, &provider, World::produced(&item, "subscriber", &[]));
    let maker = partial.maker.clone();
    partial.hand_over(&item, [&provider, &maker], Some(id), &[]);
    let mut objected = world();
    let terms = objected.terms("FREE");
    let id = objected.ask(terms);
    objected.act(id, &provider, Objected { form: None, ground: why() });
    objected.act(id, &provider, declined());
    let mut remark = world();
    let (id, _) = remark.delivered("FREE", &[]);
    let body = Noted { text: remark.ledger.words("seen"), entry: None };
    remark.act(id, &provider, body);
    vec![
        departs_at(
            &twice,
            tells(
                "request_declined_after_it_was_answered",
                &["R3.1", "R3.3"],
                "The addressee produced all there is, and declines afterwards. It has no effect.",
            ),
            forbidden,
            second,
        ),
        departs_at(
            &cancels,
            tells(
                "request_cancelled_by_its_addressee",
                &["R3.3", "R1.1"],
                "The addressee takes a request back that it did not make.",
            ),
            forbidden,
            cancelled,
        ),
        departs_at(
            &again,
            tells(
                "request_made_a_second_time_by_another_party",
                &["R3.2", "R1.4"],
                "A party that the request names makes the same request with other terms. They are \
                 not used.",
            ),
            forbidden,
            other,
        ),
        departs_at(
            &elsewhere,
            tells(
                "receipt_that_cites_another_request",
                &["R3.7"],
                "The receipt of a request cites the entry of another. It starts no period.",
            ),
            forbidden,
            receipt,
        ),
        agrees(
            &partial,
            tells(
                "request_answered_in_two_parts",
                &["R3.1", "R2.4", "R9.8"],
                "The addressee produces in part, and then all the rest.",
            ),
        ),
        agrees(
            &objected,
            tells(
                "objection_that_opens_a_side",
                &["R3.1", "R1.2"],
                "The first act of the addressee is an objection: it has received the request.",
            ),
        ),
        agrees(
            &remark,
            tells(
                "remark_on_a_side_that_is_answered",
                &["R3.4"],
                "A remark is possible in any state of a side, and changes nothing.",
            ),
        ),
        validated_elsewhere(),
        clarified_elsewhere(),
    ]
}

fn validated_elsewhere() -> Vector {
    let mut world = world();
    let terms = world.terms("FREE");
    let first = world.ask(terms.clone());
    let id = world.ask(terms);
    let maker = world.maker.clone();
    let entry = Some(world.ledger.cite(&Subject::Request(first, maker.id)));
    let body = Validated { validator: "judge".to_owned(), entry, described: None };
    let index = world.act(id, &maker, body);
    departs_at(
        &world,
        tells(
            "validation_that_cites_another_request",
            &["R3.7"],
            "The validation of a request cites the entry of another.",
        ),
        Code::RequestMoveForbidden,
        index,
    )
}

fn clarified_elsewhere() -> Vector {
    let mut world = world();
    let id = world.asked("FREE");
    let maker = world.maker.clone();
    let entry = world.ledger.cite(&Subject::Case(world.ledger.case));
    let text = world.ledger.words("as before");
    let index = world.act(id, &maker, Clarified { text, entry, fields: [].into() });
    departs_at(
        &world,
        tells(
            "clarification_that_cites_no_request",
            &["R3.7"],
            "A clarification cites the opening of the case.",
        ),
        Code::RequestMoveForbidden,
        index,
    )
}
