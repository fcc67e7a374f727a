//! The acts of a request against one of its deadlines.

use crate::encoding::Timestamp;
use crate::law::catalogue::{Bound, Deadline, Expiry};
use crate::law::clock::course::{Course, Place};
use crate::law::clock::input::{ClockInput, DatedAct};
use crate::law::clock::span::{Moment, Reach, Span};
use crate::law::clock::state::{Clock, ClockState, Started, Untold};

/// How a deadline of a request stands at an instant.
///
/// The answer rests on the acts as they are stated and on how the catalogue words the deadline. That
/// a period was met or missed under the law is for others to say.
///
/// # Examples
///
/// ```
/// use handseal::event::{EventType, Unit, When};
/// use handseal::law::{
///     Bound, Certainty, ClockInput, ClockState, DatedAct, Deadline, Expiry, Side, evaluate_clock,
/// };
///
/// let produce = Deadline {
///     id: "produce".into(),
///     paragraph: "10(2)".into(),
///     amount: 10,
///     unit: Unit::CalendarDays,
///     bound: Bound::AtMost,
///     starts: EventType::Received,
///     starts_on: Side::Addressee,
///     starts_certainty: Certainty::Verified,
///     met_by: vec![EventType::Produced, EventType::Declined],
///     met_on: Side::Addressee,
///     on_expiry: Expiry::Overdue,
///     urgency: None,
///     occasion: None,
///     categories: vec![],
///     suspended_by: vec![],
///     resumed_by: vec![],
///     lifted_by: vec![],
///     extension: None,
///     certainty: Certainty::Verified,
/// };
/// let received = When::Instant("2026-09-01T15:00:00+02:00".parse()?);
/// let acts = [DatedAct::new(EventType::Received, Side::Addressee, received, 3)];
/// let clock = evaluate_clock(&ClockInput {
///     deadline: &produce,
///     time_frame: None,
///     acts: &acts,
///     calendar: None,
///     now: "2026-09-02T19:00:00Z".parse()?,
///     lifted_at: None,
/// });
/// assert_eq!(clock.to_string(), "produce (10(2), verified): due in 9 days 3 hours");
/// assert_eq!(clock.due.map(|due| due.latest), Some("2026-09-12T00:00:00+02:00".parse()?));
/// # Ok::<(), handseal::encoding::TimestampError>(())
/// ```
///
/// # Specification
///
/// `spec::requests` §10.
#[must_use]
pub fn evaluate_clock(input: &ClockInput<'_>) -> Clock {
    let deadline = input.deadline;
    let mut clock = Clock {
        deadline: deadline.id.clone(),
        paragraph: deadline.paragraph.clone(),
        bound: deadline.bound,
        certainty: deadline.certainty,
        starts_certainty: deadline.starts_certainty,
        started: None,
        due: None,
        state: ClockState::NotStarted,
        extensions: Vec::new(),
    };
    // R10.2
    if let Some(start) = input.acts.iter().find(|act| act.starts(deadline)) {
        let at = start.when.earliest();
        clock.started = at.map(|at| Started { entry: start.entry, at });
        clock.state = run(input, start, &mut clock).unwrap_or_else(ClockState::CannotBeTold);
    }
    clock
}

fn run(input: &ClockInput<'_>, start: &DatedAct, clock: &mut Clock) -> Result<ClockState, Untold> {
    let mut course = Course::begin(input, start)?;
    let mut others = input.acts.iter().filter(|act| act.entry != start.entry);
    let taken = others.try_for_each(|act| course.take(input, act));
    clock.extensions = std::mem::take(&mut course.extensions);
    taken?;

    let bounded = Bounded { input, course: &course, start: start.entry, due: course.due()? };
    let due = course.shown()?;
    clock.due = Some(due);
    let state = match input.deadline.bound {
        Bound::AtLeast => bounded.must_last(due.latest),
        Bound::AtMost | Bound::LaterOf => bounded.must_come(due.latest),
    };
    if let Ok(ClockState::Lifted { .. } | ClockState::Suspended { .. }) = state {
        clock.due = None;
    }
    state
}

/// A period with both of its ends, and the acts that it bounds.
struct Bounded<'a> {
    input: &'a ClockInput<'a>,
    course: &'a Course,
    /// The entry that started it.
    start: u64,
    due: Reach,
}

impl<'a> Bounded<'a> {
    // R10.7
    fn must_come(&self, end: Timestamp) -> Result<ClockState, Untold> {
        let answers: Vec<_> = self
            .acts(DatedAct::meets)
            .map(|act| (act, self.course.place(self.due, act.reach())))
            .collect();
        let sure_lift = self.lift(Place::NotAfter);
        if let Some(act) = first(&answers, Place::NotAfter)
            && sure_lift.is_none_or(|lift| act.entry < lift)
            && let Some(at) = act.when.latest()
        {
            let left = self.course.left(self.due, act.reach());
            return Ok(ClockState::Met { entry: act.entry, at, left });
        }
        let late = first(&answers, Place::After);
        // R10.23: what missed it in an earlier entry stands.
        let overdue = self.input.deadline.on_expiry == Expiry::Overdue;
        let lift = [sure_lift, self.lift(Place::Unclear)].into_iter().flatten().min();
        let stands = |act: &DatedAct| overdue && lift.is_none_or(|lift| act.entry < lift);
        if !late.is_some_and(stands)
            && let Some(state) = self.lifted(sure_lift)?
        {
            return Ok(state);
        }
        if let Some(act) = first(&answers, Place::Unclear) {
            return Err(self.unclear(act));
        }
        if let Some(state) = self.suspended() {
            return Ok(state);
        }
        // R10.16
        let now = Moment::of(self.input.now);
        match late {
            Some(act) => {
                let at = act.reach().map_or(self.due.latest, |reach| reach.earliest);
                Ok(self.passed(end, at, Some(act.entry)))
            }
            None if now <= self.due.earliest => Ok(self.runs(now)),
            None if now <= self.due.latest => Err(self.course.cause.clone()),
            None => Ok(self.passed(end, now, None)),
        }
    }

    // R10.9
    fn must_last(&self, end: Timestamp) -> Result<ClockState, Untold> {
        // What was over before the start is not what had to last from then on.
        let endings: Vec<_> = self
            .acts(DatedAct::meets)
            .filter(|act| act.entry > self.start)
            .map(|act| (act, self.course.place_in_period(self.due, act.reach())))
            .collect();
        let sure_lift = self.lift(Place::NotAfter);
        let unsure_lift = self.lift(Place::Unclear);
        if let Some(act) = first(&endings, Place::NotAfter)
            && sure_lift.is_none_or(|lift| act.entry < lift)
            && unsure_lift.is_none_or(|lift| act.entry < lift)
        {
            let by = self.course.left(self.due, act.reach());
            return Ok(ClockState::Missed { by, entry: Some(act.entry) });
        }
        if let Some(state) = self.lifted(sure_lift)? {
            return Ok(state);
        }
        if let Some(act) = first(&endings, Place::Unclear) {
            return Err(self.unclear(act));
        }
        if let Some(state) = self.suspended() {
            return Ok(state);
        }
        // R10.16
        let now = Moment::of(self.input.now);
        if first(&endings, Place::After).is_some() || now >= self.due.latest {
            Ok(ClockState::Ended { at: end })
        } else if now < self.due.earliest {
            Ok(self.runs(now))
        } else {
            Err(self.course.cause.clone())
        }
    }

    /// R10.14
    fn lifted(&self, sure_lift: Option<u64>) -> Result<Option<ClockState>, Untold> {
        match (sure_lift, self.lift(Place::Unclear)) {
            (Some(entry), _) => Ok(Some(ClockState::Lifted { entry })),
            (None, Some(entry)) => Err(Untold::ActTimeUnknown { entry }),
            (None, None) => Ok(None),
        }
    }

    /// R10.13
    fn suspended(&self) -> Option<ClockState> {
        self.course.standing.map(|standing| ClockState::Suspended {
            since: standing.entry,
            left: self.course.left(self.due, None),
        })
    }

    /// The first entry that lifts the end, of those that lie so.
    fn lift(&self, place: Place) -> Option<u64> {
        let acts = self
            .acts(DatedAct::lifts)
            .filter(|act| self.course.place(self.due, act.reach()) == place)
            .map(|act| act.entry);
        let given = self.input.lifted_at.filter(|_| place == Place::NotAfter);
        acts.chain(given).min()
    }

    fn acts(
        &self,
        role: impl Fn(&DatedAct, &Deadline) -> bool + 'a,
    ) -> impl Iterator<Item = &'a DatedAct> + 'a {
        let (input, start) = (self.input, self.start);
        input.acts.iter().filter(move |act| act.entry != start && role(act, input.deadline))
    }

    fn runs(&self, now: Moment) -> ClockState {
        ClockState::Due { left: Span::between(now, self.due.earliest) }
    }

    // R10.15
    fn passed(&self, end: Timestamp, at: Moment, entry: Option<u64>) -> ClockState {
        match self.input.deadline.on_expiry {
            Expiry::Escalation => ClockState::Escalated { at: end, late: entry },
            Expiry::Lapse => ClockState::Lapsed { at: end, late: entry },
            Expiry::Overdue => ClockState::Missed { by: Span::between(self.due.latest, at), entry },
        }
    }

    /// Why the place of an act is unclear. R10.3
    fn unclear(&self, act: &DatedAct) -> Untold {
        if act.reach().is_none() || self.due.is_exact() {
            Untold::ActTimeUnknown { entry: act.entry }
        } else {
            self.course.cause.clone()
        }
    }
}

fn first<'a>(acts: &[(&'a DatedAct, Place)], place: Place) -> Option<&'a DatedAct> {
    acts.iter().find(|(_, found)| *found == place).map(|(act, _)| *act)
}
