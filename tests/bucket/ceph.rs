//! On a real engine: a Ceph cluster on the loopback, of which one machine dies while it is written.

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use handseal::evidence::{Options, measure_reader};
use handseal::store::bucket::Patience;

use crate::emulated::bucket_on;
use crate::programs::{CEPH, Server, folder, or_skipped, run};
use crate::{assert_consistent, begun, heads, note, note_at_last, open_case, opened};

const WRITERS: usize = 4;
const ACTS: usize = 20;

/// One test, for one cluster: it takes longer to start than to be asked.
#[test]
fn nothing_is_lost_when_a_machine_dies_under_load() {
    let directory = std::env::temp_dir().join(format!("handseal-ceph-{}", std::process::id()));
    let started = ["ceph-mon", "ceph-osd", "radosgw", "radosgw-admin"]
        .into_iter()
        .try_for_each(|program| run(Command::new(program).arg("--version")).map(drop))
        .and_then(|()| {
            let script = folder().join("ceph.sh");
            Server::start(Command::new("bash").arg(script).arg(&directory))
        });
    let Some(cluster) = or_skipped(started, CEPH) else { return };
    let bucket = bucket_on(cluster.port, "evidence", Patience::default());
    let (_, common) = begun(&bucket);
    let content = vec![7; 9 * 1024 * 1024];
    let done = AtomicUsize::new(0);
    let recorded: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let (bucket, done) = (&bucket, &done);
                scope.spawn(move || {
                    let mut case = opened(bucket);
                    let own = open_case(&mut case, &writer.to_string()).unwrap();
                    let mut recorded = Vec::new();
                    for act in 0..ACTS {
                        recorded.push(note(&mut case, own, &act.to_string()).unwrap());
                        recorded.push(note_at_last(&mut case, common, &act.to_string()));
                        done.fetch_add(2, Ordering::Relaxed);
                    }
                    recorded
                })
            })
            .collect();
        scope.spawn(|| {
            while done.load(Ordering::Relaxed) < WRITERS * ACTS / 2 {
                std::thread::sleep(Duration::from_millis(10));
            }
            let process = std::fs::read_to_string(directory.join("osd.1.pid")).unwrap();
            run(Command::new("kill").args(["-9", process.trim()])).unwrap();
            bucket.upload(content.as_slice(), Options::default()).unwrap();
        });
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let entries: BTreeSet<_> = recorded.iter().map(|recorded| recorded.entry).collect();
    assert_eq!(entries.len(), WRITERS * ACTS * 2);
    let mut case = opened(&bucket);
    assert_eq!(case.size(), (3 + WRITERS + WRITERS * ACTS * 2) as u64);
    assert!(entries.iter().all(|entry| case.holds_entry(*entry)));
    assert_consistent(&bucket, case.checkpoint(&heads()).unwrap());
    let measured = measure_reader(content.as_slice(), Options::default()).unwrap();
    let stored = bucket.content(&measured.sha256).unwrap();
    assert_eq!(measure_reader(stored, Options::default()).unwrap(), measured);
}
