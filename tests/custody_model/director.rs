//! Makes acts out of numbers: mostly ones that the state expects.

use crate::model::{Act, CAST, Chain, Entry, Model, Party, Place, State, UNIT};

/// How one act is chosen: small numbers make the act that the state expects.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Choice {
    pub(crate) items: u8,
    pub(crate) kind: u8,
    pub(crate) wild: u8,
    pub(crate) who: u8,
    pub(crate) place: u8,
    pub(crate) cite: u8,
    pub(crate) to: u8,
    pub(crate) time: i8,
    pub(crate) seal: u8,
}

const ITEMS: usize = 3;

/// Makes acts out of choices, looking at what the model says of the items so far.
pub(crate) struct Director {
    pub(crate) model: Model,
    pub(crate) next: Entry,
}

impl Director {
    fn chain(&self, item: usize) -> Option<&Chain> {
        self.model.chains.get(&item)
    }

    fn state(&self, item: usize) -> Option<State> {
        match self.chain(item) {
            None => Some(State::Unknown),
            Some(chain) => chain.lines[0].state,
        }
    }

    pub(crate) fn act(&self, choice: Choice) -> Act {
        let focus = usize::from(choice.items) % ITEMS;
        let state = self.state(focus);
        let contested = self.chain(focus).filter(|chain| chain.lines.len() == 2);
        let kind = self.kind(choice, state, contested.is_some(), focus);
        let (signer, actor) = self.who(choice, state, kind, contested);
        let mut act = Act {
            entry: self.next,
            kind,
            signer,
            actor,
            time: i64::from(choice.time) + 200,
            due: i64::from(choice.cite) + 100,
            to: usize::from(choice.to) % CAST.len(),
            from: match (state.and_then(State::holder), choice.wild % 16) {
                (None, _) | (_, 15) => usize::from(choice.place) % CAST.len(),
                (Some(holder), _) => holder,
            },
            seal: (!choice.seal.is_multiple_of(4) || matches!(kind, "sealed" | "unsealed"))
                .then_some(choice.seal / 4 % 2),
            cites: None,
            other: None,
            about: focus,
            links: Vec::new(),
            made: Vec::new(),
            own: None,
        };
        if matches!(kind, "yielded" | "acknowledged") {
            self.remark(&mut act, choice, contested);
        } else {
            self.links(&mut act, choice, focus);
        }
        act
    }

    fn kind(
        &self,
        choice: Choice,
        state: Option<State>,
        contested: bool,
        focus: usize,
    ) -> &'static str {
        let one_sided = self.model.facts.get(&focus).is_some_and(|facts| facts.one_sided.is_some());
        match choice.wild {
            0..24 if contested => return "yielded",
            0..12 if one_sided => return "acknowledged",
            0..8 => return "annulled",
            8..16 => return "reassigned",
            _ => {}
        }
        let kinds = match state {
            Some(state) if choice.wild < 220 => self.model.kinds_from(state.name()),
            None if choice.wild < 160 => vec!["offered", "received_back", "accepted", "noted"],
            Some(_) | None => self.model.kinds(),
        };
        let pick = usize::from(choice.kind) % (kinds.len() + 4);
        // Offers, that most of the rules are about, come up more often.
        let kind = kinds.get(pick).copied().unwrap_or("offered");
        let begun = self.chain(focus).is_some();
        if kinds.contains(&kind) || begun { kind } else { "collected" }
    }

    fn who(
        &self,
        choice: Choice,
        state: Option<State>,
        kind: &str,
        contested: Option<&Chain>,
    ) -> (Party, Party) {
        if let (Some(chain), "yielded", 0..200) = (contested, kind, choice.who) {
            let signer = chain.roots[usize::from(choice.who) % 2].1;
            return (signer, signer);
        }
        let expected = match (state, kind) {
            (Some(State::Offered { to, .. }), "accepted" | "refused") => Some(to),
            (Some(state), "reassigned") => state.holder().map(registrar_of),
            (Some(state), "annulled" | "withdrawn") if choice.who.is_multiple_of(4) => {
                state.holder().map(registrar_of)
            }
            (state, _) => state.and_then(State::holder),
        };
        let actor = match expected {
            Some(party) if choice.who < 200 => party,
            Some(_) | None => usize::from(choice.who) % CAST.len(),
        };
        match actor {
            UNIT => (1 + usize::from(choice.to) % 3, UNIT),
            party if (1..=3).contains(&party) && choice.who > 240 => (party, UNIT),
            party => (party, party),
        }
    }

    fn remark(&self, act: &mut Act, choice: Choice, contested: Option<&Chain>) {
        let stranger = choice.place > 240;
        let party = if stranger { 2 } else { act.signer };
        let place = match self.model.own.get(&party) {
            None => Place { seq: 0, prev: None },
            Some((seq, entry)) => Place { seq: seq + 1, prev: Some(*entry) },
        };
        act.own = Some((party, place));
        match contested {
            Some(chain) if act.kind == "yielded" => {
                let mine = chain.roots.iter().position(|(_, signer)| *signer == act.signer);
                let mine = mine.filter(|_| choice.cite < 240).unwrap_or(0);
                act.cites = Some(chain.roots[mine].0);
                act.other = Some(chain.roots[1 - mine].0).filter(|_| choice.cite > 10);
            }
            Some(_) | None => {
                let facts = self.model.facts.get(&act.about);
                act.cites = facts
                    .and_then(|facts| facts.one_sided)
                    .map(|(entry, _)| entry)
                    .filter(|_| choice.cite > 20);
            }
        }
    }

    fn links(&self, act: &mut Act, choice: Choice, focus: usize) {
        let begins = matches!(act.kind, "collected" | "acquired" | "taken_over");
        let place = |item: usize| {
            let chosen = self.place(item, choice, act.kind);
            match (begins, chosen.seq) {
                (true, _) => Place { seq: 0, prev: None },
                (false, 0) => Place { seq: 1, prev: Some(1000) },
                (false, _) => chosen,
            }
        };
        let several = choice.items >= 200;
        let links = (0..ITEMS).filter(|item| *item == focus || several && self.joins(focus, *item));
        let mut links: Vec<_> = links.map(|item| (item, place(item))).collect();
        if act.kind == "derived" {
            // Mostly a new item, sometimes one that is there.
            let made = ITEMS + usize::from(choice.cite) % if choice.wild > 128 { 2 } else { 64 };
            act.made.push(made);
            links.push((made, Place { seq: 0, prev: None }));
        }
        act.cites = self.cited(focus, choice, act.kind);
        act.links = links;
    }

    /// Whether two items are offered or held together.
    fn joins(&self, one: usize, other: usize) -> bool {
        let name = |item| self.state(item).map(State::name);
        name(one) == name(other)
    }

    fn place(&self, item: usize, choice: Choice, kind: &str) -> Place {
        let Some(chain) = self.chain(item) else {
            return match choice.place {
                0..230 => Place { seq: 0, prev: None },
                _ => Place { seq: 3, prev: Some(1000) },
            };
        };
        let line = &chain.lines[usize::from(choice.place) % chain.lines.len()];
        let answer = matches!(kind, "accepted" | "refused" | "withdrawn");
        match choice.place {
            // A second answer to the last offer.
            180..215 if answer => match line.offer_place() {
                Some(place) => place,
                None => line.next(),
            },
            180..210 => line.place,
            210..215 => Place { seq: line.place.seq + 3, ..line.next() },
            215..220 => Place { prev: Some(1000), ..line.next() },
            220..225 => Place { seq: line.place.seq / 2, prev: Some(line.entry) },
            225..=255 => match chain.doubtful {
                Some(doubtful) => doubtful.next(),
                None => line.next(),
            },
            _ => line.next(),
        }
    }

    /// What an annulment takes back: mostly the tip or the entry before it.
    fn cited(&self, item: usize, choice: Choice, kind: &str) -> Option<Entry> {
        let line = self.chain(item)?.lines[0];
        match (kind, choice.cite) {
            ("annulled", 0..200) => line.last_change().or(Some(line.entry)),
            (_, 0..128) => Some(line.entry),
            _ => line.place.prev,
        }
    }
}

fn registrar_of(party: Party) -> Party {
    if CAST[party].1 == 'A' { 3 } else { 7 }
}
