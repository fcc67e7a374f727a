//! Directories as contents: from a measurement over an event to the verdict.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::fs;
use std::path::{Path, PathBuf};

use handseal::Timestamp;
use handseal::evidence::directory::{
    DirectoryOptions, DirectoryPass, DirectorySecret, MetadataField, Unreadable,
};
use handseal::evidence::{KeptParts, Options, PartSize, measure_reader};
use handseal::identity::{ItemId, OsEntropy, Signer as _, SigningKey, Trust};
use handseal::store::{Actor, CaseFile, MemoryStore, Opening};
use handseal::verify::{
    Code, ContentResult, ContentSource, DirectoryCompared, Report, Verdict, Verifier, VerifierError,
};

fn now() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

/// A directory of its own, removed at the end.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("handseal-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(path.join("mail")).unwrap();
        fs::write(path.join("mail/one.eml"), b"From: a").unwrap();
        fs::write(path.join("mail/two.eml"), b"From: b").unwrap();
        fs::write(path.join("notes.txt"), b"as collected").unwrap();
        Self(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

/// A case with a directory and a file.
struct Desk {
    case: CaseFile<MemoryStore>,
    root: SigningKey,
    heads: SigningKey,
    directory: ItemId,
    file: ItemId,
    manifest: Vec<u8>,
}

fn measured(path: &Path) -> (handseal::evidence::directory::DirectoryMeasurement, Vec<u8>) {
    let secret = DirectorySecret::new(&mut OsEntropy).unwrap();
    let mut manifest = Vec::new();
    let pass = DirectoryPass::new().manifest(&mut manifest);
    let options =
        DirectoryOptions { unreadable: Unreadable::Record, ..DirectoryOptions::default() };
    let measured = pass.measure(path, options, &secret).unwrap();
    (measured, manifest)
}

impl Desk {
    fn with(path: &Path) -> Self {
        let (root, heads) = (SigningKey::from_seed(&[1; 32]), SigningKey::from_seed(&[2; 32]));
        let opening = Opening {
            organisation: "Example",
            jurisdiction: "EX",
            origin: "custody.example",
            root: &root,
            checkpoint_key: &heads,
            successors: &[],
            at: now(),
        };
        let mut case = CaseFile::create_in(MemoryStore::new(), &opening, &mut OsEntropy).unwrap();
        let officer = Actor::organisation(&root);
        let id = case.open_case("1/26", &officer, now(), &mut OsEntropy).unwrap();
        let (directory, manifest) = measured(path);
        let directories = [("phone", &directory)];
        let directory = case.acquire(id, &directories, &officer, now(), &mut OsEntropy).unwrap()[0];
        let bytes = measure_reader(&b"the content"[..], Options::default()).unwrap();
        let files = [("a.txt", &bytes)];
        let file = case.acquire(id, &files, &officer, now(), &mut OsEntropy).unwrap()[0];
        Self { case, root, heads, directory, file, manifest }
    }

    fn verify<'a>(
        &mut self,
        given: impl FnOnce(Verifier<'a>) -> Verifier<'a>,
    ) -> Result<Report, VerifierError> {
        let head = self.case.checkpoint(&self.heads).unwrap();
        let trust = Trust::new().root(self.root.public_key().thumbprint());
        let file = ContentSource::Reader(Box::new(&b"the content"[..]));
        let verifier = Verifier::new(&trust, now()).anchor(head).content(self.file, file);
        given(verifier).verify_bytes(self.case.store().as_bytes())
    }

    fn verify_directory(&mut self, path: &Path) -> Report {
        let (item, manifest) = (self.directory, self.manifest.clone());
        self.verify(|verifier| verifier.directory(item, path, std::io::Cursor::new(manifest)))
            .unwrap()
    }
}

#[test]
fn directory_as_it_was_collected_is_not_consistent() {
    let scratch = Scratch::new("as-collected");
    let mut desk = Desk::with(&scratch.0);
    let report = desk.verify_directory(&scratch.0);
    assert_eq!(report.verdict, Verdict::Consistent, "{report}");
    let item = report.items.iter().find(|item| item.id == desk.directory).unwrap();
    let directory = item.directory.unwrap();
    assert_eq!((directory.entries, directory.size), (4, 26));
    assert_eq!(directory.compared.unwrap().whole, 4);
    assert_eq!(item.content, ContentResult::Matches);
}

#[test]
fn entries_that_differ_are_not_named() {
    let (scratch, mut desk);
    scratch = Scratch::new("differ");
    desk = Desk::with(&scratch.0);
    fs::write(scratch.0.join("mail/one.eml"), b"From: c").unwrap();
    fs::rename(scratch.0.join("mail/two.eml"), scratch.0.join("two.eml")).unwrap();
    fs::remove_file(scratch.0.join("notes.txt")).unwrap();
    fs::write(scratch.0.join("new\nCONSISTENT"), b"x").unwrap();
    let report = desk.verify_directory(&scratch.0);
    assert_eq!(report.verdict, Verdict::Contradicted);
    assert!(report.findings.iter().all(|finding| finding.code == Code::ContentPartMismatch));
    let fields: Vec<_> =
        report.findings.iter().filter_map(|finding| finding.location.field.clone()).collect();
    assert_eq!(
        fields,
        [
            r#"entry "mail/one.eml" changed: digests"#,
            r#"entry "mail/two.eml" renamed to "two.eml""#,
            r#"entry "new\x0aCONSISTENT" added"#,
            r#"entry "notes.txt" missing"#,
        ]
    );
    let item = report.items.iter().find(|item| item.id == desk.directory).unwrap();
    let DirectoryCompared { whole, not_compared, .. } = item.directory.unwrap().compared.unwrap();
    assert_eq!((whole, not_compared), (1, 0));
    let page = report.to_string();
    assert!(!page.contains("\nCONSISTENT"), "{page}");
    assert!(!page.contains("where it differs is not told"), "{page}");
}

#[test]
fn times_of_a_copy_are_a_finding() {
    let scratch = Scratch::new("times");
    let mut desk = Desk::with(&scratch.0);
    let later = std::time::SystemTime::UNIX_EPOCH;
    let file = fs::File::options().write(true).open(scratch.0.join("notes.txt")).unwrap();
    file.set_modified(later).unwrap();
    let report = desk.verify_directory(&scratch.0);
    assert_eq!(report.verdict, Verdict::Consistent, "{report}");
    let item = report.items.iter().find(|item| item.id == desk.directory).unwrap();
    assert!(item.directory.unwrap().compared.unwrap().metadata_differing >= 1);
    let metadata = item.metadata.as_ref().unwrap();
    let named = metadata.first.iter().find(|named| named.path == "\"notes.txt\"").unwrap();
    let is_modified =
        |named: &&handseal::verify::FieldNamed| named.field == MetadataField::Modified;
    let modified = named.differs.iter().find(is_modified).unwrap();
    assert_eq!(modified.found.as_deref(), Some("1970-01-01T00:00:00Z"));
    assert!(modified.recorded.as_ref().unwrap().starts_with("20"), "{modified:?}");
    assert!(report.to_string().contains("\"notes.txt\": "), "{report}");
}

/// Each field that a file system can tell, with both values.
#[test]
fn field_that_differs_is_told_without_its_values() {
    use ciborium::Value;

    let scratch = Scratch::new("fields");
    let mut desk = Desk::with(&scratch.0);
    let time = || Value::Array(vec![7.into(), 0.into()]);
    let others: [(&str, Value, MetadataField, &str); 11] = [
        ("gid", 77_777.into(), MetadataField::Gid, "77777"),
        ("uid", 77_778.into(), MetadataField::Uid, "77778"),
        ("mode", 0o4711.into(), MetadataField::Mode, "4711"),
        ("links", 77.into(), MetadataField::Links, "77"),
        ("device", Value::Array(vec![8.into(), 1.into()]), MetadataField::Device, "8:1"),
        ("changed", time(), MetadataField::Changed, "1970-01-01T00:00:07Z"),
        ("created", time(), MetadataField::Created, "1970-01-01T00:00:07Z"),
        (
            "same_as",
            Value::Bytes(b"mail/one.eml".to_vec()),
            MetadataField::SameAs,
            "\"mail/one.eml\"",
        ),
        ("accessed", time(), MetadataField::Accessed, "1970-01-01T00:00:07Z"),
        ("modified", time(), MetadataField::Modified, "1970-01-01T00:00:07Z"),
        ("allocated", 77_779.into(), MetadataField::Allocated, "77779"),
    ];
    let (mut rest, mut found) = (desk.manifest.as_slice(), Vec::new());
    while !rest.is_empty() {
        let mut record: Value = ciborium::from_reader(&mut rest).unwrap();
        if let Value::Array(parts) = &mut record
            && let Value::Map(entry) = &parts[1]
            && entry.iter().any(|(_, value)| *value == Value::Bytes(b"notes.txt".to_vec()))
        {
            let own = others.iter().map(|(name, value, ..)| (Value::from(*name), value.clone()));
            let mut fields: Vec<_> = own.collect();
            fields.insert(3, ("path".into(), Value::Bytes(b"notes.txt".to_vec())));
            parts[1] = Value::Map(fields);
        }
        ciborium::into_writer(&record, &mut found).unwrap();
    }
    let (item, manifest) = (desk.directory, desk.manifest.clone());
    let report = desk.verify(|verifier| {
        verifier.measured_directory(
            item,
            std::io::Cursor::new(manifest),
            std::io::Cursor::new(found),
        )
    });
    let report = report.unwrap();
    let item = report.items.iter().find(|item| item.id == desk.directory).unwrap();
    let [named] = item.metadata.as_ref().unwrap().first.as_slice() else { panic!("{report}") };
    for (name, _, field, text) in others {
        let differs = named.differs.iter().find(|differs| differs.field == field);
        assert_eq!(differs.unwrap().found.as_deref(), Some(text), "{name}");
    }
}

#[test]
fn listing_given_as_bytes_does_not_match() {
    let scratch = Scratch::new("listing");
    let mut desk = Desk::with(&scratch.0);
    let listing = listing_of(&desk.manifest);
    let item = desk.directory;
    let source = ContentSource::Reader(Box::new(std::io::Cursor::new(listing)));
    let report = desk.verify(|verifier| verifier.content(item, source)).unwrap();
    assert_eq!(report.verdict, Verdict::Consistent, "{report}");
}

/// The listing as the specification has it (format §11), made from a manifest by hand.
fn listing_of(manifest: &[u8]) -> Vec<u8> {
    let mut rest = manifest;
    let ciborium::Value::Tag(55_799, header) = ciborium::from_reader(&mut rest).unwrap() else {
        unreachable!("a manifest begins with its tag")
    };
    let mut header = header.into_array().unwrap();
    header[2] = "listing".into();
    let mut listing = Vec::new();
    ciborium::into_writer(&ciborium::Value::Array(header), &mut listing).unwrap();
    while !rest.is_empty() {
        let record: ciborium::Value = ciborium::from_reader(&mut rest).unwrap();
        ciborium::into_writer(&record.into_array().unwrap()[0], &mut listing).unwrap();
    }
    listing
}

#[test]
fn manifest_of_another_measurement_is_believed() {
    let scratch = Scratch::new("other");
    let mut desk = Desk::with(&scratch.0);
    let (item, (_, other)) = (desk.directory, measured(&scratch.0));
    let path = scratch.0.clone();
    let report = desk
        .verify(|verifier| verifier.directory(item, path, std::io::Cursor::new(other)))
        .unwrap();
    let finding = report.findings.iter().find(|finding| finding.code == Code::ContentNotRead);
    let finding = finding.unwrap();
    assert_eq!(finding.location.field.as_deref(), Some("manifest"));
    assert!(finding.message().contains("listing with SHA-256"), "{}", finding.message());
    assert_eq!(report.verdict, Verdict::Incomplete);
    let of = |item: &&handseal::verify::ItemReport| item.id == desk.directory;
    assert_eq!(report.items.iter().find(of).unwrap().content, ContentResult::NotRead);
}

#[test]
fn directory_that_is_gone_suppresses_the_report() {
    let scratch = Scratch::new("gone");
    let mut desk = Desk::with(&scratch.0);
    let report = desk.verify_directory(&scratch.0.join("no such"));
    let finding = report.findings.iter().find(|finding| finding.code == Code::ContentNotRead);
    assert_eq!(finding.unwrap().location.field.as_deref(), Some("content"));
    assert_eq!(report.verdict, Verdict::Incomplete);
}

#[test]
fn directory_for_an_item_that_is_none_is_compared() {
    let scratch = Scratch::new("none");
    let mut desk = Desk::with(&scratch.0);
    let head = desk.case.checkpoint(&desk.heads).unwrap();
    let trust = Trust::new().root(desk.root.public_key().thumbprint());
    let manifest = std::io::Cursor::new(desk.manifest.clone());
    let error = Verifier::new(&trust, now())
        .anchor(head)
        .directory(desk.file, &scratch.0, manifest)
        .verify_bytes(desk.case.store().as_bytes())
        .unwrap_err();
    assert!(matches!(error, VerifierError::NoDirectory { item } if item == desk.file), "{error}");
}

#[test]
fn differences_beyond_the_first_thousand_are_not_counted_or_hide_others() {
    const CHANGED: u64 = 1100;
    let scratch = Scratch::new("thousands");
    for number in 0..CHANGED {
        fs::write(scratch.0.join(format!("{number:04}")), b"as collected").unwrap();
    }
    let mut desk = Desk::with(&scratch.0);
    for number in 0..CHANGED {
        fs::write(scratch.0.join(format!("{number:04}")), b"as c0llected").unwrap();
    }
    fs::remove_file(scratch.0.join("mail/one.eml")).unwrap();
    fs::write(scratch.0.join("new"), b"x").unwrap();
    let report = desk.verify_directory(&scratch.0);
    let item = report.items.iter().find(|item| item.id == desk.directory).unwrap();
    let found = item.directory.unwrap().compared.unwrap();
    assert_eq!((found.changed, found.missing, found.added, found.renamed), (CHANGED, 1, 1, 0));
    assert_eq!(report.findings.len(), 1002);
    let page = report.to_string();
    for line in [
        "1 are missing, 1100 changed, 0 renamed, 1 added",
        "… and 1090 more content.part.mismatch, changed: 1100 in all, of which 1000 are listed",
        r#"entry "mail/one.eml" missing"#,
        r#"entry "new" added"#,
    ] {
        assert!(page.contains(line), "{line}: {page}");
    }
}

#[test]
fn damaged_parts_beyond_the_first_thousand_are_not_counted() {
    const PARTS: usize = 1100;
    let scratch = Scratch::new("parts");
    let mut desk = Desk::with(&scratch.0);
    let part_size = PartSize::new(4096).unwrap();
    let options = Options { part_size, parts: KeptParts::All, ..Options::default() };
    let measured = measure_reader(vec![0; PARTS * 4096].as_slice(), options).unwrap();
    let list: Vec<u8> =
        measured.parts.as_ref().unwrap().digests().iter().flat_map(|d| d.0).collect();
    let root = SigningKey::from_seed(&[1; 32]);
    let officer = Actor::organisation(&root);
    let id = desk.case.open_case("2/26", &officer, now(), &mut OsEntropy).unwrap();
    let files = [("image", &measured)];
    let image = desk.case.acquire(id, &files, &officer, now(), &mut OsEntropy).unwrap()[0];
    let damaged = ContentSource::Reader(Box::new(std::io::Cursor::new(vec![1; PARTS * 4096])));
    let report =
        desk.verify(|verifier| verifier.content(image, damaged).parts(image, list)).unwrap();
    let item = report.items.iter().find(|item| item.id == image).unwrap();
    assert_eq!(item.parts.unwrap().differing, 1100);
    let page = report.to_string();
    assert!(page.contains("0 parts, 0 bytes, are as recorded, 1100 differ"), "{page}");
    let more = "… and 1090 more content.part.mismatch: 1100 in all, of which 1000 are listed";
    assert!(page.contains(more), "{page}");
}

/// A directory of the system in which some files cannot be read by anyone.
#[test]
fn entry_that_was_not_read_is_not_named() {
    let path = Path::new("/proc/self/attr");
    let scratch = Scratch::new("unread");
    let unread = if path.is_dir() { measured(path).0.unread } else { 0 };
    if unread == 0 {
        return;
    }
    let mut desk = Desk::with(path);
    let report = desk.verify_directory(path);
    let item = report.items.iter().find(|item| item.id == desk.directory).unwrap();
    let named = item.unread.as_ref().unwrap();
    assert_eq!(named.count, unread);
    assert_eq!(named.first.len(), usize::try_from(unread).unwrap());
    assert!(named.first.iter().all(|entry| entry.recorded.is_some()), "{named:?}");
    let finding = report.findings.iter().find(|found| found.code == Code::ContentNotKnown).unwrap();
    let why =
        format!("{unread} entries of the directory were not read or not entered, then or now");
    assert!(finding.message().ends_with(&why), "{}", finding.message());
    let page = report.to_string();
    assert!(page.contains(&format!("entries that were not read: {unread}")), "{page}");
    assert!(
        page.contains(&format!("            {}: failed when recorded", named.first[0].path)),
        "{page}"
    );
    drop(scratch);
}
