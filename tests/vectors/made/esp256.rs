//! Parties whose keys are of ESP256, beside others whose keys are of Ed25519: V2.

use handseal::event::{KeyRecord, PartyKind, SignedEvent, Subject};
use handseal::identity::{Algorithm, Signature};
use handseal::verify::Code;

use crate::cases::{ESP256, LAB, Ledger, Party, possession, root};
use crate::cast::{ANA, Cast, cast};
use crate::made::Case;
use crate::made::scenes::{envelope, header, payload_of};
use crate::vector::{Place, Vector, tells};

const DAN: u8 = ESP256;
const NEXT: u8 = ESP256 + 1;
const ROOT: u8 = ESP256 + 2;

pub(crate) fn all() -> Vec<Vector> {
    let mut all = good();
    all.extend(entries());
    all.extend(registered());
    all
}

/// The cast, and a person whose key is one of ESP256.
fn with_dan() -> (Cast, Party) {
    let mut cast = cast();
    let chief = cast.chief.clone();
    let dan = cast.ledger.enrol(DAN, &chief, &[]);
    (cast, dan)
}

fn noted(ledger: &mut Ledger, by: &Party) -> SignedEvent {
    let own = ledger.own(by);
    let body = ledger.noted();
    ledger.signed(body, &[own], by)
}

fn good() -> Vec<Vector> {
    let (mut both, dan) = with_dan();
    let item = [both.ledger.collect(&dan)];
    let body = both.ledger.offered(&both.ana.clone());
    both.ledger.act(body, &item, &dan);
    let body = both.ledger.accepted(&item);
    both.ledger.act(body, &item, &both.ana.clone());
    let (mut rotated, dan) = with_dan();
    let body = rotated.ledger.rotated(NEXT, dan.id);
    let own = rotated.ledger.own(&dan);
    rotated.ledger.act(body, &[own], &dan);
    let event = noted(&mut rotated.ledger, &dan.with_key(NEXT));
    rotated.ledger.push(&event);
    let mut foreign = cast();
    let founder = foreign.ledger.found(ROOT);
    let member = foreign.ledger.enrol(NEXT, &founder, &[]);
    let event = noted(&mut foreign.ledger, &member);
    foreign.ledger.push(&event);
    let roots = [1, LAB, ROOT].map(|number| root(number).id.to_string());
    vec![
        Case::of(&both.ledger).allowed(tells(
            "item_handed_from_an_esp256_key_to_an_ed25519_key",
            &["F3.4", "F6.6", "V2.1"],
            "A person with a key of ESP256 collects an item and offers it to one with a key of \
             Ed25519, who accepts.",
        )),
        Case::of(&rotated.ledger).allowed(tells(
            "esp256_key_rotated_to_another",
            &["F6.5", "F6.6"],
            "A person rotates from one key of ESP256 to another, and acts with the second.",
        )),
        Case::of(&foreign.ledger).roots(&roots).allowed(tells(
            "organisation_whose_root_is_an_esp256_key",
            &["F3.7", "F2.1"],
            "The id of the organisation is the thumbprint of a key of ESP256.",
        )),
    ]
}

/// The order of the group less a number, both big endian.
fn negated(s: &[u8]) -> [u8; 32] {
    const ORDER: [u8; 32] = [
        0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc,
        0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
    ];
    let (mut negated, mut borrow) = ([0; 32], 0_i16);
    for at in (0..32).rev() {
        let difference = i16::from(ORDER[at]) - i16::from(s[at]) - borrow;
        borrow = i16::from(difference < 0);
        negated[at] = difference.to_le_bytes()[0];
    }
    negated
}

fn entries() -> Vec<Vector> {
    let (mut second, dan) = with_dan();
    let event = noted(&mut second.ledger, &dan);
    let mut bytes = event.as_bytes().to_vec();
    let start = bytes.len() - 32;
    let upper = negated(&bytes[start..]);
    bytes[start..].copy_from_slice(&upper);
    let high = second.ledger.push_records(&bytes, event.disclosures());
    let (mut confused, dan) = with_dan();
    let event = noted(&mut confused.ledger, &dan);
    let mut protected = header(&event, &dan);
    // The number of the algorithm, -9, becomes -19.
    assert_eq!(protected[..3], [0xa4, 0x01, 0x28]);
    protected[2] = 0x32;
    assert_eq!(Algorithm::Ed25519.cose(), -19);
    let bytes = envelope(&protected, &payload_of(&event), &dan);
    let other = confused.ledger.push_records(&bytes, event.disclosures());
    let (mut swapped, dan) = with_dan();
    let ana = swapped.ana.with_key(DAN);
    let event = noted(&mut swapped.ledger, &ana);
    let foreign = swapped.ledger.push_records(event.as_bytes(), event.disclosures());
    assert_ne!(dan.id, ana.id);
    vec![
        Case::of(&second.ledger).refused(
            tells(
                "entry_with_the_upper_s_of_its_signature",
                &["F3.14", "V2.1"],
                "Somebody puts n - s in the place of s. It would verify as well, under another \
                 entry hash.",
            ),
            Code::SignatureMismatch,
            Place::of(&second.ledger, high),
        ),
        Case::of(&confused.ledger).refused(
            tells(
                "entry_whose_header_names_the_algorithm_of_another_key",
                &["F3.4", "V2.1"],
                "A header names Ed25519 and a key of ESP256, which signs it.",
            ),
            Code::SignatureMismatch,
            Place::of(&confused.ledger, other),
        ),
        Case::of(&swapped.ledger).refused(
            tells(
                "entry_signed_with_the_esp256_key_of_a_colleague",
                &["V2.3"],
                "Ana's entry is signed with the key of another person, which is of ESP256.",
            ),
            Code::KeyForeign,
            Place::of(&swapped.ledger, foreign),
        ),
    ]
}

fn registered() -> Vec<Vector> {
    let enrolled = |key: Option<KeyRecord>, proof: fn(handseal::identity::PartyId) -> Signature| {
        let mut cast = cast();
        let chief = cast.chief.clone();
        let id = cast.ledger.party_id(chief.id);
        let mut body = cast.ledger.enrolled(PartyKind::Person, Some(DAN), id, &chief, &[]);
        body.possession = Some(proof(id));
        body.key = key.or(body.key);
        let index = cast.ledger.act(body, &[Subject::Party(id)], &chief);
        (Case::of(&cast.ledger), Place::of(&cast.ledger, index))
    };
    let mut point = [0; 64];
    point[63] = 1;
    let (none, of_none) = enrolled(Some(KeyRecord::Esp256(point)), |id| possession(DAN, id));
    let (unproven, of_another) = enrolled(None, |id| possession(ANA, id));
    vec![
        none.refused(
            tells(
                "esp256_key_that_is_no_point_and_is_enrolled",
                &["V2.7", "F3.15"],
                "A registrar enrols a person with a key that is no point of the curve.",
            ),
            Code::KeyUnacceptable,
            of_none,
        ),
        unproven.refused(
            tells(
                "esp256_key_enrolled_with_the_proof_of_another_key",
                &["V2.8"],
                "The proof of possession is by a key of Ed25519.",
            ),
            Code::PossessionMismatch,
            of_another,
        ),
    ]
}
