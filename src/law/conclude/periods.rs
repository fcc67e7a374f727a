//! The clocks of a request, and what they show at `now`.

use std::collections::HashMap;

use crate::encoding::Timestamp;
use crate::event::{EventType, Subject, Terms, Unit};
use crate::identity::PartyId;
use crate::law::act::{Mark, SideAct};
use crate::law::catalogue::{Bound, Deadline, Instrument, Side, WorkingCalendar};
use crate::law::clock::{
    Clock, ClockInput, ClockState, DatedAct, ExtensionEffect, ExtensionSeen, Untold, evaluate_clock,
};
use crate::law::conclude::terms::is_occasion;
use crate::law::conclude::{Question, about, provision};
use crate::law::day::Day;
use crate::law::matter::{Matter, Noticed};
use crate::law::request::Request;

/// A clock, and the addressee that it runs for where there are several.
#[derive(Clone, Debug, Eq, PartialEq, serde::Serialize)]
pub struct RequestClock {
    /// The addressee; none where there is only one, or it does not depend on one.
    pub addressee: Option<PartyId>,
    /// The clock.
    #[serde(flatten)]
    pub clock: Clock,
}

impl Question<'_> {
    pub(super) fn run(&self, request: &Request, instrument: &Instrument) -> Vec<RequestClock> {
        let Some((terms, _)) = &request.terms else {
            return Vec::new();
        };
        let addressees: Vec<_> = addressees(request).collect();
        let acts = Acts::of(request, &addressees);
        let mut clocks = Vec::new();
        // R10.1, R10.19
        let applies = |deadline: &&Deadline| {
            deadline.is_for(terms.urgency, |category| self.asks(terms, category))
                && deadline.occasion.is_none_or(|only| is_occasion(only, request, instrument))
        };
        for deadline in instrument.deadlines.iter().filter(applies) {
            // R10.18
            let of_addressee = [deadline.starts_on, deadline.met_on].contains(&Side::Addressee);
            if of_addressee && addressees.len() > 1 {
                let common = bearing(&acts.common, deadline);
                clocks.extend(addressees.iter().map(|party| {
                    let own = acts.own.get(party).map(Vec::as_slice).unwrap_or_default();
                    let bearing = merged(&common, &bearing(own, deadline));
                    let clock = self.clock(request, deadline, Some(*party), &bearing);
                    RequestClock { addressee: Some(*party), clock }
                }));
            } else {
                let clock = self.clock(request, deadline, None, &bearing(&acts.all, deadline));
                clocks.push(RequestClock { addressee: None, clock });
            }
        }
        // R9.12
        if self.may_stand_elsewhere(request) {
            clocks.iter_mut().for_each(|clock| doubt_silence(&mut clock.clock));
        }
        clocks
    }

    /// Whether a request asks for data of a category, or of one that takes it in.
    fn asks(&self, terms: &Terms, category: &str) -> bool {
        self.catalogue.is_within(category, &terms.categories)
    }

    fn clock(
        &self,
        request: &Request,
        deadline: &Deadline,
        addressee: Option<PartyId>,
        acts: &[&DatedAct],
    ) -> Clock {
        let acts: Vec<_> = acts.iter().copied().cloned().collect();
        let time_frame = request.terms.as_ref().and_then(|(terms, _)| terms.time_frame.as_ref());
        // Most periods count no days of work, and need no calendar.
        let extended = acts.iter().filter_map(|act| act.extends.as_ref());
        let mut stated = time_frame.into_iter().chain(extended.map(|(_, period)| period));
        let counts = deadline.unit == Unit::WorkingDays
            || stated.any(|period| period.unit == Unit::WorkingDays);
        let start = Day::of(start(deadline, &acts, self.now));
        let calendar = counts.then(|| self.calendar(request, addressee, start)).flatten();
        evaluate_clock(&ClockInput {
            deadline,
            time_frame,
            acts: &acts,
            calendar: calendar.as_ref(),
            now: self.now,
            // R10.21
            lifted_at: request.followed.map(|(_, mark)| mark.index),
        })
    }

    /// The days of work where the addressee belongs, from the day of the start on. R10.20
    fn calendar(
        &self,
        request: &Request,
        addressee: Option<PartyId>,
        start: Day,
    ) -> Option<WorkingCalendar> {
        let party = addressee.or_else(|| addressees(request).next())?;
        let jurisdiction = (self.jurisdiction)(party.org())?;
        self.catalogue.calendar(&jurisdiction, start)
    }

    /// V7.23, V7.37 to V7.41
    pub(super) fn check_periods(
        &self,
        request: &Request,
        mark: Mark,
        instrument: &Instrument,
    ) -> Vec<Noticed> {
        let mut noticed = Vec::new();
        for RequestClock { addressee, clock } in self.run(request, instrument) {
            let mut matters = extensions(&clock, instrument, request);
            let late = late_act(&clock).and_then(|entry| request.act_at(entry));
            let matter = matter_of(&clock, instrument, request);
            matters.extend(matter.map(|matter| (late.map(SideAct::mark), matter)));
            matters.extend(check_stated_end(&clock, instrument, request));
            noticed.extend(matters.into_iter().map(|(at, matter)| {
                let mut noticed = about(request, at.or(Some(mark)), matter);
                if let Some(party) = addressee {
                    noticed.subject = Some(Subject::Request(request.id, party));
                }
                noticed
            }));
        }
        let unknown = unknown_extensions(request, instrument).into_iter();
        noticed.extend(unknown.map(|(at, matter)| about(request, Some(at), matter)));
        noticed
    }
}

/// When the act that starts a period happened; now, while there is none.
fn start(deadline: &Deadline, acts: &[DatedAct], now: Timestamp) -> Timestamp {
    let starts = |act: &&DatedAct| act.starts(deadline);
    acts.iter().find(starts).and_then(|act| act.when.earliest()).unwrap_or(now)
}

/// The parties on whose side something stands and that are asked.
fn addressees(request: &Request) -> impl Iterator<Item = PartyId> {
    let sides = request.sides.iter().map(|side| side.party);
    sides.filter(|party| request.side_of(*party) == Side::Addressee)
}

/// The acts of a request: all, and apart those of each addressee and those of everyone else.
struct Acts<'a> {
    all: Vec<&'a DatedAct>,
    common: Vec<&'a DatedAct>,
    own: HashMap<PartyId, Vec<&'a DatedAct>>,
}

impl<'a> Acts<'a> {
    fn of(request: &'a Request, addressees: &[PartyId]) -> Self {
        let all = request.acts.iter().map(|act| &act.dated).collect();
        let own = addressees.iter().map(|party| (*party, Vec::new())).collect();
        let mut sorted = Self { all, common: Vec::new(), own };
        for SideAct { party, dated, .. } in &request.acts {
            sorted.own.get_mut(party).unwrap_or(&mut sorted.common).push(dated);
        }
        sorted
    }
}

/// The acts that a clock of a deadline looks at.
fn bearing<'a>(acts: &[&'a DatedAct], deadline: &Deadline) -> Vec<&'a DatedAct> {
    acts.iter().copied().filter(|act| act.bears_on(deadline)).collect()
}

/// Two lists in the order of the ledger as one.
fn merged<'a>(common: &[&'a DatedAct], own: &[&'a DatedAct]) -> Vec<&'a DatedAct> {
    let mut all = [common, own].concat();
    all.sort_by_key(|act| act.entry);
    all
}

/// That an act is not there says nothing where it may stand elsewhere.
fn doubt_silence(clock: &mut Clock) {
    let by_silence = match clock.state {
        ClockState::Missed { entry, .. } => entry.is_none(),
        ClockState::Escalated { late, .. } | ClockState::Lapsed { late, .. } => late.is_none(),
        ClockState::CannotBeTold(_)
        | ClockState::Due { .. }
        | ClockState::Ended { .. }
        | ClockState::Lifted { .. }
        | ClockState::Met { .. }
        | ClockState::NotStarted
        | ClockState::Suspended { .. } => false,
    };
    if by_silence {
        clock.state = ClockState::CannotBeTold(Untold::NotAllShown);
    }
}

/// The act that came too late, or ended too early what had to last.
const fn late_act(clock: &Clock) -> Option<u64> {
    if let ClockState::Missed { entry, .. } = clock.state { entry } else { None }
}

fn matter_of(clock: &Clock, instrument: &Instrument, request: &Request) -> Option<Matter> {
    let rule = || provision(instrument, &clock.paragraph, clock.certainty);
    let deadline = clock.deadline.clone();
    match &clock.state {
        // Whether anything is there is said of the entries that are not shown.
        ClockState::CannotBeTold(Untold::NotAllShown) => None,
        ClockState::CannotBeTold(why) => {
            let why = why.to_string();
            Some(Matter::ClockNotTold { deadline, why, provision: rule() })
        }
        ClockState::Missed { entry: Some(entry), .. } if clock.bound == Bound::AtLeast => {
            let until = time_of(request, *entry)?;
            let due = clock.due?.latest;
            Some(Matter::PreservationShort { until, due, provision: rule() })
        }
        ClockState::Missed { by, entry } => {
            let (by, provision) = (by.to_string(), rule());
            // Nothing is owed any more on a request that was taken back.
            Some(match entry {
                Some(_) => Matter::Late { deadline, by, provision },
                None if request.is_ended() => return None,
                None => Matter::Overdue { deadline, by, provision },
            })
        }
        // What ran out unused beside an answer, or a request taken back, is of no interest.
        ClockState::Lapsed { .. } | ClockState::Escalated { .. }
            if request.is_answered() || request.is_ended() =>
        {
            None
        }
        ClockState::Lapsed { at, .. } | ClockState::Escalated { at, .. } => {
            Some(Matter::Lapsed { deadline, at: *at, provision: rule() })
        }
        ClockState::Due { .. }
        | ClockState::Ended { .. }
        | ClockState::Lifted { .. }
        | ClockState::Met { .. }
        | ClockState::NotStarted
        | ClockState::Suspended { .. } => None,
    }
}

fn time_of(request: &Request, entry: u64) -> Option<Timestamp> {
    request.act_at(entry)?.dated.when.earliest()
}

/// V7.40, V7.41
fn extensions(
    clock: &Clock,
    instrument: &Instrument,
    request: &Request,
) -> Vec<(Option<Mark>, Matter)> {
    let of = |seen: &ExtensionSeen| {
        let (deadline, why) = (clock.deadline.clone(), seen.to_string());
        let provision = provision(instrument, &clock.paragraph, clock.certainty);
        match seen.effect {
            ExtensionEffect::Counts => None,
            // The clock says so already.
            ExtensionEffect::Unclear if matches!(clock.state, ClockState::CannotBeTold(_)) => None,
            ExtensionEffect::Unclear => Some(Matter::ClockNotTold { deadline, why, provision }),
            ExtensionEffect::Late { .. }
            | ExtensionEffect::NotAllowed
            | ExtensionEffect::Surplus { .. }
            | ExtensionEffect::TooLong { .. } => {
                Some(Matter::ExtensionRefused { deadline, why, provision })
            }
        }
    };
    let at = |seen: &ExtensionSeen| request.act_at(seen.entry).map(SideAct::mark);
    clock.extensions.iter().filter_map(|seen| Some((at(seen), of(seen)?))).collect()
}

/// V7.41: of a period that the instrument does not have.
fn unknown_extensions(request: &Request, instrument: &Instrument) -> Vec<(Mark, Matter)> {
    let extended =
        request.acts.iter().filter_map(|act| Some((act.mark(), &act.dated.extends.as_ref()?.0)));
    let unknown = extended.filter(|(_, deadline)| instrument.deadline(deadline).is_none());
    unknown
        .map(|(mark, deadline)| {
            let matter = Matter::ExtensionRefused {
                deadline: deadline.clone(),
                why: "the instrument has no such period".to_owned(),
                provision: provision(instrument, &instrument.article, instrument.certainty),
            };
            (mark, matter)
        })
        .collect()
}

/// V7.23: the day until which the addressee said that it preserves. R10.22
fn check_stated_end(
    clock: &Clock,
    instrument: &Instrument,
    request: &Request,
) -> Option<(Option<Mark>, Matter)> {
    let start = request.act_at(clock.started?.entry)?;
    if clock.bound != Bound::AtLeast || start.dated.event_type != EventType::Preserved {
        return None;
    }
    let (until, mark) = request.preserved?;
    let (until, due) = (until?, clock.due?.earliest);
    let provision = provision(instrument, &clock.paragraph, clock.certainty);
    let matter = Matter::PreservationShort { until, due, provision };
    due.is_after(&until).then_some((Some(mark), matter))
}
