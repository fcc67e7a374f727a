//! One history, act by act, in the model and in the library.

use handseal::event::Subject;

use crate::director::{Choice, Director};
use crate::model::{Model, State, Word};
use crate::real::{Real, item, world};

/// What the model says of an item: its state, or the two lines', or that it is not shown.
pub(crate) fn summary(model: &Model, number: usize) -> (Option<State>, Option<Vec<Option<State>>>) {
    match model.chains.get(&number) {
        None => (Some(State::Unknown), None),
        Some(chain) if chain.lines.len() == 2 => {
            (None, Some(chain.lines.iter().map(|line| line.state).collect()))
        }
        Some(chain) => (chain.doubtful.unwrap_or(chain.lines[0]).state, None),
    }
}

/// The state of each item is the same, in both.
fn compare_states(model: &Model, real: &Real, what: &dyn Fn() -> String) {
    let ids = &world().ids;
    for number in model.chains.keys() {
        let (state, contested) = summary(model, *number);
        let found = real.register.state(item(*number));
        let expected = state.map(|state| (state.name(), state.holder().map(|party| ids[party])));
        let found = found.map(|state| (state.kind().code(), state.holder()));
        assert_eq!(expected, found, "state of item {number} after {}", what());
        let found = real.register.contested(item(*number)).is_some();
        assert_eq!(contested.is_some(), found, "contest of item {number} after {}", what());
        let tip = real.register.tip(&Subject::Item(item(*number))).unwrap();
        let chain = &model.chains[number];
        let shown = chain.doubtful.filter(|line| line.state.is_some());
        let line = shown.unwrap_or(chain.lines[0]);
        let expected = (line.place.seq, real.hashes[line.entry]);
        assert_eq!(expected, (tip.seq, tip.hash), "tip of item {number} after {}", what());
        if let Some(facts) = model.facts.get(number) {
            let expected = facts.one_sided.map(|(entry, _)| real.hashes[entry]);
            let found = real
                .register
                .facts(item(*number))
                .and_then(|facts| facts.one_sided)
                .map(|out| out.entry);
            assert_eq!(expected, found, "one-sided, item {number} after {}", what());
        }
    }
}

fn sorted(mut words: Vec<(usize, Word)>) -> Vec<(usize, Word)> {
    words.sort_unstable();
    words
}

/// One history, entry by entry. Answers what was said in it, and how many contests were settled.
pub(crate) fn play(choices: Vec<Choice>) -> Vec<String> {
    let mut director = Director { model: Model::new(), next: 0 };
    let mut real = Real::new();
    let mut acts: Vec<String> = Vec::new();
    let mut seen = Vec::new();
    for choice in choices {
        let act = director.act(choice);
        let event = real.sign(&act);
        director.next += 1;
        let contested = contests(&director.model);
        let damaged = choice.seal == 255 && act.own.is_none();
        acts.push(format!("{}{act:?}", if damaged { "(damaged) " } else { "" }));
        let what = || acts.join("\n");
        if damaged {
            director.model.doubt(&act);
            real.doubt(&event, &act);
        } else {
            let expected = director.model.act(&act);
            seen.extend(expected.iter().map(|(_, word)| format!("{word:?}")));
            let found = real.act(event, &act);
            assert_eq!(sorted(expected), sorted(found), "what is said of\n{}", what());
        }
        if act.kind == "yielded" && contests(&director.model) < contested {
            seen.push("settled".to_owned());
        }
        let states = director.model.chains.values().filter_map(|chain| chain.lines[0].state);
        seen.extend(states.map(|state| state.name().to_owned()));
        compare_states(&director.model, &real, &what);
    }
    seen
}

fn contests(model: &Model) -> usize {
    model.chains.values().filter(|chain| chain.lines.len() == 2).count()
}
