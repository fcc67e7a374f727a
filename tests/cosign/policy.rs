//! k of n, each counted once.

use handseal::identity::Signer as _;
use handseal::ledger::{
    CosignatureError, CosignerKey, CosignerPolicy, CosignerPolicyError, KeyId, NoteSignError,
    SignedCheckpoint, VerifierKey, VerifierKeyError,
};

use crate::cases::{HEADS, key};
use crate::forks::{Way, history};
use crate::{NOW, cosigner_key, name};

const NAMES: [&str; 3] = ["a.example", "b.example", "c.example"];

fn known() -> Vec<CosignerKey> {
    NAMES.iter().zip(40..).map(|(name, number)| cosigner_key(name, number)).collect()
}

fn policy(threshold: usize) -> CosignerPolicy {
    CosignerPolicy::new(threshold, known()).unwrap()
}

/// A head with the lines of these cosigners, by their places in `NAMES`.
fn head(by: &[usize]) -> SignedCheckpoint {
    by.iter().zip(0..).fold(history(Way::Ones, 1).head(), |head, (at, later)| {
        head.cosigned(name(NAMES[*at]), NOW + later, &key(40 + u8::try_from(*at).unwrap())).unwrap()
    })
}

#[test]
fn fewer_than_asked_for_are_enough() {
    for (by, threshold, enough) in [
        (&[][..], 1, false),
        (&[0], 1, true),
        (&[2], 1, true),
        (&[0], 2, false),
        (&[0, 2], 2, true),
        (&[0, 1, 2], 3, true),
        (&[0, 1], 3, false),
    ] {
        let seen = policy(threshold).verify(&head(by)).unwrap();
        assert_eq!((seen.are_enough(), seen.attested().len()), (enough, by.len()), "{by:?}");
    }
}

#[test]
fn line_that_stands_twice_counts_twice() {
    let seen = policy(2).verify(&head(&[1, 1, 1])).unwrap();
    assert!(!seen.are_enough());
    assert_eq!(
        seen.attested().iter().map(|seen| seen.time).collect::<Vec<_>>(),
        [NOW, NOW + 1, NOW + 2]
    );
}

#[test]
fn cosigner_that_is_not_known_fails_the_head() {
    let head = head(&[0]).cosigned(name("stranger.example"), NOW, &key(50)).unwrap();
    let seen = policy(1).verify(&head).unwrap();
    let unknown: Vec<_> = seen.unknown().iter().map(|line| line.name().as_str()).collect();
    assert!(seen.are_enough());
    assert_eq!(unknown[1..], ["stranger.example"], "behind the ledger's own line");
}

/// A name without its key is a stranger.
#[test]
fn name_of_a_known_cosigner_is_believed_under_another_key() {
    let head = history(Way::Ones, 1).head().cosigned(name(NAMES[0]), NOW, &key(41)).unwrap();
    let seen = policy(1).verify(&head).unwrap();
    assert!(!seen.are_enough() && seen.attested().is_empty());
}

#[test]
fn policy_that_asks_for_nothing_or_counts_twice_is_made() {
    let refused = |threshold, known| CosignerPolicy::new(threshold, known).unwrap_err();
    assert_eq!(refused(0, known()), CosignerPolicyError::NothingAsked);
    assert_eq!(refused(4, known()), CosignerPolicyError::OutOfReach { threshold: 4, known: 3 });
    let none = CosignerPolicyError::OutOfReach { threshold: 1, known: 0 };
    assert_eq!(refused(1, Vec::new()), none);
    let twice = vec![cosigner_key("a.example", 40), cosigner_key("a.example", 41)];
    assert_eq!(refused(1, twice), CosignerPolicyError::SameName { name: name("a.example") });
    let twice = vec![cosigner_key("a.example", 40), cosigner_key("b.example", 40)];
    assert!(matches!(refused(1, twice), CosignerPolicyError::SameKey { .. }));
}

/// The line with other bytes behind its key id.
fn with_line(bytes: &[u8]) -> SignedCheckpoint {
    use base64ct::{Base64, Encoding as _};
    let cosigned = head(&[0]).to_string();
    let start = cosigned.rfind(' ').unwrap() + 1;
    let line = Base64::decode_vec(cosigned[start..].trim_end()).unwrap();
    let line = [&line[..4], bytes].concat();
    let note = format!("{}{}\n", &cosigned[..start], Base64::encode_string(&line));
    SignedCheckpoint::parse(note.as_bytes()).unwrap()
}

#[test]
fn line_of_a_known_cosigner_that_is_no_cosignature_is_passed_over() {
    for length in [1, 8, 64, 71, 73] {
        let error = policy(1).verify(&with_line(&vec![0; length])).unwrap_err();
        let CosignatureError::Length { expected: 72, found, .. } = error else { panic!("{error}") };
        assert_eq!(found, length);
    }
    let error = policy(1).verify(&with_line(&[0xff; 72])).unwrap_err();
    assert!(matches!(error, CosignatureError::Time { found: u64::MAX, .. }), "{error}");
    let error = policy(1).verify(&with_line(&[0; 72])).unwrap_err();
    assert!(matches!(error, CosignatureError::Signature { .. }), "{error}");
}

/// The time is signed: another one is another message.
#[test]
fn time_of_a_cosignature_can_be_changed() {
    use base64ct::{Base64, Encoding as _};
    let cosigned = head(&[0]).to_string();
    let start = cosigned.rfind(' ').unwrap() + 1;
    let line = Base64::decode_vec(cosigned[start..].trim_end()).unwrap();
    for at in 4..line.len() {
        let mut changed = line[4..].to_vec();
        changed[at - 4] ^= 1;
        assert!(policy(1).verify(&with_line(&changed)).is_err(), "byte {at}");
    }
}

#[test]
fn time_beyond_what_a_cosignature_can_have_is_signed() {
    let head = history(Way::Ones, 1).head();
    let last = head.clone().cosigned(name(NAMES[0]), 1 << 63, &key(40)).unwrap_err();
    assert!(matches!(last, NoteSignError::Time { .. }), "{last}");
    let latest = head.cosigned(name(NAMES[0]), (1 << 63) - 1, &key(40)).unwrap();
    assert_eq!(policy(1).verify(&latest).unwrap().attested()[0].time, (1 << 63) - 1);
}

/// One key under both types has two ids: a head signed by a ledger is no cosignature.
#[test]
fn key_of_a_ledger_is_read_as_that_of_a_cosigner() {
    let cosigner = known()[0].clone();
    let ledger = VerifierKey::new(name(NAMES[0]), key(40).public_key().clone()).unwrap();
    assert_ne!(cosigner.id(), ledger.id());
    assert_eq!(cosigner.to_string().parse(), Ok(cosigner.clone()));
    let error = cosigner.to_string().parse::<VerifierKey>().unwrap_err();
    assert_eq!(error, VerifierKeyError::SignatureType { expected: 1, found: 4 });
    let error = ledger.to_string().parse::<CosignerKey>().unwrap_err();
    assert_eq!(error, VerifierKeyError::SignatureType { expected: 4, found: 1 });
    let text = cosigner.to_string().replacen(&cosigner.id().to_string(), "00000000", 1);
    let error = text.parse::<CosignerKey>().unwrap_err();
    assert_eq!(error, VerifierKeyError::OtherId { expected: cosigner.id(), found: KeyId([0; 4]) });
}

/// A ledger that cosigns its own head under another name has shown it to nobody.
#[test]
fn key_of_the_ledger_counts_as_that_of_a_cosigner() {
    let own = history(Way::Ones, 1).head().cosigned(name("a.example"), NOW, &key(HEADS)).unwrap();
    let cosigners = vec![cosigner_key("a.example", HEADS), cosigner_key("b.example", 41)];
    let policy = CosignerPolicy::new(1, cosigners).unwrap();
    let seen = policy.verify(&own).unwrap();
    assert!(!seen.are_enough() && seen.attested().len() == 1);
    let both = own.cosigned(name("b.example"), NOW, &key(41)).unwrap();
    assert!(policy.verify(&both).unwrap().are_enough());
}
