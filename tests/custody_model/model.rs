//! The rules of `spec::custody`, written from its text and on its table, and from nothing else.
//!
//! Entries, parties and items are numbers. Nothing is signed and nothing is fast.

use std::collections::HashMap;

pub(crate) use crate::words::{Act, CAST, Entry, Party, Place, State, UNIT, Word, org};

#[derive(Clone, Copy, Debug, PartialEq)]
struct Changed {
    entry: Entry,
    kind: &'static str,
    signer: Party,
    before: State,
}

/// C7.4: the latest offer of a line.
#[derive(Clone, Copy, Debug)]
struct Offer {
    place: Place,
    state: State,
    answer: Option<(Entry, &'static str, Party, Party)>,
}

/// One line of entries.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    pub(crate) place: Place,
    pub(crate) entry: Entry,
    kind: &'static str,
    actor: Party,
    signer: Party,
    /// None: not shown.
    pub(crate) state: Option<State>,
    changed: Option<Changed>,
    before: (Option<State>, Option<Changed>),
    offer: Option<Offer>,
}

impl Line {
    pub(crate) fn next(&self) -> Place {
        Place { seq: self.place.seq + 1, prev: Some(self.entry) }
    }

    /// The place of an answer to the latest offer.
    pub(crate) fn offer_place(&self) -> Option<Place> {
        let offer = self.offer?;
        let prev = offer_entry(&offer);
        Some(Place { seq: offer.place.seq + 1, prev })
    }

    /// The latest entry that changed the state.
    pub(crate) fn last_change(&self) -> Option<Entry> {
        self.changed.map(|changed| changed.entry)
    }
}

/// An item's chain.
#[derive(Clone, Debug)]
pub(crate) struct Chain {
    /// One line, or two while the chain is contested.
    pub(crate) lines: Vec<Line>,
    /// While it is contested: the entries with which the lines begin, and who signed them.
    pub(crate) roots: Vec<(Entry, Party)>,
    /// C6.1: a line that begins with an entry that could not be checked.
    pub(crate) doubtful: Option<Line>,
    /// C6.1: nothing but an entry that could not be checked is there.
    only_doubtful: bool,
}

/// §9, as far as the model follows it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    pub(crate) seal: Option<u8>,
    pub(crate) one_sided: Option<Entry>,
    /// What a line given up recorded is not followed by the model.
    pub(crate) once_contested: bool,
}

/// All chains.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    table: HashMap<&'static str, (&'static str, Vec<&'static str>, &'static str)>,
    pub(crate) chains: HashMap<usize, Chain>,
    pub(crate) facts: HashMap<usize, Facts>,
    pub(crate) own: HashMap<Party, (u64, Entry)>,
}

/// The table of §2, from the text.
fn table() -> HashMap<&'static str, (&'static str, Vec<&'static str>, &'static str)> {
    include_str!("../../src/spec/custody.md")
        .lines()
        .skip_while(|line| *line != "| event | signed by | from | to |")
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| {
            let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
            let from = cells[2].split(", ").collect();
            (cells[0].trim_matches('`'), (cells[1], from, cells[3]))
        })
        .collect()
}

impl Model {
    pub(crate) fn new() -> Self {
        Self { table: table(), chains: HashMap::new(), facts: HashMap::new(), own: HashMap::new() }
    }

    /// The types with a row, sorted.
    pub(crate) fn kinds(&self) -> Vec<&'static str> {
        let mut kinds: Vec<_> = self.table.keys().copied().collect();
        kinds.sort_unstable();
        kinds
    }

    /// The types that the table allows in a state.
    pub(crate) fn kinds_from(&self, state: &str) -> Vec<&'static str> {
        let mut kinds = self.kinds();
        kinds.retain(|kind| self.table[kind].1.contains(&state));
        kinds
    }

    /// What one entry does, and what is said of each item's link.
    pub(crate) fn act(&mut self, act: &Act) -> Vec<(usize, Word)> {
        let mut words = Vec::new();
        if let Some((party, place)) = act.own {
            self.remark(act, party, place);
            return words;
        }
        // C3.8
        let (made, sources): (Vec<_>, Vec<_>) =
            act.links.iter().copied().partition(|(item, _)| act.made.contains(item));
        let mut all = true;
        for (item, place) in sources {
            all &= self.link(act, item, place, &mut words);
        }
        if all {
            for (item, place) in made {
                self.link(act, item, place, &mut words);
            }
        }
        words
    }

    /// C6.1
    pub(crate) fn doubt(&mut self, act: &Act) {
        for (item, place) in &act.links {
            if let Some(chain) = self.chains.get_mut(item) {
                let mut ends = chain.lines.iter().chain(&chain.doubtful);
                if ends.any(|line| line.next() == *place) {
                    chain.doubtful = Some(line(act, *place, (None, None), None, None));
                }
            } else {
                let line = line(act, *place, (None, None), None, None);
                let only_doubtful = true;
                self.chains.insert(*item, Chain { only_doubtful, ..single(line) });
            }
        }
    }

    fn link(
        &mut self,
        act: &Act,
        item: usize,
        place: Place,
        words: &mut Vec<(usize, Word)>,
    ) -> bool {
        let mut said = Vec::new();
        let effect = match self.chains.get(&item).cloned() {
            None => self.begin(act, item, place, &mut said),
            Some(chain) => self.follow(act, item, place, chain, &mut said),
        };
        if effect {
            self.record(act, item, &mut said);
        }
        words.extend(said.into_iter().map(|word| (item, word)));
        effect
    }

    fn begin(&mut self, act: &Act, item: usize, place: Place, said: &mut Vec<Word>) -> bool {
        if place.seq > 0 {
            // C6.7, C6.8
            said.push(Word::Beginning);
            let line = line(act, place, (None, None), None, None);
            self.chains.insert(item, single(line));
            return false;
        }
        match self.allowed(act, item, State::Unknown, None) {
            Ok(state) => {
                let before = (Some(State::Unknown), None);
                let changed = changed(act, State::Unknown, state, None);
                let line = line(act, place, before, Some(state), changed);
                self.chains.insert(item, single(line));
                true
            }
            // C3.4
            Err(word) => {
                said.push(word);
                false
            }
        }
    }

    fn follow(
        &mut self,
        act: &Act,
        item: usize,
        place: Place,
        mut chain: Chain,
        said: &mut Vec<Word>,
    ) -> bool {
        // C3.1, C7.5
        if let Some(number) = chain.lines.iter().position(|line| line.next() == place) {
            let Some((next, effect)) = self.extend(act, item, place, &chain.lines[number], said)
            else {
                return false;
            };
            chain.lines[number] = next;
            chain.doubtful = None;
            chain.only_doubtful = false;
            self.chains.insert(item, chain);
            return effect;
        }
        // C6.3
        if let Some(doubtful) = chain.doubtful
            && doubtful.next() == place
        {
            let Some((next, effect)) = self.extend(act, item, place, &doubtful, said) else {
                return false;
            };
            chain.doubtful = Some(next);
            self.chains.insert(item, chain);
            return effect;
        }
        if chain.only_doubtful {
            return self.begin(act, item, place, said);
        }
        let answered = chain.lines.iter().find_map(|line| {
            let offer = line.offer?;
            let follows = offer.place.seq + 1 == place.seq && place.prev == offer_entry(&offer);
            offer.answer.filter(|_| follows).map(|first| (offer, first))
        });
        if let Some((offer, first)) = answered {
            return self.answer_again(act, item, place, chain, offer, first, said);
        }
        if place == chain.lines[0].place {
            return self.same_place(act, item, chain, said);
        }
        // C6.7
        let tip = chain.lines[0].place.seq;
        if place.seq <= tip {
            said.push(Word::Taken);
            return false;
        }
        said.push(if place.seq == tip + 1 { Word::Previous } else { Word::Hole });
        // C6.8
        let line = line(act, place, (None, None), None, None);
        self.chains.insert(item, single(line));
        false
    }

    /// The next entry of a line, and whether it took effect; None when it takes no place.
    fn extend(
        &self,
        act: &Act,
        item: usize,
        place: Place,
        after: &Line,
        said: &mut Vec<Word>,
    ) -> Option<(Line, bool)> {
        let Some(state) = after.state else {
            // C6.3, C6.4, C6.6
            said.push(Word::NotChecked);
            let next = line(act, place, (None, None), shown_again(act), None);
            return Some((next, next.state.is_some()));
        };
        // C4.7
        if state == State::Unknown && org(act.actor) != org(after.actor) {
            said.push(Word::NoPen);
            return None;
        }
        let before = (Some(state), after.changed);
        let (next, effect) = match self.allowed(act, item, state, after.changed) {
            Ok(next) => (next, true),
            // C3.2
            Err(Word::NoPen) => {
                said.push(Word::NoPen);
                return None;
            }
            // C3.3
            Err(word) => {
                said.push(word);
                // The other side of an offer does not know of it.
                if matches!(state, State::Offered { .. }) {
                    return None;
                }
                (state, false)
            }
        };
        let changed = changed(act, state, next, after.changed);
        let changed = if effect { changed } else { after.changed };
        let mut next = line(act, place, before, Some(next), changed);
        next.offer = next.offer.or(after.offer);
        if effect && let State::Offered { due, offer, .. } = state {
            deadline(act, due, said);
            if let Some(known) = next.offer.as_mut().filter(|o| offer_entry(o) == Some(offer)) {
                known.answer = Some((act.entry, act.kind, act.actor, act.signer));
            }
        }
        Some((next, effect))
    }

    /// C7.4
    fn answer_again(
        &mut self,
        act: &Act,
        item: usize,
        place: Place,
        mut chain: Chain,
        offer: Offer,
        first: (Entry, &'static str, Party, Party),
        said: &mut Vec<Word>,
    ) -> bool {
        let state = match self.allowed(act, item, offer.state, None) {
            Ok(state) => state,
            Err(word) => {
                said.push(word);
                return false;
            }
        };
        let one_withdraws = (first.1 == "withdrawn") != (act.kind == "withdrawn");
        if !one_withdraws || first.2 == act.actor || chain.lines.len() == 2 {
            said.push(Word::Forked);
            return false;
        }
        if let State::Offered { due, .. } = offer.state {
            deadline(act, due, said);
        }
        said.push(Word::Crossed);
        let changed = changed(act, offer.state, state, None);
        let mut rival = line(act, place, (Some(offer.state), None), Some(state), changed);
        let answer = Some((act.entry, act.kind, act.actor, act.signer));
        rival.offer = Some(Offer { answer, ..offer });
        chain.lines.push(rival);
        chain.roots = vec![(first.0, first.3), (act.entry, act.signer)];
        self.contested(item, chain);
        false
    }

    /// C7.1, C7.2
    fn same_place(
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
        self.contested(item, chain);
        false
    }

    fn contested(&mut self, item: usize, chain: Chain) {
        self.chains.insert(item, chain);
        self.facts.entry(item).or_default().once_contested = true;
    }

    /// C2.1: the state that follows, or which of the four questions fails first.
    fn allowed(
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
    fn record(&mut self, act: &Act, item: usize, said: &mut Vec<Word>) {
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
            "handed_out" => facts.one_sided = Some(act.entry),
            _ => {}
        }
        // C4.6
        let undone = act.kind == "annulled" && facts.one_sided == act.cites;
        if act.kind == "received_back" || undone {
            facts.one_sided = None;
        }
    }

    /// C3.7, C7.6, C9.3
    fn remark(&mut self, act: &Act, party: Party, place: Place) {
        if act.signer != party && act.actor != party {
            return;
        }
        self.own.insert(party, (place.seq, act.entry));
        let Some(cited) = act.cites else { return };
        if act.kind == "acknowledged" {
            let line = self.chains.get(&act.about).map(|chain| chain.lines[0]);
            let giver = line.and_then(|line| line.state?.holder());
            let signer = line.and_then(|line| Some(line.changed?.signer));
            let own = [giver, signer].into_iter().flatten();
            if own.into_iter().any(|party| party == act.signer || party == act.actor) {
                return;
            }
            let facts = self.facts.entry(act.about).or_default();
            facts.one_sided = facts.one_sided.filter(|entry| *entry != cited);
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
fn shown_again(act: &Act) -> Option<State> {
    match act.kind {
        "offered" => {
            Some(State::Offered { from: act.actor, to: act.to, offer: act.entry, due: act.due })
        }
        "accepted" | "received_back" => Some(State::Held(act.actor)),
        _ => None,
    }
}

/// C4.4, C4.5
fn changed(act: &Act, from: State, to: State, earlier: Option<Changed>) -> Option<Changed> {
    if act.kind == "annulled" {
        return None;
    }
    if from == to {
        return earlier;
    }
    Some(Changed { entry: act.entry, kind: act.kind, signer: act.signer, before: from })
}

/// §8
fn deadline(act: &Act, due: i64, said: &mut Vec<Word>) {
    match act.kind {
        "accepted" | "refused" if act.time > due => said.push(Word::Late),
        "withdrawn" if act.time <= due => said.push(Word::Early),
        _ => {}
    }
}

fn offer_entry(offer: &Offer) -> Option<Entry> {
    match offer.state {
        State::Offered { offer, .. } => Some(offer),
        _ => None,
    }
}

fn single(line: Line) -> Chain {
    Chain { lines: vec![line], roots: Vec::new(), doubtful: None, only_doubtful: false }
}

fn line(
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
