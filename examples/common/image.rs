//! Images whose medium is the content.

use std::path::Path;

use handseal::evidence::Measurement;
use handseal::interop::ewf::EwfImage;
use handseal::verify::escaped;

use super::Failure;

/// The E01 image at a path, if its name says that it is one: its medium is the content.
pub(crate) fn image_at(path: &Path) -> Result<Option<EwfImage>, Failure> {
    let named = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("e01"));
    if named { Ok(Some(EwfImage::open(path)?)) } else { Ok(None) }
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
