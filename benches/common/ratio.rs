//! Ours and the plain way, in turn, in one run.
//!
//! Absolute figures drift by tens of per cent between runs and machines; the ratio of two
//! neighbours hardly does.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// Measures `ours` and `plain` in turn, A B A B, and prints the median of the ratios of the pairs.
pub fn print<A, B>(
    name: &str,
    pairs: usize,
    mut ours: impl FnMut() -> A,
    mut plain: impl FnMut() -> B,
) {
    // `cargo test --benches` only asks whether it runs.
    let pairs = if measuring() { pairs } else { 1 };
    let mut times = Vec::new();
    for pair in 0..=pairs {
        let (ours, plain) = (timed(&mut ours), timed(&mut plain));
        // The first pair fills the caches.
        if pair > 0 {
            times.push((ours, plain));
        }
    }
    let ratios = times.iter().map(|(ours, plain)| ours.as_secs_f64() / plain.as_secs_f64());
    let ratio = median(ratios.collect());
    let ours = median(times.iter().map(|(ours, _)| ours.as_secs_f64()).collect());
    let plain = median(times.iter().map(|(_, plain)| plain.as_secs_f64()).collect());
    println!(
        "ratio {name}: ours/plain {ratio:.3}  ({ours:.3?} / {plain:.3?}, {pairs} pairs)",
        ours = Duration::from_secs_f64(ours),
        plain = Duration::from_secs_f64(plain),
    );
}

/// Whether this is a measurement, not a test of the measurement.
pub fn measuring() -> bool {
    std::env::args().any(|argument| argument == "--bench")
}

fn timed<T>(run: &mut impl FnMut() -> T) -> Duration {
    let start = Instant::now();
    let value = black_box(run());
    let time = start.elapsed();
    drop(value);
    time
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
