//! Keys and signatures of Ed25519: F3.11, F3.12.

use handseal::identity::Signer as _;

use crate::cases::key;
use crate::hex::hex;
use crate::vector::{Tells, Vector, object, tells};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = keys();
    all.extend(signatures());
    all
}

fn is_no_key(tells: Tells, code: &'static str, key: &str) -> Vector {
    object("key", &[("key", key.into())]).refused(tells, code)
}

fn keys() -> Vec<Vector> {
    let right: [u8; 32] = key(1).public_key().as_bytes().try_into().unwrap();
    // A + (0, -1) = (-x, -y): y becomes p - y, and the sign stays where it is.
    let mut twisted = right;
    let sign = twisted[31] & 0x80;
    twisted[31] &= 0x7f;
    let mut prime = [0xff_u8; 32];
    (prime[0], prime[31]) = (0xed, 0x7f);
    let mut borrow = 0_i16;
    for (byte, p) in twisted.iter_mut().zip(prime) {
        let difference = i16::from(p) - i16::from(*byte) - borrow;
        borrow = i16::from(difference < 0);
        *byte = difference.to_le_bytes()[0];
    }
    // Of (x, y) and (-x, -y) the signs differ, and flipping y alone is the second with the first sign.
    twisted[31] |= sign;
    vec![
        object("key", &[("key", hex(&right).into())]).accepted(tells(
            "key_of_the_prime_order",
            &["F3.12"],
            "A key as it should be.",
        )),
        is_no_key(
            tells("key_that_is_the_neutral_point", &["F3.12"], "A point of order one."),
            "key.small_order",
            "0100000000000000000000000000000000000000000000000000000000000000",
        ),
        is_no_key(
            tells("key_of_order_eight", &["F3.12"], "A point of order eight."),
            "key.small_order",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        ),
        is_no_key(
            tells(
                "key_with_a_torsion_component",
                &["F3.12"],
                "A key as it should be, and the point of order two added to it.",
            ),
            "key.mixed_order",
            &hex(&twisted),
        ),
        is_no_key(
            tells("key_whose_y_is_not_below_p", &["F3.12"], "y is p + 3."),
            "key.not_canonical",
            "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        ),
        is_no_key(
            tells("key_with_a_sign_on_x_zero", &["F3.12"], "x is 0, and its sign bit is set."),
            "key.not_canonical",
            "0100000000000000000000000000000000000000000000000000000000000080",
        ),
        is_no_key(
            tells("key_that_is_no_point", &["F3.12"], "No point of the curve has y = 2."),
            "key.not_on_curve",
            "0200000000000000000000000000000000000000000000000000000000000000",
        ),
        is_no_key(
            tells("key_one_byte_short", &["F3.12"], "A key of 31 bytes."),
            "key.length",
            &hex(&right[..31]),
        ),
    ]
}

/// The order of the group, little endian.
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

fn signatures() -> Vec<Vector> {
    let message = b"what is signed";
    let right = key(1).sign(message).unwrap().0;
    let ask = |signature: &[u8]| {
        let public = hex(key(1).public_key().as_bytes());
        object(
            "ed25519",
            &[
                ("key", public.into()),
                ("message", hex(message).into()),
                ("signature", hex(signature).into()),
            ],
        )
    };
    let mut more = right;
    let mut carry = 0_u16;
    for (byte, order) in more[32..].iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        *byte = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
    let with_r = |first: u8, between: u8, last: u8| {
        let mut signature = right;
        signature[..32].fill(between);
        (signature[0], signature[31]) = (first, last);
        signature
    };
    let mut flipped = right;
    flipped[40] ^= 1;
    vec![
        ask(&right).accepted(tells(
            "signature_as_it_should_be",
            &["F3.11"],
            "A signature by the key over the message.",
        )),
        ask(&flipped).refused(
            tells("signature_with_another_s", &["F3.11"], "One bit of S is flipped."),
            "signature.mismatch",
        ),
        ask(&more).refused(
            tells(
                "signature_whose_s_is_not_below_l",
                &["F3.11"],
                "The order of the group is added to S: the equation still holds.",
            ),
            "signature.s_not_canonical",
        ),
        ask(&with_r(1, 0, 0)).refused(
            tells("signature_whose_r_has_small_order", &["F3.11"], "R is the neutral point."),
            "signature.r_small_order",
        ),
        ask(&with_r(0xf0, 0xff, 0x7f)).refused(
            tells("signature_whose_r_is_not_canonical", &["F3.11"], "y of R is p + 3."),
            "signature.r_not_canonical",
        ),
        ask(&with_r(2, 0, 0)).refused(
            tells("signature_whose_r_is_no_point", &["F3.11"], "No point of the curve has y = 2."),
            "signature.r_not_on_curve",
        ),
        ask(&right[..63]).refused(
            tells("signature_one_byte_short", &["F3.11"], "A signature of 63 bytes."),
            "signature.length",
        ),
        ask(&[&right[..], &[0]].concat()).refused(
            tells("signature_one_byte_long", &["F3.11"], "A signature of 65 bytes."),
            "signature.length",
        ),
    ]
}
