//! What does an extract of one item cost, and what does verifying it, as the ledger around it grows?
//!
//! The item has the same number of entries in each, spread over all of it. The ledger lies in a file under `target`, with
//! its index; all is read from the page cache of the system. `HANDSEAL_BENCH_EVENTS=1000000` measures up to that length instead
//! of 100,000.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a measurement that cannot be made stops"
)]

mod common;
#[path = "../tests/common/counted.rs"]
mod counted;

use std::error::Error;
use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use common::ledger::{Maker, Message, messages};
use common::ratio;
use counted::Counted;
use handseal::event::Subject;
use handseal::identity::{ItemId, PublicKey, SigningKey, Trust};
use handseal::ledger::SignedCheckpoint;
use handseal::store::{CaseFile, FileStore, MemoryStore};
use handseal::verify::{Verdict, Verifier};

/// How many entries the item has.
const OF_ITEM: u64 = 20;

/// A ledger in a file with an index, its item, and who may extract it.
struct Ledger {
    path: PathBuf,
    events: u64,
    item: ItemId,
    trust: Trust,
    key: Rc<SigningKey>,
    /// The keys of everybody who signs.
    keys: Vec<PublicKey>,
    case: CaseFile<FileStore<Counted>>,
    read: Counted,
}

impl Ledger {
    fn made(place: &Place, events: u64) -> Result<Self, Box<dyn Error>> {
        let path = place.0.join(format!("{events}.custody"));
        let mut maker = Maker::new(FileStore::create(&path)?)?;
        let item = maker.collect_one()?;
        for part in 1..OF_ITEM {
            maker.fill(events / OF_ITEM * part)?;
            maker.store_one(item)?;
        }
        maker.fill(events)?;
        maker.head()?;
        maker.case.renew_cache()?;
        maker.case.renew_index()?;
        let (trust, keys) = (maker.trust(), maker.keys());
        let key = Rc::new(maker.into_key_of_heads());
        let read = Counted::default();
        let store = FileStore::open_in(read.clone(), &path)?;
        let (case, _) = CaseFile::open_in(store, &trust)?;
        Ok(Self { path, events, item, trust, key, keys, case, read })
    }

    fn extract(&mut self) -> (Vec<u8>, SignedCheckpoint) {
        let mut bytes = Vec::new();
        let extract = self.case.extract(&[Subject::Item(self.item)], &*self.key, &mut bytes);
        (bytes, extract.expect("it is there").head)
    }

    fn verify(&self, bytes: &[u8], head: &SignedCheckpoint) {
        let now = "2099-01-01T00:00:00Z".parse().expect("an instant");
        let verifier = Verifier::new(&self.trust, now).anchor(head.clone());
        let report = verifier.verify_bytes(bytes).expect("it can be read");
        assert_eq!(report.verdict, Verdict::Consistent, "{report}");
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let most: u64 = match std::env::var("HANDSEAL_BENCH_EVENTS") {
        Ok(events) => events.parse()?,
        Err(_) if ratio::measuring() => 100_000,
        Err(_) => 2_000,
    };
    let place = Place::new()?;
    let sizes = [100, 10, 1].map(|part| most / part);
    let mut ledgers = Vec::new();
    for events in sizes {
        ledgers.push(Ledger::made(&place, events)?);
    }
    println!(" entries       case      index  read of case   of index    extract");
    for ledger in &mut ledgers {
        ledger.extract();
        ledger.read.taken("custody");
        ledger.read.taken("index");
        let (bytes, head) = ledger.extract();
        ledger.verify(&bytes, &head);
        let length = |ending| fs::metadata(ledger.path.with_extension(ending)).map(|f| f.len());
        println!(
            "{:>8} {:>7} kB {:>7} kB {:>10} B {:>8} B {:>7} B",
            ledger.events,
            length("custody")? >> 10,
            length("custody.index")? >> 10,
            ledger.read.taken("custody"),
            ledger.read.taken("index"),
            bytes.len(),
        );
    }
    let (small, rest) = ledgers.split_first_mut().ok_or("three lengths")?;
    for large in rest {
        let name = format!("extract one item out of {} / out of {}", large.events, small.events);
        ratio::print(&name, 21, || large.extract(), || small.extract());
        let [(ours, head), (theirs, other)] = [large.extract(), small.extract()];
        let name = format!("verify one item out of {} / out of {}", large.events, small.events);
        ratio::print(&name, 21, || large.verify(&ours, &head), || small.verify(&theirs, &other));
    }
    let large = ledgers.last_mut().ok_or("three lengths")?;
    let (bytes, head) = large.extract();
    let messages = messages(&bytes, &large.keys)?;
    let bare = || {
        for Message { message, key, signature } in &messages {
            key.verify_strict(message, signature).expect("it was signed so");
        }
    };
    let of = format!("out of {} / its {} bare signatures", large.events, messages.len());
    ratio::print(&format!("verify one item {of}"), 21, || large.verify(&bytes, &head), bare);
    // The plain way needs no ledger of that length to be slower.
    let small = &mut ledgers[0];
    let bytes = fs::read(&small.path)?;
    let mut whole = CaseFile::<MemoryStore>::open_bytes(bytes, &small.trust)?;
    let (subjects, key) = ([Subject::Item(small.item)], small.key.clone());
    let by_reading_all = || {
        let mut bytes = Vec::new();
        whole.extract(&subjects, &*key, &mut bytes).expect("it is there");
        bytes
    };
    let name = format!("extract one item out of {} by the index / by reading all", small.events);
    ratio::print(&name, 5, || small.extract().0, by_reading_all);
    let again = ledgers.pop().ok_or("three lengths")?;
    let Ledger { path, events, item, trust, key, case, read, .. } = again;
    drop(case);
    let open = || {
        let store = FileStore::open_in(read.clone(), &path).expect("nobody else writes it");
        let (mut case, _) = CaseFile::open_in(store, &trust).expect("it is whole");
        case.extract(&[Subject::Item(item)], &*key, &mut Vec::new()).expect("it is there")
    };
    let verify = || {
        let now = "2099-01-01T00:00:00Z".parse().expect("an instant");
        let file = BufReader::new(File::open(&path).expect("it is there"));
        let report = Verifier::new(&trust, now).anchor(head.clone()).verify(file);
        assert_eq!(report.expect("it can be read").verdict, Verdict::Consistent);
    };
    let name =
        format!("open a case of {events} events by its cache and extract one item / verify it");
    ratio::print(&name, 1, open, verify);
    Ok(())
}

/// A folder on the disk, gone afterwards.
struct Place(PathBuf);

impl Place {
    fn new() -> std::io::Result<Self> {
        let place = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let place = place.join(format!("extract-{}", std::process::id()));
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
