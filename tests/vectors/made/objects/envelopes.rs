//! The envelope of an entry, signed anew with one thing about it changed: F3.

use handseal::cose::{Sign1, to_be_signed};
use handseal::event::EventType;
use handseal::identity::Signer as _;

use crate::forge::{self, key, signer};
use crate::made::objects::{event, payload, stored, with_payload};
use crate::vector::{Tells, Vector, tells};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = headers();
    all.extend(claims());
    all.extend(envelopes());
    all.extend(bytes());
    all
}

/// The head of a text or byte string, for lengths below 256.
fn string(major: u8, bytes: &[u8]) -> Vec<u8> {
    let length = bytes.len() as u8;
    let head = if length < 24 { vec![major + length] } else { vec![major + 24, length] };
    [head, bytes.to_vec()].concat()
}

fn text(text: &str) -> Vec<u8> {
    string(0x60, text.as_bytes())
}

fn blob(bytes: &[u8]) -> Vec<u8> {
    if bytes.len() < 256 {
        return string(0x40, bytes);
    }
    [vec![0x59], (bytes.len() as u16).to_be_bytes().to_vec(), bytes.to_vec()].concat()
}

/// The fields of the protected header, each as it is encoded.
struct Header {
    pairs: Vec<[Vec<u8>; 2]>,
    claims: Vec<[Vec<u8>; 2]>,
}

const TYPE: &str = "application/vnd.handseal.event.v1+cbor";

impl Header {
    fn new() -> Self {
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

    fn bytes(&self) -> Vec<u8> {
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
    fn entry(&self) -> Vec<u8> {
        forge::envelope(&self.bytes(), &content())
    }
}

fn content() -> Vec<u8> {
    Sign1::parse(stored().as_bytes()).unwrap().payload().to_vec()
}

fn header(tells: Tells, code: &'static str, change: impl FnOnce(&mut Header)) -> Vector {
    let mut header = Header::new();
    change(&mut header);
    event(&header.entry()).is_refused(tells, code)
}

fn headers() -> Vec<Vector> {
    let right = Header::new();
    assert_eq!(right.entry(), forge::envelope(&right.bytes(), &content()));
    vec![
        event(&right.entry()).is_accepted(tells(
            "entry_as_it_should_be",
            &[
                "F3.1", "F3.2", "F3.3", "F3.4", "F3.5", "F3.6", "F3.7", "F3.8", "F3.9", "F3.10",
                "F3.13",
            ],
            "The plainest act on an item, without a time of signing.",
        )),
        header(
            tells(
                "algorithm_eddsa",
                &["F3.4"],
                "The algorithm is -8, EdDSA, and not -19, Ed25519.",
            ),
            "cose.algorithm",
            |header| header.pairs[0][1] = vec![0x27],
        ),
        header(
            tells("algorithm_as_a_text", &["F3.4"], "The algorithm is a text."),
            "cbor.type",
            |header| header.pairs[0][1] = text("Ed25519"),
        ),
        header(
            tells("header_without_an_algorithm", &["F3.2"], "Label 1 is missing."),
            "cose.label.missing",
            |header| drop(header.pairs.remove(0)),
        ),
        header(
            tells("header_without_a_content_type", &["F3.2"], "Label 3 is missing."),
            "cose.label.missing",
            |header| drop(header.pairs.remove(1)),
        ),
        header(
            tells("header_without_a_key", &["F3.2"], "Label 4 is missing."),
            "cose.label.missing",
            |header| drop(header.pairs.remove(2)),
        ),
        header(
            tells("header_without_claims", &["F3.2", "F3.8"], "Label 15 is missing."),
            "cose.label.missing",
            |header| header.claims.clear(),
        ),
        header(
            tells(
                "header_with_crit",
                &["F3.2"],
                "Label 2 is there, which says what must be understood.",
            ),
            "cose.label.unknown",
            |header| header.pairs.insert(1, [vec![0x02], vec![0x81, 0x01]]),
        ),
        header(
            tells(
                "header_with_a_label_more",
                &["F3.2"],
                "Label 33 is there, a chain of certificates.",
            ),
            "cose.label.unknown",
            |header| header.pairs.push([vec![0x18, 0x21], blob(b"x")]),
        ),
        header(
            tells("header_with_a_label_twice", &["F3.2", "F1.1"], "Label 4 stands twice."),
            "cbor.duplicate_key",
            |header| {
                let kid = header.pairs[2].clone();
                header.pairs.push(kid);
            },
        ),
        header(
            tells(
                "header_with_its_labels_in_another_order",
                &["F3.2", "F1.1"],
                "Label 3 stands before label 1.",
            ),
            "cbor.unsorted_keys",
            |header| header.pairs.swap(0, 1),
        ),
        header(
            tells(
                "content_type_of_something_else",
                &["F3.5"],
                "The content type is that of any CBOR.",
            ),
            "cose.content_type",
            |header| header.pairs[1][1] = text("application/cbor"),
        ),
        header(
            tells("content_type_of_version_0", &["F3.5"], "The version in the content type is 0."),
            "cose.content_type",
            |header| header.pairs[1][1] = text(&TYPE.replace("v1", "v0")),
        ),
        header(
            tells(
                "content_type_with_a_leading_zero",
                &["F3.5"],
                "The version in the content type is 01.",
            ),
            "cose.content_type",
            |header| header.pairs[1][1] = text(&TYPE.replace("v1", "v01")),
        ),
        header(
            tells(
                "content_type_of_a_version_too_great",
                &["F3.5"],
                "The version in the content type is 2³².",
            ),
            "cose.content_type",
            |header| header.pairs[1][1] = text(&TYPE.replace("v1", "v4294967296")),
        ),
        header(
            tells(
                "content_type_of_another_version",
                &["F3.5", "F4.9"],
                "The version in the content type is 2. The envelope holds, and the payload is not \
                 read.",
            ),
            "entry.not_understood",
            |header| header.pairs[1][1] = text(&TYPE.replace("v1", "v2")),
        ),
        header(
            tells(
                "content_type_as_a_number",
                &["F3.5"],
                "The content type is the number 60 of a registry.",
            ),
            "cbor.type",
            |header| header.pairs[1][1] = vec![0x18, 0x3c],
        ),
        header(
            tells(
                "thumbprint_of_31_bytes",
                &["F3.6"],
                "The thumbprint of the key is one byte short.",
            ),
            "field.length",
            |header| header.pairs[2][1] = blob(&[7; 31]),
        ),
        header(
            tells(
                "thumbprint_of_33_bytes",
                &["F3.6"],
                "The thumbprint of the key is one byte long.",
            ),
            "field.length",
            |header| header.pairs[2][1] = blob(&[7; 33]),
        ),
        header(
            tells(
                "thumbprint_of_another_key",
                &["F3.6", "F3.7"],
                "The thumbprint is of another key than the one that signed.",
            ),
            "signature.other_key",
            |header| header.pairs[2][1] = blob(&[7; 32]),
        ),
    ]
}

fn claims() -> Vec<Vector> {
    let mut timed = Header::new();
    timed.claims.push([vec![0x06], vec![0x20]]);
    vec![
        event(&timed.entry()).is_accepted(tells(
            "time_of_signing_before_1970",
            &["F3.8"],
            "The time of signing is a second before 1970.",
        )),
        header(
            tells("claims_without_an_issuer", &["F3.8"], "Claim 1 is missing."),
            "cose.label.missing",
            |header| drop(header.claims.remove(0)),
        ),
        header(
            tells("claims_without_a_subject", &["F3.8"], "Claim 2 is missing."),
            "cose.label.missing",
            |header| drop(header.claims.remove(1)),
        ),
        header(
            tells(
                "claims_with_one_more",
                &["F3.8"],
                "Claim 4 is there, a day on which something expires.",
            ),
            "cose.label.unknown",
            |header| header.claims.push([vec![0x04], vec![0x00]]),
        ),
        header(
            tells("issuer_that_is_no_party", &["F3.8", "F2.1"], "The issuer is a URL."),
            "entry.issuer",
            |header| header.claims[0][1] = text("https://example.org"),
        ),
        header(
            tells(
                "issuer_in_upper_case",
                &["F3.8", "F2.1"],
                "The issuer is a party in upper-case digits.",
            ),
            "entry.issuer",
            |header| header.claims[0][1] = text(&signer().to_string().to_uppercase()),
        ),
        header(
            tells(
                "subject_that_is_not_of_the_first_link",
                &["F3.9"],
                "The claim names another item than the first link.",
            ),
            "entry.subject",
            |header| header.claims[1][1] = text("item:ffffffffffffffffffffffffffffffff"),
        ),
        header(
            tells("time_of_signing_as_a_text", &["F3.8"], "The time of signing is a text."),
            "cbor.type",
            |header| header.claims.push([vec![0x06], text("2041-06-01T09:30:00Z")]),
        ),
        header(
            tells(
                "time_of_signing_behind_the_greatest",
                &["F3.8", "F1.4"],
                "The time of signing is 2⁶³, which is no `int`.",
            ),
            "cbor.too_long",
            |header| header.claims.push([vec![0x06], [vec![0x1b, 0x80], vec![0; 7]].concat()]),
        ),
    ]
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
        .is_refused(tells, code)
}

fn envelopes() -> Vec<Vector> {
    vec![
        envelope(
            tells("envelope_without_its_tag", &["F3.1"], "Tag 18 is left out."),
            "cbor.type",
            |parts| drop(parts.before.remove(0)),
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
        event(timed.as_bytes()).is_accepted(tells(
            "entry_with_a_time_of_signing",
            &["F3.8", "F1.10"],
            "An act with every field that can be left out, and the time of signing.",
        )),
        again.is_accepted(tells(
            "entry_without_a_time_of_signing",
            &["F3.8", "F1.10"],
            "The same, where there was no clock.",
        )),
        event(&empty).is_refused(
            tells(
                "payload_of_no_bytes",
                &["F3.3", "F1.9"],
                "The payload is a byte string of no bytes.",
            ),
            "cbor.truncated",
        ),
        event(&twice).is_refused(
            tells(
                "payload_with_an_item_behind_it",
                &["F1.9"],
                "Behind the map of the payload stands a null.",
            ),
            "cbor.trailing_bytes",
        ),
        event(&external).is_refused(
            tells(
                "signature_with_external_data",
                &["F3.10"],
                "What was signed has external data, which are empty here.",
            ),
            "signature.mismatch",
        ),
    ]
}
