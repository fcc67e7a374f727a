//! What can be wrong with a list.

use std::error::Error;
use std::fmt;
use std::io;

use crate::interop::lists::{Conflict, ListAlgorithm, ListColumn, ListedPath};

/// Why a list could not be read, and where.
#[derive(Debug)]
#[non_exhaustive]
pub struct ListError {
    /// The line, counted from 1.
    pub line: u64,
    /// The byte of the line, counted from 1.
    pub byte: u64,
    /// What is wrong there.
    pub kind: ListErrorKind,
}

impl ListError {
    /// `at` counts from 0.
    pub(in crate::interop) fn new(line: u64, at: usize, kind: ListErrorKind) -> Self {
        Self { line, byte: u64::try_from(at).unwrap_or(u64::MAX).saturating_add(1), kind }
    }
}

impl fmt::Display for ListError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, byte {}: {}", self.line, self.byte, self.kind)
    }
}

/// The kind is in the message; what it comes from follows.
impl Error for ListError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.kind.source()
    }
}

/// What is wrong with a list.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ListErrorKind {
    /// It begins with a byte order mark: an editor has written it anew, perhaps in UTF-16.
    #[error("a byte order mark stands before the list")]
    ByteOrderMark,
    /// A file is listed twice, and not the same is said of it.
    #[error(transparent)]
    Conflict(#[from] Conflict),
    /// A digest of the wrong length.
    #[error("{algorithm} of {expected} hexadecimal digits expected, {found} found")]
    DigestLength {
        /// The algorithm that the list names.
        algorithm: ListAlgorithm,
        /// Digits that it has.
        expected: usize,
        /// Digits in the list.
        found: usize,
    },
    /// A line without a name.
    #[error("a name is expected")]
    EmptyName,
    /// The columns of hashdeep do not begin with the size, end with the name and have digests between.
    #[error("columns `size`, digests and `filename` expected, in this order")]
    HashdeepColumns,
    /// Not the header of hashdeep.
    #[error("`{expected}` expected")]
    HashdeepHeader {
        /// What the line must begin with.
        expected: &'static str,
    },
    /// A line that is too long.
    #[error("more than {limit} bytes in a line")]
    LineTooLong {
        /// The most bytes.
        limit: usize,
    },
    /// Not enough in a line.
    #[error("{expected} expected")]
    MissingField {
        /// What is missing.
        expected: &'static str,
    },
    /// Some lines end in a carriage return and some do not, or the name of a file ends in one.
    #[error("this line ends in another way than the first")]
    MixedLineEnds,
    /// A character that is no hexadecimal digit.
    #[error("hexadecimal digit expected, byte 0x{found:02x} found")]
    NotHexadecimal {
        /// The byte.
        found: u8,
    },
    /// Not a number of bytes below 2⁶⁴ in decimal digits.
    #[error("a size in decimal digits expected")]
    NotASize,
    /// NUL where no name can have it.
    #[error("NUL in a line")]
    Nul,
    /// An odd number of hexadecimal digits.
    #[error("{found} hexadecimal digits make no whole bytes")]
    OddDigits {
        /// Digits in the list.
        found: usize,
    },
    /// The list cannot be read.
    #[error("cannot read the list")]
    Read {
        /// What the reader says.
        source: io::Error,
    },
    /// A column of hashdeep twice.
    #[error("column {column} is there twice")]
    RepeatedColumn {
        /// The column.
        column: ListColumn,
    },
    /// A digest that no known algorithm makes.
    #[error("no digest is of {found} hexadecimal digits")]
    UnknownDigestLength {
        /// Digits in the list.
        found: usize,
    },
    /// A backslash before something else than `\`, `n` or `r`, in a name that is escaped.
    #[error("`\\\\`, `\\n` or `\\r` expected")]
    UnknownEscape,
    /// An algorithm that is not known here.
    #[error("no algorithm is called {name:?}")]
    UnknownAlgorithm {
        /// The name in the list.
        name: ListedPath,
    },
}

/// Why a list could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteListError {
    /// No digest, or one twice, is asked for.
    #[error("one digest or more expected, each once")]
    Columns,
    /// A comment that is more than one line.
    #[error("a comment of hashdeep is one line")]
    Comment,
    /// The format has no way to say it.
    #[error("{path:?} cannot be listed: {why}")]
    Inexpressible {
        /// The file.
        path: ListedPath,
        /// Why not.
        why: Inexpressible,
    },
    /// What is asked for is not known of a file.
    #[error("{path:?} has no {column}")]
    Missing {
        /// The file.
        path: ListedPath,
        /// What is not known.
        column: ListColumn,
    },
    /// The program whose format it is does not make this digest.
    #[error("{algorithm} is not a digest of this format")]
    NotOfThisFormat {
        /// The digest.
        algorithm: ListAlgorithm,
    },
    /// The list cannot be written.
    #[error("cannot write the list")]
    Write(#[from] io::Error),
}

/// What a format cannot say of a file.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Inexpressible {
    /// A name of no bytes.
    EmptyName,
    /// The line would be longer than its readers read.
    LineTooLong,
    /// A newline in the name, where nothing is escaped.
    Newline,
    /// A name that is not UTF-8, in a format that is.
    NotUtf8,
    /// NUL in the name: no system has such a file.
    Nul,
    /// A carriage return at the end of the name, which readers take for the end of the line.
    TrailingCarriageReturn,
    /// A name that leads out of the bag, or that no file in it can have.
    Unsafe,
}

impl fmt::Display for Inexpressible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::EmptyName => "the name is empty",
            Self::LineTooLong => "its line would be too long to be read again",
            Self::Newline => "a newline in a name cannot be written in this format",
            Self::NotUtf8 => "the name is not UTF-8",
            Self::Nul => "there is a NUL in the name",
            Self::TrailingCarriageReturn => {
                "a carriage return at the end of a name cannot be written in this format"
            }
            Self::Unsafe => "the name leads out of the folder, or is not a plain one",
        })
    }
}
