//! One case that many threads write.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::store::case_file::{CaseFile, Durability};
use crate::store::contract::{Store, Writers};
use crate::store::error::{CaseError, StoreError};

/// A case that many threads write through one handle, with one sync for all that is recorded while the sync
/// before is under way.
///
/// One act is done at a time, since each is signed over those before. While the disk works, the next are done; each
/// caller is answered once its own act is durable. After a sync that failed nobody is answered but with an error.
/// Where others [write the same store](Writers::Many), each act is durable before the next is done.
///
/// # Examples
/// ```
/// use handseal::identity::{OsEntropy, SigningKey};
/// use handseal::store::{Actor, CaseFile, MemoryStore, Opening, SharedCase};
///
/// let (root, heads) = (SigningKey::generate(&mut OsEntropy)?, SigningKey::generate(&mut OsEntropy)?);
/// let at = "2026-11-22T09:00:00+01:00".parse()?;
/// let opening = Opening {
///     organisation: "Example Police",
///     jurisdiction: "EX",
///     origin: "custody.example.org",
///     root: &root,
///     checkpoint_key: &heads,
///     successors: &[],
///     at,
/// };
/// let case = CaseFile::create_in(MemoryStore::new(), &opening, &mut OsEntropy)?;
/// let shared = SharedCase::new(case);
/// std::thread::scope(|scope| {
///     for number in 0..8 {
///         let (shared, root) = (&shared, &root);
///         scope.spawn(move || {
///             let chief = Actor::organisation(root);
///             let reference = format!("{number}/26");
///             shared.durably(|case| case.open_case(&reference, &chief, at, &mut OsEntropy))
///         });
///     }
/// });
/// assert_eq!(shared.into_case()?.size(), 2 + 8);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct SharedCase<S: Store> {
    case: Mutex<CaseFile<S>>,
    progress: Mutex<Progress>,
    changed: Condvar,
}

/// How far the store is durable.
struct Progress {
    /// Everything before this offset is.
    durable: u64,
    state: Syncs,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Syncs {
    /// A sync failed, or whoever did it panicked.
    Failed,
    Idle,
    UnderWay,
}

impl<S: Store> SharedCase<S> {
    /// Shares a case. What was recorded is durable.
    #[must_use]
    pub fn new(mut case: CaseFile<S>) -> Self {
        // Where others write, too, each sync can be lost, and what follows is done on what it left.
        if case.store.writers() == Writers::One {
            case.durability = Durability::Shared;
        }
        let progress = Progress { durable: case.store.length(), state: Syncs::Idle };
        Self { case: Mutex::new(case), progress: Mutex::new(progress), changed: Condvar::new() }
    }

    /// Does something with the case that nobody else does meanwhile, and answers once all that it recorded is
    /// durable.
    ///
    /// # Errors
    ///
    /// What the work answers; [`CaseError::Store`] when it is not known to be durable, and from then on:
    /// [`StoreError::Poisoned`], also after a work that panicked.
    pub fn durably<T>(
        &self,
        work: impl FnOnce(&mut CaseFile<S>) -> Result<T, CaseError>,
    ) -> Result<T, CaseError> {
        let (done, before, after, durability) = {
            let mut case = self.case()?;
            let before = case.store.length();
            let done = work(&mut case);
            // What was staged and not committed is recorded with it: the next caller must not answer for it.
            let done = match case.commit() {
                Ok(_) => done,
                Err(error) => done.and(Err(error)),
            };
            (done, before, case.store.length(), case.durability)
        };
        // Work that was refused can have recorded something before. Where each write is durable at once, nobody's
        // failure is waited for.
        if after > before && durability == Durability::Shared {
            self.wait_until_durable(after)?;
        }
        done
    }

    /// The case again, for one thread.
    ///
    /// # Errors
    ///
    /// [`CaseError::Store`] as of [`SharedCase::durably`].
    pub fn into_case(self) -> Result<CaseFile<S>, CaseError> {
        let mut case = self.case.into_inner().map_err(|_| StoreError::Poisoned)?;
        case.settle()?;
        case.durability = Durability::AtOnce;
        Ok(case)
    }

    fn case(&self) -> Result<MutexGuard<'_, CaseFile<S>>, StoreError> {
        // What a panic left of the fold is not known.
        self.case.lock().map_err(|_| StoreError::Poisoned)
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        // Nothing in here panics while it is locked.
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait_until_durable(&self, end: u64) -> Result<(), CaseError> {
        let mut progress = self.progress();
        while progress.durable < end {
            match progress.state {
                Syncs::Failed => return Err(StoreError::Poisoned.into()),
                Syncs::Idle => {
                    progress.state = Syncs::UnderWay;
                    drop(progress);
                    self.sync()?;
                    progress = self.progress();
                }
                Syncs::UnderWay => {
                    progress = self.changed.wait(progress).unwrap_or_else(PoisonError::into_inner);
                }
            }
        }
        Ok(())
    }

    /// Makes durable what is appended now, by the one thread whose turn it is.
    fn sync(&self) -> Result<(), CaseError> {
        let mut turn = Turn { shared: self, durable: None };
        let (syncing, length) = {
            let case = self.case()?;
            (case.store.syncing(), case.store.length())
        };
        let synced = syncing.and_then(|syncing| syncing());
        if let Err(error) = synced {
            self.case()?.poisoned = true;
            return Err(error.into());
        }
        turn.durable = Some(length);
        Ok(())
    }
}

/// The turn of one thread. However it ends, the others are told.
struct Turn<'s, S: Store> {
    shared: &'s SharedCase<S>,
    durable: Option<u64>,
}

impl<S: Store> Drop for Turn<'_, S> {
    fn drop(&mut self) {
        let mut progress = self.shared.progress();
        match self.durable {
            Some(durable) => {
                progress.durable = progress.durable.max(durable);
                progress.state = Syncs::Idle;
            }
            None => progress.state = Syncs::Failed,
        }
        drop(progress);
        self.shared.changed.notify_all();
    }
}
