//! Keys that are replaced or ended: nothing is half done.

use std::io::Cursor;

use handseal::event::{PartyKind, ProvenKey, prove_possession};
use handseal::identity::{OsEntropy, PartyId, Signer as _, SigningKey, Thumbprint};
use handseal::ledger::{RecordError, RecordKind, RecordReader};
use handseal::store::{Actor, CaseError, CaseFile, Enrolment, KeyEnd, MemoryStore, Opening};

use crate::prune::{collected, holds};
use crate::{at, begun, root, trust};

fn key(number: u8) -> SigningKey {
    SigningKey::from_seed(&[number; 32])
}

fn thumbprint(number: u8) -> Thumbprint {
    key(number).public_key().thumbprint()
}

/// A case with one registrar, who has the keys 30 and 31.
fn with_registrar() -> (CaseFile<MemoryStore>, PartyId) {
    let (mut case, _) = begun(MemoryStore::new());
    let (root, keys) = (root(), [key(30), key(31)]);
    let chief = Actor::organisation(&root);
    let [one, other] = keys.each_ref().map(|key| Enrolment {
        kind: PartyKind::Person,
        name: "Ana",
        roles: &["registrar"],
        units: &[],
        key: Some(key),
    });
    let ana = case.enrol(&one, &chief, at(), &mut OsEntropy).unwrap();
    case.enrol_again(ana, &other, &chief, at(), &mut OsEntropy).unwrap();
    (case, ana)
}

#[test]
fn key_that_replaces_one_the_party_does_not_have_is_enrolled() {
    let (mut case, ana) = with_registrar();
    let before = case.store().as_bytes().to_vec();
    let (root, next) = (root(), key(32));
    let enrolment = Enrolment {
        kind: PartyKind::Person,
        name: "Ana",
        roles: &["registrar"],
        units: &[],
        key: Some(&next),
    };
    let chief = Actor::organisation(&root);
    let old = (thumbprint(99), KeyEnd::Lost);
    let error = case.replace_key(ana, old, &enrolment, &chief, at(), &mut OsEntropy).unwrap_err();
    assert!(
        matches!(error, CaseError::NoSuchKey { party, kid } if party == ana && kid == old.0),
        "{error}"
    );
    assert_eq!(case.store().as_bytes(), before);
}

/// Whoever had the stolen key may have got another one registered.
#[test]
fn key_that_stays_good_beside_the_new_one_is_not_told() {
    let (mut case, ana) = with_registrar();
    let (root, next) = (root(), key(32));
    let enrolment = Enrolment {
        kind: PartyKind::Person,
        name: "Ana",
        roles: &["registrar"],
        units: &[],
        key: Some(&next),
    };
    let chief = Actor::organisation(&root);
    let old = (thumbprint(30), KeyEnd::Compromised { since: at() });
    let replaced = case.replace_key(ana, old, &enrolment, &chief, at(), &mut OsEntropy).unwrap();
    assert_eq!((replaced.recorded.len(), replaced.others), (2, vec![thumbprint(31)]));
    case.revoke(ana, thumbprint(31), KeyEnd::Superseded, &chief, at()).unwrap();
    assert_eq!(case.good_keys(ana), [thumbprint(32)]);
}

/// Their key is elsewhere, and signed once: for an id that the registrar is told.
#[test]
fn proof_of_possession_made_elsewhere_enrols_another_party_or_is_refused() {
    let (mut case, _) = begun(MemoryStore::new());
    let root = root();
    let chief = Actor::organisation(&root);
    let party = PartyId::generate(case.keeper(), &mut OsEntropy).unwrap();
    let other = PartyId::generate(case.keeper(), &mut OsEntropy).unwrap();
    let proof = prove_possession(&key(40), party).unwrap();
    let public = key(40).public_key().clone();
    assert!(ProvenKey::new(public.clone(), other, proof).is_err());
    assert!(ProvenKey::new(key(41).public_key().clone(), party, proof).is_err());
    let proven = ProvenKey::new(public, party, proof).unwrap();
    let enrolment = Enrolment {
        kind: PartyKind::Person,
        name: "Ana",
        roles: &[],
        units: &[],
        key: Some(&proven),
    };
    let before = case.store().as_bytes().to_vec();
    let enrol_as = |case: &mut CaseFile<MemoryStore>, party| {
        case.enrol_as(party, &enrolment, &chief, at(), &mut OsEntropy)
    };
    let error = enrol_as(&mut case, other).unwrap_err();
    assert!(matches!(error, CaseError::Draft(_)), "{error}");
    let strange = PartyId::generate(thumbprint(41), &mut OsEntropy).unwrap();
    assert!(enrol_as(&mut case, strange).is_err());
    assert_eq!(case.store().as_bytes(), before);
    enrol_as(&mut case, party).unwrap();
    assert_eq!(case.good_keys(party), [thumbprint(40)]);
    // It signs nothing but that.
    let own = Actor::new(party, &proven);
    let error = case.rotate(&own, &key(42), at()).unwrap_err();
    assert!(matches!(error, CaseError::Draft(_)), "{error}");
    case.rotate(&Actor::new(party, &key(40)), &key(42), at()).unwrap();
}

#[test]
fn last_registrar_that_retires_ends_some_of_its_keys() {
    let (mut case, ana) = with_registrar();
    let before = case.store().as_bytes().to_vec();
    let own = key(30);
    let error = case.retire(ana, KeyEnd::Retired, &Actor::new(ana, &own), at()).unwrap_err();
    assert!(matches!(error, CaseError::LastRegistrar { party } if party == ana), "{error}");
    assert_eq!(case.store().as_bytes(), before);
    // The organisation may.
    let root = root();
    let ended = case.retire(ana, KeyEnd::Retired, &Actor::organisation(&root), at()).unwrap();
    assert_eq!((ended.len(), case.good_keys(ana).len()), (2, 0));
}

#[test]
fn import_of_a_torn_or_foreign_file_is_an_import_of_less() {
    let whole = begun(MemoryStore::new()).0.store().as_bytes().to_vec();
    let take = |bytes: &[u8]| {
        let mut case = CaseFile::open_bytes(whole.clone(), &trust()).unwrap();
        case.import(Cursor::new(bytes.to_vec())).map(|imported| imported.recorded.len())
    };
    let torn = take(&whole[..whole.len() - 7]).unwrap_err();
    assert!(matches!(torn, CaseError::ImportRecord { source: RecordError::Torn { .. } }), "{torn}");
    let foreign = take(b"a text of somebody").unwrap_err();
    assert!(matches!(foreign, CaseError::ImportRecord { .. }), "{foreign}");
    let empty = take(b"").unwrap_err();
    assert!(matches!(empty, CaseError::ImportRecord { .. }), "{empty}");
    assert_eq!(take(&whole).unwrap(), 0);
}

#[test]
fn import_broken_off_in_disclosures_loses_what_they_disclose() {
    let (mut case, id) = begun(MemoryStore::new());
    collected(&mut case, id, "a telephone");
    let whole = case.store().as_bytes().to_vec();
    let mut records = RecordReader::new(whole.as_slice());
    let mut last = 0..0;
    while let Some(record) = records.next_record().unwrap() {
        if record.kind == RecordKind::Disclosures {
            last = record.range;
        }
    }
    let cut = usize::try_from(last.end - 1).unwrap();
    let (root, heads) = (key(40), key(41));
    let opening = Opening {
        organisation: "Laboratory",
        jurisdiction: "ZZ",
        origin: "lab.example.org",
        root: &root,
        checkpoint_key: &heads,
        successors: &[],
        at: at(),
    };
    let mut lab = CaseFile::create_in(MemoryStore::new(), &opening, &mut OsEntropy).unwrap();
    lab.trust(case.keeper());
    let torn = lab.import(Cursor::new(&whole[..cut])).unwrap_err();
    assert!(matches!(torn, CaseError::ImportRecord { source: RecordError::Torn { .. } }), "{torn}");
    assert!(!holds(lab.store().as_bytes(), "EX-1"));
    let again = lab.import(Cursor::new(&whole)).unwrap();
    assert!(!again.recorded.is_empty() && again.held > 0, "{again:?}");
    assert!(holds(lab.store().as_bytes(), "EX-1"));
}
