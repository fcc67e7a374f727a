//! The audit files of hashdeep.

use std::io::{BufRead, Write};

use crate::encoding::Hex;
use crate::interop::lists::write::{inexpressible, name_is_there, size_of_line};
use crate::interop::lists::{
    FileList, Inexpressible, Line, LineEnd, Lines, ListAlgorithm, ListColumn, ListError,
    ListErrorKind, Listed, WriteListError, digest,
};

const HEADER: &str = "%%%% HASHDEEP-1.0";
const COLUMNS: &str = "%%%% ";

/// The most bytes of a line that hashdeep 4.4 reads in one piece, without its end (measured). The rest
/// of a longer one it takes for another line.
const MOST_READ: usize = 2046;

/// A list that hashdeep writes, and audits with `-a -k`.
///
/// The name is the last column, as it is: commas in it are no matter. Nothing is escaped, so a
/// name with a newline, or with a carriage return at its end, cannot be said. hashdeep itself writes
/// such names and then fails to find the files; here it is an error.
///
/// # Examples
/// ```
/// use handseal::interop::lists::{FileList, HashdeepList, ListAlgorithm, Listed};
///
/// let mut files = FileList::new();
/// let measured = handseal::measure_reader(&b"abc"[..], handseal::Options::default())?;
/// files.insert("./a, b".into(), Listed::from(&measured))?;
/// let mut text = Vec::new();
/// HashdeepList::new(files, &[ListAlgorithm::Sha256]).write(&mut text)?;
/// assert!(text.starts_with(b"%%%% HASHDEEP-1.0\n%%%% size,sha256,filename\n3,ba7816bf"));
/// assert_eq!(HashdeepList::read(text.as_slice())?.files.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Specification
/// hashdeep 4.4, as its program reads and writes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct HashdeepList {
    /// The digests of each file, in the order of their columns.
    pub digests: Vec<ListAlgorithm>,
    /// Comments, without `## ` before them: bytes, since they say from where it was called.
    pub comments: Vec<Vec<u8>>,
    /// The files. Sizes are always there.
    pub files: FileList,
}

impl HashdeepList {
    /// A list without comments.
    #[must_use]
    pub fn new(files: FileList, digests: &[ListAlgorithm]) -> Self {
        Self { digests: digests.to_vec(), comments: Vec::new(), files }
    }

    /// Reads such a list. Digests in columns that are not compared here are kept.
    ///
    /// # Errors
    /// [`ListError`], at the first line that is not clear.
    pub fn read(input: impl BufRead) -> Result<Self, ListError> {
        let mut lines = Lines::new(input, LineEnd::Newline);
        let header = lines.next()?;
        if header.is_none_or(|line| line.bytes != HEADER.as_bytes()) {
            return Err(ListError::new(1, 0, ListErrorKind::HashdeepHeader { expected: HEADER }));
        }
        let Some(columns) = lines.next()? else {
            return Err(ListError::new(2, 0, ListErrorKind::HashdeepHeader { expected: COLUMNS }));
        };
        let mut list = Self::new(FileList::new(), &read_columns(columns)?);
        while let Some(line) = lines.next()? {
            if let Some(comment) = line.bytes.strip_prefix(b"#") {
                let comment = comment.strip_prefix(b"#").unwrap_or(comment);
                list.comments.push(comment.strip_prefix(b" ").unwrap_or(comment).to_vec());
            } else {
                list.read_file(line)?;
            }
        }
        Ok(list)
    }

    fn read_file(&mut self, line: Line<'_>) -> Result<(), ListError> {
        let mut at = 0;
        let mut field = |expected| {
            let rest = line.from(at);
            let Some(width) = rest.iter().position(|byte| *byte == b',') else {
                let kind = ListErrorKind::MissingField { expected };
                return Err(line.error(line.bytes.len(), kind));
            };
            let found = (at, rest.get(..width).unwrap_or_default());
            at = at.saturating_add(width).saturating_add(1);
            Ok(found)
        };
        let (_, size) = field("a size and a comma")?;
        let mut listed = Listed { size: Some(read_size(line, size)?), ..Listed::default() };
        for algorithm in &self.digests {
            let (at, digits) = field("a digest and a comma")?;
            listed.set(*algorithm, digest(line, at, digits, *algorithm)?);
        }
        let name = line.from(at);
        if name.is_empty() {
            return Err(line.error(at, ListErrorKind::EmptyName));
        }
        let inserted = self.files.insert(name.into(), listed);
        inserted.map_err(|conflict| line.error(0, conflict.into()))?;
        Ok(())
    }

    /// Writes the list as hashdeep does.
    ///
    /// # Errors
    /// [`WriteListError::Columns`], [`WriteListError::Comment`],
    /// [`WriteListError::NotOfThisFormat`]; [`WriteListError::Missing`] if a file has no size or
    /// lacks a digest; [`WriteListError::Inexpressible`] for a name that hashdeep would not read
    /// again: of no bytes, with a newline or a NUL, with a carriage return at its end, or in a
    /// line of more than 2046 bytes; [`WriteListError::Write`]. What was written before is there.
    pub fn write(&self, mut out: impl Write) -> Result<(), WriteListError> {
        self.check_columns()?;
        let names: Vec<_> = self.digests.iter().map(ListAlgorithm::code).collect();
        writeln!(out, "{HEADER}\n{COLUMNS}size,{},filename", names.join(","))?;
        for comment in &self.comments {
            if comment.iter().any(|byte| matches!(byte, b'\n' | b'\r' | 0)) {
                return Err(WriteListError::Comment);
            }
            out.write_all(&[b"## ", comment.as_slice(), b"\n"].concat())?;
        }
        for (path, listed) in self.files.iter() {
            name_is_there(path)?;
            let name = path.as_bytes();
            if name.contains(&b'\n') {
                return Err(inexpressible(path, Inexpressible::Newline));
            }
            if name.ends_with(b"\r") {
                return Err(inexpressible(path, Inexpressible::TrailingCarriageReturn));
            }
            let missing = |column| WriteListError::Missing { path: path.clone(), column };
            let size = listed.size.ok_or_else(|| missing(ListColumn::Size))?;
            let mut line = format!("{size},").into_bytes();
            for algorithm in &self.digests {
                let digest = listed.digest(*algorithm);
                let digest = digest.ok_or_else(|| missing(ListColumn::Digest(*algorithm)))?;
                line.extend_from_slice(format!("{},", Hex(digest)).as_bytes());
            }
            line.extend_from_slice(name);
            size_of_line(path, line.len(), MOST_READ)?;
            line.push(b'\n');
            out.write_all(&line)?;
        }
        Ok(out.flush()?)
    }

    fn check_columns(&self) -> Result<(), WriteListError> {
        let mut before = Vec::new();
        for algorithm in self.digests.iter().copied() {
            if !is_column(algorithm) {
                return Err(WriteListError::NotOfThisFormat { algorithm });
            }
            if before.contains(&algorithm) {
                return Err(WriteListError::Columns);
            }
            before.push(algorithm);
        }
        if before.is_empty() { Err(WriteListError::Columns) } else { Ok(()) }
    }
}

/// Whether hashdeep 4.4 makes this digest.
const fn is_column(algorithm: ListAlgorithm) -> bool {
    match algorithm {
        ListAlgorithm::Md5
        | ListAlgorithm::Sha1
        | ListAlgorithm::Sha256
        | ListAlgorithm::Tiger
        | ListAlgorithm::Whirlpool => true,
        ListAlgorithm::Blake2b
        | ListAlgorithm::Sha224
        | ListAlgorithm::Sha384
        | ListAlgorithm::Sha512 => false,
    }
}

fn read_columns(line: Line<'_>) -> Result<Vec<ListAlgorithm>, ListError> {
    let Some(columns) = line.bytes.strip_prefix(COLUMNS.as_bytes()) else {
        return Err(line.error(0, ListErrorKind::HashdeepHeader { expected: COLUMNS }));
    };
    let mut digests = Vec::new();
    let mut at = COLUMNS.len();
    let names: Vec<_> = columns.split(|byte| *byte == b',').collect();
    let [b"size", between @ .., b"filename"] = names.as_slice() else {
        return Err(line.error(at, ListErrorKind::HashdeepColumns));
    };
    if between.is_empty() {
        return Err(line.error(at, ListErrorKind::HashdeepColumns));
    }
    at = at.saturating_add("size,".len());
    for name in between {
        let known = str::from_utf8(name).ok().and_then(ListAlgorithm::from_code);
        let Some(algorithm) = known.filter(|algorithm| is_column(*algorithm)) else {
            let name = (*name).into();
            return Err(line.error(at, ListErrorKind::UnknownAlgorithm { name }));
        };
        if digests.contains(&algorithm) {
            let column = ListColumn::Digest(algorithm);
            return Err(line.error(at, ListErrorKind::RepeatedColumn { column }));
        }
        digests.push(algorithm);
        at = at.saturating_add(name.len()).saturating_add(1);
    }
    Ok(digests)
}

fn read_size(line: Line<'_>, digits: &[u8]) -> Result<u64, ListError> {
    let only_digits = digits.iter().all(u8::is_ascii_digit);
    let size = str::from_utf8(digits).ok().filter(|_| only_digits);
    let size = size.and_then(|size| size.parse().ok());
    size.ok_or_else(|| line.error(0, ListErrorKind::NotASize))
}
