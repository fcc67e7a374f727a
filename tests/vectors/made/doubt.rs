//! What follows an entry that could not be checked: V2.10, V6.1, C6, F4.9.

use ciborium::Value;
use handseal::event::{Citation, EntryHash, Link, SignedEvent, Subject};
use handseal::verify::Code;

use crate::cases::{Party, sign};
use crate::cast::{BEN, Cast, cast};
use crate::made::Case;
use crate::made::scenes::{envelope, header, payload_of, stored, stored_at, taken_over, with_item};
use crate::vector::{Place, Vector, tells};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = not_understood();
    all.extend(shown_again());
    all.extend(lines());
    all.extend(of_no_case());
    all.extend(malformed());
    all
}

/// An act of a type that nobody knows, at the next place of these subjects.
pub(crate) fn of_unknown_type(cast: &mut Cast, subjects: &[Subject], by: &Party) -> SignedEvent {
    let body = cast.ledger.noted();
    let known = cast.ledger.signed(body, subjects, by);
    let mut payload: Value = ciborium::from_reader(payload_of(&known).as_slice()).unwrap();
    for (name, value) in payload.as_map_mut().unwrap() {
        if name.as_text() == Some("type") {
            // As long as the type that it replaces, so that the keys keep their order.
            *value = Value::Text("moved".to_owned());
        }
    }
    let payload = crate::forge::encoded(&payload);
    SignedEvent::parse(envelope(&header(&known, by), &payload, by)).unwrap()
}

/// An entry of version 2, with any payload.
fn of_next_version(cast: &mut Cast, item: &[Subject], by: &Party) -> SignedEvent {
    let body = cast.ledger.stored();
    let known = cast.ledger.signed(body, item, by);
    let mut protected = header(&known, by);
    let place = protected.windows(4).position(|bytes| bytes == b".v1+").unwrap();
    protected[place + 2] = b'2';
    SignedEvent::parse(envelope(&protected, b"\xa0", by)).unwrap()
}

fn not_understood() -> Vec<Vector> {
    let ana = |cast: &Cast| cast.ana.clone();
    let (mut unknown, item) = with_item();
    let by = ana(&unknown);
    let event = of_unknown_type(&mut unknown, &item, &by);
    let index = unknown.ledger.push(&event);
    let (mut disclosed, item) = with_item();
    let event = of_unknown_type(&mut disclosed, &item, &by);
    let body = disclosed.ledger.stored();
    let other = disclosed.ledger.signed(body, &item, &by);
    for link in event.links() {
        assert_eq!(link.seq, 1);
    }
    let kept = disclosed.ledger.push_records(event.as_bytes(), other.disclosures());
    let (mut version, item) = with_item();
    let event = of_next_version(&mut version, &item, &by);
    let next = version.ledger.push(&event);
    let body = version.ledger.stored();
    let mut behind = version.ledger.event(body, &item);
    behind.links = vec![Link::after(item[0].clone(), 2, event.hash())];
    version.ledger.push(&sign(behind, &by));
    let (mut foreign, item) = with_item();
    let event = of_unknown_type(&mut foreign, &item, &by.with_key(BEN));
    let forged = foreign.ledger.push(&event);
    vec![
        Case::of(&unknown.ledger).allowed_with(
            tells(
                "entry_of_an_unknown_type",
                &["F4.9", "C6.1"],
                "A well-signed entry of a type that is not in the list. It is kept and moves \
                 nothing: the state of its item is not shown.",
            ),
            Code::EntryNotUnderstood,
            Place::of(&unknown.ledger, index),
        ),
        Case::of(&disclosed.ledger).allowed_with(
            tells(
                "disclosures_of_an_entry_of_an_unknown_type",
                &["F5.9", "F4.9"],
                "Behind an entry of an unknown type stand disclosures. They cannot be matched, and \
                 are kept as they are.",
            ),
            Code::EntryNotUnderstood,
            Place::of(&disclosed.ledger, kept),
        ),
        Case::of(&version.ledger).allowed_with(
            tells(
                "entry_of_the_next_version",
                &["F3.5", "F4.9", "V3.5"],
                "A well-signed entry of version 2, and one that names it as the one before. Its \
                 links are not known, so nothing is called a failure.",
            ),
            Code::EntryNotUnderstood,
            Place::of(&version.ledger, next),
        ),
        Case::of(&foreign.ledger).refused(
            tells(
                "entry_of_an_unknown_type_under_a_foreign_key",
                &["V2.10"],
                "An entry of an unknown type is signed with a colleague's key: nobody can hide a \
                 forgery behind a new type.",
            ),
            Code::KeyForeign,
            Place::of(&foreign.ledger, forged),
        ),
    ]
}

fn shown_again() -> Vec<Vector> {
    let (mut answered, item) = with_item();
    let (ana, ben) = (answered.ana.clone(), answered.ben.clone());
    let event = of_unknown_type(&mut answered, &item, &ana);
    answered.ledger.push(&event);
    let body = answered.ledger.stored();
    let behind = answered.ledger.act(body, &item, &ben);
    let body = answered.ledger.offered(&ana);
    answered.ledger.act(body, &item, &ben);
    let body = answered.ledger.accepted(&item);
    answered.ledger.act(body, &item, &ana);
    let body = answered.ledger.stored();
    answered.ledger.act(body, &item, &ana);
    // The offer itself could not be checked.
    let (mut offer, item) = with_item();
    let body = offer.ledger.offered(&ben);
    let event = offer.ledger.signed(body, &item, &ana.with_key(BEN));
    let doubtful = offer.ledger.push(&event);
    let body = offer.ledger.accepted(&item);
    offer.ledger.act(body, &item, &ben);
    // An annulment of what came before is not possible while the state is not shown.
    let (mut annulled, item) = with_item();
    let cited = annulled.ledger.cite(&item[0]);
    let event = of_unknown_type(&mut annulled, &item, &ana);
    annulled.ledger.push(&event);
    let body = annulled.ledger.offered(&ben);
    annulled.ledger.act(body, &item, &ana);
    let body = annulled.ledger.refused(&item);
    annulled.ledger.act(body, &item, &ben);
    let body = annulled.ledger.annulled(cited);
    let index = annulled.ledger.act(body, &item, &ana);
    vec![
        Case::of(&answered.ledger).allowed_with(
            tells(
                "act_behind_an_entry_that_is_not_understood",
                &["C6.3", "C6.4"],
                "Somebody goes on behind an entry that is not understood. Nothing asks for the \
                 pen, until an offer and its acceptance show the holder again.",
            ),
            Code::CustodyNotShown,
            Place::of(&answered.ledger, behind),
        ),
        Case::of(&offer.ledger).refused(
            tells(
                "acceptance_of_an_offer_under_a_foreign_key",
                &["C6.1", "C6.3", "C6.4"],
                "An offer is signed with a foreign key, and its receiver accepts. The offer moves \
                 nothing; the acceptance shows who holds the item.",
            ),
            Code::KeyForeign,
            Place::of(&offer.ledger, doubtful),
        ),
        Case::of(&annulled.ledger).refused(
            tells(
                "annulment_of_an_entry_before_what_is_not_shown",
                &["C6.6", "C4.1"],
                "Between the entry cited and the annulment the state was not shown.",
            ),
            Code::CustodyMoveForbidden,
            Place::of(&annulled.ledger, index),
        ),
    ]
}

fn lines() -> Vec<Vector> {
    let (mut beside, item) = with_item();
    let (ana, ben) = (beside.ana.clone(), beside.ben.clone());
    let body = beside.ledger.lost();
    let event = beside.ledger.signed(body, &item, &ana.with_key(BEN));
    let doubtful = beside.ledger.push_aside(&event);
    let body = beside.ledger.offered(&ben);
    beside.ledger.act(body, &item, &ana);
    let body = beside.ledger.accepted(&item);
    beside.ledger.act(body, &item, &ben);
    // The chain has nothing but an entry that could not be checked.
    let mut first = cast();
    let id = first.ledger.item();
    let item = [Subject::Item(id)];
    let body = first.ledger.collected(&[id]);
    let event = first.ledger.signed(body, &item, &ana.with_key(BEN));
    let begun = first.ledger.push_aside(&event);
    let body = first.ledger.collected(&[id]);
    first.ledger.act(body, &item, &ana);
    // A chain of another kind stays not shown.
    let mut case = cast();
    let subject = [Subject::Case(case.ledger.case)];
    let chief = case.chief.clone();
    let event = of_unknown_type(&mut case, &subject, &chief);
    case.ledger.push(&event);
    let body = case.ledger.noted();
    let after = case.ledger.act(body, &subject, &ben);
    // A hole behind a contest.
    let (mut hole, item) = with_item();
    let lost = EntryHash::of(b"an entry that was left out");
    let mut event = hole.ledger.stored();
    event.place = hole.ledger.words("Room 3");
    let mut event = hole.ledger.event(event, &item);
    event.links = vec![Link::after(item[0].clone(), 3, lost)];
    let gap = hole.ledger.push(&sign(event, &ana));
    let body = hole.ledger.offered(&ben);
    hole.ledger.act(body, &item, &ana);
    vec![
        Case::of(&beside.ledger).refused(
            tells(
                "chain_that_goes_on_beside_a_forged_entry",
                &["C6.1", "C6.2"],
                "An entry under a foreign key takes the next place of an item. The holder goes on \
                 at that place as if it were not there.",
            ),
            Code::KeyForeign,
            Place::of(&beside.ledger, doubtful),
        ),
        Case::of(&first.ledger).refused(
            tells(
                "item_that_is_begun_beside_a_forged_beginning",
                &["C6.2", "C3.1"],
                "The only entry of an item is under a foreign key, and Ana collects the item at \
                 place 0. It takes nobody's place.",
            ),
            Code::KeyForeign,
            Place::of(&first.ledger, begun),
        ),
        Case::of(&case.ledger).allowed_with(
            tells(
                "case_that_goes_on_behind_an_entry_that_is_not_understood",
                &["C6.5", "C6.3"],
                "The chain of a case goes on behind an entry of an unknown type. Who is in charge \
                 is not shown, and nothing shows it again.",
            ),
            Code::CustodyNotShown,
            Place::of(&case.ledger, after),
        ),
        Case::of(&hole.ledger).refused(
            tells(
                "offer_behind_a_gap_shows_the_state_again",
                &["C6.8", "C6.4"],
                "Behind a gap the state of an item is not shown, until its holder offers it.",
            ),
            Code::LinkGap,
            Place::of(&hole.ledger, gap),
        ),
    ]
}

/// V4.4: an item of no case, and what may have named one.
fn of_no_case() -> Vec<Vector> {
    let (mut behind, item) = taken_over();
    let (ana, ben) = (behind.ana.clone(), behind.ben.clone());
    let event = of_unknown_type(&mut behind, &item, &ana);
    let index = behind.ledger.push(&event);
    let body = behind.ledger.offered(&ben);
    behind.ledger.act(body, &item, &ana);
    let body = behind.ledger.accepted(&item);
    behind.ledger.act(body, &item, &ben);
    let mut from = item.clone();
    for _ in 0..2 {
        let made = behind.ledger.item();
        let body = behind.ledger.derived(&from, &[made]);
        let made = [Subject::Item(made)];
        let mut both = [from, made.clone()].concat();
        both.sort_unstable();
        behind.ledger.act(body, &both, &ben);
        from = made;
    }
    let (mut beside, item) = taken_over();
    let event = of_unknown_type(&mut beside, &item, &ana.with_key(BEN));
    beside.ledger.push_aside(&event);
    let body = beside.ledger.stored();
    beside.ledger.act(body, &item, &ana);
    vec![
        Case::of(&behind.ledger).allowed_with(
            tells(
                "item_whose_case_may_stand_in_what_is_not_understood",
                &["V4.4", "C6.4"],
                "An item was taken over without a case. Behind it stands an entry that is not \
                 understood, which may have admitted it to one. The state is shown again, and \
                 something is derived, and something of that: of no item it is said that it has no \
                 case.",
            ),
            Code::EntryNotUnderstood,
            Place::of(&behind.ledger, index),
        ),
        Case::of(&beside.ledger).refused(
            tells(
                "item_of_no_case_that_goes_on_beside_a_forged_entry",
                &["C6.2"],
                "An item was taken over without a case. The next entry is under a foreign key, \
                 and the holder goes on beside it: it can have named no case.",
            ),
            Code::ItemNoCase,
            Place::end(),
        ),
    ]
}

/// Ana's item, and behind it an act of hers whose bytes are no event: the entry hash of that.
fn with_a_malformed_entry() -> (Cast, [Subject; 1], EntryHash) {
    let (mut cast, item) = with_item();
    let event = stored(&mut cast, &item);
    let mut payload = payload_of(&event);
    // The map of the payload has a byte more behind it.
    payload.push(0);
    let bytes = envelope(&header(&event, &cast.ana), &payload, &cast.ana);
    let index = cast.ledger.push_records(&bytes, event.disclosures());
    let hash = cast.ledger.hash(index);
    (cast, item, hash)
}

/// V3, step 2: what was refused is in the file all the same, by its hash.
fn malformed() -> Vec<Vector> {
    let (mut followed, item, hash) = with_a_malformed_entry();
    let next = stored_at(&mut followed, Link::after(item[0].clone(), 2, hash));
    let behind = followed.ledger.push(&next);
    let (mut cited, item, hash) = with_a_malformed_entry();
    let ben = cited.ben.clone();
    let own = cited.ledger.own(&ben);
    let entry = Citation { subject: item[0].clone(), seq: 1, entry: hash };
    let body = cited.ledger.noted_of(Some(entry));
    let remark = cited.ledger.act(body, &[own], &ben);
    // An entry not taken stands before the one that is cited.
    let (mut first, item) = with_item();
    let ana = first.ana.clone();
    let event = of_unknown_type(&mut first, &item, &ana);
    first.ledger.push_aside(&event);
    let event = of_next_version(&mut first, &item, &ana);
    first.ledger.push_aside(&event);
    let entry = Citation { subject: item[0].clone(), seq: 1, entry: event.hash() };
    let own = first.ledger.own(&ben);
    let body = first.ledger.noted_of(Some(entry));
    let second = first.ledger.act(body, &[own], &ben);
    vec![
        Case::of(&followed.ledger).refused(
            tells(
                "link_to_an_entry_that_is_malformed",
                &["V3.5", "V1.5", "C6.8"],
                "An entry of an item has a byte too many, and the next one names it as the one \
                 before. Its places cannot be told, so the link is not called wrong.",
            ),
            Code::CustodyNotShown,
            Place::of(&followed.ledger, behind),
        ),
        Case::of(&cited.ledger).refused(
            tells(
                "citation_of_an_entry_that_is_malformed",
                &["V1.5", "C3.5"],
                "A remark cites an entry that has a byte too many. It is in the file, and where \
                 it stands cannot be told.",
            ),
            Code::LinkNotHeld,
            Place::of(&cited.ledger, remark),
        ),
        Case::of(&first.ledger).allowed_with(
            tells(
                "citation_of_an_entry_whose_places_cannot_be_told",
                &["V2.10", "C3.5", "F4.9"],
                "A remark cites an entry of version 2, and an entry of an unknown type stands \
                 before both. What is not held is not held because of the entry cited.",
            ),
            Code::LinkNotHeld,
            Place::of(&first.ledger, second),
        ),
    ]
}
