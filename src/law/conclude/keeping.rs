//! What became of the evidence: where it went, how long it is kept, what went wrong with it.

use crate::custody::{CustodyState, StateKind};
use crate::event::{AuthorisedAct, ConditionKind, Subject};
use crate::identity::{ItemId, OrgId, RequestId};
use crate::law::asked::binds;
use crate::law::authority::{Wish, check_granted};
use crate::law::catalogue::{ConditionRule, Instrument, RecordDuty, RecordKind};
use crate::law::conclude::{Question, provision};
use crate::law::evidence::{ItemTerms, Passage};
use crate::law::matter::{Lack, Matter, Noticed, Provision};
use crate::law::request::Request;

impl Question<'_> {
    /// V7.31 to V7.36
    pub(super) fn of_items(&self) -> Vec<Noticed> {
        let mut noticed: Vec<_> = self
            .requests
            .passages
            .iter()
            .filter_map(|passage| self.check_passage(passage))
            .collect();
        let mut items: Vec<_> = self.requests.items.iter().collect();
        items.sort_by_key(|(item, _)| **item);
        for (item, terms) in items {
            if let Some(because) = terms.doubtful {
                // V7.1
                let matter = Matter::NotShown { request: None, because };
                let subject = Some(Subject::Item(*item));
                noticed.push(Noticed { mark: None, subject, field: None, matter });
            } else {
                noticed.extend(self.check_retention(*item, terms));
                noticed.extend(self.check_incidents(*item, terms));
            }
        }
        noticed
    }

    /// Requests, each with its instrument, where the catalogue has it.
    fn instruments<'b>(
        &'b self,
        requests: &'b [RequestId],
    ) -> impl Iterator<Item = (&'b Request, &'b Instrument)> {
        let requests = requests.iter().filter_map(|id| self.requests.request(*id));
        requests.filter_map(|request| Some((request, self.instrument(request)?)))
    }

    /// The rule of a kind that binds always in the first of the requests that has one. R9.3
    /// R7.5
    fn rule(&self, requests: &[RequestId], kind: ConditionKind) -> Option<Provision> {
        let find = |(request, instrument): (&Request, &Instrument)| {
            let (terms, _) = request.terms.as_ref()?;
            let always = |rule: &&ConditionRule| rule.kind == kind && binds(rule.need, terms);
            let rule = instrument.conditions.iter().find(always)?;
            Some(provision(instrument, &rule.paragraph, rule.certainty))
        };
        self.instruments(requests).find_map(find)
    }

    /// V7.31, V7.32: evidence that came from another State goes on to a third only with the leave of
    /// the side that it came from. R7.2
    fn check_passage(&self, passage: &Passage) -> Option<Noticed> {
        let item = passage.item;
        let terms = self.requests.items.get(&item)?;
        let supplier = terms.supplier?;
        // The side that it came from may send it where it likes.
        if terms.doubtful.is_some() || passage.from == supplier {
            return None;
        }
        let home = [passage.from, supplier].map(|org| (self.jurisdiction)(org));
        let [from, of_supplier] = &home;
        let requests = terms.requests.get(..passage.under).unwrap_or_default();
        // What a rule binds is evidence that came from another State.
        let rule = if from.is_some() && from == of_supplier {
            None
        } else {
            self.rule(requests, ConditionKind::OnwardTransfer)
        };
        if rule.is_none() && !terms.was_bound_by(ConditionKind::OnwardTransfer, passage.mark) {
            return None;
        }
        let noticed = |matter| Some(Noticed::at(passage.mark, Some(Subject::Item(item)), matter));
        let unknown = |org| noticed(Matter::OnwardNotTold { item, org, provision: rule.clone() });
        let Some(to) = passage.to else {
            return unknown(None);
        };
        let Some(destination) = (self.jurisdiction)(to) else {
            return unknown(Some(to));
        };
        // The State that asked the one it came from is no third one either.
        let asked = requests.iter().filter_map(|id| self.requests.request(*id));
        let asked = asked.filter(|request| self.asks_state_of(request, supplier));
        let makers = asked.filter_map(Request::maker_org).map(|org| (self.jurisdiction)(org));
        if home.iter().cloned().chain(makers).flatten().any(|known| known == destination) {
            return None;
        }
        let lack = self.check_onward(passage, terms, supplier, &destination)?;
        noticed(Matter::Onward { item, to: destination, lack, provision: rule })
    }

    /// Whether a request names an organisation, or another one of its State. R7.4
    fn asks_state_of(&self, request: &Request, org: OrgId) -> bool {
        let state = (self.jurisdiction)(org);
        let named = request.terms.iter().flat_map(|(terms, _)| &terms.parties);
        let mut named = named.filter_map(|named| named.party).map(|party| party.org());
        named.any(|named| named == org || state.is_some() && (self.jurisdiction)(named) == state)
    }

    fn check_onward(
        &self,
        passage: &Passage,
        terms: &ItemTerms,
        supplier: OrgId,
        destination: &str,
    ) -> Option<Lack> {
        let authorised = match self.requests.cited(passage.authorisation) {
            Ok(authorised) => authorised,
            Err(lack) => return Some(lack),
        };
        let home = (self.jurisdiction)(supplier);
        // The authority that a State designates may speak for its providers.
        let by_supplier =
            |org: OrgId| org == supplier || (home.is_some() && (self.jurisdiction)(org) == home);
        let wish = Wish {
            act: AuthorisedAct::OnwardTransfer,
            item: passage.item,
            terms,
            purpose: None,
            at: passage.at,
        };
        check_granted(authorised, &wish, &by_supplier).or_else(|| {
            let states = &authorised.says.jurisdictions;
            let covered = states.is_empty() || states.iter().any(|state| state == destination);
            (!covered).then_some(Lack::OtherState)
        })
    }

    /// V7.33 to V7.35: as long as somebody has the item. R8.2
    fn check_retention(&self, item: ItemId, terms: &ItemTerms) -> Vec<Noticed> {
        let subject = || Some(Subject::Item(item));
        let mut noticed = Vec::new();
        let retained = terms.dated(ConditionKind::Retention);
        if let Some((until, mark)) = retained.reduce(|a, b| if a.0.is_after(&b.0) { b } else { a })
            && self.now.is_after(&until)
        {
            let matter = Matter::RetentionPassed { item, until };
            noticed.push(Noticed::at(mark, subject(), matter));
        }
        if let Some((due, mark)) = terms.review.as_deref().copied()
            && self.now.is_after(&due)
        {
            noticed.push(Noticed::at(mark, subject(), Matter::ReviewOverdue { item, due }));
        }
        if let Some(provision) = self.undated(terms) {
            let matter = Matter::RetentionAbsent { item, provision };
            noticed.push(Noticed { mark: None, subject: subject(), field: None, matter });
        }
        // Asked last: of most items nothing is to be said.
        if !noticed.is_empty() && !self.is_kept(item, terms) {
            noticed.clear();
        }
        noticed
    }

    /// The rule that asks for a date of retention or of review, where neither is set. R8.4
    fn undated(&self, terms: &ItemTerms) -> Option<Provision> {
        let kinds = [ConditionKind::Retention, ConditionKind::Review];
        let set = kinds.iter().any(|kind| terms.dated(*kind).next().is_some());
        if set || terms.review.is_some() {
            return None;
        }
        terms.supplier?;
        kinds.iter().find_map(|kind| self.rule(&terms.requests, *kind))
    }

    /// Whether somebody other than the side that it came from has the item now. R8.1
    fn is_kept(&self, item: ItemId, terms: &ItemTerms) -> bool {
        let state = self.custody.state(item);
        let ended = state.is_none_or(|state| {
            matches!(state.kind(), StateKind::Ended | StateKind::Lost | StateKind::Unknown)
        });
        let holder = state.as_ref().and_then(CustodyState::holder).map(|holder| holder.org());
        !ended && holder.is_some_and(|holder| !terms.came_from(holder))
    }

    /// V7.36
    /// R8.6
    fn check_incidents(&self, item: ItemId, terms: &ItemTerms) -> Vec<Noticed> {
        if terms.incidents.is_empty() || !self.custody.holds(&Subject::Item(item)) {
            return Vec::new();
        }
        let duty = |instrument: &Instrument| {
            let of_incident = |duty: &&RecordDuty| duty.kind == RecordKind::Incident;
            let duty = instrument.records.iter().find(of_incident)?;
            Some(provision(instrument, &duty.paragraph, duty.certainty))
        };
        let mut instruments = self.instruments(&terms.requests);
        let Some(provision) = instruments.find_map(|(_, instrument)| duty(instrument)) else {
            return Vec::new();
        };
        let incidents =
            terms.incidents.iter().filter_map(|entry| self.requests.incidents.get(entry));
        incidents
            .filter(|incident| incident.significant && !incident.told)
            // The side that it came from tells itself nothing.
            .filter(|incident| terms.supplier != Some(incident.by))
            .map(|incident| {
                let matter = Matter::IncidentNotNotified { item, provision: provision.clone() };
                Noticed::at(incident.mark, Some(Subject::Item(item)), matter)
            })
            .collect()
    }
}
