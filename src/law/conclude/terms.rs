//! Whether a request says what its instrument asks it to say.

use crate::event::{Confirmation, EventType, RelationKind, Terms, Urgency};
use crate::law::act::Mark;
use crate::law::asked::{IssuerLack, is_stated, issuer_lacks, missing_fields};
use crate::law::catalogue::{
    ConfirmationRule, Deadline, Force, Instrument, IssuerRule, Occasion, Precondition,
};
use crate::law::clock::{Clock, ClockState, DatedAct};
use crate::law::conclude::periods::RequestClock;
use crate::law::conclude::{Question, about, provision};
use crate::law::judge::is_oral;
use crate::law::matter::{Matter, Noticed};
use crate::law::request::Request;

impl Question<'_> {
    pub(super) fn check_terms(
        &self,
        request: &Request,
        terms: &Terms,
        mark: Mark,
        instrument: &Instrument,
    ) -> Vec<Noticed> {
        let mut matters = Vec::new();
        matters.extend(self.check_force(request, instrument));
        matters.extend(self.check_fields(request, terms, instrument));
        if !self.may_stand_elsewhere(request) {
            matters.extend(self.check_issuer(request, terms, instrument));
            matters.extend(self.check_confirmations(request, instrument));
        }
        let early = instrument.preconditions.iter();
        matters.extend(early.filter_map(|rule| self.check_order(request, instrument, rule)));
        matters.into_iter().map(|matter| about(request, Some(mark), matter)).collect()
    }

    /// V7.9: a request under an instrument that is not shown in force is worth a note, no more.
    /// R9.1
    fn check_force(&self, request: &Request, instrument: &Instrument) -> Option<Matter> {
        let act = self.catalogue.act(&instrument.act)?;
        let status = &act.status;
        let made = request.made.and_then(|made| made.earliest());
        let since = status.since.zip(made.map(crate::law::Day::of));
        let before = since.is_some_and(|(since, made)| made < since);
        if status.force == Force::InForce && !before {
            return None;
        }
        let as_of = status.as_of.to_string();
        let provision = provision(instrument, &instrument.article, status.certainty);
        Some(Matter::InstrumentNotInForce { as_of, provision })
    }

    /// V7.10: every field that is missing, at once, each with its paragraph.
    fn check_fields(
        &self,
        request: &Request,
        terms: &Terms,
        instrument: &Instrument,
    ) -> Vec<Matter> {
        let missing = missing_fields(self.catalogue, instrument, terms).into_iter();
        missing
            .filter(|field| !request.supplied.contains(&field.id))
            .map(|field| Matter::FieldMissing {
                field: field.id.clone(),
                provision: provision(instrument, &field.paragraph, field.certainty),
            })
            .collect()
    }

    /// V7.15: the way that must be tried first was tried, or its period lapsed. R9.6
    fn check_order(
        &self,
        request: &Request,
        instrument: &Instrument,
        rule: &Precondition,
    ) -> Option<Matter> {
        let (terms, _) = request.terms.as_ref()?;
        let stated = |field: &String| is_stated(field, terms) || request.supplied.contains(field);
        if rule.unless_field.as_ref().is_some_and(stated) {
            return None;
        }
        let earlier = request
            .related(RelationKind::Enforces)
            .filter_map(|id| self.requests.request(id))
            .find(|earlier| {
                earlier.terms.as_ref().is_some_and(|(terms, _)| terms.instrument == rule.instrument)
            })?;
        let made = request.made.and_then(|made| made.earliest())?;
        let mark = request.terms.as_ref().map(|(_, mark)| mark.index)?;
        let declined = earlier
            .acts
            .iter()
            .any(|act| act.dated.event_type == EventType::Declined && act.dated.entry < mark);
        // The clock as it stood when this request was made.
        let then = Self { now: made, ..*self };
        let lapsed = then.clocks(earlier).iter().any(|RequestClock { clock, .. }| {
            clock.deadline == rule.deadline
                && matches!(
                    clock.state,
                    ClockState::CannotBeTold(_)
                        | ClockState::Escalated { .. }
                        | ClockState::Lapsed { .. }
                )
        });
        let provision = provision(instrument, &rule.paragraph, rule.certainty);
        (!declined && !lapsed).then_some(Matter::Early {
            before: earlier.id,
            when: rule.when.clone(),
            provision,
        })
    }

    /// V7.11, V7.12: the first rule on issuers that is not kept, unless a validation can still follow.
    /// R9.4
    fn check_issuer(
        &self,
        request: &Request,
        terms: &Terms,
        instrument: &Instrument,
    ) -> Option<Matter> {
        let open = self.can_still_follow(Occasion::EmergencyUnvalidated, request, instrument);
        let rule = |rule: &IssuerRule| provision(instrument, &rule.paragraph, rule.certainty);
        let lacks = issuer_lacks(instrument, terms, &request.validators);
        lacks.first().and_then(|lack| match lack {
            IssuerLack::NotTold { rule: broken } => {
                Some(Matter::IssuerNotTold { provision: rule(broken) })
            }
            IssuerLack::Outside { .. } if open => None,
            IssuerLack::Outside { rule: broken, issuer } => Some(Matter::IssuerOutside {
                issuer: (*issuer).to_owned(),
                provision: rule(broken),
            }),
        })
    }

    /// V7.16
    fn check_confirmations(&self, request: &Request, instrument: &Instrument) -> Vec<Matter> {
        let owed = |rule: &ConfirmationRule| {
            if !is_occasion(rule.occasion, request, instrument)
                || self.can_still_follow(rule.occasion, request, instrument)
            {
                return None;
            }
            let what = match rule.occasion {
                Occasion::EmergencyUnvalidated => Confirmation::Emergency,
                Occasion::Oral => Confirmation::Oral,
            };
            let of_type = |act: &DatedAct| act.event_type == rule.by;
            let confirmed = request.confirmed.contains(&what)
                || rule.by != EventType::Confirmed
                    && request.acts.iter().any(|act| of_type(&act.dated));
            let provision = provision(instrument, &rule.paragraph, rule.certainty);
            (!confirmed).then_some(Matter::ConfirmationMissing {
                what,
                when: rule.when.clone(),
                provision,
            })
        };
        instrument.confirmations.iter().filter_map(owed).collect()
    }

    /// Whether a period for what must follow on an occasion is still running. R9.5
    fn can_still_follow(
        &self,
        occasion: Occasion,
        request: &Request,
        instrument: &Instrument,
    ) -> bool {
        let is_of = |deadline: &Deadline| deadline.occasion == Some(occasion);
        // Most instruments have no such period, and their clocks need not be asked.
        if !instrument.deadlines.iter().any(is_of) {
            return false;
        }
        let runs = |clock: &Clock| {
            matches!(clock.state, ClockState::Due { .. } | ClockState::Suspended { .. })
                && instrument.deadline(&clock.deadline).is_some_and(is_of)
        };
        self.run(request, instrument).iter().any(|RequestClock { clock, .. }| runs(clock))
    }
}

/// Whether a request is one that must be confirmed on this occasion.
pub(super) fn is_occasion(occasion: Occasion, request: &Request, instrument: &Instrument) -> bool {
    match occasion {
        Occasion::EmergencyUnvalidated => is_unvalidated_emergency(request, instrument),
        Occasion::Oral => is_oral(request),
    }
}

/// Whether an emergency was claimed by an issuer that may not issue alone.
fn is_unvalidated_emergency(request: &Request, instrument: &Instrument) -> bool {
    request.terms.as_ref().is_some_and(|(terms, _)| {
        let lacks = issuer_lacks(instrument, terms, &[]);
        let outside = lacks.iter().any(|lack| matches!(lack, IssuerLack::Outside { .. }));
        terms.urgency == Urgency::Emergency && outside
    })
}
