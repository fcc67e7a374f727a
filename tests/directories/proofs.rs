//! The proof of one entry: it holds, and nothing else does.

use handseal::evidence::directory::{
    DirectoryEntry, EntryMetadata, EntryPath, EntryProof, EntrySalt, ManifestError, ManifestReader,
    MetadataProof, verify_directory_entry, verify_entry_metadata,
};
use handseal::merkle::Hash;

use crate::tree::{RECORD, Scratch, measured, records};

fn holds(proof: &EntryProof, count: u64, root: Hash) -> bool {
    let EntryProof { entry, salt, index, path, .. } = proof;
    verify_directory_entry(entry, *salt, *index, count, path, root).is_ok()
}

#[test]
fn proof_of_an_entry_does_not_hold() {
    for count in [1, 2, 3, 8, 13] {
        let scratch = Scratch::new(&format!("proofs-{count}"));
        for file in 0..count {
            scratch.file(file.to_string(), file.to_string().as_bytes());
        }
        let (measured, manifest) = measured(&scratch.0, RECORD);
        for record in records(&manifest) {
            let reader = ManifestReader::new(manifest.as_slice()).unwrap();
            let proof = reader.inclusion_proof(&record.entry.path).unwrap();
            assert!(holds(&proof, measured.entries, measured.content_root));
            let told = proof.metadata.clone().unwrap();
            assert_eq!((&proof.entry, &told.metadata), (&record.entry, &record.metadata));
            let MetadataProof { metadata, salt, path } = &told;
            let (count, root) = (measured.entries, measured.metadata_root);
            verify_entry_metadata(metadata, *salt, proof.index, count, path, root).unwrap();
            assert_ne!(proof.salt, *salt);
            assert_eq!(proof.without_metadata().metadata, None);
        }
    }
}

#[test]
fn proof_holds_with_a_byte_of_it_changed() {
    let scratch = Scratch::new("proof-bytes");
    for file in 0..11 {
        scratch.file(file.to_string(), b"content");
    }
    let (measured, manifest) = measured(&scratch.0, RECORD);
    let (count, root) = (measured.entries, measured.content_root);
    let path = EntryPath::new(*b"7").unwrap();
    let reader = ManifestReader::new(manifest.as_slice()).unwrap();
    let proof = reader.inclusion_proof(&path).unwrap();

    let bytes = proof.entry.to_bytes();
    let mut readable = 0;
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        if let Ok(entry) = DirectoryEntry::from_bytes(&changed) {
            readable += 1;
            let mut forged = proof.clone();
            forged.entry = entry;
            assert!(!holds(&forged, count, root), "{at}");
        }
    }
    assert!(readable > 32);
    for at in 0..16 {
        let mut forged = proof.clone();
        forged.salt.0[at] ^= 1;
        assert!(!holds(&forged, count, root), "{at}");
    }
    for at in 0..proof.path.len() * 32 {
        let mut forged = proof.clone();
        forged.path[at / 32].0[at % 32] ^= 1;
        assert!(!holds(&forged, count, root), "{at}");
    }
    for index in (0..20).filter(|index| *index != proof.index) {
        let mut forged = proof.clone();
        forged.index = index;
        assert!(!holds(&forged, count, root), "{index}");
    }
    assert!(!holds(&proof, count, measured.metadata_root));

    let told = proof.metadata.unwrap();
    let bytes = told.metadata.to_bytes();
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        if let Ok(metadata) = EntryMetadata::from_bytes(&changed) {
            let (index, root) = (proof.index, measured.metadata_root);
            let held = verify_entry_metadata(&metadata, told.salt, index, count, &told.path, root);
            assert!(held.is_err(), "{at}");
        }
    }
}

#[test]
fn path_that_is_not_there_is_proven() {
    let scratch = Scratch::new("proof-absent");
    scratch.file("file", b"content");
    let (_, manifest) = measured(&scratch.0, RECORD);
    let reader = ManifestReader::new(manifest.as_slice()).unwrap();
    let error = reader.inclusion_proof(&EntryPath::new(*b"fil\xff").unwrap()).unwrap_err();
    assert!(matches!(error, ManifestError::NoSuchEntry { .. }));
    assert_eq!(error.to_string(), r#"the manifest has no entry "fil\xff""#);
}

/// Made with Python's `hashlib` from the words of the format.
#[test]
fn salt_is_not_that_of_the_format() {
    let scratch = Scratch::new("salt");
    scratch.file("mail.eml", b"From: a");
    let (_, manifest) = measured(&scratch.0, RECORD);
    let reader = ManifestReader::new(manifest.as_slice()).unwrap();
    let proof = reader.inclusion_proof(&EntryPath::new(*b"mail.eml").unwrap()).unwrap();
    let salt = |text: &str| text.parse::<EntrySalt>().unwrap();
    assert_eq!(proof.salt, salt("f75fcee6266ef7d6ce0ec43d37974d91"));
    assert_eq!(proof.metadata.unwrap().salt, salt("197ed6d81c0b584badd24038e72267b5"));
}
