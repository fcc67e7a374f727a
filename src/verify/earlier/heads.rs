//! The heads of a verification, as a snapshot has them.

use std::collections::BTreeMap;

use crate::encoding::{Persist, StateError, StateReader, StateWriter};
use crate::identity::Origin;
use crate::merkle::{Frontier, Hash};
use crate::verify::earlier::SnapshotError;
use crate::verify::heads::Heads;

impl Heads {
    /// Whether a remembered head has this size.
    pub(super) fn has_anchor_of(&self, size: u64) -> bool {
        self.anchors.iter().any(|anchor| anchor.head.unverified().size() == size)
    }

    /// Whether the entries make a remembered head.
    pub(super) fn is_at_anchor(&self, tree: &Frontier) -> bool {
        let (size, root) = (tree.size(), tree.root().0);
        let heads = self.anchors.iter().map(|anchor| anchor.head.unverified());
        heads.into_iter().any(|head| head.size() == size && *head.root() == root)
    }

    /// Writes what the entries say of heads. Who attested what is told at the end.
    pub(super) fn persist(&self, out: &mut StateWriter) {
        let Self {
            anchors,
            policy: _,
            cosigned: _,
            last_size,
            good_until,
            signed_roots,
            attested: _,
            known,
            signed_size,
            checked,
        } = self;
        let made = anchors
            .iter()
            .filter_map(|anchor| anchor.made.map(|made| (anchor.head.unverified().size(), made)));
        let known: BTreeMap<_, _> =
            known.iter().map(|(size, root)| (*size, *root)).chain(made).collect();
        last_size.persist(out);
        good_until.persist(out);
        signed_roots.persist(out);
        known.persist(out);
        signed_size.persist(out);
        checked.persist(out);
    }

    pub(super) fn restore(&mut self, input: &mut StateReader<'_>) -> Result<(), StateError> {
        self.last_size = Persist::restore(input)?;
        self.good_until = Persist::restore(input)?;
        self.signed_roots = Persist::restore(input)?;
        self.known = Persist::restore(input)?;
        self.signed_size = Persist::restore(input)?;
        self.checked = Persist::restore(input)?;
        Ok(())
    }

    /// Holds the remembered heads against what a snapshot was made at: one of them is that head, and of those before it
    /// the root is known.
    pub(super) fn take_up(
        &mut self,
        tree: &Frontier,
        origin: Option<&Origin>,
        made: &BTreeMap<u64, Hash>,
    ) -> Result<(), SnapshotError> {
        let (size, found) = (tree.size(), tree.root());
        let heads = || self.anchors.iter().map(|anchor| anchor.head.unverified());
        let mut there = heads().filter(|head| head.size() == size).peekable();
        if there.peek().is_none() {
            return Err(SnapshotError::NotAtHead { size });
        }
        let own = |origin: &str| heads().any(|head| head.size() == size && head.origin() == origin);
        if !origin.is_some_and(|origin| own(origin.as_str())) {
            return Err(SnapshotError::OtherLedger);
        }
        if !self.is_at_anchor(tree) {
            let other = there.next().map(|head| Hash(*head.root()));
            return Err(SnapshotError::OtherHead { expected: other.unwrap_or(found), found });
        }
        for anchor in &mut self.anchors {
            let of = anchor.head.unverified().size();
            if of > 0 && of < size {
                let root = self.known.get(&of).or_else(|| made.get(&of));
                anchor.made = Some(*root.ok_or(SnapshotError::OlderHead { size: of })?);
            }
        }
        self.appended(tree);
        Ok(())
    }
}
