//! Where content is read from.

use std::fmt;
use std::io::Read;
use std::ops::Range;
use std::path::PathBuf;

/// Where content is read from.
#[non_exhaustive]
pub enum ContentSource<'a> {
    /// A block device: all of it, as large as it says that it is.
    Device(PathBuf),
    /// A regular file. It is opened and watched: see
    /// [`measure_file`](crate::evidence::measure_file). A link is refused: whoever means what it points to names that
    /// ([`std::fs::canonicalize`]).
    File(PathBuf),
    /// Anything that is read to its end, whose length nobody knows: a pipe, standard input.
    Reader(Box<dyn Read + 'a>),
    /// What a tool read that went past what it could not read: all bytes, with others, mostly zeros, in the place of those,
    /// whose ranges it names.
    Rescued {
        /// All bytes.
        reader: Box<dyn Read + 'a>,
        /// Those that are not the content's own.
        unreadable: Vec<Range<u64>>,
    },
    /// Regular files one after the other, which are one content: `image.001`, `image.002` and so on, in
    /// the order given.
    Segments(Vec<PathBuf>),
}

impl fmt::Debug for ContentSource<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Device(path) => f.debug_tuple("Device").field(path).finish(),
            Self::File(path) => f.debug_tuple("File").field(path).finish(),
            Self::Reader(_) => f.write_str("Reader"),
            Self::Rescued { unreadable, .. } => {
                f.debug_struct("Rescued").field("unreadable", unreadable).finish_non_exhaustive()
            }
            Self::Segments(paths) => f.debug_tuple("Segments").field(paths).finish(),
        }
    }
}
