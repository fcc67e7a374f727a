//! Where each entry of a case stands, and the tree over all of them: a file beside the case, from which an extract is made
//! without reading what is not in it.
//!
//! ```text
//! offset  bytes  what
//! 0       16     "handseal index 1"
//! 16             one block for each entry, in the order of the ledger
//!
//! a block, of the entry at position p
//! 0       8      where in the case the record of the entry begins, big-endian
//! 8       8      where its disclosures end, or the record itself if it has none
//! 16      32     its leaf hash
//! 48      32·k   the roots of the subtrees that are complete with it, the smallest first: k is the number of ones at the end
//!                of p in binary
//! ```
//!
//! Before position p stand 2p − (ones in p) hashes, so the place of every block and of every node is known without
//! looking for it. Nothing that was written is ever changed: the file grows as the case grows, always by what the case has
//! and it has not. What an extract looks for ([`positions`](crate::store::positions)) is part of the state that a case is
//! opened to, by reading all of it or from its cache, and stands in memory.
//!
//! So what is read for an extract grows with the entries in it, the logarithm of the ledger for each of them, and the heads whose time is
//! attested, each of which is joined to its head. Opening the case is another matter: its cache is read whole, and holds the
//! name of every entry.
//!
//! **Nothing in this file is believed.** Its last nodes must make the root over everything recorded, or it is written anew. Each entry
//! is read from the case where the file says, hashed, and its path through the nodes must lead to the signed head
//! before anything is handed out ([`source`](crate::store::source)); a stub, which is nothing but a hash, must stand where the state
//! says that one stands. So it is synced by nobody: what a power cut tears, or
//! who alters it brings about, is that the file is thrown away, and the extract made by reading the case.
//!
//! **What it cannot show is that nothing is left out.** Which entries belong to an extract is no question to this file: the state says
//! so, and where the case was replayed, every entry was read for it. Where a cache had it, three things stand
//! against a list that lacks an entry: the digest over the cache; that the cache makes a head signed by the key in force; and each
//! chain, which from its tip on must name only entries that are in the list. What registers a party, settles an entry or
//! stamps a head stands in no such chain: of these the cache is believed. Whoever can write the cache can still have an
//! extract made without them, or without the last entries of a chain, as can whoever makes it: no extract shows that it has them.

use std::collections::HashMap;
use std::io::{Seek, SeekFrom};
use std::ops::Range;

use crate::event::EntryHash;
use crate::ledger::{RecordKind, RecordReader};
use crate::merkle::{Frontier, Hash, TreeError, join, leaf_hash, subtrees};
use crate::store::batch::read_header;
use crate::store::contract::{Store, StoreReader};
use crate::store::entries::stub_of;
use crate::store::error::StoreError;

const MAGIC: &[u8; 16] = b"handseal index 1";

/// The length of that.
const HEADER: u64 = 16;

/// The two offsets at the beginning of a block.
const PLACE: u64 = 16;

/// The length of a hash.
const HASH: u64 = 32;

/// So much is written at once.
const PIECE: usize = 1 << 18;

/// Why an index is of no use now. Whatever it is, the case is read instead.
#[derive(Debug)]
pub(crate) enum Unfit {
    /// It cannot be read or written, or the store has no place for one.
    Kept(Option<StoreError>),
    /// It is not of this case, or damaged.
    Differs,
}

impl From<StoreError> for Unfit {
    fn from(error: StoreError) -> Self {
        Self::Kept(Some(error))
    }
}

impl From<TreeError> for Unfit {
    fn from(_: TreeError) -> Self {
        Self::Differs
    }
}

/// The index of a case, up to date. The nodes that were read are kept: the paths of one extract share most of them.
#[derive(Debug)]
pub(crate) struct Index {
    size: u64,
    nodes: HashMap<(u32, u64), Hash>,
}

impl Index {
    /// Brings the index of a case up to date: behind what it has, or anew where that is not of this case.
    pub(crate) fn of(store: &mut impl Store, tree: &Frontier) -> Result<Self, Unfit> {
        let kept = kept(store)?.filter(|size| *size <= tree.size());
        if let Some(size) = kept
            && let Ok(index) = Self::grown(store, size, tree)
        {
            return Ok(index);
        }
        store.keep_index(0, MAGIC)?;
        Self::grown(store, 0, tree)
    }

    /// Grows an index of that size, unless what it has then is another tree than this.
    fn grown(store: &mut impl Store, size: u64, tree: &Frontier) -> Result<Self, Unfit> {
        let mut index = Self { size, nodes: HashMap::new() };
        let roots = index.roots(store, 0..size)?;
        let mut growing = Growing {
            tree: Frontier::of_subtrees(roots, size),
            end: match size.checked_sub(1) {
                Some(last) => index.place(store, last)?.end,
                None => read_header(store).map_err(|_| Unfit::Differs)?,
            },
            pending: None,
            offset: block(size),
            blocks: Vec::new(),
        };
        if size < tree.size() {
            growing.read(store)?;
        }
        index.size = growing.tree.size();
        if growing.tree == *tree { Ok(index) } else { Err(Unfit::Differs) }
    }

    /// The number of entries.
    pub(crate) const fn size(&self) -> u64 {
        self.size
    }

    /// Where in the case an entry stands with its disclosures.
    pub(crate) fn place(&self, store: &mut impl Store, position: u64) -> Result<Range<u64>, Unfit> {
        let start = block(position);
        let bytes = store.index(start..start.saturating_add(PLACE))?;
        let (begins, ends) = bytes.split_first_chunk::<8>().ok_or(Unfit::Differs)?;
        let ends = ends.try_into().map_err(|_| Unfit::Differs)?;
        let place = u64::from_be_bytes(*begins)..u64::from_be_bytes(ends);
        if place.is_empty() { Err(Unfit::Differs) } else { Ok(place) }
    }

    /// The roots over leaves, range by range.
    pub(crate) fn path(
        &mut self,
        store: &mut impl Store,
        ranges: impl IntoIterator<Item = Range<u64>>,
    ) -> Result<Vec<Hash>, Unfit> {
        let mut path = Vec::new();
        for leaves in ranges {
            path.push(join(self.roots(store, leaves)?.into_iter()));
        }
        Ok(path)
    }

    fn roots(&mut self, store: &mut impl Store, leaves: Range<u64>) -> Result<Vec<Hash>, Unfit> {
        subtrees(leaves).map(|(level, index)| self.node(store, level, index)).collect()
    }

    fn node(&mut self, store: &mut impl Store, level: u32, index: u64) -> Result<Hash, Unfit> {
        if let Some(node) = self.nodes.get(&(level, index)) {
            return Ok(*node);
        }
        let start = node_at(level, index).ok_or(Unfit::Differs)?;
        let bytes = store.index(start..start.saturating_add(HASH))?;
        let node = Hash(bytes.try_into().map_err(|_| Unfit::Differs)?);
        self.nodes.insert((level, index), node);
        Ok(node)
    }
}

/// How many entries the index beside a case has, as far as it is whole. `None`: there is none of ours.
pub(crate) fn kept(store: &mut impl Store) -> Result<Option<u64>, Unfit> {
    let length = store.index_length()?.ok_or(Unfit::Kept(None))?;
    let magic = store.index(0..HEADER)?;
    if magic != MAGIC {
        return Ok(None);
    }
    // The greatest size whose blocks are all there: the last may be torn.
    let (mut least, mut beyond) = (0, length);
    while beyond.saturating_sub(least) > 1 {
        let middle = least.midpoint(beyond);
        if block(middle) <= length {
            least = middle;
        } else {
            beyond = middle;
        }
    }
    Ok(Some(least))
}

/// Where the block of a position begins.
fn block(position: u64) -> u64 {
    let hashes = position.saturating_mul(2).saturating_sub(u64::from(position.count_ones()));
    HEADER
        .saturating_add(position.saturating_mul(PLACE))
        .saturating_add(hashes.saturating_mul(HASH))
}

/// Where the root of a complete subtree stands: in the block of its last leaf.
fn node_at(level: u32, index: u64) -> Option<u64> {
    let leaves = index.checked_add(1)?.checked_mul(1_u64.checked_shl(level)?)?;
    let before = u64::from(level).checked_mul(HASH)?.checked_add(PLACE)?;
    block(leaves.checked_sub(1)?).checked_add(before)
}

/// An index that grows by what stands in the case behind its last entry.
struct Growing {
    tree: Frontier,
    /// Up to where the case was read.
    end: u64,
    /// The last entry, until it is known whether disclosures follow it.
    pending: Option<(EntryHash, Range<u64>, RecordKind)>,
    /// Where the blocks are written to.
    offset: u64,
    blocks: Vec<u8>,
}

impl Growing {
    fn read(&mut self, store: &mut impl Store) -> Result<(), Unfit> {
        let mut more = true;
        while more {
            more = self.read_piece(store)?;
            let length = u64::try_from(self.blocks.len()).unwrap_or(u64::MAX);
            if !store.keep_index(self.offset, &self.blocks)? {
                return Err(Unfit::Kept(None));
            }
            self.offset = self.offset.saturating_add(length);
            self.blocks.clear();
        }
        Ok(())
    }

    /// Reads on until there is a piece to be written. Answers whether there is more.
    fn read_piece(&mut self, store: &mut impl Store) -> Result<bool, Unfit> {
        let mut source = StoreReader::new(store);
        source.seek(SeekFrom::Start(self.end)).map_err(|_| Unfit::Differs)?;
        let mut reader = RecordReader::after_header(source, self.end);
        while self.blocks.len() < PIECE {
            let Some(record) = reader.next_record().map_err(|_| Unfit::Differs)? else {
                self.close();
                return Ok(false);
            };
            self.end = record.range.end;
            match (record.kind, &mut self.pending) {
                (RecordKind::Disclosures, Some((_, range, RecordKind::Entry))) => {
                    range.end = record.range.end;
                    self.close();
                }
                (RecordKind::Entry | RecordKind::Stub, _) => {
                    self.close();
                    let hash = stub_of(&record).unwrap_or_else(|| EntryHash::of(record.content()));
                    self.pending = Some((hash, record.range, record.kind));
                }
                _ => self.close(),
            }
        }
        Ok(true)
    }

    fn close(&mut self) {
        let Some((hash, range, _)) = self.pending.take() else { return };
        self.blocks.extend(range.start.to_be_bytes());
        self.blocks.extend(range.end.to_be_bytes());
        let blocks = &mut self.blocks;
        self.tree.append_noting(leaf_hash(hash.as_bytes()), 0, |root| blocks.extend(root.0));
    }
}
