//! What does V7 add to the verification of an event, and does it stay linear?
//!
//! One side is the fold of requests alone, with everything that is asked at the end; the other is
//! the whole verification of the same file. `HANDSEAL_BENCH_REQUESTS=10000` measures that many.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a measurement that cannot be made stops"
)]

mod common;

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use common::docket::{Docket, ITEMS};
use common::ratio;
use handseal::custody::{Register, Rights};
use handseal::event::VerifiedEvent;
use handseal::identity::OrgId;
use handseal::law::{Catalogue, Extent, Mark, Question, RequestRegister, StatedAct};
use handseal::verify::Verifier;

/// A unit's year, an office's, a large provider's.
const REQUESTS: [usize; 3] = [100, 1_000, 10_000];

fn main() -> Result<(), Box<dyn Error>> {
    let ladder = match std::env::var("HANDSEAL_BENCH_REQUESTS") {
        Ok(requests) => vec![requests.parse()?],
        Err(_) if ratio::measuring() => REQUESTS.to_vec(),
        Err(_) => vec![10],
    };
    // Read once, as in every process that verifies.
    let start = Instant::now();
    let instruments = Catalogue::embedded().instruments().count();
    println!("catalogue of {instruments} instruments read in {:.3?}", start.elapsed());
    for requests in ladder {
        measure(requests)?;
    }
    Ok(())
}

fn measure(requests: usize) -> Result<(), Box<dyn Error>> {
    let mut docket = Docket::new()?;
    docket.fill(requests)?;
    let (trust, now) = (docket.trust(), docket.now()?);
    let events: Vec<_> = docket
        .events()?
        .into_iter()
        .map(|(event, key)| event.verify(&key))
        .collect::<Result<_, _>>()?;
    let custody = custody(&events);
    let v7 = || {
        let mut register = RequestRegister::new();
        for (index, event) in events.iter().enumerate() {
            let act = stated(event, index);
            black_box(register.judge(&act));
            register.apply(&act);
        }
        let question = Question {
            requests: &register,
            custody: &custody,
            catalogue: Catalogue::embedded(),
            now,
            jurisdiction: &|_| Some("EX".to_owned()),
            extent: Extent::Whole,
            keeper: None,
        };
        question.conclude().len()
    };
    let file = docket.case.store().as_bytes();
    let verify = || {
        let report = Verifier::new(&trust, now).verify_bytes(file).expect("bytes can be read");
        assert_eq!(report.requests.len(), requests);
    };
    let count = events.len();
    let links: usize = events.iter().map(|event| event.signed().links().len()).sum();
    let times: Vec<_> = (0..5).map(|_| timed(&v7)).collect();
    let best = times.into_iter().fold(f64::INFINITY, f64::min);
    println!(
        "{requests} requests, {} items, {count} events: V7 alone {:.3} µs an event, {:.3} a link",
        requests * ITEMS,
        best * 1e6 / count as f64,
        best * 1e6 / links as f64,
    );
    let pairs = if requests <= 1_000 { 11 } else { 3 };
    ratio::print(&format!("V7 of {requests} requests / whole verification"), pairs, v7, verify);
    Ok(())
}

fn timed<T>(run: &impl Fn() -> T) -> f64 {
    let start = Instant::now();
    black_box(run());
    start.elapsed().as_secs_f64()
}

fn stated(event: &VerifiedEvent, index: usize) -> StatedAct<'_> {
    let known = event.event().expect("a type of this version");
    let entry = event.signed().hash();
    let mark = Mark { index: index as u64, entry };
    StatedAct { event: known, mark, actor: known.actor(event.signer()) }
}

fn custody(events: &[VerifiedEvent]) -> Register {
    let mut register = Register::new();
    let keeper: OrgId = events[0].signer().org();
    for (index, event) in events.iter().enumerate() {
        let rights = Rights { registrar_of: Some(keeper), keeper };
        let judgement = register.judge(event, index as u64, rights);
        register.apply(judgement, index as u64);
    }
    register
}
