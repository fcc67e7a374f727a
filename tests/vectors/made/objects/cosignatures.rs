//! Cosignatures on heads, and the policy that asks for them: F8.13 to F8.16.

use base64ct::{Base64, Encoding as _};
use handseal::identity::Signer as _;
use handseal::ledger::{CosignerKey, KeyName};
use serde_json::json;

use crate::cases::{HEADS, key};
use crate::forks::{Way, heads_key, history};
use crate::made::cosigned::{cosigned, vkey};
use crate::vector::{Question, Tells, Vector, object, tells};

fn ask(note: &str, cosigners: &[u8], threshold: u64) -> Question {
    let keys: Vec<_> = cosigners.iter().map(|number| vkey(*number)).collect();
    question(note, &keys, threshold)
}

fn question(note: &str, keys: &[String], threshold: u64) -> Question {
    object(
        "cosignature",
        &[("note", note.into()), ("vkeys", json!(keys)), ("threshold", threshold.into())],
    )
}

/// A head with the lines of these cosigners.
fn by(cosigners: &[u8]) -> String {
    cosigned(history(Way::Ones, 1).head(), cosigners).to_string()
}

/// The last line with other bytes behind its key id.
fn line(note: &str, change: impl FnOnce(&mut Vec<u8>)) -> String {
    let start = note.rfind(' ').unwrap() + 1;
    let mut bytes = Base64::decode_vec(note[start..].trim_end()).unwrap();
    change(&mut bytes);
    format!("{}{}\n", &note[..start], Base64::encode_string(&bytes))
}

pub(crate) fn all() -> Vec<Vector> {
    let mut all = allowed();
    all.extend(policies());
    all.extend(lines());
    all
}

fn allowed() -> Vec<Vector> {
    vec![
        ask(&by(&[40, 41]), &[40, 41, 42], 2).accepted(tells(
            "cosignatures_of_two_of_three",
            &["F8.13", "F8.14", "F8.15", "F8.16"],
            "Two of three cosigners have signed the head, as many as asked for.",
        )),
        ask(&by(&[40, 50]), &[40], 1).accepted(tells(
            "cosignature_beside_one_of_a_stranger",
            &["F8.15"],
            "A line by somebody who is not known is not judged.",
        )),
    ]
}

fn policies() -> Vec<Vector> {
    let refused = |question: Question, tells: Tells| question.refused(tells, "cosignature.policy");
    let note = by(&[40]);
    let renamed = |name: &str, number: u8| {
        let name = KeyName::parse(name).unwrap();
        CosignerKey::new(name, key(number).public_key().clone()).unwrap().to_string()
    };
    vec![
        refused(
            ask(&note, &[40], 0),
            tells("policy_that_asks_for_no_cosigner", &["F8.16"], "The threshold is 0."),
        ),
        refused(
            ask(&note, &[40], 2),
            tells("policy_that_nothing_fulfils", &["F8.16"], "Two of one cosigner are asked for."),
        ),
        refused(
            ask(&note, &[], 1),
            tells("policy_without_cosigners", &["F8.16"], "No cosigner is known."),
        ),
        refused(
            question(&note, &[renamed("one.example", 40), renamed("two.example", 40)], 1),
            tells("policy_with_one_key_under_two_names", &["F8.16"], "Two cosigners have one key."),
        ),
        refused(
            question(&note, &[renamed("one.example", 40), renamed("one.example", 41)], 1),
            tells("policy_with_one_name_of_two_keys", &["F8.16"], "Two cosigners have one name."),
        ),
        question(&note, &[heads_key(&history(Way::Ones, 0)).to_string()], 1).refused(
            tells(
                "cosigner_key_of_a_ledger",
                &["F8.13"],
                "The text of the key is that of a ledger, of the type 1.",
            ),
            "vkey.signature_type",
        ),
    ]
}

fn lines() -> Vec<Vector> {
    let of =
        |note: &str, tells: Tells, code: &'static str| ask(note, &[40, 41], 1).refused(tells, code);
    let one = by(&[40]);
    let name = KeyName::parse("cosigner.example.org/2").unwrap();
    let own = cosigned(history(Way::Ones, 1).head(), &[HEADS]).to_string();
    vec![
        ask(&by(&[40, 40]), &[40, 41], 2).refused(
            tells(
                "cosignature_of_one_cosigner_twice",
                &["F8.16"],
                "Two are asked for. Both lines are by one cosigner.",
            ),
            "cosignature.too_few",
        ),
        question(
            &own,
            &[CosignerKey::new(name, key(HEADS).public_key().clone()).unwrap().to_string()],
            1,
        )
        .refused(
            tells(
                "cosignature_by_the_key_of_the_ledger",
                &["F8.16"],
                "The one cosigner has the key by which the ledger signed the head.",
            ),
            "cosignature.too_few",
        ),
        of(
            &by(&[]),
            tells("head_that_nobody_cosigned", &["F8.16"], "There is no line but the ledger's."),
            "cosignature.too_few",
        ),
        of(
            &line(&one, |bytes| bytes.truncate(75)),
            tells("cosignature_of_71_bytes", &["F8.14"], "The signature is one byte short."),
            "cosignature.length",
        ),
        of(
            &line(&one, |bytes| bytes[4] = 0x80),
            tells(
                "cosignature_beyond_the_latest_time",
                &["F8.14"],
                "The time is 2⁶³ seconds and more.",
            ),
            "cosignature.time",
        ),
        of(
            &line(&one, |bytes| bytes[11] ^= 1),
            tells(
                "cosignature_at_another_time",
                &["F8.14", "F8.15"],
                "The time is another than the one that was signed.",
            ),
            "note.bad_signature",
        ),
        of(
            &one.replacen("\n7\n", "\n8\n", 1),
            tells(
                "cosignature_on_another_head",
                &["F8.14", "F8.15"],
                "The size is another than the one that was signed.",
            ),
            "note.bad_signature",
        ),
        of(
            &one.replacen("\n7\n", "\n07\n", 1),
            tells("cosignature_on_no_head", &["F8.14"], "The size of the head has a leading zero."),
            "checkpoint.size_leading_zero",
        ),
    ]
}
