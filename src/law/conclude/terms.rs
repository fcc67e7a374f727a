//! Whether a request says what its instrument asks it to say.

use crate::event::{Confirmation, RelationKind, Terms, Urgency};
use crate::law::catalogue::{
    ConfirmationRule, Force, Instrument, IssuerRule, Need, Occasion, Precondition,
};
use crate::law::clock::ClockState;
use crate::law::conclude::periods::RequestClock;
use crate::law::conclude::{Question, about, provision};
use crate::law::judge::is_oral;
use crate::law::matter::{Matter, Noticed};
use crate::law::request::{Mark, Request};
use crate::law::stated::is_stated;

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
            let running = self.confirmations_due(request, instrument);
            if !running.contains(&Occasion::EmergencyUnvalidated) {
                matters.extend(check_issuer(request, terms, instrument));
            }
            matters.extend(check_confirmations(request, instrument, &running));
        }
        let early = instrument.preconditions.iter();
        matters.extend(early.filter_map(|rule| self.check_order(request, instrument, rule)));
        matters.into_iter().map(|matter| about(request, Some(mark), matter)).collect()
    }

    /// V7.9: a request under an instrument that is not shown in force is worth a note, no more.
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
        let needed = |need: Need| match need {
            Need::Required => true,
            Need::Emergency => terms.urgency == Urgency::Emergency,
            Need::Conditional | Need::Optional => false,
        };
        let fields = self.catalogue.fields(instrument).into_iter();
        fields
            .filter(|field| needed(field.need))
            .filter(|field| !request.states(&field.id) && !is_stated(&field.id, terms))
            .map(|field| Matter::FieldMissing {
                field: field.id.clone(),
                provision: provision(instrument, &field.paragraph, field.certainty),
            })
            .collect()
    }

    /// The occasions whose confirmation has time left.
    fn confirmations_due(&self, request: &Request, instrument: &Instrument) -> Vec<Occasion> {
        let runs = |RequestClock { clock, .. }: &RequestClock| {
            let due = matches!(clock.state, ClockState::Due { .. });
            instrument.deadline(&clock.deadline).filter(|_| due)?.occasion
        };
        self.clocks(request).iter().filter_map(runs).collect()
    }

    /// V7.15: the way that must be tried first was tried, or its period lapsed.
    fn check_order(
        &self,
        request: &Request,
        instrument: &Instrument,
        rule: &Precondition,
    ) -> Option<Matter> {
        if rule.unless_field.as_ref().is_some_and(|field| request.states(field)) {
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
        let declined = earlier.acts.iter().any(|(_, act)| {
            act.event_type == crate::event::EventType::Declined && act.entry < mark
        });
        // The clock as it stood when this request was made.
        let then = Self { now: made, ..*self };
        let lapsed = then.clocks(earlier).iter().any(|RequestClock { clock, .. }| {
            clock.deadline == rule.deadline
                && matches!(clock.state, ClockState::Escalated { .. } | ClockState::Lapsed { .. })
        });
        let provision = provision(instrument, &rule.paragraph, rule.certainty);
        (!declined && !lapsed).then_some(Matter::Early { before: earlier.id, provision })
    }
}

/// V7.11, V7.12: for each category that is asked for, the issuer may issue alone, or one who may
/// validate did.
fn check_issuer(request: &Request, terms: &Terms, instrument: &Instrument) -> Option<Matter> {
    for rule in issuer_rules(terms, instrument) {
        let provision = provision(instrument, &rule.paragraph, rule.certainty);
        let Some(issuer) = &terms.issuer else {
            return Some(Matter::IssuerNotTold { provision });
        };
        let validated =
            request.validators.iter().any(|validator| rule.validated_by.contains(validator));
        if !rule.may.contains(issuer) && !validated {
            return Some(Matter::IssuerOutside { issuer: issuer.clone(), provision });
        }
    }
    None
}

/// The rules on issuers that are about what a request asks for.
fn issuer_rules<'a>(
    terms: &'a Terms,
    instrument: &'a Instrument,
) -> impl Iterator<Item = &'a IssuerRule> {
    let asked = |category: &String| terms.categories.contains(category);
    let concerns =
        move |rule: &&IssuerRule| rule.categories.is_empty() || rule.categories.iter().any(asked);
    instrument.issuers.iter().filter(concerns)
}

/// V7.16
fn check_confirmations(
    request: &Request,
    instrument: &Instrument,
    running: &[Occasion],
) -> Vec<Matter> {
    let owed = |rule: &ConfirmationRule| {
        let due = is_occasion(rule.occasion, request, instrument);
        if !due || running.contains(&rule.occasion) {
            return None;
        }
        let what = match rule.occasion {
            Occasion::EmergencyUnvalidated => Confirmation::Emergency,
            Occasion::Oral => Confirmation::Oral,
        };
        let confirmed = request.confirmed.contains(&what)
            || request.acts.iter().any(|(_, act)| {
                act.event_type == rule.by && rule.by != crate::event::EventType::Confirmed
            });
        let provision = provision(instrument, &rule.paragraph, rule.certainty);
        (!confirmed).then_some(Matter::ConfirmationMissing { what, provision })
    };
    instrument.confirmations.iter().filter_map(owed).collect()
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
        let alone =
            |issuer: &String| issuer_rules(terms, instrument).all(|rule| rule.may.contains(issuer));
        terms.urgency == Urgency::Emergency
            && terms.issuer.as_ref().is_some_and(|issuer| !alone(issuer))
    })
}
