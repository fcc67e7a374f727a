//! The request for the data, and the way back: provider, two central authorities, prosecutor.

use handseal::event::{Condition, ConditionKind, NamedParty, RelationKind, Transmitted, Used, Why};
use handseal::identity::{ItemId, RequestId};
use handseal::law::{Catalogue, RequestDraft};
use handseal::store::Production;

use crate::World;
use crate::common::{Failure, say};
use crate::organisation::{hand_over, recipient, share, time};
use crate::preservation::{Preservation, extend};

/// The case that the data may be used in.
const PURPOSE: &str = "case_2026_77";

/// The request, and what was supplied under it.
pub(crate) struct Supplied {
    pub(crate) request: RequestId,
    pub(crate) item: ItemId,
}

pub(crate) fn tell(world: &mut World, preserved: &Preservation) -> Result<Supplied, Failure> {
    say("\n2. MUTUAL ASSISTANCE, FROM CENTRAL AUTHORITY TO CENTRAL AUTHORITY\n\n")?;
    world.clock.set("2026-06-15T08:00:00Z")?;
    let request = ask(world, preserved.request)?;
    extend(world, preserved, request)?;
    world.clock.set("2026-08-10T08:00:00Z")?;
    let item = produce(world, request)?;
    bring_home(world, request, item)?;
    Ok(Supplied { request, item })
}

/// Names the provider, too, so that it has a side to answer on.
fn ask(world: &mut World, preservation: RequestId) -> Result<RequestId, Failure> {
    let World { prosecution, fabula, inventia, provider, .. } = world;
    let sides = prosecution.sides(preservation)?;
    share(prosecution, fabula, "the preservation, to ask for the data", &sides)?;
    let terms = RequestDraft::new(Catalogue::embedded(), "ETS185-ART31")?
        .to(inventia.unit)
        .named(NamedParty::new("provider", provider.unit))
        .named(NamedParty::new("requesting_authority", prosecution.unit))
        .category("content")
        .relates(RelationKind::FollowsPreservation, preservation)
        .condition(Condition::new(ConditionKind::Confidential))
        .build()?;
    let request = fabula.request(terms)?;
    let sides = fabula.sides(request)?;
    share(fabula, prosecution, "the request that it made", &sides)?;
    share(fabula, inventia, "a request for the data, Article 31", &sides)?;
    let called = "the head of the section is known, and was called back at the ministry";
    inventia.receive(request, "central_authorities", called)?;
    let sides = inventia.sides(request)?;
    share(inventia, fabula, "that it has the request", &sides)?;
    Ok(request)
}

/// The provider acquires what it holds under the request, and hands it to its own authority.
fn produce(world: &mut World, request: RequestId) -> Result<ItemId, Failure> {
    let World { inventia, provider, .. } = world;
    let served = Transmitted {
        kind: "service".to_owned(),
        to: recipient(provider.unit),
        entry: Some(inventia.case.cite_request(request)?),
        channel: Why::code("served"),
    };
    inventia.on_request(request, served)?;
    let sides = inventia.sides(request)?;
    share(inventia, provider, "the request, as it is served", &sides)?;
    provider.receive(request, "served", "the desk called the ministry back")?;
    let mailbox = "From: lamp\nTo: till\n\nPay into the new account.\n";
    let item = provider.acquire("PM-77", "mailbox.eml", mailbox, Some(request))?;
    let words = "not to be told to the user of the mailbox";
    let words = provider.salts.commit(words);
    let confidential = Condition::new(ConditionKind::Confidential).in_words(words);
    let account = ["mailbox lamp@pretend.example"];
    let production = Production::complete().item(item, "content", &account);
    provider.produce(request, &production.condition(confidential))?;
    say("  Pretend Mail produces one item, confidential.\n")?;
    let conditions = provider.case.conditions_on(item);
    let terms = inventia.terms("answer to the request", conditions)?.under(request);
    hand_over(provider, inventia, item, &terms)?;
    Ok(item)
}

/// Each hop carries on what binds the item. The supplying State adds its own conditions.
fn bring_home(world: &mut World, request: RequestId, item: ItemId) -> Result<(), Failure> {
    let World { prosecution, fabula, inventia, .. } = world;
    let kept = inventia.salts.commit("only with the leave of Inventia's central authority");
    let mut conditions = inventia.case.conditions_on(item);
    conditions.extend([
        Condition::new(ConditionKind::Purpose).for_purposes(&[PURPOSE]),
        Condition::new(ConditionKind::OnwardTransfer).in_words(kept),
        Condition::new(ConditionKind::Review).until(time("2027-08-01T00:00:00Z")?),
    ]);
    let terms = fabula.terms("answer to the request", conditions)?.under(request);
    hand_over(inventia, fabula, item, &terms)?;
    let conditions = fabula.case.conditions_on(item);
    let terms = prosecution.terms("investigation", conditions)?.purpose_code(PURPOSE);
    hand_over(fabula, prosecution, item, &terms)?;
    let purpose = Why::code(PURPOSE);
    prosecution.on_items(&[item], Used { result: None, purpose, authorisation: None })?;
    say("  Fabula Prosecution Office uses it for the purpose that the conditions name.\n")
}
