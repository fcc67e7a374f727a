//! Damaged images: what can be read of them is compared, and nothing else.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use handseal::evidence::{
    Conclusion, ContentReport, DigestAlgorithm, DigestSet, Expected, KeptParts, Measurement,
    Options, PartSize, PartsReport, Pass, ReadErrors, measure_reader,
};
use handseal::interop::ewf::{EwfError, EwfImage, SalvagedImage, StoredDigest};

use crate::built::{self, Segment, error2, volume};
use crate::tools::{Scratch, acquire, content, have};

/// Two parts to a chunk.
fn measured(image: &Path) -> Measurement {
    let (part_size, parts) = (PartSize::new(4096).unwrap(), KeptParts::All);
    let options = Options { part_size, parts, ..Options::default() };
    EwfImage::open(image).unwrap().measure(Pass::new(), options).unwrap().media
}

fn compared(image: &Path, recorded: &Measurement) -> ContentReport {
    let image = SalvagedImage::open(image).unwrap();
    Pass::new().check(image.source(), &Expected::from(recorded)).unwrap()
}

/// Every part that is not in what could not be read is whole, and these are those ranges.
fn assert_lost(report: &ContentReport, recorded: &Measurement, lost: &[Range<u64>]) {
    assert_eq!(report.unread, lost, "{report:?}");
    let expected = if lost.is_empty() { Conclusion::Match } else { Conclusion::NotRead };
    assert_eq!(report.conclusion(), expected, "{report:?}");
    let PartsReport::Listed { differing: 0, whole, missing: None, .. } = &report.parts else {
        panic!("{report:?}")
    };
    let gone: u64 = lost.iter().map(|range| range.end - range.start).sum();
    assert_eq!(whole.bytes, recorded.size - gone, "{report:?}");
}

fn altered(path: &Path, at: usize) {
    let mut bytes = fs::read(path).unwrap();
    bytes[at] ^= 1;
    fs::write(path, bytes).unwrap();
}

/// Four segments of two chunks each.
fn four(scratch: &Scratch) -> Vec<PathBuf> {
    four_of(scratch, 7)
}

fn four_of(scratch: &Scratch, set: u8) -> Vec<PathBuf> {
    let raw = content(8 * 8192);
    let volume = volume(128, set);
    let chunks = built::stored(&raw);
    let segment = |number: u16| {
        let at = usize::from(number - 1) * 2;
        let segment =
            Segment::new(number).section(if number == 1 { "volume" } else { "data" }, &volume);
        let end = if number == 4 { "done" } else { "next" };
        segment.chunks(&chunks[at..at + 2]).end(end)
    };
    let put = |number: u16| scratch.file(&format!("x.E0{number}"), &segment(number));
    (1..=4).map(put).collect()
}

/// Zeros in the place of what is damaged are not what the stored digest was made of.
#[test]
fn digest_of_a_damaged_medium_is_compared_with_the_stored_one() {
    let scratch = Scratch::new("salvaged-digest");
    let raw = content(3 * 8192);
    let chunks = built::stored(&raw);
    let plain =
        Options { digests: DigestSet::NONE.with(DigestAlgorithm::Md5), ..Options::default() };
    let md5 = measure_reader(raw.as_slice(), plain).unwrap().md5.unwrap();
    let image = Segment::new(1).section("volume", &volume(48, 7)).chunks(&chunks);
    let path = scratch.file("x.E01", &image.section("hash", &built::hash(md5.0)).end("done"));
    let past = Options { read_errors: ReadErrors::Record, ..Options::default() };
    let measure = |options| EwfImage::open(&path).unwrap().measure(Pass::new(), options);
    for options in [Options::default(), past] {
        let measured = measure(options).unwrap();
        assert_eq!((measured.md5, measured.damaged), (StoredDigest::Equal(md5), 0));
    }
    altered(&path, 13 + 76 + volume(48, 7).len() + 76 + 100);
    assert!(matches!(measure(Options::default()), Err(EwfError::Damaged { .. })));
    let measured = measure(past).unwrap();
    assert_eq!((measured.md5, measured.damaged), (StoredDigest::NotComputed(md5), 8192));
    assert_eq!(measured.media.size, 3 * 8192);
    assert!(measured.media.unreadable.into_iter().eq(std::iter::once(0..8192)));
}

#[test]
fn damaged_chunk_keeps_the_others_from_being_compared() {
    let scratch = Scratch::new("salvaged-chunk");
    let paths = four(&scratch);
    let recorded = measured(&paths[0]);
    assert_lost(&compared(&paths[0], &recorded), &recorded, &[]);
    // In the chunks of the first segment: its first section begins at 13, the chunks behind the volume and a descriptor.
    let chunks = 13 + 76 + volume(128, 7).len() + 76;
    altered(&paths[0], chunks + 100);
    altered(&paths[2], chunks + 100);
    let report = compared(&paths[0], &recorded);
    assert_lost(&report, &recorded, &[0..8192, 32_768..40_960]);
    let why = &report.faults[1].why;
    assert!(why.contains("x.E03") && why.contains("chunk 4") && why.contains("checksum"), "{why}");
    assert_eq!(report.faults[1].range, 32_768..40_960);
    // To measure it is still refused.
    let error = EwfImage::open(&paths[0]).unwrap().measure(Pass::new(), Options::default());
    assert!(matches!(error, Err(EwfError::Damaged { .. })), "{error:?}");
}

#[test]
fn missing_segment_keeps_the_others_from_being_compared() {
    let scratch = Scratch::new("salvaged-missing");
    let recorded = measured(&four(&scratch)[0]);
    let lost: [(&[usize], Range<u64>); 5] = [
        (&[1], 16_384..32_768),
        (&[2], 32_768..49_152),
        (&[3], 49_152..65_536),
        (&[1, 2], 16_384..49_152),
        // What lies between two is nowhere.
        (&[1, 3], 16_384..65_536),
    ];
    for (missing, range) in lost {
        let paths = four(&scratch);
        for at in missing {
            fs::remove_file(&paths[*at]).unwrap();
        }
        let report = compared(&paths[0], &recorded);
        assert_lost(&report, &recorded, &[range]);
        let why = format!("segment {} is missing", missing[0] + 1);
        assert!(report.faults[0].why.contains(&why), "{report:?}");
        assert!(EwfImage::open(&paths[0]).is_err());
    }
    let paths = four(&scratch);
    fs::remove_file(&paths[0]).unwrap();
    assert!(SalvagedImage::open(&paths[0]).is_err());
}

#[test]
fn segment_of_another_image_is_compared_as_one_of_this() {
    let scratch = Scratch::new("salvaged-other");
    let third = fs::read(&four_of(&scratch, 8)[2]).unwrap();
    let recorded = measured(&four(&scratch)[0]);
    let paths = four(&scratch);
    fs::write(&paths[2], third).unwrap();
    let report = compared(&paths[0], &recorded);
    assert_lost(&report, &recorded, std::slice::from_ref(&(32_768..49_152)));
    assert!(report.faults[0].why.contains("of another image"), "{report:?}");
    // One that is there twice, or at another's place.
    fs::copy(&paths[3], &paths[2]).unwrap();
    let report = compared(&paths[0], &recorded);
    assert_lost(&report, &recorded, std::slice::from_ref(&(32_768..49_152)));
}

#[test]
fn one_of_two_tables_is_not_enough() {
    let scratch = Scratch::new("salvaged-table");
    let recorded = measured(&four(&scratch)[0]);
    let paths = four(&scratch);
    let bytes = fs::read(&paths[1]).unwrap();
    let find = |name: &[u8]| bytes.windows(name.len()).position(|each| each == name).unwrap();
    let (first, second) = (find(b"table\0"), find(b"table2\0"));
    // The header, and then the entries, of the first.
    for at in [first + 76, first + 76 + 24] {
        altered(&paths[1], at);
        assert_lost(&compared(&paths[0], &recorded), &recorded, &[]);
        altered(&paths[1], at);
    }
    for at in [76, 76 + 24] {
        altered(&paths[1], first + at);
        altered(&paths[1], second + at);
        let report = compared(&paths[0], &recorded);
        assert_lost(&report, &recorded, std::slice::from_ref(&(16_384..32_768)));
        altered(&paths[1], first + at);
        altered(&paths[1], second + at);
    }
}

/// Whatever is flipped, cut off or put behind: a byte that is given is the one recorded.
#[test]
fn wrong_byte_of_a_damaged_image_is_given() {
    let scratch = Scratch::new("salvaged-flips");
    let paths = four(&scratch);
    let recorded = measured(&paths[0]);
    let mut whole = 0;
    for path in &paths[..2] {
        let bytes = fs::read(path).unwrap();
        let midst = 2048..bytes.len() - 1024;
        let looked_at = |at: &usize| at.is_multiple_of(if midst.contains(at) { 397 } else { 3 });
        for at in (0..bytes.len()).filter(looked_at) {
            altered(path, at);
            let Ok(image) = SalvagedImage::open(&paths[0]) else {
                fs::write(path, &bytes).unwrap();
                continue;
            };
            // The size of the medium is in the first segment, and has its checksum.
            let report = Pass::new().check(image.source(), &Expected::from(&recorded)).unwrap();
            assert_ne!(report.conclusion(), Conclusion::Differs, "{path:?} {at}: {report:?}");
            let PartsReport::Listed { whole: parts, .. } = report.parts else { panic!() };
            whole += usize::from(parts.bytes >= recorded.size / 2);
            fs::write(path, &bytes).unwrap();
        }
        for length in (0..bytes.len()).step_by(499) {
            fs::write(path, &bytes[..length]).unwrap();
            let Ok(image) = SalvagedImage::open(&paths[0]) else { continue };
            let report = Pass::new().check(image.source(), &Expected::from(&recorded)).unwrap();
            assert_ne!(report.conclusion(), Conclusion::Differs, "{path:?} {length}: {report:?}");
        }
        fs::write(path, &bytes).unwrap();
    }
    assert!(whole > 500, "{whole}");
}

#[test]
fn damage_where_the_device_could_not_be_read_is_told_twice() {
    let scratch = Scratch::new("salvaged-unread");
    let mut raw = content(4 * 8192);
    raw[512 * 20..512 * 22].fill(0);
    let image = scratch.file("x.E01", &built::image(&raw, &[("error2", error2(&[(20, 2)]))]));
    let recorded = measured(&image);
    assert!(recorded.unreadable.iter().eq([&(10_240..11_264)]));
    assert_lost(&compared(&image, &recorded), &recorded, &[]);
    // Chunk 1 has these sectors: the rest of it is what cannot be read now.
    let bytes = fs::read(&image).unwrap();
    let (_, second) = &built::stored(&raw)[1];
    let at = bytes.windows(second.len()).position(|each| each == second).unwrap();
    altered(&image, at + 20);
    let report = compared(&image, &recorded);
    assert_eq!(report.unread, [8192..10_240, 11_264..16_384]);
    assert_eq!(report.conclusion(), Conclusion::NotRead);
}

#[test]
fn image_of_other_tools_that_is_damaged_is_not_compared() {
    if !have("ewfacquirestream") {
        return;
    }
    let scratch = Scratch::new("salvaged-tools");
    let first = acquire(&scratch, "y", &content(6 << 20), &["-S", "1MiB", "-c", "none"]);
    let recorded = measured(&first);
    let third = scratch.path("y.E03");
    let size = fs::metadata(&third).unwrap().len();
    altered(&third, usize::try_from(size).unwrap() / 2);
    let report = compared(&first, &recorded);
    let [lost] = report.unread.as_slice() else { panic!("{:?}", report.unread) };
    assert_eq!(lost.end - lost.start, 32_768);
    assert_lost(&report, &recorded, std::slice::from_ref(lost));
    fs::remove_file(&third).unwrap();
    let report = compared(&first, &recorded);
    let [wider] = report.unread.as_slice() else { panic!("{:?}", report.unread) };
    assert!(wider.start < lost.start && lost.end < wider.end, "{wider:?}");
    assert_lost(&report, &recorded, std::slice::from_ref(wider));
}
