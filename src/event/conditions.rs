//! Periods and conditions of use, as requests and hand-overs state them.

use crate::encoding::{DecodeErrorKind, Timestamp, codes, record};
use crate::event::common::names_some;
use crate::event::disclosure::Disclosable;

codes! {
    /// The unit of a period.
    pub enum Unit {
        /// Days of the calendar.
        CalendarDays => "calendar_days",
        /// Hours.
        Hours => "hours",
        /// Days on which the jurisdiction works.
        WorkingDays => "working_days",
    }
}

record! {
    /// A length of time.
    ///
    /// ```cddl
    /// period = { "unit": unit, "amount": uint .size 4 }
    /// ```
    /// F6.13
    pub struct Period {
        /// In which unit.
        "unit" => pub unit: Unit,
        /// How many.
        "amount" => pub amount: u32,
    }
}

codes! {
    /// What a condition on evidence is about.
    pub enum ConditionKind {
        /// The fact and the content are kept confidential.
        Confidential => "confidential",
        /// The use made must be explained on demand.
        ExplainUse => "explain_use",
        /// A person must be told, or must not be told before a day.
        Notice => "notice",
        /// It goes to another State only with a prior authorisation.
        OnwardTransfer => "onward_transfer",
        /// It is used only for the purposes named.
        Purpose => "purpose",
        /// It is kept no longer than until a day.
        Retention => "retention",
        /// Whether it is still needed is asked again by a day.
        Review => "review",
        /// It needs the safeguards named.
        Safeguards => "safeguards",
    }
}

record! {
    /// A condition that travels with evidence.
    ///
    /// ```cddl
    /// condition = { "kind": condition-kind, ? "until": timestamp, ? "words": commitment, ? "purposes": [+ tstr] }
    /// ```
    ///
    /// Whoever hands evidence on copies the condition as it received it, commitment and all, so that
    /// anyone can see that it is the same one even where the words are withheld.
    pub struct Condition {
        /// What it is about.
        "kind" => pub kind: ConditionKind,
        /// Until when, for retention, review and notice.
        "until" => pub until: Option<Timestamp>,
        /// What it says.
        "words" => pub words: Option<Disclosable<String>>,
        /// The codes of the purposes that it allows.
        "purposes" => pub purposes: Option<Vec<String>>,
    }
    needs Condition::names_its_purposes
}

impl Condition {
    /// A condition without a day, words or purposes.
    #[must_use]
    pub const fn new(kind: ConditionKind) -> Self {
        Self { kind, until: None, words: None, purposes: None }
    }

    /// The same, until an instant.
    #[must_use]
    pub const fn until(mut self, until: Timestamp) -> Self {
        self.until = Some(until);
        self
    }

    /// The same, in these words.
    #[must_use]
    pub fn in_words(mut self, words: Disclosable<String>) -> Self {
        self.words = Some(words);
        self
    }

    /// The same, for these purposes only.
    #[must_use]
    pub fn for_purposes(mut self, purposes: &[&str]) -> Self {
        self.purposes = Some(purposes.iter().map(|purpose| (*purpose).to_owned()).collect());
        self
    }

    /// Format F6.10.
    fn names_its_purposes(&self) -> Result<(), DecodeErrorKind> {
        names_some(self.purposes.as_ref())
    }
}
