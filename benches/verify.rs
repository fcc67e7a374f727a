//! What does verifying a ledger cost beside checking its signatures, and beside the plain way?
//!
//! One other side is the bare loop of `verify_strict` over the same messages, on one core. The other is the
//! plain way: a COSE library, a CBOR library and `verify_strict`, for hashes, signatures, chains and the tree.
//! Ours does all that a verifier does, on one thread and on two.
//! `HANDSEAL_BENCH_EVENTS=1000000` measures that length instead of the ladder.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a measurement that cannot be made stops"
)]

mod common;

use std::error::Error;
use std::hint::black_box;
use std::num::NonZeroUsize;

use common::ledger::{Maker, Message, messages};
use common::{plain, ratio};
use criterion::{BenchmarkId, Criterion, Throughput};
use handseal::identity::{
    BaseTable, KeyTable, Signer as _, SigningKey, TableCheck, TableChecks, TableWidth,
};
use handseal::store::MemoryStore;
use handseal::verify::{Verdict, Verifier};

/// As little as there is, a hand-over, a seizure, a large case, a small organisation's year. It takes ten
/// entries to have somebody who signs, and something to sign about.
const EVENTS: [u64; 5] = [10, 100, 1_000, 10_000, 100_000];

fn main() -> Result<(), Box<dyn Error>> {
    let mut criterion = Criterion::default().configure_from_args().sample_size(10);
    let ladder = match std::env::var("HANDSEAL_BENCH_EVENTS") {
        Ok(events) => vec![events.parse()?],
        Err(_) if ratio::measuring() => EVENTS.to_vec(),
        Err(_) => vec![EVENTS[0]],
    };
    checks()?;
    for events in ladder {
        measure(&mut criterion, events)?;
    }
    criterion.final_summary();
    Ok(())
}

fn measure(criterion: &mut Criterion, events: u64) -> Result<(), Box<dyn Error>> {
    let mut maker = Maker::new(MemoryStore::new())?;
    maker.fill(events)?;
    let (head, trust, now) = (maker.head()?, maker.trust(), maker.now()?);
    let file = maker.case.store().as_bytes();
    let messages = messages(file, &maker.keys())?;
    let verify_on = |threads| {
        let verifier = Verifier::new(&trust, now).anchor(head.clone()).threads(threads);
        let report = verifier.verify_bytes(file).expect("bytes can be read");
        assert_eq!(report.verdict, Verdict::Consistent, "{report}");
    };
    let verify = || verify_on(NonZeroUsize::MIN);
    let mut group = criterion.benchmark_group("verify");
    group.throughput(Throughput::Elements(events));
    // From here on one run takes seconds, and the pairs below say all.
    if events <= 10_000 {
        group.bench_function(BenchmarkId::new("ledger", events), |bench| bench.iter(verify));
        group.bench_function(BenchmarkId::new("signatures alone", events), |bench| {
            bench.iter(|| signatures(&messages));
        });
    }
    group.finish();
    let pairs = match events {
        0..1_000 => 101,
        1_000..10_000 => 31,
        _ => 7,
    };
    let keys = maker.keys();
    let root = plain::verify(file, &keys)?;
    assert_eq!(&root.0, head.unverified().root());
    let plain = || assert_eq!(plain::verify(file, &keys).expect("an intact ledger"), root);
    for threads in [1, 2] {
        let threads = NonZeroUsize::new(threads).expect("one or two");
        let of = format!("verify {events} events on {threads} / ");
        let ours = || verify_on(threads);
        ratio::print(&format!("{of}verify_strict alone"), pairs, ours, || signatures(&messages));
        ratio::print(&format!("{of}the plain way"), pairs, ours, plain);
    }
    Ok(())
}

/// Signatures alone, by one key: with tables of either width, and what the tables take to be made.
fn checks() -> Result<(), Box<dyn Error>> {
    let signer = SigningKey::from_seed(&[1; 32]);
    let public = signer.public_key();
    let signed: Result<Vec<_>, _> = (0..64_u8)
        .map(|byte| signer.sign(&[byte; 480]).map(|signature| (byte, signature)))
        .collect();
    let signed = signed?;
    let strict = || {
        for (byte, signature) in &signed {
            let checked = public.verify(&[*byte; 480], signature.as_bytes());
            checked.expect("signed just now");
        }
    };
    let (base, key) = (BaseTable::new(TableWidth::Widest), public.as_bytes().try_into()?);
    for width in TableWidth::ALL {
        let table = KeyTable::new(key, width)?;
        let with_tables = || {
            let mut checks = TableChecks::new(&base);
            for (byte, signature) in &signed {
                checks.push(&table, &[*byte; 480], signature.as_bytes());
            }
            assert!(checks.finish().iter().all(|check| *check == TableCheck::Accepted));
        };
        ratio::print(&format!("64 checks, {width:?} / verify_strict"), 301, with_tables, strict);
        let make = || KeyTable::new(key, width).expect("a good key");
        ratio::print(&format!("a table, {width:?} / 64 of verify_strict"), 101, make, strict);
    }
    Ok(())
}

fn signatures(messages: &[Message]) {
    for message in messages {
        let checked = message.key.verify_strict(black_box(&message.message), &message.signature);
        checked.expect("the ledger's own signatures");
    }
}
