//! Two entries that crossed, and giving one up: C7.

use handseal::event::{SignedEvent, Subject};
use handseal::verify::Code;

use crate::cases::Party;
use crate::cast::Cast;
use crate::made::Case;
use crate::made::scenes::{carl, offered, with_item};
use crate::vector::{Place, Vector, tells};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = answers();
    all.extend(yielded());
    all.extend(places());
    all
}

/// Ana's offer, Carl's acceptance, and her withdrawal behind it.
struct Crossing {
    cast: Cast,
    item: [Subject; 1],
    accepted: SignedEvent,
    withdrawn: SignedEvent,
    place: Place,
}

fn crossing(seal: Option<&str>) -> Crossing {
    let (mut cast, item) = offered(carl);
    let (ana, carl) = (cast.ana.clone(), cast.carl.clone());
    let body = match seal {
        Some(seal) => cast.ledger.accepted_seeing(&item[0], seal),
        None => cast.ledger.accepted(&item),
    };
    let accepted = cast.ledger.signed(body, &item, &carl);
    let body = cast.ledger.withdrawn();
    cast.ledger.minute += 3 * 1440;
    let withdrawn = cast.ledger.signed(body, &item, &ana);
    cast.ledger.push(&accepted);
    let index = cast.ledger.push(&withdrawn);
    let place = Place::of(&cast.ledger, index);
    Crossing { cast, item, accepted, withdrawn, place }
}

impl Crossing {
    /// A party gives up one entry for another, on its own chain.
    fn yields(&mut self, by: &Party, [own, other]: [&SignedEvent; 2]) {
        let entries = [own.hash(), other.hash()];
        let body = self.cast.ledger.yielded(&self.item[0], 2, entries);
        let chain = self.cast.ledger.own(by);
        self.cast.ledger.act(body, &[chain], by);
    }

    fn stored(&mut self, by: &Party) -> u64 {
        let body = self.cast.ledger.stored();
        self.cast.ledger.act(body, &self.item, by)
    }

    fn refused(self, tells: crate::vector::Tells) -> Vector {
        let case = Case::of(&self.cast.ledger);
        case.refused(tells, Code::CustodyTransferCrossed, self.place)
    }
}

fn answers() -> Vec<Vector> {
    let contested = crossing(None);
    let mut goes_on = crossing(None);
    let ana = goes_on.cast.ana.clone();
    goes_on.stored(&ana);
    let (mut forked, item) = offered(carl);
    forked.ledger.minute += 3 * 1440;
    let body = forked.ledger.withdrawn();
    let first = forked.ledger.signed(body, &item, &ana);
    let body = forked.ledger.withdrawn();
    let second = forked.ledger.signed(body, &item, &ana);
    forked.ledger.push(&first);
    let index = forked.ledger.push_aside(&second);
    vec![
        contested.refused(tells(
            "acceptance_and_withdrawal_that_cross",
            &["C7.4", "C7.5"],
            "The giver withdraws an offer that the receiver has accepted, and neither knew of the \
             other. The item is contested.",
        )),
        goes_on.refused(tells(
            "contested_item_on_one_of_its_lines",
            &["C7.5"],
            "The giver goes on behind its own withdrawal: that entry is the next of its line.",
        )),
        Case::of(&forked.ledger).refused(
            tells(
                "offer_withdrawn_twice_by_its_giver",
                &["C7.4"],
                "The giver signs two withdrawals of one offer: that is no crossing.",
            ),
            Code::LinkForked,
            Place::of(&forked.ledger, index),
        ),
    ]
}

fn yielded() -> Vec<Vector> {
    let given_up = |by: fn(&Cast) -> Party, withdrawal: bool| {
        let mut crossing = crossing(None);
        let by = by(&crossing.cast);
        let entries = [crossing.accepted.clone(), crossing.withdrawn.clone()];
        let [accepted, withdrawn] = [&entries[0], &entries[1]];
        let entries = if withdrawal { [withdrawn, accepted] } else { [accepted, withdrawn] };
        crossing.yields(&by, entries);
        crossing
    };
    let mut stands = given_up(carl, false);
    let ana = stands.cast.ana.clone();
    stands.stored(&ana);
    let mut moved = given_up(|cast| cast.ana.clone(), true);
    // The acceptance stands, so what the giver names as the one before is no tip any more.
    let body = moved.cast.ledger.stored();
    let event = moved.cast.ledger.signed(body, &moved.item, &ana);
    let index = moved.cast.ledger.push_aside(&event);
    let late = Place::of(&moved.cast.ledger, index);
    let mut seal = crossing(Some("S-2"));
    let (carl, accepted) = (seal.cast.carl.clone(), seal.accepted.clone());
    let withdrawn = seal.withdrawn.clone();
    seal.yields(&carl, [&accepted, &withdrawn]);
    let body = seal.cast.ledger.accepted_seeing(&seal.item[0], "S-2");
    let offer = seal.cast.ledger.offered(&seal.cast.ben);
    seal.cast.ledger.act(offer, &seal.item, &ana);
    seal.cast.ledger.act(body, &seal.item, &seal.cast.ben.clone());
    vec![
        given_up(|cast| cast.ana.clone(), true).refused(tells(
            "withdrawal_that_is_given_up",
            &["C7.6"],
            "The giver gives up its withdrawal: the acceptance stands.",
        )),
        stands.refused(tells(
            "acceptance_that_is_given_up",
            &["C7.6"],
            "The receiver gives up its acceptance: the withdrawal stands, and the giver goes on.",
        )),
        Case::of(&moved.cast.ledger).refused(
            tells(
                "giver_who_goes_on_after_giving_up_its_withdrawal",
                &["C7.6", "C6.7"],
                "The giver gives up its withdrawal and goes on behind it all the same: another \
                 entry stands at the place before.",
            ),
            Code::LinkMismatch,
            late,
        ),
        given_up(|cast| cast.ana.clone(), false).refused(tells(
            "entry_of_the_other_that_is_given_up",
            &["C7.6"],
            "The giver gives up the acceptance, which is not its own: nothing is settled.",
        )),
        given_up(|cast| cast.ben.clone(), true).refused(tells(
            "contest_that_a_third_party_would_settle",
            &["C7.6"],
            "A third party gives up the withdrawal: nothing is settled.",
        )),
        seal.refused(tells(
            "seal_seen_by_the_one_who_gave_up_its_acceptance",
            &["C7.7", "C5.5"],
            "The receiver that gives up its acceptance had seen a seal. The seal stays recorded, \
             and the next receiver sees the same.",
        )),
    ]
}

fn places() -> Vec<Vector> {
    let (mut cast, item) = with_item();
    let (ana, ben, registrar) = (cast.ana.clone(), cast.ben.clone(), cast.registrar.clone());
    let body = cast.ledger.stored();
    let stored = cast.ledger.signed(body, &item, &ana);
    let body = cast.ledger.reassigned(&registrar, &ana, &ben);
    let reassigned = cast.ledger.signed(body, &item, &registrar);
    cast.ledger.push(&stored);
    let index = cast.ledger.push(&reassigned);
    let body = cast.ledger.accepted(&item);
    cast.ledger.act(body, &item, &ben);
    let crossed = Place::of(&cast.ledger, index);
    vec![Case::of(&cast.ledger).refused(
        tells(
            "holder_and_registrar_at_one_place",
            &["C7.1", "C7.2", "C7.5"],
            "The holder stores an item while a registrar reassigns it, both at one place. The new \
             holder accepts on the registrar's line.",
        ),
        Code::CustodyTransferCrossed,
        crossed,
    )]
}
