//! What is to be collected, measured.

use std::fmt::Display;
use std::io::BufWriter;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use handseal::event::Measured;
use handseal::evidence::directory::{
    DirectoryMeasurement, DirectoryOptions, DirectoryPass, DirectorySecret, Mounts, Unreadable,
};
use handseal::evidence::{Measurement, Options, Pass, Progress, ReadErrors};
use handseal::identity::OsEntropy;
use handseal::interop::ewf::{EwfImage, StoredDigest};
use handseal::verify::escaped;

use crate::USAGE;
use crate::common::content::{self, ProgressLine};
use crate::common::draft::{DraftFile, Readers};
use crate::common::opening::beside;
use crate::common::source::Bytes;
use crate::common::{Failure, image, unread};

/// Bytes of a manifest that are written at once: a hundred entries take twenty thousand.
const MANIFEST_BUFFER: usize = 256 << 10;

/// What to collect: the label, the path, and how it stands for bytes.
pub(crate) type Item = ((String, PathBuf), Bytes);

/// A content that was measured.
pub(crate) struct Collected<'a> {
    pub(crate) label: &'a str,
    pub(crate) path: &'a Path,
    pub(crate) found: Found,
}

/// What a content turned out to be, and what travels beside the case.
pub(crate) enum Found {
    Bytes { bytes: Bytes, measurement: Measurement, parts: Option<DraftFile> },
    Directory { measurement: DirectoryMeasurement, manifest: DraftFile, missed: String },
}

impl Found {
    pub(crate) const fn measured(&self) -> Measured<'_> {
        match self {
            Self::Bytes { measurement, .. } => Measured::Bytes(measurement),
            Self::Directory { measurement, .. } => Measured::Directory(measurement),
        }
    }

    pub(crate) const fn beside(&self) -> Option<&DraftFile> {
        match self {
            Self::Bytes { parts, .. } => parts.as_ref(),
            Self::Directory { manifest, .. } => Some(manifest),
        }
    }

    /// What of it was not read.
    pub(crate) fn missed(&self, label: &str) -> String {
        match self {
            Self::Bytes { measurement, .. } => unread::of_content(label, measurement),
            Self::Directory { missed, .. } => missed.clone(),
        }
    }
}

pub(crate) fn measure<'a>(
    out: &Path,
    items: &'a [Item],
    (options, mounts): (Options, Mounts),
) -> Result<Vec<Collected<'a>>, Failure> {
    let mut collected: Vec<Collected<'_>> = Vec::new();
    for ((label, path), bytes) in items {
        if collected.iter().any(|known| known.label == label) {
            let message = format!("two items are labelled {}", escaped(label));
            return Err(Failure::usage(message, USAGE));
        }
        let number = collected.len().saturating_add(1);
        let beside =
            |kind, readers| DraftFile::create(&beside(out, &format!(".{number}.{kind}")), readers);
        let mut line = ProgressLine::new();
        let mut told = |progress| line.show(label, progress);
        let found = if *bytes == Bytes::Whole && path.is_dir() {
            directory(
                (label, path),
                beside("manifest", Readers::Owner)?,
                (options, mounts),
                &mut told,
            )?
        } else {
            content(path, *bytes, beside("parts", Readers::All)?, options, &mut told)?
        };
        collected.push(Collected { label, path, found });
    }
    Ok(collected)
}

/// Who is told how far a pass has come.
type Told<'t> = &'t mut dyn FnMut(Progress) -> ControlFlow<()>;

fn content(
    path: &Path,
    bytes: Bytes,
    list: DraftFile,
    options: Options,
    told: Told<'_>,
) -> Result<Found, Failure> {
    let mut writer = list.writer();
    let pass = Pass::new().threads(content::threads()).told(told).part_digests(&mut writer);
    let measurement = match (bytes, image::image_at(path)?) {
        (Bytes::InSegments, _) => pass.measure(content::segments_from(path)?, options)?,
        (Bytes::Whole, Some(image)) => medium(path, &image, pass, options)?,
        (Bytes::Whole, None) => pass.measure(content::source_of(path.to_path_buf()), options)?,
    };
    // The descriptor carries the digests of a content with fewer parts.
    let parts = measurement.parts.is_none().then_some(list);
    Ok(Found::Bytes { bytes, measurement, parts })
}

/// The medium inside an E01 image. What the image stores of its digests must be what its medium has.
fn medium<'p>(
    path: &Path,
    image: &'p EwfImage,
    pass: Pass<'p>,
    options: Options,
) -> Result<Measurement, Failure> {
    let measured = image.measure(pass, options)?;
    check_stored("MD5", path, &measured.md5)?;
    check_stored("SHA-1", path, &measured.sha1)?;
    image::tell(path, &measured)?;
    Ok(measured.media)
}

fn check_stored<D: Display>(
    algorithm: &str,
    path: &Path,
    digest: &StoredDigest<D>,
) -> Result<(), Failure> {
    if let StoredDigest::Differs { stored, computed } = digest {
        let message = format!(
            "the image stores {algorithm} {stored}, its medium has {computed}: nothing is recorded"
        );
        return Err(Failure::in_file(path, message));
    }
    Ok(())
}

fn directory(
    (label, path): (&str, &Path),
    manifest: DraftFile,
    (options, mounts): (Options, Mounts),
    told: Told<'_>,
) -> Result<Found, Failure> {
    let unreadable = match options.read_errors {
        ReadErrors::Record => Unreadable::Record,
        ReadErrors::Refuse => Unreadable::Refuse,
    };
    let options = DirectoryOptions { digests: options.digests, mounts, unreadable };
    let secret = DirectorySecret::new(&mut OsEntropy)?;
    let mut writer = BufWriter::with_capacity(MANIFEST_BUFFER, manifest.writer());
    let pass = DirectoryPass::new().threads(content::threads()).told(told).manifest(&mut writer);
    let measurement = pass.measure(path, options, &secret)?;
    drop(writer);
    let missed = unread::of_directory(label, &measurement, manifest.reader()?)?;
    Ok(Found::Directory { measurement, manifest, missed })
}
