//! A third State asks for a copy. It is offered without leave, withdrawn, and offered with leave.

use std::fs;

use handseal::event::{
    Answer, Authorisation, AuthorisedAct, Content, DerivationKind, Derived, DerivedItem, EventType,
    PartDigests, Subject, Transmitted, Why,
};
use handseal::evidence::{Options, measure_file};
use handseal::identity::{ItemId, OsEntropy, RequestId};
use handseal::law::{Catalogue, RequestDraft};
use handseal::store::Production;
use handseal::verify::Code;

use crate::World;
use crate::assistance::Supplied;
use crate::common::{Failure, say};
use crate::organisation::{ensure, hand_over, recipient, share, tell_requests, tell_verdict};

pub(crate) fn tell(world: &mut World, supplied: &Supplied) -> Result<(), Failure> {
    say("\n3. A THIRD STATE ASKS FOR A COPY\n\n")?;
    world.clock.set("2026-09-07T08:00:00Z")?;
    let wish = ask(world)?;
    let copy = copy(world, supplied.item)?;
    produce(world, wish, copy)?;
    offer_without_leave(world, wish, copy)?;
    world.clock.set("2026-09-14T08:00:00Z")?;
    let purpose = "Elsewhere asks for a copy";
    answer(world, supplied.request, purpose, Answer::Refused)?;
    world.clock.set("2026-09-28T08:00:00Z")?;
    let purpose = "Elsewhere asks for a copy, for one trial, and will destroy it after that";
    answer(world, supplied.request, purpose, Answer::Granted)?;
    offer_with_leave(world, supplied.request, wish, copy)
}

fn ask(world: &mut World) -> Result<RequestId, Failure> {
    let World { fabula, elsewhere, .. } = world;
    let terms = RequestDraft::new(Catalogue::embedded(), "ETS185-ART31")?
        .to(fabula.unit)
        .category("content")
        .build()?;
    let wish = elsewhere.request(terms)?;
    let sides = elsewhere.sides(wish)?;
    share(elsewhere, fabula, "a request for the mailbox, Article 31", &sides)?;
    let called = "called back at the ministry";
    fabula.receive(wish, "central_authorities", called)?;
    Ok(wish)
}

/// The prosecutor keeps what came, and gives a copy of it: it is under the same conditions.
fn copy(world: &mut World, item: ItemId) -> Result<ItemId, Failure> {
    let World { prosecution, fabula, .. } = world;
    let source = fs::read_to_string(prosecution.path_of(item)?)?;
    let path = prosecution.keep("mailbox-copy.eml", &source)?;
    let measured = measure_file(&path, Options::default())?;
    let copy = ItemId::generate(&mut OsEntropy)?;
    let content = Content::measured(&measured, PartDigests::Inline, &mut prosecution.salts);
    let made = DerivedItem { id: copy, content: Some(content), description: None };
    let kind = DerivationKind::WorkingCopy;
    let derived = Derived { from: vec![item], kind, tool: None, items: vec![made], method: None };
    let mut both = [item, copy];
    both.sort_unstable();
    prosecution.on_items(&both, derived)?;
    prosecution.lies_at(copy, path);
    let conditions = prosecution.case.conditions_on(copy);
    let terms = fabula.terms("to be passed on to Elsewhere", conditions)?;
    hand_over(prosecution, fabula, copy, &terms)?;
    Ok(copy)
}

fn produce(world: &mut World, wish: RequestId, copy: ItemId) -> Result<(), Failure> {
    let fabula = &mut world.fabula;
    let production = Production::complete().item(copy, "content", &[]);
    let conditions = fabula.case.conditions_on(copy).into_iter();
    fabula.produce(wish, &conditions.fold(production, Production::condition))
}

/// The mistake: the verifier names it while the offer waits, before anything has left.
fn offer_without_leave(world: &mut World, wish: RequestId, copy: ItemId) -> Result<(), Failure> {
    let World { fabula, elsewhere, .. } = world;
    let conditions = fabula.case.conditions_on(copy);
    let terms = elsewhere.terms("answer to the request", conditions)?.under(wish);
    fabula.offer(copy, &terms)?;
    say("  Fabula Ministry of Justice offers it to Elsewhere, and cites no authorisation.\n")?;
    let report = fabula.verify()?;
    tell_verdict(fabula.name, &report)?;
    tell_requests(&report)?;
    let onward = report.findings.iter().any(|found| found.code == Code::RequestOnwardUnauthorised);
    ensure(onward, "the onward offer is named")?;
    fabula.withdraw(copy, "Inventia was not asked")?;
    say("  It withdraws the offer. The copy has not left.\n")
}

/// Asks the supplying State, on the request that the data came under; it answers on its own side.
fn answer(
    world: &mut World,
    request: RequestId,
    wish: &str,
    answer: Answer,
) -> Result<(), Failure> {
    let World { fabula, inventia, .. } = world;
    let asked = Transmitted {
        kind: "wish_to_transfer_onward".to_owned(),
        to: recipient(inventia.unit),
        entry: None,
        channel: Why { code: None, words: Some(fabula.salts.commit(wish)) },
    };
    fabula.on_request(request, asked)?;
    let side = [Subject::Request(request, fabula.unit)];
    share(fabula, inventia, "the wish to pass a copy on", &side)?;
    let ground = match answer {
        Answer::Granted => inventia.why("one_trial", "for that trial only"),
        Answer::Refused => inventia.why("purpose_not_told", "it is not said what for"),
    };
    let authorisation = Authorisation {
        act: AuthorisedAct::OnwardTransfer,
        items: Vec::new(),
        answer,
        ground,
        purposes: Vec::new(),
        jurisdictions: vec!["XC".to_owned()],
    };
    inventia.on_request(request, authorisation)?;
    let side = [Subject::Request(request, inventia.unit)];
    share(inventia, fabula, &format!("its answer: {answer}"), &side)
}

fn offer_with_leave(
    world: &mut World,
    request: RequestId,
    wish: RequestId,
    copy: ItemId,
) -> Result<(), Failure> {
    let World { fabula, elsewhere, .. } = world;
    let leave = fabula.cite_last(request, EventType::Authorisation)?;
    let conditions = fabula.case.conditions_on(copy);
    let terms = elsewhere.terms("answer to the request", conditions)?;
    hand_over(fabula, elsewhere, copy, &terms.under(wish).authorised_by(leave))
}
