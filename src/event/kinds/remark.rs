//! What anyone may say: on an item's chain by its holder, on one's own chain by anyone else.

use crate::encoding::record;
use crate::event::common::Why;
use crate::event::disclosure::Disclosable;
use crate::event::link::Citation;

record! {
    /// A remark.
    ///
    /// ```cddl
    /// noted = { "text": commitment, ? "entry": citation }
    /// ```
    pub struct Noted {
        /// The remark.
        "text" => pub text: Disclosable<String>,
        /// What it is about.
        "entry" => pub entry: Option<Citation>,
    }
}

record! {
    /// A statement of an earlier entry is corrected. Both versions stay and are shown.
    ///
    /// ```cddl
    /// corrected = { "why": why, "entry": citation, "field": tstr, "value": commitment }
    /// ```
    pub struct Corrected {
        /// Why.
        "why" => pub why: Why,
        /// The entry.
        "entry" => pub entry: Citation,
        /// The path of the field, as findings write it.
        "field" => pub field: String,
        /// What it ought to say.
        "value" => pub value: Disclosable<String>,
    }
}

record! {
    /// Something went wrong.
    ///
    /// ```cddl
    /// incident = { "kind": tstr, "text": commitment, ? "entry": citation, "notified": [* commitment] }
    /// ```
    pub struct Incident {
        /// A code for what it was.
        "kind" => pub kind: String,
        /// What happened.
        "text" => pub text: Disclosable<String>,
        /// What it is about.
        "entry" => pub entry: Option<Citation>,
        /// Who was told.
        "notified" => pub notified: Vec<Disclosable<String>>,
    }
}

record! {
    /// The signer was there when the cited act happened.
    ///
    /// ```cddl
    /// witnessed = { "as": tstr, "entry": citation }
    /// ```
    pub struct Witnessed {
        /// In which capacity.
        "as" => pub capacity: String,
        /// The act.
        "entry" => pub entry: Citation,
    }
}

record! {
    /// The latest entry that changed the items' state is taken back: the state before it holds.
    ///
    /// ```cddl
    /// annulled = { ? "by": citation, "why": why, "entry": citation }
    /// ```
    pub struct Annulled {
        /// The entry that gave a registrar its right, when one acts in the holder's stead.
        "by" => pub by: Option<Citation>,
        /// Why.
        "why" => pub why: Why,
        /// The entry.
        "entry" => pub entry: Citation,
    }
}

record! {
    /// The one whom an item was handed out to, enrolled since, confirms it on its own chain.
    ///
    /// ```cddl
    /// acknowledged = { "entry": citation }
    /// ```
    pub struct Acknowledged {
        /// The `handed_out` entry; its subject is the item.
        "entry" => pub entry: Citation,
    }
}

record! {
    /// Of two entries that crossed, the signer gives up its own.
    ///
    /// ```cddl
    /// yielded = { "entry": citation, "other": citation }
    /// ```
    pub struct Yielded {
        /// The signer's own entry, given up.
        "entry" => pub entry: Citation,
        /// The entry that stands.
        "other" => pub other: Citation,
    }
}
