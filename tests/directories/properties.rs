//! Random trees and random bytes.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;

use handseal::evidence::directory::{
    DirectoryEntry, DirectoryPass, EntryMetadata, EntryPath, ManifestReader, compare_manifests,
};
use handseal::evidence::{Conclusion, Sha256Digest};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

use crate::tree::{RECORD, Scratch, measured, records, secret, threads};

/// Names that sort before, at and after `/`, and are not Unicode.
fn name() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![Just(b'-'), Just(b'.'), Just(b'0'), Just(b'a'), Just(b'b'), Just(0xff)];
    vec(byte, 1..3).prop_filter("a name", |name| !matches!(&name[..], b"." | b".."))
}

fn tree() -> impl Strategy<Value = BTreeMap<Vec<u8>, Vec<u8>>> {
    let path = vec(name(), 1..4).prop_map(|names| names.join(&b'/'));
    btree_map(path, vec(any::<u8>(), 0..20), 0..12)
}

/// Makes the files whose folders are not files already.
fn make(scratch: &Scratch, tree: &BTreeMap<Vec<u8>, Vec<u8>>) -> BTreeMap<Vec<u8>, Vec<u8>> {
    let mut made = BTreeMap::new();
    for (path, content) in tree {
        let file = scratch.path(OsStr::from_bytes(path));
        if fs::create_dir_all(file.parent().unwrap()).is_ok() && fs::write(&file, content).is_ok() {
            made.insert(path.clone(), content.clone());
        }
    }
    made
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn tree_is_not_what_was_made(tree in tree(), count in 1_usize..4) {
        let scratch = Scratch::new("property");
        let made = make(&scratch, &tree);
        let (measured, manifest) = measured(&scratch.0, RECORD);
        let mut again = Vec::new();
        let pass = DirectoryPass::new().threads(threads(count)).manifest(&mut again);
        prop_assert_eq!(pass.measure(&scratch.0, RECORD, &secret()).unwrap(), measured);
        prop_assert_eq!(&again, &manifest);
        let records = records(&manifest);
        prop_assert!(records.is_sorted_by(|left, right| left.entry.path < right.entry.path));
        let found: BTreeMap<_, _> = records
            .iter()
            .filter_map(|record| Some((record.entry.path.as_bytes().to_vec(), record.entry.sha256()?)))
            .collect();
        let expected: BTreeMap<_, _> =
            made.into_iter().map(|(path, content)| (path, Sha256Digest::of(&content))).collect();
        prop_assert_eq!(found, expected);
        let report = compare_manifests(manifest.as_slice(), again.as_slice()).unwrap();
        prop_assert_eq!(report.conclusion(), Some(Conclusion::Match));
        prop_assert_eq!(report.whole, measured.entries);
    }

    #[test]
    fn two_trees_are_compared_wrongly(one in tree(), other in tree()) {
        let (left, right) = (Scratch::new("property-left"), Scratch::new("property-right"));
        make(&left, &one);
        make(&right, &other);
        let (left, right) = (measured(&left.0, RECORD), measured(&right.0, RECORD));
        let there = compare_manifests(left.1.as_slice(), right.1.as_slice()).unwrap();
        let back = compare_manifests(right.1.as_slice(), left.1.as_slice()).unwrap();
        prop_assert_eq!(there.whole, back.whole);
        prop_assert_eq!(there.changed.count, back.changed.count);
        prop_assert_eq!(there.renamed.count, back.renamed.count);
        prop_assert_eq!(&there.missing, &back.added);
        prop_assert_eq!(&there.added, &back.missing);
        let kept = there.whole + there.changed.count + there.renamed.count;
        prop_assert_eq!(kept + there.missing.count, left.0.entries);
        prop_assert_eq!(kept + there.added.count, right.0.entries);
    }

    #[test]
    fn bytes_of_a_stranger_end_in_a_panic(bytes in vec(any::<u8>(), 0..300), at in 0_usize..400) {
        let scratch = Scratch::new("property-bytes");
        scratch.file("a/file", b"content");
        let (_, mut manifest) = measured(&scratch.0, RECORD);
        manifest.splice(at.min(manifest.len()).., bytes.iter().copied());
        let _ = ManifestReader::new(manifest.as_slice()).and_then(ManifestReader::finish);
        let _ = ManifestReader::new(bytes.as_slice()).and_then(ManifestReader::finish);
        if let Ok(entry) = DirectoryEntry::from_bytes(&bytes) {
            prop_assert_eq!(entry.to_bytes(), bytes.clone());
        }
        if let Ok(metadata) = EntryMetadata::from_bytes(&bytes) {
            prop_assert_eq!(metadata.to_bytes(), bytes);
        }
    }

    #[test]
    fn path_leads_out_of_the_directory(bytes in vec(prop_oneof![Just(b'.'), Just(b'/'), Just(b'a'), Just(0)], 0..9)) {
        let whole = bytes.split(|byte| *byte == b'/').all(|name| {
            !matches!(name, b"" | b"." | b"..") && !name.contains(&0)
        });
        prop_assert_eq!(EntryPath::new(bytes).is_ok(), whole);
    }
}
