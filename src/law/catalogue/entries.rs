//! Entries of one kind, in the order of the files, found by id.

use std::collections::HashMap;

use crate::law::catalogue::file::{Entry, Placed};

/// Entries in the order in which they were read.
#[derive(Clone, Debug)]
pub(super) struct Entries<T> {
    list: Vec<Placed<T>>,
    by_id: HashMap<String, usize>,
}

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self { list: Vec::new(), by_id: HashMap::new() }
    }
}

impl<T: Entry> Entries<T> {
    /// Takes each entry in, in the place of the one with its id where there is one.
    pub(super) fn take_in(&mut self, entries: Vec<Placed<T>>) {
        for entry in entries {
            let id = entry.value.id();
            match self.by_id.get(&id).and_then(|index| self.list.get_mut(*index)) {
                Some(known) => *known = entry,
                None => {
                    self.by_id.insert(id, self.list.len());
                    self.list.push(entry);
                }
            }
        }
    }

    pub(super) fn placed(&self, id: &str) -> Option<&Placed<T>> {
        self.by_id.get(id).and_then(|index| self.list.get(*index))
    }

    pub(super) fn find(&self, id: &str) -> Option<&T> {
        self.placed(id).map(|entry| &entry.value)
    }

    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.list.iter().map(|entry| &entry.value)
    }

    pub(super) fn iter_placed(&self) -> impl Iterator<Item = &Placed<T>> {
        self.list.iter()
    }
}
