//! The state of a case as it was at its last head, kept beside it so that opening reads only what follows.
//!
//! ```text
//! offset  bytes  what
//! 0       16     "handseal cache" and two line feeds
//! 16      32     SHA-256 of everything behind
//! 48             the shape of the state, the version of this crate
//!                where the record of the head begins and ends
//!                the state of the fold, the place of the tip of each chain, the names of all entries, and their
//!                positions by what an extract looks for
//! ```
//!
//! It can be deleted at any time. It is written to a file of another name, made durable, and then takes its name, so
//! that after a crash there is the old one, the new one, or none that is taken. Nobody who verifies reads it. A writer takes
//! it only if its tree makes the root of a head that stands in the case, where it says, signed by the key in force there;
//! and anything odd behind that head is judged by a replay of all.
//!
//! Whoever can write it can mostly write the case, too. What a false one brings about: this writer refuses what is due, or
//! records what every verifier will refuse, as by a key that nobody registered. What is signed over is read back from
//! the case all the same: the entry at the tip of a chain, which must stand where the cache says, and name that chain and
//! that place (where the cache does not say, nothing is signed); and before a head, all that follows the last one.

use std::collections::HashMap;
use std::io::{Seek, SeekFrom};
use std::ops::Range;

use sha2::{Digest, Sha256};

use crate::encoding::{Persist, STATE_FORMAT, StateError, StateReader, StateWriter};
use crate::event::Subject;
use crate::identity::Trust;
use crate::law::Policies;
use crate::ledger::{Record, RecordKind, RecordReader, SignedCheckpoint};
use crate::store::case_file::CaseFile;
use crate::store::contract::{Store, StoreReader};
use crate::store::error::StoreError;
use crate::store::held::Held;
use crate::store::positions::Positions;
use crate::verify::Fold;

const MAGIC: &[u8; 16] = b"handseal cache\n\n";

/// Below so many entries a case is replayed sooner than anyone notices.
const LEAST: u64 = 4096;

/// A cache is made anew once the case has grown by this part of it: at most so much is replayed, and all caches
/// together cost as much as this many times the last one.
const PART: u64 = 32;

/// A state is larger than its case only where the case is small.
const SMALL: u64 = 1 << 20;

/// How many times the length of its case a cache can have.
const TIMES: u64 = 8;

/// What a cache holds.
pub(crate) struct Cached {
    pub(crate) fold: Fold,
    pub(crate) tips: HashMap<Subject, Range<u64>>,
    pub(crate) held: Held,
    pub(crate) positions: Positions,
    /// The head at which this was the state, and where its record stands.
    pub(crate) head: SignedCheckpoint,
    pub(crate) place: Range<u64>,
}

/// Reads the cache of a case. Whatever keeps it from being taken, the case is replayed instead.
pub(crate) fn read<S: Store>(store: &mut S, trust: &Trust) -> Option<Cached> {
    let limit = store.length().saturating_mul(TIMES).max(SMALL);
    let bytes = store.cache(limit).ok()??;
    let (magic, rest) = bytes.split_first_chunk()?;
    let (digest, state) = rest.split_first_chunk::<32>()?;
    if magic != MAGIC || Sha256::digest(state).as_slice() != digest {
        return None;
    }
    let (mut fold, tips, held, positions, place) =
        restore(&mut StateReader::new(state), trust).ok()?;
    if let Some(keeper) = fold.keeper {
        // A writer trusts the organisation whose ledger it writes.
        fold.trust_also(keeper);
    }
    let record = record_at(store, &place)?;
    let head = head_of(&fold, &record)?;
    let good = fold.is_under_its_trust() && positions.fit(fold.tree.size());
    good.then_some(Cached { fold, tips, held, positions, head, place })
}

type State = (Fold, HashMap<Subject, Range<u64>>, Held, Positions, Range<u64>);

fn restore(input: &mut StateReader<'_>, trust: &Trust) -> Result<State, StateError> {
    let refused = input.refused();
    if u64::restore(input)? != STATE_FORMAT || input.text()? != env!("CARGO_PKG_VERSION") {
        return Err(refused);
    }
    let place = Persist::restore(input)?;
    let fold = Fold::restore(input, trust.clone(), Policies::default(), None)?;
    let (tips, held) = (Persist::restore(input)?, Held::restore(input)?);
    let state = (fold, tips, held, Positions::restore(input)?, place);
    input.end().map(|()| state)
}

fn record_at<S: Store>(store: &mut S, place: &Range<u64>) -> Option<Record> {
    let mut source = StoreReader::new(store);
    source.seek(SeekFrom::Start(place.start)).ok()?;
    let record = RecordReader::after_header(source, place.start).next_record().ok()??;
    (record.kind == RecordKind::Checkpoint && record.range == *place).then_some(record)
}

/// The head in a record, if it is one over exactly what was folded, by the key in force.
pub(crate) fn head_of(fold: &Fold, record: &Record) -> Option<SignedCheckpoint> {
    let head = SignedCheckpoint::parse(record.content()).ok()?;
    let (size, root) = (head.unverified().size(), head.unverified().root());
    let key = fold.head_key(size)?;
    let good = record.has_shortest_head()
        && head.open(std::slice::from_ref(key)).is_ok()
        && size == fold.tree.size()
        && *root == fold.tree.root().0;
    good.then_some(head)
}

impl<S: Store> CaseFile<S> {
    /// Writes the cache of the case anew: the next [`CaseFile::open`] then reads only what follows the last head. A case of some
    /// thousand entries has it written with its heads, and after a long replay; this is for one who knows that
    /// many will open it.
    ///
    /// Answers whether it was written. It is not while entries stand behind the last head, when the case is open for reading
    /// only, when an organisation became trusted after its people had signed something here, or in a store without
    /// a place for it. Like the case it holds what is disclosed; [`erase_pruned`](crate::store::erase_pruned) deletes it.
    ///
    /// # Errors
    ///
    /// [`StoreError`]. The case is none the worse for it.
    pub fn renew_cache(&mut self) -> Result<bool, StoreError> {
        let at_head = self.last_head.is_some() && self.attested == self.store.length();
        let whole = self.read_only.is_none() && !self.poisoned && !self.fold.trust_moved();
        if !at_head || !whole || !self.is_settled() {
            return Ok(false);
        }
        let Self { store, fold, tips, held, positions, head_start, attested, .. } = self;
        let written = store.keep_cache(&mut || {
            held.sort();
            let mut out = StateWriter::new();
            STATE_FORMAT.persist(&mut out);
            env!("CARGO_PKG_VERSION").to_owned().persist(&mut out);
            (*head_start..*attested).persist(&mut out);
            fold.persist(&mut out);
            tips.persist(&mut out);
            held.persist(&mut out);
            positions.persist(&mut out);
            let state = out.into_bytes();
            let digest = Sha256::digest(&state);
            [MAGIC.as_slice(), digest.as_slice(), state.as_slice()].concat()
        })?;
        if written {
            self.cached = self.fold.tree.size();
        }
        Ok(written)
    }

    /// Writes the cache if that is worth the while. That it fails is no matter: the next one who opens the case replays it.
    pub(crate) fn renew_cache_in_time(&mut self) {
        let size = self.fold.tree.size();
        let grown = size.saturating_sub(self.cached);
        if grown >= LEAST.max(size.checked_div(PART).unwrap_or(size)) {
            let _ = self.renew_cache();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::MemoryStore;

    /// Cases that never change, and the SHA-256 of the state that each amounts to.
    ///
    /// Whoever changes what is kept, or how, sees this fail: count up [`STATE_FORMAT`], or a cache and a snapshot that
    /// were written before are read as what they are not. Then put the digest found in here.
    const KEPT: [(&[u8], &str); 2] = [
        (
            include_bytes!("../../examples/sample/sample.custody"),
            "202520bfbfcacb841a86effdc86a1aa47c1a914577523c7e4102c19d8a80f6cf",
        ),
        (
            include_bytes!("../../examples/sample/requests/ledger.custody"),
            "e00c0f30741ce73b21cf0885f9ff763a74a383e89ff1ac5a6b9b2dd768ddec37",
        ),
    ];
    const FORMAT_KEPT: u64 = 2;

    fn case(bytes: &[u8]) -> CaseFile<MemoryStore> {
        let mut trust = Trust::new();
        let roots = include_str!("../../examples/sample/requests/roots.txt").lines();
        for root in roots.chain(include_str!("../../examples/sample/root.txt").lines()) {
            trust = trust.root(root.parse().unwrap());
        }
        CaseFile::open_bytes(bytes.to_vec(), &trust).unwrap()
    }

    fn state(fold: &Fold) -> Vec<u8> {
        let mut out = StateWriter::new();
        fold.persist(&mut out);
        out.into_bytes()
    }

    fn restored(bytes: &[u8]) -> Result<Fold, StateError> {
        let mut input = StateReader::new(bytes);
        let fold = Fold::restore(&mut input, Trust::new(), Policies::default(), None)?;
        input.end().map(|()| fold)
    }

    #[test]
    fn shape_of_the_state_changed_and_its_number_did_not() {
        assert_eq!(STATE_FORMAT, FORMAT_KEPT, "put the new digests in, too");
        let digest = |bytes| {
            let found: [u8; 32] = Sha256::digest(state(&case(bytes).fold)).into();
            crate::encoding::Hex(&found).to_string()
        };
        assert_eq!(KEPT.map(|(bytes, _)| digest(bytes)), KEPT.map(|(_, expected)| expected));
    }

    #[test]
    fn state_that_was_read_back_is_another_one() {
        for (bytes, _) in KEPT {
            let written = state(&case(bytes).fold);
            assert_eq!(state(&restored(&written).unwrap()), written);
        }
    }

    #[test]
    fn damaged_state_panics_or_takes_room_that_it_has_not() {
        for (bytes, _) in KEPT {
            let written = state(&case(bytes).fold);
            for end in (0..written.len()).step_by(29) {
                assert!(restored(&written[..end]).is_err(), "{end}");
            }
            for place in (0..written.len()).step_by(5) {
                let mut damaged = written.clone();
                damaged[place] ^= [0x01, 0x80, 0xff][place % 3];
                // It may be another state as good as this one: nobody believes it for that.
                let _ = restored(&damaged);
            }
        }
    }

    #[test]
    fn tip_that_a_cache_names_is_of_another_chain_or_place_and_is_signed_over() {
        let (bytes, _) = KEPT[0];
        let whole = case(bytes);
        let mut items = whole.register().items().into_iter().map(Subject::Item);
        let one = items.next().unwrap();
        let tip = |subject: &Subject| whole.register().tip(subject).unwrap().hash;
        let other = items.find(|other| tip(other) != tip(&one)).unwrap();
        let forged = |resumed: u64| {
            let mut case = case(bytes);
            // An entry that stands in the case, and is no tip of this chain.
            let place = case.tips[&other].clone();
            let tip = case.fold.register.chains[&other].main.tip;
            case.tips.insert(one.clone(), place);
            case.fold.register.chains.get_mut(&one).unwrap().main.tip.hash = tip.hash;
            case.resumed = resumed;
            case.read_back_tips(std::slice::from_ref(&one))
        };
        assert!(forged(0).is_ok(), "what was replayed is believed");
        let refused = forged(1).unwrap_err();
        assert!(matches!(refused, crate::store::CaseError::NotReadBack { .. }), "{refused}");
    }

    #[test]
    fn tip_that_a_cache_does_not_name_is_signed_over() {
        let (bytes, _) = KEPT[0];
        let mut case = case(bytes);
        let item = case.register().items().into_iter().map(Subject::Item).next().unwrap();
        case.tips.remove(&item);
        case.resumed = 1;
        let refused = case.read_back_tips(std::slice::from_ref(&item)).unwrap_err();
        assert!(matches!(refused, crate::store::CaseError::NotReadBack { .. }), "{refused}");
    }
}
