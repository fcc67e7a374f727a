//! Instruments, and what a request under one of them says.

use std::collections::HashMap;

use crate::encoding::codes;
use crate::event::EventType;
use crate::law::catalogue::error::{CatalogueError, CatalogueErrorKind, EntryKind};
use crate::law::catalogue::model::act::{Fact, Title};
use crate::law::catalogue::model::deadline::Deadline;
use crate::law::catalogue::model::rules::{
    ConditionRule, ConfirmationRule, IssuerRule, Precondition, RecordDuty,
};
use crate::law::catalogue::table::{Table, missing, table, words};
use crate::law::certainty::Certainty;

codes! {
    /// What an instrument is.
    pub enum Nature {
        /// An agreement between authorities, such as on a joint team.
        Agreement => "agreement",
        /// A certification for a court.
        Certification => "certification",
        /// A condition on transfer or use.
        Condition => "condition",
        /// A definition or a rule on scope.
        Definition => "definition",
        /// A request in an emergency.
        Emergency => "emergency",
        /// Information without a request.
        Information => "information",
        /// A request for mutual assistance.
        MutualAssistance => "mutual_assistance",
        /// An order.
        Order => "order",
        /// An order or request to preserve.
        Preservation => "preservation",
        /// A power inside one State.
        Power => "power",
        /// A remedy of the one asked.
        Remedy => "remedy",
        /// A request without compulsion.
        Request => "request",
    }
}

codes! {
    /// Whether a field or a condition must be there.
    pub enum Need {
        /// Only where the circumstance named applies; the check cannot tell.
        Conditional => "conditional",
        /// In an emergency.
        Emergency => "emergency",
        /// It may be left out.
        Optional => "optional",
        /// Always.
        Required => "required",
    }
}

words!(Nature, Need);

table! {
    /// A field that a request under an instrument holds.
    pub struct Field {
        /// Its id, as events name it.
        "id" => pub id: String,
        /// The provision that asks for it.
        "paragraph" => pub paragraph: String,
        /// How sure the paragraph is, where that differs from the field.
        opt "paragraph_certainty" => pub paragraph_certainty: Option<Certainty>,
        /// Whether it must be there.
        "need" => pub need: Need,
        /// The circumstance, when it is conditional.
        opt "when" => pub when: Option<String>,
        /// How sure it is.
        "certainty" => pub certainty: Certainty,
    }
    check: check_field
}

fn check_field(field: &Field, table: &Table<'_, '_>) -> Result<(), CatalogueError> {
    check_when(field.need, field.when.as_ref(), table)
}

/// A report that says "only where …" must be able to say where.
pub(super) fn check_when(
    need: Need,
    when: Option<&String>,
    table: &Table<'_, '_>,
) -> Result<(), CatalogueError> {
    if need == Need::Conditional && when.is_none() {
        return Err(table.error("need", missing("when")));
    }
    Ok(())
}

table! {
    /// A form on which an act under an instrument is written.
    pub struct Form {
        /// What the form is called in exchanges, such as `EPOC-FORM-3`.
        "id" => pub id: String,
        /// Where the instrument prescribes it, such as `Annex III`.
        "paragraph" => pub paragraph: String,
        /// The types of event that it is the form of.
        "of" => pub of: Vec<EventType>,
        /// How sure the name is.
        "certainty" => pub certainty: Certainty,
    }
}

table! {
    /// One article, order, request, condition or certification.
    pub struct Instrument {
        /// Its id, such as `CETS224-ART7`.
        "id" => pub id: String,
        /// The act that it is part of.
        "act" => pub act: String,
        /// The article.
        "article" => pub article: String,
        /// Its title.
        "title" => pub title: Title,
        /// What it is.
        "nature" => pub nature: Nature,
        /// Who may issue it, in words.
        opt "from" => pub from: Option<String>,
        /// To whom, in words.
        opt "to" => pub to: Option<String>,
        /// How sure nature, issuer and addressee are, where that differs from the substance.
        opt "route_certainty" => pub route_certainty: Option<Certainty>,
        /// The categories of data that it covers; none: it does not limit them.
        opt "data" => pub data: Vec<String>,
        /// How sure the categories are, where that differs from the substance.
        opt "data_certainty" => pub data_certainty: Option<Certainty>,
        /// An instrument whose fields it takes over where it states none.
        opt "fields_of" => pub fields_of: Option<String>,
        /// What a request under it holds.
        opt "field" => pub fields: Vec<Field>,
        /// Its periods.
        opt "deadline" => pub deadlines: Vec<Deadline>,
        /// Who may issue for which categories.
        opt "issuer" => pub issuers: Vec<IssuerRule>,
        /// What binds those who receive what was produced.
        opt "condition" => pub conditions: Vec<ConditionRule>,
        /// What records it obliges to keep.
        opt "record" => pub records: Vec<RecordDuty>,
        /// What must be confirmed.
        opt "confirmation" => pub confirmations: Vec<ConfirmationRule>,
        /// What must have come before.
        opt "after" => pub preconditions: Vec<Precondition>,
        /// The forms that it prescribes.
        opt "form" => pub forms: Vec<Form>,
        /// Other facts, one a line.
        opt "fact" => pub facts: Vec<Fact>,
        /// Where it was read.
        "source" => pub source: String,
        /// How sure its substance is.
        "certainty" => pub certainty: Certainty,
        /// Set when the number of the article agrees with a published list of the act's structure.
        opt "corroborated" => pub corroborated: bool,
    }
    check: check_ids
}

impl Instrument {
    /// The period with this id.
    #[must_use]
    pub fn deadline(&self, id: &str) -> Option<&Deadline> {
        self.deadlines.iter().find(|deadline| deadline.id == id)
    }

    /// How sure it is which categories of data it covers.
    #[must_use]
    pub fn certainty_of_data(&self) -> Certainty {
        self.data_certainty.unwrap_or(self.certainty)
    }
}

/// Events name fields and periods by their id: each stands once.
fn check_ids(instrument: &Instrument, table: &Table<'_, '_>) -> Result<(), CatalogueError> {
    let fields = instrument.fields.iter().map(|field| field.id.as_str());
    check_once(EntryKind::Field, "field", fields, table)?;
    let deadlines = instrument.deadlines.iter().map(|deadline| deadline.id.as_str());
    check_once(EntryKind::Deadline, "deadline", deadlines, table)
}

fn check_once<'a>(
    kind: EntryKind,
    key: &str,
    ids: impl Iterator<Item = &'a str>,
    table: &Table<'_, '_>,
) -> Result<(), CatalogueError> {
    let mut seen = HashMap::new();
    for (index, id) in ids.enumerate() {
        if let Some(first) = seen.insert(id, index) {
            let (id, first) = (id.to_owned(), table.line_in(key, first));
            let kind = CatalogueErrorKind::Repeated { kind, id, first };
            return Err(table.error_in(key, index, kind));
        }
    }
    Ok(())
}
