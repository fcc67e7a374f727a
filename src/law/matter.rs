//! What is noticed about requests and conditions, as values. The verifier turns each into a finding.

use crate::encoding::{Timestamp, codes};
use crate::event::{AuthenticationResult, ConditionKind, Confirmation, EventType, Subject};
use crate::identity::{ItemId, OrgId, PartyId, RequestId};
use crate::law::act::Mark;
use crate::law::certainty::Certainty;
use crate::law::transition::SideState;

/// The provision that a rule rests on, and how sure it is.
#[derive(Clone, Debug, Eq, PartialEq, serde::Serialize)]
pub struct Provision {
    /// The instrument, by its id in the catalogue.
    pub instrument: String,
    /// The paragraph.
    pub paragraph: String,
    /// How sure the fact is.
    pub certainty: Certainty,
}

codes! {
    /// What an authorisation that is cited, or not, lacks.
    pub enum Lack {
        /// It comes later than the act, as stated.
        Later => "the authorisation is dated after the act",
        /// None is cited.
        NotCited => "no authorisation is cited",
        /// What is cited is no authorisation that is held here.
        NotHeld => "what is cited is no authorisation that is held here",
        /// It is for another act.
        OtherAct => "the authorisation is for another act",
        /// It is by a party of a State that the evidence did not come from.
        OtherAuthority => "the authorisation is not by the side that the evidence came from",
        /// It is for other items.
        OtherItem => "the authorisation is for other items",
        /// It is for another purpose.
        OtherPurpose => "the authorisation is for another purpose",
        /// It is for another State.
        OtherState => "the authorisation is for another State",
        /// It was refused.
        Refused => "the authorisation was refused",
    }
}

/// Something noticed about a request, or about evidence under conditions.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Matter {
    /// An answer is partial.
    AnswerPartial {
        /// What it says is still open.
        open: Option<String>,
    },
    /// Data of a category that was not asked for.
    CategoryNotAsked {
        /// The item.
        item: ItemId,
        /// Its category.
        category: String,
    },
    /// Data of a category that the instrument does not cover.
    CategoryOutside {
        /// The item; none when the request itself asks for it.
        item: Option<ItemId>,
        /// The category.
        category: String,
        /// The rule.
        provision: Provision,
    },
    /// A period cannot be evaluated.
    ClockNotTold {
        /// Which.
        deadline: String,
        /// Why.
        why: String,
        /// The rule.
        provision: Provision,
    },
    /// A condition was not carried on.
    ConditionDropped {
        /// Which item's.
        item: ItemId,
        /// Which.
        kind: ConditionKind,
    },
    /// Whether a condition was carried on cannot be told.
    ConditionNotTold {
        /// Which item's.
        item: ItemId,
        /// Which.
        kind: ConditionKind,
    },
    /// A condition was carried on and allows more.
    ConditionWidened {
        /// Which item's.
        item: ItemId,
        /// Which.
        kind: ConditionKind,
    },
    /// What was owed a confirmation was not confirmed.
    ConfirmationMissing {
        /// What.
        what: Confirmation,
        /// In which circumstance it is owed, where the rule is conditional: no record tells it.
        when: Option<String>,
        /// The rule.
        provision: Provision,
    },
    /// Two sides acted without knowing of each other.
    Crossed {
        /// The act on the one side.
        event_type: EventType,
        /// The state of the other.
        other: SideState,
    },
    /// Confidential evidence was disclosed without an authorisation.
    Disclosure {
        /// Which.
        item: ItemId,
        /// What its authorisation lacks.
        lack: Lack,
    },
    /// It was made before the way was open.
    Early {
        /// The request that had to be answered, or to lapse, first.
        before: RequestId,
        /// In which circumstance that is so, where the rule is conditional: no record tells it.
        when: Option<String>,
        /// The rule.
        provision: Provision,
    },
    /// An extension does not count.
    ExtensionRefused {
        /// Of which period.
        deadline: String,
        /// Why.
        why: String,
        /// The rule.
        provision: Provision,
    },
    /// A field is missing.
    FieldMissing {
        /// Which.
        field: String,
        /// The rule.
        provision: Provision,
    },
    /// The transferring side was not told of an incident.
    IncidentNotNotified {
        /// The item concerned.
        item: ItemId,
        /// The rule.
        provision: Provision,
    },
    /// The instrument is not shown to be in force.
    InstrumentNotInForce {
        /// As of which day.
        as_of: String,
        /// The rule.
        provision: Provision,
    },
    /// The catalogue does not have the instrument.
    InstrumentUnknown {
        /// Which.
        instrument: String,
    },
    /// Its issuer may not issue it alone for these categories, and nobody validated it.
    IssuerOutside {
        /// What the issuer is.
        issuer: String,
        /// The rule.
        provision: Provision,
    },
    /// It does not say what its issuer is.
    IssuerNotTold {
        /// The rule.
        provision: Provision,
    },
    /// An item said to be produced has no chain here.
    ItemNotHeld {
        /// Which.
        item: ItemId,
    },
    /// An item was produced, and no offer names the request for it.
    ItemNotOffered {
        /// Which.
        item: ItemId,
    },
    /// An item is handed over under a request that it was neither collected nor produced under.
    ItemUnasked {
        /// Which.
        item: ItemId,
        /// The request.
        request: RequestId,
    },
    /// A period lapsed.
    Lapsed {
        /// Which.
        deadline: String,
        /// When.
        at: Timestamp,
        /// The rule.
        provision: Provision,
    },
    /// An answer came too late.
    Late {
        /// After which period.
        deadline: String,
        /// By how much, in words.
        by: String,
        /// The rule.
        provision: Provision,
    },
    /// The requester was not authenticated.
    MakerNotAuthenticated {
        /// With what result.
        result: AuthenticationResult,
    },
    /// The request was made by someone without keys.
    MakerUnsigned,
    /// An act that is not possible in the state of its side.
    MoveForbidden {
        /// The act.
        event_type: EventType,
        /// The state.
        state: SideState,
    },
    /// The request is named, and none of its entries is held.
    NotHeld {
        /// Which.
        request: RequestId,
    },
    /// What is said of the request rests on an entry that could not be checked.
    NotShown {
        /// Which; none for evidence, which the subject names.
        request: Option<RequestId>,
        /// The index of the entry.
        because: u64,
    },
    /// Nobody answered yet.
    Open,
    /// Somebody was to be told by a day that has passed.
    NoticeOverdue {
        /// In which capacity.
        capacity: String,
        /// Until when it was delayed.
        until: Timestamp,
    },
    /// Evidence went to another State without an authorisation.
    Onward {
        /// Which item.
        item: ItemId,
        /// To which jurisdiction.
        to: String,
        /// What its authorisation lacks.
        lack: Lack,
        /// The rule, where the instrument sets it.
        provision: Option<Provision>,
    },
    /// Whether evidence went to another State cannot be told.
    OnwardNotTold {
        /// Which item.
        item: ItemId,
        /// The organisation whose jurisdiction is not known; none when it has no keys.
        org: Option<OrgId>,
        /// The rule, where the instrument sets it.
        provision: Option<Provision>,
    },
    /// An answer is overdue.
    Overdue {
        /// Which period.
        deadline: String,
        /// By how much, in words.
        by: String,
        /// The rule.
        provision: Provision,
    },
    /// A party acts on a request that does not name it.
    PartyUnnamed {
        /// Which.
        party: PartyId,
    },
    /// What was produced was not preserved all the time until then.
    PreservationGap {
        /// The request under which it was preserved.
        preserved: RequestId,
        /// When preservation ended.
        ended: Timestamp,
    },
    /// A request says that preservation was sought, and names no request for it.
    PreservationNotLinked,
    /// What is preserved is let go, or to be let go, too early.
    PreservationShort {
        /// Until when.
        until: Timestamp,
        /// Until when it must last.
        due: Timestamp,
        /// The rule.
        provision: Provision,
    },
    /// Neither a retention nor a review date is set.
    RetentionAbsent {
        /// For which item.
        item: ItemId,
        /// The rule.
        provision: Provision,
    },
    /// Retention passed, and the item is still there.
    RetentionPassed {
        /// Which.
        item: ItemId,
        /// When.
        until: Timestamp,
    },
    /// A review is overdue.
    ReviewOverdue {
        /// Of which item.
        item: ItemId,
        /// Since when.
        due: Timestamp,
    },
    /// A use for a purpose that the conditions do not allow.
    UseOutside {
        /// Of which item.
        item: ItemId,
        /// For which purpose.
        purpose: String,
        /// What its authorisation lacks.
        lack: Lack,
    },
    /// A use whose purpose is not stated as a code.
    UseNotTold {
        /// Of which item.
        item: ItemId,
    },
}

/// A matter and its place.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Noticed {
    /// At which entry; none for what is only seen at the end.
    pub mark: Option<Mark>,
    /// Of which subject.
    pub subject: Option<Subject>,
    /// In which field.
    pub field: Option<&'static str>,
    /// What.
    pub matter: Matter,
}

impl Noticed {
    pub(crate) const fn at(mark: Mark, subject: Option<Subject>, matter: Matter) -> Self {
        Self { mark: Some(mark), subject, field: None, matter }
    }

    pub(crate) const fn in_field(mut self, field: &'static str) -> Self {
        self.field = Some(field);
        self
    }
}
