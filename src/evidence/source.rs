//! Where content is read from.

use std::error::Error;
use std::fmt;
use std::io::{self, Read};
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
    /// Anything that is read to its end, whose length nobody knows: a pipe, standard input. It can go on behind
    /// what it cannot read, if it says so: [`PassedOver`].
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

/// What a reader says, inside an [`io::Error`], that cannot read some bytes and goes on behind them with the next read.
///
/// Whoever records or compares what can be read takes it as that: zeros stand for these bytes, and their range is told. To
/// anybody else it is an error like any other.
///
/// # Examples
/// ```
/// use std::io::{self, Read};
///
/// use handseal::evidence::{ContentSource, Expected, Options, Pass, PassedOver, measure_reader};
///
/// /// Two bytes, one that cannot be read, two bytes.
/// struct Torn(Vec<&'static [u8]>);
///
/// impl Read for Torn {
///     fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
///         match self.0.pop() {
///             None => Ok(0),
///             Some(b"") => Err(PassedOver { bytes: 1, why: "a scratch".into() }.into()),
///             Some(mut bytes) => bytes.read(buffer),
///         }
///     }
/// }
///
/// let measured = measure_reader(&b"12345"[..], Options::default())?;
/// let torn = ContentSource::Reader(Box::new(Torn(vec![b"45", b"", b"12"])));
/// let report = Pass::new().check(torn, &Expected::from(&measured))?;
/// assert!(report.unread.iter().eq([&(2..3)]));
/// assert_eq!(report.faults[0].why, "a scratch");
/// # Ok::<(), handseal::evidence::EvidenceError>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[error("{bytes} bytes cannot be read")]
pub struct PassedOver {
    /// How many: at least one.
    pub bytes: u64,
    /// Why.
    #[source]
    pub why: Box<dyn Error + Send + Sync>,
}

impl From<PassedOver> for io::Error {
    fn from(passed: PassedOver) -> Self {
        Self::new(io::ErrorKind::InvalidData, passed)
    }
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
