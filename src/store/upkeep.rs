//! The index of a case is kept up with it, and thrown away where it leads nowhere.

use std::collections::HashSet;

use crate::event::{EntryHash, Subject};
use crate::merkle::{Frontier, Hash, leaf_hash};
use crate::store::case_file::CaseFile;
use crate::store::contract::Store;
use crate::store::entries::Shown;
use crate::store::error::{CaseError, StoreError};
use crate::store::index::{self, Index, Unfit};
use crate::store::positions::{Positions, Sought, sought_by};
use crate::store::source::{Indexed, Source};

/// Below so many entries a case is read sooner than anyone notices.
const LEAST: u64 = 4096;

/// An index is this far behind its case at most, when a head is signed.
const BEHIND: u64 = 256;

impl<S: Store> CaseFile<S> {
    /// Brings the index of the case up to date, or makes it: the next [`CaseFile::extract`] then reads only what is in the
    /// extract. A case of some thousand entries has it made with its heads, and by an extract; this is for one who wants it of
    /// a shorter one.
    ///
    /// Answers whether it is there now: not when the case is open for reading only, nor in a store without a place for it.
    ///
    /// # Errors
    ///
    /// [`CaseError::Store`]: the case is none the worse for it. [`CaseError::NotReadBack`] when what stands in the case is
    /// not what was recorded; what [`CaseFile::commit`] answers.
    pub fn renew_index(&mut self) -> Result<bool, CaseError> {
        if self.read_only.is_some() || self.poisoned {
            return Ok(false);
        }
        self.settle()?;
        match self.made_index() {
            Ok(_) => Ok(true),
            Err(Unfit::Kept(None)) => Ok(false),
            Err(Unfit::Kept(Some(error))) => Err(error.into()),
            Err(Unfit::Differs) => Err(CaseError::NotReadBack { range: 0..self.store.length() }),
        }
    }

    fn made_index(&mut self) -> Result<Index, Unfit> {
        Index::of(&mut self.store, &self.fold.tree)
    }

    /// Makes something that leads to the head of this root from what the index tells; where that is of no use, from all that
    /// stands in the case.
    pub(crate) fn by_index_or_whole<T>(
        &mut self,
        root: Hash,
        make: &mut dyn FnMut(&mut Self, &mut Source) -> Result<T, CaseError>,
    ) -> Result<T, CaseError> {
        let Some(index) = self.index_in_time() else {
            return make(self, &mut Source::Whole(None));
        };
        match make(self, &mut Source::Indexed(Box::new(Indexed::new(index, root)))) {
            // What was asked for is no fault of the index.
            made @ (Ok(_) | Err(CaseError::Tree(_))) => made,
            Err(error) => {
                let made = make(self, &mut Source::Whole(None));
                if matches!(error, CaseError::NotReadBack { .. }) {
                    // That it stays is no matter for what was made without it.
                    let _ = self.forget_index();
                }
                made
            }
        }
    }

    /// The index, up to date, where the case has one or is long enough for one. That there is none is no matter: the case
    /// is read.
    fn index_in_time(&mut self) -> Option<Index> {
        let long = self.fold.tree.size() >= LEAST;
        let wanted = long || index::kept(&mut self.store).is_ok_and(|kept| kept.is_some());
        if wanted { self.made_index().ok() } else { None }
    }

    /// Brings the index of a long case up to date if that is worth the while.
    pub(crate) fn renew_index_in_time(&mut self) {
        let size = self.fold.tree.size();
        let mut kept = || index::kept(&mut self.store).ok().flatten().unwrap_or_default();
        if size >= LEAST && size.saturating_sub(kept()) >= BEHIND {
            let _ = self.made_index();
        }
    }

    /// The index did not lead to the head, or a cache told of a chain less than there is: what they told is not asked again.
    fn forget_index(&mut self) -> Result<(), CaseError> {
        // One that stays will not fit the next time either.
        let _: Result<bool, StoreError> = self.store.keep_index(0, &[]);
        if !self.positions.were_told() {
            return Ok(());
        }
        let (mut positions, mut tree) = (Positions::default(), Frontier::new());
        self.each_shown(&mut |position, shown| {
            tree.append(leaf_hash(shown.hash().as_bytes()));
            positions.note(
                position,
                match shown {
                    Shown::Entry(event) => sought_by(event),
                    Shown::Stub(hash) => vec![Sought::Stub(hash)],
                },
            );
        })?;
        if tree == self.fold.tree {
            self.positions = positions;
        }
        Ok(())
    }

    /// Whether an entry of a chain, by those that are given, is none of them, and is held all the same.
    pub(crate) fn lacks(
        &self,
        subject: &Subject,
        entries: &[(u64, EntryHash, Option<EntryHash>)],
    ) -> bool {
        let given: HashSet<_> = entries.iter().map(|(_, entry, _)| *entry).collect();
        let tip = self.fold.register.tip(subject).map(|tip| tip.hash);
        let missing = |prev: EntryHash, position| {
            let stub = self.positions.stub_before(prev, position);
            !given.contains(&prev) && stub.is_none() && self.held.contains(&prev)
        };
        tip.is_some_and(|tip| !given.contains(&tip))
            || entries
                .iter()
                .any(|(position, _, prev)| prev.is_some_and(|prev| missing(prev, *position)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{At, Noted, Salts};
    use crate::identity::{OsEntropy, SigningKey, Trust};
    use crate::store::{Actor, FileStore, MemoryStore, Opening};

    /// Where a case is kept, gone afterwards.
    struct Place(std::path::PathBuf);

    impl Drop for Place {
        fn drop(&mut self) {
            for ending in ["custody", "custody.index"] {
                let _ = std::fs::remove_file(self.0.with_extension(ending));
            }
        }
    }

    #[test]
    fn entry_that_a_cache_leaves_out_of_a_chain_is_missing_in_an_extract() {
        let name = format!("handseal-upkeep-{}.custody", std::process::id());
        let place = Place(std::env::temp_dir().join(name));
        let (root, heads) = (SigningKey::from_seed(&[1; 32]), SigningKey::from_seed(&[2; 32]));
        let at = "2041-06-01T09:30:00Z".parse().unwrap();
        let opening = Opening {
            organisation: "A",
            jurisdiction: "ZZ",
            origin: "custody.example",
            root: &root,
            checkpoint_key: &heads,
            successors: &[],
            at,
        };
        let store = FileStore::create(&place.0).unwrap();
        let mut case = CaseFile::create_in(store, &opening, &mut OsEntropy).unwrap();
        let chief = Actor::organisation(&root);
        let id = case.open_case("1/41", &chief, at, &mut OsEntropy).unwrap();
        let item = case.collect(id, &[("lamp", None)], &chief, at, &mut OsEntropy).unwrap()[0];
        let subjects = [Subject::Item(item)];
        for text in ["one", "two", "three"] {
            let text = Salts::new(&mut OsEntropy).unwrap().commit(text);
            let body = Noted { text, entry: None };
            case.act(body, &subjects, &chief, At::device(at)).unwrap();
        }
        case.checkpoint(&heads).unwrap();
        let trust = Trust::new().root(case.keeper());
        let bytes = std::fs::read(&place.0).unwrap();
        let mut plain = CaseFile::<MemoryStore>::open_bytes(bytes, &trust).unwrap();
        let mut expected = Vec::new();
        plain.extract(&subjects, &heads, &mut expected).unwrap();
        let linked = Sought::Linked(subjects[0].clone());
        let whole = case.positions.of(std::slice::from_ref(&linked));
        assert_eq!(whole.len(), 4);
        for position in &whole {
            assert!(case.renew_index().unwrap());
            case.positions.told_without(&linked, *position);
            let mut found = Vec::new();
            case.extract(&subjects, &heads, &mut found).unwrap();
            assert_eq!(found, expected);
            // All was read, and is known from now on.
            assert!(!case.positions.were_told());
            assert_eq!(case.positions.of(std::slice::from_ref(&linked)), whole);
        }
    }
}
