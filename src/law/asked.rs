//! What an instrument asks of the one who makes a request under it, held against what is stated.
//!
//! A draft is held against these rules before it is signed, a record when it is verified.

use crate::event::{Terms, Urgency};
use crate::law::catalogue::{Catalogue, Field, Instrument, IssuerRule, Need};
use crate::law::request::ADDRESSEE;

/// Whether the terms state a field: in their map of fields, or in a place of its own, as the
/// categories of data, the addressee and the time frame have. Such a field need not be said twice.
pub(crate) fn is_stated(field: &str, terms: &Terms) -> bool {
    let elsewhere = match field {
        "addressee" => terms.parties.iter().any(|party| party.capacity == ADDRESSEE),
        "data_category" => !terms.categories.is_empty(),
        "time_frame" => terms.time_frame.is_some(),
        _ => false,
    };
    elsewhere || terms.fields.contains_key(field)
}

/// Whether a need binds a request. Whether the circumstance of a conditional one was there, no record
/// tells. R9.3
pub(crate) fn binds(need: Need, terms: &Terms) -> bool {
    match need {
        Need::Required => true,
        Need::Emergency => terms.urgency == Urgency::Emergency,
        Need::Conditional | Need::Optional => false,
    }
}

/// V7.10: the fields that an instrument asks for and the terms do not state. R9.2
pub(crate) fn missing_fields<'c>(
    catalogue: &'c Catalogue,
    instrument: &'c Instrument,
    terms: &Terms,
) -> Vec<&'c Field> {
    let fields = catalogue.fields(instrument).into_iter();
    fields.filter(|field| binds(field.need, terms) && !is_stated(&field.id, terms)).collect()
}

/// V7.13: the categories of data that are asked for and that the instrument does not cover.
pub(crate) fn categories_outside<'t>(
    catalogue: &Catalogue,
    instrument: &Instrument,
    terms: &'t Terms,
) -> impl Iterator<Item = &'t String> {
    terms.categories.iter().filter(|category| !catalogue.covers(instrument, category))
}

/// What keeps an issuer from issuing a request alone.
#[derive(Clone, Copy, Debug)]
pub(crate) enum IssuerLack<'a> {
    /// What the issuer is, is not stated.
    NotTold { rule: &'a IssuerRule },
    /// It is none that the rule names, and nobody who may validate did.
    Outside { rule: &'a IssuerRule, issuer: &'a str },
}

/// V7.11, V7.12: for each rule on the categories that are asked for, the issuer may issue alone, or
/// one who may validate did.
pub(crate) fn issuer_lacks<'a>(
    instrument: &'a Instrument,
    terms: &'a Terms,
    validators: &[String],
) -> Vec<IssuerLack<'a>> {
    let concerns = |rule: &&IssuerRule| {
        rule.categories.is_empty()
            || rule.categories.iter().any(|category| terms.categories.contains(category))
    };
    let lack = |rule: &'a IssuerRule| {
        let Some(issuer) = &terms.issuer else {
            return Some(IssuerLack::NotTold { rule });
        };
        let validated = validators.iter().any(|validator| rule.validated_by.contains(validator));
        let lacks = !rule.may.contains(issuer) && !validated;
        lacks.then_some(IssuerLack::Outside { rule, issuer })
    };
    instrument.issuers.iter().filter(concerns).filter_map(lack).collect()
}
