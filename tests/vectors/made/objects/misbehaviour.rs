//! Proofs of misbehaviour: F13.1 to F13.8.

use std::io::Cursor;

use ciborium::Value;
use handseal::verify::{Misbehaviour, Relation, compare_cases, compare_with_head};
use serde_json::json;

use crate::cases::{CHIEF, LAB, Ledger, at, root};
use crate::forks::{Way, edited, field, heads_key, history};
use crate::hex::hex;
use crate::vector::{Question, Tells, Vector, object, tells};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = allowed();
    all.extend(forms());
    all.extend(contradictions());
    all.extend(registrations());
    all
}

/// Two histories that part behind the sixth entry, of seven and of eight entries.
fn histories() -> [Ledger; 2] {
    [history(Way::Ones, 1), history(Way::Twos, 2)]
}

fn proof_of(relation: Relation) -> Misbehaviour {
    let Relation::Fork(fork) = relation else { panic!("{relation:?}") };
    fork.proof.unwrap()
}

fn compared(one: &Ledger, other: &Ledger) -> Vec<u8> {
    let [one, other_file] = [one, other].map(|ledger| Cursor::new(ledger.bytes.clone()));
    let compared = compare_cases(&other.trust(), at(other.latest), one, other_file).unwrap();
    proof_of(compared.relation).to_bytes()
}

/// A history of eight entries that has signed no head of seven.
fn rarely_signed() -> Ledger {
    let mut ledger = history(Way::Twos, 2);
    let (seventh, eighth) = (ledger.groups[6].end, ledger.groups[7].clone());
    ledger.bytes = [&ledger.bytes[..seventh], &ledger.bytes[eighth]].concat();
    ledger.checkpoint();
    ledger
}

/// Heads of the sizes 7 and 8, with the leaf that differs.
fn leaves() -> Vec<u8> {
    compared(&history(Way::Ones, 1), &rarely_signed())
}

/// A remembered head of seven entries, which a ledger of eight begins otherwise than.
fn prefix() -> Vec<u8> {
    let (remembered, ledger) = (history(Way::Ones, 1).head_at(7), rarely_signed());
    let file = Cursor::new(&ledger.bytes);
    let compared = compare_with_head(&ledger.trust(), at(ledger.latest), file, remembered);
    proof_of(compared.unwrap().relation).to_bytes()
}

/// Two heads of seven entries.
fn roots() -> Vec<u8> {
    let [one, other] = histories();
    let file = Cursor::new(&other.bytes);
    let compared = compare_with_head(&other.trust(), at(other.latest), file, one.head_at(7));
    proof_of(compared.unwrap().relation).to_bytes()
}

fn under_key(file: &[u8]) -> Question {
    let key = heads_key(&history(Way::Ones, 0)).to_string();
    object("misbehaviour", &[("hex", hex(file).into()), ("vkeys", json!([key]))])
}

fn under_root(file: &[u8], number: u8) -> Question {
    let root = root(number).id.to_string();
    object("misbehaviour_of", &[("hex", hex(file).into()), ("root", root.into())])
}

/// The file with its one map changed.
fn with(file: &[u8], change: impl FnOnce(&mut Value)) -> Vec<u8> {
    edited(file, |parts| change(&mut parts[3]))
}

fn allowed() -> Vec<Vector> {
    vec![
        under_key(&leaves()).accepted(tells(
            "misbehaviour_of_two_entries_at_one_place",
            &["F13.1", "F13.2", "F13.3", "F13.6", "F13.7"],
            "Two heads of seven and of eight entries, whose entries 6 differ.",
        )),
        under_key(&prefix()).accepted(tells(
            "misbehaviour_of_another_beginning",
            &["F13.5", "F13.7"],
            "The head of eight entries does not begin with the tree of the head of seven.",
        )),
        under_key(&roots()).accepted(tells(
            "misbehaviour_of_two_roots",
            &["F13.4", "F13.7"],
            "Two heads of seven entries with two roots.",
        )),
        under_root(&leaves(), CHIEF).accepted(tells(
            "misbehaviour_under_the_root_of_its_organisation",
            &["F13.8"],
            "The entries in the proof register the key of the heads, under the root that is given.",
        )),
    ]
}

fn refused(tells: Tells, code: &'static str, file: &[u8]) -> Vector {
    under_key(file).refused(tells, code)
}

fn forms() -> Vec<Vector> {
    let file = roots();
    vec![
        refused(
            tells(
                "misbehaviour_with_a_byte_behind_it",
                &["F13.1"],
                "A byte stands behind the item.",
            ),
            "misbehaviour.format",
            &[file.as_slice(), &[0]].concat(),
        ),
        refused(
            tells("misbehaviour_of_another_kind", &["F13.1"], "The header says `misbehaviours`."),
            "misbehaviour.format",
            &edited(&file, |parts| parts[2] = "misbehaviours".into()),
        ),
        refused(
            tells("misbehaviour_that_shows_something_else", &["F13.1"], "`shows` is `times`."),
            "misbehaviour.format",
            &with(&file, |map| *field(field(map, "shows"), "shows") = "times".into()),
        ),
        refused(
            tells("misbehaviour_of_three_heads", &["F13.1"], "There are three heads."),
            "misbehaviour.format",
            &with(&file, |map| {
                let heads = field(map, "heads").as_array_mut().unwrap();
                heads.push(heads[1].clone());
            }),
        ),
        refused(
            tells(
                "misbehaviour_whose_head_is_no_note",
                &["F13.1"],
                "The second head has no empty line before its signature.",
            ),
            "misbehaviour.head",
            &with(&file, |map| change_head(map, 1, |note| note.replace("\n\n", "\n"))),
        ),
        refused(
            tells("misbehaviour_whose_entry_is_none", &["F13.1"], "An entry is the byte 0."),
            "misbehaviour.entry",
            &with(&file, |map| {
                field(map, "entries").as_array_mut().unwrap()[0] = Value::Bytes(vec![0]);
            }),
        ),
    ]
}

fn change_head(map: &mut Value, number: usize, change: impl FnOnce(&str) -> String) {
    let head = &mut field(map, "heads").as_array_mut().unwrap()[number];
    *head = change(head.as_text().unwrap()).into();
}

fn contradictions() -> Vec<Vector> {
    let (leaves, prefix, roots) = (leaves(), prefix(), roots());
    let swap = |map: &mut Value, name| field(map, name).as_array_mut().unwrap().swap(0, 1);
    vec![
        refused(
            tells(
                "misbehaviour_of_two_ledgers",
                &["F13.2"],
                "The second head is of another ledger.",
            ),
            "misbehaviour.origin",
            &with(&roots, |map| change_head(map, 1, |note| note.replacen('/', "s/", 1))),
        ),
        refused(
            tells(
                "misbehaviour_whose_heads_are_turned",
                &["F13.3"],
                "The larger head stands first.",
            ),
            "misbehaviour.order",
            &with(&leaves, |map| swap(map, "heads")),
        ),
        refused(
            tells(
                "misbehaviour_of_one_head_twice",
                &["F13.4"],
                "Both heads are the same: nothing contradicts.",
            ),
            "misbehaviour.same",
            &with(&roots, |map| {
                let heads = field(map, "heads").as_array_mut().unwrap();
                heads[1] = heads[0].clone();
            }),
        ),
        refused(
            tells(
                "misbehaviour_of_roots_of_two_sizes",
                &["F13.4"],
                "Nothing but two roots is shown, and the heads have two sizes.",
            ),
            "misbehaviour.sizes",
            &with(&prefix, |map| {
                *field(map, "shows") = Value::Map(vec![("shows".into(), "roots".into())]);
            }),
        ),
        refused(
            tells(
                "misbehaviour_whose_larger_head_extends_the_smaller",
                &["F13.5"],
                "The path is a consistency proof of two heads that do not contradict each other.",
            ),
            "misbehaviour.same",
            &honest(),
        ),
        refused(
            tells(
                "misbehaviour_whose_path_leads_elsewhere",
                &["F13.5"],
                "A hash of the path is another.",
            ),
            "proof.old_root",
            &with(&prefix, |map| {
                let path = field(field(map, "shows"), "path").as_array_mut().unwrap();
                path[0] = Value::Bytes(vec![7; 32]);
            }),
        ),
        refused(
            tells(
                "misbehaviour_whose_entry_stands_elsewhere",
                &["F13.6"],
                "The second entry is not the one at the index under its head.",
            ),
            "proof.root",
            &with(&leaves, |map| {
                let entries = field(field(map, "shows"), "entries").as_array_mut().unwrap();
                entries[1] = Value::Bytes(vec![7; 32]);
            }),
        ),
        refused(
            tells(
                "misbehaviour_of_one_entry_twice",
                &["F13.6"],
                "At the index of the common beginning both have one entry.",
            ),
            "misbehaviour.same",
            &common_entry(),
        ),
    ]
}

/// Two heads of one history, and the path that joins them.
fn honest() -> Vec<u8> {
    let ledger = history(Way::Twos, 2);
    let [small, large] = [7, 8].map(|size| ledger.head_at(size));
    let tree = ledger.tree();
    let path = tree.consistency_proof(7, 8).unwrap().path;
    let shows = Value::Map(vec![
        (
            "path".into(),
            path.iter().map(|hash| Value::Bytes(hash.0.to_vec())).collect::<Vec<_>>().into(),
        ),
        ("root".into(), Value::Bytes(small.unverified().root().to_vec())),
        ("shows".into(), "prefix".into()),
    ]);
    with(&roots(), |map| {
        *field(map, "heads") =
            Value::Array(vec![small.to_string().into(), large.to_string().into()]);
        *field(map, "shows") = shows;
    })
}

/// The heads that contradict each other, and what they have in common.
fn common_entry() -> Vec<u8> {
    let [one, other] = histories();
    let path = |ledger: &Ledger, size| {
        let path = ledger.tree().inclusion_proof(2, size).unwrap().path;
        Value::Array(path.iter().map(|hash| Value::Bytes(hash.0.to_vec())).collect())
    };
    let entry = Value::Bytes(one.hash(2).as_bytes().to_vec());
    with(&leaves(), |map| {
        let shows = field(map, "shows");
        *field(shows, "index") = 2.into();
        *field(shows, "paths") = Value::Array(vec![path(&one, 7), path(&other, 8)]);
        *field(shows, "entries") = Value::Array(vec![entry.clone(), entry]);
    })
}

fn registrations() -> Vec<Vector> {
    let file = leaves();
    let without = |index: usize| {
        with(&file, |map| {
            field(map, "entries").as_array_mut().unwrap().remove(index);
        })
    };
    let ledger = history(Way::Ones, 0);
    let other = under_root(&file, LAB);
    let enrolled = ledger.bytes[crate::vector::record(&ledger, 2)].to_vec();
    let enrolled: Value = ciborium::from_reader(enrolled.as_slice()).unwrap();
    vec![
        refused(
            tells(
                "misbehaviour_whose_head_was_altered",
                &["F13.7"],
                "The signature of the first head is not one of its text.",
            ),
            "note.bad_signature",
            &with(&roots(), |map| {
                change_head(map, 0, |note| note.replacen("\n\n", "\nmore\n\n", 1));
            }),
        ),
        object("misbehaviour", &[("hex", hex(&file).into()), ("vkeys", json!([]))]).refused(
            tells("misbehaviour_under_no_key", &["F13.7"], "No key is known."),
            "note.no_known_key",
        ),
        other.refused(
            tells(
                "misbehaviour_under_another_root",
                &["F13.8"],
                "The root is that of another organisation.",
            ),
            "misbehaviour.registration",
        ),
        under_root(&without(1), CHIEF).refused(
            tells(
                "misbehaviour_whose_key_nobody_registered",
                &["F13.8"],
                "The `opened` entry is left out, so nothing registers the key of the heads.",
            ),
            "note.no_known_key",
        ),
        under_root(&without(0), CHIEF).refused(
            tells(
                "misbehaviour_whose_organisation_is_not_founded",
                &["F13.8"],
                "The `founded` entry is left out, so nobody can tell who signed the next.",
            ),
            "misbehaviour.registration",
        ),
        under_root(
            &with(&file, |map| field(map, "entries").as_array_mut().unwrap().push(enrolled)),
            CHIEF,
        )
        .refused(
            tells(
                "misbehaviour_with_an_entry_that_registers_nothing",
                &["F13.8"],
                "An entry opens a case.",
            ),
            "misbehaviour.registration",
        ),
    ]
}
