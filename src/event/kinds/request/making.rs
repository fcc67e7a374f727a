//! How a request comes into being, and how it reaches those it names.

use std::collections::BTreeMap;

use crate::encoding::{DecodeErrorKind, codes, record};
use crate::event::common::{NOTHING_SAID, Recipient, Why};
use crate::event::conditions::{Condition, Period};
use crate::event::content::Content;
use crate::event::disclosure::Disclosable;
use crate::event::link::Citation;
use crate::identity::{CaseId, ItemId, PartyId, RequestId};

codes! {
    /// In which form a request was made.
    pub enum RequestForm {
        /// As data, over a channel or in a file.
        Electronic => "electronic",
        /// By word of mouth.
        Oral => "oral",
        /// On paper.
        Paper => "paper",
    }
}

codes! {
    /// Whether a request claims an emergency.
    pub enum Urgency {
        /// It does.
        Emergency => "emergency",
        /// It does not.
        Ordinary => "ordinary",
    }
}

codes! {
    /// How one request stands to another.
    pub enum RelationKind {
        /// It asks again, in due form, for what was asked in an emergency.
        ConfirmsEmergency => "confirms_emergency",
        /// It has the authorities of the addressee's State give effect to an order.
        Enforces => "enforces",
        /// It asks for what the other had preserved.
        FollowsPreservation => "follows_preservation",
        /// It takes the other's place.
        Replaces => "replaces",
        /// It asks for more.
        Supplements => "supplements",
    }
}

record! {
    /// Another request that this one rests on.
    ///
    /// ```cddl
    /// relation = { "as": relation-kind, ? "entry": citation, "request": request }
    /// ```
    pub struct Relation {
        /// How.
        "as" => pub kind: RelationKind,
        /// An entry of it.
        "entry" => pub entry: Option<Citation>,
        /// Which.
        "request" => pub request: RequestId,
    }
}

record! {
    /// A party that a request names, and in which capacity.
    ///
    /// ```cddl
    /// named-party = { "as": tstr, "party": party, ? "described": commitment }
    ///   / { "as": tstr, "described": commitment }
    /// ```
    pub struct NamedParty {
        /// In which capacity: `addressee`, `provider`, `central_authority`, `enforcing_authority` …
        "as" => pub capacity: String,
        /// A party with an id.
        "party" => pub party: Option<PartyId>,
        /// Someone without keys, in words.
        "described" => pub described: Option<Disclosable<String>>,
    }
    needs NamedParty::names_someone
}

impl NamedParty {
    /// A party with an id.
    #[must_use]
    pub fn new(capacity: &str, party: PartyId) -> Self {
        Self { capacity: capacity.to_owned(), party: Some(party), described: None }
    }

    /// Someone without keys.
    #[must_use]
    pub fn described(capacity: &str, described: Disclosable<String>) -> Self {
        Self { capacity: capacity.to_owned(), party: None, described: Some(described) }
    }

    /// Format F6.7.
    const fn names_someone(&self) -> Result<(), DecodeErrorKind> {
        if self.party.is_some() || self.described.is_some() { Ok(()) } else { Err(NOTHING_SAID) }
    }
}

record! {
    /// A document that belongs to a request: the letter itself, a form, a translation.
    ///
    /// ```cddl
    /// annex = { "as": tstr, "id": item, ? "lang": tstr, ? "name": commitment, "content": content }
    /// ```
    pub struct Annex {
        /// What it is: `document`, `form`, `translation`, `annex` …
        "as" => pub kind: String,
        /// The item that it is.
        "id" => pub id: ItemId,
        /// Its language, BCP 47.
        "lang" => pub lang: Option<String>,
        /// What it is called.
        "name" => pub name: Option<Disclosable<String>>,
        /// Its size and digests.
        "content" => pub content: Content,
    }
}

/// The fields of a request, by the id that the catalogue gives them: which are there is in clear, what
/// they say is committed.
// F6.8
pub type Fields = BTreeMap<String, Disclosable<String>>;

record! {
    /// What a request says.
    ///
    /// ```cddl
    /// terms = { ? "case": case, "form": request-form, "fields": { * tstr => commitment }, ? "issuer": tstr,
    ///           "annexes": [* annex], "parties": [* named-party], "relates": [* relation], "urgency": urgency,
    ///           "categories": [* tstr], "conditions": [* condition], "instrument": tstr, ? "time_frame": period }
    /// ```
    pub struct Terms {
        /// The case that it is made in.
        "case" => pub case: Option<CaseId>,
        /// In which form.
        "form" => pub form: RequestForm,
        /// What the instrument asks it to say.
        "fields" => pub fields: Fields,
        /// What the one who issues it is: `judge`, `prosecutor` … as the instrument has it.
        "issuer" => pub issuer: Option<String>,
        /// Documents.
        "annexes" => pub annexes: Vec<Annex>,
        /// Whom it names beside its maker.
        "parties" => pub parties: Vec<NamedParty>,
        /// Requests that it rests on.
        "relates" => pub relates: Vec<Relation>,
        /// Whether it claims an emergency.
        "urgency" => pub urgency: Urgency,
        /// The categories of data that it asks for.
        "categories" => pub categories: Vec<String>,
        /// What it asks of those who carry it out, such as confidentiality.
        "conditions" => pub conditions: Vec<Condition>,
        /// The instrument, by its id in the catalogue.
        "instrument" => pub instrument: String,
        /// The time that it gives.
        "time_frame" => pub time_frame: Option<Period>,
    }
}

record! {
    /// A request is made. Its maker signs it.
    ///
    /// ```cddl
    /// requested = { "terms": terms }
    /// ```
    pub struct Requested {
        /// What it says.
        "terms" => pub terms: Terms,
    }
}

codes! {
    /// What came of asking whether the requester is who it says.
    pub enum AuthenticationResult {
        /// It is.
        Confirmed => "confirmed",
        /// It is not, or it could not be shown.
        Failed => "failed",
        /// Nobody asked.
        NotDone => "not_done",
    }
}

record! {
    /// How the requester was authenticated.
    ///
    /// ```cddl
    /// authentication = { "method": why, "result": authentication-result }
    /// ```
    pub struct Authentication {
        /// How, or why not.
        "method" => pub method: Why,
        /// With what result.
        "result" => pub result: AuthenticationResult,
    }
}

record! {
    /// The addressee of a request from someone without keys opens its side with what it received.
    ///
    /// ```cddl
    /// registered = { "maker": commitment, "terms": terms, "channel": why, "document": annex,
    ///                "authentication": authentication }
    /// ```
    pub struct Registered {
        /// Who made the request, in words.
        "maker" => pub maker: Disclosable<String>,
        /// What it says, as the addressee reads it.
        "terms" => pub terms: Terms,
        /// By which channel it came.
        "channel" => pub channel: Why,
        /// The document.
        "document" => pub document: Annex,
        /// How the requester was authenticated.
        "authentication" => pub authentication: Authentication,
    }
}

record! {
    /// A party that the request names has received it. Most periods start here.
    ///
    /// ```cddl
    /// received = { "entry": citation, "channel": why, "authentication": authentication }
    /// ```
    pub struct Received {
        /// The `requested` entry.
        "entry" => pub entry: Citation,
        /// By which channel it came.
        "channel" => pub channel: Why,
        /// How the requester was authenticated.
        "authentication" => pub authentication: Authentication,
    }
}

record! {
    /// The request, or what answers it, was sent on.
    ///
    /// ```cddl
    /// transmitted = { "as": tstr, "to": recipient, ? "entry": citation, "channel": why }
    /// ```
    pub struct Transmitted {
        /// As what: `request`, `service`, `notification`, `copy`, `result` …
        "as" => pub kind: String,
        /// To whom.
        "to" => pub to: Recipient,
        /// What was sent, when it is an entry.
        "entry" => pub entry: Option<Citation>,
        /// By which channel.
        "channel" => pub channel: Why,
    }
}

record! {
    /// An authority validated the request: on its own side, or on the maker's when it has no keys.
    ///
    /// ```cddl
    /// validated = { "as": tstr, ? "entry": citation, ? "described": commitment }
    /// ```
    pub struct Validated {
        /// What the authority is: `judge`, `court` … as the instrument has it.
        "as" => pub validator: String,
        /// The `requested` entry, when it is not the signer's own.
        "entry" => pub entry: Option<Citation>,
        /// Who validated, in words, when it has no keys.
        "described" => pub described: Option<Disclosable<String>>,
    }
}
