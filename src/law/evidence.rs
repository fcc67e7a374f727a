//! What requests and conditions say of one item.

use std::sync::Arc;

use crate::encoding::Timestamp;
use crate::event::{
    Authorisation, Body, Condition, ConditionKind, Disclosable, EntryHash, Offered,
};
use crate::identity::{ItemId, OrgId, PartyId, RequestId};
use crate::law::act::{Mark, StatedAct};
use crate::law::carry::{Carry, evaluate_carry};

/// A condition that binds whoever has the item.
#[derive(Clone, Debug)]
pub(crate) struct Bound {
    /// Shared: a condition binds all items of an answer.
    pub(crate) condition: Arc<Condition>,
    /// With which entry it began to bind.
    pub(crate) mark: Mark,
}

/// Conditions as they are taken on by one item after the other.
pub(crate) fn shared(conditions: &[Condition]) -> Vec<Arc<Condition>> {
    conditions.iter().cloned().map(Arc::new).collect()
}

/// An offer, until it is answered. The items of an offer share it.
#[derive(Clone, Debug)]
pub(crate) struct OpenOffer {
    pub(crate) from: PartyId,
    pub(crate) to: PartyId,
    pub(crate) request: Option<RequestId>,
    pub(crate) conditions: Vec<Arc<Condition>>,
}

impl OpenOffer {
    pub(crate) fn of(body: &Offered, act: &StatedAct<'_>) -> Self {
        Self {
            from: act.actor,
            to: body.to,
            request: body.request,
            conditions: shared(&body.conditions),
        }
    }
}

/// What requests and conditions say of an item. Items that no request and no condition is about
/// have none of this.
#[derive(Clone, Debug, Default)]
pub struct ItemTerms {
    pub(crate) requests: Vec<RequestId>,
    pub(crate) category: Option<Arc<str>>,
    pub(crate) about: Vec<Disclosable<String>>,
    pub(crate) bound: Vec<Bound>,
    /// The organisation that it came from: the one that produced it, or the first that handed it on.
    pub(crate) supplier: Option<OrgId>,
    pub(crate) offer: Option<Arc<OpenOffer>>,
    /// By when its review is due, and the entry that says so.
    pub(crate) review: Option<Box<(Timestamp, Mark)>>,
    /// Incidents about it.
    pub(crate) incidents: Vec<EntryHash>,
    /// The index of an entry on its chain that could not be checked.
    pub(crate) doubtful: Option<u64>,
}

impl ItemTerms {
    /// The requests that it was collected, produced or offered under.
    #[must_use]
    pub fn requests(&self) -> &[RequestId] {
        &self.requests
    }

    /// The category of its data, as its producer stated it.
    #[must_use]
    pub fn category(&self) -> Option<&str> {
        self.category.as_deref()
    }

    /// The persons or accounts that it is about, as far as they are disclosed.
    pub fn about(&self) -> impl Iterator<Item = &str> {
        self.about.iter().filter_map(|about| about.value()).map(String::as_str)
    }

    /// The conditions that bind whoever has it.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        self.bound.iter().map(|bound| &*bound.condition)
    }

    /// The organisation that it came from.
    #[must_use]
    pub const fn supplier(&self) -> Option<OrgId> {
        self.supplier
    }

    pub(crate) fn is_bound_by(&self, kind: ConditionKind) -> bool {
        self.conditions().any(|condition| condition.kind == kind)
    }

    /// The days until which conditions of a kind bind, with the entries that set them.
    pub(crate) fn dated(
        &self,
        kind: ConditionKind,
    ) -> impl Iterator<Item = (Timestamp, Mark)> + '_ {
        let of_kind = self.bound.iter().filter(move |bound| bound.condition.kind == kind);
        of_kind.filter_map(|bound| Some((bound.condition.until?, bound.mark)))
    }

    /// Whether a condition of a kind bound it before an entry.
    pub(crate) fn was_bound_by(&self, kind: ConditionKind, before: Mark) -> bool {
        let mut bound = self.bound.iter().filter(|bound| bound.mark.index < before.index);
        bound.any(|bound| bound.condition.kind == kind)
    }

    /// Whether an organisation is the one that it came from, which its own conditions do not bind.
    pub(crate) fn came_from(&self, org: OrgId) -> bool {
        self.supplier == Some(org)
    }

    pub(crate) fn under(&mut self, request: RequestId) {
        if !self.requests.contains(&request) {
            self.requests.push(request);
        }
    }

    /// Takes on conditions.
    pub(crate) fn bind(&mut self, conditions: &[Arc<Condition>], mark: Mark) {
        for condition in conditions {
            let newly = self.bind_one(condition, mark);
            if let Some(until) = condition.until
                && newly
                && condition.kind == ConditionKind::Review
            {
                self.due_for_review((until, mark));
            }
        }
    }

    /// Takes on a condition, unless one that binds already asks as much. R5.1
    fn bind_one(&mut self, condition: &Arc<Condition>, mark: Mark) -> bool {
        let asks_as_much = |bound: &Bound| {
            Arc::ptr_eq(condition, &bound.condition)
                || evaluate_carry(condition, std::slice::from_ref(&*bound.condition)) == Carry::Kept
        };
        let newly = !self.bound.iter().any(asks_as_much);
        if newly {
            self.bound.push(Bound { condition: Arc::clone(condition), mark });
        }
        newly
    }

    /// Of several reviews the earliest is due. R8.3
    fn due_for_review(&mut self, review: (Timestamp, Mark)) {
        if self.review.as_ref().is_none_or(|due| due.0.is_after(&review.0)) {
            self.review = Some(Box::new(review));
        }
    }

    /// What is made from an item is under the same requests and conditions.
    pub(crate) fn inherit(&mut self, source: &Self) {
        source.requests.iter().for_each(|request| self.under(*request));
        for bound in &source.bound {
            self.bind_one(&bound.condition, bound.mark);
        }
        self.about.extend(source.about.iter().cloned());
        source.review.iter().for_each(|review| self.due_for_review(**review));
        self.supplier = self.supplier.or(source.supplier);
        self.category = self.category.take().or_else(|| source.category.clone());
        self.doubtful = self.doubtful.or(source.doubtful);
    }

    /// The receiver accepted what was offered: it is bound by what the offer says.
    pub(crate) fn accept(&mut self, mark: Mark) {
        let Some(offer) = self.offer.take() else {
            return;
        };
        self.bind(&offer.conditions, mark);
        if let Some(request) = offer.request {
            self.under(request);
        }
        if offer.from.org() != offer.to.org() {
            self.supplier = self.supplier.or(Some(offer.from.org()));
        }
    }
}

/// An authorisation, as it was given.
#[derive(Clone, Debug)]
pub(crate) struct Authorised {
    pub(crate) says: Authorisation,
    pub(crate) request: RequestId,
    pub(crate) by: OrgId,
    pub(crate) at: Option<Timestamp>,
}

/// Evidence that went from one organisation to another, or was disclosed.
#[derive(Clone, Debug)]
pub(crate) struct Passage {
    pub(crate) mark: Mark,
    pub(crate) item: ItemId,
    pub(crate) from: OrgId,
    /// None for someone without keys.
    pub(crate) to: Option<OrgId>,
    pub(crate) authorisation: Option<EntryHash>,
    pub(crate) at: Option<Timestamp>,
    /// How many requests the item was under then.
    pub(crate) under: usize,
}

/// An incident, and whether anyone was told.
#[derive(Clone, Debug)]
pub(crate) struct IncidentSeen {
    pub(crate) mark: Mark,
    /// Whose incident it is.
    pub(crate) by: OrgId,
    pub(crate) significant: bool,
    pub(crate) told: bool,
}

/// The code of the purpose of a use, and the authorisation that it cites; `None` for other acts.
/// Confidential evidence that is disclosed needs an authorisation whatever the purpose.
#[expect(clippy::wildcard_enum_match_arm, reason = "few acts are uses")]
pub(crate) fn purpose_of<'a>(act: &StatedAct<'a>) -> Option<(Option<&'a str>, Option<EntryHash>)> {
    let code = |why: &'a crate::event::Why| why.code.as_deref();
    match &act.event.body {
        Body::Accessed(body) => Some((code(&body.purpose), None)),
        Body::Disclosed(body) => {
            let cited = body.authorisation.as_ref().map(|cited| cited.entry);
            Some((code(&body.under), cited))
        }
        Body::Examined(body) => Some((code(&body.purpose), None)),
        Body::Used(body) => {
            let cited = body.authorisation.as_ref().map(|cited| cited.entry);
            Some((code(&body.purpose), cited))
        }
        _ => None,
    }
}
