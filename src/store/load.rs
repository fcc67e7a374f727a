//! A file becomes a case again: replayed, verified, its torn tail cut.

use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::identity::Trust;
use crate::store::batch::read_header;
use crate::store::cache::{self, Cached};
use crate::store::case_file::{CaseFile, Recovery};
use crate::store::contract::Store;
use crate::store::error::CaseError;
use crate::store::file::FileStore;
use crate::store::file_system::FileSystem;
use crate::store::memory::MemoryStore;
use crate::store::replay::{Follows, follow};

/// Opens a case in a file; a torn tail is cut.
pub(crate) fn open<F: FileSystem>(
    store: FileStore<F>,
    trust: &Trust,
) -> Result<(CaseFile<FileStore<F>>, Recovery), CaseError> {
    let (case, tail) = resumed(store, trust)?;
    cut(case, tail)
}

/// [`open`], all of it: nothing is taken from a cache.
pub(crate) fn open_whole<F: FileSystem>(
    store: FileStore<F>,
    trust: &Trust,
) -> Result<(CaseFile<FileStore<F>>, Recovery), CaseError> {
    let (case, tail) = opened(store, trust)?;
    cut(case, tail)
}

fn cut<F: FileSystem>(
    mut case: CaseFile<FileStore<F>>,
    tail: Option<Range<u64>>,
) -> Result<(CaseFile<FileStore<F>>, Recovery), CaseError> {
    let Some(range) = tail else {
        case.renew_cache_in_time();
        return Ok((case, Recovery::Clean));
    };
    let kept = case.store.cut(range.start)?;
    Ok((case, Recovery::Cut { range, kept }))
}

/// A case of which only what follows a head is replayed, where a cache has the rest. What is damaged there may be the cache:
/// then all is replayed.
fn resumed<S: Store>(
    mut store: S,
    trust: &Trust,
) -> Result<(CaseFile<S>, Option<Range<u64>>), CaseError> {
    read_header(&mut store)?;
    let Some(Cached { fold, tips, held, positions, head, place }) = cache::read(&mut store, trust)
    else {
        return opened(store, trust);
    };
    let mut case = CaseFile::begin(store, Trust::new());
    let size = fold.tree.size();
    (case.cached, case.resumed, case.fold, case.tips, case.held) = (size, size, fold, tips, held);
    case.positions = positions;
    (case.head_start, case.attested, case.last_head) = (place.start, place.end, Some(head));
    case.followed = case.attested;
    let (case, tail) = replay_on(case)?;
    if tail.is_some() || case.read_only.is_some() || case.fold.origin.is_none() {
        return opened(case.store, trust);
    }
    Ok((case, None))
}

pub(crate) fn open_memory(
    store: MemoryStore,
    trust: &Trust,
) -> Result<CaseFile<MemoryStore>, CaseError> {
    let (mut case, tail) = opened(store, trust)?;
    if let Some(range) = tail {
        case.store.truncate(range.start);
    }
    Ok(case)
}

/// A case and its torn tail, of which nothing is cut where the case is open for reading only.
fn opened<S: Store>(
    store: S,
    trust: &Trust,
) -> Result<(CaseFile<S>, Option<Range<u64>>), CaseError> {
    let (case, tail) = replay(store, trust)?;
    match (&case.read_only, &case.fold.origin) {
        (Some(_), _) => Ok((case, None)),
        (None, Some(_)) => Ok((case, tail)),
        (None, None) => Err(CaseError::NeverOpened),
    }
}

/// Cuts a damaged file at the first record that cannot be taken, though whole entries follow. What
/// is cut is kept beside the file. This loses entries from the file: it is done only when asked.
///
/// # Errors
///
/// [`CaseError::Store`]; [`CaseError::ReadOnly`] when the header itself is not ours.
pub fn recover(path: impl AsRef<Path>, trust: &Trust) -> Result<Recovery, CaseError> {
    recover_in(FileStore::open(path)?, trust)
}

/// [`recover`], of a file that is open.
///
/// # Errors
///
/// As [`recover`].
pub fn recover_in<F: FileSystem>(
    store: FileStore<F>,
    trust: &Trust,
) -> Result<Recovery, CaseError> {
    let (mut case, tail) = replay(store, trust)?;
    let damaged = case.read_only.as_ref().and_then(|finding| finding.location.bytes.clone());
    let Some(Range { start, .. }) = damaged.or(tail) else {
        return Ok(Recovery::Clean);
    };
    let range = start..case.store.length();
    let kept: PathBuf = case.store.cut(start)?;
    Ok(Recovery::Cut { range, kept })
}

/// Replays a store. Answers the case and the tail that nothing whole follows, if there is one.
fn replay<S: Store>(
    mut store: S,
    trust: &Trust,
) -> Result<(CaseFile<S>, Option<Range<u64>>), CaseError> {
    let header = read_header(&mut store)?;
    let mut case = CaseFile::begin(store, trust.clone());
    case.attested = header;
    case.followed = header;
    replay_on(case)
}

/// Replays what follows the last head, or the header.
fn replay_on<S: Store>(
    mut case: CaseFile<S>,
) -> Result<(CaseFile<S>, Option<Range<u64>>), CaseError> {
    let damage = follow(&mut case)?;
    let end = case.store.length();
    match damage {
        None => Ok((case, None)),
        Some((finding, Follows::WholeEntry)) => {
            case.read_only = Some(finding);
            Ok((case, None))
        }
        Some((finding, Follows::Nothing)) => {
            let start = finding.location.bytes.map_or(end, |range| range.start);
            Ok((case, Some(start..end)))
        }
    }
}

/// Takes what others wrote. Nothing can be cut where many write: with any damage, the case is open for reading only.
pub(crate) fn follow_others<S: Store>(case: &mut CaseFile<S>) -> Result<(), CaseError> {
    if let Some((finding, _)) = follow(case)? {
        case.read_only = Some(finding);
    }
    Ok(())
}

/// Opens a case that many write.
#[cfg(feature = "object-store")]
pub(crate) fn open_raced<S: Store>(mut store: S, trust: &Trust) -> Result<CaseFile<S>, CaseError> {
    let header = read_header(&mut store)?;
    let mut case = CaseFile::begin(store, trust.clone());
    case.attested = header;
    case.followed = header;
    if let Some((finding, _)) = follow(&mut case)? {
        case.read_only = Some(finding);
    }
    if case.read_only.is_none() && case.fold.origin.is_none() {
        return Err(CaseError::NeverOpened);
    }
    Ok(case)
}
