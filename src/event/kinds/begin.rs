//! How an item's life begins, and how it is numbered and put into cases.

use crate::encoding::{DecodeErrorKind, record};
use crate::event::common::{DerivationKind, Device, Tool, Why, names_some};
use crate::event::content::Content;
use crate::event::disclosure::Disclosable;
use crate::identity::{CaseId, ItemId, RequestId};

record! {
    /// A thing as it was collected.
    ///
    /// ```cddl
    /// collected-item = { "id": item, ? "seal": commitment, ? "device": device, ? "condition": commitment, ? "description": commitment,
    ///                    ? "photographs": [+ item] }
    /// ```
    pub struct CollectedItem {
        /// The item.
        "id" => pub id: ItemId,
        /// The number of the seal put on it.
        "seal" => pub seal: Option<Disclosable<String>>,
        /// Which device it is.
        "device" => pub device: Option<Device>,
        /// The state that it was in.
        "condition" => pub condition: Option<Disclosable<String>>,
        /// What it is.
        "description" => pub description: Option<Disclosable<String>>,
        /// The items that are photographs of it.
        "photographs" => pub photographs: Option<Vec<ItemId>>,
    }
    needs CollectedItem::names_its_photographs
}

impl CollectedItem {
    /// A thing of which nothing else is said.
    #[must_use]
    pub const fn of(id: ItemId) -> Self {
        Self { id, seal: None, device: None, condition: None, description: None, photographs: None }
    }

    fn names_its_photographs(&self) -> Result<(), DecodeErrorKind> {
        names_some(self.photographs.as_ref())
    }
}

record! {
    /// Things were collected; the collector, or the unit it signs for, holds them.
    ///
    /// ```cddl
    /// collected = { "case": case, "items": [+ collected-item], ? "place": commitment, ? "ground": why, ? "method": commitment,
    ///               ? "request": request, ? "witnesses": [+ commitment] }
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
        /// Who was there.
        "witnesses" => pub witnesses: Option<Vec<Disclosable<String>>>,
    }
    needs Collected::names_its_witnesses
}

impl Collected {
    /// These things, and nothing else said.
    #[must_use]
    pub const fn of(case: CaseId, items: Vec<CollectedItem>) -> Self {
        Self {
            case,
            items,
            place: None,
            ground: None,
            method: None,
            request: None,
            witnesses: None,
        }
    }

    fn names_its_witnesses(&self) -> Result<(), DecodeErrorKind> {
        names_some(self.witnesses.as_ref())
    }
}

record! {
    /// Data as it was acquired.
    ///
    /// ```cddl
    /// acquired-item = { "id": item, ? "name": commitment, ? "device": device, ? "source": commitment, "content": content,
    ///                   ? "description": commitment, ? "photographs": [+ item] }
    /// ```
    pub struct AcquiredItem {
        /// The item.
        "id" => pub id: ItemId,
        /// The name of the file.
        "name" => pub name: Option<Disclosable<String>>,
        /// The device that it was read from.
        "device" => pub device: Option<Device>,
        /// What it was read from, in words.
        "source" => pub source: Option<Disclosable<String>>,
        /// Its size and digests.
        "content" => pub content: Content,
        /// What it is.
        "description" => pub description: Option<Disclosable<String>>,
        /// The items that are photographs of what it was read from.
        "photographs" => pub photographs: Option<Vec<ItemId>>,
    }
    needs AcquiredItem::names_its_photographs
}

impl AcquiredItem {
    /// Data of which nothing else is said.
    #[must_use]
    pub const fn of(id: ItemId, content: Content) -> Self {
        Self {
            id,
            name: None,
            device: None,
            source: None,
            content,
            description: None,
            photographs: None,
        }
    }

    fn names_its_photographs(&self) -> Result<(), DecodeErrorKind> {
        names_some(self.photographs.as_ref())
    }
}

record! {
    /// Data was acquired; the one who did it, or the unit it signs for, holds it.
    ///
    /// ```cddl
    /// acquired = { "case": case, ? "tool": tool, "items": [+ acquired-item], ? "place": commitment,
    ///              ? "ground": why, ? "method": commitment, ? "request": request, ? "witnesses": [+ commitment],
    ///              ? "clock_offset": int, ? "write_blocker": tool }
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
        /// Who was there.
        "witnesses" => pub witnesses: Option<Vec<Disclosable<String>>>,
        /// By how many seconds the clock of the source device was ahead of true time.
        "clock_offset" => pub clock_offset: Option<i64>,
        /// What kept the source from being written to.
        "write_blocker" => pub write_blocker: Option<Box<Tool>>,
    }
    needs Acquired::names_its_witnesses
}

impl Acquired {
    /// This data, and nothing else said.
    #[must_use]
    pub const fn of(case: CaseId, items: Vec<AcquiredItem>) -> Self {
        Self {
            case,
            tool: None,
            items,
            place: None,
            ground: None,
            method: None,
            request: None,
            witnesses: None,
            clock_offset: None,
            write_blocker: None,
        }
    }

    fn names_its_witnesses(&self) -> Result<(), DecodeErrorKind> {
        names_some(self.witnesses.as_ref())
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
