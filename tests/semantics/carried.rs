//! Keys that the entry itself carries: V2.1.

use handseal::event::{PartyKind, Subject};
use handseal::verify::{Code, Verdict};

use crate::cases::Party;
use crate::cast::{SPARE, assert_shows, cast, entry};

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
