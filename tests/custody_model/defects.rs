//! Histories that went wrong once.

use crate::Written;
use crate::model::{Act, Model, Place, UNIT, Word};
use crate::real::{Real, item, world};

/// An act on item 0, or on its signer's own chain.
fn act(entry: usize, kind: &'static str, [signer, actor, to]: [usize; 3], place: Place) -> Act {
    Act {
        entry,
        kind,
        signer,
        actor,
        time: 0,
        due: 100,
        to,
        from: actor,
        seal: None,
        cites: None,
        other: None,
        about: 0,
        links: vec![(0, place)],
        made: Vec::new(),
        own: None,
    }
}

const fn at(seq: u64, prev: usize) -> Place {
    Place { seq, prev: Some(prev) }
}

const FIRST: Place = Place { seq: 0, prev: None };

fn play(acts: &[Act]) -> (Vec<Vec<Word>>, Real) {
    let mut real = Real::new();
    let said = acts.iter().map(|act| {
        let event = real.sign(act);
        let words = real.act(event, act);
        words.into_iter().map(|(_, word)| word).collect()
    });
    (said.collect(), real)
}

fn holder(real: &Real) -> Option<usize> {
    let holder = real.register.state(item(0))?.holder();
    world().ids.iter().position(|id| Some(*id) == holder)
}

#[test]
fn remark_of_the_giver_after_an_offer_does_not_take_the_place_of_the_answer() {
    let (said, real) = play(&[
        act(0, "collected", [1, 1, 1], FIRST),
        act(1, "offered", [1, 1, 6], at(1, 0)),
        act(2, "noted", [1, 1, 1], at(2, 1)),
        act(3, "accepted", [6, 6, 6], at(2, 1)),
    ]);
    assert_eq!(said[2..], [vec![Word::Forbidden], vec![]]);
    assert_eq!(holder(&real), Some(6));
}

#[test]
fn annulment_crosses_with_an_act_of_the_holder_also_when_it_is_recorded_second() {
    let mut annulled = act(2, "annulled", [3, 3, 3], at(1, 0));
    annulled.cites = Some(0);
    let (said, real) = play(&[
        act(0, "collected", [1, 1, 1], FIRST),
        act(1, "handed_out", [1, 1, 1], at(1, 0)),
        annulled,
    ]);
    assert_eq!(said[2], [Word::Crossed]);
    assert!(real.register.contested(item(0)).is_some());
}

#[test]
fn contest_is_settled_by_the_person_who_signed_for_a_unit() {
    let mut reassigned = act(2, "reassigned", [3, 3, 2], at(1, 0));
    reassigned.from = UNIT;
    let mut yielded = act(3, "yielded", [1, 1, 1], FIRST);
    yielded.own = Some((1, FIRST));
    (yielded.cites, yielded.other) = (Some(1), Some(2));
    let (said, real) = play(&[
        act(0, "collected", [1, UNIT, 1], FIRST),
        act(1, "handed_out", [1, UNIT, 1], at(1, 0)),
        reassigned,
        yielded,
        act(4, "accepted", [2, 2, 2], at(2, 2)),
    ]);
    assert_eq!(said[2..], [vec![Word::Crossed], vec![], vec![]]);
    assert_eq!(holder(&real), Some(2));
}

#[test]
fn answer_repeated_after_the_other_one_was_given_up_is_a_fork() {
    let mut yielded = act(4, "yielded", [1, 1, 1], FIRST);
    yielded.own = Some((1, FIRST));
    (yielded.cites, yielded.other) = (Some(2), Some(3));
    let (said, real) = play(&[
        act(0, "collected", [1, 1, 1], FIRST),
        act(1, "offered", [1, 1, 6], at(1, 0)),
        act(2, "withdrawn", [1, 1, 1], at(2, 1)),
        act(3, "accepted", [6, 6, 6], at(2, 1)),
        yielded,
        act(5, "accepted", [6, 6, 6], at(2, 1)),
    ]);
    assert_eq!(said[2], [Word::Early]);
    assert_eq!(said[3..], [vec![Word::Crossed], vec![], vec![Word::Forked]]);
    assert_eq!(holder(&real), Some(6));
}

/// The comparison of seals goes on where it was: an entry that crossed says nothing of the seal, and
/// of two items in one act each is compared by itself.
#[test]
fn seal_of_an_item_that_was_contested_is_compared_like_that_of_any_other() {
    let both = |mut made: Act, places: [Place; 2]| {
        made.links = vec![(0, places[0]), (1, places[1])];
        made
    };
    let sealed = |mut made: Act, seal: u8| {
        made.seal = Some(seal);
        made
    };
    let mut yielded = act(4, "yielded", [6, 6, 6], FIRST);
    yielded.own = Some((6, FIRST));
    (yielded.cites, yielded.other) = (Some(3), Some(2));
    let acts = [
        both(sealed(act(0, "collected", [1, 1, 1], FIRST), 0), [FIRST, FIRST]),
        act(1, "offered", [1, 1, 6], at(1, 0)),
        act(2, "withdrawn", [1, 1, 1], at(2, 1)),
        sealed(act(3, "accepted", [6, 6, 6], at(2, 1)), 1),
        yielded,
        both(act(5, "offered", [1, 1, 6], FIRST), [at(3, 2), at(1, 0)]),
        both(sealed(act(6, "accepted", [6, 6, 6], FIRST), 1), [at(4, 5), at(2, 5)]),
    ];
    let (said, real) = play(&acts);
    assert_eq!(said[3..6], [vec![Word::Crossed], vec![], vec![]]);
    assert_eq!(said[6], [Word::SealMismatch, Word::SealMismatch]);
    assert_eq!(holder(&real), Some(6));
    let (mut written, mut model) = (Written::new(), Model::new());
    acts.into_iter().for_each(|made| written.act(made, &mut model));
    written.compare(&model);
}
