//! Roots: who founds what under which key, and what follows it: V2.1, V2.3, V2.6.

use handseal::cose::{Claims, EventVersion, ProtectedHeader, assemble};
use handseal::event::{EntryHash, Founded, KeyRecord, Link, Rotated, Subject};
use handseal::identity::{Algorithm, PartyId, Signature, Thumbprint};
use handseal::verify::Code;

use crate::cases::{LAB, Ledger, Party, root, sign};
use crate::cast::{ANA, SPARE, cast};
use crate::made::Case;
use crate::made::scenes::payload_of;
use crate::vector::{Place, Tells, Vector, tells};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = roots();
    all.extend(foundings());
    all.push(without_a_secret());
    all
}

/// The neutral point of the curve: R = [S]B is a signature under it, of any message.
const NEUTRAL: [u8; 32] = {
    let mut point = [0; 32];
    point[0] = 1;
    point
};

/// An organisation that names one successor of its root key, and has opened its ledger.
fn founded() -> (Ledger, Party) {
    let ledger = Ledger::opened_with(&[SPARE]);
    let chief = ledger.chief.clone();
    (ledger, chief)
}

/// The same after a rotation, with the index of that and the root under its new key.
fn rotated(number: u8, change: impl FnOnce(&mut Rotated)) -> (Ledger, u64, Party) {
    let (mut ledger, chief) = founded();
    let mut body = ledger.rotated(number, chief.id);
    change(&mut body);
    let own = ledger.own(&chief);
    let index = ledger.act(body, &[own], &chief);
    (ledger, index, chief.with_key(number))
}

fn roots() -> Vec<Vector> {
    let (mut successor, _, chief) = rotated(SPARE, |_| ());
    successor.enrol(ANA, &chief, &[]);
    let (other, index, _) = rotated(30, |_| ());
    let (weak, refused, _) = rotated(30, |body| body.key = KeyRecord::Ed25519(NEUTRAL));
    vec![
        Case::of(&successor).allowed(tells(
            "root_followed_by_a_successor_that_it_named",
            &["V2.6"],
            "An organisation rotates to a key whose thumbprint its founding names, and acts with \
             it.",
        )),
        Case::of(&other).refused(
            tells(
                "root_followed_by_a_key_that_it_did_not_name",
                &["V2.6"],
                "An organisation rotates to a key that is none of its successors.",
            ),
            Code::RoleForbidden,
            Place::of(&other, index),
        ),
        Case::of(&weak).refused(
            tells(
                "root_followed_by_a_weak_key_that_it_did_not_name",
                &["V2.6", "F3.12"],
                "An organisation rotates to the neutral point of the curve, which is none of its \
                 successors. That it may not is said before anything is asked of the key.",
            ),
            Code::RoleForbidden,
            Place::of(&weak, refused),
        ),
    ]
}

/// A founding by a stranger whose root is trusted.
fn founding(tells: Tells, party: PartyId, named: u8) -> Vector {
    let stranger = root(21);
    let mut cast = cast();
    let body: Founded = cast.ledger.founded(named);
    let index = cast.ledger.act(body, &[Subject::Party(party)], &stranger);
    let roots: Vec<String> = [1, LAB, 21].map(|number| root(number).id.to_string()).to_vec();
    let place = Place::of(&cast.ledger, index);
    Case::of(&cast.ledger).roots(&roots).refused(tells, Code::KeyForeign, place)
}

/// A second founding, that names the spare key.
fn found_again(ledger: &mut Ledger, chief: &Party) -> u64 {
    let body: Founded = ledger.founded(SPARE);
    let subject = Subject::Party(chief.id);
    let mut event = ledger.event(body, &[subject.clone()]);
    event.links = vec![Link::genesis(subject)];
    ledger.push_aside(&sign(event, chief))
}

fn foundings() -> Vec<Vector> {
    let (mut again, chief) = founded();
    let named = found_again(&mut again, &chief);
    let (mut successor, _, chief) = rotated(SPARE, |_| ());
    let followed = found_again(&mut successor, &chief);
    vec![
        founding(
            tells(
                "founding_that_names_another_root_key",
                &["V2.3", "F3.7"],
                "An organisation is founded by a key whose thumbprint is its id, and names another \
                 key as its root.",
            ),
            root(21).id,
            SPARE,
        ),
        founding(
            tells(
                "founding_on_the_chain_of_another_organisation",
                &["V2.3", "F3.7"],
                "A root key signs a founding that names it, on the chain of another organisation.",
            ),
            root(22).id,
            21,
        ),
        Case::of(&again).refused(
            tells(
                "second_founding_that_names_another_root_key",
                &["V2.3"],
                "An organisation is founded again by its root key, and names another one.",
            ),
            Code::KeyForeign,
            Place::of(&again, named),
        ),
        Case::of(&successor).refused(
            tells(
                "second_founding_under_a_successor",
                &["V2.3", "V2.6"],
                "An organisation is founded again by the key that followed its root key, and names \
                 that. Its thumbprint is not the id of the organisation.",
            ),
            Code::KeyForeign,
            Place::of(&successor, followed),
        ),
    ]
}

/// Nobody has a secret here: S = 1 and R = B.
fn without_a_secret() -> Vector {
    let name = [b"\xa3\x01\x01\x20\x06\x21\x58\x20".as_slice(), &NEUTRAL].concat();
    let kid = Thumbprint(*EntryHash::of(&name).as_bytes());
    let nobody = Party { id: PartyId::organisation(kid), ..root(21) };
    let mut cast = cast();
    let mut body: Founded = cast.ledger.founded(21);
    body.key = KeyRecord::Ed25519(NEUTRAL);
    let subject = Subject::Party(nobody.id);
    let event = cast.ledger.signed(body, &[subject.clone()], &nobody);
    let (iss, sub) = (nobody.id.to_string(), subject.to_string());
    let claims = Claims { iss: &iss, sub: &sub, iat: None };
    let version = EventVersion::CURRENT;
    let protected = ProtectedHeader { algorithm: Algorithm::Ed25519, version, kid, claims };
    let mut signature = [0x66; 64];
    signature[0] = 0x58;
    signature[32..].copy_from_slice(&NEUTRAL);
    let bytes = assemble(&protected.to_bytes(), &payload_of(&event), &Signature(signature));
    let index = cast.ledger.push_records(&bytes, event.disclosures());
    let roots: Vec<String> =
        [root(1).id, root(LAB).id, nobody.id].map(|party| party.to_string()).to_vec();
    Case::of(&cast.ledger).roots(&roots).refused(
        tells(
            "founding_under_a_key_that_anyone_can_sign_with",
            &["V2.1", "F3.12", "F3.11"],
            "An organisation is founded under the neutral point of the curve, for which a \
             signature can be made without a secret. Under such a key none holds.",
        ),
        Code::SignatureMismatch,
        Place::of(&cast.ledger, index),
    )
}
