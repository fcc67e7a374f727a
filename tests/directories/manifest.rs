//! A manifest says again what was measured, and a damaged one says nothing.

use std::fs;
use std::io::{self, Read};
use std::os::unix::fs::symlink;

use handseal::evidence::Sha256Digest;
use handseal::evidence::directory::{
    DirectoryEntry, DirectoryMeasurement, ExpectedDirectory, ManifestError, ManifestReader,
};
use handseal::merkle::Hash;

use crate::tree::{RECORD, Scratch, measured, records, secret};

fn sample(name: &str) -> (Scratch, DirectoryMeasurement, Vec<u8>) {
    let scratch = Scratch::new(name);
    for file in 0..9 {
        scratch.file(format!("{}/{file}", file % 2), format!("content {file}").as_bytes());
    }
    symlink("0/2", scratch.path("link")).unwrap();
    fs::hard_link(scratch.path("0/2"), scratch.path("same")).unwrap();
    let (measured, manifest) = measured(&scratch.0, RECORD);
    (scratch, measured, manifest)
}

fn read(manifest: &[u8], measured: &DirectoryMeasurement) -> Result<u64, ManifestError> {
    let expected = ExpectedDirectory::from(measured);
    Ok(ManifestReader::new(manifest)?.verify(&expected)?.entries)
}

/// Gives one byte at a time.
struct Slow<'a>(&'a [u8]);

impl Read for Slow<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = buffer.len().min(1);
        self.0.read(&mut buffer[..most])
    }
}

#[test]
fn manifest_does_not_make_what_was_measured() {
    let (_scratch, measured, manifest) = sample("round-trip");
    let reader = ManifestReader::new(Slow(&manifest)).unwrap();
    assert_eq!(reader.secret(), &secret());
    let found = reader.finish().unwrap();
    assert_eq!((found.entries, found.bytes, found.size), (13, measured.bytes, measured.size));
    assert_eq!((found.sha256, found.unread), (measured.sha256, 0));
    assert_eq!(found.content_root, measured.content_root);
    assert_eq!(found.metadata_root, measured.metadata_root);
    assert_eq!(read(&manifest, &measured).unwrap(), 13);
    for record in records(&manifest) {
        let bytes = record.entry.to_bytes();
        assert_eq!(DirectoryEntry::from_bytes(&bytes).unwrap(), record.entry);
    }
}

/// The listing, written by hand: what the digest of the item is of.
#[test]
fn listing_is_not_that_of_the_format() {
    let (_scratch, measured, manifest) = sample("listing");
    let mut listing = b"\x84\x68handseal\x01\x67listing\x58\x20".to_vec();
    listing.extend([7; 32]);
    let records = records(&manifest);
    listing.extend(records.iter().flat_map(|record| record.entry.to_bytes()));
    assert_eq!(measured.size, listing.len() as u64);
    assert_eq!(measured.sha256, Sha256Digest::of(&listing));

    let mut written = b"\xd9\xd9\xf7\x84\x68handseal\x01\x68manifest\x58\x20".to_vec();
    written.extend([7; 32]);
    for record in &records {
        written.push(0x82);
        written.extend(record.entry.to_bytes());
        written.extend(record.metadata.to_bytes());
    }
    assert_eq!(manifest, written);
}

#[test]
fn byte_of_a_manifest_can_be_changed() {
    let (_scratch, measured, manifest) = sample("bytes-changed");
    for at in 0..manifest.len() {
        for flip in [1, 0x20, 0x80] {
            let mut changed = manifest.clone();
            changed[at] ^= flip;
            let error = read(&changed, &measured).unwrap_err();
            if let ManifestError::Damaged { at: named, .. } = error {
                assert!(named <= changed.len() as u64, "{error}");
            }
        }
    }
}

#[test]
fn manifest_cut_short_is_taken_for_whole() {
    let (_scratch, measured, manifest) = sample("cut");
    for length in 0..manifest.len() {
        assert!(read(&manifest[..length], &measured).is_err(), "{length}");
    }
    let mut longer = manifest;
    longer.push(0);
    assert!(read(&longer, &measured).is_err());
}

/// The manifest cut into its header and its records.
fn pieces(manifest: &[u8]) -> Vec<Vec<u8>> {
    let mut rest = manifest;
    let mut pieces = Vec::new();
    while !rest.is_empty() {
        let length = handseal::encoding::scan_prefix(rest).unwrap();
        let (piece, after) = rest.split_at(length);
        pieces.push(piece.to_vec());
        rest = after;
    }
    pieces
}

#[test]
fn record_can_be_left_out_repeated_or_moved() {
    let (_scratch, measured, manifest) = sample("records");
    let pieces = pieces(&manifest);
    for at in 1..pieces.len() {
        let mut without = pieces.clone();
        without.remove(at);
        assert!(read(&without.concat(), &measured).is_err());

        let mut twice = pieces.clone();
        twice.insert(at, pieces[at].clone());
        let error = read(&twice.concat(), &measured).unwrap_err();
        let ManifestError::OutOfOrder { entry, at: named, .. } = error else { panic!("{error}") };
        assert_eq!(entry, at as u64);
        assert_eq!(named, pieces[..=at].concat().len() as u64);

        if at + 1 < pieces.len() {
            let mut swapped = pieces.clone();
            swapped.swap(at, at + 1);
            let error = read(&swapped.concat(), &measured).unwrap_err();
            assert!(matches!(error, ManifestError::OutOfOrder { .. }), "{error}");
        }
    }
}

#[test]
fn metadata_of_another_entry_are_taken() {
    let (_scratch, measured, manifest) = sample("other-metadata");
    let records = records(&manifest);
    let mut forged = pieces(&manifest);
    let mut record = vec![0x82];
    record.extend(records[0].entry.to_bytes());
    record.extend(records[1].metadata.to_bytes());
    forged[1] = record;
    let error = read(&forged.concat(), &measured).unwrap_err();
    assert!(matches!(error, ManifestError::OtherMetadata { entry: 0, .. }), "{error}");
}

#[test]
fn fields_that_contradict_each_other_are_taken() {
    let (_scratch, _, manifest) = sample("contradiction");
    let records = records(&manifest);
    let refused = |entry: &DirectoryEntry| DirectoryEntry::from_bytes(&entry.to_bytes()).is_err();
    let file = &crate::tree::entry(&records, "same");
    let link = &crate::tree::entry(&records, "link");
    let folder = &crate::tree::entry(&records, "0");
    let why = Some(handseal::evidence::directory::Unread::Failed);
    assert!(!refused(file) && !refused(link) && !refused(folder));
    for entry in [
        DirectoryEntry { size: None, ..(*file).clone() },
        DirectoryEntry { sha256: None, ..(*file).clone() },
        DirectoryEntry { unread: why, ..(*file).clone() },
        DirectoryEntry { target: link.target.clone(), ..(*file).clone() },
        DirectoryEntry { target: None, ..(*link).clone() },
        DirectoryEntry { size: Some(3), ..(*link).clone() },
        DirectoryEntry { size: Some(3), ..(*folder).clone() },
        DirectoryEntry { md5: Some([0; 16]), ..(*folder).clone() },
        DirectoryEntry { unread: why, ..(*link).clone() },
    ] {
        assert!(refused(&entry), "{entry:?}");
    }
    assert!(!refused(&DirectoryEntry { unread: why, ..(*folder).clone() }));
}

#[test]
fn signed_value_that_a_manifest_does_not_make_is_overlooked() {
    let (_scratch, measured, manifest) = sample("signed");
    let signed = ExpectedDirectory::from(&measured);
    let refusal = |expected: ExpectedDirectory| {
        ManifestReader::new(manifest.as_slice()).unwrap().verify(&expected).unwrap_err()
    };
    let other = ExpectedDirectory { sha256: Sha256Digest([1; 32]), ..signed };
    assert!(matches!(refusal(other), ManifestError::OtherListing { .. }));
    let sha512 = Some(handseal::evidence::Sha512Digest([1; 64]));
    let other = ExpectedDirectory { sha512, ..signed };
    assert!(matches!(refusal(other), ManifestError::OtherListingSha512 { .. }));
    let other = ExpectedDirectory { content_root: Some(Hash([1; 32])), ..signed };
    assert!(matches!(refusal(other), ManifestError::OtherRoot { tree: "content", .. }));
    let other = ExpectedDirectory { metadata_root: Some(Hash([1; 32])), ..signed };
    assert!(matches!(refusal(other), ManifestError::OtherRoot { tree: "metadata", .. }));
}

/// Gives so many bytes, then fails.
struct Failing<'a>(&'a [u8]);

impl Read for Failing<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer)? {
            0 => Err(io::Error::other("the medium is gone")),
            count => Ok(count),
        }
    }
}

#[test]
fn reader_that_fails_ends_a_manifest() {
    let (_scratch, _, manifest) = sample("failing");
    for length in [0, 10, manifest.len()] {
        let read =
            ManifestReader::new(Failing(&manifest[..length])).and_then(ManifestReader::finish);
        let Err(ManifestError::Read { at, .. }) = read else { panic!() };
        assert_eq!(at, length as u64);
    }
}

#[test]
fn record_that_promises_more_than_a_record_has_is_waited_for() {
    let (_scratch, _, manifest) = sample("promises");
    let mut endless = pieces(&manifest)[0].clone();
    // A byte string of four gibibytes.
    endless.extend(b"\x82\x5a\xff\xff\xff\xff");
    let reader = ManifestReader::new(endless.as_slice().chain(io::repeat(0))).unwrap();
    let error = reader.finish().unwrap_err();
    assert!(matches!(error, ManifestError::Damaged { entry: Some(0), .. }), "{error}");
}
