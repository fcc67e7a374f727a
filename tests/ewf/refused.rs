//! What is not read, and is said to be that; and numbers that would use up the machine.

use handseal::evidence::{EvidenceError, Options, Pass};
use handseal::interop::ewf::{Damage, EwfError, EwfImage, SectionKind, Unsupported};

use crate::built::{self, Segment, compressed, sealed, table, volume, volume_of};
use crate::tools::{Scratch, content, media};

fn refused(scratch: &Scratch, bytes: &[u8]) -> EwfError {
    let path = scratch.file("x.E01", bytes);
    match EwfImage::open(path) {
        Err(error) => error,
        Ok(image) => media(&image).err().unwrap(),
    }
}

fn damage(scratch: &Scratch, bytes: &[u8]) -> (Option<SectionKind>, Damage) {
    match refused(scratch, bytes) {
        EwfError::Damaged { place, damage } => (place.section, damage),
        other => panic!("{other}"),
    }
}

#[test]
fn image_of_another_kind_is_read_as_this() {
    let scratch = Scratch::new("kinds");
    let whole = built::image(&content(8192), &[]);
    let with = |start: &[u8]| [start, &whole[start.len()..]].concat();
    let smart = Segment::new(1).section("volume", &sealed(&[0; 90])).end("done");
    let files = Segment::new(1).section("volume", &volume(0, 1)).section("ltree", &[0; 48]);
    let first = Segment::new(1).section("volume", &volume(16, 1));
    let first = first.section("table", &[table(1, 0, &[0; 4]), vec![0; 99]].concat()).end("done");
    let kinds = [
        (with(b"LVF\x09"), Unsupported::Logical),
        (with(b"LEF2"), Unsupported::Logical),
        (with(b"EVF2"), Unsupported::Version2),
        (files.end("done"), Unsupported::Logical),
        (smart, Unsupported::Smart),
        (first, Unsupported::EnCase1),
    ];
    for (bytes, kind) in kinds {
        let error = refused(&scratch, &bytes);
        assert!(matches!(error, EwfError::Unsupported { found, .. } if found == kind), "{error}");
    }
    assert!(matches!(refused(&scratch, b"a raw image, and no other"), EwfError::NotEwf { .. }));
    let error = EwfImage::open(scratch.path("x.dd")).err().unwrap();
    assert!(matches!(error, EwfError::Name { .. }), "{error}");
    let error = EwfImage::open(scratch.path("absent.E01")).err().unwrap();
    let EwfError::Evidence(error) = error else { panic!("{error}") };
    assert!(matches!(*error, EvidenceError::Open { .. }), "{error}");
}

#[test]
fn number_in_the_image_takes_memory_without_end() {
    let scratch = Scratch::new("limits");
    let start = || Segment::new(1).section("volume", &volume(16, 1));
    let sectors = || start().section("sectors", &[0; 64]);
    let geometry = |chunks, chunk, sector, sectors| {
        let volume = volume_of(chunks, chunk, sector, sectors, 1);
        damage(&scratch, &Segment::new(1).section("volume", &volume).end("done"))
    };
    let at_volume = |damage| (Some(SectionKind::Volume), damage);
    for (chunk, sector, sectors) in
        [(0, 512, 16), (16, 0, 16), (u32::MAX, u32::MAX, 1), (1, 4096, u64::MAX), (32769, 4096, 1)]
    {
        assert_eq!(geometry(1, chunk, sector, sectors), at_volume(Damage::Geometry));
    }
    let found = damage(&scratch, &sectors().section("table", &table(u32::MAX, 0, &[])).end("done"));
    assert_eq!(found, (Some(SectionKind::Table), Damage::Limit { limit: 1 << 20 }));
    // A table that is said to hold more than it does.
    let found = damage(&scratch, &sectors().section("table", &table(9, 0, &[0; 4])).end("done"));
    let wrong = Damage::Length { expected: 64, found: 32 };
    assert_eq!(found, (Some(SectionKind::Table), wrong));
    // Zeros, thirty thousand to the byte.
    let bomb = compressed(&vec![0; 5 << 20]);
    let found = damage(&scratch, &Segment::new(1).section("header", &bomb).end("done"));
    assert_eq!(found, (Some(SectionKind::Header), Damage::Compressed));
    let chunk = (true, compressed(&vec![0; 5 << 20]));
    let found = damage(&scratch, &start().chunks(&[chunk]).end("done"));
    assert_eq!(found, (None, Damage::Compressed));
    let header = compressed(b"1\nmain\n");
    let headers = (0..17).fold(start(), |segment, _| segment.section("header", &header));
    let found = damage(&scratch, &headers.end("done"));
    assert_eq!(found, (Some(SectionKind::Header), Damage::Limit { limit: 16 }));
    let long = start().section("header", &vec![0; (1 << 20) + 1]).end("done");
    let found = damage(&scratch, &long);
    assert_eq!(found, (Some(SectionKind::Header), Damage::Limit { limit: 1 << 20 }));
    let error2 = start().section("error2", &vec![0; 9 << 20]).end("done");
    assert!(matches!(damage(&scratch, &error2).1, Damage::Limit { .. }));
}

/// A chain that leads back is walked for ever.
#[test]
fn chain_of_sections_that_leads_nowhere_is_followed() {
    let scratch = Scratch::new("chains");
    let whole = built::image(&content(8192), &[]);
    for next in [0_u64, 13, 14, 88, u64::MAX] {
        let mut bytes = whole.clone();
        bytes[29..37].copy_from_slice(&next.to_le_bytes());
        let checksum = built::adler32(&bytes[13..85]).to_le_bytes();
        bytes[85..89].copy_from_slice(&checksum);
        let found = refused(&scratch, &bytes);
        let EwfError::Damaged { damage, .. } = found else { panic!("{found}") };
        let wanted =
            matches!(damage, Damage::Chain { .. } | Damage::Ends { .. } | Damage::Length { .. });
        assert!(wanted, "{next}: {damage}");
    }
}

#[test]
fn table_that_does_not_fit_the_medium_is_read() {
    let scratch = Scratch::new("tables");
    let raw = content(3 * 8192);
    let chunks = built::stored(&raw);
    let start = || Segment::new(1).section("volume", &volume(48, 1));
    let wrong = |chunks: &[(bool, Vec<u8>)]| refused(&scratch, &start().chunks(chunks).end("done"));

    let error = wrong(&chunks[..2]).to_string();
    let place = "chunk 2, 8192 bytes of the medium from byte 16384: 3 chunks expected, 2 found";
    assert!(error.ends_with(place), "{error}");
    let more = [&chunks[..], &chunks[..1]].concat();
    assert!(wrong(&more).to_string().ends_with("3 chunks expected, 4 found"));
    let none = refused(&scratch, &Segment::new(1).end("done"));
    assert!(matches!(none, EwfError::MissingSection { section: SectionKind::Volume, .. }));

    // Two chunks in each other's place, the second table not a copy, a chunk outside the sectors.
    let data: Vec<u8> = chunks.iter().flat_map(|(_, chunk)| chunk.clone()).collect();
    let at = start().0.len() as u32 + 76;
    let (one, two) = (at, at + 8196);
    let three = two + chunks[1].1.len() as u32;
    let bit = 1 << 31;
    let table_of = |entries: [u32; 3]| table(3, 0, &entries.map(u32::to_le_bytes).concat());
    let with = |first: &[u8], second: &[u8]| {
        let segment = start().section("sectors", &data);
        segment.section("table", first).section("table2", second).end("done")
    };
    let right = table_of([one, two | bit, three]);
    let path = scratch.file("x.E01", &with(&right, &right));
    assert_eq!(media(&EwfImage::open(path).unwrap()).unwrap(), raw);
    for entries in [
        [two | bit, one, three],
        [one, one, three],
        [one - 1, two | bit, three],
        [one, two | bit, three + 8196],
        [bit - 1, bit - 1, bit - 1],
    ] {
        let moved = table_of(entries);
        let found = damage(&scratch, &with(&moved, &moved)).1;
        assert!(matches!(found, Damage::NoPlace { .. }), "{found}");
    }
    let found = damage(&scratch, &with(&right, &table_of([one, two, three])));
    assert_eq!(found, (Some(SectionKind::Table2), Damage::CopyDiffers));
    // The bit that says that a chunk is compressed.
    let turned = table_of([one | bit, two | bit, three]);
    assert_eq!(damage(&scratch, &with(&turned, &turned)).1, Damage::Compressed);
    let turned = table_of([one, two, three]);
    assert!(matches!(damage(&scratch, &with(&turned, &turned)).1, Damage::Checksum { .. }));
}

#[test]
fn stored_digests_that_contradict_each_other_are_taken() {
    let scratch = Scratch::new("contradict");
    let digest = sealed(&[&[1; 16][..], &[2; 20], &[0; 40]].concat());
    let more = [("digest", digest), ("hash", built::hash([3; 16]))];
    let found = damage(&scratch, &built::image(&content(8192), &more));
    assert_eq!(found, (Some(SectionKind::Hash), Damage::DigestsDisagree));
}

#[test]
fn unread_sectors_behind_the_medium_are_given() {
    let scratch = Scratch::new("unread");
    for range in [(16, 1), (0, 17), (u32::MAX, u32::MAX)] {
        let more = [("error2", built::error2(&[range]))];
        let found = damage(&scratch, &built::image(&content(8192), &more));
        assert_eq!(found, (Some(SectionKind::Error2), Damage::OutsideMedia));
    }
}

#[test]
fn pass_that_is_broken_off_is_a_damaged_image() {
    let scratch = Scratch::new("broken-off");
    let path = scratch.file("x.E01", &built::image(&content(8192), &[]));
    let image = EwfImage::open(path).unwrap();
    let mut stop = |_| std::ops::ControlFlow::Break(());
    let error = image.measure(Pass::new().told(&mut stop), Options::default()).unwrap_err();
    let EwfError::Evidence(error) = error else { panic!("{error}") };
    assert!(matches!(*error, EvidenceError::Cancelled { .. }), "{error}");
}

#[test]
fn name_with_an_escape_sequence_is_shown_as_it_is() {
    let scratch = Scratch::new("escape");
    let path = scratch.file("\x1b[2J.E01", b"no image at all");
    let error = EwfImage::open(path).err().unwrap().to_string();
    assert!(!error.contains('\x1b') && error.contains("\\u{1b}[2J.E01"), "{error}");
}

/// A decoder that stops as soon as it has all bytes has not seen whether they are the right ones.
#[test]
fn compressed_chunk_without_its_checksum_is_read() {
    let scratch = Scratch::new("no-checksum");
    let raw = content(8192);
    let whole = compressed(&raw);
    let mut other = whole.clone();
    *other.last_mut().unwrap() ^= 1;
    for chunk in [other, whole[..whole.len() - 4].to_vec(), whole[..whole.len() - 1].to_vec()] {
        let segment = Segment::new(1).section("volume", &volume(16, 1));
        let found = damage(&scratch, &segment.chunks(&[(true, chunk)]).end("done"));
        assert_eq!(found, (None, Damage::Compressed));
    }
}
