//! Acts, and whether they are in force.

use crate::encoding::codes;
use crate::law::catalogue::table::{table, words};
use crate::law::certainty::Certainty;
use crate::law::day::Day;

table! {
    /// A title in two languages. Both may be authentic; a missing one is not recorded.
    pub struct Title {
        /// In English.
        "en" => pub en: String,
        /// In French.
        opt "fr" => pub fr: Option<String>,
        /// Set when the English title is a label used here, and not the heading of the provision.
        opt "short_label" => pub short_label: bool,
        /// How sure the French title is, where that differs from the provision.
        opt "fr_certainty" => pub fr_certainty: Option<Certainty>,
    }
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

words!(Force);

table! {
    /// What an act's status was on a day.
    pub struct Status {
        /// In force or not.
        "force" => pub force: Force,
        /// Since when it is in force or applies.
        opt "since" => pub since: Option<Day>,
        /// The day that the status was looked up for.
        "as_of" => pub as_of: Day,
        /// Where.
        "source" => pub source: String,
        /// How sure it is.
        "certainty" => pub certainty: Certainty,
    }
}

table! {
    /// What a State declared or reserved under an act, or may declare.
    pub struct Declaration {
        /// Who declared it, as a code of a State, or `any` where the act allows it to all.
        "by" => pub by: String,
        /// The provision.
        "paragraph" => pub paragraph: String,
        /// What it says.
        "says" => pub says: String,
        /// The day that it was looked up for.
        opt "as_of" => pub as_of: Option<Day>,
        /// How sure it is.
        "certainty" => pub certainty: Certainty,
    }
}

table! {
    /// A fact that no check rests on.
    pub struct Fact {
        /// The provision.
        opt "paragraph" => pub paragraph: Option<String>,
        /// What it says.
        "says" => pub says: String,
        /// How sure it is.
        "certainty" => pub certainty: Certainty,
    }
}

table! {
    /// A treaty, regulation, statute or rule.
    pub struct Act {
        /// Its id, such as `CETS224`.
        "id" => pub id: String,
        /// Its title.
        "title" => pub title: Title,
        /// How sure the title is.
        "certainty" => pub certainty: Certainty,
        /// Where it was read.
        "source" => pub source: String,
        /// In force or not, as of a day.
        "status" => pub status: Status,
        /// What States declared or reserved.
        opt "declaration" => pub declarations: Vec<Declaration>,
        /// Other facts worth keeping, one a line.
        opt "fact" => pub facts: Vec<Fact>,
    }
}
