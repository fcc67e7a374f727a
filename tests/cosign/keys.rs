//! What a policy says of itself, and keys that sign no note.

use handseal::identity::{Algorithm, Signer as _, SigningKey};
use handseal::ledger::{
    Checkpoint, CosignerKey, CosignerPolicy, NoteSignError, SignedCheckpoint, VerifierKey,
    VerifierKeyError,
};

use crate::forks::{Way, history};
use crate::{NOW, cosigner_key, name};

#[test]
fn policy_says_another_number_or_other_cosigners_than_it_asks_for() {
    let known = vec![cosigner_key("a.example", 40), cosigner_key("b.example", 41)];
    let policy = CosignerPolicy::new(2, known.clone()).unwrap();
    assert_eq!((policy.threshold(), policy.cosigners()), (2, known.as_slice()));
    let policy = CosignerPolicy::new(1, known[..1].to_vec()).unwrap();
    assert_eq!((policy.threshold(), policy.cosigners()), (1, &known[..1]));
}

/// A note has one type of signature in common use: what another key signs could be verified by nobody.
#[test]
fn key_on_p_256_signs_or_verifies_a_head() {
    let other = SigningKey::from_scalar(&[1; 32]).unwrap();
    let public = other.public_key().clone();
    let refused =
        VerifierKeyError::Algorithm { expected: Algorithm::Ed25519, found: Algorithm::Esp256 };
    let made = VerifierKey::new(name("a.example"), public.clone());
    assert_eq!(made.unwrap_err(), refused);
    let made = CosignerKey::new(name("a.example"), public);
    assert_eq!(made.unwrap_err(), refused);
    let cosigned = history(Way::Ones, 1).head().cosigned(name("a.example"), NOW, &other);
    let error = cosigned.unwrap_err();
    assert!(matches!(&error, NoteSignError::Key(found) if *found == refused), "{error:?}");
    let head = Checkpoint::new("a.example/log", 1, [7; 32]).unwrap();
    assert!(SignedCheckpoint::sign(head, &other).is_err());
}
