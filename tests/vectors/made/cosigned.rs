//! Remembered heads under a policy of cosigners: V8.6, V8.10, V8.15.

use handseal::identity::Signer as _;
use handseal::ledger::{CosignerKey, KeyName, SignedCheckpoint};
use handseal::verify::Code;

use crate::cases::key;
use crate::forks::{Way, history};
use crate::made::Case;
use crate::made::extracts::made;
use crate::vector::{Place, Vector, tells};

/// When the heads of these vectors are cosigned.
const NOW: u64 = 2_254_000_000;

fn name(number: u8) -> KeyName {
    KeyName::parse(&format!("cosigner.example.org/{number}")).unwrap()
}

pub(crate) fn vkey(number: u8) -> String {
    CosignerKey::new(name(number), key(number).public_key().clone()).unwrap().to_string()
}

/// A head with the lines of these cosigners.
pub(crate) fn cosigned(head: SignedCheckpoint, by: &[u8]) -> SignedCheckpoint {
    let by: Vec<_> = by.iter().map(|number| (*number, NOW)).collect();
    cosigned_at(head, &by)
}

/// A head with the lines of these cosigners, each by its clock.
pub(crate) fn cosigned_at(head: SignedCheckpoint, by: &[(u8, u64)]) -> SignedCheckpoint {
    by.iter().fold(head, |head, (number, time)| {
        head.cosigned(name(*number), *time, &key(*number)).unwrap()
    })
}

pub(crate) fn all() -> Vec<Vector> {
    let ledger = history(Way::Ones, 2);
    let case = |heads: &[SignedCheckpoint], threshold| {
        Case::of(&ledger).heads(heads).cosigners(&[vkey(40), vkey(41)], threshold)
    };
    let forged = {
        let note = cosigned(ledger.head(), &[40]).to_string();
        let at = note.rfind(' ').unwrap() + 9;
        let note = format!("{}B{}", &note[..at], &note[at + 1..]);
        SignedCheckpoint::parse(note.as_bytes()).unwrap()
    };
    let joined = made(&[3]);
    let in_extract = |by: &[u8], threshold| {
        let heads = [cosigned(joined.ledger.head_at(3), by)];
        joined.case().heads(&heads).cosigners(&[vkey(40), vkey(41)], threshold)
    };
    vec![
        in_extract(&[40, 41], 2).allowed_with(
            tells(
                "extract_joined_to_a_cosigned_head",
                &["V8.15", "F8.16"],
                "Two cosigners have signed the older head that the extract is joined to.",
            ),
            Code::ExtractScope,
            Place::end(),
        ),
        in_extract(&[40], 2).allowed_with(
            tells(
                "extract_joined_to_a_head_that_too_few_attested",
                &["V8.15", "F8.16"],
                "Two cosigners are asked for. The older head that the extract is joined to bears one line by a cosigner.",
            ),
            Code::AnchorUncosigned,
            Place::end(),
        ),
        case(&[cosigned(ledger.head(), &[41, 50, 40])], 2).allowed(tells(
            "head_that_two_cosigners_attested",
            &["F8.16", "V8.15"],
            "Two cosigners are asked for, and have signed the head. A third line is by somebody who is not known.",
        )),
        case(&[cosigned(ledger.head(), &[41])], 2).allowed_with(
            tells(
                "head_that_too_few_cosigners_attested",
                &["F8.16"],
                "Two cosigners are asked for, and one has signed the head.",
            ),
            Code::AnchorUncosigned,
            Place::end(),
        ),
        case(&[cosigned(ledger.head_at(7), &[40]), ledger.head()], 1).allowed_with(
            tells(
                "entry_above_the_cosigned_head",
                &["V8.10"],
                "The head over everything is not cosigned; one of seven entries is.",
            ),
            Code::AnchorUncovered,
            Place::index(7),
        ),
        case(&[forged], 1).allowed_with(
            tells(
                "head_whose_cosignature_was_altered",
                &["V8.6", "F8.15"],
                "The time in the line of a known cosigner is another than the one that was signed.",
            ),
            Code::AnchorUnusable,
            Place::end(),
        ),
    ]
}
