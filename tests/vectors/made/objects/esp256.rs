//! Keys and signatures of ESP256: F3.14, F3.15, and the headers and records that name it.

use ciborium::Value;
use handseal::cose::{Claims, EventVersion, ProtectedHeader, assemble, to_be_signed};
use handseal::event::EventType;
use handseal::identity::{Algorithm, Signer as _, SigningKey};

use crate::cases::{ESP256, key};
use crate::forge;
use crate::hex::hex;
use crate::made::objects::envelopes::content;
use crate::made::objects::{at, payload, stored, with_payload};
use crate::vector::{Question, Vector, object, tells};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = keys();
    all.extend(signatures());
    all.extend(headers());
    all.extend(records());
    all
}

/// SP 800-186 §3.2.1.3.
const FIELD: &str = "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff";
const ORDER: &str = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
const ZERO: &str = "0000000000000000000000000000000000000000000000000000000000000000";
/// A root of b: the point with x = 0.
const ROOT_OF_B: &str = "66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4";

const MESSAGE: &[u8] = b"what is signed";

fn ask_key(public: &str) -> Question {
    object("key", &[("key", public.into())])
}

fn ask(public: &str, message: &[u8], signature: &str) -> Question {
    let (message, signature) = (hex(message).into(), signature.into());
    object("esp256", &[("key", public.into()), ("message", message), ("signature", signature)])
}

fn public() -> String {
    hex(key(ESP256).public_key().as_bytes())
}

fn keys() -> Vec<Vector> {
    let (x, y) = (&public()[..64], &public()[64..]);
    let sign = if y.ends_with(['1', '3', '5', '7', '9', 'b', 'd', 'f']) { "03" } else { "02" };
    let signature = hex(key(ESP256).sign(MESSAGE).unwrap().as_bytes());
    let as_esp256 = |key: &str| ask(key, MESSAGE, &signature);
    let is_no_key = |name, comment, code, public: &str| {
        ask_key(public).refused(tells(name, &["F3.15"], comment), code)
    };
    vec![
        ask_key(&public()).accepted(tells(
            "esp256_key_as_it_should_be",
            &["F3.15"],
            "A key of ESP256: x and y.",
        )),
        ask_key(&format!("{ZERO}{ROOT_OF_B}")).accepted(tells(
            "esp256_key_whose_x_is_zero",
            &["F3.15"],
            "A point like any other: x is 0, and y a root of b.",
        )),
        is_no_key(
            "esp256_key_whose_x_is_p",
            "The same point, with p in the place of 0.",
            "key.not_canonical",
            &format!("{FIELD}{ROOT_OF_B}"),
        ),
        is_no_key(
            "esp256_key_that_is_no_point",
            "y is 1, and x that of a key as it should be.",
            "key.not_on_curve",
            &format!("{x}{}1", &ZERO[1..]),
        ),
        is_no_key(
            "esp256_key_of_zeros",
            "Some programs write the point at infinity like this. It has no coordinates.",
            "key.not_on_curve",
            &format!("{ZERO}{ZERO}"),
        ),
        is_no_key(
            "esp256_key_with_a_tag_before_it",
            "A key as other formats have it, with the byte 4 before x and y.",
            "key.length",
            &format!("04{x}{y}"),
        ),
        as_esp256(&format!("{sign}{x}")).refused(
            tells("esp256_key_that_is_compressed", &["F3.15"], "x and the sign of y."),
            "key.length",
        ),
        as_esp256("00").refused(
            tells(
                "esp256_key_at_infinity",
                &["F3.15"],
                "The one byte that stands for the point at infinity elsewhere.",
            ),
            "key.length",
        ),
    ]
}

/// n - s, in hexadecimal digits.
fn other_s(s: &[u8]) -> String {
    let order = (0..32).map(|at| u8::from_str_radix(&ORDER[2 * at..2 * at + 2], 16).unwrap());
    let (order, mut borrow) = (order.collect::<Vec<_>>(), 0_i16);
    let mut other = [0; 32];
    for at in (0..32).rev() {
        let difference = i16::from(order[at]) - i16::from(s[at]) - borrow;
        borrow = i16::from(difference < 0);
        other[at] = difference.to_le_bytes()[0];
    }
    hex(&other)
}

fn signatures() -> Vec<Vector> {
    let right = key(ESP256).sign(MESSAGE).unwrap();
    let (r, s) = right.as_bytes().split_at(32);
    let (low, high, r) = (hex(s), other_s(s), hex(r));
    let is_no_signature = |name, comment, code, signature: String| {
        ask(&public(), MESSAGE, &signature).refused(tells(name, &["F3.14"], comment), code)
    };
    let mut flipped = right.0;
    flipped[63] ^= 1;
    vec![
        ask(&public(), MESSAGE, &format!("{r}{low}")).accepted(tells(
            "esp256_signature_as_it_should_be",
            &["F3.14"],
            "A signature by the key over the message.",
        )),
        is_no_signature(
            "esp256_signature_with_the_upper_s",
            "n - s in the place of s: the equation still holds.",
            "signature.s_high",
            format!("{r}{high}"),
        ),
        is_no_signature(
            "esp256_signature_with_another_s",
            "One bit of s is flipped.",
            "signature.mismatch",
            hex(&flipped),
        ),
        is_no_signature(
            "esp256_signature_whose_r_is_zero",
            "r is 0.",
            "signature.r_out_of_range",
            format!("{ZERO}{low}"),
        ),
        is_no_signature(
            "esp256_signature_whose_s_is_zero",
            "s is 0.",
            "signature.s_out_of_range",
            format!("{r}{ZERO}"),
        ),
        is_no_signature(
            "esp256_signature_of_zeros",
            "r and s are 0: programs have taken that for a signature of anything.",
            "signature.r_out_of_range",
            format!("{ZERO}{ZERO}"),
        ),
        is_no_signature(
            "esp256_signature_whose_r_is_n",
            "r is the order of the group.",
            "signature.r_out_of_range",
            format!("{ORDER}{low}"),
        ),
        is_no_signature(
            "esp256_signature_whose_s_is_n",
            "s is the order of the group.",
            "signature.s_out_of_range",
            format!("{r}{ORDER}"),
        ),
        is_no_signature(
            "esp256_signature_in_der",
            "r and s as two integers of a sequence, as certificates have them.",
            "signature.length",
            format!("30460221 00{r}022100{low}").replace(' ', ""),
        ),
        ask(&public(), b"what was not signed", &format!("{r}{low}")).refused(
            tells("esp256_signature_of_another_message", &["F3.14"], "Another message."),
            "signature.mismatch",
        ),
    ]
}

/// The plainest act under a header that names an algorithm and this key.
fn entry(algorithm: Algorithm, key: &SigningKey) -> Question {
    let (iss, sub) = (forge::signer().to_string(), stored().links()[0].subject.to_string());
    let header = ProtectedHeader {
        algorithm,
        version: EventVersion::CURRENT,
        kid: key.public_key().thumbprint(),
        claims: Claims { iss: &iss, sub: &sub, iat: None },
    };
    let (protected, payload) = (header.to_bytes(), content());
    let signature = key.sign(&to_be_signed(&protected, &payload)).unwrap();
    let entry = assemble(&protected, &payload, &signature);
    let public = hex(key.public_key().as_bytes());
    object("event", &[("hex", hex(&entry).into()), ("key", public.into())])
}

fn headers() -> Vec<Vector> {
    vec![
        entry(Algorithm::Esp256, &key(ESP256)).accepted(tells(
            "entry_signed_with_an_esp256_key",
            &["F3.4", "F3.7", "F3.14"],
            "The plainest act, signed with a key of ESP256.",
        )),
        entry(Algorithm::Ed25519, &key(ESP256)).refused(
            tells(
                "esp256_key_under_a_header_of_ed25519",
                &["F3.4"],
                "The header names Ed25519 and a key of ESP256.",
            ),
            "signature.other_algorithm",
        ),
        entry(Algorithm::Esp256, &key(1)).refused(
            tells(
                "ed25519_key_under_a_header_of_esp256",
                &["F3.4"],
                "The header names ESP256 and a key of Ed25519.",
            ),
            "signature.other_algorithm",
        ),
    ]
}

fn records() -> Vec<Vector> {
    let point = || Value::Bytes(key(ESP256).public_key().as_bytes().to_vec());
    let with = |event_type: EventType, algorithm: i64, public: Value| {
        let changed = at(&payload(event_type), "body.key.alg", algorithm);
        with_payload(&at(&changed, "body.key.key", public))
    };
    let refused = |name, comment, code, numbers: &'static [&'static str], question: Question| {
        question.refused(tells(name, numbers, comment), code)
    };
    vec![
        with(EventType::Rotated, -9, point()).accepted(tells(
            "record_of_an_esp256_key",
            &["F6.6"],
            "A party takes a key of ESP256.",
        )),
        refused(
            "record_of_an_esp256_key_of_32_bytes",
            "A key that is said to be one of ESP256 has 32 bytes.",
            "field.length",
            &["F6.6"],
            with(EventType::Rotated, -9, Value::Bytes(vec![7; 32])),
        ),
        refused(
            "record_of_an_ed25519_key_of_64_bytes",
            "A key that is said to be one of Ed25519 has 64 bytes.",
            "field.length",
            &["F6.6"],
            with(EventType::Rotated, -19, point()),
        ),
        refused(
            "ledger_opened_with_an_esp256_key",
            "The key that is to sign the heads of a ledger is one of ESP256.",
            "field.integer",
            &["F8.12"],
            with(EventType::Opened, -9, point()),
        ),
        refused(
            "checkpoint_key_changed_to_an_esp256_key",
            "The next key that is to sign the heads of a ledger is one of ESP256.",
            "field.integer",
            &["F8.12"],
            with(EventType::CheckpointKeyChanged, -9, point()),
        ),
    ]
}
