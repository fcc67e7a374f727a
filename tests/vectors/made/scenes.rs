//! What several families begin with.

use handseal::cose::{Claims, EventVersion, ProtectedHeader, Sign1, assemble, to_be_signed};
use handseal::event::{Link, SignedEvent, Subject, TakenOver, TakenOverItem};
use handseal::identity::Signer as _;
use handseal::ledger::Header;

use crate::cases::{Ledger, Party};
use crate::cast::{Cast, cast};

/// Ana's item; entry 8 collects it.
pub(crate) fn with_item() -> (Cast, [Subject; 1]) {
    let mut cast = cast();
    let item = [cast.ledger.collect(&cast.ana.clone())];
    (cast, item)
}

/// Ana's item, that she took over without saying for which case.
pub(crate) fn taken_over() -> (Cast, [Subject; 1]) {
    let mut cast = cast();
    let id = cast.ledger.item();
    let history = cast.ledger.words("a paper file");
    let taken = TakenOverItem { id, content: None, history, description: None };
    let body = TakenOver { case: None, from: None, items: vec![taken], ground: None };
    let item = [Subject::Item(id)];
    cast.ledger.act(body, &item, &cast.ana.clone());
    (cast, item)
}

/// Ana's item, offered to a receiver by entry 9.
pub(crate) fn offered(to: fn(&Cast) -> Party) -> (Cast, [Subject; 1]) {
    let (mut cast, item) = with_item();
    let body = cast.ledger.offered(&to(&cast));
    cast.ledger.act(body, &item, &cast.ana.clone());
    (cast, item)
}

pub(crate) fn ben(cast: &Cast) -> Party {
    cast.ben.clone()
}

pub(crate) fn carl(cast: &Cast) -> Party {
    cast.carl.clone()
}

/// Ana's next act on her item: where it is.
pub(crate) fn stored(cast: &mut Cast, item: &[Subject]) -> SignedEvent {
    let body = cast.ledger.stored();
    cast.ledger.signed(body, item, &cast.ana.clone())
}

/// The same at a place of her choice.
pub(crate) fn stored_at(cast: &mut Cast, link: Link) -> SignedEvent {
    let body = cast.ledger.stored();
    let mut event = cast.ledger.event(body, &[link.subject.clone()]);
    event.links = vec![link];
    crate::cases::sign(event, &cast.ana.clone())
}

/// The protected header of an event by this party.
pub(crate) fn header(event: &SignedEvent, by: &Party) -> Vec<u8> {
    let key = by.key();
    let (iss, sub) = (by.id.to_string(), event.links()[0].subject.to_string());
    let claims = Claims { iss: &iss, sub: &sub, iat: None };
    let header = ProtectedHeader {
        algorithm: key.public_key().algorithm(),
        version: EventVersion::CURRENT,
        kid: key.public_key().thumbprint(),
        claims,
    };
    header.to_bytes()
}

/// An entry of this header and payload, signed with the key of a party.
pub(crate) fn envelope(protected: &[u8], payload: &[u8], by: &Party) -> Vec<u8> {
    let signature = by.key().sign(&to_be_signed(protected, payload)).unwrap();
    assemble(protected, payload, &signature)
}

pub(crate) fn payload_of(event: &SignedEvent) -> Vec<u8> {
    Sign1::parse(event.as_bytes()).unwrap().payload().to_vec()
}

/// The file with these entries as stubs.
pub(crate) fn stubbed(ledger: &Ledger, indices: &[u64]) -> Vec<u8> {
    let mut bytes = Header::Ledger.to_bytes();
    let mut end = bytes.len();
    for (index, group) in ledger.groups.iter().enumerate() {
        bytes.extend(&ledger.bytes[end..group.start]);
        end = group.end;
        if indices.contains(&(index as u64)) {
            bytes.extend([0x58, 0x20]);
            bytes.extend(ledger.hash(index as u64).as_bytes());
        } else {
            bytes.extend(&ledger.bytes[group.clone()]);
        }
    }
    bytes.extend(&ledger.bytes[end..]);
    bytes
}
