//! One name of a directory: looked at, and read if it is a file or a link.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fs::File;
use std::io::Read as _;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::evidence::directory::entry::MAX_TARGET;
use crate::evidence::directory::system::{Fault, Folder, Name, Seen, look_at_open};
use crate::evidence::directory::table::{Content, FileContent, Found, Place};
use crate::evidence::directory::{DirectoryOptions, EntryType, Mounts, Unread};
use crate::evidence::file::read_once;
use crate::evidence::lane::{Lane, Lanes};
use crate::evidence::queue::{self, PIECE, Pieces};
use crate::evidence::{DigestSet, FileId};

/// Bytes read at once of a file that one thread reads and hashes.
pub(crate) const BUFFER: usize = 256 << 10;

/// What all threads know.
pub(crate) struct Shared {
    pub(crate) options: DirectoryOptions,
    /// The device of the directory that is measured.
    pub(crate) device: Option<u64>,
    /// Bytes read so far.
    pub(crate) done: AtomicU64,
    /// Nothing more is to be read.
    pub(crate) stopped: AtomicBool,
    /// Where a file with several names was met first.
    pub(crate) met: Mutex<HashMap<FileId, Place>>,
}

/// What one thread has for itself.
pub(crate) struct Hand<'h> {
    pub(crate) buffer: Vec<u8>,
    /// Called after each mebibyte of a large file.
    pub(crate) pulse: &'h mut dyn FnMut(),
}

/// What came of one name.
pub(crate) enum Outcome {
    /// A file that is too large to be read among others.
    Large(Box<Seen>),
    /// It is known, but for what is below a directory.
    Known(Found, Option<Fault>),
}

impl Shared {
    pub(crate) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// Looks at a name, and reads what is small.
    pub(crate) fn meet(
        &self,
        folder: &Folder,
        name: &Name,
        place: Place,
        hand: &mut Hand<'_>,
    ) -> Outcome {
        if name.hint == EntryType::File
            && let Some(outcome) = self.meet_file(folder, name, place, hand)
        {
            return outcome;
        }
        let seen = match folder.look_at(&name.bytes) {
            Ok(seen) => Box::new(seen),
            Err(error) => return unread(name.hint, None, error.into()),
        };
        let content = match seen.entry_type {
            EntryType::File => {
                if let Some(first) = self.met_before(&seen, place) {
                    Ok(Content::SameAs(first))
                } else if usize::try_from(seen.size).is_ok_and(|size| size < PIECE) {
                    self.read(folder, &name.bytes, &seen, hand, NonZeroUsize::MIN)
                } else {
                    return Outcome::Large(seen);
                }
            }
            EntryType::Link => read_target(folder, &name.bytes, &seen),
            EntryType::BlockDevice
            | EntryType::CharDevice
            | EntryType::Directory
            | EntryType::Fifo
            | EntryType::Loop
            | EntryType::Mount
            | EntryType::Other
            | EntryType::Socket => Ok(Content::Nothing),
        };
        match content {
            Ok(content) => Outcome::Known(self.found(seen, content), None),
            Err(fault) => unread(seen.entry_type, Some(seen), fault),
        }
    }

    /// Opens what the directory calls a file, which is then looked at once less than by its name. None where it
    /// cannot be opened, or is no file any more: then the name says what is there.
    fn meet_file(
        &self,
        folder: &Folder,
        name: &Name,
        place: Place,
        hand: &mut Hand<'_>,
    ) -> Option<Outcome> {
        let file = folder.open_file(&name.bytes).ok()?;
        let seen = look_at_open(&file).ok().filter(|seen| seen.entry_type == EntryType::File)?;
        let seen = Box::new(seen);
        let content = if let Some(first) = self.met_before(&seen, place) {
            Ok(Content::SameAs(first))
        } else if usize::try_from(seen.size).is_ok_and(|size| size < PIECE) {
            self.read_open(&file, folder, &name.bytes, &seen, hand, NonZeroUsize::MIN)
        } else {
            return Some(Outcome::Large(seen));
        };
        Some(match content {
            Ok(content) => Outcome::Known(self.found(seen, content), None),
            Err(fault) => unread(EntryType::File, Some(seen), fault),
        })
    }

    /// Reads a large file, whose digests other threads may share.
    pub(crate) fn read_large(
        &self,
        folder: &Folder,
        name: &[u8],
        seen: Box<Seen>,
        hand: &mut Hand<'_>,
        threads: NonZeroUsize,
    ) -> (Found, Option<Fault>) {
        let entry_type = seen.entry_type;
        match self.read(folder, name, &seen, hand, threads) {
            Ok(content) => (Found { entry_type, seen: Some(seen), content }, None),
            Err(fault) => {
                let content = Content::Unread(fault.why);
                (Found { entry_type, seen: Some(seen), content }, Some(fault))
            }
        }
    }

    fn found(&self, seen: Box<Seen>, content: Content) -> Found {
        let foreign = self.options.mounts == Mounts::Record
            && seen.id.is_some_and(|id| Some(id.device) != self.device);
        let mount = foreign && seen.entry_type == EntryType::Directory;
        let entry_type = if mount { EntryType::Mount } else { seen.entry_type };
        Found { entry_type, seen: Some(seen), content }
    }

    /// Where this file was met under another name.
    fn met_before(&self, seen: &Seen, place: Place) -> Option<Place> {
        let id = seen.id.filter(|_| seen.owner.is_some_and(|owner| owner.links > 1))?;
        let mut met = self.met.lock().unwrap_or_else(PoisonError::into_inner);
        match met.entry(id) {
            Entry::Occupied(first) => Some(*first.get()),
            Entry::Vacant(first) => {
                first.insert(place);
                None
            }
        }
    }

    fn read(
        &self,
        folder: &Folder,
        name: &[u8],
        seen: &Seen,
        hand: &mut Hand<'_>,
        threads: NonZeroUsize,
    ) -> Result<Content, Fault> {
        let file = folder.open_file(name)?;
        // What was opened must be what was looked at: reading from anything else may wait or act.
        if !seen.is_unchanged(&look_at_open(&file)?) {
            return Err(Fault::CHANGED);
        }
        self.read_open(&file, folder, name, seen, hand, threads)
    }

    fn read_open(
        &self,
        file: &File,
        folder: &Folder,
        name: &[u8],
        seen: &Seen,
        hand: &mut Hand<'_>,
        threads: NonZeroUsize,
    ) -> Result<Content, Fault> {
        let mut lanes = Lanes::new(self.options.digests, None::<NoParts>);
        let Hand { buffer, pulse } = hand;
        let (size, piece) = (seen.size, 0);
        let mut reading = Reading { shared: self, file, size, read: 0, piece, pulse };
        if threads > NonZeroUsize::MIN && self.options.digests != DigestSet::NONE {
            queue::run(&mut reading, lanes.each(), threads)?;
        } else {
            let mut lanes = lanes.each();
            loop {
                let count = reading.fill_once(buffer)?;
                let Some(bytes) = buffer.get(..count).filter(|bytes| !bytes.is_empty()) else {
                    break;
                };
                lanes.iter_mut().for_each(|lane| lane.update(bytes));
                // One byte more had room, and none was there. That nothing came since is seen below.
                if reading.read == size && count < buffer.len() {
                    break;
                }
            }
        }
        if reading.read != seen.size || !seen.is_unchanged(&look_at_open(file)?) {
            // Removing its last name changes a file, too: what the name says decides.
            return Err(match folder.look_at(name) {
                Ok(_) => Fault::CHANGED,
                Err(error) => error.into(),
            });
        }
        let (digests, _) = lanes.finish();
        Ok(Content::File(Box::new(FileContent { size: seen.size, digests })))
    }
}

fn unread(entry_type: EntryType, seen: Option<Box<Seen>>, fault: Fault) -> Outcome {
    let content = Content::Unread(fault.why);
    Outcome::Known(Found { entry_type, seen, content }, Some(fault))
}

/// Reads a link, which is looked at again: it has no handle.
fn read_target(folder: &Folder, name: &[u8], seen: &Seen) -> Result<Content, Fault> {
    let target = folder.target(name)?;
    if !seen.is_unchanged(&folder.look_at(name)?) {
        return Err(Fault::CHANGED);
    }
    if target.len() > MAX_TARGET {
        return Err(Fault { why: Unread::Failed, source: None });
    }
    Ok(Content::Target(target.into()))
}

/// A directory's files have no parts.
enum NoParts {}

impl Lane for NoParts {
    fn update(&mut self, _bytes: &[u8]) {}
}

/// A file that is being read.
struct Reading<'r> {
    shared: &'r Shared,
    file: &'r File,
    size: u64,
    read: u64,
    /// Bytes read since the pulse before.
    piece: usize,
    pulse: &'r mut dyn FnMut(),
}

impl Reading<'_> {
    /// Reads on; 0 bytes are the end, or that nothing more is to be read.
    ///
    /// One byte more than there should be shows that the file grows; a file that grows for ever must
    /// not be read for ever.
    fn fill_once(&mut self, buffer: &mut [u8]) -> Result<usize, Fault> {
        if self.shared.is_stopped() {
            return Ok(0);
        }
        let most = self.size.saturating_add(1).saturating_sub(self.read);
        let count = read_once(&mut self.file.take(most), buffer)?;
        let bytes = u64::try_from(count).unwrap_or(u64::MAX);
        self.read = self.read.saturating_add(bytes);
        self.shared.done.fetch_add(bytes, Ordering::Relaxed);
        self.piece = self.piece.saturating_add(count);
        if self.piece >= PIECE {
            self.piece = 0;
            (self.pulse)();
        }
        Ok(count)
    }
}

impl Pieces for Reading<'_> {
    type Error = Fault;

    fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, Fault> {
        let mut filled = 0_usize;
        while let Some(room) = buffer.get_mut(filled..).filter(|room| !room.is_empty()) {
            match self.fill_once(room)? {
                0 => break,
                count => filled = filled.saturating_add(count),
            }
        }
        Ok(filled)
    }

    fn told(&mut self, _done: u64) -> Result<(), Fault> {
        Ok(())
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::collections::HashMap;
    use std::fs;
    use std::os::unix::fs::symlink;
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicBool, AtomicU64};

    use super::*;
    use crate::evidence::directory::DirectoryOptions;

    fn met(folder: &Folder, name: &[u8], hint: EntryType) -> String {
        let shared = Shared {
            options: DirectoryOptions::default(),
            device: None,
            done: AtomicU64::new(0),
            stopped: AtomicBool::new(false),
            met: Mutex::new(HashMap::new()),
        };
        let mut hand = Hand { buffer: vec![0; BUFFER], pulse: &mut || {} };
        let name = Name { bytes: name.into(), hint };
        match shared.meet(folder, &name, 0, &mut hand) {
            Outcome::Known(found, fault) => {
                assert!(fault.is_none(), "{fault:?}");
                let seen = found.seen.map(|seen| Seen { accessed: None, ..*seen });
                format!("{:?} {seen:?} {:?}", found.entry_type, found.content)
            }
            Outcome::Large(seen) => format!("{:?}", Seen { accessed: None, ..*seen }),
        }
    }

    /// Some file systems do not say what a name is, and what it is can change after they said it.
    #[test]
    fn listing_that_says_too_little_or_something_else_changes_what_is_found() {
        let root = std::env::temp_dir().join(format!("handseal-hint-{}", std::process::id()));
        let made = fs::create_dir(&root)
            .and_then(|()| fs::write(root.join("empty"), b""))
            .and_then(|()| fs::write(root.join("small"), [7; 5_000]))
            .and_then(|()| fs::write(root.join("large"), vec![7; PIECE]))
            .and_then(|()| symlink("small", root.join("link")))
            .and_then(|()| fs::create_dir(root.join("folder")))
            .and_then(|()| Folder::root(&root));
        let folder = made.expect("a folder of temporary files");
        for name in ["empty", "small", "large", "link", "folder"] {
            let named = |hint| met(&folder, name.as_bytes(), hint);
            assert_eq!(named(EntryType::File), named(EntryType::Other), "{name}");
        }
        fs::remove_dir_all(&root).expect("a folder of temporary files");
    }
}
