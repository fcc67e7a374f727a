//! Many at once: what is signed is one line of heads, none at an earlier time than a smaller one.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use handseal::identity::SigningKey;
use handseal::ledger::SignedCheckpoint;
use handseal::store::{CosignError, Cosigner, HeadMemory};

use crate::cases::Ledger;
use crate::forks::{Way, history};
use crate::{NOW, cosigner, request, time_of, volatile};

/// What was asked at once, and what came of it.
struct Race {
    /// Two histories of one ledger.
    histories: [Ledger; 2],
    clock: AtomicU64,
    signed: Mutex<Vec<SignedCheckpoint>>,
}

impl Race {
    fn new(sizes: usize) -> Self {
        let histories = [history(Way::Ones, sizes), history(Way::Twos, sizes)];
        Self { histories, clock: AtomicU64::new(0), signed: Mutex::new(Vec::new()) }
    }

    /// Asks many times, each time from the size that it was told last.
    fn run<M: HeadMemory>(
        &self,
        cosigner: &Cosigner<SigningKey, M>,
        thread: usize,
        updates: usize,
    ) {
        let largest = self.histories[0].size();
        let ledger = &self.histories[thread % 2];
        let (mut from, mut wanted) = (0, 6);
        for update in 0..updates {
            // Some ask for what is long past, some for much at once.
            let step = u64::try_from((update * 7 + thread) % 3).unwrap();
            let to = (wanted + step).clamp(from.max(6), largest);
            // Each look at the clock is later than the one before, in whatever order the threads run.
            let clock = || NOW + self.clock.fetch_add(1, Ordering::SeqCst);
            match cosigner.cosign(&request(ledger, from, to), clock) {
                Ok(head) => {
                    self.signed.lock().unwrap().push(head);
                    (from, wanted) = (to, to + 1);
                }
                Err(CosignError::Stale { held }) => (from, wanted) = (held, held),
                Err(CosignError::Fork { .. } | CosignError::BadProof { .. }) => {
                    // The other history was first: look where it stands.
                    (from, wanted) = (0, 6);
                }
                Err(other) => panic!("{other}"),
            }
        }
    }

    /// Of each size one root was signed, and all are of one history.
    fn check(self) -> usize {
        let mut roots: BTreeMap<u64, [u8; 32]> = BTreeMap::new();
        let signed = self.signed.into_inner().unwrap();
        for head in &signed {
            let head = head.unverified();
            let root = *roots.entry(head.size()).or_insert(*head.root());
            assert_eq!(root, *head.root(), "two heads of size {}", head.size());
        }
        let of = |ledger: &Ledger| {
            roots.iter().all(|(size, root)| ledger.tree().root_at(*size).unwrap().0 == *root)
        };
        assert!(self.histories.iter().any(of), "heads of two histories");
        let mut by_time: Vec<_> =
            signed.iter().map(|head| (time_of(head), head.unverified().size())).collect();
        by_time.sort_unstable();
        assert!(by_time.is_sorted_by_key(|(_, size)| *size), "a smaller head at a later time");
        roots.len()
    }
}

#[test]
fn racing_requests_make_a_cosigner_contradict_itself() {
    let race = Race::new(60);
    let cosigner = cosigner(volatile(), &race.histories[0]);
    std::thread::scope(|scope| {
        for thread in 0..64 {
            let (race, cosigner) = (&race, &cosigner);
            scope.spawn(move || race.run(cosigner, thread, 1_000));
        }
    });
    assert!(race.check() > 20);
}

/// Each with a handle of its own, as processes have it: the lock is in the file system.
#[test]
fn racing_handles_on_one_directory_make_a_cosigner_contradict_itself() {
    let race = Race::new(30);
    let directory = crate::crash::Directory::new("races");
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let memory = directory.memory();
            let cosigner = cosigner(memory, &race.histories[0]);
            let race = &race;
            scope.spawn(move || race.run(&cosigner, thread, 40));
        }
    });
    assert!(race.check() > 5);
}
