//! A set of segments that belong together, and what is measured of it.

use std::cell::Cell;
use std::io::{self, ErrorKind, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::evidence::{
    ContentSource, DigestAlgorithm, EvidenceError, Md5Digest, Measurement, Options, Pass,
    PassedOver, ReadErrors, SeenFile, Sha1Digest,
};
use crate::interop::ewf::lost::Lost;
use crate::interop::ewf::names::SegmentNames;
use crate::interop::ewf::table::TablePlace;
use crate::interop::ewf::walk::{Contents, Follows, Whole};
use crate::interop::ewf::{
    CaseMetadata, EwfError, MediaRange, MediaReader, StoredDigest, StoredDigests, Volume,
};

/// An image whose segments were found, and whose sections were walked and checked; its chunks not yet.
///
/// # Examples
/// ```no_run
/// use handseal::evidence::{Options, Pass};
/// use handseal::interop::ewf::{EwfImage, StoredDigest};
///
/// let image = EwfImage::open("ex1.E01")?;
/// println!("case {:?}, examiner {:?}", image.case().case_number, image.case().examiner);
/// for lost in image.unread() {
///     println!("could not be read when it was acquired: {lost}");
/// }
/// let measured = image.measure(Pass::new(), Options::default())?;
/// println!("{}  {} bytes", measured.media.sha256, measured.media.size);
/// if let StoredDigest::Differs { stored, computed } = measured.md5 {
///     println!("the image was made of other bytes: MD5 {stored} stored, {computed} found");
/// }
/// # Ok::<(), handseal::interop::ewf::EwfError>(())
/// ```
#[derive(Debug)]
pub struct EwfImage {
    files: Vec<SeenFile>,
    whole: Whole,
}

/// What one pass over the medium found, beside what the image says of it.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct EwfMeasurement {
    /// The medium: its bytes, not those of the container. Its `unreadable` are the ranges of
    /// [`EwfImage::unread`], in order, those that touch as one; of more than
    /// [`MAX_UNREADABLE`](crate::evidence::MAX_UNREADABLE), those that lie nearest to each other, too.
    pub media: Measurement,
    /// The MD5 that the image stores, beside that of the pass.
    pub md5: StoredDigest<Md5Digest>,
    /// The SHA-1 that the image stores, beside that of the pass.
    pub sha1: StoredDigest<Sha1Digest>,
    /// Bytes of the medium in damaged chunks, of which nothing was read, with [`ReadErrors::Record`]. They are among those
    /// that are `unreadable`. The stored digests are of the whole medium, and not compared then.
    pub damaged: u64,
}

impl EwfImage {
    /// Opens an image by its first segment: `.E01`, and then, by their names in the same directory, all
    /// that follow, `.E99` by `.EAA`, to the one that ends the set.
    ///
    /// # Errors
    /// As [`open_segments`](Self::open_segments); [`EwfError::Name`] for a name that no first segment has.
    pub fn open(first: impl AsRef<Path>) -> Result<Self, EwfError> {
        let first = first.as_ref();
        let names = SegmentNames::of(first);
        let names = names.ok_or_else(|| EwfError::Name { path: first.to_path_buf() })?;
        let mut opening = Opening::default();
        loop {
            let number = opening.number();
            let path = names.name(number).ok_or(EwfError::NoName { number })?;
            if opening.add(path)? == Follows::Nothing {
                return Ok(opening.whole()?.0);
            }
        }
    }

    /// Opens an image by all its segments, in their order, whatever they are called.
    ///
    /// # Errors
    /// [`EwfError`]: a segment that is missing, at another's place or of another image, with its file; a
    /// section that is damaged, with its place; a kind of image that is not read; a file that cannot be read.
    pub fn open_segments(segments: Vec<PathBuf>) -> Result<Self, EwfError> {
        let mut opening = Opening::default();
        let mut follows = Follows::Segment;
        for path in segments {
            if follows == Follows::Nothing {
                return Err(EwfError::SegmentTooMany { path });
            }
            follows = opening.add(path)?;
        }
        match (follows, opening.files.last()) {
            (Follows::Segment, Some(last)) => Err(EwfError::MissingSegment {
                number: opening.number(),
                path: last.path().to_path_buf(),
            }),
            (Follows::Nothing | Follows::Segment, _) => Ok(opening.whole()?.0),
        }
    }

    /// The size of the medium, its sectors and chunks.
    #[must_use]
    pub const fn volume(&self) -> &Volume {
        &self.whole.volume
    }

    /// What whoever acquired it wrote about the case.
    #[must_use]
    pub const fn case(&self) -> &CaseMetadata {
        &self.whole.case
    }

    /// The digests of the medium that the image stores.
    #[must_use]
    pub const fn stored_digests(&self) -> StoredDigests {
        self.whole.digests
    }

    /// What could not be read when it was acquired, as the image records it, in its order. The image has bytes in its place,
    /// mostly zeros: the medium may have others. [`measure`](Self::measure) records it as unreadable.
    #[must_use]
    pub fn unread(&self) -> &[MediaRange] {
        &self.whole.unread
    }

    /// The files of the set, in their order.
    pub fn segments(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().map(SeenFile::path)
    }

    /// Reads the medium.
    #[must_use]
    pub fn media(&self) -> MediaReader<'_> {
        MediaReader::new(self)
    }

    /// The medium as a content: its bytes, and those that could not be read when it was acquired.
    #[must_use]
    pub fn source(&self) -> ContentSource<'_> {
        ContentSource::Rescued { reader: Box::new(self.media()), unreadable: self.unreadable() }
    }

    /// Measures the medium in one pass, and compares the digests that the image stores with those of the same
    /// bytes: they are made whether or not the options ask for them.
    ///
    /// # What this proves
    /// That every chunk and every table has the checksum that was written with it, so that nothing was damaged by
    /// chance; where a stored digest is [`Equal`](StoredDigest::Equal), that these are the bytes that the acquiring
    /// tool made it of.
    ///
    /// # What this does not prove
    /// That nobody changed the image: whoever changes the bytes can make checksums and stored digests anew. That needs
    /// a digest that was kept or signed elsewhere. That the bytes are those of the device: see
    /// [`unread`](Self::unread). Where neither set number nor digest is stored, that the segments are of one image.
    ///
    /// # Errors
    /// [`EwfError::Damaged`] at the first damaged chunk or table, with its file, its number and its bytes of the
    /// medium, unless [`ReadErrors::Record`] is asked for; [`EwfError::Evidence`] if a file cannot be read or changed meanwhile, or the pass was broken off.
    pub fn measure<'p>(
        &'p self,
        pass: Pass<'p>,
        options: Options,
    ) -> Result<EwfMeasurement, EwfError> {
        let StoredDigests { md5, sha1 } = self.stored_digests();
        let mut digests = options.digests;
        if md5.is_some() {
            digests = digests.with(DigestAlgorithm::Md5);
        }
        if sha1.is_some() {
            digests = digests.with(DigestAlgorithm::Sha1);
        }
        let damaged = Rc::new(Cell::new(0));
        let reader = match options.read_errors {
            ReadErrors::Record => MediaReader::past_damage(self),
            ReadErrors::Refuse => self.media(),
        };
        let reader = Box::new(Counted { reader, damaged: Rc::clone(&damaged) });
        let source = ContentSource::Rescued { reader, unreadable: self.unreadable() };
        let media = pass.measure(source, Options { digests, ..options }).map_err(own)?;
        let damaged = damaged.get();
        let md5 = StoredDigest::compare(md5, media.md5.filter(|_| damaged == 0));
        let sha1 = StoredDigest::compare(sha1, media.sha1.filter(|_| damaged == 0));
        Ok(EwfMeasurement { media, md5, sha1, damaged })
    }

    /// What could not be read when it was acquired.
    fn unreadable(&self) -> Vec<Range<u64>> {
        self.unread().iter().map(MediaRange::bytes).collect()
    }

    pub(super) const fn lost(&self) -> Option<&Lost> {
        self.whole.lost.as_ref()
    }

    pub(super) fn tables(&self) -> &[TablePlace] {
        &self.whole.tables
    }

    pub(super) fn files(&self) -> &[SeenFile] {
        &self.files
    }

    pub(super) fn file(&self, index: usize) -> Result<&SeenFile, EwfError> {
        Ok(self.files.get(index).ok_or(EvidenceError::NoSegments)?)
    }
}

/// Whether a regular file begins as one of the Expert Witness format does, whatever it is called: of any kind, of those too
/// that are not read here, and any segment of a set.
///
/// # Errors
/// [`EwfError::Evidence`] if it is no regular file or cannot be read.
pub fn is_ewf(path: impl AsRef<Path>) -> Result<bool, EwfError> {
    let seen = SeenFile::regular(path.as_ref().to_path_buf())?;
    if seen.size() < 4 {
        return Ok(false);
    }
    let mut start = [0; 4];
    seen.open()?.read_at(0, &mut start)?;
    Ok([b"EVF\x09", b"EVF2", b"LVF\x09", b"LEF2"].contains(&&start))
}

/// The error that went through the pass, as it was.
fn own(error: EvidenceError) -> EwfError {
    let EvidenceError::Read { offset, source } = error else {
        return error.into();
    };
    match source.downcast::<EwfError>() {
        Ok(own) => own,
        Err(source) => EvidenceError::Read { offset, source }.into(),
    }
}

/// A set of which some segments were read.
#[derive(Default)]
pub(super) struct Opening {
    files: Vec<SeenFile>,
    contents: Contents,
    /// The number of the segment that was read last, or missed.
    number: u32,
}

impl Opening {
    /// Of a set that may be damaged.
    pub(super) fn salvaged() -> Self {
        Self { contents: Contents::salvaged(), ..Self::default() }
    }

    /// The number of the segment that comes next.
    pub(super) const fn number(&self) -> u32 {
        self.number.saturating_add(1)
    }

    pub(super) fn add(&mut self, path: PathBuf) -> Result<Follows, EwfError> {
        let number = self.number();
        self.number = number;
        let seen = SeenFile::regular(path).map_err(|error| self.not_there(error))?;
        // What of it was found stays found, whatever is wrong behind that.
        let index = self.files.len();
        let follows = self.contents.segment((index, number), &seen);
        self.files.push(seen);
        follows
    }

    /// The segment that was to be added is damaged or not there.
    pub(super) fn miss(&mut self, error: EwfError) -> Result<(), EwfError> {
        self.contents.miss(error)
    }

    fn not_there(&self, error: EvidenceError) -> EwfError {
        match (error, self.files.last()) {
            (EvidenceError::Open { source, .. }, Some(last))
                if source.kind() == ErrorKind::NotFound =>
            {
                EwfError::MissingSegment { number: self.number, path: last.path().to_path_buf() }
            }
            (error, _) => error.into(),
        }
    }

    /// The image, and what is wrong with it.
    pub(super) fn whole(self) -> Result<(EwfImage, Vec<EwfError>), EwfError> {
        let last = self.files.last().ok_or(EvidenceError::NoSegments)?;
        let (whole, faults) = self.contents.whole(last)?;
        Ok((EwfImage { files: self.files, whole }, faults))
    }
}

/// A reader of which it is counted what it goes on behind.
struct Counted<'i> {
    reader: MediaReader<'i>,
    damaged: Rc<Cell<u64>>,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.reader.read(buffer).inspect_err(|error| {
            let passed = error.get_ref().and_then(|inner| inner.downcast_ref::<PassedOver>());
            let bytes = passed.map_or(0, |passed| passed.bytes);
            self.damaged.set(self.damaged.get().saturating_add(bytes));
        })
    }
}
