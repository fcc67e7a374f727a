//! What becomes of keys: stolen and told since when, the last registrar, the root and its successors.

use handseal::event::Subject;
use handseal::identity::{PartyId, Signer as _};
use handseal::ledger::{CosignerKey, CosignerPolicy, KeyName, SignedCheckpoint};
use handseal::verify::{Code, Report, Verdict};

use crate::cases::{Ledger, Party, key, root};
use crate::cast::{
    ANA, CARL, REGISTRAR, SPARE, Seen, assert_refused, assert_says, assert_shows, cast, entry, seen,
};

/// One remark on the signer's own chain.
fn noted(ledger: &mut Ledger, by: &Party) -> u64 {
    let own = ledger.own(by);
    let body = ledger.noted();
    ledger.act(body, &[own], by)
}

/// The report with heads that are kept since these minutes, and a fresh one over everything.
fn report(ledger: &Ledger, kept: &[(SignedCheckpoint, u32)]) -> Report {
    let mut verifier = ledger.verifier().anchor(ledger.head());
    for (head, since) in kept {
        verifier = verifier.anchor_kept_since(head.clone(), crate::cases::at(*since));
    }
    verifier.verify_bytes(&ledger.bytes).unwrap()
}

#[test]
fn what_a_stolen_key_signed_is_unproven_but_for_what_a_head_of_before_covers() {
    let mut cast = cast();
    let (chief, ana) = (cast.chief.clone(), cast.ana.clone());
    let covered = noted(&mut cast.ledger, &ana);
    let head = cast.ledger.head();
    let kept = cast.ledger.minute + 1;
    cast.ledger.minute += 10;
    let between = noted(&mut cast.ledger, &ana);
    let since = cast.ledger.minute;
    let body = cast.ledger.stolen(&chief, ANA, Some(since));
    cast.ledger.act(body, &[Subject::Party(ana.id)], &chief);
    let after = noted(&mut cast.ledger, &ana);
    let unproven = entry(Code::KeyUnproven, between);
    let revoked = entry(Code::KeyRevoked, after);
    // The head was there before the theft.
    let found = report(&cast.ledger, &[(head.clone(), kept)]);
    assert_says(&found, Verdict::Contradicted, &[unproven.clone(), revoked.clone()]);
    // It came into the hands of whoever kept it no earlier than the theft: it shows nothing.
    let late = report(&cast.ledger, &[(head.clone(), since)]);
    let all = [entry(Code::KeyUnproven, covered), unproven, revoked];
    assert_says(&late, Verdict::Contradicted, &all);
    // Nobody says since when it is kept.
    let undated = cast.ledger.verifier().anchor(cast.ledger.head()).anchor(head);
    let undated = undated.verify_bytes(&cast.ledger.bytes).unwrap();
    assert_says(&undated, Verdict::Contradicted, &all);
}

/// As many as are asked for had signed the head: the last of these tells since when it was there.
#[test]
fn head_cosigned_before_a_theft_covers_nothing_or_one_cosigned_after_it_does() {
    let mut cast = cast();
    let (chief, ana) = (cast.chief.clone(), cast.ana.clone());
    let covered = noted(&mut cast.ledger, &ana);
    let head = cast.ledger.head();
    let before = cast.ledger.minute + 1;
    cast.ledger.minute += 10;
    let since = cast.ledger.minute;
    let body = cast.ledger.stolen(&chief, ANA, Some(since));
    cast.ledger.act(body, &[Subject::Party(ana.id)], &chief);
    let name = |number: u8| KeyName::parse(&format!("cosigner.example/{number}")).unwrap();
    let unproven = |times: [u32; 2], threshold: usize| {
        let clock = |minute: u32| crate::cases::at(minute).unix_seconds().unsigned_abs();
        let head = [40, 41].iter().zip(times).fold(head.clone(), |head, (number, minute)| {
            head.cosigned(name(*number), clock(minute), &key(*number)).unwrap()
        });
        let cosigners =
            [40, 41].map(|n| CosignerKey::new(name(n), key(n).public_key().clone()).unwrap());
        let policy = CosignerPolicy::new(threshold, cosigners.to_vec()).unwrap();
        let verifier =
            cast.ledger.verifier().cosigners(policy).anchor(cast.ledger.head()).anchor(head);
        let report = verifier.verify_bytes(&cast.ledger.bytes).unwrap();
        let found = report.findings.iter().filter(|each| each.code == Code::KeyUnproven);
        found.map(|each| each.location.entry.unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(unproven([before, before], 2), [0; 0]);
    assert_eq!(unproven([before, since], 1), [0; 0]);
    assert_eq!(unproven([before, since], 2), [covered]);
    assert_eq!(unproven([since, since], 1), [covered]);
}

#[test]
fn compromise_without_an_instant_leaves_nothing_proven() {
    let mut cast = cast();
    let (chief, ana) = (cast.chief.clone(), cast.ana.clone());
    let first = noted(&mut cast.ledger, &ana);
    let head = cast.ledger.head();
    let body = cast.ledger.stolen(&chief, ANA, None);
    cast.ledger.act(body, &[Subject::Party(ana.id)], &chief);
    let found = report(&cast.ledger, &[(head, 1)]);
    assert_says(&found, Verdict::Incomplete, &[entry(Code::KeyUnproven, first)]);
}

/// A head of another history is no witness, whenever it was kept.
#[test]
fn head_that_the_entries_do_not_make_attests_nothing() {
    let mut cast = cast();
    let (chief, ana) = (cast.chief.clone(), cast.ana.clone());
    let first = noted(&mut cast.ledger, &ana);
    let size = cast.ledger.size();
    let other = cast.ledger.head_of(cast.ledger.origin.clone().as_str(), size, [7; 32], 2);
    cast.ledger.minute += 10;
    let body = cast.ledger.stolen(&chief, ANA, Some(cast.ledger.minute));
    cast.ledger.act(body, &[Subject::Party(ana.id)], &chief);
    let found = report(&cast.ledger, &[(other, 1)]);
    let all = seen(&found);
    assert!(all.contains(&entry(Code::KeyUnproven, first)), "{found}");
    assert_eq!(found.verdict, Verdict::Contradicted);
}

/// The item stays where the record has it; who may have said so is told.
#[test]
fn custody_that_rests_on_a_stolen_key_is_shown_and_said_to_be_unproven() {
    let mut cast = cast();
    let (chief, ana) = (cast.chief.clone(), cast.ana.clone());
    let item = cast.ledger.collect(&ana);
    let index = cast.ledger.size() - 1;
    let body = cast.ledger.stolen(&chief, ANA, Some(cast.ledger.minute));
    cast.ledger.act(body, &[Subject::Party(ana.id)], &chief);
    let found = report(&cast.ledger, &[]);
    assert_says(&found, Verdict::Incomplete, &[entry(Code::KeyUnproven, index)]);
    let shown = found.items.iter().find(|shown| Some(shown.id) == item.item()).unwrap();
    assert_eq!(shown.holder, Some(ana.id));
}

#[test]
fn key_that_a_thief_rotated_to_or_enrolled_rests_on_what_the_thief_signed() {
    let mut cast = cast();
    let (chief, registrar) = (cast.chief.clone(), cast.registrar.clone());
    let enrolled = cast.ledger.size();
    let planted = cast.ledger.enrol(40, &registrar, &[]);
    let used = noted(&mut cast.ledger, &planted);
    let rotated = cast.ledger.rotated(41, planted.id);
    let own = [cast.ledger.own(&planted)];
    let turned = cast.ledger.act(rotated, &own, &planted);
    let turned_to = noted(&mut cast.ledger, &planted.with_key(41));
    let body = cast.ledger.stolen(&chief, REGISTRAR, None);
    cast.ledger.act(body, &[Subject::Party(registrar.id)], &chief);
    // The revocation ends the stolen key alone; what it brought into the ledger is still in doubt.
    let behind = noted(&mut cast.ledger, &planted.with_key(41));
    let expected: Vec<Seen> = [enrolled, used, turned, turned_to, behind]
        .map(|index| entry(Code::KeyUnproven, index))
        .to_vec();
    let found = report(&cast.ledger, &[]);
    assert_says(&found, Verdict::Incomplete, &expected);
    let causes: Vec<_> = found.findings.iter().map(|finding| finding.because_of).collect();
    assert_eq!(causes, [None, Some(0), Some(0), Some(2), Some(2)]);
    // Whoever is enrolled anew by one who was not robbed is shown from there on, with a key of then.
    let kind = handseal::event::PartyKind::Person;
    let body = cast.ledger.enrolled(kind, Some(42), planted.id, &chief, &[]);
    cast.ledger.act(body, &[Subject::Party(planted.id)], &chief);
    noted(&mut cast.ledger, &planted.with_key(42));
    assert_says(&report(&cast.ledger, &[]), Verdict::Incomplete, &expected);
    // That says nothing of the key that the thief brought.
    let still = noted(&mut cast.ledger, &planted.with_key(41));
    let expected = [expected, vec![entry(Code::KeyUnproven, still)]].concat();
    assert_says(&report(&cast.ledger, &[]), Verdict::Incomplete, &expected);
}

#[test]
fn key_that_a_thief_rotated_to_is_good_once_the_stolen_one_was_replaced() {
    let mut cast = cast();
    let (chief, ana) = (cast.chief.clone(), cast.ana.clone());
    let since = cast.ledger.minute;
    let body = cast.ledger.rotated(40, ana.id);
    let own = [cast.ledger.own(&ana)];
    let turned = cast.ledger.act(body, &own, &ana);
    let kind = handseal::event::PartyKind::Person;
    let body = cast.ledger.enrolled(kind, Some(41), ana.id, &chief, &[]);
    cast.ledger.act(body, &[Subject::Party(ana.id)], &chief);
    let body = cast.ledger.stolen(&chief, ANA, Some(since));
    cast.ledger.act(body, &[Subject::Party(ana.id)], &chief);
    noted(&mut cast.ledger, &ana.with_key(41));
    let by_thief = noted(&mut cast.ledger, &ana.with_key(40));
    let expected = [turned, by_thief].map(|index| entry(Code::KeyUnproven, index));
    assert_says(&report(&cast.ledger, &[]), Verdict::Incomplete, &expected);
}

/// What failed for another reason is not said to be unproven, too.
#[test]
fn entry_that_was_not_taken_is_not_said_to_be_unproven() {
    let mut cast = cast();
    let (chief, ana) = (cast.chief.clone(), cast.ana.clone());
    let body =
        cast.ledger.enrolled(handseal::event::PartyKind::Person, Some(40), cast.ben.id, &ana, &[]);
    let index = cast.ledger.size();
    let event = cast.ledger.signed(body, &[Subject::Party(cast.ben.id)], &ana);
    cast.ledger.push_aside(&event);
    let body = cast.ledger.stolen(&chief, ANA, None);
    cast.ledger.act(body, &[Subject::Party(ana.id)], &chief);
    let found = report(&cast.ledger, &[]);
    assert_says(&found, Verdict::Contradicted, &[entry(Code::RoleForbidden, index)]);
}

/// No key finding depends on the verifier's clock.
#[test]
fn now_changes_nothing_of_what_is_said_of_keys() {
    let mut cast = cast();
    let (chief, ana) = (cast.chief.clone(), cast.ana.clone());
    noted(&mut cast.ledger, &ana);
    let body = cast.ledger.stolen(&chief, ANA, Some(1));
    cast.ledger.act(body, &[Subject::Party(ana.id)], &chief);
    noted(&mut cast.ledger, &ana);
    let [early, late] = ["2040-01-01T00:00:00Z", "2999-01-01T00:00:00Z"].map(|now| {
        let verifier = handseal::verify::Verifier::new(&cast.ledger.trust(), now.parse().unwrap());
        let found = verifier.anchor(cast.ledger.head()).verify_bytes(&cast.ledger.bytes).unwrap();
        let about_keys = |found: &&Seen| found.0.starts_with("key.");
        seen(&found).iter().filter(about_keys).cloned().collect::<Vec<_>>()
    });
    assert_eq!(early, late);
    assert_eq!(early.len(), 2);
}

#[test]
fn last_registrar_is_revoked_by_the_organisation_alone() {
    let mut cast = cast();
    let (chief, registrar) = (cast.chief.clone(), cast.registrar.clone());
    let subject = [Subject::Party(registrar.id)];
    let body = cast.ledger.revoked(&registrar, REGISTRAR);
    let event = cast.ledger.signed(body, &subject, &registrar);
    assert_refused(&cast.ledger, &event, Code::RoleForbidden);
    let mut alone = crate::cast::cast();
    let index = alone.ledger.push(&event);
    assert_shows(&alone.ledger, Verdict::Contradicted, &[entry(Code::RoleForbidden, index)]);
    // With a second one it can.
    cast.ledger.enrol(40, &chief, &["registrar"]);
    let body = cast.ledger.revoked(&registrar, REGISTRAR);
    cast.ledger.act(body, &subject, &registrar);
    assert_shows(&cast.ledger, Verdict::Consistent, &[]);
}

/// A further key of its own lets it end the first.
#[test]
fn last_registrar_with_a_second_key_ends_the_first() {
    let mut cast = cast();
    let (chief, registrar) = (cast.chief.clone(), cast.registrar.clone());
    let subject = [Subject::Party(registrar.id)];
    let kind = handseal::event::PartyKind::Person;
    let body = cast.ledger.enrolled(kind, Some(40), registrar.id, &chief, &["registrar"]);
    let registrar = cast.ledger.enrol_as(40, registrar.id, body, &chief);
    let body = cast.ledger.revoked(&registrar, REGISTRAR);
    cast.ledger.act(body, &subject, &registrar);
    assert_shows(&cast.ledger, Verdict::Consistent, &[]);
    let body = cast.ledger.revoked(&registrar, 40);
    let event = cast.ledger.signed(body, &subject, &registrar);
    assert_refused(&cast.ledger, &event, Code::RoleForbidden);
}

/// Not all registrars of another organisation are shown here.
#[test]
fn registrar_of_another_organisation_that_revokes_itself_is_believed() {
    let mut cast = cast();
    let lab = cast.lab.clone();
    let registrar = cast.ledger.enrol(40, &lab, &["registrar"]);
    let body = cast.ledger.revoked(&registrar, 40);
    cast.ledger.act(body, &[Subject::Party(registrar.id)], &registrar);
    assert_shows(&cast.ledger, Verdict::Consistent, &[]);
}

#[test]
fn key_of_the_organisation_revoked_by_its_registrar_is_forbidden() {
    let mut cast = cast();
    let (chief, registrar) = (cast.chief.clone(), cast.registrar.clone());
    let body = cast.ledger.revoked(&registrar, crate::cases::CHIEF);
    let event = cast.ledger.signed(body, &[Subject::Party(chief.id)], &registrar);
    assert_refused(&cast.ledger, &event, Code::RoleForbidden);
}

/// An organisation with a successor, and a person.
pub(crate) fn founded() -> (Ledger, Party, Party) {
    let mut ledger = Ledger::opened_with(&[SPARE]);
    let chief = ledger.chief.clone();
    let ana = ledger.enrol(ANA, &chief, &[]);
    (ledger, chief, ana)
}

#[test]
fn successor_takes_the_place_of_a_lost_root_and_the_old_one_speaks_no_more() {
    let (mut ledger, chief, ana) = founded();
    let org = [Subject::Party(chief.id)];
    let body = ledger.succeeded(SPARE, None);
    ledger.act(body, &org, &chief.with_key(SPARE));
    noted(&mut ledger, &ana);
    ledger.enrol(CARL, &chief.with_key(SPARE), &[]);
    assert_shows(&ledger, Verdict::Consistent, &[]);
    let own = [ledger.own(&chief)];
    let body = ledger.noted();
    let event = ledger.signed(body, &own, &chief);
    assert_refused(&ledger, &event, Code::KeyRevoked);
    // Once is enough, and it named nobody to follow it.
    let body = ledger.succeeded(SPARE, None);
    let event = ledger.signed(body, &org, &chief.with_key(SPARE));
    assert_refused(&ledger, &event, Code::RoleForbidden);
    let body = ledger.succeeded(30, None);
    let event = ledger.signed(body, &org, &chief.with_key(30));
    assert_refused(&ledger, &event, Code::KeyUnregistered);
}

#[test]
fn succession_to_a_key_that_was_not_named_is_unregistered() {
    let (mut ledger, chief, _) = founded();
    let org = [Subject::Party(chief.id)];
    let body = ledger.succeeded(30, None);
    let event = ledger.signed(body, &org, &chief.with_key(30));
    assert_refused(&ledger, &event, Code::KeyUnregistered);
    let index = ledger.push(&event);
    assert_shows(&ledger, Verdict::Contradicted, &[entry(Code::KeyUnregistered, index)]);
}

#[test]
fn succession_that_the_old_root_signs_is_forbidden() {
    let (mut ledger, chief, ana) = founded();
    let body = ledger.succeeded(SPARE, None);
    let event = ledger.signed(body.clone(), &[Subject::Party(chief.id)], &chief);
    assert_refused(&ledger, &event, Code::RoleForbidden);
    let event = ledger.signed(body, &[Subject::Party(ana.id)], &ana);
    assert_refused(&ledger, &event, Code::RoleForbidden);
}

#[test]
fn succession_on_the_chain_of_another_party_is_unregistered() {
    let (mut ledger, chief, ana) = founded();
    let body = ledger.succeeded(SPARE, None);
    let event = ledger.signed(body, &[Subject::Party(ana.id)], &chief.with_key(SPARE));
    assert_refused(&ledger, &event, Code::KeyUnregistered);
}

#[test]
fn successor_that_is_a_partys_key_already_is_foreign() {
    let (mut ledger, chief, _) = founded();
    ledger.enrol(SPARE, &chief, &[]);
    let body = ledger.succeeded(SPARE, None);
    let event = ledger.signed(body, &[Subject::Party(chief.id)], &chief.with_key(SPARE));
    assert_refused(&ledger, &event, Code::KeyForeign);
}

#[test]
fn succession_of_a_stolen_root_puts_in_doubt_whom_it_enrolled_since() {
    let (mut ledger, chief, ana) = founded();
    let head = ledger.head();
    let kept = ledger.minute + 1;
    ledger.minute += 10;
    let since = ledger.minute;
    let enrolled = ledger.size();
    let planted = ledger.enrol(40, &chief, &["registrar"]);
    let body = ledger.succeeded(SPARE, Some(since));
    ledger.act(body, &[Subject::Party(chief.id)], &chief.with_key(SPARE));
    noted(&mut ledger, &ana);
    let used = noted(&mut ledger, &planted);
    let expected = [entry(Code::KeyUnproven, enrolled), entry(Code::KeyUnproven, used)];
    let found = report(&ledger, &[(head, kept)]);
    assert_says(&found, Verdict::Incomplete, &expected);
}

/// Of an organisation that is not trusted the succession is read all the same, for its signatures.
#[test]
fn succession_in_an_organisation_that_is_not_trusted_is_read() {
    let mut cast = cast();
    let stranger = root(50);
    let mut body = cast.ledger.founded(50);
    body.successors = vec![key(51).public_key().thumbprint()];
    let first = cast.ledger.act(body, &[Subject::Party(stranger.id)], &stranger);
    let body = cast.ledger.succeeded(51, None);
    cast.ledger.act(body, &[Subject::Party(stranger.id)], &stranger.with_key(51));
    let event = {
        let body = cast.ledger.noted();
        let own = cast.ledger.own(&stranger);
        cast.ledger.signed(body, &[own], &stranger.with_key(51))
    };
    let mut bytes = event.as_bytes().to_vec();
    *bytes.last_mut().unwrap() ^= 1;
    let flipped = cast.ledger.push_records(&bytes, event.disclosures());
    let expected = [
        entry(Code::KeyUnknown, first),
        entry(Code::KeyUnknown, first + 1),
        entry(Code::SignatureMismatch, flipped),
    ];
    assert_shows(&cast.ledger, Verdict::Contradicted, &expected);
    assert_eq!(PartyId::organisation(stranger.id.org()), stranger.id);
}
