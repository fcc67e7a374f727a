//! Stubs and pruned files: V1.11, V1.12, F7.17 to F7.19.

use handseal::event::{Kept, Link, Pruned, PrunedEntry, Subject, Why};
use handseal::ledger::entry_record;
use handseal::verify::Code;

use crate::cases::{Ledger, sign};
use crate::cast::Cast;
use crate::made::Case;
use crate::made::scenes::{stored, stubbed, with_item};
use crate::vector::{Place, Vector, record, tells};

pub(crate) fn all() -> Vec<Vector> {
    stubs()
}

/// What a `pruned` lists: these entries, of which so much is left.
fn listing(ledger: &Ledger, kept: Kept, indices: &[u64]) -> Pruned {
    let listed = indices.iter();
    let listed =
        listed.map(|index| PrunedEntry { kept, entry: ledger.hash(*index), index: *index });
    Pruned { ground: Why::code("retention_ended"), entries: listed.collect() }
}

/// Entries 8 and 9 are of an item; entry 10 prunes the case or the ledger.
fn pruned(kept: Kept, listed: &[u64], subject: fn(&Cast) -> Subject) -> (Cast, u64) {
    let (mut cast, item) = with_item();
    let event = stored(&mut cast, &item);
    cast.ledger.push(&event);
    let body = listing(&cast.ledger, kept, listed);
    let subject = subject(&cast);
    let index = cast.ledger.act(body, &[subject], &cast.chief.clone());
    (cast, index)
}

fn case_of(cast: &Cast) -> Subject {
    Subject::Case(cast.ledger.case)
}

fn ledger_of(cast: &Cast) -> Subject {
    Subject::Ledger(cast.ledger.origin.clone())
}

/// The bytes of a stub in a file in which earlier groups keep their places.
fn stub_at(cast: &Cast, index: u64) -> Place {
    let start = cast.ledger.groups[index as usize].start;
    Place::entry(index, start..start + 34)
}

fn stubs() -> Vec<Vector> {
    let (mut shown, item) = with_item();
    let event = stored(&mut shown, &item);
    let start = shown.ledger.bytes.len();
    shown.ledger.bytes.extend(entry_record(event.hash().as_bytes()));
    let index = shown.ledger.count(event.hash(), start);
    let stub = Case::of(&shown.ledger);
    let place = Place::entry(index, start..shown.ledger.bytes.len());
    let body = shown.ledger.accessed();
    let mut next = shown.ledger.event(body, &item);
    next.links = vec![Link::after(item[0].clone(), 2, event.hash())];
    let behind = shown.ledger.push(&sign(next, &shown.ana.clone()));
    let mut all = vec![
        stub.allowed_with(
            tells(
                "stub_in_the_place_of_an_entry",
                &["F7.2", "F7.4", "F8.1"],
                "Of the last entry there is only its hash. It has its place in the tree, and the \
                 head stands.",
            ),
            Code::EntryNotShown,
            place,
        ),
        Case::of(&shown.ledger).allowed_with(
            tells(
                "entry_that_follows_a_stub",
                &["V1.11", "V3.5", "C6.3"],
                "An entry names a stub as the one before it. Nobody can tell its place, so the \
                 state is not shown, and nothing is called a failure.",
            ),
            Code::CustodyNotShown,
            Place::of(&shown.ledger, behind),
        ),
    ];
    all.extend(pruned_files());
    all
}

fn pruned_files() -> Vec<Vector> {
    let (by_case, _) = pruned(Kept::Hash, &[9], case_of);
    let (by_ledger, _) = pruned(Kept::Hash, &[9], ledger_of);
    let (values, _) = pruned(Kept::Entry, &[9], case_of);
    let (directory, _) = pruned(Kept::Hash, &[3], case_of);
    let shorter = directory.ledger.groups[3].len() - 34;
    let record = record(&values.ledger, 9);
    let group = values.ledger.groups[9].clone();
    let without = [&values.ledger.bytes[..record.end], &values.ledger.bytes[group.end..]].concat();
    let (other, says) = {
        let (mut cast, _) = with_item();
        let mut body = listing(&cast.ledger, Kept::Hash, &[8]);
        body.entries[0].entry = cast.ledger.hash(7);
        let ledger = ledger_of(&cast);
        let says = cast.ledger.act(body, &[ledger], &cast.chief.clone());
        (cast, says)
    };
    let (elsewhere, cited) = {
        let (mut cast, _) = with_item();
        let mut body = listing(&cast.ledger, Kept::Hash, &[8]);
        body.entries[0].entry = cast.ledger.hash(7);
        let case = case_of(&cast);
        let says = cast.ledger.act(body, &[case], &cast.chief.clone());
        (cast, says)
    };
    vec![
        Case::of(&by_case.ledger).file(stubbed(&by_case.ledger, &[9])).allowed_with(
            tells(
                "entry_pruned_by_the_party_in_charge",
                &["F7.17", "F7.19", "C3.10"],
                "A stub that a later `pruned` on the chain of the case lists. The bytes are gone \
                 by an act that is on record.",
            ),
            Code::EntryPruned,
            stub_at(&by_case, 9),
        ),
        Case::of(&by_ledger.ledger).file(stubbed(&by_ledger.ledger, &[9])).allowed_with(
            tells(
                "entry_pruned_by_a_registrar",
                &["F7.17", "C3.10"],
                "A stub that a later `pruned` on the chain of the ledger lists.",
            ),
            Code::EntryPruned,
            stub_at(&by_ledger, 9),
        ),
        Case::of(&by_case.ledger).allowed(tells(
            "entry_that_is_listed_as_pruned_and_still_there",
            &["F7.17"],
            "A `pruned` lists an entry that the file still shows: it was copied before the \
             pruning.",
        )),
        Case::of(&values.ledger).file(without).allowed_with(
            tells(
                "value_of_a_pruned_entry",
                &["F7.17", "V1.12"],
                "An entry that a later `pruned` lists with `kept` as `entry` has lost its \
                 disclosures. Each value is withheld.",
            ),
            Code::FieldWithheld,
            Place::entry(9, record),
        ),
        Case::of(&directory.ledger).file(stubbed(&directory.ledger, &[3])).allowed_with(
            tells(
                "enrolment_that_was_pruned",
                &["F7.18", "V1.12", "V2.2"],
                "Of the enrolment of a party that acts there is only the hash, against what the \
                 format says of pruned files. Its key is unknown, because of the stub, and nothing \
                 is called a failure.",
            ),
            Code::KeyUnknown,
            Place::entry(8, {
                let at = crate::vector::record(&directory.ledger, 8);
                at.start - shorter..at.end - shorter
            }),
        ),
        Case::of(&values.ledger).file(stubbed(&values.ledger, &[9])).allowed_with(
            tells(
                "stub_of_an_entry_of_which_only_values_were_pruned",
                &["V1.12", "F7.17"],
                "A `pruned` says that the entry itself is kept, and only its hash is there.",
            ),
            Code::EntryNotShown,
            stub_at(&values, 9),
        ),
        Case::of(&other.ledger).refused(
            tells(
                "pruned_that_lists_another_entry",
                &["V1.12", "F7.19"],
                "A registrar's `pruned` gives an index with the hash of the entry before it.",
            ),
            Code::CitationMismatch,
            Place::of(&other.ledger, says),
        ),
        Case::of(&elsewhere.ledger).allowed_with(
            tells(
                "pruned_of_a_case_whose_indices_are_of_another_ledger",
                &["V1.12", "F7.19"],
                "A `pruned` on the chain of a case gives an index with the hash of another entry: \
                 the case may come from another ledger.",
            ),
            Code::LinkNotHeld,
            Place::of(&elsewhere.ledger, cited),
        ),
    ]
}
