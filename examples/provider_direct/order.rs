//! What the prosecutor asks for.

use handseal::event::{Period, RelationKind, Salts, Unit};
use handseal::identity::{OsEntropy, RequestId};
use handseal::law::{Catalogue, RequestDraft};

use crate::common::side::Side;
use crate::common::{Failure, say, untold};

/// A request to preserve, by the law of the provider's own State.
pub(crate) fn ask_to_preserve(
    prosecutor: &mut Side,
    provider: &Side,
) -> Result<RequestId, Failure> {
    let terms = RequestDraft::new(Catalogue::embedded(), "US-18USC2703F")?
        .to(provider.person)
        .category("subscriber")
        .build()?;
    prosecutor.make_request(terms)
}

/// The order. A draft says at once what is still missing.
pub(crate) fn issue(
    prosecutor: &mut Side,
    provider: &Side,
    preservation: RequestId,
) -> Result<RequestId, Failure> {
    let mut salts = Salts::new(&mut OsEntropy)?;
    let draft = RequestDraft::new(Catalogue::embedded(), "CETS224-ART7")?
        .to(provider.person)
        .issuer("prosecutor")
        .category("subscriber")
        .relates(RelationKind::FollowsPreservation, preservation)
        .time_frame(Period { unit: Unit::CalendarDays, amount: 30 })
        .field("issuing_authority", "Public prosecutor of Exampletown", &mut salts)
        .field("date_issued", "2026-10-12", &mut salts)
        .field("statement_pursuant_to_protocol", "Issued pursuant to the Protocol.", &mut salts)
        .field("service_provider_name", "Example Mail", &mut salts)
        .field("service_provider_address", "1 Cable Street, Portville", &mut salts)
        .field("offences", "Illegal access", &mut salts);
    let Err(lacking) = draft.clone().build() else {
        return Err(untold("half a draft is no order"));
    };
    say(format_args!("  {} drafts, and is told: {lacking}\n", prosecutor.name))?;
    let rest = [
        ("detailed_description_of_subscriber_info", "Name and address for a@mail.example"),
        ("domestic_legal_grounds_of_issuer", "Section 95 of the Procedure Code"),
        ("legal_provisions_of_offence", "Section 12 of the Criminal Code"),
        ("applicable_penalties", "Up to three years"),
        ("contact_of_authority_to_return_to", "evidence@prosecutor.example"),
        ("manner_of_return", "An extract of the provider's ledger and the file"),
        ("preservation_already_sought", "yes"),
        ("preservation_date", "2026-10-01"),
        ("preservation_reference", "the request that this one follows"),
    ];
    let whole = rest.iter().fold(draft, |draft, (id, text)| draft.field(id, text, &mut salts));
    prosecutor.make_request(whole.build()?)
}
