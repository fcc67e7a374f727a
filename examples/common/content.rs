//! Where the bytes of an item are, and how they are read.

use std::fs;
use std::io::{self, IsTerminal as _, Read, Write as _};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use handseal::evidence::{ContentSource, DigestAlgorithm, Progress};
use handseal::verify::escaped;

use super::{Arguments, Failure};

/// What a path stands for: `-` is standard input, a block device is read as one.
pub(crate) fn source_of(path: PathBuf) -> ContentSource<'static> {
    if path == Path::new("-") {
        return ContentSource::Reader(Box::new(std::io::stdin()));
    }
    if is_device(&path) { ContentSource::Device(path) } else { ContentSource::File(path) }
}

/// Whether a link that is named stands for what it points to. Links on the way to it always do.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) enum Links {
    Follow,
    #[default]
    Refuse,
}

impl Links {
    /// The path that is meant.
    pub(crate) fn meant(self, path: PathBuf) -> PathBuf {
        // What points nowhere is told when it is opened.
        match self {
            Self::Follow => path.canonicalize().unwrap_or(path),
            Self::Refuse => path,
        }
    }
}

#[cfg(unix)]
pub(crate) fn is_device(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt as _;

    path.symlink_metadata().is_ok_and(|found| found.file_type().is_block_device())
}

#[cfg(not(unix))]
pub(crate) fn is_device(_path: &Path) -> bool {
    false
}

/// Refuses to read standard input twice: the second time nothing is left of it.
pub(crate) fn check_one_input<'p>(
    mut paths: impl Iterator<Item = &'p Path>,
    usage: &'static str,
) -> Result<(), Failure> {
    let mut inputs = paths.by_ref().filter(|path| *path == Path::new("-"));
    if inputs.nth(1).is_some() {
        return Err(Failure::usage("standard input can be one content only", usage));
    }
    Ok(())
}

/// `image.001`, or `image.000`, and those that follow it: one content.
pub(crate) fn segments_from(first: &Path) -> Result<ContentSource<'static>, Failure> {
    let begin = match first.extension().and_then(|end| end.to_str()) {
        Some("000") => 0,
        Some("001") => 1,
        _ => return Err(Failure::in_file(first, "the first segment ends in .001 or .000")),
    };
    let segment = |number: u32| first.with_extension(format!("{number:03}"));
    let there = |path: &PathBuf| path.symlink_metadata().is_ok();
    let segments: Vec<_> = (begin..).map(segment).take_while(there).collect();
    let next = u32::try_from(segments.len())?.saturating_add(begin);
    // One that is left out would make another content of the others, and say nothing.
    let name = first.file_stem().unwrap_or_default();
    for entry in fs::read_dir(super::opening::directory_of(first))? {
        let path = entry?.path();
        let number = path.extension().and_then(|end| end.to_str()).and_then(|end| {
            let digits = end.len() >= 3 && end.bytes().all(|byte| byte.is_ascii_digit());
            end.parse::<u32>().ok().filter(|_| digits)
        });
        let Some(number) = number.filter(|_| path.file_stem() == Some(name)) else { continue };
        if number < begin {
            let message = "a segment before the first that is named: name this one";
            return Err(Failure::in_file(&path, message));
        }
        if number >= next {
            let message = format!("a segment before it is missing: .{next:03}");
            return Err(Failure::in_file(&path, message));
        }
    }
    Ok(ContentSource::Segments(segments))
}

/// What cannot be read, and why.
pub(crate) struct NotRead(String);

impl NotRead {
    pub(crate) fn because(failure: &Failure) -> Self {
        Self(failure.to_string())
    }

    pub(crate) fn source(self) -> ContentSource<'static> {
        ContentSource::Reader(Box::new(self))
    }
}

impl Read for NotRead {
    fn read(&mut self, _buffer: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other(self.0.clone()))
    }
}

/// As many threads as the machine has.
pub(crate) fn threads() -> NonZeroUsize {
    std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

/// One line on a terminal that says how far a pass has come; nothing elsewhere.
pub(crate) struct ProgressLine {
    begun: Instant,
    shown: Option<Instant>,
    terminal: bool,
}

impl ProgressLine {
    /// Often enough to be seen moving.
    const EVERY: Duration = Duration::from_millis(200);

    pub(crate) fn new() -> Self {
        let terminal = std::io::stderr().is_terminal();
        Self { begun: Instant::now(), shown: None, terminal }
    }

    /// Shows how far the pass over `name` has come.
    pub(crate) fn show(&mut self, name: &str, progress: Progress) -> ControlFlow<()> {
        let due = self.shown.is_none_or(|shown| shown.elapsed() >= Self::EVERY);
        if self.terminal && due && self.begun.elapsed() >= Self::EVERY {
            self.shown = Some(Instant::now());
            let mebibytes = |bytes: u64| bytes >> 20;
            let total = progress.total.map(|total| format!(" of {}", mebibytes(total)));
            // A progress that cannot be shown stops nothing.
            let _ = write!(
                std::io::stderr(),
                "\r{}: {}{} MiB\x1b[K",
                escaped(name),
                mebibytes(progress.done),
                total.unwrap_or_default(),
            );
        }
        ControlFlow::Continue(())
    }
}

impl Drop for ProgressLine {
    fn drop(&mut self) {
        if self.shown.is_some() {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}

/// A digest beside SHA-256, by its name.
pub(crate) fn algorithm(
    arguments: &mut Arguments,
    usage: &'static str,
) -> Result<DigestAlgorithm, Failure> {
    let name = arguments.value("--digest")?;
    if name == "sha256" {
        return Err(Failure::usage("SHA-256 is always made: leave --digest sha256 out", usage));
    }
    DigestAlgorithm::from_code(&name).ok_or_else(|| {
        let message = format!("{} is no digest that is made here", escaped(&name));
        Failure::usage(message, usage)
    })
}
