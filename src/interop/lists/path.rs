//! A name in a list: bytes.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::verify::escaped;

/// The name of a file as a list has it: bytes, with `/` between folders.
///
/// On Unix a name is any bytes but NUL, in no encoding that anyone would know. [`Debug`](fmt::Debug)
/// shows it in quotation marks with everything escaped that could pretend to be something else.
///
/// # Examples
/// ```
/// use handseal::interop::lists::ListedPath;
///
/// let path = ListedPath::from(b"a\n\xff".to_vec());
/// assert_eq!(format!("{path:?}"), r#""a\n\xff""#);
/// ```
#[derive(Clone, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct ListedPath(Vec<u8>);

impl ListedPath {
    /// The name of a path, or `None` where it cannot be had as bytes: one that is not Unicode, on
    /// a system other than Unix.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        #[cfg(unix)]
        {
            use std::os::unix::ffi::OsStrExt as _;
            Some(Self(path.as_os_str().as_bytes().to_vec()))
        }
        #[cfg(not(unix))]
        {
            path.to_str().map(|name| Self(name.replace('\\', "/").into_bytes()))
        }
    }

    /// The path with this name, or `None` where the system has no such paths. A name in a list can lead
    /// anywhere: it may be absolute, or have `..` in it.
    #[must_use]
    pub fn to_path(&self) -> Option<PathBuf> {
        #[cfg(unix)]
        {
            use std::ffi::OsStr;
            use std::os::unix::ffi::OsStrExt as _;
            Some(PathBuf::from(OsStr::from_bytes(&self.0)))
        }
        #[cfg(not(unix))]
        {
            std::str::from_utf8(&self.0).ok().map(PathBuf::from)
        }
    }

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Whether a file of this name is in the folder that the list is of, on every system, and the name is the only plain one it
    /// has there.
    ///
    /// It is not where the name is empty or absolute, begins with a drive, has a NUL, or a component that is empty, `.` or `..`.
    ///
    /// # Examples
    /// ```
    /// use handseal::interop::lists::ListedPath;
    ///
    /// assert!(ListedPath::from("mail/one.eml").stays_within());
    /// for name in ["", "../one.eml", "/one.eml", "mail//one.eml", "..\\one.eml", "C:\\one.eml"] {
    ///     assert!(!ListedPath::from(name).stays_within());
    /// }
    /// ```
    ///
    /// # Specification
    /// RFC 8493 §5.1 and §5.2, but for a home folder: no program but a shell knows one.
    #[must_use]
    pub fn stays_within(&self) -> bool {
        let name = self.0.as_slice();
        let odd = |part: &[u8]| matches!(part, b"" | b"." | b"..");
        let drive = matches!(name, [letter, b':', ..] if letter.is_ascii_alphabetic());
        let leaves = name.split(|byte| *byte == b'/').any(odd)
            || name.split(|byte| matches!(byte, b'/' | b'\\')).any(|part| part == b"..")
            || name.starts_with(b"\\")
            || name.contains(&0)
            || drive;
        !leaves
    }

    /// The name without any `./` before it, which some programs write and some do not.
    #[must_use]
    pub fn plain(&self) -> &[u8] {
        let mut name = self.0.as_slice();
        while let Some(rest) = name.strip_prefix(b"./") {
            name = rest;
        }
        name
    }
}

impl fmt::Debug for ListedPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"")?;
        for chunk in self.0.utf8_chunks() {
            let shown = escaped(chunk.valid());
            let inner = shown.strip_prefix('"').and_then(|shown| shown.strip_suffix('"'));
            f.write_str(inner.unwrap_or_default())?;
            chunk.invalid().iter().try_for_each(|byte| write!(f, "\\x{byte:02x}"))?;
        }
        f.write_str("\"")
    }
}

impl From<Vec<u8>> for ListedPath {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl From<&[u8]> for ListedPath {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

impl From<&str> for ListedPath {
    fn from(name: &str) -> Self {
        Self(name.as_bytes().to_vec())
    }
}
