//! Where the entries of an extract are taken from: from all that stands in the case, one after the other; or, by its index, from
//! the places of those that are looked for.
//!
//! Both give the same extract, byte for byte: whatever is done with an entry that is seen leaves all others as they are, and
//! those that it concerns are among those looked for. Reading all is the plain way, and the judge of the other.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::encoding::MAX_RECORD;
use crate::event::{EntryHash, SignedEvent};
use crate::ledger::{RecordKind, RecordReader};
use crate::merkle::{
    Hash, Tree, TreeError, consistency_path, inclusion_path, leaf_hash, verify_consistency,
    verify_inclusion,
};
use crate::store::case_file::CaseFile;
use crate::store::contract::Store;
use crate::store::entries::{Shown, event_of, stub_of};
use crate::store::error::CaseError;
use crate::store::index::{Index, Unfit};
use crate::store::positions::{Positions, Sought};

/// What the entries of a case are taken from.
pub(crate) enum Source {
    /// All of it. The tree is there once it was read.
    Whole(Option<Tree>),
    /// The places that its index tells.
    Indexed(Box<Indexed>),
}

/// A case of which only what is looked for is read. What was read is kept.
pub(crate) struct Indexed {
    index: Index,
    /// The root of the head that everything is held against.
    root: Hash,
    read: BTreeMap<u64, Read>,
}

/// What stands at a position of the ledger, and its path to the head.
struct Read {
    content: Content,
    path: Vec<Hash>,
}

enum Content {
    Entry(Box<SignedEvent>),
    Stub(EntryHash),
}

impl Read {
    fn shown(&self) -> Shown<'_> {
        match &self.content {
            Content::Entry(event) => Shown::Entry(event),
            Content::Stub(hash) => Shown::Stub(*hash),
        }
    }
}

/// An entry and its disclosures, each with its head, are not longer than that.
const LONGEST: usize = 2 * (MAX_RECORD + 16);

impl Source {
    /// The path of an entry that was seen to the head of `size` entries.
    pub(crate) fn inclusion(&self, position: u64, size: u64) -> Result<Vec<Hash>, CaseError> {
        let missing = TreeError::IndexOutside { index: position, size };
        let path = match self {
            Self::Whole(tree) => {
                let proof = tree.as_ref().map(|tree| tree.inclusion_proof(position, size));
                proof.transpose().map_err(CaseError::Tree)?.map(|proof| proof.path)
            }
            Self::Indexed(indexed) => indexed.read.get(&position).map(|read| read.path.clone()),
        };
        path.ok_or(CaseError::Tree(missing))
    }
}

impl<S: Store> CaseFile<S> {
    /// Sees every entry and stub, where all is read; else those at the positions and the stubs that their entries follow. In
    /// both cases in the order of the ledger.
    pub(crate) fn visit(
        &mut self,
        source: &mut Source,
        sought: &[Sought],
        see: &mut dyn FnMut(u64, Shown<'_>),
    ) -> Result<(), CaseError> {
        let positions = match source {
            Source::Whole(_) => BTreeSet::new(),
            Source::Indexed(_) => self.positions.of(sought),
        };
        self.visit_at(source, positions, see)
    }

    /// As [`visit`](Self::visit), by their positions.
    pub(crate) fn visit_at(
        &mut self,
        source: &mut Source,
        mut positions: BTreeSet<u64>,
        see: &mut dyn FnMut(u64, Shown<'_>),
    ) -> Result<(), CaseError> {
        let indexed = match source {
            Source::Whole(Some(_)) => return self.each_shown(see),
            Source::Whole(tree) => {
                let tree = tree.insert(Tree::new());
                return self.each_shown(&mut |position, shown| {
                    tree.append(leaf_hash(shown.hash().as_bytes()));
                    see(position, shown);
                });
            }
            Source::Indexed(indexed) => indexed,
        };
        let mut stubs = BTreeSet::new();
        for position in &positions {
            indexed.read(&mut self.store, &self.positions, *position)?;
            if let Some(Content::Entry(event)) =
                indexed.read.get(position).map(|read| &read.content)
            {
                let before = event.links().iter().filter_map(|link| link.prev.0);
                let stub = |prev| self.positions.stub_before(prev, *position);
                stubs.extend(before.filter_map(stub));
            }
        }
        for stub in &stubs {
            indexed.read(&mut self.store, &self.positions, *stub)?;
        }
        positions.append(&mut stubs);
        for position in positions {
            if let Some(read) = indexed.read.get(&position) {
                see(position, read.shown());
            }
        }
        Ok(())
    }

    /// How a head of `to` entries, which is that of the source, extends one of `from`.
    pub(crate) fn consistency(
        &mut self,
        source: &mut Source,
        from: u64,
        to: u64,
    ) -> Result<Vec<Hash>, CaseError> {
        match source {
            Source::Whole(tree) => {
                let tree = tree
                    .as_ref()
                    .ok_or(CaseError::Tree(TreeError::SizeNotHeld { size: to, held: 0 }))?;
                let proof = tree.consistency_proof(from, to).map_err(CaseError::Tree)?;
                Ok(proof.path)
            }
            Source::Indexed(indexed) => {
                let ranges = consistency_path(from, to).map_err(CaseError::Tree)?;
                let (index, store) = (&mut indexed.index, &mut self.store);
                let path = index.path(store, ranges).map_err(damaged)?;
                let older = index.path(store, std::iter::once(0..from)).map_err(damaged)?;
                let older = older.first().copied().ok_or_else(|| damaged(Unfit::Differs))?;
                let proven = verify_consistency(from, older, to, indexed.root, &path);
                proven.map_err(|_| damaged(Unfit::Differs))?;
                Ok(path)
            }
        }
    }

    /// Whether what was read makes the head.
    pub(crate) fn makes(&self, source: &Source, size: u64, root: Hash) -> bool {
        match source {
            Source::Whole(tree) => {
                tree.as_ref().is_some_and(|tree| (tree.size(), tree.root()) == (size, root))
            }
            // Each entry was held against it.
            Source::Indexed(indexed) => (indexed.index.size(), indexed.root) == (size, root),
        }
    }
}

impl Indexed {
    /// What the index of a case tells, of which every entry must lead to this root.
    pub(crate) const fn new(index: Index, root: Hash) -> Self {
        Self { index, root, read: BTreeMap::new() }
    }

    /// Reads what stands at a position, and holds it against the head.
    fn read(
        &mut self,
        store: &mut impl Store,
        positions: &Positions,
        position: u64,
    ) -> Result<(), CaseError> {
        if self.read.contains_key(&position) {
            return Ok(());
        }
        let size = self.index.size();
        let place = self.index.place(store, position).map_err(damaged)?;
        let content = content_at(store, &place)?;
        // A stub is nothing but a hash, and a link in an entry has the same bytes: only what stood as a stub is one.
        if let Content::Stub(hash) = content
            && !positions.of(&[Sought::Stub(hash)]).contains(&position)
        {
            return Err(CaseError::NotReadBack { range: place });
        }
        let ranges = inclusion_path(position, size).map_err(|_| damaged(Unfit::Differs))?;
        let path = self.index.path(store, ranges).map_err(damaged)?;
        let read = Read { content, path };
        let leaf = leaf_hash(read.shown().hash().as_bytes());
        let stands = verify_inclusion(leaf, position, size, &read.path, self.root);
        stands.map_err(|_| CaseError::NotReadBack { range: place })?;
        self.read.insert(position, read);
        Ok(())
    }
}

/// The entry or stub that stands exactly there, with all its disclosures.
fn content_at(store: &mut impl Store, place: &Range<u64>) -> Result<Content, CaseError> {
    let not_there = || CaseError::NotReadBack { range: place.clone() };
    let length = place.end.checked_sub(place.start).ok_or_else(not_there)?;
    let length = usize::try_from(length).ok().filter(|length| *length <= LONGEST);
    let length = length.ok_or_else(not_there)?;
    // One byte more: it begins the next record, which must not belong to this one.
    let bytes = store.read(place.start..place.end.saturating_add(1))?;
    let (bytes, behind) = bytes.split_at_checked(length).ok_or_else(not_there)?;
    let mut reader = RecordReader::after_header(bytes, place.start);
    let mut next = || reader.next_record().map_err(|_| not_there());
    let record = next()?.ok_or_else(not_there)?;
    let (disclosures, more) = (next()?, next()?);
    let cut_off = disclosures.is_none() && behind.first().is_some_and(|byte| byte >> 5 == LIST);
    let listed = disclosures.as_ref().is_none_or(|next| next.kind == RecordKind::Disclosures);
    if more.is_some() || cut_off || !listed {
        return Err(not_there());
    }
    match (record.kind, stub_of(&record)) {
        (_, Some(hash)) => Ok(Content::Stub(hash)),
        (RecordKind::Entry, None) => {
            event_of(&record, disclosures.as_ref()).map(|event| Content::Entry(Box::new(event)))
        }
        _ => Err(not_there()),
    }
}

/// The major type of a list, which a record of disclosures is.
const LIST: u8 = 4;

/// The index does not lead to the head: it is thrown away.
fn damaged(_: Unfit) -> CaseError {
    CaseError::NotReadBack { range: 0..0 }
}
