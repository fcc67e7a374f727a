//! What a holder does with an item: seals, storage, examination, disclosure, and its end.

use crate::encoding::{Timestamp, record};
use crate::event::common::{Checked, Recipient, SealState, Tool, Why};
use crate::event::disclosure::Disclosable;
use crate::event::kinds::handover::Receipt;
use crate::event::link::Citation;
use crate::identity::ItemId;

record! {
    /// One item and the seal put on it.
    ///
    /// ```cddl
    /// sealed-item = { "id": item, "seal": commitment }
    /// ```
    pub struct SealedItem {
        /// The item.
        "id" => pub id: ItemId,
        /// The number of the seal.
        "seal" => pub seal: Disclosable<String>,
    }
}

record! {
    /// The linked items were sealed, or sealed anew.
    ///
    /// ```cddl
    /// sealed = { "items": [+ sealed-item], ? "reason": why }
    /// ```
    pub struct Sealed {
        /// Which, in the order of the links.
        "items" => pub items: Vec<SealedItem>,
        /// Why.
        "reason" => pub reason: Option<Why>,
    }
}

record! {
    /// One item and the seal that was opened.
    ///
    /// ```cddl
    /// unsealed-item = { "id": item, "seal": commitment, "state": seal-state }
    /// ```
    pub struct UnsealedItem {
        /// The item.
        "id" => pub id: ItemId,
        /// The number of the seal.
        "seal" => pub seal: Disclosable<String>,
        /// How it was found.
        "state" => pub state: SealState,
    }
}

record! {
    /// The seals of the linked items were opened.
    ///
    /// ```cddl
    /// unsealed = { "items": [+ unsealed-item], ? "reason": why }
    /// ```
    pub struct Unsealed {
        /// Which, in the order of the links.
        "items" => pub items: Vec<UnsealedItem>,
        /// Why.
        "reason" => pub reason: Option<Why>,
    }
}

record! {
    /// The linked items were put somewhere.
    ///
    /// ```cddl
    /// stored = { "place": commitment }
    /// ```
    pub struct Stored {
        /// Where.
        "place" => pub place: Disclosable<String>,
    }
}

record! {
    /// The linked items were examined.
    ///
    /// ```cddl
    /// examined = { ? "tool": tool, ? "method": commitment, ? "result": commitment, "purpose": why }
    /// ```
    pub struct Examined {
        /// With which tool.
        "tool" => pub tool: Option<Tool>,
        /// How.
        "method" => pub method: Option<Disclosable<String>>,
        /// What came out.
        "result" => pub result: Option<Disclosable<String>>,
        /// What for.
        "purpose" => pub purpose: Why,
    }
}

record! {
    /// The holder checked the linked items.
    ///
    /// ```cddl
    /// items-checked = { "items": [+ checked] }
    /// ```
    pub struct ItemsChecked {
        /// What was checked of each, in the order of the links.
        "items" => pub items: Vec<Checked>,
    }
}

record! {
    /// The linked items were accessed.
    ///
    /// ```cddl
    /// accessed = { ? "who": commitment, "purpose": why }
    /// ```
    pub struct Accessed {
        /// Who, when it was not the signer.
        "who" => pub who: Option<Disclosable<String>>,
        /// What for.
        "purpose" => pub purpose: Why,
    }
}

record! {
    /// The linked items, or a copy of them, were disclosed to somebody.
    ///
    /// ```cddl
    /// disclosed = { "to": recipient, ? "copy": item, "under": why, ? "authorisation": citation }
    /// ```
    pub struct Disclosed {
        /// To whom.
        "to" => pub to: Recipient,
        /// The copy that was given.
        "copy" => pub copy: Option<ItemId>,
        /// On what ground.
        "under" => pub under: Why,
        /// The `authorisation` that it rests on.
        "authorisation" => pub authorisation: Option<Citation>,
    }
}

record! {
    /// The linked items were used in an investigation or proceeding.
    ///
    /// ```cddl
    /// used = { ? "result": commitment, "purpose": why, ? "authorisation": citation }
    /// ```
    pub struct Used {
        /// What came of it.
        "result" => pub result: Option<Disclosable<String>>,
        /// What for.
        "purpose" => pub purpose: Why,
        /// The `authorisation` that a use for another purpose rests on.
        "authorisation" => pub authorisation: Option<Citation>,
    }
}

record! {
    /// Whether the linked items are still needed was asked again.
    ///
    /// ```cddl
    /// reviewed = { ? "next": timestamp, "result": why }
    /// ```
    pub struct Reviewed {
        /// When it is asked again.
        "next" => pub next: Option<Timestamp>,
        /// With what result.
        "result" => pub result: Why,
    }
}

record! {
    /// The linked items are lost.
    ///
    /// ```cddl
    /// lost = { "circumstances": why }
    /// ```
    pub struct Lost {
        /// How it came about.
        "circumstances" => pub circumstances: Why,
    }
}

record! {
    /// The linked items went back to whom they belong, for good.
    ///
    /// ```cddl
    /// returned = { "to": commitment, "ground": why, "receipt": receipt }
    /// ```
    pub struct Returned {
        /// To whom.
        "to" => pub to: Disclosable<String>,
        /// On what ground.
        "ground" => pub ground: Why,
        /// What was given in return.
        "receipt" => pub receipt: Receipt,
    }
}

record! {
    /// The linked items were destroyed.
    ///
    /// ```cddl
    /// destroyed = { "ground": why, "method": commitment, "witnesses": [* commitment] }
    /// ```
    pub struct Destroyed {
        /// On what ground.
        "ground" => pub ground: Why,
        /// How.
        "method" => pub method: Disclosable<String>,
        /// Who saw it.
        "witnesses" => pub witnesses: Vec<Disclosable<String>>,
    }
}
