//! An image as far as it can be read.

use std::path::{Path, PathBuf};

use crate::evidence::ContentSource;
use crate::interop::ewf::image::Opening;
use crate::interop::ewf::names::SegmentNames;
use crate::interop::ewf::walk::Follows;
use crate::interop::ewf::{EwfError, EwfImage, MediaRange, MediaReader, Volume};

/// An image as far as it can be read: to compare what is left of a damaged one with what was recorded. It cannot be
/// measured.
///
/// A chunk whose bytes are not what its checksum was made of, the chunks of a table that cannot be read, and those of a
/// segment that is damaged or missing are ranges of the medium that cannot be read; all others are read and checked as
/// ever. Where two segments are missing, what lies between them is lost too: nothing says where on the medium it belongs.
///
/// # Examples
/// ```no_run
/// use handseal::evidence::{Expected, Options, Pass};
/// use handseal::interop::ewf::{EwfImage, SalvagedImage};
///
/// let whole = EwfImage::open("backup/ex1.E01")?;
/// let recorded = whole.measure(Pass::new(), Options::default())?.media;
/// let image = SalvagedImage::open("ex1.E01")?;
/// for fault in image.faults() {
///     println!("{fault}");
/// }
/// let report = Pass::new().check(image.source(), &Expected::from(&recorded))?;
/// println!("whole: {:?}, not read: {:?}", report.parts, report.unread);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct SalvagedImage {
    image: EwfImage,
    faults: Vec<EwfError>,
}

impl SalvagedImage {
    /// Opens what is there of an image, by its first segment, as [`EwfImage::open`] does.
    ///
    /// # Errors
    /// [`EwfError`]: [`Name`](EwfError::Name); a first segment that cannot be read as far as the size of its medium; a kind
    /// of image that is not read; a file that changed meanwhile.
    pub fn open(first: impl AsRef<Path>) -> Result<Self, EwfError> {
        let first = first.as_ref();
        let names = SegmentNames::of(first);
        let names = names.ok_or_else(|| EwfError::Name { path: first.to_path_buf() })?;
        let (mut opening, mut last) = (Opening::salvaged(), None);
        while let Some(path) = names.name(opening.number()) {
            let number = opening.number();
            match opening.add(path) {
                Ok(Follows::Nothing) => break,
                Ok(Follows::Segment) => {}
                Err(error) => {
                    opening.miss(error)?;
                    // Nothing tells any more which is the last, but that none follows it.
                    if number >= *last.get_or_insert_with(|| last_there(&names, number)) {
                        break;
                    }
                }
            }
        }
        Self::of(opening)
    }

    /// Opens what is there of an image by all its segments, as [`EwfImage::open_segments`] does.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_segments(segments: Vec<PathBuf>) -> Result<Self, EwfError> {
        let mut opening = Opening::salvaged();
        for path in segments {
            if let Err(error) = opening.add(path) {
                opening.miss(error)?;
            }
        }
        Self::of(opening)
    }

    fn of(opening: Opening) -> Result<Self, EwfError> {
        let (image, faults) = opening.whole()?;
        Ok(Self { image, faults })
    }

    /// What is wrong with its files, the first thousand faults; not with the chunks, which are checked as they are read.
    #[must_use]
    pub fn faults(&self) -> &[EwfError] {
        &self.faults
    }

    /// The size of the medium, its sectors and chunks.
    #[must_use]
    pub const fn volume(&self) -> &Volume {
        self.image.volume()
    }

    /// The medium as a content to be compared: where it cannot be read, it says so and goes on
    /// ([`PassedOver`](crate::evidence::PassedOver)), as it does where the image says that the device could not be read.
    #[must_use]
    pub fn source(&self) -> ContentSource<'_> {
        let unreadable = self.image.unread().iter().map(MediaRange::bytes).collect();
        let reader = Box::new(MediaReader::past_damage(&self.image));
        ContentSource::Rescued { reader, unreadable }
    }
}

/// The number of the last segment that is there, or the one given.
fn last_there(names: &SegmentNames, number: u32) -> u32 {
    let there =
        |number: &u32| names.name(*number).is_some_and(|path| path.symlink_metadata().is_ok());
    let named = (number..).take_while(|number| names.name(*number).is_some());
    named.filter(there).last().unwrap_or(number)
}
