//! Who does not have the secret has nothing to compare with.

use std::collections::HashSet;

use handseal::evidence::directory::{
    DirectoryPass, DirectorySecret, EntryPath, ManifestReader, verify_directory_entry,
};
use handseal::identity::OsEntropy;
use handseal::merkle::Hash;

use crate::tree::{RECORD, Scratch, records};

#[test]
fn stranger_can_guess_what_a_directory_has() {
    let scratch = Scratch::new("secrecy");
    for file in 0..5 {
        scratch.file(file.to_string(), b"what everybody has");
    }
    let mut seen: HashSet<Vec<u8>> = HashSet::new();
    let mut proofs = Vec::new();
    for _ in 0..2 {
        let secret = DirectorySecret::new(&mut OsEntropy).unwrap();
        let mut manifest = Vec::new();
        let pass = DirectoryPass::new().manifest(&mut manifest);
        let measured = pass.measure(&scratch.0, RECORD, &secret).unwrap();
        for value in [
            measured.sha256.0,
            measured.content_root.0,
            measured.metadata_root.0,
            *secret.as_bytes(),
        ] {
            assert!(seen.insert(value.to_vec()));
        }
        let mut hashes: HashSet<Hash> = HashSet::new();
        for record in records(&manifest) {
            let reader = ManifestReader::new(manifest.as_slice()).unwrap();
            let proof = reader.inclusion_proof(&record.entry.path).unwrap();
            assert!(seen.insert(proof.salt.0.to_vec()));
            let told = proof.metadata.clone().unwrap();
            assert!(seen.insert(told.salt.0.to_vec()));
            hashes.extend(proof.path.iter().chain(&told.path));
            proofs.push((proof, measured.content_root));
        }
        assert!(hashes.iter().all(|hash| seen.insert(hash.0.to_vec())));
    }
    // The proof of the one holds for no other, although the files are the same.
    for (proof, _) in &proofs {
        let held = proofs.iter().filter(|(_, root)| {
            let (index, count) = (proof.index, 5);
            verify_directory_entry(&proof.entry, proof.salt, index, count, &proof.path, *root)
                .is_ok()
        });
        assert_eq!(held.count(), 5);
    }
}

#[test]
fn secret_is_shown_where_it_is_printed() {
    let secret = DirectorySecret::from_bytes([0xab; 32]);
    assert_eq!(format!("{secret:?}"), "DirectorySecret(..)");
    assert!(EntryPath::new(*b"").is_err());
}
