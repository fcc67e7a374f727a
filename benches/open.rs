//! What does opening a case for writing cost beside verifying it?
//!
//! The case lies in a file under `target`, with the cache that its writer left there. Both sides read it from the page
//! cache of the system. `HANDSEAL_BENCH_EVENTS=1000000` measures that length instead of 100,000.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a measurement that cannot be made stops"
)]

#[allow(dead_code, reason = "other benches use the rest")]
mod common;

use std::error::Error;
use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};

use common::ledger::Maker;
use common::ratio;
use handseal::store::{CaseFile, FileStore};
use handseal::verify::{Verdict, Verifier};

const EVENTS: u64 = 100_000;

/// How much of the case stands behind its cache, at most: then it is made anew.
const BEHIND: u64 = 33;

fn main() -> Result<(), Box<dyn Error>> {
    let events = match std::env::var("HANDSEAL_BENCH_EVENTS") {
        Ok(events) => events.parse()?,
        Err(_) if ratio::measuring() => EVENTS,
        Err(_) => 5_000,
    };
    let place = Place::new()?;
    let path = place.0.join("a.custody");
    let mut maker = Maker::new(FileStore::create(&path)?)?;
    maker.fill(events)?;
    let (head, trust, now) = (maker.head()?, maker.trust(), maker.now()?);
    let cache = path.with_extension("custody.cache");
    let sizes = [fs::metadata(&path)?.len(), fs::metadata(&cache)?.len()];
    println!("{events} events: {} MB, their cache {} MB", sizes[0] >> 20, sizes[1] >> 20);
    // The writer ends and gives the lock back.
    let (case, trust) = (maker.case, trust);
    drop(case);
    let open = |expected: u64| {
        let (case, _) = CaseFile::open(&path, &trust).expect("nobody else writes it");
        assert_eq!(case.size(), expected);
    };
    let verify = || {
        let verifier = Verifier::new(&trust, now).anchor(head.clone());
        let file = BufReader::new(File::open(&path).expect("it is there"));
        let report = verifier.verify(file).expect("it can be read");
        assert_eq!(report.verdict, Verdict::Consistent, "{report}");
    };
    let pairs = if events <= 100_000 { 7 } else { 3 };
    let name = format!("open a case of {events} events from its cache / verify it");
    ratio::print(&name, pairs, || open(events), verify);
    Ok(())
}

/// A folder on the disk, gone afterwards.
struct Place(PathBuf);

impl Place {
    fn new() -> std::io::Result<Self> {
        let place = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let place = place.join(format!("open-{}", std::process::id()));
        let _ = fs::remove_dir_all(&place);
        fs::create_dir_all(&place)?;
        Ok(Self(place))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
