//! What lies at the edge of a comparison: heads that do not count, sides without entries, limits.

use ciborium::Value;
use handseal::encoding::DecodeErrorKind;
use handseal::event::Subject;
use handseal::merkle::MAX_PATH;
use handseal::store::CaseFile;
use handseal::verify::{Contradiction, Misbehaviour, MisbehaviourError, NotCompared, Relation};

use crate::cases::{HEADS, LAB, Ledger, key};
use crate::forks::{Way, edited, field, heads_key, history};
use crate::{compare, compare_bytes, compare_head, fork_of, why};

/// Seven entries under a head that the key of the ledger did not sign.
fn with_a_head_by_a_stranger() -> Ledger {
    let mut ledger = history(Way::Ones, 0);
    let chief = ledger.chief.clone();
    ledger.collect_all(1, &chief);
    let root = ledger.tree().root().0;
    let head = ledger.head_of(ledger.origin.as_str(), ledger.size(), root, LAB);
    ledger.push_checkpoint(&head.to_string());
    ledger
}

#[test]
fn head_by_a_stranger_in_a_file_counts_as_signed() {
    let ledger = with_a_head_by_a_stranger();
    let compared = compare(&ledger, &ledger);
    assert!(matches!(compared.relation, Relation::NotShown(NotCompared::Damaged)), "{compared}");
    assert_eq!((compared.one.size, compared.one.signed), (7, Some(6)));
    // Nor does it contradict another file.
    let fork = compare(&ledger, &history(Way::Twos, 1)).relation;
    assert!(!matches!(&fork, Relation::Fork(fork) if fork.proof.is_some()), "{fork:?}");
}

#[test]
fn copies_without_a_signed_head_are_not_compared() {
    let mut bare = Ledger::opened();
    let chief = bare.chief.clone();
    bare.collect_all(1, &chief);
    let compared = compare(&bare, &bare);
    assert!(matches!(compared.relation, Relation::Same), "{compared}");
    assert_eq!(compared.one.signed, None);
}

#[test]
fn extracts_of_two_sizes_are_joined_or_called_the_same() {
    let extract = |more| {
        let ledger = history(Way::Ones, more);
        let mut case = CaseFile::open_bytes(ledger.bytes.clone(), &ledger.trust()).unwrap();
        let mut extract = Vec::new();
        case.extract(&[Subject::Case(ledger.case)], &key(HEADS), &mut extract).unwrap();
        extract
    };
    let compared = compare_bytes(&extract(1), &extract(3), &history(Way::Ones, 0));
    assert_eq!(why(&compared), NotCompared::NotJoined);
}

/// A head that its own file does not make proves nothing, and hides nothing either.
#[test]
fn head_that_its_file_does_not_make_hides_the_contradiction_behind_it() {
    let (mut case, other) = (history(Way::Twos, 0), history(Way::Ones, 1));
    let chief = case.chief.clone();
    case.collect_all(2, &chief);
    case.collect_all(2, &chief);
    let forged = case.head_of(case.origin.as_str(), case.size(), [7; 32], HEADS);
    case.push_checkpoint(&forged.to_string());
    case.collect_all(2, &chief);
    case.checkpoint();
    let proof = fork_of(compare_head(&case, &other.head())).proof.unwrap();
    assert!(matches!(proof.shows(), Contradiction::Prefix { .. }));
    let proven = proof.verify_under_keys(&[heads_key(&case)]).unwrap();
    assert_eq!(proven.sizes, [7, 9]);
}

/// The entries of the damaged file are not those under its head: only the roots contradict.
#[test]
fn head_in_a_damaged_file_no_longer_contradicts_another_file() {
    let other = history(Way::Ones, 1);
    let mut damaged = history(Way::Twos, 1);
    let last = damaged.groups[6].end - 1;
    damaged.bytes[last] ^= 1;
    let proof = fork_of(compare(&damaged, &other)).proof.unwrap();
    assert!(matches!(proof.shows(), Contradiction::Roots));
}

#[test]
fn page_does_not_say_which_heads_join_the_two() {
    let (one, older) = (history(Way::Ones, 2), history(Way::Ones, 1));
    let page = compare(&one, &older).to_string();
    let joined = "The signed head of size 8 extends that of size 7: a proof of 4 hashes.";
    assert!(page.contains(joined), "{page}");
    let unsigned = &one.bytes[..one.groups[6].end];
    let page = compare_bytes(&one.bytes, unsigned, &one).to_string();
    assert!(page.contains("The signed head of size 8 extends that of size 6"), "{page}");
    let mut bare = Ledger::opened();
    let begun = bare.bytes.clone();
    let chief = bare.chief.clone();
    bare.collect_all(1, &chief);
    let page = compare_bytes(&bare.bytes, &begun, &bare).to_string();
    assert!(page.contains("No two signed heads join them"), "{page}");
}

/// A path of as many hashes as a tree of 2⁶⁴ entries needs is read, and one more is not.
#[test]
fn path_longer_than_any_is_read_or_the_longest_is_not() {
    let (one, other) = (history(Way::Ones, 2), history(Way::Twos, 2));
    let file = fork_of(compare(&one, &other)).proof.unwrap().to_bytes();
    let with = |count: usize| {
        let file = edited(&file, |parts| {
            let shows = field(&mut parts[3], "shows");
            let Value::Array(paths) = field(shows, "paths") else { panic!() };
            paths[0] = Value::Array(vec![Value::Bytes(vec![7; 32]); count]);
        });
        Misbehaviour::parse(&file).unwrap_err()
    };
    let longest = with(MAX_PATH);
    assert!(matches!(longest, MisbehaviourError::Proof { number: 0, .. }), "{longest}");
    let error = with(MAX_PATH + 1);
    let MisbehaviourError::Decode(found) = &error else { panic!("{error}") };
    let [limit, found_count] = [MAX_PATH, MAX_PATH + 1].map(|count| u64::try_from(count).unwrap());
    assert_eq!(found.kind, DecodeErrorKind::LimitExceeded { limit, found: found_count });
}

/// What somebody did against the rules is no damage of the file, and a signature that does not fit is.
#[test]
fn act_against_the_rules_is_called_damage_or_an_altered_signature_is_not() {
    let mut ledger = history(Way::Ones, 1);
    let (chief, ben) = (ledger.chief.clone(), ledger.chief.clone());
    let lab = ledger.enrol(11, &chief, &[]);
    let item = [ledger.collect(&ben)];
    let body = ledger.stored();
    let event = ledger.signed(body, &item, &lab);
    ledger.push_aside(&event);
    ledger.checkpoint();
    let compared = compare(&ledger, &ledger);
    assert!(matches!(compared.relation, Relation::Same), "{compared}");
    assert_eq!(compared.exit_code(), 0);
    let body = ledger.stored();
    let event = ledger.signed(body, &item, &chief);
    let mut entry = event.as_bytes().to_vec();
    let last = entry.len() - 1;
    entry[last] ^= 1;
    ledger.push_records(&entry, event.disclosures());
    ledger.checkpoint();
    let compared = compare(&ledger, &ledger);
    assert_eq!(why(&compared), NotCompared::Damaged, "{compared}");
}
