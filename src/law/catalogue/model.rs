//! What a catalogue says: acts, their instruments, and the facts of each.
//!
//! The declaration is the format of the file: each struct is a table, each field a key. An unknown
//! key is refused.

use serde::Deserialize;

use crate::encoding::codes;
use crate::event::{ConditionKind, EventType, Unit, Urgency};
use crate::law::certainty::Certainty;
use crate::law::day::Day;

/// A title in two languages. Both may be authentic; a missing one is not recorded.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Title {
    /// In English.
    pub en: String,
    /// In French.
    pub fr: Option<String>,
    /// Set when the English title is a label used here, and not the heading of the provision.
    #[serde(default)]
    pub short_label: bool,
    /// How sure the French title is, where that differs from the provision.
    pub fr_certainty: Option<Certainty>,
}

codes! {
    /// Whether an act is shown to be in force.
    pub enum Force {
        /// A draft that was never adopted.
        Draft => "draft",
        /// In force, or applied.
        InForce => "in_force",
        /// Adopted, and not shown to be in force.
        NotInForce => "not_in_force",
    }
}

/// What an act's status was on a day.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Status {
    /// In force or not.
    pub force: Force,
    /// Since when it is in force or applies.
    pub since: Option<Day>,
    /// The day that the status was looked up for.
    pub as_of: Day,
    /// Where.
    pub source: String,
    /// How sure it is.
    pub certainty: Certainty,
}

/// What a State declared or reserved under an act, or a fact about the act.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Declaration {
    /// Who declared it, as a code of a State or `any` when the act allows it to all.
    pub by: String,
    /// The provision.
    pub paragraph: String,
    /// What it says.
    pub says: String,
    /// The day that it was looked up for.
    pub as_of: Option<Day>,
    /// How sure it is.
    pub certainty: Certainty,
}

/// A treaty, regulation, statute or rule.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// Its id, such as `CETS224`.
    pub id: String,
    /// Its title.
    pub title: Title,
    /// How sure the title is.
    pub certainty: Certainty,
    /// Where it was read.
    pub source: String,
    /// In force or not, as of a day.
    pub status: Status,
    /// What States declared or reserved.
    #[serde(default, rename = "declaration")]
    pub declarations: Vec<Declaration>,
    /// Other facts worth keeping, one a line.
    #[serde(default, rename = "fact")]
    pub facts: Vec<Fact>,
}

/// A fact that no check rests on.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// The provision.
    pub paragraph: Option<String>,
    /// What it says.
    pub says: String,
    /// How sure it is.
    pub certainty: Certainty,
}

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
    /// Whether a field must be there.
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

/// A field that a request under an instrument holds.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its id, as events name it.
    pub id: String,
    /// The provision that asks for it.
    pub paragraph: String,
    /// Whether it must be there.
    pub need: Need,
    /// The circumstance, when it is conditional.
    pub when: Option<String>,
    /// How sure it is.
    pub certainty: Certainty,
}

codes! {
    /// What a period bounds.
    pub enum Bound {
        /// The act must come before the end: too late is a missed rule.
        AtMost => "at_most",
        /// What is kept must last until the end at the least.
        AtLeast => "at_least",
        /// As `at_most`, and the period is the one stated in the request when that is longer.
        LaterOf => "later_of",
    }
}

codes! {
    /// What the end of a period brings.
    pub enum Expiry {
        /// The next step, under another instrument, becomes possible.
        Escalation => "escalation",
        /// The duty ends.
        Lapse => "lapse",
        /// The duty was not met in time.
        Overdue => "overdue",
    }
}

codes! {
    /// On which side of a request an act is looked for.
    pub enum Side {
        /// Of the party that is asked.
        Addressee => "addressee",
        /// Of anyone named.
        Any => "any",
        /// Of the authority that is told of it, and may object or enforce.
        Enforcing => "enforcing_authority",
        /// Of the one who asks.
        Maker => "maker",
        /// Of anyone else.
        Other => "other",
    }
}

/// How a period can be made longer.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Extension {
    /// By how many units each time.
    pub amount: u32,
    /// In which unit.
    pub unit: Unit,
    /// How many times; without one, as often as asked.
    pub times: Option<u32>,
}

/// A period that an instrument sets.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    /// Its id, unique in the instrument, such as `produce`.
    pub id: String,
    /// The provision.
    pub paragraph: String,
    /// How many units.
    pub amount: u32,
    /// In which unit.
    pub unit: Unit,
    /// What it bounds.
    pub bound: Bound,
    /// The type of event that starts it.
    pub starts: EventType,
    /// On whose side that event is looked for.
    pub starts_on: Side,
    /// How sure the start is; the text of some instruments is silent on it.
    pub starts_certainty: Certainty,
    /// The types of event that meet it. For `at_least`, what must not come before its end.
    pub met_by: Vec<EventType>,
    /// On whose side those events are looked for.
    pub met_on: Side,
    /// What its end brings.
    pub on_expiry: Expiry,
    /// Only in requests of this urgency.
    pub urgency: Option<Urgency>,
    /// Only in requests for one of these categories of data.
    #[serde(default)]
    pub categories: Vec<String>,
    /// Types of event that suspend it.
    #[serde(default)]
    pub suspended_by: Vec<EventType>,
    /// Types of event that let it run again.
    #[serde(default)]
    pub resumed_by: Vec<EventType>,
    /// Types of event after which it has no end, such as the confirmation that production was asked for.
    #[serde(default)]
    pub lifted_by: Vec<EventType>,
    /// How it can be made longer.
    pub extension: Option<Extension>,
    /// How sure the period is.
    pub certainty: Certainty,
}

/// Who may issue a request for some categories of data.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct IssuerRule {
    /// The provision.
    pub paragraph: String,
    /// For which categories; none stands for all.
    #[serde(default)]
    pub categories: Vec<String>,
    /// Codes of issuers that may issue alone.
    pub may: Vec<String>,
    /// Codes of issuers that may validate what another one issued.
    #[serde(default)]
    pub validated_by: Vec<String>,
    /// How sure it is.
    pub certainty: Certainty,
}

/// A condition on what is produced that the instrument itself sets.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct ConditionRule {
    /// What kind.
    pub kind: ConditionKind,
    /// The provision.
    pub paragraph: String,
    /// What it says, in our words.
    pub says: String,
    /// How sure it is.
    pub certainty: Certainty,
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

/// A duty to keep a record.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct RecordDuty {
    /// Of what.
    pub kind: RecordKind,
    /// The provision.
    pub paragraph: String,
    /// How sure it is.
    pub certainty: Certainty,
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

/// A confirmation that must follow.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct ConfirmationRule {
    /// When.
    pub occasion: Occasion,
    /// The type of event that confirms.
    pub by: EventType,
    /// The provision.
    pub paragraph: String,
    /// How sure it is.
    pub certainty: Certainty,
}

/// What must have come before a request under this instrument.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Precondition {
    /// The instrument of the earlier request.
    pub instrument: String,
    /// The deadline of the earlier request that must have ended, unless it was declined.
    pub deadline: String,
    /// A field whose presence explains an earlier submission.
    pub unless_field: Option<String>,
    /// The provision.
    pub paragraph: String,
    /// How sure it is.
    pub certainty: Certainty,
}

/// One article, order, request, condition or certification.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Instrument {
    /// Its id, such as `CETS224-ART7`.
    pub id: String,
    /// The act that it is part of.
    pub act: String,
    /// The article.
    pub article: String,
    /// Its title.
    pub title: Title,
    /// What it is.
    pub nature: Nature,
    /// Who may issue it, in words.
    pub from: Option<String>,
    /// To whom, in words.
    pub to: Option<String>,
    /// The categories of data that it covers; none: it does not limit them.
    #[serde(default)]
    pub data: Vec<String>,
    /// An instrument whose fields it takes over where it states none.
    pub fields_of: Option<String>,
    /// What a request under it holds.
    #[serde(default, rename = "field")]
    pub fields: Vec<Field>,
    /// Its periods.
    #[serde(default, rename = "deadline")]
    pub deadlines: Vec<Deadline>,
    /// Who may issue for which categories.
    #[serde(default, rename = "issuer")]
    pub issuers: Vec<IssuerRule>,
    /// What binds those who receive what was produced.
    #[serde(default, rename = "condition")]
    pub conditions: Vec<ConditionRule>,
    /// What records it obliges to keep.
    #[serde(default, rename = "record")]
    pub records: Vec<RecordDuty>,
    /// What must be confirmed.
    #[serde(default, rename = "confirmation")]
    pub confirmations: Vec<ConfirmationRule>,
    /// What must have come before.
    #[serde(default, rename = "after")]
    pub preconditions: Vec<Precondition>,
    /// Other facts, one a line.
    #[serde(default, rename = "fact")]
    pub facts: Vec<Fact>,
    /// Where it was read.
    pub source: String,
    /// How sure its substance is.
    pub certainty: Certainty,
}

/// A category of data, and the narrower ones that it takes in.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Its id, such as `traffic`.
    pub id: String,
    /// Its title.
    pub title: Title,
    /// Narrower categories.
    #[serde(default)]
    pub includes: Vec<String>,
    /// What other texts call it: `name of the text: word`.
    #[serde(default)]
    pub names: Vec<String>,
    /// How sure it is.
    pub certainty: Certainty,
}

/// An offence as an act defines it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Offence {
    /// Its id, such as `ETS185-OFF-02`.
    pub id: String,
    /// The act.
    pub act: String,
    /// The article.
    pub article: String,
    /// Its title.
    pub title: Title,
    /// How sure it is.
    pub certainty: Certainty,
}

/// A class of incidents that incident handlers and prosecutors share.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct IncidentClass {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: Title,
    /// Offences that incidents of the class often are.
    #[serde(default)]
    pub offences: Vec<String>,
    /// Where it was read.
    pub source: String,
    /// How sure it is.
    pub certainty: Certainty,
}

codes! {
    /// A day of the week.
    pub enum Weekday {
        /// Monday.
        Monday => "monday",
        /// Tuesday.
        Tuesday => "tuesday",
        /// Wednesday.
        Wednesday => "wednesday",
        /// Thursday.
        Thursday => "thursday",
        /// Friday.
        Friday => "friday",
        /// Saturday.
        Saturday => "saturday",
        /// Sunday.
        Sunday => "sunday",
    }
}

/// The days on which a jurisdiction does not work, over a stretch of years.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct WorkingCalendar {
    /// The code of the jurisdiction, as `founded` states it.
    pub jurisdiction: String,
    /// The first day that it covers.
    pub from: Day,
    /// The last day that it covers.
    pub to: Day,
    /// The days of the week without work.
    pub weekend: Vec<Weekday>,
    /// The other days without work.
    #[serde(default)]
    pub holidays: Vec<Day>,
}
