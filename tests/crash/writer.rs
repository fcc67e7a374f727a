//! A program that writes a case and says what was acknowledged: this test binary, started anew.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use handseal::identity::OsEntropy;
use handseal::store::{Actor, CaseError, CaseFile, FileStore, Opening, StoreError, erase_pruned};

use crate::work::{at, heads, note, prune_all, root, trust};

const TASK: &str = "HANDSEAL_TEST_TASK";
const CASE: &str = "HANDSEAL_TEST_CASE";
const SAID: &str = "HANDSEAL_TEST_SAID";

/// What the program does.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Task {
    /// Makes a ledger, records and signs heads, closes it, opens it and goes on.
    Record,
    /// Opens a ledger and records, a head after every fifth, until it is killed.
    RecordOn,
    /// Writes a ledger anew without what is pruned.
    Erase,
}

impl Task {
    fn of(name: &str) -> Option<Self> {
        [Self::Record, Self::RecordOn, Self::Erase]
            .into_iter()
            .find(|task| format!("{task:?}") == name)
    }

    /// The command that does it: what it acknowledges it says in a file of its own.
    pub(crate) fn command(self, case: &Path, said: &Path) -> Command {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "writer::child", "--nocapture", "--test-threads=1"]);
        command.env(TASK, format!("{self:?}")).env(CASE, case).env(SAID, said);
        command
    }
}

/// What was acknowledged, a line each.
struct Said(File);

impl Said {
    fn say(&mut self, what: &str) {
        // One write: a line is there or not.
        self.0.write_all(format!("{what}\n").as_bytes()).unwrap();
    }
}

/// Does nothing unless it was started by another test.
#[test]
fn child() {
    let Some(task) = std::env::var(TASK).ok().and_then(|name| Task::of(&name)) else {
        return;
    };
    let [case, said] = [CASE, SAID].map(|name| PathBuf::from(std::env::var_os(name).unwrap()));
    let said = OpenOptions::new().create(true).append(true).open(said).unwrap();
    let mut said = Said(said);
    let done = match task {
        Task::Record => record(&case, &mut said),
        Task::RecordOn => record_on(&case, &mut said),
        Task::Erase => erase_pruned(&case, &trust()).map(|_| said.say("erased")),
    };
    match done {
        Ok(()) => said.say("ended"),
        Err(error) => said.say(&format!("error: {error}")),
    }
}

fn record(path: &Path, said: &mut Said) -> Result<(), CaseError> {
    let (root, heads) = (root(), heads(1));
    let opening = Opening {
        organisation: "A",
        jurisdiction: "ZZ",
        origin: "custody.example",
        root: &root,
        checkpoint_key: &heads,
        successors: &[],
        at: at(),
    };
    let mut case = CaseFile::create(path, &opening, &mut OsEntropy)?;
    said.say("created");
    for number in 0..3 {
        step(&mut case, said, &number.to_string())?;
    }
    let id = case.open_case("2/41", &Actor::organisation(&root), at(), &mut OsEntropy)?;
    prune_all(&mut case, id)?;
    said.say(&format!("size {}", case.size()));
    case.checkpoint(&heads)?;
    said.say(&format!("head {}", case.size()));
    drop(case);
    let (mut case, _) = CaseFile::open(path, &trust())?;
    step(&mut case, said, "after")
}

/// One step; after a failed write or sync nothing more may be written.
fn step(case: &mut CaseFile<FileStore>, said: &mut Said, text: &str) -> Result<(), CaseError> {
    match note(case, text) {
        Ok(()) => said.say(&format!("size {}", case.size())),
        Err(error) => {
            let written = ["write", "sync"];
            let failed = matches!(&error, CaseError::Store(StoreError::Io { operation, .. }) if written.contains(operation));
            let next = note(case, "once more");
            if failed && !matches!(next, Err(CaseError::Store(StoreError::Poisoned))) {
                said.say("it writes on");
            }
            return Err(error);
        }
    }
    Ok(())
}

fn record_on(path: &Path, said: &mut Said) -> Result<(), CaseError> {
    let (mut case, _) = CaseFile::open(path, &trust())?;
    let key = heads(1);
    for number in 0_u32.. {
        step(&mut case, said, &number.to_string())?;
        if number % 5 == 4 {
            case.checkpoint(&key)?;
            said.say(&format!("head {}", case.size()));
        }
    }
    Ok(())
}
