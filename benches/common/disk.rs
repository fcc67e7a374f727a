//! Events made durable: on the disk, since a file system in memory says nothing of a sync.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use handseal::event::SignedEvent;
use handseal::ledger::entry_record;
use handseal::store::Store;

use super::ledger::Maker;

/// Events in one measured round: some ten syncs at least.
pub const fn round(group: usize) -> usize {
    if group > 10 { group * 10 } else { group * 20 }
}

/// Signs, checks and appends events, with one sync for each group.
pub fn append<S: Store>(maker: &mut Maker<S>, events: usize, group: usize) {
    for _ in 0..events / group {
        for _ in 0..group {
            maker.stage().expect("the holder acts");
        }
        maker.case.commit().expect("the disk takes it");
    }
}

/// The bytes of a group as they stand in the file.
pub fn records(events: &[SignedEvent]) -> Vec<u8> {
    let framed =
        |event: &SignedEvent| [&entry_record(event.as_bytes()), event.disclosures()].concat();
    events.iter().flat_map(framed).collect()
}

/// A file of nothing but what is written.
pub fn plain_file(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().append(true).create_new(true).open(path)
}

/// One write, one sync.
pub fn write(file: &mut File, bytes: &[u8]) {
    file.write_all(bytes).and_then(|()| file.sync_data()).expect("the disk takes it");
}

/// A folder on the disk, gone afterwards.
pub struct Place(PathBuf);

impl Place {
    /// Makes it, below the folder of the build.
    pub fn new(name: &str) -> std::io::Result<Self> {
        let name = format!("append-{name}-{}", std::process::id());
        let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&place);
        fs::create_dir_all(&place)?;
        Ok(Self(place))
    }

    /// A file in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
