//! Content of which something could not be read, then or now: what is told apart from damage.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::single_range_in_vec_init,
    reason = "tests may panic, and count in small numbers"
)]

use std::io::Read;
use std::ops::Range;

use handseal::evidence::{
    Conclusion, ContentReport, ContentSource, DigestAlgorithm, DigestSet, Expected, ExpectedParts,
    KeptParts, Measurement, MissingParts, Options, PartSize, PartsReport, Pass, PassedOver,
    ReadFault, check_content,
};

const PART: usize = 4096;
const SIZE: usize = 5 * PART + 100;

fn content() -> Vec<u8> {
    (0..SIZE).map(|at| u8::try_from(at % 251).unwrap()).collect()
}

fn with(bytes: &[u8], ranges: &[Range<usize>], byte: u8) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    ranges.iter().for_each(|range| bytes[range.clone()].fill(byte));
    bytes
}

fn wide(range: &Range<usize>) -> Range<u64> {
    range.start as u64..range.end as u64
}

fn rescued<'a>(bytes: &'a [u8], unreadable: &[Range<usize>]) -> ContentSource<'a> {
    let unreadable = unreadable.iter().map(wide).collect();
    ContentSource::Rescued { reader: Box::new(bytes), unreadable }
}

/// Measured with zeros where it could not be read.
fn recorded(ranges: &[Range<usize>]) -> Measurement {
    let options = Options {
        part_size: PartSize::new(PART as u64).unwrap(),
        digests: DigestSet::NONE.with(DigestAlgorithm::Sha512).with(DigestAlgorithm::Md5),
        parts: KeptParts::All,
        ..Options::default()
    };
    let zeroed = with(&content(), ranges, 0);
    Pass::new().measure(rescued(&zeroed, ranges), options).unwrap()
}

fn whole(report: &ContentReport) -> (u64, u64) {
    let PartsReport::Listed { whole, differing, .. } = &report.parts else { panic!("{report:?}") };
    (whole.parts, *differing)
}

#[test]
fn bytes_that_could_not_be_read_then_are_damage_when_they_are_read() {
    let gaps = [100..200, PART - 10..2 * PART + 10, 4 * PART..5 * PART];
    let recorded = recorded(&gaps);
    let report = check_content(content().as_slice(), &Expected::from(&recorded)).unwrap();
    assert_eq!(report.conclusion(), Conclusion::NotRecorded, "{report:?}");
    assert_eq!(report.not_recorded, gaps.iter().map(wide).collect::<Vec<_>>());
    assert_eq!(whole(&report), (6, 0));
    // Without the list, by the root and the digests.
    let (part_size, root) = (recorded.part_size, recorded.part_root);
    let root =
        Expected { parts: ExpectedParts::Root { part_size, root }, ..Expected::from(&recorded) };
    let report = check_content(content().as_slice(), &root).unwrap();
    assert_eq!(report.conclusion(), Conclusion::NotRecorded, "{report:?}");
    assert_eq!(report.not_recorded.len(), 3);
    let none = Expected { parts: ExpectedParts::NotSigned, ..root };
    let report = check_content(content().as_slice(), &none).unwrap();
    assert_eq!(report.conclusion(), Conclusion::NotRecorded, "{report:?}");
    // Of some there are still zeros.
    let some = with(&content(), &gaps[1..], 0);
    let report = check_content(some.as_slice(), &Expected::from(&recorded)).unwrap();
    assert_eq!(report.not_recorded, [100..200]);
    let as_it_was = with(&content(), &gaps, 0);
    let report = check_content(as_it_was.as_slice(), &Expected::from(&recorded)).unwrap();
    assert_eq!(report.conclusion(), Conclusion::Match, "{report:?}");
    assert_eq!(report.not_recorded, []);
}

#[test]
fn gap_that_can_be_read_hides_an_altered_byte() {
    let gaps = [100..200, 4 * PART..4 * PART + 64];
    let recorded = recorded(&gaps);
    for (at, parts) in [(99, (5, 1)), (200, (5, 1)), (PART + 1, (5, 1)), (SIZE - 1, (5, 1))] {
        let mut altered = content();
        altered[at] ^= 1;
        let report = check_content(altered.as_slice(), &Expected::from(&recorded)).unwrap();
        assert_eq!(report.conclusion(), Conclusion::Differs, "{at}: {report:?}");
        assert_eq!(whole(&report), parts, "{at}");
        // The other gap is told all the same, for its part is otherwise whole.
        assert!(report.not_recorded.contains(&wide(&gaps[1])), "{at}: {report:?}");
        assert_eq!(report.not_recorded.contains(&wide(&gaps[0])), at > PART, "{at}: {report:?}");
    }
    let longer = [content().as_slice(), b"x"].concat();
    let report = check_content(longer.as_slice(), &Expected::from(&recorded)).unwrap();
    assert_eq!((report.conclusion(), whole(&report)), (Conclusion::Differs, (6, 0)));
    assert_eq!(report.not_recorded.len(), 2);
}

#[test]
fn what_another_tool_put_into_a_gap_is_called_read() {
    let gaps = [100..200];
    let recorded = recorded(&gaps);
    // It could not be read again, and this tool puts something else there.
    let filled = with(&content(), &gaps, 0xba);
    let check = |unread: &[Range<usize>]| {
        Pass::new().check(rescued(&filled, unread), &Expected::from(&recorded)).unwrap()
    };
    let report = check(&gaps);
    assert_eq!((report.conclusion(), report.not_recorded), (Conclusion::Match, vec![]));
    let report = check(std::slice::from_ref(&(100..150)));
    assert_eq!(report.conclusion(), Conclusion::NotRecorded);
    // And where it was recorded as that tool had put it there, it is as recorded.
    let options = Options { parts: KeptParts::All, ..Options::default() };
    let recorded = Pass::new().measure(rescued(&filled, &gaps), options).unwrap();
    let report = check_content(filled.as_slice(), &Expected::from(&recorded)).unwrap();
    assert_eq!((report.conclusion(), report.not_recorded), (Conclusion::Match, vec![]));
}

#[test]
fn parts_behind_the_end_are_not_named() {
    let recorded = recorded(&[]);
    let missing = |length: usize| {
        let bytes = content();
        let report = check_content(&bytes[..length], &Expected::from(&recorded)).unwrap();
        assert_eq!(report.conclusion(), Conclusion::Differs);
        let PartsReport::Listed { whole, missing, differing, .. } = report.parts else { panic!() };
        assert_eq!(
            (whole.parts, differing),
            ((length / PART) as u64, u64::from(!length.is_multiple_of(PART)))
        );
        missing
    };
    let from =
        |first: u64| Some(MissingParts { first, last: 5, bytes: first * PART as u64..SIZE as u64 });
    assert_eq!(missing(0), from(0));
    assert_eq!(missing(2 * PART), from(2));
    assert_eq!(missing(2 * PART + 1), from(3));
    assert_eq!(missing(5 * PART), from(5));
    assert_eq!(missing(5 * PART + 1), None);
}

/// Gives its pieces, and goes on behind what it cannot read.
struct Torn(Vec<Result<Vec<u8>, u64>>);

impl Read for Torn {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        loop {
            match self.0.first_mut() {
                None => return Ok(0),
                Some(Ok(piece)) if piece.is_empty() => drop(self.0.remove(0)),
                Some(Ok(piece)) => {
                    let count = piece.as_slice().read(buffer)?;
                    piece.drain(..count);
                    return Ok(count);
                }
                Some(Err(bytes)) => {
                    let bytes = *bytes;
                    drop(self.0.remove(0));
                    return Err(PassedOver { bytes, why: "a scratch".into() }.into());
                }
            }
        }
    }
}

#[test]
fn reader_that_goes_on_behind_what_it_cannot_read_ends_the_comparison() {
    let recorded = recorded(std::slice::from_ref(&(PART..PART + 10)));
    let bytes = with(&content(), std::slice::from_ref(&(PART..PART + 10)), 0);
    let torn = |lost: &Range<usize>| {
        let (before, behind) = (bytes[..lost.start].to_vec(), bytes[lost.end..].to_vec());
        let half = (lost.end - lost.start) as u64 / 2;
        let rest = (lost.end - lost.start) as u64 - half;
        Torn(vec![Ok(before), Err(half), Err(rest), Ok(behind)])
    };
    for lost in [0..2, 50..5000, SIZE - 1000..SIZE, 0..SIZE, PART..PART + 10, PART - 2..PART + 12] {
        let source = || ContentSource::Reader(Box::new(torn(&lost)));
        let report = Pass::new().check(source(), &Expected::from(&recorded)).unwrap();
        let known = [PART as u64..PART as u64 + 10];
        let mut expected: Vec<Range<u64>> = vec![wide(&lost)];
        if lost.start <= PART && PART + 10 <= lost.end {
            expected = vec![wide(&lost).start..known[0].start, known[0].end..wide(&lost).end];
        }
        expected.retain(|range| range.start < range.end);
        assert_eq!(report.unread, expected, "{lost:?}");
        assert_eq!(report.faults, [ReadFault { range: wide(&lost), why: "a scratch".into() }]);
        let conclusion = if expected.is_empty() { Conclusion::Match } else { Conclusion::NotRead };
        assert_eq!(report.conclusion(), conclusion, "{lost:?}");
        assert_eq!(whole(&report).1, 0, "{lost:?}");
        // To whom does not go on, it is the end.
        let error = Pass::new().measure(source(), Options::default()).unwrap_err();
        assert!(error.to_string().contains(&format!("at byte {}", lost.start)), "{error}");
    }
}
