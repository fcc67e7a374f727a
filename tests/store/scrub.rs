//! A disk that rots while a case is open: what was read once is read again.

use handseal::evidence::{Options, PartSize, measure_reader};
use handseal::identity::OsEntropy;
use handseal::ledger::RecordKind;
use handseal::store::{Actor, CaseFile, FileStore};
use handseal::verify::{Class, Code, ContentSource, ItemName, Verdict, Verifier};

use crate::{Directory, at, begun, failures, heads, note, records, root, trust};

/// A case on the disk with the content of one item, of three parts, beside it.
fn kept(directory: &Directory) -> (CaseFile<FileStore>, Vec<u8>) {
    let (mut case, id) = begun(FileStore::create(directory.path("a.custody")).unwrap());
    let content: Vec<u8> = (0..10_000_u32).map(|number| (number % 251) as u8).collect();
    let options = Options { part_size: PartSize::new(4_096).unwrap(), ..Options::default() };
    let measured = measure_reader(content.as_slice(), options).unwrap();
    let key = root();
    let chief = Actor::organisation(&key);
    let items = case.acquire(id, &[("a.img", &measured)], &chief, at(), &mut OsEntropy).unwrap();
    case.label(&[(items[0], "EX-1")], &chief, at(), &mut OsEntropy).unwrap();
    case.checkpoint(&heads()).unwrap();
    note(&mut case, id, "behind the head").unwrap();
    (case, content)
}

fn verifier(content: &[u8]) -> Verifier<'_> {
    let source = ContentSource::Reader(Box::new(content));
    Verifier::new(&trust(), at()).content(ItemName::Label("EX-1".to_owned()), source)
}

#[test]
fn record_that_rots_while_the_case_is_open_is_not_noticed() {
    let directory = Directory::new();
    let (mut case, content) = kept(&directory);
    let report = case.scrub(verifier(&content)).unwrap();
    // No head covers the last entry yet.
    assert_eq!((failures(&report), report.verdict), (vec![], Verdict::Incomplete), "{report}");
    let path = directory.path("a.custody");
    let whole = std::fs::read(&path).unwrap();
    for (kind, range) in records(&whole) {
        let mut bytes = whole.clone();
        bytes[range.end - 2] ^= 4;
        std::fs::write(&path, &bytes).unwrap();
        let report = case.scrub(verifier(&content)).unwrap();
        assert_eq!(report.verdict, Verdict::Contradicted, "{kind:?} {range:?}: {report}");
        let failures = || report.findings.iter().filter(|f| f.code.class() == Class::Failure);
        let place = |of: &std::ops::Range<u64>| {
            of.start <= range.end as u64 && range.start as u64 <= of.end
        };
        let located = failures().any(|failure| failure.location.bytes.as_ref().is_some_and(place));
        assert!(located || kind == RecordKind::Header, "{kind:?} {range:?}: {report}");
    }
    // The end is gone, up to the head and with it.
    let entries = records(&whole).into_iter().filter(|(kind, _)| *kind == RecordKind::Entry);
    let last = entries.map(|(_, range)| range.start).nth(4).unwrap();
    std::fs::write(&path, &whole[..last]).unwrap();
    let report = case.scrub(verifier(&content)).unwrap();
    assert!(
        report.findings.iter().any(|finding| finding.code == Code::AnchorTruncated),
        "{report}"
    );
}

#[test]
fn content_that_rots_is_not_named_by_its_parts() {
    let directory = Directory::new();
    let (mut case, mut content) = kept(&directory);
    content[5_000] ^= 1;
    let report = case.scrub(verifier(&content)).unwrap();
    let named = report.to_string();
    assert!(
        report.verdict != Verdict::Consistent && named.contains("bytes 4096 to 8192"),
        "{named}"
    );
}
