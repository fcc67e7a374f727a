//! Whole files: every finding has its place, and nothing but the seed case is said to be sound.

use handseal::ledger::{RecordKind, RecordReader};
use handseal::verify::{Limits, Report, Scope, Verdict, Verifier};

use crate::case::{self, Seed};
use crate::strangers;

/// The first byte of an input whose rest is a file of other organisations.
pub const STRANGERS: u8 = 255;

/// The first byte of an input whose rest is a file of other organisations that signed whatever it says.
pub const SIGNED_AGAIN: u8 = 254;

/// The first byte says whether the rest is a whole file, follows the first records of the seed
/// case, or is a file of others.
pub fn check(bytes: &[u8]) {
    let case = case::seed();
    let (kept, rest) = bytes.split_first().unwrap_or((&0, &[]));
    match *kept {
        STRANGERS => return of_strangers(case, rest),
        SIGNED_AGAIN => return of_strangers(case, &strangers::signed_again(rest)),
        _ => {}
    }
    let file = match usize::from(*kept).checked_sub(1) {
        Some(kept) => {
            let kept = case.ends.get(kept).or(case.ends.last()).copied();
            [&case.file[..kept.unwrap_or(0)], rest].concat()
        }
        None => rest.to_vec(),
    };
    let report = verify(case, &file, Anchored::Yes);
    let found_sound = matches!(report.verdict, Verdict::Consistent | Verdict::Irregular);
    // Verifying costs a signature an entry: the questions that cost another run are asked of one
    // input in eight.
    if found_sound || file.iter().fold(0, |sum: u8, byte| sum.wrapping_add(*byte)) % 8 == 0 {
        let again = verify(case, &file, Anchored::Yes);
        assert_eq!(json(&report), json(&again), "two answers to one question");
        assert_eq!(report.to_string(), again.to_string());
        let alone = verify(case, &file, Anchored::No);
        assert!(
            matches!(alone.verdict, Verdict::Contradicted | Verdict::Incomplete),
            "{} without a remembered head",
            alone.verdict.text()
        );
    }
    within(&report, &file);
    if found_sound {
        sound(case, &file, &report.scope);
    }
}

/// Every finding has its place in the file.
fn within(report: &Report, file: &[u8]) {
    for finding in &report.findings {
        if let Some(range) = &finding.location.bytes {
            assert!(
                range.start <= range.end && range.end <= file.len() as u64,
                "{range:?} is not within {} bytes: {finding:?}",
                file.len()
            );
        }
        if let Some(entry) = finding.location.entry
            && report.scope == Scope::Ledger
        {
            assert!(entry < report.entries, "{finding:?}");
        }
    }
}

/// A file whose roots are trusted, and of which nobody kept a head, is never found sound; and under the
/// roots of the seed case it is nobody's.
fn of_strangers(case: &Seed, file: &[u8]) {
    for trust in [strangers::trust(), &case.trust] {
        let report = Verifier::new(trust, case.now)
            .limits(Limits { findings: 1_000, ..Limits::default() })
            .verify_bytes(file)
            .expect("bytes in memory can be read, and no content is given");
        within(&report, file);
        assert!(
            matches!(report.verdict, Verdict::Contradicted | Verdict::Incomplete),
            "{} without a remembered head",
            report.verdict.text()
        );
    }
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Anchored {
    No,
    Yes,
}

fn verify(case: &Seed, file: &[u8], anchored: Anchored) -> Report {
    let mut verifier = Verifier::new(&case.trust, case.now).limits(Limits { findings: 1_000, ..Limits::default() });
    if anchored == Anchored::Yes {
        verifier = verifier.anchor(case.heads.last().expect("the seed case has a head").clone());
    }
    verifier
        .verify_bytes(file)
        .expect("bytes in memory can be read, and no content is given")
}

fn json(report: &Report) -> String {
    serde_json::to_string(report).expect("a report can be written")
}

/// A file found sound holds the entries and disclosures of the seed case, in their order: all of
/// them in a ledger, some in an extract.
fn sound(case: &Seed, file: &[u8], scope: &Scope) {
    let mut held: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
    let mut reader = RecordReader::new(file);
    while let Ok(Some(record)) = reader.next_record() {
        match record.kind {
            RecordKind::Entry => held.push((record.content().to_vec(), Vec::new())),
            RecordKind::Disclosures => {
                held.last_mut().expect("behind its entry").1 = record.bytes;
            }
            _ => {}
        }
    }
    let mut seed = case.entries.iter();
    match scope {
        Scope::Ledger => assert!(seed.eq(held.iter()), "sound, and not the seed case"),
        Scope::Extract(_) => held.iter().for_each(|entry| {
            assert!(
                seed.any(|known| known == entry),
                "sound, and not of the seed case"
            );
        }),
        Scope::Unreadable => panic!("sound, and unreadable"),
    }
}
