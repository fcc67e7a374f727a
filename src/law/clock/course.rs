//! What moves the end of a period: extensions, and the time that the clock stands.

use crate::event::Period;
use crate::law::catalogue::Bound;
use crate::law::clock::input::{ClockInput, DatedAct};
use crate::law::clock::period::End;
use crate::law::clock::span::{Reach, Span};
use crate::law::clock::state::{Due, ExtensionEffect, ExtensionSeen, Untold};

/// Where an act lies, seen from the end of the period.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Place {
    After,
    NotAfter,
    /// The stated times allow both.
    Unclear,
}

/// A clock that stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    pub(super) entry: u64,
    since: Reach,
}

/// The end of a period after all acts were taken in.
#[derive(Debug)]
pub(super) struct Course {
    first: End,
    last: End,
    start: Reach,
    /// Why `first` and `last` differ, if they do.
    pub(super) cause: Untold,
    pub(super) standing: Option<Standing>,
    pub(super) extensions: Vec<ExtensionSeen>,
    counted: u32,
}

impl Course {
    /// From the act that starts the clock. R10.2
    pub(super) fn begin(input: &ClockInput<'_>, start: &DatedAct) -> Result<Self, Untold> {
        let entry = start.entry;
        let (Some(reach), Some(from), Some(to)) =
            (start.reach(), start.when.earliest(), start.when.latest())
        else {
            return Err(Untold::NoStartTime { entry });
        };
        let (one, other) = (
            first_end(input, End::at(reach.earliest, from.offset_minutes()))?,
            first_end(input, End::at(reach.latest, to.offset_minutes()))?,
        );
        // Two offsets in one span can put the later instant on the earlier day.
        let (first, last) =
            if other.moment()? < one.moment()? { (other, one) } else { (one, other) };
        Ok(Self {
            first,
            last,
            start: reach,
            cause: Untold::StartUncertain { entry },
            standing: None,
            extensions: Vec::new(),
            counted: 0,
        })
    }

    /// Takes in the next act of the ledger.
    pub(super) fn take(&mut self, input: &ClockInput<'_>, act: &DatedAct) -> Result<(), Untold> {
        if let Some((id, period)) = &act.extends
            && *id == input.deadline.id
        {
            self.extend(input, act, period)?;
        }
        match self.standing {
            None if act.suspends(input.deadline) => self.suspend(act),
            Some(standing) if act.resumes(input.deadline) => self.resume(standing, act),
            Some(_) | None => Ok(()),
        }
    }

    // R10.11, R10.12
    fn extend(
        &mut self,
        input: &ClockInput<'_>,
        act: &DatedAct,
        period: &Period,
    ) -> Result<(), Untold> {
        let effect = self.effect(input, act, period)?;
        match effect {
            ExtensionEffect::Counts => {
                self.first = self.first.plus(period, input.calendar)?;
                self.last = self.last.plus(period, input.calendar)?;
                self.counted = self.counted.saturating_add(1);
            }
            ExtensionEffect::Unclear => {
                self.last = self.last.plus(period, input.calendar)?;
                self.cause = Untold::ExtensionTimeUnknown { entry: act.entry };
                self.counted = self.counted.saturating_add(1);
            }
            ExtensionEffect::Late { .. }
            | ExtensionEffect::NotAllowed
            | ExtensionEffect::Surplus { .. }
            | ExtensionEffect::TooLong { .. } => {}
        }
        let (amount, unit) = (period.amount, period.unit);
        self.extensions.push(ExtensionSeen { entry: act.entry, amount, unit, effect });
        Ok(())
    }

    fn effect(
        &self,
        input: &ClockInput<'_>,
        act: &DatedAct,
        period: &Period,
    ) -> Result<ExtensionEffect, Untold> {
        let Some(allowed) = input.deadline.extension else {
            return Ok(ExtensionEffect::NotAllowed);
        };
        if let Some(times) = allowed.times.filter(|times| self.counted >= *times) {
            return Ok(ExtensionEffect::Surplus { times });
        }
        if let Some(amount) = allowed.amount {
            let unit = allowed.unit;
            if self.is_longer(input, period, Period { unit, amount })? {
                return Ok(ExtensionEffect::TooLong { amount, unit });
            }
        }
        let Some(reach) = act.reach() else {
            return Ok(ExtensionEffect::Unclear);
        };
        let due = self.due()?;
        Ok(match self.place(due, Some(reach)) {
            Place::After => ExtensionEffect::Late { by: Span::between(due.latest, reach.earliest) },
            Place::NotAfter => ExtensionEffect::Counts,
            Place::Unclear => ExtensionEffect::Unclear,
        })
    }

    /// Whether a period leads further than an extension can.
    fn is_longer(
        &self,
        input: &ClockInput<'_>,
        period: &Period,
        allowed: Period,
    ) -> Result<bool, Untold> {
        if period.unit == allowed.unit {
            return Ok(period.amount > allowed.amount);
        }
        let furthest = self.last.plus(&allowed, input.calendar)?.moment()?;
        match self.last.plus(period, input.calendar).and_then(End::moment) {
            Ok(found) => Ok(found > furthest),
            Err(Untold::OutOfRange) => Ok(true),
            Err(untold) => Err(untold),
        }
    }

    // R10.13
    fn suspend(&mut self, act: &DatedAct) -> Result<(), Untold> {
        let untold = Untold::SuspensionTimeUnknown { entry: act.entry };
        let reach = act.reach().ok_or(untold.clone())?;
        match self.place(self.due()?, Some(reach)) {
            Place::After => Ok(()),
            Place::NotAfter => {
                let since = reach.not_before(self.start);
                self.standing = Some(Standing { entry: act.entry, since });
                Ok(())
            }
            Place::Unclear => Err(untold),
        }
    }

    // R10.13
    fn resume(&mut self, standing: Standing, act: &DatedAct) -> Result<(), Untold> {
        let untold = Untold::SuspensionTimeUnknown { entry: act.entry };
        let until = act.reach().ok_or(untold.clone())?;
        let shortest = standing.since.latest.until(until.earliest).max(0);
        let longest = standing.since.earliest.until(until.latest).max(0);
        self.first = self.first.later_by(shortest);
        self.last = self.last.later_by(longest);
        if shortest != longest {
            self.cause = untold;
        }
        self.standing = None;
        Ok(())
    }

    /// The end, from its earliest to its latest moment.
    pub(super) fn due(&self) -> Result<Reach, Untold> {
        Ok(Reach::over(self.first.moment()?, self.last.moment()?))
    }

    /// The end, as a clock at the offset of the start shows it.
    pub(super) fn shown(&self) -> Result<Due, Untold> {
        let (earliest, latest) = (self.first.shown()?, self.last.shown()?);
        Ok(if earliest.is_after(&latest) {
            Due { earliest: latest, latest: earliest }
        } else {
            Due { earliest, latest }
        })
    }

    /// Where an act lies; while the clock stands nothing comes too late. R10.3, R10.13
    pub(super) fn place(&self, due: Reach, act: Option<Reach>) -> Place {
        match act {
            Some(_) if self.standing.is_some() => Place::NotAfter,
            Some(act) if act.latest <= due.earliest => Place::NotAfter,
            Some(act) if act.earliest > due.latest => Place::After,
            Some(_) | None => Place::Unclear,
        }
    }

    /// As [`place`](Self::place), where the end itself is already after the period. R10.9
    pub(super) fn place_in_period(&self, due: Reach, act: Option<Reach>) -> Place {
        match act {
            Some(_) if self.standing.is_some() => Place::NotAfter,
            Some(act) if act.latest < due.earliest => Place::NotAfter,
            Some(act) if act.earliest >= due.latest => Place::After,
            Some(_) | None => Place::Unclear,
        }
    }

    /// What is left of the period at a moment; no less than when the clock stopped, if it stands.
    pub(super) fn left(&self, due: Reach, at: Option<Reach>) -> Span {
        let stopped = self.standing.map(|standing| standing.since);
        let from = at.into_iter().chain(stopped).map(|reach| reach.latest).min();
        Span::between(from.unwrap_or(due.earliest), due.earliest)
    }
}

/// The end of the period, or of the one that the request states where that is the longer.
fn first_end(input: &ClockInput<'_>, start: End) -> Result<End, Untold> {
    let deadline = input.deadline;
    let period = Period { unit: deadline.unit, amount: deadline.amount };
    let end = start.plus(&period, input.calendar)?;
    // R10.8
    let stated = match deadline.bound {
        Bound::LaterOf => input.time_frame,
        Bound::AtLeast | Bound::AtMost => None,
    };
    let Some(stated) = stated else {
        return Ok(end);
    };
    let stated = start.plus(stated, input.calendar)?;
    Ok(if stated.moment()? > end.moment()? { stated } else { end })
}
