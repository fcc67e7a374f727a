//! `bagit.txt` and `bag-info.txt`: labels with values.

use std::fmt;
use std::io::BufRead;

use crate::interop::bag::error::in_file;
use crate::interop::bag::{BagError, TagError, TagErrorKind};
use crate::interop::lists::{Line, LineEnd, Lines};

/// A version of BagIt.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct BagVersion {
    /// Before the point.
    pub major: u8,
    /// Behind the point.
    pub minor: u8,
}

impl BagVersion {
    /// RFC 8493.
    pub const V1_0: Self = Self { major: 1, minor: 0 };
    /// The draft that most programs write.
    pub const V0_97: Self = Self { major: 0, minor: 97 };
    /// The draft before.
    pub const V0_96: Self = Self { major: 0, minor: 96 };
}

impl fmt::Display for BagVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

/// A line of `bag-info.txt`: what somebody says of the bag.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct BagInfo {
    /// What it is about; letters of either case mean the same.
    pub label: String,
    /// What is said; lines that were folded are one, with a space between.
    pub value: String,
}

/// A tag file, line by line, with its name for errors.
pub(super) struct TagLines<'a, R> {
    pub(super) file: &'a str,
    lines: Lines<R>,
}

/// A line, its text, and the file that it stands in.
#[derive(Clone, Copy)]
pub(super) struct TagLine<'a> {
    file: &'a str,
    line: Line<'a>,
    pub(super) text: &'a str,
}

impl<'a, R: BufRead> TagLines<'a, R> {
    pub(super) const fn new(file: &'a str, input: R) -> Self {
        Self { file, lines: Lines::new(input, LineEnd::Newline) }
    }

    pub(super) fn next(&mut self) -> Result<Option<TagLine<'_>>, BagError> {
        let file = self.file;
        let Some(line) = self.lines.next().map_err(in_file(file))? else { return Ok(None) };
        match str::from_utf8(line.bytes) {
            Ok(text) => Ok(Some(TagLine { file, line, text })),
            Err(error) => {
                let line = TagLine { file, line, text: "" };
                Err(line.error(error.valid_up_to(), TagErrorKind::NotUtf8))
            }
        }
    }
}

impl<'a> TagLine<'a> {
    /// Something is wrong at a byte of the line, counted from 0.
    pub(super) fn error(&self, at: usize, kind: TagErrorKind) -> BagError {
        let byte = u64::try_from(at).unwrap_or(u64::MAX).saturating_add(1);
        TagError { file: self.file.into(), line: self.line.number, byte, kind }.into()
    }

    pub(super) const fn line(&self) -> Line<'a> {
        self.line
    }

    pub(super) const fn file(&self) -> &'a str {
        self.file
    }
}

const DECLARATION: &str = "bagit.txt";
const VERSION: &str = "BagIt-Version: ";
const ENCODING: &str = "Tag-File-Character-Encoding: ";

/// Reads `bagit.txt`: RFC 8493 §2.1.1.
pub(super) fn read_declaration(input: impl BufRead) -> Result<BagVersion, BagError> {
    let mut lines = TagLines::new(DECLARATION, input);
    let missing = |line, expected| {
        let kind = TagErrorKind::Declaration { expected };
        BagError::from(TagError { file: DECLARATION.into(), line, byte: 1, kind })
    };

    let line = lines.next()?.ok_or_else(|| missing(1, VERSION))?;
    let found = line.text.strip_prefix(VERSION).ok_or_else(|| missing(1, VERSION))?.trim();
    let known = [BagVersion::V1_0, BagVersion::V0_97, BagVersion::V0_96];
    let version = known.into_iter().find(|version| version.to_string() == found);
    let version = version.ok_or_else(|| {
        line.error(VERSION.len(), TagErrorKind::UnsupportedVersion { found: found.into() })
    })?;

    let line = lines.next()?.ok_or_else(|| missing(2, ENCODING))?;
    let found = line.text.strip_prefix(ENCODING).ok_or_else(|| missing(2, ENCODING))?.trim();
    if !found.eq_ignore_ascii_case("UTF-8") {
        let kind = TagErrorKind::UnsupportedEncoding { found: found.into() };
        return Err(line.error(ENCODING.len(), kind));
    }
    match lines.next()? {
        Some(line) => Err(line.error(0, TagErrorKind::TrailingLine)),
        None => Ok(version),
    }
}

/// Writes `bagit.txt`.
pub(super) fn declaration() -> Vec<u8> {
    format!("{VERSION}{}\n{ENCODING}UTF-8\n", BagVersion::V1_0).into_bytes()
}

/// Reads `bag-info.txt`: RFC 8493 §2.2.2.
pub(super) fn read_info(input: impl BufRead) -> Result<Vec<BagInfo>, BagError> {
    let mut lines = TagLines::new("bag-info.txt", input);
    let mut info: Vec<BagInfo> = Vec::new();
    while let Some(line) = lines.next()? {
        if line.text.trim().is_empty() {
            continue;
        }
        if line.text.starts_with([' ', '\t']) {
            let Some(folded) = info.last_mut() else {
                return Err(line.error(0, TagErrorKind::Label));
            };
            folded.value.push(' ');
            folded.value.push_str(line.text.trim());
            continue;
        }
        let Some((label, value)) = line.text.split_once(':') else {
            return Err(line.error(0, TagErrorKind::Label));
        };
        let (label, value) = (label.trim().to_owned(), value.trim().to_owned());
        if label.is_empty() {
            return Err(line.error(0, TagErrorKind::Label));
        }
        info.push(BagInfo { label, value });
    }
    Ok(info)
}
