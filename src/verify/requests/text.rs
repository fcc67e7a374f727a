//! What is noticed about a request, in words. What comes from the evidence is escaped.

use std::fmt;

use crate::law::{Matter, Provision};
use crate::verify::escape::shown;
use crate::verify::requests::provision_of;

/// A matter as a sentence, with the rule that it rests on and how sure that rule is.
pub(crate) struct Told<'a>(pub(crate) &'a Matter);

impl fmt::Display for Told<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_matter(self.0, f)?;
        match provision_of(self.0) {
            Some(provision) => write_provision(provision, f),
            None => Ok(()),
        }
    }
}

/// `CETS224-ART7 7(7), a rule "to verify (high)"`: the word says how sure the catalogue is.
fn write_provision(provision: &Provision, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let Provision { instrument, paragraph, certainty } = provision;
    write!(f, " (rule: {} {}; {certainty})", shown(instrument), shown(paragraph))
}

/// The circumstance of a conditional rule, which only those concerned can tell.
fn write_when(when: Option<&str>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    when.map_or(Ok(()), |when| write!(f, ", if {}", shown(when)))
}

fn write_matter(matter: &Matter, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match matter {
        Matter::AnswerPartial { open: Some(open) } => write!(f, "still open: {}", shown(open)),
        Matter::CategoryNotAsked { item, category } => {
            write!(f, "{item} is {}", shown(category))
        }
        Matter::CategoryOutside { item: Some(item), category, .. } => {
            write!(f, "{item} is {}", shown(category))
        }
        Matter::CategoryOutside { item: None, category, .. } => {
            write!(f, "asked for: {}", shown(category))
        }
        Matter::ClockNotTold { deadline, why, .. }
        | Matter::ExtensionRefused { deadline, why, .. } => {
            write!(f, "period {}: {}", shown(deadline), why)
        }
        Matter::ConditionDropped { item, kind }
        | Matter::ConditionNotTold { item, kind }
        | Matter::ConditionWidened { item, kind } => write!(f, "condition {kind} of {item}"),
        Matter::ConfirmationMissing { what, when, .. } => {
            write!(f, "owed: {what}")?;
            write_when(when.as_deref(), f)
        }
        Matter::Crossed { event_type, other } => {
            write!(f, "{} here, and the other side is {other}", event_type.code())
        }
        Matter::Disclosure { item, lack } => write!(f, "{item}: {lack}"),
        Matter::Early { before, when, .. } => {
            write!(f, "{before} was neither answered nor lapsed")?;
            write_when(when.as_deref(), f)
        }
        Matter::FieldMissing { field, .. } => write!(f, "field {}", shown(field)),
        Matter::IncidentNotNotified { item, .. }
        | Matter::ItemNotHeld { item }
        | Matter::ItemNotOffered { item }
        | Matter::RetentionAbsent { item, .. }
        | Matter::UseNotTold { item } => write!(f, "{item}"),
        Matter::InstrumentNotInForce { as_of, .. } => write!(f, "as of {as_of}"),
        Matter::InstrumentUnknown { instrument } => write!(f, "{}", shown(instrument)),
        Matter::IssuerOutside { issuer, .. } => write!(f, "issuer: {}", shown(issuer)),
        Matter::ItemUnasked { item, request } => write!(f, "{item}, {request}"),
        Matter::Lapsed { deadline, at, .. } => write!(f, "period {} at {at}", shown(deadline)),
        Matter::Late { deadline, by, .. } | Matter::Overdue { deadline, by, .. } => {
            write!(f, "period {}, by {by}", shown(deadline))
        }
        Matter::MakerNotAuthenticated { result } => write!(f, "result: {result}"),
        Matter::MoveForbidden { event_type, state } => {
            write!(f, "{} on a side that is {state}", event_type.code())
        }
        Matter::NotHeld { request } | Matter::NotShown { request: Some(request), .. } => {
            write!(f, "{request}")
        }
        Matter::NotShown { request: None, .. } => f.write_str("evidence under it"),
        Matter::NoticeOverdue { capacity, until } => {
            write!(f, "{}, delayed until {until}", shown(capacity))
        }
        Matter::Onward { item, to, lack, .. } => {
            write!(f, "{item} to {}: {lack}", shown(to))
        }
        Matter::OnwardNotTold { item, org: Some(org), .. } => {
            write!(f, "{item} to {org}, whose jurisdiction is not known")
        }
        Matter::OnwardNotTold { item, org: None, .. } => {
            write!(f, "{item} to someone without keys")
        }
        Matter::PartyUnnamed { party } => write!(f, "{party}"),
        Matter::PreservationGap { preserved, ended } => {
            write!(f, "under {preserved} until {ended}")
        }
        Matter::PreservationShort { until, due, .. } => {
            write!(f, "until {until}, the bound is {due}")
        }
        Matter::RetentionPassed { item, until } => write!(f, "{item}, until {until}"),
        Matter::ReviewOverdue { item, due } => write!(f, "{item}, due {due}"),
        Matter::UseOutside { item, purpose, lack } => {
            write!(f, "{item} for {}: {lack}", shown(purpose))
        }
        Matter::AnswerPartial { open: None }
        | Matter::IssuerNotTold { .. }
        | Matter::MakerUnsigned
        | Matter::Open
        | Matter::PreservationNotLinked => Ok(()),
    }
}
