//! Which key may speak for whom, and where: V2.

use handseal::event::{Enrolled, PartyKind, Subject};
use handseal::identity::PartyId;
use handseal::verify::Code;

use crate::cases::{Ledger, Party, possession, root};
use crate::cast::{ANA, BEN, CARL, Cast, SPARE, cast};
use crate::made::Case;
use crate::made::scenes::{stored, with_item};
use crate::vector::{Place, Vector, tells};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = signatures();
    all.extend(directory());
    all.extend(ends());
    all
}

/// One act on Ana's own chain, by whoever signs.
fn noted(cast: &mut Cast, by: &Party) -> u64 {
    let own = cast.ledger.own(by);
    let body = cast.ledger.noted();
    cast.ledger.act(body, &[own], by)
}

fn signatures() -> Vec<Vector> {
    let flipped = |place: fn(usize) -> usize| {
        let (mut cast, item) = with_item();
        let event = stored(&mut cast, &item);
        let mut bytes = event.as_bytes().to_vec();
        let at = place(bytes.len());
        bytes[at] ^= 1;
        let index = cast.ledger.push_records(&bytes, event.disclosures());
        (Case::of(&cast.ledger), Place::of(&cast.ledger, index))
    };
    let (signature, at) = flipped(|length| length - 40);
    // The payload ends with the `prev` of its only link.
    let (payload, inside) = flipped(|length| length - 66 - 12);
    let (swapped, place) = {
        let (mut cast, item) = with_item();
        let first = stored(&mut cast, &item);
        let second = stored(&mut cast, &item);
        let mut bytes = first.as_bytes().to_vec();
        let end = bytes.len();
        bytes[end - 64..].copy_from_slice(&second.as_bytes()[second.as_bytes().len() - 64..]);
        let index = cast.ledger.push_records(&bytes, first.disclosures());
        (Case::of(&cast.ledger), Place::of(&cast.ledger, index))
    };
    vec![
        signature.refused(
            tells(
                "signature_with_one_bit_flipped",
                &["F3.11"],
                "One bit of the signature of an entry is flipped.",
            ),
            Code::SignatureMismatch,
            at,
        ),
        payload.refused(
            tells(
                "payload_with_one_bit_flipped",
                &["F3.10", "F1.11", "F3.13"],
                "One bit of the hash in a link is flipped behind the back of the signer.",
            ),
            Code::SignatureMismatch,
            inside,
        ),
        swapped.refused(
            tells(
                "signature_of_another_entry",
                &["F3.10"],
                "An entry has the signature of another entry by the same key.",
            ),
            Code::SignatureMismatch,
            place,
        ),
    ]
}

fn directory() -> Vec<Vector> {
    let mut foreign = cast();
    let by_ben = foreign.ana.with_key(BEN);
    let index = noted(&mut foreign, &by_ben);
    let foreign = (Case::of(&foreign.ledger), Place::of(&foreign.ledger, index));
    let mut unregistered = cast();
    let spare = unregistered.ana.with_key(SPARE);
    let index = noted(&mut unregistered, &spare);
    let unregistered = (Case::of(&unregistered.ledger), Place::of(&unregistered.ledger, index));
    let mut stranger = Ledger::new();
    let other = stranger.found(40);
    let index = stranger.size() - 1;
    let mut anybody = Ledger::new();
    let dan = Party { id: anybody.party_id(root(crate::cases::LAB).id), key: 41, by: other.by };
    anybody.import_lab();
    let own = anybody.own(&dan);
    let body = anybody.noted();
    let nobody = anybody.act(body, &[own], &dan);
    let mut hidden = cast();
    let body = hidden.ledger.enrolled(
        PartyKind::Person,
        Some(30),
        hidden.ana.id,
        &hidden.chief.clone(),
        &[],
    );
    let id = hidden.ledger.party_id(hidden.chief.id);
    let body = Enrolled { possession: Some(possession(30, id)), ..body };
    let chief = hidden.chief.clone();
    let event = hidden.ledger.signed(body, &[Subject::Party(id)], &chief);
    let mut bytes = event.as_bytes().to_vec();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    let enrolment = hidden.ledger.push_records(&bytes, event.disclosures());
    let dan = Party { id, key: 30, by: hidden.chief.by.clone() };
    noted(&mut hidden, &dan);
    // An organisation whose root was not given keeps its own directory.
    let mut unknown = Ledger::new();
    let elsewhere = unknown.found(40);
    let eve = unknown.enrol(41, &elsewhere, &[]);
    let own = unknown.own(&eve);
    let body = unknown.noted();
    let event = unknown.signed(body, &[own], &eve);
    let mut bytes = event.as_bytes().to_vec();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    let flipped = unknown.push_records(&bytes, event.disclosures());
    // Whoever wrote the file enrols a key of its own in an organisation that is trusted.
    let mut planted = Ledger::new();
    planted.import_lab();
    let lab = planted.lab.clone();
    let forger = planted.enrol(42, &lab.with_key(43), &["registrar"]);
    let own = planted.own(&forger);
    let body = planted.noted();
    let used = planted.act(body, &[own], &forger);
    // The key that an enrolment brings verifies it, and gives it no right.
    let mut itself = cast();
    let id = itself.ledger.party_id(itself.chief.id);
    let registrar = itself.chief.clone();
    let body = enrolled(&mut itself, id, &registrar, 30);
    let chief = itself.chief.with_key(30);
    let brought = itself.ledger.act(body, &[Subject::Party(id)], &chief);
    vec![
        Case::of(&unknown).refused(
            tells(
                "signature_with_one_bit_flipped_under_a_root_that_was_not_given",
                &["V2.2"],
                "An organisation whose root was not given enrols a person. The person's key is \
                 known all the same, and one bit of a signature is flipped.",
            ),
            Code::SignatureMismatch,
            Place::of(&unknown, flipped),
        ),
        Case::of(&planted).allowed_with(
            tells(
                "key_enrolled_in_a_trusted_organisation_by_nobody_of_it",
                &["V2.2"],
                "Somebody signs an enrolment in the name of another organisation, which is trusted, \
                 with a key that nobody registered. Who uses the key that it brings is not known.",
            ),
            Code::KeyUnknown,
            Place::of(&planted, used),
        ),
        Case::of(&itself.ledger).refused(
            tells(
                "enrolment_signed_with_the_key_that_it_brings",
                &["V2.1", "V2.2"],
                "An enrolment in the name of a registrar is signed with the key that it enrols.",
            ),
            Code::KeyUnregistered,
            Place::of(&itself.ledger, brought),
        ),
        foreign.0.refused(
            tells(
                "entry_signed_with_the_key_of_a_colleague",
                &["F3.6"],
                "Ana's entry is signed with Ben's key, and its header names that key.",
            ),
            Code::KeyForeign,
            foreign.1,
        ),
        unregistered.0.refused(
            tells(
                "entry_signed_with_a_key_that_nobody_registered",
                &["V2.1"],
                "An entry by a party of the keeper is signed with a key that no entry registers.",
            ),
            Code::KeyUnregistered,
            unregistered.1,
        ),
        Case::of(&stranger).allowed_with(
            tells(
                "organisation_whose_root_was_not_given",
                &["F2.1"],
                "The ledger records the founding of an organisation that the verifier was not told \
                 to trust.",
            ),
            Code::KeyUnknown,
            Place::of(&stranger, index),
        ),
        Case::of(&anybody).allowed_with(
            tells(
                "party_of_another_organisation_that_nobody_enrolled_here",
                &["V2.2"],
                "A party of a trusted organisation that does not keep this ledger signs with a key \
                 that no entry here registers: the other organisation's ledger may.",
            ),
            Code::KeyUnknown,
            Place::of(&anybody, nobody),
        ),
        Case::of(&hidden.ledger).refused(
            tells(
                "key_registered_by_an_entry_with_a_flipped_bit",
                &["V2.2"],
                "An enrolment is damaged, and the party that it enrols acts. The damage is the \
                 failure; the key is then unknown because of it, and not unregistered.",
            ),
            Code::SignatureMismatch,
            Place::of(&hidden.ledger, enrolment),
        ),
    ]
}

fn ends() -> Vec<Vector> {
    let revoked = |number: u8, after: bool| {
        let mut cast = cast();
        let (by, party) = if number == ANA {
            (cast.chief.clone(), cast.ana.clone())
        } else {
            (cast.lab.clone(), cast.carl.clone())
        };
        let revocation = cast.ledger.revoked(&by, number);
        if after {
            noted(&mut cast, &party);
            cast.ledger.act(revocation, &[Subject::Party(party.id)], &by);
            return (Case::of(&cast.ledger), Place::end());
        }
        cast.ledger.act(revocation, &[Subject::Party(party.id)], &by);
        let index = noted(&mut cast, &party);
        (Case::of(&cast.ledger), Place::of(&cast.ledger, index))
    };
    let (own, at) = revoked(ANA, false);
    let (other, there) = revoked(CARL, false);
    let mut rotated = cast();
    let ana = rotated.ana.clone();
    let body = rotated.ledger.rotated(SPARE, ana.id);
    let own_chain = rotated.ledger.own(&ana);
    rotated.ledger.act(body, &[own_chain], &ana);
    noted(&mut rotated, &ana.with_key(SPARE));
    let renewed = Case::of(&rotated.ledger);
    let old = noted(&mut rotated, &ana);
    let mut backdated = cast();
    let chief = backdated.chief.clone();
    let body = backdated.ledger.revoked(&chief, ANA);
    backdated.ledger.act(body, &[Subject::Party(ana.id)], &chief);
    backdated.ledger.minute = 1;
    let early = noted(&mut backdated, &ana);
    let twice = two_revocations();
    vec![
        own.refused(
            tells(
                "own_key_used_after_its_revocation",
                &["C3.1"],
                "A registrar revoked Ana's key, and an entry behind that is signed with it.",
            ),
            Code::KeyRevoked,
            at,
        ),
        Case::of(&backdated.ledger).refused(
            tells(
                "own_key_used_after_its_revocation_with_an_earlier_date",
                &["C1.3"],
                "The entry behind the revocation says that the act was before it. No date is \
                 asked.",
            ),
            Code::KeyRevoked,
            Place::of(&backdated.ledger, early),
        ),
        revoked(ANA, true).0.allowed(tells(
            "own_key_used_before_its_revocation",
            &["V2.4"],
            "What was signed before the revocation stays good.",
        )),
        other.allowed_with(
            tells(
                "foreign_key_used_after_its_revocation",
                &["V2.4"],
                "The same with a party of another organisation: the order of this ledger says \
                 nothing of when that organisation recorded the entry.",
            ),
            Code::KeyUnproven,
            there,
        ),
        renewed.allowed(tells(
            "key_rotated_and_the_new_one_used",
            &["F6.5", "V2.6"],
            "A party takes a new key, signed under the old one, and acts with the new one.",
        )),
        Case::of(&rotated.ledger).refused(
            tells(
                "key_used_after_its_party_rotated_to_another",
                &["V2.4"],
                "A party acts with the key that it gave up.",
            ),
            Code::KeyRevoked,
            Place::of(&rotated.ledger, old),
        ),
        twice,
    ]
}

fn two_revocations() -> Vector {
    let mut cast = cast();
    let (chief, registrar, ana) = (cast.chief.clone(), cast.registrar.clone(), cast.ana.clone());
    let subject = [Subject::Party(ana.id)];
    let body = enrolled(&mut cast, ana.id, &chief, SPARE);
    cast.ledger.act(body, &subject, &chief);
    let body = cast.ledger.revoked(&chief, ANA);
    let first = cast.ledger.signed(body, &subject, &chief);
    let body = cast.ledger.revoked(&registrar, SPARE);
    let second = cast.ledger.signed(body, &subject, &registrar);
    cast.ledger.push(&first);
    cast.ledger.push_aside(&second);
    let index = noted(&mut cast, &ana.with_key(SPARE));
    Case::of(&cast.ledger).refused(
        tells(
            "key_revoked_by_the_second_of_two_at_one_place",
            &["C7.3"],
            "Two registrars revoke two keys of a party at one place of its chain. Both count: the \
             second key is revoked, too, and there is no fork.",
        ),
        Code::KeyRevoked,
        Place::of(&cast.ledger, index),
    )
}

pub(crate) fn enrolled(cast: &mut Cast, id: PartyId, by: &Party, number: u8) -> Enrolled {
    cast.ledger.enrolled(PartyKind::Person, Some(number), id, by, &[])
}
