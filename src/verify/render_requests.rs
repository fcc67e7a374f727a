//! Requests on a page for people: what is overdue, due next, open, answered.

use std::fmt;

use crate::encoding::Timestamp;
use crate::law::{ClockState, RequestClock, RequestStatus, RequestView};
use crate::verify::escape::shown;
use crate::verify::report::Report;

/// The requests of a report: overdue first, then by what is due next, then the rest.
///
/// # Examples
///
/// ```
/// # use handseal::{Trust, Verifier};
/// let now = "2026-11-22T12:00:00Z".parse()?;
/// let report = Verifier::new(&Trust::new(), now).verify(std::io::Cursor::new(b"not a case"))?;
/// assert_eq!(report.docket().to_string(), "Requests  none, at 2026-11-22T12:00:00Z\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Docket<'a> {
    report: &'a Report,
}

impl Report {
    /// The requests, as whoever must answer them reads them.
    #[must_use]
    pub const fn docket(&self) -> Docket<'_> {
        Docket { report: self }
    }
}

impl<'a> Docket<'a> {
    /// The requests under each heading, in the order of the page.
    #[must_use]
    pub fn sections(&self) -> [(&'static str, Vec<&'a RequestView>); 5] {
        let requests = &self.report.requests;
        let of = |keep: &dyn Fn(&RequestView) -> bool| {
            requests.iter().filter(|request| keep(request)).collect::<Vec<_>>()
        };
        let mut due = of(&|request| !request.is_overdue() && request.next_due.is_some());
        due.sort_by(|a, b| match (a.next_due, b.next_due) {
            (Some(a), Some(b)) => a.instant_cmp(&b),
            (a, b) => b.is_some().cmp(&a.is_some()),
        });
        let waiting = |request: &RequestView| {
            !request.is_overdue() && request.next_due.is_none() && is_open(request)
        };
        let over = |request: &RequestView| {
            !request.is_overdue()
                && request.next_due.is_none()
                && !is_open(request)
                && request.status != RequestStatus::NotShown
        };
        [
            ("Overdue", of(&RequestView::is_overdue)),
            ("Due next", due),
            ("Open, no period running", of(&waiting)),
            ("Answered or over", of(&over)),
            ("Not shown", of(&|request| request.status == RequestStatus::NotShown)),
        ]
    }
}

const fn is_open(request: &RequestView) -> bool {
    match request.status {
        RequestStatus::Open | RequestStatus::Partial | RequestStatus::Preserved => true,
        RequestStatus::Cancelled
        | RequestStatus::Declined
        | RequestStatus::NotShown
        | RequestStatus::PreservationEnded
        | RequestStatus::Produced => false,
    }
}

impl fmt::Display for Docket<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let now = self.report.now;
        if self.report.requests.is_empty() {
            return writeln!(f, "Requests  none, at {now}");
        }
        writeln!(f, "Requests  {}, at {now}", self.report.requests.len())?;
        if let Some(used) = &self.report.catalogue {
            write!(f, "  by the catalogue {}", shown(&used.name))?;
            if let Some(day) = used.as_of {
                write!(f, ", as of {day}")?;
            }
            writeln!(f, ", SHA-256 {}", used.sha256)?;
        }
        for (heading, requests) in self.sections() {
            if requests.is_empty() {
                continue;
            }
            writeln!(f, "{heading}")?;
            requests.into_iter().try_for_each(|request| write_request(request, f))?;
        }
        Ok(())
    }
}

/// One request: what it is, its sides, its clocks, what answers it.
pub(crate) fn write_request(request: &RequestView, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    writeln!(f, "Request   {} {}", request.id, request.status)?;
    if let Some(instrument) = &request.instrument {
        write!(f, "  under   {}", shown(instrument))?;
        if let Some(title) = &request.title {
            write!(f, ", {}", shown(title))?;
        }
        writeln!(f)?;
    }
    let made = request.made.map_or_else(|| "time unknown".to_owned(), |made| made.to_string());
    match (&request.maker_name, request.maker) {
        (Some(name), _) => writeln!(f, "  made    {made} by {}", shown(name))?,
        (None, Some(maker)) => writeln!(f, "  made    {made} by {maker}")?,
        (None, None) if request.status == RequestStatus::NotShown => {
            writeln!(f, "  made    not shown")?;
        }
        (None, None) => {
            let maker = request
                .maker_described
                .as_deref()
                .map_or_else(String::new, |said| format!(", described as {}", shown(said)));
            writeln!(f, "  made    by someone without keys{maker}, on record since {made}")?;
        }
    }
    for side in &request.sides {
        let name = side.name.as_deref().map_or_else(|| side.party.to_string(), shown);
        writeln!(f, "  side    {} {name}, last entry {}", side.state, side.last)?;
    }
    for clock in &request.clocks {
        write_clock(clock, f)?;
    }
    for answer in &request.answers {
        write!(f, "  item    {}", answer.item)?;
        if let Some(category) = &answer.category {
            write!(f, ", {}", shown(category))?;
        }
        if let Some(produced) = answer.produced {
            write!(f, ", produced in entry {produced}")?;
        }
        writeln!(f, "{}", if answer.offered { ", handed over" } else { ", not handed over" })?;
    }
    for notice in &request.notices {
        write!(f, "  notice  {} {}", notice.state, shown(&notice.capacity))?;
        match notice.until {
            Some(until) => writeln!(f, " until {until} (entry {})", notice.entry)?,
            None => writeln!(f, " (entry {})", notice.entry)?,
        }
    }
    for (kind, related) in &request.relates {
        writeln!(f, "  rests   {kind} {related}")?;
    }
    match &request.still_open {
        Some(open) => writeln!(f, "  open    {}", shown(open)),
        None => Ok(()),
    }
}

fn write_clock(clock: &RequestClock, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let RequestClock { clock, addressee } = clock;
    // A period that nothing has started says nothing yet.
    if clock.state == ClockState::NotStarted {
        return Ok(());
    }
    write!(f, "  period  {} {}: {}", shown(&clock.deadline), shown(&clock.paragraph), clock.state)?;
    if let Some(due) = &clock.due {
        write!(f, ", ends {}", ends(due.earliest, due.latest))?;
    }
    if let Some(party) = addressee {
        write!(f, ", for {party}")?;
    }
    writeln!(f, " ({})", clock.certainty)
}

fn ends(earliest: Timestamp, latest: Timestamp) -> String {
    if earliest == latest { earliest.to_string() } else { format!("{earliest} to {latest}") }
}
