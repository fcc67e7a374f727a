//! What can be wrong with the tag files of a bag.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::interop::lists::{ListError, ListErrorKind, ListedPath, WriteListError};

/// Why a bag could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BagError {
    /// There is no `bagit.txt`.
    #[error("there is no bagit.txt: this is no bag")]
    NoDeclaration,
    /// There is no payload manifest that can be read.
    #[error("there is no payload manifest of a known algorithm")]
    NoManifest,
    /// There is no folder `data`.
    #[error("there is no folder {path:?}: this is no bag")]
    NoPayload {
        /// Where it should be.
        path: PathBuf,
    },
    /// Something that is not a regular file stands for a tag file.
    #[error("{path:?} is not a regular file")]
    NotRegular {
        /// What it is called.
        path: PathBuf,
    },
    /// A file or folder cannot be opened.
    #[error("cannot open {path:?}")]
    Open {
        /// What it is called.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// Something is wrong within a tag file.
    #[error(transparent)]
    Tag(#[from] TagError),
}

/// What is wrong within a tag file, and where.
#[derive(Debug)]
#[non_exhaustive]
pub struct TagError {
    /// The tag file.
    pub file: ListedPath,
    /// The line, counted from 1.
    pub line: u64,
    /// The byte of the line, counted from 1.
    pub byte: u64,
    /// What is wrong there.
    pub kind: TagErrorKind,
}

impl fmt::Display for TagError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}, line {}, byte {}: {}", self.file, self.line, self.byte, self.kind)
    }
}

/// The kind is in the message; what it comes from follows.
impl Error for TagError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.kind.source()
    }
}

/// What is wrong within a tag file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TagErrorKind {
    /// Not a label, a colon and a value.
    #[error("a label and a colon expected")]
    Label,
    /// What is wrong with lists of all kinds.
    #[error(transparent)]
    List(#[from] ListErrorKind),
    /// A tag manifest lists a payload file or a tag manifest.
    #[error("{path:?} is not for a tag manifest")]
    NotATagFile {
        /// The file.
        path: ListedPath,
    },
    /// A payload manifest or `fetch.txt` lists a file outside of `data`.
    #[error("{path:?} is not a payload file: `data/` is expected")]
    NotPayload {
        /// The file.
        path: ListedPath,
    },
    /// Not in the encoding that all tag files are read in.
    #[error("a tag file in UTF-8 expected")]
    NotUtf8,
    /// A file is listed twice in one manifest.
    #[error("{path:?} is listed twice")]
    Repeated {
        /// The file.
        path: ListedPath,
    },
    /// Something else than the two lines of `bagit.txt`.
    #[error("`{expected}` expected")]
    Declaration {
        /// What should stand there.
        expected: &'static str,
    },
    /// More than the two lines of `bagit.txt`.
    #[error("the end of the file expected")]
    TrailingLine,
    /// A name that leads out of the bag, or is not a plain one.
    #[error("{path:?} leads out of the bag, or is not a plain path")]
    UnsafePath {
        /// The name.
        path: ListedPath,
    },
    /// Tag files in another encoding.
    #[error("tag files in {found:?} are not read: UTF-8 expected")]
    UnsupportedEncoding {
        /// The encoding that `bagit.txt` names.
        found: ListedPath,
    },
    /// Another version.
    #[error("version {found:?} is not read: 0.96, 0.97 or 1.0 expected")]
    UnsupportedVersion {
        /// The version that `bagit.txt` names.
        found: ListedPath,
    },
}

/// Names the file that an error is in.
pub(super) fn in_file(file: &str) -> impl Fn(ListError) -> BagError {
    move |ListError { line, byte, kind }| {
        TagError { file: file.into(), line, byte, kind: kind.into() }.into()
    }
}

/// Why the tag files of a bag could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteBagError {
    /// A label or value that cannot stand on one line of `bag-info.txt`, or a `Payload-Oxum`, which
    /// is made here.
    #[error("the line {label:?} cannot be said in bag-info.txt")]
    Info {
        /// The label.
        label: ListedPath,
    },
    /// What is wrong with lists of all kinds.
    #[error(transparent)]
    List(#[from] WriteListError),
    /// A name that does not begin with `data/`.
    #[error("{path:?} is not a payload file: `data/` is expected")]
    NotPayload {
        /// The file.
        path: ListedPath,
    },
}
