//! One pass over content: the same digests on any number of threads and in pieces of any length, and
//! what is said on the way.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::fs;
use std::io::{self, Read, Write};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use handseal::evidence::{
    Conclusion, ContentSource, DigestAlgorithm, DigestSet, EvidenceError, Expected, FileKind,
    KeptParts, Measurement, Options, PartList, Pass, Progress, measure_reader,
};

/// The length of the pieces that threads hand over.
const PIECE: usize = 1 << 20;

fn all_digests() -> Options {
    let digests = DigestAlgorithm::ALL.iter().copied().collect();
    Options { digests, ..Options::default() }
}

fn content(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at % 251) as u8).collect()
}

fn threads(count: usize) -> NonZeroUsize {
    NonZeroUsize::new(count).unwrap()
}

/// Gives at most so many bytes at a time, and never the same number twice in a row.
struct Uneven<'a> {
    rest: &'a [u8],
    most: usize,
    turn: usize,
}

impl Read for Uneven<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.turn += 1;
        let wanted = self.most - self.turn % self.most.min(3);
        let count = buffer.len().min(self.rest.len()).min(wanted.max(1));
        let (given, rest) = self.rest.split_at(count);
        buffer[..count].copy_from_slice(given);
        self.rest = rest;
        Ok(count)
    }
}

fn measured(content: &[u8], count: usize, most: usize) -> Measurement {
    let reader = Uneven { rest: content, most, turn: 0 };
    let source = ContentSource::Reader(Box::new(reader));
    Pass::new().threads(threads(count)).measure(source, all_digests()).unwrap()
}

/// A folder of its own, removed at the end.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("passes-{name}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, bytes).unwrap();
        path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn number_of_threads_or_length_of_reads_changes_a_digest() {
    for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 12 * PIECE + 7] {
        let content = content(length);
        let plain = measure_reader(content.as_slice(), all_digests()).unwrap();
        for count in [1, 2, 3, 8] {
            for most in [usize::MAX, 65_536, 1_000_003] {
                assert_eq!(measured(&content, count, most), plain, "{length} {count} {most}");
            }
        }
    }
}

/// What the tools of the system print, where they are.
#[test]
fn digests_are_not_those_of_other_programs() {
    let content = content(2 * PIECE + 123);
    let measured = measured(&content, 2, usize::MAX);
    let digests = [
        ("sha256sum", measured.sha256.to_string()),
        ("sha512sum", measured.sha512.unwrap().to_string()),
        ("sha1sum", measured.sha1.unwrap().to_string()),
        ("md5sum", measured.md5.unwrap().to_string()),
    ];
    for (tool, digest) in digests {
        let child = Command::new(tool).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let Ok(mut child) = child else {
            writeln!(io::stderr(), "SKIPPED: there is no {tool}").unwrap();
            continue;
        };
        child.stdin.take().unwrap().write_all(&content).unwrap();
        let output = child.wait_with_output().unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        assert_eq!(printed.split_whitespace().next(), Some(digest.as_str()), "{tool}");
    }
}

#[test]
fn digest_that_was_not_asked_for_is_made() {
    let plain = measure_reader(&b"abc"[..], Options::default()).unwrap();
    assert_eq!((plain.sha512, plain.sha1, plain.md5), (None, None, None));
    let digests = DigestSet::NONE.with(DigestAlgorithm::Md5);
    let one = measure_reader(&b"abc"[..], Options { digests, ..Options::default() }).unwrap();
    assert_eq!(one.md5.unwrap().to_string(), "900150983cd24fb0d6963f7d28e17f72");
    assert_eq!((one.sha512, one.sha1), (None, None));
}

/// Four gibibytes and a little: what is counted in 32 bits goes wrong here.
#[test]
fn content_beyond_four_gibibytes_is_miscounted() {
    const MORE: u64 = (4 << 30) + 5;
    let source = ContentSource::Reader(Box::new(io::repeat(0).take(MORE)));
    let measured = Pass::new().threads(threads(2)).measure(source, Options::default()).unwrap();
    assert_eq!(measured.size, MORE);
    // `head -c 4294967301 /dev/zero | sha256sum`
    let printed = "709fc0b74f7c916cedccb212d681c035f36ffbb31ebfe806eb40c31592744eb5";
    assert_eq!(measured.sha256.to_string(), printed);
}

#[test]
fn digests_of_many_parts_are_kept_unasked_or_written_otherwise() {
    let content = content(257 * PIECE);
    let mut written = Vec::new();
    let source = ContentSource::Reader(Box::new(content.as_slice()));
    let few = Pass::new()
        .threads(threads(2))
        .part_digests(&mut written)
        .measure(source, Options::default())
        .unwrap();
    assert_eq!(few.parts, None);
    let options = Options { parts: KeptParts::All, ..Options::default() };
    let all = measure_reader(content.as_slice(), options).unwrap();
    let list: &PartList = all.parts.as_ref().unwrap();
    assert_eq!((list.count(), list.root()), (257, few.part_root));
    let kept: Vec<u8> = list.digests().iter().flat_map(|digest| digest.0).collect();
    assert_eq!(kept, written);
}

/// Takes nothing more after so many bytes.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = self.0.min(bytes.len());
        self.0 -= room;
        if room == 0 { Err(io::ErrorKind::StorageFull.into()) } else { Ok(room) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn part_digests_that_cannot_be_written_are_lost_in_silence() {
    for count in [1, 2] {
        let content = content(5 * PIECE);
        let source = ContentSource::Reader(Box::new(content.as_slice()));
        let mut full = Full(70);
        let pass = Pass::new().threads(threads(count)).part_digests(&mut full);
        let error = pass.measure(source, Options::default()).unwrap_err();
        assert!(matches!(error, EvidenceError::PartDigests { .. }), "{error}");
    }
}

#[test]
fn progress_does_not_end_at_the_total() {
    let scratch = Scratch::new("progress");
    let path = scratch.file("image", &content(3 * PIECE + 9));
    let mut seen = Vec::new();
    let mut told = |progress: Progress| {
        seen.push(progress);
        ControlFlow::Continue(())
    };
    let pass = Pass::new().threads(threads(2)).told(&mut told);
    pass.measure(ContentSource::File(path), Options::default()).unwrap();
    let total = (3 * PIECE + 9) as u64;
    assert!(seen.iter().all(|progress| progress.total == Some(total)));
    assert!(seen.is_sorted_by_key(|progress| progress.done));
    assert_eq!(seen.last().unwrap().done, total);
    assert_eq!(seen.len(), 4);
}

#[test]
fn pass_that_is_broken_off_goes_on() {
    for (count, after) in [(1, 0), (2, 0), (1, 3), (2, 3), (8, 30)] {
        let mut left = after;
        let mut told = |_| {
            left -= 1;
            if left < 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        // It never ends by itself.
        let source = ContentSource::Reader(Box::new(io::repeat(7)));
        let pass = Pass::new().threads(threads(count)).told(&mut told);
        let error = pass.measure(source, all_digests()).unwrap_err();
        let EvidenceError::Cancelled { done } = error else { panic!("{error}") };
        assert_eq!(done, ((after + 1) as usize * PIECE) as u64);
    }
}

/// A reader that fails after so many bytes.
struct Failing(u64);

impl Read for Failing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.0 == 0 {
            return Err(io::Error::other("the medium is gone"));
        }
        let count = io::repeat(1).take(self.0).read(buffer)?;
        self.0 -= count as u64;
        Ok(count)
    }
}

#[test]
fn failure_to_read_is_reported_at_another_byte() {
    for (count, at) in [(1, 0), (2, 5), (2, (3 * PIECE) as u64), (4, (20 * PIECE + 1) as u64)] {
        let source = ContentSource::Reader(Box::new(Failing(at)));
        let error = Pass::new().threads(threads(count)).measure(source, all_digests()).unwrap_err();
        let EvidenceError::Read { offset, source } = error else { panic!("{error}") };
        assert_eq!((offset, source.to_string().as_str()), (at, "the medium is gone"));
    }
}

#[test]
fn segments_are_not_one_content() {
    let scratch = Scratch::new("segments");
    let whole = content(4 * PIECE + 77);
    let expected = measure_reader(whole.as_slice(), all_digests()).unwrap();
    for cuts in [vec![], vec![1], vec![0, PIECE], vec![5, 5, 2 * PIECE, whole.len()]] {
        let ends = cuts.iter().copied().chain([whole.len()]);
        let starts = std::iter::once(0).chain(cuts.iter().copied());
        let paths: Vec<_> = starts
            .zip(ends)
            .enumerate()
            .map(|(number, (start, end))| {
                scratch.file(&format!("image.{number:03}"), &whole[start..end])
            })
            .collect();
        let pass = Pass::new().threads(threads(2));
        let source = ContentSource::Segments(paths.clone());
        assert_eq!(pass.measure(source, all_digests()).unwrap(), expected, "{cuts:?}");
        let report =
            Pass::new().check(ContentSource::Segments(paths), &Expected::from(&expected)).unwrap();
        assert_eq!(report.conclusion(), Conclusion::Match);
    }
    let source = ContentSource::Segments(Vec::new());
    let error = Pass::new().measure(source, Options::default()).unwrap_err();
    assert!(matches!(error, EvidenceError::NoSegments), "{error}");
}

/// A segment that is replaced after it was read, before the last is.
#[test]
fn segment_that_is_replaced_while_others_are_read_is_taken() {
    let scratch = Scratch::new("replaced");
    let paths = ["image.001", "image.002"].map(|name| scratch.file(name, &content(2 * PIECE)));
    let first = paths[0].clone();
    let mut told = |progress: Progress| {
        if progress.done == (3 * PIECE) as u64 {
            fs::write(&first, b"something else").unwrap();
        }
        ControlFlow::Continue(())
    };
    let source = ContentSource::Segments(paths.to_vec());
    let error = Pass::new().told(&mut told).measure(source, Options::default()).unwrap_err();
    let EvidenceError::Changed { path, before, after } = error else { panic!("{error}") };
    assert_eq!(path, paths[0]);
    assert_eq!((before.size, after.size), ((2 * PIECE) as u64, 14));
}

#[test]
fn what_is_no_block_device_is_read_as_one() {
    let scratch = Scratch::new("device");
    let file = scratch.file("file", b"no device");
    for (path, kind) in [(file, None), (scratch.0.clone(), Some(FileKind::Directory))] {
        let source = ContentSource::Device(path);
        let error = Pass::new().measure(source, Options::default()).unwrap_err();
        let EvidenceError::NotADevice { found, .. } = error else { panic!("{error}") };
        assert_eq!(found, kind);
    }
    #[cfg(unix)]
    {
        // It has no end.
        let source = ContentSource::Device("/dev/zero".into());
        let error = Pass::new().measure(source, Options::default()).unwrap_err();
        let EvidenceError::NotADevice { found, .. } = error else { panic!("{error}") };
        assert_eq!(found, Some(FileKind::CharDevice));
    }
}
