//! One byte is changed.

use handseal::verify::Verdict;

use crate::sample::{Memory, Sample, names};

/// One bit low, one bit high, all bits.
const PATTERNS: [u8; 3] = [0x01, 0x80, 0xff];

/// How many threads share the work: one for each core of a small machine.
const THREADS: usize = 2;

fn stride() -> usize {
    std::env::var("STRIDE").map_or(1, |s| s.parse().unwrap())
}

/// The flips among every `THREADS`th offset that are not found out, or found elsewhere.
fn missed(sample: &Sample, first: usize) -> Vec<String> {
    let mut bytes = sample.bytes.clone();
    let mut missed = Vec::new();
    for offset in (first..bytes.len()).step_by(THREADS * stride()) {
        for pattern in PATTERNS {
            bytes[offset] ^= pattern;
            let report = sample.verify(&bytes, Memory::Head);
            bytes[offset] ^= pattern;
            let report = match report {
                Ok(report) => report,
                Err(error) => {
                    missed.push(format!("{offset} ^ {pattern:#x}: {error}"));
                    continue;
                }
            };
            if report.verdict != Verdict::Contradicted || !names(&report.findings, offset) {
                let found = report.findings.iter().map(|finding| {
                    let (code, at) = (finding.code, &finding.location);
                    format!("{code} {:?} {:?}", at.entry, at.bytes)
                });
                let found: Vec<_> = found.collect();
                missed.push(format!(
                    "{offset} ^ {pattern:#x}: {} {found:?}",
                    report.verdict.code()
                ));
            }
        }
    }
    missed
}

pub(crate) fn every_flip_is_found(sample: &Sample) {
    assert_eq!(
        sample.verdict(&sample.bytes, Memory::Head),
        Some(Verdict::Consistent)
    );
    let missed: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|first| scope.spawn(move || missed(sample, first)))
            .collect();
        let found = threads.into_iter().map(|thread| thread.join().unwrap());
        found.flatten().collect()
    });
    assert!(
        missed.is_empty(),
        "{} flips missed, the first: {:#?}",
        missed.len(),
        &missed[..missed.len().min(20)]
    );
}

#[test]
fn every_byte_of_a_ledger_flipped_is_found_where_it_is() {
    let sample = Sample::ledger();
    eprintln!("{} bytes", sample.bytes.len());
    let start = std::time::Instant::now();
    for _ in 0..50 {
        sample.verify(&sample.bytes, Memory::Head).unwrap();
    }
    eprintln!("{:?} each", start.elapsed() / 50);
    every_flip_is_found(&sample);
}
