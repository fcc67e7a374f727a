//! Handles of directories, each opened from that of the directory above it.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::evidence::directory::system::{Fault, Folder};
use crate::evidence::directory::table::{Place, ROOT, Table};

/// Handles that are kept open. With those that wait to be read ([`AHEAD`](super::work::AHEAD)) they
/// stay below the 256 that some systems allow a process.
const KEPT: usize = 48;

/// The directories that were opened last.
///
/// A directory many thousands of levels deep has no path that the system would take, and not all of
/// those above it can stay open.
#[derive(Debug)]
pub(crate) struct Folders {
    root: Arc<Folder>,
    /// The one used last comes last.
    kept: VecDeque<(Place, Arc<Folder>)>,
}

impl Folders {
    pub(crate) fn new(root: Folder) -> Self {
        Self { root: Arc::new(root), kept: VecDeque::new() }
    }

    /// The handle of a directory: what is there must be what was seen there.
    pub(crate) fn open(&mut self, table: &Table, place: Place) -> Result<Arc<Folder>, Fault> {
        let mut closed = Vec::new();
        let mut folder = Arc::clone(&self.root);
        for (place, node) in table.upwards(place) {
            if place == ROOT {
                break;
            }
            if let Some(open) = self.kept(place) {
                folder = open;
                break;
            }
            closed.push((place, node));
        }
        for (place, node) in closed.into_iter().rev() {
            let inner = folder.open(&node.name)?;
            let seen = node.found.seen.as_ref().ok_or(Fault::CHANGED)?;
            if inner.look()?.id != seen.id {
                return Err(Fault::CHANGED);
            }
            folder = Arc::new(inner);
            self.keep(place, Arc::clone(&folder));
        }
        Ok(folder)
    }

    fn kept(&mut self, place: Place) -> Option<Arc<Folder>> {
        let at = self.kept.iter().rposition(|(kept, _)| *kept == place)?;
        let (place, folder) = self.kept.remove(at)?;
        self.kept.push_back((place, Arc::clone(&folder)));
        Some(folder)
    }

    fn keep(&mut self, place: Place, folder: Arc<Folder>) {
        if self.kept.len() >= KEPT {
            self.kept.pop_front();
        }
        self.kept.push_back((place, folder));
    }
}
