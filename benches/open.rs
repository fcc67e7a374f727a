//! What does opening a case for writing cost beside verifying it, and what verifying only what is new?
//!
//! The case lies in a file under `target`, with the cache that its writer left there. All read it from the page
//! cache of the system. `HANDSEAL_BENCH_EVENTS=1000000` measures that length instead of 100,000.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a measurement that cannot be made stops"
)]

mod common;

use std::error::Error;
use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};

use common::ledger::Maker;
use common::ratio;
use handseal::identity::OsEntropy;
use handseal::store::{CaseFile, FileStore};
use handseal::verify::{SnapshotKey, Verdict, Verifier};

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
    let [path, grown] = ["at-head.custody", "grown.custody"].map(|name| place.0.join(name));
    let mut maker = Maker::new(FileStore::create(&grown)?)?;
    maker.fill(events)?;
    let head = maker.head()?;
    for ending in ["custody", "custody.cache"] {
        fs::copy(grown.with_extension(ending), path.with_extension(ending))?;
    }
    let sizes = ["custody", "custody.cache"].map(|ending| {
        fs::metadata(path.with_extension(ending)).map_or(0, |found| found.len() >> 20)
    });
    println!("{events} events: {} MB, their cache {} MB", sizes[0], sizes[1]);
    let more = events + events / BEHIND;
    maker.fill(more)?;
    let last = maker.head()?;
    let (trust, now) = (maker.trust(), maker.now()?);
    // The writer ends and gives the lock back.
    drop(maker);
    let pairs = if events <= 100_000 { 5 } else { 1 };
    for (path, head, size, what) in [
        (&path, &head, events, "whose cache is new"),
        (&grown, &last, more, "that grew by as much as it can without a new one"),
    ] {
        let open = || {
            let (case, _) = CaseFile::open(path, &trust).expect("nobody else writes it");
            assert_eq!(case.size(), size);
        };
        let verify = || {
            let verifier = Verifier::new(&trust, now).anchor(head.clone());
            let file = BufReader::new(File::open(path).expect("it is there"));
            let report = verifier.verify(file).expect("it can be read");
            assert_eq!(report.verdict, Verdict::Consistent, "{report}");
        };
        let name = format!("open a case of {size} events {what} / verify it");
        ratio::print(&name, pairs, open, verify);
    }
    let key = SnapshotKey::generate(&mut OsEntropy)?;
    let verifier = || Verifier::new(&trust, now).anchor(head.clone());
    let file = || BufReader::new(File::open(&grown).expect("it is there"));
    let first = verifier().with_snapshot(&key).verify(file())?;
    let snapshot = first.snapshot.ok_or("none was asked for")??;
    println!("the snapshot of {events} events: {} kB", snapshot.len() >> 10);
    let both = || verifier().anchor(last.clone());
    let new = || {
        let report = both().resting_on(&snapshot, &key).verify(file()).expect("it can be read");
        assert_eq!(report.verdict, Verdict::Consistent, "{report}");
    };
    let all = || {
        let report = both().verify(file()).expect("it can be read");
        assert_eq!(report.verdict, Verdict::Consistent, "{report}");
    };
    let name = format!("verify the {} new of {more} events / all", more - events);
    ratio::print(&name, pairs, new, all);
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
