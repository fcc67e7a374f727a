//! A proof of misbehaviour as a file: its grammar, and what damage makes of it.

use cddl_cat::{cbor::validate_cbor, context::BasicContext, flatten::flatten_from_str};
use ciborium::Value;
use handseal::event::{CheckpointKeyChanged, Subject};
use handseal::identity::Signer as _;
use handseal::ledger::{Checkpoint, SignedCheckpoint};
use handseal::merkle::Hash;
use handseal::verify::{Code, Contradiction, Misbehaviour, MisbehaviourError, NotProven};

use crate::cases::{CHIEF, HEADS, LAB, Ledger, key, root};
use crate::forks::{Way, edited, field, heads_key, history};
use crate::{compare, compare_head, fork_of};

/// The key of a successor.
const SUCCESSOR: u8 = 20;

/// One of each kind.
fn proofs() -> [Misbehaviour; 3] {
    let (one, other) = (history(Way::Ones, 2), history(Way::Twos, 2));
    let leaves = fork_of(compare(&one, &other)).proof.unwrap();
    let roots = fork_of(compare_head(&one, &other.head())).proof.unwrap();
    let mut late = history(Way::Ones, 0);
    let chief = late.chief.clone();
    late.collect_all(1, &chief);
    late.collect_all(1, &chief);
    late.checkpoint();
    let prefix = fork_of(compare_head(&late, &other.head_at(7))).proof.unwrap();
    [leaves, prefix, roots]
}

#[test]
fn file_reads_as_it_was_written() {
    for proof in proofs() {
        let file = proof.to_bytes();
        let read = Misbehaviour::parse(&file).unwrap();
        assert_eq!((read.to_bytes(), read.shows()), (file, proof.shows()));
        assert_eq!(read.entries().len(), 2, "founded, opened");
        assert!(read.entries().iter().all(|entry| entry.disclosures().is_empty()));
    }
}

#[test]
fn changed_bit_of_a_file_still_proves_something() {
    let key = heads_key(&history(Way::Ones, 0));
    let org = root(CHIEF).id.org();
    for proof in proofs() {
        let file = proof.to_bytes();
        for at in 0..file.len() {
            let mut changed = file.clone();
            changed[at] ^= 1 << (at % 8);
            let Ok(read) = Misbehaviour::parse(&changed) else { continue };
            assert_eq!(read.to_bytes(), changed, "byte {at}");
            // The entries are not asked under a key.
            let entries = read.entries().iter().zip(proof.entries());
            let same = entries.clone().all(|(one, other)| one.as_bytes() == other.as_bytes());
            assert!(read.verify_under_root(org).is_err(), "byte {at}");
            let under_key = read.verify_under_keys(std::slice::from_ref(&key));
            assert!(under_key.is_err() || !same, "byte {at}");
        }
        for end in 0..file.len() {
            assert!(Misbehaviour::parse(&file[..end]).is_err());
        }
    }
}

#[test]
fn heads_that_do_not_contradict_each_other_are_refused() {
    let ledger = history(Way::Ones, 3);
    let heads = |sizes: [u64; 2]| sizes.map(|size| ledger.head_at(size));
    let path = ledger.tree().consistency_proof(7, 9).unwrap().path;
    let begins = ledger.tree().root_at(7).unwrap();
    let honest = Contradiction::Prefix { root: begins, path: path.clone() };
    let error = Misbehaviour::of(heads([7, 9]), honest.clone()).unwrap_err();
    assert!(matches!(error, MisbehaviourError::Same { found } if found == begins), "{error}");
    let error = Misbehaviour::of(heads([9, 7]), honest).unwrap_err();
    assert!(matches!(error, MisbehaviourError::HeadsOutOfOrder { first: 9, second: 7 }));
    let invented = Contradiction::Prefix { root: Hash([7; 32]), path };
    let error = Misbehaviour::of(heads([7, 9]), invented).unwrap_err();
    assert!(matches!(error, MisbehaviourError::Proof { number: 0, .. }), "{error}");
    let error = Misbehaviour::of(heads([7, 9]), Contradiction::Roots).unwrap_err();
    assert!(matches!(error, MisbehaviourError::Sizes { first: 7, second: 9 }), "{error}");
    let error = Misbehaviour::of(heads([7, 7]), Contradiction::Roots).unwrap_err();
    assert!(matches!(error, MisbehaviourError::Same { .. }), "{error}");
    let inclusion = |size| ledger.tree().inclusion_proof(3, size).unwrap().path;
    let leaves = Contradiction::Leaves {
        index: 3,
        entries: [ledger.hash(3); 2],
        paths: [inclusion(7), inclusion(9)],
    };
    let error = Misbehaviour::of(heads([7, 9]), leaves).unwrap_err();
    assert!(matches!(error, MisbehaviourError::Same { .. }), "{error}");
    let other = crate::forks::other_ledger().head();
    let error = Misbehaviour::of([ledger.head_at(7), other], Contradiction::Roots).unwrap_err();
    assert!(matches!(error, MisbehaviourError::OtherLedger { .. }), "{error}");
}

/// Anyone can sign two heads; under the ledger's key they show nothing.
#[test]
fn heads_by_a_stranger_prove_something_of_the_ledger() {
    let ledger = history(Way::Ones, 1);
    let head = |root, number| {
        let checkpoint = Checkpoint::new(ledger.origin.as_str(), 7, [root; 32]).unwrap();
        SignedCheckpoint::sign(checkpoint, &key(number)).unwrap()
    };
    for (number, signers) in [(0, [LAB, HEADS]), (1, [HEADS, LAB])] {
        let heads = [head(1, signers[0]), head(2, signers[1])];
        let proof = Misbehaviour::of(heads, Contradiction::Roots).unwrap();
        let error = proof.verify_under_keys(&[heads_key(&ledger)]).unwrap_err();
        assert!(matches!(error, NotProven::Head { number: found, .. } if found == number));
    }
}

#[test]
fn key_that_another_organisation_registered_proves_something() {
    let [proof, ..] = proofs();
    let error = proof.verify_under_root(root(LAB).id.org()).unwrap_err();
    assert!(
        matches!(error, NotProven::Registration { number: 0, code: Code::KeyUnknown }),
        "{error}"
    );
    let bare = Misbehaviour::of(proof.heads().clone(), proof.shows().clone()).unwrap();
    let error = bare.verify_under_root(root(CHIEF).id.org()).unwrap_err();
    assert!(matches!(error, NotProven::Head { number: 0, .. }), "{error}");
}

/// A registrar opens the ledger, and changes its key under a key of its own that it rotated to.
#[test]
fn registrar_and_its_keys_travel_with_the_proof() {
    let history = |items| {
        let mut ledger = Ledger::opened();
        let chief = ledger.chief.clone();
        let ben = ledger.enrol(11, &chief, &["registrar"]);
        let body = ledger.rotated(21, ben.id);
        let own = ledger.own(&ben);
        ledger.act(body, &[own], &ben);
        let ben = ben.with_key(21);
        let opening = ledger.opening(&ben, 22);
        let body = CheckpointKeyChanged {
            by: opening.by,
            key: opening.key,
            possession: opening.possession,
        };
        let subject = Subject::Ledger(ledger.origin.clone());
        ledger.act(body, &[subject], &ben);
        ledger.collect_all(items, &ben);
        let (size, root) = (ledger.size(), ledger.tree().root());
        let head = ledger.head_of(ledger.origin.as_str(), size, root.0, 22);
        ledger.push_checkpoint(&head.to_string());
        ledger
    };
    let proof = fork_of(compare(&history(1), &history(2))).proof.unwrap();
    assert_eq!(proof.entries().len(), 4, "founded, enrolled, rotated, checkpoint_key_changed");
    let proven = proof.verify_under_root(root(CHIEF).id.org()).unwrap();
    assert_eq!(proven.keys, [key(22).public_key().thumbprint(); 2]);
}

/// The root that the verifier trusts was lost; its successor changes the key of the ledger.
#[test]
fn successor_of_the_root_travels_with_the_proof() {
    let history = |items| {
        let mut ledger = Ledger::opened_with(&[SUCCESSOR]);
        let lost = ledger.chief.clone();
        let body = ledger.succeeded(SUCCESSOR, None);
        let chief = lost.with_key(SUCCESSOR);
        ledger.act(body, &[Subject::Party(lost.id)], &chief);
        let opening = ledger.opening(&chief, 22);
        let body = CheckpointKeyChanged {
            by: opening.by,
            key: opening.key,
            possession: opening.possession,
        };
        let subject = Subject::Ledger(ledger.origin.clone());
        ledger.act(body, &[subject], &chief);
        ledger.collect_all(items, &chief);
        let (size, root) = (ledger.size(), ledger.tree().root());
        let head = ledger.head_of(ledger.origin.as_str(), size, root.0, 22);
        ledger.push_checkpoint(&head.to_string());
        ledger
    };
    let proof = fork_of(compare(&history(1), &history(2))).proof.unwrap();
    assert_eq!(proof.entries().len(), 3, "founded, succeeded, checkpoint_key_changed");
    proof.verify_under_root(root(CHIEF).id.org()).unwrap();
    let without = [&proof.entries()[0], &proof.entries()[2]].map(Clone::clone).to_vec();
    let bare = Misbehaviour::of(proof.heads().clone(), proof.shows().clone()).unwrap();
    let error = bare.registered_by(without).verify_under_root(root(CHIEF).id.org());
    assert!(matches!(error, Err(NotProven::Registration { number: 1, .. })), "{error:?}");
}

#[test]
fn file_is_not_of_the_grammar() {
    let rules = include_str!("../../src/spec/handseal.cddl");
    let rules = rules.replace("#6.18(", "(").replace("#6.55799(", "(");
    let rules = rules.replace("bstr .cbor entry", "bstr");
    let context = BasicContext::new(flatten_from_str(&rules).unwrap());
    let accepted = |file: &[u8]| {
        let Value::Tag(55_799, value) = ciborium::from_reader(file).unwrap() else { panic!() };
        let rule = context.rules.get("misbehaviour").unwrap();
        validate_cbor(rule, &value, &context).is_ok()
    };
    for proof in proofs() {
        let file = proof.to_bytes();
        assert!(accepted(&file));
        let null = |name: &str| edited(&file, |parts| *field(&mut parts[3], name) = Value::Null);
        for name in ["heads", "shows", "entries"] {
            assert!(!accepted(&null(name)), "{name}");
            assert!(Misbehaviour::parse(&null(name)).is_err(), "{name}");
        }
    }
}
