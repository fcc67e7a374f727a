//! Content that is not what was signed: what is said, and where.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::arithmetic_side_effects,
    reason = "tests may panic, and count in small numbers"
)]

use handseal::evidence::{
    Comparison, Conclusion, ContentReport, DigestAlgorithm, DigestSet, EvidenceError, Expected,
    ExpectedParts, KeptParts, MAX_LISTED_DIFFERENCES, Measurement, Options, PartDifference,
    PartList, PartListError, PartSize, PartsReport, Sha256Digest, Sha512Digest, WholeParts,
    check_content, measure_reader,
};
use handseal::merkle::empty_root;

const PART: usize = 4096;

fn content(length: usize) -> Vec<u8> {
    (0..length).map(|at| u8::try_from(at % 251).unwrap()).collect()
}

fn wide(n: usize) -> u64 {
    u64::try_from(n).unwrap()
}

fn measured(content: &[u8]) -> Measurement {
    let part_size = PartSize::new(wide(PART)).unwrap();
    measure_reader(
        content,
        Options {
            part_size,
            digests: DigestSet::NONE.with(DigestAlgorithm::Sha512),
            parts: KeptParts::All,
            ..Options::default()
        },
    )
    .unwrap()
}

fn checked(content: &[u8], measurement: &Measurement) -> ContentReport {
    check_content(content, &Expected::from(measurement)).unwrap()
}

fn differing(report: &ContentReport) -> Vec<PartDifference> {
    let PartsReport::Listed { differing, first, .. } = &report.parts else { panic!("{report:?}") };
    assert_eq!(wide(first.len()), *differing);
    first.clone()
}

#[test]
fn unchanged_content_matches_in_everything() {
    for length in [0, 1, PART - 1, PART, PART + 1, 3 * PART, 3 * PART + 5] {
        let content = content(length);
        let report = checked(&content, &measured(&content));
        assert_eq!(report.conclusion(), Conclusion::Match);
        assert_eq!(report.size, Comparison::Match);
        assert_eq!(report.sha256, Comparison::Match);
        assert_eq!(report.sha512, Some(Comparison::Match));
        let whole = WholeParts { parts: wide(length.div_ceil(PART)), bytes: wide(length) };
        let first = Vec::new();
        assert_eq!(report.parts, PartsReport::Listed { differing: 0, first, whole, missing: None });
        assert_eq!((report.missing(), report.extra()), (None, None));
    }
}

#[test]
fn damaged_byte_is_located_to_its_part() {
    let original = content(3 * PART + 5);
    let measurement = measured(&original);
    for at in [0, PART - 1, PART, 2 * PART - 1, 2 * PART, 3 * PART - 1, 3 * PART, 3 * PART + 4] {
        let mut damaged = original.clone();
        damaged[at] ^= 0x80;
        let report = checked(&damaged, &measurement);
        assert_eq!(report.conclusion(), Conclusion::Differs);
        let found = Sha256Digest::of(&damaged);
        assert_eq!(report.sha256, Comparison::Differs { expected: measurement.sha256, found });
        assert!(matches!(report.sha512, Some(Comparison::Differs { .. })));
        assert_eq!(report.size, Comparison::Match);

        let (part, differences) = (at / PART, differing(&report));
        let [only] = differences.as_slice() else { panic!("{differences:?}") };
        let range = part * PART..((part + 1) * PART).min(original.len());
        assert_eq!((only.index, &only.range), (wide(part), &(wide(range.start)..wide(range.end))));
        assert_eq!(only.expected, Sha256Digest::of(&original[range.clone()]));
        assert_eq!(only.found, Sha256Digest::of(&damaged[range]));
    }
}

#[test]
fn part_that_is_whole_is_not_said_to_be() {
    let original = content(5 * PART + 7);
    let measurement = measured(&original);
    let whole = |content: &[u8]| {
        let PartsReport::Listed { whole, .. } = checked(content, &measurement).parts else {
            panic!("no list")
        };
        (whole.parts, whole.bytes)
    };
    let all = wide(original.len());
    for (at, bytes) in [(0, all - 4096), (4 * PART, all - 4096), (5 * PART, all - 7)] {
        let mut damaged = original.clone();
        damaged[at] ^= 1;
        assert_eq!(whole(&damaged), (5, bytes), "byte {at}");
    }
    assert_eq!(whole(&[0xee; 9 * PART]), (0, 0));
    // What is missing is not whole, nor is the part of which a piece is there.
    for (length, parts) in [(0, 0), (PART - 1, 0), (PART, 1), (5 * PART, 5), (5 * PART + 6, 5)] {
        assert_eq!(whole(&original[..length]), (parts, parts * 4096), "{length} bytes");
    }
    let longer = [original.as_slice(), b"more"].concat();
    assert_eq!(whole(&longer), (6, all));
}

#[test]
fn swapped_parts_are_both_named() {
    let original = content(3 * PART);
    let swapped = [&original[PART..2 * PART], &original[..PART], &original[2 * PART..]].concat();
    let indices: Vec<_> =
        differing(&checked(&swapped, &measured(&original))).iter().map(|part| part.index).collect();
    assert_eq!(indices, [0, 1]);
}

#[test]
fn truncated_content_is_told_from_damaged_content() {
    let original = content(3 * PART + 5);
    let measurement = measured(&original);
    for length in [0, 1, PART, PART + 1, 3 * PART, 3 * PART + 4] {
        let report = checked(&original[..length], &measurement);
        assert_eq!(report.conclusion(), Conclusion::Differs);
        assert_eq!(report.missing(), Some(wide(length)..measurement.size));
        assert_eq!(report.extra(), None);
        let cut: Vec<_> = differing(&report).iter().map(|part| part.index).collect();
        let expected = if length % PART == 0 { vec![] } else { vec![wide(length / PART)] };
        assert_eq!(cut, expected, "cut at {length}");
    }
}

#[test]
fn appended_bytes_are_named_and_leave_every_part_intact() {
    for (length, extra) in [(0, 1), (0, PART), (5, 1), (PART, 1), (PART + 5, 3 * PART)] {
        let original = content(length);
        let extended = [original.as_slice(), &vec![0xee; extra]].concat();
        let report = checked(&extended, &measured(&original));
        assert_eq!(report.conclusion(), Conclusion::Differs);
        assert_eq!(report.extra(), Some(wide(length)..wide(length + extra)));
        assert_eq!(report.missing(), None);
        assert_eq!(differing(&report), []);
    }
}

#[test]
fn inserted_byte_is_located_to_where_it_begins() {
    let original = content(4 * PART);
    let mut shifted = original.clone();
    shifted.insert(2 * PART + 10, 0);
    let report = checked(&shifted, &measured(&original));
    let indices: Vec<_> = differing(&report).iter().map(|part| part.index).collect();
    assert_eq!(indices, [2, 3]);
    assert_eq!(report.extra(), Some(wide(4 * PART)..wide(4 * PART + 1)));
}

#[test]
fn differences_beyond_the_limit_are_counted_not_listed() {
    let parts = MAX_LISTED_DIFFERENCES + 1;
    let measurement = measured(&vec![0; parts * PART]);
    for damaged in [MAX_LISTED_DIFFERENCES, parts] {
        let mut content = vec![0; parts * PART];
        content[..damaged * PART].fill(1);
        let report = checked(&content, &measurement);
        let PartsReport::Listed { differing, first, .. } = report.parts else { panic!() };
        assert_eq!((differing, first.len()), (wide(damaged), MAX_LISTED_DIFFERENCES));
    }
}

#[test]
fn damage_under_a_bare_root_is_found_without_a_place() {
    let original = content(2 * PART + 5);
    let measurement = measured(&original);
    let (part_size, root) = (measurement.part_size, measurement.part_root);
    let parts = ExpectedParts::Root { part_size, root };
    let expected = Expected { parts, ..Expected::from(&measurement) };
    let report = check_content(original.as_slice(), &expected).unwrap();
    assert_eq!(report.parts, PartsReport::Root(Comparison::Match));
    assert_eq!(report.conclusion(), Conclusion::Match);

    let mut damaged = original;
    damaged[PART] ^= 1;
    let report = check_content(damaged.as_slice(), &expected).unwrap();
    let found = measured(&damaged).part_root;
    assert_eq!(report.parts, PartsReport::Root(Comparison::Differs { expected: root, found }));
}

#[test]
fn any_one_signed_value_that_differs_decides() {
    let content = content(PART + 1);
    let measurement = measured(&content);
    let sound = Expected::from(&measurement);
    let part_size = measurement.part_size;
    let other_parts = ExpectedParts::Root { part_size, root: empty_root() };
    let others = [
        Expected { sha256: Sha256Digest([0; 32]), ..sound },
        Expected { sha512: Some(Sha512Digest([0; 64])), ..sound },
        Expected { parts: other_parts, ..sound },
        Expected { size: 5, parts: ExpectedParts::NotSigned, ..sound },
    ];
    for expected in others {
        let report = check_content(content.as_slice(), &expected).unwrap();
        assert_eq!(report.conclusion(), Conclusion::Differs, "{expected:?}");
    }
    let bare = Expected { sha512: None, parts: ExpectedParts::NotSigned, ..sound };
    let report = check_content(content.as_slice(), &bare).unwrap();
    assert_eq!((report.sha512, &report.parts), (None, &PartsReport::NotChecked));
    assert_eq!(report.conclusion(), Conclusion::Match);
}

#[test]
fn foreign_part_list_is_refused_before_anything_is_read() {
    let original = content(2 * PART + 1000);
    let measurement = measured(&original);
    let (part_size, root) = (measurement.part_size, measurement.part_root);
    let refused = |list: &PartList| {
        let parts = ExpectedParts::Listed { part_size, root, list };
        let expected = Expected { parts, ..Expected::from(&measurement) };
        let error = check_content(ReadsNothing, &expected).unwrap_err();
        let EvidenceError::PartList(error) = error else { panic!("{error}") };
        error
    };

    let mut foreign = original.clone();
    foreign[0] ^= 1;
    let list = measured(&foreign).parts.unwrap();
    let found = list.root();
    assert_eq!(refused(&list), PartListError::WrongRoot { expected: root, found });

    let list = measured(&original[1..]).parts.unwrap();
    let (expected, found) = (measurement.size, measurement.size - 1);
    assert_eq!(refused(&list), PartListError::WrongSize { expected, found });

    // As many parts, the same digests, the same root: only the part size is another.
    let found = PartSize::new(wide(PART) + 64).unwrap();
    let list = PartList::new(
        measurement.size,
        found,
        measurement.parts.as_ref().unwrap().digests().to_vec(),
    );
    let expected = part_size;
    assert_eq!(refused(&list.unwrap()), PartListError::WrongPartSize { expected, found });
}

/// A reader that must not be read.
struct ReadsNothing;

impl std::io::Read for ReadsNothing {
    fn read(&mut self, _buffer: &mut [u8]) -> std::io::Result<usize> {
        panic!("read")
    }
}
