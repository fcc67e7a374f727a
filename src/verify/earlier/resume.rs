//! A snapshot is written at a remembered head, and taken up there.

use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;

use crate::encoding::{Persist, StateError, Timestamp};
use crate::event::EntryHash;
use crate::ledger::{RecordKind, RecordReader};
use crate::merkle::{Frontier, leaf_hash};
use crate::verify::earlier::{
    Earlier, NoSnapshot, Question, Resumed, Same, SnapshotError, Snapshots, Tagged, wire,
};
use crate::verify::entry::Group;
use crate::verify::error::VerifierError;
use crate::verify::given::Given;
use crate::verify::verifier::Verifier;
use crate::verify::walk::Walk;

/// The record of the last entry that a snapshot has, and where what belongs to it ends.
type Last = (Range<u64>, EntryHash, u64);

impl Walk {
    /// Asks for what the verifier is to write or to rest on.
    pub(in crate::verify) fn ask_for_snapshots(
        &mut self,
        verifier: &Verifier<'_>,
        given: &Given<'_>,
    ) -> Result<(), SnapshotError> {
        self.snapshots = Snapshots::asked(verifier, given)?;
        self.stamps.taken = verifier.snapshots.is_some().then(Vec::new);
        Ok(())
    }

    /// Judges an entry, and writes a snapshot where the entries then make a remembered head.
    pub(in crate::verify) fn first_read(&mut self, group: Group, index: u64) {
        let next = self.fold.tree.size().saturating_add(1);
        let reached = self.snapshots.key.is_some() && self.heads.has_anchor_of(next);
        let last = || (group.entry.range.clone(), group.decoded.hash, group.end);
        let last = reached.then(last);
        self.entry(group, index);
        let Some((last, key)) = last.zip(self.snapshots.key.as_ref()) else {
            return;
        };
        if self.heads.is_at_anchor(&self.fold.tree) {
            let tagged = |text: Vec<u8>| wire::tagged(key, &text).ok_or(NoSnapshot::NoHead);
            self.snapshots.written = Some(self.snapshot(&last).and_then(tagged));
        }
    }

    fn snapshot(&self, last: &Last) -> Result<Vec<u8>, NoSnapshot> {
        if self.extract.is_some() {
            return Err(NoSnapshot::NotLedger);
        }
        // A head is one of a ledger that is known.
        if self.fold.origin.is_none() {
            return Err(NoSnapshot::NoHead);
        }
        if !self.beside.is_empty() {
            return Err(NoSnapshot::Beside);
        }
        let mut out = wire::begin();
        for (_, digest) in self.snapshots.question.iter().flat_map(Question::digests) {
            digest.persist(&mut out);
        }
        let (range, hash, end) = last;
        self.now.persist(&mut out);
        range.persist(&mut out);
        hash.persist(&mut out);
        end.persist(&mut out);
        self.persist(&mut out)?;
        Ok(out.into_bytes())
    }

    /// Takes up the snapshot that was given, if one was: before anything but the header is read.
    pub(in crate::verify) fn resume(
        &mut self,
        source: &mut (impl Read + Seek),
    ) -> Result<(), VerifierError> {
        let Some(given) = self.snapshots.given.take() else {
            return Ok(());
        };
        if self.extract.is_some() {
            return Err(SnapshotError::OtherLedger.into());
        }
        let (then, last) = self.take_up(&given)?;
        let (size, root) = (self.fold.tree.size(), self.fold.tree.root());
        if !stands_there(source, &last)? {
            return Err(SnapshotError::OtherLedger.into());
        }
        self.end = last.2;
        let earlier = Earlier { size, root, now: then, read_again: false };
        let again = Frontier::new();
        self.snapshots.resumed = Some(Resumed { earlier, end: last.2, again, same: None });
        // As long as no later head is reached, the next verification rests on this one, too.
        let again = self.snapshots.key.as_ref().and_then(|key| given.again(key));
        self.snapshots.written = again.map(Ok);
        Ok(())
    }

    /// Compares what was asked then with what is asked now, and takes up what was found.
    fn take_up(&mut self, given: &Tagged) -> Result<(Timestamp, Last), SnapshotError> {
        let malformed = |_| SnapshotError::Malformed;
        let mut input = given.reader()?;
        for (what, digest) in self.snapshots.question.iter().flat_map(Question::digests) {
            if <[u8; 32]>::restore(&mut input).map_err(malformed)? != digest {
                return Err(SnapshotError::OtherQuestion { what });
            }
        }
        let then = Timestamp::restore(&mut input).map_err(malformed)?;
        if then.is_after(&self.now) {
            return Err(SnapshotError::Later { then, now: self.now });
        }
        let mut read = || -> Result<Last, StateError> {
            let (range, hash) = Persist::restore(&mut input)?;
            let last = (range, hash, Persist::restore(&mut input)?);
            self.restore(&mut input)?;
            input.end().map(|()| last)
        };
        let last = read().map_err(malformed)?;
        self.heads.take_up(&self.fold.tree, self.fold.origin.as_ref(), &self.stamps.made)?;
        Ok((then, last))
    }

    /// An entry in the second read: those of the earlier verification make the tree that they made then, and end
    /// where they ended.
    pub(in crate::verify) fn see_old(&mut self, hash: &EntryHash, group: &Group) {
        let Some(resumed) = &mut self.snapshots.resumed else { return };
        if resumed.same.is_some() {
            return;
        }
        resumed.again.append(leaf_hash(hash.as_bytes()));
        if resumed.again.size() == resumed.earlier.size {
            let same = resumed.again.root() == resumed.earlier.root && group.end == resumed.end;
            resumed.same = Some(if same { Same::Yes } else { Same::No });
        }
    }

    /// What the second read found of the entries of the earlier verification.
    pub(in crate::verify) const fn check_old(&mut self) -> Result<(), SnapshotError> {
        let Some(resumed) = &mut self.snapshots.resumed else {
            return Ok(());
        };
        resumed.earlier.read_again = true;
        match resumed.same {
            Some(Same::Yes) => Ok(()),
            Some(Same::No) | None => Err(SnapshotError::Changed { size: resumed.earlier.size }),
        }
    }
}

/// Whether the file has this entry at this place, and does not end before what belongs to it does.
fn stands_there(
    source: &mut (impl Read + Seek),
    (range, hash, end): &Last,
) -> Result<bool, VerifierError> {
    let failed = |source| VerifierError::Read { offset: range.start, source };
    if source.seek(SeekFrom::End(0)).map_err(failed)? < *end {
        return Ok(false);
    }
    source.seek(SeekFrom::Start(range.start)).map_err(failed)?;
    let Ok(Some(record)) = RecordReader::after_header(source, range.start).next_record() else {
        return Ok(false);
    };
    let found = match record.kind {
        RecordKind::Entry => EntryHash::of(record.content()),
        RecordKind::Stub => match <[u8; 32]>::try_from(record.content()) {
            Ok(hash) => EntryHash::from(hash),
            Err(_) => return Ok(false),
        },
        RecordKind::Checkpoint
        | RecordKind::Disclosures
        | RecordKind::Header
        | RecordKind::Proof => return Ok(false),
    };
    Ok(record.range == *range && found == *hash)
}
