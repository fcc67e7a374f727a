//! Signatures that no honest signer makes: keys and R of small and of mixed order and in second
//! encodings, S not below L. Whoever knows the scalars can make all of them.

use std::collections::BTreeMap;

use curve25519_dalek::{EdwardsPoint, Scalar, constants::EIGHT_TORSION};
use handseal::identity::{Algorithm, PublicKey};
use proptest::prelude::{
    Just, ProptestConfig, Strategy, any, prop, prop_assert, prop_oneof, proptest,
};

use crate::{
    curve::{GROUP_ORDER, Signed, challenge},
    divergences::{Case, compare},
    unhex,
};

/// Every encoding of a point of small order that is not its first: y not below p, or the sign of
/// an x that is 0.
const SECOND_ENCODINGS: [&str; 6] = [
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
];

/// An encoding, and the scalar of the part that has order L.
struct Point {
    kind: &'static str,
    bytes: [u8; 32],
    scalar: Scalar,
}

/// What a key or an R may be to one who knows `secret`. The first is what an honest signer has.
fn points(secret: Scalar) -> Vec<Point> {
    let large = EdwardsPoint::mul_base(&secret);
    let twisted = EIGHT_TORSION[1..].iter().map(|torsion| ("mixed", large + torsion, secret));
    let small = EIGHT_TORSION.iter().map(|torsion| ("small", *torsion, Scalar::ZERO));
    let mut points: Vec<Point> = std::iter::once(("large", large, secret))
        .chain(twisted)
        .chain(small)
        .map(|(kind, point, scalar)| Point { kind, bytes: point.compress().0, scalar })
        .collect();
    points.extend(SECOND_ENCODINGS.map(|hex| Point {
        kind: "second",
        bytes: unhex(hex).try_into().unwrap(),
        scalar: Scalar::ZERO,
    }));
    points
}

/// S as the equation has it, in range.
fn sign(key: &Point, r: &Point, message: &[u8]) -> Signed {
    let s = r.scalar + challenge(&r.bytes, &key.bytes, message) * key.scalar;
    let signature = [r.bytes, s.to_bytes()].concat().try_into().unwrap();
    Signed { key: key.bytes, message: message.to_vec(), signature }
}

/// The same signature with S + L for S.
fn beyond_the_order(mut signed: Signed) -> Signed {
    let mut carry = 0;
    for (byte, order) in signed.signature[32..].iter_mut().zip(unhex(GROUP_ORDER)) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        *byte = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
    assert_eq!(carry, 0);
    signed
}

/// What we say, in the words of the error.
fn ours(signed: &Signed) -> Result<(), String> {
    let key = PublicKey::from_bytes(Algorithm::Ed25519, &signed.key)
        .map_err(|error| error.to_string())?;
    key.verify(&signed.message, &signed.signature).map_err(|error| error.to_string())
}

/// Every kind of key with every kind of R and S, eight messages each, under the name of its kinds.
pub(crate) fn edges() -> Vec<(String, Signed)> {
    let (keys, nonces) = (points(Scalar::from(0x5ea1_u64)), points(Scalar::from(0xacce_u64)));
    let mut edges = Vec::new();
    for (key, r) in keys.iter().flat_map(|key| nonces.iter().map(move |r| (key, r))) {
        for message in 0..8_u8 {
            let signed = sign(key, r, &[message]);
            let id = format!("edges/key-{}-r-{}", key.kind, r.kind);
            edges.push((format!("{id}-s-beyond"), beyond_the_order(signed.clone())));
            edges.push((format!("{id}-s-below"), signed));
        }
    }
    edges
}

#[test]
fn signature_of_no_honest_signer_is_judged_otherwise_than_listed() {
    let mut kinds = BTreeMap::new();
    for (id, signed) in edges() {
        let found = (signed.is_accepted_with_the_cofactor(), ours(&signed));
        let first = kinds.entry(id.clone()).or_insert_with(|| found.clone());
        assert_eq!(*first, found, "{id} of more than one kind");
    }
    assert_eq!(kinds.len(), 32);
    let cases: Vec<Case> =
        kinds.into_iter().map(|(id, (accepted, actual))| Case { id, accepted, actual }).collect();
    compare("edges", &cases);
}

#[test]
fn only_signatures_that_an_honest_signer_makes_are_accepted() {
    // Accepted here, without the cofactor, with it.
    let mut counts = [0_usize; 3];
    for (id, signed) in edges() {
        let honest = id == "edges/key-large-r-large-s-below";
        assert_eq!(ours(&signed).is_ok(), honest, "{signed:?}");
        assert_eq!(signed.is_accepted_by_the_format(), honest, "{signed:?}");
        counts[0] += usize::from(honest);
        counts[1] += usize::from(signed.is_accepted_without_the_cofactor());
        counts[2] += usize::from(signed.is_accepted_with_the_cofactor());
    }
    // Eight messages each: one pair of 22 * 22; where the parts of small order happen to cancel;
    // the 16 * 16 pairs without a second encoding.
    assert_eq!(counts, [8, 361, 16 * 16 * 8]);
}

/// One in three is what an honest signer makes; as many have a bit flipped somewhere.
pub(crate) fn any_signed() -> impl Strategy<Value = Signed> {
    let point = || prop_oneof![4 => Just(0_usize), 1 => 0..22_usize];
    let flip = prop_oneof![2 => Just(None), 1 => (0..96_usize, 0..8_u32).prop_map(Some)];
    let message = prop::collection::vec(any::<u8>(), 0..80);
    let of = (any::<u128>(), any::<u128>(), point(), point(), message, any::<bool>(), flip);
    of.prop_map(|(secret, nonce, key, r, message, beyond, flip)| {
        let (keys, nonces) = (points(Scalar::from(secret)), points(Scalar::from(nonce)));
        let mut signed = sign(&keys[key], &nonces[r], &message);
        if beyond && message.len() % 4 == 0 {
            signed = beyond_the_order(signed);
        }
        match flip {
            Some((at @ 0..32, bit)) => signed.key[at] ^= 1 << bit,
            Some((at, bit)) => signed.signature[at - 32] ^= 1 << bit,
            None => {}
        }
        signed
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn another_verifier_refuses_what_is_accepted_here(signed in any_signed()) {
        if ours(&signed).is_ok() {
            prop_assert!(signed.is_accepted_without_the_cofactor());
            prop_assert!(signed.is_accepted_with_the_cofactor());
        }
    }

    #[test]
    fn answer_differs_from_the_words_of_the_format(signed in any_signed()) {
        prop_assert!(ours(&signed).is_ok() == signed.is_accepted_by_the_format());
    }
}
