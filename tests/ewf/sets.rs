//! Sets that are not whole, not in order, or not one set; and files cut short.

use std::fs;
use std::path::PathBuf;

use handseal::evidence::{EvidenceError, Options, Pass};
use handseal::interop::ewf::{EwfError, EwfImage, StoredDigest};

use crate::built::{self, Segment, volume};
use crate::tools::{Scratch, acquire, content, have, media};

/// Three segments of two chunks each.
fn three(scratch: &Scratch, name: &str, set: u8) -> Vec<PathBuf> {
    let raw = content(6 * 8192);
    let volume = volume(96, set);
    let chunks = built::stored(&raw);
    let first = Segment::new(1).section("header2", &built::header2()).section("volume", &volume);
    let second = Segment::new(2).section("data", &volume);
    let third = Segment::new(3).section("data", &volume);
    let segments = [
        first.chunks(&chunks[..2]).end("next"),
        second.chunks(&chunks[2..4]).end("next"),
        third.chunks(&chunks[4..]).end("done"),
    ];
    let put = |(at, bytes): (usize, &Vec<u8>)| scratch.file(&format!("{name}.E0{}", at + 1), bytes);
    segments.iter().enumerate().map(put).collect()
}

#[test]
fn set_of_several_segments_is_read_as_other_bytes() {
    let scratch = Scratch::new("three");
    let paths = three(&scratch, "x", 1);
    let image = EwfImage::open(&paths[0]).unwrap();
    assert_eq!(media(&image).unwrap(), content(6 * 8192));
    assert!(image.segments().eq(&paths));
    let given = EwfImage::open_segments(paths).unwrap();
    assert_eq!(media(&given).unwrap(), content(6 * 8192));
}

#[test]
fn missing_segment_is_passed_over() {
    let scratch = Scratch::new("missing");
    for missing in [1, 2] {
        let paths = three(&scratch, "x", 1);
        fs::remove_file(&paths[missing]).unwrap();
        let error = EwfImage::open(&paths[0]).err().unwrap();
        let EwfError::MissingSegment { number, path } = error else { panic!("{error}") };
        assert_eq!((number as usize, path), (missing + 1, paths[missing - 1].clone()));
    }
    let paths = three(&scratch, "x", 1);
    let without = vec![paths[0].clone(), paths[2].clone()];
    let error = EwfImage::open_segments(without).err().unwrap();
    assert!(matches!(error, EwfError::SegmentNumber { expected: 2, found: 3, .. }), "{error}");
    let error = EwfImage::open_segments(paths[..2].to_vec()).err().unwrap();
    assert!(matches!(error, EwfError::MissingSegment { number: 3, .. }), "{error}");
    let error = EwfImage::open_segments(vec![]).err().unwrap();
    let EwfError::Evidence(error) = error else { panic!("{error}") };
    assert!(matches!(*error, EvidenceError::NoSegments));
}

#[test]
fn segments_in_another_order_are_taken_as_they_come() {
    let scratch = Scratch::new("order");
    let paths = three(&scratch, "x", 1);
    let turned = vec![paths[1].clone(), paths[0].clone(), paths[2].clone()];
    let error = EwfImage::open_segments(turned).err().unwrap();
    assert!(matches!(error, EwfError::SegmentNumber { expected: 1, found: 2, .. }), "{error}");
    // Renamed on disk.
    fs::rename(&paths[1], scratch.path("aside")).unwrap();
    fs::rename(&paths[2], &paths[1]).unwrap();
    fs::rename(scratch.path("aside"), &paths[2]).unwrap();
    let error = EwfImage::open(&paths[0]).err().unwrap();
    let EwfError::SegmentNumber { path, expected: 2, found: 3 } = error else { panic!("{error}") };
    assert_eq!(path, paths[1]);
}

#[test]
fn segment_of_another_image_is_taken_for_one_of_this() {
    let scratch = Scratch::new("mixed");
    let (one, other) = (three(&scratch, "one", 1), three(&scratch, "other", 2));
    fs::copy(&other[1], &one[1]).unwrap();
    let error = EwfImage::open(&one[0]).err().unwrap();
    let EwfError::OtherImage { place } = error else { panic!("{error}") };
    assert_eq!((place.segment, place.offset), (one[1].clone(), 13));
}

#[test]
fn segment_behind_the_last_is_left_unread() {
    let scratch = Scratch::new("behind");
    let mut paths = three(&scratch, "x", 1);
    paths.push(scratch.file("x.E04", &Segment::new(4).end("done")));
    let error = EwfImage::open_segments(paths.clone()).err().unwrap();
    assert!(matches!(error, EwfError::SegmentTooMany { path } if path == paths[3]));
}

/// Cut anywhere: no part of an image passes for the whole.
#[test]
fn image_cut_short_is_read() {
    let scratch = Scratch::new("cut");
    let whole = built::image(&content(3 * 8192), &[("hash", built::hash([7; 16]))]);
    for length in (0..whole.len()).filter(|at| at % 17 == 0 || at % 76 == 13) {
        let path = scratch.file("x.E01", &whole[..length]);
        let error = EwfImage::open(&path).err().unwrap();
        assert!(error.to_string().contains("x.E01"), "{length}: {error}");
    }
    let longer = [&whole[..], &[0]].concat();
    let error = EwfImage::open(scratch.file("x.E01", &longer)).err().unwrap().to_string();
    assert!(error.ends_with("1 bytes follow the last section"), "{error}");
}

#[test]
fn set_of_another_tool_that_is_not_whole_is_read() {
    if !have("ewfacquirestream") {
        return;
    }
    let scratch = Scratch::new("tool-sets");
    let raw = content(3_500_000 / 512 * 512);
    let options = ["-c", "none", "-S", "1MiB"];
    let one = acquire(&scratch, "one", &raw, &options);
    let turned: Vec<u8> = raw.iter().map(|byte| !byte).collect();
    let other = acquire(&scratch, "other", &turned, &options);
    let second = one.with_extension("E02");
    let kept = fs::read(&second).unwrap();

    // This tool draws no set number. Of two media of one size only the digest tells the segments apart.
    fs::copy(other.with_extension("E02"), &second).unwrap();
    let image = EwfImage::open(&one).unwrap();
    let measured = image.measure(Pass::new(), Options::default()).unwrap();
    assert!(matches!(measured.md5, StoredDigest::Differs { .. }), "{:?}", measured.md5);
    assert!(matches!(measured.sha1, StoredDigest::Differs { .. }), "{:?}", measured.sha1);

    fs::copy(one.with_extension("E03"), &second).unwrap();
    let error = EwfImage::open(&one).err().unwrap();
    assert!(matches!(error, EwfError::SegmentNumber { expected: 2, found: 3, .. }), "{error}");

    fs::remove_file(&second).unwrap();
    let error = EwfImage::open(&one).err().unwrap();
    assert!(matches!(error, EwfError::MissingSegment { number: 2, .. }), "{error}");

    for length in [0, 12, 13, 88, 1141, kept.len() / 2, kept.len() - 76, kept.len() - 1] {
        fs::write(&second, &kept[..length]).unwrap();
        let error = EwfImage::open(&one).err().unwrap().to_string();
        assert!(error.contains("one.E02"), "{length}: {error}");
    }
}

#[test]
fn segment_that_changes_between_opening_and_reading_is_read() {
    let scratch = Scratch::new("changed");
    let paths = three(&scratch, "x", 1);
    for at in [0, 2] {
        let image = EwfImage::open(&paths[0]).unwrap();
        let kept = fs::read(&paths[at]).unwrap();
        let mut longer = kept.clone();
        longer.push(0);
        fs::write(&paths[at], &longer).unwrap();
        let error = image.measure(Pass::new(), Options::default()).unwrap_err();
        let EwfError::Evidence(error) = error else { panic!("{error}") };
        let EvidenceError::Changed { path, .. } = *error else { panic!("{error}") };
        assert_eq!(path, paths[at]);
        fs::write(&paths[at], &kept).unwrap();
    }
}
