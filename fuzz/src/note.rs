//! Signed notes, vkeys, checkpoints, cosignatures and requests for them: one form each, and nothing opened that was not
//! signed.

use handseal::ledger::{
    Checkpoint, CosignatureRequest, CosignerKey, CosignerPolicy, SignedCheckpoint, SignedNote,
    VerifierKey,
};

use crate::case;

/// What is read is written back byte for byte; what opens under the ledger's key is a head that the
/// seed case made.
pub fn check(bytes: &[u8]) {
    let case = case::seed();
    if let Ok(text) = std::str::from_utf8(bytes) {
        if let Ok(key) = text.parse::<VerifierKey>() {
            assert_eq!(key.to_string(), text);
        }
        if let Ok(key) = text.parse::<CosignerKey>() {
            assert_eq!(key.to_string(), text);
        }
        if let Ok(checkpoint) = Checkpoint::parse(text) {
            assert_eq!(checkpoint.to_string(), text);
        }
    }
    if let Ok(request) = CosignatureRequest::parse(bytes) {
        assert_eq!(request.to_string().as_bytes(), bytes);
    }
    let head = SignedCheckpoint::parse(bytes);
    let Ok(note) = SignedNote::parse(bytes) else {
        assert!(head.is_err(), "a signed head that is no note");
        return;
    };
    assert_eq!(note.to_string().as_bytes(), bytes);
    let known = [case.checkpoint_key.clone()];
    if let Ok(opened) = note.open(&known) {
        let text = opened.text().as_str();
        assert!(
            case.heads
                .iter()
                .any(|head| head.note().unverified_text().as_str() == text),
            "opened, and never signed"
        );
        assert!(opened.verified().iter().all(|signature| {
            signature.name() == known[0].name() && signature.key_id() == known[0].id()
        }));
        assert!(!opened.verified().is_empty());
        let lines = opened.verified().len() + opened.unknown().len();
        assert_eq!(lines, note.signatures().len());
    }
    if let Ok(head) = head {
        assert_eq!(head.to_string().as_bytes(), bytes);
        assert_eq!(head.open(&known).is_ok(), note.open(&known).is_ok());
        cosigned(&head, &known[0]);
    }
}

/// Every line is either attested or unknown, and a ledger that signed a head is no outsider to it.
fn cosigned(head: &SignedCheckpoint, ledger: &VerifierKey) {
    for line in head.note().signatures() {
        let known = CosignerKey::new(line.name().clone(), ledger.public_key().clone()).unwrap();
        let policy = CosignerPolicy::new(1, vec![known]).unwrap();
        if let Ok(seen) = policy.verify(head) {
            let lines = seen.attested().len() + seen.unknown().len();
            assert_eq!(lines, head.note().signatures().len());
            assert!(!seen.are_enough() || head.open(std::slice::from_ref(ledger)).is_err());
        }
    }
}
