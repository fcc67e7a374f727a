//! The walk: which directory is listed next, and what has become of the entries so far.

use std::sync::Arc;

use crate::evidence::directory::folders::Folders;
use crate::evidence::directory::read::Shared;
use crate::evidence::directory::system::{Fault, Folder, ListFault, Name};
use crate::evidence::directory::table::{Content, Found, Place, ROOT, Table};
use crate::evidence::directory::{
    DirectoryError, DirectoryOptions, EntryType, MAX_ENTRY_PATH, Unreadable,
};

/// Names of one directory that one thread takes at once: few enough to be shared evenly, enough that
/// the lock does not count.
const NAMES: usize = 64;

/// Names of one directory, to be looked at and read.
pub(crate) struct Batch {
    pub(crate) folder: Arc<Folder>,
    /// The place of the first; the others follow.
    pub(crate) first: Place,
    pub(crate) names: Vec<Name>,
}

/// What has become of one entry.
pub(crate) struct Known {
    pub(crate) place: Place,
    pub(crate) name: Box<[u8]>,
    pub(crate) found: Found,
    pub(crate) fault: Option<Fault>,
}

/// What one thread at a time has: whoever is free lists the next directory.
pub(crate) struct Walk {
    pub(crate) table: Table,
    folders: Folders,
    unreadable: Unreadable,
    /// Directories that are not listed yet: the one found last is listed first, from a handle that is
    /// still open.
    pending: Vec<Place>,
}

impl Walk {
    pub(crate) fn new(
        root: Folder,
        options: DirectoryOptions,
    ) -> Result<(Self, Option<u64>), Fault> {
        let seen = root.look()?;
        let device = seen.id.map(|id| id.device);
        let walk = Self {
            table: Table::new(seen),
            folders: Folders::new(root),
            unreadable: options.unreadable,
            pending: vec![ROOT],
        };
        Ok((walk, device))
    }

    pub(crate) const fn is_pending(&self) -> bool {
        !self.pending.is_empty()
    }

    /// Takes what other threads found out.
    pub(crate) fn take(&mut self, known: Vec<Known>) -> Result<(), DirectoryError> {
        for Known { place, name, found, fault } in known {
            let directory = found.entry_type == EntryType::Directory;
            if let Some(node) = self.table.node_mut(place) {
                node.name = name;
                node.found = found;
            }
            if let Some(fault) = fault {
                self.report(place, fault)?;
            } else if directory {
                self.meet_directory(place);
            }
        }
        Ok(())
    }

    /// A directory that is one of its own ancestors would be entered for ever.
    fn meet_directory(&mut self, place: Place) {
        let id = self.table.id(place);
        let above = |(above, _)| self.table.id(above) == id;
        let again = id.is_some() && self.table.upwards(place).skip(1).any(above);
        if !again {
            self.pending.push(place);
        } else if let Some(node) = self.table.node_mut(place) {
            node.found.entry_type = EntryType::Loop;
        }
    }

    /// Lists the next directory.
    pub(crate) fn list_next(&mut self) -> Result<Vec<Batch>, DirectoryError> {
        let Some(place) = self.pending.pop() else {
            return Ok(Vec::new());
        };
        let listed = self.folders.open(&self.table, place).map_err(ListFault::Read);
        let listed = listed.and_then(|folder| Ok((folder.names()?, folder)));
        let (names, folder) = match listed {
            Ok(listed) => listed,
            Err(ListFault::Read(fault)) => {
                self.spoil(place, fault)?;
                return Ok(Vec::new());
            }
            #[cfg(not(unix))]
            Err(ListFault::NotUnicode(name)) => {
                return Err(DirectoryError::NotUnicode { name });
            }
        };
        self.check_lengths(place, &names)?;
        let mut first = self.table.list(place, names.len()).start;
        let mut batches = Vec::new();
        let mut names = names.into_iter();
        loop {
            let batch: Vec<Name> = names.by_ref().take(NAMES).collect();
            if batch.is_empty() {
                return Ok(batches);
            }
            let folder = Arc::clone(&folder);
            let next = first.saturating_add(batch.len());
            batches.push(Batch { folder, first, names: batch });
            first = next;
        }
    }

    /// A path that is too long to be signed is refused before anything below it is listed.
    fn check_lengths(&self, place: Place, names: &[Name]) -> Result<(), DirectoryError> {
        let Some(longest) = names.iter().map(|name| name.bytes.len()).max() else {
            return Ok(());
        };
        // Each is followed by a `/`; the directory itself has no name.
        let above = self.table.upwards(place).filter(|(above, _)| *above != ROOT);
        let above = above.fold(0_usize, |length, (_, node)| {
            length.saturating_add(node.name.len()).saturating_add(1)
        });
        let found = above.saturating_add(longest);
        if found > MAX_ENTRY_PATH {
            let directory = self.table.path_bytes(place);
            return Err(DirectoryError::PathTooLong { directory, limit: MAX_ENTRY_PATH });
        }
        Ok(())
    }

    /// Notes why a directory was not listed, or is not of one state.
    fn spoil(&mut self, place: Place, fault: Fault) -> Result<(), DirectoryError> {
        if let Some(node) = self.table.node_mut(place) {
            node.found.content = Content::Unread(fault.why);
        }
        self.report(place, fault)
    }

    fn report(&self, place: Place, fault: Fault) -> Result<(), DirectoryError> {
        // There is no entry that could say it of the directory itself.
        if place != ROOT && self.unreadable == Unreadable::Record {
            return Ok(());
        }
        let Fault { why, source } = fault;
        Err(DirectoryError::Unread { path: self.table.path_bytes(place), why, source })
    }

    /// Checks at the end that no directory has changed, and gives every name of a file its content.
    pub(crate) fn finish(mut self, shared: &Shared) -> Result<Table, DirectoryError> {
        for place in std::iter::once(ROOT).chain(self.table.places()) {
            if shared.is_stopped() {
                break;
            }
            let Some(node) = self.table.node(place) else { continue };
            if node.below.is_some()
                && let Err(fault) = self.check_unchanged(place)
            {
                self.spoil(place, fault)?;
            }
            match self.same_content(place) {
                Some(Ok(content)) => {
                    if let Some(node) = self.table.node_mut(place) {
                        node.found.content = content;
                    }
                }
                Some(Err(fault)) => self.spoil(place, fault)?,
                None => {}
            }
        }
        Ok(self.table)
    }

    fn check_unchanged(&mut self, place: Place) -> Result<(), Fault> {
        let Some(node) = self.table.node(place) else { return Ok(()) };
        let folder = self.folders.open(&self.table, node.parent)?;
        let now = match place {
            ROOT => folder.look()?,
            _ => folder.look_at(&node.name)?,
        };
        match &node.found.seen {
            Some(seen) if seen.is_unchanged(&now) => Ok(()),
            Some(_) | None => Err(Fault::CHANGED),
        }
    }

    /// The content of a file that was read under another name.
    fn same_content(&self, place: Place) -> Option<Result<Content, Fault>> {
        let found = &self.table.node(place)?.found;
        let Content::SameAs(first) = found.content else {
            return None;
        };
        let first = &self.table.node(first)?.found;
        Some(match (&first.content, &found.seen, &first.seen) {
            (Content::Unread(why), _, _) => Err(Fault { why: *why, source: None }),
            (Content::File(file), Some(seen), Some(first)) if seen.is_unchanged(first) => {
                Ok(Content::File(file.clone()))
            }
            _ => Err(Fault::CHANGED),
        })
    }
}
