//! All requests, and what they say of the evidence, folded entry by entry in the order of the ledger.
//!
//! [`RequestRegister::judge`] looks and changes nothing, [`RequestRegister::apply`] takes the act. What
//! rests on a catalogue or on `now` is asked at the end: see `conclude`.

use std::collections::HashMap;
use std::sync::Arc;

use crate::encoding::persist;
use crate::event::{
    Authorisation, Body, Derived, EntryHash, Link, Offered, Produced, RelationKind, Subject,
};
use crate::identity::{ItemId, OrgId, RequestId};
use crate::law::act::{Mark, StatedAct};
use crate::law::evidence::{
    Authorised, Binding, IncidentSeen, ItemTerms, OpenOffer, Passage, shared,
};
use crate::law::request::Request;

/// All requests and the evidence that they are about, as far as they were folded.
#[derive(Clone, Debug, Default)]
pub struct RequestRegister {
    pub(crate) requests: HashMap<RequestId, Request>,
    pub(crate) items: HashMap<ItemId, ItemTerms>,
    pub(crate) authorised: HashMap<EntryHash, Authorised>,
    pub(crate) incidents: HashMap<EntryHash, IncidentSeen>,
    pub(crate) passages: Vec<Passage>,
    /// What is said of an item that nothing was said of: its copies share what is empty.
    pub(crate) unbound: ItemTerms,
    /// Where each organisation says that it belongs.
    jurisdictions: HashMap<OrgId, String>,
}

persist!(struct RequestRegister {
    requests, items, authorised, incidents, passages, unbound, jurisdictions
});

impl RequestRegister {
    /// Nothing folded yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A request, when any of its entries is held.
    #[must_use]
    pub fn request(&self, id: RequestId) -> Option<&Request> {
        self.requests.get(&id)
    }

    /// Whether nothing at all is about a request or under a condition.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.requests.is_empty() && self.items.is_empty()
    }

    /// Every request, sorted by id.
    #[must_use]
    pub fn requests(&self) -> Vec<&Request> {
        let mut requests: Vec<_> = self.requests.values().collect();
        requests.sort_by_key(|request| request.id);
        requests
    }

    /// How many items are about somebody whose name or account is withheld.
    #[must_use]
    pub fn withheld_about(&self) -> usize {
        self.items.values().filter(|terms| terms.withholds_about()).count()
    }

    /// What requests and conditions say of an item.
    #[must_use]
    pub fn item(&self, item: ItemId) -> Option<&ItemTerms> {
        self.items.get(&item)
    }

    /// Where an organisation says that it belongs.
    #[must_use]
    pub fn jurisdiction(&self, org: OrgId) -> Option<&str> {
        self.jurisdictions.get(&org).map(String::as_str)
    }

    /// Takes note of an entry that could not be checked: what is said of its subjects rests on it.
    /// R4.6: it does not end.
    pub fn doubt<'a>(&mut self, links: impl IntoIterator<Item = &'a Link>, index: u64) {
        for link in links {
            if let Subject::Request(id, party) = link.subject {
                let request = self.requests.entry(id).or_insert_with(|| Request::new(id));
                // What stands on the side of someone whom the request does not name changes
                // nothing for the others.
                if request.terms.is_none() || request.names(party) {
                    request.doubtful.get_or_insert(index);
                }
            } else if let Some(terms) = link.subject.item().and_then(|id| self.items.get_mut(&id)) {
                terms.doubtful.get_or_insert(index);
            }
        }
    }

    /// Takes an act whose effect custody has taken.
    pub fn apply(&mut self, act: &StatedAct<'_>) {
        for link in &act.event.links {
            // R1.1
            if let Subject::Request(id, party) = link.subject {
                let request = self.requests.entry(id).or_insert_with(|| Request::new(id));
                // R3.3. Where the state of a side is in doubt, what was produced binds all the same.
                if request.take(party, act) || request.doubtful.is_some() {
                    self.apply_to_request(id, act);
                }
            }
        }
        self.apply_to_items(act);
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "most acts stay with the request")]
    fn apply_to_request(&mut self, id: RequestId, act: &StatedAct<'_>) {
        match &act.event.body {
            Body::Authorisation(body) => self.authorise(id, body, act),
            Body::Produced(body) => self.produce(id, body, act),
            Body::Preserved(body) => {
                body.items.iter().for_each(|item| self.terms_of(*item).under(id));
            }
            Body::Requested(_) | Body::Registered(_) => self.relate(id, act),
            _ => {}
        }
    }

    /// What is said of an item, from now on. R2.3
    fn terms_of(&mut self, item: ItemId) -> &mut ItemTerms {
        self.items.entry(item).or_insert_with(|| self.unbound.clone())
    }

    fn produce(&mut self, id: RequestId, body: &Produced, act: &StatedAct<'_>) {
        let conditions = shared(&body.conditions);
        let mut binding = Binding::new(&conditions, act.mark);
        let mut category: Arc<str> = Arc::from("");
        for produced in &body.items {
            // Mostly all items of an answer are of one category.
            if *category != *produced.category {
                category = Arc::from(produced.category.as_str());
            }
            let terms = self.terms_of(produced.id);
            terms.under(id);
            terms.category = Some(Arc::clone(&category));
            terms.add_about(&produced.about);
            terms.supplier = terms.supplier.or(Some(act.actor.org()));
            binding.bind(terms);
        }
    }

    // R6.3
    fn authorise(&mut self, request: RequestId, says: &Authorisation, act: &StatedAct<'_>) {
        let (by, at) = (act.actor.org(), act.event.at.time.latest());
        let authorised = Authorised { says: says.clone(), request, by, at };
        self.authorised.insert(act.mark.entry, authorised);
    }

    /// A request for production ends the wait of the preservation that it follows. Every request
    /// that is named has a place here, be it empty. R2.1
    fn relate(&mut self, id: RequestId, act: &StatedAct<'_>) {
        let terms = self.requests.get(&id).and_then(|request| request.terms.as_ref());
        let relates = terms.into_iter().flat_map(|(terms, _)| &terms.relates);
        let relates: Vec<_> = relates.map(|relation| (relation.kind, relation.request)).collect();
        for (kind, earlier) in relates {
            let earlier = self.requests.entry(earlier).or_insert_with(|| Request::new(earlier));
            if kind == RelationKind::FollowsPreservation {
                // R2.2
                earlier.followed.get_or_insert((id, act.mark));
            }
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "most acts say nothing of requests")]
    // R2.5: `annulled` and `corrected` say nothing here.
    fn apply_to_items(&mut self, act: &StatedAct<'_>) {
        match &act.event.body {
            Body::Accepted(body) => {
                let offers = body.items.iter().map(|item| (item.id, self.open_offer(item.id)));
                let offers: Vec<_> = offers.collect();
                self.accept(&offers, act.mark);
            }
            Body::Acquired(body) => {
                self.collect(body.request, body.items.iter().map(|item| item.id));
            }
            Body::Collected(body) => {
                self.collect(body.request, body.items.iter().map(|item| item.id));
            }
            Body::Derived(body) => self.derive(body),
            Body::Disclosed(body) => {
                let to = body.to.party.map(|party| party.org());
                let cited = body.authorisation.as_ref().map(|cited| cited.entry);
                self.pass(act, act.actor.org(), to, cited);
            }
            Body::Founded(body) => {
                self.jurisdictions.insert(act.actor.org(), body.jurisdiction.clone());
            }
            Body::HandedOut(_) => self.pass(act, act.actor.org(), None, None),
            Body::Incident(_) => self.note_incident(act),
            Body::Offered(body) => self.offer(body, act),
            Body::Refused(body) => {
                body.items.iter().for_each(|item| self.close_offer(item.id));
            }
            Body::Reviewed(body) => {
                for id in linked_items(act) {
                    if let Some(terms) = self.items.get_mut(&id) {
                        terms.review = body.next.map(|next| Box::new((next, act.mark)));
                    }
                }
            }
            Body::Withdrawn(_) => linked_items(act).for_each(|item| self.close_offer(item)),
            _ => {}
        }
    }

    /// What is made takes on what all sources have together: merged once, for all that is made.
    fn derive(&mut self, body: &Derived) {
        let mut together: Option<ItemTerms> = None;
        for source in body.from.iter().filter_map(|source| self.items.get(source)) {
            together.get_or_insert_default().inherit(source);
        }
        if let Some(together) = together {
            for made in &body.items {
                self.terms_of(made.id).inherit(&together);
            }
        }
    }

    fn open_offer(&mut self, item: ItemId) -> Option<Arc<OpenOffer>> {
        self.items.get_mut(&item)?.offer.take()
    }

    /// The receiver accepted what was offered: it is bound by what the offer says.
    fn accept(&mut self, offers: &[(ItemId, Option<Arc<OpenOffer>>)], mark: Mark) {
        let mut last: Option<(&Arc<OpenOffer>, Binding<'_>)> = None;
        for (item, offer) in offers {
            let (Some(terms), Some(offer)) = (self.items.get_mut(item), offer) else {
                continue;
            };
            // Mostly all items that are accepted were offered together.
            let same = last.take().filter(|(known, _)| Arc::ptr_eq(known, offer));
            let (_, binding) =
                last.insert(same.unwrap_or((offer, Binding::new(&offer.conditions, mark))));
            binding.bind(terms);
            terms.accept(offer);
        }
    }

    fn collect(&mut self, request: Option<RequestId>, items: impl Iterator<Item = ItemId>) {
        let Some(id) = request else {
            return;
        };
        let request = self.requests.entry(id).or_insert_with(|| Request::new(id));
        for item in items {
            request.collected.push(item);
            self.items.entry(item).or_insert_with(|| self.unbound.clone()).under(id);
        }
    }

    /// That it was offered stays on record: R7.1 does not ask whether it was taken.
    fn close_offer(&mut self, item: ItemId) {
        if let Some(terms) = self.items.get_mut(&item) {
            terms.offer = None;
        }
    }

    fn offer(&mut self, body: &Offered, act: &StatedAct<'_>) {
        let open = Arc::new(OpenOffer::of(body, act));
        let says_something = body.request.is_some() || !body.conditions.is_empty();
        for item in linked_items(act) {
            if says_something {
                self.terms_of(item).offer = Some(Arc::clone(&open));
            } else if let Some(terms) = self.items.get_mut(&item) {
                terms.offer = Some(Arc::clone(&open));
            }
        }
        if let Some(id) = body.request {
            let request = self.requests.entry(id).or_insert_with(|| Request::new(id));
            request.offered.extend(linked_items(act));
        }
        let cited = body.authorisation.as_ref().map(|cited| cited.entry);
        self.pass(act, act.actor.org(), Some(body.to.org()), cited);
    }

    /// Notes that items under a request or a condition leave an organisation.
    fn pass(
        &mut self,
        act: &StatedAct<'_>,
        from: OrgId,
        to: Option<OrgId>,
        authorisation: Option<EntryHash>,
    ) {
        if to == Some(from) {
            return;
        }
        let (mark, at) = (act.mark, act.earliest());
        for item in linked_items(act) {
            if let Some(terms) = self.items.get(&item) {
                let under = terms.requests.len();
                self.passages.push(Passage { mark, item, from, to, authorisation, at, under });
            }
        }
    }

    // R8.5
    fn note_incident(&mut self, act: &StatedAct<'_>) {
        let Body::Incident(body) = &act.event.body else {
            return;
        };
        let told = body.notified.iter().any(|notice| notice.at.is_some());
        let cited = body.entry.as_ref();
        if let Some(first) = cited.and_then(|cited| self.incidents.get_mut(&cited.entry)) {
            // A later one about the same thing adds who was told.
            first.told |= told;
            return;
        }
        let significant = body.risk.as_deref().is_none_or(|risk| risk != "low");
        let seen = IncidentSeen { mark: act.mark, by: act.actor.org(), significant, told };
        self.incidents.insert(act.mark.entry, seen);
        let concerned = cited.and_then(|cited| cited.subject.item());
        for item in linked_items(act).chain(concerned) {
            if let Some(terms) = self.items.get_mut(&item)
                && terms.incidents.last() != Some(&act.mark.entry)
            {
                terms.incidents.push(act.mark.entry);
            }
        }
    }
}

/// The items that an act links.
pub(crate) fn linked_items<'a>(act: &StatedAct<'a>) -> impl Iterator<Item = ItemId> + use<'a> {
    act.event.links.iter().filter_map(|link| link.subject.item())
}
