//! How one entry fits the chains of its subjects, and what it does there.

use crate::custody::chain::{Answer, Branch, Chain, Contest, Line, OfferPlace, Standing, Tip};
use crate::custody::item::{self, Change, ItemFacts};
use crate::custody::observation::{Observation, Place, Unsettled};
use crate::custody::register::{Judgement, Register, Rights};
use crate::custody::state::CustodyState;
use crate::custody::transition::{Act, Begins, Move, transition};
use crate::custody::violation::Violation;
use crate::encoding::Timestamp;
use crate::event::{Body, Event, EventType, Link, Subject, VerifiedEvent, Yielded};
use crate::identity::{ItemId, PartyId};

/// One entry on its way through the fold.
struct Candidate<'a> {
    event: &'a Event,
    verified: &'a VerifiedEvent,
    index: u64,
    signer: PartyId,
    actor: PartyId,
    rights: Rights,
}

/// What one link comes to.
struct Step {
    chain: Chain,
    /// Whether the act took effect on the subject.
    effect: Effect,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Effect {
    None,
    Taken,
}

impl Register {
    /// Judges a verified entry against all that was folded before it, and changes nothing.
    ///
    /// # What this proves
    ///
    /// That each link is the next of its chain by one who has its pen, and that the act is one
    /// that the table allows, or else what departs.
    ///
    /// # What this does not prove
    ///
    /// That the signer had the key's right at the time (V2), or that the stated act took place.
    ///
    /// # Specification
    ///
    /// `spec::verification` V3 and V6, `spec::custody` §2 to §5.
    pub fn judge(&self, entry: &VerifiedEvent, index: u64, rights: Rights) -> Judgement {
        let Some(event) = entry.event() else {
            return Judgement::default();
        };
        let signer = entry.signer();
        let candidate = Candidate {
            event,
            verified: entry,
            index,
            signer,
            actor: event.actor(signer),
            rights,
        };
        let mut judgement = Judgement::default();
        let sources_hold = self.judge_links(&candidate, Pass::Sources, &mut judgement);
        // Custody §3: `derived` needs all its sources.
        if sources_hold == Effect::Taken {
            self.judge_links(&candidate, Pass::Others, &mut judgement);
        }
        self.settle_remarks(&candidate, &mut judgement);
        judgement
    }

    fn judge_links(
        &self,
        candidate: &Candidate<'_>,
        pass: Pass,
        judgement: &mut Judgement,
    ) -> Effect {
        let mut all = Effect::Taken;
        let links = candidate
            .event
            .links
            .iter()
            .filter(|link| pass.covers(candidate.event, link));
        for link in links.filter(|link| self.covers(&link.subject)) {
            let step = self.judge_link(candidate, link, &mut judgement.observations);
            let effect = step.as_ref().map_or(Effect::None, |step| step.effect);
            if let Some(step) = step {
                if let Some(id) = link.subject.item() {
                    self.note_item(candidate, id, link, &step, judgement);
                }
                judgement.chains.push((link.subject.clone(), step.chain));
            }
            if effect == Effect::None {
                all = Effect::None;
            }
        }
        all
    }

    /// What the act changes beside the state of the item.
    fn note_item(
        &self,
        candidate: &Candidate<'_>,
        id: ItemId,
        link: &Link,
        step: &Step,
        judgement: &mut Judgement,
    ) {
        if step.effect == Effect::None {
            return;
        }
        let empty = ItemFacts::default();
        let facts = self.items.get(&id).unwrap_or(&empty);
        let chain = self.chains.get(&link.subject);
        let from = chain.and_then(|chain| chain.latest().standing.holder());
        let compared = item::compare(facts, candidate.event, id, from, candidate.actor);
        judgement.observations.extend(compared);
        let (org, entry) = (candidate.signer.org(), candidate.verified.signed().hash());
        let changes = item::changes(candidate.event, id, org, entry);
        judgement
            .items
            .extend(changes.into_iter().map(|change| (id, change)));
        // C4.6
        if let Body::Annulled(body) = &candidate.event.body
            && facts.one_sided == Some(body.entry.entry)
        {
            judgement.items.push((id, Change::OneSided(None)));
        }
        if let Body::Derived(body) = &candidate.event.body
            && body.items.iter().any(|made| made.id == id)
        {
            let sources = body.from.iter().filter_map(|source| self.items.get(source));
            let cases = sources.flat_map(|facts| facts.cases.iter().copied());
            judgement
                .items
                .extend(cases.map(|case| (id, Change::Case(case))));
        }
        if let Standing::Item(state) = step.chain.latest().standing {
            judgement
                .holdings
                .push((id, state, candidate.event.at.time.earliest()));
        }
    }

    /// V3.1 to V3.6: where the link stands in its chain.
    fn judge_link(
        &self,
        candidate: &Candidate<'_>,
        link: &Link,
        seen: &mut Vec<Observation>,
    ) -> Option<Step> {
        let Some(chain) = self.chains.get(&link.subject) else {
            return candidate.begin(link, seen);
        };
        match chain.branch_after(link.seq, link.prev.0) {
            // Only entries that could not be checked are there: they take nobody's place.
            None if chain.main.tip.event_type.is_none() => candidate.begin(link, seen),
            Some(Line::Main) => candidate.extend(chain, chain.main, Line::Main, link, seen),
            Some(Line::Rival) => {
                let rival = chain.contest.as_ref()?.rival;
                candidate.extend(chain, rival, Line::Rival, link, seen)
            }
            Some(Line::Doubtful) => {
                let doubtful = chain.doubtful?;
                candidate.extend(chain, doubtful, Line::Doubtful, link, seen)
            }
            None => candidate.out_of_place(chain, link, seen),
        }
    }

    /// `yielded` and `acknowledged` stand on their signer's own chain and settle an item's.
    fn settle_remarks(&self, candidate: &Candidate<'_>, judgement: &mut Judgement) {
        // Without its place on the own chain the remark says nothing.
        let judged = candidate
            .event
            .links
            .iter()
            .all(|link| self.covers(&link.subject));
        if judged && judgement.chains.is_empty() {
            return;
        }
        if let Body::Yielded(body) = &candidate.event.body {
            self.settle_contest(candidate, body, judgement);
        }
        if let Body::Acknowledged(body) = &candidate.event.body
            && let Some(id) = body.entry.subject.item()
            && let Some(facts) = self.items.get(&id)
            && facts.one_sided == Some(body.entry.entry)
            && !self.handed_out_by(id, candidate)
        {
            judgement.items.push((id, Change::OneSided(None)));
        }
    }

    /// C9.3: nobody confirms its own hand-over.
    fn handed_out_by(&self, item: ItemId, candidate: &Candidate<'_>) -> bool {
        let Some(chain) = self.chains.get(&Subject::Item(item)) else {
            return false;
        };
        let giver = chain.main.standing.holder();
        let signer = chain.main.last.map(|last| last.signer);
        [giver, signer]
            .into_iter()
            .flatten()
            .any(|party| party == candidate.actor || party == candidate.signer)
    }

    fn settle_contest(&self, candidate: &Candidate<'_>, body: &Yielded, judgement: &mut Judgement) {
        let subject = &body.entry.subject;
        let Some(chain) = self.chains.get(subject) else {
            return;
        };
        let Some(contest) = chain.contest else { return };
        let given_up = (body.entry.entry, candidate.signer);
        let kept = if given_up == contest.main_root && body.other.entry == contest.rival_root.0 {
            contest.rival
        } else if given_up == contest.rival_root && body.other.entry == contest.main_root.0 {
            chain.main
        } else {
            return;
        };
        let settled = Chain {
            main: kept,
            contest: None,
            ..*chain
        };
        judgement.chains.push((subject.clone(), settled));
        if let (Some(id), Standing::Item(state)) = (subject.item(), kept.standing) {
            judgement
                .holdings
                .push((id, state, candidate.event.at.time.earliest()));
        }
    }
}

/// Sources of a derivation are judged before what is made from them.
#[derive(Clone, Copy)]
enum Pass {
    Others,
    Sources,
}

impl Pass {
    fn covers(self, event: &Event, link: &Link) -> bool {
        let Body::Derived(body) = &event.body else {
            return matches!(self, Self::Others);
        };
        let is_source = link
            .subject
            .item()
            .is_some_and(|id| body.from.contains(&id));
        matches!(self, Self::Sources) == is_source
    }
}

impl Candidate<'_> {
    fn event_type(&self) -> EventType {
        self.event.body.event_type()
    }

    fn tip(&self, link: &Link) -> Tip {
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

    fn act(&self, link: &Link) -> Act<'_> {
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
    fn begin(&self, link: &Link, seen: &mut Vec<Observation>) -> Option<Step> {
        if link.seq > 0 {
            let pen = None;
            seen.push(self.unsettled(link, Place::Beginning, pen));
            let branch = Branch::not_shown(self.tip(link), self.index);
            return Some(Step {
                chain: Chain::new(branch),
                effect: Effect::None,
            });
        }
        let before = match &link.subject {
            Subject::Item(_) => Standing::Item(CustodyState::Unknown),
            Subject::Case(_) => Standing::Case(self.actor),
            Subject::Ledger(_) => Standing::Ledger(self.signer.org()),
            Subject::Own(..) | Subject::Party(_) | Subject::Request(..) => Standing::Fixed,
        };
        let (standing, last) = self.stand(&before, None, link, seen)?;
        let branch = Branch {
            tip: self.tip(link),
            standing,
            before,
            last,
            last_before: None,
            offer: None,
        };
        Some(Step {
            chain: Chain::new(branch),
            effect: Effect::Taken,
        })
    }

    /// The next entry of a line.
    fn extend(
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
            let violation = Violation::NoPen {
                holder: Some(branch.tip.actor),
                found: self.actor,
            };
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
        let open = matches!(
            branch.standing,
            Standing::Item(CustodyState::Offered { .. })
        );
        if lacks_pen || open && stand.is_none() {
            return None;
        }
        let effect = if stand.is_some() {
            Effect::Taken
        } else {
            Effect::None
        };
        let (standing, last) = stand.unwrap_or((branch.standing, branch.last));
        let effect = if matches!(standing, Standing::NotShown(_)) {
            Effect::None
        } else {
            effect
        };
        let mut next = Branch {
            tip: self.tip(link),
            standing,
            before: branch.standing,
            last,
            last_before: branch.last,
            offer: branch.offer,
        };
        if effect == Effect::Taken {
            self.keep_offer(&mut next, &branch, link, seen);
        }
        let mut chain = Chain {
            doubtful: None,
            ..*chain
        };
        match (line, &mut chain.contest) {
            (Line::Doubtful, _) => chain.doubtful = Some(next),
            (Line::Rival, Some(contest)) => contest.rival = next,
            (Line::Rival | Line::Main, _) => chain.main = next,
        }
        Some(Step { chain, effect })
    }

    /// Remembers an offer after its answer, and says whether the answer came in time.
    fn keep_offer(
        &self,
        next: &mut Branch,
        branch: &Branch,
        link: &Link,
        seen: &mut Vec<Observation>,
    ) {
        next.offer = self.offer_made(&next.standing, link).or(next.offer);
        if let Standing::Item(CustodyState::Offered {
            answer_by, offer, ..
        }) = branch.standing
        {
            self.check_deadline(answer_by, link, seen);
            if let Some(place) = next.offer.as_mut().filter(|place| place.entry == offer) {
                place.answer = Some(self.answer());
            }
        }
    }

    /// The offer that this entry makes, if it makes one.
    fn offer_made(&self, standing: &Standing, link: &Link) -> Option<OfferPlace> {
        let entry = self.verified.signed().hash();
        match standing {
            Standing::Item(state @ CustodyState::Offered { offer, .. }) if *offer == entry => {
                Some(OfferPlace {
                    seq: link.seq,
                    entry,
                    state: *state,
                    answer: None,
                })
            }
            Standing::Item(_)
            | Standing::Case(_)
            | Standing::Fixed
            | Standing::Ledger(_)
            | Standing::NotShown(_) => None,
        }
    }

    fn answer(&self) -> Answer {
        Answer {
            entry: self.verified.signed().hash(),
            actor: self.actor,
            signer: self.signer,
            event_type: self.event_type(),
        }
    }

    fn check_deadline(&self, answer_by: Timestamp, link: &Link, seen: &mut Vec<Observation>) {
        let subject = link.subject.clone();
        match (self.event_type(), self.event.at.time.earliest()) {
            (EventType::Accepted | EventType::Refused, Some(found))
                if found.is_after(&answer_by) =>
            {
                seen.push(Observation::Late {
                    subject,
                    answer_by,
                    found,
                });
            }
            (EventType::Withdrawn, Some(found)) if !found.is_after(&answer_by) => {
                seen.push(Observation::Early {
                    subject,
                    answer_by,
                    found,
                });
            }
            _ => {}
        }
    }

    /// V5.1: not before the entry that it follows.
    fn check_times(&self, tip: &Tip, link: &Link, seen: &mut Vec<Observation>) {
        if let (Some(before), Some(found)) = (tip.earliest, self.event.at.time.latest())
            && before.is_after(&found)
        {
            let subject = link.subject.clone();
            seen.push(Observation::TimeRegressed {
                subject,
                before,
                found,
            });
        }
    }

    /// What stands after the act; `None` when it has no effect, and then `seen` says why.
    fn stand(
        &self,
        standing: &Standing,
        last: Option<&Move>,
        link: &Link,
        seen: &mut Vec<Observation>,
    ) -> Option<(Standing, Option<Move>)> {
        let mut refuse = |violation| {
            seen.push(Observation::Rule {
                subject: link.subject.clone(),
                violation,
            });
            None
        };
        match (standing, &link.subject) {
            (Standing::NotShown(because), _) => Some(self.show_again(*because, link, seen)),
            (Standing::Item(state), _) => match transition(state, last, &self.act(link)) {
                Ok(after) if after == *state => Some((Standing::Item(after), last.copied())),
                Ok(after) => {
                    let event_type = self.event_type();
                    let entry = self.verified.signed().hash();
                    let moved = Move {
                        entry,
                        event_type,
                        signer: self.signer,
                        before: *state,
                    };
                    let undone = matches!(event_type, EventType::Annulled);
                    Some((Standing::Item(after), (!undone).then_some(moved)))
                }
                Err(violation) => refuse(violation),
            },
            (Standing::Case(officer), _) => {
                if self.actor != *officer {
                    return refuse(Violation::NoPen {
                        holder: Some(*officer),
                        found: self.actor,
                    });
                }
                let handed_on = if let Body::CaseHandedOn(body) = &self.event.body {
                    body.to
                } else {
                    *officer
                };
                Some((Standing::Case(handed_on), None))
            }
            (Standing::Ledger(keeper), _) => {
                if self.rights.registrar_of != Some(*keeper) {
                    return refuse(Violation::NoPen {
                        holder: Some(PartyId::organisation(*keeper)),
                        found: self.actor,
                    });
                }
                Some((Standing::Ledger(*keeper), None))
            }
            (Standing::Fixed, subject) => match self.fixed_pen(subject) {
                Ok(()) => Some((Standing::Fixed, None)),
                Err(violation) => refuse(violation),
            },
        }
    }

    /// Custody §3: the pens that no act moves.
    fn fixed_pen(&self, subject: &Subject) -> Result<(), Violation> {
        let (has_pen, holder) = match subject {
            Subject::Party(party) => {
                let founds = matches!(self.event.body, Body::Founded(_));
                let registrar = self.rights.registrar_of == Some(party.org());
                (
                    founds && *party == self.signer || registrar,
                    PartyId::organisation(party.org()),
                )
            }
            Subject::Own(party, _) | Subject::Request(_, party) => {
                (self.signer == *party || self.actor == *party, *party)
            }
            Subject::Case(_) | Subject::Item(_) | Subject::Ledger(_) => (true, self.actor),
        };
        if has_pen {
            Ok(())
        } else {
            Err(Violation::NoPen {
                holder: Some(holder),
                found: self.actor,
            })
        }
    }

    /// Custody §6: after an entry that could not be checked the chain shows the holder again with
    /// an acceptance by the receiver of an offer that is held, or with an item taken back.
    fn show_again(
        &self,
        because: u64,
        link: &Link,
        seen: &mut Vec<Observation>,
    ) -> (Standing, Option<Move>) {
        seen.push(Observation::NotChecked {
            subject: link.subject.clone(),
            because,
        });
        let not_shown = (Standing::NotShown(because), None);
        if link.subject.item().is_none() {
            return not_shown;
        }
        if let Body::Offered(body) = &self.event.body {
            let state = CustodyState::Offered {
                answer_by: body.answer_by,
                from: self.actor,
                offer: self.verified.signed().hash(),
                to: body.to,
            };
            return (Standing::Item(state), None);
        }
        if matches!(self.event.body, Body::Accepted(_) | Body::ReceivedBack(_)) {
            return (Standing::Item(CustodyState::Held { by: self.actor }), None);
        }
        not_shown
    }

    /// The link is not the next of its chain.
    fn out_of_place(
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
        let pen = match chain.main.standing {
            Standing::Item(CustodyState::Offered { to, .. }) => Some(to.org()),
            Standing::Item(state) => state.holder().map(|party| party.org()),
            Standing::Case(officer) => Some(officer.org()),
            Standing::Ledger(keeper) => Some(keeper),
            Standing::Fixed => Some(self.signer.org()),
            Standing::NotShown(_) => None,
        };
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
        let branch = Branch::not_shown(self.tip(link), self.index);
        Some(Step {
            chain: Chain::new(branch),
            effect: Effect::None,
        })
    }

    /// A second answer to an offer that has one.
    fn answer_again(
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
        let offer = OfferPlace {
            answer: Some(self.answer()),
            ..*place
        };
        let rival = Branch {
            tip: self.tip(link),
            standing,
            before,
            last,
            last_before: None,
            offer: Some(offer),
        };
        Some(self.contested(chain, rival, (answer.entry, answer.signer)))
    }

    fn contested(
        &self,
        chain: &Chain,
        rival: Branch,
        main_root: (crate::event::EntryHash, PartyId),
    ) -> Step {
        let rival_root = (self.verified.signed().hash(), self.signer);
        let contest = Some(Contest {
            rival,
            main_root,
            rival_root,
        });
        Step {
            chain: Chain { contest, ..*chain },
            effect: Effect::None,
        }
    }

    /// A second entry at the place of the tip.
    fn same_place(&self, chain: &Chain, link: &Link, seen: &mut Vec<Observation>) -> Option<Step> {
        let (main, subject) = (&chain.main, link.subject.clone());
        let other = main.tip.hash;
        let both_revoke = matches!(self.event.body, Body::Revoked(_))
            && main.tip.event_type == Some(EventType::Revoked);
        if both_revoke && matches!(link.subject, Subject::Party(_)) {
            self.stand(&main.before, None, link, seen)?;
            return Some(Step {
                chain: *chain,
                effect: Effect::Taken,
            });
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
                };
                Some(self.contested(chain, rival, (main.tip.hash, main.tip.signer)))
            }
            _ => {
                seen.push(Observation::Forked { subject, other });
                None
            }
        }
    }

    fn unsettled(
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

fn lacks_pen(observation: &Observation) -> bool {
    matches!(
        observation,
        Observation::Rule {
            violation: Violation::NoPen { .. },
            ..
        }
    )
}
