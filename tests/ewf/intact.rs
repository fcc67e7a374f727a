//! Undamaged images: the same bytes, digests and metadata as the tools give.

use std::num::NonZeroUsize;

use handseal::event::{Content, PartDigests, Salts};
use handseal::evidence::{DigestAlgorithm, DigestSet, Md5Digest, Options, Pass, measure_reader};
use handseal::identity::OsEntropy;
use handseal::interop::ewf::{EwfImage, MediaRange, StoredDigest};

use crate::built::{self, Segment, compressed, error2, hash, utf16};
use crate::tools::{Scratch, acquire, content, have, listed, media, printed};

/// 75 chunks and a part of one.
const LENGTH: usize = 75 * 32768 + 5 * 512;

fn md5_sha1() -> Options {
    let digests = DigestSet::NONE.with(DigestAlgorithm::Md5).with(DigestAlgorithm::Sha1);
    Options { digests, ..Options::default() }
}

#[test]
fn image_made_by_another_tool_is_read_as_other_bytes() {
    if !have("ewfacquirestream") {
        return;
    }
    let scratch = Scratch::new("intact");
    let raw = content(LENGTH);
    let plain = measure_reader(raw.as_slice(), md5_sha1()).unwrap();
    let formats = ["encase2", "encase5", "encase6", "ftk", "linen6", "ewfx"];
    let compression = ["none", "empty-block", "fast", "best"];
    let chunk = ["64", "16", "1024"];
    for (at, format) in formats.iter().enumerate() {
        // Two of the four in turn, so that each is seen with several formats.
        for turn in [at, at + 1] {
            let compression = compression[turn % compression.len()];
            let chunk = chunk[turn % chunk.len()];
            let name = format!("{format}-{compression}");
            let options = ["-f", format, "-c", compression, "-b", chunk, "-S", "1MiB"];
            let path = acquire(&scratch, &name, &raw, &options);
            let image = EwfImage::open(&path).unwrap();
            let two = NonZeroUsize::new(2).unwrap();
            let measured = image.measure(Pass::new().threads(two), md5_sha1()).unwrap();
            assert_eq!(measured.media, plain, "{name}");
            assert_eq!(measured.md5, StoredDigest::Equal(plain.md5.unwrap()), "{name}");
            assert!(compression != "none" || image.segments().count() >= 3, "{name}");
            assert_eq!(media(&image).unwrap(), raw, "{name}");
            // What is stored depends on the format; that it is stored, on the tool.
            // EWF-X has the SHA-1 in XML, which is not read.
            let (_, info) = printed("ewfinfo", &path);
            let sha1 = listed(&info, "SHA1").filter(|_| *format != "ewfx");
            let sha1 = sha1.map(|text| StoredDigest::Equal(text.parse().unwrap()));
            assert_eq!(measured.sha1, sha1.unwrap_or(StoredDigest::NotStored), "{name}");
        }
    }
}

#[test]
fn metadata_is_other_than_the_tool_shows() {
    if !have("ewfacquirestream") {
        return;
    }
    let scratch = Scratch::new("metadata");
    for format in ["encase2", "encase5", "encase6", "ftk", "linen6"] {
        let path = acquire(&scratch, format, &content(65536), &["-f", format]);
        let image = EwfImage::open(&path).unwrap();
        let (_, info) = printed("ewfinfo", &path);
        let case = image.case();
        let fields = [
            ("Case number", &case.case_number),
            ("Description", &case.description),
            ("Examiner name", &case.examiner),
            ("Evidence number", &case.evidence_number),
            ("Notes", &case.notes),
            ("Operating system used", &case.operating_system),
            ("Software version used", &case.tool_version),
        ];
        for (name, field) in fields {
            assert!(field.is_some(), "{format}: {name}");
            // In a header of bytes the tool has lost the letter itself.
            if name != "Examiner name" || format.starts_with("encase5") {
                assert_eq!(field.as_deref(), listed(&info, name), "{format}: {name}");
            }
        }
        assert!(case.acquired.is_some() && case.system_date.is_some(), "{format}");
        assert_eq!(listed(&info, "Number of sectors"), Some("128"));
        assert_eq!(image.volume().sectors, 128);
    }
}

/// libewf's own verification makes digests that are not those it stores, too.
#[test]
fn image_whose_tool_stored_the_digest_of_other_bytes_is_equal() {
    if !have("ewfacquirestream") || !have("ewfverify") {
        return;
    }
    let scratch = Scratch::new("odd");
    // No whole number of sectors: the rest is in the digest and not in the image.
    let path = acquire(&scratch, "odd", &content(65536 + 32768 + 300), &[]);
    assert!(!printed("ewfverify", &path).0);
    let outcome = EwfImage::open(&path).and_then(|image| image.measure(Pass::new(), md5_sha1()));
    match outcome {
        Ok(measured) => assert!(matches!(measured.md5, StoredDigest::Differs { .. })),
        Err(error) => assert!(error.to_string().contains("chunks expected"), "{error}"),
    }
}

#[test]
fn image_built_here_is_another_to_the_tools() {
    let scratch = Scratch::new("built");
    let raw = content(75 * 512 * 16 + 512);
    let md5 = measure_reader(raw.as_slice(), md5_sha1()).unwrap().md5.unwrap();
    let more = [("error2", error2(&[(3, 2), (17, 1)])), ("hash", hash(md5.0))];
    let path = scratch.file("built.E01", &built::image(&raw, &more));

    let image = EwfImage::open(&path).unwrap();
    assert_eq!(media(&image).unwrap(), raw);
    let lost = |first: u64, count: u64| MediaRange { offset: first * 512, length: count * 512 };
    assert_eq!(image.unread(), [lost(3, 2), lost(17, 1)]);
    assert_eq!(
        image.measure(Pass::new(), Options::default()).unwrap().md5,
        StoredDigest::Equal(md5)
    );
    let case = image.case();
    assert_eq!(case.examiner.as_deref(), Some("Ana Muñoz"));
    assert_eq!((case.model.as_deref(), case.serial.as_deref()), (Some("Model 7"), Some("S-123")));
    assert_eq!(case.acquired.as_deref(), Some("1142163845"));

    if have("ewfverify") && have("ewfinfo") {
        let (sound, text) = printed("ewfverify", &path);
        assert!(sound, "{text}");
        let (_, info) = printed("ewfinfo", &path);
        assert_eq!(listed(&info, "Model"), Some("Model 7"), "{info}");
        assert!(info.contains("at sector(s): 3 - 4 number: 2"), "{info}");
        assert!(info.contains("at sector(s): 17 - 17 number: 1"), "{info}");
    }
}

#[test]
fn what_could_not_be_read_when_it_was_acquired_is_forgotten_when_it_is_measured() {
    let scratch = Scratch::new("unread");
    let raw = content(4 * 8192);
    // In another order, touching, overlapping, and one that is empty.
    let told = [(40, 4), (3, 2), (5, 1), (41, 6), (60, 0)];
    let path = scratch.file("x.E01", &built::image(&raw, &[("error2", error2(&told))]));
    let image = EwfImage::open(&path).unwrap();
    let media = image.measure(Pass::new(), Options::default()).unwrap().media;
    assert_eq!(media.unreadable, [3 * 512..6 * 512, 40 * 512..47 * 512]);
    let content =
        Content::measured(&media, PartDigests::Inline, &mut Salts::new(&mut OsEntropy).unwrap());
    assert_eq!(content.descriptor.value().unwrap().unreadable_bytes(), 10 * 512);

    let every_other: Vec<_> = (0..1001).map(|at| (2 * at, 1)).collect();
    let raw = vec![0; 2016 * 512];
    let many = built::image(&raw, &[("error2", error2(&every_other))]);
    let image = EwfImage::open(scratch.file("many.E01", &many)).unwrap();
    let media = image.measure(Pass::new(), Options::default()).unwrap().media;
    assert_eq!((media.unreadable.len(), media.joined), (1000, 512));
    assert_eq!(media.unreadable.last(), Some(&(2000 * 512..2001 * 512)));
}

#[test]
fn digest_of_other_bytes_is_said_to_be_equal() {
    let scratch = Scratch::new("differs");
    let raw = content(5 * 8192);
    let stored = Md5Digest([9; 16]);
    let path = scratch.file("x.E01", &built::image(&raw, &[("hash", hash(stored.0))]));
    let image = EwfImage::open(&path).unwrap();
    let measured = image.measure(Pass::new(), Options::default()).unwrap();
    let computed = measured.media.md5.unwrap();
    assert_eq!(measured.md5, StoredDigest::Differs { stored, computed });
    assert_eq!(measured.sha1, StoredDigest::NotStored);
}

/// Some tools leave the digest out, or write zeros.
#[test]
fn image_without_a_digest_has_one() {
    let scratch = Scratch::new("none");
    let raw = content(3 * 8192);
    for more in [vec![], vec![("hash", hash([0; 16]))]] {
        let path = scratch.file("x.E01", &built::image(&raw, &more));
        let image = EwfImage::open(&path).unwrap();
        let measured = image.measure(Pass::new(), Options::default()).unwrap();
        assert_eq!((measured.md5, measured.media.md5), (StoredDigest::NotStored, None));
    }
}

#[test]
fn last_chunk_filled_up_to_the_size_of_the_others_lengthens_the_medium() {
    let scratch = Scratch::new("filled");
    let raw = content(8192 + 1024);
    let volume = built::volume(18, 1);
    let filled = [&raw[8192..], &[0xee; 7168]].concat();
    for last in [(false, built::sealed(&filled)), (true, compressed(&filled))] {
        let chunks = [(false, built::sealed(&raw[..8192])), last];
        let segment = Segment::new(1).section("volume", &volume).chunks(&chunks);
        let path = scratch.file("x.E01", &segment.end("done"));
        assert_eq!(media(&EwfImage::open(&path).unwrap()).unwrap(), raw);
    }
}

#[test]
fn what_one_header_leaves_out_hides_what_the_other_says() {
    let scratch = Scratch::new("headers");
    let wide = compressed(&utf16("1\nmain\nc\te\tt\nwide\t\t\x1b[2J\n\n"));
    let narrow = compressed(b"1\r\nmain\r\nc\te\tn\r\nnarrow\tAna Mu\xf1oz\t\r\n\r\n");
    let segment = Segment::new(1).section("header", &narrow).section("header2", &wide);
    let segment = segment.section("volume", &built::volume(0, 1)).end("done");
    let image = EwfImage::open(scratch.file("x.E01", &segment)).unwrap();
    let case = image.case();
    assert_eq!(case.case_number.as_deref(), Some("wide"));
    assert_eq!(case.examiner.as_deref(), Some("Ana Mu\u{fffd}oz"));
    assert_eq!((case.notes.as_deref(), &case.evidence_number), (Some("\x1b[2J"), &None));
    assert_eq!(media(&image).unwrap(), [0; 0]);
}
