//! One bit changed, anywhere: an error, or nothing that anyone reads is another.

use std::fs::{self, OpenOptions};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::ops::Range;
use std::path::Path;

use handseal::evidence::{Options, Pass};
use handseal::interop::ewf::{
    CaseMetadata, EwfError, EwfImage, MediaRange, StoredDigest, StoredDigests,
};

use crate::built::{self, error2, hash};
use crate::tools::{Scratch, acquire, content, have, media};

/// All that is read of an image.
#[derive(Debug, PartialEq)]
struct Seen {
    media: Vec<u8>,
    case: CaseMetadata,
    digests: StoredDigests,
    unread: Vec<MediaRange>,
}

fn seen(path: &Path) -> Result<Seen, EwfError> {
    let image = EwfImage::open(path)?;
    let media = media(&image)?;
    let (case, unread) = (image.case().clone(), image.unread().to_vec());
    Ok(Seen { media, case, digests: image.stored_digests(), unread })
}

fn put(path: &Path, at: usize, byte: u8) {
    let mut file = OpenOptions::new().write(true).open(path).unwrap();
    file.seek(SeekFrom::Start(at as u64)).unwrap();
    file.write_all(&[byte]).unwrap();
}

/// How often a flip was an error, and how often it changed nothing.
#[derive(Debug, Default)]
struct Outcome {
    errors: usize,
    harmless: Vec<usize>,
}

impl Outcome {
    /// Nothing is without a checksum, and all of it is looked at. What is left are bits of compressed data that
    /// say nothing: codes that are not used, and what fills the last byte.
    fn all_is_checked(&self) {
        assert!(self.harmless.len() * 200 < self.errors, "{self:?}");
    }
}

/// Flips one bit of each byte of the structures, and of every fifth in the midst of the chunks; `changed` is the file, `first` where the image begins.
fn flip_every_byte(first: &Path, changed: &Path) -> Outcome {
    let before = seen(first).unwrap();
    let bytes = fs::read(changed).unwrap();
    let mut outcome = Outcome::default();
    let midst = 4096..bytes.len() - 4096;
    let looked_at = |at: &usize| at.is_multiple_of(5) || !midst.contains(at);
    for (at, byte) in bytes.iter().enumerate().filter(|(at, _)| looked_at(at)) {
        put(changed, at, byte ^ (1 << (at % 8)));
        match seen(first) {
            Err(error) => {
                assert!(names(&error, changed), "{at}: {error}");
                outcome.errors += 1;
            }
            Ok(after) => {
                assert_eq!(after, before, "{at}");
                outcome.harmless.push(at);
            }
        }
        put(changed, at, *byte);
    }
    assert_eq!(seen(first).unwrap(), before);
    outcome
}

/// Whether the message says which file it is.
fn names(error: &EwfError, path: &Path) -> bool {
    let name = path.file_name().unwrap().to_str().unwrap();
    error.to_string().contains(name)
}

#[test]
fn flipped_bit_of_an_image_built_here_gives_wrong_bytes() {
    let scratch = Scratch::new("flips-built");
    let more = [("error2", error2(&[(3, 2)])), ("hash", hash([9; 16]))];
    let path = scratch.file("x.E01", &built::image(&content(3 * 8192), &more));
    let outcome = flip_every_byte(&path, &path);
    outcome.all_is_checked();
}

#[test]
fn flipped_bit_of_an_image_of_another_tool_gives_wrong_bytes() {
    if !have("ewfacquirestream") {
        return;
    }
    let scratch = Scratch::new("flips");
    // Noise, text and zeros, 8 KiB to a chunk, the last not whole.
    let noise = content(16384 + 8192 + 512);
    let raw = [&noise[8192..], &[0; 9 * 512]].concat();
    for (name, options) in [
        ("none", ["-f", "encase6", "-c", "none", "-b", "16"]),
        ("fast", ["-f", "encase5", "-c", "fast", "-b", "16"]),
        ("best", ["-f", "ftk", "-c", "best", "-b", "16"]),
    ] {
        let path = acquire(&scratch, name, &raw, &options);
        let outcome = flip_every_byte(&path, &path);
        outcome.all_is_checked();
    }
}

/// The structures of a later segment, and a sample of its chunks.
#[test]
fn flipped_bit_of_a_later_segment_gives_wrong_bytes() {
    if !have("ewfacquirestream") {
        return;
    }
    let scratch = Scratch::new("flips-later");
    let raw = content(1_300_000 / 512 * 512);
    let first = acquire(&scratch, "x", &raw, &["-c", "none", "-S", "1MiB"]);
    let later = first.with_extension("E02");
    let bytes = fs::read(&later).unwrap();
    let before = seen(&first).unwrap();
    let structures = (0..1300).chain(bytes.len() - 1000..bytes.len());
    for at in structures.step_by(3).chain((1300..bytes.len() - 1000).step_by(4001)) {
        put(&later, at, bytes[at] ^ 0x10);
        match seen(&first) {
            Err(error) => assert!(names(&error, &later), "{at}: {error}"),
            Ok(after) => assert_eq!(after, before, "{at}"),
        }
        put(&later, at, bytes[at]);
    }
}

/// Where a chunk of the image built here is stored.
fn chunk_in(bytes: &[u8], chunk: &[u8]) -> Range<usize> {
    let start = bytes.windows(chunk.len()).position(|window| window == chunk).unwrap();
    start..start + chunk.len()
}

#[test]
fn damaged_chunk_is_not_located() {
    let scratch = Scratch::new("located");
    let raw = content(5 * 8192 + 1024);
    let bytes = built::image(&raw, &[]);
    let path = scratch.file("x.E01", &bytes);
    for (number, (_, chunk)) in built::stored(&raw).iter().enumerate() {
        let range = chunk_in(&bytes, chunk);
        for at in [range.start, range.end - 1] {
            put(&path, at, bytes[at] ^ 1);
            let image = EwfImage::open(&path).unwrap();
            let error = image.measure(Pass::new(), Options::default()).unwrap_err();
            let EwfError::Damaged { place, .. } = error else { panic!("{error}") };
            let offset = number as u64 * 8192;
            let length = (raw.len() as u64 - offset).min(8192);
            assert_eq!((place.segment, place.offset), (path.clone(), range.start as u64));
            assert_eq!(place.chunk, Some(number as u64));
            assert_eq!(place.media, Some(MediaRange { offset, length }));
            put(&path, at, bytes[at]);
        }
    }
}

/// A reader that went on would give what follows in the place of what is lost.
#[test]
fn damaged_chunk_is_passed_over_by_the_next_read() {
    use std::io::Read as _;

    let scratch = Scratch::new("stops");
    let raw = content(5 * 8192);
    let bytes = built::image(&raw, &[]);
    let path = scratch.file("x.E01", &bytes);
    let (_, third) = &built::stored(&raw)[2];
    put(&path, chunk_in(&bytes, third).start + 100, 0x55);
    let image = EwfImage::open(&path).unwrap();
    let mut reader = image.media();
    let mut given = vec![0; 2 * 8192];
    reader.read_exact(&mut given).unwrap();
    assert_eq!(given, raw[..2 * 8192]);
    for _ in 0..3 {
        let error = reader.read(&mut given).unwrap_err().to_string();
        assert!(error.contains("chunk 2, 8192 bytes of the medium from byte 16384"), "{error}");
    }
}

/// Whoever changes the bytes can make the checksums anew: then only a digest tells.
#[test]
fn bytes_changed_with_their_checksums_go_unsaid() {
    let scratch = Scratch::new("anew");
    let raw = content(5 * 8192);
    let path = scratch.file("x.E01", &built::image(&raw, &[]));
    let whole = EwfImage::open(&path).unwrap().measure(Pass::new(), md5()).unwrap();
    let mut other = raw.clone();
    other[12_345] ^= 1;
    let more = [("hash", hash(whole.media.md5.unwrap().0))];
    let path = scratch.file("x.E01", &built::image(&other, &more));
    let measured = EwfImage::open(&path).unwrap().measure(Pass::new(), md5()).unwrap();
    assert!(matches!(measured.md5, StoredDigest::Differs { .. }));
}

fn md5() -> Options {
    use handseal::evidence::{DigestAlgorithm, DigestSet};

    Options { digests: DigestSet::NONE.with(DigestAlgorithm::Md5), ..Options::default() }
}
