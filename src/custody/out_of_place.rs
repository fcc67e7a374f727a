//! A link that is not the next of its chain: forks, crossing, holes. Custody §6 and §7.

use crate::custody::candidate::{Candidate, Effect, Step, lacks_pen};
use crate::custody::chain::{Answer, Branch, Chain, Contest, OfferPlace, Standing};
use crate::custody::observation::{Observation, Place};
use crate::custody::state::CustodyState;
use crate::event::{Body, EventType, Link, Subject};
use crate::identity::PartyId;

impl Candidate<'_> {
    /// The link is not the next of its chain.
    pub(super) fn out_of_place(
        &self,
        chain: &Chain,
        link: &Link,
        seen: &mut Vec<Observation>,
    ) -> Option<Step> {
        if let Some((place, answer)) = chain.answered_at(link) {
            return self.answer_again(chain, &place, &answer, link, seen);
        }
        let tip = &chain.main.tip;
        if link.seq == tip.seq && link.prev.0 == tip.prev {
            return self.same_place(chain, link, seen);
        }
        // C6.9
        let pen = match chain.main.standing {
            Standing::Item(CustodyState::Offered { to, .. }) => Some(to.org()),
            Standing::Item(state) => state.holder().map(|party| party.org()),
            Standing::Case(officer) => Some(officer.org()),
            Standing::Ledger(keeper) => Some(keeper),
            Standing::Fixed => Some(self.signer.org()),
            Standing::NotShown(_) => None,
        };
        // C6.7
        let place = if link.seq <= tip.seq {
            Place::Taken
        } else if tip.seq.checked_add(1) == Some(link.seq) {
            Place::Previous
        } else {
            Place::Hole
        };
        seen.push(self.unsettled(link, place, pen));
        if place == Place::Taken {
            return None;
        }
        // C6.8
        let branch = Branch::not_shown(self.tip(link), self.index);
        Some(Step { chain: Chain::new(branch), effect: Effect::None })
    }

    /// A second answer to an offer that has one. C7.4
    pub(super) fn answer_again(
        &self,
        chain: &Chain,
        place: &OfferPlace,
        answer: &Answer,
        link: &Link,
        seen: &mut Vec<Observation>,
    ) -> Option<Step> {
        let before = Standing::Item(place.state);
        let (standing, last) = self.stand(&before, None, link, seen)?;
        let subject = link.subject.clone();
        let withdrawals = [answer.event_type, self.event_type()]
            .iter()
            .filter(|event_type| matches!(event_type, EventType::Withdrawn))
            .count();
        let other = answer.entry;
        if withdrawals != 1 || answer.actor == self.actor || chain.contest.is_some() {
            seen.push(Observation::Forked { subject, other });
            return None;
        }
        if let CustodyState::Offered { answer_by, .. } = place.state {
            self.check_deadline(answer_by, link, seen);
        }
        seen.push(Observation::Crossed { subject, other });
        let offer = OfferPlace { answer: Some(self.answer()), ..*place };
        let rival = Branch {
            tip: self.tip(link),
            standing,
            before,
            last,
            last_before: None,
            offer: Some(offer),
            whole: chain.main.whole,
        };
        Some(self.contested(chain, rival, (answer.entry, answer.signer)))
    }

    pub(super) fn contested(
        &self,
        chain: &Chain,
        rival: Branch,
        main_root: (crate::event::EntryHash, PartyId),
    ) -> Step {
        let rival_root = (self.verified.signed().hash(), self.signer);
        let contest = Some(Box::new(Contest { rival, main_root, rival_root }));
        Step { chain: Chain { contest, ..chain.clone() }, effect: Effect::None }
    }

    /// A second entry at the place of the tip. C7.1
    pub(super) fn same_place(
        &self,
        chain: &Chain,
        link: &Link,
        seen: &mut Vec<Observation>,
    ) -> Option<Step> {
        let (main, subject) = (&chain.main, link.subject.clone());
        let other = main.tip.hash;
        // C7.3
        let both_revoke = matches!(self.event.body, Body::Revoked(_))
            && main.tip.event_type == Some(EventType::Revoked);
        let again = self.verified.signed().hash() == other;
        if both_revoke && !again && matches!(link.subject, Subject::Party(_)) {
            self.stand(&main.before, None, link, seen)?;
            return Some(Step { chain: chain.clone(), effect: Effect::Taken });
        }
        let mut refused = Vec::new();
        let last = main.last_before.as_ref();
        let stand = self.stand(&main.before, last, link, &mut refused);
        let lacks_pen = refused.iter().any(lacks_pen);
        if lacks_pen {
            seen.extend(refused);
            return None;
        }
        let in_stead = |event_type| {
            matches!(
                event_type,
                Some(EventType::Reassigned | EventType::Annulled | EventType::Withdrawn)
            )
        };
        // C7.2
        let crossing = main.tip.actor != self.actor
            && (in_stead(main.tip.event_type) || in_stead(Some(self.event_type())))
            && chain.contest.is_none();
        match stand {
            Some((standing, last)) if crossing => {
                seen.push(Observation::Crossed { subject, other });
                let earlier = main.offer.filter(|place| place.entry != other);
                let rival = Branch {
                    tip: self.tip(link),
                    standing,
                    before: main.before,
                    last,
                    last_before: main.last_before,
                    offer: self.offer_made(&standing, link).or(earlier),
                    whole: main.whole,
                };
                Some(self.contested(chain, rival, (main.tip.hash, main.tip.signer)))
            }
            _ => {
                seen.push(Observation::Forked { subject, other });
                None
            }
        }
    }
}
