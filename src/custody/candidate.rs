//! An entry on its way into the chains: the next of a line, or the first of a chain.

use crate::custody::chain::{Answer, Branch, Chain, Line, OfferPlace, Standing, Tip};
use crate::custody::observation::{Observation, Place, Unsettled};
use crate::custody::register::Rights;
use crate::custody::state::CustodyState;
use crate::custody::transition::{Act, Begins};
use crate::custody::violation::Violation;
use crate::encoding::Timestamp;
use crate::event::{Body, Event, EventType, Link, Subject, VerifiedEvent};
use crate::identity::PartyId;

/// One entry on its way through the fold.
pub(super) struct Candidate<'a> {
    pub(super) event: &'a Event,
    pub(super) verified: &'a VerifiedEvent,
    pub(super) index: u64,
    pub(super) signer: PartyId,
    pub(super) actor: PartyId,
    pub(super) rights: Rights,
}

/// What one link comes to.
pub(super) struct Step {
    pub(super) chain: Chain,
    /// Whether the act took effect on the subject.
    pub(super) effect: Effect,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Effect {
    None,
    Taken,
}

impl Candidate<'_> {
    pub(super) fn event_type(&self) -> EventType {
        self.event.body.event_type()
    }

    /// C9.3: whether the entry is by one of these, or signed by one.
    pub(super) fn is_one_of(&self, parties: [PartyId; 2]) -> bool {
        parties.contains(&self.actor) || parties.contains(&self.signer)
    }

    pub(super) fn tip(&self, link: &Link) -> Tip {
        Tip {
            seq: link.seq,
            hash: self.verified.signed().hash(),
            prev: link.prev.0,
            index: self.index,
            actor: self.actor,
            signer: self.signer,
            event_type: Some(self.event_type()),
            earliest: self.event.at.time.earliest(),
        }
    }

    pub(super) fn act(&self, link: &Link) -> Act<'_> {
        let begins = if let Body::Derived(body) = &self.event.body
            && let Some(id) = link.subject.item()
            && !body.from.contains(&id)
        {
            Begins::Item
        } else {
            Begins::Nothing
        };
        Act {
            event: self.event,
            entry: self.verified.signed().hash(),
            signer: self.signer,
            actor: self.actor,
            registrar_of: self.rights.registrar_of,
            begins,
        }
    }

    /// The first entry of a chain that is held.
    pub(super) fn begin(&self, link: &Link, seen: &mut Vec<Observation>) -> Option<Step> {
        if link.seq > 0 {
            let pen = None;
            seen.push(self.unsettled(link, Place::Beginning, pen));
            let branch = Branch::not_shown(self.tip(link), self.index);
            return Some(Step { chain: Chain::new(branch), effect: Effect::None });
        }
        let before = match &link.subject {
            Subject::Item(_) => Standing::Item(CustodyState::Unknown),
            Subject::Case(_) => Standing::Case(self.actor),
            Subject::Ledger(_) => Standing::Ledger(self.signer.org()),
            Subject::Own(..) | Subject::Party(_) | Subject::Request(..) => Standing::Fixed,
        };
        // C3.4
        let (standing, last) = self.stand(&before, None, link, seen)?;
        let branch = Branch {
            tip: self.tip(link),
            standing,
            before,
            last,
            last_before: None,
            offer: None,
            whole: true,
        };
        Some(Step { chain: Chain::new(branch), effect: Effect::Taken })
    }

    /// The next entry of a line.
    pub(super) fn extend(
        &self,
        chain: &Chain,
        branch: Branch,
        line: Line,
        link: &Link,
        seen: &mut Vec<Observation>,
    ) -> Option<Step> {
        self.check_times(&branch.tip, link, seen);
        // C4.7: the item that was begun in error is nobody else's to begin.
        let unmade = branch.standing == Standing::Item(CustodyState::Unknown);
        if unmade && self.actor.org() != branch.tip.actor.org() {
            let violation = Violation::NoPen { holder: Some(branch.tip.actor), found: self.actor };
            let subject = link.subject.clone();
            seen.push(Observation::Rule { subject, violation });
            return None;
        }
        let mut refused = Vec::new();
        let stand = self.stand(&branch.standing, branch.last.as_ref(), link, &mut refused);
        let lacks_pen = refused.iter().any(lacks_pen);
        seen.extend(refused);
        // Custody §3: an entry by one without the pen has no effect and takes no place. Nor does
        // one against the table while an offer is open: the other side answers without knowing it.
        // C3.2, C3.3
        let open = matches!(branch.standing, Standing::Item(CustodyState::Offered { .. }));
        if lacks_pen || open && stand.is_none() {
            return None;
        }
        let effect = if stand.is_some() { Effect::Taken } else { Effect::None };
        let (standing, last) = stand.unwrap_or((branch.standing, branch.last));
        let effect = if matches!(standing, Standing::NotShown(_)) { Effect::None } else { effect };
        let mut next = Branch {
            tip: self.tip(link),
            standing,
            before: branch.standing,
            last,
            last_before: branch.last,
            offer: branch.offer,
            whole: branch.whole,
        };
        if effect == Effect::Taken {
            self.keep_offer(&mut next, &branch, link, seen);
        }
        let mut chain = Chain { doubtful: None, ..chain.clone() };
        match (line, &mut chain.contest) {
            (Line::Doubtful, _) => chain.doubtful = Some(Box::new(next)),
            (Line::Rival, Some(contest)) => contest.rival = next,
            (Line::Rival | Line::Main, _) => chain.main = next,
        }
        Some(Step { chain, effect })
    }

    /// Remembers an offer after its answer, and says whether the answer came in time. C2.5
    pub(super) fn keep_offer(
        &self,
        next: &mut Branch,
        branch: &Branch,
        link: &Link,
        seen: &mut Vec<Observation>,
    ) {
        next.offer = self.offer_made(&next.standing, link).or(next.offer);
        if let Standing::Item(CustodyState::Offered { answer_by, offer, .. }) = branch.standing {
            self.check_deadline(answer_by, link, seen);
            if let Some(place) = next.offer.as_mut().filter(|place| place.entry == offer) {
                place.answer = Some(self.answer());
            }
        }
    }

    /// The offer that this entry makes, if it makes one.
    pub(super) fn offer_made(&self, standing: &Standing, link: &Link) -> Option<OfferPlace> {
        let entry = self.verified.signed().hash();
        match standing {
            Standing::Item(state @ CustodyState::Offered { offer, .. }) if *offer == entry => {
                Some(OfferPlace { seq: link.seq, entry, state: *state, answer: None })
            }
            Standing::Item(_)
            | Standing::Case(_)
            | Standing::Fixed
            | Standing::Ledger(_)
            | Standing::NotShown(_) => None,
        }
    }

    pub(super) fn answer(&self) -> Answer {
        Answer {
            entry: self.verified.signed().hash(),
            actor: self.actor,
            signer: self.signer,
            event_type: self.event_type(),
        }
    }

    // C8.1, C8.2
    pub(super) fn check_deadline(
        &self,
        answer_by: Timestamp,
        link: &Link,
        seen: &mut Vec<Observation>,
    ) {
        let subject = link.subject.clone();
        match (self.event_type(), self.event.at.time.earliest()) {
            (EventType::Accepted | EventType::Refused, Some(found))
                if found.is_after(&answer_by) =>
            {
                seen.push(Observation::Late { subject, answer_by, found });
            }
            (EventType::Withdrawn, Some(found)) if !found.is_after(&answer_by) => {
                seen.push(Observation::Early { subject, answer_by, found });
            }
            _ => {}
        }
    }

    /// V5.1: not before the entry that it follows. C1.3: said, and no more: order comes from links.
    pub(super) fn check_times(&self, tip: &Tip, link: &Link, seen: &mut Vec<Observation>) {
        if let (Some(before), Some(found)) = (tip.earliest, self.event.at.time.latest())
            && before.is_after(&found)
        {
            let subject = link.subject.clone();
            seen.push(Observation::TimeRegressed { subject, before, found });
        }
    }

    pub(super) fn unsettled(
        &self,
        link: &Link,
        place: Place,
        pen: Option<crate::identity::OrgId>,
    ) -> Observation {
        Observation::Pending(Unsettled {
            subject: link.subject.clone(),
            seq: link.seq,
            prev: link.prev.0,
            entry: self.verified.signed().hash(),
            index: self.index,
            signer: self.signer,
            place,
            pen,
        })
    }
}

pub(super) fn lacks_pen(observation: &Observation) -> bool {
    matches!(observation, Observation::Rule { violation: Violation::NoPen { .. }, .. })
}
