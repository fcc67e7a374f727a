//! What was produced, what is still open, and whether it is what was asked for.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::encoding::Timestamp;
use crate::event::{EventType, NoticeState, RelationKind, Subject, Terms};
use crate::identity::RequestId;
use crate::law::act::Mark;
use crate::law::asked::categories_outside;
use crate::law::catalogue::{Instrument, Nature};
use crate::law::clock::ClockState;
use crate::law::conclude::periods::RequestClock;
use crate::law::conclude::{Extent, Question, about, provision};
use crate::law::matter::{Matter, Noticed};
use crate::law::request::{NoticeSeen, PartialAnswer, ProducedUnder, Request};

/// When preservation under each request ended: many requests can follow the same one.
pub(super) type PreservationEnds = HashMap<RequestId, Option<Timestamp>>;

impl Question<'_> {
    /// V7.17 to V7.20: requests that nobody answered, and answers to be looked for elsewhere. R9.9
    pub(super) fn check_answers(&self, request: &Request) -> Vec<Noticed> {
        let mark = request.terms.as_ref().map(|(_, mark)| *mark);
        let mut noticed = Vec::new();
        if self.is_open(request) && !self.may_stand_elsewhere(request) {
            noticed.push(about(request, mark, Matter::Open));
        }
        for side in &request.sides {
            if let Some(PartialAnswer { open, mark }) = side.partial.clone() {
                let subject = Some(Subject::Request(request.id, side.party));
                noticed.push(Noticed::at(mark, subject, Matter::AnswerPartial { open }));
            }
        }
        if self.extent != Extent::Whole {
            return noticed;
        }
        let offered: HashSet<_> = request.offered.iter().collect();
        for produced in &request.produced {
            let item = produced.item;
            // R4.5
            if self.requests.item(item).is_some_and(|terms| terms.doubtful.is_some()) {
                continue;
            }
            let matter = if !self.custody.holds(&Subject::Item(item)) {
                Matter::ItemNotHeld { item }
            } else if !offered.contains(&item) {
                Matter::ItemNotOffered { item }
            } else {
                continue;
            };
            noticed.push(Noticed::at(produced.mark, Some(Subject::Item(item)), matter));
        }
        noticed
    }

    /// Whether nothing answers a request so far. One to preserve is answered by preserving. R9.8
    fn is_open(&self, request: &Request) -> bool {
        let preserves = |instrument: &Instrument| matches!(instrument.nature, Nature::Preservation);
        let kept = request.preserved.is_some() && self.instrument(request).is_none_or(preserves);
        request.produced.is_empty() && !kept && !request.is_answered() && !request.is_ended()
    }

    /// V7.42: of each capacity on each side the last word counts. R9.13
    pub(super) fn check_notices(&self, request: &Request) -> Vec<Noticed> {
        let last: BTreeMap<_, _> = request
            .notices
            .iter()
            .map(|notice| ((notice.side, notice.capacity.as_str()), notice))
            .collect();
        let overdue = |notice: &&NoticeSeen| {
            let until = notice.until.filter(|until| self.now.is_after(until))?;
            let capacity = notice.capacity.clone();
            let matter = Matter::NoticeOverdue { capacity, until };
            let side = Some(Subject::Request(request.id, notice.side));
            Some(Noticed::at(notice.mark, side, matter))
        };
        let delayed = last.values().filter(|notice| notice.state == NoticeState::Delayed);
        delayed.filter_map(overdue).collect()
    }

    /// V7.13, V7.14
    /// R9.7
    pub(super) fn check_categories(
        &self,
        request: &Request,
        terms: &Terms,
        mark: Mark,
        instrument: &Instrument,
    ) -> Vec<Noticed> {
        let outside = |category: &str| !self.catalogue.covers(instrument, category);
        let rule = || provision(instrument, &instrument.article, instrument.certainty_of_data());
        let mut noticed = Vec::new();
        for category in categories_outside(self.catalogue, instrument, terms) {
            let category = category.clone();
            let matter = Matter::CategoryOutside { item: None, category, provision: rule() };
            noticed.push(about(request, Some(mark), matter).in_field("body.terms.categories"));
        }
        for produced in &request.produced {
            let (item, category) = (produced.item, &produced.category);
            let matter = if outside(category) {
                let category = category.clone();
                Matter::CategoryOutside { item: Some(item), category, provision: rule() }
            } else if !terms.categories.is_empty()
                && !self.catalogue.is_within(category, &terms.categories)
            {
                Matter::CategoryNotAsked { item, category: category.clone() }
            } else {
                continue;
            };
            noticed.push(Noticed::at(produced.mark, Some(Subject::Item(item)), matter));
        }
        noticed
    }

    /// V7.21, V7.24
    /// R9.11
    pub(super) fn check_preservation(
        &self,
        request: &Request,
        mark: Mark,
        ends: &mut PreservationEnds,
    ) -> Vec<Noticed> {
        let mut noticed = Vec::new();
        let sought = ["preservation_reference", "preservation_date"];
        let sought = sought.iter().any(|field| request.states(field));
        let mut preserved = request.related(RelationKind::FollowsPreservation).peekable();
        if sought && preserved.peek().is_none() {
            noticed.push(about(request, Some(mark), Matter::PreservationNotLinked));
        }
        let latest = latest_so_far(&request.produced);
        for earlier in preserved.filter_map(|id| self.requests.request(id)) {
            let ended = *ends.entry(earlier.id).or_insert_with(|| self.preservation_end(earlier));
            let Some(ended) = ended else {
                continue;
            };
            let before = |at: &Option<Timestamp>| at.is_none_or(|at| !at.is_after(&ended));
            if let Some(late) = request.produced.get(latest.partition_point(before)) {
                let matter = Matter::PreservationGap { preserved: earlier.id, ended };
                noticed.push(about(request, Some(late.mark), matter));
            }
        }
        noticed
    }

    /// When preservation under a request ended: as recorded, or because its period lapsed.
    fn preservation_end(&self, request: &Request) -> Option<Timestamp> {
        let ended =
            request.acts.iter().find(|act| act.dated.event_type == EventType::PreservationEnded);
        if let Some(ended) = ended {
            return ended.dated.when.latest();
        }
        self.clocks(request).iter().find_map(|RequestClock { clock, .. }| {
            if let ClockState::Lapsed { at, .. } = clock.state { Some(at) } else { None }
        })
    }
}

/// Beside each item, the latest time at which it or one before it was produced.
fn latest_so_far(produced: &[ProducedUnder]) -> Vec<Option<Timestamp>> {
    let later = |latest: &mut Option<Timestamp>, produced: &ProducedUnder| {
        let at = produced.when.earliest();
        *latest = at.filter(|at| latest.is_none_or(|latest| at.is_after(&latest))).or(*latest);
        Some(*latest)
    };
    produced.iter().scan(None, later).collect()
}
