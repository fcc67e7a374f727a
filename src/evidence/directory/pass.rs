//! One pass over a directory: everything in it read once, on several threads.

use std::collections::HashMap;
use std::io::Write;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::panic::resume_unwind;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::{fs, thread};

use crate::evidence::Progress;
use crate::evidence::directory::listing::{Line, Listing, manifest_header};
use crate::evidence::directory::read::Shared;
use crate::evidence::directory::system::{Fault, Folder};
use crate::evidence::directory::table::{Node, Pair, Place, Table};
use crate::evidence::directory::walk::Walk;
use crate::evidence::directory::work::{self, Told};
use crate::evidence::directory::{
    DirectoryError, DirectoryMeasurement, DirectoryOptions, DirectorySecret, EntryPath, EntryType,
};

/// One pass over a directory: on how many threads, who is told of it and can stop it, and where its
/// manifest goes.
///
/// Every file is read once. Links are recorded and never followed; pipes, sockets and devices are recorded
/// and never opened. The result is the same whatever the number of threads.
///
/// On Unix every file is opened from the handle of its directory, so that nothing above it can be
/// exchanged, and on Linux without a trace in its time of access, where this user may (reading a link leaves
/// one). A file that was
/// written to, replaced or removed while it was read is [unread](crate::evidence::directory::Unread),
/// and so is a directory whose entries changed before the end. What is not seen: a change within the
/// step of the file system's clock (some milliseconds) that also keeps the size.
///
/// Memory: about 350 bytes for each entry and the bytes of its name, and 256 KiB for each thread.
///
/// # Examples
/// ```
/// use std::num::NonZeroUsize;
///
/// use handseal::evidence::directory::{DirectoryOptions, DirectoryPass, DirectorySecret};
/// use handseal::identity::OsEntropy;
///
/// let folder = std::env::temp_dir().join(format!("handseal-doc-{}", std::process::id()));
/// std::fs::create_dir_all(&folder)?;
/// std::fs::write(folder.join("mail.eml"), b"From: a")?;
///
/// let secret = DirectorySecret::new(&mut OsEntropy)?;
/// let mut manifest = Vec::new();
/// let two = NonZeroUsize::new(2).ok_or("none")?;
/// let measured = DirectoryPass::new()
///     .threads(two)
///     .manifest(&mut manifest)
///     .measure(&folder, DirectoryOptions::default(), &secret)?;
/// assert_eq!((measured.entries, measured.bytes), (1, 7));
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct DirectoryPass<'p> {
    pub(crate) threads: NonZeroUsize,
    pub(crate) told: Option<Told<'p>>,
    manifest: Option<&'p mut dyn Write>,
}

impl<'p> DirectoryPass<'p> {
    /// On one thread, in silence.
    #[must_use]
    pub const fn new() -> Self {
        Self { threads: NonZeroUsize::MIN, told: None, manifest: None }
    }

    /// On as many threads, the calling one among them.
    #[must_use]
    pub const fn threads(self, threads: NonZeroUsize) -> Self {
        Self { threads, ..self }
    }

    /// Tells how many bytes were read, on the calling thread: after at most 64 small files, after each mebibyte
    /// of a large one, and at the end. To break off ends the pass with [`DirectoryError::Cancelled`].
    #[must_use]
    pub fn told(self, told: &'p mut dyn FnMut(Progress) -> ControlFlow<()>) -> Self {
        Self { told: Some(told), ..self }
    }

    /// Writes the manifest, which holds the secret: it travels with the directory. Each record is
    /// written by itself; give a writer that buffers.
    #[must_use]
    pub fn manifest(self, out: &'p mut dyn Write) -> Self {
        Self { manifest: Some(out), ..self }
    }

    /// Measures a directory.
    ///
    /// A link as the last component of the path is refused; links among the directories before it are
    /// followed.
    ///
    /// # Errors
    /// [`DirectoryError`]: what is no directory, what cannot be read or changed meanwhile, if that
    /// is to be refused, a path that is too long, that it was broken off, or that the manifest could not be
    /// written. A change of the directory itself is always an error: no entry could say it.
    pub fn measure(
        self,
        path: impl AsRef<Path>,
        options: DirectoryOptions,
        secret: &DirectorySecret,
    ) -> Result<DirectoryMeasurement, DirectoryError> {
        let Self { threads, told, manifest } = self;
        let table = found(path.as_ref(), options, threads, told)?;
        let mut listing = Listing::new(secret, options.digests);
        let mut out = manifest;
        if let Some(out) = &mut out {
            let header = manifest_header(secret);
            out.write_all(&header).map_err(|source| DirectoryError::Write { source })?;
        }
        let entries = InOrder::new(&table);
        entries.lines(secret, threads, &mut |line| {
            listing.append(line);
            match &mut out {
                Some(out) => out.write_all(line.record()),
                None => Ok(()),
            }
            .map_err(|source| DirectoryError::Write { source })
        })?;
        if let Some(out) = &mut out {
            out.flush().map_err(|source| DirectoryError::Write { source })?;
        }
        Ok(listing.finish())
    }
}

impl Default for DirectoryPass<'_> {
    fn default() -> Self {
        Self::new()
    }
}

/// Everything that is below a directory, read.
pub(crate) fn found(
    path: &Path,
    options: DirectoryOptions,
    threads: NonZeroUsize,
    told: Option<Told<'_>>,
) -> Result<Table, DirectoryError> {
    let root = Folder::root(path).map_err(|source| not_a_directory(path, source))?;
    let (walk, device) = Walk::new(root, options).map_err(|Fault { why, source }| {
        DirectoryError::Unread { path: Vec::new(), why, source }
    })?;
    let shared = Shared {
        options,
        device,
        done: AtomicU64::new(0),
        stopped: AtomicBool::new(false),
        met: Mutex::new(HashMap::new()),
    };
    work::run(walk, &shared, threads, told)
}

fn not_a_directory(path: &Path, source: std::io::Error) -> DirectoryError {
    let path = path.to_path_buf();
    let found = match fs::symlink_metadata(&path).map(|seen| seen.file_type()) {
        Ok(kind) if kind.is_symlink() => EntryType::Link,
        Ok(kind) if kind.is_file() => EntryType::File,
        Ok(kind) if !kind.is_dir() => EntryType::Other,
        Ok(_) | Err(_) => return DirectoryError::Open { path, source },
    };
    DirectoryError::NotADirectory { path, found }
}

/// The entries of a table as they are signed.
pub(crate) struct InOrder<'t> {
    table: &'t Table,
    order: Vec<(Place, &'t Node)>,
    /// Of a file with several names, the first of them.
    first_names: HashMap<Place, Place>,
}

/// Entries that one thread makes into lines at once.
const LINES: usize = 256;

impl<'t> InOrder<'t> {
    pub(crate) fn new(table: &'t Table) -> Self {
        let order = table.in_order();
        let (mut met, mut first_names) = (HashMap::new(), HashMap::new());
        for (place, node) in &order {
            if let Some(id) = node.shared_id() {
                let first = *met.entry(id).or_insert(*place);
                if first != *place {
                    first_names.insert(*place, first);
                }
            }
        }
        Self { table, order, first_names }
    }

    /// What is signed about each entry, and what the file system said.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = Result<Pair, DirectoryError>> + '_ {
        self.order.iter().map(|(place, node)| self.pair(*place, node))
    }

    fn pair(&self, place: Place, node: &Node) -> Result<Pair, DirectoryError> {
        let path = self.path(place)?;
        let first = self.first_names.get(&place);
        let same_as = first.map(|first| self.path(*first)).transpose()?;
        Ok((node.entry(path.clone()), node.metadata(path, same_as)))
    }

    fn path(&self, place: Place) -> Result<EntryPath, DirectoryError> {
        let path = self.table.path_bytes(place);
        EntryPath::new(path.as_slice()).map_err(|source| DirectoryError::Name { path, source })
    }

    /// Makes the lines on as many threads, and hands them over in order.
    fn lines(
        &self,
        secret: &DirectorySecret,
        threads: NonZeroUsize,
        take: &mut dyn FnMut(&Line) -> Result<(), DirectoryError>,
    ) -> Result<(), DirectoryError> {
        let made = |nodes: &[(Place, &Node)]| -> Result<Vec<Line>, DirectoryError> {
            let line = |(place, node): &(Place, &Node)| {
                let (entry, metadata) = self.pair(*place, node)?;
                Ok(Line::new(secret, &entry, &metadata))
            };
            nodes.iter().map(line).collect()
        };
        for round in self.order.chunks(LINES.saturating_mul(threads.get())) {
            let mut chunks = round.chunks(LINES);
            let own = chunks.next().unwrap_or_default();
            thread::scope(|scope| {
                let made = &made;
                let others: Vec<_> = chunks.map(|chunk| scope.spawn(move || made(chunk))).collect();
                made(own)?.iter().try_for_each(&mut *take)?;
                for other in others {
                    let lines = other.join().unwrap_or_else(|panic| resume_unwind(panic))?;
                    lines.iter().try_for_each(&mut *take)?;
                }
                Ok::<(), DirectoryError>(())
            })?;
        }
        Ok(())
    }
}
