//! The rules of `spec::custody`, written from its text and on its table, and from nothing else.
//!
//! Entries, parties and items are numbers. Nothing is signed and nothing is fast.

use std::collections::HashMap;

use crate::rules::{changed, deadline, line, offer_entry, shown_again, single};
use crate::words::org;
pub(crate) use crate::words::{Act, CAST, Entry, Party, Place, State, UNIT, Word};

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Changed {
    pub(crate) entry: Entry,
    pub(crate) kind: &'static str,
    pub(crate) signer: Party,
    pub(crate) before: State,
}

/// C7.4: the latest offer of a line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Offer {
    pub(crate) place: Place,
    pub(crate) state: State,
    pub(crate) answer: Option<(Entry, &'static str, Party, Party)>,
}

/// One line of entries.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    pub(crate) place: Place,
    pub(crate) entry: Entry,
    pub(crate) kind: &'static str,
    pub(crate) actor: Party,
    pub(crate) signer: Party,
    /// None: not shown.
    pub(crate) state: Option<State>,
    pub(crate) changed: Option<Changed>,
    pub(crate) before: (Option<State>, Option<Changed>),
    pub(crate) offer: Option<Offer>,
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
    pub(crate) only_doubtful: bool,
}

/// §9, as far as the model follows it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    pub(crate) seal: Option<u8>,
    /// The hand-over outside that nobody acknowledged, and who did it.
    pub(crate) one_sided: Option<(Entry, [Party; 2])>,
}

/// All chains.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    pub(crate) table: HashMap<&'static str, (&'static str, Vec<&'static str>, &'static str)>,
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
        self.chains.insert(item, chain);
        false
    }
}
