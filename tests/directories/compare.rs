//! What became of a directory: what differs is named, what is whole is said to be whole.

use std::fs::{self, File};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::time::{Duration, SystemTime};

use handseal::evidence::directory::{
    ContentField, DirectoryError, DirectoryPass, ExpectedDirectory, ManifestError, MetadataField,
    compare_manifests,
};
use handseal::evidence::{Conclusion, MAX_LISTED_DIFFERENCES};

use crate::tree::{RECORD, Scratch, checked, measured, text};

#[test]
fn untouched_directory_differs() {
    let scratch = Scratch::new("untouched");
    // No link: there is no reading one without a trace in its time of access.
    scratch.file("a/file", b"content");
    scratch.file("a/other", b"content");
    let (measured, manifest) = measured(&scratch.0, RECORD);
    let report = checked(&scratch.0, &measured, &manifest);
    assert_eq!(report.conclusion(), Some(Conclusion::Match));
    assert_eq!((report.whole, report.metadata.differing.count), (3, 0), "{report:?}");
}

#[test]
fn difference_is_not_named_or_what_is_whole_not_called_whole() {
    let scratch = Scratch::new("differs");
    for name in ["kept", "content", "size", "gone", "moved", "replaced", "empty/gone", "z/type"] {
        scratch.file(name, name.as_bytes());
    }
    scratch.file("empty/gone", b"");
    symlink("kept", scratch.path("link")).unwrap();
    let (measured, manifest) = measured(&scratch.0, RECORD);
    scratch.file("content", b"c0ntent");
    scratch.file("size", b"size and more");
    fs::remove_file(scratch.path("gone")).unwrap();
    fs::create_dir(scratch.path("new")).unwrap();
    fs::rename(scratch.path("moved"), scratch.path("new/name")).unwrap();
    fs::rename(scratch.path("empty/gone"), scratch.path("empty/new")).unwrap();
    fs::remove_file(scratch.path("z/type")).unwrap();
    fs::create_dir(scratch.path("z/type")).unwrap();
    fs::remove_file(scratch.path("link")).unwrap();
    symlink("kept!", scratch.path("link")).unwrap();

    let report = checked(&scratch.0, &measured, &manifest);
    assert_eq!(report.conclusion(), Some(Conclusion::Differs));
    // kept, replaced, the folders empty and z.
    assert_eq!(report.whole, 4);
    let listed = |paths: &[handseal::evidence::directory::EntryPath]| -> Vec<String> {
        paths.iter().map(text).collect()
    };
    assert_eq!(listed(&report.missing.first), ["empty/gone", "gone"]);
    assert_eq!(listed(&report.added.first), ["empty/new", "new"]);
    let renamed: Vec<_> = report.renamed.first.iter().collect();
    assert_eq!(renamed.len(), 1);
    assert_eq!(
        (text(&renamed[0].expected), text(&renamed[0].found)),
        ("moved".into(), "new/name".into())
    );
    let changed: Vec<_> = report
        .changed
        .first
        .iter()
        .map(|changed| (text(&changed.expected.path), changed.fields.clone()))
        .collect();
    assert_eq!(
        changed,
        [
            ("content".to_owned(), vec![ContentField::Digests]),
            ("link".to_owned(), vec![ContentField::Target]),
            ("size".to_owned(), vec![ContentField::Digests, ContentField::Size]),
            ("z/type".to_owned(), vec![ContentField::Type]),
        ],
    );
    // Every entry of the manifest is counted once.
    let counted = report.whole
        + report.missing.count
        + report.changed.count
        + report.renamed.count
        + report.not_compared.count;
    assert_eq!(counted, measured.entries);
}

#[test]
fn one_copy_stands_for_two_that_are_missing() {
    let scratch = Scratch::new("copies");
    for name in ["one", "two", "three"] {
        scratch.file(name, b"the same");
    }
    let (before, manifest) = measured(&scratch.0, RECORD);
    for name in ["one", "two"] {
        fs::remove_file(scratch.path(name)).unwrap();
    }
    scratch.file("copy", b"the same");
    let report = checked(&scratch.0, &before, &manifest);
    assert_eq!((report.whole, report.renamed.count, report.missing.count), (1, 1, 1));
    assert_eq!(report.added.count, 0);
    let (_, later) = measured(&scratch.0, RECORD);
    let again = compare_manifests(manifest.as_slice(), later.as_slice()).unwrap();
    assert_eq!((&again.renamed, &again.missing), (&report.renamed, &report.missing));
    let back = compare_manifests(later.as_slice(), manifest.as_slice()).unwrap();
    assert_eq!((back.renamed.count, back.missing.count, back.added.count), (1, 0, 1));
}

#[test]
fn metadata_that_differ_make_content_differ_or_are_not_told() {
    let scratch = Scratch::new("told");
    let (file, other) = (scratch.file("file", b"content"), scratch.file("other", b"content"));
    let (measured, manifest) = measured(&scratch.0, RECORD);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    for path in [file, other] {
        let file = File::options().write(true).open(path).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(100)).unwrap();
    }
    let report = checked(&scratch.0, &measured, &manifest);
    assert_eq!((report.conclusion(), report.whole), (Some(Conclusion::Match), 2));
    let count = |field| {
        let found = report.metadata.fields.iter().find(|(known, _)| *known == field);
        found.map_or(0, |(_, count)| *count)
    };
    assert_eq!((count(MetadataField::Mode), count(MetadataField::Modified)), (1, 2));
    assert_eq!(count(MetadataField::Uid), 0);
    assert_eq!(report.metadata.differing.count, 2);
    assert!(report.metadata.differing.first[0].fields.contains(&MetadataField::Mode));
}

#[test]
fn report_grows_with_the_number_of_differences() {
    let scratch = Scratch::new("many");
    for file in 0..MAX_LISTED_DIFFERENCES + 7 {
        scratch.file(format!("{file:05}"), file.to_string().as_bytes());
    }
    let (measured, manifest) = measured(&scratch.0, RECORD);
    for file in 0..MAX_LISTED_DIFFERENCES + 7 {
        fs::remove_file(scratch.path(format!("{file:05}"))).unwrap();
    }
    let report = checked(&scratch.0, &measured, &manifest);
    assert_eq!(report.missing.count, MAX_LISTED_DIFFERENCES as u64 + 7);
    assert_eq!(report.missing.first.len(), MAX_LISTED_DIFFERENCES);
    assert_eq!(text(&report.missing.first[0]), "00000");
}

#[test]
fn entry_that_was_unread_is_called_whole() {
    let Ok((then, manifest)) =
        std::panic::catch_unwind(|| measured("/proc/self/attr".as_ref(), RECORD))
    else {
        crate::tree::skipped("there is no /proc/self/attr");
        return;
    };
    let report = compare_manifests(manifest.as_slice(), manifest.as_slice()).unwrap();
    assert_eq!(report.not_compared.count, then.unread);
    assert_eq!(report.conclusion(), None);
}

#[test]
fn manifest_that_was_not_signed_is_believed() {
    let scratch = Scratch::new("unsigned");
    scratch.file("file", b"content");
    let (signed, _) = measured(&scratch.0, RECORD);
    scratch.file("file", b"c0ntent");
    let (_, forged) = measured(&scratch.0, RECORD);
    let expected = ExpectedDirectory::from(&signed);
    let pass = DirectoryPass::new();
    let error = pass.check(&scratch.0, RECORD, &expected, forged.as_slice()).unwrap_err();
    assert!(
        matches!(error, DirectoryError::Manifest(ManifestError::OtherListing { .. })),
        "{error}"
    );
}
