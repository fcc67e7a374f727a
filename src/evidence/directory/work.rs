//! Threads that walk, look and hash: whoever is free takes what there is to do.
//!
//! Files are read by batches of names of one directory; a large file is a task of its own, and large
//! files come first, so that none is left for one thread at the end. Only one thread lists at a time; it
//! does so when less waits than [`AHEAD`].

use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use crate::evidence::Progress;
use crate::evidence::directory::DirectoryError;
use crate::evidence::directory::read::{BUFFER, Hand, Outcome, Shared};
use crate::evidence::directory::system::{Folder, Seen};
use crate::evidence::directory::table::{Place, Table};
use crate::evidence::directory::walk::{Batch, Known, Walk};

/// Tasks that wait at most before another directory is listed: each may hold the handle of its directory.
pub(crate) const AHEAD: usize = 64;

/// Who is told how far it has come, and can stop it.
pub(crate) type Told<'t> = &'t mut dyn FnMut(Progress) -> ControlFlow<()>;

/// Reads everything below a directory.
pub(crate) fn run(
    walk: Walk,
    shared: &Shared,
    threads: NonZeroUsize,
    mut told: Option<Told<'_>>,
) -> Result<Table, DirectoryError> {
    let work = Work { state: Mutex::new(State::new(walk)), changed: Condvar::new(), shared };
    let others = threads.get().saturating_sub(1);
    let mut tell = || {
        let done = shared.done.load(Ordering::Relaxed);
        let progress = Progress { done, total: None };
        if told.as_mut().is_some_and(|told| told(progress).is_break()) {
            work.stop(Some(DirectoryError::Cancelled { done }));
        }
    };
    thread::scope(|scope| {
        for _ in 0..others {
            scope.spawn(|| work.go_on(Who::Other, &mut || work.changed.notify_all()));
        }
        work.go_on(Who::Caller, &mut tell);
    });
    tell();
    let state = work.state.into_inner().unwrap_or_else(PoisonError::into_inner);
    match (state.fault, state.walk) {
        (Some(fault), _) => Err(fault),
        (None, Some(walk)) => walk.finish(shared),
        (None, None) => Err(DirectoryError::Cancelled { done: 0 }),
    }
}

struct Work<'w> {
    state: Mutex<State>,
    changed: Condvar,
    shared: &'w Shared,
}

struct State {
    /// `None` while a thread lists.
    walk: Option<Box<Walk>>,
    batches: VecDeque<Batch>,
    large: Vec<Large>,
    /// What the walk does not know yet.
    known: Vec<Known>,
    /// Threads that have something to do.
    busy: usize,
    /// Threads that wait.
    idle: usize,
    fault: Option<DirectoryError>,
    ended: bool,
}

/// A file that is a task of its own.
struct Large {
    folder: Arc<Folder>,
    name: Box<[u8]>,
    place: Place,
    seen: Box<Seen>,
}

enum Step {
    Batch(Batch),
    /// With so many threads that have nothing else to do.
    Large(Large, usize),
    Stop,
    Wait,
    Walk(Box<Walk>, Vec<Known>),
}

/// Only the calling thread tells how far it has come.
#[derive(Clone, Copy)]
enum Who {
    Caller,
    Other,
}

impl Who {
    fn tell(self, hand: &mut Hand<'_>) {
        match self {
            Self::Caller => (hand.pulse)(),
            Self::Other => {}
        }
    }
}

impl State {
    fn new(walk: Walk) -> Self {
        Self {
            walk: Some(Box::new(walk)),
            batches: VecDeque::new(),
            large: Vec::new(),
            known: Vec::new(),
            busy: 0,
            idle: 0,
            fault: None,
            ended: false,
        }
    }

    fn step(&mut self) -> Step {
        if self.ended {
            return Step::Stop;
        }
        let waiting = self.batches.len().saturating_add(self.large.len());
        let to_walk = |walk: &mut Box<Walk>| walk.is_pending() || !self.known.is_empty();
        if waiting < AHEAD
            && let Some(walk) = self.walk.take_if(to_walk)
        {
            return Step::Walk(walk, std::mem::take(&mut self.known));
        }
        if let Some(large) = self.take_largest() {
            return Step::Large(large, if waiting == 1 { self.idle } else { 0 });
        }
        match self.batches.pop_front() {
            Some(batch) => Step::Batch(batch),
            None if self.busy == 0 => Step::Stop,
            None => Step::Wait,
        }
    }

    fn take_largest(&mut self) -> Option<Large> {
        let sizes = self.large.iter().enumerate().map(|(at, large)| (large.seen.size, at));
        let (_, at) = sizes.max()?;
        Some(self.large.swap_remove(at))
    }
}

impl Work<'_> {
    fn state(&self) -> MutexGuard<'_, State> {
        // A thread that panics does so outside the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One thread, until there is nothing more to do.
    fn go_on(&self, who: Who, pulse: &mut dyn FnMut()) {
        // Whatever happens to this thread, the others must not wait for it.
        let end = StopOnPanic(self);
        let mut hand = Hand { buffer: vec![0; BUFFER], pulse };
        loop {
            let mut state = self.state();
            match state.step() {
                Step::Stop => {
                    state.ended = true;
                    break;
                }
                Step::Wait => {
                    state.idle = state.idle.saturating_add(1);
                    let mut state = self.wait(state);
                    state.idle = state.idle.saturating_sub(1);
                    drop(state);
                    who.tell(&mut hand);
                }
                step @ (Step::Batch(_) | Step::Large(..) | Step::Walk(..)) => {
                    state.busy = state.busy.saturating_add(1);
                    drop(state);
                    self.take(step, &mut hand);
                    let mut state = self.state();
                    state.busy = state.busy.saturating_sub(1);
                    drop(state);
                    self.changed.notify_all();
                    who.tell(&mut hand);
                }
            }
        }
        self.changed.notify_all();
        drop(end);
    }

    fn wait<'s>(&self, state: MutexGuard<'s, State>) -> MutexGuard<'s, State> {
        self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, step: Step, hand: &mut Hand<'_>) {
        match step {
            Step::Batch(batch) => self.read(batch, hand),
            Step::Large(large, idle) => self.read_large(large, idle, hand),
            Step::Walk(walk, known) => self.list(walk, known),
            Step::Stop | Step::Wait => {}
        }
    }

    fn list(&self, mut walk: Box<Walk>, known: Vec<Known>) {
        let listed = walk.take(known).and_then(|()| walk.list_next());
        let mut state = self.state();
        state.walk = Some(walk);
        match listed {
            Ok(batches) => state.batches.extend(batches),
            Err(fault) => {
                drop(state);
                self.stop(Some(fault));
            }
        }
    }

    fn read(&self, batch: Batch, hand: &mut Hand<'_>) {
        let Batch { folder, first, names } = batch;
        let (mut known, mut larges) = (Vec::with_capacity(names.len()), Vec::new());
        for (offset, name) in names.into_iter().enumerate() {
            if self.shared.is_stopped() {
                return;
            }
            let place = first.saturating_add(offset);
            match self.shared.meet(&folder, &name, place, hand) {
                Outcome::Known(found, fault) => {
                    known.push(Known { place, name: name.bytes, found, fault });
                }
                Outcome::Large(seen) => {
                    let folder = Arc::clone(&folder);
                    larges.push(Large { folder, name: name.bytes, place, seen });
                }
            }
        }
        let mut state = self.state();
        state.known.extend(known);
        state.large.extend(larges);
    }

    fn read_large(&self, large: Large, idle: usize, hand: &mut Hand<'_>) {
        let Large { folder, name, place, seen } = large;
        let threads = NonZeroUsize::MIN.saturating_add(idle);
        let (found, fault) = self.shared.read_large(&folder, &name, seen, hand, threads);
        self.state().known.push(Known { place, name, found, fault });
    }

    fn stop(&self, fault: Option<DirectoryError>) {
        self.shared.stopped.store(true, Ordering::Relaxed);
        let mut state = self.state();
        state.ended = true;
        if state.fault.is_none() {
            state.fault = fault;
        }
        drop(state);
        self.changed.notify_all();
    }
}

struct StopOnPanic<'s, 'w>(&'s Work<'w>);

impl Drop for StopOnPanic<'_, '_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.stop(None);
        }
    }
}
