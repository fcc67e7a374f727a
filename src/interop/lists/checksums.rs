//! The lists of `sha256sum` and its siblings.

use std::io::{BufRead, Write};

use crate::interop::lists::fields::hexadecimal;
use crate::interop::lists::tagged::{Tagged, tagged};
use crate::interop::lists::write::{name_is_there, size_of_line};
use crate::interop::lists::{
    FileList, Line, LineEnd, Lines, ListAlgorithm, ListColumn, ListError, ListErrorKind, Listed,
    ListedPath, WriteListError,
};

/// How `sha256sum` writes a line.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ChecksumStyle {
    /// `<digest> *<name>`, as with `--binary`.
    Binary,
    /// `SHA256 (<name>) = <digest>`, as with `--tag`.
    Tagged,
    /// `<digest>  <name>`, as without options.
    Text,
}

/// Reads the list of `md5sum`, `sha1sum`, `sha224sum`, `sha256sum`, `sha384sum` or `sha512sum`.
///
/// A line without a tag has the digest of its length. Lists can stand one behind the other: what
/// they say of one file is put together. The text and binary markers mean the same, and lines of
/// `md5 -r` (one space) are read if the first line is one. Empty lines and lines that begin with
/// `#` are skipped, as coreutils does. A backslash at the beginning of a line says that `\\`, `\n`
/// and `\r` in the name stand for a backslash, a newline and a carriage return.
///
/// # Errors
/// [`ListError`], at the first line that is not clear.
///
/// # Examples
/// ```
/// use handseal::interop::lists::{LineEnd, ListErrorKind, read_checksums};
///
/// let cut = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015  mail.eml\n";
/// let error = read_checksums(cut.as_bytes(), LineEnd::Newline).unwrap_err();
/// assert_eq!(error.to_string(), "line 1, byte 1: no digest is of 62 hexadecimal digits");
/// ```
///
/// # Specification
/// GNU coreutils 9.1, "cksum output modes" and "cksum common options".
pub fn read_checksums(input: impl BufRead, end: LineEnd) -> Result<FileList, ListError> {
    let mut list = FileList::new();
    let mut lines = Lines::new(input, end);
    let mut marker = None;
    while let Some(line) = lines.next()? {
        if end == LineEnd::Newline && matches!(line.bytes.first(), None | Some(b'#')) {
            continue;
        }
        let (path, algorithm, digest) = read_line(line, end, &mut marker)?;
        let mut listed = Listed::default();
        listed.set(algorithm, digest);
        list.insert(path, listed).map_err(|conflict| line.error(0, conflict.into()))?;
    }
    Ok(list)
}

/// What stands between a digest and a name.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Marker {
    /// A space, and a space or an asterisk.
    Gnu,
    /// A space: what follows is the name, even another space.
    Reversed,
}

type Read = (ListedPath, ListAlgorithm, Vec<u8>);

fn read_line(line: Line<'_>, end: LineEnd, marker: &mut Option<Marker>) -> Result<Read, ListError> {
    // With NUL at the end of lines nothing is escaped.
    let escaped = end == LineEnd::Newline && line.bytes.starts_with(b"\\");
    let start = usize::from(escaped);
    if let Some(Tagged { algorithm, digest, name, name_at }) = tagged(line, start)? {
        return Ok((read_name(line, name_at, name, escaped)?, algorithm, digest));
    }

    let rest = line.from(start);
    let digits = rest.iter().position(|byte| *byte == b' ').unwrap_or(rest.len());
    let field = rest.get(..digits).unwrap_or_default();
    let digest = hexadecimal(line, start, field)?;
    let found = field.len();
    let Some(algorithm) = ListAlgorithm::of_length(digest.len()) else {
        return Err(line.error(start, ListErrorKind::UnknownDigestLength { found }));
    };
    let behind = rest.get(digits..).unwrap_or_default();
    let this = match behind {
        [b' ', b' ' | b'*', ..] => Marker::Gnu,
        _ => Marker::Reversed,
    };
    let marker = *marker.get_or_insert(this);
    let at = start.saturating_add(digits);
    let missing = |expected| line.error(at, ListErrorKind::MissingField { expected });
    let (name, width) = match (marker, this, behind) {
        (Marker::Gnu, Marker::Gnu, [_, _, name @ ..]) => (name, 2),
        (Marker::Reversed, _, [b' ', name @ ..]) => (name, 1),
        (Marker::Gnu, ..) => return Err(missing("two spaces, or a space and an asterisk,")),
        (Marker::Reversed, ..) => return Err(missing("a space")),
    };
    Ok((read_name(line, at.saturating_add(width), name, escaped)?, algorithm, digest))
}

fn read_name(
    line: Line<'_>,
    at: usize,
    name: &[u8],
    escaped: bool,
) -> Result<ListedPath, ListError> {
    if name.is_empty() {
        return Err(line.error(at, ListErrorKind::EmptyName));
    }
    if !escaped {
        return Ok(name.into());
    }
    let mut plain = Vec::with_capacity(name.len());
    let mut bytes = name.iter().enumerate();
    while let Some((offset, byte)) = bytes.next() {
        plain.push(match byte {
            b'\\' => match bytes.next() {
                Some((_, b'\\')) => b'\\',
                Some((_, b'n')) => b'\n',
                Some((_, b'r')) => b'\r',
                Some(_) | None => {
                    let at = at.saturating_add(offset);
                    return Err(line.error(at, ListErrorKind::UnknownEscape));
                }
            },
            byte => *byte,
        });
    }
    Ok(plain.into())
}

/// Writes one digest of every file as the program of that name does: `sha256sum` for SHA-256.
///
/// `sha256sum --check` reads it, unless lines end in NUL: it has no way to check those. The file `-` is listed as `./-`, since the
/// name alone stands for the standard input; [`ListedPath::plain`] of both is the same.
///
/// # Errors
/// [`WriteListError::Missing`] if a file has no such digest, [`WriteListError::NotOfThisFormat`],
/// [`WriteListError::Inexpressible`] for a name of no bytes, with a NUL, or too long to be read
/// again, and [`WriteListError::Write`]. What was written before is there.
///
/// # Specification
/// As [`read_checksums`].
pub fn write_checksums(
    list: &FileList,
    algorithm: ListAlgorithm,
    style: ChecksumStyle,
    end: LineEnd,
    mut out: impl Write,
) -> Result<(), WriteListError> {
    let Some(tag) = algorithm.tag() else {
        return Err(WriteListError::NotOfThisFormat { algorithm });
    };
    // Without its tag it would be read as SHA-512.
    if algorithm == ListAlgorithm::Blake2b && style != ChecksumStyle::Tagged {
        return Err(WriteListError::NotOfThisFormat { algorithm });
    }
    for (path, listed) in list.iter() {
        let column = ListColumn::Digest(algorithm);
        let digest = listed.digest(algorithm);
        let digest =
            digest.ok_or_else(|| WriteListError::Missing { path: path.clone(), column })?;
        name_is_there(path)?;
        let line = written_line(path, tag, digest, style, end);
        size_of_line(path, line.len(), crate::interop::lists::MAX_LINE)?;
        out.write_all(&line)?;
        out.write_all(&[end.byte()])?;
    }
    Ok(out.flush()?)
}

fn written_line(
    path: &ListedPath,
    tag: &str,
    digest: &[u8],
    style: ChecksumStyle,
    end: LineEnd,
) -> Vec<u8> {
    let name = path.as_bytes();
    let special = |byte: &u8| matches!(byte, b'\\' | b'\n' | b'\r');
    let escapes = end == LineEnd::Newline && name.iter().any(special);
    let mut line = Vec::with_capacity(name.len().saturating_add(160));
    if escapes {
        line.push(b'\\');
    }
    let digits = crate::encoding::Hex(digest).to_string();
    let before = match style {
        ChecksumStyle::Binary => format!("{digits} *"),
        ChecksumStyle::Tagged => format!("{tag} ("),
        ChecksumStyle::Text => format!("{digits}  "),
    };
    line.extend_from_slice(before.as_bytes());
    if name == b"-" {
        // Those programs would read what they are piped instead.
        line.extend_from_slice(b"./");
    }
    for byte in name {
        match byte {
            b'\\' if escapes => line.extend_from_slice(b"\\\\"),
            b'\n' if escapes => line.extend_from_slice(b"\\n"),
            b'\r' if escapes => line.extend_from_slice(b"\\r"),
            byte => line.push(*byte),
        }
    }
    if style == ChecksumStyle::Tagged {
        line.extend_from_slice(format!(") = {digits}").as_bytes());
    }
    line
}
