//! Pieces of content between the thread that reads them and the lanes that hash them.
//!
//! Every lane takes every piece, in order; a lane is one digest, and a digest of a stream cannot be
//! split. So threads do not own lanes: whoever is free takes the lane that is furthest behind, for
//! one piece. The thread that reads hashes too while there is no room to read on.

use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use crate::evidence::hasher::length;
use crate::evidence::lane::Lane;

/// Bytes in a piece: reading less at once costs more, more gains nothing.
pub(crate) const PIECE: usize = 1 << 20;

/// Pieces in memory at most. Lanes differ in speed: this is how far the slowest may fall behind.
const DEPTH: usize = 8;

/// Where the bytes come from: fills as much of the buffer as there is, less only at the end.
pub(crate) trait Pieces {
    type Error;

    fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, Self::Error>;

    /// So many bytes were read in all.
    fn told(&mut self, done: u64) -> Result<(), Self::Error>;
}

/// Hands everything that there is to every lane, in order.
///
/// The lanes are the caller's again when it returns, also after an error.
pub(crate) fn run<'l, P: Pieces>(
    pieces: &mut P,
    mut lanes: Vec<&'l mut (dyn Lane + 'l)>,
    threads: NonZeroUsize,
) -> Result<u64, P::Error> {
    let mut first = vec![0; PIECE];
    let count = pieces.fill(&mut first)?;
    let whole = count == PIECE;
    first.truncate(count);
    let done = length(&first);
    pieces.told(done)?;
    if !whole {
        // Most files are small: a thread takes longer to start than they take to hash.
        lanes.iter_mut().for_each(|lane| lane.update(&first));
        return Ok(done);
    }
    let queue = Queue::new(lanes, first);
    // More threads than lanes would have nothing to do.
    let helpers = threads.get().min(queue.lanes.len()).saturating_sub(1);
    thread::scope(|scope| {
        // Whatever happens to this thread, the others must not wait for it.
        let _end = EndOfPieces(&queue);
        for _ in 0..helpers {
            scope.spawn(|| queue.hash_until_end());
        }
        queue.read_and_hash(pieces, done)
    })
}

struct Queue<'l> {
    state: Mutex<State>,
    changed: Condvar,
    lanes: Vec<Mutex<&'l mut (dyn Lane + 'l)>>,
}

struct State {
    /// The number of the first piece that is held.
    first: u64,
    pieces: VecDeque<Arc<Vec<u8>>>,
    lanes: Vec<Place>,
    /// Buffers to be filled again.
    spare: Vec<Vec<u8>>,
    /// Nothing more is read.
    ended: bool,
}

/// Where a lane is.
#[derive(Clone, Copy)]
struct Place {
    /// The number of the piece that it takes next.
    next: u64,
    taken: Taken,
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Taken {
    ByAThread,
    No,
}

/// What a thread can do now.
enum Step {
    /// This lane takes this piece.
    Hash(usize, Arc<Vec<u8>>),
    /// Every lane has taken every piece, and no more come.
    Stop,
    Wait,
}

impl<'l> Queue<'l> {
    fn new(lanes: Vec<&'l mut (dyn Lane + 'l)>, piece: Vec<u8>) -> Self {
        let places = vec![Place { next: 0, taken: Taken::No }; lanes.len()];
        let state = State {
            first: 0,
            pieces: VecDeque::from([Arc::new(piece)]),
            lanes: places,
            spare: Vec::new(),
            ended: false,
        };
        let lanes = lanes.into_iter().map(Mutex::new).collect();
        Self { state: Mutex::new(state), changed: Condvar::new(), lanes }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A thread that panics does so outside the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The thread that reads.
    fn read_and_hash<P: Pieces>(&self, pieces: &mut P, mut done: u64) -> Result<u64, P::Error> {
        loop {
            let mut state = self.state();
            if !state.ended && state.pieces.len() < DEPTH {
                let mut buffer = state.spare.pop().unwrap_or_default();
                drop(state);
                buffer.resize(PIECE, 0);
                let count = pieces.fill(&mut buffer)?;
                buffer.truncate(count);
                done = done.saturating_add(length(&buffer));
                pieces.told(done)?;
                self.add(buffer);
                continue;
            }
            match state.step() {
                Step::Hash(lane, piece) => {
                    drop(state);
                    self.hash(lane, piece);
                }
                Step::Stop => return Ok(done),
                Step::Wait => drop(self.wait(state)),
            }
        }
    }

    /// The other threads.
    fn hash_until_end(&self) {
        let mut state = self.state();
        loop {
            match state.step() {
                Step::Hash(lane, piece) => {
                    drop(state);
                    self.hash(lane, piece);
                    state = self.state();
                }
                Step::Stop => return,
                Step::Wait => state = self.wait(state),
            }
        }
    }

    fn wait<'s>(&self, state: MutexGuard<'s, State>) -> MutexGuard<'s, State> {
        self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a piece; one that is not full is the last.
    fn add(&self, piece: Vec<u8>) {
        let mut state = self.state();
        state.ended = piece.len() < PIECE;
        state.pieces.push_back(Arc::new(piece));
        drop(state);
        self.changed.notify_all();
    }

    fn hash(&self, lane: usize, piece: Arc<Vec<u8>>) {
        if let Some(lane) = self.lanes.get(lane) {
            lane.lock().unwrap_or_else(PoisonError::into_inner).update(&piece);
        }
        drop(piece);
        self.state().step_done(lane);
        self.changed.notify_all();
    }
}

impl State {
    /// The lane furthest behind that nobody has, or what else is to do.
    fn step(&mut self) -> Step {
        let end = self.first.saturating_add(u64::try_from(self.pieces.len()).unwrap_or(u64::MAX));
        let free = self.lanes.iter().enumerate().filter(|(_, place)| place.taken == Taken::No);
        let behind = free.min_by_key(|(_, place)| place.next).map(|(lane, place)| (lane, *place));
        match behind.filter(|(_, place)| place.next < end) {
            Some((lane, place)) => self.take(lane, place).unwrap_or(Step::Wait),
            None if self.ended && self.lanes.iter().all(|place| place.next == end) => Step::Stop,
            None => Step::Wait,
        }
    }

    fn take(&mut self, lane: usize, place: Place) -> Option<Step> {
        let offset = usize::try_from(place.next.checked_sub(self.first)?).ok()?;
        let piece = Arc::clone(self.pieces.get(offset)?);
        self.lanes.get_mut(lane)?.taken = Taken::ByAThread;
        Some(Step::Hash(lane, piece))
    }

    /// The lane goes on; what every lane has taken makes room.
    fn step_done(&mut self, lane: usize) {
        if let Some(place) = self.lanes.get_mut(lane) {
            *place = Place { next: place.next.saturating_add(1), taken: Taken::No };
        }
        let first = self.lanes.iter().map(|place| place.next).min().unwrap_or(self.first);
        while self.first < first {
            self.first = self.first.saturating_add(1);
            self.spare.extend(self.pieces.pop_front().and_then(Arc::into_inner));
        }
    }
}

/// Nothing more is read, however the thread that reads has ended.
struct EndOfPieces<'q, 'l>(&'q Queue<'l>);

impl Drop for EndOfPieces<'_, '_> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        if !state.ended {
            state.ended = true;
            // After an error nobody asks for the digests.
            let end = u64::MAX;
            state.first = end;
            state.pieces.clear();
            state.lanes.iter_mut().for_each(|place| place.next = end);
        }
        drop(state);
        self.0.changed.notify_all();
    }
}
