//! What does recording an event cost beside signing it and making its bytes durable?
//!
//! The file lies under `target`, on the disk: a file system in memory says nothing of a sync. The
//! other side signs messages of the same length with the bare primitive, and writes the same bytes
//! to a plain file with one `write` and one `fdatasync` a group.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a measurement that cannot be made stops"
)]

mod common;

use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::thread;

use common::disk::{Place, append, plain_file, records, round, write};
use common::ledger::{Maker, messages};
use common::ratio;
use criterion::{BenchmarkId, Criterion, Throughput};
use ed25519_dalek::Signer;
use handseal::Timestamp;
use handseal::event::SignedEvent;
use handseal::identity::{OsEntropy, SigningKey};
use handseal::store::{Actor, CaseFile, FileStore, MemoryStore, Opening, SharedCase};

/// An act at a time; a visit; the import of a list.
const GROUPS: [usize; 3] = [1, 10, 100];

const PAIRS: usize = 15;

fn main() -> Result<(), Box<dyn Error>> {
    let mut criterion = Criterion::default().configure_from_args().sample_size(10);
    in_memory(&mut criterion)?;
    for group in GROUPS {
        durable(&mut criterion, group)?;
        already_signed(group)?;
    }
    for threads in THREADS {
        shared(threads)?;
    }
    criterion.final_summary();
    Ok(())
}

/// Threads that write one case through one handle, each its own acts.
const THREADS: [usize; 3] = [1, 8, 64];

/// Each thread waits until its act is durable, and shares the sync with the others.
fn shared(threads: usize) -> Result<(), Box<dyn Error>> {
    const ACTS: usize = 128;
    let place = Place::new("shared")?;
    let [root, heads] =
        [SigningKey::generate(&mut OsEntropy)?, SigningKey::generate(&mut OsEntropy)?];
    let at: Timestamp = "2041-06-01T09:30:00Z".parse()?;
    let opening = Opening {
        organisation: "Example Police",
        jurisdiction: "EX",
        origin: "custody.example.org",
        root: &root,
        checkpoint_key: &heads,
        successors: &[],
        at,
    };
    let case = CaseFile::create(place.file("shared"), &opening, &mut OsEntropy)?;
    let mut alone = CaseFile::create(place.file("alone"), &opening, &mut OsEntropy)?;
    let shared = SharedCase::new(case);
    let chief = Actor::organisation(&root);
    ratio::print(
        &format!("{threads} threads through one handle, each act durable / one thread, one by one"),
        PAIRS,
        || {
            thread::scope(|scope| {
                for _ in 0..threads {
                    scope.spawn(|| {
                        let chief = Actor::organisation(&root);
                        for _ in 0..ACTS / threads {
                            let act = shared
                                .durably(|case| case.open_case("1/26", &chief, at, &mut OsEntropy));
                            act.expect("the disk takes it");
                        }
                    });
                }
            });
        },
        || {
            for _ in 0..ACTS {
                let act = alone.open_case("1/26", &chief, at, &mut OsEntropy);
                act.expect("the disk takes it");
            }
        },
    );
    Ok(())
}

fn in_memory(criterion: &mut Criterion) -> Result<(), Box<dyn Error>> {
    const GROUP: usize = 100;
    let mut maker = Maker::new(MemoryStore::new())?;
    let plain = Plain::like(&mut maker)?;
    let mut ours = || append(&mut maker, GROUP, GROUP);
    declare(criterion, "memory", GROUP, &mut ours);
    ratio::print("sign, check, append in memory / sign alone", 31, ours, || plain.sign(GROUP));
    Ok(())
}

fn durable(criterion: &mut Criterion, group: usize) -> Result<(), Box<dyn Error>> {
    let place = Place::new("durable")?;
    let mut maker = Maker::new(FileStore::create(place.file("ours"))?)?;
    let plain = Plain::like(&mut Maker::new(MemoryStore::new())?)?;
    let mut file = plain_file(&place.file("plain"))?;
    declare(criterion, "durable", group, &mut || append(&mut maker, group, group));
    let events = round(group);
    ratio::print(
        &format!("sign, check, append durably, groups of {group} / sign, write, sync"),
        PAIRS,
        || append(&mut maker, events, group),
        || {
            for _ in 0..events / group {
                plain.sign(group);
                write(&mut file, &plain.record.repeat(group));
            }
        },
    );
    Ok(())
}

/// Events that were signed beforehand in this process, as by an agent that works ahead.
fn already_signed(group: usize) -> Result<(), Box<dyn Error>> {
    let place = Place::new("signed")?;
    // A twin in memory signs; the ledger on the disk is its copy, and records what it signed.
    let mut twin = Maker::new(MemoryStore::new())?;
    let path = place.file("ours");
    fs::write(&path, twin.case.store().as_bytes())?;
    let (mut case, _) = CaseFile::open(&path, &twin.trust())?;
    let mut file = plain_file(&place.file("plain"))?;
    let pairs = if ratio::measuring() { PAIRS } else { 1 };
    let mut rounds: Vec<Vec<Vec<SignedEvent>>> = Vec::new();
    for _ in 0..=pairs {
        let events: Vec<_> = (0..round(group))
            .map(|_| {
                let event = twin.next_event()?;
                twin.case.stage(event.clone())?;
                Ok(event)
            })
            .collect::<Result<_, Box<dyn Error>>>()?;
        rounds.push(events.chunks(group).map(<[_]>::to_vec).collect());
    }
    let bytes: Vec<Vec<Vec<u8>>> =
        rounds.iter().map(|groups| groups.iter().map(|group| records(group)).collect()).collect();
    let (mut rounds, mut bytes) = (rounds.into_iter(), bytes.iter());
    ratio::print(
        &format!("check, append durably, groups of {group}, already signed / write, sync"),
        PAIRS,
        || {
            for events in rounds.next().expect("a round for each pair") {
                case.record(events).expect("the twin took them");
            }
        },
        || {
            for group in bytes.next().expect("a round for each pair") {
                write(&mut file, group);
            }
        },
    );
    Ok(())
}

fn declare(criterion: &mut Criterion, store: &str, group: usize, run: &mut impl FnMut()) {
    let mut benches = criterion.benchmark_group("append");
    benches.throughput(Throughput::Elements(u64::try_from(group).expect("64 bits")));
    benches.bench_function(BenchmarkId::new(store, group), |bench| bench.iter(&mut *run));
    benches.finish();
}

/// The primitives, with a message and a record of the usual length.
struct Plain {
    key: ed25519_dalek::SigningKey,
    message: Vec<u8>,
    record: Vec<u8>,
}

impl Plain {
    fn like(maker: &mut Maker<MemoryStore>) -> Result<Self, Box<dyn Error>> {
        let event = maker.next_event()?;
        let record = records(std::slice::from_ref(&event));
        maker.case.record([event])?;
        let messages = messages(maker.case.store().as_bytes(), &maker.keys())?;
        let message = messages.last().ok_or("no message")?.message.clone();
        Ok(Self { key: ed25519_dalek::SigningKey::from_bytes(&[7; 32]), message, record })
    }

    fn sign(&self, times: usize) {
        for _ in 0..times {
            black_box(self.key.sign(black_box(&self.message)));
        }
    }
}
