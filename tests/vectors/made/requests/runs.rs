//! A world with one instrument that has one deadline.

use handseal::event::{At, Body, Extended, Period, Subject, Terms, Unit};
use handseal::identity::RequestId;
use handseal::verify::Code;

use crate::cases::{Party, sign};
use crate::made::Case;
use crate::made::requests::sides::declined;
use crate::vector::{Place, Tells, Vector};
use crate::world::{World, world};

/// The deadline of the only instrument, which is ten days where it is not changed.
const DEADLINE: &[(&str, &str)] = &[
    ("id", "\"answer\""),
    ("paragraph", "\"1(2)\""),
    ("amount", "10"),
    ("unit", "\"calendar_days\""),
    ("bound", "\"at_most\""),
    ("starts", "\"received\""),
    ("starts_on", "\"addressee\""),
    ("starts_certainty", "\"verified\""),
    ("met_by", "[\"produced\", \"declined\"]"),
    ("met_on", "\"addressee\""),
    ("on_expiry", "\"overdue\""),
    ("certainty", "\"verified\""),
];

const HEAD: &str = r#"format = 1
name = "An instrument with a deadline"
as_of = 2041-01-01

[[act]]
id = "T"
title = { en = "Treaty" }
source = "a test"
certainty = "verified"
status = { force = "in_force", since = 2040-01-01, as_of = 2041-01-01, source = "a test", certainty = "verified" }

[[category]]
id = "metadata"
title = { en = "Metadata" }
includes = ["subscriber"]
certainty = "verified"

[[category]]
id = "subscriber"
title = { en = "Subscriber data" }
certainty = "verified"

[[category]]
id = "content"
title = { en = "Content" }
certainty = "verified"

[[instrument]]
id = "FREE"
act = "T"
article = "1"
title = { en = "Order" }
nature = "order"
source = "a test"
certainty = "verified"

[[instrument.deadline]]
"#;

/// A calendar of one working week for the addressee, with a holiday on Tuesday, 4 June.
pub(super) const CALENDAR: &str = r#"
[[calendar]]
jurisdiction = "KE"
from = 2041-01-01
to = 2041-06-07
weekend = ["saturday", "sunday"]
holidays = [2041-06-04]

[[calendar]]
jurisdiction = "KE"
from = 2041-06-08
to = 2041-12-31
weekend = ["saturday", "sunday"]
"#;

pub(super) fn catalogue(changes: &[(&str, &str)]) -> String {
    let mut text = HEAD.to_owned();
    let stated = |name: &str| changes.iter().find(|(changed, _)| *changed == name);
    for (name, value) in DEADLINE {
        let value = stated(name).map_or(*value, |(_, value)| *value);
        text += &format!("{name} = {value}\n");
    }
    for (name, value) in changes {
        if !DEADLINE.iter().any(|(known, _)| known == name) {
            text += &format!("{name} = {value}\n");
        }
    }
    text
}

/// A world and the deadline that it is judged by.
pub(super) struct Run {
    pub(super) world: World,
    pub(super) id: RequestId,
    pub(super) texts: Vec<String>,
}

impl Run {
    /// A request of the first day; the provider receives it when the case says so.
    pub(super) fn new(changes: &[(&str, &str)]) -> Self {
        Self::with(changes, |_, terms| terms)
    }

    pub(super) fn with(changes: &[(&str, &str)], terms: fn(&mut World, Terms) -> Terms) -> Self {
        let mut world = world();
        let made = world.terms("FREE");
        let made = terms(&mut world, made);
        let id = world.ask(made);
        Self { world, id, texts: vec![catalogue(changes)] }
    }

    /// An act on a party's side, at a time of its choice.
    pub(super) fn act_at(&mut self, by: &Party, body: impl Into<Body>, when: At) -> u64 {
        let subject = Subject::Request(self.id, by.id);
        let mut event = self.world.ledger.event(body, &[subject]);
        event.at = when;
        self.world.ledger.push(&sign(event, by))
    }

    pub(super) fn by_provider(&mut self, body: impl Into<Body>, when: &str) -> u64 {
        let provider = self.world.provider.clone();
        self.act_at(&provider, body, At::device(when.parse().unwrap()))
    }

    pub(super) fn by_maker(&mut self, body: impl Into<Body>, when: &str) -> u64 {
        let maker = self.world.maker.clone();
        self.act_at(&maker, body, At::device(when.parse().unwrap()))
    }

    pub(super) fn received(mut self, when: &str) -> Self {
        let body = self.receipt();
        self.by_provider(body, when);
        self
    }

    pub(super) fn receipt(&self) -> handseal::event::Received {
        let confirmed = handseal::event::AuthenticationResult::Confirmed;
        self.world.received(self.id, confirmed)
    }

    pub(super) fn declined(mut self, when: &str) -> Self {
        self.by_provider(declined(), when);
        self
    }

    pub(super) fn extended(mut self, amount: u32, unit: Unit, when: &str) -> Self {
        let deadline = "answer".to_owned();
        let period = Period { unit, amount };
        self.by_maker(Extended { why: None, form: None, period, deadline }, when);
        self
    }

    pub(super) fn case(&self) -> Case {
        Case::of_world(&self.world).catalogue(&self.texts)
    }

    pub(super) fn last(&self) -> u64 {
        self.world.ledger.size() - 1
    }

    pub(super) fn agrees(&self, tells: Tells) -> Vector {
        let vector = self.case().allowed(tells);
        assert!(vector.to_json().contains("\"ok\": true"), "{}", tells.name);
        vector
    }

    /// The last act came too late.
    pub(super) fn is_late(&self, tells: Tells) -> Vector {
        self.case().refused(tells, Code::RequestLate, Place::index(self.last()))
    }

    pub(super) fn is(&self, tells: Tells, code: Code) -> Vector {
        self.case().refused(tells, code, Place::index(TERMS))
    }

    pub(super) fn is_not_told(&self, tells: Tells) -> Vector {
        self.case().allowed_with(tells, Code::RequestClockNotTold, Place::index(TERMS))
    }
}

/// The entry of the terms.
pub(super) const TERMS: u64 = 7;
pub(super) const RECEIVED: &str = "2041-06-01T09:00:00Z";
