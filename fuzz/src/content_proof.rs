//! Content proofs: one form each, and nothing shown of an entry that was not signed.

use handseal::event::{Body, SignedEvent, Statement};
use handseal::evidence::{PartList, Sha256Digest};
use handseal::verify::{BytesProof, ContentProof, MAX_CONTENT_PROOF, NotShown};

use crate::case;

/// What is read is written back byte for byte, covers what the content has, and rests on an entry of the
/// seed case where a key of it signed that. No bytes at all are never shown, nor an entry of a directory,
/// since the seed case has none.
pub fn check(bytes: &[u8]) {
    let Ok(proof) = ContentProof::parse(bytes) else {
        return;
    };
    assert!(bytes.len() <= MAX_CONTENT_PROOF);
    assert_eq!(proof.to_bytes(), bytes);
    if let ContentProof::Bytes(proof) = &proof {
        let (covered, tree, parts) = (proof.bytes(), proof.tree(), proof.parts());
        assert!(covered.start < covered.end && covered.end <= tree.size);
        assert!(parts.first <= parts.last && parts.last < tree.count());
    }
    let case = case::seed();
    for key in &case.keys {
        let (entry, refused) = match &proof {
            ContentProof::Bytes(proof) => {
                (proof.entry(), proof.verify_under_key(key, std::io::empty()).err())
            }
            ContentProof::DirectoryEntry(proof) => {
                (proof.entry(), proof.verify_under_key(key).err())
            }
        };
        match refused {
            None => panic!("shown without a byte or a directory"),
            Some(NotShown::Signature(_)) => {}
            Some(_) => {
                let signed = case.entries.iter().any(|(known, _)| known == entry.as_bytes());
                assert!(signed, "signed, and never made");
            }
        }
    }
}

/// A proof of each content of the seed case, which have one part each.
pub fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for (entry, disclosures) in &case::seed().entries {
        let Ok(mut entry) = SignedEvent::parse(entry.clone()) else {
            continue;
        };
        if entry.disclose(disclosures).is_err() {
            continue;
        }
        let Statement::Known(event) = entry.statement() else {
            continue;
        };
        let Body::Acquired(acquired) = &event.body else {
            continue;
        };
        for item in &acquired.items {
            let Some(descriptor) = item.content.descriptor.value() else {
                continue;
            };
            let Ok(tree) = BytesProof::parts_stated(&entry, item.id) else {
                continue;
            };
            let digests = vec![Sha256Digest(descriptor.sha256)];
            let Ok(list) = PartList::new(tree.size, tree.part_size, digests) else {
                continue;
            };
            if let Ok(proof) = BytesProof::of(&entry, item.id, 0..1, &list) {
                seeds.push(proof.to_bytes());
            }
        }
    }
    seeds
}
