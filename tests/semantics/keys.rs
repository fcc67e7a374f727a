//! Which key may speak for whom, and where: V2.

use handseal::event::{Enrolled, KeyRecord, Link, PartyKind, RevocationReason, Subject};
use handseal::verify::{Code, Verdict};

use crate::cases::{Party, key, no_possession, possession, sign};
use crate::cast::{ANA, BEN, CARL, SPARE, assert_refused, assert_shows, at, cast, entry};

#[test]
fn entry_signed_by_the_key_of_another_party_is_foreign() {
    let mut cast = cast();
    let ana = cast.ana.with_key(BEN);
    let id = cast.ledger.item();
    let body = cast.ledger.collected(&[id]);
    let item = Subject::Item(id);
    let event = cast.ledger.signed(body, &[item.clone()], &ana);
    assert_refused(&cast.ledger, &event, Code::KeyForeign);
    let index = cast.ledger.push(&event);
    let expected =
        [entry(Code::KeyForeign, index), crate::cast::about(Code::CustodyNotShown, &item)];
    assert_shows(&cast.ledger, Verdict::Contradicted, &expected);
}

#[test]
fn entry_signed_by_a_key_that_nobody_registered_is_unregistered() {
    let mut cast = cast();
    let ana = cast.ana.with_key(SPARE);
    let own = cast.ledger.own(&ana);
    let body = cast.ledger.noted();
    let event = cast.ledger.signed(body, &[own], &ana);
    assert_refused(&cast.ledger, &event, Code::KeyUnregistered);
    let index = cast.ledger.push(&event);
    let expected = [entry(Code::KeyUnregistered, index)];
    assert_shows(&cast.ledger, Verdict::Contradicted, &expected);
}

#[test]
fn organisation_that_names_a_root_key_it_is_not_signed_by_is_foreign() {
    let mut cast = cast();
    let named = cast.ledger.founded(SPARE);
    // Signed by a key whose thumbprint is the id, naming another key.
    let other = crate::cases::root(21);
    let event = cast.ledger.signed(named, &[Subject::Party(other.id)], &other);
    let index = cast.ledger.push(&event);
    let report = {
        let trust = cast.ledger.trust().root(other.id.org());
        let verifier = handseal::verify::Verifier::new(&trust, crate::cases::at(1000));
        let verifier = verifier.anchor(cast.ledger.head());
        verifier.verify_bytes(&cast.ledger.bytes).unwrap()
    };
    assert_eq!(report.verdict, Verdict::Contradicted, "{report}");
    assert_eq!(crate::cast::seen(&report)[0], entry(Code::KeyForeign, index));
}

#[test]
fn key_enrolled_without_possession_is_a_mismatch() {
    let mut cast = cast();
    let chief = cast.chief.clone();
    let id = cast.ledger.party_id(chief.id);
    let mut body = enrolled(&mut cast.ledger, id, &chief, SPARE);
    body.possession = Some(no_possession());
    let event = cast.ledger.signed(body, &[Subject::Party(id)], &chief);
    assert_refused(&cast.ledger, &event, Code::PossessionMismatch);
    let index = cast.ledger.push(&event);
    let expected = [entry(Code::PossessionMismatch, index)];
    assert_shows(&cast.ledger, Verdict::Contradicted, &expected);
}

/// The proof was made for another party: it cannot be carried over.
#[test]
fn possession_shown_for_another_party_is_a_mismatch() {
    let mut cast = cast();
    let chief = cast.chief.clone();
    let id = cast.ledger.party_id(chief.id);
    let mut body = enrolled(&mut cast.ledger, id, &chief, SPARE);
    body.possession = Some(possession(SPARE, cast.ana.id));
    let event = cast.ledger.signed(body, &[Subject::Party(id)], &chief);
    assert_refused(&cast.ledger, &event, Code::PossessionMismatch);
}

fn enrolled(
    ledger: &mut crate::cases::Ledger,
    id: handseal::identity::PartyId,
    by: &Party,
    number: u8,
) -> Enrolled {
    ledger.enrolled(PartyKind::Person, Some(number), id, by, &[])
}

#[test]
fn party_that_enrols_itself_is_forbidden() {
    let mut cast = cast();
    let registrar = cast.registrar.clone();
    let body = enrolled(&mut cast.ledger, registrar.id, &registrar, SPARE);
    let event = cast.ledger.signed(body, &[Subject::Party(registrar.id)], &registrar);
    assert_refused(&cast.ledger, &event, Code::RoleForbidden);
    let index = cast.ledger.push(&event);
    let expected = entry(Code::RoleForbidden, index);
    let report = cast.ledger.report();
    assert_eq!(crate::cast::seen(&report)[0], expected);
    assert_eq!(report.verdict, Verdict::Contradicted);
}

#[test]
fn enrolment_by_one_who_is_no_registrar_is_forbidden() {
    let mut cast = cast();
    let ana = cast.ana.clone();
    let id = cast.ledger.party_id(ana.id);
    let body = enrolled(&mut cast.ledger, id, &ana, SPARE);
    let event = cast.ledger.signed(body, &[Subject::Party(id)], &ana);
    assert_refused(&cast.ledger, &event, Code::RoleForbidden);
    let index = cast.ledger.push(&event);
    let expected = [entry(Code::RoleForbidden, index)];
    assert_shows(&cast.ledger, Verdict::Contradicted, &expected);
}

#[test]
fn enrolment_in_another_organisation_is_forbidden() {
    let mut cast = cast();
    let (registrar, lab) = (cast.registrar.clone(), cast.lab.clone());
    let id = cast.ledger.party_id(lab.id);
    let body = enrolled(&mut cast.ledger, id, &registrar, SPARE);
    let event = cast.ledger.signed(body, &[Subject::Party(id)], &registrar);
    assert_refused(&cast.ledger, &event, Code::RoleForbidden);
}

#[test]
fn enrolment_that_cites_a_right_at_another_place_is_forbidden() {
    let mut cast = cast();
    let registrar = cast.registrar.clone();
    let id = cast.ledger.party_id(registrar.id);
    let mut body = enrolled(&mut cast.ledger, id, &registrar, SPARE);
    body.by.seq += 1;
    let event = cast.ledger.signed(body, &[Subject::Party(id)], &registrar);
    assert_refused(&cast.ledger, &event, Code::RoleForbidden);
}

#[test]
fn enrolment_that_cites_anothers_right_is_forbidden() {
    let mut cast = cast();
    let (registrar, chief) = (cast.registrar.clone(), cast.chief.clone());
    let id = cast.ledger.party_id(registrar.id);
    let mut body = enrolled(&mut cast.ledger, id, &registrar, SPARE);
    body.by = chief.by;
    let event = cast.ledger.signed(body, &[Subject::Party(id)], &registrar);
    assert_refused(&cast.ledger, &event, Code::RoleForbidden);
}

#[test]
fn one_key_under_two_parties_is_repeated() {
    let mut cast = cast();
    let chief = cast.chief.clone();
    let id = cast.ledger.party_id(chief.id);
    let body = enrolled(&mut cast.ledger, id, &chief, ANA);
    let event = cast.ledger.signed(body, &[Subject::Party(id)], &chief);
    assert_refused(&cast.ledger, &event, Code::KeyRepeated);
    let index = cast.ledger.push(&event);
    let expected = [entry(Code::KeyRepeated, index)];
    assert_shows(&cast.ledger, Verdict::Contradicted, &expected);
}

/// What another organisation does with the same key changes nothing of whose it is here.
#[test]
fn one_key_under_two_parties_is_repeated_though_another_organisation_has_it_too() {
    let mut cast = cast();
    let (chief, lab) = (cast.chief.clone(), cast.lab.clone());
    cast.ledger.enrol(SPARE, &chief, &[]);
    cast.ledger.enrol(SPARE, &lab, &[]);
    let id = cast.ledger.party_id(chief.id);
    let body = enrolled(&mut cast.ledger, id, &chief, SPARE);
    let event = cast.ledger.signed(body, &[Subject::Party(id)], &chief);
    assert_refused(&cast.ledger, &event, Code::KeyRepeated);
    let index = cast.ledger.push(&event);
    let expected = [entry(Code::KeyRepeated, index)];
    assert_shows(&cast.ledger, Verdict::Contradicted, &expected);
}

/// Whoever writes the file could else enrol a key of its own in an organisation that is trusted,
/// and all that it signs would be taken as that organisation's.
#[test]
fn enrolment_in_another_organisation_under_a_key_of_nobody_enrols_nobody() {
    // As the root of the other organisation, with a key that is not its own, and with the very key
    // that it enrols.
    for key in [SPARE, 77] {
        let mut cast = cast();
        let forged = cast.lab.with_key(key);
        let first = cast.ledger.size();
        let party = cast.ledger.enrol(77, &forged, &[]);
        let own = cast.ledger.own(&party);
        let body = cast.ledger.noted();
        cast.ledger.act(body, &[own], &party);
        let expected = [entry(Code::KeyUnknown, first), entry(Code::KeyUnknown, first + 1)];
        assert_shows(&cast.ledger, Verdict::Incomplete, &expected);
    }
}

/// Its key would else be the one in force, and no remembered head could be used any more.
#[test]
fn opening_of_this_ledger_by_a_stranger_changes_no_key_of_its_heads() {
    let mut cast = cast();
    let first = cast.ledger.size();
    let stranger = cast.ledger.found(40);
    let body = cast.ledger.opening(&stranger, SPARE);
    let mut event = cast.ledger.event(body, &[]);
    event.links = vec![Link::genesis(Subject::Ledger(cast.ledger.origin.clone()))];
    cast.ledger.push_aside(&sign(event, &stranger));
    let expected = [entry(Code::KeyUnknown, first), entry(Code::KeyUnknown, first + 1)];
    assert_shows(&cast.ledger, Verdict::Incomplete, &expected);
}

#[test]
fn checkpoint_key_enrolled_for_a_party_is_repeated() {
    let mut cast = cast();
    let chief = cast.chief.clone();
    let id = cast.ledger.party_id(chief.id);
    let body = enrolled(&mut cast.ledger, id, &chief, crate::cases::HEADS);
    let event = cast.ledger.signed(body, &[Subject::Party(id)], &chief);
    assert_refused(&cast.ledger, &event, Code::KeyRepeated);
}

#[test]
fn key_of_small_order_is_not_enrolled() {
    let mut cast = cast();
    let chief = cast.chief.clone();
    let id = cast.ledger.party_id(chief.id);
    let mut body = enrolled(&mut cast.ledger, id, &chief, SPARE);
    let mut neutral = [0; 32];
    neutral[0] = 1;
    body.key = Some(KeyRecord::Ed25519(neutral));
    let event = cast.ledger.signed(body, &[Subject::Party(id)], &chief);
    assert_refused(&cast.ledger, &event, Code::KeyUnacceptable);
    let index = cast.ledger.push(&event);
    let expected = [entry(Code::KeyUnacceptable, index)];
    assert_shows(&cast.ledger, Verdict::Contradicted, &expected);
}

#[test]
fn key_of_ones_own_people_used_after_its_revocation_is_revoked() {
    let mut cast = cast();
    let (chief, ana) = (cast.chief.clone(), cast.ana.clone());
    let before = [cast.ledger.collect(&ana)];
    let body = cast.ledger.revoked(&chief, ANA);
    cast.ledger.act(body, &[Subject::Party(ana.id)], &chief);
    assert_shows(&cast.ledger, Verdict::Consistent, &[]);
    let body = cast.ledger.stored();
    let event = cast.ledger.signed(body, &before, &ana);
    assert_refused(&cast.ledger, &event, Code::KeyRevoked);
    let index = cast.ledger.push(&event);
    let expected =
        [entry(Code::KeyRevoked, index), crate::cast::about(Code::CustodyNotShown, &before[0])];
    assert_shows(&cast.ledger, Verdict::Contradicted, &expected);
}

#[test]
fn imported_entry_under_a_key_revoked_before_it_here_is_unproven() {
    let mut cast = cast();
    let (lab, carl) = (cast.lab.clone(), cast.carl.clone());
    let body = cast.ledger.revoked(&lab, CARL);
    cast.ledger.act(body, &[Subject::Party(carl.id)], &lab);
    let own = cast.ledger.own(&carl);
    let body = cast.ledger.noted();
    let index = cast.ledger.act(body, &[own], &carl);
    let expected = [entry(Code::KeyUnproven, index)];
    assert_shows(&cast.ledger, Verdict::Incomplete, &expected);
}

#[test]
fn two_revocations_at_one_place_both_count() {
    let mut cast = cast();
    let (chief, registrar, ana) = (cast.chief.clone(), cast.registrar.clone(), cast.ana.clone());
    let subject = [Subject::Party(ana.id)];
    let second_key = enrolled(&mut cast.ledger, ana.id, &chief, SPARE);
    cast.ledger.act(second_key, &subject, &chief);
    let body = cast.ledger.revoked(&chief, ANA);
    let first = cast.ledger.signed(body, &subject, &chief);
    let mut body = cast.ledger.revoked(&registrar, SPARE);
    body.reason = RevocationReason::Compromised;
    let second = cast.ledger.signed(body, &subject, &registrar);
    cast.ledger.push(&first);
    cast.ledger.push_aside(&second);
    assert_shows(&cast.ledger, Verdict::Consistent, &[]);
    for number in [ANA, SPARE] {
        let ana = ana.with_key(number);
        let own = cast.ledger.own(&ana);
        let body = cast.ledger.noted();
        let event = cast.ledger.signed(body, &[own], &ana);
        assert_refused(&cast.ledger, &event, Code::KeyRevoked);
    }
}

#[test]
fn revocation_by_another_organisation_is_forbidden() {
    let mut cast = cast();
    let (lab, ana) = (cast.lab.clone(), cast.ana.clone());
    let body = cast.ledger.revoked(&lab, ANA);
    let event = cast.ledger.signed(body, &[Subject::Party(ana.id)], &lab);
    assert_refused(&cast.ledger, &event, Code::RoleForbidden);
}

#[test]
fn rotated_key_speaks_and_the_old_one_no_longer() {
    let mut cast = cast();
    let ana = cast.ana.clone();
    let own = [cast.ledger.own(&ana)];
    let body = cast.ledger.rotated(SPARE, ana.id);
    cast.ledger.act(body, &own, &ana);
    let renewed = ana.with_key(SPARE);
    let body = cast.ledger.noted();
    cast.ledger.act(body, &own, &renewed);
    assert_shows(&cast.ledger, Verdict::Consistent, &[]);
    let body = cast.ledger.noted();
    let event = cast.ledger.signed(body, &own, &ana);
    assert_refused(&cast.ledger, &event, Code::KeyRevoked);
}

#[test]
fn rotation_without_possession_is_a_mismatch() {
    let mut cast = cast();
    let ana = cast.ana.clone();
    let own = [cast.ledger.own(&ana)];
    let mut body = cast.ledger.rotated(SPARE, ana.id);
    body.possession = no_possession();
    let event = cast.ledger.signed(body, &own, &ana);
    assert_refused(&cast.ledger, &event, Code::PossessionMismatch);
}

/// A key that a fork registers is nobody's: the entry takes no place.
#[test]
fn key_rotated_at_a_place_that_is_taken_is_not_registered() {
    let mut cast = cast();
    let ana = cast.ana.clone();
    let own = [cast.ledger.own(&ana)];
    let body = cast.ledger.rotated(SPARE, ana.id);
    let fork = cast.ledger.signed(body, &own, &ana);
    let body = cast.ledger.noted();
    cast.ledger.act(body, &own, &ana);
    let index = cast.ledger.push_aside(&fork);
    let body = cast.ledger.noted();
    cast.ledger.act(body, &own, &ana);
    let expected = [at(Code::LinkForked, index, &own[0])];
    assert_shows(&cast.ledger, Verdict::Contradicted, &expected);
}

#[test]
fn root_is_followed_only_by_a_successor_that_it_named() {
    let mut ledger = crate::cases::Ledger::empty();
    let chief = {
        let mut body = ledger.founded(1);
        let next = key(SPARE);
        let next = handseal::identity::Signer::public_key(&next).thumbprint();
        body.successors = vec![next];
        let root = crate::cases::root(1);
        let index = ledger.act(body, &[Subject::Party(root.id)], &root);
        let mut chief = root;
        chief.by.entry = ledger.hash(index);
        chief
    };
    ledger.chief = chief.clone();
    ledger.open();
    let own = [ledger.own(&chief)];
    let body = ledger.rotated(30, chief.id);
    let other = ledger.signed(body, &own, &chief);
    assert_refused(&ledger, &other, Code::RoleForbidden);
    let body = ledger.rotated(SPARE, chief.id);
    ledger.act(body, &own, &chief);
    let successor = chief.with_key(SPARE);
    ledger.enrol(ANA, &successor, &[]);
    assert_shows(&ledger, Verdict::Consistent, &[]);
    let id = ledger.party_id(chief.id);
    let body = enrolled(&mut ledger, id, &chief, BEN);
    let event = ledger.signed(body, &[Subject::Party(id)], &chief);
    assert_refused(&ledger, &event, Code::KeyRevoked);
}

#[test]
fn signature_over_other_bytes_is_a_mismatch() {
    let mut cast = cast();
    let item = cast.ledger.collect(&cast.ana.clone());
    let body = cast.ledger.stored();
    let event = cast.ledger.signed(body, &[item.clone()], &cast.ana.clone());
    let mut bytes = event.as_bytes().to_vec();
    let last = bytes.len() - 40;
    bytes[last] ^= 1;
    let index = cast.ledger.push_records(&bytes, event.disclosures());
    let expected =
        [entry(Code::SignatureMismatch, index), crate::cast::about(Code::CustodyNotShown, &item)];
    assert_shows(&cast.ledger, Verdict::Contradicted, &expected);
}
