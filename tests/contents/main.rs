//! Contents, headers, disclosures and cases that are not what they should be: the exact finding.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod not_read;

use handseal::Timestamp;
use handseal::event::{
    Acquired, AcquiredItem, At, Content, PartDigests, Salts, Subject, TakenOver, TakenOverItem,
};
use handseal::evidence::{
    DigestAlgorithm, DigestSet, Measurement, Options, PartSize, measure_reader,
};
use handseal::identity::{CaseId, ItemId, OsEntropy, SigningKey, Trust};
use handseal::ledger::SignedCheckpoint;
use handseal::store::{Actor, CaseFile, MemoryStore, Opening};
use handseal::verify::{
    Class, Code, ContentResult, ContentSource, Report, Verdict, Verifier, VerifierError,
};

/// A ledger with one case, and its keys.
struct Desk {
    case: CaseFile<MemoryStore>,
    id: CaseId,
    root: SigningKey,
    heads: SigningKey,
}

fn now() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

impl Desk {
    fn new() -> Self {
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
        Self { case, id, root, heads }
    }

    /// Acquires a content of three parts, with the part digests or without them.
    fn acquire(&mut self, bytes: &[u8], parts: PartDigests) -> ItemId {
        self.acquire_measured(&measure(bytes), parts)
    }

    fn acquire_measured(&mut self, measured: &Measurement, parts: PartDigests) -> ItemId {
        let item = ItemId::generate(&mut OsEntropy).unwrap();
        let mut salts = Salts::new(&mut OsEntropy).unwrap();
        let content = Content::measured(measured, parts, &mut salts);
        let acquired = AcquiredItem::of(item, content);
        let body = Acquired::of(self.id, vec![acquired]);
        let actor = Actor::organisation(&self.root);
        self.case.act(body, &[Subject::Item(item)], &actor, At::device(now())).unwrap();
        item
    }

    fn head(&mut self) -> SignedCheckpoint {
        self.case.checkpoint(&self.heads).unwrap()
    }

    fn verifier<'a>(&mut self) -> Verifier<'a> {
        let head = self.head();
        Verifier::new(&Trust::new().root(self.case.keeper()), now()).anchor(head)
    }

    fn bytes(&self) -> &[u8] {
        self.case.store().as_bytes()
    }
}

fn measure(bytes: &[u8]) -> Measurement {
    let options = Options {
        part_size: PartSize::new(4096).unwrap(),
        digests: DigestSet::NONE.with(DigestAlgorithm::Sha512),
        ..Options::default()
    };
    measure_reader(bytes, options).unwrap()
}

fn content(bytes: &[u8]) -> ContentSource<'_> {
    ContentSource::Reader(Box::new(bytes))
}

fn codes(report: &Report) -> Vec<Code> {
    report.findings.iter().map(|finding| finding.code).collect()
}

const LENGTH: usize = 3 * 4096 - 100;

#[test]
fn content_as_recorded_is_consistent() {
    let mut desk = Desk::new();
    let item = desk.acquire(&[7; LENGTH], PartDigests::Inline);
    let verifier = desk.verifier().content(item, content(&[7; LENGTH]));
    let report = verifier.verify_bytes(desk.bytes()).unwrap();
    assert_eq!(report.verdict, Verdict::Consistent, "{report}");
    assert_eq!(report.items[0].content, ContentResult::Matches);
}

#[test]
fn altered_part_is_named_with_its_bytes() {
    let mut desk = Desk::new();
    let item = desk.acquire(&[7; LENGTH], PartDigests::Inline);
    let mut altered = vec![7; LENGTH];
    altered[5000] = 8;
    let verifier = desk.verifier().content(item, content(&altered));
    let report = verifier.verify_bytes(desk.bytes()).unwrap();
    assert_eq!(report.verdict, Verdict::Contradicted);
    // V9.1 twice, for both digests of the whole; V9.2 once, for the part.
    assert_eq!(
        codes(&report),
        [Code::ContentMismatch, Code::ContentMismatch, Code::ContentPartMismatch]
    );
    let part = &report.findings[2].location;
    assert_eq!(part.subject, Some(Subject::Item(item)));
    assert_eq!(part.field.as_deref(), Some("part 1, content bytes 4096 to 8192"));
}

#[test]
fn content_that_differs_does_not_say_in_what() {
    let mut desk = Desk::new();
    let item = desk.acquire(&[7; LENGTH], PartDigests::Inline);
    let verifier = desk.verifier().content(item, content(&[8; LENGTH - 1]));
    let report = verifier.verify_bytes(desk.bytes()).unwrap();
    let whole = report.findings.iter().filter(|found| found.code == Code::ContentMismatch);
    let fields: Vec<_> = whole.filter_map(|found| found.location.field.as_deref()).collect();
    assert_eq!(fields, ["sha256", "sha512", "size"]);
    let page = report.to_string();
    assert!(page.contains("content.mismatch, field sha256"), "{page}");
    assert!(!page.contains("where it differs is not told"), "{page}");
}

#[test]
fn altered_part_is_named_from_a_list_beside_the_case() {
    let mut desk = Desk::new();
    let item = desk.acquire(&[7; LENGTH], PartDigests::Omitted);
    let mut altered = vec![7; LENGTH];
    altered[LENGTH - 1] = 8;
    let list: Vec<u8> = measure(&[7; LENGTH])
        .parts
        .as_ref()
        .unwrap()
        .digests()
        .iter()
        .flat_map(|digest| digest.0)
        .collect();
    let verifier = desk.verifier().content(item, content(&altered)).parts(item, list.clone());
    let report = verifier.verify_bytes(desk.bytes()).unwrap();
    assert!(codes(&report).contains(&Code::ContentPartMismatch), "{report}");
    let report = desk.verifier().content(item, content(&altered)).verify_bytes(desk.bytes());
    let page = report.unwrap().to_string();
    assert!(
        page.contains("where it differs is not told: no part list of what is recorded was given"),
        "{page}"
    );

    // A list that does not make the signed root is not believed: the content is compared without it.
    let mut foreign = list;
    foreign[0] ^= 1;
    let given = desk.verifier().content(item, content(&[7; LENGTH])).parts(item, foreign.clone());
    let report = given.verify_bytes(desk.bytes()).unwrap();
    assert_eq!(report.verdict, Verdict::Consistent, "{report}");
    assert_eq!(codes(&report), [Code::ContentListRefused]);
    let message = report.findings[0].message();
    let root = measure(&[7; LENGTH]).part_root;
    assert!(message.contains(&format!("root {root} expected")), "{message}");
    // Out of a file, the file is named; and it is looked at, whether or not a content is given.
    let path = std::env::temp_dir().join(format!("handseal-{}.parts", std::process::id()));
    std::fs::write(&path, &foreign[..33]).unwrap();
    let given = desk.verifier().parts_file(item, &path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let report = given.verify_bytes(desk.bytes()).unwrap();
    let refused = report.findings.iter().find(|found| found.code == Code::ContentListRefused);
    let message = refused.unwrap().message();
    assert!(message.contains(".parts\""), "{message}");
    assert!(message.contains("ends inside the digest at byte 32"), "{message}");
    assert!(desk.verifier().parts_file(item, &path).is_err());
}

#[test]
fn parts_that_a_content_ends_before_are_not_named() {
    let mut desk = Desk::new();
    let item = desk.acquire(&[7; LENGTH], PartDigests::Inline);
    for (length, field) in [
        (4096, "parts 1 to 2 missing, content bytes 4096 to 12188"),
        (8192, "part 2 missing, content bytes 8192 to 12188"),
    ] {
        let cut = vec![7; length];
        let verifier = desk.verifier().content(item, content(&cut));
        let report = verifier.verify_bytes(desk.bytes()).unwrap();
        let parts = report.findings.iter().filter(|found| found.code == Code::ContentPartMismatch);
        let fields: Vec<_> = parts.map(|found| found.location.field.clone().unwrap()).collect();
        assert_eq!(fields, [field]);
        let page = report.to_string();
        let whole = length / 4096;
        let words = format!(
            "{whole} parts, {length} bytes, are as recorded, 0 differ, {} are missing at the end",
            3 - whole
        );
        assert!(page.contains(&words), "{page}");
    }
}

#[test]
fn content_cut_or_extended_is_contradicted() {
    let mut desk = Desk::new();
    let item = desk.acquire(&[7; LENGTH], PartDigests::Inline);
    for length in [0, 1, LENGTH - 1, LENGTH + 1, 2 * LENGTH] {
        let other = vec![7; length];
        let verifier = desk.verifier().content(item, content(&other));
        let report = verifier.verify_bytes(desk.bytes()).unwrap();
        assert_eq!(report.verdict, Verdict::Contradicted, "{length}: {report}");
    }
}

/// Only one of them would be compared.
#[test]
fn content_given_twice_for_one_item_is_accepted() {
    let mut desk = Desk::new();
    let item = desk.acquire(&[7; LENGTH], PartDigests::Inline);
    let twice =
        desk.verifier().content(item, content(b"other")).content(item, content(&[7; LENGTH]));
    let error = twice.verify_bytes(desk.bytes()).unwrap_err();
    assert!(matches!(error, VerifierError::NamedTwice { item: found, .. } if found == item));
    let twice = desk.verifier().parts(item, Vec::new()).parts(item, vec![0; 32]);
    let error = twice.verify_bytes(desk.bytes()).unwrap_err();
    assert_eq!(error.to_string(), format!("{item} is named twice, the second time as \"{item}\""));
}

#[test]
fn content_not_given_is_not_checked() {
    let mut desk = Desk::new();
    let item = desk.acquire(&[7; LENGTH], PartDigests::Inline);
    let report = desk.verifier().verify_bytes(desk.bytes()).unwrap();
    assert_eq!(report.verdict, Verdict::Incomplete);
    assert_eq!(codes(&report), [Code::ContentNotSupplied]);
    assert_eq!(report.findings[0].location.subject, Some(Subject::Item(item)));
}

#[test]
fn content_whose_digests_are_withheld_is_not_known() {
    let mut desk = Desk::new();
    let item = desk.acquire(&[7; LENGTH], PartDigests::Inline);
    let verifier = desk.verifier().content(item, content(&[7; LENGTH]));
    // The disclosures of the last entry are left out: its descriptor is withheld.
    let bytes = without_last_disclosures(desk.bytes());
    let report = verifier.verify_bytes(&bytes).unwrap();
    assert_eq!(report.verdict, Verdict::Incomplete, "{report}");
    assert_eq!(codes(&report), [Code::FieldWithheld, Code::ContentNotKnown]);
}

fn without_last_disclosures(bytes: &[u8]) -> Vec<u8> {
    use handseal::ledger::{RecordKind, RecordReader};
    let mut reader = RecordReader::new(bytes);
    let mut records = Vec::new();
    while let Some(record) = reader.next_record().unwrap() {
        records.push(record);
    }
    let last = records.iter().rposition(|record| record.kind == RecordKind::Disclosures).unwrap();
    records.remove(last);
    records.into_iter().flat_map(|record| record.bytes).collect()
}

#[test]
fn file_without_our_header_is_refused_at_its_first_bytes() {
    for bytes in [&b""[..], b"not a case", b"\xd9\xd9\xf7\x83\x68handseal\x02\x66ledger"] {
        let report = Verifier::new(&Trust::new(), now()).verify_bytes(bytes).unwrap();
        assert_eq!(report.verdict, Verdict::Contradicted);
        assert_eq!(codes(&report), [Code::FileHeader], "{report}");
        assert_eq!(report.findings[0].location.bytes.as_ref().map(|range| range.start), Some(0));
    }
}

#[test]
fn disclosures_that_are_no_list_of_pairs_are_malformed() {
    let mut desk = Desk::new();
    let verifier = desk.verifier();
    let mut bytes = without_last_disclosures(desk.bytes());
    // `[[]]` where the disclosures of the last entry stood: before the checkpoint record.
    let head = desk.head().to_string();
    let at = bytes.len() - handseal::ledger::checkpoint_record(&head).len();
    bytes.splice(at..at, [0x81, 0x80]);
    let report = verifier.verify_bytes(&bytes).unwrap();
    assert_eq!(report.verdict, Verdict::Contradicted);
    let first = report.findings.iter().find(|finding| finding.code.class() == Class::Failure);
    let first = first.unwrap();
    assert!(matches!(first.code, Code::DisclosureMalformed | Code::DisclosureMismatch), "{report}");
    assert!(first.location.bytes.as_ref().unwrap().contains(&u64::try_from(at).unwrap()));
}

#[test]
fn disclosures_that_are_not_cbor_of_the_profile_are_malformed() {
    let mut desk = Desk::new();
    let verifier = desk.verifier();
    let mut bytes = without_last_disclosures(desk.bytes());
    let head = desk.head().to_string();
    let at = bytes.len() - handseal::ledger::checkpoint_record(&head).len();
    // A float, which the profile does not have.
    bytes.splice(at..at, [0x81, 0xf9, 0x00, 0x00]);
    let report = verifier.verify_bytes(&bytes).unwrap();
    assert!(codes(&report).contains(&Code::DisclosureMalformed), "{report}");
}

#[test]
fn item_taken_over_and_never_admitted_belongs_to_no_case() {
    let mut desk = Desk::new();
    let item = ItemId::generate(&mut OsEntropy).unwrap();
    let mut salts = Salts::new(&mut OsEntropy).unwrap();
    let history = salts.commit("a paper file");
    let taken = TakenOverItem { id: item, content: None, history, description: None };
    let body = TakenOver { case: None, from: None, items: vec![taken], ground: None };
    let root = SigningKey::from_seed(&[1; 32]);
    let actor = Actor::organisation(&root);
    desk.case.act(body, &[Subject::Item(item)], &actor, At::device(now())).unwrap();
    let report = desk.verifier().verify_bytes(desk.bytes()).unwrap();
    assert_eq!(report.verdict, Verdict::Contradicted);
    assert_eq!(codes(&report), [Code::ItemNoCase]);
    assert_eq!(report.findings[0].location.subject, Some(Subject::Item(item)));

    let ground = handseal::event::Why::code("joined");
    let admitted = handseal::event::Admitted { case: desk.id, ground };
    desk.case.act(admitted, &[Subject::Item(item)], &actor, At::device(now())).unwrap();
    let report = desk.verifier().verify_bytes(desk.bytes()).unwrap();
    assert_eq!(report.verdict, Verdict::Consistent, "{report}");
}

#[test]
fn case_cut_down_to_its_header_is_not_an_error_of_the_call() {
    let mut desk = Desk::new();
    let verifier = desk.verifier();
    let header = handseal::ledger::Header::Ledger.to_bytes();
    let label = handseal::verify::ItemName::Label("EX-1".to_owned());
    let report = verifier.content(label, content(b"x")).verify_bytes(&header).unwrap();
    assert_eq!(report.verdict, Verdict::Incomplete);
    let codes = codes(&report);
    let expected = [Code::AnchorUnusable, Code::ContentNotSupplied, Code::LedgerEmpty];
    assert_eq!(codes, expected, "{report}");
}

/// What the content is given for can stand in what is damaged or cut off: that is the answer, not a
/// wrong name.
#[test]
fn content_for_what_is_no_longer_in_the_file_is_an_error_of_the_call() {
    use handseal::ledger::{RecordKind, RecordReader, entry_record};
    let mut desk = Desk::new();
    let item = desk.acquire(&[7; LENGTH], PartDigests::Inline);
    let (verifier, again) = (desk.verifier(), desk.verifier());
    let mut reader = RecordReader::new(desk.bytes());
    let records: Vec<_> = std::iter::from_fn(|| reader.next_record().unwrap()).collect();
    let last = records.iter().rposition(|record| record.kind == RecordKind::Entry).unwrap();
    let start = usize::try_from(records[last].range.start).unwrap();
    // Cut off: only the remembered head tells that there was more.
    let cut = &desk.bytes()[..start];
    let report = verifier.content(item, content(&[7; LENGTH])).verify_bytes(cut).unwrap();
    let expected = [Code::AnchorTruncated, Code::ContentNotSupplied];
    assert_eq!(codes(&report), expected, "{report}");
    // Withheld: nothing failed.
    let hash = handseal::event::EntryHash::of(records[last].content());
    let stub = [cut, &entry_record(hash.as_bytes())].concat();
    let report = again.content(item, content(&[7; LENGTH])).verify_bytes(&stub).unwrap();
    let expected = [Code::EntryNotShown, Code::ContentNotSupplied];
    assert_eq!(codes(&report), expected, "{report}");
    assert_eq!(report.findings[1].because_of, Some(0));
    // Neither: there is no such item.
    let verifier = Verifier::new(&Trust::new().root(desk.case.keeper()), now());
    let report = verifier.content(item, content(&[7; LENGTH])).verify_bytes(cut);
    assert!(matches!(report, Err(VerifierError::UnknownItem { .. })), "{report:?}");
}

#[test]
fn file_of_a_case_is_read_and_what_is_no_file_is_refused() {
    let mut desk = Desk::new();
    let folder = std::env::temp_dir().join(format!("handseal-contents-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("1.custody");
    std::fs::write(&path, desk.bytes()).unwrap();
    let report = desk.verifier().verify_file(&path).unwrap();
    let refused = desk.verifier().verify_file(&folder);
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(report.verdict, Verdict::Consistent, "{report}");
    let Err(VerifierError::Open { path, source }) = refused else { panic!("{refused:?}") };
    assert_eq!((path, source.to_string()), (folder, "not a regular file".to_owned()));
}
