//! What became of the evidence: where it went, how long it is kept, what went wrong with it.

use crate::custody::{CustodyState, StateKind};
use crate::event::{AuthorisedAct, ConditionKind, Subject};
use crate::identity::{ItemId, OrgId};
use crate::law::authority::{Wish, check_granted};
use crate::law::catalogue::{ConditionRule, Instrument, Need, RecordDuty, RecordKind};
use crate::law::conclude::{Question, provision};
use crate::law::evidence::{ItemTerms, Passage};
use crate::law::matter::{Lack, Matter, Noticed, Provision};

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
            if terms.doubtful.is_none() && self.custody.holds(&Subject::Item(*item)) {
                noticed.extend(self.check_retention(*item, terms));
                noticed.extend(self.check_incidents(*item, terms));
            }
        }
        noticed
    }

    /// The instruments of the requests that an item is under.
    fn instruments<'b>(&'b self, terms: &'b ItemTerms) -> impl Iterator<Item = &'b Instrument> {
        let requests = terms.requests.iter().filter_map(|id| self.requests.request(*id));
        requests.filter_map(|request| self.instrument(request))
    }

    /// What an instrument says of a kind of condition. Where it binds of itself comes first.
    fn rule(&self, terms: &ItemTerms, kind: ConditionKind) -> Option<(Need, Provision)> {
        let of_kind = |rule: &&ConditionRule| rule.kind == kind;
        let rules = self.instruments(terms).flat_map(|instrument| {
            instrument.conditions.iter().filter(of_kind).map(move |rule| {
                (rule.need, provision(instrument, &rule.paragraph, rule.certainty))
            })
        });
        rules.min_by_key(|(need, _)| *need != Need::Required)
    }

    /// V7.31, V7.32: evidence that came from another State goes on to a third only with the leave of
    /// the side that it came from.
    fn check_passage(&self, passage: &Passage) -> Option<Noticed> {
        let item = passage.item;
        let terms = self.requests.items.get(&item)?;
        let rule = self.rule(terms, ConditionKind::OnwardTransfer);
        let binds = matches!(rule, Some((Need::Required, _)))
            || terms.is_bound_by(ConditionKind::OnwardTransfer);
        if terms.doubtful.is_some() || !binds {
            return None;
        }
        let supplier = terms.supplier?;
        let home = (self.jurisdiction)(supplier);
        // The side that it came from may send it where it likes, through its authorities too.
        let sends = home.is_some() && (self.jurisdiction)(passage.from) == home;
        if passage.from == supplier || sends {
            return None;
        }
        let noticed = |matter| Some(Noticed::at(passage.mark, Some(Subject::Item(item)), matter));
        let unknown = |org| noticed(Matter::OnwardNotTold { item, org });
        let Some(to) = passage.to else {
            return unknown(None);
        };
        let Some(destination) = (self.jurisdiction)(to) else {
            return unknown(Some(to));
        };
        // The State that asked for it is no third one either.
        let makers = terms.requests.iter().filter_map(|id| self.requests.request(*id)?.maker_org());
        let mut known = [passage.from, supplier].into_iter().chain(makers);
        if known.any(|org| (self.jurisdiction)(org).as_ref() == Some(&destination)) {
            return None;
        }
        let lack = self.check_onward(passage, terms, supplier, &destination)?;
        let provision = rule.map(|(_, provision)| provision);
        noticed(Matter::Onward { item, to: destination, lack, provision })
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

    /// V7.33 to V7.35: as long as somebody has the item.
    fn check_retention(&self, item: ItemId, terms: &ItemTerms) -> Vec<Noticed> {
        if !self.is_kept(item, terms) {
            return Vec::new();
        }
        let subject = || Some(Subject::Item(item));
        let mut noticed = Vec::new();
        let retained = terms.dated(ConditionKind::Retention);
        if let Some((until, mark)) = retained.reduce(|a, b| if a.0.is_after(&b.0) { b } else { a })
            && self.now.is_after(&until)
        {
            let matter = Matter::RetentionPassed { item, until };
            noticed.push(Noticed::at(mark, subject(), matter));
        }
        if let Some((due, mark)) = terms.review
            && self.now.is_after(&due)
        {
            noticed.push(Noticed::at(mark, subject(), Matter::ReviewOverdue { item, due }));
        }
        if let Some(provision) = self.undated(terms) {
            let matter = Matter::RetentionAbsent { item, provision };
            noticed.push(Noticed { mark: None, subject: subject(), field: None, matter });
        }
        noticed
    }

    /// The rule that asks for a date of retention or of review, where neither is set.
    fn undated(&self, terms: &ItemTerms) -> Option<Provision> {
        let kinds = [ConditionKind::Retention, ConditionKind::Review];
        let set = kinds.iter().any(|kind| terms.dated(*kind).next().is_some());
        if set || terms.review.is_some() {
            return None;
        }
        kinds.iter().find_map(|kind| match self.rule(terms, *kind) {
            Some((Need::Required, provision)) => Some(provision),
            Some(_) | None => None,
        })
    }

    /// Whether somebody other than the side that it came from has the item now.
    fn is_kept(&self, item: ItemId, terms: &ItemTerms) -> bool {
        let state = self.custody.state(item);
        let ended = state.is_none_or(|state| {
            matches!(state.kind(), StateKind::Ended | StateKind::Lost | StateKind::Unknown)
        });
        let holder = state.as_ref().and_then(CustodyState::holder).map(|holder| holder.org());
        !ended && terms.supplier.is_some() && holder != terms.supplier
    }

    /// V7.36
    fn check_incidents(&self, item: ItemId, terms: &ItemTerms) -> Vec<Noticed> {
        let duty = |instrument: &Instrument| {
            let of_incident = |duty: &&RecordDuty| duty.kind == RecordKind::Incident;
            let duty = instrument.records.iter().find(of_incident)?;
            Some(provision(instrument, &duty.paragraph, duty.certainty))
        };
        let Some(provision) = self.instruments(terms).find_map(duty) else {
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
