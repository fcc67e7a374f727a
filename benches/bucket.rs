//! How many acts a second do writers on several machines record in one bucket?
//!
//! The bucket is in memory and answers as late as one in the same city does. Each act is one request that must be answered
//! before the next place is known, so the time of an answer is the limit: the other side creates objects of the same size,
//! one after the other, and asks nobody. Set `HANDSEAL_BUCKET` to the address of a bucket of a store, with its options
//! behind it, `s3://bucket/prefix endpoint=URL access_key_id=AK …`, to ask that one.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    reason = "a measurement that cannot be made stops"
)]

mod common;

use std::error::Error;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use common::ratio;
use handseal::Timestamp;
use handseal::identity::{OsEntropy, SigningKey, Trust};
use handseal::store::bucket::{Bucket, BucketStore, Patience};
use handseal::store::{Actor, CaseFile, Opening};
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::throttle::{ThrottleConfig, ThrottledStore};
use object_store::{ObjectStore, PutMode};

/// What a store in the same city takes to answer.
const WRITTEN: Duration = Duration::from_millis(10);
const READ: Duration = Duration::from_millis(5);

/// Machines that write one ledger.
const WRITERS: [usize; 3] = [1, 2, 8];

/// What all writers together record in one measured round.
const ACTS: usize = 64;

/// A visit; the import of a list.
const GROUPS: [usize; 2] = [10, 100];

const PAIRS: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let place = Place::new()?;
    for writers in WRITERS {
        place.raced(writers)?;
    }
    for group in GROUPS {
        place.grouped(group)?;
    }
    Ok(())
}

struct Place {
    root: SigningKey,
    heads: SigningKey,
    at: Timestamp,
    bucket: Bucket,
    /// The store itself, where it is the one in memory.
    plain: Option<Arc<dyn ObjectStore>>,
}

impl Place {
    fn new() -> Result<Self, Box<dyn Error>> {
        let (bucket, plain) = match std::env::var("HANDSEAL_BUCKET") {
            Ok(address) => {
                let mut words = address.split_whitespace();
                let url = words.next().unwrap_or_default();
                let options = words.filter_map(|word| word.split_once('='));
                (Bucket::at(url, options, Patience::default())?, None)
            }
            Err(_) => {
                let late = ThrottleConfig {
                    wait_put_per_call: WRITTEN,
                    wait_get_per_call: READ,
                    wait_list_per_call: READ,
                    ..ThrottleConfig::default()
                };
                let store: Arc<dyn ObjectStore> =
                    Arc::new(ThrottledStore::new(InMemory::new(), late));
                (Bucket::on(store.clone(), "bench", Patience::default())?, Some(store))
            }
        };
        Ok(Self {
            root: SigningKey::generate(&mut OsEntropy)?,
            heads: SigningKey::generate(&mut OsEntropy)?,
            at: "2041-06-01T09:30:00Z".parse()?,
            bucket,
            plain,
        })
    }

    /// A ledger of its own.
    fn begun(&self, name: &str) -> Result<(Bucket, CaseFile<BucketStore>), Box<dyn Error>> {
        let opening = Opening {
            organisation: "Example Police",
            jurisdiction: "EX",
            origin: "custody.example.org",
            root: &self.root,
            checkpoint_key: &self.heads,
            successors: &[],
            at: self.at,
        };
        let bucket = self.bucket.beside(&format!("{}/{name}", self.bucket.prefix()))?;
        let store = BucketStore::create(bucket.clone())?;
        Ok((bucket, CaseFile::create_in(store, &opening, &mut OsEntropy)?))
    }

    fn raced(&self, writers: usize) -> Result<(), Box<dyn Error>> {
        let (bucket, case) = self.begun(&format!("writers-{writers}"))?;
        let trust = Trust::new().root(case.keeper());
        let mut cases = Vec::new();
        for _ in 0..writers {
            cases.push(CaseFile::open_bucket(&bucket, &trust)?);
        }
        let mut ours = || {
            thread::scope(|scope| {
                for case in &mut cases {
                    scope.spawn(|| self.record(case, ACTS / writers));
                }
            });
        };
        ours();
        self.told(&format!("{writers} writers"), &mut ours);
        if let Some(store) = &self.plain {
            let alone = Alone::new(store.clone(), writers)?;
            let what = format!("{writers} writers record {ACTS} acts / one creates {ACTS} objects");
            ratio::print(&what, PAIRS, ours, || alone.create());
        }
        Ok(())
    }

    fn grouped(&self, group: usize) -> Result<(), Box<dyn Error>> {
        let (_, mut one) = self.begun(&format!("one-by-one-{group}"))?;
        let (_, mut many) = self.begun(&format!("groups-{group}"))?;
        ratio::print(
            &format!("{group} acts in one group / one by one"),
            PAIRS,
            || {
                for _ in 0..group {
                    self.stage(&mut many);
                }
                many.commit().expect("the bucket takes it");
            },
            || self.record(&mut one, group),
        );
        Ok(())
    }

    fn record(&self, case: &mut CaseFile<BucketStore>, acts: usize) {
        let chief = Actor::organisation(&self.root);
        for _ in 0..acts {
            let act = case.open_case("1/26", &chief, self.at, &mut OsEntropy);
            act.expect("the bucket takes it");
        }
    }

    fn stage(&self, case: &mut CaseFile<BucketStore>) {
        use handseal::event::{At, CaseOpened, Salts, Subject};
        use handseal::identity::CaseId;
        let id = CaseId::generate(&mut OsEntropy).expect("random bytes");
        let mut salts = Salts::new(&mut OsEntropy).expect("random bytes");
        let body = CaseOpened { title: None, reference: salts.commit("1/26") };
        let chief = Actor::organisation(&self.root);
        let event = case.signed(body, &[Subject::Case(id)], &chief, At::device(self.at));
        case.stage(event.expect("the root signs")).expect("the rules allow it");
    }

    /// Acts a second, of one round.
    fn told(&self, what: &str, run: &mut impl FnMut()) {
        if ratio::measuring() {
            let begun = Instant::now();
            run();
            let acts = u32::try_from(ACTS).expect("few");
            println!(
                "{what}: {:.0} acts a second",
                f64::from(acts) / begun.elapsed().as_secs_f64()
            );
        }
    }
}

/// Creates objects that nobody else wants, one after the other.
struct Alone {
    store: Arc<dyn ObjectStore>,
    runtime: tokio::runtime::Runtime,
    folder: String,
    next: std::cell::Cell<u64>,
}

impl Alone {
    fn new(store: Arc<dyn ObjectStore>, writers: usize) -> Result<Self, Box<dyn Error>> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let folder = format!("plain-{writers}");
        Ok(Self { store, runtime, folder, next: std::cell::Cell::new(0) })
    }

    fn create(&self) {
        /// About what an act takes.
        const BYTES: usize = 600;
        for _ in 0..ACTS {
            let number = self.next.replace(self.next.get() + 1);
            let key = Path::from(format!("{}/{number}", self.folder));
            let put = self.store.put_opts(&key, vec![0; BYTES].into(), PutMode::Create.into());
            self.runtime.block_on(put).expect("nobody else wants it");
        }
    }
}
