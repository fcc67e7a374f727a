//! Makes the sample case under `examples/sample` again, byte for byte.
//!
//! ```text
//! cargo run --example make_sample -- [DIRECTORY]
//! ```
//!
//! Writes `sample.custody`, `sample.head` and `root.txt` into DIRECTORY (`examples/sample` unless it
//! is named), over what is there. The content is read from `examples/sample/content`. People, hosts
//! and events are made up. The keys come from seeds that stand in this source: whoever reads it can
//! sign in their names, so they prove nothing about anything else.
//!
//! Exit status: 0 the files are written, 2 they are not.

#[path = "../common/mod.rs"]
mod common;

mod examination;
mod people;
mod story;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use handseal::evidence::{Measurement, Options, measure_file};
use handseal::identity::{Entropy, EntropyError};
use sha2::{Digest, Sha256};

use common::{Arguments, Failure};

const USAGE: &str = "\
usage: make_sample [DIRECTORY]
Writes the sample case into DIRECTORY, examples/sample unless it is named.";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => common::refuse(&failure),
    }
}

fn run() -> Result<(), Failure> {
    let mut arguments = Arguments::from_env(USAGE);
    let mut directory = None;
    while let Some(argument) = arguments.next_word()? {
        if argument.starts_with("--") || directory.is_some() {
            return Err(arguments.unknown(&argument));
        }
        directory = Some(PathBuf::from(argument));
    }
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/sample");
    let measure = |name: &str| -> Result<Measurement, Failure> {
        let path = sample.join("content").join(name);
        Ok(measure_file(path, Options::default())?)
    };
    let (mailbox, log) = (measure("mailbox.eml")?, measure("access.log")?);
    let told = story::tell(&mailbox, &log)?;
    let directory = directory.unwrap_or(sample);
    let write = |name: &str, bytes: &[u8]| {
        let path = directory.join(name);
        std::fs::write(&path, bytes).map_err(|error| Failure::in_file(&path, error))
    };
    write("sample.custody", &told.case)?;
    write("sample.head", told.head.as_bytes())?;
    write("root.txt", format!("{}\n", told.root).as_bytes())?;
    common::say(format_args!("{} entries, root {}\n", told.entries, told.root))
}

/// Bytes that are the same each time. For a sample only: whoever knows the seed knows the keys.
struct Seeded {
    seed: &'static str,
    given: u64,
}

impl Entropy for Seeded {
    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), EntropyError> {
        for chunk in buffer.chunks_mut(32) {
            let mut hasher = Sha256::new();
            hasher.update(self.seed);
            hasher.update(self.given.to_be_bytes());
            self.given = self.given.wrapping_add(1);
            let block: [u8; 32] = hasher.finalize().into();
            chunk.iter_mut().zip(block).for_each(|(to, from)| *to = from);
        }
        Ok(())
    }
}
