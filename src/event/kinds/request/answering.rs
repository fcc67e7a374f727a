//! What the one asked does with a request.

use crate::encoding::{DecodeErrorKind, Timestamp, codes, record};
use crate::event::common::{NOTHING_SAID, Recipient, Why};
use crate::event::conditions::Condition;
use crate::event::disclosure::Disclosable;
use crate::identity::ItemId;

record! {
    /// Clarification is asked for.
    ///
    /// ```cddl
    /// asked = { ? "form": tstr, "text": commitment, "fields": [* tstr] }
    /// ```
    pub struct Asked {
        /// On which form.
        "form" => pub form: Option<String>,
        /// What is asked.
        "text" => pub text: Disclosable<String>,
        /// The fields that are missing or unclear.
        "fields" => pub fields: Vec<String>,
    }
}

record! {
    /// Data is preserved.
    ///
    /// ```cddl
    /// preserved = { ? "what": commitment, "items": [* item], ? "until": timestamp }
    /// ```
    pub struct Preserved {
        /// What, where it is no item yet.
        "what" => pub what: Option<Disclosable<String>>,
        /// Which items.
        "items" => pub items: Vec<ItemId>,
        /// Until when, unless it is renewed.
        "until" => pub until: Option<Timestamp>,
    }
}

record! {
    /// Preservation ended.
    ///
    /// ```cddl
    /// preservation_ended = { "why": why }
    /// ```
    pub struct PreservationEnded {
        /// Why.
        "why" => pub why: Why,
    }
}

codes! {
    /// Whether an answer is all there will be.
    pub enum Extent {
        /// It is.
        Complete => "complete",
        /// More is to come, or was asked for and is not given.
        Partial => "partial",
    }
}

record! {
    /// An item that answers a request.
    ///
    /// ```cddl
    /// produced-item = { "id": item, "about": [* commitment], "category": tstr }
    /// ```
    pub struct ProducedItem {
        /// The item.
        "id" => pub id: ItemId,
        /// The persons or accounts that it is about.
        "about" => pub about: Vec<Disclosable<String>>,
        /// The category of its data.
        "category" => pub category: String,
    }
}

record! {
    /// Items were produced in answer. Custody moves with the offer that names the request.
    ///
    /// ```cddl
    /// produced = { ? "open": commitment, "items": [+ produced-item], "extent": extent, "conditions": [* condition] }
    /// ```
    pub struct Produced {
        /// What is still open, when the answer is partial.
        "open" => pub open: Option<Disclosable<String>>,
        /// Which.
        "items" => pub items: Vec<ProducedItem>,
        /// All, or a part.
        "extent" => pub extent: Extent,
        /// Under which conditions of use.
        "conditions" => pub conditions: Vec<Condition>,
    }
    needs Produced::names_an_item
}

impl Produced {
    /// Format F6.11.
    const fn names_an_item(&self) -> Result<(), DecodeErrorKind> {
        if self.items.is_empty() { Err(NOTHING_SAID) } else { Ok(()) }
    }
}

record! {
    /// The request is not answered with data.
    ///
    /// ```cddl
    /// declined = { ? "form": tstr, "ground": why, ? "redirected": recipient }
    /// ```
    pub struct Declined {
        /// On which form.
        "form" => pub form: Option<String>,
        /// Why: `nothing_held`, `wrong_entity`, or a ground of the instrument.
        "ground" => pub ground: Why,
        /// Who ought to be asked instead.
        "redirected" => pub redirected: Option<Recipient>,
    }
}

record! {
    /// An objection, by the one asked or by an authority that was notified.
    ///
    /// ```cddl
    /// objected = { ? "form": tstr, "ground": why }
    /// ```
    pub struct Objected {
        /// On which form.
        "form" => pub form: Option<String>,
        /// Why.
        "ground" => pub ground: Why,
    }
}

record! {
    /// Less is answered than was asked.
    ///
    /// ```cddl
    /// narrowed = { "to": commitment, "ground": why }
    /// ```
    pub struct Narrowed {
        /// To what.
        "to" => pub to: Disclosable<String>,
        /// Why.
        "ground" => pub ground: Why,
    }
}

codes! {
    /// What became of a duty to tell somebody.
    pub enum NoticeState {
        /// Not yet, until a day.
        Delayed => "delayed",
        /// Told.
        Given => "given",
        /// Not told, and it will not be.
        Omitted => "omitted",
    }
}

record! {
    /// Somebody was told of the request, or is told later.
    ///
    /// ```cddl
    /// notified = { "as": tstr, "whom": recipient, "state": notice-state, ? "until": timestamp, ? "ground": why }
    /// ```
    pub struct Notified {
        /// In which capacity: `user`, `enforcing_authority`, `designated_authority` …
        "as" => pub capacity: String,
        /// Whom.
        "whom" => pub whom: Recipient,
        /// Told, or later, or not.
        "state" => pub state: NoticeState,
        /// Until when it is delayed.
        "until" => pub until: Option<Timestamp>,
        /// Why it is delayed or omitted.
        "ground" => pub ground: Option<Why>,
    }
}
