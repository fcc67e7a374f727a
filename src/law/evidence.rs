//! What requests and conditions say of one item.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use crate::encoding::{Timestamp, persist};
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

/// What the conditions of one act make of the items that they bind. Items that were bound by the same
/// before are so afterwards: an act can list thousands of items and of conditions.
pub(crate) struct Binding<'a> {
    conditions: &'a [Arc<Condition>],
    mark: Mark,
    last: Option<LastBound>,
}

struct LastBound {
    before: Arc<Vec<Bound>>,
    after: Arc<Vec<Bound>>,
    /// The earliest review among the conditions that were added.
    review: Option<Timestamp>,
}

impl<'a> Binding<'a> {
    pub(crate) const fn new(conditions: &'a [Arc<Condition>], mark: Mark) -> Self {
        Self { conditions, mark, last: None }
    }

    /// An item takes the conditions on.
    pub(crate) fn bind(&mut self, terms: &mut ItemTerms) {
        let same = |last: &LastBound| {
            Arc::ptr_eq(&last.before, &terms.bound)
                || last.before.is_empty() && terms.bound.is_empty()
        };
        let last = self.last.take().filter(same).unwrap_or_else(|| self.add(&terms.bound));
        terms.bound = Arc::clone(&last.after);
        if let Some(until) = last.review {
            terms.due_for_review((until, self.mark));
        }
        self.last = Some(last);
    }

    fn add(&self, before: &Arc<Vec<Bound>>) -> LastBound {
        let mut after = Arc::clone(before);
        let mut review: Option<Timestamp> = None;
        for condition in self.conditions {
            let newly = bind_one(&mut after, condition, self.mark);
            if let Some(until) = condition.until
                && newly
                && condition.kind == ConditionKind::Review
                && review.is_none_or(|due| due.is_after(&until))
            {
                review = Some(until);
            }
        }
        LastBound { before: Arc::clone(before), after, review }
    }
}

/// Takes on a condition, unless one that binds already asks as much. R5.1
fn bind_one(bound: &mut Arc<Vec<Bound>>, condition: &Arc<Condition>, mark: Mark) -> bool {
    let asks_as_much = |bound: &Bound| {
        Arc::ptr_eq(condition, &bound.condition)
            || evaluate_carry(condition, std::slice::from_ref(&*bound.condition)) == Carry::Kept
    };
    let newly = !bound.iter().any(asks_as_much);
    if newly {
        Arc::make_mut(bound).push(Bound { condition: Arc::clone(condition), mark });
    }
    newly
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
/// have none of this. What many items can have in common they share: items that are made from others
/// can be many, and made from those again.
#[derive(Clone, Debug, Default)]
pub struct ItemTerms {
    pub(crate) requests: Arc<Vec<RequestId>>,
    pub(crate) category: Option<Arc<str>>,
    /// Once each, as far as they are disclosed.
    about: Arc<BTreeSet<Arc<str>>>,
    /// Whether it is withheld of somebody that it is about them.
    withholds_about: bool,
    pub(crate) bound: Arc<Vec<Bound>>,
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

persist!(struct ItemTerms {
    requests, category, about, withholds_about, bound, supplier, offer, review, incidents, doubtful
});

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

    /// The persons or accounts that it is about, as far as they are disclosed, sorted.
    pub fn about(&self) -> impl Iterator<Item = &str> {
        self.about.iter().map(|about| &**about)
    }

    /// Whether it is about a person or account.
    pub(crate) fn is_about(&self, person: &str) -> bool {
        self.about.contains(person)
    }

    pub(crate) fn add_about(&mut self, about: &[Disclosable<String>]) {
        self.withholds_about |= about.iter().any(|about| about.value().is_none());
        for person in about.iter().filter_map(Disclosable::value) {
            if !self.is_about(person) {
                Arc::make_mut(&mut self.about).insert(person.as_str().into());
            }
        }
    }

    /// Whether any of those is withheld.
    pub(crate) const fn withholds_about(&self) -> bool {
        self.withholds_about
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

    // R5.8: of the other kinds nothing is asked.
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
            Arc::make_mut(&mut self.requests).push(request);
        }
    }

    /// Of several reviews the earliest is due. R8.3
    fn due_for_review(&mut self, review: (Timestamp, Mark)) {
        if self.review.as_ref().is_none_or(|due| due.0.is_after(&review.0)) {
            self.review = Some(Box::new(review));
        }
    }

    /// What is made from an item is under the same requests and conditions.
    pub(crate) fn inherit(&mut self, source: &Self) {
        self.inherit_requests(source);
        self.inherit_conditions(source);
        self.withholds_about |= source.withholds_about;
        if self.about.is_empty() {
            self.about = Arc::clone(&source.about);
        } else if !source.about.is_subset(&self.about) {
            Arc::make_mut(&mut self.about).extend(source.about.iter().cloned());
        }
        source.review.iter().for_each(|review| self.due_for_review(**review));
        self.supplier = self.supplier.or(source.supplier);
        self.category = self.category.take().or_else(|| source.category.clone());
        self.doubtful = self.doubtful.or(source.doubtful);
    }

    fn inherit_requests(&mut self, source: &Self) {
        if self.requests.is_empty() {
            self.requests = Arc::clone(&source.requests);
        } else if !Arc::ptr_eq(&self.requests, &source.requests) {
            let known: HashSet<_> = self.requests.iter().copied().collect();
            let further = source.requests.iter().filter(|request| !known.contains(*request));
            let further: Vec<_> = further.copied().collect();
            if !further.is_empty() {
                Arc::make_mut(&mut self.requests).extend(further);
            }
        }
    }

    fn inherit_conditions(&mut self, source: &Self) {
        if self.bound.is_empty() {
            self.bound = Arc::clone(&source.bound);
        } else if !Arc::ptr_eq(&self.bound, &source.bound) {
            for bound in source.bound.iter() {
                bind_one(&mut self.bound, &bound.condition, bound.mark);
            }
        }
    }

    /// The receiver accepted what was offered: it is under what the offer says. R2.4
    pub(crate) fn accept(&mut self, offer: &OpenOffer) {
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
/// Confidential evidence that is disclosed needs an authorisation whatever the purpose. R5.5
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
