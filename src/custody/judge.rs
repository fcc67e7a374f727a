//! How one entry fits the chains of its subjects, and what it does there.

use crate::custody::candidate::{Candidate, Effect, Step};
use crate::custody::chain::{Chain, Line, Standing};
use crate::custody::item::{self, Change, ItemFacts};
use crate::custody::observation::Observation;
use crate::custody::register::{Judgement, Register, Rights};
use crate::event::{Body, Event, Link, Subject, VerifiedEvent, Yielded};
use crate::identity::ItemId;

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
        // C1.1
        let Some(event) = entry.event() else {
            return Judgement::default();
        };
        let signer = entry.signer();
        let candidate =
            Candidate { event, verified: entry, index, signer, actor: event.actor(signer), rights };
        let mut judgement = Judgement::default();
        let sources_hold = self.judge_links(&candidate, Pass::Sources, &mut judgement);
        // Custody §3: `derived` needs all its sources.
        // C3.8
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
        let links = candidate.event.links.iter().filter(|link| pass.covers(candidate.event, link));
        // C1.2
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
        let entry = candidate.verified.signed().hash();
        let changes = item::changes(candidate.event, id, candidate.signer, entry);
        judgement.items.extend(changes.into_iter().map(|change| (id, change)));
        // C4.6
        if let Body::Annulled(body) = &candidate.event.body
            && facts.one_sided.is_some_and(|out| out.entry == body.entry.entry)
        {
            judgement.items.push((id, Change::OneSided(None)));
        }
        if let Body::Derived(body) = &candidate.event.body
            && body.items.iter().any(|made| made.id == id)
        {
            let sources = body.from.iter().filter_map(|source| self.items.get(source));
            let cases = sources.flat_map(|facts| facts.cases.iter().copied());
            judgement.items.extend(cases.map(|case| (id, Change::Case(case))));
            // The sources' chains have taken the entry already.
            let shown = |source: &ItemId| {
                let of_source = |subject: &Subject| subject.item() == Some(*source);
                let chain = judgement.chains.iter().find(|(subject, _)| of_source(subject));
                self.shows_cases(*source, chain.map(|(_, chain)| chain))
            };
            if !body.from.iter().all(shown) {
                judgement.items.push((id, Change::SourcesNotShown));
            }
        }
        // C9.4
        if let Standing::Item(state) = step.chain.latest().standing {
            judgement.holdings.push((id, state, candidate.event.at.time.earliest()));
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
            // C6.2
            None if chain.main.tip.event_type.is_none() => candidate.begin(link, seen),
            Some(Line::Main) => candidate.extend(chain, chain.main, Line::Main, link, seen),
            Some(Line::Rival) => {
                let rival = chain.contest.as_ref()?.rival;
                candidate.extend(chain, rival, Line::Rival, link, seen)
            }
            // C6.3
            Some(Line::Doubtful) => {
                let doubtful = **chain.doubtful.as_ref()?;
                candidate.extend(chain, doubtful, Line::Doubtful, link, seen)
            }
            None => candidate.out_of_place(chain, link, seen),
        }
    }

    /// `yielded` and `acknowledged` stand on their signer's own chain and settle an item's.
    /// C3.5, C3.7
    fn settle_remarks(&self, candidate: &Candidate<'_>, judgement: &mut Judgement) {
        // Without its place on the own chain the remark says nothing.
        let judged = candidate.event.links.iter().all(|link| self.covers(&link.subject));
        if judged && judgement.chains.is_empty() {
            return;
        }
        if let Body::Yielded(body) = &candidate.event.body {
            self.settle_contest(candidate, body, judgement);
        }
        if let Body::Acknowledged(body) = &candidate.event.body
            && let Some(id) = body.entry.subject.item()
            && let Some(facts) = self.items.get(&id)
            && let Some(out) = facts.one_sided
            && out.entry == body.entry.entry
            && !candidate.is_one_of(out.by)
        {
            judgement.items.push((id, Change::OneSided(None)));
        }
    }

    // C7.6
    fn settle_contest(&self, candidate: &Candidate<'_>, body: &Yielded, judgement: &mut Judgement) {
        let subject = &body.entry.subject;
        let Some(chain) = self.chains.get(subject) else {
            return;
        };
        let Some(contest) = chain.contest.as_deref() else {
            return;
        };
        let given_up = (body.entry.entry, candidate.signer);
        let kept = if given_up == contest.main_root && body.other.entry == contest.rival_root.0 {
            contest.rival
        } else if given_up == contest.rival_root && body.other.entry == contest.main_root.0 {
            chain.main
        } else {
            return;
        };
        // C7.7: what is recorded beside the state stays.
        let settled = Chain { doubtful: chain.doubtful.clone(), ..Chain::new(kept) };
        // C9.4: who has it is not shown where the line in doubt tells the state.
        if let (Some(id), Standing::Item(state)) = (subject.item(), settled.latest().standing) {
            judgement.holdings.push((id, state, candidate.event.at.time.earliest()));
        }
        judgement.chains.push((subject.clone(), settled));
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
        let is_source = link.subject.item().is_some_and(|id| body.from.contains(&id));
        matches!(self, Self::Sources) == is_source
    }
}
