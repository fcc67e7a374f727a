//! Signatures checked with tables, held against `verify_strict`: as the input has them, or made from scalars
//! in it, with parts of small order in the key and in R.

use std::sync::LazyLock;

use curve25519_dalek::{EdwardsPoint, Scalar, constants::EIGHT_TORSION};
use ed25519_dalek::{Signature, VerifyingKey};
use handseal::identity::{BaseTable, KeyTable, TableCheck, TableChecks, TableWidth};
use sha2::{Digest as _, Sha512};

/// A table of the base point takes longer than all else.
static BASES: LazyLock<[BaseTable; 3]> = LazyLock::new(|| TableWidth::ALL.map(BaseTable::new));

/// What stands before the message.
struct Input {
    base: &'static BaseTable,
    key: [u8; 32],
    r: [u8; 32],
    s: [u8; 32],
    width: TableWidth,
}

/// Tables accept exactly what the strict check accepts.
pub fn check(bytes: &[u8]) {
    let Some((input, message)) = read(bytes) else {
        return;
    };
    let signature = [input.r, input.s].concat().try_into().expect("two halves");
    let strict = VerifyingKey::from_bytes(&input.key).is_ok_and(|key| {
        key.verify_strict(message, &Signature::from_bytes(&signature)).is_ok()
    });
    let Ok(table) = KeyTable::new(&input.key, input.width) else {
        assert!(!strict, "accepted under a key without a table");
        return;
    };
    let mut checks = TableChecks::new(input.base);
    // Neighbours share an inversion, and nothing else.
    for message in [message, b"a neighbour", message] {
        checks.push(&table, message, &signature);
    }
    let answers = checks.finish();
    assert_eq!(answers.first(), answers.last());
    assert_eq!(answers.first() == Some(&TableCheck::Accepted), strict);
}

/// Four bytes of control, three times 32 bytes, and the message.
fn read(bytes: &[u8]) -> Option<(Input, &[u8])> {
    let ([mode, torsion, at, flip], rest) = bytes.split_first_chunk()?;
    let (key, rest) = rest.split_first_chunk()?;
    let (r, rest) = rest.split_first_chunk()?;
    let (s, message) = rest.split_first_chunk()?;
    // The widest seldom: it takes as long as fifty of the narrow ones.
    let width = match mode & 0b11101 {
        0b11101 => TableWidth::Widest,
        some if some & 1 == 1 => TableWidth::Wide,
        _ => TableWidth::Narrow,
    };
    let base = &BASES[usize::from(mode >> 6) % BASES.len()];
    let mut input = Input { base, key: *key, r: *r, s: *s, width };
    if mode & 2 != 0 {
        sign(&mut input, *torsion, message);
    }
    for (place, byte) in input.key.iter_mut().chain(&mut input.r).chain(&mut input.s).enumerate() {
        if place == usize::from(*at) {
            *byte ^= flip;
        }
    }
    Some((input, message))
}

/// Takes the bytes of the key and of R for scalars, and makes s of them.
fn sign(input: &mut Input, torsion: u8, message: &[u8]) {
    let small = |bits: u8| EIGHT_TORSION.get(usize::from(bits & 7)).expect("three bits");
    let [a, r] = [input.key, input.r].map(Scalar::from_bytes_mod_order);
    input.key = (EdwardsPoint::mul_base(&a) + small(torsion)).compress().0;
    input.r = (EdwardsPoint::mul_base(&r) + small(torsion >> 3)).compress().0;
    let digest =
        Sha512::new().chain_update(input.r).chain_update(input.key).chain_update(message).finalize();
    input.s = (r + Scalar::from_bytes_mod_order_wide(&digest.into()) * a).to_bytes();
}

/// One that is accepted, one with parts of small order, one under a key that has no table, one as it stands.
pub fn seeds() -> Vec<Vec<u8>> {
    let seed = |mode: u8, torsion: u8, key: u8| {
        let scalars = [[key; 32], [2; 32], [3; 32]].concat();
        [&[mode, torsion, 255, 0], scalars.as_slice(), b"a message"].concat()
    };
    vec![
        seed(2, 0, 1),
        seed(3, 0b001_100, 1),
        seed(3, 1, 0),
        seed(0, 0, 1),
        seed(0b1001_1111, 0b001_100, 1),
    ]
}
