//! The protected header of an entry, signed anew with one thing about it changed: F3.2 to F3.9.

use crate::forge::{self, signer};
use crate::made::objects::envelopes::{Header, TYPE, blob, content, text};
use crate::made::objects::event;
use crate::vector::{Tells, Vector, tells};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = headers();
    all.extend(claims());
    all
}

fn header(tells: Tells, code: &'static str, change: impl FnOnce(&mut Header)) -> Vector {
    let mut header = Header::new();
    change(&mut header);
    event(&header.entry()).refused(tells, code)
}

fn headers() -> Vec<Vector> {
    let right = Header::new();
    assert_eq!(right.entry(), forge::envelope(&right.bytes(), &content()));
    vec![
        event(&right.entry()).accepted(tells(
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
        event(&timed.entry()).accepted(tells(
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
