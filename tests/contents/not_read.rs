//! Contents that cannot be read, or not all of them.

use handseal::event::PartDigests;
use handseal::evidence::{Options, PartSize, Pass};
use handseal::verify::{Code, ContentResult, ContentSource, Verdict, VerifierError};

use crate::{Desk, LENGTH, codes, content};

/// Fails where it is told to, as a medium does.
struct Failing<'b>(&'b [u8]);

impl std::io::Read for Failing<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.0.is_empty() {
            return Err(std::io::Error::other("the cable\nwas pulled"));
        }
        self.0.read(buffer)
    }
}

#[test]
fn content_that_cannot_be_read_suppresses_the_report_or_matches() {
    let mut desk = Desk::new();
    let item = desk.acquire(&[7; LENGTH], PartDigests::Inline);
    for whole in [0, 5000, LENGTH] {
        let bytes = [7; LENGTH];
        let source = ContentSource::Reader(Box::new(Failing(&bytes[..whole])));
        let report = desk.verifier().content(item, source).verify_bytes(desk.bytes()).unwrap();
        assert_eq!(report.verdict, Verdict::Incomplete, "{report}");
        assert_eq!(report.items[0].content, ContentResult::NotRead);
        assert_eq!(codes(&report), [Code::ContentNotRead]);
        let message = report.findings[0].message();
        assert!(message.contains(&format!("at byte {whole}: the cable")), "{message}");
        assert!(!report.to_string().contains("\nwas pulled"), "{report}");
    }
}

#[test]
fn comparison_that_was_broken_off_is_a_report() {
    let mut desk = Desk::new();
    let item = desk.acquire(&[7; LENGTH], PartDigests::Inline);
    let verifier = desk.verifier().content(item, content(&[7; LENGTH]));
    let verifier = verifier.told(|_, _| std::ops::ControlFlow::Break(()));
    let error = verifier.verify_bytes(desk.bytes()).unwrap_err();
    assert!(matches!(error, VerifierError::Cancelled { .. }), "{error}");
}

#[test]
fn bytes_that_could_not_be_read_when_acquired_are_an_error_when_verified() {
    let mut desk = Desk::new();
    let mut bytes = vec![7; LENGTH];
    bytes[4096..4200].fill(0);
    let gap = 4096..4200;
    let rescued = |unreadable: &[std::ops::Range<u64>]| ContentSource::Rescued {
        reader: Box::new(std::io::Cursor::new(bytes.clone())),
        unreadable: unreadable.to_vec(),
    };
    let options = Options { part_size: PartSize::new(4096).unwrap(), ..Options::default() };
    let measured = Pass::new().measure(rescued(std::slice::from_ref(&gap)), options).unwrap();
    assert_eq!((&measured.unreadable, measured.joined), (&vec![gap.clone()], 0));
    let item = desk.acquire_measured(&measured, PartDigests::Inline);
    let mut told = |ranges: &[std::ops::Range<u64>]| {
        let verifier = desk.verifier().content(item, rescued(ranges));
        verifier.verify_bytes(desk.bytes()).unwrap()
    };
    assert_eq!(told(&[gap]).verdict, Verdict::Consistent);
    let report = told(&[4000..4150, 8192..8200]);
    assert_eq!(report.verdict, Verdict::Incomplete);
    let fields: Vec<_> =
        report.findings.iter().map(|finding| finding.location.field.clone().unwrap()).collect();
    assert_eq!(fields, ["content bytes 4000 to 4096", "content bytes 8192 to 8200"]);
    let parts = report.items[0].parts.unwrap();
    assert_eq!((parts.whole, parts.whole_bytes, parts.differing), (1, 4096, 0));
}
