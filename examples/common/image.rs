//! Images whose medium is the content.

use std::path::Path;

use handseal::interop::ewf::{EwfImage, EwfMeasurement, SalvagedImage, is_ewf};
use handseal::verify::escaped;

use super::Failure;

/// The E01 image at a path, if its name or its first bytes say that it is one: its medium is the content. A kind that is not
/// read, or a segment that is not the first, is refused.
pub(crate) fn image_at(path: &Path) -> Result<Option<EwfImage>, Failure> {
    Ok(match Named::of(path) {
        Named::First => Some(EwfImage::open(path)?),
        Named::NoImage => None,
        Named::Otherwise => Some(EwfImage::open_segments(vec![path.to_path_buf()])?),
    })
}

/// Likewise, as far as the image can be read: what is damaged or missing of it is told where it is compared. What begins as no
/// image does is compared as it is, and that is said: it may be one whose first bytes are damaged.
pub(crate) fn remains_at(path: &Path) -> Result<Option<SalvagedImage>, Failure> {
    if path.symlink_metadata().is_ok_and(|found| found.is_file())
        && is_called_image(path)
        && is_ewf(path).is_ok_and(|begins| !begins)
    {
        super::warn(format_args!(
            "{}: does not begin as an E01 image does: compared as plain content",
            escaped(&path.to_string_lossy())
        ));
        return Ok(None);
    }
    Ok(match Named::of(path) {
        Named::First => Some(SalvagedImage::open(path)?),
        Named::NoImage => None,
        Named::Otherwise => Some(SalvagedImage::open_segments(vec![path.to_path_buf()])?),
    })
}

fn is_called_image(path: &Path) -> bool {
    path.extension().is_some_and(|end| end.eq_ignore_ascii_case("e01"))
}

/// What a path says about an image there.
enum Named {
    First,
    NoImage,
    /// It is one, and its name tells no other segments.
    Otherwise,
}

impl Named {
    fn of(path: &Path) -> Self {
        if is_called_image(path) {
            return Self::First;
        }
        let regular = path.symlink_metadata().is_ok_and(|found| found.is_file());
        // What cannot be read here is told where the content is read.
        if regular && is_ewf(path).unwrap_or(false) { Self::Otherwise } else { Self::NoImage }
    }
}

/// Says what the image at a path tells of its medium that no digest shows, and what of it is damaged.
pub(crate) fn tell(path: &Path, measured: &EwfMeasurement) -> Result<(), Failure> {
    let path = escaped(&path.to_string_lossy());
    if measured.damaged > 0 {
        return super::say(format_args!(
            "{path}: {} bytes of the medium are in damaged chunks: recorded as unreadable. The digests that the image stores are \
             of the whole medium, and were not compared\n",
            measured.damaged
        ));
    }
    for range in &measured.media.unreadable {
        super::say(format_args!(
            "{path}: bytes {} to {} of the medium could not be read when it was acquired: recorded as unreadable\n",
            range.start, range.end
        ))?;
    }
    Ok(())
}
