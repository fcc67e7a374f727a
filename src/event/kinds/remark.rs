//! What anyone may say: on an item's chain by its holder, on one's own chain by anyone else.

use crate::encoding::{DecodeErrorKind, Timestamp, codes, record};
use crate::event::common::{NOTHING_SAID, Recipient, Why};
use crate::event::disclosure::Disclosable;
use crate::event::link::{Citation, EntryHash};

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
    /// Somebody who is to be told of an incident, and when it was.
    ///
    /// ```cddl
    /// notice = { ? "at": timestamp, "to": recipient }
    /// ```
    pub struct Notice {
        /// When it was told; not yet, when it is left out.
        "at" => pub at: Option<Timestamp>,
        /// Whom.
        "to" => pub to: Recipient,
    }
}

record! {
    /// Something went wrong. A later one that cites it adds who was told.
    ///
    /// ```cddl
    /// incident = { "kind": tstr, ? "risk": tstr, "text": commitment, ? "entry": citation, "notified": [* notice] }
    /// ```
    pub struct Incident {
        /// A code for what it was.
        "kind" => pub kind: String,
        /// A code for the risk to persons: `significant`, `low` …
        "risk" => pub risk: Option<String>,
        /// What happened.
        "text" => pub text: Disclosable<String>,
        /// What it is about.
        "entry" => pub entry: Option<Citation>,
        /// Who is to be told, and when it was.
        "notified" => pub notified: Vec<Notice>,
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

codes! {
    /// What is left of an entry that was pruned.
    pub enum Kept {
        /// The entry, without the values that it commits to.
        Entry => "entry",
        /// Its hash alone.
        Hash => "hash",
    }
}

record! {
    /// An entry that was pruned.
    ///
    /// ```cddl
    /// pruned-entry = { "kept": kept, "entry": entry-hash, "index": uint }
    /// ```
    pub struct PrunedEntry {
        /// What is left of it.
        "kept" => pub kept: Kept,
        /// Its name.
        "entry" => pub entry: EntryHash,
        /// Its index in the ledger.
        "index" => pub index: u64,
    }
}

record! {
    /// The retention of the record itself ended: values, or whole entries, were erased from the file.
    ///
    /// ```cddl
    /// pruned = { "ground": why, "entries": [+ pruned-entry] }
    /// ```
    pub struct Pruned {
        /// On what ground.
        "ground" => pub ground: Why,
        /// Which, in the order of the ledger.
        "entries" => pub entries: Vec<PrunedEntry>,
    }
    needs Pruned::lists_entries_in_order
}

impl Pruned {
    /// Format F6.12.
    fn lists_entries_in_order(&self) -> Result<(), DecodeErrorKind> {
        if self.entries.is_empty() {
            return Err(NOTHING_SAID);
        }
        if self.entries.is_sorted_by(|before, after| before.index < after.index) {
            Ok(())
        } else {
            Err(DecodeErrorKind::OutOfOrder)
        }
    }
}
