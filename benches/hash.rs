//! What does measuring content cost beside its bare SHA-256?
//!
//! [`ItemHasher`] makes the digest of the whole and of each part in one pass, as a tool reads. The
//! other side is `sha2` over the same pieces: the stream of a digest cannot be split.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    reason = "a measurement that cannot be made stops"
)]

mod common;

use std::hint::black_box;

use common::ratio;
use criterion::{BenchmarkId, Criterion, Throughput};
use handseal::evidence::{ItemHasher, Measurement, Options};
use sha2::{Digest, Sha256};

const MIB: usize = 1 << 20;

/// One part; a document; a telephone's database; a film.
const SIZES: [usize; 4] = [MIB, 16 * MIB, 64 * MIB, 256 * MIB];

/// What a tool reads at once: larger reads gain nothing.
const PIECE: usize = 256 << 10;

fn main() {
    let mut criterion = Criterion::default().configure_from_args().sample_size(10);
    for size in SIZES {
        if !ratio::measuring() && size > MIB {
            break;
        }
        let content: Vec<u8> = (0..=u8::MAX).cycle().take(size).collect();
        let mut group = criterion.benchmark_group("hash");
        group.throughput(Throughput::Bytes(u64::try_from(size).expect("64 bits")));
        let mib = size / MIB;
        group.bench_function(BenchmarkId::new("item hasher", mib), |bench| {
            bench.iter(|| measure(&content));
        });
        group.bench_function(BenchmarkId::new("sha2 alone", mib), |bench| {
            bench.iter(|| digest(&content));
        });
        group.finish();
        ratio::print(
            &format!("hash {mib} MiB / sha2 alone"),
            9,
            || measure(&content),
            || digest(&content),
        );
    }
    criterion.final_summary();
}

fn measure(content: &[u8]) -> Measurement {
    let mut hasher = ItemHasher::new(Options::default());
    for piece in content.chunks(PIECE) {
        hasher.update(black_box(piece));
    }
    hasher.finish()
}

fn digest(content: &[u8]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for piece in content.chunks(PIECE) {
        hasher.update(black_box(piece));
    }
    hasher.finalize().into()
}
