//! A source that is being read from its first byte to its last.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::PathBuf;

use crate::evidence::blocks::Passed;
use crate::evidence::error::said;
use crate::evidence::file::{EvidenceFile, SeenFile, read_once};
use crate::evidence::gaps::Gaps;
use crate::evidence::queue::Pieces;
use crate::evidence::{ContentSource, EvidenceError, PassedOver, Progress, ReadErrors};

/// A source that is being read, and who is told of it.
pub(crate) struct Reading<'r> {
    bytes: Bytes<'r>,
    total: Option<u64>,
    told: Option<&'r mut dyn FnMut(Progress) -> ControlFlow<()>>,
}

/// Where the next bytes are.
enum Bytes<'r> {
    Files(Box<Files>),
    Reader(Stream<'r>),
}

impl<'r> Reading<'r> {
    pub(crate) fn open(
        source: ContentSource<'r>,
        read_errors: ReadErrors,
        gaps: Gaps,
        told: Option<&'r mut dyn FnMut(Progress) -> ControlFlow<()>>,
    ) -> Result<Self, EvidenceError> {
        let files = match source {
            ContentSource::Reader(reader) => {
                return Ok(Self::of_reader(Stream { reader, gaps, read_errors }, told));
            }
            ContentSource::Rescued { reader, unreadable } => {
                unreadable.into_iter().for_each(|range| gaps.note(range));
                return Ok(Self::of_reader(Stream { reader, gaps, read_errors }, told));
            }
            ContentSource::Device(path) => VecDeque::from([SeenFile::device(path)?]),
            ContentSource::File(path) => VecDeque::from([SeenFile::regular(path)?]),
            ContentSource::Segments(paths) => Files::look_at(paths)?,
        };
        let total = files.iter().map(SeenFile::size).fold(0, u64::saturating_add);
        let bytes = Bytes::Files(Box::new(Files::open(files, read_errors, gaps)?));
        Ok(Self { bytes, total: Some(total), told })
    }

    fn of_reader(
        stream: Stream<'r>,
        told: Option<&'r mut dyn FnMut(Progress) -> ControlFlow<()>>,
    ) -> Self {
        Self { bytes: Bytes::Reader(stream), total: None, told }
    }

    /// Checks at the end that all is still what it was.
    pub(crate) fn finish(self) -> Result<(), EvidenceError> {
        match self.bytes {
            Bytes::Files(files) => files.finish(),
            Bytes::Reader(_) => Ok(()),
        }
    }
}

impl Bytes<'_> {
    /// Reads on; 0 bytes are the end of all.
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, EvidenceError> {
        match self {
            Self::Files(files) => files.read(buffer),
            Self::Reader(stream) => stream.read(buffer),
        }
    }
}

/// A reader, which may go on behind what it cannot read.
struct Stream<'r> {
    reader: Box<dyn Read + 'r>,
    gaps: Gaps,
    read_errors: ReadErrors,
}

impl Stream<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, EvidenceError> {
        loop {
            let zeros = self.gaps.fill(buffer);
            if zeros > 0 {
                return Ok(zeros);
            }
            match read_once(&mut self.reader, buffer) {
                Ok(count) => {
                    self.gaps.passed(count);
                    return Ok(count);
                }
                Err(source) => match passed_over(&source) {
                    Some(passed) if self.read_errors == ReadErrors::Record => {
                        self.gaps.add(passed.bytes, || said(passed.why.as_ref()));
                    }
                    Some(_) | None => {
                        return Err(EvidenceError::Read { offset: self.gaps.done(), source });
                    }
                },
            }
        }
    }
}

/// What a reader goes on behind; nothing would be no step forward.
fn passed_over(error: &io::Error) -> Option<&PassedOver> {
    let passed = error.get_ref()?.downcast_ref::<PassedOver>()?;
    (passed.bytes > 0).then_some(passed)
}

/// Files that are one content, in their order.
struct Files {
    open: EvidenceFile,
    next: VecDeque<SeenFile>,
    read: Vec<SeenFile>,
    gaps: Gaps,
    read_errors: ReadErrors,
}

impl Files {
    /// Every segment is looked at before the first is opened: none can be put in its place meanwhile.
    fn look_at(paths: Vec<PathBuf>) -> Result<VecDeque<SeenFile>, EvidenceError> {
        paths.into_iter().map(SeenFile::regular).collect()
    }

    fn open(
        mut next: VecDeque<SeenFile>,
        read_errors: ReadErrors,
        gaps: Gaps,
    ) -> Result<Self, EvidenceError> {
        let first = next.pop_front().ok_or(EvidenceError::NoSegments)?;
        let open = first.open()?;
        Ok(Self { open, next, read: Vec::new(), gaps, read_errors })
    }

    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, EvidenceError> {
        loop {
            let zeros = self.gaps.fill(buffer);
            if zeros > 0 {
                return Ok(zeros);
            }
            let count = match self.open.read(buffer) {
                Err(error) => {
                    self.pass_over(error)?;
                    continue;
                }
                Ok(count) => count,
            };
            self.gaps.passed(count);
            let Some(following) = self.next.front().filter(|_| count == 0) else {
                return Ok(count);
            };
            let ended = std::mem::replace(&mut self.open, following.open()?);
            self.next.pop_front();
            self.read.push(ended.finish()?);
        }
    }

    /// Goes on behind what cannot be read, where that is wanted.
    fn pass_over(&mut self, error: EvidenceError) -> Result<(), EvidenceError> {
        if self.read_errors == ReadErrors::Refuse || !is_of_reading(&error) {
            return Err(error);
        }
        match self.open.pass_over()? {
            Passed::Nothing => return Err(error),
            Passed::Retry => {}
            Passed::Over(skipped) => self.gaps.add(skipped, || said(&error)),
        }
        Ok(())
    }

    fn finish(self) -> Result<(), EvidenceError> {
        self.open.finish()?;
        self.read.iter().try_for_each(SeenFile::check_unchanged)
    }
}

/// Whether other bytes of the file may be read after this error.
fn is_of_reading(error: &EvidenceError) -> bool {
    let EvidenceError::ReadFile { source, .. } = error else { return false };
    !matches!(source.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::PermissionDenied)
}

impl Pieces for Reading<'_> {
    type Error = EvidenceError;

    fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, EvidenceError> {
        let mut filled = 0_usize;
        while let Some(room) = buffer.get_mut(filled..).filter(|room| !room.is_empty()) {
            match self.bytes.read(room)? {
                0 => break,
                count => filled = filled.saturating_add(count),
            }
        }
        Ok(filled)
    }

    fn told(&mut self, done: u64) -> Result<(), EvidenceError> {
        let progress = Progress { done, total: self.total };
        match self.told.as_mut().map(|told| told(progress)) {
            Some(ControlFlow::Break(())) => Err(EvidenceError::Cancelled { done }),
            Some(ControlFlow::Continue(())) | None => Ok(()),
        }
    }
}
