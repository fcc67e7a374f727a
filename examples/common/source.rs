//! Where the bytes of an item are: a file, a device, segments or an image.

use std::fs::File;
use std::io::{self, Read, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use handseal::evidence::ContentSource;
use handseal::interop::ewf::EwfImage;

use super::content::{is_device, segments_from, source_of};
use super::{Failure, image};

/// How a path stands for the bytes of an item.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) enum Bytes {
    InSegments,
    #[default]
    Whole,
}

/// The bytes of an item, which can be read more than once.
pub(crate) enum Found {
    Image(Box<EwfImage>),
    Path(PathBuf),
    Segments(PathBuf),
}

impl Found {
    pub(crate) fn at(path: &Path, bytes: Bytes) -> Result<Self, Failure> {
        Ok(match (bytes, bytes == Bytes::Whole && path == Path::new("-")) {
            (Bytes::InSegments, _) => Self::Segments(path.to_path_buf()),
            (Bytes::Whole, true) => return Err(Failure::said("standard input is read only once")),
            (Bytes::Whole, false) => match image::image_at(path)? {
                Some(image) => Self::Image(Box::new(image)),
                None => Self::Path(path.to_path_buf()),
            },
        })
    }

    pub(crate) fn source(&self) -> Result<ContentSource<'_>, Failure> {
        Ok(match self {
            Self::Image(image) => image.source(),
            Self::Path(path) => source_of(path.clone()),
            Self::Segments(first) => segments_from(first)?,
        })
    }

    /// The bytes from this one on. Of an image all before it are read, too.
    pub(crate) fn bytes_from(&self, from: u64) -> Result<Box<dyn Read + '_>, Failure> {
        Ok(match self {
            Self::Image(image) => {
                let mut media = image.media();
                io::copy(&mut media.by_ref().take(from), &mut io::sink())?;
                Box::new(media)
            }
            Self::Path(path) => Box::new(file_from(path, from)?),
            Self::Segments(first) => {
                let ContentSource::Segments(segments) = segments_from(first)? else {
                    return Err(Failure::in_file(first, "is no first segment"));
                };
                let (mut rest, mut all): (u64, Box<dyn Read>) = (from, Box::new(io::empty()));
                for segment in segments {
                    let length = super::open(&segment)?.metadata()?.len();
                    if rest < length {
                        all = Box::new(all.chain(file_from(&segment, rest)?));
                    }
                    rest = rest.saturating_sub(length);
                }
                all
            }
        })
    }
}

fn file_from(path: &Path, from: u64) -> Result<File, Failure> {
    let refused = |error| Failure::in_file(path, error);
    let mut file =
        if is_device(path) { File::open(path).map_err(refused)? } else { super::open(path)? };
    file.seek(SeekFrom::Start(from)).map_err(refused)?;
    Ok(file)
}
