//! Second answers to an offer, behind which the chain has gone on: C7.4, and second entries beside
//! contested chains and revocations: C7.2, C7.3.

use handseal::event::{EntryHash, Link, SignedEvent, Subject};
use handseal::verify::Code;

use crate::cases::{Party, sign};
use crate::cast::{ANA, CARL, Cast, SPARE, cast};
use crate::made::Case;
use crate::made::doubt::of_unknown_type;
use crate::made::keys::enrolled;
use crate::made::scenes::{carl, offered, with_item};
use crate::vector::{Place, Tells, Vector, tells};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = answers();
    all.extend(settled());
    all.extend(beside());
    all.push(revocation());
    all.extend(revocations());
    all
}

/// Ana's offer to Carl, and what is signed of it before either knows of the other.
struct Answers {
    cast: Cast,
    item: [Subject; 1],
    accepted: SignedEvent,
    withdrawn: SignedEvent,
    again: SignedEvent,
    refused: SignedEvent,
}

fn answers_to_an_offer() -> Answers {
    let (mut cast, item) = offered(carl);
    let (ana, carl) = (cast.ana.clone(), cast.carl.clone());
    let body = cast.ledger.accepted(&item);
    let accepted = cast.ledger.signed(body, &item, &carl);
    let body = cast.ledger.refused(&item);
    let refused = cast.ledger.signed(body, &item, &carl);
    // The giver withdraws when the time to answer is over, so that nothing else departs.
    cast.ledger.minute += 3 * 1440;
    let [withdrawn, again] = [1, 2].map(|_| {
        let body = cast.ledger.withdrawn();
        cast.ledger.signed(body, &item, &ana)
    });
    Answers { cast, item, accepted, withdrawn, again, refused }
}

impl Answers {
    fn stored(&mut self, by: fn(&Cast) -> Party) {
        let by = by(&self.cast);
        let body = self.cast.ledger.stored();
        self.cast.ledger.act(body, &self.item, &by);
    }

    /// A second answer, for which the chain goes on from the first.
    fn late(&mut self, answer: &SignedEvent) -> Place {
        let index = self.cast.ledger.push_aside(answer);
        Place::of(&self.cast.ledger, index)
    }

    fn yields(&mut self, by: fn(&Cast) -> Party, entries: [&SignedEvent; 2]) {
        let by = by(&self.cast);
        let body = self.cast.ledger.yielded(&self.item[0], 2, entries.map(SignedEvent::hash));
        let chain = self.cast.ledger.own(&by);
        self.cast.ledger.act(body, &[chain], &by);
    }

    fn says(&self, tells: Tells, code: Code, place: Place) -> Vector {
        Case::of(&self.cast.ledger).refused(tells, code, place)
    }
}

fn ana(cast: &Cast) -> Party {
    cast.ana.clone()
}

fn answers() -> Vec<Vector> {
    let mut went_on = answers_to_an_offer();
    let (accepted, withdrawn) = (went_on.accepted.clone(), went_on.withdrawn.clone());
    went_on.cast.ledger.push(&accepted);
    went_on.stored(carl);
    let crossed = went_on.late(&withdrawn);
    let mut twice = answers_to_an_offer();
    let (withdrawn, again) = (twice.withdrawn.clone(), twice.again.clone());
    twice.cast.ledger.push(&withdrawn);
    twice.stored(ana);
    let forked = twice.late(&again);
    let mut third = answers_to_an_offer();
    let [accepted, withdrawn, again] =
        [&third.accepted, &third.withdrawn, &third.again].map(SignedEvent::clone);
    third.cast.ledger.push(&accepted);
    third.stored(carl);
    third.late(&withdrawn);
    let of_contested = third.late(&again);
    vec![
        went_on.says(
            tells(
                "withdrawal_of_an_offer_whose_receiver_went_on",
                &["C7.4", "C7.5"],
                "The receiver accepts and stores the item, and then the giver's withdrawal \
                 arrives. It answers the same offer.",
            ),
            Code::CustodyTransferCrossed,
            crossed,
        ),
        twice.says(
            tells(
                "second_withdrawal_of_an_offer_whose_giver_went_on",
                &["C7.4"],
                "The giver withdraws, stores the item, and withdraws the same offer again.",
            ),
            Code::LinkForked,
            forked,
        ),
        third.says(
            tells(
                "third_answer_to_an_offer",
                &["C7.4"],
                "An offer was accepted and withdrawn, and the item is contested. Another \
                 withdrawal crosses nothing any more.",
            ),
            Code::LinkForked,
            of_contested,
        ),
    ]
}

/// What follows when one of two answers is given up.
fn settled() -> Vec<Vector> {
    let mut again = answers_to_an_offer();
    let [accepted, withdrawn, refused] =
        [&again.accepted, &again.withdrawn, &again.refused].map(SignedEvent::clone);
    again.cast.ledger.push(&accepted);
    again.late(&withdrawn);
    again.yields(carl, [&accepted, &withdrawn]);
    let second = again.late(&refused);
    // What nobody could check stands behind the withdrawal.
    let mut doubted = answers_to_an_offer();
    let ana = doubted.cast.ana.clone();
    doubted.cast.ledger.push(&accepted);
    doubted.cast.ledger.push(&withdrawn);
    let (item, cast) = (doubted.item.clone(), &mut doubted.cast);
    let event = of_unknown_type(cast, &item, &ana);
    let unknown = cast.ledger.push_aside(&event);
    let unknown = Place::of(&cast.ledger, unknown);
    doubted.yields(carl, [&accepted, &withdrawn]);
    vec![
        again.says(
            tells(
                "refusal_after_the_acceptance_was_given_up",
                &["C7.4", "C7.6"],
                "The receiver gives up its acceptance, so the withdrawal is the answer. Then a \
                 refusal of the same offer arrives: it crosses that withdrawal.",
            ),
            Code::CustodyTransferCrossed,
            second,
        ),
        doubted.says(
            tells(
                "contest_settled_beside_what_is_not_understood",
                &["C7.6", "C6.3"],
                "Behind the withdrawal stands an entry that is not understood. The acceptance is \
                 given up, and what the item's state is stays not shown.",
            ),
            Code::EntryNotUnderstood,
            unknown,
        ),
    ]
}

/// A registrar reassigns Ana's item at a place where something stands.
fn reassigned(cast: &mut Cast, item: &[Subject], from: &Party) -> SignedEvent {
    let (registrar, to) = (cast.registrar.clone(), cast.ben.clone());
    let body = cast.ledger.reassigned(&registrar, from, &to);
    cast.ledger.signed(body, item, &registrar)
}

fn beside() -> Vec<Vector> {
    let (mut third, item) = with_item();
    let ana = third.ana.clone();
    let stored = third.ledger.stored();
    let stored = third.ledger.signed(stored, &item, &ana);
    let first = reassigned(&mut third, &item, &ana);
    let chief = third.chief.clone();
    let body = third.ledger.reassigned(&chief, &ana, &third.ben.clone());
    let second = third.ledger.signed(body, &item, &chief);
    third.ledger.push(&stored);
    third.ledger.push_aside(&first);
    let index = third.ledger.push_aside(&second);
    let forked = Place::of(&third.ledger, index);
    // The offer of the line that the registrar begins is the one before.
    let mut offers = answers_to_an_offer();
    let (accepted, withdrawn) = (offers.accepted.clone(), offers.withdrawn.clone());
    let (item, cast) = (offers.item.clone(), &mut offers.cast);
    let (carl, lab) = (cast.carl.clone(), cast.lab.clone());
    cast.ledger.push(&accepted);
    let body = cast.ledger.lost();
    cast.ledger.act(body, &item, &carl);
    let lost = cast.ledger.cite(&item[0]);
    let body = cast.ledger.noted();
    let noted = cast.ledger.signed(body, &item, &carl);
    let body = cast.ledger.annulled_by(&lab, lost);
    let annulled = cast.ledger.signed(body, &item, &lab);
    cast.ledger.push(&noted);
    cast.ledger.push_aside(&annulled);
    let body = cast.ledger.yielded(&item[0], 4, [noted.hash(), annulled.hash()]);
    let chain = cast.ledger.own(&carl);
    cast.ledger.act(body, &[chain], &carl);
    let late = offers.late(&withdrawn);
    // Further on, behind the entry before the tip.
    let (mut other, item) = with_item();
    let collected = other.ledger.cite(&item[0]).entry;
    let body = other.ledger.stored();
    other.ledger.act(body, &item, &ana);
    let body = other.ledger.noted();
    let mut event = other.ledger.event(body, &item);
    event.links = vec![Link::after(item[0].clone(), 3, collected)];
    let index = other.ledger.push_aside(&sign(event, &ana));
    let skipped = Place::of(&other.ledger, index);
    vec![
        Case::of(&third.ledger).refused(
            tells(
                "third_entry_at_a_place_where_two_crossed",
                &["C7.2"],
                "The holder stores an item and a registrar reassigns it, both at one place. What \
                 another registrar writes there is a fork.",
            ),
            Code::LinkForked,
            forked,
        ),
        offers.says(
            tells(
                "withdrawal_that_crosses_behind_a_contest_that_was_settled",
                &["C7.4", "C7.1"],
                "Behind an acceptance the item is lost; a registrar annuls that beside a remark of \
                 the holder, who gives the remark up. The latest offer and its answer are the same \
                 on that line.",
            ),
            Code::CustodyTransferCrossed,
            late,
        ),
        Case::of(&other.ledger).refused(
            tells(
                "entry_further_on_behind_the_one_before_the_last",
                &["C7.1", "C6.7"],
                "An entry has a place that is further on, and names the same as the one before as \
                 the last entry does.",
            ),
            Code::LinkMismatch,
            skipped,
        ),
    ]
}

fn revocation() -> Vector {
    let mut cast = cast();
    let (chief, registrar, ana) = (cast.chief.clone(), cast.registrar.clone(), cast.ana.clone());
    let subject = [Subject::Party(ana.id)];
    let body = cast.ledger.revoked(&chief, ANA);
    let first = cast.ledger.signed(body, &subject, &chief);
    let body = enrolled(&mut cast, ana.id, &registrar, SPARE);
    let second = cast.ledger.signed(body, &subject, &registrar);
    cast.ledger.push(&first);
    let index = cast.ledger.push_aside(&second);
    Case::of(&cast.ledger).refused(
        tells(
            "enrolment_at_the_place_of_a_revocation",
            &["C7.3", "C7.2"],
            "One registrar revokes a key of a party, another enrols a second key at the same place \
             of its chain. Only two revocations both count.",
        ),
        Code::LinkForked,
        Place::of(&cast.ledger, index),
    )
}

/// C7.3: the same revocation again, and a second one where the state before is not shown.
fn revocations() -> Vec<Vector> {
    let mut twice = cast();
    let chief = twice.chief.clone();
    let subject = [Subject::Party(twice.ana.id)];
    let body = twice.ledger.revoked(&chief, ANA);
    let event = twice.ledger.signed(body, &subject, &chief);
    twice.ledger.push(&event);
    let again = twice.ledger.push_aside(&event);
    let mut gap = cast();
    let lab = gap.lab.clone();
    let subject = Subject::Party(gap.carl.id);
    let left_out = EntryHash::of(b"an entry that was left out");
    let mut revoke = || {
        let body = gap.ledger.revoked(&lab, CARL);
        let mut event = gap.ledger.event(body, &[subject.clone()]);
        event.links = vec![Link::after(subject.clone(), 4, left_out)];
        gap.ledger.push_aside(&sign(event, &lab))
    };
    revoke();
    let second = revoke();
    vec![
        Case::of(&twice.ledger).refused(
            tells(
                "revocation_recorded_twice",
                &["C7.3"],
                "The same revocation stands twice in the ledger. Only two entries both count.",
            ),
            Code::EntryRepeated,
            Place::of(&twice.ledger, again),
        ),
        Case::of(&gap.ledger).allowed_with(
            tells(
                "second_revocation_where_the_state_before_is_not_shown",
                &["C7.3", "C6.3"],
                "Two revocations are at place 4 of a party's chain, of which this ledger holds the \
                 first entry. What stands before them is not shown.",
            ),
            Code::CustodyNotShown,
            Place::of(&gap.ledger, second),
        ),
    ]
}
