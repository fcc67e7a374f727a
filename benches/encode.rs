//! What do drafting, reading and scanning an event cost?
//!
//! The other side of the scan and of the reading is ciborium to its `Value`, envelope and payload: a
//! reader that checks neither form nor fields. That of the draft is ciborium writing these values;
//! a draft is also read back by the reader's rules, with every commitment opened.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    reason = "a measurement that cannot be made stops"
)]

mod common;

use std::error::Error;
use std::hint::black_box;

use ciborium::Value;
use common::ratio;
use criterion::{BenchmarkId, Criterion, Throughput};
use handseal::cose::Sign1;
use handseal::encoding::scan;
use handseal::event::{
    At, Checked, EntryHash, Event, EventDraft, ItemsChecked, Link, Salts, SignedEvent, Statement,
    Subject,
};
use handseal::identity::{ItemId, OsEntropy, PartyId, Signer, SigningKey};

/// One item; a box; a lorry.
const ITEMS: [usize; 3] = [1, 40, 500];

/// How often one measured round does its work: enough that the clock is not what is seen.
const ROUND: usize = 50;

fn main() -> Result<(), Box<dyn Error>> {
    let mut criterion = Criterion::default().configure_from_args().sample_size(20);
    for items in ITEMS {
        measure(&mut criterion, items)?;
    }
    criterion.final_summary();
    Ok(())
}

fn measure(criterion: &mut Criterion, items: usize) -> Result<(), Box<dyn Error>> {
    let key = SigningKey::generate(&mut OsEntropy)?;
    let signer = PartyId::organisation(key.public_key().thumbprint());
    let event = checked(items)?;
    let draft = || {
        EventDraft::new(black_box(event.clone()), signer, key.public_key(), None)
            .expect("within the limits")
    };
    let entry = draft().sign(&key)?.as_bytes().to_vec();
    let payload = Sign1::parse(&entry)?.payload().to_vec();
    let Statement::Known(_) = SignedEvent::parse(entry.clone())?.statement().clone() else {
        return Err("the event is not known".into());
    };
    let value: Value = ciborium::from_reader(payload.as_slice())?;
    let parse = || SignedEvent::parse(black_box(&entry).clone()).expect("drafted here");
    let scanned = || (scan(black_box(&entry)), scan(black_box(&payload)));
    let to_values = || (to_value(&entry), to_value(&payload));
    let from_value = || {
        let mut bytes = Vec::new();
        ciborium::into_writer(black_box(&value), &mut bytes).expect("memory takes it");
        bytes
    };

    let mut group = criterion.benchmark_group("encode");
    group.throughput(Throughput::Bytes(u64::try_from(entry.len())?));
    group.bench_function(BenchmarkId::new("draft", items), |bench| bench.iter(draft));
    group.bench_function(BenchmarkId::new("parse", items), |bench| bench.iter(parse));
    group.bench_function(BenchmarkId::new("scan", items), |bench| bench.iter(scanned));
    group.bench_function(BenchmarkId::new("ciborium to values", items), |bench| {
        bench.iter(to_values);
    });
    group.finish();
    let name = |act, other| format!("{act} event of {items} items / ciborium {other}, x{ROUND}");
    let to_values = || repeated(to_values);
    ratio::print(&name("scan", "to values"), 31, || repeated(scanned), to_values);
    ratio::print(&name("parse", "to values"), 31, || repeated(parse), to_values);
    ratio::print(
        &name("draft", "from values"),
        31,
        || repeated(draft),
        || {
            repeated(from_value);
        },
    );
    Ok(())
}

/// Items looked at, each with a seal: links and commitments, as a hand-over has them.
fn checked(items: usize) -> Result<Event, Box<dyn Error>> {
    let mut salts = Salts::new(&mut OsEntropy)?;
    let mut ids = Vec::new();
    for _ in 0..items {
        ids.push(ItemId::generate(&mut OsEntropy)?);
    }
    ids.sort_unstable();
    let links = ids
        .iter()
        .map(|id| Link::after(Subject::Item(*id), 1, EntryHash::of(b"the entry before")))
        .collect();
    let items = ids.iter().map(|id| Checked {
        id: *id,
        seal: Some(salts.commit("S-20411")),
        content: None,
        unchecked: None,
        appearance: Some(salts.commit("whole, dry, no marks")),
    });
    let body = ItemsChecked { items: items.collect() };
    Ok(Event::new(At::device("2041-06-01T09:30:00+02:00".parse()?), body, links))
}

fn to_value(bytes: &[u8]) -> Value {
    ciborium::from_reader(black_box(bytes)).expect("drafted here")
}

fn repeated<T>(run: impl Fn() -> T) {
    for _ in 0..ROUND {
        black_box(run());
    }
}
