//! Manifests and `fetch.txt`: the files of a bag.

use std::io::BufRead;

use crate::interop::bag::error::in_file;
use crate::interop::bag::path::{Encoding, PAYLOAD, check_within, decode};
use crate::interop::bag::tags::{TagLine, TagLines};
use crate::interop::bag::{BagError, BagVersion, TagErrorKind};
use crate::interop::lists::{
    FileList, Insertion, ListAlgorithm, ListErrorKind, Listed, ListedPath, digest,
};

/// What the name of a tag file says that it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Manifest {
    Payload,
    Tag,
}

impl Manifest {
    /// What a manifest is of and its algorithm, by its name; none for any other file.
    pub(super) fn named(name: &str) -> Option<(Self, &str)> {
        let stem = name.strip_suffix(".txt")?;
        if let Some(algorithm) = stem.strip_prefix("manifest-") {
            return Some((Self::Payload, algorithm));
        }
        stem.strip_prefix("tagmanifest-").map(|algorithm| (Self::Tag, algorithm))
    }

    pub(super) fn name(self, algorithm: ListAlgorithm) -> String {
        match self {
            Self::Payload => format!("manifest-{algorithm}.txt"),
            Self::Tag => format!("tagmanifest-{algorithm}.txt"),
        }
    }

    fn check(self, path: &ListedPath) -> Result<(), TagErrorKind> {
        let name = path.as_bytes();
        match self {
            Self::Payload => is_payload(path),
            // RFC 8493 §2.2.1.
            Self::Tag if name.starts_with(PAYLOAD) || name.starts_with(b"tagmanifest-") => {
                Err(TagErrorKind::NotATagFile { path: path.clone() })
            }
            Self::Tag => Ok(()),
        }
    }
}

fn is_payload(path: &ListedPath) -> Result<(), TagErrorKind> {
    if path.as_bytes().starts_with(PAYLOAD) {
        return Ok(());
    }
    Err(TagErrorKind::NotPayload { path: path.clone() })
}

/// Adds the files of a manifest to a list: RFC 8493 §2.1.3.
///
/// Returns the files whose names have a `%` that is not encoded.
pub(super) fn read_manifest(
    manifest: Manifest,
    algorithm: ListAlgorithm,
    version: BagVersion,
    input: impl BufRead,
    list: &mut FileList,
) -> Result<Vec<ListedPath>, BagError> {
    let file = manifest.name(algorithm);
    let mut lines = TagLines::new(&file, input);
    let mut bare = Vec::new();
    while let Some(line) = lines.next()? {
        if line.text.is_empty() {
            continue;
        }
        let (digits, rest) = field(line, 0, "a digest and a space")?;
        let digits = line.text.get(..digits).unwrap_or_default();
        let bytes = digest(line.line(), 0, digits.as_bytes(), algorithm);
        let mut listed = Listed::default();
        listed.set(algorithm, bytes.map_err(in_file(line.file()))?);

        // `md5sum --binary` puts an asterisk before the name, `find` a `./`: RFC 8493 §6.1.3.
        let text = line.text.get(rest..).unwrap_or_default();
        let name = text.strip_prefix('*').unwrap_or(text);
        let at = rest.saturating_add(text.len().saturating_sub(name.len()));
        let (path, encoding) = read_path(line, at, name, version)?;
        manifest.check(&path).map_err(|kind| line.error(at, kind))?;
        if version >= BagVersion::V1_0 && encoding == Encoding::BarePercent {
            bare.push(path.clone());
        }
        let inserted = list.insert(path.clone(), listed);
        let inserted =
            inserted.map_err(|conflict| line.error(0, ListErrorKind::from(conflict).into()))?;
        if inserted == Insertion::Nothing && version >= BagVersion::V1_0 {
            return Err(line.error(at, TagErrorKind::Repeated { path }));
        }
    }
    Ok(bare)
}

/// A payload file that is not in the bag but elsewhere: RFC 8493 §2.2.3.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Fetch {
    /// Where it is said to be. Nothing here goes there.
    pub url: String,
    /// Number of bytes, if it is said.
    pub size: Option<u64>,
    /// The payload file that it is.
    pub path: ListedPath,
}

/// Reads `fetch.txt`.
pub(super) fn read_fetch(version: BagVersion, input: impl BufRead) -> Result<Vec<Fetch>, BagError> {
    let mut lines = TagLines::new("fetch.txt", input);
    let mut fetches = Vec::new();
    while let Some(line) = lines.next()? {
        if line.text.is_empty() {
            continue;
        }
        let (url_end, size_at) = field(line, 0, "a URL and a space")?;
        let (size_end, at) = field(line, size_at, "a size and a space")?;
        let url = line.text.get(..url_end).unwrap_or_default().to_owned();
        let size = match line.text.get(size_at..size_end).unwrap_or_default() {
            "-" => None,
            digits => {
                let only_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
                let size = Some(digits).filter(|_| only_digits).and_then(|d| d.parse().ok());
                Some(size.ok_or_else(|| line.error(size_at, ListErrorKind::NotASize.into()))?)
            }
        };
        let (path, _) = read_path(line, at, line.text.get(at..).unwrap_or_default(), version)?;
        is_payload(&path).map_err(|kind| line.error(at, kind))?;
        fetches.push(Fetch { url, size, path });
    }
    Ok(fetches)
}

/// Where a field that begins at a byte ends, and where what stands behind spaces and tabs begins.
fn field(line: TagLine<'_>, at: usize, expected: &'static str) -> Result<(usize, usize), BagError> {
    let blank = [' ', '\t'];
    let text = line.text.get(at..).unwrap_or_default();
    let missing = |at| line.error(at, ListErrorKind::MissingField { expected }.into());
    let width = text.find(blank).ok_or_else(|| missing(line.text.len()))?;
    if width == 0 {
        return Err(missing(at));
    }
    let rest = text.get(width..).unwrap_or_default().trim_start_matches(blank);
    Ok((at.saturating_add(width), line.text.len().saturating_sub(rest.len())))
}

fn read_path(
    line: TagLine<'_>,
    at: usize,
    name: &str,
    version: BagVersion,
) -> Result<(ListedPath, Encoding), BagError> {
    let name = name.strip_prefix("./").unwrap_or(name);
    if name.is_empty() {
        return Err(line.error(at, ListErrorKind::EmptyName.into()));
    }
    let (path, encoding) = decode(version, name.as_bytes());
    check_within(&path).map_err(|kind| line.error(at, kind))?;
    Ok((path, encoding))
}
