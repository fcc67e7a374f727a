//! Time-stamp tokens: F12.1 to F12.9. The authority is one of the tests' own.

use serde_json::Value;

use crate::authority::{
    CODE_SIGNING, Certificate, Names, STRANGER, TIME_STAMPING, Token, accuracy, cat, oid, seq, tlv,
};
use crate::hex::hex;
use crate::vector::{Question, Tells, Vector, object, tells};

const MESSAGE: &[u8] = b"the text of a head";

fn token() -> Token {
    Token::over(MESSAGE)
}

fn asked_at(bytes: &[u8], at: &str) -> Question {
    use sha2::Digest as _;
    let anchors = vec![Value::from(hex(&Certificate::root().to_der()))];
    object(
        "timestamp",
        &[
            ("token", hex(bytes).into()),
            ("imprint", hex(&sha2::Sha256::digest(MESSAGE)).into()),
            ("anchors", anchors.into()),
            ("at", at.into()),
        ],
    )
}

fn asked(bytes: &[u8]) -> Question {
    asked_at(bytes, "2026-11-22T12:00:00Z")
}

fn refused(code: &'static str, tells: Tells, token: &Token) -> Vector {
    asked(&token.to_der()).refused(tells, code)
}

fn signer(code: &'static str, tells: Tells, signer: Certificate) -> Vector {
    refused(code, tells, &Token { signer, ..token() })
}

fn issuer(code: &'static str, tells: Tells, issuer: &Certificate) -> Vector {
    refused(code, tells, &Token { certificates: vec![issuer.to_der()], ..token() })
}

pub(crate) fn all() -> Vec<Vector> {
    [read(), statements(), names(), usages(), paths()].into_iter().flatten().collect()
}

fn read() -> Vec<Vector> {
    let own = token();
    let backwards = cat(&[&Certificate::middle().to_der(), &own.signer.to_der()]);
    vec![
        asked(&own.to_der()).accepted(tells(
            "token_as_it_should_be",
            &["F12.1", "F12.2", "F12.3", "F12.4", "F12.5", "F12.6", "F12.7", "F12.8", "F12.9"],
            "A token of an authority whose path leads to the anchor.",
        )),
        asked(&own.with_certificates(&backwards)).accepted(tells(
            "token_whose_certificates_are_in_no_order",
            &["F12.1"],
            "The issuer's certificate stands before the signer's.",
        )),
        asked_at(&own.to_der(), "2061-01-01T00:00:00Z").accepted(tells(
            "token_of_an_authority_that_has_ended_since",
            &["F12.9"],
            "The path is judged at the time of the token: it does not matter what is good now.",
        )),
        asked(&cat(&[&own.to_der(), &[0]])).refused(
            tells("token_with_a_byte_behind_it", &["F12.1"], "A byte stands behind the token."),
            "token.malformed",
        ),
        asked_at(&own.to_der(), "2026-06-01T12:00:00Z").refused(
            tells("token_from_the_future", &["F12.3"], "The time is a quarter of a second away."),
            "token.future",
        ),
    ]
}

fn statements() -> Vec<Vector> {
    let data = "1.2.840.113549.1.7.1";
    let critical = tlv(0xa1, &seq(&[&oid("1.2.3.4.5"), &[1, 1, 0xff], &tlv(4, &[5, 0])]));
    vec![
        refused(
            "token.content_type",
            tells(
                "token_with_content_of_another_type",
                &["F12.2"],
                "What is signed is plain data.",
            ),
            &Token { content_type: data, ..token() },
        ),
        refused(
            "token.content_type",
            tells(
                "token_whose_attribute_says_another_type",
                &["F12.2"],
                "Signed as plain data, shown as a time-stamp.",
            ),
            &Token { attribute_type: data, ..token() },
        ),
        refused(
            "token.signers",
            tells("token_with_two_signers", &["F12.2"], "The same signer stands twice."),
            &Token { signers: 2, ..token() },
        ),
        refused(
            "token.attribute",
            tells(
                "token_that_names_no_certificate",
                &["F12.2"],
                "Neither attribute that names the certificate is there.",
            ),
            &Token { names: Names::Nothing, ..token() },
        ),
        refused(
            "token.malformed",
            tells("token_of_the_thirteenth_month", &["F12.3"], "The month is 13."),
            &Token { time: "20261301120000Z", ..token() },
        ),
        refused(
            "token.malformed",
            tells(
                "token_with_a_thousand_milliseconds",
                &["F12.3"],
                "The accuracy has 1000 milliseconds.",
            ),
            &Token { rest: accuracy(1, 1000), ..token() },
        ),
        refused(
            "token.extension",
            tells(
                "token_with_a_critical_extension",
                &["F12.3"],
                "An extension is critical that no specification names.",
            ),
            &Token { rest: critical, ..token() },
        ),
        refused(
            "token.algorithm",
            tells("token_over_a_sha1_imprint", &["F12.4"], "The imprint is said to be SHA-1."),
            &Token { imprint_algorithm: "1.3.14.3.2.26", ..token() },
        ),
        refused(
            "token.algorithm",
            tells(
                "token_signed_over_another_digest",
                &["F12.4"],
                "The digest is SHA-256, the signature is said to be over SHA-384.",
            ),
            &Token { signature_algorithm: "1.2.840.10045.4.3.3", ..token() },
        ),
        refused(
            "token.imprint",
            tells("token_of_something_else", &["F12.5"], "The token is of another message."),
            &Token { message: b"the text of another head".to_vec(), ..token() },
        ),
        refused(
            "token.digest",
            tells(
                "token_whose_content_was_not_signed",
                &["F12.7"],
                "The signed digest is that of another content.",
            ),
            &Token { message_digest: Some(vec![0; 32]), ..token() },
        ),
        refused(
            "token.signature",
            tells(
                "token_signed_by_a_stranger",
                &["F12.7"],
                "A stranger signs, and names the authority's certificate.",
            ),
            &Token { signer_key: STRANGER, ..token() },
        ),
    ]
}

fn names() -> Vec<Vector> {
    let other = Certificate { serial: 9, ..Certificate::signer() }.to_der();
    let forged = Certificate { key: STRANGER, issuer_key: STRANGER, ..Certificate::signer() };
    let own = token();
    let (ours, middle) = (own.signer.to_der(), Certificate::middle().to_der());
    vec![
        asked(&Token { names: Names::Sha1, ..token() }.to_der()).accepted(tells(
            "token_whose_certificate_is_named_by_sha1",
            &["F12.6"],
            "The attribute of RFC 2634, which authorities still write.",
        )),
        asked(&own.with_certificates(&cat(&[&forged.to_der(), &ours, &middle]))).accepted(tells(
            "token_into_which_a_certificate_was_injected",
            &["F12.6"],
            "A stranger's certificate with the signer's name stands before it, and is passed over.",
        )),
        asked(&own.with_certificates(&cat(&[&forged.to_der(), &middle]))).refused(
            tells(
                "token_whose_certificate_was_replaced",
                &["F12.6"],
                "A stranger's certificate with the signer's name stands in its place.",
            ),
            "token.certificate",
        ),
        refused(
            "token.certificate",
            tells(
                "token_that_names_another_certificate",
                &["F12.6"],
                "The signed attributes name a certificate that is not there.",
            ),
            &Token { named: Some(other), ..token() },
        ),
    ]
}

fn usages() -> Vec<Vector> {
    let own = Certificate::signer;
    vec![
        signer(
            "token.usage",
            tells(
                "token_of_a_certificate_authority",
                &["F12.8"],
                "The signer's certificate is one that issues others.",
            ),
            Certificate { authority: true, ..own() },
        ),
        signer(
            "token.usage",
            tells("token_of_a_signer_for_code", &["F12.8"], "The certificate is for signing code."),
            Certificate { usages: vec![CODE_SIGNING], ..own() },
        ),
        signer(
            "token.usage",
            tells(
                "token_of_a_signer_with_two_usages",
                &["F12.8"],
                "The certificate is for time-stamping and for signing code.",
            ),
            Certificate { usages: vec![TIME_STAMPING, CODE_SIGNING], ..own() },
        ),
        signer(
            "token.usage",
            tells(
                "token_of_a_signer_whose_usage_is_not_critical",
                &["F12.8"],
                "The extended key usage is not critical.",
            ),
            Certificate { usages_critical: false, ..own() },
        ),
        signer(
            "token.usage",
            tells(
                "token_of_a_key_for_encryption",
                &["F12.8"],
                "The key usage is to encipher keys.",
            ),
            Certificate { key_usage: Some([5, 0x20]), ..own() },
        ),
    ]
}

fn paths() -> Vec<Vector> {
    let middle = Certificate::middle;
    let stranger = Certificate { key: STRANGER, issuer_key: STRANGER, ..Certificate::root() };
    let alone = Certificate { subject: "Other", issuer: "Other", ..stranger };
    let below = Certificate { issuer: "Other", issuer_key: STRANGER, ..Certificate::signer() };
    vec![
        signer(
            "token.validity",
            tells(
                "token_of_a_signer_that_had_ended",
                &["F12.9"],
                "The certificate had ended on the day before the token, and is not good now either.",
            ),
            Certificate { to: "260531000000Z", ..Certificate::signer() },
        ),
        signer(
            "token.validity",
            tells(
                "token_of_a_signer_that_is_good_now",
                &["F12.9"],
                "The certificate is good now, and was not yet when the token was made.",
            ),
            Certificate { from: "260602000000Z", ..Certificate::signer() },
        ),
        issuer(
            "token.validity",
            tells(
                "token_under_an_issuer_that_had_ended",
                &["F12.9"],
                "The issuer's certificate had ended.",
            ),
            &Certificate { to: "260531000000Z", ..middle() },
        ),
        issuer(
            "token.path",
            tells(
                "token_under_an_issuer_that_is_no_authority",
                &["F12.9"],
                "The issuer's certificate is not one of an authority.",
            ),
            &Certificate { authority: false, ..middle() },
        ),
        issuer(
            "token.path",
            tells(
                "token_under_an_issuer_that_may_not_sign_certificates",
                &["F12.9"],
                "The issuer's key usage is digital signatures.",
            ),
            &Certificate { key_usage: Some([7, 0x80]), ..middle() },
        ),
        issuer(
            "token.path",
            tells(
                "token_under_an_issuer_for_code",
                &["F12.9"],
                "The issuer's extended key usage is signing code alone.",
            ),
            &Certificate { usages: vec![CODE_SIGNING], ..middle() },
        ),
        issuer(
            "token.path_not_understood",
            tells(
                "token_under_an_issuer_with_a_critical_extension",
                &["F12.9"],
                "An extension of the issuer's certificate is critical that no specification names.",
            ),
            &middle().unknown_extension(true),
        ),
        issuer(
            "token.path",
            tells(
                "token_under_a_forged_issuer",
                &["F12.9"],
                "The issuer's certificate is not signed by the anchor.",
            ),
            &Certificate { issuer_key: STRANGER, ..middle() },
        ),
        refused(
            "token.not_anchored",
            tells(
                "token_that_brings_its_own_root",
                &["F12.9"],
                "The path leads to a root that came with the token.",
            ),
            &Token { signer: below, certificates: vec![alone.to_der()], ..token() },
        ),
    ]
}
