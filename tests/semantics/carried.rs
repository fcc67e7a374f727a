//! Keys that the entry itself carries, and keys that were in other hands before they were revoked:
//! V2.1, V2.5.

use handseal::event::{PartyKind, Revoked, Subject};
use handseal::verify::{Code, Verdict};

use crate::cases::{Party, at as minute};
use crate::cast::{ANA, SPARE, assert_shows, cast, entry};

/// Whoever enrols itself signs with the key that the entry carries: it is this key that is compared.
#[test]
fn enrolment_signed_with_its_own_key_is_not_compared_with_it() {
    for altered in [false, true] {
        let mut cast = cast();
        let id = cast.ledger.party_id(cast.chief.id);
        let chief = cast.chief.clone();
        let body = cast.ledger.enrolled(PartyKind::Person, Some(SPARE), id, &chief, &[]);
        let itself = Party { id, key: SPARE, by: chief.by };
        let event = cast.ledger.signed(body, &[Subject::Party(id)], &itself);
        let mut bytes = event.as_bytes().to_vec();
        *bytes.last_mut().unwrap() ^= u8::from(altered);
        let index = cast.ledger.push_records(&bytes, event.disclosures());
        let code = if altered { Code::SignatureMismatch } else { Code::KeyUnregistered };
        assert_shows(&cast.ledger, Verdict::Contradicted, &[entry(code, index)]);
    }
}

#[test]
fn acts_from_before_a_revocation_that_tells_since_when_are_shown() {
    let mut cast = cast();
    let registrar = cast.registrar.clone();
    let since = Some(minute(1));
    let body = Revoked { since, ..cast.ledger.revoked(&registrar, ANA) };
    let index = cast.ledger.act(body, &[Subject::Party(cast.ana.id)], &registrar);
    assert_shows(&cast.ledger, Verdict::Incomplete, &[entry(Code::KeyUnproven, index)]);
    let report = cast.ledger.report();
    let [finding] = report.findings.as_slice() else { panic!("{report}") };
    assert_eq!(finding.location.field.as_deref(), Some("body.since"));
    let kid = cast.ana.key();
    let kid = handseal::identity::Signer::public_key(&kid).thumbprint();
    assert!(finding.message().contains(&kid.to_string()), "{}", finding.message());
}
