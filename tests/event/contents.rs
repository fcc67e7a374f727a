//! Contents: everything that was measured is stated, and nothing else.

use handseal::event::{ByteRange, Content, Descriptor, Measured, PartDigests, Salts};
use handseal::evidence::directory::{DirectoryOptions, DirectoryPass, DirectorySecret};
use handseal::evidence::{
    DigestAlgorithm, DigestSet, Measurement, Options, Sha256Digest, Sha512Digest, measure_reader,
};

use crate::events::Seeded;

fn salts() -> Salts {
    Salts::new(&mut Seeded::new(3)).unwrap()
}

fn descriptor(content: &Content) -> &Descriptor {
    content.descriptor.value().unwrap()
}

fn all() -> DigestSet {
    [DigestAlgorithm::Md5, DigestAlgorithm::Sha1, DigestAlgorithm::Sha512].into_iter().collect()
}

fn measured() -> Measurement {
    let options = Options { digests: all(), ..Options::default() };
    let mut measured = measure_reader(b"abc".as_slice(), options).unwrap();
    measured.unreadable = vec![0..1, 2..3];
    measured
}

#[test]
fn what_was_measured_of_a_content_is_not_stated() {
    let measured = measured();
    let content = Content::measured(&measured, PartDigests::Inline, &mut salts());
    let stated = descriptor(&content);
    assert_eq!(content.part_size, measured.part_size.bytes());
    assert_eq!((stated.size, stated.sha256), (3, measured.sha256.0));
    assert_eq!(stated.md5, Some(measured.md5.unwrap().0));
    assert_eq!(stated.sha1, Some(measured.sha1.unwrap().0));
    assert_eq!(stated.sha512, Some(measured.sha512.unwrap().0));
    assert_eq!(stated.part_root, Some(measured.part_root.0));
    assert_eq!(stated.parts.as_ref().map(|parts| parts.0.len()), Some(32));
    let ranges = [ByteRange { to: 1, from: 0 }, ByteRange { to: 3, from: 2 }];
    assert_eq!(stated.unreadable.as_deref(), Some(ranges.as_slice()));
    assert_eq!((&stated.directory, &stated.imported), (&None, &None));
    let without = Content::measured(&measured, PartDigests::Omitted, &mut salts());
    assert_eq!(descriptor(&without).parts, None);
}

#[cfg(unix)]
#[test]
fn what_was_measured_of_a_directory_is_not_stated() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("event-contents");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("file"), b"abc").unwrap();
    let options = DirectoryOptions { digests: all(), ..DirectoryOptions::default() };
    let secret = DirectorySecret::from_bytes([7; 32]);
    let measured = DirectoryPass::new().measure(&folder, options, &secret).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    let content = Content::directory(&measured, &mut salts());
    let stated = descriptor(&content);
    assert_eq!((stated.size, stated.sha256), (measured.size, measured.sha256.0));
    assert_eq!(stated.sha512, Some(measured.sha512.unwrap().0));
    let directory = stated.directory.as_ref().unwrap();
    assert_eq!((directory.size, directory.entries), (3, 1));
    assert_eq!(directory.content_root, measured.content_root.0);
    assert_eq!(directory.metadata_root, measured.metadata_root.0);
    assert_eq!((stated.part_root, &stated.imported), (None, &None));
}

#[test]
fn digest_that_was_imported_is_not_stated_or_its_source_is_not() {
    let (sha256, sha512) = (Sha256Digest([1; 32]), Sha512Digest([2; 64]));
    let content = Content::imported(9, sha256, Some(sha512), "an older record", &mut salts());
    let stated = descriptor(&content);
    assert_eq!((stated.size, stated.sha256, stated.sha512), (9, [1; 32], Some([2; 64])));
    assert_eq!(stated.imported.as_deref(), Some("an older record"));
    assert_eq!((stated.part_root, &stated.directory), (None, &None));
}

#[test]
fn digests_of_the_parts_of_a_content_are_not_handed_on() {
    let measured = measured();
    let parts = Measured::from(&measured).parts().unwrap();
    assert_eq!(Some(parts), measured.parts.as_ref());
}
