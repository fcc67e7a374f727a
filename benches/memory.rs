//! Does the memory of a verification grow with the number of entries?
//!
//! Two ledgers over the same few subjects, one a hundred times as long, each verified in a process of
//! its own, which then reads its own greatest resident size (Linux: `VmHWM`).
//! `HANDSEAL_BENCH_EVENTS=100000` sets the longer one.

#![allow(clippy::arithmetic_side_effects, reason = "a measurement that cannot be made stops")]

mod common;

use std::error::Error;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use common::ledger::Maker;
use common::ratio;
use handseal::identity::Trust;
use handseal::ledger::SignedCheckpoint;
use handseal::store::FileStore;
use handseal::verify::{Verdict, Verifier};

const SHORT: u64 = 10_000;
const LONG: u64 = 1_000_000;

/// As long as asks whether the bench runs at all.
const TEST: u64 = 100;

/// The word before what the child process is to verify.
const CHILD: &str = "--verify";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    if let [word, case, head, root, now] = arguments.as_slice()
        && word == CHILD
    {
        let [root, now] = [root, now].map(|word| word.to_string_lossy());
        return verify(Path::new(case), Path::new(head), &root, &now);
    }
    let ladder = match std::env::var("HANDSEAL_BENCH_EVENTS") {
        _ if !ratio::measuring() => [TEST, TEST],
        Ok(events) => [SHORT, events.parse()?],
        Err(_) => [SHORT, LONG],
    };
    for events in ladder {
        measure(events)?;
    }
    Ok(())
}

fn measure(events: u64) -> Result<(), Box<dyn Error>> {
    let name = format!("memory-{events}-{}", std::process::id());
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&place)?;
    let result = generate(&place, events).and_then(|arguments| {
        let status = Command::new(std::env::current_exe()?).args(arguments).status()?;
        if status.success() {
            Ok(())
        } else {
            Err(format!("the verification of {events} events ended with {status}").into())
        }
    });
    fs::remove_dir_all(&place)?;
    result
}

fn generate(place: &Path, events: u64) -> Result<Vec<OsString>, Box<dyn Error>> {
    let (case, head): (PathBuf, PathBuf) = (place.join("case.custody"), place.join("case.head"));
    let mut maker = Maker::new(FileStore::create(&case)?)?;
    maker.fill(events)?;
    fs::write(&head, maker.head()?.to_string())?;
    let (root, now) = (maker.case.keeper().to_string(), maker.now()?.to_string());
    Ok(vec![CHILD.into(), case.into(), head.into(), root.into(), now.into()])
}

fn verify(case: &Path, head: &Path, root: &str, now: &str) -> Result<(), Box<dyn Error>> {
    let head = SignedCheckpoint::parse(&fs::read(head)?)?;
    let trust = Trust::new().root(root.parse()?);
    let before = peak()?;
    let start = Instant::now();
    let report = Verifier::new(&trust, now.parse()?).anchor(head).verify_file(case)?;
    let (time, after) = (start.elapsed(), peak()?);
    if report.verdict != Verdict::Consistent {
        return Err(report.to_string().into());
    }
    println!(
        "memory {} events, {} bytes: peak {after} kB, before the verification {before} kB, {time:.2?}",
        report.entries,
        fs::metadata(case)?.len(),
    );
    Ok(())
}

/// The greatest resident size of this process so far, in kB.
fn peak() -> Result<u64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let size = line.ok_or("VmHWM is not told here")?.trim();
    Ok(size.trim_end_matches("kB").trim().parse()?)
}
