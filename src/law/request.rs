//! One request, as the entries on all its sides tell it.

use std::collections::BTreeSet;

use crate::encoding::Timestamp;
use crate::event::{
    Body, Citation, Confirmation, Extent, Fields, NoticeState, Produced, RelationKind, Subject,
    Terms, When,
};
use crate::identity::{ItemId, OrgId, PartyId, RequestId};
use crate::law::act::{Mark, SideAct, StatedAct};
use crate::law::catalogue::Side;
use crate::law::clock::DatedAct;
use crate::law::places::Places;
use crate::law::transition::{SideState, side_rule};

/// The capacity of the party that is asked.
pub const ADDRESSEE: &str = "addressee";

/// The capacity of the authority that is told of an order in the addressee's State.
pub const ENFORCING: &str = "enforcing_authority";

/// Who made a request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Maker {
    /// Someone without keys, as the addressee describes it.
    Described,
    /// A party that signed it.
    Party(PartyId),
}

/// One party's side of a request.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RequestSide {
    /// Whose.
    pub party: PartyId,
    /// How far it has come.
    pub state: SideState,
    /// Its last entry.
    pub last: Mark,
    /// The last answer on it, while that is partial.
    pub partial: Option<PartialAnswer>,
}

/// An answer after which more is to come, or was asked for and is not given.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PartialAnswer {
    /// What it says is still open.
    pub open: Option<String>,
    /// The entry.
    pub mark: Mark,
}

/// An item that was produced under a request.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ProducedUnder {
    /// The item.
    pub item: ItemId,
    /// The category of its data.
    pub category: String,
    /// By whom.
    pub by: PartyId,
    /// With which entry.
    pub mark: Mark,
    /// When.
    pub when: When,
}

/// A duty to tell somebody, and what became of it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NoticeSeen {
    /// Whose side says so.
    pub side: PartyId,
    /// In which capacity the one to be told is named.
    pub capacity: String,
    /// What became of it.
    pub state: NoticeState,
    /// Until when it is delayed.
    pub until: Option<Timestamp>,
    /// The entry.
    pub mark: Mark,
}

/// What is asked for, and what everyone named did about it.
#[derive(Clone, Debug)]
pub struct Request {
    /// Its id.
    pub id: RequestId,
    /// What it says, and the entry that says it; none while neither side's is held.
    pub terms: Option<(Terms, Mark)>,
    /// The same entry, as another one cites it.
    pub cited_as: Option<Citation>,
    /// When it was made, or received from someone without keys.
    pub made: Option<When>,
    /// How the addressee describes a maker without keys, as far as that is disclosed.
    pub described: Option<String>,
    /// Who made it.
    pub maker: Option<Maker>,
    /// The sides, in the order in which they opened.
    pub sides: Vec<RequestSide>,
    /// Every act on any side, in the order of the ledger.
    pub acts: Vec<SideAct>,
    /// Fields that a clarification supplied.
    pub supplied: BTreeSet<String>,
    /// What those who validated it are.
    pub validators: Vec<String>,
    /// What was confirmed.
    pub confirmed: Vec<Confirmation>,
    /// What was produced.
    pub produced: Vec<ProducedUnder>,
    /// Items that were collected or acquired under it.
    pub collected: Vec<ItemId>,
    /// Items that an offer names it for.
    pub offered: Vec<ItemId>,
    /// Until when the addressee said that it preserves, with the entry.
    pub preserved: Option<(Option<Timestamp>, Mark)>,
    /// Who was told, and who was not.
    pub notices: Vec<NoticeSeen>,
    /// The first request that asks for what this one preserved, with the entry that says so.
    pub followed: Option<(RequestId, Mark)>,
    /// The index of an entry on one of its chains that could not be checked.
    pub doubtful: Option<u64>,
    pub(super) places: Places,
}

impl Request {
    pub(crate) fn new(id: RequestId) -> Self {
        Self {
            id,
            terms: None,
            cited_as: None,
            made: None,
            described: None,
            maker: None,
            sides: Vec::new(),
            acts: Vec::new(),
            supplied: BTreeSet::new(),
            validators: Vec::new(),
            confirmed: Vec::new(),
            produced: Vec::new(),
            collected: Vec::new(),
            offered: Vec::new(),
            preserved: None,
            notices: Vec::new(),
            followed: None,
            doubtful: None,
            places: Places::default(),
        }
    }

    /// The state of a party's side.
    #[must_use]
    pub fn state_of(&self, party: PartyId) -> SideState {
        let side = self.places.sides.get(&party).and_then(|place| self.sides.get(*place));
        side.map_or(SideState::Unopened, |side| side.state)
    }

    fn side_mut(&mut self, party: PartyId) -> Option<&mut RequestSide> {
        self.places.sides.get(&party).and_then(|place| self.sides.get_mut(*place))
    }

    /// The capacity that a party with this very id is named in first.
    fn named_as(&self, party: PartyId) -> Option<&str> {
        let (terms, _) = self.terms.as_ref()?;
        let place = self.places.named.get(&party)?;
        terms.parties.get(*place).map(|named| named.capacity.as_str())
    }

    /// Whether the request names a party, its maker included. A party of an organisation that is
    /// named as a whole is named. R1.5
    #[must_use]
    pub fn names(&self, party: PartyId) -> bool {
        let organisation = PartyId::organisation(party.org());
        let named = |named: PartyId| named == party || named == organisation;
        [party, organisation].iter().any(|party| self.places.named.contains_key(party))
            || matches!(self.maker, Some(Maker::Party(maker)) if named(maker))
            || matches!(self.maker, Some(Maker::Described))
                && self.sides.first().is_some_and(|first| named(first.party))
    }

    /// On whose side a party stands, by the capacity that it, or its organisation as a whole, is
    /// named in. Where no party is named as the addressee, whoever opens a side without being named
    /// otherwise is. R1.6
    #[must_use]
    pub fn side_of(&self, party: PartyId) -> Side {
        if matches!(self.maker, Some(Maker::Party(maker)) if maker == party) {
            return Side::Maker;
        }
        // A party of an organisation that is named as a whole stands on its side.
        let own =
            self.named_as(party).or_else(|| self.named_as(PartyId::organisation(party.org())));
        let of_maker =
            matches!(self.maker, Some(Maker::Party(maker)) if maker.org() == party.org());
        match own {
            Some(ADDRESSEE) => Side::Addressee,
            Some(ENFORCING) => Side::Enforcing,
            Some(_) => Side::Other,
            None if of_maker => Side::Other,
            None if self.places.addressee => Side::Other,
            None => Side::Addressee,
        }
    }

    /// The state of a side after an act, or else the state in which the act is not possible.
    pub(crate) fn after(&self, party: PartyId, body: &Body) -> Result<SideState, SideState> {
        let state = self.state_of(party);
        let made = matches!(self.maker, Some(Maker::Party(_)));
        // It is made once: nobody else can put other words in the place of its maker's.
        // R3.2
        if made && state == SideState::Unopened && matches!(body, Body::Requested(_)) {
            return Err(SideState::Made);
        }
        // R3.7
        let answered = if let Body::Received(body) = body {
            Some(&body.entry)
        } else if let Body::Clarified(body) = body {
            Some(&body.entry)
        } else if let Body::Validated(body) = body {
            body.entry.as_ref()
        } else {
            None
        };
        let own =
            |cited: &Citation| matches!(cited.subject, Subject::Request(id, _) if id == self.id);
        if answered.is_some_and(|cited| !own(cited)) {
            return Err(state);
        }
        state.after(body).ok_or(state)
    }

    /// The act at an index of the ledger.
    pub(crate) fn act_at(&self, index: u64) -> Option<&SideAct> {
        // The acts stand in the order of the ledger.
        let place = self.acts.binary_search_by_key(&index, |act| act.dated.entry).ok()?;
        self.acts.get(place)
    }

    /// The organisation that made it, when that has keys.
    pub(crate) const fn maker_org(&self) -> Option<OrgId> {
        match self.maker {
            Some(Maker::Party(maker)) => Some(maker.org()),
            Some(Maker::Described) | None => None,
        }
    }

    /// Whether anyone who was asked gave all the answer there will be. R3.5
    #[must_use]
    pub const fn is_answered(&self) -> bool {
        self.places.answered
    }

    /// Whether the maker took it back.
    #[must_use]
    pub const fn is_ended(&self) -> bool {
        self.places.ended
    }

    /// The requests that this one rests on in some way.
    pub fn related(&self, kind: RelationKind) -> impl Iterator<Item = RequestId> + '_ {
        let relates = self.terms.iter().flat_map(|(terms, _)| &terms.relates);
        relates.filter(move |relation| relation.kind == kind).map(|relation| relation.request)
    }

    /// Whether a field is there, stated at first or supplied later.
    #[must_use]
    pub fn states(&self, field: &str) -> bool {
        let stated = |(terms, _): &(Terms, Mark)| terms.fields.contains_key(field);
        self.terms.as_ref().is_some_and(stated) || self.supplied.contains(field)
    }

    /// Takes an act on one of its sides. Answers whether it was possible.
    #[expect(clippy::wildcard_enum_match_arm, reason = "few acts say more to a clock")]
    pub(crate) fn take(&mut self, party: PartyId, act: &StatedAct<'_>) -> bool {
        let Ok(state) = self.after(party, &act.event.body) else {
            return false;
        };
        let last = act.mark;
        if let Some(side) = self.side_mut(party) {
            (side.state, side.last) = (state, last);
        } else {
            self.places.sides.insert(party, self.sides.len());
            // R1.2
            self.sides.push(RequestSide { party, state, last, partial: None });
        }
        // Neither state is left again.
        self.places.answered |= state == SideState::Answered;
        self.places.ended |= state == SideState::Ended;
        // R3.4
        if side_rule(act.event.body.event_type()).is_none() {
            return true;
        }
        self.note(party, act);
        let side = self.side_of(party);
        let extends = if let Body::Extended(body) = &act.event.body {
            Some((body.deadline.clone(), body.period.clone()))
        } else {
            None
        };
        let (confirms, extent) = match &act.event.body {
            Body::Confirmed(body) => (Some(body.what), None),
            Body::Produced(body) => (None, Some(body.extent)),
            _ => (None, None),
        };
        let dated = DatedAct {
            event_type: act.event.body.event_type(),
            side,
            when: act.event.at.time,
            uncertainty: act.event.at.uncertainty,
            entry: act.mark.index,
            extends,
            confirms,
            extent,
        };
        self.acts.push(SideAct { party, entry: act.mark.entry, dated });
        true
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "most acts only start or stop clocks")]
    fn note(&mut self, party: PartyId, act: &StatedAct<'_>) {
        match &act.event.body {
            // What the maker signed is the request; what an addressee wrote down of a letter stands
            // for it.
            Body::Requested(body) => {
                self.described = None;
                self.open(&body.terms, Maker::Party(party), party, act);
            }
            Body::Registered(body) if self.terms.is_none() => {
                self.described = body.maker.value().cloned();
                self.open(&body.terms, Maker::Described, party, act);
            }
            Body::Clarified(body) => self.supply(&body.fields),
            Body::Validated(body) => self.validators.push(body.validator.clone()),
            Body::Confirmed(body) => self.confirmed.push(body.what),
            Body::Preserved(body) => {
                self.preserved = Some((body.until, act.mark));
                self.collected.extend(&body.items);
            }
            Body::Produced(body) => {
                self.answer(party, body, act.mark);
                self.produced.extend(body.items.iter().map(|item| ProducedUnder {
                    item: item.id,
                    category: item.category.clone(),
                    by: act.actor,
                    mark: act.mark,
                    when: act.event.at.time,
                }));
            }
            Body::Declined(_) => self.close(party),
            Body::Notified(body) => self.notices.push(NoticeSeen {
                side: party,
                capacity: body.capacity.clone(),
                state: body.state,
                until: body.until,
                mark: act.mark,
            }),
            _ => {}
        }
    }

    // R1.3, R1.4
    fn open(&mut self, terms: &Terms, maker: Maker, party: PartyId, act: &StatedAct<'_>) {
        self.terms = Some((terms.clone(), act.mark));
        self.places.name(&terms.parties);
        let side = Subject::Request(self.id, party);
        let link = act.event.links.iter().find(|link| link.subject == side);
        self.cited_as =
            link.map(|link| Citation { subject: side, seq: link.seq, entry: act.mark.entry });
        self.made = Some(act.event.at.time);
        self.maker = Some(maker);
    }

    fn answer(&mut self, party: PartyId, body: &Produced, mark: Mark) {
        let open = body.open.as_ref().and_then(|open| open.value().cloned());
        if let Some(side) = self.side_mut(party) {
            let more = body.extent == Extent::Partial && side.state != SideState::Answered;
            side.partial = more.then_some(PartialAnswer { open, mark });
        }
    }

    fn close(&mut self, party: PartyId) {
        if let Some(side) = self.side_mut(party) {
            side.partial = None;
        }
    }

    fn supply(&mut self, fields: &Fields) {
        self.supplied.extend(fields.keys().cloned());
    }
}
