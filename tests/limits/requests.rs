//! Requests made to be slow: thousands of sides, acts, relations, conditions, and circles of them.

use std::thread;
use std::time::Instant;

use handseal::custody::Register;
use handseal::event::{
    Asked, At, Authentication, AuthenticationResult, Body, Citation, Clarified, Condition,
    ConditionKind, DerivationKind, Derived, DerivedItem, EntryHash, Event, Extended,
    Extent as Answered, Fields, Link, Offered, Period, PreservationEnded, Produced, ProducedItem,
    Received, Relation, RelationKind, RequestForm, Requested, Salts, Subject, Terms, Unit, Urgency,
    Why,
};
use handseal::identity::{ItemId, OrgId, OsEntropy, PartyId, RequestId};
use handseal::law::{
    Catalogue, ClockState, Extent, Mark, Matter, Noticed, Question, RequestRegister, RequestView,
    StatedAct,
};

use crate::hostile::{STACK, TIME};
use crate::now;

/// One instrument, with a period that can be made longer and stopped as often as one likes.
pub(crate) const CATALOGUE: &str = r#"
format = 1
name = "Limits"
as_of = 2041-01-01
act = [{ id = "T", title = { en = "Treaty" }, source = "a test", certainty = "verified", status = { force = "in_force", since = 2040-01-01, as_of = 2041-01-01, source = "a test", certainty = "verified" } }]
[[instrument]]
id = "ORDER"
act = "T"
article = "1"
title = { en = "Order" }
nature = "order"
source = "a test"
certainty = "verified"
[[instrument.deadline]]
id = "answer"
paragraph = "1(2)"
amount = 10
unit = "calendar_days"
bound = "at_most"
starts = "received"
starts_on = "addressee"
starts_certainty = "verified"
met_by = ["produced", "declined"]
met_on = "addressee"
on_expiry = "overdue"
suspended_by = ["asked"]
resumed_by = ["clarified"]
extension = { amount = 1, unit = "calendar_days" }
certainty = "verified"
"#;

/// In a small thread, and in time.
pub(crate) fn bounded(run: impl FnOnce() + Send + 'static) {
    let thread = thread::Builder::new().stack_size(STACK).spawn(move || {
        let start = Instant::now();
        run();
        start.elapsed()
    });
    let took = thread.unwrap().join().unwrap();
    assert!(took < TIME, "takes {took:?}");
}

pub(crate) fn party(number: u64) -> PartyId {
    format!("{number:064x}").parse().unwrap()
}

pub(crate) fn request(number: u64) -> RequestId {
    let mut id = [0; 16];
    id[8..].copy_from_slice(&number.to_be_bytes());
    RequestId::from(id)
}

pub(crate) fn item(number: u64) -> ItemId {
    let mut id = [0; 16];
    id[8..].copy_from_slice(&number.to_be_bytes());
    ItemId::from(id)
}

fn why() -> Why {
    Why::code("test")
}

pub(crate) fn terms(relates: &[(RelationKind, RequestId)]) -> Terms {
    let relation = |(kind, request): &(RelationKind, RequestId)| Relation {
        kind: *kind,
        entry: None,
        request: *request,
    };
    Terms {
        case: None,
        form: RequestForm::Electronic,
        fields: Fields::new(),
        issuer: None,
        annexes: Vec::new(),
        parties: Vec::new(),
        relates: relates.iter().map(relation).collect(),
        urgency: Urgency::Ordinary,
        categories: Vec::new(),
        conditions: Vec::new(),
        instrument: "ORDER".to_owned(),
        time_frame: None,
    }
}

pub(crate) fn requested(relates: &[(RelationKind, RequestId)]) -> Requested {
    Requested { terms: terms(relates) }
}

fn produced(items: impl Iterator<Item = u64>, conditions: Vec<Condition>) -> Produced {
    let listed = items.map(|number| ProducedItem {
        id: item(number),
        about: Vec::new(),
        category: "content".to_owned(),
    });
    Produced { open: None, items: listed.collect(), extent: Answered::Partial, conditions }
}

/// The fold alone: what is signed in a file costs a signature an entry.
struct Fold {
    register: RequestRegister,
    acts: u64,
    catalogue: Catalogue,
    salts: Salts,
}

impl Fold {
    fn new() -> Self {
        Self {
            register: RequestRegister::new(),
            acts: 0,
            catalogue: Catalogue::parse("limits.toml", CATALOGUE).unwrap(),
            salts: Salts::new(&mut OsEntropy).unwrap(),
        }
    }

    fn act(
        &mut self,
        actor: PartyId,
        subjects: impl IntoIterator<Item = Subject>,
        body: impl Into<Body>,
    ) -> Vec<Noticed> {
        let links = subjects.into_iter().map(Link::genesis).collect();
        let event = Event::new(At::device(now()), body, links);
        let mark = Mark { index: self.acts, entry: EntryHash::of(&self.acts.to_be_bytes()) };
        let act = StatedAct { event: &event, mark, actor };
        let noticed = self.register.judge(&act);
        self.register.apply(&act);
        self.acts += 1;
        noticed
    }

    fn say(&mut self, actor: PartyId, id: RequestId, body: impl Into<Body>) {
        self.act(actor, [Subject::Request(id, actor)], body);
    }

    /// The act before, as it is cited.
    fn last(&self, subject: Subject) -> Citation {
        Citation { seq: 0, entry: EntryHash::of(&(self.acts - 1).to_be_bytes()), subject }
    }

    /// A party has received what the maker signed.
    fn receive(&mut self, actor: PartyId, id: RequestId) {
        let entry = self.register.request(id).unwrap().cited_as.clone().unwrap();
        let result = AuthenticationResult::Confirmed;
        let authentication = Authentication { method: why(), result };
        self.say(actor, id, Received { entry, channel: why(), authentication });
    }

    fn conclude(&self) -> (Vec<Noticed>, Vec<RequestView>) {
        let question = Question {
            requests: &self.register,
            custody: &Register::new(),
            catalogue: &self.catalogue,
            now: now(),
            jurisdiction: &|_: OrgId| Some("ZZ".to_owned()),
            keeper: None,
            extent: Extent::Whole,
        };
        (question.conclude(), question.views(&|_| None))
    }
}

#[test]
fn request_with_10_000_sides_has_a_clock_for_each() {
    bounded(|| {
        let mut fold = Fold::new();
        let id = request(1);
        fold.say(party(0), id, requested(&[]));
        (1..=10_000).for_each(|number| fold.receive(party(number), id));
        // Each side is asked for once more than there are sides.
        (1..=10_000)
            .for_each(|number| fold.say(party(number), id, produced([0].into_iter(), vec![])));
        let (_, views) = fold.conclude();
        assert_eq!((views[0].sides.len(), views[0].clocks.len()), (10_001, 10_000));
    });
}

#[test]
fn request_extended_and_stopped_10_000_times_has_one_end() {
    bounded(|| {
        let mut fold = Fold::new();
        let (id, maker, addressee) = (request(1), party(1), party(2));
        fold.say(maker, id, requested(&[]));
        fold.receive(addressee, id);
        for _ in 0..10_000 {
            let period = Period { unit: Unit::CalendarDays, amount: 1 };
            let deadline = "answer".to_owned();
            fold.say(maker, id, Extended { why: None, form: None, period, deadline });
            let text = fold.salts.commit("more");
            fold.say(addressee, id, Asked { form: None, text, fields: Vec::new() });
            let entry = fold.last(Subject::Request(id, addressee));
            let text = fold.salts.commit("no more");
            fold.say(maker, id, Clarified { text, entry, fields: Fields::new() });
        }
        let (_, views) = fold.conclude();
        let [clock] = views[0].clocks.as_slice() else {
            panic!("{} clocks", views[0].clocks.len())
        };
        assert_eq!(clock.clock.extensions.len(), 10_000);
        assert!(matches!(clock.clock.state, ClockState::Due { .. }), "{:?}", clock.clock.state);
    });
}

#[test]
fn chain_of_10_000_related_requests_is_followed_no_further_than_one_step() {
    bounded(|| {
        let mut fold = Fold::new();
        for number in 0..10_000 {
            let kinds = [RelationKind::Enforces, RelationKind::FollowsPreservation];
            let next = kinds.map(|kind| (kind, request(number + 1)));
            fold.say(party(1), request(number), requested(&next));
        }
        let (_, views) = fold.conclude();
        assert_eq!(views.len(), 10_001);
    });
}

/// Each of thousands follows the same preservation thousands of times, which has thousands of acts.
#[test]
fn preservation_that_all_requests_follow_is_looked_up_once() {
    bounded(|| {
        let mut fold = Fold::new();
        let kept = request(0);
        fold.say(party(1), kept, requested(&[]));
        fold.receive(party(2), kept);
        for _ in 0..5_000 {
            fold.say(party(2), kept, produced([0].into_iter(), vec![]));
        }
        fold.say(party(2), kept, PreservationEnded { why: why() });
        let follows = vec![(RelationKind::FollowsPreservation, kept); 1_000];
        for number in 1..=500 {
            fold.say(party(1), request(number), requested(&follows));
        }
        let (noticed, _) = fold.conclude();
        let gap = |noticed: &Noticed| matches!(noticed.matter, Matter::PreservationGap { .. });
        assert!(!noticed.iter().any(gap));
    });
}

#[test]
fn conditions_of_an_answer_with_thousands_of_items_are_compared_once() {
    bounded(|| {
        let mut fold = Fold::new();
        let (maker, addressee) = (party(1), party(2));
        fold.say(maker, request(1), requested(&[]));
        fold.receive(addressee, request(1));
        let mut say = |number: usize| {
            let words = fold.salts.commit(format!("only court {number}"));
            Condition::new(ConditionKind::Confidential).in_words(words)
        };
        let conditions: Vec<_> = (0..1_000).map(&mut say).collect();
        let body = produced(0..3_000, conditions.clone());
        fold.say(addressee, request(1), body);
        assert_eq!(fold.register.item(item(7)).unwrap().conditions().count(), 1_000);
        let offered = Offered {
            to: maker,
            keeps: Vec::new(),
            carrier: None,
            purpose: why(),
            request: Some(request(1)),
            answer_by: now(),
            conditions,
            authorisation: None,
        };
        let subjects: Vec<_> = (0..3_000).map(|number| Subject::Item(item(number))).collect();
        assert_eq!(fold.act(addressee, subjects, offered).len(), 0);
    });
}

#[test]
fn items_derived_from_each_other_do_not_double_what_they_are_about() {
    bounded(|| {
        let mut fold = Fold::new();
        fold.say(party(1), request(1), requested(&[]));
        fold.receive(party(2), request(1));
        let mut body = produced(0..2, vec![Condition::new(ConditionKind::Confidential)]);
        for listed in &mut body.items {
            listed.about = vec![fold.salts.commit("M. Invented"), fold.salts.commit("N. Madeup")];
        }
        fold.say(party(2), request(1), body);
        for number in 0..100 {
            let [from, made] = [2 * number, 2 * number + 2].map(|n| [item(n), item(n + 1)]);
            let listed = made.map(|id| DerivedItem { id, content: None, description: None });
            let body = Derived {
                from: from.to_vec(),
                kind: DerivationKind::Extract,
                tool: None,
                items: listed.to_vec(),
                method: None,
            };
            let subjects = from.into_iter().chain(made).map(Subject::Item);
            fold.act(party(2), subjects.collect::<Vec<_>>(), body);
        }
        let last = fold.register.item(item(200)).unwrap();
        assert_eq!(last.about().collect::<Vec<_>>(), ["M. Invented", "N. Madeup"]);
        assert_eq!((last.requests().len(), last.conditions().count()), (1, 1));
    });
}
