//! One of every error of a request that is drafted.

use std::error::Error;

use handseal::event::Salts;
use handseal::law::{
    Catalogue, Certainty, DraftLack, MissingField, RequestDraft, RequestDraftError,
};

use crate::Counted;
use crate::errors::{party, said};

fn error(draft: RequestDraft<'_>) -> RequestDraftError {
    draft.build().unwrap_err()
}

/// Under an instrument of the catalogue that comes with the library.
fn under(instrument: &str) -> RequestDraft<'static> {
    RequestDraft::new(Catalogue::embedded(), instrument).unwrap()
}

pub(crate) fn drafts() -> Vec<(&'static str, Box<dyn Error>)> {
    let hostile = || "a\n\u{202e}b".to_owned();
    let certainty = Certainty::ToVerify;
    let salts = &mut Salts::new(&mut Counted(1)).unwrap();
    let order = under("CETS224-ART7")
        .category("content")
        .field("issuing_authority", "the prosecutor", salts)
        .field("ofences", "illegal access", salts);
    let production = under("EU-2023-1543-EPOC").to(party()).category("traffic").emergency();
    Vec::from(said![
        DraftLack::Addressee,
        DraftLack::CategoryOutside { category: hostile(), covered: vec![hostile()], certainty },
        DraftLack::CategoryUnknown { category: hostile() },
        DraftLack::Field(MissingField { field: hostile(), paragraph: hostile(), certainty }),
        DraftLack::FieldUnknown { field: hostile(), known: vec![hostile(), hostile()] },
        DraftLack::IssuerNotTold { may: vec![hostile()], paragraph: hostile(), certainty },
        DraftLack::IssuerOutside {
            issuer: hostile(),
            may: vec![hostile()],
            validated_by: Vec::new(),
            paragraph: hostile(),
            certainty,
        },
        RequestDraftError::Lacking {
            instrument: hostile(),
            lacks: vec![DraftLack::Addressee, DraftLack::CategoryUnknown { category: hostile() }],
        },
        RequestDraftError::UnknownInstrument { instrument: hostile() },
    ])
    .into_iter()
    .chain([
        ("RequestDraftError::Lacking", Box::new(error(order)) as Box<dyn Error>),
        ("RequestDraftError::Lacking", Box::new(error(production.clone()))),
        ("RequestDraftError::Lacking", Box::new(error(production.issuer("prosecutor")))),
    ])
    .collect()
}
