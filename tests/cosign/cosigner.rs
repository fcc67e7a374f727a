//! A cosigner never goes back, and never signs two heads that contradict each other.

use handseal::ledger::{CosignatureRequest, NoteSignError, OpenError, SignedCheckpoint};
use handseal::merkle::{ProofError, empty_root};
use handseal::store::CosignError;
use handseal::verify::{Contradiction, Misbehaviour};

use crate::cases::{HEADS, LAB};
use crate::forks::{Way, heads_key, history};
use crate::{NOW, cosigner, request, time_of, volatile};

#[test]
fn heads_are_signed_one_after_the_other() {
    let ledger = history(Way::Ones, 5);
    let cosigner = cosigner(volatile(), &ledger);
    for (from, to) in [(0, 6), (6, 7), (7, 10), (10, 10), (10, 11)] {
        let cosigned = cosigner.cosign(&request(&ledger, from, to), || NOW + to).unwrap();
        assert_eq!((cosigned.unverified().size(), time_of(&cosigned)), (to, NOW + to));
        cosigned.open(&[heads_key(&ledger)]).unwrap();
    }
}

#[test]
fn request_from_another_size_is_told_the_right_one() {
    let ledger = history(Way::Ones, 5);
    let cosigner = cosigner(volatile(), &ledger);
    let stale = |from, to| match cosigner.cosign(&request(&ledger, from, to), || NOW) {
        Err(CosignError::Stale { held }) => held,
        other => panic!("{other:?}"),
    };
    assert_eq!(stale(6, 7), 0);
    cosigner.cosign(&request(&ledger, 0, 9), || NOW).unwrap();
    for (from, to) in [(0, 10), (6, 7), (6, 8), (8, 10), (6, 9), (10, 11)] {
        assert_eq!(stale(from, to), 9);
    }
}

#[test]
fn smaller_head_is_signed() {
    let ledger = history(Way::Ones, 5);
    let cosigner = cosigner(volatile(), &ledger);
    cosigner.cosign(&request(&ledger, 0, 9), || NOW).unwrap();
    let mut back = request(&ledger, 6, 8);
    back.old_size = 9;
    let error = cosigner.cosign(&back, || NOW).unwrap_err();
    assert!(matches!(error, CosignError::SizesReversed { old: 9, new: 8 }), "{error}");
}

#[test]
fn second_head_of_one_size_is_kept_as_a_proof_and_not_signed() {
    let (one, other) = (history(Way::Ones, 2), history(Way::Twos, 2));
    let cosigner = cosigner(volatile(), &one);
    cosigner.cosign(&request(&one, 0, 8), || NOW).unwrap();
    // Whatever the old size says.
    for from in [0, 6, 8] {
        let error = cosigner.cosign(&request(&other, from, 8), || NOW).unwrap_err();
        let CosignError::Fork { proof } = error else { panic!("{error}") };
        assert_eq!(proof.shows(), &Contradiction::Roots);
        proof.verify_under_keys(&[heads_key(&one)]).unwrap();
    }
    // The one that it signed can be had again.
    cosigner.cosign(&request(&one, 8, 8), || NOW).unwrap();
}

#[test]
fn proof_that_does_not_hold_is_believed() {
    let ledger = history(Way::Ones, 5);
    let cosigner = cosigner(volatile(), &ledger);
    cosigner.cosign(&request(&ledger, 0, 7), || NOW).unwrap();
    let bad = |change: &dyn Fn(&mut CosignatureRequest)| {
        let mut asked = request(&ledger, 7, 10);
        change(&mut asked);
        match cosigner.cosign(&asked, || NOW).unwrap_err() {
            CosignError::BadProof { source } => source,
            other => panic!("{other}"),
        }
    };
    assert!(matches!(bad(&|asked| asked.proof.clear()), ProofError::PathTooShort { .. }));
    assert!(matches!(bad(&|asked| asked.proof.truncate(1)), ProofError::PathTooShort { .. }));
    let again = |asked: &mut handseal::ledger::CosignatureRequest| asked.proof.push(asked.proof[0]);
    assert!(matches!(bad(&again), ProofError::PathTooLong { .. }));
    assert!(matches!(
        bad(&|asked| asked.proof[1].0[3] ^= 1),
        ProofError::OldRootMismatch { .. } | ProofError::RootMismatch { .. }
    ));
    cosigner.cosign(&request(&ledger, 7, 10), || NOW).unwrap();
}

#[test]
fn proof_from_nothing_is_taken() {
    let ledger = history(Way::Ones, 2);
    let cosigner = cosigner(volatile(), &ledger);
    let mut first = request(&ledger, 7, 8);
    first.old_size = 0;
    let error = cosigner.cosign(&first, || NOW).unwrap_err();
    let CosignError::BadProof { source: ProofError::PathTooLong { expected: 0, .. } } = error
    else {
        panic!("{error}")
    };
}

/// The path of another history leads to the new head from another beginning: that is a proof, too.
#[test]
fn path_from_another_beginning_is_kept_as_a_proof() {
    let (one, other) = (history(Way::Ones, 1), history(Way::Twos, 3));
    let cosigner = cosigner(volatile(), &one);
    cosigner.cosign(&request(&one, 0, 7), || NOW).unwrap();
    let error = cosigner.cosign(&request(&other, 7, 9), || NOW).unwrap_err();
    let CosignError::Fork { proof } = error else { panic!("{error}") };
    assert!(matches!(proof.shows(), Contradiction::Prefix { .. }));
    let read = Misbehaviour::parse(&proof.to_bytes()).unwrap();
    assert_eq!(read.verify_under_keys(&[heads_key(&one)]).unwrap().sizes, [7, 9]);
}

#[test]
fn head_of_a_ledger_that_nobody_named_is_signed() {
    let ledger = history(Way::Ones, 1);
    let other = crate::forks::other_ledger();
    let cosigner = cosigner(volatile(), &ledger);
    let asked = request(&other, 0, 2);
    let error = cosigner.cosign(&asked, || NOW).unwrap_err();
    let CosignError::UnknownOrigin { origin } = error else { panic!("{error}") };
    assert_eq!(origin, other.origin.as_str());
    let forged = ledger.head_of(ledger.origin.as_str(), 7, ledger.tree().root().0, LAB);
    let mut asked = request(&ledger, 0, 7);
    asked.head = forged;
    let error = cosigner.cosign(&asked, || NOW).unwrap_err();
    assert!(matches!(error, CosignError::Open(OpenError::NoKnownKey { .. })), "{error}");
}

#[test]
fn ledgers_are_remembered_apart() {
    let (one, other) = (history(Way::Ones, 1), crate::forks::other_ledger());
    let cosigner = cosigner(volatile(), &one).knows(heads_key(&other));
    cosigner.cosign(&request(&one, 0, 7), || NOW).unwrap();
    cosigner.cosign(&request(&other, 0, 2), || NOW).unwrap();
    cosigner.cosign(&request(&one, 7, 7), || NOW).unwrap();
}

/// Cosignatures of others on the head stay where they are.
#[test]
fn line_of_another_cosigner_is_lost() {
    let ledger = history(Way::Ones, 1);
    let key = crate::cases::key(41);
    let mut asked = request(&ledger, 0, 7);
    asked.head = asked.head.cosigned(crate::name("other.example"), NOW, &key).unwrap();
    let cosigned: SignedCheckpoint = cosigner(volatile(), &ledger).cosign(&asked, || NOW).unwrap();
    let names: Vec<_> =
        cosigned.note().signatures().iter().map(|line| line.name().to_string()).collect();
    assert_eq!(names[1..], ["other.example", crate::NAME]);
}

/// "The largest at eleven is 8" contradicts "the largest at ten is 9".
#[test]
fn clock_that_went_back_is_believed() {
    let ledger = history(Way::Ones, 3);
    let cosigner = cosigner(volatile(), &ledger);
    cosigner.cosign(&request(&ledger, 0, 7), || NOW).unwrap();
    for (from, to) in [(7, 7), (7, 8)] {
        let error = cosigner.cosign(&request(&ledger, from, to), || NOW - 1).unwrap_err();
        let CosignError::ClockBehind { held, found } = error else { panic!("{error}") };
        assert_eq!((held, found), (NOW, NOW - 1));
    }
    // Within one second there can be several.
    cosigner.cosign(&request(&ledger, 7, 8), || NOW).unwrap();
}

/// What is remembered of a time that no cosignature can have would be the last for ever.
#[test]
fn time_that_cannot_be_signed_is_remembered() {
    let ledger = history(Way::Ones, 3);
    let cosigner = cosigner(volatile(), &ledger);
    let error = cosigner.cosign(&request(&ledger, 0, 7), || 1 << 63).unwrap_err();
    assert!(matches!(error, CosignError::Sign(NoteSignError::Time { .. })), "{error}");
    let cosigned = cosigner.cosign(&request(&ledger, 0, 7), || 0).unwrap();
    assert_eq!(time_of(&cosigned), 0);
    cosigner.cosign(&request(&ledger, 7, 8), || (1 << 63) - 1).unwrap();
}

#[test]
fn head_of_nothing_is_signed_with_some_root() {
    let ledger = history(Way::Ones, 1);
    let cosigner = cosigner(volatile(), &ledger);
    let of_nothing = |root: [u8; 32]| {
        let head = ledger.head_of(ledger.origin.as_str(), 0, root, HEADS);
        CosignatureRequest { old_size: 0, proof: Vec::new(), head }
    };
    let error = cosigner.cosign(&of_nothing([1; 32]), || NOW).unwrap_err();
    let CosignError::BadProof { source: ProofError::RootMismatch { .. } } = error else {
        panic!("{error}")
    };
    cosigner.cosign(&of_nothing(empty_root().0), || NOW).unwrap();
    cosigner.cosign(&request(&ledger, 0, 7), || NOW).unwrap();
}
