//! One pass over content: read once, hashed on several threads.

use std::io::Write;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;

use crate::evidence::check::ContentCheck;
use crate::evidence::gaps::{Gaps, Unread};
use crate::evidence::hasher::measuring;
use crate::evidence::queue;
use crate::evidence::reading::Reading;
use crate::evidence::{
    ContentReport, ContentSource, EvidenceError, Expected, Measurement, Options, ReadErrors,
};

/// How far a pass has come.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Progress {
    /// Bytes read so far.
    pub done: u64,
    /// Bytes in all, where they are known.
    pub total: Option<u64>,
}

/// One pass over content: on how many threads, and who is told of it and can stop it.
///
/// Content is read once, whatever is made of it: SHA-256 and the tree over the parts always, other
/// digests when [`Options::digests`] asks for them. The calling thread reads, and hashes while it waits;
/// a digest of a stream cannot be split, so more threads than digests gain nothing. The result is the same
/// whatever their number.
///
/// Memory: 10 MiB of buffers whatever the size, 32 bytes for each part whose digest is kept
/// ([`Options::parts`]), 32 for each range that cannot be read, of which there are never more than twice
/// [`MAX_UNREADABLE`](crate::evidence::MAX_UNREADABLE), and why, of so many.
///
/// # Examples
/// ```
/// use std::num::NonZeroUsize;
/// use std::ops::ControlFlow;
///
/// use handseal::evidence::{ContentSource, Options, Pass};
///
/// let mut bytes = 0;
/// let mut told = |progress: handseal::evidence::Progress| {
///     bytes = progress.done;
///     ControlFlow::Continue(())
/// };
/// let source = ContentSource::Reader(Box::new(&b"the content"[..]));
/// let two = NonZeroUsize::new(2).ok_or("none")?;
/// let measurement = Pass::new().threads(two).told(&mut told).measure(source, Options::default())?;
/// assert_eq!((measurement.size, bytes), (11, 11));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Pass<'p> {
    threads: NonZeroUsize,
    told: Option<&'p mut dyn FnMut(Progress) -> ControlFlow<()>>,
    part_digests: Option<&'p mut (dyn Write + Send)>,
}

impl<'p> Pass<'p> {
    /// On one thread, in silence.
    #[must_use]
    pub const fn new() -> Self {
        Self { threads: NonZeroUsize::MIN, told: None, part_digests: None }
    }

    /// On as many threads, the calling one among them.
    #[must_use]
    pub const fn threads(self, threads: NonZeroUsize) -> Self {
        Self { threads, ..self }
    }

    /// Tells how far it has come, after each mebibyte read and at the end. To break off ends the pass with
    /// [`EvidenceError::Cancelled`].
    #[must_use]
    pub fn told(self, told: &'p mut dyn FnMut(Progress) -> ControlFlow<()>) -> Self {
        Self { told: Some(told), ..self }
    }

    /// Writes the digest of each part as it is made: a part list (format F9.3), whatever its length.
    /// It is written to on any of the threads.
    #[must_use]
    pub fn part_digests(self, out: &'p mut (dyn Write + Send)) -> Self {
        Self { part_digests: Some(out), ..self }
    }

    /// Measures content.
    ///
    /// # Errors
    /// [`EvidenceError`]: what cannot be opened or read, what changed while it was read, that it was broken off,
    /// or that the part digests could not be written.
    pub fn measure(
        self,
        source: ContentSource<'p>,
        options: Options,
    ) -> Result<Measurement, EvidenceError> {
        let mut lanes = measuring(options, self.part_digests);
        let unread = Unread::default();
        let gaps = Gaps::new(Vec::new(), unread.clone());
        let mut reading = Reading::open(source, options.read_errors, gaps, self.told)?;
        let size = queue::run(&mut reading, lanes.each(), self.threads)?;
        reading.finish()?;
        let (unreadable, joined) = unread.of(size);
        if let Some(source) = lanes.parts.sink.take_fault() {
            return Err(EvidenceError::PartDigests { source });
        }
        Ok(Measurement { unreadable, joined, ..Measurement::of(size, options.part_size, lanes) })
    }

    /// Compares content with what was signed about it.
    ///
    /// A file or a device is read past what cannot be read: where that was so when it was measured
    /// ([`Expected::unreadable`]), it is as it was; elsewhere the report says where it is, and compares the parts that are
    /// read. Content that is not what was signed, and has other bytes than zeros where it could not be read when it was
    /// measured, is hashed with zeros there too: [`ContentReport::not_recorded`].
    ///
    /// # What this proves
    /// What [`check_content`](crate::evidence::check_content) proves.
    ///
    /// # What this does not prove
    /// What [`check_content`](crate::evidence::check_content) does not.
    ///
    /// # Errors
    /// [`EvidenceError`]: as in [`measure`](Self::measure), and a part list that is not the signed one.
    pub fn check(
        self,
        source: ContentSource<'p>,
        expected: &Expected<'_>,
    ) -> Result<ContentReport, EvidenceError> {
        let unread = Unread::default();
        let mut check = ContentCheck::new(expected, &unread)?;
        // One byte more is enough to be another size.
        let gaps = Gaps::new(expected.unreadable.to_vec(), unread)
            .at_most(expected.size.saturating_add(1));
        let mut reading = Reading::open(source, ReadErrors::Record, gaps, self.told)?;
        let size = queue::run(&mut reading, check.lanes(), self.threads)?;
        reading.finish()?;
        Ok(check.finish(size))
    }
}

impl Default for Pass<'_> {
    fn default() -> Self {
        Self::new()
    }
}
