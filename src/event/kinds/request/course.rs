//! What changes a request under way, and what may be done with what it brought.

use crate::encoding::{codes, record};
use crate::event::common::Why;
use crate::event::conditions::Period;
use crate::event::disclosure::Disclosable;
use crate::event::kinds::request::making::Fields;
use crate::event::link::Citation;
use crate::identity::{ItemId, RequestId};

record! {
    /// The maker answers a question, and may supply fields.
    ///
    /// ```cddl
    /// clarified = { "text": commitment, "entry": citation, "fields": { * tstr => commitment } }
    /// ```
    pub struct Clarified {
        /// The answer.
        "text" => pub text: Disclosable<String>,
        /// The `asked` entry.
        "entry" => pub entry: Citation,
        /// Fields that the request did not have, or had otherwise.
        "fields" => pub fields: Fields,
    }
}

record! {
    /// A period is made longer.
    ///
    /// ```cddl
    /// extended = { ? "why": why, ? "form": tstr, "period": period, "deadline": tstr }
    /// ```
    pub struct Extended {
        /// Why.
        "why" => pub why: Option<Why>,
        /// On which form.
        "form" => pub form: Option<String>,
        /// By how much.
        "period" => pub period: Period,
        /// Which period, by its id in the catalogue.
        "deadline" => pub deadline: String,
    }
}

codes! {
    /// What is confirmed.
    pub enum Confirmation {
        /// An emergency request, afterwards, in the form that it lacked.
        Emergency => "emergency",
        /// An oral request, in writing.
        Oral => "oral",
        /// That a request for production of what is preserved was issued.
        ProductionRequested => "production_requested",
        /// That what suspended the request is settled.
        Resumed => "resumed",
    }
}

record! {
    /// The maker confirms something that it owed a confirmation of.
    ///
    /// ```cddl
    /// confirmed = { ? "form": tstr, "what": confirmation, ? "request": request }
    /// ```
    pub struct Confirmed {
        /// On which form.
        "form" => pub form: Option<String>,
        /// What.
        "what" => pub what: Confirmation,
        /// The request that followed, where one did.
        "request" => pub request: Option<RequestId>,
    }
}

record! {
    /// The maker takes the request back.
    ///
    /// ```cddl
    /// cancelled = { "why": why }
    /// ```
    pub struct Cancelled {
        /// Why.
        "why" => pub why: Why,
    }
}

record! {
    /// A period ran out, as the signer sees it.
    ///
    /// ```cddl
    /// expired = { ? "why": why, "deadline": tstr }
    /// ```
    pub struct Expired {
        /// What follows.
        "why" => pub why: Option<Why>,
        /// Which period, by its id in the catalogue.
        "deadline" => pub deadline: String,
    }
}

codes! {
    /// What needs an authorisation of the one that the evidence came from.
    pub enum AuthorisedAct {
        /// To disclose it.
        Disclosure => "disclosure",
        /// To hand it to another State.
        OnwardTransfer => "onward_transfer",
        /// To use it for another purpose.
        Use => "use",
    }
}

codes! {
    /// The answer to a wish.
    pub enum Answer {
        /// Granted.
        Granted => "granted",
        /// Refused.
        Refused => "refused",
    }
}

record! {
    /// The one that produced the evidence says what else may be done with it.
    ///
    /// ```cddl
    /// authorisation = { "act": authorised-act, "items": [* item], "answer": answer, "ground": why,
    ///                   "purposes": [* tstr], "jurisdictions": [* tstr] }
    /// ```
    pub struct Authorisation {
        /// What.
        "act" => pub act: AuthorisedAct,
        /// Which items; none: all that were produced under the request.
        "items" => pub items: Vec<ItemId>,
        /// Granted or refused.
        "answer" => pub answer: Answer,
        /// On what ground.
        "ground" => pub ground: Why,
        /// For which purposes, by code; none: any.
        "purposes" => pub purposes: Vec<String>,
        /// To which jurisdictions, ISO 3166-1 alpha-2; none: any.
        "jurisdictions" => pub jurisdictions: Vec<String>,
    }
}
