//! What is written is read as the same, and what is read would be written as the same.

use handseal::cose::Sign1;
use handseal::encoding::Timestamp;
use handseal::event::{Event, EventDraft, EventType, SignedEvent, Statement};
use handseal::identity::Signer as _;
use proptest::prelude::*;

use crate::events::{any_event, bare, full};
use crate::forge::{key, signed, signer};

fn known(entry: &SignedEvent) -> &Event {
    match entry.statement() {
        Statement::Known(event) => event,
        Statement::NotUnderstood(what) => panic!("not understood: {what:?}"),
    }
}

fn check_round_trip(event: &Event) {
    let entry = signed(event);
    assert_eq!(known(&entry), event);
    assert_eq!(entry.withheld(), []);

    let mut read = SignedEvent::parse(entry.as_bytes().to_vec()).unwrap();
    assert_eq!(read.as_bytes(), entry.as_bytes());
    assert_eq!(read.hash(), entry.hash());
    assert_eq!(read.claims(), entry.claims());
    assert_eq!(read.links(), event.links);
    if !entry.disclosures().is_empty() {
        read.disclose(entry.disclosures()).unwrap();
    }
    assert_eq!(known(&read), event);
    assert_eq!(read.disclosures(), entry.disclosures());

    // Ed25519 is deterministic: the same event under the same key is the same bytes.
    let again = EventDraft::new(known(&read).clone(), signer(), key().public_key(), iat(&read));
    let again = again.unwrap().sign(&key()).unwrap();
    assert_eq!(again.as_bytes(), entry.as_bytes());
    assert_eq!(again.disclosures(), entry.disclosures());
    read.verify(key().public_key()).unwrap();
}

fn iat(entry: &SignedEvent) -> Option<Timestamp> {
    let seconds = entry.claims().signed_at?;
    Some(Timestamp::from_unix(seconds, 0, 0).unwrap())
}

#[test]
fn event_of_each_type_with_and_without_its_optional_fields_is_read_as_written() {
    assert_eq!(EventType::ALL.len(), 62);
    for event_type in EventType::ALL {
        for event in [bare(*event_type), full(*event_type)] {
            assert_eq!(event.body.event_type(), *event_type);
            check_round_trip(&event);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn event_is_read_as_written_and_written_as_read(event in any_event()) {
        check_round_trip(&event);
    }

    /// A second encoding of the same event would be a second name for it.
    #[test]
    fn changed_bytes_that_are_still_an_event_are_the_only_bytes_of_that_event(
        event in any_event(), at in any::<prop::sample::Index>(), mask in 1_u8..,
    ) {
        let entry = signed(&event);
        let mut bytes = entry.as_bytes().to_vec();
        *at.get_mut(&mut bytes) ^= mask;
        let Ok(changed) = SignedEvent::parse(bytes.clone()) else { return Ok(()) };
        prop_assert_eq!(changed.as_bytes(), bytes);
        prop_assert_ne!(changed.hash(), entry.hash());
        if let Statement::Known(event) = changed.statement() {
            let again = EventDraft::new((**event).clone(), changed.claims().iss, key().public_key(), None);
            let again = again.unwrap().sign(&key()).unwrap();
            let payload = |entry: &SignedEvent| Sign1::parse(entry.as_bytes()).unwrap().payload().to_vec();
            prop_assert_eq!(payload(&again), payload(&changed));
        }
        prop_assert!(changed.verify(key().public_key()).is_err());
    }
}
