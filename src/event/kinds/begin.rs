//! How an item's life begins, and how it is numbered and put into cases.

use crate::encoding::record;
use crate::event::common::{DerivationKind, Tool, Why};
use crate::event::content::Content;
use crate::event::disclosure::Disclosable;
use crate::identity::{CaseId, ItemId, RequestId};

record! {
    /// A thing as it was collected.
    ///
    /// ```cddl
    /// collected-item = { "id": item, ? "seal": commitment, ? "condition": commitment, ? "description": commitment }
    /// ```
    pub struct CollectedItem {
        /// The item.
        "id" => pub id: ItemId,
        /// The number of the seal put on it.
        "seal" => pub seal: Option<Disclosable<String>>,
        /// The state that it was in.
        "condition" => pub condition: Option<Disclosable<String>>,
        /// What it is.
        "description" => pub description: Option<Disclosable<String>>,
    }
}

record! {
    /// Things were collected; the collector, or the unit it signs for, holds them.
    ///
    /// ```cddl
    /// collected = { "case": case, "items": [+ collected-item], ? "place": commitment, ? "ground": why, ? "method": commitment,
    ///               ? "request": request }
    /// ```
    pub struct Collected {
        /// In which case.
        "case" => pub case: CaseId,
        /// What, in the order of the links.
        "items" => pub items: Vec<CollectedItem>,
        /// Where.
        "place" => pub place: Option<Disclosable<String>>,
        /// On what ground.
        "ground" => pub ground: Option<Why>,
        /// How.
        "method" => pub method: Option<Disclosable<String>>,
        /// The request that it was collected under.
        "request" => pub request: Option<RequestId>,
    }
}

record! {
    /// Data as it was acquired.
    ///
    /// ```cddl
    /// acquired-item = { "id": item, ? "name": commitment, ? "source": commitment, "content": content, ? "description": commitment }
    /// ```
    pub struct AcquiredItem {
        /// The item.
        "id" => pub id: ItemId,
        /// The name of the file.
        "name" => pub name: Option<Disclosable<String>>,
        /// What it was read from.
        "source" => pub source: Option<Disclosable<String>>,
        /// Its size and digests.
        "content" => pub content: Content,
        /// What it is.
        "description" => pub description: Option<Disclosable<String>>,
    }
}

record! {
    /// Data was acquired; the one who did it, or the unit it signs for, holds it.
    ///
    /// ```cddl
    /// acquired = { "case": case, ? "tool": tool, "items": [+ acquired-item], ? "place": commitment,
    ///              ? "ground": why, ? "method": commitment, ? "request": request, ? "clock_offset": int }
    /// ```
    pub struct Acquired {
        /// In which case.
        "case" => pub case: CaseId,
        /// With which tool.
        "tool" => pub tool: Option<Tool>,
        /// What, in the order of the links.
        "items" => pub items: Vec<AcquiredItem>,
        /// Where.
        "place" => pub place: Option<Disclosable<String>>,
        /// On what ground.
        "ground" => pub ground: Option<Why>,
        /// How.
        "method" => pub method: Option<Disclosable<String>>,
        /// The request that it was acquired under.
        "request" => pub request: Option<RequestId>,
        /// By how many seconds the clock of the source device was ahead of true time.
        "clock_offset" => pub clock_offset: Option<i64>,
    }
}

record! {
    /// An item as it was taken over.
    ///
    /// ```cddl
    /// taken-over-item = { "id": item, ? "content": content, "history": commitment, ? "description": commitment }
    /// ```
    pub struct TakenOverItem {
        /// The item.
        "id" => pub id: ItemId,
        /// Its content, when it is data.
        "content" => pub content: Option<Content>,
        /// What is known of the time before, and where it is recorded.
        "history" => pub history: Disclosable<String>,
        /// What it is.
        "description" => pub description: Option<Disclosable<String>>,
    }
}

record! {
    /// Items whose earlier history is on paper or elsewhere were taken over.
    ///
    /// ```cddl
    /// taken_over = { ? "case": case, ? "from": commitment, "items": [+ taken-over-item], ? "ground": why }
    /// ```
    pub struct TakenOver {
        /// In which case; without one the item belongs to none until it is admitted.
        "case" => pub case: Option<CaseId>,
        /// From whom.
        "from" => pub from: Option<Disclosable<String>>,
        /// What, in the order of the links.
        "items" => pub items: Vec<TakenOverItem>,
        /// On what ground.
        "ground" => pub ground: Option<Why>,
    }
}

record! {
    /// An item as it was made from others.
    ///
    /// ```cddl
    /// derived-item = { "id": item, ? "content": content, ? "description": commitment }
    /// ```
    pub struct DerivedItem {
        /// The item.
        "id" => pub id: ItemId,
        /// Its content, when it is data.
        "content" => pub content: Option<Content>,
        /// What it is.
        "description" => pub description: Option<Disclosable<String>>,
    }
}

record! {
    /// Items were made from others. The links are the sources and the new items.
    ///
    /// ```cddl
    /// derived = { "from": [+ item], "kind": derivation-kind, ? "tool": tool, "items": [+ derived-item], ? "method": commitment }
    /// ```
    pub struct Derived {
        /// The sources, sorted.
        "from" => pub from: Vec<ItemId>,
        /// What kind of making.
        "kind" => pub kind: DerivationKind,
        /// With which tool.
        "tool" => pub tool: Option<Tool>,
        /// What was made, sorted.
        "items" => pub items: Vec<DerivedItem>,
        /// How.
        "method" => pub method: Option<Disclosable<String>>,
    }
}

record! {
    /// The label that an organisation gives to one item.
    ///
    /// ```cddl
    /// labelled-item = { "id": item, "label": commitment }
    /// ```
    pub struct LabelledItem {
        /// The item.
        "id" => pub id: ItemId,
        /// Its exhibit number.
        "label" => pub label: Disclosable<String>,
    }
}

record! {
    /// An organisation gave items its exhibit numbers.
    ///
    /// ```cddl
    /// labelled = { "items": [+ labelled-item] }
    /// ```
    pub struct Labelled {
        /// Which, in the order of the links.
        "items" => pub items: Vec<LabelledItem>,
    }
}

record! {
    /// Items are admitted to a further case.
    ///
    /// ```cddl
    /// admitted = { "case": case, "ground": why }
    /// ```
    pub struct Admitted {
        /// To which case.
        "case" => pub case: CaseId,
        /// On what ground.
        "ground" => pub ground: Why,
    }
}
