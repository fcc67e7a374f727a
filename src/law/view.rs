//! A request as a person reads it: what is open, due next, overdue, produced.

use std::collections::HashSet;

use crate::encoding::{Timestamp, codes};
use crate::event::{EventType, NoticeState, RelationKind, Urgency};
use crate::identity::{ItemId, PartyId, RequestId};
use crate::law::clock::{Clock, ClockState, DatedAct};
use crate::law::conclude::{Question, RequestClock};
use crate::law::request::{Maker, NoticeSeen, Request};
use crate::law::transition::SideState;

codes! {
    /// What became of a request.
    pub enum RequestStatus {
        /// The maker took it back.
        Cancelled => "cancelled",
        /// It was answered without data.
        Declined => "declined",
        /// What it says is not held, or rests on an entry that could not be checked.
        NotShown => "not_shown",
        /// Nobody has answered.
        Open => "open",
        /// Answered in part.
        Partial => "partial",
        /// Data was preserved, and is no longer.
        PreservationEnded => "preservation_ended",
        /// Data is preserved.
        Preserved => "preserved",
        /// Answered with data, as far as there will be any.
        Produced => "produced",
    }
}

/// One side of a request.
#[derive(Clone, Debug, Eq, PartialEq, serde::Serialize)]
pub struct SideView {
    /// Whose.
    pub party: PartyId,
    /// What its organisation calls it, as far as that is disclosed.
    pub name: Option<String>,
    /// How far it has come.
    pub state: SideState,
    /// The index of its last entry.
    pub last: u64,
}

/// A duty to tell somebody, and what became of it.
#[derive(Clone, Debug, Eq, PartialEq, serde::Serialize)]
pub struct NoticeView {
    /// In which capacity the one to be told is named.
    pub capacity: String,
    /// Told, or later, or not.
    pub state: NoticeState,
    /// Until when it is delayed.
    pub until: Option<Timestamp>,
    /// The index of the entry.
    pub entry: u64,
}

impl NoticeView {
    fn of(seen: &NoticeSeen) -> Self {
        let (capacity, state, until) = (seen.capacity.clone(), seen.state, seen.until);
        Self { capacity, state, until, entry: seen.mark.index }
    }
}

/// An item that answers a request.
#[derive(Clone, Debug, Eq, PartialEq, serde::Serialize)]
pub struct AnswerView {
    /// The item.
    pub item: ItemId,
    /// The category of its data, where it was produced.
    pub category: Option<String>,
    /// The index of the entry that produced it.
    pub produced: Option<u64>,
    /// Whether an offer hands it over under the request.
    pub offered: bool,
}

/// A request, as the record shows it at an instant.
#[derive(Clone, Debug, Eq, PartialEq, serde::Serialize)]
pub struct RequestView {
    /// Which.
    pub id: RequestId,
    /// What became of it.
    pub status: RequestStatus,
    /// The instrument, by its id in the catalogue.
    pub instrument: Option<String>,
    /// The title of the instrument.
    pub title: Option<String>,
    /// Whether it claims an emergency.
    pub urgency: Option<Urgency>,
    /// When it was made, or received from someone without keys.
    pub made: Option<Timestamp>,
    /// The party that made it; none for someone without keys.
    pub maker: Option<PartyId>,
    /// What its organisation calls it, as far as that is disclosed.
    pub maker_name: Option<String>,
    /// How the addressee describes a maker without keys, as far as that is disclosed.
    pub maker_described: Option<String>,
    /// The sides.
    pub sides: Vec<SideView>,
    /// The clocks.
    pub clocks: Vec<RequestClock>,
    /// When the next of them ends.
    pub next_due: Option<Timestamp>,
    /// The items that answer it, or were collected under it.
    pub answers: Vec<AnswerView>,
    /// Who was told, or is told later, in the order of the ledger.
    pub notices: Vec<NoticeView>,
    /// What a partial answer says is still open.
    pub still_open: Option<String>,
    /// Requests that it rests on.
    pub relates: Vec<(RelationKind, RequestId)>,
}

impl RequestView {
    /// Whether a period of it has ended without the act that it bounds.
    #[must_use]
    pub fn is_overdue(&self) -> bool {
        let missed = |clock: &Clock| matches!(clock.state, ClockState::Missed { entry: None, .. });
        self.clocks.iter().any(|clock| missed(&clock.clock))
    }
}

impl Question<'_> {
    /// Every request as a person reads it, by id. `name` is what a party is called.
    #[must_use]
    pub fn views(&self, name: &dyn Fn(PartyId) -> Option<String>) -> Vec<RequestView> {
        self.requests.requests().into_iter().map(|request| self.view(request, name)).collect()
    }

    fn view(&self, request: &Request, name: &dyn Fn(PartyId) -> Option<String>) -> RequestView {
        let terms = request.terms.as_ref().map(|(terms, _)| terms);
        let clocks = self.clocks(request);
        let runs = |clock: &&RequestClock| matches!(clock.clock.state, ClockState::Due { .. });
        let running =
            clocks.iter().filter(runs).filter_map(|running| Some(running.clock.due?.earliest));
        let next_due = running.reduce(|a, b| if b.is_after(&a) { a } else { b });
        let maker = request.maker.and_then(|maker| match maker {
            Maker::Described => None,
            Maker::Party(party) => Some(party),
        });
        RequestView {
            id: request.id,
            status: status(request),
            instrument: terms.map(|terms| terms.instrument.clone()),
            title: self.instrument(request).map(|instrument| instrument.title.en.clone()),
            urgency: terms.map(|terms| terms.urgency),
            made: request.made.and_then(|made| made.earliest()),
            maker,
            maker_name: maker.and_then(name),
            maker_described: request.described.clone(),
            sides: request
                .sides
                .iter()
                .map(|side| SideView {
                    party: side.party,
                    name: name(side.party),
                    state: side.state,
                    last: side.last.index,
                })
                .collect(),
            next_due,
            clocks,
            answers: answers(request),
            notices: request.notices.iter().map(NoticeView::of).collect(),
            still_open: request.sides.iter().find_map(|side| side.partial.as_ref()?.open.clone()),
            relates: terms
                .into_iter()
                .flat_map(|terms| &terms.relates)
                .map(|relation| (relation.kind, relation.request))
                .collect(),
        }
    }
}

fn status(request: &Request) -> RequestStatus {
    let declined = || request.acts.iter().any(|act| act.dated.event_type == EventType::Declined);
    if request.terms.is_none() || request.doubtful.is_some() {
        RequestStatus::NotShown
    } else if request.is_ended() {
        RequestStatus::Cancelled
    } else if request.is_answered() && !request.produced.is_empty() {
        RequestStatus::Produced
    } else if declined() {
        RequestStatus::Declined
    } else if !request.produced.is_empty() {
        RequestStatus::Partial
    } else if let Some((_, mark)) = request.preserved {
        let ended = |act: &DatedAct| {
            act.event_type == EventType::PreservationEnded && act.entry > mark.index
        };
        if request.acts.iter().any(|act| ended(&act.dated)) {
            RequestStatus::PreservationEnded
        } else {
            RequestStatus::Preserved
        }
    } else {
        RequestStatus::Open
    }
}

/// What was produced, and what was collected under the request and not produced.
fn answers(request: &Request) -> Vec<AnswerView> {
    let handed_over: HashSet<_> = request.offered.iter().collect();
    let produced = request.produced.iter().map(|produced| AnswerView {
        item: produced.item,
        category: Some(produced.category.clone()),
        produced: Some(produced.mark.index),
        offered: handed_over.contains(&produced.item),
    });
    let mut listed: HashSet<_> = request.produced.iter().map(|produced| produced.item).collect();
    let collected = request.collected.iter().filter(|item| listed.insert(**item));
    let collected = collected.map(|item| AnswerView {
        item: *item,
        category: None,
        produced: None,
        offered: handed_over.contains(item),
    });
    produced.chain(collected).collect()
}
