//! The same on any number of threads; what is said on the way; breaking off.

use std::fs;
use std::ops::ControlFlow;

use handseal::evidence::directory::{DirectoryError, DirectoryOptions, DirectoryPass};
use handseal::evidence::{DigestAlgorithm, Progress};

use crate::tree::{RECORD, Scratch, measured, secret, threads};

const MIB: usize = 1 << 20;

fn mixed(name: &str) -> Scratch {
    let scratch = Scratch::new(name);
    for file in 0..700 {
        let content: Vec<u8> = (0..file * 7).map(|at| (at % 253) as u8).collect();
        scratch.file(format!("{}/{}/{file}", file % 9, file % 4), &content);
    }
    for (at, size) in [MIB - 1, MIB, MIB + 1, 5 * MIB + 3].into_iter().enumerate() {
        let path = scratch.file(format!("large/{at}"), &vec![at as u8; size]);
        fs::hard_link(path, scratch.path(format!("{at}/again"))).unwrap();
    }
    scratch
}

#[test]
fn number_of_threads_changes_the_result() {
    let scratch = mixed("threads");
    for digests in [vec![], vec![DigestAlgorithm::Sha512, DigestAlgorithm::Md5]] {
        let options = DirectoryOptions { digests: digests.into_iter().collect(), ..RECORD };
        let plain = measured(&scratch.0, options);
        assert_eq!((plain.0.entries, plain.0.unread), (700 + 9 + 36 + 9, 0));
        for count in [1, 2, 7] {
            let mut manifest = Vec::new();
            let pass = DirectoryPass::new().threads(threads(count)).manifest(&mut manifest);
            let found = pass.measure(&scratch.0, options, &secret()).unwrap();
            assert_eq!((found, &manifest), (plain.0, &plain.1), "{count} threads");
        }
    }
}

#[test]
fn progress_does_not_end_at_the_bytes_read() {
    let scratch = mixed("progress");
    let once = |path: &str| fs::metadata(scratch.path(path)).unwrap().len();
    let large: u64 = (0..4).map(|at| once(&format!("large/{at}"))).sum();
    let small: u64 = (0..700).map(|file| file * 7).sum();
    for count in [1, 2, 7] {
        let mut seen: Vec<Progress> = Vec::new();
        let mut told = |progress| {
            seen.push(progress);
            ControlFlow::Continue(())
        };
        let pass = DirectoryPass::new().threads(threads(count)).told(&mut told);
        pass.measure(&scratch.0, RECORD, &secret()).unwrap();
        assert!(seen.is_sorted_by_key(|progress| progress.done));
        assert_eq!(seen.last().unwrap().done, large + small);
        assert!(seen.len() > 2);
    }
}

#[test]
fn pass_that_is_broken_off_goes_on() {
    let scratch = mixed("broken-off");
    for count in [1, 2, 7] {
        for after in [0, 1, 5] {
            let mut left = after;
            let mut told = |_| {
                left -= 1;
                if left < 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            };
            let pass = DirectoryPass::new().threads(threads(count)).told(&mut told);
            let measured = pass.measure(&scratch.0, RECORD, &secret());
            // Threads that are slow to begin are told of together: not every pass has so many words.
            let goes_on = left >= 0 && after > 1;
            assert!(
                goes_on || matches!(measured, Err(DirectoryError::Cancelled { .. })),
                "{measured:?}"
            );
        }
    }
}

/// A sparse file of a tebibyte would take minutes.
#[test]
fn large_file_is_read_to_its_end_after_breaking_off() {
    let scratch = Scratch::new("endless");
    fs::File::create(scratch.path("huge")).unwrap().set_len(1 << 40).unwrap();
    for digests in [vec![], vec![DigestAlgorithm::Sha512]] {
        for count in [1, 3] {
            let mut told = |progress: Progress| match progress.done {
                ..=5_000_000 => ControlFlow::Continue(()),
                _ => ControlFlow::Break(()),
            };
            let options = DirectoryOptions { digests: digests.iter().copied().collect(), ..RECORD };
            let pass = DirectoryPass::new().threads(threads(count)).told(&mut told);
            let error = pass.measure(&scratch.0, options, &secret()).unwrap_err();
            let DirectoryError::Cancelled { done } = error else { panic!("{error}") };
            assert!(done < 1 << 30, "{done}");
        }
    }
}

/// Takes nothing.
struct Full;

impl std::io::Write for Full {
    fn write(&mut self, _bytes: &[u8]) -> std::io::Result<usize> {
        Err(std::io::ErrorKind::StorageFull.into())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn manifest_that_cannot_be_written_is_lost_in_silence() {
    let scratch = Scratch::new("full");
    scratch.file("file", b"content");
    let pass = DirectoryPass::new();
    let error = pass.manifest(&mut Full).measure(&scratch.0, RECORD, &secret()).unwrap_err();
    assert!(matches!(error, DirectoryError::Write { .. }), "{error}");
}
