//! What an instrument demands beside fields and periods.

use crate::encoding::codes;
use crate::event::{ConditionKind, EventType};
use crate::law::catalogue::error::{CatalogueError, CatalogueErrorKind};
use crate::law::catalogue::model::instrument::{Need, check_when};
use crate::law::catalogue::table::{Table, table, words};
use crate::law::certainty::Certainty;

table! {
    /// Who may issue a request for some categories of data.
    pub struct IssuerRule {
        /// The provision.
        "paragraph" => pub paragraph: String,
        /// For which categories; none stands for all.
        opt "categories" => pub categories: Vec<String>,
        /// Codes of issuers that may issue alone.
        "may" => pub may: Vec<String>,
        /// Codes of issuers that may validate what another one issued.
        opt "validated_by" => pub validated_by: Vec<String>,
        /// How sure it is.
        "certainty" => pub certainty: Certainty,
    }
    check: check_issuers
}

fn check_issuers(rule: &IssuerRule, table: &Table<'_, '_>) -> Result<(), CatalogueError> {
    if rule.may.is_empty() {
        return Err(table.error("may", CatalogueErrorKind::Empty));
    }
    Ok(())
}

table! {
    /// A condition on what is produced that the instrument itself sets or allows.
    pub struct ConditionRule {
        /// What kind.
        "kind" => pub kind: ConditionKind,
        /// Another kind that serves as well, such as a review in place of a retention.
        opt "or" => pub or: Option<ConditionKind>,
        /// The provision.
        "paragraph" => pub paragraph: String,
        /// Whether it binds always, or only where somebody sets it.
        "need" => pub need: Need,
        /// The circumstance, when it is conditional.
        opt "when" => pub when: Option<String>,
        /// What it says, in our words.
        "says" => pub says: String,
        /// How sure it is.
        "certainty" => pub certainty: Certainty,
    }
    check: check_condition
}

fn check_condition(rule: &ConditionRule, table: &Table<'_, '_>) -> Result<(), CatalogueError> {
    check_when(rule.need, rule.when.as_ref(), table)
}

codes! {
    /// A record that an instrument obliges somebody to keep.
    pub enum RecordKind {
        /// Of the incident and of whom was told.
        Incident => "incident",
        /// Why the user was not told.
        NoticeDelayed => "notice_delayed",
        /// Figures, yearly.
        Statistics => "statistics",
        /// Of how data was accessed, used and disclosed.
        UseLog => "use_log",
    }
}

table! {
    /// A duty to keep a record.
    pub struct RecordDuty {
        /// Of what.
        "kind" => pub kind: RecordKind,
        /// The provision.
        "paragraph" => pub paragraph: String,
        /// How sure it is.
        "certainty" => pub certainty: Certainty,
    }
}

codes! {
    /// When a request must be confirmed.
    pub enum Occasion {
        /// It was made orally.
        Oral => "oral",
        /// It was made in an emergency, before validation.
        EmergencyUnvalidated => "emergency_unvalidated",
    }
}

words!(Occasion, RecordKind);

table! {
    /// A confirmation that must follow.
    pub struct ConfirmationRule {
        /// When.
        "occasion" => pub occasion: Occasion,
        /// The type of event that confirms.
        "by" => pub by: EventType,
        /// The provision.
        "paragraph" => pub paragraph: String,
        /// The circumstance in which alone it must follow.
        opt "when" => pub when: Option<String>,
        /// How sure it is.
        "certainty" => pub certainty: Certainty,
    }
}

table! {
    /// What must have come before a request under this instrument.
    pub struct Precondition {
        /// The instrument of the earlier request.
        "instrument" => pub instrument: String,
        /// The deadline of the earlier request that must have ended, unless it was declined.
        "deadline" => pub deadline: String,
        /// A field whose presence explains an earlier submission.
        opt "unless_field" => pub unless_field: Option<String>,
        /// The circumstance in which alone it binds.
        opt "when" => pub when: Option<String>,
        /// The provision.
        "paragraph" => pub paragraph: String,
        /// How sure it is.
        "certainty" => pub certainty: Certainty,
    }
}
