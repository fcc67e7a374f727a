//! Who may, what follows, and what is said of it: `spec::custody` §2 to §5, §8, §9.

use crate::model::{Chain, Changed, Line, Model, Offer};
use crate::words::{Act, CAST, Entry, Party, Place, State, Word, org};

impl Model {
    /// C7.1, C7.2
    pub(crate) fn same_place(
        &mut self,
        act: &Act,
        item: usize,
        mut chain: Chain,
        said: &mut Vec<Word>,
    ) -> bool {
        let tip = chain.lines[0];
        let next = match tip.before {
            (None, _) => Ok(shown_again(act)),
            (Some(state), changed) => self.allowed(act, item, state, changed).map(Some),
        };
        if next == Err(Word::NoPen) {
            said.push(Word::NoPen);
            return false;
        }
        let in_stead = |kind| matches!(kind, "reassigned" | "annulled" | "withdrawn");
        let crosses = tip.actor != act.actor
            && (in_stead(tip.kind) || in_stead(act.kind))
            && chain.lines.len() == 1;
        let (Ok(state), true) = (next, crosses) else {
            said.push(Word::Forked);
            return false;
        };
        said.push(Word::Crossed);
        if let (Some(State::Offered { due, .. }), _) = tip.before {
            deadline(act, due, said);
        }
        let changed = match (tip.before, state) {
            ((Some(before), last), Some(after)) => changed(act, before, after, last),
            _ => None,
        };
        let mut rival = line(act, tip.place, tip.before, state, changed);
        let earlier = tip.offer.filter(|o| offer_entry(o) != Some(tip.entry));
        rival.offer = rival.offer.or(earlier);
        chain.lines.push(rival);
        chain.roots = vec![(tip.entry, tip.signer), (act.entry, act.signer)];
        self.chains.insert(item, chain);
        false
    }

    /// C2.1: the state that follows, or which of the four questions fails first.
    pub(crate) fn allowed(
        &self,
        act: &Act,
        item: usize,
        state: State,
        changed: Option<Changed>,
    ) -> Result<State, Word> {
        let registers = |party| CAST[act.signer].2 && org(act.signer) == org(party);
        // §3
        let pen = match state {
            State::Unknown => true,
            State::Held(by) | State::Ended(by) => act.actor == by || registers(by),
            State::Offered { from, to, .. } => {
                act.actor == from || act.actor == to || registers(from)
            }
            State::Outside(by) | State::Lost(by) => org(act.actor) == org(by),
        };
        if !pen {
            return Err(Word::NoPen);
        }
        let kind = if act.made.contains(&item) { "acquired" } else { act.kind };
        let (by, from, to) = self.table.get(kind).ok_or(Word::Forbidden)?;
        if !from.contains(&state.name()) {
            return Err(Word::Forbidden);
        }
        let theirs = match (*by, state, state.holder()) {
            ("anyone", _, _) | (_, _, None) => true,
            ("holder", State::Outside(by) | State::Lost(by), _) | ("organisation", _, Some(by)) => {
                org(act.actor) == org(by)
            }
            ("holder", _, Some(holder)) => act.actor == holder,
            ("holder or registrar" | "giver or registrar", _, Some(holder)) => {
                act.actor == holder || registers(holder)
            }
            ("receiver", State::Offered { to, .. }, _) => act.actor == to,
            ("registrar", _, Some(holder)) => registers(holder),
            (other, _, _) => panic!("who is {other}?"),
        };
        if !theirs {
            return Err(Word::NotHolder);
        }
        let holder = state.holder().unwrap_or(act.actor);
        match *to {
            "unchanged" => Ok(state),
            "Held by actor" => Ok(State::Held(act.actor)),
            "Held by giver" => Ok(State::Held(holder)),
            "Lost" => Ok(State::Lost(holder)),
            "Outside" => Ok(State::Outside(holder)),
            "Ended, destroyed" | "Ended, returned" => Ok(State::Ended(holder)),
            // C2.2
            "Offered" if act.kind == "reassigned" && act.from != holder => Err(Word::Forbidden),
            "Offered" => {
                Ok(State::Offered { from: holder, to: act.to, offer: act.entry, due: act.due })
            }
            "before" => annul(act, changed).ok_or(Word::Forbidden),
            other => panic!("what is {other}?"),
        }
    }

    /// §5 and §9.
    pub(crate) fn record(&mut self, act: &Act, item: usize, said: &mut Vec<Word>) {
        let facts = self.facts.entry(item).or_default();
        if matches!(act.kind, "accepted" | "refused" | "received_back" | "checked" | "unsealed")
            && let (Some(expected), Some(found)) = (facts.seal, act.seal)
            && expected != found
        {
            said.push(Word::SealMismatch);
        }
        match act.kind {
            "collected" | "accepted" | "received_back" | "sealed" => {
                facts.seal = act.seal.or(facts.seal);
            }
            "unsealed" => facts.seal = None,
            "handed_out" => facts.one_sided = Some((act.entry, [act.actor, act.signer])),
            _ => {}
        }
        // C4.6
        let cited = facts.one_sided.map(|(entry, _)| entry);
        let undone = act.kind == "annulled" && cited == act.cites;
        if act.kind == "received_back" || undone {
            facts.one_sided = None;
        }
    }

    /// C3.7, C7.6, C9.3
    pub(crate) fn remark(&mut self, act: &Act, party: Party, place: Place) {
        if act.signer != party && act.actor != party {
            return;
        }
        self.own.insert(party, (place.seq, act.entry));
        let Some(cited) = act.cites else { return };
        if act.kind == "acknowledged" {
            let facts = self.facts.entry(act.about).or_default();
            let own = |by: [Party; 2]| by.contains(&act.signer) || by.contains(&act.actor);
            facts.one_sided = facts.one_sided.filter(|(entry, by)| *entry != cited || own(*by));
            return;
        }
        let Some(chain) = self.chains.get_mut(&act.about) else {
            return;
        };
        let [a, b] = chain.roots[..] else { return };
        let kept = if (cited, act.signer) == a && act.other == Some(b.0) {
            1
        } else if (cited, act.signer) == b && act.other == Some(a.0) {
            0
        } else {
            return;
        };
        chain.lines = vec![chain.lines[kept]];
        chain.roots.clear();
    }
}

/// §4
fn annul(act: &Act, changed: Option<Changed>) -> Option<State> {
    let changed = changed?;
    let answer = matches!(changed.kind, "accepted" | "refused" | "withdrawn");
    let own = org(changed.signer) == org(act.signer);
    (act.cites == Some(changed.entry) && own && !answer).then_some(changed.before)
}

/// C6.4
pub(crate) fn shown_again(act: &Act) -> Option<State> {
    match act.kind {
        "offered" => {
            Some(State::Offered { from: act.actor, to: act.to, offer: act.entry, due: act.due })
        }
        "accepted" | "received_back" => Some(State::Held(act.actor)),
        _ => None,
    }
}

/// C4.4, C4.5
pub(crate) fn changed(
    act: &Act,
    from: State,
    to: State,
    earlier: Option<Changed>,
) -> Option<Changed> {
    if act.kind == "annulled" {
        return None;
    }
    if from == to {
        return earlier;
    }
    Some(Changed { entry: act.entry, kind: act.kind, signer: act.signer, before: from })
}

/// §8
pub(crate) fn deadline(act: &Act, due: i64, said: &mut Vec<Word>) {
    match act.kind {
        "accepted" | "refused" if act.time > due => said.push(Word::Late),
        "withdrawn" if act.time <= due => said.push(Word::Early),
        _ => {}
    }
}

pub(crate) fn offer_entry(offer: &Offer) -> Option<Entry> {
    match offer.state {
        State::Offered { offer, .. } => Some(offer),
        _ => None,
    }
}

pub(crate) fn single(line: Line) -> Chain {
    Chain { lines: vec![line], roots: Vec::new(), doubtful: None, only_doubtful: false }
}

pub(crate) fn line(
    act: &Act,
    place: Place,
    before: (Option<State>, Option<Changed>),
    state: Option<State>,
    changed: Option<Changed>,
) -> Line {
    let offer = match state {
        Some(state @ State::Offered { offer, .. }) if offer == act.entry => {
            Some(Offer { place, state, answer: None })
        }
        _ => None,
    };
    Line {
        place,
        entry: act.entry,
        kind: act.kind,
        actor: act.actor,
        signer: act.signer,
        state,
        changed,
        before,
        offer,
    }
}
