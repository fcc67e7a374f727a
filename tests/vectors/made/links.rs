//! Places in chains, and who has the pen: V3, C1, C3.

use handseal::event::{Citation, EntryHash, Link, Subject};
use handseal::verify::Code;

use crate::cases::sign;
use crate::cast::{Cast, cast};
use crate::made::Case;
use crate::made::scenes::{ben, carl, offered, stored, stored_at, with_item};
use crate::vector::{Place, Tells, Vector, tells};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = whole();
    all.extend(forks());
    all.extend(orders());
    all.extend(elsewhere());
    all.extend(citations());
    all
}

/// Ana's act at another place of her item than the next.
fn out_of_place(tells: Tells, code: Code, link: fn(&Cast, Subject) -> Link) -> Vector {
    let (mut cast, item) = with_item();
    let link = link(&cast, item[0].clone());
    let event = stored_at(&mut cast, link);
    let index = cast.ledger.push(&event);
    Case::of(&cast.ledger).refused(tells, code, Place::of(&cast.ledger, index))
}

fn nowhere() -> EntryHash {
    EntryHash::of(b"an entry that was left out")
}

fn whole() -> Vec<Vector> {
    let mut late = cast();
    let item = Subject::Item(late.ledger.item());
    let event = stored_at(&mut late, Link::after(item, 1, nowhere()));
    let index = late.ledger.push(&event);
    let (mut next, item) = with_item();
    let event = stored(&mut next, &item);
    next.ledger.push(&event);
    vec![
        Case::of(&next.ledger).allowed(tells(
            "next_place_of_a_chain",
            &["C3.1", "F4.6", "C2.4"],
            "An item is collected and stored. The second entry has the next place of the chain and \
             names the first.",
        )),
        Case::of(&late.ledger).refused(
            tells(
                "chain_that_begins_at_its_second_place",
                &["C6.7", "C6.8"],
                "The first entry held of an item is at place 1, and its signer is of the keeper.",
            ),
            Code::LinkGenesisMissing,
            Place::of(&late.ledger, index),
        ),
        out_of_place(
            tells(
                "link_gap_in_the_keepers_chain",
                &["C3.1", "C6.7", "C6.9"],
                "An entry is at place 2 and place 1 is empty. The one who held the item is of the \
                 organisation that keeps the ledger.",
            ),
            Code::LinkGap,
            |_, item| Link::after(item, 2, nowhere()),
        ),
        out_of_place(
            tells(
                "link_that_names_an_entry_which_is_nowhere",
                &["C6.7", "C6.8"],
                "The place is the next one, and the entry named as the one before is not in the \
                 file.",
            ),
            Code::LinkMismatch,
            |_, item| Link::after(item, 1, nowhere()),
        ),
        out_of_place(
            tells(
                "link_that_names_an_entry_of_another_chain",
                &["C6.7", "F4.6"],
                "The place is the next one, and the entry named as the one before is of the case.",
            ),
            Code::LinkMismatch,
            |cast, item| Link::after(item, 1, cast.ledger.hash(2)),
        ),
    ]
}

fn forks() -> Vec<Vector> {
    let (mut twice, item) = with_item();
    let event = stored(&mut twice, &item);
    twice.ledger.push(&event);
    let repeated = twice.ledger.push_aside(&event);
    let (mut fork, item) = with_item();
    let lost = fork.ledger.lost();
    let other = fork.ledger.signed(lost, &item, &fork.ana.clone());
    let event = stored(&mut fork, &item);
    fork.ledger.push(&event);
    let forked = fork.ledger.push_aside(&other);
    let (mut begun, item) = with_item();
    let body = begun.ledger.collected(&[item[0].item().unwrap()]);
    let mut event = begun.ledger.event(body, &item);
    event.links = vec![Link::genesis(item[0].clone())];
    let again = begun.ledger.push_aside(&sign(event, &begun.ana.clone()));
    let (mut answers, item) = offered(ben);
    let ben = answers.ben.clone();
    let body = answers.ledger.accepted(&item);
    let accepted = answers.ledger.signed(body, &item, &ben);
    let body = answers.ledger.refused(&item);
    let refused = answers.ledger.signed(body, &item, &ben);
    answers.ledger.push(&accepted);
    let second = answers.ledger.push_aside(&refused);
    vec![
        Case::of(&twice.ledger).refused(
            tells("entry_recorded_twice", &["C6.7"], "The same entry stands twice in the ledger."),
            Code::EntryRepeated,
            Place::of(&twice.ledger, repeated),
        ),
        Case::of(&fork.ledger).refused(
            tells(
                "two_acts_of_the_holder_at_one_place",
                &["C7.1", "C7.2"],
                "The holder signed two entries for one place. The first has effect, the second \
                 none.",
            ),
            Code::LinkForked,
            Place::of(&fork.ledger, forked),
        ),
        Case::of(&begun.ledger).refused(
            tells(
                "item_that_is_begun_twice",
                &["C7.1", "C3.4"],
                "An item is collected twice by the same person, both times at place 0.",
            ),
            Code::LinkForked,
            Place::of(&begun.ledger, again),
        ),
        Case::of(&answers.ledger).refused(
            tells(
                "offer_accepted_and_refused_by_its_receiver",
                &["C7.4"],
                "The receiver of an offer signs two answers to it. The first has effect.",
            ),
            Code::LinkForked,
            Place::of(&answers.ledger, second),
        ),
    ]
}

fn orders() -> Vec<Vector> {
    let (mut swapped, item) = with_item();
    let first = stored(&mut swapped, &item);
    let second = stored_at(&mut swapped, Link::after(item[0].clone(), 2, first.hash()));
    let early = swapped.ledger.push(&second);
    swapped.ledger.push_aside(&first);
    let (mut voided, item) = with_item();
    let other = voided.ledger.collect(&voided.ben.clone());
    let mut both = [item[0].clone(), other];
    both.sort();
    let body = voided.ledger.lost();
    let event = voided.ledger.signed(body, &both, &voided.ana.clone());
    let index = voided.ledger.push_aside(&event);
    vec![
        Case::of(&swapped.ledger).refused(
            tells(
                "entries_swapped",
                &["C1.3", "C6.7"],
                "Two entries of a chain stand in the reverse order.",
            ),
            Code::LinkReordered,
            Place::of(&swapped.ledger, early),
        ),
        Case::of(&voided.ledger).refused(
            tells(
                "one_of_two_links_without_the_pen",
                &["C1.2", "C3.2"],
                "Ana reports two items lost, of which Ben holds one. Only hers is.",
            ),
            Code::LinkNoPen,
            Place::of(&voided.ledger, index),
        ),
    ]
}

fn elsewhere() -> Vec<Vector> {
    let (mut held, item) = offered(carl);
    let (ana, carl) = (held.ana.clone(), held.carl.clone());
    let body = held.ledger.accepted(&item);
    held.ledger.act(body, &item, &carl);
    let body = held.ledger.offered(&ana);
    let mut event = held.ledger.event(body, &item);
    event.links = vec![Link::after(item[0].clone(), 5, nowhere())];
    let index = held.ledger.push(&sign(event, &carl));
    let body = held.ledger.accepted(&item);
    held.ledger.act(body, &item, &ana);
    let mut directory = cast();
    let lab = directory.lab.clone();
    let subject = Subject::Party(directory.carl.id);
    let body = directory.ledger.revoked(&lab, crate::cast::CARL);
    let mut event = directory.ledger.event(body, &[subject.clone()]);
    event.links = vec![Link::after(subject, 4, nowhere())];
    let revoked = directory.ledger.push(&sign(event, &lab));
    vec![
        Case::of(&held.ledger).allowed_with(
            tells(
                "stretch_that_another_organisation_keeps",
                &["C6.4", "C6.8", "C6.9"],
                "Another organisation had the item in between and offers it back at place 5. Its \
                 acceptance by the receiver that is named shows the holder again.",
            ),
            Code::LinkNotHeld,
            Place::of(&held.ledger, index),
        ),
        Case::of(&directory.ledger).allowed_with(
            tells(
                "stretch_of_a_directory_that_another_organisation_keeps",
                &["C6.9"],
                "A revocation by another organisation is at place 4 of the party's chain, of which \
                 this ledger holds the first entry.",
            ),
            Code::LinkNotHeld,
            Place::of(&directory.ledger, revoked),
        ),
    ]
}

/// Ben's remark, which cites an entry of Ana's item.
fn citing(change: impl FnOnce(&mut Cast, &mut Citation)) -> (Cast, u64) {
    let (mut cast, item) = with_item();
    let mut cited = cast.ledger.cite(&item[0]);
    change(&mut cast, &mut cited);
    let ben = cast.ben.clone();
    let own = cast.ledger.own(&ben);
    let body = cast.ledger.noted_of(Some(cited));
    let index = cast.ledger.act(body, &[own], &ben);
    (cast, index)
}

fn citations() -> Vec<Vector> {
    let (right, _) = citing(|_, _| ());
    let (absent, not_held) = citing(|_, cited| cited.entry = nowhere());
    let (place, wrong) = citing(|_, cited| cited.seq = 1);
    let (subject, other) = citing(|cast, cited| cited.subject = Subject::Case(cast.ledger.case));
    let (mut later, item) = with_item();
    let next = stored(&mut later, &item);
    let cited = Citation { subject: item[0].clone(), seq: 1, entry: next.hash() };
    let ben = later.ben.clone();
    let own = later.ledger.own(&ben);
    let body = later.ledger.noted_of(Some(cited));
    let early = later.ledger.act(body, &[own], &ben);
    later.ledger.push(&next);
    vec![
        Case::of(&right.ledger).allowed(tells(
            "remark_on_ones_own_chain_about_an_item_of_another",
            &["C3.5", "F4.7"],
            "Ben says something about an item that Ana holds, on his own chain, and cites her \
             entry.",
        )),
        Case::of(&absent.ledger).allowed_with(
            tells(
                "citation_of_an_entry_that_is_not_here",
                &["C3.5"],
                "A remark cites an entry that is not in the file.",
            ),
            Code::LinkNotHeld,
            Place::of(&absent.ledger, not_held),
        ),
        Case::of(&place.ledger).refused(
            tells(
                "citation_with_another_place",
                &["V3.9"],
                "A remark cites an entry, and gives another place of the chain than the one it \
                 has.",
            ),
            Code::CitationMismatch,
            Place::of(&place.ledger, wrong),
        ),
        Case::of(&subject.ledger).refused(
            tells(
                "citation_with_another_subject",
                &["V3.9"],
                "A remark cites an entry with a subject that it does not link.",
            ),
            Code::CitationMismatch,
            Place::of(&subject.ledger, other),
        ),
        Case::of(&later.ledger).refused(
            tells(
                "citation_of_an_entry_that_stands_further_on",
                &["V3.6"],
                "A remark cites an entry that stands behind it in the ledger.",
            ),
            Code::LinkReordered,
            Place::of(&later.ledger, early),
        ),
    ]
}
