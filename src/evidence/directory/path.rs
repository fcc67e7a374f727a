//! The path of an entry: raw bytes, as the file system has them.

use std::fmt;

use crate::encoding::{DecodeError, DecodeErrorKind, Decoder, Encoder, Wire};
use crate::evidence::directory::error::Quoted;

/// The most bytes that a path may have: 64 KiB.
///
/// A record holds three paths at most (that of the entry, again in its metadata, and the other name of
/// the same file), and a link's target: together they stay below the 256 KiB of a record.
pub const MAX_ENTRY_PATH: usize = 65_536;

/// The path of an entry of a directory, relative to it, with `/` between the components.
///
/// Raw bytes: a file system need not keep Unicode. It is shown quoted and escaped, since a file name can
/// hold anything.
///
/// # Examples
/// ```
/// use handseal::evidence::directory::EntryPath;
///
/// let path = EntryPath::new(*b"mail/2024\xff.pst")?;
/// assert_eq!(path.to_string(), r#""mail/2024\xff.pst""#);
/// assert!(EntryPath::new(*b"../other").is_err());
/// # Ok::<(), handseal::evidence::directory::EntryPathError>(())
/// ```
#[derive(Clone, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct EntryPath(
    /// One component at least; none is empty, `.` or `..`: whoever joins it to a directory stays
    /// within that directory.
    Vec<u8>,
);

/// Why bytes are no path of an entry.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EntryPathError {
    /// A component that is empty, `.` or `..`, or that holds a zero byte.
    #[error("component {index} of the path is empty, `.` or `..`, or holds a zero byte")]
    Component {
        /// Which, from 0.
        index: usize,
    },
    /// More bytes than [`MAX_ENTRY_PATH`].
    #[error("path of {found} bytes exceeds the limit of {MAX_ENTRY_PATH}")]
    TooLong {
        /// Bytes of the path.
        found: usize,
    },
}

impl EntryPath {
    /// Takes the bytes of a path.
    ///
    /// # Errors
    /// F11.5: [`EntryPathError`], if a component could lead out of the directory or to no entry, or the path is
    /// too long.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Result<Self, EntryPathError> {
        let bytes = bytes.into();
        if bytes.len() > MAX_ENTRY_PATH {
            return Err(EntryPathError::TooLong { found: bytes.len() });
        }
        let strange = |name: &[u8]| matches!(name, b"" | b"." | b"..") || name.contains(&0);
        match bytes.split(|byte| *byte == b'/').position(strange) {
            Some(index) => Err(EntryPathError::Component { index }),
            None => Ok(Self(bytes)),
        }
    }

    /// Returns the bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl EntryPath {
    /// Returns the path in quotation marks, in the one form that findings have: V9.2.
    ///
    /// # Examples
    /// ```
    /// use handseal::evidence::directory::EntryPath;
    ///
    /// assert_eq!(EntryPath::new(*b"a\"\n")?.quoted(), r#""a\"\x0a""#);
    /// # Ok::<(), handseal::evidence::directory::EntryPathError>(())
    /// ```
    #[must_use]
    pub fn quoted(&self) -> String {
        let mut out = String::from('"');
        let mut push = |character: char, readable: bool| match character {
            '"' | '\\' => out.extend(['\\', character]),
            _ if readable => out.push(character),
            _ => out.push_str(&format!("\\x{:02x}", u32::from(character))),
        };
        match std::str::from_utf8(&self.0) {
            Ok(text) => text.chars().for_each(|c| push(c, !c.is_ascii_control())),
            Err(_) => self.0.iter().for_each(|byte| {
                push(char::from(*byte), matches!(byte, b' '..=b'~'));
            }),
        }
        out.push('"');
        out
    }
}

impl fmt::Display for EntryPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Quoted(&self.0))
    }
}

impl fmt::Debug for EntryPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Quoted(&self.0))
    }
}

impl Wire for EntryPath {
    fn write(&self, out: &mut Encoder) {
        out.bytes(&self.0);
    }

    fn read(input: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        let start = input.offset();
        let strange = DecodeErrorKind::Identifier { expected: "the path of an entry" };
        Self::new(input.bytes()?).map_err(|_| DecodeError::new(strange, start))
    }
}
