//! The envelope of an entry, signed anew with one thing about it changed: F3.

use handseal::cose::{Sign1, to_be_signed};
use handseal::event::EventType;
use handseal::identity::Signer as _;

use crate::forge::{self, key, signer};
use crate::made::objects::{event, payload, stored, with_payload};
use crate::vector::{Tells, Vector, tells};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = envelopes();
    all.extend(bytes());
    all
}

/// The head of a text or byte string, for lengths below 256.
fn string(major: u8, bytes: &[u8]) -> Vec<u8> {
    let length = bytes.len() as u8;
    let head = if length < 24 { vec![major + length] } else { vec![major + 24, length] };
    [head, bytes.to_vec()].concat()
}

pub(super) fn text(text: &str) -> Vec<u8> {
    string(0x60, text.as_bytes())
}

pub(super) fn blob(bytes: &[u8]) -> Vec<u8> {
    if bytes.len() < 256 {
        return string(0x40, bytes);
    }
    [vec![0x59], (bytes.len() as u16).to_be_bytes().to_vec(), bytes.to_vec()].concat()
}

/// The fields of the protected header, each as it is encoded.
pub(super) struct Header {
    pub(super) pairs: Vec<[Vec<u8>; 2]>,
    pub(super) claims: Vec<[Vec<u8>; 2]>,
}

pub(super) const TYPE: &str = "application/vnd.handseal.event.v1+cbor";

impl Header {
    pub(super) fn new() -> Self {
        let subject = stored().links()[0].subject.to_string();
        let kid = key().public_key().thumbprint();
        Self {
            pairs: vec![
                [vec![0x01], vec![0x32]],
                [vec![0x03], text(TYPE)],
                [vec![0x04], blob(kid.as_bytes())],
            ],
            claims: vec![[vec![0x01], text(&signer().to_string())], [vec![0x02], text(&subject)]],
        }
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        let map = |pairs: &[[Vec<u8>; 2]]| {
            let mut bytes = vec![0xa0 + pairs.len() as u8];
            pairs.iter().flatten().for_each(|part| bytes.extend(part));
            bytes
        };
        let mut pairs = self.pairs.clone();
        // Label 15 is the greatest that is known; a greater one stands behind it.
        let place = pairs.iter().position(|pair| pair[0] > vec![0x0f]).unwrap_or(pairs.len());
        if !self.claims.is_empty() {
            pairs.insert(place, [vec![0x0f], map(&self.claims)]);
        }
        map(&pairs)
    }

    /// The plainest act, under this header, signed anew.
    pub(super) fn entry(&self) -> Vec<u8> {
        forge::envelope(&self.bytes(), &content())
    }
}

pub(super) fn content() -> Vec<u8> {
    Sign1::parse(stored().as_bytes()).unwrap().payload().to_vec()
}

/// The four parts of the envelope, each as it is encoded, and the signature over the right ones.
struct Parts {
    before: Vec<u8>,
    protected: Vec<u8>,
    unprotected: Vec<u8>,
    payload: Vec<u8>,
    signature: Vec<u8>,
    behind: Vec<u8>,
}

fn envelope(tells: Tells, code: &'static str, change: impl FnOnce(&mut Parts)) -> Vector {
    let (protected, payload) = (Header::new().bytes(), content());
    let signature = key().sign(&to_be_signed(&protected, &payload)).unwrap();
    let mut parts = Parts {
        before: vec![0xd2, 0x84],
        protected: blob(&protected),
        unprotected: vec![0xa0],
        payload: blob(&payload),
        signature: blob(&signature.0),
        behind: Vec::new(),
    };
    change(&mut parts);
    let Parts { before, protected, unprotected, payload, signature, behind } = parts;
    event(&[before, protected, unprotected, payload, signature, behind].concat())
        .refused(tells, code)
}

fn envelopes() -> Vec<Vector> {
    vec![
        envelope(
            tells("envelope_without_its_tag", &["F3.1"], "Tag 18 is left out."),
            "cbor.type",
            |parts| {
                parts.before.remove(0);
            },
        ),
        envelope(
            tells(
                "envelope_with_another_tag",
                &["F3.1", "F1.3"],
                "The tag is 98, of a message with several signatures.",
            ),
            "cbor.tag",
            |parts| drop(parts.before.splice(0..1, [0xd8, 0x62])),
        ),
        envelope(
            tells(
                "envelope_with_the_tag_of_a_header",
                &["F3.1", "F1.3"],
                "The tag is 55 799, with which a file begins.",
            ),
            "cose.tag",
            |parts| drop(parts.before.splice(0..1, [0xd9, 0xd9, 0xf7])),
        ),
        envelope(
            tells("envelope_of_five_parts", &["F3.1"], "The array has a fifth part."),
            "cose.elements",
            |parts| {
                parts.before[1] = 0x85;
                parts.behind = vec![0xf6];
            },
        ),
        envelope(
            tells("envelope_of_three_parts", &["F3.1"], "The signature is left out."),
            "cose.elements",
            |parts| {
                parts.before[1] = 0x83;
                parts.signature.clear();
            },
        ),
        envelope(
            tells(
                "envelope_with_bytes_behind_it",
                &["F1.9", "F3.13"],
                "A byte stands behind the entry.",
            ),
            "cbor.trailing_bytes",
            |parts| parts.behind = vec![0x00],
        ),
        envelope(
            tells("unprotected_header_with_a_label", &["F3.3"], "A label rides along unsigned."),
            "cose.unprotected",
            |parts| parts.unprotected = vec![0xa1, 0x04, 0x41, 0x01],
        ),
        envelope(
            tells(
                "label_in_both_headers",
                &["F3.3", "F3.2"],
                "The algorithm stands in both headers.",
            ),
            "cose.unprotected",
            |parts| parts.unprotected = vec![0xa1, 0x01, 0x32],
        ),
        envelope(
            tells(
                "payload_that_is_detached",
                &["F3.3"],
                "The payload is null, and would travel elsewhere.",
            ),
            "cose.detached",
            |parts| parts.payload = vec![0xf6],
        ),
        envelope(
            tells(
                "protected_header_that_is_a_map",
                &["F3.2"],
                "The protected header is not wrapped in a byte string.",
            ),
            "cbor.type",
            |parts| parts.protected = Header::new().bytes(),
        ),
        envelope(
            tells(
                "protected_header_that_is_empty",
                &["F3.2"],
                "The protected header is a byte string of no bytes.",
            ),
            "cbor.truncated",
            |parts| parts.protected = vec![0x40],
        ),
        envelope(
            tells("signature_of_63_bytes", &["F3.3"], "The last byte of the signature is missing."),
            "cose.signature_length",
            |parts| {
                parts.signature.pop();
                parts.signature[1] = 63;
            },
        ),
        envelope(
            tells("signature_of_65_bytes", &["F3.3"], "The signature has one byte more."),
            "cose.signature_length",
            |parts| {
                parts.signature.push(0);
                parts.signature[1] = 65;
            },
        ),
        envelope(
            tells(
                "signature_over_another_payload",
                &["F3.10", "F1.11"],
                "A bit of the payload was flipped after it was signed.",
            ),
            "signature.mismatch",
            |parts| {
                let last = parts.payload.len() - 1;
                parts.payload[last] ^= 1;
            },
        ),
        envelope(
            tells(
                "envelope_with_a_longer_head",
                &["F1.1", "F3.1"],
                "The head of the signature takes three bytes where two do.",
            ),
            "cbor.shortest_head",
            |parts| drop(parts.signature.splice(0..2, [0x59, 0x00, 0x40])),
        ),
    ]
}

fn bytes() -> Vec<Vector> {
    let timed = forge::signed(&crate::events::full(EventType::Stored));
    let again = with_payload(&payload(EventType::Stored));
    let empty = forge::envelope(&Header::new().bytes(), b"");
    let twice = forge::envelope(&Header::new().bytes(), &[content(), vec![0xf6]].concat());
    let external = {
        // Signed with external data, as COSE allows and this format does not.
        let (protected, payload) = (Header::new().bytes(), content());
        let mut message = vec![0x84];
        message.extend(text("Signature1"));
        message.extend(blob(&protected));
        message.extend(blob(b"elsewhere"));
        message.extend(blob(&payload));
        let signature = key().sign(&message).unwrap();
        handseal::cose::assemble(&protected, &payload, &signature)
    };
    vec![
        event(timed.as_bytes()).accepted(tells(
            "entry_with_a_time_of_signing",
            &["F3.8", "F1.10"],
            "An act with every field that can be left out, and the time of signing.",
        )),
        again.accepted(tells(
            "entry_without_a_time_of_signing",
            &["F3.8", "F1.10"],
            "The same, where there was no clock.",
        )),
        event(&empty).refused(
            tells(
                "payload_of_no_bytes",
                &["F3.3", "F1.9"],
                "The payload is a byte string of no bytes.",
            ),
            "cbor.truncated",
        ),
        event(&twice).refused(
            tells(
                "payload_with_an_item_behind_it",
                &["F1.9"],
                "Behind the map of the payload stands a null.",
            ),
            "cbor.trailing_bytes",
        ),
        event(&external).refused(
            tells(
                "signature_with_external_data",
                &["F3.10"],
                "What was signed has external data, which are empty here.",
            ),
            "signature.mismatch",
        ),
    ]
}
