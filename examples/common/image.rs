//! Images whose medium is the content.

use std::path::Path;

use handseal::evidence::Measurement;
use handseal::interop::ewf::{EwfImage, is_ewf};
use handseal::verify::escaped;

use super::Failure;

/// The E01 image at a path, if its name or its first bytes say that it is one: its medium is the content. A kind that is not
/// read, or a segment that is not the first, is refused.
pub(crate) fn image_at(path: &Path) -> Result<Option<EwfImage>, Failure> {
    if path.extension().is_some_and(|end| end.eq_ignore_ascii_case("e01")) {
        return Ok(Some(EwfImage::open(path)?));
    }
    let regular = path.symlink_metadata().is_ok_and(|found| found.is_file());
    // What cannot be read here is told where the content is read.
    if !regular || !is_ewf(path).unwrap_or(false) {
        return Ok(None);
    }
    // Its name tells no others.
    Ok(Some(EwfImage::open_segments(vec![path.to_path_buf()])?))
}

/// Says what the image at a path tells of its medium that no digest shows.
pub(crate) fn tell(path: &Path, media: &Measurement) -> Result<(), Failure> {
    let path = escaped(&path.to_string_lossy());
    for range in &media.unreadable {
        super::say(format_args!(
            "{path}: bytes {} to {} of the medium could not be read when it was acquired: recorded as unreadable\n",
            range.start, range.end
        ))?;
    }
    Ok(())
}
