//! The data is preserved before anyone may ask for it, and for as long as that takes.

use handseal::event::{
    Confirmation, Confirmed, Extended, Period, PreservationEnded, Preserved, Unit,
};
use handseal::identity::RequestId;
use handseal::law::{Catalogue, RequestDraft};

use crate::World;
use crate::common::{Failure, say};
use crate::organisation::{Organisation, share, time};

/// The request from point of contact to point of contact, and the order to the provider that gives
/// effect to it.
pub(crate) struct Preservation {
    pub(crate) request: RequestId,
    pub(crate) order: RequestId,
}

/// Sixty days, from the day on which the provider has preserved the data.
pub(crate) fn tell(world: &mut World) -> Result<Preservation, Failure> {
    say("\n1. PRESERVATION, FROM POINT OF CONTACT TO POINT OF CONTACT\n\n")?;
    world.clock.set("2026-05-05T07:00:00Z")?;
    let request = ask(world)?;
    let order = order(world)?;
    let World { prosecution, police, provider, .. } = world;
    provider.receive(order, "served", "the desk called the duty officer back")?;
    let until = "2026-07-06T00:00:00Z";
    let what = "mailbox lamp@pretend.example: what is stored of it";
    preserve(provider, order, what, until)?;
    let sides = provider.sides(order)?;
    share(provider, police, "that it preserves", &sides)?;
    preserve(police, request, what, until)?;
    let sides = police.sides(request)?;
    share(police, prosecution, "that the data is preserved until 6 July", &sides)?;
    Ok(Preservation { request, order })
}

fn ask(world: &mut World) -> Result<RequestId, Failure> {
    let World { prosecution, police, .. } = world;
    let salts = &mut prosecution.salts;
    let terms = RequestDraft::new(Catalogue::embedded(), "ETS185-ART29")?
        .to(police.unit)
        .category("stored_computer_data")
        .time_frame(Period { unit: Unit::CalendarDays, amount: 60 })
        .field("authority_seeking_preservation", "Fabula Prosecution Office", salts)
        .field("offence", "Computer-related fraud, section 8 of the Fabula Code", salts)
        .field("brief_summary_of_facts", "Invoices were altered on their way by e-mail.", salts)
        .field("data_to_preserve", "Mailbox lamp@pretend.example, all of it", salts)
        .field("relationship_to_offence", "The altered invoices were sent from it.", salts)
        .field("custodian_or_system_location_info", "Pretend Mail, Inventia", salts)
        .field("necessity_of_preservation", "Its user can delete it at any time.", salts)
        .field("statement_of_intent_to_submit_mla_request", "A request will follow.", salts)
        .build()?;
    let request = prosecution.request(terms)?;
    let sides = prosecution.sides(request)?;
    share(prosecution, police, "a request to preserve, ETS 185 Article 29", &sides)?;
    let called = "called back on the number in the directory of the 24/7 network";
    police.receive(request, "24_7_network", called)?;
    Ok(request)
}

/// What the requested State orders at home: at most 90 days, and it can be renewed.
fn order(world: &mut World) -> Result<RequestId, Failure> {
    let World { police, provider, .. } = world;
    let terms = RequestDraft::new(Catalogue::embedded(), "ETS185-ART16")?
        .to(provider.unit)
        .category("stored_computer_data")
        .time_frame(Period { unit: Unit::CalendarDays, amount: 60 })
        .build()?;
    let order = police.request(terms)?;
    let sides = police.sides(order)?;
    share(police, provider, "an order to preserve, Article 16", &sides)?;
    Ok(order)
}

fn preserve(by: &mut Organisation, id: RequestId, what: &str, until: &str) -> Result<(), Failure> {
    let what = Some(by.salts.commit(what));
    by.on_request(id, Preserved { what, items: Vec::new(), until: Some(time(until)?) })
}

/// The request for the data is on its way and will take longer than the order lasts.
pub(crate) fn extend(
    world: &mut World,
    preserved: &Preservation,
    asked: RequestId,
) -> Result<(), Failure> {
    let Preservation { request, order } = *preserved;
    world.clock.set("2026-06-22T08:00:00Z")?;
    let World { prosecution, fabula, police, provider, .. } = world;
    let confirmed =
        Confirmed { form: None, what: Confirmation::ProductionRequested, request: Some(asked) };
    prosecution.on_request(request, confirmed)?;
    let sides = prosecution.sides(request)?;
    share(prosecution, police, "that the data is asked for, and to go on preserving", &sides)?;
    let why = police.why("decision_pending", "the request for the data waits for its decision");
    let period = Period { unit: Unit::CalendarDays, amount: 90 };
    let deadline = "preserve".to_owned();
    police.on_request(order, Extended { why: Some(why), form: None, period, deadline })?;
    let sides = police.sides(order)?;
    share(police, provider, "the order, extended by 90 days, in time", &sides)?;
    let (what, until) = ("the same mailbox, still", "2026-10-31T00:00:00Z");
    preserve(provider, order, what, until)?;
    let sides = provider.sides(order)?;
    share(provider, police, "that it goes on preserving", &sides)?;
    preserve(police, request, what, until)?;
    let sides = police.sides(request)?;
    share(police, prosecution, "that the data stays preserved until 31 October", &sides)?;
    let sides = prosecution.sides(request)?;
    share(prosecution, fabula, "the same", &sides)
}

/// Nothing has to be preserved any longer once it was supplied.
pub(crate) fn end(world: &mut World, preserved: &Preservation) -> Result<(), Failure> {
    let Preservation { request, order } = *preserved;
    say("\n4. PRESERVATION ENDS\n\n")?;
    world.clock.set("2026-10-12T08:00:00Z")?;
    let World { prosecution, fabula, police, provider, .. } = world;
    let why = police.why("supplied", "the data was supplied");
    police.on_request(request, PreservationEnded { why })?;
    let why = provider.why("supplied", "the data was supplied");
    provider.on_request(order, PreservationEnded { why })?;
    let sides = provider.sides(order)?;
    share(provider, police, "that preservation ended", &sides)?;
    let sides = police.sides(request)?;
    share(police, prosecution, "the same", &sides)?;
    let sides = prosecution.sides(request)?;
    share(prosecution, fabula, "the same", &sides)
}
